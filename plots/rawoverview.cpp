// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/rawoverview.h"

#include "plots/rawplot.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

constexpr int stripHeight = 44;
constexpr int labelBar = 5;
constexpr double leastFrame = 6; ///< pixels: a narrower one could not be held

} // namespace

RawOverview::RawOverview(QWidget* parent) : QWidget(parent)
{
    setFixedHeight(stripHeight);
    setCursor(Qt::SizeHorCursor);
    setAccessibleName(tr("Overview of the recording"));
}

void RawOverview::setTheme(const PlotTheme& theme)
{
    m_theme = theme;
    m_picture = {};
    update();
}

void RawOverview::setSignals(std::shared_ptr<const RawSignals> recording)
{
    m_recording = std::move(recording);
    m_picture = {};
    m_from = 0;
    m_to = m_recording != nullptr ? m_recording->end : 1;
    update();
}

void RawOverview::setRange(double from, double to)
{
    m_from = from;
    m_to = to;
    update();
}

void RawOverview::setMargins(int left, int right)
{
    if (left == m_left && right == m_right)
        return;
    m_left = left;
    m_right = right;
    m_picture = {};
    update();
}

QRectF RawOverview::strip() const
{
    return QRectF(rect()).adjusted(m_left, 4, -m_right, -4);
}

double RawOverview::timeAt(double x) const
{
    const auto area = strip();
    return m_recording == nullptr ? 0 : (x - area.left()) / std::max(1.0, area.width()) * m_recording->end;
}

QRectF RawOverview::frame() const
{
    const auto area = strip();
    if (m_recording == nullptr || m_recording->end <= 0)
        return area;
    const double left = area.left() + m_from / m_recording->end * area.width();
    const double width = (m_to - m_from) / m_recording->end * area.width();
    if (width >= leastFrame)
        return {left, area.top(), width, area.height()};
    return {std::clamp(left + (width - leastFrame) / 2, area.left(), area.right() - leastFrame), area.top(), leastFrame,
            area.height()};
}

/// The whole picture, made small.
void RawOverview::drawRows(QPainter& painter, const RawPicture& picture) const
{
    float low = std::numeric_limits<float>::infinity();
    float high = -low;
    for (const auto value : picture.values)
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    QImage image(static_cast<int>(picture.columns), static_cast<int>(picture.rows), QImage::Format_RGB32);
    for (std::int64_t row = 0; row < picture.rows; ++row)
        for (std::int64_t column = 0; column < picture.columns; ++column) {
            const auto value = picture.values[static_cast<std::size_t>(row * picture.columns + column)];
            const auto share = high > low && std::isfinite(value) ? (value - low) / (high - low) : 0.F;
            const auto shade = std::clamp(static_cast<int>(std::lround(share * 5)), 0, 5);
            image.setPixelColor(static_cast<int>(column), static_cast<int>(picture.rows - 1 - row),
                                m_theme.ramp[static_cast<std::size_t>(shade)]);
        }
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(strip(), image);
}

void RawOverview::drawPicture()
{
    const auto area = strip();
    m_picture = QPixmap(size() * devicePixelRatioF());
    m_picture.setDevicePixelRatio(devicePixelRatioF());
    m_picture.fill(m_theme.base);
    if (m_recording == nullptr || area.width() < 1)
        return;
    QPainter painter(&m_picture);
    const auto x = [&](double time) { return area.left() + time / m_recording->end * area.width(); };
    if (m_recording->picture)
        drawRows(painter, *m_recording->picture);
    const auto* track = !m_recording->channels.empty() ? &m_recording->channels.front()
                        : m_recording->target          ? &*m_recording->target
                                                       : nullptr;
    if (track != nullptr) {
        const auto [low, high] = track->extremes(track->start(), track->end());
        const auto points = track->points(0, m_recording->end, static_cast<int>(area.width()));
        const double top = area.top() + 2;
        const double height = area.height() - 4 - labelBar;
        const auto y = [&](double value) { return top + (high > low ? (high - value) / (high - low) : 0.5) * height; };
        painter.setRenderHint(QPainter::Antialiasing, !points.isEnvelope);
        painter.setPen(QPen(m_theme.text3, 1));
        QPolygonF line;
        const auto flush = [&] {
            painter.drawPolyline(line);
            line.clear();
        };
        for (std::size_t i = 0; i < points.times.size(); ++i) {
            if (std::isfinite(points.values[i]))
                line.append(QPointF(x(points.times[i]), y(points.values[i])));
            else
                flush();
        }
        flush();
    }
    const double perPixel = m_recording->end / area.width();
    for (const auto& run : m_recording->visibleRuns(0, m_recording->end, perPixel))
        painter.fillRect(QRectF(QPointF(x(run.from), area.bottom() - labelBar), QPointF(x(run.to), area.bottom())),
                         bandColour(m_theme, m_recording->labels[static_cast<std::size_t>(run.label)].colour));
}

void RawOverview::paintEvent(QPaintEvent*)
{
    if (m_picture.isNull() || !qFuzzyCompare(m_picture.devicePixelRatio(), devicePixelRatioF()))
        drawPicture();
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_picture);
    const auto area = strip();
    painter.setPen(QPen(m_theme.line2, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(area.adjusted(0, 0, -1, -1));
    if (m_recording == nullptr)
        return;
    const auto part = frame();
    auto shade = m_theme.base;
    shade.setAlphaF(0.6F);
    painter.fillRect(QRectF(area.topLeft(), part.bottomLeft()), shade);
    painter.fillRect(QRectF(part.topRight(), area.bottomRight()), shade);
    auto inside = m_theme.accent;
    inside.setAlphaF(0.12F);
    painter.fillRect(part, inside);
    painter.setPen(QPen(m_theme.accent, 1.5));
    painter.drawRect(part.adjusted(0, 0, -1, -1));
}

void RawOverview::resizeEvent(QResizeEvent*)
{
    m_picture = {};
}

void RawOverview::mousePressEvent(QMouseEvent* event)
{
    if (m_recording == nullptr || event->button() != Qt::LeftButton)
        return;
    const double time = timeAt(event->position().x());
    m_grab = frame().contains(event->position()) ? time - m_from : (m_to - m_from) / 2;
    mouseMoveEvent(event);
}

void RawOverview::mouseMoveEvent(QMouseEvent* event)
{
    if (m_recording == nullptr || !event->buttons().testFlag(Qt::LeftButton))
        return;
    const double width = m_to - m_from;
    const double from =
        std::clamp(timeAt(event->position().x()) - m_grab, 0.0, std::max(0.0, m_recording->end - width));
    Q_EMIT rangeWanted(from, from + width);
}

void RawOverview::wheelEvent(QWheelEvent* event)
{
    Q_EMIT wheelTurned(std::pow(1.25, static_cast<double>(event->angleDelta().y()) / 120));
    event->accept();
}

} // namespace pitlane
