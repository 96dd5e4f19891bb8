// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/frontlayers.h"

#include <algorithm>
#include <cmath>
#include <limits>

/// Ranges, mouse and keys of the front plot.
namespace pitlane {
namespace {

/// 1, 2 or 5 times a power of ten, at least `value`.
double niceStep(double value)
{
    const double unit = std::pow(10.0, std::floor(std::log10(value)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * unit >= value * 0.999)
            return factor * unit;
    return 10 * unit;
}

/// Steps of a third of an octave: a range in them does not tremble while points move.
double stepDown(double value)
{
    return std::exp2(std::floor(std::log2(value) * 3) / 3);
}

double stepUp(double value)
{
    return std::exp2(std::ceil(std::log2(value) * 3) / 3);
}

} // namespace

void FrontPlot::refit()
{
    double left = 0, right = 0;
    // Heights grow when a network gets better: errors are turned over here, and back at the end.
    const double sign = m_axes.lowerIsBetter ? -1 : 1;
    const bool inPercent = m_axes.yUnit == QLatin1Char('%');
    const auto setHeights = [&](double low, double high) {
        yAxis->setRange(std::min(sign * low, sign * high), std::max(sign * low, sign * high));
    };
    constexpr double none = std::numeric_limits<double>::infinity();
    std::vector<double> finished, moving;
    double lowestFront = none;
    for (const auto& mark : m_marks) {
        if (!mark.isShown())
            continue;
        left = left == 0 ? mark.x : std::min(left, mark.x);
        right = std::max(right, mark.x);
        if (!mark.y)
            continue;
        const bool still = !mark.isLive() && (mark.role != PointRole::Found || mark.status == PointStatus::Done);
        (still ? finished : moving).push_back(sign * *mark.y);
        if (mark.onFront || mark.role != PointRole::Found)
            lowestFront = std::min(lowestFront, sign * *mark.y);
    }
    if (right == 0) {
        left = 100;
        right = 100'000;
    }
    if (m_logX)
        xAxis->setRange(stepDown(left / 1.3), stepUp(right * 1.35));
    else {
        const double step = niceStep(right / 8);
        xAxis->setRange(0, step * std::ceil(right * 1.05 / step));
    }

    auto values = finished;
    values.insert(values.end(), moving.begin(), moving.end());
    if (values.empty()) {
        if (m_axes.lowerIsBetter)
            setHeights(-10, 0);
        else
            setHeights(0, inPercent ? 100 : 1);
        return;
    }
    const double high = *std::max_element(values.begin(), values.end());
    double low = *std::min_element(values.begin(), values.end());
    // One poor network must not press the front flat: what lies far below stands on the edge with its value.
    const double least = inPercent ? 1.0 : std::max(0.02 * std::abs(high), 1e-9); // what is worth showing
    if (lowestFront != none)
        low = std::max(low, lowestFront - 2 * std::max(high - lowestFront, 1.5 * least));
    const double step = niceStep(std::max(high - low, least) / 6);
    const double top = step * std::ceil((high + 0.6 * step) / step);
    const double perfect = m_axes.lowerIsBetter ? 0 : inPercent ? 100 : none;
    setHeights(step * std::floor((low - 0.6 * step) / step),
               high <= perfect ? std::min(top, perfect + 0.4 * step) : top);
}

void FrontPlot::hover(PointId point)
{
    if (m_hovered == point)
        return;
    setHovered(point);
    Q_EMIT pointHovered(point);
}

void FrontPlot::walkFront(int step)
{
    const auto front = frontInOrder();
    if (front.empty())
        return;
    const auto current = m_hovered.isValid() ? m_hovered : m_selected;
    const auto it =
        std::find_if(front.begin(), front.end(), [&](const FrontMark* mark) { return mark->id == current; });
    const auto last = static_cast<int>(front.size()) - 1;
    const int index =
        it == front.end() ? (step > 0 ? 0 : last) : std::clamp(static_cast<int>(it - front.begin()) + step, 0, last);
    hover(front[static_cast<std::size_t>(index)]->id);
}

void FrontPlot::walkNumbers(int step)
{
    std::vector<const FrontMark*> all;
    for (const auto& mark : m_marks)
        if (mark.isShown())
            all.push_back(&mark);
    if (all.empty())
        return;
    std::stable_sort(all.begin(), all.end(),
                     [](const FrontMark* a, const FrontMark* b) { return a->number < b->number; });
    const auto current = m_hovered.isValid() ? m_hovered : m_selected;
    const auto it = std::find_if(all.begin(), all.end(), [&](const FrontMark* mark) { return mark->id == current; });
    const auto last = static_cast<int>(all.size()) - 1;
    const int index =
        it == all.end() ? (step > 0 ? 0 : last) : std::clamp(static_cast<int>(it - all.begin()) + step, 0, last);
    hover(all[static_cast<std::size_t>(index)]->id);
}

void FrontPlot::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        walkFront(-1);
        break;
    case Qt::Key_Right:
        walkFront(1);
        break;
    case Qt::Key_Up:
        walkNumbers(-1);
        break;
    case Qt::Key_Down:
        walkNumbers(1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_hovered.isValid()) {
            setSelected(m_hovered);
            Q_EMIT pointSelected(m_selected);
        }
        break;
    case Qt::Key_Escape:
        if (m_hovered.isValid()) {
            hover({});
        } else if (m_selected.isValid()) {
            setSelected({});
            Q_EMIT pointSelected({});
        } else {
            QCustomPlot::keyPressEvent(event);
        }
        break;
    case Qt::Key_Plus:
        zoom(1.25);
        break;
    case Qt::Key_Minus:
        zoom(0.8);
        break;
    case Qt::Key_0:
        fit();
        break;
    case Qt::Key_L:
        setLogX(!m_logX);
        break;
    default:
        QCustomPlot::keyPressEvent(event);
    }
}

