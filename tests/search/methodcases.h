// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchconfig.h"

#include <vector>

namespace pitlane::test {

/// Every method of a search, in each of its forms.
struct MethodCase
{
    const char* name;
    SearchConfig config; ///< method, masks and knobs; without seed and data
};

inline std::vector<MethodCase> methodCases()
{
    const auto make = [](const char* name, const char* method, auto&& change) {
        MethodCase row{.name = name, .config = {}};
        row.config.method = method;
        change(row.config);
        return row;
    };
    const auto nothing = [](SearchConfig&) {};
    return {
        make("PIT TC'23", "pit-tc23", nothing),
        make("PIT TC'23, channels only", "pit-tc23", [](auto& c) { c.masks.field = c.masks.dilation = false; }),
        make("PIT TC'23, field only", "pit-tc23", [](auto& c) { c.masks.channels = c.masks.dilation = false; }),
        make("PIT TC'23, dilation only", "pit-tc23", [](auto& c) { c.masks.channels = c.masks.field = false; }),
        make("PIT DAC'21", "pit-dac21", nothing),
        make("MorphNet", "morphnet", nothing),
        make("FBNetV2, coarse", "fbnetv2", nothing),
        make("FBNetV2, fine", "fbnetv2", [](auto& c) { c.fbNetV2.choices = 0; }),
        make("ProxylessNAS, channels", "proxylessnas", [](auto& c) { c.masks.field = c.masks.dilation = false; }),
        make("ProxylessNAS, field", "proxylessnas", [](auto& c) { c.masks.channels = c.masks.dilation = false; }),
        make("ProxylessNAS, dilation", "proxylessnas", [](auto& c) { c.masks.channels = c.masks.field = false; }),
        make("ProxylessNAS, combined", "proxylessnas", nothing),
    };
}

} // namespace pitlane::test
