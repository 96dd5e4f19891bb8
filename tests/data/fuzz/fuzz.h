// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/array.h"

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// What the fuzz targets share. A parser either gives arrays that agree with themselves or throws a DatasetError; every
/// other exception ends the program and is reported with the input.
namespace pitlane::fuzz {

inline void require(bool holds, const char* what)
{
    if (holds)
        return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

inline void checkArrays(const std::vector<Array>& arrays)
{
    std::set<std::string> names;
    for (const auto& array : arrays) {
        require(names.insert(array.name).second, "names are unique");
        require(array.count() == static_cast<std::int64_t>(array.values.size()), "the shape fits the values");
        if (array.isText())
            for (const float value : array.values)
                require(std::isnan(value) || (value >= 0 && value < static_cast<float>(array.categories.size())),
                        "texts are indices of categories");
    }
}

inline bool same(const std::vector<Array>& a, const std::vector<Array>& b)
{
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (static_cast<const ArrayInfo&>(a[i]) != static_cast<const ArrayInfo&>(b[i]) ||
            a[i].categories != b[i].categories || a[i].values.size() != b[i].values.size())
            return false;
        for (std::size_t j = 0; j < a[i].values.size(); ++j)
            if (a[i].values[j] != b[i].values[j] && !(std::isnan(a[i].values[j]) && std::isnan(b[i].values[j])))
                return false;
    }
    return true;
}

/// What `parse(text, blockBytes)` gives, or the message of its DatasetError.
template <typename Parse>
std::optional<std::vector<Array>> attempt(Parse parse, std::string_view text, std::size_t blockBytes,
                                          std::string& problem)
{
    try {
        auto arrays = parse(text, blockBytes);
        checkArrays(arrays);
        return arrays;
    } catch (const DatasetError& error) {
        problem = error.what();
        require(problem.ends_with('.'), "an error is a sentence");
        return std::nullopt;
    }
}

/// Parses at once and in blocks of a few bytes, as a file is read: the outcome must be the same.
template <typename Parse> int parseInBothWays(const std::uint8_t* data, std::size_t size, Parse parse)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::string problem;
    std::string problemInBlocks;
    const auto arrays = attempt(parse, text, 0, problem);
    const auto inBlocks = attempt(parse, text, 1 + size % 13, problemInBlocks);
    require(arrays.has_value() == inBlocks.has_value() && problem == problemInBlocks,
            "blocks make no difference to errors");
    require(!arrays || same(*arrays, *inBlocks), "blocks make no difference to values");
    return 0;
}

} // namespace pitlane::fuzz
