// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/npy.h"

#include <cstdint>

/// Any bytes are an array or a DatasetError.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    try {
        static_cast<void>(
            pitlane::binary::parseNpy(std::string_view(reinterpret_cast<const char*>(data), size), "fuzz.npy"));
    } catch (const pitlane::DatasetError&) {
    }
    return 0;
}
