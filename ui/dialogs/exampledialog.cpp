// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/exampledialog.h"

#include "core/data/synthetic/generators.h"
#include "ui/projectactions.h"
#include "ui/widgets/messagecard.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/readingstrip.h"
#include "ui/widgets/tonelabel.h"

#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace pitlane {

namespace {

QString textOf(const std::string& text)
{
    return QString::fromStdString(text);
}

} // namespace

ExampleDialog::ExampleDialog(const Example& example, const QString& dataFolder, const QString& projectFolder,
                             QWidget* parent)
    : QDialog(parent), m_example(example), m_dataFolder(dataFolder), m_projectFolder(projectFolder), m_task(this)
{
    const auto title = textOf(example.title);
    setWindowTitle(tr("Example %1").arg(title));
    setMinimumWidth(640);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    auto* head = new ToneLabel(title, Tone::Text, TextSize::Big);
    column->addWidget(head);
    auto* facts = new ToneLabel(tr("%1 · input %2 × %3 · seed %4")
                                    .arg(textOf(example.task))
                                    .arg(example.input.C)
                                    .arg(example.input.T)
                                    .arg(textOf(example.seedTitle)),
                                Tone::Text2);
    facts->setWordWrap(true);
    column->addWidget(facts);
    auto* shows = new ToneLabel(textOf(example.shows));
    shows->setWordWrap(true);
    column->addWidget(shows);
    m_card = new MessageCard(MessageCard::Kind::Decision);
    m_card->setObjectName(QStringLiteral("exampleMissing"));
    column->addWidget(m_card);
    for (const auto& [name, text] : {std::pair{tr("Source"), example.source}, {tr("Terms"), example.terms}}) {
        auto* label = makeNote(QStringLiteral("%1: %2").arg(name, textOf(text)));
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        column->addWidget(label);
    }
    column->addStretch(1);
    m_reading = makeNote();
    column->addWidget(m_reading);
    m_strip = new ReadingStrip(this);
    m_strip->follow(m_task);
    column->addWidget(m_strip);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    m_locate = makeButton(tr("Locate folder…"), QStringLiteral("folder"), this);
    m_locate->setObjectName(QStringLiteral("exampleLocate"));
    m_synthetic = makeButton(tr("Try with synthetic data"), QStringLiteral("star"), this);
    m_synthetic->setObjectName(QStringLiteral("exampleSynthetic"));
    auto* cancel = makeButton(tr("Cancel"), {}, this);
    m_open = makePrimaryButton(tr("Open example"), {}, this);
    m_open->setObjectName(QStringLiteral("exampleOpen"));
    line->addWidget(m_locate);
    line->addWidget(m_synthetic);
    line->addStretch(1);
    line->addWidget(cancel);
    line->addWidget(m_open);
    column->addLayout(line);
    m_synthetic->setVisible(example.standIn.has_value());
    if (example.standIn)
        m_synthetic->setToolTip(tr("%1: the same shape, made by a formula. Results say nothing about the real data.")
                                    .arg(textOf(generatorNamed(example.standIn->id).title)));
    connect(m_locate, &QPushButton::clicked, this, &ExampleDialog::askForFolder);
    connect(m_synthetic, &QPushButton::clicked, this, [this] { begin(true); });
    connect(m_open, &QPushButton::clicked, this, [this] { begin(false); });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_strip, &ReadingStrip::cancelled, this, [this] {
        m_task.cancel();
        refresh();
    });
    refresh();
}

void ExampleDialog::askForFolder()
{
    const auto folder =
        QFileDialog::getExistingDirectory(this, tr("Folder with the files of %1").arg(textOf(m_example.title)),
                                          m_dataFolder.isEmpty() ? QDir::homePath() : m_dataFolder);
    if (!folder.isEmpty())
        locate(folder);
}

void ExampleDialog::locate(const QString& folder)
{
    m_dataFolder = folder;
    m_problem.clear();
    refresh();
    if (isReady(m_example, folder.toStdString()))
        begin(false);
}

void ExampleDialog::begin(bool synthetic)
{
    m_isSynthetic = synthetic;
    m_problem.clear();
    m_task.start([example = m_example, data = m_dataFolder, project = m_projectFolder, synthetic](
                     const Progress& progress) { return prepareExample(example, data, project, synthetic, progress); },
                 [this](Draft draft) {
                     m_draft = std::move(draft);
                     accept();
                 },
                 [this](const QString& problem) {
                     m_problem = problem;
                     refresh();
                 });
    refresh();
}

void ExampleDialog::refresh()
{
    const bool ready = isReady(m_example, m_dataFolder.toStdString());
    const bool works = m_task.isRunning();
    if (!m_problem.isEmpty()) {
        m_card->setKind(MessageCard::Kind::Error);
        m_card->setText(tr("The example cannot be opened"), m_problem);
    } else if (!ready) {
        auto sentences = m_dataFolder.isEmpty() ? textOf(m_example.download)
                                                : textOf(whatIsMissing(m_example, m_dataFolder.toStdString()));
        m_card->setKind(MessageCard::Kind::Decision);
        m_card->setText(m_dataFolder.isEmpty() ? tr("Its data files are needed")
                                               : tr("Data files are missing in %1").arg(m_dataFolder),
                        sentences, tr("Their content is checked by hash, so that results can be compared."));
    } else {
        m_card->setKind(MessageCard::Kind::Settled);
        m_card->setText(
            m_example.files.empty() ? tr("Nothing to download") : tr("The data files are in %1").arg(m_dataFolder), {});
    }
    m_reading->setText(works ? (m_isSynthetic ? tr("Making synthetic data…") : tr("Reading and checking the data…"))
                             : QString());
    m_locate->setVisible(!m_example.files.empty());
    m_locate->setEnabled(!works);
    m_synthetic->setEnabled(!works);
    m_open->setEnabled(ready && !works);
    m_open->setToolTip(ready ? QString() : tr("Locate the folder with the data files first."));
    m_strip->refresh();
}

} // namespace pitlane
