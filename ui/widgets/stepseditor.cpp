// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/stepseditor.h"

#include "ui/widgets/choice.h"
#include "ui/widgets/numberfield.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/tonelabel.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace pitlane {

StepsEditor::StepsEditor(std::vector<Kind> kinds, const QString& name, const QString& add, QWidget* parent)
    : QWidget(parent), m_kinds(std::move(kinds)), m_name(name)
{
    setAccessibleName(name);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_rows = new QVBoxLayout;
    m_rows->setSpacing(8);
    column->addLayout(m_rows);
    m_add = makeButton(add, QStringLiteral("plus"), this);
    m_add->setAutoDefault(false);
    m_add->setObjectName(QStringLiteral("addStep"));
    auto* menu = new QMenu(m_add);
    for (int kind = 0; kind < static_cast<int>(m_kinds.size()); ++kind)
        menu->addAction(m_kinds[static_cast<std::size_t>(kind)].title, this, [this, kind] {
            auto steps = m_steps;
            steps.push_back(fresh(kind));
            change(steps);
        });
    m_add->setMenu(menu);
    column->addWidget(m_add, 0, Qt::AlignLeft);
}

StepsEditor::Step StepsEditor::fresh(int kind) const
{
    const auto& description = m_kinds[static_cast<std::size_t>(kind)];
    Step step{.kind = kind, .numbers = {}, .flag = description.initialFlag};
    for (const auto& field : description.fields)
        step.numbers.push_back(field.initial);
    return step;
}

void StepsEditor::setSteps(const std::vector<Step>& steps)
{
    if (steps == m_steps)
        return;
    m_steps = steps;
    rebuild();
}

void StepsEditor::change(const std::vector<Step>& steps)
{
    if (steps == m_steps)
        return;
    m_steps = steps;
    rebuild();
    Q_EMIT edited();
}

void StepsEditor::rebuild()
{
    while (auto* item = m_rows->takeAt(0)) {
        if (auto* widget = item->widget()) {
            widget->hide();
            widget->deleteLater(); // one of its controls may be the sender
        }
        delete item;
    }
    for (std::size_t i = 0; i < m_steps.size(); ++i)
        m_rows->addWidget(makeRow(i));
}

QWidget* StepsEditor::makeRow(std::size_t at)
{
    const auto& step = m_steps[at];
    const auto& kind = m_kinds[static_cast<std::size_t>(step.kind)];
    const auto place = tr("%1, step %2").arg(m_name).arg(at + 1);
    auto* row = new QWidget(this);
    auto* column = new QVBoxLayout(row);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* head = new QHBoxLayout;
    head->setSpacing(4);
    auto* choice = new Choice(place, row);
    QList<Choice::Item> items;
    for (int k = 0; k < static_cast<int>(m_kinds.size()); ++k)
        items << Choice::Item{.text = m_kinds[static_cast<std::size_t>(k)].title, .value = k};
    choice->setItems(items, step.kind);
    connect(choice, &Choice::chosen, this, [this, at](const QVariant& value) {
        auto steps = m_steps;
        steps[at] = fresh(value.toInt());
        change(steps);
    });
    head->addWidget(choice, 1);
    if (at > 0) {
        auto* up = makeToolButton(QStringLiteral("chevron-up"), tr("Move %1 up").arg(kind.title), row);
        connect(up, &QToolButton::clicked, this, [this, at] {
            auto steps = m_steps;
            std::swap(steps[at - 1], steps[at]);
            change(steps);
        });
        head->addWidget(up);
    }
    auto* remove = makeToolButton(QStringLiteral("trash"), tr("Remove %1").arg(kind.title), row);
    connect(remove, &QToolButton::clicked, this, [this, at] {
        auto steps = m_steps;
        steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(at));
        change(steps);
    });
    head->addWidget(remove);
    column->addLayout(head);
    auto* grid = new QGridLayout;
    grid->setContentsMargins(8, 0, 0, 0);
    grid->setSpacing(4);
    grid->setColumnStretch(0, 1);
    int line = 0;
    for (std::size_t f = 0; f < kind.fields.size(); ++f) {
        const auto& field = kind.fields[f];
        auto* number = new NumberField(field.isWhole ? NumberField::Kind::Whole : NumberField::Kind::Decimal,
                                       field.least, field.most, tr("%1: %2").arg(place, field.name), row);
        number->setFixedWidth(64);
        number->setValue(step.numbers[f]);
        connect(number, &NumberField::refused, this, &StepsEditor::refused);
        connect(number, &NumberField::valueEdited, this, [this, at, f](double value) {
            auto steps = m_steps;
            steps[at].numbers[f] = value;
            m_steps = steps; // the row stays: the focus is in it
            Q_EMIT edited();
        });
        grid->addWidget(new ToneLabel(field.name, Tone::Text2, TextSize::Note, row), line, 0);
        grid->addWidget(number, line, 1);
        grid->addWidget(new ToneLabel(field.unit, Tone::Text2, TextSize::Note, row), line++, 2);
    }
    if (!kind.flag.isEmpty()) {
        auto* flag = new QCheckBox(kind.flag, row);
        flag->setChecked(step.flag);
        connect(flag, &QCheckBox::toggled, this, [this, at](bool on) {
            auto steps = m_steps;
            steps[at].flag = on;
            m_steps = steps;
            Q_EMIT edited();
        });
        grid->addWidget(flag, line, 0, 1, 3);
    }
    column->addLayout(grid);
    return row;
}

} // namespace pitlane
