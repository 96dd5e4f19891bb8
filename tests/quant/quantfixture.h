// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"
#include "tests/exchange/evaluate.h"

#include <span>

namespace pitlane::test {

/// N examples of smooth noise, [N][C][T].
inline std::vector<float> drawExamples(Shape shape, std::int64_t N, std::mt19937& random)
{
    std::normal_distribution<float> normal;
    std::vector<float> examples;
    for (std::int64_t row = 0; row < N * shape.C; ++row) {
        float value = normal(random);
        for (std::int64_t t = 0; t < shape.T; ++t)
            examples.push_back(value = 0.7F * value + 0.7F * normal(random));
    }
    return examples;
}

/// One example [C][T] for the Evaluator.
inline Signal asSignal(std::span<const float> values, Shape shape)
{
    Signal x;
    for (std::int64_t c = 0; c < shape.C; ++c)
        x.emplace_back(values.begin() + c * shape.T, values.begin() + (c + 1) * shape.T);
    return x;
}

} // namespace pitlane::test
