// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/fast/stage.h"

#include <algorithm>
#include <cmath>

namespace pitlane::fast {

namespace {

/// Batch-norm, mask and ReLU in one: y = max(0, Theta (w h + b)), h = (x - mean) / sqrt(variance + eps).
/// The statistics of a channel that is off stand still; nothing reads them before it comes back.
class NormStage : public Stage
{
public:
    NormStage(const BatchNorm& norm, bool relu, const Placement& place, const MaskPlaces::Entry& masks)
        : m_norm(norm), m_relu(relu), m_place(place), m_masks(masks)
    {
    }

    void arrange(const Pass& pass) override
    {
        const auto& x = *inputs[0];
        m_inverseDeviation.assign(index(x.C), 0.0F);
        m_inPlace = x.readers == 1 && !x.kept;
        m_scratch = {.data = nullptr, .channels = x.C, .head = 0, .pitch = pass.k.roundUp(x.samples)};
        m_normalised.clear();
        if (!m_inPlace)
            m_normalised.assign(index(m_scratch.floats(x.n)), 0.0F);
    }

    void findZeros(const Pass& pass) override
    {
        for (std::int64_t c = 0; c < output->C; ++c)
            output->zero[index(c)] = mask(pass, c) == 0;
    }

    bool ignores(const Pass& pass, std::size_t, std::int64_t c) const override
    {
        return mask(pass, c) == 0 || output->deaf[index(c)] != 0;
    }

    /// A channel that is off is read where the gradient of its mask needs the value that it would have; a ReLU behind
    /// the mask stops that gradient.
    bool reads(const Pass& pass, std::size_t, std::int64_t c) const override
    {
        if (mask(pass, c) != 0)
            return true;
        return !m_relu && output->deaf[index(c)] == 0 && m_masks.channels >= 0 &&
               pass.wantsMask(m_masks.channels + c / m_masks.repeat);
    }

    void forward(const Pass& pass) override
    {
        auto& x = *inputs[0];
        inParallel(x.C, 1, [&](std::int64_t first, std::int64_t last) {
            for (auto c = first; c < last; ++c)
                if (reads(pass, 0, c))
                    forwardChannel(pass, x, c);
        });
    }

    void backward(const Pass& pass) override
    {
        auto& x = *inputs[0];
        const bool accumulate = x.trained && beginGradient(x);
        m_maskGradient.assign(index(x.C), 0.0F);
        if (accumulate)
            m_gradient.resize(index(m_scratch.floats(x.n)));
        inParallel(x.C, 1, [&](std::int64_t first, std::int64_t last) {
            for (auto c = first; c < last; ++c)
                backwardChannel(pass, x, c, accumulate);
        });
        if (m_masks.channels >= 0 && pass.maskGradients != nullptr)
            for (std::int64_t c = 0; c < x.C; ++c)
                pass.maskGradients[m_masks.channels + c / m_masks.repeat] += m_maskGradient[index(c)];
    }

private:
    static std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }
    [[nodiscard]] float mask(const Pass& pass, std::int64_t c) const
    {
        return m_masks.channels < 0 ? 1.0F : pass.mask(m_masks.channels + c / m_masks.repeat);
    }

    /// Where h of channel c lies: over the input, when nobody else reads that.
    [[nodiscard]] kernels::Channel normalised(const Activation& x, std::int64_t c)
    {
        if (m_inPlace)
            return {x.value.at(0, c), x.value.step()};
        auto rows = m_scratch;
        rows.data = m_normalised.data();
        return {rows.at(0, c), rows.step()};
    }

