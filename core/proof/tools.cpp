// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/proof/tools.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>

namespace pitlane {

namespace {

constexpr int askMs = 100;

QString missing(std::initializer_list<std::pair<const char*, const char*>> programsAndPackages)
{
    QStringList packages;
    for (const auto& [program, package] : programsAndPackages)
        if (QStandardPaths::findExecutable(QLatin1String(program)).isEmpty())
            packages << QLatin1String(package);
    return packages.join(QStringLiteral(", "));
}

} // namespace

ToolAnswer callTool(const QString& program, const QStringList& arguments, const QString& folder, int seconds,
                    const ProofProgress& progress, const std::string& what)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setWorkingDirectory(folder);
    process.start(program, arguments);
    QElapsedTimer timer;
    timer.start();
    const auto stop = [&process] {
        process.kill();
        process.waitForFinished();
    };
    while (!process.waitForFinished(askMs)) {
        if (process.state() == QProcess::NotRunning)
            break;
        if (progress && !progress(what)) {
            stop();
            throw ProofCancelled("The test of the package was cancelled.");
        }
        if (timer.elapsed() > 1000LL * seconds) {
            stop();
            return {.code = -1,
                    .text = QString::fromUtf8(process.readAll()) +
                            QStringLiteral("\n%1 did not end within %2 s.").arg(program).arg(seconds)};
        }
    }
    if (process.error() == QProcess::FailedToStart)
        return {.code = -1, .text = QStringLiteral("%1 does not start: %2").arg(program, process.errorString())};
    return {.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            .text = QString::fromUtf8(process.readAll())};
}

QString missingForHost()
{
    return missing({{"cmake", "cmake"}, {"make", "make"}, {"cc", "gcc"}});
}

QString missingForCortexM(bool toRun)
{
    auto packages = missing({{"cmake", "cmake"}, {"make", "make"}, {"arm-none-eabi-gcc", "gcc-arm-none-eabi"}})
                        .split(QStringLiteral(", "), Qt::SkipEmptyParts);
    const auto compiler = QStandardPaths::findExecutable(QStringLiteral("arm-none-eabi-gcc"));
    if (!compiler.isEmpty()) {
        // A compiler without a library answers with the bare name.
        const auto answer =
            callTool(compiler, {QStringLiteral("-print-file-name=libc.a")}, QString(), 20, {}, std::string());
        if (!QFileInfo(answer.text.trimmed()).isAbsolute())
            packages << QStringLiteral("libnewlib-arm-none-eabi");
    }
    if (toRun && QStandardPaths::findExecutable(QStringLiteral("qemu-system-arm")).isEmpty())
        packages << QStringLiteral("qemu-system-arm");
    return packages.join(QStringLiteral(", "));
}

std::string tail(const QString& text, int lines)
{
    const auto all = text.trimmed().split(QLatin1Char('\n'));
    return all.mid(std::max<qsizetype>(all.size() - lines, 0)).join(QLatin1Char('\n')).toStdString();
}

} // namespace pitlane
