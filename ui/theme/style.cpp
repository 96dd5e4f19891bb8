// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QLineEdit>
#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>
#include <QVariant>

namespace pitlane {

namespace {

constexpr int controlHeight = 28;
constexpr int smallControlHeight = 24;
constexpr int markSize = 16;
constexpr double radius = 4;

/// Controls in a panel's header, and those that ask for it, are 24 px high.
bool isSmall(const QWidget* widget)
{
    if (widget == nullptr)
        return false;
    if (widget->property("size").toString() == QLatin1String("small"))
        return true;
    const auto* parent = widget->parentWidget();
    return parent != nullptr && parent->property("role").toString() == QLatin1String("header");
}

/// Editors inside of tables have no room for a frame.
bool isInItemView(const QWidget* widget)
{
    return widget != nullptr && widget->parentWidget() != nullptr &&
           qobject_cast<const QAbstractItemView*>(widget->parentWidget()->parentWidget()) != nullptr;
}

QRectF halfPixel(const QRect& rect)
{
    return QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5);
}

} // namespace

PitlaneStyle::PitlaneStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void PitlaneStyle::drawField(const QStyleOption& option, QPainter& painter) const
{
    const bool enabled = option.state.testFlag(State_Enabled);
    const bool hovered = option.state.testFlag(State_MouseOver);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(!enabled ? m_tokens.line2 : hovered ? m_tokens.text2 : m_tokens.border, 1));
    painter.setBrush(enabled ? QBrush(m_tokens.base) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(halfPixel(option.rect), radius, radius);
    painter.restore();
}

