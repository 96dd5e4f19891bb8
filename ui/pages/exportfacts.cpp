// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/exportfacts.h"

#include "core/deploy/targetdevice.h"
#include "ui/format.h"
#include "ui/widgets/stateglyph.h"
#include "ui/widgets/tonelabel.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLocale>
#include <QVBoxLayout>

namespace pitlane {

namespace {

void removeAll(QLayout& layout)
{
    while (auto* item = layout.takeAt(0)) {
        if (auto* inner = item->layout())
            removeAll(*inner);
        delete item->widget();
        delete item;
    }
}

/// "25 % free"
QString freeShare(double used, double available)
{
    return ExportFacts::tr("%1 free").arg(format::percent(1 - used / available, 0));
}

QString milliseconds(double ms)
{
    return ExportFacts::tr("%1 ms").arg(QLocale::c().toString(ms, 'f', ms < 10 ? 3 : 1));
}

Glyph glyphOf(ProofStatus status)
{
    switch (status) {
    case ProofStatus::Passed:
        return Glyph::Ok;
    case ProofStatus::Failed:
        return Glyph::Error;
    case ProofStatus::Skipped:
        break;
    }
    return Glyph::Info;
}

QString stateWord(const ProofRun& run)
{
    switch (run.status) {
    case ProofStatus::Passed:
        return run.windows > 0 ? ExportFacts::tr("identical") : ExportFacts::tr("builds");
    case ProofStatus::Failed:
        return ExportFacts::tr("differs");
    case ProofStatus::Skipped:
        break;
    }
    return ExportFacts::tr("not run");
}

} // namespace

ExportFacts::ExportFacts(QWidget* parent)
    : QWidget(parent), m_glyph(new StateGlyph(Glyph::Info)), m_verdict(new ToneLabel({}, Tone::Text, TextSize::Big)),
      m_note(makeNote()), m_table(new QWidget), m_facts(new QGridLayout(m_table)), m_runs(new QWidget),
      m_runRows(new QVBoxLayout(m_runs))
{
    m_verdict->setWordWrap(true);
    m_verdict->setObjectName(QStringLiteral("verdict"));
    auto* head = new QHBoxLayout;
    head->setSpacing(10);
    head->addWidget(m_glyph, 0, Qt::AlignTop);
    head->addWidget(m_verdict, 1);
    m_facts->setContentsMargins(0, 4, 0, 4);
    m_facts->setHorizontalSpacing(18);
    m_facts->setVerticalSpacing(5);
    m_facts->setColumnStretch(2, 1);
    m_runRows->setContentsMargins(0, 0, 0, 0);
    m_runRows->setSpacing(8);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(8);
    column->addLayout(head);
    column->addWidget(m_note);
    column->addWidget(m_table);
    column->addWidget(m_runs);
    column->addStretch(1);
}

QString ExportFacts::verdict() const
{
    return m_verdict->text();
}

void ExportFacts::clear()
{
    removeAll(*m_facts);
    removeAll(*m_runRows);
    m_table->hide();
    m_runs->hide();
    m_note->clear();
}

void ExportFacts::showNothing(const QString& sentence)
{
    clear();
    m_glyph->setGlyph(Glyph::Info);
    m_verdict->setText(sentence);
}

void ExportFacts::showProblem(const QString& sentence)
{
    clear();
    m_glyph->setGlyph(Glyph::Error);
    m_verdict->setText(tr("No package can be made of it as it is"));
    m_note->setText(sentence);
}

void ExportFacts::showResult(const ExportResult& result, const TargetDevice& target)
{
    clear();
    const auto name = QString::fromStdString(target.name);
    const bool failed = result.proof && result.proof->failed();
    m_glyph->setGlyph(failed ? Glyph::Error : Glyph::Ok);
    m_verdict->setText(failed         ? tr("%1: the proof failed").arg(name)
                       : result.proof ? tr("%1 fits, and its package is proven").arg(name)
                                      : tr("%1 fits").arg(name));
    m_note->setText(tr("%1. Estimates, until a board is measured.").arg(QString::fromStdString(target.core)));
    const auto& quantised = result.quantised;
    addFact(format::measureTitle(quantised.floatValidation.measure), format::quality(quantised.int8Validation),
            tr("in int8 on %1 validation rows; float %2")
                .arg(format::count(quantised.int8Validation.rows), format::quality(quantised.floatValidation)));
    addFact(tr("Calibrated on"), tr("%1 rows").arg(format::count(quantised.calibrationRows)),
            QString::fromStdString(inWords(quantised.method)));
    const auto flash = static_cast<double>(result.flashBytes);
    addFact(tr("Flash"), format::bytes(flash),
            tr("of %1, %2")
                .arg(format::bytes(static_cast<double>(target.flashBytes)),
                     freeShare(flash, static_cast<double>(target.flashBytes))));
    addFact(tr("RAM"), format::bytes(static_cast<double>(result.ramBytes)), tr("activations, input and output"));
    addFact(tr("Latency"), milliseconds(result.ms),
            tr("at %1 MHz").arg(format::count(static_cast<std::int64_t>(target.clockHz / 1e6))));
    if (result.energyMj)
        addFact(tr("Energy"), tr("%1 mJ").arg(QLocale::c().toString(*result.energyMj, 'f', 3)), tr("per inference"));
    if (result.proof) {
        if (result.proof->flashBytes)
            addFact(tr("Flash as built"), format::bytes(static_cast<double>(*result.proof->flashBytes)),
                    tr("by the compiler of this computer"));
        if (result.proof->instructions)
            addFact(tr("Instructions"), format::count(*result.proof->instructions),
                    tr("of one inference, counted by the emulator"));
        for (const auto& run : result.proof->runs)
            addRun(run);
        m_runs->show();
    }
    m_table->show();
}

void ExportFacts::addFact(const QString& what, const QString& value, const QString& note)
{
    const auto row = m_facts->rowCount();
    m_facts->addWidget(new ToneLabel(what, Tone::Text2), row, 0);
    auto* number = new ToneLabel(value);
    number->setBold(true);
    m_facts->addWidget(number, row, 1, Qt::AlignRight);
    auto* words = new ToneLabel(note, Tone::Text2);
    words->setWordWrap(true);
    m_facts->addWidget(words, row, 2);
}

void ExportFacts::addRun(const ProofRun& run)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(new StateGlyph(glyphOf(run.status)), 0, Qt::AlignTop);
    auto* words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(new ToneLabel(QString::fromStdString(run.where)));
    words->addWidget(makeNote(QString::fromStdString(run.what)));
    row->addLayout(words, 1);
    auto* state = new ToneLabel(stateWord(run), run.status == ProofStatus::Passed   ? Tone::Ok
                                                : run.status == ProofStatus::Failed ? Tone::Err
                                                                                    : Tone::Text2);
    state->setBold(true);
    row->addWidget(state, 0, Qt::AlignTop);
    if (run.seconds > 0)
        row->addWidget(new ToneLabel(tr("%1 s").arg(QLocale::c().toString(run.seconds, 'f', 1)), Tone::Text2), 0,
                       Qt::AlignTop);
    m_runRows->addLayout(row);
}

} // namespace pitlane
