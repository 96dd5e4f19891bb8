// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/binarytools.h"

#include "core/data/text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>

namespace pitlane::binary {

void fail(const std::string& file, const std::string& problem)
{
    throw DatasetError("Reading " + file + ": " + problem);
}

std::string fileName(const std::filesystem::path& path)
{
    return path.filename().string();
}

Bytes::Bytes(const std::filesystem::path& path) : m_name(fileName(path)), m_isFile(true)
{
    std::error_code problem;
    if (std::filesystem::is_directory(path, problem))
        fail(m_name, "this is a folder, not a file. Choose a file in it.");
    m_size = std::filesystem::file_size(path, problem);
    if (!problem)
        m_file.open(path, std::ios::binary);
    if (problem || !m_file)
        fail(m_name, "the file cannot be opened at " + path.string() + " (" +
                         (problem ? problem.message() : std::string(std::strerror(errno))) +
                         "). Check that it exists and may be read.");
}

Bytes::Bytes(std::string_view content, std::string name)
    : m_name(std::move(name)), m_content(content), m_size(content.size())
{
}

std::size_t Bytes::read(std::uint64_t offset, char* to, std::size_t count)
{
    if (offset >= m_size)
        return 0;
    count = static_cast<std::size_t>(std::min<std::uint64_t>(count, m_size - offset));
    if (!m_isFile) {
        std::memcpy(to, m_content.data() + offset, count);
        return count;
    }
    m_file.clear();
    m_file.seekg(static_cast<std::streamoff>(offset));
    m_file.read(to, static_cast<std::streamsize>(count));
    return static_cast<std::size_t>(m_file.gcount());
}

std::string Bytes::text(std::uint64_t offset, std::size_t count)
{
    if (offset >= m_size)
        return {};
    std::string result(static_cast<std::size_t>(std::min<std::uint64_t>(count, m_size - offset)), '\0');
    result.resize(read(offset, result.data(), result.size()));
    return result;
}

std::string ElementType::name() const
{
    const auto bits = std::to_string(size * 8);
    switch (kind) {
    case Kind::Float:
        return "float" + bits;
    case Kind::Int:
        return "int" + bits;
    case Kind::Unsigned:
        return "uint" + bits;
    case Kind::Bool:
        return "bool";
    case Kind::Utf32:
    case Kind::Bytes:
        break;
    }
    return "text";
}

std::optional<ElementType> parseElementType(std::string_view descr)
{
    ElementType type;
    type.bigEndian = std::endian::native == std::endian::big;
    if (descr.empty())
        return std::nullopt;
    if (std::string_view("<>|=").find(descr[0]) != std::string_view::npos) {
        if (descr[0] != '=' && descr[0] != '|')
            type.bigEndian = descr[0] == '>';
        descr.remove_prefix(1);
    }
    if (descr.empty())
        return std::nullopt;
    std::size_t size = 0;
    const auto result = std::from_chars(descr.data() + 1, descr.data() + descr.size(), size);
    if (result.ec != std::errc() || result.ptr != descr.data() + descr.size() || size > (std::size_t{1} << 18U))
        return std::nullopt;
    type.size = size;
    const bool wholeSize = size == 1 || size == 2 || size == 4 || size == 8;
    switch (descr[0]) {
    case 'f':
        type.kind = ElementType::Kind::Float;
        return size == 4 || size == 8 ? std::optional(type) : std::nullopt;
    case 'i':
        type.kind = ElementType::Kind::Int;
        return wholeSize ? std::optional(type) : std::nullopt;
    case 'u':
        type.kind = ElementType::Kind::Unsigned;
        return wholeSize ? std::optional(type) : std::nullopt;
    case 'b':
        type.kind = ElementType::Kind::Bool;
        return size == 1 ? std::optional(type) : std::nullopt;
    case 'U':
        type.kind = ElementType::Kind::Utf32;
        type.size *= 4;
        return type;
    case 'S':
    case 'a':
        type.kind = ElementType::Kind::Bytes;
        return type;
    default:
        return std::nullopt;
    }
}

std::string refusalOf(std::string_view descr)
{
    const auto kind = descr.find_first_not_of("<>|=");
    const char letter = kind == std::string_view::npos ? '\0' : descr[kind];
    const auto found = "its elements are of type " + inQuotes(descr) + ", ";
    switch (letter) {
    case 'O':
        return found + "python objects, which can only be read by running a program. Save plain numbers: "
                       "numpy.save(file, array.astype('float32'), allow_pickle=False), one array for each object.";
    case 'c':
        return found + "complex numbers. Save array.real and array.imag as two arrays.";
    case 'M':
    case 'm':
        return found + "dates or times. Save them as seconds: array.astype('int64').";
    case 'V':
    case '[':
        return found + "records of several fields. Save each field as an array of its own: array['field'].";
    default:
        return found + "which is not one of float32, float64, int8 .. int64, uint8 .. uint64, bool and text. Save it "
                       "with array.astype('float32').";
    }
}

namespace {

template <typename T> T decoded(const char* bytes, bool bigEndian)
{
    std::array<char, sizeof(T)> raw;
    std::memcpy(raw.data(), bytes, sizeof(T));
    if (bigEndian != (std::endian::native == std::endian::big))
        std::ranges::reverse(raw);
    return std::bit_cast<T>(raw);
}

template <typename T> void appendAs(std::string_view bytes, bool bigEndian, std::vector<float>& values)
{
    for (std::size_t i = 0; i + sizeof(T) <= bytes.size(); i += sizeof(T)) {
        const T value = decoded<T>(bytes.data() + i, bigEndian);
        if constexpr (std::is_same_v<T, double>) { // beyond float's range: infinity, not undefined
            constexpr double largest = std::numeric_limits<float>::max();
            constexpr float infinity = std::numeric_limits<float>::infinity();
            values.push_back(value > largest ? infinity : value < -largest ? -infinity : static_cast<float>(value));
        } else {
            values.push_back(static_cast<float>(value));
        }
    }
}

} // namespace

void appendNumbers(const ElementType& type, std::string_view bytes, std::vector<float>& values)
{
    using Kind = ElementType::Kind;
    const auto as = [&]<typename T>(T) { appendAs<T>(bytes, type.bigEndian, values); };
    const auto wide = [&](auto one, auto two, auto four, auto eight) {
        type.size == 1 ? as(one) : type.size == 2 ? as(two) : type.size == 4 ? as(four) : as(eight);
    };
    switch (type.kind) {
    case Kind::Float:
        type.size == 4 ? as(float{}) : as(double{});
        break;
    case Kind::Int:
        wide(std::int8_t{}, std::int16_t{}, std::int32_t{}, std::int64_t{});
        break;
    case Kind::Unsigned:
        wide(std::uint8_t{}, std::uint16_t{}, std::uint32_t{}, std::uint64_t{});
        break;
    case Kind::Bool:
        for (const char byte : bytes)
            values.push_back(byte == 0 ? 0.0F : 1.0F);
        break;
    case Kind::Utf32:
    case Kind::Bytes:
        break;
    }
}

std::string elementText(const ElementType& type, std::string_view bytes)
{
    if (type.kind == ElementType::Kind::Bytes) {
        const auto last = bytes.find_last_not_of('\0');
        return asUtf8(bytes.substr(0, last == std::string_view::npos ? 0 : last + 1));
    }
    std::string text;
    std::size_t zeros = 0;
    for (std::size_t i = 0; i + 4 <= bytes.size(); i += 4) {
        const auto code = decoded<std::uint32_t>(bytes.data() + i, type.bigEndian);
        if (code == 0) {
            ++zeros;
            continue;
        }
        text.append(zeros, '\0');
        zeros = 0;
        appendUtf8(code, text);
    }
    return text;
}

std::optional<std::uint64_t> elementCount(std::span<const std::int64_t> shape)
{
    constexpr std::uint64_t limit = std::uint64_t{1} << 62U;
    if (std::ranges::any_of(shape, [](std::int64_t extent) { return extent < 0; }))
        return std::nullopt;
    if (std::ranges::find(shape, 0) != shape.end())
        return 0;
    std::uint64_t count = 1;
    for (const auto extent : shape) {
        if (count > limit / static_cast<std::uint64_t>(extent))
            return std::nullopt;
        count *= static_cast<std::uint64_t>(extent);
    }
    return count;
}

void appendUtf8(std::uint32_t code, std::string& text)
{
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        code = 0xfffd;
    const auto add = [&](std::uint32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code < 0x80) {
        add(code);
    } else if (code < 0x800) {
        add(0xc0U | (code >> 6U));
        add(0x80U | (code & 0x3fU));
    } else if (code < 0x10000) {
        add(0xe0U | (code >> 12U));
        add(0x80U | ((code >> 6U) & 0x3fU));
        add(0x80U | (code & 0x3fU));
    } else {
        add(0xf0U | (code >> 18U));
        add(0x80U | ((code >> 12U) & 0x3fU));
        add(0x80U | ((code >> 6U) & 0x3fU));
        add(0x80U | (code & 0x3fU));
    }
}

std::string asUtf8(std::string_view bytes)
{
    if (isUtf8(bytes))
        return std::string(bytes);
    std::string text;
    for (const char byte : bytes)
        appendUtf8(static_cast<unsigned char>(byte), text);
    return text;
}

namespace {

template <typename T> std::vector<T> transposed(std::vector<T> values, std::span<const std::int64_t> shape)
{
    const auto rank = shape.size();
    if (rank < 2 || values.empty())
        return values;
    std::vector<std::size_t> strides(rank); // of the source, first axis fastest
    std::size_t stride = 1;
    for (std::size_t axis = 0; axis < rank; ++axis) {
        strides[axis] = stride;
        stride *= static_cast<std::size_t>(shape[axis]);
    }
    std::vector<T> result;
    result.reserve(values.size());
    std::vector<std::int64_t> place(rank, 0);
    std::size_t at = 0;
    while (result.size() < values.size()) {
        result.push_back(std::move(values[at]));
        for (auto axis = rank; axis-- > 0;) { // the next place, last axis fastest
            at += strides[axis];
            if (++place[axis] < shape[axis])
                break;
            at -= strides[axis] * static_cast<std::size_t>(shape[axis]);
            place[axis] = 0;
        }
    }
    return result;
}

} // namespace

std::vector<float> toRowMajor(std::vector<float> values, std::span<const std::int64_t> shape)
{
    return transposed(std::move(values), shape);
}

std::vector<std::string> toRowMajor(std::vector<std::string> values, std::span<const std::int64_t> shape)
{
    return transposed(std::move(values), shape);
}

Array textArray(ArrayInfo info, const std::vector<std::string>& texts)
{
    Array array;
    static_cast<ArrayInfo&>(array) = std::move(info);
    array.type = "text";
    const std::set<std::string> distinct(texts.begin(), texts.end());
    array.categories.assign(distinct.begin(), distinct.end());
    std::vector<std::pair<double, std::string>> numbers;
    for (const auto& text : array.categories)
        if (double number = 0; parseNumber(text, number) && std::isfinite(number))
            numbers.emplace_back(number, text);
    if (numbers.size() == array.categories.size()) {
        std::ranges::stable_sort(numbers, {}, &std::pair<double, std::string>::first);
        std::ranges::transform(numbers, array.categories.begin(), &std::pair<double, std::string>::second);
    }
    std::map<std::string_view, float> indices;
    for (std::size_t i = 0; i < array.categories.size(); ++i)
        indices[array.categories[i]] = static_cast<float>(i);
    array.values.reserve(texts.size());
    for (const auto& text : texts)
        array.values.push_back(indices.at(text));
    return array;
}

std::string uniqueName(std::set<std::string>& taken, const std::string& name)
{
    auto unique = name;
    for (int i = 2; !taken.insert(unique).second; ++i)
        unique = name + " (" + std::to_string(i) + ")";
    return unique;
}

std::vector<std::size_t> placesOf(std::span<const ArrayInfo> arrays, std::span<const std::string> names,
                                  const std::string& file)
{
    std::vector<std::size_t> places;
    if (names.empty()) {
        for (std::size_t i = 0; i < arrays.size(); ++i)
            places.push_back(i);
        return places;
    }
    for (const auto& name : names) {
        const auto found = std::ranges::find(arrays, name, &ArrayInfo::name);
        if (found == arrays.end()) {
            std::string there;
            for (std::size_t i = 0; i < std::min<std::size_t>(arrays.size(), 12); ++i)
                there += (i == 0 ? "" : ", ") + inQuotes(arrays[i].name);
            if (arrays.size() > 12)
                there += " and " + std::to_string(arrays.size() - 12) + " more";
            fail(file, "there is no array " + inQuotes(name) + "; the file has " +
                           (there.empty() ? "no arrays" : there) + ". Choose one of these.");
        }
        places.push_back(static_cast<std::size_t>(found - arrays.begin()));
    }
    return places;
}

std::mutex& hdf5Mutex()
{
    static std::mutex mutex;
    return mutex;
}

} // namespace pitlane::binary
