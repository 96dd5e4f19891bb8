// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTemporaryDir>

#include <filesystem>

namespace pitlane {

/// pitlane-cli in a folder of its own.
class CliProgram
{
public:
    explicit CliProgram(const QString& worker) : m_worker(worker) {}

    struct Answer
    {
        int code = -1;
        QString out;
        QString error;
    };

    [[nodiscard]] Answer run(const QStringList& arguments, int seconds = 60) const
    {
        QProcess process;
        prepare(process);
        process.start(QStringLiteral(PITLANE_CLI), arguments);
        if (!process.waitForFinished(seconds * 1000))
            return {};
        return {.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
                .out = QString::fromUtf8(process.readAllStandardOutput()),
                .error = QString::fromUtf8(process.readAllStandardError())};
    }

    void prepare(QProcess& process) const
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        if (!m_worker.isEmpty())
            environment.insert(QStringLiteral("PITLANE_WORKER"), m_worker);
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_dir.path());
    }

    [[nodiscard]] std::filesystem::path folder() const { return m_dir.path().toStdString(); }

private:
    QTemporaryDir m_dir;
    QString m_worker;
};

} // namespace pitlane
