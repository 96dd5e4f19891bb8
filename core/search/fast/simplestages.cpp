// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/search/fast/stage.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

namespace pitlane::fast {

namespace {

std::size_t index(std::int64_t i)
{
    return static_cast<std::size_t>(i);
}

/// Works on each channel alone: a channel that is zero stays zero.
class ChannelwiseStage : public Stage
{
public:
    void findZeros(const Pass&) override { output->zero = inputs[0]->zero; }
    bool ignores(const Pass&, std::size_t, std::int64_t c) const override { return output->deaf[index(c)] != 0; }
    void forward(const Pass& pass) override
    {
        inParallel(output->n, 1, [&](std::int64_t first, std::int64_t last) {
            for (auto n = first; n < last; ++n)
                for (const auto c : output->live)
                    forwardRow(pass, n, c, inputs[0]->value.at(n, c), output->value.at(n, c));
        });
    }
    void backward(const Pass& pass) override
    {
        auto& x = *inputs[0];
        if (!x.trained)
            return;
        const bool accumulate = beginGradient(x);
        inParallel(x.n, 1, [&](std::int64_t first, std::int64_t last) {
            for (auto n = first; n < last; ++n)
                for (const auto c : x.wanted) {
                    auto* gx = x.gradientRows().at(n, c);
                    if (!accumulate)
                        std::fill_n(gx, x.samples, 0.0F);
                    if (!ignores(pass, 0, c))
                        backwardRow(pass, n, c, output->gradientRows().at(n, c), gx);
                }
        });
    }

protected:
    virtual void forwardRow(const Pass& pass, std::int64_t n, std::int64_t c, const float* x, float* y) = 0;
    /// Adds to gx.
    virtual void backwardRow(const Pass& pass, std::int64_t n, std::int64_t c, const float* g, float* gx) = 0;
};

class ReluStage : public ChannelwiseStage
{
public:
    bool ignores(const Pass&, std::size_t, std::int64_t c) const override
    {
        return output->deaf[index(c)] != 0 || output->zero[index(c)] != 0;
    }

protected:
    void forwardRow(const Pass& pass, std::int64_t, std::int64_t, const float* x, float* y) override
    {
        const float one = 1;
        pass.k.sumRows(y, &x, &one, 1, pass.k.vectorsFor(output->samples), true);
    }
    void backwardRow(const Pass& pass, std::int64_t n, std::int64_t c, const float* g, float* gx) override
    {
        pass.k.gateRow(gx, g, output->value.at(n, c), 1.0F, pass.k.vectorsFor(output->samples), true);
    }
};

class AvgPoolStage : public ChannelwiseStage
{
public:
    explicit AvgPoolStage(const AvgPool& pool) : m_pool(pool) {}

protected:
    void forwardRow(const Pass&, std::int64_t, std::int64_t, const float* x, float* y) override
    {
        for (std::int64_t t = 0; t < output->samples; ++t) {
            float sum = 0;
            for (std::int64_t k = 0; k < m_pool.K; ++k)
                sum += x[t * m_pool.s + k];
            y[t] = sum / static_cast<float>(m_pool.K);
        }
    }
    void backwardRow(const Pass&, std::int64_t, std::int64_t, const float* g, float* gx) override
    {
        const auto share = 1 / static_cast<float>(m_pool.K);
        for (std::int64_t t = 0; t < output->samples; ++t)
            for (std::int64_t k = 0; k < m_pool.K; ++k)
                gx[t * m_pool.s + k] += g[t] * share;
    }

private:
    AvgPool m_pool;
};

class MaxPoolStage : public ChannelwiseStage
{
public:
    explicit MaxPoolStage(const MaxPool& pool) : m_pool(pool) {}

protected:
    /// The first of equal values wins; NaN wins over all.
    [[nodiscard]] std::int64_t winner(const float* x, std::int64_t t) const
    {
        auto best = t * m_pool.s;
        for (auto i = best + 1; i < t * m_pool.s + m_pool.K; ++i)
            if (x[i] > x[best] || (std::isnan(x[i]) && !std::isnan(x[best])))
                best = i;
        return best;
    }
    void forwardRow(const Pass&, std::int64_t, std::int64_t, const float* x, float* y) override
    {
        for (std::int64_t t = 0; t < output->samples; ++t)
            y[t] = x[winner(x, t)];
    }
    void backwardRow(const Pass&, std::int64_t n, std::int64_t c, const float* g, float* gx) override
    {
        const auto* x = inputs[0]->value.at(n, c);
        for (std::int64_t t = 0; t < output->samples; ++t)
            gx[winner(x, t)] += g[t];
    }

private:
    MaxPool m_pool;
};

/// Sets values, or with `channels` whole channels, to zero with probability p and scales the others by 1 / (1 - p).
class DropoutStage : public ChannelwiseStage
{
public:
    DropoutStage(double p, bool channels, std::size_t node) : m_p(p), m_channels(channels), m_node(node) {}

