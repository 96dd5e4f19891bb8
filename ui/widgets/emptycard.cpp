// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/emptycard.h"

#include "ui/theme/iconengine.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace pitlane {
namespace {

constexpr int left = 61; ///< of the words; the icon stands before them
constexpr QRectF iconBox{19, 18, 28, 28};

} // namespace

EmptyCard::EmptyCard(const QString& iconName, const QString& headline, const QString& sentence, QPushButton* action,
                     QWidget* parent)
    : QFrame(parent), m_icon(iconName)
{
    setFixedWidth(400);
    setAccessibleName(headline);
    auto* head = new QLabel(headline, this);
    head->setProperty("role", QStringLiteral("title"));
    auto* body = new QLabel(sentence, this);
    body->setProperty("role", QStringLiteral("note"));
    body->setWordWrap(true);
    m_ready = new QLabel(this);
    m_ready->setProperty("role", QStringLiteral("small"));
    m_ready->setWordWrap(true);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(left, 18, 19, 18);
    rows->setSpacing(6);
    rows->addWidget(head);
    rows->addWidget(body);
    rows->addSpacing(6);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(action);
    buttons->addStretch();
    rows->addLayout(buttons);
    rows->addSpacing(2);
    rows->addWidget(m_ready);
}

void EmptyCard::setReady(const QString& sentence)
{
    m_ready->setText(sentence);
    m_ready->setVisible(!sentence.isEmpty());
    adjustSize();
}

void EmptyCard::paintEvent(QPaintEvent*)
{
    const auto& tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(tokens.line2);
    painter.setBrush(tokens.base);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    paintIcon(painter, iconBox, m_icon, tokens.text2);
}

} // namespace pitlane
