// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pitlane {

class DatasetError : public Error
{
public:
    using Error::Error;
};

/// Labelled series of equal shape.
struct Dataset
{
    std::string name;
    std::int64_t channels = 0;      ///< C
    std::int64_t length = 0;        ///< T, in samples
    std::vector<float> values;      ///< [N, C, T], row-major; NaN = missing
    std::vector<std::int64_t> labels; ///< [N], index into classNames
    std::vector<std::string> classNames; ///< as written in the file, in a stable order (numbers by value)
    std::optional<double> sampleRateHz;

    [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(labels.size()); }
    /// The samples of channel c of series n: T values.
    [[nodiscard]] std::span<const float> series(std::int64_t n, std::int64_t c = 0) const
    {
        return std::span(values).subspan(static_cast<std::size_t>((n * channels + c) * length),
                                         static_cast<std::size_t>(length));
    }
    bool operator==(const Dataset&) const = default;
};

/// Number of series per class, in the order of classNames.
[[nodiscard]] std::vector<std::int64_t> classCounts(const Dataset& dataset);

/// The rows `indices`, in that order. Throws DatasetError when one is out of range.
[[nodiscard]] Dataset subset(const Dataset& dataset, std::span<const std::int64_t> indices);

} // namespace pitlane