    void forward(const Pass& pass) override
    {
        m_factors.clear();
        if (pass.training && pass.dropout && m_p > 0)
            draw(pass);
        ChannelwiseStage::forward(pass);
    }

protected:
    void draw(const Pass& pass)
    {
        std::mt19937_64 random(derivedSeed(pass.dropoutSeed, "dropout", m_node));
        const auto limit = m_p * std::ldexp(1.0, 32);
        const auto kept = static_cast<float>(1 / (1 - m_p));
        const auto rows = output->n * output->C;
        const auto perRow = m_channels ? (output->columns ? output->samples : 1) : output->samples;
        m_factors.resize(index(rows * perRow));
        for (auto& factor : m_factors)
            factor = static_cast<double>(random() >> 32) < limit ? 0.0F : kept;
    }
    /// Factor of sample t; null: 1.
    [[nodiscard]] const float* factors(std::int64_t n, std::int64_t c, bool& perSample) const
    {
        perSample = !m_channels || output->columns;
        if (m_factors.empty())
            return nullptr;
        return m_factors.data() + (n * output->C + c) * (perSample ? output->samples : 1);
    }
    void forwardRow(const Pass&, std::int64_t n, std::int64_t c, const float* x, float* y) override
    {
        bool perSample = false;
        const auto* factor = factors(n, c, perSample);
        for (std::int64_t t = 0; t < output->samples; ++t)
            y[t] = factor == nullptr ? x[t] : x[t] * factor[perSample ? t : 0];
    }
    void backwardRow(const Pass&, std::int64_t n, std::int64_t c, const float* g, float* gx) override
    {
        bool perSample = false;
        const auto* factor = factors(n, c, perSample);
        for (std::int64_t t = 0; t < output->samples; ++t)
            gx[t] += factor == nullptr ? g[t] : g[t] * factor[perSample ? t : 0];
    }

private:
    double m_p;
    bool m_channels;
    std::size_t m_node;
    std::vector<float> m_factors;
};

class SigmoidStage : public ChannelwiseStage
{
public:
    void findZeros(const Pass&) override { output->zero.assign(output->zero.size(), 0); }

protected:
    void forwardRow(const Pass&, std::int64_t, std::int64_t, const float* x, float* y) override
    {
        for (std::int64_t t = 0; t < output->samples; ++t)
            y[t] = 1 / (1 + std::exp(-x[t]));
    }
    void backwardRow(const Pass&, std::int64_t n, std::int64_t c, const float* g, float* gx) override
    {
        const auto* y = output->value.at(n, c);
        for (std::int64_t t = 0; t < output->samples; ++t)
            gx[t] += g[t] * y[t] * (1 - y[t]);
    }
};

/// Over the channels of each sample.
class SoftmaxStage : public Stage
{
public:
    void findZeros(const Pass&) override { output->zero.assign(output->zero.size(), 0); }
    bool ignores(const Pass&, std::size_t, std::int64_t) const override { return false; }
    void forward(const Pass&) override
    {
        const auto& x = inputs[0]->value;
        const auto& y = output->value;
        for (std::int64_t n = 0; n < output->n; ++n)
            for (std::int64_t t = 0; t < output->samples; ++t) {
                float largest = x.at(n, 0)[t];
                for (std::int64_t c = 1; c < output->C; ++c)
                    largest = std::max(largest, x.at(n, c)[t]);
                float sum = 0;
                for (std::int64_t c = 0; c < output->C; ++c)
                    sum += y.at(n, c)[t] = std::exp(x.at(n, c)[t] - largest);
                for (std::int64_t c = 0; c < output->C; ++c)
                    y.at(n, c)[t] /= sum;
            }
    }
    void backward(const Pass&) override
    {
        auto& x = *inputs[0];
        if (!x.trained)
            return;
        const bool accumulate = beginGradient(x);
        const auto& y = output->value;
        const auto& g = output->gradientRows();
        for (std::int64_t n = 0; n < output->n; ++n)
            for (std::int64_t t = 0; t < output->samples; ++t) {
                float product = 0;
                for (std::int64_t c = 0; c < output->C; ++c)
                    product += output->deaf[index(c)] ? 0.0F : g.at(n, c)[t] * y.at(n, c)[t];
                for (const auto c : x.wanted) {
                    const auto own = output->deaf[index(c)] ? 0.0F : g.at(n, c)[t];
                    const auto value = y.at(n, c)[t] * (own - product);
                    auto& to = x.gradientRows().at(n, c)[t];
                    to = accumulate ? to + value : value;
                }
            }
    }
};

/// Mean over time; the output is laid out in columns.
class MeanStage : public Stage
{
public:
    void findZeros(const Pass&) override { output->zero = inputs[0]->zero; }
    bool ignores(const Pass&, std::size_t, std::int64_t c) const override { return output->deaf[index(c)] != 0; }
    void forward(const Pass&) override
    {
        const auto& x = *inputs[0];
        for (const auto c : output->live)
            for (std::int64_t n = 0; n < x.n; ++n) {
                const auto* row = x.value.at(n, c);
                float sum = 0;
                for (std::int64_t t = 0; t < x.samples; ++t)
                    sum += row[t];
                output->value.at(0, c)[n] = sum / static_cast<float>(x.samples);
            }
    }
    void backward(const Pass& pass) override
    {
        auto& x = *inputs[0];
        if (!x.trained)
            return;
        const bool accumulate = beginGradient(x);
        const auto share = 1 / static_cast<float>(x.samples);
        for (const auto c : x.wanted)
            for (std::int64_t n = 0; n < x.n; ++n) {
                const auto g = ignores(pass, 0, c) ? 0.0F : output->gradientRows().at(0, c)[n] * share;
                auto* row = x.gradientRows().at(n, c);
                for (std::int64_t t = 0; t < x.samples; ++t)
                    row[t] = accumulate ? row[t] + g : g;
            }
    }
};

/// Feature c T + t from channel c at sample t; the output is laid out in columns.
class FlattenStage : public Stage
{
public:
    void findZeros(const Pass&) override
    {
        for (std::int64_t f = 0; f < output->C; ++f)
            output->zero[index(f)] = inputs[0]->zero[index(f / inputs[0]->T)];
    }
    bool ignores(const Pass&, std::size_t, std::int64_t c) const override
    {
        for (std::int64_t t = 0; t < inputs[0]->T; ++t)
            if (output->deaf[index(c * inputs[0]->T + t)] == 0)
                return false;
        return true;
    }
    void forward(const Pass&) override
    {
        const auto& x = *inputs[0];
        if (x.columns) { // T = 1: both lie the same way
            for (const auto f : output->live)
                std::copy_n(x.value.at(0, f), output->samples, output->value.at(0, f));
            return;
        }
        std::array<float*, block> to{};
        std::array<std::int64_t, block> from{};
        inParallel(x.C, 1, [&, to, from](std::int64_t first, std::int64_t last) mutable {
            for (auto c = first; c < last; ++c)
                for (std::int64_t start = 0; start < x.T; start += block) {
                    std::size_t count = 0;
                    for (auto t = start; t < std::min(start + block, x.T); ++t)
                        if (const auto f = c * x.T + t; output->computes(f)) {
                            to[count] = output->value.at(0, f);
                            from[count++] = t;
                        }
                    for (std::int64_t n = 0; n < output->samples; ++n) {
                        const auto* row = x.value.at(n, c);
                        for (std::size_t i = 0; i < count; ++i)
                            to[i][n] = row[from[i]];
                    }
                }
        });
    }
    void backward(const Pass&) override
    {
        auto& x = *inputs[0];
        if (!x.trained)
            return;
        const bool accumulate = beginGradient(x);
        m_none.assign(index(output->samples), 0.0F);
        const auto gradientOf = [&](std::int64_t f) -> const float* {
            return output->deaf[index(f)] ? m_none.data() : output->gradientRows().at(0, f);
        };
        if (x.columns) {
            for (const auto c : x.wanted)
                give(gradientOf(c), x.gradientRows().at(0, c), output->samples, accumulate);
            return;
        }
        const auto& wanted = x.wanted;
        inParallel(static_cast<std::int64_t>(wanted.size()), 1, [&](std::int64_t first, std::int64_t last) {
            std::array<const float*, block> from{};
            std::array<float, block> sample{};
            for (auto w = first; w < last; ++w)
                for (std::int64_t start = 0; start < x.T; start += block) {
                    const auto c = wanted[index(w)];
                    const auto count = std::min(block, x.T - start);
                    for (std::int64_t i = 0; i < count; ++i)
                        from[index(i)] = gradientOf(c * x.T + start + i);
                    for (std::int64_t n = 0; n < output->samples; ++n) {
                        for (std::int64_t i = 0; i < count; ++i)
                            sample[index(i)] = from[index(i)][n];
                        give(sample.data(), x.gradientRows().at(n, c) + start, count, accumulate);
                    }
                }
        });
    }

private:
    static constexpr std::int64_t block = 16; ///< samples that are turned at once: their columns stay in the cache

