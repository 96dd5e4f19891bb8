// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/frontplot.h"

#include "plots/counttickers.h"
#include "plots/frontlayers.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace pitlane {
namespace {

constexpr double reach = 12; ///< px from a mark's centre that still mean it

} // namespace

FrontPlot::FrontPlot(QWidget* parent) : QCustomPlot(parent), m_countTicker(new CountTicker)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Pareto front"));
    setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    setNoAntialiasingOnDrag(false);

    const auto addBuffer = [this](const QString& name, const QString& below) {
        addLayer(name, layer(below), QCustomPlot::limAbove);
        layer(name)->setMode(QCPLayer::lmBuffered);
        return name;
    };
    // Axes lie under the marks, so that a mark on the lower edge is whole.
    const auto marks = addBuffer(QStringLiteral("front.marks"), QStringLiteral("axes"));
    const auto live = addBuffer(QStringLiteral("front.live"), marks);
    const auto overlay = addBuffer(QStringLiteral("front.overlay"), live);
    m_markLayer = new Marks(*this, marks);
    m_liveLayer = new Live(*this, live);
    m_overlayLayer = new Overlay(*this, overlay);

    xAxis->setTicker(m_countTicker);
    yAxis->setTicker(QSharedPointer<PercentTicker>(new PercentTicker));
    applyAxes();
    refit();
}

FrontPlot::~FrontPlot() = default;

void FrontPlot::setTheme(const PlotTheme& theme)
{
    m_theme = theme;
    m_painter.setTheme(theme);
    applyTheme(*this, theme);
    replotAll();
}

void FrontPlot::setAxes(const FrontAxes& axes)
{
    if (m_axes == axes)
        return;
    m_axes = axes;
    applyAxes();
    refit();
    replotAll();
}

