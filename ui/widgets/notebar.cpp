// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/notebar.h"

#include "ui/theme/iconengine.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace pitlane {

NoteBar::NoteBar(const QString& iconName, QWidget* parent) : QFrame(parent), m_icon(iconName)
{
    m_label = new QLabel(this);
    m_label->setTextFormat(Qt::PlainText);
    m_label->setWordWrap(true);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_action = new QPushButton(this);
    m_action->setProperty("role", QStringLiteral("link"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(34, 6, 12, 6);
    row->setSpacing(12);
    row->addWidget(m_label, 1);
    row->addWidget(m_action);
    connect(m_action, &QPushButton::clicked, this, &NoteBar::triggered);
    hide();
}

void NoteBar::say(const QString& sentence, const QString& action)
{
    m_label->setText(sentence);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    setVisible(!sentence.isEmpty());
}

QString NoteBar::sentence() const
{
    return m_label->text();
}

void NoteBar::paintEvent(QPaintEvent*)
{
    const auto& tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.alt);
    painter.setPen(tokens.line);
    painter.drawLine(rect().topLeft(), rect().topRight());
    painter.setRenderHint(QPainter::Antialiasing);
    paintIcon(painter, QRectF(12, (height() - 16) / 2.0, 16, 16), m_icon, tokens.accentHover);
}

} // namespace pitlane