    static void give(const float* from, float* to, std::int64_t count, bool accumulate)
    {
        for (std::int64_t i = 0; i < count; ++i)
            to[i] = accumulate ? to[i] + from[i] : from[i];
    }
    std::vector<float> m_none; ///< the gradient of a feature that nobody hears
};

} // namespace

std::unique_ptr<Stage> makeSimpleStage(const Op& op, std::size_t node)
{
    if (std::holds_alternative<Relu>(op))
        return std::make_unique<ReluStage>();
    if (const auto* average = std::get_if<AvgPool>(&op))
        return std::make_unique<AvgPoolStage>(*average);
    if (const auto* maximum = std::get_if<MaxPool>(&op))
        return std::make_unique<MaxPoolStage>(*maximum);
    if (std::holds_alternative<GlobalAvgPool>(op))
        return std::make_unique<MeanStage>();
    if (const auto* drop = std::get_if<Dropout>(&op))
        return std::make_unique<DropoutStage>(drop->p, false, node);
    if (const auto* drop = std::get_if<SpatialDropout>(&op))
        return std::make_unique<DropoutStage>(drop->p, true, node);
    if (std::holds_alternative<Flatten>(op))
        return std::make_unique<FlattenStage>();
    if (std::holds_alternative<Sigmoid>(op))
        return std::make_unique<SigmoidStage>();
    if (std::holds_alternative<Softmax>(op))
        return std::make_unique<SoftmaxStage>();
    return nullptr;
}

} // namespace pitlane::fast
