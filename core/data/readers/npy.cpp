// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/npy.h"

#include "core/data/readers/binaryreaders.h"
#include "core/data/text.h"

#include <algorithm>
#include <charconv>

namespace pitlane::binary {

namespace {

constexpr std::string_view signature = "\x93NUMPY";
constexpr std::size_t longestHeader = std::size_t{1} << 20U;
constexpr std::size_t highestRank = 32;

std::string readExactly(const ByteSource& source, std::size_t count, const char* what)
{
    std::string bytes(count, '\0');
    const auto found = source.read(bytes.data(), count);
    if (found < count)
        fail(source.name, std::string("the file ends in ") + what + ": " +
                              counted(static_cast<std::int64_t>(found), "byte") + " found, " + std::to_string(count) +
                              " expected. Copy or download the file again.");
    return bytes;
}

/// Python's literal of a dictionary with the three keys of a .npy: {'descr': '<f8', 'fortran_order': False, ...}
class HeaderParser
{
public:
    HeaderParser(std::string_view text, std::size_t offset, const std::string& file)
        : m_text(text), m_offset(offset), m_file(file)
    {
    }

    NpyHeader parse()
    {
        NpyHeader header;
        bool hasType = false;
        bool hasOrder = false;
        bool hasShape = false;
        expect('{');
        while (!tryTake('}')) {
            const auto key = quoted();
            expect(':');
            if (key == "descr" && !hasType) {
                header.type = type();
                hasType = true;
            } else if (key == "fortran_order" && !hasOrder) {
                header.fortranOrder = boolean();
                hasOrder = true;
            } else if (key == "shape" && !hasShape) {
                header.shape = shape();
                hasShape = true;
            } else {
                complain("found the key " + inQuotes(key) + ", expected each of descr, fortran_order and shape once");
            }
            if (!tryTake(',')) {
                expect('}');
                break;
            }
        }
        if (!hasType || !hasOrder || !hasShape)
            complain(std::string("the key ") +
                     (!hasType    ? "descr"
                      : !hasOrder ? "fortran_order"
                                  : "shape") +
                     " is missing");
        return header;
    }

private:
    [[noreturn]] void complain(const std::string& problem) const
    {
        fail(m_file, "header, byte " + std::to_string(m_offset + m_at) + ": " + problem +
                         ". The file is damaged; write it again with numpy.save.");
    }
    void skipBlanks()
    {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\n' || m_text[m_at] == '\t'))
            ++m_at;
    }
    [[nodiscard]] std::string next() const
    {
        return m_at < m_text.size() ? inQuotes(m_text.substr(m_at, 1)) : "the end of the header";
    }
    bool tryTake(char sign)
    {
        skipBlanks();
        if (m_at >= m_text.size() || m_text[m_at] != sign)
            return false;
        ++m_at;
        return true;
    }
    void expect(char sign)
    {
        if (!tryTake(sign))
            complain("found " + next() + ", expected " + inQuotes(std::string_view(&sign, 1)));
    }
    std::string_view quoted()
    {
        skipBlanks();
        const char mark = m_at < m_text.size() ? m_text[m_at] : '\0';
        if (mark != '\'' && mark != '"')
            complain("found " + next() + ", expected a name in quotation marks");
        const auto end = m_text.find(mark, m_at + 1);
        if (end == std::string_view::npos)
            complain("a quotation mark is not closed");
        const auto text = m_text.substr(m_at + 1, end - m_at - 1);
        m_at = end + 1;
        return text;
    }
    ElementType type()
    {
        skipBlanks();
        if (m_at < m_text.size() && m_text[m_at] == '[')
            fail(m_file, refusalOf("["));
        const auto text = quoted();
        const auto parsed = parseElementType(text);
        if (!parsed)
            fail(m_file, refusalOf(text));
        return *parsed;
    }
    bool boolean()
    {
        skipBlanks();
        for (const bool value : {false, true})
            if (const std::string_view word = value ? "True" : "False"; m_text.substr(m_at).starts_with(word)) {
                m_at += word.size();
                return value;
            }
        complain("found " + next() + ", expected True or False");
    }
    std::vector<std::int64_t> shape()
    {
        std::vector<std::int64_t> shape;
        expect('(');
        while (!tryTake(')')) {
            skipBlanks();
            std::int64_t extent = 0;
            const auto result = std::from_chars(m_text.data() + m_at, m_text.data() + m_text.size(), extent);
            if (result.ec != std::errc() || extent < 0)
                complain("found " + inQuotes(m_text.substr(m_at, 20)) + ", expected a count of 0 or more");
            m_at = static_cast<std::size_t>(result.ptr - m_text.data());
            tryTake('L'); // as Python 2 wrote long numbers
            shape.push_back(extent);
            if (shape.size() > highestRank)
                complain("the shape has more than 32 axes");
            if (!tryTake(',')) {
                expect(')');
                break;
            }
        }
        return shape;
    }

