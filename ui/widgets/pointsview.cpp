// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pointsview.h"

#include "ui/models/pointsmodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/stateglyph.h"

#include <QHeaderView>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace pitlane {
namespace {

constexpr int rowPx = 24;
constexpr int headerHeight = 26;
constexpr int padding = 6;
constexpr int arrowWidth = 7; ///< of the sort indicator

QColor colourOf(PointsModel::Tone tone, const Tokens& tokens)
{
    switch (tone) {
    case PointsModel::Tone::Quiet:
        return tokens.text3;
    case PointsModel::Tone::Live:
        return tokens.liveText;
    case PointsModel::Tone::Warning:
        return tokens.warnText;
    case PointsModel::Tone::Error:
        return tokens.errText;
    case PointsModel::Tone::Plain:
        break;
    }
    return tokens.text;
}

/// Draws `text` right-aligned with every digit in a cell of the widest one, so that columns of numbers line up in any
/// font.
void drawNumber(QPainter& painter, const QRectF& box, const QString& text)
{
    const QFontMetricsF metrics(painter.font());
    double widest = 0;
    bool equal = true;
    const double zero = metrics.horizontalAdvance(QLatin1Char('0'));
    for (char digit = '0'; digit <= '9'; ++digit) {
        const double advance = metrics.horizontalAdvance(QLatin1Char(digit));
        widest = std::max(widest, advance);
        equal = equal && std::abs(advance - zero) < 0.01;
    }
    if (equal) {
        painter.drawText(box, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, text);
        return;
    }
    const double baseline = box.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    double x = box.right();
    for (auto it = text.rbegin(); it != text.rend(); ++it) {
        const double advance = metrics.horizontalAdvance(*it);
        const double cell = it->isDigit() ? widest : advance;
        x -= cell;
        painter.drawText(QPointF(x + (cell - advance) / 2, baseline), *it);
    }
}

/// Titles over their columns, the sort indicator at the other side: a style draws it over a title at the right.
class PointsHeader : public QHeaderView
{
public:
    explicit PointsHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) { setSectionsClickable(true); }

private:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override
    {
        const auto& tokens = Theme::instance().tokens();
        painter->save();
        painter->fillRect(rect, tokens.alt);
        painter->setPen(tokens.line);
        painter->drawLine(rect.bottomLeft(), rect.bottomRight());
        const auto inner = rect.adjusted(padding, 0, -padding, -1);
        const auto alignment =
            static_cast<Qt::Alignment>(model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole).toInt());
        painter->setPen(tokens.text2);
        painter->setFont(font());
        painter->drawText(inner, static_cast<int>(alignment) | Qt::TextSingleLine,
                          model()->headerData(section, Qt::Horizontal).toString());
        if (section == sortIndicatorSection()) {
            const double x = alignment.testFlag(Qt::AlignRight) ? inner.left() : inner.right() - arrowWidth;
            const double y = inner.center().y();
            const double tip = sortIndicatorOrder() == Qt::AscendingOrder ? y - 2 : y + 2;
            const double base = 2 * y - tip;
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(tokens.text2);
            painter->drawPolygon(
                QPolygonF({QPointF(x, base), QPointF(x + arrowWidth, base), QPointF(x + arrowWidth / 2.0, tip)}));
        }
        painter->restore();
    }
};

} // namespace

void PointsDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto& tokens = Theme::instance().tokens();
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const bool isHovered = m_hovered.isValid() && index.data(PointsModel::IdRole).toLongLong() == m_hovered.value;
    const bool isReference = index.data(PointsModel::ReferenceRole).toBool();
    painter->save();
    painter->fillRect(option.rect, isSelected
                                       ? option.state.testFlag(QStyle::State_Active) ? tokens.sel : tokens.selInactive
                                   : isHovered   ? tokens.inkGround
                                   : isReference ? tokens.alt
                                                 : tokens.base);
    painter->setPen(tokens.line);
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());

    painter->setFont(option.font);
    painter->setPen(colourOf(static_cast<PointsModel::Tone>(index.data(PointsModel::ToneRole).toInt()), tokens));
    const auto text = index.data().toString();
    QRectF box = QRectF(option.rect).adjusted(padding, 0, -padding, -1);
    if (index.column() == PointsModel::State) {
        const QRectF glyph(box.left(), box.center().y() - 7, 14, 14);
        paintGlyph(*painter, glyph, static_cast<Glyph>(index.data(PointsModel::GlyphRole).toInt()),
                   index.data(PointsModel::ProgressRole).toDouble());
        box.setLeft(glyph.right() + 5);
        painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          QFontMetricsF(option.font).elidedText(text, Qt::ElideRight, box.width()));
    } else {
        drawNumber(*painter, box, text);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(tokens.accent, 1));
        painter->drawRect(option.rect.adjusted(0, 0, -1, -2));
    }
    painter->restore();
}

