// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/sweepwatch.h"

#include "core/network/cost.h"
#include "core/pareto/front.h"

#include <algorithm>
#include <chrono>

namespace pitlane {
namespace {

using namespace std::chrono_literals;

constexpr auto interval = 100ms; ///< between redraws

void fillCosts(SearchPoint& point, const NetworkSpec& network)
{
    if (network.nodes.empty() || !validate(network).empty())
        return;
    if (point.parameters == 0)
        point.parameters = parameterCount(network);
    if (point.macs == 0)
        point.macs = macCount(network);
}

} // namespace

SweepWatch::SweepWatch(QObject* parent) : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(interval);
    connect(&m_timer, &QTimer::timeout, this, &SweepWatch::flush);
}

void SweepWatch::follow(ProjectSession* session, SweepId sweep)
{
    for (const auto& connection : m_connections)
        disconnect(connection);
    m_connections.clear();
    m_session = session;
    m_sweep.reset();
    m_points.clear();
    m_epochs.clear();
    m_epochsDirty.clear();
    if (session != nullptr && sweep.isValid()) {
        const auto sweeps = session->sweeps();
        const auto it = std::find_if(sweeps.begin(), sweeps.end(), [&](const Sweep& each) { return each.id == sweep; });
        if (it != sweeps.end())
            m_sweep = *it;
    }
    if (m_sweep) {
        m_connections = {connect(session, &ProjectSession::pointChanged, this, &SweepWatch::take),
                         connect(session, &ProjectSession::epochRecorded, this, &SweepWatch::record),
                         connect(session, &ProjectSession::sweepFinished, this, &SweepWatch::reload)};
        reload();
    } else {
        recompute();
        Q_EMIT changed();
    }
}

void SweepWatch::reload()
{
    if (m_session && m_sweep)
        m_points = m_session->points(m_sweep->id);
    for (auto& point : m_points)
        point = judged(std::move(point));
    recompute();
    Q_EMIT changed();
}

void SweepWatch::setByMacs(bool on)
{
    if (m_byMacs == on)
        return;
    m_byMacs = on;
    recompute();
    Q_EMIT changed();
}

void SweepWatch::setInInt8(bool on)
{
    if (m_inInt8 == on)
        return;
    m_inInt8 = on;
    reload();
}

SearchPoint SweepWatch::judged(SearchPoint point) const
{
    if (m_inInt8)
        point.validation = point.int8 ? std::optional(point.int8->quality) : std::nullopt;
    return point;
}

const SearchPoint* SweepWatch::point(PointId id) const
{
    const auto it = std::find_if(m_points.begin(), m_points.end(), [&](const SearchPoint& p) { return p.id == id; });
    return it == m_points.end() || !id.isValid() ? nullptr : &*it;
}

const std::vector<EpochEvent>& SweepWatch::epochs(PointId id)
{
    const auto known = m_epochs.find(id);
    if (known != m_epochs.end())
        return known->second;
    auto& list = m_epochs[id];
    if (m_session && id.isValid())
        for (const auto& record : m_session->history(id))
            list.push_back(record.epoch);
    return list;
}

void SweepWatch::take(const SearchPoint& point)
{
    if (!m_sweep || point.sweep != m_sweep->id)
        return;
    const auto it =
        std::find_if(m_points.begin(), m_points.end(), [&](const SearchPoint& p) { return p.id == point.id; });
    if (it == m_points.end())
        m_points.push_back(judged(point));
    else
        *it = judged(point);
    m_dirty = true;
    if (!m_timer.isActive())
        m_timer.start();
}

void SweepWatch::record(PointId id, const EpochRecord& record)
{
    const auto known = m_epochs.find(id);
    if (known == m_epochs.end())
        return; // read from the store when somebody asks
    auto& list = known->second;
    // A resumed point repeats the epochs since its checkpoint: the newer ones win.
    const auto same = std::find_if(list.begin(), list.end(), [&](const EpochEvent& e) {
        return e.phase == record.epoch.phase && e.epoch >= record.epoch.epoch;
    });
    list.erase(same, list.end());
    list.push_back(record.epoch);
    m_epochsDirty.insert(id);
    if (!m_timer.isActive())
        m_timer.start();
}

void SweepWatch::flush()
{
    if (std::exchange(m_dirty, false)) {
        recompute();
        Q_EMIT changed();
    }
    for (const auto id : std::exchange(m_epochsDirty, {}))
        Q_EMIT epochsChanged(id);
}

void SweepWatch::recompute()
{
    std::stable_sort(m_points.begin(), m_points.end(), [](const SearchPoint& a, const SearchPoint& b) {
        const auto rank = [](const SearchPoint& p) {
            return p.role == PointRole::Seed ? 0 : p.role == PointRole::HandTuned ? 1 : 2;
        };
        return rank(a) != rank(b) ? rank(a) < rank(b) : a.number < b.number;
    });
    if (m_sweep)
        for (auto& point : m_points) {
            if (point.role == PointRole::Seed)
                fillCosts(point, m_sweep->config.seed);
            else if (point.role == PointRole::HandTuned && m_sweep->config.handTuned)
                fillCosts(point, *m_sweep->config.handTuned);
        }
    const auto candidates = frontPoints(m_points, m_byMacs ? CostMetric::Macs : CostMetric::Parameters);
    m_front.clear();
    m_frontInOrder.clear();
    for (const auto& each : paretoFront(candidates)) {
        m_front.insert(each.id);
        if (const auto* found = point(each.id))
            m_frontInOrder.push_back(*found);
    }
    const auto knee = kneePoint(candidates);
    m_knee = knee ? std::optional(knee->id) : std::nullopt;
}

std::vector<SearchPoint> untrainedReferences(const SearchConfig& config)
{
    std::vector<SearchPoint> references;
    const auto add = [&](PointRole role, const NetworkSpec& network) {
        SearchPoint point;
        point.role = role;
        fillCosts(point, network);
        if (point.parameters > 0)
            references.push_back(point);
    };
    add(PointRole::Seed, config.seed);
    if (config.handTuned)
        add(PointRole::HandTuned, *config.handTuned);
    return references;
}

} // namespace pitlane
