// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/context.h"
#include "ui/recentproject.h"
#include "ui/theme/theme.h"

#include <QObject>
#include <QSettings>

namespace pitlane {

/// What Pitlane remembers between two starts, beside the projects themselves: typed getters, a signal for each change
/// that somebody may watch.
class Settings : public QObject
{
    Q_OBJECT
public:
    /// The user's settings.
    explicit Settings(QObject* parent = nullptr);
    /// Those in `file` (INI), for tests.
    explicit Settings(const QString& file, QObject* parent = nullptr);

    [[nodiscard]] ThemeChoice theme() const;
    void setTheme(ThemeChoice choice);

    /// Newest first.
    [[nodiscard]] std::vector<RecentProject> recentProjects() const;
    /// Puts the project on top, or updates it where it is when `isOpened` is false.
    void noteProject(const RecentProject& project, bool isOpened);
    void relocateProject(const QString& oldFolder, const QString& newFolder);
    void forgetProject(const QString& folder);

    /// Where things stood at the end, to be restored.
    struct LastSession
    {
        QString folder; ///< empty: no project was open
        Mode mode = Mode::Start;
        SweepId sweep;
        PointId selected;
        bool operator==(const LastSession&) const = default;
    };
    [[nodiscard]] LastSession lastSession() const;
    void setLastSession(const LastSession& session);

    [[nodiscard]] QByteArray geometry() const;
    void setGeometry(const QByteArray& geometry);
    /// Layout of the dock widgets of a page, with the version that wrote it.
    [[nodiscard]] QByteArray docks(const QString& page) const;
    void setDocks(const QString& page, const QByteArray& state);

    /// Where the data of an example lie on this computer: as located, or in the folder of its id under
    /// PITLANE_DATA_DIR; empty: not known.
    [[nodiscard]] QString exampleFolder(const QString& exampleId) const;
    void setExampleFolder(const QString& exampleId, const QString& folder);
    /// Parent folder of the last new project.
    [[nodiscard]] QString projectsFolder() const;
    void setProjectsFolder(const QString& folder);
    /// Where data were taken from the last time; else the home folder.
    [[nodiscard]] QString dataFolder() const;
    void setDataFolder(const QString& folder);

Q_SIGNALS:
    void themeChanged(pitlane::ThemeChoice choice);
    void recentProjectsChanged();
    void exampleFolderChanged(const QString& exampleId);

private:
    void saveProjects(const std::vector<RecentProject>& projects);
    QSettings m_settings;
};

} // namespace pitlane
