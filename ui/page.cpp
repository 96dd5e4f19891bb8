// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/page.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace pitlane {

namespace {

constexpr int barHeight = 48;
constexpr int padding = 16;

} // namespace

Page::Page(Context& context, const QString& title, QWidget* parent) : QWidget(parent), m_context(context)
{
    setAccessibleName(title);
    m_layout = new QVBoxLayout(this);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);

    auto* bar = new QWidget(this);
    bar->setObjectName(QStringLiteral("pageBar"));
    bar->setProperty("role", QStringLiteral("bar"));
    bar->setAttribute(Qt::WA_StyledBackground);
    bar->setFixedHeight(barHeight);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(padding, 0, padding, 0);
    row->setSpacing(padding);
    auto* name = new QLabel(title, bar);
    name->setProperty("role", QStringLiteral("title"));
    m_subtitle = new QLabel(bar);
    m_subtitle->setProperty("role", QStringLiteral("note"));
    m_subtitle->hide();
    m_barLeft = new QHBoxLayout;
    m_barLeft->setSpacing(8);
    m_barRight = new QHBoxLayout;
    m_barRight->setSpacing(8);
    row->addWidget(name);
    row->addWidget(m_subtitle);
    row->addLayout(m_barLeft);
    row->addStretch(1);
    row->addLayout(m_barRight);
    m_layout->addWidget(bar);
}

void Page::setSubtitle(const QString& text)
{
    m_subtitle->setText(text);
    m_subtitle->setVisible(!text.isEmpty());
}

void Page::setContent(QWidget* content)
{
    while (m_layout->count() > 1) {
        auto* item = m_layout->takeAt(1);
        delete item->widget();
        delete item;
    }
    m_layout->addWidget(content, 1);
}

void Page::setBadge(Badge badge)
{
    if (badge == m_badge)
        return;
    m_badge = badge;
    Q_EMIT badgeChanged(badge);
}

} // namespace pitlane
