// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/stripcanvas.h"

#include "ui/format.h"
#include "ui/theme/theme.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace pitlane {
namespace {

/// A row's label: plain name in grey, then the symbol in bold with its subscript.
struct RowLabel
{
    QString word, symbol, subscript;
};

std::vector<RowLabel> rowLabels(StripSize size)
{
    if (size == StripSize::Page)
        return {{StripCanvas::tr("in → out"), {}, {}},
                {StripCanvas::tr("filter"), {}, {}},
                {StripCanvas::tr("parameters"), {}, {}}};
    return {{StripCanvas::tr("channels"), QStringLiteral("C"), StripCanvas::tr("out")},
            {StripCanvas::tr("field"), QStringLiteral("F"), {}},
            {StripCanvas::tr("dilation"), QStringLiteral("d"), {}},
            {StripCanvas::tr("taps"), QStringLiteral("K"), {}}};
}

/// `value` on the six steps of the ramp; the palest step is left out, it would vanish in the ghost.
QColor onRamp(const std::array<QColor, 6>& ramp, double value)
{
    const double position = 1 + std::clamp(value, 0.0, 1.0) * 4;
    const auto low = std::min<std::size_t>(static_cast<std::size_t>(position), 4);
    const double t = position - static_cast<double>(low);
    const auto mix = [t](int a, int b) { return static_cast<int>(std::lround(a + (b - a) * t)); };
    const auto &a = ramp[low], &b = ramp[low + 1];
    return {mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())};
}

} // namespace

StripCanvas::StripCanvas(StripSize size, QScrollArea& area) : m_size(size), m_area(area)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Layers"));
    connect(&Theme::instance(), &Theme::changed, this, [this] { layOut(); });
}

void StripCanvas::setSeed(const NetworkSpec& seed, const QStringList& fixedLayers)
{
    m_seed = seed;
    m_fixedLayers = fixedLayers;
    layOut();
}

void StripCanvas::setFound(const std::vector<LayerShape>& found)
{
    if (m_found == found)
        return;
    m_found = found;
    layOut();
}

void StripCanvas::setColour(StripColour colour)
{
    m_colour = colour;
    update();
}

void StripCanvas::clear()
{
    m_seed = {};
    m_found.clear();
    m_selected.clear();
    layOut();
}

void StripCanvas::layOut()
{
    m_geometry.reset();
    if (!m_seed.nodes.empty() && validate(m_seed).empty())
        m_geometry = StripGeometry::of(m_size, m_seed, m_found, m_fixedLayers);
    if (m_geometry && m_geometry->columnOf(m_selected) < 0 && m_geometry->bracketOf(m_selected) < 0)
        m_selected.clear();
    setMinimumSize(sizeHint());
    updateGeometry();
    update();
}

QSize StripCanvas::sizeHint() const
{
    if (!m_geometry)
        return {0, 0};
    return {static_cast<int>(std::ceil(m_geometry->size.width())),
            static_cast<int>(std::ceil(m_geometry->size.height()))};
}

void StripCanvas::setSelectedLayer(const QString& name)
{
    if (m_selected == name)
        return;
    m_selected = name;
    showColumn(name);
    announce(name);
    update();
}

void StripCanvas::choose(const QString& name)
{
    if (name.isEmpty())
        return;
    setSelectedLayer(name);
    Q_EMIT layerSelected(name);
}

void StripCanvas::announce(const QString& name)
{
    if (!m_geometry || !hasFocus() || !QAccessible::isActive())
        return;
    QAccessibleEvent focus(this, QAccessible::Focus);
    focus.setChild(m_geometry->columnOf(name));
    QAccessible::updateAccessibility(&focus);
}

void StripCanvas::showColumn(const QString& name)
{
    if (!m_geometry)
        return;
    const int index = m_geometry->columnOf(name);
    if (index < 0)
        return;
    const auto& column = m_geometry->columns[static_cast<std::size_t>(index)];
    const int left = static_cast<int>(column.box.left()) - 12;
    const int right = static_cast<int>(column.box.left() + column.width) + 12;
    auto* bar = m_area.horizontalScrollBar();
    const int width = m_area.viewport()->width();
    if (left < bar->value())
        bar->setValue(left);
    else if (right > bar->value() + width)
        bar->setValue(right - width);
}

bool StripCanvas::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip && m_geometry) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto name = m_geometry->layerAt(help->pos());
        const int index = m_geometry->columnOf(name);
        if (index >= 0)
            QToolTip::showText(help->globalPos(), describe(m_geometry->columns[static_cast<std::size_t>(index)]), this);
        else if (!name.isEmpty())
            QToolTip::showText(help->globalPos(), tr("%1: skip, 1×1 convolution").arg(name), this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

void StripCanvas::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && m_geometry)
        choose(m_geometry->layerAt(event->position()));
}

