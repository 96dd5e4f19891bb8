// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/searchcost.h"

#include "core/deploy/costedlayers.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>

namespace pitlane {

SearchCost::SearchCost(const SearchConfig& config, const SearchSpace& space, const SearchPlan& plan)
    : SearchCost(config.seed, space, costTerms(config), plan)
{
}

SearchCost::SearchCost(const NetworkSpec& seed, const SearchSpace& space, Regulariser regulariser)
    : SearchCost(seed, space, {{.kind = regulariser == Regulariser::Size ? CostKind::Size : CostKind::Ops}}, {})
{
}

SearchCost::SearchCost(const NetworkSpec& seed, const SearchSpace& space, std::vector<CostTerm> terms,
                       const SearchPlan& plan)
    : m_terms(std::move(terms)), m_lambda(plan.lambda > 0 ? plan.lambda : 1), // lambda = 0: the shares are the same
      m_schedule(scheduleFor(seed, m_terms, plan)), m_effective(m_terms.size()), m_discrete(m_terms.size()),
      m_byChannels(space.groups.size()), m_byTaps(space.layers.size())
{
    for (const auto& term : m_terms)
        m_models.push_back(makeCostModel(term));
    buildRows(seed, space);
}

CostSchedule SearchCost::scheduleFor(const NetworkSpec& seed, const std::vector<CostTerm>& terms,
                                     const SearchPlan& plan)
{
    std::vector<ScheduledTerm> scheduled;
    for (const auto& term : terms)
        scheduled.push_back(
            {.weight = term.weight, .limit = term.limit, .seedCost = costOf(seed, *makeCostModel(term))});
    return {plan.lambda > 0 ? plan.lambda : 1, std::move(scheduled), plan.steps, plan.stepsPerEpoch};
}

void SearchCost::buildRows(const NetworkSpec& seed, const SearchSpace& space)
{
    const auto isSearched = [&](std::size_t group) { return space.groups[group].frozen == Frozen::No; };
    for (auto& costed : costedNodes(seed)) {
        auto& row = m_rows.emplace_back(Row{.layer = std::move(costed.layer)});
        if (costed.inputLayer)
            row.inputGroup = space.layers[*costed.inputLayer].group;
        if (costed.outputLayer)
            row.outputGroup = space.layers[*costed.outputLayer].group;
        row.layer.freeIn = row.inputGroup && isSearched(*row.inputGroup);
        row.layer.freeOut = row.outputGroup && isSearched(*row.outputGroup);
        for (std::size_t l = 0; l < space.layers.size(); ++l)
            if (space.layers[l].node == costed.node) {
                row.tapLayer = l;
                row.layer.freeK = space.layers[l].field == Frozen::No || space.layers[l].dilation == Frozen::No;
            }
        for (std::size_t g = 0; g < space.groups.size(); ++g) {
            const auto& group = space.groups[g];
            const auto& removed = group.removedLayers;
            const auto inBranch = [&](const std::optional<std::size_t>& layer) {
                return layer && std::ranges::find(removed, *layer) != removed.end();
            };
            const bool isAdd = row.layer.kind == LayerKind::Add;
            if (row.tapLayer ? inBranch(row.tapLayer) : !isAdd && inBranch(costed.outputLayer))
                row.goesWith.push_back(g);
            for (const auto& cut : group.cuts)
                if (isAdd && cut.addNode == costed.node)
                    row.summands.push_back(g);
        }
    }
}

double SearchCost::evaluate(const Sizes& sizes)
{
    if (!std::ranges::equal(m_alive, sizes.alive)) {
        m_alive.assign(sizes.alive.begin(), sizes.alive.end());
        m_layers.clear();
        m_present.clear();
        for (std::size_t r = 0; r < m_rows.size(); ++r) {
            if (std::ranges::any_of(m_rows[r].goesWith, [&](std::size_t g) { return m_alive[g] == 0; }))
                continue;
            auto layer = m_rows[r].layer;
            for (const auto g : m_rows[r].summands)
                layer.C_in -= m_alive[g] == 0 ? 1 : 0;
            m_layers.push_back(std::move(layer));
            m_present.push_back(r);
        }
        m_gradients.resize(m_layers.size());
    }
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        const auto& row = m_rows[m_present[i]];
        auto& layer = m_layers[i];
        if (row.inputGroup)
            layer.C_in = sizes.channels[*row.inputGroup] * static_cast<double>(layer.repeat);
        if (row.outputGroup)
            layer.C_out = sizes.channels[*row.outputGroup];
        if (row.tapLayer) {
            layer.K = sizes.taps[*row.tapLayer];
            layer.d = sizes.d[*row.tapLayer];
        }
    }
    std::ranges::fill(m_byChannels, 0.0);
    std::ranges::fill(m_byTaps, 0.0);
    double total = 0;
    for (std::size_t term = 0; term < m_models.size(); ++term) {
        const auto share = m_schedule.strengths()[term] / m_lambda;
        m_effective[term] = m_models[term]->value(m_layers, m_gradients);
        total += share * m_effective[term];
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            const auto& row = m_rows[m_present[i]];
            if (row.inputGroup)
                m_byChannels[*row.inputGroup] += share * m_gradients[i].C_in * static_cast<double>(m_layers[i].repeat);
            if (row.outputGroup)
                m_byChannels[*row.outputGroup] += share * m_gradients[i].C_out;
            if (row.tapLayer)
                m_byTaps[*row.tapLayer] += share * m_gradients[i].K;
        }
    }
    return total;
}

void SearchCost::follow(const NetworkSpec& extracted)
{
    for (std::size_t term = 0; term < m_models.size(); ++term)
        m_discrete[term] = costOf(extracted, *m_models[term]);
    m_schedule.update(m_discrete, m_effective);
}

std::string SearchCost::excess() const
{
    const auto term = m_schedule.exceeded();
    if (!term)
        return {};
    std::array<char, 160> text{};
    const auto unit = std::string(unitOf(m_terms[*term].kind));
    std::snprintf(text.data(), text.size(), "%s %.3g %s instead of at most %.3g %s",
                  std::string(nameOf(m_terms[*term].kind)).c_str(), m_discrete[*term], unit.c_str(),
                  *m_terms[*term].limit, unit.c_str());
    return text.data();
}

nlohmann::json SearchCost::state() const { return m_schedule.state(); }

void SearchCost::restore(const nlohmann::json& state, const std::string& documentName)
{
    m_schedule.restore(state, documentName);
}

} // namespace pitlane
