// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/pitmasks.h"
#include "core/search/searchcost.h"

namespace pitlane {

/// PitMasks with masks, R and all their gradients by hand: some loops over theta instead of tensor operators. PitMasks
/// is the reference that it is tested against; readings and displays are its own.
class FastPitMasks : public PitMasks
{
public:
    FastPitMasks(SearchSpace space, const MaskConfig& masks, SearchCost cost);

    [[nodiscard]] Moment moment(const SearchStep& step) override;
    [[nodiscard]] SearchCost* limitedCost() override { return m_cost.hasLimits() ? &m_cost : nullptr; }

private:
    class Function;
    /// One layer whose taps are searched. All per tap, counted from the newest sample.
    struct Taps
    {
        std::size_t layer = 0;
        std::int64_t F = 0;
        std::int64_t first = 0;               ///< of its values in the layout
        Range beta, gamma;                    ///< beta[1..], gamma[1..]
        bool field = false, dilation = false; ///< searched
        std::vector<std::int64_t> group;      ///< of beta
        std::vector<std::int64_t> level;      ///< of gamma
        std::vector<float> share;             ///< 1 / (F_seed - i) / (len - k(i)), Eq. 16
        std::vector<float> fieldSoft, dilationSoft; ///< Theta~_B per beta group, Theta~_G per level
    };

    void fill(const float* alpha, const float* beta, const float* gamma, float* values);
    [[nodiscard]] double evaluateCost();
    void spread(const float* valueGradient, double costGradient, const float* alpha, const float* beta,
                const float* gamma, float* alphaGradient, float* betaGradient, float* gammaGradient) const;

    SearchCost m_cost;
    std::vector<Taps> m_taps;
    std::vector<float> m_largest;            ///< per group that may vanish: its largest |alpha|
    std::vector<char> m_alive;               ///< per group
    std::vector<double> m_groupSum;          ///< C_out,eff, per group
    std::vector<double> m_K;                 ///< K_eff, per layer
    std::vector<std::int64_t> m_d;           ///< dilation as the masks read now, per layer
    std::vector<char> m_wanted;              ///< per value of the layout
};

} // namespace pitlane
