// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/suggestionbar.h"

#include "ui/theme/iconengine.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace pitlane {

SuggestionBar::SuggestionBar(QWidget* parent) : QFrame(parent)
{
    m_label = new QLabel(this);
    m_label->setTextFormat(Qt::RichText);
    m_label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_select = new QPushButton(tr("Select it"), this);
    m_select->setProperty("role", QStringLiteral("link"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(34, 0, 12, 0);
    row->setSpacing(12);
    row->addWidget(m_label, 1);
    row->addWidget(m_select);
    connect(m_select, &QPushButton::clicked, this, [this] { Q_EMIT chosen(m_point); });
    hide();
}

void SuggestionBar::suggest(PointId point, const QString& sentence)
{
    m_point = point;
    m_label->setText(sentence);
    m_label->setToolTip(sentence);
    setVisible(point.isValid());
}

QString SuggestionBar::sentence() const
{
    return m_label->text();
}

void SuggestionBar::paintEvent(QPaintEvent*)
{
    const auto& tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.alt);
    painter.setPen(tokens.line);
    painter.drawLine(rect().topLeft(), rect().topRight());
    painter.setRenderHint(QPainter::Antialiasing);
    paintIcon(painter, QRectF(12, (height() - 16) / 2.0, 16, 16), QStringLiteral("star"), tokens.accentHover);
}

} // namespace pitlane