PointsView::PointsView(PointsModel& model, QWidget* parent)
    : QTableView(parent), m_points(model), m_filter(new PointsFilter(this)), m_delegate(new PointsDelegate(this))
{
    setHorizontalHeader(new PointsHeader(this));
    m_filter->setSourceModel(&model);
    setModel(m_filter);
    connect(m_filter, &QAbstractItemModel::headerDataChanged, this, &PointsView::fitColumns);
    setItemDelegate(m_delegate);
    setAccessibleName(tr("Points"));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setShowGrid(false);
    setMouseTracking(true);
    setWordWrap(false);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(rowPx);
    verticalHeader()->setMinimumSectionSize(rowPx);
    horizontalHeader()->setFixedHeight(headerHeight);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    horizontalHeader()->setSortIndicatorClearable(true);
    setSortingEnabled(true);
    sortByColumn(PointsModel::Number, Qt::AscendingOrder);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
        if (m_selecting || !current.isValid())
            return;
        const auto id = m_points.idAt(m_filter->mapToSource(current).row());
        if (id.isValid())
            Q_EMIT pointSelected(id);
    });
    connect(&Theme::instance(), &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void PointsView::setFilter(const QString& text)
{
    m_filter->setText(text);
}

void PointsView::setSelected(PointId point)
{
    if (selected() == point)
        return;
    m_selecting = true;
    const auto index = m_filter->mapFromSource(m_points.index(m_points.rowOf(point), 0));
    if (index.isValid()) {
        selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        scrollTo(index);
    } else {
        selectionModel()->clear();
    }
    m_selecting = false;
}

PointId PointsView::selected() const
{
    const auto rows = selectionModel()->selectedRows();
    return rows.isEmpty() ? PointId{} : m_points.idAt(m_filter->mapToSource(rows.front()).row());
}

void PointsView::setHovered(PointId point)
{
    if (m_hovered == point)
        return;
    const auto before = std::exchange(m_hovered, point);
    m_delegate->setHovered(point);
    updateRow(before);
    updateRow(point);
}

void PointsView::updateRow(PointId point)
{
    const auto index = m_filter->mapFromSource(m_points.index(m_points.rowOf(point), 0));
    if (index.isValid())
        viewport()->update(0, rowViewportPosition(index.row()), viewport()->width(), rowPx);
}

void PointsView::hover(PointId point)
{
    if (m_hovered == point)
        return;
    setHovered(point);
    Q_EMIT pointHovered(point);
}

void PointsView::mouseMoveEvent(QMouseEvent* event)
{
    QTableView::mouseMoveEvent(event);
    const auto index = indexAt(event->position().toPoint());
    hover(index.isValid() ? m_points.idAt(m_filter->mapToSource(index).row()) : PointId{});
}

void PointsView::leaveEvent(QEvent* event)
{
    QTableView::leaveEvent(event);
    hover({});
}

void PointsView::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

void PointsView::fitColumns()
{
    // Numbers need what their widest value needs; the state gets the rest.
    const QFontMetrics metrics(font());
    const auto wide = [&](const char* text) {
        return metrics.horizontalAdvance(QString::fromUtf8(text)) + 2 * padding + 4;
    };
    const auto title =
        model() == nullptr ? QString() : model()->headerData(PointsModel::Score, Qt::Horizontal).toString();
    const std::array<int, PointsModel::ColumnCount> widths = {
        wide("888"),      0,
        wide("8.8×10⁻⁸"), wide("8 888 888"),
        wide("888.88M"),  std::max(wide("Acc. %8"), wide(title.toUtf8().constData()))};
    horizontalHeader()->setSectionResizeMode(PointsModel::State, QHeaderView::Stretch);
    for (int column = 0; column < PointsModel::ColumnCount; ++column)
        if (column != PointsModel::State)
            setColumnWidth(column, widths[static_cast<std::size_t>(column)]);
}

} // namespace pitlane
