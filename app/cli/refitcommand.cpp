// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"

#include <nlohmann/json.hpp>

#include <QEventLoop>

namespace pitlane::cli {

int refit(const std::string& project, const std::string& name, int sweepNumber, bool json)
{
    const auto session = openForWriting(project);
    const auto point = pointOf(*session, name, sweepNumber);
    bool finished = false, interrupted = false;
    QString problem;
    QEventLoop loop;
    ProgressLine line;
    Interrupt interrupt;
    QObject::connect(session.get(), &ProjectSession::refitFinished, &loop, [&] {
        finished = true;
        loop.quit();
    });
    QObject::connect(session.get(), &ProjectSession::refitFailed, &loop, [&](PointId, const QString& sentence) {
        problem = sentence;
        loop.quit();
    });
    QObject::connect(session.get(), &ProjectSession::logLine, &loop, [&](const QString& text) {
        if (!json)
            line.show(text.toStdString());
    });
    QObject::connect(&interrupt, &Interrupt::requested, &loop, [&] {
        interrupted = true;
        session->cancelRefit(point.id);
    });
    session->refit(point.id);
    loop.exec();
    line.clear();
    if (interrupted) {
        complain("interrupted. Give the same command again to go on.");
        return Interrupted;
    }
    if (!finished)
        throw Error("The refit did not finish. " + problem.toStdString());
    const auto folder = session->folder() / point.runFolder / runfile::refit;
    if (json)
        print(nlohmann::json{{"point", point.number}, {"folder", folder.string()}}.dump(2));
    else
        print("Point " + name + " is refit on all rows that train or validate: " + folder.string() +
              "\nIts validation figures stay those of the point: a refit has seen every row. pitlane-cli test --refit "
              "opens the test part for it.");
    return Ok;
}

} // namespace pitlane::cli