    void forwardChannel(const Pass& pass, const Activation& x, std::int64_t c)
    {
        const auto h = normalised(x, c);
        if (m_inPlace && x.zero[index(c)] != 0) // the last pass left its h there
            for (std::int64_t n = 0; n < x.n; ++n)
                std::fill_n(h.first + n * h.step, x.samples, 0.0F);
        if (!m_inPlace)
            for (std::int64_t n = 0; n < x.n; ++n)
                std::copy_n(x.value.at(n, c), x.samples, h.first + n * h.step);
        float mean = m_place.mean[c];
        float variance = m_place.variance[c];
        if (pass.training) {
            const auto found = pass.k.moments(h, x.n, x.samples);
            const auto count = static_cast<double>(x.n) * static_cast<double>(x.samples);
            const auto momentum = static_cast<float>(m_norm.momentum);
            mean = static_cast<float>(found.mean);
            variance = static_cast<float>(found.variance);
            m_place.mean[c] += momentum * (mean - m_place.mean[c]);
            m_place.variance[c] +=
                momentum * (static_cast<float>(found.variance * count / (count - 1)) - m_place.variance[c]);
        }
        const auto theta = mask(pass, c);
        m_inverseDeviation[index(c)] = 1.0F / std::sqrt(variance + static_cast<float>(m_norm.eps));
        const auto& y = output->value;
        pass.k.normalise({.x = h,
                          .y = {theta == 0 ? nullptr : y.at(0, c), y.step()},
                          .N = x.n,
                          .T = x.samples,
                          .mean = mean,
                          .inverseDeviation = m_inverseDeviation[index(c)],
                          .scale = pass.parameters[m_place.weight + c] * theta,
                          .shift = pass.parameters[m_place.bias + c] * theta,
                          .relu = m_relu});
    }

    void backwardChannel(const Pass& pass, const Activation& x, std::int64_t c, bool accumulate)
    {
        const auto& to = x.gradientRows();
        const bool pays = x.trained && x.deaf[index(c)] == 0; // the input waits for this channel
        if (ignores(pass, 0, c) && pays && !accumulate)
            for (std::int64_t n = 0; n < x.n; ++n)
                std::fill_n(to.at(n, c), pass.k.roundUp(x.samples), 0.0F);
        if (output->deaf[index(c)] != 0)
            return;
        const auto theta = mask(pass, c);
        if (theta == 0 && !reads(pass, 0, c))
            return;
        const auto w = pass.parameters[m_place.weight + c];
        const auto b = pass.parameters[m_place.bias + c];
        const auto& g = output->gradientRows();
        kernels::NormalisationGradient a{.g = {g.at(0, c), g.step()},
                                         .h = normalised(x, c),
                                         .gx = {},
                                         .N = x.n,
                                         .T = x.samples,
                                         .scale = w * theta,
                                         .shift = b * theta,
                                         .relu = m_relu,
                                         .factor = w * theta * m_inverseDeviation[index(c)]};
        Rows own = m_scratch;
        own.data = m_gradient.data();
        if (pays && theta != 0)
            a.gx = accumulate ? kernels::Channel{own.at(0, c), own.step()} : kernels::Channel{to.at(0, c), to.step()};
        pass.k.normaliseGradient(a);
        const auto sum = static_cast<float>(a.sum);
        const auto products = static_cast<float>(a.sumOfProducts);
        pass.parameterGradients[m_place.weight + c] = theta * products;
        pass.parameterGradients[m_place.bias + c] = theta * sum;
        m_maskGradient[index(c)] = w * products + b * sum;
        if (accumulate && a.gx.first != nullptr)
            for (std::int64_t n = 0; n < x.n; ++n)
                pass.k.gateRow(to.at(n, c), own.at(n, c), nullptr, 1.0F, pass.k.vectorsFor(x.samples), true);
    }

    BatchNorm m_norm;
    bool m_relu;
    Placement m_place;
    MaskPlaces::Entry m_masks;
    bool m_inPlace = true;
    Rows m_scratch;
    std::vector<float> m_normalised, m_gradient, m_inverseDeviation;
    std::vector<float> m_maskGradient; ///< per channel, before neighbours that share a mask are added
};

} // namespace

std::unique_ptr<Stage> makeNormStage(const BatchNorm& norm, bool relu, const Placement& place,
                                     const MaskPlaces::Entry& masks)
{
    return std::make_unique<NormStage>(norm, relu, place, masks);
}

} // namespace pitlane::fast
