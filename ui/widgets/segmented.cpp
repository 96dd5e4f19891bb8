// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/segmented.h"

#include "ui/theme/theme.h"

#include <QHoverEvent>
#include <QPainter>
#include <QPainterPath>

namespace pitlane {

namespace {

constexpr int padding = 11;
constexpr double radius = 4;

QFont bold(QFont font)
{
    font.setBold(true);
    return font;
}

} // namespace

Segmented::Segmented(const QStringList& segments, QWidget* parent) : QTabBar(parent)
{
    setDrawBase(false);
    setExpanding(false);
    setUsesScrollButtons(false);
    setElideMode(Qt::ElideNone);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    for (const auto& segment : segments)
        addTab(segment);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize Segmented::tabSizeHint(int index) const
{
    // Wide enough for the bold text of the chosen segment, so that nothing moves when the choice does.
    const bool small = parentWidget() != nullptr && parentWidget()->property("role") == QStringLiteral("header");
    return {QFontMetrics(bold(font())).horizontalAdvance(tabText(index)) + 2 * padding, small ? 24 : 28};
}

QSize Segmented::minimumTabSizeHint(int index) const
{
    return tabSizeHint(index);
}

bool Segmented::event(QEvent* event)
{
    int hovered = m_hovered;
    if (event->type() == QEvent::HoverMove)
        hovered = tabAt(static_cast<QHoverEvent*>(event)->position().toPoint());
    else if (event->type() == QEvent::HoverLeave)
        hovered = -1;
    if (hovered != m_hovered) {
        m_hovered = hovered;
        update();
    }
    return QTabBar::event(event);
}

void Segmented::paintEvent(QPaintEvent*)
{
    if (count() == 0)
        return;
    const auto& t = Theme::instance().tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto outer = QRectF(tabRect(0).united(tabRect(count() - 1))).adjusted(0.5, 0.5, -0.5, -0.5);
    QPainterPath outline;
    outline.addRoundedRect(outer, radius, radius);
    painter.save();
    painter.setClipPath(outline);
    painter.fillPath(outline, t.base);
    for (int i = 0; i < count(); ++i) {
        const auto rect = tabRect(i);
        const bool chosen = i == currentIndex();
        if (chosen && isTabEnabled(i)) {
            painter.fillRect(rect, t.sel);
            painter.fillRect(QRect(rect.left(), rect.bottom() - 2, rect.width(), 3), t.accent);
        } else if (i == m_hovered && isTabEnabled(i)) {
            painter.fillRect(rect, t.inkGround);
        }
        painter.setFont(chosen ? bold(font()) : font());
        painter.setPen(isTabEnabled(i) && isEnabled() ? t.text : t.disabled);
        painter.drawText(rect, Qt::AlignCenter | Qt::TextShowMnemonic, tabText(i));
    }
    painter.restore();
    painter.setPen(QPen(isEnabled() ? t.border : t.line2, 1));
    painter.setBrush(Qt::NoBrush);
    for (int i = 1; i < count(); ++i) {
        const double x = tabRect(i).left() + 0.5;
        painter.drawLine(QPointF(x, outer.top()), QPointF(x, outer.bottom()));
    }
    painter.drawRoundedRect(outer, radius, radius);
}

} // namespace pitlane
