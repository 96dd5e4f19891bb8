// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/sweeprun.h"

#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/pointstable.h"

#include <nlohmann/json.hpp>

#include <QEventLoop>
#include <QTimer>

#include <algorithm>
#include <map>

namespace pitlane::cli {

namespace {

/// Shows the progress of one sweep.
class Follower : public QObject
{
public:
    Follower(ProjectSession& session, SweepId sweep, bool json) : m_session(session), m_sweep(sweep), m_json(json) {}

    int run()
    {
        Interrupt interrupt;
        QTimer clock; // the time left runs on between events
        connect(&m_session, &ProjectSession::pointChanged, this, &Follower::onPoint);
        connect(&m_session, &ProjectSession::workChanged, this, &Follower::showProgress);
        connect(&m_session, &ProjectSession::workChanged, this, [this] { leaveWhenDone(); });
        connect(&clock, &QTimer::timeout, this, [this] {
            showProgress();
            leaveWhenDone();
        });
        connect(&interrupt, &Interrupt::requested, this, &Follower::onInterrupt);
        clock.start(500);
        m_loop.exec();
        m_line.clear();
        return report();
    }

private:
    [[nodiscard]] bool isDone() const
    {
        const auto work = m_session.work();
        return work.running == 0 && work.queued == 0;
    }

    void leaveWhenDone()
    {
        if (isDone())
            m_loop.quit();
    }

    void onPoint(const SearchPoint& point)
    {
        if (m_json) {
            print(nlohmann::json{{"type", "point"}, {"point", toJson(point)}}.dump());
            return;
        }
        const auto before = std::exchange(m_status[point.id], point.status);
        if (before != point.status && point.status == PointStatus::Done)
            m_line.printAbove(doneLine(point));
        else if (before != point.status && point.status == PointStatus::Failed)
            m_line.printAbove(nameOf(point) + " failed: " + point.message);
        showProgress();
    }

    [[nodiscard]] static std::string nameOf(const SearchPoint& point)
    {
        return point.role == PointRole::Found  ? "point " + std::to_string(point.number)
               : point.role == PointRole::Seed ? "seed"
                                               : "hand-tuned";
    }

    [[nodiscard]] static std::string doneLine(const SearchPoint& point)
    {
        auto line = nameOf(point) + ": " + count(point.parameters) + " parameters, " + count(point.macs) + " MACs";
        if (point.validation)
            line += ", " + scoreInWords(*point.validation) + " on validation";
        if (point.role == PointRole::Found)
            line += " (lambda " + strength(point.lambda) + ")";
        return line;
    }

    void showProgress()
    {
        if (m_json)
            return;
        const auto work = m_session.work();
        std::string text = std::to_string(work.donePoints) + " of " + std::to_string(work.totalPoints) + " points";
        for (const auto& point : m_session.points())
            if (point.status == PointStatus::Running)
                text += " | " + nameOf(point) + " " + pitlane::nameOf(point.phase) + " " + std::to_string(point.epoch) +
                        "/" + std::to_string(point.epochs);
        text += " | " +
                (work.secondsLeft < 0 ? std::string("time left not known yet") : duration(work.secondsLeft) + " left");
        m_line.show(m_interrupted ? "Cancelling..." : text);
    }

    void onInterrupt()
    {
        m_interrupted = true;
        m_line.show("Cancelling...");
        m_session.cancelAll();
        leaveWhenDone();
    }

    [[nodiscard]] int report() const
    {
        const auto points = m_sweep.isValid() ? m_session.points(m_sweep) : m_session.points();
        if (m_json) {
            auto list = nlohmann::json::array();
            for (const auto& point : points)
                list.push_back(toJson(point));
            print(nlohmann::json{{"type", "sweep"}, {"sweep", m_sweep.value}, {"points", std::move(list)}}.dump());
        } else {
            print("");
            std::printf("%s", pointsTable(points).c_str());
        }
        if (m_interrupted) {
            complain("interrupted. Go on with: pitlane-cli resume " + m_session.folder().string());
            return Interrupted;
        }
        const auto bad =
            std::ranges::count_if(points, [](const SearchPoint& p) { return p.status != PointStatus::Done; });
        if (bad == 0)
            return Ok;
        complain(std::to_string(bad) + (bad == 1 ? " point is" : " points are") +
                 " not done. Try again with: pitlane-cli resume " + m_session.folder().string());
        return bad == static_cast<std::ptrdiff_t>(points.size()) ? Failed : SomePointsFailed;
    }

    ProjectSession& m_session;
    SweepId m_sweep;
    bool m_json;
    bool m_interrupted = false;
    QEventLoop m_loop;
    ProgressLine m_line;
    std::map<PointId, PointStatus> m_status;
};

} // namespace

int followWork(ProjectSession& session, SweepId sweep, bool json)
{
    return Follower(session, sweep, json).run();
}

} // namespace pitlane::cli
