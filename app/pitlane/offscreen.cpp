// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pitlane/offscreen.h"

#include "core/pareto/front.h"
#include "plots/frontplot.h"
#include "ui/mainwindow.h"
#include "ui/modebar.h"
#include "ui/page.h"
#include "ui/pages/exploreparts.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QThread>

namespace pitlane {

void exportFrontTo(const QString& file, const QString& project)
{
    const auto session = ProjectSession::open(QDir(project).absolutePath().toStdString());
    const auto sweeps = session->sweeps();
    if (sweeps.empty())
        throw Error("The project " + project.toStdString() + " has no search yet, so there is no front to draw.");
    const auto points = session->points(sweeps.back().id);
    std::set<PointId> front;
    for (const auto& point : paretoFront(frontPoints(points, CostMetric::Parameters)))
        front.insert(point.id);
    FrontPlot plot;
    plot.resize(960, 600);
    plot.setTheme(Theme::instance().plotTheme());
    plot.setAxes(explore::axes(points, false));
    plot.setMarks(explore::marks(points, front, false));
    plot.fit();
    exportFigure(plot, file, explore::figureInfo(*session, sweeps.back()), plot.size());
}

void savePages(MainWindow& window, const QString& folder)
{
    if (!QDir().mkpath(folder))
        throw Error("Cannot make the folder " + folder.toStdString() + " for the pictures.");
    const auto theme = Theme::instance().tokens().dark ? QStringLiteral("dark") : QStringLiteral("light");
    for (const auto mode : {Mode::Start, Mode::Data, Mode::Seed, Mode::Search, Mode::Explore, Mode::Deploy}) {
        window.setMode(mode);
        QElapsedTimer waited; // data are read in the background
        waited.start();
        while (waited.elapsed() < 1500) {
            QCoreApplication::processEvents(QEventLoop::AllEvents, 50);
            QThread::msleep(10);
        }
        const auto file = QDir(folder).filePath(QStringLiteral("%1-%2-%3.png")
                                                    .arg(static_cast<int>(mode) + 1, 2, 10, QLatin1Char('0'))
                                                    .arg(modeName(mode).toLower(), theme));
        if (!window.grab().save(file))
            throw Error("Cannot write the picture " + file.toStdString() + ".");
    }
}

} // namespace pitlane
