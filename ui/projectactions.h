// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/examples.h"
#include "core/session/projectsession.h"

#include <QList>
#include <QStringList>
#include <QUrl>

/// What the window does with folders and files before there is a session. Throws Error with a sentence for the user.
namespace pitlane {

/// What a new project starts with.
struct NewProject
{
    QString folder; ///< is made; must not hold anything
    QString name;
    DataSource source; ///< paths as seen from the folder
};
/// Reads the train part first, so that data that cannot be read leave no project behind.
[[nodiscard]] std::unique_ptr<ProjectSession> createProject(const NewProject& request);
/// The same with the train part as it was read.
[[nodiscard]] std::unique_ptr<ProjectSession> createProject(const NewProject& request, const Dataset& train,
                                                            std::optional<std::uint64_t> seedNumber = {});

/// The draft of a project from an example on the files in `dataFolder`, or, `synthetic`, on its stand-in. Reads much;
/// makes nothing, so that it can run elsewhere and be cancelled.
[[nodiscard]] Draft prepareExample(const Example& example, const QString& dataFolder, const QString& projectFolder,
                                   bool synthetic, const Progress& progress = {});
/// A new project from an example, with the draft that was prepared and the recorded decisions.
[[nodiscard]] std::unique_ptr<ProjectSession> createFromExample(const Example& example, const Draft& draft,
                                                                const QString& projectFolder, const QString& name);
/// Both in one call.
[[nodiscard]] std::unique_ptr<ProjectSession> createFromExample(const Example& example, const QString& dataFolder,
                                                                const QString& projectFolder, const QString& name);

/// The synthetic demo in `folder`, made where it does not exist yet.
[[nodiscard]] std::unique_ptr<ProjectSession> openDemo(const QString& folder);
/// Where the demo lives by default: the user's data folder.
[[nodiscard]] QString defaultDemoFolder();

/// The examples that came with this program; empty when their folder is missing.
[[nodiscard]] std::vector<Example> shippedExamples();

/// What was dropped on the window.
struct Drop
{
    enum class Kind { Nothing, Project, Network, Data };
    Kind kind = Kind::Nothing;
    QString path;      ///< project folder, network file
    QStringList paths; ///< data files and folders
    bool operator==(const Drop&) const = default;
};
/// Sorts out what `paths` are: a project folder (or its project.db), a network, or files and folders of data.
[[nodiscard]] Drop dropFrom(const QStringList& paths);
[[nodiscard]] QStringList localPaths(const QList<QUrl>& urls);

/// `parent`/`base`, or with -2, -3 ... behind it when that exists.
[[nodiscard]] QString freeFolder(const QString& parent, const QString& base);

} // namespace pitlane
