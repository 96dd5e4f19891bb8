// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/textreaders.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace pitlane;
    const auto format = size % 2 == 0 ? FileFormat::UcrTsv : FileFormat::UcrTxt;
    static_cast<void>(ucrTxtReader().sniff({reinterpret_cast<const char*>(data), size}, "fuzz.txt"));
    return fuzz::parseInBothWays(data, size, [format](std::string_view text, std::size_t blockBytes) {
        return parseUcr(text, "fuzz.txt", format, blockBytes);
    });
}
