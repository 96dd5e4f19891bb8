// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"

namespace pitlane {

/// A built-in benchmark network in its two forms.
struct BuiltinSeed
{
    std::string id;    ///< stable name in files and on the command line: "ecgtcn"
    std::string title; ///< "ECGTCN"
    NetworkSpec seed;      ///< d = 1, K = F, to be searched
    NetworkSpec handTuned; ///< the published hand-tuned network
};

/// ECGTCN for an input of `C` channels x `T` samples and `classes` outputs (SPEC: 1 x 140, 5): conv0 1 -> 2 (k = 11, not
/// searched), three residual blocks of 11 channels, flatten, linear. Seed: 24 871 parameters, hand-tuned: 15 191.
[[nodiscard]] BuiltinSeed ecgtcn(Shape input = {1, 140}, std::int64_t classes = 5);

/// All built-in seeds, shaped for the given data.
[[nodiscard]] std::vector<BuiltinSeed> builtinSeeds(Shape input, std::int64_t classes);

} // namespace pitlane
