// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/textreaders.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace pitlane;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    static_cast<void>(csvReader().sniff(text, "fuzz.csv"));
    constexpr std::string_view separators("\0,;\t ", 5);
    TableOptions options;
    if (size % 3 == 1) {
        options.separator = separators[size % separators.size()];
        options.header = size % 4 == 1 ? TableOptions::Header::Yes : TableOptions::Header::No;
        options.skipLines = static_cast<std::int64_t>(size % 2);
    }
    try {
        const auto info = describeCsv(text, "fuzz.csv", options);
        const auto arrays = parseCsv(text, "fuzz.csv", {}, options);
        fuzz::require(info.arrays.size() == arrays.size(), "describe and load see the same columns");
        for (std::size_t i = 0; i < arrays.size(); ++i)
            fuzz::require(info.arrays[i].name == arrays[i].name && info.arrays[i].shape == arrays[i].shape,
                          "describe and load see the same rows");
    } catch (const DatasetError&) {
    }
    return fuzz::parseInBothWays(data, size, [&](std::string_view content, std::size_t blockBytes) {
        return parseCsv(content, "fuzz.csv", {}, options, blockBytes);
    });
}
