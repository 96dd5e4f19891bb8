// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/projectactions.h"

#include "core/data/guess.h"
#include "core/project/projectstore.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>

namespace pitlane {

namespace fs = std::filesystem;

namespace {

fs::path pathOf(const QString& text)
{
    return {text.toStdString()};
}

bool isProject(const QString& folder)
{
    return QFileInfo::exists(QDir(folder).filePath(QLatin1String(projectfile::database)));
}

bool isDataFile(const QString& path)
{
    static const QStringList endings{QStringLiteral("tsv"), QStringLiteral("txt"),  QStringLiteral("ts"),
                                     QStringLiteral("csv"), QStringLiteral("arff")};
    return endings.contains(QFileInfo(path).suffix().toLower());
}

Drop dataFrom(const QStringList& files)
{
    if (files.isEmpty())
        return {};
    const auto named = [&](const char* part) {
        const auto found = std::ranges::find_if(files, [&](const QString& file) {
            return QFileInfo(file).completeBaseName().contains(QLatin1String(part), Qt::CaseInsensitive);
        });
        return found == files.end() ? QString() : *found;
    };
    const auto test = named("test");
    auto train = named("train");
    if (train.isEmpty()) {
        const auto other = std::ranges::find_if(files, [&](const QString& file) { return file != test; });
        train = other == files.end() ? QString() : *other;
    }
    if (train.isEmpty())
        return {Drop::Kind::Data, test, {}}; // a lone file, whatever its name
    return {Drop::Kind::Data, train, test};
}

/// The one file of a part among several formats: a tab-separated table is read fastest.
QStringList dataFilesIn(const QString& folder)
{
    const QDir dir(folder);
    for (const auto* pattern : {"*.tsv", "*.ts", "*.csv", "*.arff", "*.txt"}) {
        const auto names = dir.entryList({QLatin1String(pattern)}, QDir::Files, QDir::Name);
        QStringList files;
        for (const auto& name : names)
            if (!name.startsWith(QLatin1String("README"), Qt::CaseInsensitive))
                files << dir.filePath(name);
        if (!files.isEmpty())
            return files;
    }
    return {};
}

void decideAll(ProjectSession& session, const std::vector<ExampleDecision>& decisions)
{
    for (const auto& decision : decisions)
        session.decide(QString::fromStdString(decision.key), QString::fromStdString(decision.note));
}

} // namespace

std::unique_ptr<ProjectSession> createProject(const NewProject& request)
{
    const auto folder = pathOf(request.folder);
    // The data first: a file that cannot be read must not leave an empty project behind.
    DataSource source;
    if (!request.train.isEmpty())
        source = sourceFromFiles(pathOf(request.train), pathOf(request.test), folder);
    const auto draft = defaultDraft(source, folder);
    auto session = ProjectSession::create(folder, request.name);
    session->setDraft(draft);
    return session;
}

std::unique_ptr<ProjectSession> createFromExample(const Example& example, const QString& dataFolder,
                                                  const QString& projectFolder, const QString& name)
{
    const auto folder = pathOf(projectFolder);
    const auto draft = draftFor(example, pathOf(dataFolder), folder);
    auto session = ProjectSession::create(folder, name);
    session->setDraft(draft);
    decideAll(*session, example.decisions);
    return session;
}

std::unique_ptr<ProjectSession> openDemo(const QString& folder)
{
    if (isProject(folder))
        return ProjectSession::open(pathOf(folder));
    const auto examples = shippedExamples();
    const auto demo = std::ranges::find_if(
        examples, [](const Example& example) { return example.data.kind == DataSource::Kind::Synthetic; });
    if (demo != examples.end())
        return createFromExample(*demo, {}, folder, QStringLiteral("synthetic-demo"));
    auto session = createProject({.folder = folder, .name = QStringLiteral("synthetic-demo")});
    session->decide(QStringLiteral("leak.no-subject-id"),
                    QCoreApplication::translate("ProjectActions", "Every heartbeat is generated on its own: there are "
                                                                  "no subjects on both sides of the split."));
    return session;
}

QString defaultDemoFolder()
{
    return QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)).filePath(QStringLiteral("demo"));
}

std::vector<Example> shippedExamples()
{
    return readExamples(examplesFolder(pathOf(QCoreApplication::applicationDirPath())));
}

Drop dropFrom(const QStringList& paths)
{
    QStringList data;
    for (const auto& path : paths) {
        const QFileInfo info(path);
        if (info.isDir() && isProject(path))
            return {Drop::Kind::Project, path, {}};
        if (info.fileName() == QLatin1String(projectfile::database))
            return {Drop::Kind::Project, info.absolutePath(), {}};
        if (info.isDir())
            data << dataFilesIn(path);
        else if (info.suffix().toLower() == QLatin1String("json"))
            return {Drop::Kind::Network, path, {}};
        else if (isDataFile(path))
            data << path;
    }
    return dataFrom(data);
}

QStringList localPaths(const QList<QUrl>& urls)
{
    QStringList paths;
    for (const auto& url : urls)
        if (url.isLocalFile())
            paths << url.toLocalFile();
    return paths;
}

QString freeFolder(const QString& parent, const QString& base)
{
    const QDir dir(parent);
    auto candidate = dir.filePath(base);
    for (int i = 2; QFileInfo::exists(candidate); ++i)
        candidate = dir.filePath(QStringLiteral("%1-%2").arg(base).arg(i));
    return candidate;
}

} // namespace pitlane