    std::string_view m_text;
    std::size_t m_offset;
    const std::string& m_file;
    std::size_t m_at = 0;
};

} // namespace

NpyHeader readNpyHeader(const ByteSource& source)
{
    if (source.size == 0)
        fail(source.name, "the file is empty, expected a NumPy array. Write it again with numpy.save.");
    const auto start = readExactly(source, 8, "the signature");
    if (!start.starts_with(signature))
        fail(source.name, "it starts with " + inQuotes(start) +
                              ", expected the signature of a NumPy array (\\x93NUMPY). Choose a file written by "
                              "numpy.save, or name the right format.");
    const int version = static_cast<unsigned char>(start[6]);
    if (version < 1 || version > 3)
        fail(source.name, "it is of version " + std::to_string(version) +
                              " of the format, expected 1, 2 or 3. Write it again with numpy.save.");
    const std::size_t lengthBytes = version == 1 ? 2 : 4;
    const auto length = readExactly(source, lengthBytes, "the header's length");
    std::uint64_t headerBytes = 0;
    for (std::size_t i = lengthBytes; i-- > 0;)
        headerBytes = headerBytes * 256 + static_cast<unsigned char>(length[i]);
    const std::uint64_t before = 8 + lengthBytes;
    if (headerBytes > source.size - std::min(source.size, before) || headerBytes > longestHeader)
        fail(source.name, "byte 8: the header claims " + std::to_string(headerBytes) + " bytes, the file has " +
                              std::to_string(source.size) + " in all. Copy or download the file again.");
    const auto text = readExactly(source, static_cast<std::size_t>(headerBytes), "the header");
    auto header = HeaderParser(text, static_cast<std::size_t>(before), source.name).parse();
    header.dataOffset = before + headerBytes;

    const auto count = elementCount(header.shape);
    const auto shown = shapeText({.shape = header.shape});
    if (!count || (header.type.size > 0 && *count > (std::uint64_t{1} << 62U) / header.type.size) ||
        (header.type.size == 0 && *count > 0))
        fail(source.name, "the header claims " + (count ? shown : "more than 4e18") + " elements of " +
                              counted(static_cast<std::int64_t>(header.type.size), "byte") +
                              ", which no file can hold. Write it again with numpy.save.");
    header.dataBytes = *count * header.type.size;
    const auto there = source.size - header.dataOffset;
    if (header.dataBytes > there)
        fail(source.name, "the header claims " + shown + " elements of " + std::to_string(header.type.size) +
                              " bytes, " + std::to_string(header.dataBytes) + " bytes in all, but " +
                              std::to_string(there) + " follow it. The file was cut off; copy or download it again.");
    header.trailingBytes = there - header.dataBytes;
    return header;
}

ArrayInfo infoOf(const NpyHeader& header, std::string name)
{
    return {.name = std::move(name), .shape = header.shape, .type = header.type.name()};
}

Array readNpyData(const ByteSource& source, const NpyHeader& header, std::string arrayName, const Progress& progress)
{
    auto info = infoOf(header, std::move(arrayName));
    const auto size = std::max<std::size_t>(header.type.size, 1);
    const auto count = header.dataBytes / size;
    std::vector<float> values;
    std::vector<std::string> texts;
    if (source.sizeIsSure && !header.type.isText())
        values.reserve(static_cast<std::size_t>(count));
    const auto chunk = std::max<std::uint64_t>(chunkBytes / size, 1) * size;
    std::string bytes;
    for (std::uint64_t done = 0; done < header.dataBytes; done += bytes.size()) {
        progress.at(static_cast<double>(done) / static_cast<double>(header.dataBytes), info.name);
        bytes.resize(static_cast<std::size_t>(std::min(chunk, header.dataBytes - done)));
        const auto found = source.read(bytes.data(), bytes.size());
        if (found < bytes.size())
            fail(source.name, "the file ends at byte " + std::to_string(header.dataOffset + done + found) +
                                  ", expected " + std::to_string(header.dataOffset + header.dataBytes) +
                                  " bytes. Copy or download it again.");
        if (header.type.isText())
            for (std::size_t i = 0; i + size <= bytes.size(); i += size)
                texts.push_back(elementText(header.type, std::string_view(bytes).substr(i, size)));
        else
            appendNumbers(header.type, bytes, values);
    }
    progress.at(1, info.name);
    const auto& order = info.shape;
    if (header.type.isText())
        return textArray(info, header.fortranOrder ? toRowMajor(std::move(texts), order) : texts);
    Array array;
    static_cast<ArrayInfo&>(array) = info;
    array.values = header.fortranOrder ? toRowMajor(std::move(values), order) : std::move(values);
    return array;
}

namespace {

ByteSource sourceOf(Bytes& bytes)
{
    return {.name = bytes.name(),
            .size = bytes.size(),
            .sizeIsSure = true,
            .read = [&bytes, at = std::uint64_t{0}](char* to, std::size_t count) mutable {
                const auto found = bytes.read(at, to, count);
                at += found;
                return found;
            }};
}

constexpr const char* arrayName = "values";

class NpyReader final : public Reader
{
public:
    [[nodiscard]] FileFormat format() const override { return FileFormat::Npy; }
    [[nodiscard]] int sniff(std::string_view head, const std::filesystem::path& /*path*/) const override
    {
        return head.starts_with(signature) ? 100 : 0;
    }
    [[nodiscard]] FileInfo describe(const std::filesystem::path& path, const ReadOptions& /*options*/,
                                    const Progress& progress) const override
    {
        progress.at(0);
        Bytes bytes(path);
        const auto header = readNpyHeader(sourceOf(bytes));
        FileInfo info{.format = FileFormat::Npy, .arrays = {infoOf(header, arrayName)}};
        if (header.fortranOrder)
            info.notes.emplace_back("Stored column by column (Fortran order).");
        if (header.trailingBytes > 0)
            info.notes.push_back(counted(static_cast<std::int64_t>(header.trailingBytes), "byte") +
                                 " behind the array are left out.");
        return info;
    }
    [[nodiscard]] std::vector<Array> load(const std::filesystem::path& path, std::span<const std::string> names,
                                          const ReadOptions& /*options*/, const Progress& progress) const override
    {
        Bytes bytes(path);
        const auto source = sourceOf(bytes);
        const auto header = readNpyHeader(source);
        const std::vector<ArrayInfo> infos = {infoOf(header, arrayName)};
        return loadEach(placesOf(infos, names, bytes.name()), progress, [&](std::size_t, const Progress& part) {
            return readNpyData(source, header, arrayName, part);
        });
    }
};

} // namespace

Array parseNpy(std::string_view content, const std::string& name)
{
    Bytes bytes(content, name);
    const auto source = sourceOf(bytes);
    const auto header = readNpyHeader(source);
    return readNpyData(source, header, arrayName, {});
}

} // namespace pitlane::binary

namespace pitlane {

const Reader& npyReader()
{
    static const binary::NpyReader reader;
    return reader;
}

} // namespace pitlane
