// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/matcheck.h"

#include "core/data/text.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>

namespace pitlane::binary {

namespace {

constexpr std::uint32_t matrixType = 14;
constexpr std::uint32_t compressedType = 15;
constexpr int deepest = 32;

std::uint32_t number(std::string_view bytes, std::size_t at, bool bigEndian)
{
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4 && at + i < bytes.size(); ++i) {
        const auto place = bigEndian ? 3 - i : i;
        value |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << (8 * place);
    }
    return value;
}

/// The bytes of one variable, one after the other: as they stand in the file, or unpacked.
class Stream
{
public:
    Stream(Bytes& bytes, std::uint64_t at, std::uint64_t size, bool packed)
        : m_bytes(bytes), m_at(at), m_end(at + size), m_packed(packed)
    {
        if (m_packed && inflateInit(&m_zip) != Z_OK)
            fail(m_bytes.name(), "there is not enough memory to unpack it. Close other programs.");
    }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    ~Stream()
    {
        if (m_packed)
            inflateEnd(&m_zip);
    }

    /// How many bytes may follow at most.
    [[nodiscard]] std::uint64_t most() const { return (m_end - m_at + m_zip.avail_in) * (m_packed ? 1040 : 1) + 4096; }

    std::string take(std::size_t count)
    {
        std::string text(count, '\0');
        fill(text.data(), count);
        return text;
    }

    void skip(std::uint64_t count)
    {
        if (!m_packed) {
            if (count > m_end - m_at)
                failShort();
            m_at += count;
            return;
        }
        std::array<char, 1U << 14U> sink;
        for (; count > 0; count -= std::min<std::uint64_t>(count, sink.size()))
            fill(sink.data(), static_cast<std::size_t>(std::min<std::uint64_t>(count, sink.size())));
    }

    [[noreturn]] void failShort() const
    {
        fail(m_bytes.name(), "byte " + std::to_string(m_at) +
                                 ": a variable claims more bytes than there are. The file is damaged or was cut off; "
                                 "copy or download it again, or save it again in MATLAB.");
    }
    [[nodiscard]] std::uint64_t at() const { return m_at; }
    [[nodiscard]] const std::string& name() const { return m_bytes.name(); }

private:
    void fill(char* to, std::size_t count)
    {
        if (!m_packed) {
            if (count > m_end - m_at || m_bytes.read(m_at, to, count) < count)
                failShort();
            m_at += count;
            return;
        }
        m_zip.next_out = reinterpret_cast<Bytef*>(to);
        m_zip.avail_out = static_cast<uInt>(count);
        while (m_zip.avail_out > 0) {
            if (m_zip.avail_in == 0) {
                const auto wanted = std::min<std::uint64_t>(m_input.size(), m_end - m_at);
                m_zip.next_in = reinterpret_cast<Bytef*>(m_input.data());
                m_zip.avail_in =
                    static_cast<uInt>(m_bytes.read(m_at, m_input.data(), static_cast<std::size_t>(wanted)));
                m_at += m_zip.avail_in;
                if (m_zip.avail_in == 0)
                    failShort();
            }
            const int result = inflate(&m_zip, Z_NO_FLUSH);
            if (result == Z_STREAM_END && m_zip.avail_out > 0)
                failShort();
            if (result != Z_OK && result != Z_STREAM_END)
                fail(m_bytes.name(), "byte " + std::to_string(m_at) + ": a variable cannot be unpacked (" +
                                         (m_zip.msg == nullptr ? "damaged" : m_zip.msg) +
                                         "). Copy or download the file again, or save it again in MATLAB.");
        }
    }

    Bytes& m_bytes;
    std::uint64_t m_at;
    std::uint64_t m_end;
    bool m_packed;
    z_stream m_zip{};
    std::array<char, 1U << 14U> m_input;
};

/// The tree of one variable, by its tags.
class Variable
{
public:
    Variable(Stream& stream, bool bigEndian) : m_stream(stream), m_bigEndian(bigEndian) {}

