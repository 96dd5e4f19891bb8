// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/symbolheader.h"

#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QStyleOptionButton>

namespace pitlane {

namespace {

constexpr int boxSize = 16;
constexpr int padding = 6;
constexpr double subscriptScale = 0.78;

QFont subscriptFont(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * subscriptScale);
    return font;
}

/// "Channels C_out" as "Channels C" and "out"; names such as "_silence_" or "wrist_left" are no symbols.
std::pair<QString, QString> splitSymbol(const QString& text)
{
    const auto underscore = text.indexOf(QLatin1Char('_'));
    const bool isSymbol = underscore > 0 && text[underscore - 1].isLetter() &&
                          (underscore == 1 || text[underscore - 2] == QLatin1Char(' '));
    return isSymbol ? std::pair{text.left(underscore), text.mid(underscore + 1)} : std::pair{text, QString()};
}

} // namespace

int symbolTextWidth(const QFont& font, const QString& text)
{
    const auto [base, sub] = splitSymbol(text);
    return QFontMetrics(font).horizontalAdvance(base) + QFontMetrics(subscriptFont(font)).horizontalAdvance(sub);
}

int paintSymbolText(QPainter& painter, const QRect& rect, const QString& text, Qt::Alignment alignment)
{
    const auto font = painter.font();
    const auto [base, sub] = splitSymbol(text);
    if (sub.isEmpty()) {
        const auto elided = painter.fontMetrics().elidedText(base, Qt::ElideRight, rect.width());
        painter.drawText(rect, static_cast<int>((alignment & Qt::AlignHorizontal_Mask) | Qt::AlignVCenter), elided);
        return painter.fontMetrics().horizontalAdvance(elided);
    }
    const auto width = symbolTextWidth(font, text);
    const auto x = (alignment & Qt::AlignRight) != 0 ? rect.right() + 1 - width : rect.left();
    const auto baseWidth = painter.fontMetrics().horizontalAdvance(base);
    painter.drawText(QRect(x, rect.top(), baseWidth + 1, rect.height()), Qt::AlignLeft | Qt::AlignVCenter, base);
    painter.setFont(subscriptFont(font));
    painter.drawText(QRect(x + baseWidth, rect.top() + 4, width - baseWidth + 2, rect.height()),
                     Qt::AlignLeft | Qt::AlignVCenter, sub);
    painter.setFont(font);
    return width;
}

QRect cellTextRect(const QRect& cell, int column, int columns)
{
    return cell.adjusted(column == 0 ? 2 * padding : padding, 0, column + 1 == columns ? -2 * padding : -padding, -1);
}

SymbolHeader::SymbolHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setHighlightSections(false);
    setFixedHeight(26);
    auto small = font();
    small.setPointSizeF(9);
    setFont(small);
}

void SymbolHeader::paintSection(QPainter* painter, const QRect& rect, int section) const
{
    const auto& tokens = Theme::instance().tokens();
    painter->save();
    painter->fillRect(rect, tokens.alt);
    painter->setPen(tokens.line);
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());

    auto textRect = cellTextRect(rect, section, count());
    const auto state = model()->headerData(section, Qt::Horizontal, Qt::CheckStateRole);
    if (state.isValid()) {
        QStyleOptionButton option;
        option.initFrom(this);
        option.rect = boxRect(rect);
        option.state = QStyle::State_Enabled;
        const auto check = static_cast<Qt::CheckState>(state.toInt());
        option.state |= check == Qt::Checked     ? QStyle::State_On
                        : check == Qt::Unchecked ? QStyle::State_Off
                                                 : QStyle::State_NoChange;
        style()->drawPrimitive(QStyle::PE_IndicatorCheckBox, &option, painter, this);
        textRect.setLeft(option.rect.right() + 9);
    }
    painter->setPen(tokens.text2);
    painter->setFont(font());
    const auto alignment = model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole).value<Qt::Alignment>();
    paintSymbolText(*painter, textRect, model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString(),
                    alignment);
    painter->restore();
}

QSize SymbolHeader::sectionSizeFromContents(int section) const
{
    const auto text = model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString();
    const auto box = model()->headerData(section, Qt::Horizontal, Qt::CheckStateRole).isValid() ? boxSize + 9 : 0;
    const bool isOuter = section == 0 || section + 1 == count(); // see cellTextRect()
    return {symbolTextWidth(font(), text) + box + (isOuter ? 3 : 2) * padding, 26};
}

QRect SymbolHeader::boxRect(const QRect& sectionRect) const
{
    return {sectionRect.left() + padding, sectionRect.center().y() - boxSize / 2, boxSize, boxSize};
}

void SymbolHeader::mouseReleaseEvent(QMouseEvent* event)
{
    QHeaderView::mouseReleaseEvent(event);
    const auto section = logicalIndexAt(event->position().toPoint());
    if (section < 0 || event->button() != Qt::LeftButton)
        return;
    const auto state = model()->headerData(section, Qt::Horizontal, Qt::CheckStateRole);
    if (!state.isValid())
        return;
    const auto x = sectionViewportPosition(section);
    if (event->position().x() >
        x + symbolTextWidth(font(), model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString()) +
            boxSize + 3 * padding)
        return;
    const bool allOn = m_allOnRole >= 0 ? model()->headerData(section, Qt::Horizontal, m_allOnRole).toBool()
                                        : state.toInt() == Qt::Checked;
    model()->setHeaderData(section, Qt::Horizontal, allOn ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
}

} // namespace pitlane
