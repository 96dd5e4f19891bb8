// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/mergedialog.h"

#include "ui/format.h"
#include "ui/pages/datachecks.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/tonelabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace pitlane {

namespace {

constexpr int rowHeight = 26;
constexpr int mostRows = 12; ///< that are seen without scrolling

} // namespace

MergeDialog::MergeDialog(const Dataset& train, const std::vector<std::int64_t>& chosen, QWidget* parent)
    : QDialog(parent), m_names(train.classNames)
{
    setWindowTitle(tr("Merge classes"));
    setMinimumWidth(420);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    auto* words = new ToneLabel(tr("The network learns to tell the ticked classes from the others, and no longer from "
                                   "each other. The files stay as they are."));
    words->setWordWrap(true);
    column->addWidget(words);
    m_list = new QListWidget;
    m_list->setObjectName(QStringLiteral("mergeList"));
    m_list->setAccessibleName(tr("Classes to merge"));
    const auto counts = classCounts(train);
    for (std::size_t i = 0; i < m_names.size(); ++i) {
        auto* item = new QListWidgetItem(
            tr("%1, %2 examples").arg(datachecks::classTitle(m_names[i]), format::count(counts[i])), m_list);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsUserCheckable | Qt::ItemIsSelectable);
        const bool isChosen = std::ranges::find(chosen, static_cast<std::int64_t>(i)) != chosen.end();
        item->setCheckState(isChosen ? Qt::Checked : Qt::Unchecked);
        item->setSizeHint({0, rowHeight});
    }
    m_list->setFixedHeight(std::min(m_list->count(), mostRows) * rowHeight + 4);
    column->addWidget(m_list);
    auto* line = new QHBoxLayout;
    line->setSpacing(12);
    m_title = new QLineEdit;
    m_title->setObjectName(QStringLiteral("mergeTitle"));
    m_title->setAccessibleName(tr("Name of the new class"));
    auto* label = new ToneLabel(tr("New class"), Tone::Text2);
    label->setBuddy(m_title);
    line->addWidget(label);
    line->addWidget(m_title, 1);
    column->addLayout(line);
    m_problem = makeNote();
    m_problem->setObjectName(QStringLiteral("mergeProblem"));
    column->addWidget(m_problem);
    column->addStretch(1);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    auto* cancel = makeButton(tr("Cancel"), {}, this);
    m_merge = makePrimaryButton(tr("Merge"), {}, this);
    m_merge->setObjectName(QStringLiteral("mergeNow"));
    m_merge->setDefault(true);
    buttons->addWidget(cancel);
    buttons->addWidget(m_merge);
    column->addLayout(buttons);
    connect(m_list, &QListWidget::itemChanged, this, &MergeDialog::refresh);
    connect(m_title, &QLineEdit::textEdited, this, [this](const QString& text) {
        m_isTitleTheirs = !text.trimmed().isEmpty();
        refresh();
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_merge, &QPushButton::clicked, this, &QDialog::accept);
    refresh();
}

std::vector<std::string> MergeDialog::classes() const
{
    std::vector<std::string> ticked;
    for (int i = 0; i < m_list->count(); ++i)
        if (m_list->item(i)->checkState() == Qt::Checked)
            ticked.push_back(m_names[static_cast<std::size_t>(i)]);
    return ticked;
}

std::string MergeDialog::title() const
{
    return m_title->text().trimmed().toStdString();
}

QString MergeDialog::problem() const
{
    const auto ticked = classes();
    if (ticked.size() < 2)
        return tr("Tick at least two classes.");
    if (ticked.size() == m_names.size())
        return tr("One class must be left to tell them from.");
    if (title().empty())
        return tr("Give the new class a name.");
    const bool isKnown = std::ranges::find(m_names, title()) != m_names.end();
    if (isKnown && std::ranges::find(ticked, title()) == ticked.end())
        return tr("%1 is another class. Tick it too, or choose another name.").arg(m_title->text().trimmed());
    return {};
}

void MergeDialog::refresh()
{
    if (!m_isTitleTheirs) {
        QStringList names;
        for (const auto& name : classes())
            names << QString::fromStdString(name);
        m_title->setText(names.join(QStringLiteral(" or ")));
    }
    const auto sentence = problem();
    m_problem->setText(sentence);
    m_merge->setEnabled(sentence.isEmpty());
    m_merge->setToolTip(sentence);
}

} // namespace pitlane
