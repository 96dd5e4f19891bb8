// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/projectactions.h"

#include "core/data/readers/reader.h"
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
    const auto extension = "." + QFileInfo(path).suffix().toLower().toStdString();
    return std::ranges::find(knownExtensions(), std::string_view(extension)) != knownExtensions().end();
}

void decideAll(ProjectSession& session, const std::vector<ExampleDecision>& decisions)
{
    for (const auto& decision : decisions)
        session.decide(QString::fromStdString(decision.key), QString::fromStdString(decision.note));
}

} // namespace

std::unique_ptr<ProjectSession> createProject(const NewProject& request)
{
    return createProject(request, loadTrainPart(request.source, pathOf(request.folder)));
}

std::unique_ptr<ProjectSession> createProject(const NewProject& request, const Dataset& train,
                                              std::optional<std::uint64_t> seedNumber)
{
    auto draft = draftForData(request.source, train);
    if (seedNumber)
        draft.config.seedNumber = *seedNumber;
    auto session = ProjectSession::create(pathOf(request.folder), request.name);
    session->setDraft(draft);
    return session;
}

Draft prepareExample(const Example& example, const QString& dataFolder, const QString& projectFolder, bool synthetic,
                     const Progress& progress)
{
    const auto folder = pathOf(projectFolder);
    return synthetic ? draftFor(example, standInFor(example), folder, progress)
                     : draftFor(example, pathOf(dataFolder), folder, progress);
}

std::unique_ptr<ProjectSession> createFromExample(const Example& example, const Draft& draft,
                                                  const QString& projectFolder, const QString& name)
{
    auto session = ProjectSession::create(pathOf(projectFolder), name);
    session->setDraft(draft);
    if (draft.config.data.kind == example.data.kind) // a stand-in has nothing to decide about
        decideAll(*session, example.decisions);
    return session;
}

std::unique_ptr<ProjectSession> createFromExample(const Example& example, const QString& dataFolder,
                                                  const QString& projectFolder, const QString& name)
{
    return createFromExample(example, prepareExample(example, dataFolder, projectFolder, false), projectFolder, name);
}

std::unique_ptr<ProjectSession> openDemo(const QString& folder)
{
    if (isProject(folder))
        return ProjectSession::open(pathOf(folder));
    const auto examples = shippedExamples();
    const auto demo = std::ranges::find_if(
        examples, [](const Example& example) { return example.data.kind == DataSource::Kind::Synthetic; });
    if (demo != examples.end())
        return createFromExample(*demo, QString(), folder, QStringLiteral("synthetic-demo"));
    auto session = createProject({.folder = folder, .name = QStringLiteral("synthetic-demo"), .source = {}});
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
            return {.kind = Drop::Kind::Project, .path = path, .paths = {}};
        if (info.fileName() == QLatin1String(projectfile::database))
            return {.kind = Drop::Kind::Project, .path = info.absolutePath(), .paths = {}};
        if (info.isDir() || isDataFile(path))
            data << path;
        else if (const auto ending = info.suffix().toLower();
                 ending == QLatin1String("json") || ending == QLatin1String("onnx"))
            return {.kind = Drop::Kind::Network, .path = path, .paths = {}};
    }
    return data.isEmpty() ? Drop{} : Drop{.kind = Drop::Kind::Data, .path = {}, .paths = data};
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