    /// Behind the tag of a matrix of `size` bytes. The numbers of the outermost one are not looked at.
    void walk(std::uint64_t size, int depth)
    {
        if (depth > deepest)
            damaged("cells and structs stand in one another more than 32 deep");
        if (size == 0)
            return; // an empty cell
        std::uint64_t used = 0;
        const auto flags = number(element(used, 8, 8, "the flags of a variable"), 0, m_bigEndian);
        const auto kind = flags & 0xffU;
        if (kind == 17) { // an object of MATLAB's own: no sizes follow
            m_stream.skip(size - std::min(size, used));
            return;
        }
        const auto extents = element(used, 8, 4 * 64, "the dimensions of a variable");
        if (extents.size() % 4 != 0)
            damaged("the dimensions of a variable are " + std::to_string(extents.size()) + " bytes");
        std::uint64_t count = 1;
        for (std::size_t i = 0; i + 4 <= extents.size(); i += 4) {
            const auto extent = number(extents, i, m_bigEndian);
            if (extent != 0 && count > m_stream.most() / extent)
                damaged("a variable claims " + std::to_string(count) + " x " + std::to_string(extent) +
                        " elements, more than the file can hold");
            count *= extent;
        }
        static_cast<void>(element(used, 0, 4096, "a name")); // the name
        if (kind == 1 || kind == 2 || kind == 3)
            walkInner(kind, count, size, used, depth);
        else if (depth > 0)
            m_stream.skip(size - std::min(size, used));
        if (used > size)
            damaged("the parts of a variable are longer than the whole");
    }

private:
    [[noreturn]] void damaged(const std::string& problem) const
    {
        fail(m_stream.name(), "byte " + std::to_string(m_stream.at()) + ": " + problem +
                                  ". The file is damaged; copy or download it again, or save it again in MATLAB.");
    }

    struct Tag
    {
        std::uint32_t type = 0;
        std::uint32_t size = 0;
        std::string small; ///< up to four bytes that stand in the tag
    };
    Tag tag(std::uint64_t& used)
    {
        const auto bytes = m_stream.take(8);
        used += 8;
        const auto first = number(bytes, 0, m_bigEndian);
        if ((first >> 16U) == 0)
            return {.type = first, .size = number(bytes, 4, m_bigEndian), .small = {}};
        const auto size = std::min(first >> 16U, 4U);
        return {.type = first & 0xffffU, .size = 0, .small = bytes.substr(4, size)};
    }

    /// The content of the next element, of `least` to `most` bytes.
    std::string element(std::uint64_t& used, std::size_t least, std::size_t most, const char* what)
    {
        const auto next = tag(used);
        const auto size = next.small.empty() ? next.size : next.small.size();
        if (size < least || size > most)
            damaged("found " + std::to_string(size) + " bytes of " + what + ", expected " + std::to_string(least) +
                    (least == most ? "" : " .. " + std::to_string(most)));
        if (!next.small.empty())
            return next.small;
        auto content = m_stream.take(next.size);
        const auto padding = (8 - next.size % 8) % 8;
        m_stream.skip(padding);
        used += next.size + padding;
        return content;
    }

    void walkInner(std::uint32_t kind, std::uint64_t count, std::uint64_t size, std::uint64_t& used, int depth)
    {
        if (kind == 3)
            static_cast<void>(element(used, 0, 4096, "a name")); // the class
        std::uint64_t fields = 1;
        if (kind != 1) {
            const auto width = number(element(used, 4, 4, "the length of names"), 0, m_bigEndian);
            const auto names = element(used, 0, std::size_t{1} << 20U, "names of fields");
            if (width == 0 && !names.empty())
                damaged("the names of a struct's fields have no length");
            fields = width == 0 ? 0 : names.size() / width;
        }
        for (std::uint64_t i = 0; i < count * fields; ++i) {
            const auto next = tag(used);
            if (next.type != matrixType)
                damaged("found an element of type " + std::to_string(next.type) + ", expected matrix " +
                        std::to_string(i + 1) + " of " + std::to_string(count * fields));
            if (next.size > size - std::min(size, used))
                damaged("a cell is longer than the cell array");
            walk(next.size, depth + 1);
            used += next.size;
        }
    }

