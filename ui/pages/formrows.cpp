// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/formrows.h"

#include "ui/widgets/tonelabel.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace pitlane {

namespace {

constexpr int nameWidth = 84;

} // namespace

FormRows::FormRows(QWidget* parent) : QWidget(parent)
{
    m_layout = new QVBoxLayout(this);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(8);
}

void FormRows::add(Section section, Level level, const QString& name, QWidget* widget, const QStringList& fields)
{
    auto* holder = new QWidget(this);
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    auto* label = new ToneLabel(name, Tone::Text2, TextSize::Body, holder);
    label->setFixedWidth(nameWidth);
    label->setMinimumHeight(26);
    label->setBuddy(widget);
    line->addWidget(label, 0, Qt::AlignTop);
    line->addWidget(widget, 1);
    column->addLayout(line);
    auto* problem = new ToneLabel({}, Tone::Err, TextSize::Note, holder);
    problem->setWordWrap(true);
    problem->setContentsMargins(nameWidth + 8, 0, 0, 0);
    problem->hide();
    column->addWidget(problem);
    m_layout->addWidget(holder);
    m_rows.push_back({section, level, holder, widget, problem, fields, true});
    refresh();
}

void FormRows::setUsed(QWidget* widget, bool isUsed)
{
    for (auto& row : m_rows)
        if (row.widget == widget)
            row.isUsed = isUsed;
    refresh();
}

void FormRows::setShown(const QList<Section>& sections, bool withMore)
{
    m_sections = sections;
    m_withMore = withMore;
    refresh();
}

int FormRows::foldedRows() const
{
    return static_cast<int>(std::ranges::count_if(m_rows, [this](const Row& row) {
        return row.isUsed && row.level == Level::More && m_sections.contains(row.section);
    }));
}

void FormRows::refresh()
{
    for (const auto& row : m_rows) {
        const bool isShown = m_withMore || row.level == Level::Simple || !row.problem->text().isEmpty();
        row.holder->setVisible(row.isUsed && m_sections.contains(row.section) && isShown);
    }
}

QStringList FormRows::setProblems(const std::vector<PipelineProblem>& problems)
{
    QStringList others;
    for (const auto& row : m_rows)
        row.problem->clear();
    for (const auto& problem : problems) {
        const auto field = QString::fromStdString(problem.field);
        const auto sentence = QString::fromStdString(problem.sentence);
        const auto found = std::ranges::find_if(m_rows, [&](const Row& row) {
            return std::ranges::any_of(row.fields, [&](const QString& own) { return field.startsWith(own); });
        });
        if (found == m_rows.end()) {
            others << sentence;
            continue;
        }
        const auto before = found->problem->text();
        found->problem->setText(before.isEmpty() ? sentence : before + QLatin1Char('\n') + sentence);
    }
    for (const auto& row : m_rows)
        row.problem->setVisible(!row.problem->text().isEmpty());
    refresh();
    return others;
}

} // namespace pitlane
