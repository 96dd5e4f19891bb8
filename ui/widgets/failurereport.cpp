// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/failurereport.h"

#include "ui/format.h"
#include "ui/models/jobsmodel.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/stateglyph.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QUrl>

namespace pitlane {
namespace {

constexpr int shortLog = 8;

QLabel* label(const char* role, QWidget* parent)
{
    auto* result = new QLabel(parent);
    result->setProperty("role", QLatin1String(role));
    result->setWordWrap(true);
    result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return result;
}

QFrame* rule(QWidget* parent)
{
    auto* line = new QFrame(parent);
    line->setProperty("role", QStringLiteral("rule"));
    return line;
}

/// A row of "What you can do": what, its note, its button at the right.
QWidget* actionRow(QLabel* title, QLabel* note, QPushButton* button)
{
    auto* row = new QWidget;
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(title);
    words->addWidget(note);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 5, 0, 5);
    layout->addLayout(words, 1);
    button->setMinimumWidth(112);
    layout->addWidget(button, 0, Qt::AlignVCenter);
    return row;
}

QPlainTextEdit* logView(QWidget* parent)
{
    auto* view = new QPlainTextEdit(parent);
    view->setReadOnly(true);
    view->setLineWrapMode(QPlainTextEdit::NoWrap);
    auto font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(8.25);
    view->setFont(font);
    return view;
}

} // namespace

FailureReport::FailureReport(QWidget* parent) : QWidget(parent)
{
    auto* left = new QWidget(this);
    m_glyph = new StateGlyph(Glyph::Error, left);
    m_glyph->setFixedSize(20, 20);
    m_headline = label("title", left);
    m_details = label("note", left);
    auto* head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(m_glyph, 0, Qt::AlignTop);
    auto* words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(m_headline);
    words->addWidget(m_details);
    head->addLayout(words, 1);

    auto* what = label("strong", left);
    what->setText(tr("What you can do"));
    m_resumeTitle = label("", left);
    m_resumeNote = label("small", left);
    m_resume = makePrimaryButton(tr("Resume"), QStringLiteral("play"), left);
    auto* fewerTitle = label("", left);
    fewerTitle->setText(tr("Use fewer workers"));
    m_fewerNote = label("small", left);
    m_fewer = makeButton({}, {}, left);
    m_fewerRow = new QWidget(left);
    auto* fewerBox = new QVBoxLayout(m_fewerRow);
    fewerBox->setContentsMargins(0, 0, 0, 0);
    fewerBox->setSpacing(0);
    fewerBox->addWidget(rule(m_fewerRow));
    fewerBox->addWidget(actionRow(fewerTitle, m_fewerNote, m_fewer));
    auto* leftRows = new QVBoxLayout(left);
    leftRows->setContentsMargins(16, 14, 16, 12);
    leftRows->setSpacing(0);
    leftRows->addLayout(head);
    leftRows->addSpacing(14);
    leftRows->addWidget(what);
    leftRows->addSpacing(6);
    leftRows->addWidget(rule(left));
    leftRows->addWidget(actionRow(m_resumeTitle, m_resumeNote, m_resume));
    leftRows->addWidget(m_fewerRow);
    leftRows->addStretch();

    auto* right = new QWidget(this);
    auto* logTitle = label("strong", right);
    logTitle->setText(tr("Log"));
    logTitle->setWordWrap(false);
    m_logNote = label("small", right);
    auto* copy = makeButton(tr("Copy report"), QStringLiteral("copy"), right);
    m_log = logView(right);
    m_log->setAccessibleName(tr("Last lines of the log"));
    auto* whole = makeButton(tr("Whole log"), QStringLiteral("log"), right);
    m_folder = makeButton(tr("Open run folder"), QStringLiteral("folder"), right);
    auto* logHead = new QHBoxLayout;
    logHead->setSpacing(8);
    logHead->addWidget(logTitle);
    logHead->addWidget(m_logNote, 1);
    logHead->addWidget(copy);
    auto* logFoot = new QHBoxLayout;
    logFoot->setSpacing(8);
    logFoot->addWidget(whole);
    logFoot->addWidget(m_folder);
    logFoot->addStretch();
    auto* rightRows = new QVBoxLayout(right);
    rightRows->setContentsMargins(12, 6, 8, 12);
    rightRows->setSpacing(8);
    rightRows->addLayout(logHead);
    rightRows->addWidget(m_log, 1);
    rightRows->addLayout(logFoot);

    auto* scroll = new QScrollArea(this);
    scroll->setWidget(left);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* line = new QFrame(this);
    line->setProperty("role", QStringLiteral("verticalRule"));
    auto* columns = new QHBoxLayout(this);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    columns->addWidget(scroll, 47);
    columns->addWidget(line);
    columns->addWidget(right, 36);

    connect(m_resume, &QPushButton::clicked, this, [this] { Q_EMIT resumeRequested(m_facts.point.id); });
    connect(m_fewer, &QPushButton::clicked, this, [this] { Q_EMIT workersRequested(m_facts.workers - 1); });
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(text()); });
    connect(whole, &QPushButton::clicked, this, &FailureReport::showWholeLog);
    connect(m_folder, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_facts.folder)); });
}

