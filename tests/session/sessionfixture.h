// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/session/projectsession.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>

#include <filesystem>

namespace pitlane {

/// A project folder whose searches run in the fake worker, with few epochs.
class SessionFixture
{
public:
    [[nodiscard]] std::filesystem::path folder() const
    {
        return std::filesystem::path(m_dir.path().toStdString()) / "study";
    }

    [[nodiscard]] std::unique_ptr<ProjectSession> create(int workers = 2) const
    {
        auto session = ProjectSession::create(folder(), QStringLiteral("study"));
        session->setDraft({.config = config(), .workers = workers});
        session->setWorkerProgram(QStringLiteral(PITLANE_FAKE_WORKER));
        return session;
    }

    [[nodiscard]] std::unique_ptr<ProjectSession> open() const
    {
        auto session = ProjectSession::open(folder());
        session->setWorkerProgram(QStringLiteral(PITLANE_FAKE_WORKER));
        return session;
    }

    [[nodiscard]] static SearchConfig config(int lambdas = 4)
    {
        static const auto usual = defaultDraft(DataSource{}, {}).config; // making its data takes a moment
        auto config = usual;
        config.lambdas = logSpaced(1e-6, 5e-4, lambdas);
        config.warmup.epochs = 4;
        config.warmup.patience = 4;
        config.search.minEpochs = 6;
        config.search.maxEpochs = 6;
        config.fineTune.epochs = 3;
        return config;
    }

    /// What the fake worker is to meet, and how long an epoch takes.
    void script(const nlohmann::json& script) const { writeFileAtomically(folder() / "fake.json", script.dump()); }

private:
    QTemporaryDir m_dir;
};

[[nodiscard]] inline SearchPoint pointNumber(const ProjectSession& session, SweepId sweep, int number)
{
    for (const auto& point : session.points(sweep))
        if (point.role == PointRole::Found && point.number == number)
            return point;
    throw Error("no such point");
}

[[nodiscard]] inline SearchPoint reference(const ProjectSession& session, SweepId sweep, PointRole role)
{
    for (const auto& point : session.points(sweep))
        if (point.role == role)
            return point;
    throw Error("no such reference");
}

[[nodiscard]] inline int countOf(const ProjectSession& session, SweepId sweep, PointStatus status)
{
    int count = 0;
    for (const auto& point : session.points(sweep))
        count += point.status == status ? 1 : 0;
    return count;
}

} // namespace pitlane
