// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/pipelineeditor.h"

#include "ui/pages/formrows.h"
#include "ui/theme/theme.h"
#include "ui/widgets/choice.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/tonelabel.h"

#include <QVBoxLayout>

namespace pitlane {

PipelineEditor::PipelineEditor(QWidget* parent) : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(8);
    m_rows = new FormRows(this);
    column->addWidget(m_rows);
    m_roles = new RoleFields(*m_rows, this);
    m_windows = new WindowFields(*m_rows, this);
    m_learning = new LearningFields(*m_rows, this);
    for (auto* fields : std::initializer_list<PipelineFields*>{m_roles, m_windows, m_learning}) {
        connect(fields, &PipelineFields::edited, this, &PipelineEditor::edited);
        connect(fields, &PipelineFields::refused, this, &PipelineEditor::refused);
    }
    m_more = makeButton({}, {}, this);
    m_more->setObjectName(QStringLiteral("moreSettings"));
    m_more->setProperty("role", QStringLiteral("flat"));
    m_more->setAutoDefault(false);
    connect(m_more, &QPushButton::clicked, this, [this] { setUnfolded(!m_isUnfolded); });
    column->addWidget(m_more, 0, Qt::AlignLeft);
    m_problems = new ToneLabel({}, Tone::Err, TextSize::Note, this);
    m_problems->setWordWrap(true);
    column->addWidget(m_problems);
    m_words = makeNote({}, this);
    m_words->setObjectName(QStringLiteral("pipelineWords"));
    column->addWidget(m_words);
    column->addStretch(1);
    refresh();
}

void PipelineEditor::setExtent(Extent extent)
{
    m_extent = extent;
    refresh();
}

void PipelineEditor::setUnfolded(bool isUnfolded)
{
    m_isUnfolded = isUnfolded;
    refresh();
}

void PipelineEditor::setSource(const DataSource& source, const SourceScan& scan, const Dataset* train)
{
    for (auto* fields : std::initializer_list<PipelineFields*>{m_roles, m_windows, m_learning})
        fields->fill(source, scan, train);
    const auto others = m_rows->setProblems(validate(source.pipeline));
    m_problems->setText(others.join(QLatin1Char('\n')));
    m_problems->setVisible(!others.isEmpty());
    QStringList words;
    for (const auto& line : describe(source.pipeline))
        words << QString::fromStdString(line) + QLatin1Char('.');
    m_words->setText(words.join(QLatin1Char(' ')));
    refresh();
}

void PipelineEditor::refresh()
{
    using Section = FormRows::Section;
    m_rows->setShown(m_extent == Extent::Roles     ? QList{Section::Roles}
                     : m_extent == Extent::Windows ? QList{Section::Windows, Section::Learning}
                                                   : QList{Section::Roles, Section::Windows, Section::Learning},
                     m_isUnfolded);
    const auto folded = m_rows->foldedRows();
    m_more->setVisible(folded > 0);
    m_more->setText(m_isUnfolded  ? tr("Less")
                    : folded == 1 ? tr("More: 1 setting")
                                  : tr("More: %1 settings").arg(folded));
    m_more->setIcon(Theme::icon(m_isUnfolded ? QStringLiteral("chevron-up") : QStringLiteral("chevron-down")));
    m_more->setAccessibleDescription(m_isUnfolded ? tr("unfolded") : tr("folded"));
}

void PipelineEditor::chooseSubject()
{
    m_roles->subject().setFocus(Qt::OtherFocusReason);
    m_roles->subject().showPopup();
}

} // namespace pitlane
