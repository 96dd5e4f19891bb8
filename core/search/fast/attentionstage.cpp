// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/fast/stage.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pitlane::fast {

namespace {

/// z = sum_t w_t y_t with w = softmax over t of u . tanh(Wa y_t); masks multiply rows and columns of Wa. The output is
/// laid out in columns.
class AttentionStage : public Stage
{
public:
    AttentionStage(const Placement& place, const MaskPlaces::Entry& masks) : m_place(place), m_masks(masks) {}

    void arrange(const Pass& pass) override
    {
        const auto& y = *inputs[0];
        m_rows = {.data = nullptr, .channels = y.C, .head = 0, .pitch = pass.k.roundUp(y.samples)};
        m_tanh.assign(index(m_rows.floats(y.n)), 0.0F);
        m_gradient.assign(m_tanh.size(), 0.0F);
        m_weights.assign(index(y.n * m_rows.pitch), 0.0F);
        inputs[0]->valueReach.cover(0, m_rows.pitch);
        m_all.resize(index(y.C));
        std::iota(m_all.begin(), m_all.end(), 0);
        m_targets.resize(m_all.size());
        for (const auto c : m_all)
            m_targets[index(c)] = m_rows.offset(c);
    }

    void findZeros(const Pass&) override { output->zero = inputs[0]->zero; }
    bool ignores(const Pass&, std::size_t, std::int64_t) const override
    {
        return std::ranges::all_of(output->deaf, [](char deaf) { return deaf != 0; });
    }

    void forward(const Pass& pass) override
    {
        const auto& y = *inputs[0];
        maskWeights(pass);
        multiply(pass, y.value, y.live, m_masked.data(), false, tanhRows(), m_targets, m_all, false);
        const auto* u = pass.parameters + m_place.context;
        inParallel(y.n, 1, [&](std::int64_t first, std::int64_t last) {
            for (auto n = first; n < last; ++n) {
                auto* w = m_weights.data() + n * m_rows.pitch;
                std::fill_n(w, y.samples, 0.0F);
                for (const auto c : m_all) {
                    auto* v = tanhRows().at(n, c);
                    for (std::int64_t t = 0; t < y.samples; ++t)
                        w[t] += u[c] * (v[t] = std::tanh(v[t]));
                }
                const auto largest = *std::max_element(w, w + y.samples);
                float sum = 0;
                for (std::int64_t t = 0; t < y.samples; ++t)
                    sum += w[t] = std::exp(w[t] - largest);
                for (std::int64_t t = 0; t < y.samples; ++t)
                    w[t] /= sum;
                for (const auto c : output->live)
                    output->value.at(0, c)[n] = dot(w, y.value.at(n, c), y.samples);
            }
        });
    }

    void backward(const Pass& pass) override
    {
        auto& y = *inputs[0];
        const auto* u = pass.parameters + m_place.context;
        const auto C = y.C;
        // Through z = sum w y, the softmax and u . tanh: the gradient of Wa y in m_gradient.
        std::vector<float> ofContext(index(y.n * C), 0.0F);
        inParallel(y.n, 1, [&](std::int64_t first, std::int64_t last) {
            std::vector<float> ofScore(index(y.samples));
            for (auto n = first; n < last; ++n) {
                const auto* w = m_weights.data() + n * m_rows.pitch;
                std::fill(ofScore.begin(), ofScore.end(), 0.0F);
                for (const auto c : y.live)
                    if (output->deaf[index(c)] == 0) {
                        const auto g = output->gradientRows().at(0, c)[n];
                        const auto* row = y.value.at(n, c);
                        for (std::int64_t t = 0; t < y.samples; ++t)
                            ofScore[index(t)] += g * row[t];
                    }
                const auto mean = dot(w, ofScore.data(), y.samples);
                for (std::int64_t t = 0; t < y.samples; ++t)
                    ofScore[index(t)] = w[t] * (ofScore[index(t)] - mean);
                for (const auto c : m_all) {
                    const auto* v = tanhRows().at(n, c);
                    auto* g = gradientRows().at(n, c);
                    ofContext[index(n * C + c)] = dot(ofScore.data(), v, y.samples);
                    for (std::int64_t t = 0; t < y.samples; ++t)
                        g[t] = ofScore[index(t)] * u[c] * (1 - v[t] * v[t]);
                }
            }
        });
        for (std::int64_t n = 0; n < y.n; ++n)
            for (const auto c : m_all)
                pass.parameterGradients[m_place.context + c] += ofContext[index(n * C + c)];
        weightGradient(pass);
        if (y.trained)
            inputGradient(pass, y);
    }

private:
    static std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }
    static float dot(const float* a, const float* b, std::int64_t count)
    {
        float sum = 0;
        for (std::int64_t t = 0; t < count; ++t)
            sum += a[t] * b[t];
        return sum;
    }
    [[nodiscard]] Rows tanhRows()
    {
        auto rows = m_rows;
        rows.data = m_tanh.data();
        return rows;
    }
    [[nodiscard]] Rows gradientRows()
    {
        auto rows = m_rows;
        rows.data = m_gradient.data();
        return rows;
    }
    [[nodiscard]] float mask(const Pass& pass, std::int64_t c) const
    {
        return m_masks.channels < 0 ? 1.0F : pass.mask(m_masks.channels + c / m_masks.repeat);
    }