void FrontPlot::applyAxes()
{
    m_countTicker->setLogarithmic(m_logX);
    xAxis->setScaleType(m_logX ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    xAxis->setLabel(m_logX ? tr("%1 (log)").arg(m_axes.xTitle) : m_axes.xTitle);
    yAxis->setLabel(m_axes.yTitle);
    yAxis->setRangeReversed(m_axes.lowerIsBetter);
}

void FrontPlot::setMarks(std::vector<FrontMark> marks)
{
    const auto sameStill = [&] {
        const auto still = [](const FrontMark& mark) { return !mark.isLive(); };
        auto a = m_marks.begin();
        auto b = marks.begin();
        for (;;) {
            a = std::find_if(a, m_marks.end(), still);
            b = std::find_if(b, marks.end(), still);
            if (a == m_marks.end() || b == marks.end())
                return a == m_marks.end() && b == marks.end();
            if (*a++ != *b++)
                return false;
        }
    };
    const bool onlyLive = sameStill();
    m_marks = std::move(marks);
    m_index.clear();
    for (std::size_t i = 0; i < m_marks.size(); ++i)
        m_index.emplace(m_marks[i].id.value, i);
    const auto x = xAxis->range();
    const auto y = yAxis->range();
    if (m_fitted)
        refit();
    setAccessibleDescription(description());
    if (onlyLive && x == xAxis->range() && y == yAxis->range()) {
        m_liveLayer->layer()->replot();
        m_overlayLayer->layer()->replot();
    } else {
        replotAll();
    }
}

void FrontPlot::setTrails(std::vector<FrontTrail> trails)
{
    if (m_trails == trails)
        return;
    m_trails = std::move(trails);
    m_liveLayer->layer()->replot();
}

void FrontPlot::setSpreads(std::vector<FrontSpread> spreads)
{
    if (m_spreads == spreads)
        return;
    m_spreads = std::move(spreads);
    replotAll();
}

void FrontPlot::setSelected(PointId point)
{
    if (m_selected == point)
        return;
    m_selected = point;
    m_overlayLayer->layer()->replot();
}

void FrontPlot::setHovered(PointId point)
{
    if (m_hovered == point)
        return;
    m_hovered = point;
    m_overlayLayer->layer()->replot();
}

void FrontPlot::setLogX(bool on)
{
    if (m_logX == on)
        return;
    m_logX = on;
    applyAxes();
    m_fitted = true;
    refit();
    replotAll();
    Q_EMIT logXChanged(on);
}

void FrontPlot::fit()
{
    m_fitted = true;
    refit();
    replotAll();
}

void FrontPlot::zoom(double factor)
{
    m_fitted = false;
    const auto* mark = find(m_hovered.isValid() ? m_hovered : m_selected);
    const QPointF centre = mark != nullptr && mark->isShown() ? pixelOf(*mark) : QPointF(axisRect()->rect().center());
    xAxis->scaleRange(1 / factor, xAxis->pixelToCoord(centre.x()));
    yAxis->scaleRange(1 / factor, yAxis->pixelToCoord(centre.y()));
    replotAll();
}

void FrontPlot::replotAll()
{
    replot(QCustomPlot::rpQueuedReplot);
}

const FrontMark* FrontPlot::find(PointId point) const
{
    const auto it = m_index.find(point.value);
    return point.isValid() && it != m_index.end() ? &m_marks[it->second] : nullptr;
}

QPointF FrontPlot::pixelOf(const FrontMark& mark, bool* below) const
{
    const double bottom = axisRect()->bottom() + 1;
    const double x = xAxis->coordToPixel(mark.x);
    if (!mark.y) {
        if (below != nullptr)
            *below = true;
        return {x, bottom};
    }
    const double y = yAxis->coordToPixel(*mark.y);
    const bool under = m_fitted && y > bottom;
    if (below != nullptr)
        *below = under;
    return {x, under ? bottom - 14 : y};
}

bool FrontPlot::isVisible(const QPointF& pixel) const
{
    return QRectF(axisRect()->rect()).adjusted(-1, -1, 2, 2).contains(pixel);
}

std::vector<const FrontMark*> FrontPlot::frontInOrder() const
{
    std::vector<const FrontMark*> front;
    for (const auto& mark : m_marks)
        if (mark.onFront && mark.y && mark.isShown() && !mark.isLive())
            front.push_back(&mark);
    std::sort(front.begin(), front.end(),
              [](const FrontMark* a, const FrontMark* b) { return a->x != b->x ? a->x < b->x : *a->y < *b->y; });
    return front;
}

QString FrontPlot::valueText(double y) const
{
    const auto number = QString::number(y, 'f', m_axes.yDecimals);
    return m_axes.yUnit.isEmpty() ? number : number + QLatin1Char(' ') + m_axes.yUnit;
}

QString FrontPlot::labelOf(const FrontMark& mark, bool below) const
{
    if (mark.role != PointRole::Found) {
        const auto name = mark.role == PointRole::Seed ? tr("Seed") : tr("Hand-tuned");
        return mark.y ? name : tr("%1 · not trained yet").arg(name);
    }
    const auto number = QString::number(mark.number);
    if (below)
        return QStringLiteral("%1 · %2").arg(number, valueText(*mark.y));
    if (mark.status == PointStatus::Failed)
        return tr("%1 failed").arg(number);
    if (mark.status == PointStatus::Interrupted)
        return tr("%1 interrupted").arg(number);
    return number;
}

void FrontPlot::drawLabel(QPainter& painter, LabelPlacer& placer, const FrontMark& mark, const QPointF& pixel,
                          bool below, bool force) const
{
    const QFont font = m_theme.tickFont;
    const QFontMetricsF metrics(font);
    const auto text = labelOf(mark, below);
    const QSizeF size(metrics.horizontalAdvance(text), metrics.ascent() + metrics.descent() - 2);
    const auto corner = placer.place(pixel, radiusOf(shapeOf(mark)), size, force);
    if (corner)
        m_painter.drawLabel(painter, *corner + QPointF(0, metrics.ascent() - 1), text, font,
                            mark.isLive() ? m_theme.live : m_theme.text);
}

QRect FrontPlot::freeCorner(const QSize& size, PointId point) const
{
    const auto area = axisRect()->rect().adjusted(11, 0, -8, -8);
    std::array<QRect, 4> corners;
    corners.fill(QRect(area.topLeft(), size));
    corners[1].moveTopRight(area.topRight());
    corners[2].moveBottomLeft(area.bottomLeft());
    corners[3].moveBottomRight(area.bottomRight());
    std::array<int, 4> prices = {0, 1, 2, 3};
    const auto front = frontInOrder();
    for (std::size_t i = 0; i < corners.size(); ++i) {
        const QRectF corner = QRectF(corners[i]).adjusted(-8, -8, 8, 8);
        for (const auto& mark : m_marks)
            if (mark.isShown() && corner.contains(pixelOf(mark)))
                prices[i] += mark.id == point ? 1'000'000 : mark.onFront ? 60 : 10;
        for (const auto* mark : front)
            prices[i] += corner.contains(QPointF(corner.center().x(), pixelOf(*mark).y())) ? 1 : 0;
    }
    return corners[static_cast<std::size_t>(std::min_element(prices.begin(), prices.end()) - prices.begin())];
}

std::optional<QPointF> FrontPlot::positionOf(PointId point) const
{
    const auto* mark = find(point);
    if (mark == nullptr || !mark->isShown())
        return std::nullopt;
    const auto pixel = pixelOf(*mark);
    return isVisible(pixel) ? std::optional(pixel) : std::nullopt;
}

PointId FrontPlot::markAt(const QPointF& position) const
{
    PointId nearest;
    double best = reach * reach;
    for (const auto& mark : m_marks) {
        if (!mark.isShown())
            continue;
        const auto pixel = pixelOf(mark);
        const auto offset = pixel - position;
        const double distance = offset.x() * offset.x() + offset.y() * offset.y();
        if (distance <= best && isVisible(pixel)) {
            best = distance;
            nearest = mark.id;
        }
    }
    return nearest;
}

QString FrontPlot::description() const
{
    const auto front = frontInOrder();
    const auto shown = std::count_if(m_marks.begin(), m_marks.end(), [](const FrontMark& mark) {
        return mark.role == PointRole::Found && mark.isShown();
    });
    const auto running =
        std::count_if(m_marks.begin(), m_marks.end(), [](const FrontMark& mark) { return mark.isLive(); });
    if (front.empty())
        return tr("%1 over %2: no finished point, %3 running").arg(m_axes.yTitle, m_axes.xTitle).arg(running);
    const auto place = [this](const FrontMark& mark) {
        return tr("%1 at %2").arg(QLocale::c().toString(mark.x, 'f', 0), valueText(*mark.y));
    };
    return tr("%1 over %2: %3 points, %4 running, %5 on the front, from %6 to %7")
        .arg(m_axes.yTitle, m_axes.xTitle)
        .arg(shown)
        .arg(running)
        .arg(front.size())
        .arg(place(*front.front()), place(*front.back()));
}

} // namespace pitlane
