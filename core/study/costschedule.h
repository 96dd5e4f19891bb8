// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pitlane {

/// What a schedule knows of one term before the search.
struct ScheduledTerm
{
    double weight = 1;           ///< CostTerm::weight
    std::optional<double> limit; ///< CostTerm::limit
    double seedCost = 1;         ///< R of the seed, > 0
    bool operator==(const ScheduledTerm&) const = default;
};

/// The strengths of all cost terms during one search: loss = L + sum_i s_i R_i.
///
/// At full strength term i has lambda_i = lambda w_i / w_1 R_1 / R_i (all R at the seed): lambda keeps its meaning,
/// loss per unit of the first term, and equal weights pull equally at the seed, whatever their units.
///
/// Without a limit s_i = lambda_i throughout. With a limit tau the strength begins at a hundredth of lambda_i, as that
/// of DUCCIO does (arXiv 2206.00302; PLiNIO's plinio/regularizers/duccio.py has sum_i s_i max(0, R_i - tau_i) with s_i
/// rising linearly from 1 % to its end value in the first half of the epochs). There the end value has to be known;
/// here the strength follows what it achieves. In each of N planned updates, E of them an epoch, with the discrete cost
/// c (the network as the masks read now) and the effective cost R:
///
///   p_k       = tau' max(1, c_0 / tau')^max(0, 1 - k / (0.6 N)),  tau' = 0.97 tau       the path to the limit
///   e_k       = ln(c_k / p_k) + E ln(R_k / R_(k-1))               how far off the path, an epoch ahead
///   ln s_(k+1) = ln s_k + clamp(3 e_k, -ln 1.5, ln 2) / E,        1e-4 lambda_i <= s <= 1e4 lambda_i
///
/// So the network shrinks along a path that reaches the limit after 60 % of the search; a strength at most doubles in
/// an epoch, and weakens again below the limit, so that a network is not made smaller than it has to be. Near the end a
/// channel may flicker around its threshold: keep the network of a moment when met() holds.
///
/// Deterministic: the same costs give the same strengths, and a schedule restored from its state goes on bit by bit.
class CostSchedule
{
public:
    /// lambda > 0 where a term has a limit; plannedUpdates and updatesPerEpoch >= 1 (a restored search may pass the
    /// plan). Throws Error for values out of range.
    CostSchedule(double lambda, std::vector<ScheduledTerm> terms, std::int64_t plannedUpdates,
                 std::int64_t updatesPerEpoch);

    /// s_i for the next step, in the order of the terms.
    [[nodiscard]] const std::vector<double>& strengths() const { return m_strengths; }
    /// sum_i s_i R_i: the cost term of the loss, "lambda R".
    [[nodiscard]] double weighted(std::span<const double> effective) const;

    /// After each optimiser step: what the terms count now. Costs >= 0, in the order of the terms.
    void update(std::span<const double> discrete, std::span<const double> effective);

    [[nodiscard]] bool hasLimits() const;
    /// Whether all limits held at the last update. False before the first one; true without limits.
    [[nodiscard]] bool met() const;
    /// Index of the first limit that was exceeded at the last update, for a message.
    [[nodiscard]] std::optional<std::size_t> exceeded() const;
    /// Whether the path has reached the limit: from here on a search may end as soon as met().
    [[nodiscard]] bool pathEnded() const;

    /// What changes during a search; numbers are written so that they read back as the same bits.
    [[nodiscard]] nlohmann::json state() const;
    /// Throws JsonError when the state is not of a schedule with as many terms.
    void restore(const nlohmann::json& state, const std::string& documentName);

private:
    [[nodiscard]] double followed(std::size_t i, double discrete, double effective) const;

    std::vector<ScheduledTerm> m_terms;
    std::int64_t m_plannedUpdates;
    std::int64_t m_updatesPerEpoch;
    std::vector<double> m_full; ///< lambda_i
    std::int64_t m_updates = 0;
    std::vector<double> m_strengths;
    std::vector<double> m_lastEffective;
    std::vector<double> m_lastDiscrete;
};

} // namespace pitlane
