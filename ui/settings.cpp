// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings.h"

#include <QDir>
#include <QJsonDocument>
#include <QStandardPaths>

#include <algorithm>
#include <array>

namespace pitlane {

namespace {

constexpr std::size_t mostProjects = 20;

constexpr std::array<std::pair<ThemeChoice, const char*>, 3> themeNames{
    {{ThemeChoice::System, "system"}, {ThemeChoice::Light, "light"}, {ThemeChoice::Dark, "dark"}}};

} // namespace

Settings::Settings(QObject* parent) : QObject(parent) {}

Settings::Settings(const QString& file, QObject* parent) : QObject(parent), m_settings(file, QSettings::IniFormat) {}

ThemeChoice Settings::theme() const
{
    const auto name = m_settings.value(QStringLiteral("theme")).toString();
    for (const auto& [choice, text] : themeNames)
        if (name == QLatin1String(text))
            return choice;
    return ThemeChoice::System;
}

void Settings::setTheme(ThemeChoice choice)
{
    if (choice == theme())
        return;
    for (const auto& [candidate, text] : themeNames)
        if (candidate == choice)
            m_settings.setValue(QStringLiteral("theme"), QLatin1String(text));
    Q_EMIT themeChanged(choice);
}

std::vector<RecentProject> Settings::recentProjects() const
{
    std::vector<RecentProject> projects;
    const auto texts = m_settings.value(QStringLiteral("recentProjects")).toStringList();
    for (const auto& text : texts) {
        auto project = recentProjectFromJson(QJsonDocument::fromJson(text.toUtf8()).object());
        if (!project.folder.isEmpty())
            projects.push_back(std::move(project));
    }
    return projects;
}

void Settings::saveProjects(const std::vector<RecentProject>& projects)
{
    QStringList texts;
    for (const auto& project : projects)
        texts << QString::fromUtf8(QJsonDocument(toJson(project)).toJson(QJsonDocument::Compact));
    m_settings.setValue(QStringLiteral("recentProjects"), texts);
    Q_EMIT recentProjectsChanged();
}

void Settings::noteProject(const RecentProject& project, bool isOpened)
{
    auto projects = recentProjects();
    const auto known = std::ranges::find(projects, project.folder, &RecentProject::folder);
    if (known == projects.end() || isOpened) {
        if (known != projects.end())
            projects.erase(known);
        projects.insert(projects.begin(), project);
        if (projects.size() > mostProjects)
            projects.resize(mostProjects);
    } else {
        *known = project;
    }
    saveProjects(projects);
}

void Settings::relocateProject(const QString& oldFolder, const QString& newFolder)
{
    auto projects = recentProjects();
    std::erase_if(projects,
                  [&](const RecentProject& project) { return project.folder == newFolder && newFolder != oldFolder; });
    for (auto& project : projects)
        if (project.folder == oldFolder)
            project.folder = newFolder;
    saveProjects(projects);
}

void Settings::forgetProject(const QString& folder)
{
    auto projects = recentProjects();
    std::erase_if(projects, [&](const RecentProject& project) { return project.folder == folder; });
    saveProjects(projects);
}

Settings::LastSession Settings::lastSession() const
{
    LastSession last;
    last.folder = m_settings.value(QStringLiteral("lastSession/folder")).toString();
    const int mode = m_settings.value(QStringLiteral("lastSession/mode")).toInt();
    last.mode = static_cast<Mode>(std::clamp(mode, 0, static_cast<int>(Mode::Deploy)));
    last.sweep.value = m_settings.value(QStringLiteral("lastSession/sweep")).toLongLong();
    last.selected.value = m_settings.value(QStringLiteral("lastSession/selected")).toLongLong();
    return last;
}

void Settings::setLastSession(const LastSession& session)
{
    m_settings.setValue(QStringLiteral("lastSession/folder"), session.folder);
    m_settings.setValue(QStringLiteral("lastSession/mode"), static_cast<int>(session.mode));
    m_settings.setValue(QStringLiteral("lastSession/sweep"), static_cast<qint64>(session.sweep.value));
    m_settings.setValue(QStringLiteral("lastSession/selected"), static_cast<qint64>(session.selected.value));
}

QByteArray Settings::geometry() const
{
    return m_settings.value(QStringLiteral("geometry")).toByteArray();
}

void Settings::setGeometry(const QByteArray& geometry)
{
    m_settings.setValue(QStringLiteral("geometry"), geometry);
}

QByteArray Settings::docks(const QString& page) const
{
    return m_settings.value(QStringLiteral("docks/") + page).toByteArray();
}

void Settings::setDocks(const QString& page, const QByteArray& state)
{
    m_settings.setValue(QStringLiteral("docks/") + page, state);
}

QString Settings::exampleFolder(const QString& exampleId) const
{
    const auto located = m_settings.value(QStringLiteral("examples/") + exampleId).toString();
    const auto root = qEnvironmentVariable("PITLANE_DATA_DIR");
    return located.isEmpty() && !root.isEmpty() ? QDir(root).filePath(exampleId) : located;
}

void Settings::setExampleFolder(const QString& exampleId, const QString& folder)
{
    m_settings.setValue(QStringLiteral("examples/") + exampleId, folder);
    Q_EMIT exampleFolderChanged(exampleId);
}

QString Settings::projectsFolder() const
{
    const auto fallback = QDir(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    return m_settings.value(QStringLiteral("projectsFolder"), fallback.filePath(QStringLiteral("Pitlane"))).toString();
}

void Settings::setProjectsFolder(const QString& folder)
{
    m_settings.setValue(QStringLiteral("projectsFolder"), folder);
}

QString Settings::dataFolder() const
{
    const auto folder = m_settings.value(QStringLiteral("dataFolder")).toString();
    return !folder.isEmpty() && QDir(folder).exists() ? folder : QDir::homePath();
}

void Settings::setDataFolder(const QString& folder)
{
    m_settings.setValue(QStringLiteral("dataFolder"), folder);
}

} // namespace pitlane
