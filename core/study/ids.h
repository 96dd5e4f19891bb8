// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// First, because the moc of Qt 6.4 cannot read <compare> without what this header brings.
#include <functional>

#include <compare>
#include <cstdint>

namespace pitlane {

/// A number that names one thing of one kind; ids of different kinds cannot be swapped. 0 names nothing.
template <class Tag>
struct Id
{
    std::int64_t value = 0;
    [[nodiscard]] bool isValid() const { return value > 0; }
    auto operator<=>(const Id&) const = default;
};

using SweepId = Id<struct SweepTag>; ///< one launch of a search: many points
using PointId = Id<struct PointTag>; ///< one network: a found one or a reference
using JobId = Id<struct JobTag>;     ///< one task of a worker; may yield several points

} // namespace pitlane

template <class Tag>
struct std::hash<pitlane::Id<Tag>>
{
    std::size_t operator()(const pitlane::Id<Tag>& id) const noexcept { return std::hash<std::int64_t>()(id.value); }
};
