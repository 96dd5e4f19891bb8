// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/extraction.h"
#include "core/study/costschedule.h"
#include "core/study/searchconfig.h"
#include "core/study/searchspace.h"

#include <memory>
#include <span>

namespace pitlane {

/// How long a search is meant to be: what the strengths of limited costs are planned by.
struct SearchPlan
{
    double lambda = 0;
    std::int64_t steps = 1;
    std::int64_t stepsPerEpoch = 1;
};

/// R of a search: the cost terms of its configuration at effective sizes, with derivatives. lambda R is what the loss
/// takes; limits change the shares of the terms from step to step (CostSchedule).
class SearchCost
{
public:
    SearchCost(const SearchConfig& config, const SearchSpace& space, const SearchPlan& plan);
    /// One term, for tests of masks alone.
    SearchCost(const NetworkSpec& seed, const SearchSpace& space, Regulariser regulariser);

    /// Sizes as the masks have them now.
    struct Sizes
    {
        std::span<const double> channels;  ///< C_out,eff per group
        std::span<const double> taps;      ///< K_eff per layer
        std::span<const std::int64_t> d;   ///< per layer
        std::span<const char> alive;       ///< per group: 0 where it has vanished; its layers cost nothing then
    };
    /// R. Keeps its derivatives: by the channels of each group and the taps of each layer.
    double evaluate(const Sizes& sizes);
    [[nodiscard]] std::span<const double> byChannels() const { return m_byChannels; }
    [[nodiscard]] std::span<const double> byTaps() const { return m_byTaps; }

    [[nodiscard]] bool hasLimits() const { return m_schedule.hasLimits(); }
    /// After a step, where there are limits: what the network that the masks read now really costs.
    void follow(const NetworkSpec& extracted);
    /// All limits hold, and the search has come as far as it was planned to: it may end here.
    [[nodiscard]] bool mayEnd() const { return m_schedule.met() && m_schedule.pathEnded(); }
    [[nodiscard]] bool met() const { return m_schedule.met(); }
    /// "latency 0.91 ms instead of at most 0.8 ms"
    [[nodiscard]] std::string excess() const;

    [[nodiscard]] nlohmann::json state() const;
    void restore(const nlohmann::json& state, const std::string& documentName);

private:
    struct Row
    {
        EffectiveLayer layer;
        std::optional<std::size_t> inputGroup, outputGroup; ///< whose channels decide C_in, C_out
        std::optional<std::size_t> tapLayer;                ///< whose taps decide K
        std::vector<std::size_t> goesWith;                  ///< groups whose vanishing takes it away
        std::vector<std::size_t> summands;                  ///< Add: per input that may vanish, its group
    };
    SearchCost(const NetworkSpec& seed, const SearchSpace& space, std::vector<CostTerm> terms, const SearchPlan& plan);
    void buildRows(const NetworkSpec& seed, const SearchSpace& space);
    [[nodiscard]] static CostSchedule scheduleFor(const NetworkSpec& seed, const std::vector<CostTerm>& terms,
                                                  const SearchPlan& plan);

    std::vector<CostTerm> m_terms;
    double m_lambda;
    CostSchedule m_schedule;
    std::vector<std::unique_ptr<CostModel>> m_models; ///< per term
    std::vector<Row> m_rows;
    std::vector<EffectiveLayer> m_layers; ///< of the rows that are there now
    std::vector<std::size_t> m_present;   ///< their rows
    std::vector<char> m_alive;            ///< what m_layers was built for
    std::vector<LayerGradient> m_gradients;
    std::vector<double> m_effective;      ///< R per term, at the last evaluate()
    std::vector<double> m_discrete;
    std::vector<double> m_byChannels, m_byTaps;
};

} // namespace pitlane
