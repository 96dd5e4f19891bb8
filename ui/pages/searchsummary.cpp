// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/searchsummary.h"

#include "ui/widgets/tonelabel.h"

#include <QClipboard>
#include <QFrame>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
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

void clear(QVBoxLayout& layout)
{
    while (auto* item = layout.takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

} // namespace

bool SearchOutlook::canLaunch() const
{
    return points > 0 && std::ranges::find(checks, CheckRow::State::Error, &Check::state) == checks.end();
}

SearchSummary::SearchSummary(QWidget* parent) : Panel(tr("What will happen"), parent)
{
    auto* content = new QWidget;
    content->setProperty("role", QStringLiteral("base"));
    content->setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(16, 16, 16, 12);
    column->setSpacing(12);
    auto* numbers = new QGridLayout;
    numbers->setHorizontalSpacing(16);
    numbers->setVerticalSpacing(0);
    numbers->setColumnStretch(0, 1);
    numbers->setColumnStretch(1, 1);
    const auto add = [&](int row, int gridColumn, ToneLabel*& value, ToneLabel*& note, const QString& name) {
        value = new ToneLabel({}, Tone::Text, TextSize::Big);
        value->setObjectName(name);
        note = makeNote();
        numbers->addWidget(value, 3 * row, gridColumn);
        numbers->addWidget(note, 3 * row + 1, gridColumn, Qt::AlignTop);
    };
    ToneLabel* reachableNote = nullptr;
    add(0, 0, m_points, m_pointsNote, QStringLiteral("bigPoints"));
    add(0, 1, m_time, m_timeNote, QStringLiteral("bigTime"));
    add(1, 0, m_reachable, reachableNote, QStringLiteral("bigReachable"));
    add(1, 1, m_disk, m_diskNote, QStringLiteral("bigDisk"));
    reachableNote->setText(tr("networks can be reached"));
    reachableNote->setToolTip(tr("The product of all choices: TC'23, Eq. 4"));
    numbers->setRowMinimumHeight(2, 12);
    column->addLayout(numbers);
    m_rows = new QVBoxLayout;
    m_rows->setSpacing(0);
    column->addLayout(m_rows);
    m_checks = new QVBoxLayout;
    m_checks->setSpacing(2);
    column->addLayout(m_checks);
    column->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setAccessibleName(tr("What will happen"));
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setContent(scroll);

    auto* foot = new QWidget;
    auto* footColumn = new QVBoxLayout(foot);
    footColumn->setContentsMargins(16, 12, 16, 16);
    footColumn->setSpacing(6);
    auto* copyRow = new QHBoxLayout;
    auto* copy = makeButton(tr("Copy"), QStringLiteral("copy"));
    copy->setProperty("size", QStringLiteral("small"));
    copyRow->addWidget(new ToneLabel(tr("Same search without a window"), Tone::Text2, TextSize::Note));
    copyRow->addStretch(1);
    copyRow->addWidget(copy);
    footColumn->addLayout(copyRow);
    m_command = new ToneLabel({}, Tone::Text, TextSize::Mono);
    m_command->setObjectName(QStringLiteral("command"));
    m_command->setWordWrap(true);
    m_command->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_command->setMargin(8);
    m_command->setMinimumHeight(44);
    auto* frame = new QFrame;
    frame->setObjectName(QStringLiteral("commandFrame"));
    frame->setFrameShape(QFrame::StyledPanel);
    frame->setProperty("role", QStringLiteral("base"));
    frame->setAttribute(Qt::WA_StyledBackground);
    auto* frameLayout = new QVBoxLayout(frame);
    frameLayout->setContentsMargins(1, 1, 1, 1);
    frameLayout->addWidget(m_command);
    footColumn->addWidget(frame);
    footColumn->addSpacing(6);
    m_launch = makePrimaryButton(tr("Launch"), QStringLiteral("play"));
    m_launch->setObjectName(QStringLiteral("launch"));
    m_launch->setProperty("size", QStringLiteral("large"));
    m_launch->setFixedHeight(40);
    footColumn->addWidget(m_launch);
    setFoot(foot);

    connect(copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_outlook.command);
        Q_EMIT copied();
    });
    connect(m_launch, &QPushButton::clicked, this, &SearchSummary::launchRequested);
}

void SearchSummary::setOutlook(const SearchOutlook& outlook)
{
    m_points->setText(outlook.points == 1 ? tr("1 network") : tr("%1 networks").arg(outlook.points));
    m_pointsNote->setText(tr("one for each λ"));
    m_time->setText(outlook.time.isEmpty() ? QStringLiteral("—") : outlook.time);
    m_timeNote->setText(outlook.timeNote);
    m_reachable->setText(outlook.reachable);
    m_disk->setText(outlook.disk);
    m_diskNote->setText(outlook.diskNote);
    m_command->setText(outlook.command);
    if (outlook.rows != m_outlook.rows || m_rows->isEmpty()) {
        clear(*m_rows);
        for (const auto& [name, sentence] : outlook.rows) {
            m_rows->addWidget(makeRule());
            auto* row = new QWidget;
            auto* line = new QHBoxLayout(row);
            line->setContentsMargins(0, 7, 0, 7);
            line->setSpacing(8);
            auto* label = new ToneLabel(name, Tone::Text2);
            label->setFixedWidth(80);
            line->addWidget(label, 0, Qt::AlignTop);
            auto* text = new ToneLabel(sentence);
            text->setWordWrap(true);
            line->addWidget(text, 1);
            m_rows->addWidget(row);
        }
        m_rows->addWidget(makeRule());
    }
    if (outlook.checks != m_outlook.checks || m_checks->isEmpty()) {
        clear(*m_checks);
        for (const auto& check : outlook.checks)
            m_checks->addWidget(new CheckRow(check.state, check.sentence));
    }
    m_outlook = outlook;
    m_launch->setText(outlook.points == 1 ? tr("Launch 1 point") : tr("Launch %1 points").arg(outlook.points));
    m_launch->setEnabled(outlook.canLaunch());
    const auto blocking = std::ranges::find(outlook.checks, CheckRow::State::Error, &SearchOutlook::Check::state);
    m_launch->setToolTip(blocking == outlook.checks.end() ? tr("Starts the workers (Ctrl+Return)")
                                                          : blocking->sentence);
}

} // namespace pitlane
