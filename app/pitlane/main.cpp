// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pitlane/offscreen.h"
#include "core/base/error.h"
#include "ui/mainwindow.h"
#include "ui/projectactions.h"
#include "ui/settings.h"
#include "ui/theme/theme.h"

#include <CLI/CLI.hpp>

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>
#include <cstdio>

using namespace pitlane;

namespace {

struct Options
{
    std::string project;
    std::string exportFront;
    std::string pictures;
    std::string theme = "";
    bool demo = false;
    bool launch = false;
    bool startupTime = false;
};

QString absolute(const std::string& path) { return QDir(QString::fromStdString(path)).absolutePath(); }

ThemeChoice themeFrom(const std::string& name, ThemeChoice otherwise)
{
    return name == "light" ? ThemeChoice::Light : name == "dark" ? ThemeChoice::Dark
                                              : name == "system" ? ThemeChoice::System
                                                                 : otherwise;
}

int complain(const std::exception& error)
{
    std::fprintf(stderr, "pitlane: %s\n", error.what());
    return 1;
}

/// Tells when the window has been painted for the first time.
class FirstPaint : public QObject
{
public:
    FirstPaint(QWidget& window, const QElapsedTimer& clock) : QObject(&window), m_clock(clock)
    {
        window.installEventFilter(this);
    }
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::Paint) {
            watched->removeEventFilter(this);
            QTimer::singleShot(0, this, [this] {
                std::printf("first paint after %lld ms\n", static_cast<long long>(m_clock.elapsed()));
                std::fflush(stdout);
            });
        }
        return false;
    }

private:
    QElapsedTimer m_clock;
};

int runWindow(QApplication& application, const Options& options, const QElapsedTimer& clock)
{
    Settings settings;
    Theme::install(application, themeFrom(options.theme, settings.theme()));
    Context context;
    MainWindow window(context, settings);
    if (options.startupTime)
        new FirstPaint(window, clock);
    window.show();
    if (!options.pictures.empty()) {
        if (!options.project.empty() && !window.openProject(absolute(options.project)))
            return 1;
        savePages(window, absolute(options.pictures));
        return 0;
    }
    // Projects open after the first paint: a window that is there soon matters more than one that is full.
    QTimer::singleShot(0, &window, [&] {
        bool open = false;
        if (options.demo)
            open = window.openDemo(options.project.empty() ? defaultDemoFolder() : absolute(options.project));
        else if (!options.project.empty())
            open = window.openProject(absolute(options.project));
        else
            window.restoreLastSession();
        if (open && options.launch)
            window.launchSearch();
    });
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv)
{
    QElapsedTimer clock;
    clock.start();
    Options options;
    CLI::App app("Pitlane: search small temporal convolutional networks for microcontrollers.", "pitlane");
    app.set_version_flag("--version", "pitlane " PITLANE_VERSION);
    app.add_option("PROJECT", options.project, "project folder to open (default: the last one)");
    app.add_flag("--demo", options.demo, "open the synthetic demo, in PROJECT if given; made where it is not there yet");
    app.add_flag("--launch", options.launch, "start the project's search at once");
    app.add_option("--export-front", options.exportFront, "draw the front of PROJECT to FILE (.png, .svg, .pdf), no window")
        ->type_name("FILE");
    app.add_option("--pictures", options.pictures, "save a picture of every page to FOLDER, then leave")
        ->type_name("FOLDER");
    app.add_option("--theme", options.theme, "light, dark or system")->check(CLI::IsMember({"light", "dark", "system"}));
    app.add_flag("--startup-time", options.startupTime, "print the time until the first paint");
    CLI11_PARSE(app, argc, argv);

    const bool noDisplay = qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM") &&
        (!options.exportFront.empty() || (noDisplay && !options.pictures.empty())))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    else if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM") && noDisplay) {
        std::fprintf(stderr, "pitlane: there is no display. Use pitlane-cli, or set DISPLAY.\n");
        return 1;
    }
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("pitlane"));
    QApplication::setApplicationDisplayName(QStringLiteral("Pitlane"));
    QApplication::setApplicationVersion(QStringLiteral(PITLANE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.pitlane.Pitlane"));
    try {
        if (!options.exportFront.empty()) {
            if (options.project.empty())
                throw Error("--export-front needs a PROJECT.");
            Theme::install(application, themeFrom(options.theme, ThemeChoice::Light));
            exportFrontTo(absolute(options.exportFront), absolute(options.project));
            return 0;
        }
        return runWindow(application, options, clock);
    } catch (const std::exception& error) {
        return complain(error);
    }
}
