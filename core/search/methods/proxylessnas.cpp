// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/methods/proxylessnas.h"

#include <algorithm>
#include <cmath>

namespace pitlane {

using torch::Tensor;

namespace {

/// log(exp(a) + exp(b))
double logSum(double a, double b)
{
    const auto [low, high] = std::minmax(a, b);
    return high + std::log1p(std::exp(low - high));
}

} // namespace

ProxylessNasMasks::ProxylessNasMasks(SearchSpace space, Choices choices, Regulariser regulariser,
                                     std::uint64_t seedNumber)
    : MaskSource(std::move(space)), m_decisions(m_space, m_layout, std::move(choices), regulariser),
      m_seedNumber(seedNumber), m_logits(torch::zeros({m_decisions.size()}).set_requires_grad(true))
{
}

std::vector<Tensor> ProxylessNasMasks::parameters() const
{
    return m_logits.numel() > 0 ? std::vector{m_logits} : std::vector<Tensor>{};
}

std::vector<ProxylessNasMasks::Pair> ProxylessNasMasks::draw(const SearchStep& step) const
{
    auto random = drawsOf(m_seedNumber, "proxylessnas", step);
    const auto* logit = m_logits.data_ptr<float>();
    std::vector<Pair> pairs;
    std::vector<double> chance;
    for (const auto& decision : m_decisions.list()) {
        const auto* first = logit + decision.first;
        const auto highest = *std::max_element(first, first + decision.count);
        chance.clear();
        for (std::int64_t i = 0; i < decision.count; ++i)
            chance.push_back(std::exp(static_cast<double>(first[i] - highest)));
        const auto pick = [&] {
            double sum = 0;
            for (const auto value : chance)
                sum += value;
            auto left = random.uniform() * sum;
            std::size_t last = 0; // rounding may leave a little of `left` behind the last chance
            for (std::size_t i = 0; i < chance.size(); ++i) {
                if (chance[i] == 0)
                    continue;
                last = i;
                if (left < chance[i])
                    break;
                left -= chance[i];
            }
            return last;
        };
        const auto a = pick();
        const auto weightOfA = chance[a];
        chance[a] = 0;
        if (std::ranges::all_of(chance, [](double value) { return value == 0; })) // the others have underflowed
            chance[a == 0 ? 1 : 0] = std::numeric_limits<double>::min();
        const auto b = pick();
        const bool takesA = random.uniform() * (weightOfA + chance[b]) < weightOfA;
        const auto entryOf = [&](std::size_t i) { return decision.first + static_cast<std::int64_t>(i); };
        pairs.push_back(takesA ? Pair{entryOf(a), entryOf(b)} : Pair{entryOf(b), entryOf(a)});
    }
    return pairs;
}

MaskSource::Moment ProxylessNasMasks::moment(const SearchStep& step)
{
    m_drawn = draw(step);
    const auto* logit = m_logits.data_ptr<float>();
    m_before.assign(logit, logit + m_logits.numel());
    std::vector<std::int64_t> active;
    std::vector<std::int64_t> other;
    for (const auto& pair : m_drawn) {
        active.push_back(pair.active);
        other.push_back(pair.other);
    }
    const auto a = torch::tensor(active, torch::kInt64);
    const auto b = torch::tensor(other, torch::kInt64);
    const auto share = torch::sigmoid(m_logits.index_select(0, a) - m_logits.index_select(0, b));
    const auto spread = [&](const Tensor& atA, const Tensor& atB) {
        return torch::zeros_like(m_logits).index_add(0, a, atA).index_add(0, b, atB);
    };
    const auto gates =
        straightThrough(spread(share, 1 - share), torch::zeros({m_logits.numel()}).index_fill(0, a, 1.0));

    const auto chance = m_decisions.softmax(m_logits.detach());
    const auto both = chance.index_select(0, a) + chance.index_select(0, b);
    const auto rest = chance.index_fill(0, a, 0.0).index_fill(0, b, 0.0);
    return {m_decisions.values(gates), m_decisions.cost(rest + spread(both * share, both * (1 - share)))};
}

void ProxylessNasMasks::afterStep()
{
    if (m_drawn.empty())
        return;
    auto* logit = m_logits.data_ptr<float>();
    const auto after = std::vector<float>(logit, logit + m_logits.numel());
    std::ranges::copy(m_before, logit); // also where the optimiser's momentum moved what was not drawn
    for (const auto& [active, other] : m_drawn) {
        const auto at = [](const std::vector<float>& values, std::int64_t i) {
            return static_cast<double>(values[static_cast<std::size_t>(i)]);
        };
        const auto shift =
            logSum(at(m_before, active), at(m_before, other)) - logSum(at(after, active), at(after, other));
        logit[active] = static_cast<float>(at(after, active) + shift);
        logit[other] = static_cast<float>(at(after, other) + shift);
    }
    m_drawn.clear();
}

MaskReading ProxylessNasMasks::reading() const
{
    return m_decisions.reading(m_logits);
}

std::vector<LayerMasks> ProxylessNasMasks::describe() const
{
    const torch::NoGradGuard noGrad;
    return m_decisions.describe(m_logits);
}

} // namespace pitlane