void FrontPlot::mousePressEvent(QMouseEvent* event)
{
    m_press = event->position();
    m_dragged = false;
    QCustomPlot::mousePressEvent(event);
}

void FrontPlot::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() == Qt::NoButton) {
        hover(markAt(event->position()));
        return;
    }
    if ((event->position() - m_press).manhattanLength() < 4 && !m_dragged)
        return;
    m_dragged = true;
    m_fitted = false;
    QCustomPlot::mouseMoveEvent(event);
}

void FrontPlot::mouseReleaseEvent(QMouseEvent* event)
{
    QCustomPlot::mouseReleaseEvent(event);
    if (event->button() != Qt::LeftButton || m_dragged)
        return;
    const auto point = markAt(event->position());
    if (!point.isValid())
        return;
    setSelected(point);
    Q_EMIT pointSelected(point);
}

void FrontPlot::wheelEvent(QWheelEvent* event)
{
    m_fitted = false;
    QCustomPlot::wheelEvent(event);
}

void FrontPlot::leaveEvent(QEvent* event)
{
    hover({});
    QCustomPlot::leaveEvent(event);
}

void FrontPlot::paintEvent(QPaintEvent* event)
{
    if (!qFuzzyCompare(bufferDevicePixelRatio(), devicePixelRatioF())) {
        setBufferDevicePixelRatio(devicePixelRatioF());
        replot(QCustomPlot::rpImmediateRefresh);
    }
    QCustomPlot::paintEvent(event);
}

void FrontPlot::focusInEvent(QFocusEvent* event)
{
    QCustomPlot::focusInEvent(event);
    m_overlayLayer->layer()->replot();
}

void FrontPlot::focusOutEvent(QFocusEvent* event)
{
    QCustomPlot::focusOutEvent(event);
    m_overlayLayer->layer()->replot();
}

} // namespace pitlane
