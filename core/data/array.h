// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pitlane {

/// One named block of numbers of a file, as it stands there, before anybody has said what it means: what a file holds,
/// without the numbers.
///
/// A table has one array [rows] per column. A labelled set (UCR, .ts, ARFF) has "values" [N, C, T] and "label" [N]. An
/// audio file has "samples" [channels, T]; EDF one array [T] per signal; .mat, .npz, HDF5 and pickles have their own
/// names, nested ones joined by "/" ("signal/wrist/BVP"). Names are unique in a file.
struct ArrayInfo
{
    std::string name;
    /// Row-major. A ragged array (a cell array of rolls, series of unequal length) is {N, C, 0}: item n is
    /// [C, lengths[n]], time last.
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> lengths;  ///< ragged only: samples of each item
    std::string type;                   ///< of the elements, as the file says: "float64", "uint8", "text"
    std::string unit;                   ///< as the file says: "uV"; empty: unknown
    std::optional<double> sampleRateHz; ///< along time, where the file says so

    [[nodiscard]] bool isRagged() const { return !lengths.empty(); }
    /// Number of elements in all.
    [[nodiscard]] std::int64_t count() const;
    bool operator==(const ArrayInfo&) const = default;
};

/// An array with its numbers.
struct Array : ArrayInfo
{
    std::vector<float> values; ///< row-major; ragged items one after the other; NaN = missing
    /// Text: what the values stand for (values are indices), in a stable order (numbers by value, else by name).
    std::vector<std::string> categories;

    [[nodiscard]] bool isText() const { return !categories.empty(); }
    bool operator==(const Array&) const = default;
};

/// "6 x 37 937", "1 x 694 rolls of 88 x 40 .. 1 793".
[[nodiscard]] std::string shapeText(const ArrayInfo& info);

} // namespace pitlane
