// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/textreaders.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    return pitlane::fuzz::parseInBothWays(data, size, [](std::string_view text, std::size_t blockBytes) {
        return pitlane::parseTs(text, "fuzz.ts", blockBytes);
    });
}
