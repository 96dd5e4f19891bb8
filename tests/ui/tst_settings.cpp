// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace pitlane;

namespace {

RecentProject project(const QString& folder)
{
    return {.folder = folder,
            .name = QStringLiteral("study"),
            .openedAt = QDateTime::fromString(QStringLiteral("2026-11-18T12:00:00Z"), Qt::ISODate),
            .facts = QStringLiteral("ECG5000, ECGTCN"),
            .sweep = 3,
            .points = 8,
            .done = 4,
            .open = 3,
            .failed = 1,
            .marks = {{.x = 910, .y = 0.93, .role = PointRole::Found, .onFront = true},
                      {.x = 24871, .y = 0.925, .role = PointRole::Seed}}};
}

} // namespace

class TestSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void valuesOutliveTheProgram()
    {
        const Settings::LastSession last{
            .folder = QStringLiteral("/studies/ecg"), .mode = Mode::Explore, .sweep = {2}, .selected = {17}};
        {
            Settings settings(file());
            QCOMPARE(settings.theme(), ThemeChoice::System);
            QCOMPARE(settings.lastSession(), Settings::LastSession{});
            settings.setTheme(ThemeChoice::Dark);
            settings.setLastSession(last);
            settings.setGeometry("geometry");
            settings.setDocks(QStringLiteral("explore"), "docks");
            settings.noteProject(project(QStringLiteral("/a")), true);
        }
        const Settings settings(file());
        QCOMPARE(settings.theme(), ThemeChoice::Dark);
        QCOMPARE(settings.lastSession(), last);
        QCOMPARE(settings.geometry(), QByteArray("geometry"));
        QCOMPARE(settings.docks(QStringLiteral("explore")), QByteArray("docks"));
        QCOMPARE(settings.recentProjects(), std::vector{project(QStringLiteral("/a"))});
    }

    void damagedValuesFallBack()
    {
        {
            QSettings raw(file(), QSettings::IniFormat);
            raw.setValue(QStringLiteral("theme"), QStringLiteral("sepia"));
            raw.setValue(QStringLiteral("lastSession/mode"), 42);
            raw.setValue(QStringLiteral("recentProjects"),
                         QStringList{QStringLiteral("no json"), QStringLiteral("{}")});
        }
        const Settings settings(file());
        QCOMPARE(settings.theme(), ThemeChoice::System);
        QCOMPARE(settings.lastSession().mode, Mode::Deploy);
        QVERIFY(settings.recentProjects().empty());
    }

    void openedProjectsComeFirst()
    {
        Settings settings(file());
        QSignalSpy changed(&settings, &Settings::recentProjectsChanged);
        settings.noteProject(project(QStringLiteral("/a")), true);
        settings.noteProject(project(QStringLiteral("/b")), true);
        QCOMPARE(folders(settings), QStringList({QStringLiteral("/b"), QStringLiteral("/a")}));
        auto changedProject = project(QStringLiteral("/a"));
        changedProject.done = 8;
        settings.noteProject(changedProject, false); // updated where it is
        QCOMPARE(folders(settings), QStringList({QStringLiteral("/b"), QStringLiteral("/a")}));
        QCOMPARE(settings.recentProjects().back().done, 8);
        settings.noteProject(changedProject, true);
        QCOMPARE(folders(settings), QStringList({QStringLiteral("/a"), QStringLiteral("/b")}));
        QCOMPARE(changed.count(), 4);
        for (int i = 0; i < 30; ++i)
            settings.noteProject(project(QStringLiteral("/%1").arg(i)), true);
        QCOMPARE(settings.recentProjects().size(), std::size_t(20));
    }

    void projectsAreRelocatedAndForgotten()
    {
        Settings settings(file());
        settings.noteProject(project(QStringLiteral("/b")), true);
        settings.noteProject(project(QStringLiteral("/a")), true);
        settings.relocateProject(QStringLiteral("/a"), QStringLiteral("/c"));
        QCOMPARE(folders(settings), QStringList({QStringLiteral("/c"), QStringLiteral("/b")}));
        settings.relocateProject(QStringLiteral("/c"), QStringLiteral("/b")); // never twice in the list
        QCOMPARE(folders(settings), QStringList({QStringLiteral("/b")}));
        settings.forgetProject(QStringLiteral("/b"));
        QVERIFY(settings.recentProjects().empty());
    }

    void exampleDataAreFound()
    {
        Settings settings(file());
        qputenv("PITLANE_DATA_DIR", "/data");
        QCOMPARE(settings.exampleFolder(QStringLiteral("ecg5000")), QStringLiteral("/data/ecg5000"));
        settings.setExampleFolder(QStringLiteral("ecg5000"), QStringLiteral("/elsewhere"));
        QCOMPARE(settings.exampleFolder(QStringLiteral("ecg5000")), QStringLiteral("/elsewhere"));
        qunsetenv("PITLANE_DATA_DIR");
        QCOMPARE(settings.exampleFolder(QStringLiteral("other")), QString());
    }

    void dataAreLookedForWhereTheyWere()
    {
        Settings settings(file());
        QCOMPARE(settings.dataFolder(), QDir::homePath());
        settings.setDataFolder(m_folder->path());
        QCOMPARE(settings.dataFolder(), m_folder->path());
        settings.setDataFolder(m_folder->filePath(QStringLiteral("gone")));
        QCOMPARE(settings.dataFolder(), QDir::homePath());
    }

private:
    [[nodiscard]] QString file() const { return m_folder->filePath(QStringLiteral("settings.ini")); }
    static QStringList folders(const Settings& settings)
    {
        QStringList result;
        for (const auto& each : settings.recentProjects())
            result << each.folder;
        return result;
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
