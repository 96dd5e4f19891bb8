// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/progress.h"
#include "core/data/readers/binarytools.h"

#include <cstdint>
#include <string>
#include <vector>

/// Pickles of protocol 2 to 4, as far as numpy arrays, numbers, text, lists, tuples and dictionaries go. A pickle is a
/// program for a small machine with a stack; this machine has no way to call anything. Python's classes and functions
/// that numpy needs to put an array together are known by name and stand for plain values; all others are refused.
namespace pitlane::binary {

/// One value; what else belongs to it stands in the tables of its Pickle.
struct PickleValue
{
    enum class Kind : std::uint8_t { None, Bool, Integer, Real, Text, Bytes, List, Tuple, Dict, Array, Type, Global };
    Kind kind = Kind::None;
    bool latin1AsUtf8 = false; ///< Bytes that stand in the file as the UTF-8 of their Latin-1
    std::int64_t integer = 0;  ///< Bool, Integer; Text, Bytes: length in the file; else the place in its table
    union {
        double real = 0;
        std::uint64_t offset; ///< Text, Bytes: where they stand in the file
    };
};

/// A numpy array, its numbers still in the file.
struct PickleArray
{
    std::vector<std::int64_t> shape;
    std::string descr; ///< "<f8"; empty: never described
    bool fortranOrder = false;
    std::uint32_t data = 0; ///< the value (Bytes or List) that holds its elements
    std::uint64_t at = 0;   ///< the byte of the opcode that made it
};

/// What a pickle holds. Values are named by their place in `values`; they may stand in several places, and in
/// themselves.
struct Pickle
{
    std::vector<PickleValue> values;
    std::vector<std::vector<std::uint32_t>> lists; ///< of List, Tuple; of Dict: key, value, key, value ...
    std::vector<PickleArray> arrays;
    std::vector<std::string> types; ///< "<f8"
    std::uint32_t root = 0;
};

/// Runs through the file without reading the data of arrays. Throws DatasetError naming the opcode and its byte, where
/// something is not known here; ReadCancelled.
[[nodiscard]] Pickle parsePickleValues(Bytes& bytes, const Progress& progress);

/// What the pickle in memory holds, as the reader of PPG-DaLiA gives it.
[[nodiscard]] std::vector<Array> parsePickle(std::string_view content, const std::string& name);

} // namespace pitlane::binary