    Stream& m_stream;
    bool m_bigEndian;
};

void checkMat5(Bytes& bytes)
{
    const auto& file = bytes.name();
    const auto head = bytes.text(0, 128);
    const bool bigEndian = head.substr(126, 2) == "MI";
    if (bytes.size() == 128)
        fail(file, "the file ends after its header, it holds no variable. Save it again in MATLAB.");
    for (std::uint64_t at = 128; at < bytes.size();) {
        const auto tag = bytes.text(at, 8);
        const auto type = number(tag, 0, bigEndian);
        const std::uint64_t size = number(tag, 4, bigEndian);
        if (tag.size() == 8 && type != matrixType && type != compressedType)
            fail(file, "byte " + std::to_string(at) + ": found an element of type " + std::to_string(type) +
                           ", expected a variable (14 or 15). The file is damaged; save it again in MATLAB.");
        if (tag.size() < 8 || size > bytes.size() - at - 8)
            fail(file, "byte " + std::to_string(at) + ": a variable of " + std::to_string(size) +
                           " bytes begins, but " + std::to_string(bytes.size() - at) +
                           " are left. The file was cut off; copy or download it again.");
        Stream stream(bytes, at + 8, size, type == compressedType);
        std::uint64_t inner = size;
        if (type == compressedType) {
            const auto unpacked = stream.take(8);
            inner = number(unpacked, 4, bigEndian);
            if (number(unpacked, 0, bigEndian) != matrixType)
                fail(file, "byte " + std::to_string(at) +
                               ": a packed variable holds no matrix. The file is damaged; "
                               "save it again in MATLAB.");
            if (inner > stream.most())
                stream.failShort();
        }
        Variable(stream, bigEndian).walk(inner, 0);
        at += 8 + size;
    }
}

/// Version 4: each variable is five numbers, its name, its values.
std::optional<std::uint64_t> sizeOfMat4(std::string_view head)
{
    if (head.size() < 20)
        return std::nullopt;
    for (const bool bigEndian : {false, true}) {
        const auto type = number(head, 0, bigEndian);
        const auto thousands = type / 1000;
        const auto precision = type / 10 % 10;
        if (thousands != (bigEndian ? 1U : 0U) || type / 100 % 10 != 0 || precision > 5 || type % 10 > 2)
            continue;
        const std::uint64_t rows = number(head, 4, bigEndian);
        const std::uint64_t columns = number(head, 8, bigEndian);
        const auto imaginary = number(head, 12, bigEndian);
        const std::uint64_t name = number(head, 16, bigEndian);
        static constexpr std::array<std::uint64_t, 6> sizes = {8, 4, 4, 2, 2, 1};
        if (imaginary > 1 || name < 1 || name > 64 || rows > (1U << 31U) || columns > (1U << 31U))
            continue;
        const auto count = rows * columns * (imaginary + 1); // fits: below 2^63
        if (count > (std::uint64_t{1} << 59U))
            return std::uint64_t{1} << 62U;
        return 20 + name + count * sizes[precision];
    }
    return std::nullopt;
}

void checkMat4(Bytes& bytes)
{
    for (std::uint64_t at = 0; at < bytes.size();) {
        const auto size = sizeOfMat4(bytes.text(at, 20));
        if (!size)
            fail(bytes.name(),
                 at == 0 ? "it starts with " + inQuotes(bytes.text(0, 8)) +
                               ", expected \"MATLAB 5.0\", \"MATLAB 7.3\", or the header of version 4. Choose another "
                               "file, or name its format."
                         : "byte " + std::to_string(at) +
                               ": found no header of a variable. The file is damaged or was cut off; copy or download "
                               "it again.");
        if (*size > bytes.size() - at)
            fail(bytes.name(), "byte " + std::to_string(at) + ": a variable of " + std::to_string(*size) +
                                   " bytes begins, but " + std::to_string(bytes.size() - at) +
                                   " are left. The file was cut off; copy or download it again.");
        at += *size;
    }
}

} // namespace

bool looksLikeMat4(std::string_view head)
{
    return sizeOfMat4(head).has_value();
}

void checkMat(Bytes& bytes)
{
    if (bytes.size() == 0)
        fail(bytes.name(), "the file is empty, expected MATLAB data. Copy or download it again.");
    const auto head = bytes.text(0, 128);
    const auto order = head.substr(std::min<std::size_t>(126, head.size()));
    // As matio decides: by the two bytes of the version, whatever the text before them says.
    if (order == "IM" || order == "MI") {
        const auto major = static_cast<unsigned char>(head[order == "MI" ? 124 : 125]);
        const auto minor = static_cast<unsigned char>(head[order == "MI" ? 125 : 124]);
        if (minor == 0 && major == 1)
            return checkMat5(bytes);
        if (minor == 0 && major == 2) {
            if (bytes.text(512, 8) != "\x89HDF\r\n\x1a\n")
                fail(bytes.name(), "byte 512: found " + inQuotes(bytes.text(512, 8)) +
                                       ", expected the signature of HDF5, of which version 7.3 is made. The file is "
                                       "damaged or was cut off; copy or download it again.");
            return;
        }
    }
    if (head.starts_with("MATLAB")) {
        if (head.size() < 128)
            fail(bytes.name(), "the file ends at byte " + std::to_string(bytes.size()) +
                                   ", in its header of 128 bytes. Copy or download it again.");
        fail(bytes.name(),
             "byte 124: found version and byte order " + inQuotes(std::string_view(head).substr(124)) +
                 ", expected \\x00\\x01IM (version 5) or \\x00\\x02IM (version 7.3). The file is damaged; "
                 "save it again in MATLAB.");
    }
    checkMat4(bytes);
}

} // namespace pitlane::binary
