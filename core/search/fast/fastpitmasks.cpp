// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/fast/fastpitmasks.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace pitlane {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

namespace {

constexpr float threshold = 0.5F;

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

float signOf(float x) { return x > 0 ? 1.0F : x < 0 ? -1.0F : 0.0F; }

/// sums[j] = |values[j]| + ... + |values[last]|, with values[0] = 1, which is not stored.
void sumFromTheEnd(const float* values, std::vector<float>& sums)
{
    float sum = 0;
    for (auto j = sums.size(); j-- > 1;)
        sums[j] = sum += std::abs(values[j - 1]);
    sums[0] = sum + 1;
}

/// The gradient of |values[j]| from those of all sums that contain it: sums 0 .. j.
void spreadSums(const std::vector<double>& ofSums, const float* values, float* gradient)
{
    double sum = ofSums[0];
    for (std::size_t j = 1; j < ofSums.size(); ++j) {
        sum += ofSums[j];
        gradient[j - 1] = static_cast<float>(sum) * signOf(values[j - 1]);
    }
}

} // namespace

class FastPitMasks::Function : public torch::autograd::Function<FastPitMasks::Function>
{
public:
    static tensor_list forward(AutogradContext* context, const Tensor& alpha, const Tensor& beta, const Tensor& gamma,
                               FastPitMasks* masks)
    {
        context->saved_data["masks"] = reinterpret_cast<std::int64_t>(masks);
        auto values = torch::empty({masks->layout().size});
        masks->fill(alpha.data_ptr<float>(), beta.data_ptr<float>(), gamma.data_ptr<float>(), values.data_ptr<float>());
        return {values, torch::full({}, static_cast<float>(masks->evaluateCost()))};
    }
    static tensor_list backward(AutogradContext* context, const tensor_list& gradients)
    {
        auto& masks = *reinterpret_cast<FastPitMasks*>(context->saved_data["masks"].toInt());
        auto alpha = torch::zeros_like(masks.alpha());
        auto beta = torch::zeros_like(masks.beta());
        auto gamma = torch::zeros_like(masks.gamma());
        const auto ofValues = gradients[0].defined() ? gradients[0].contiguous() : torch::zeros({masks.layout().size});
        const double ofCost = gradients[1].defined() ? gradients[1].item<double>() : 0.0;
        masks.spread(ofValues.data_ptr<float>(), ofCost, masks.alpha().data_ptr<float>(),
                     masks.beta().data_ptr<float>(), masks.gamma().data_ptr<float>(), alpha.data_ptr<float>(),
                     beta.data_ptr<float>(), gamma.data_ptr<float>());
        return {alpha, beta, gamma, Tensor()};
    }
};

FastPitMasks::FastPitMasks(SearchSpace searched, const MaskConfig& masks, SearchCost cost)
    : PitMasks(std::move(searched), masks, Regulariser::Size), m_cost(std::move(cost)),
      m_largest(space().groups.size(), 0.0F), m_alive(space().groups.size(), 1),
      m_groupSum(space().groups.size(), 0.0), m_K(space().layers.size(), 0.0), m_d(space().layers.size(), 1),
      m_wanted(index(layout().size), 1)
{
    for (std::size_t l = 0; l < space().layers.size(); ++l) {
        const auto& layer = space().layers[l];
        const auto range = layout().taps[l];
        m_K[l] = static_cast<double>(layer.K_seed);
        m_d[l] = layer.d_seed;
        if (range.count == 0)
            continue;
        auto& taps = m_taps.emplace_back(Taps{.layer = l,
                                              .F = range.count,
                                              .first = range.first,
                                              .beta = betaRange(l),
                                              .gamma = gammaRange(l),
                                              .field = layer.field == Frozen::No,
                                              .dilation = layer.dilation == Frozen::No});
        const auto groups = taps.field ? betaLength(layer.F_seed, masks.granularity) : 1;
        const auto levels = taps.dilation ? gammaLength(layer.F_seed) : 1;
        taps.fieldSoft.assign(index(groups), 1.0F);
        taps.dilationSoft.assign(index(levels), 1.0F);
        for (std::int64_t tap = 0; tap < taps.F; ++tap) {
            const auto zeros = tap == 0 ? levels - 1
                                        : std::min<std::int64_t>(levels - 1, std::countr_zero(static_cast<std::uint64_t>(tap)));
            taps.group.push_back(taps.field ? (tap + masks.granularity - 1) / masks.granularity : 0);
            taps.level.push_back(levels - 1 - zeros);
            auto share = 1.0F;
            if (taps.field)
                share /= static_cast<float>(groups - taps.group.back());
            if (taps.dilation)
                share /= static_cast<float>(levels - taps.level.back());
            taps.share.push_back(share);
        }
    }
}

MaskSource::Moment FastPitMasks::moment(const SearchStep&)
{
    auto results = Function::apply(alpha(), beta(), gamma(), this);
    return {.values = results[0], .cost = results[1], .wanted = m_wanted};
}

