// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/costschedule.h"

#include "core/base/jsonreader.h"

#include <algorithm>
#include <cmath>

namespace pitlane {

using nlohmann::json;

namespace {

constexpr double startShare = 0.01;
constexpr double pathShare = 0.6; ///< of the planned updates
constexpr double aimShare = 0.97; ///< of the limit
constexpr double gain = 3;
constexpr double rangeBelow = 1e-4;
constexpr double rangeAbove = 1e4;
const double mostUp = std::log(2.0); ///< of ln s in an epoch
const double mostDown = std::log(1.5);
constexpr double tiny = 1e-12; ///< of a cost that has vanished: keeps its logarithm finite

void require(bool holds, const char* sentence)
{
    if (!holds)
        throw Error(std::string("Planning the strengths of the costs: ") + sentence);
}

std::vector<double> numbers(const JsonReader& reader, std::size_t count)
{
    if (reader.size() != count)
        reader.fail("expected " + std::to_string(count) + " numbers, one for each cost, found " +
                    std::to_string(reader.size()) + ".");
    std::vector<double> values;
    for (std::size_t i = 0; i < count; ++i) {
        const auto value = reader.at(i).asDouble();
        if (!std::isfinite(value) || value < 0)
            reader.at(i).fail("expected a number of at least 0.");
        values.push_back(value);
    }
    return values;
}

} // namespace

CostSchedule::CostSchedule(double lambda, std::vector<ScheduledTerm> terms, std::int64_t plannedUpdates,
                           std::int64_t updatesPerEpoch)
    : m_terms(std::move(terms)), m_plannedUpdates(plannedUpdates), m_updatesPerEpoch(updatesPerEpoch)
{
    require(!m_terms.empty(), "there is no cost.");
    require(std::isfinite(lambda) && lambda >= 0, "the strength lambda must be at least 0.");
    require(lambda > 0 || !hasLimits(), "a limit needs a strength lambda above 0 to begin with.");
    require(plannedUpdates >= 1 && updatesPerEpoch >= 1,
            "the search must have at least one step and one step an epoch.");
    for (const auto& term : m_terms) {
        require(std::isfinite(term.weight) && term.weight > 0, "a weight must be above 0.");
        require(std::isfinite(term.seedCost) && term.seedCost > 0, "the cost of the seed must be above 0.");
        require(!term.limit || (std::isfinite(*term.limit) && *term.limit > 0), "a limit must be above 0.");
        const auto& first = m_terms.front();
        m_full.push_back(&term == &first ? lambda
                                         : lambda * (term.weight / first.weight) * (first.seedCost / term.seedCost));
        m_strengths.push_back(term.limit ? startShare * m_full.back() : m_full.back());
        m_lastEffective.push_back(term.seedCost);
        m_lastDiscrete.push_back(term.seedCost);
    }
}

double CostSchedule::weighted(std::span<const double> effective) const
{
    double sum = 0;
    for (std::size_t i = 0; i < m_strengths.size(); ++i)
        sum += m_strengths[i] * effective[i];
    return sum;
}

double CostSchedule::followed(std::size_t i, double discrete, double effective) const
{
    const auto& term = m_terms[i];
    const auto perEpoch = static_cast<double>(m_updatesPerEpoch);
    const auto aim = aimShare * *term.limit;
    const auto left =
        std::max(0.0, 1 - static_cast<double>(m_updates) / (pathShare * static_cast<double>(m_plannedUpdates)));
    const auto path = aim * std::pow(std::max(1.0, term.seedCost / aim), left);
    const auto floor = tiny * term.seedCost;
    const auto error = std::log(std::max(floor, discrete) / path) +
                       perEpoch * std::log(std::max(floor, effective) / std::max(floor, m_lastEffective[i]));
    const auto next = m_strengths[i] * std::exp(std::clamp(gain * error, -mostDown, mostUp) / perEpoch);
    return std::clamp(next, rangeBelow * m_full[i], rangeAbove * m_full[i]);
}

void CostSchedule::update(std::span<const double> discrete, std::span<const double> effective)
{
    require(discrete.size() == m_terms.size() && effective.size() == m_terms.size(),
            "each term needs one discrete and one effective cost.");
    ++m_updates;
    for (std::size_t i = 0; i < m_terms.size(); ++i) {
        if (m_terms[i].limit)
            m_strengths[i] = followed(i, discrete[i], effective[i]);
        m_lastEffective[i] = effective[i];
        m_lastDiscrete[i] = discrete[i];
    }
}

bool CostSchedule::hasLimits() const
{
    return std::ranges::any_of(m_terms, [](const ScheduledTerm& term) { return term.limit.has_value(); });
}

std::optional<std::size_t> CostSchedule::exceeded() const
{
    for (std::size_t i = 0; i < m_terms.size(); ++i)
        if (m_terms[i].limit && m_lastDiscrete[i] > *m_terms[i].limit)
            return i;
    return std::nullopt;
}

bool CostSchedule::met() const
{
    return !hasLimits() || (m_updates > 0 && !exceeded());
}

bool CostSchedule::pathEnded() const
{
    return static_cast<double>(m_updates) >= pathShare * static_cast<double>(m_plannedUpdates);
}

json CostSchedule::state() const
{
    return {{"updates", m_updates},
            {"strengths", m_strengths},
            {"effective", m_lastEffective},
            {"discrete", m_lastDiscrete}};
}

void CostSchedule::restore(const json& state, const std::string& documentName)
{
    const JsonReader reader(state, documentName);
    const auto updates = reader.at("updates").asInt();
    if (updates < 0)
        reader.at("updates").fail("expected a number of at least 0.");
    auto strengths = numbers(reader.at("strengths"), m_terms.size());
    auto effective = numbers(reader.at("effective"), m_terms.size());
    auto discrete = numbers(reader.at("discrete"), m_terms.size());
    m_updates = updates;
    m_strengths = std::move(strengths);
    m_lastEffective = std::move(effective);
    m_lastDiscrete = std::move(discrete);
}

} // namespace pitlane