void FailureReport::show(const Facts& facts)
{
    if (m_facts == facts)
        return;
    m_facts = facts;
    const auto& point = facts.point;
    const bool failed = point.status == PointStatus::Failed;
    m_glyph->setGlyph(failed ? Glyph::Error : Glyph::Warning);
    const auto message = QString::fromStdString(point.message);
    const auto first = firstSentence(message);
    m_headline->setText(first.isEmpty() ? failed ? tr("%1 failed.").arg(pointTitle(point))
                                                 : tr("%1 was interrupted.").arg(pointTitle(point))
                                        : first);
    QStringList details;
    const auto rest = message.mid(first.size()).trimmed();
    if (!rest.isEmpty())
        details << rest;
    if (point.epochs > 0)
        details << tr("It stood at %1.").arg(progressWords(point));
    const bool hasCheckpoint = point.epoch > 0;
    if (hasCheckpoint)
        details << tr("The checkpoint of epoch %1 is safe.").arg(point.epoch);
    if (facts.others > 0)
        details << (facts.others == 1 ? tr("One other point keeps running.")
                                      : tr("%1 other points keep running.").arg(facts.others));
    else
        details << tr("Finished points are not touched.");
    m_details->setText(details.join(QLatin1Char(' ')));

    m_resumeTitle->setText(hasCheckpoint ? tr("Resume after epoch %1").arg(point.epoch) : tr("Start again"));
    m_resumeNote->setText(facts.readOnly  ? tr("Another process has this project open for writing.")
                          : hasCheckpoint ? tr("Goes on from its checkpoint, as soon as a worker is free.")
                                          : tr("No epoch was finished, so nothing is lost by a new start."));
    m_resume->setEnabled(!facts.readOnly);
    m_fewerRow->setVisible(facts.workers > 1);
    m_fewer->setText(tr("Use %1").arg(facts.workers - 1));
    m_fewer->setEnabled(!facts.readOnly);
    m_fewerNote->setText(tr("%1 instead of %2 from the next point on, each gets more memory.")
                             .arg(facts.workers - 1)
                             .arg(facts.workers));
    const auto shown = std::min<qsizetype>(shortLog, facts.log.size());
    m_logNote->setText(facts.log.isEmpty() ? tr("empty") : tr("last %1 of %2 lines").arg(shown).arg(facts.log.size()));
    m_log->setPlainText(facts.log.mid(facts.log.size() - shown).join(QLatin1Char('\n')));
    m_folder->setEnabled(!facts.folder.isEmpty());
}

QString FailureReport::text() const
{
    const auto& point = m_facts.point;
    QStringList lines = {QStringLiteral("%1, %2").arg(pointTitle(point), QString::fromStdString(nameOf(point.status)))};
    if (point.lambda > 0)
        lines << QStringLiteral("lambda %1").arg(point.lambda, 0, 'g', 6);
    lines << QString::fromStdString(point.message) << m_details->text() << QStringLiteral("Pitlane " PITLANE_VERSION)
          << QString() << m_facts.log;
    return lines.join(QLatin1Char('\n'));
}

void FailureReport::showWholeLog()
{
    QDialog dialog(this);
    dialog.setWindowTitle(tr("Log of %1").arg(pointTitle(m_facts.point)));
    dialog.resize(760, 480);
    auto* view = logView(&dialog);
    view->setPlainText(m_facts.log.join(QLatin1Char('\n')));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, &dialog);
    connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    auto* rows = new QVBoxLayout(&dialog);
    rows->addWidget(view);
    rows->addWidget(buttons);
    dialog.exec();
}

} // namespace pitlane
