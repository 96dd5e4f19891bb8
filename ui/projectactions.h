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
    QString train; ///< data file; empty: synthetic ECG
    QString test;  ///< may be empty
};
[[nodiscard]] std::unique_ptr<ProjectSession> createProject(const NewProject& request);

/// A new project from an example, with its draft and its recorded decisions.
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
    QString path;   ///< project folder, network file, train file
    QString test;   ///< test file, or empty
    bool operator==(const Drop&) const = default;
};
/// Sorts out what `paths` are: a project folder (or its project.db), a network, one data file or a train and a test
/// file (told apart by their names), or a folder that holds such files.
[[nodiscard]] Drop dropFrom(const QStringList& paths);
[[nodiscard]] QStringList localPaths(const QList<QUrl>& urls);

/// `parent`/`base`, or with -2, -3 ... behind it when that exists.
[[nodiscard]] QString freeFolder(const QString& parent, const QString& base);

} // namespace pitlane
