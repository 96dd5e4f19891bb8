// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/banner.h"

#include "ui/widgets/panel.h"
#include "ui/widgets/stateglyph.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QToolButton>

namespace pitlane {

Banner::Banner(QWidget* parent) : QFrame(parent)
{
    setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 8, 12, 8);
    row->setSpacing(8);
    m_glyph = new StateGlyph(Glyph::Warning, this);
    m_sentence = new QLabel(this);
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_action = makeButton({}, {}, this);
    auto* close = makeToolButton(QStringLiteral("close"), tr("Close this message"), this);
    row->addWidget(m_glyph, 0, Qt::AlignVCenter);
    row->addWidget(m_sentence, 1);
    row->addWidget(m_action);
    row->addWidget(close, 0, Qt::AlignVCenter);
    connect(m_action, &QPushButton::clicked, this, &Banner::actionChosen);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void Banner::tell(Kind kind, const QString& sentence, const QString& action)
{
    const bool isError = kind == Kind::Error;
    setProperty("role", isError ? QStringLiteral("errBanner") : QStringLiteral("warnBanner"));
    style()->unpolish(this);
    style()->polish(this);
    m_glyph->setGlyph(isError ? Glyph::Error : Glyph::Warning);
    m_sentence->setText(sentence);
    setAccessibleName(sentence);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    show();
}

QString Banner::sentence() const
{
    return m_sentence->text();
}

} // namespace pitlane