void StripCanvas::keyPressEvent(QKeyEvent* event)
{
    if (!m_geometry || m_geometry->columns.size() < 2) {
        QWidget::keyPressEvent(event);
        return;
    }
    const int last = static_cast<int>(m_geometry->columns.size()) - 1;
    int index = m_geometry->columnOf(m_selected);
    switch (event->key()) {
    case Qt::Key_Left:
        index = index < 0 ? last : std::max(index - 1, 1);
        break;
    case Qt::Key_Right:
        index = index < 0 ? 1 : std::min(index + 1, last);
        break;
    case Qt::Key_Home:
        index = 1;
        break;
    case Qt::Key_End:
        index = last;
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    choose(m_geometry->columns[static_cast<std::size_t>(index)].name);
}

void StripCanvas::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void StripCanvas::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

double StripCanvas::share(const StripColumn& column) const
{
    std::int64_t most = 1;
    for (const auto& other : m_geometry->columns)
        most = std::max(most, m_colour == StripColour::Macs ? other.macs : other.parameters);
    return static_cast<double>(m_colour == StripColour::Macs ? column.macs : column.parameters) /
           static_cast<double>(most);
}

QColor StripCanvas::cellColour(const StripColumn& column) const
{
    const auto& tokens = Theme::instance().tokens();
    if (column.kind == StripColumn::Kind::Input)
        return tokens.ink;
    if (m_colour != StripColour::Taps)
        return onRamp(tokens.ramp, share(column));
    return column.fixed || column.kind == StripColumn::Kind::Linear ? tokens.ink : tokens.accent;
}

void StripCanvas::paintSelection(QPainter& painter) const
{
    const int index = m_geometry->columnOf(m_selected);
    if (index < 0)
        return;
    const auto& tokens = Theme::instance().tokens();
    const auto& column = m_geometry->columns[static_cast<std::size_t>(index)];
    const double bottom = m_geometry->base + 8;
    const QRectF frame(std::floor(column.box.left() - 9) + 0.5, 1.5, std::round(column.width + 17), bottom - 2);
    painter.setRenderHint(QPainter::Antialiasing);
    auto ground = tokens.sel;
    ground.setAlphaF(tokens.dark ? 0.55f : 0.5f);
    painter.setBrush(ground);
    painter.setPen(QPen(tokens.accent, hasFocus() ? 2 : 1));
    painter.drawRoundedRect(frame, 3, 3);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void StripCanvas::paintBrackets(QPainter& painter) const
{
    const auto& tokens = Theme::instance().tokens();
    painter.save();
    for (const auto& bracket : m_geometry->brackets) {
        const bool chosen = bracket.skipLayers.contains(m_selected);
        const QColor colour = chosen ? tokens.accent : tokens.text3;
        painter.setRenderHint(QPainter::Antialiasing);
        QPen pen(colour, chosen ? 2 : 1);
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        const double left = std::floor(bracket.left) + 0.5, right = std::floor(bracket.right) + 0.5;
        const double top = std::floor(bracket.top) + 0.5;
        QPainterPath path;
        path.moveTo(left, m_geometry->base);
        path.lineTo(left, top);
        path.lineTo(right, top);
        path.lineTo(right, m_geometry->base - 5.5);
        painter.drawPath(path);
        const QPointF centre(right, m_geometry->base + 0.5);
        painter.setBrush(tokens.base);
        painter.drawEllipse(centre, 5.5, 5.5);
        painter.drawLine(centre - QPointF(3, 0), centre + QPointF(3, 0));
        painter.drawLine(centre - QPointF(0, 3), centre + QPointF(0, 3));
        if (m_size == StripSize::Page) {
            painter.setPen(chosen ? tokens.accentHover : tokens.text2);
            const auto& first = m_geometry->columns[static_cast<std::size_t>(bracket.first)];
            painter.drawText(QPointF(first.box.left(), bracket.top - 6),
                             bracket.skipLayers.isEmpty() ? tr("skip") : tr("skip 1×1"));
        }
    }
    painter.restore();
}

QStringList StripCanvas::rowTexts(const StripColumn& column) const
{
    const auto& seed = column.seed;
    const auto& shape = column.shape;
    const bool linear = column.kind == StripColumn::Kind::Linear;
    if (m_size == StripSize::Page) {
        if (column.kind == StripColumn::Kind::Input)
            return {QStringLiteral("%1 × %2").arg(format::count(seed.C_out), format::count(seed.T))};
        const auto flow = QStringLiteral("%1 → %2").arg(format::count(column.C_in), format::count(shape.C_out));
        const auto filter = linear ? QString() : tr("K %1, d %2").arg(shape.K).arg(shape.d);
        return {flow, filter, format::count(column.parameters)};
    }
    if (column.kind == StripColumn::Kind::Input || shape.removed)
        return {};
    const auto pair = [](std::int64_t found, std::int64_t whole) {
        return QStringLiteral("%1 / %2").arg(format::count(found), format::count(whole));
    };
    if (linear)
        return {format::count(shape.C_out), tr("%1 in").arg(format::count(column.C_in))};
    return {pair(shape.C_out, seed.C_out), pair(shape.F, seed.F()), format::count(shape.d), pair(shape.K, seed.K)};
}

void StripCanvas::paintColumn(QPainter& painter, const StripColumn& column) const
{
    const auto& tokens = Theme::instance().tokens();
    const auto& metrics = m_geometry->metrics;
    const bool input = column.kind == StripColumn::Kind::Input;

    if (column.kind == StripColumn::Kind::Conv && (!m_found.empty() || column.shape.removed)) {
        painter.setPen(tokens.ghostLine);
        painter.setBrush(tokens.ghostGround);
        painter.drawRect(column.box.adjusted(-0.5, -0.5, -0.5, 0.5));
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(cellColour(column));
    for (const auto& cell : m_geometry->cells(column))
        painter.drawRect(cell);

    QFont font = Theme::instance().plotTheme().tickFont;
    const QFontMetricsF plain(font);
    if (column.shape.removed) {
        painter.setPen(tokens.text2);
        painter.setFont(font);
        painter.drawText(QPointF(column.box.left() + 3, column.box.center().y() + plain.ascent() / 2 - 1),
                         tr("removed"));
    }
    const bool chosen = !input && column.name == m_selected;
    QFont nameFont = font;
    nameFont.setBold(chosen);
    painter.setFont(nameFont);
    painter.setPen(input ? tokens.text2 : tokens.text);
    if (input)
        painter.drawText(QPointF(column.box.right() - QFontMetricsF(nameFont).horizontalAdvance(column.name) + 9,
                                 metrics.nameBaseline),
                         column.name);
    else
        painter.drawText(QPointF(column.box.left(), metrics.nameBaseline),
                         QFontMetricsF(nameFont).elidedText(column.name, Qt::ElideRight, column.width + 12));
    painter.setFont(font);
    const auto texts = rowTexts(column);
    double centre = m_geometry->base + metrics.firstRow;
    for (qsizetype i = 0; i < texts.size(); ++i) {
        const double baseline = centre + (plain.ascent() - plain.descent()) / 2;
        painter.setPen(m_size == StripSize::Page && i > 0 ? tokens.text2 : tokens.text);
        const double x = input ? column.box.right() + 9 - plain.horizontalAdvance(texts[i]) : column.box.left();
        painter.drawText(QPointF(x, baseline), texts[i]);
        centre += metrics.rowPitch;
    }
}

void StripCanvas::paintRowLabels(QPainter& painter) const
{
    const auto& tokens = Theme::instance().tokens();
    const auto& metrics = m_geometry->metrics;
    const QFont font = Theme::instance().plotTheme().tickFont;
    QFont bold = font;
    bold.setBold(true);
    QFont small = font;
    small.setPointSizeF(font.pointSizeF() * 0.8);
    const QFontMetricsF plain(font), heavy(bold);
    double centre = m_geometry->base + metrics.firstRow;
    for (const auto& label : rowLabels(m_size)) {
        const double baseline = centre + (plain.ascent() - plain.descent()) / 2;
        double x = 12;
        painter.setFont(font);
        painter.setPen(tokens.text2);
        painter.drawText(QPointF(x, baseline), label.word);
        x += plain.horizontalAdvance(label.word + QLatin1Char(' '));
        painter.setPen(tokens.text);
        painter.setFont(bold);
        painter.drawText(QPointF(x, baseline), label.symbol);
        x += heavy.horizontalAdvance(label.symbol);
        painter.setFont(small);
        painter.drawText(QPointF(x, baseline + 3), label.subscript);
        centre += metrics.rowPitch;
    }
}

void StripCanvas::paintEvent(QPaintEvent*)
{
    const auto& tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.base);
    if (!m_geometry)
        return;
    painter.setFont(Theme::instance().plotTheme().tickFont);
    paintSelection(painter);
    painter.setPen(tokens.line2);
    const int y = static_cast<int>(std::lround(m_geometry->base));
    const auto& first = m_geometry->columns.front();
    painter.drawLine(static_cast<int>(first.box.left()) - 2, y, std::max(width(), sizeHint().width()), y);
    for (const auto& column : m_geometry->columns)
        paintColumn(painter, column);
    paintBrackets(painter);
    paintRowLabels(painter);
    if (hasFocus() && m_selected.isEmpty()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(tokens.accent, 2));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

} // namespace pitlane
