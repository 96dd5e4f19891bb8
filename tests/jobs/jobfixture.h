// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/filelock.h"
#include "core/base/files.h"
#include "core/jobs/workerprotocol.h"
#include "core/network/seeds.h"

#include <nlohmann/json.hpp>

#include <QString>
#include <QTemporaryDir>

#include <filesystem>

namespace pitlane {

/// A project folder with job files for the fake worker.
class JobFixture
{
public:
    JobFixture()
    {
        m_config.seed = ecgtcn().seed;
        m_config.handTuned = ecgtcn().handTuned;
        m_config.lambdas = {1e-5};
        m_config.warmup.epochs = 4;
        m_config.search.maxEpochs = 6;
        m_config.fineTune.epochs = 3;
    }

    [[nodiscard]] std::filesystem::path folder() const { return m_dir.path().toStdString(); }
    [[nodiscard]] std::filesystem::path run(int number) const { return folder() / "runs" / std::to_string(number); }

    /// What the fake worker is to meet.
    void script(const nlohmann::json& script) const { writeFileAtomically(folder() / "fake.json", script.dump()); }

    /// A warm-up as job `number`; its file.
    [[nodiscard]] std::filesystem::path job(int number, JobKind kind = JobKind::Reference) const
    {
        const JobSpec spec{.id = {number},
                           .kind = kind,
                           .point = {number},
                           .sweep = {1},
                           .number = number,
                           .config = m_config,
                           .projectFolder = folder().string(),
                           .runFolder = "runs/" + std::to_string(number),
                           .warmupFolder = "warmups/x"};
        std::filesystem::create_directories(run(number));
        const auto path = run(number) / jobFileName(kind);
        writeFileAtomically(path, toJson(spec).dump());
        return path;
    }

private:
    QTemporaryDir m_dir;
    SearchConfig m_config;
};

inline QString fakeWorker()
{
    return QStringLiteral(PITLANE_FAKE_WORKER);
}

} // namespace pitlane
