// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "core/study/pointjson.h"

#include <nlohmann/json.hpp>

#include <QEventLoop>

#include <cmath>

namespace pitlane::cli {

namespace {

nlohmann::json documentOf(const RerunReport& report)
{
    nlohmann::json document{{"identical", report.isIdentical()},
                            {"sameFiles", report.sameFiles},
                            {"sameNetwork", report.sameNetwork},
                            {"surroundings", report.surroundings}};
    if (report.sameNetwork && std::isfinite(report.largestWeightDifference))
        document["largestWeightDifference"] = report.largestWeightDifference;
    if (report.before)
        document["before"] = pitlane::toJson(*report.before);
    if (report.after)
        document["after"] = pitlane::toJson(*report.after);
    if (report.sameWarmup)
        document["sameWarmup"] = *report.sameWarmup;
    if (!report.secondFolder.empty())
        document["secondFolder"] = report.secondFolder;
    return document;
}

} // namespace

int rerun(const std::string& project, const std::string& name, int sweepNumber, bool withWarmup, bool json)
{
    const auto session = openForWriting(project);
    const auto point = pointOf(*session, name, sweepNumber);
    std::optional<RerunReport> report;
    QString problem;
    bool interrupted = false;
    QEventLoop loop;
    ProgressLine line;
    Interrupt interrupt;
    QObject::connect(session.get(), &ProjectSession::rerunFinished, &loop, [&](const RerunReport& finished) {
        report = finished;
        loop.quit();
    });
    QObject::connect(session.get(), &ProjectSession::rerunFailed, &loop, [&](PointId, const QString& sentence) {
        problem = sentence;
        loop.quit();
    });
    QObject::connect(session.get(), &ProjectSession::logLine, &loop, [&](const QString& text) {
        if (!json)
            line.show(text.toStdString());
    });
    QObject::connect(&interrupt, &Interrupt::requested, &loop, [&] {
        interrupted = true;
        session->cancelRerun(point.id);
    });
    session->rerun(point.id, withWarmup);
    loop.exec();
    line.clear();
    if (interrupted) {
        complain("interrupted.");
        return Interrupted;
    }
    if (!report)
        throw Error("The second run did not finish. " + problem.toStdString());
    if (json)
        print(documentOf(*report).dump(2));
    else
        for (const auto& sentence : inWords(*report, point.role == PointRole::Found ? "Point " + name : "The " + name))
            print(sentence);
    return report->isIdentical() ? Ok : Failed;
}

} // namespace pitlane::cli