void FastPitMasks::fill(const float* alpha, const float* beta, const float* gamma, float* values)
{
    for (std::size_t g = 0; g < space().groups.size(); ++g) {
        const auto& group = space().groups[g];
        const auto range = alphaRange(g);
        m_groupSum[g] = static_cast<double>(group.channels);
        if (range.count == 0)
            continue;
        const auto* own = alpha + range.first;
        auto* on = values + layout().channels[g].first;
        double sum = 0;
        std::int64_t alive = 0;
        float largest = 0;
        for (std::int64_t m = 0; m < range.count; ++m) {
            const auto soft = std::abs(own[m]);
            sum += static_cast<double>(soft);
            largest = std::max(largest, soft);
            on[m] = soft >= threshold ? 1.0F : 0.0F;
            alive += soft >= threshold ? 1 : 0;
        }
        m_groupSum[g] = sum;
        m_largest[g] = largest;
        m_alive[g] = !group.mayVanish || largest >= threshold;
        if (group.mayVanish) {
            values[layout().alive[g]] = m_alive[g] ? 1.0F : 0.0F;
            continue;
        }
        for (; alive < group.keepAtLeast; ++alive) { // the strongest others stay, lowest index on ties
            std::int64_t best = -1;
            for (std::int64_t m = 0; m < range.count; ++m)
                if (on[m] == 0 && (best < 0 || std::abs(own[m]) > std::abs(own[best])))
                    best = m;
            on[best] = 1;
        }
    }
    for (auto& taps : m_taps) {
        if (taps.field)
            sumFromTheEnd(beta + taps.beta.first, taps.fieldSoft);
        if (taps.dilation)
            sumFromTheEnd(gamma + taps.gamma.first, taps.dilationSoft);
        double K = 0;
        for (std::int64_t tap = 0; tap < taps.F; ++tap) {
            const auto field = taps.fieldSoft[index(taps.group[index(tap)])];
            const auto dilation = taps.dilationSoft[index(taps.level[index(tap)])];
            K += static_cast<double>(field * dilation * taps.share[index(tap)]);
            const bool fieldOn = field >= threshold, dilationOn = dilation >= threshold;
            const auto place = taps.first + taps.F - 1 - tap;
            values[place] = fieldOn && dilationOn ? 1.0F : 0.0F;
            m_wanted[index(place)] = (taps.field && dilationOn) || (taps.dilation && fieldOn);
        }
        m_K[taps.layer] = K;
        m_d[taps.layer] = std::int64_t{1} << std::ranges::count_if(taps.dilationSoft, [](float soft) { return soft < threshold; });
    }
}

double FastPitMasks::evaluateCost()
{
    return m_cost.evaluate({.channels = m_groupSum, .taps = m_K, .d = m_d, .alive = m_alive});
}

void FastPitMasks::spread(const float* valueGradient, double costGradient, const float* alpha, const float* beta,
                          const float* gamma, float* alphaGradient, float* betaGradient, float* gammaGradient) const
{
    for (std::size_t g = 0; g < space().groups.size(); ++g) {
        const auto range = alphaRange(g);
        if (range.count == 0)
            continue;
        const auto* own = alpha + range.first;
        double ofLargest = 0; // shared by equals, as torch::max does
        if (layout().alive[g] >= 0) {
            const auto equals = std::count_if(own, own + range.count, [&](float a) { return std::abs(a) == m_largest[g]; });
            ofLargest = static_cast<double>(valueGradient[layout().alive[g]]) / static_cast<double>(equals);
        }
        for (std::int64_t m = 0; m < range.count; ++m) {
            auto soft = static_cast<double>(valueGradient[layout().channels[g].first + m]) +
                        costGradient * m_cost.byChannels()[g];
            if (std::abs(own[m]) == m_largest[g])
                soft += ofLargest;
            alphaGradient[range.first + m] = static_cast<float>(soft) * signOf(own[m]);
        }
    }
    std::vector<double> ofField, ofDilation;
    for (const auto& taps : m_taps) {
        ofField.assign(taps.fieldSoft.size(), 0.0);
        ofDilation.assign(taps.dilationSoft.size(), 0.0);
        const auto ofK = costGradient * m_cost.byTaps()[taps.layer];
        for (std::int64_t tap = 0; tap < taps.F; ++tap) {
            const auto group = index(taps.group[index(tap)]);
            const auto level = index(taps.level[index(tap)]);
            const auto field = taps.fieldSoft[group], dilation = taps.dilationSoft[level];
            const auto value = static_cast<double>(valueGradient[taps.first + taps.F - 1 - tap]);
            const auto share = ofK * static_cast<double>(taps.share[index(tap)]);
            ofField[group] += (dilation >= threshold ? value : 0.0) + share * static_cast<double>(dilation);
            ofDilation[level] += (field >= threshold ? value : 0.0) + share * static_cast<double>(field);
        }
        if (taps.field)
            spreadSums(ofField, beta + taps.beta.first, betaGradient + taps.beta.first);
        if (taps.dilation)
            spreadSums(ofDilation, gamma + taps.gamma.first, gammaGradient + taps.gamma.first);
    }
}

} // namespace pitlane
