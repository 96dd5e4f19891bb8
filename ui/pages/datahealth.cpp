// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/datahealth.h"

#include "core/session/projectsession.h"
#include "ui/format.h"
#include "ui/pages/datapreview.h"
#include "ui/pages/leakcards.h"
#include "ui/pages/spliteditor.h"
#include "ui/widgets/messagecard.h"
#include "ui/widgets/panel.h"

#include <QFrame>
#include <QGridLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace pitlane {

namespace {

constexpr int glyphIndent = 36;

QFrame* makeRule()
{
    auto* rule = new QFrame;
    rule->setProperty("role", QStringLiteral("rule"));
    return rule;
}

CheckRow::State stateOf(datachecks::Severity severity)
{
    switch (severity) {
    case datachecks::Severity::Passed:
        return CheckRow::State::Ok;
    case datachecks::Severity::LookAt:
        return CheckRow::State::Warning;
    case datachecks::Severity::Broken:
        return CheckRow::State::Error;
    }
    return CheckRow::State::Info;
}

/// One line, or two where more of them would widen the column.
void layOut(const QList<QPushButton*>& buttons, QWidget& holder)
{
    constexpr int mostInLine = 3;
    const int perLine = buttons.size() > mostInLine ? 2 : mostInLine;
    auto* grid = new QGridLayout(&holder);
    grid->setContentsMargins(glyphIndent, 0, 12, 8);
    grid->setSpacing(8);
    for (int i = 0; i < static_cast<int>(buttons.size()); ++i)
        grid->addWidget(buttons[i], i / perLine, i % perLine, Qt::AlignLeft);
    grid->setColumnStretch(perLine, 1);
}

} // namespace

DataHealth::DataHealth(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);

    m_health = new Panel(tr("Health check"), this);
    auto* findings = new QWidget;
    m_findings = new QVBoxLayout(findings);
    m_findings->setContentsMargins(0, 0, 0, 0);
    m_findings->setSpacing(0);
    m_health->setContent(findings);
    layout->addWidget(m_health, 1);

    auto* split = new Panel(tr("Split and leaks"), this);
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(12, 16, 12, 16);
    column->setSpacing(12);
    m_split = new SplitEditor;
    column->addWidget(m_split);
    m_leaks = new LeakCards;
    column->addWidget(m_leaks);
    column->addStretch(1);
    split->setContent(content);
    layout->addWidget(split);
    connect(m_split, &SplitEditor::edited, this, &DataHealth::splitEdited);
    connect(m_split, &SplitEditor::seedNumberEdited, this, &DataHealth::seedNumberEdited);
    connect(m_split, &SplitEditor::refused, this, &DataHealth::refused);
}

void DataHealth::setPreview(const ProjectSession& session, const DataPreview& preview)
{
    fillHealth(session, preview);
    m_split->setReading(preview, session.draft().config.seedNumber);
    m_leaks->setReading(preview, session.decisions(), openDecisions(session));
    const auto why = tr("The project is open read-only: %1 writes it.").arg(session.writer());
    m_leaks->setEditable(!session.isReadOnly(), why);
    m_split->setEnabled(!session.isReadOnly());
    m_split->setToolTip(session.isReadOnly() ? why : QString());
}

void DataHealth::fillHealth(const ProjectSession& session, const DataPreview& preview)
{
    if (preview.state() == SourceReading::State::Loading)
        return; // the old rows stay until there are new ones
    while (auto* item = m_findings->takeAt(0)) {
        if (auto* widget = item->widget()) {
            widget->hide();
            widget->deleteLater(); // one of its buttons may be the sender
        }
        delete item;
    }
    int passed = 0;
    int open = 0;
    const auto decisions = session.decisions();
    const auto& data = session.draft().config.data;
    const auto& pipeline = data.pipeline;
    const bool mayMerge = data.kind == DataSource::Kind::Files && preview.train() != nullptr &&
                          preview.train()->classNames.size() > 2; // two of two leave nothing to tell apart
    for (const auto& finding : preview.findings()) {
        const auto& key = finding.key;
        const auto& sentence = finding.sentence;
        const bool isSmallClass = finding.key == QLatin1String("small-class");
        const bool isWeighed = isSmallClass && pipeline.classWeights == ClassWeights::Balanced;
        const bool isKept =
            std::ranges::find(decisions, QLatin1String(healthKey) + key, &Decision::key) != decisions.end();
        const bool isSettled = finding.severity == datachecks::Severity::LookAt && (isKept || isWeighed);
        passed += finding.severity == datachecks::Severity::Passed ? 1 : 0;
        open += finding.severity != datachecks::Severity::Passed && !isSettled ? 1 : 0;
        auto detail = finding.detail;
        if (isSettled)
            detail += (detail.isEmpty() ? QString() : QStringLiteral(" ")) +
                      (isWeighed ? tr("Rare classes are weighed more in the loss.") : tr("Looked at and kept."));
        auto* row = new CheckRow(isSettled ? CheckRow::State::Info : stateOf(finding.severity), sentence, detail);
        row->layout()->setContentsMargins(12, 7, 12, 7);
        m_findings->addWidget(row);
        if (finding.severity != datachecks::Severity::Passed) {
            const bool isOpen = finding.severity == datachecks::Severity::LookAt && !isSettled && !session.isReadOnly();
            auto* buttons = new QWidget;
            QList<QPushButton*> all;
            const auto addButton = [&](const QString& text, const QString& name) {
                auto* button = makeButton(text, {}, buttons);
                button->setObjectName(name + key);
                button->setAccessibleName(tr("%1: %2").arg(text, sentence));
                all << button;
                return button;
            };
            if (isSmallClass && isOpen)
                connect(addButton(tr("Weight classes"), QStringLiteral("weigh.")), &QPushButton::clicked, this,
                        &DataHealth::weightsWanted);
            if (isOpen && mayMerge && !finding.classes.empty())
                connect(addButton(tr("Merge…"), QStringLiteral("merge.")), &QPushButton::clicked, this,
                        [this, classes = finding.classes] { Q_EMIT mergeWanted(classes); });
            if (!finding.examples.empty())
                connect(
                    addButton(tr("Show %1").arg(format::count(std::ssize(finding.examples))), QStringLiteral("show.")),
                    &QPushButton::clicked, this,
                    [this, sentence, rows = finding.examples] { Q_EMIT examplesWanted(sentence, rows); });
            if (isOpen)
                connect(addButton(tr("Keep"), QStringLiteral("keep.")), &QPushButton::clicked, this,
                        [this, key] { Q_EMIT findingKept(key); });
            if (isKept && !session.isReadOnly())
                connect(addButton(tr("Open again"), QStringLiteral("reopen.")), &QPushButton::clicked, this,
                        [this, key] { Q_EMIT findingReopened(key); });
            if (all.isEmpty()) {
                delete buttons;
            } else {
                layOut(all, *buttons);
                m_findings->addWidget(buttons);
            }
        }
        m_findings->addWidget(makeRule());
    }
    m_findings->addStretch(1);
    m_health->setNote(preview.state() != SourceReading::State::Ready ? QString()
                      : open > 0 ? tr("%1 passed, %2 to look at").arg(passed).arg(open)
                                 : tr("%1 passed").arg(passed));
}

} // namespace pitlane
