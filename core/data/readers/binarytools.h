// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/array.h"
#include "core/data/progress.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What the readers of binary formats share: bytes of a file, numbers in bytes, names, text as categories.
namespace pitlane::binary {

/// How much is read between two looks at the progress.
inline constexpr std::size_t chunkBytes = std::size_t{4} << 20U;

/// Throws a DatasetError "Reading <file>: <problem>".
[[noreturn]] void fail(const std::string& file, const std::string& problem);

/// Bytes by position: a file, or a piece of memory.
class Bytes
{
public:
    /// Opens a file. Throws DatasetError where that fails.
    explicit Bytes(const std::filesystem::path& path);
    /// `content` must outlive this.
    Bytes(std::string_view content, std::string name);

    [[nodiscard]] const std::string& name() const { return m_name; }
    [[nodiscard]] std::uint64_t size() const { return m_size; }
    /// Reads up to `count` bytes from `offset` and returns how many there were.
    std::size_t read(std::uint64_t offset, char* to, std::size_t count);
    /// Reads `count` bytes into a string; fewer at the end of the file.
    [[nodiscard]] std::string text(std::uint64_t offset, std::size_t count);

private:
    std::string m_name;
    std::string_view m_content;
    std::ifstream m_file;
    bool m_isFile = false;
    std::uint64_t m_size = 0;
};

/// A name for messages: the last part of the path.
[[nodiscard]] std::string fileName(const std::filesystem::path& path);

/// How one element stands in bytes.
struct ElementType
{
    enum class Kind { Float, Int, Unsigned, Bool, Utf32, Bytes };
    Kind kind = Kind::Float;
    std::size_t size = 0; ///< bytes of an element
    bool bigEndian = false;
    [[nodiscard]] bool isText() const { return kind == Kind::Utf32 || kind == Kind::Bytes; }
    /// "float64", "uint8", "bool", "text".
    [[nodiscard]] std::string name() const;
};

/// numpy's short form: "<f8", "|u1", ">i4", "|b1", "<U12", "|S4". Nothing where it is none of the types read here.
[[nodiscard]] std::optional<ElementType> parseElementType(std::string_view descr);
/// Why that type is not read and what to do, for messages: "holds python objects (a pickle) ...".
[[nodiscard]] std::string refusalOf(std::string_view descr);
/// Appends the numbers in `bytes`, a whole number of elements.
void appendNumbers(const ElementType& type, std::string_view bytes, std::vector<float>& values);
/// The text of one element, without the zeros that fill it up, as UTF-8.
[[nodiscard]] std::string elementText(const ElementType& type, std::string_view bytes);

/// Number of elements of `shape`; nothing where a count is negative or the product does not fit in 62 bits.
[[nodiscard]] std::optional<std::uint64_t> elementCount(std::span<const std::int64_t> shape);

/// Latin-1 bytes as UTF-8, where they are not UTF-8 already.
[[nodiscard]] std::string asUtf8(std::string_view bytes);
/// Appends one code point; the replacement character where it is none.
void appendUtf8(std::uint32_t code, std::string& text);

/// Numbers that stand first axis fastest (Fortran, MATLAB), to last axis fastest.
[[nodiscard]] std::vector<float> toRowMajor(std::vector<float> values, std::span<const std::int64_t> shape);
/// The same for text.
[[nodiscard]] std::vector<std::string> toRowMajor(std::vector<std::string> values, std::span<const std::int64_t> shape);

/// Text as indices into its sorted, distinct values.
[[nodiscard]] Array textArray(ArrayInfo info, const std::vector<std::string>& texts);

/// `name`, or "name (2)" ... where that is taken; adds it to `taken`.
[[nodiscard]] std::string uniqueName(std::set<std::string>& taken, const std::string& name);

/// The places of `names` in `arrays`; all places where `names` is empty. Throws DatasetError for a name that is not
/// there.
[[nodiscard]] std::vector<std::size_t> placesOf(std::span<const ArrayInfo> arrays, std::span<const std::string> names,
                                                const std::string& file);

/// load(place, progress) for each of `places`, each place once: an array asked for again is copied.
template <typename Load>
std::vector<Array> loadEach(const std::vector<std::size_t>& places, const Progress& progress, Load load)
{
    std::vector<Array> arrays;
    arrays.reserve(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto before = std::find(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(i), places[i]);
        const auto first = static_cast<std::size_t>(before - places.begin());
        const auto all = static_cast<double>(places.size());
        if (first < i)
            arrays.push_back(arrays[first]);
        else
            arrays.push_back(
                load(places[i], progress.part(static_cast<double>(i) / all, static_cast<double>(i + 1) / all)));
    }
    progress.at(1);
    return arrays;
}

/// HDF5 (and matio, which stands on it) knows no threads: whoever calls it holds this.
[[nodiscard]] std::mutex& hdf5Mutex();

} // namespace pitlane::binary
