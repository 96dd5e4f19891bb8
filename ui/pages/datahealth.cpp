// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/datahealth.h"

#include "core/session/projectsession.h"
#include "ui/format.h"
#include "ui/pages/datapreview.h"
#include "ui/widgets/messagecard.h"
#include "ui/widgets/numberfield.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/splitbar.h"
#include "ui/widgets/stateglyph.h"
#include "ui/widgets/tonelabel.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace pitlane {

namespace {

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
    auto* fields = new QHBoxLayout;
    fields->setSpacing(8);
    m_fraction = new NumberField(NumberField::Kind::Decimal, 1, 50, tr("Share for validation in percent"));
    m_fraction->setFixedWidth(56);
    m_seedNumber = new NumberField(NumberField::Kind::Whole, 0, 9e15, tr("Seed number"));
    m_seedNumber->setFixedWidth(64);
    fields->addWidget(new ToneLabel(tr("Validation"), Tone::Text2));
    fields->addWidget(m_fraction);
    fields->addWidget(new ToneLabel(tr("%, stratified"), Tone::Text2));
    fields->addStretch(1);
    fields->addWidget(new ToneLabel(tr("seed"), Tone::Text2));
    fields->addWidget(m_seedNumber);
    column->addLayout(fields);
    m_bar = new SplitBar;
    column->addWidget(m_bar);
    m_splitNote = makeNote();
    column->addWidget(m_splitNote);
    m_leak = new MessageCard(MessageCard::Kind::Decision);
    m_leak->setObjectName(QStringLiteral("leakCard"));
    m_accept = makeButton(tr("Accept and note"));
    m_accept->setObjectName(QStringLiteral("acceptLeak"));
    m_reopen = makeButton(tr("Open again"));
    m_reopen->setObjectName(QStringLiteral("reopenLeak"));
    m_leak->addAction(m_accept);
    m_leak->addAction(m_reopen);
    column->addWidget(m_leak);
    m_lock = new QWidget;
    auto* lock = new QHBoxLayout(m_lock);
    lock->setContentsMargins(0, 0, 0, 0);
    lock->setSpacing(8);
    lock->addWidget(new StateGlyph(Glyph::Lock));
    lock->addWidget(new ToneLabel(tr("Launch stays locked until this is decided."), Tone::Text2, TextSize::Note), 1);
    column->addWidget(m_lock);
    column->addStretch(1);
    split->setContent(content);
    layout->addWidget(split);

    connect(m_fraction, &NumberField::valueEdited, this,
            [this](double percent) { Q_EMIT validationFractionEdited(percent / 100); });
    connect(m_seedNumber, &NumberField::valueEdited, this, &DataHealth::seedNumberEdited);
    connect(m_fraction, &NumberField::refused, this, &DataHealth::refused);
    connect(m_seedNumber, &NumberField::refused, this, &DataHealth::refused);
    connect(m_accept, &QPushButton::clicked, this, &DataHealth::leakAccepted);
    connect(m_reopen, &QPushButton::clicked, this, &DataHealth::leakReopened);
}

void DataHealth::setPreview(const ProjectSession& session, const DataPreview& preview)
{
    fillHealth(preview);
    fillSplit(session, preview);
    fillLeak(session);
    const bool isEditable = !session.isReadOnly();
    for (QWidget* widget : std::initializer_list<QWidget*>{m_fraction, m_seedNumber, m_accept, m_reopen}) {
        widget->setEnabled(isEditable);
        widget->setToolTip(isEditable ? QString()
                                      : tr("The project is open read-only: %1 writes it.").arg(session.writer()));
    }
}

void DataHealth::fillHealth(const DataPreview& preview)
{
    while (auto* item = m_findings->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int passed = 0;
    for (const auto& finding : preview.findings()) {
        passed += finding.severity == datachecks::Severity::Passed ? 1 : 0;
        auto* row = new CheckRow(stateOf(finding.severity), finding.sentence, finding.detail);
        row->layout()->setContentsMargins(12, 7, 12, 7);
        m_findings->addWidget(row);
        m_findings->addWidget(makeRule());
    }
    m_findings->addStretch(1);
    const auto open = static_cast<int>(preview.findings().size()) - passed;
    m_health->setNote(
        preview.state() == DataPreview::State::Ready
            ? (open > 0 ? tr("%1 passed, %2 to look at").arg(passed).arg(open) : tr("all %1 passed").arg(passed))
            : QString());
}

void DataHealth::fillSplit(const ProjectSession& session, const DataPreview& preview)
{
    const auto& config = session.draft().config;
    m_fraction->setValue(config.data.pipeline.split.fraction * 100);
    m_seedNumber->setValue(static_cast<double>(config.seedNumber));
    const auto& split = preview.split();
    std::optional<std::int64_t> test;
    if (!preview.testCounts().empty()) {
        test = 0;
        for (const auto count : preview.testCounts())
            *test += count;
    }
    m_bar->setCounts(static_cast<std::int64_t>(split.train.size()), static_cast<std::int64_t>(split.validation.size()),
                     test);
    m_bar->setVisible(!split.train.empty());
    QStringList sentences;
    if (!preview.splitProblem().isEmpty())
        sentences.append(preview.splitProblem());
    if (!split.validation.empty())
        sentences.append(tr("One validation series is %1. Smaller differences between points are noise. "
                            "The test part is opened once per point, at Deploy.")
                             .arg(format::percent(1.0 / static_cast<double>(split.validation.size()))));
    for (const auto& warning : split.warnings)
        sentences.append(QString::fromStdString(warning));
    if (!preview.testProblem().isEmpty())
        sentences.append(preview.testProblem());
    m_splitNote->setText(sentences.join(QLatin1Char('\n')));
}

void DataHealth::fillLeak(const ProjectSession& session)
{
    const auto decisions = session.decisions();
    const auto decided = std::ranges::find(decisions, QString::fromLatin1(noSubjectIdKey), &Decision::key);
    const bool isDecided = decided != decisions.end();
    const bool isSynthetic = session.draft().config.data.kind == DataSource::Kind::Synthetic;
    m_leak->setVisible(!isSynthetic || isDecided);
    m_lock->setVisible(!isSynthetic && !isDecided);
    m_accept->setVisible(!isDecided);
    m_reopen->setVisible(isDecided && !isSynthetic);
    m_leak->setKind(isDecided ? MessageCard::Kind::Settled : MessageCard::Kind::Decision);
    if (isDecided)
        m_leak->setText(tr("Possible leak accepted, %1").arg(format::clock(decided->decidedAt)), decided->note);
    else
        m_leak->setText(tr("Possible leak: no subject id"),
                        tr("The files name no patient or recording. Series of one patient can be in train and in "
                           "validation or test, so the score may not hold for a new patient."));
}

} // namespace pitlane
