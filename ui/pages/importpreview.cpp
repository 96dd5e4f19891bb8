// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/importpreview.h"

#include "ui/pages/dataclasses.h"
#include "ui/pages/firstrows.h"
#include "ui/pages/sourcereading.h"
#include "ui/widgets/messagecard.h"
#include "ui/widgets/windowoverlay.h"

#include <QStackedWidget>
#include <QVBoxLayout>

namespace pitlane {

namespace {

constexpr int shownRows = 5;
constexpr int shownSamples = 7;

/// Of everything that decides over a recording: settings behind it left out.
std::string recordingKey(const DataSource& source)
{
    auto pipeline = source.pipeline;
    pipeline.window = {};
    pipeline.frontEnd = {};
    pipeline.split = {};
    auto key = examplesHash(pipeline);
    for (const auto& file : source.files)
        key += file.file.sha256 + file.recording + std::string(idOf(file.part));
    return key;
}

} // namespace

ImportPreview::ImportPreview(QWidget* parent) : QWidget(parent), m_task(this)
{
    m_classes = new DataClasses;
    m_overlay = new WindowOverlay;
    m_overlay->setNote(tr("The windows appear here when the files are read."));
    m_classes->addView(tr("Windows"), m_overlay);
    m_rows = new FirstRows(shownRows, shownSamples);
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* rows = new Panel(tr("First rows"));
    rows->setContent(m_rows);
    rows->setFixedHeight(214);
    column->addWidget(rows);
    column->addWidget(m_classes, 1);
    m_problem = new MessageCard(MessageCard::Kind::Error);
    m_problem->setObjectName(QStringLiteral("importProblem"));
    auto* holder = new QWidget;
    holder->setProperty("role", QStringLiteral("base"));
    holder->setAttribute(Qt::WA_StyledBackground);
    auto* problem = new QVBoxLayout(holder);
    problem->setContentsMargins(24, 24, 24, 24);
    problem->addWidget(m_problem);
    problem->addStretch(1);
    m_stack = new QStackedWidget;
    m_stack->addWidget(content);
    m_stack->addWidget(holder);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);
    connect(m_classes, &DataClasses::channelChosen, this, &ImportPreview::channelChosen);
}

void ImportPreview::showWindows(bool isShown)
{
    m_classes->showView(isShown && m_areCut ? 1 : 0);
}

void ImportPreview::setProblem(const QString& headline, const QString& sentence)
{
    m_problem->setText(headline, sentence);
    m_stack->setCurrentIndex(1);
}

void ImportPreview::setReading(const SourceReading& reading, const std::filesystem::path& projectFolder)
{
    readRecording(reading, projectFolder);
    if (reading.state() == SourceReading::State::Failed) {
        setProblem(reading.isCancelled() ? tr("The files are not read") : tr("The files cannot be read like this"),
                   reading.problem());
        return;
    }
    m_stack->setCurrentIndex(0);
    m_areCut = reading.source().pipeline.layout != Layout::Sequences;
    m_rows->setReading(reading);
    m_classes->setReading(reading);
    m_classes->setChoosable(m_areCut);
}

void ImportPreview::readRecording(const SourceReading& reading, const std::filesystem::path& projectFolder)
{
    const auto& source = reading.source();
    m_overlay->setPipeline(source.pipeline);
    if (source.kind != DataSource::Kind::Files || source.pipeline.layout != Layout::Recordings) {
        m_recordingKey.clear();
        m_task.cancel();
        m_overlay->setNote(tr("These examples are cut already: each row of the file is one."));
        return;
    }
    const auto key = recordingKey(source);
    if (key == m_recordingKey || reading.state() != SourceReading::State::Ready)
        return;
    m_recordingKey = key;
    m_task.start([source, projectFolder](
                     const Progress& progress) { return loadRecording(source, 0, projectFolder, true, progress); },
                 [this](Recording recording) { m_overlay->setRecording(std::move(recording)); },
                 [this](const QString& problem) { m_overlay->setNote(problem); });
}

} // namespace pitlane