    void maskWeights(const Pass& pass)
    {
        const auto C = inputs[0]->C;
        m_masked.resize(index(C * C));
        for (std::int64_t i = 0; i < C; ++i)
            for (std::int64_t j = 0; j < C; ++j)
                m_masked[index(i * C + j)] = pass.parameters[m_place.weight + i * C + j] * mask(pass, i) * mask(pass, j);
    }

    /// to[m] (+)= sum_l W[m, l] from[l], or with `transposed` W[l, m].
    void multiply(const Pass& pass, const Rows& from, const std::vector<std::int64_t>& channels, const float* W,
                  bool transposed, const Rows& to, const std::vector<std::int64_t>& targets,
                  const std::vector<std::int64_t>& rowsOfTarget, bool accumulate)
    {
        const auto& y = *inputs[0];
        const std::int64_t tap = 0;
        std::vector<std::int64_t> weightRows, weightColumns, sources;
        for (const auto m : rowsOfTarget)
            weightRows.push_back(transposed ? m : m * y.C);
        for (const auto l : channels) {
            weightColumns.push_back(transposed ? l * y.C : l);
            sources.push_back(from.offset(l));
        }
        const kernels::Packing packing{.weights = W,
                                       .rows = weightRows.data(),
                                       .M = static_cast<std::int64_t>(weightRows.size()),
                                       .columns = weightColumns.data(),
                                       .L = static_cast<std::int64_t>(weightColumns.size()),
                                       .taps = &tap,
                                       .J = 1};
        m_packed.resize(index(pass.k.packedSize(packing)));
        pass.k.pack(packing, m_packed.data());
        inParallel(y.n, 1, [&](std::int64_t first, std::int64_t last) {
            for (auto n = first; n < last; ++n)
                pass.k.convolve({.source = from.data + n * from.step(),
                                 .sourceRows = sources.data(),
                                 .L = packing.L,
                                 .taps = &tap,
                                 .J = 1,
                                 .weights = m_packed.data(),
                                 .target = to.data + n * to.step(),
                                 .targetRows = targets.data(),
                                 .M = packing.M,
                                 .vectors = pass.k.vectorsFor(y.samples),
                                 .accumulate = accumulate});
        });
    }

    void weightGradient(const Pass& pass)
    {
        const auto& y = *inputs[0];
        const auto g = gradientRows();
        std::vector<std::int64_t> columns;
        for (const auto l : y.live)
            columns.push_back(y.value.offset(l));
        const auto Q = static_cast<std::int64_t>(columns.size());
        m_ofWeight.resize(index(y.C * Q));
        pass.k.weightGradient({.gradient = g.data,
                               .gradientStep = g.step(),
                               .gradientRows = m_targets.data(),
                               .M = y.C,
                               .input = y.value.data,
                               .inputStep = y.value.step(),
                               .columns = columns.data(),
                               .Q = Q,
                               .N = y.n,
                               .vectors = pass.k.vectorsFor(y.samples),
                               .out = m_ofWeight.data()});
        const bool learns = m_masks.channels >= 0 && pass.maskGradients != nullptr;
        for (std::int64_t i = 0; i < y.C; ++i)
            for (std::int64_t q = 0; q < Q; ++q) {
                const auto j = y.live[index(q)];
                const auto place = m_place.weight + i * y.C + j;
                const auto v = m_ofWeight[index(i * Q + q)];
                pass.parameterGradients[place] = v * mask(pass, i) * mask(pass, j);
                if (!learns)
                    continue;
                const auto product = v * pass.parameters[place];
                pass.maskGradients[m_masks.channels + i / m_masks.repeat] += product * mask(pass, j);
                pass.maskGradients[m_masks.channels + j / m_masks.repeat] += product * mask(pass, i);
            }
    }

    void inputGradient(const Pass& pass, Activation& y)
    {
        const bool accumulate = beginGradient(y);
        const auto& to = y.gradientRows();
        std::vector<std::int64_t> targets;
        for (const auto c : y.wanted)
            targets.push_back(to.offset(c));
        multiply(pass, gradientRows(), m_all, m_masked.data(), true, to, targets, y.wanted, accumulate);
        for (std::int64_t n = 0; n < y.n; ++n) { // and through y in sum_t w_t y_t
            const auto* w = m_weights.data() + n * m_rows.pitch;
            for (const auto c : y.wanted) {
                auto* row = to.at(n, c);
                const auto g = output->deaf[index(c)] ? 0.0F : output->gradientRows().at(0, c)[n];
                for (std::int64_t t = 0; t < y.samples; ++t)
                    row[t] += g * w[t];
                std::fill(row + y.samples, row + pass.k.roundUp(y.samples), 0.0F);
            }
        }
    }

    Placement m_place;
    MaskPlaces::Entry m_masks;
    Rows m_rows;
    std::vector<std::int64_t> m_all, m_targets;
    std::vector<float> m_tanh, m_gradient, m_weights, m_masked, m_packed, m_ofWeight;
};

} // namespace

std::unique_ptr<Stage> makeAttentionStage(const Placement& place, const MaskPlaces::Entry& masks)
{
    return std::make_unique<AttentionStage>(place, masks);
}

} // namespace pitlane::fast