void PitlaneStyle::drawMark(PrimitiveElement element, const QStyleOption& option, QPainter& painter) const
{
    const bool enabled = option.state.testFlag(State_Enabled);
    const bool on = option.state.testAnyFlags(State_On | State_NoChange);
    const QRectF box(option.rect.center().x() - markSize / 2.0 + 1, option.rect.center().y() - markSize / 2.0 + 1,
                     markSize - 1, markSize - 1);
    const auto outline = !enabled                                 ? m_tokens.line2
                         : on                                     ? m_tokens.accent
                         : option.state.testFlag(State_MouseOver) ? m_tokens.text2
                                                                  : m_tokens.border;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(outline, 1));
    if (element == PE_IndicatorRadioButton) {
        painter.setBrush(on ? (enabled ? m_tokens.accent : m_tokens.line2) : m_tokens.base);
        painter.drawEllipse(box);
        if (on) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(m_tokens.onAccent);
            painter.drawEllipse(box.center(), 3, 3);
        }
    } else {
        painter.setBrush(on ? (enabled ? m_tokens.accent : m_tokens.line2) : enabled ? m_tokens.base : Qt::transparent);
        painter.drawRoundedRect(box, 3, 3);
        painter.setPen(QPen(m_tokens.onAccent, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
        if (option.state.testFlag(State_NoChange)) {
            painter.drawLine(box.center() - QPointF(4, 0), box.center() + QPointF(4, 0));
        } else if (on) {
            const auto c = box.center();
            painter.drawPolyline(QPolygonF({c + QPointF(-4, 0), c + QPointF(-1, 3), c + QPointF(4, -3)}));
        }
    }
    painter.restore();
}

void PitlaneStyle::drawChevron(QPainter& painter, const QPointF& centre, bool enabled, bool up) const
{
    const double s = up ? -1 : 1;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(enabled ? m_tokens.text2 : m_tokens.disabled, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(
        QPolygonF({centre + QPointF(-3, -1.5 * s), centre + QPointF(0, 1.5 * s), centre + QPointF(3, -1.5 * s)}));
    painter.restore();
}

void PitlaneStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                 const QWidget* widget) const
{
    switch (element) {
    case PE_PanelLineEdit:
        if (isInItemView(widget)) {
            painter->fillRect(option->rect, m_tokens.base);
            return;
        }
        // Inside of a spin box or an editable combo box the line edit has no frame: the box draws it.
        if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
            frame != nullptr && frame->lineWidth > 0)
            drawField(*option, *painter);
        return;
    case PE_FrameLineEdit:
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
    case PE_IndicatorRadioButton:
        drawMark(element, *option, *painter);
        return;
    case PE_FrameFocusRect:
        // Controls get the ring of FocusRing, outside of their frame; cells of a table get it inside.
        if (qobject_cast<const QAbstractItemView*>(widget) != nullptr) {
            painter->save();
            painter->setPen(QPen(m_tokens.accent, 1));
            painter->setBrush(Qt::NoBrush);
            painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
            painter->restore();
        }
        return;
    case PE_IndicatorArrowDown:
        drawChevron(*painter, QRectF(option->rect).center(), option->state.testFlag(State_Enabled));
        return;
    case PE_IndicatorArrowUp:
        drawChevron(*painter, QRectF(option->rect).center(), option->state.testFlag(State_Enabled), true);
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void PitlaneStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                               const QWidget* widget) const
{
    if (element == CE_FocusFrame) {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(m_tokens.accent, 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(option->rect).adjusted(1, 1, -1, -1), radius + 2, radius + 2);
        painter->restore();
        return;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void PitlaneStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                      const QWidget* widget) const
{
    const bool enabled = option->state.testFlag(State_Enabled);
    if (control == CC_ComboBox) {
        if (!isInItemView(widget))
            drawField(*option, *painter);
        else
            painter->fillRect(option->rect, m_tokens.base);
        const QPointF centre(option->direction == Qt::RightToLeft ? option->rect.left() + 12
                                                                  : option->rect.right() - 11,
                             option->rect.center().y() + 0.5);
        drawChevron(*painter, centre, enabled);
        return;
    }
    if (control == CC_SpinBox) {
        if (!isInItemView(widget))
            drawField(*option, *painter);
        if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
            spin != nullptr && spin->buttonSymbols != QAbstractSpinBox::NoButtons) {
            const auto up = QRectF(subControlRect(control, option, SC_SpinBoxUp, widget));
            const auto down = QRectF(subControlRect(control, option, SC_SpinBoxDown, widget));
            drawChevron(*painter, up.center() + QPointF(0, 1),
                        enabled && spin->stepEnabled.testFlag(QAbstractSpinBox::StepUpEnabled), true);
            drawChevron(*painter, down.center() - QPointF(0, 1),
                        enabled && spin->stepEnabled.testFlag(QAbstractSpinBox::StepDownEnabled));
        }
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect PitlaneStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                   const QWidget* widget) const
{
    if (control == CC_SpinBox) {
        const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        const bool buttons = spin != nullptr && spin->buttonSymbols != QAbstractSpinBox::NoButtons;
        const auto rect = option->rect;
        const int width = buttons ? 18 : 0;
        QRect result;
        if (part == SC_SpinBoxUp)
            result = QRect(rect.right() - width, rect.top() + 2, width, rect.height() / 2 - 2);
        else if (part == SC_SpinBoxDown)
            result = QRect(rect.right() - width, rect.top() + rect.height() / 2, width, rect.height() / 2 - 2);
        else if (part == SC_SpinBoxEditField)
            result = rect.adjusted(6, 1, -(buttons ? width : 6), -1);
        else
            result = rect;
        return visualRect(option->direction, rect, result);
    }
    if (control == CC_ComboBox && part == SC_ComboBoxEditField)
        return visualRect(option->direction, option->rect, option->rect.adjusted(8, 1, -22, -1));
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QSize PitlaneStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                     const QWidget* widget) const
{
    auto result = QProxyStyle::sizeFromContents(type, option, size, widget);
    const int height = isSmall(widget) ? smallControlHeight : controlHeight;
    switch (type) {
    case CT_ComboBox:
        return {size.width() + 8 + 24, std::max(height, size.height() + 4)};
    case CT_SpinBox:
        return {size.width() + 14, std::max(height, size.height() + 4)};
    case CT_LineEdit:
        return isInItemView(widget) ? result : QSize(result.width(), std::max(height, size.height() + 4));
    default:
        return result;
    }
}

int PitlaneStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return markSize;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return 8;
    case PM_ButtonIconSize:
    case PM_SmallIconSize:
        return 16;
    case PM_SplitterWidth:
        return 1;
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin:
        return 3; // 1 px gap and a ring of 2 px
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return 8;
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin:
        return 12;
    case PM_ScrollBarExtent:
        return 10;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    case PM_MenuButtonIndicator:
        return 0;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int PitlaneStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                            QStyleHintReturn* data) const
{
    switch (hint) {
    case SH_FocusFrame_AboveWidget:
        return 1;
    case SH_ComboBox_Popup:
        return 0;
    case SH_UnderlineShortcut:
        return 1;
    case SH_ItemView_ShowDecorationSelected:
        return 1;
    case SH_ToolTip_WakeUpDelay:
        return 400;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

} // namespace pitlane
