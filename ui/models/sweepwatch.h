// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/projectsession.h"

#include <QPointer>
#include <QTimer>

#include <map>
#include <set>

namespace pitlane {

/// One sweep as Explore sees it: follows the session's signals, and tells of changes at most ten times a second.
class SweepWatch : public QObject
{
    Q_OBJECT
public:
    explicit SweepWatch(QObject* parent = nullptr);

    /// Follows `sweep` of `session`; null or an invalid id: nothing.
    void follow(ProjectSession* session, SweepId sweep);
    /// What the front compares besides quality.
    void setByMacs(bool on);
    /// Points are judged by what they are worth in int8, as far as that is known: at the end of their work.
    void setInInt8(bool on);
    [[nodiscard]] bool isInInt8() const { return m_inInt8; }

    [[nodiscard]] const std::optional<Sweep>& sweep() const { return m_sweep; }
    /// References first, then by number; costs of references are filled in before they are trained.
    [[nodiscard]] const std::vector<SearchPoint>& points() const { return m_points; }
    [[nodiscard]] const SearchPoint* point(PointId id) const;
    [[nodiscard]] const std::set<PointId>& front() const { return m_front; }
    /// The front's points by rising cost.
    [[nodiscard]] const std::vector<SearchPoint>& frontInOrder() const { return m_frontInOrder; }
    [[nodiscard]] std::optional<PointId> knee() const { return m_knee; }
    /// All epochs of a point, from the store and live.
    [[nodiscard]] const std::vector<EpochEvent>& epochs(PointId id);

Q_SIGNALS:
    void changed(); ///< points or front
    void epochsChanged(pitlane::PointId point);

private:
    void reload();
    [[nodiscard]] SearchPoint judged(SearchPoint point) const;
    void take(const SearchPoint& point);
    void record(PointId id, const EpochRecord& record);
    void flush();
    void recompute();

    QPointer<ProjectSession> m_session;
    std::vector<QMetaObject::Connection> m_connections;
    std::optional<Sweep> m_sweep;
    std::vector<SearchPoint> m_points;
    std::set<PointId> m_front;
    std::vector<SearchPoint> m_frontInOrder;
    std::optional<PointId> m_knee;
    std::map<PointId, std::vector<EpochEvent>> m_epochs;
    std::set<PointId> m_epochsDirty;
    bool m_byMacs = false;
    bool m_inInt8 = false;
    bool m_dirty = false;
    QTimer m_timer;
};

/// Seed and hand-tuned network of a configuration as points that are not trained yet; their ids are not valid.
[[nodiscard]] std::vector<SearchPoint> untrainedReferences(const SearchConfig& config);

} // namespace pitlane
