// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/sqnr.h"

#include "core/quant/floatexecutor.h"
#include "core/quant/integerexecutor.h"

#include <cmath>
#include <limits>

namespace pitlane {

double LayerError::sqnrDb() const
{
    return noisePower > 0 ? 10 * std::log10(signalPower / noisePower) : std::numeric_limits<double>::infinity();
}

std::vector<LayerError> layerErrors(const FoldedNetwork& folded, const QuantizedNetwork& quantized,
                                    std::span<const float> examples)
{
    const FloatExecutor floats(folded.network, folded.weights);
    const IntegerExecutor integers(quantized);
    const auto size = static_cast<std::size_t>(quantized.input.size());
    if (examples.empty() || examples.size() % size != 0)
        throw NetworkError("Comparing network \"" + quantized.name + "\" with its float form: found " +
                           std::to_string(examples.size()) + " values, expected one or more examples of " +
                           std::to_string(size) + " values. Use examples of the network's shape.");
    std::vector<LayerError> errors;
    std::vector<std::size_t> places; // of the float values
    for (const auto& node : quantized.nodes) {
        errors.push_back({.node = node.name});
        const auto place = folded.network.indexOf(node.floatTensor);
        if (place < 0)
            throw NetworkError("Comparing network \"" + quantized.name + "\" with its float form: node " + node.name +
                               " stands for " + node.floatTensor +
                               ", which the float network does not have. Use the network that was quantised.");
        places.push_back(static_cast<std::size_t>(place));
    }
    for (std::size_t at = 0; at < examples.size(); at += size) {
        const auto example = examples.subspan(at, size);
        const auto expected = floats.run(example);
        const auto found = integers.run(quantizeInput(example, quantized.input));
        for (std::size_t i = 0; i < errors.size(); ++i) {
            const auto& reference = expected[places[i]];
            const auto values = dequantize(found[i], quantized.nodes[i].output);
            const auto count = static_cast<double>(values.size()) * static_cast<double>(examples.size() / size);
            for (std::size_t k = 0; k < values.size(); ++k) {
                const auto signal = static_cast<double>(reference[k]);
                const auto noise = static_cast<double>(values[k]) - signal;
                errors[i].signalPower += signal * signal / count;
                errors[i].noisePower += noise * noise / count;
            }
        }
    }
    return errors;
}

} // namespace pitlane
