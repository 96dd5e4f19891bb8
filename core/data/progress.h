// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

#include <functional>
#include <stop_token>
#include <string_view>

namespace pitlane {

/// A long read was ended by whoever started it.
class ReadCancelled : public DatasetError
{
public:
    using DatasetError::DatasetError;
};

/// How long work on data tells where it is and learns that it is to end. The default tells nobody and runs to the end.
struct Progress
{
    std::function<void(double share, std::string_view step)>
        tell; ///< share of the whole, 0 .. 1; thinned by the caller
    std::stop_token stop;

    /// Called between pieces of work. Throws ReadCancelled when a stop was asked for.
    void at(double share, std::string_view step = {}) const;
    /// The part from `from` to `to` of this progress, as a progress of its own.
    [[nodiscard]] Progress part(double from, double to) const;
};

} // namespace pitlane
