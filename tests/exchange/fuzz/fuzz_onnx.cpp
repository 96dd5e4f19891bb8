// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/onnximport.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

/// Any bytes are a valid network with all its weights, or an ExchangeError that is a sentence.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto require = [](bool holds, const char* what) {
        if (holds)
            return;
        std::fprintf(stderr, "does not hold: %s\n", what);
        std::abort();
    };
    try {
        const auto imported =
            pitlane::importOnnx(std::string_view(reinterpret_cast<const char*>(data), size), "fuzz.onnx");
        require(pitlane::validate(imported.network).empty(), "the network is valid");
        const auto wanted = pitlane::weightShapes(imported.network);
        require(wanted.size() == imported.weights.size(), "the weights are complete");
    } catch (const pitlane::ExchangeError& error) {
        const std::string message = error.what();
        require(message.ends_with('.') && message.starts_with("Reading network fuzz.onnx: "), "an error is a sentence");
    }
    return 0;
}
