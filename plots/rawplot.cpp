// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/rawplot.h"

#include "plots/plotrows.h"
#include "plots/rawmarks.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

using namespace plotrows;

constexpr int nameWidth = 104;
constexpr int leastRowHeight = 26;
constexpr double leastSamples = 8;   ///< the closest zoom
constexpr double sparsePixels = 7;   ///< between samples that are drawn as points
constexpr double panShare = 0.1;     ///< of the range, for one press of a key
constexpr double cursorShare = 0.01; ///< of the range, for one press of a key

QString withSign(QString text)
{
    return text.replace(QLatin1Char('-'), QChar(0x2212));
}

QString valueText(double value)
{
    return std::isfinite(value) ? withSign(QString::number(value, 'g', 5)) : RawPlot::tr("missing");
}

QString grouped(std::int64_t value)
{
    auto text = QString::number(value);
    for (auto at = text.size() - 3; at > 0; at -= 3)
        text.insert(at, QChar(0x202F));
    return text;
}

std::pair<double, double> withMargin(std::pair<double, double> range)
{
    auto [low, high] = range;
    if (!std::isfinite(low) || !std::isfinite(high))
        return {-1, 1};
    const double margin = high > low ? (high - low) * 0.06 : std::max(std::abs(low) * 0.1, 1e-9);
    return {low - margin, high + margin};
}

} // namespace

/// The left column: name of every row, and its value at the cursor.
class RawPlot::Names : public QWidget
{
public:
    explicit Names(RawPlot* plot) : QWidget(plot), m_plot(plot) { setAttribute(Qt::WA_TransparentForMouseEvents); }

private:
    void paintEvent(QPaintEvent*) override
    {
        const auto* recording = m_plot->recording();
        if (recording == nullptr)
            return;
        QPainter painter(this);
        auto bold = m_plot->m_theme.titleFont;
        bold.setBold(true);
        const QFontMetrics metrics(bold);
        const QFontMetrics small(m_plot->m_theme.tickFont);
        for (std::size_t i = 0; i + 1 < m_plot->m_rows.size(); ++i) {
            const auto& row = m_plot->m_rows[i];
            painter.setPen(QPen(m_plot->m_theme.line, 1));
            painter.drawLine(0, row.top + row.height - 1, m_plot->width(), row.top + row.height - 1);
            const bool hasValue = m_plot->m_cursor && row.track != nullptr;
            const int lines = metrics.height() + (hasValue ? small.height() : 0);
            QRect line(12, row.top + std::max(1, std::min(8, (row.height - lines) / 2)), nameWidth - 14,
                       metrics.height());
            painter.setFont(bold);
            painter.setPen(m_plot->m_theme.text);
            const auto name = row.track != nullptr ? row.track->name() : recording->picture->rowTitle;
            painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                             metrics.elidedText(name, Qt::ElideMiddle, line.width()));
            if (!hasValue || row.height < lines)
                continue;
            line.translate(0, line.height());
            line.setHeight(small.height());
            painter.setFont(m_plot->m_theme.tickFont);
            painter.setPen(m_plot->m_theme.text2);
            painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                             valueText(static_cast<double>(row.track->valueAt(*m_plot->m_cursor))));
        }
    }
    RawPlot* m_plot;
};

RawPlot::RawPlot(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot(this)), m_names(new Names(this))
{
    m_plot->plotLayout()->clear();
    m_plot->plotLayout()->setRowSpacing(0);
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_plot->setPlottingHint(QCP::phFastPolylines, true);
    m_overlay = m_plot->layer(QStringLiteral("overlay"));
    m_overlay->setMode(QCPLayer::lmBuffered);
    // Above the backgrounds of the rows, which come later than the bands.
    m_plot->addLayer(QStringLiteral("bands"), m_plot->layer(QStringLiteral("background")), QCustomPlot::limAbove);
    new RawMarks(m_plot, *this, RawMarks::Part::Behind);
    new RawMarks(m_plot, *this, RawMarks::Part::Lane);
    new RawMarks(m_plot, *this, RawMarks::Part::Above);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Raw signals"));
}

RawPlot::~RawPlot() = default;

void RawPlot::setTheme(const PlotTheme& theme)
{
    m_theme = theme;
    m_plot->setBackground(theme.base);
    colour();
    refill();
}

void RawPlot::setSignals(std::shared_ptr<const RawSignals> recording)
{
    m_recording = std::move(recording);
    m_cursor.reset();
    m_stretch.reset();
    build();
    m_range =
        m_recording != nullptr ? TimeRange(m_recording->end, leastSamples * m_recording->finestStep()) : TimeRange();
    colour();
    layOut();
    rangeMoved();
}

void RawPlot::build()
{
    m_plot->clearPlottables();
    m_plot->plotLayout()->clear();
    m_rows.clear();
    m_map = nullptr;
    if (m_recording == nullptr)
        return;
    const auto& recording = *m_recording;
    if (recording.picture)
        addPicture(*recording.picture);
    for (const auto& channel : recording.channels)
        addTrack(channel, false);
    if (recording.target)
        addTrack(*recording.target, recording.targetIsStep);
    auto* lane = addPlotRow(*m_plot, static_cast<int>(m_rows.size()), true);
    lane->axis(QCPAxis::atBottom)
        ->setLabel(recording.inSeconds   ? tr("Time (s)")
                   : recording.isInSteps ? tr("Step")
                                         : tr("Sample"));
    lane->axis(QCPAxis::atLeft)->setRange(0, 1);
    m_rows.push_back({.rect = lane, .track = nullptr, .graph = nullptr, .whole = {}});
    const auto tracks = static_cast<int>(m_rows.size()) - 1;
    setMinimumHeight((recording.picture ? 180 : tracks * leastRowHeight) + laneHeight() + axisHeight);
}

void RawPlot::addTrack(const RawTrack& track, bool isStep)
{
    auto* rect = addPlotRow(*m_plot, static_cast<int>(m_rows.size()), false);
    auto* graph = m_plot->addGraph(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
    graph->setSelectable(QCP::stNone);
    graph->setAdaptiveSampling(false); // what it gets is thin already
    graph->setName(track.name());
    graph->setLineStyle(isStep ? QCPGraph::lsStepLeft : QCPGraph::lsLine);
    m_rows.push_back(
        {.rect = rect, .track = &track, .graph = graph, .whole = track.extremes(track.start(), track.end())});
}

void RawPlot::addPicture(const RawPicture& picture)
{
    auto* rect = addPlotRow(*m_plot, static_cast<int>(m_rows.size()), false);
    const auto rows = static_cast<double>(picture.rows);
    rect->axis(QCPAxis::atLeft)->setRange(0.5, rows + 0.5);
    rect->axis(QCPAxis::atLeft)->ticker()->setTickCount(5);
    m_map = new QCPColorMap(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
    m_map->setSelectable(QCP::stNone);
    m_map->setInterpolate(false);
    m_map->setTightBoundary(false);
    auto* cells = m_map->data();
    cells->setSize(static_cast<int>(picture.columns), static_cast<int>(picture.rows));
    cells->setRange(QCPRange(0.5 * picture.step, (static_cast<double>(picture.columns) - 0.5) * picture.step),
                    QCPRange(1, rows));
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (std::int64_t row = 0; row < picture.rows; ++row)
        for (std::int64_t column = 0; column < picture.columns; ++column) {
            const auto value =
                static_cast<double>(picture.values[static_cast<std::size_t>(row * picture.columns + column)]);
            cells->setCell(static_cast<int>(column), static_cast<int>(row), value);
            if (std::isfinite(value)) {
                low = std::min(low, value);
                high = std::max(high, value);
            }
        }
    m_map->setDataRange(high > low ? QCPRange(low, high) : QCPRange(0, 1));
    m_rows.push_back({.rect = rect, .track = nullptr, .graph = nullptr, .whole = {low, high}});
}

int RawPlot::laneHeight() const
{
    return (m_recording->labels.empty() ? 0 : RawMarks::labelHeight) +
           (m_recording->windows.count > 0 ? RawMarks::windowsHeight : 0) + 4;
}

void RawPlot::colour()
{
    for (auto& row : m_rows) {
        themePlotRow(*row.rect, m_theme, isLast(row));
        if (isLast(row)) {
            row.rect->axis(QCPAxis::atLeft)->setVisible(false);
            row.rect->axis(QCPAxis::atBottom)->grid()->setVisible(false);
        }
    }
    if (m_map != nullptr) {
        QCPColorGradient gradient;
        gradient.clearColorStops();
        for (std::size_t i = 0; i < m_theme.ramp.size(); ++i)
            gradient.setColorStopAt(static_cast<double>(i) / static_cast<double>(m_theme.ramp.size() - 1),
                                    m_theme.ramp[i]);
        gradient.setNanHandling(QCPColorGradient::nhTransparent);
        m_map->setGradient(gradient);
    }
    m_names->update();
}

void RawPlot::layOut()
{
    m_plot->setGeometry(rect());
    m_names->setGeometry(rect());
    m_names->raise();
    if (m_rows.empty())
        return;
    const auto tracks = static_cast<int>(m_rows.size()) - 1;
    const int lane = laneHeight();
    const double share = static_cast<double>(std::max(1, height() - lane - axisHeight)) / std::max(1, tracks);
    for (int i = 0; i <= tracks; ++i) {
        auto& row = m_rows[static_cast<std::size_t>(i)];
        const bool last = i == tracks;
        row.top = static_cast<int>(std::lround(i * share));
        row.height = last ? lane : static_cast<int>(std::lround((i + 1) * share)) - row.top;
        const int margin = last ? 0 : rowMargin;
        // As many labels as have room.
        const int perLabel = m_recording->inSeconds ? 72 : 90;
        const int across = std::max(1, width() - nameWidth - tickWidth - rightMargin) / perLabel;
        row.rect->axis(QCPAxis::atBottom)->ticker()->setTickCount(std::clamp(across, 2, 8));
        if (row.track != nullptr)
            row.rect->axis(QCPAxis::atLeft)->ticker()->setTickCount(row.height < 44 ? 1 : 2);
        row.rect->setMargins(QMargins(nameWidth + tickWidth, margin, rightMargin, last ? axisHeight : margin));
        m_plot->plotLayout()->setRowStretchFactor(i, std::max(1, row.height + (last ? axisHeight : 0)));
    }
    m_plot->setViewport(QRect(QPoint(), size())); // its own resize event may come later
    m_plot->plotLayout()->setOuterRect(m_plot->viewport());
    m_plot->plotLayout()->update(QCPLayoutElement::upMargins);
    m_plot->plotLayout()->update(QCPLayoutElement::upLayout);
}

QRect RawPlot::plotRect() const
{
    if (m_rows.empty())
        return {};
    const auto inner = m_rows.front().rect->rect();
    return {inner.left(), m_rows.front().top, inner.width(), m_rows.back().top - m_rows.front().top};
}

void RawPlot::setRange(double from, double to)
{
    const auto before = m_range;
    m_range.set(from, to);
    if (m_range != before)
        rangeMoved();
}

void RawPlot::zoom(double factor)
{
    const bool isInside = m_cursor && *m_cursor >= m_range.from() && *m_cursor <= m_range.to();
    m_range.zoom(factor, isInside ? *m_cursor : (m_range.from() + m_range.to()) / 2);
    rangeMoved();
}

void RawPlot::fit()
{
    setRange(0, m_range.end());
}

void RawPlot::setFitsHeights(bool on)
{
    m_fitsHeights = on;
    refill();
}

void RawPlot::rangeMoved()
{
    refill();
    describe();
    Q_EMIT rangeChanged(m_range.from(), m_range.to());
}

void RawPlot::scaleRow(const Row& row) const
{
    auto range = row.whole;
    if (m_fitsHeights)
        if (const auto seen = row.track->extremes(m_range.from(), m_range.to()); std::isfinite(seen.first))
            range = seen;
    const auto [low, high] = withMargin(range);
    row.rect->axis(QCPAxis::atLeft)->setRange(low, high);
}

void RawPlot::refill()
{
    m_drawnValues = 0;
    m_visibleRuns.clear();
    if (m_recording != nullptr && !m_rows.empty()) {
        const int width = std::max(1, plotRect().width());
        const double perPixel = m_range.width() / width;
        for (const auto& row : m_rows) {
            row.rect->axis(QCPAxis::atBottom)->setRange(m_range.from(), m_range.to());
            if (row.track == nullptr)
                continue;
            auto points = row.track->points(m_range.from(), m_range.to(), width);
            const bool isStep = row.graph->lineStyle() == QCPGraph::lsStepLeft;
            if (isStep && !points.isEnvelope && !points.times.empty()) { // the last value holds to its end
                points.times.push_back(points.times.back() + row.track->step());
                points.values.push_back(points.values.back());
            }
            m_drawnValues += std::ssize(points.times);
            const bool isSparse = !isStep && row.track->step() >= sparsePixels * perPixel;
            // Dense lines gain nothing from smooth edges, which cost most of a frame.
            const bool isSmooth = row.track->step() >= 2 * perPixel;
            row.graph->setAntialiased(isSmooth);
            row.graph->setPen(QPen(m_theme.ink, isSmooth ? 1.5 : 1));
            row.graph->setScatterStyle(isSparse ? QCPScatterStyle(QCPScatterStyle::ssDisc, m_theme.ink, m_theme.ink, 4)
                                                : QCPScatterStyle());
            row.graph->setData(QVector<double>(points.times.begin(), points.times.end()),
                               QVector<double>(points.values.begin(), points.values.end()), true);
            scaleRow(row);
        }
        m_visibleRuns = m_recording->visibleRuns(m_range.from(), m_range.to(), 2 * perPixel);
        m_drawnValues += std::ssize(m_visibleRuns);
        if (showsWindows())
            m_drawnValues +=
                static_cast<std::int64_t>((m_range.width() + m_recording->windows.length) / m_recording->windows.hop) +
                1;
        if (m_map != nullptr)
            m_drawnValues += m_recording->picture->rows * m_recording->picture->columns;
    }
    if (!qFuzzyCompare(m_plot->bufferDevicePixelRatio(), devicePixelRatioF()))
        m_plot->setBufferDevicePixelRatio(devicePixelRatioF());
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void RawPlot::replotNow()
{
    m_plot->replot(QCustomPlot::rpImmediateRefresh);
}

bool RawPlot::showsWindows() const
{
    if (m_recording == nullptr || m_recording->windows.count <= 0 || m_rows.empty())
        return false;
    return m_recording->windows.hop / m_range.width() * plotRect().width() >= RawMarks::leastHop;
}

std::pair<double, double> RawPlot::valueRange(int channel) const
{
    const auto range = m_rows.at(static_cast<std::size_t>(channel)).rect->axis(QCPAxis::atLeft)->range();
    return {range.lower, range.upper};
}

void RawPlot::setCursor(std::optional<double> time)
{
    if (time)
        time = std::clamp(*time, 0.0, m_range.end());
    if (m_recording == nullptr || time == m_cursor)
        return;
    m_cursor = time;
    m_overlay->replot();
    m_names->update();
    Q_EMIT cursorMoved();
}

QString RawPlot::readout() const
{
    if (m_recording == nullptr || !m_cursor)
        return {};
    const auto& recording = *m_recording;
    const double step = recording.finestStep();
    const auto sample = std::min(static_cast<std::int64_t>(std::floor(*m_cursor / step + 1e-6)),
                                 static_cast<std::int64_t>(std::llround(recording.end / step)) - 1);
    QStringList parts;
    if (recording.inSeconds) {
        const auto decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step))), 0, 6);
        parts.append(tr("%1 s").arg(QString::number(static_cast<double>(sample) * step, 'f', decimals)));
    }
    parts.append((recording.isInSteps ? tr("step %1") : tr("sample %1")).arg(grouped(sample)));
    if (const auto label = recording.labelAt(*m_cursor); label >= 0)
        parts.append(recording.labels[static_cast<std::size_t>(label)].name);
    else if (!recording.labels.empty())
        parts.append(tr("no label"));
    QStringList values;
    for (const auto& row : m_rows)
        if (row.track != nullptr)
            values.append(row.track->name() + QLatin1Char(' ') +
                          valueText(static_cast<double>(row.track->valueAt(*m_cursor))));
    if (const auto& picture = recording.picture; picture && sample < picture->columns) {
        QStringList on; // of a roll; other pictures have too many values to say
        for (std::int64_t row = 0; row < picture->rows; ++row)
            if (picture->values[static_cast<std::size_t>(row * picture->columns + sample)] > 0.5F)
                on.append(QString::number(row + 1));
        if (on.size() <= 12)
            values.append(picture->rowTitle + QLatin1Char(' ') +
                          (on.empty() ? tr("none") : on.join(QLatin1String(", "))));
    }
    if (!values.empty())
        parts.append(values.join(QLatin1String("  ")));
    return parts.join(QStringLiteral(" · "));
}

void RawPlot::describe()
{
    if (m_recording == nullptr) {
        setAccessibleDescription({});
        return;
    }
    const auto unit = m_recording->inSeconds ? tr("seconds") : m_recording->isInSteps ? tr("steps") : tr("samples");
    setAccessibleName(tr("Raw signals of %1").arg(m_recording->name));
    setAccessibleDescription(
        tr("%n channels, %1 to %2 of %3 %4 shown", nullptr, static_cast<int>(m_recording->channels.size()))
            .arg(m_range.from(), 0, 'g', 6)
            .arg(m_range.to(), 0, 'g', 6)
            .arg(m_range.end(), 0, 'g', 6)
            .arg(unit));
}

void RawPlot::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    layOut();
    refill();
}

void RawPlot::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::EnabledChange)
        m_names->update();
}

double RawPlot::timeAt(double x) const
{
    const auto area = plotRect();
    return m_range.from() + (x - area.left()) / std::max(1, area.width()) * m_range.width();
}

void RawPlot::wheelEvent(QWheelEvent* event)
{
    if (m_recording == nullptr)
        return;
    const auto delta = event->angleDelta();
    const bool isSideways = event->modifiers().testFlag(Qt::ShiftModifier) || std::abs(delta.x()) > std::abs(delta.y());
    if (isSideways)
        m_range.pan(-static_cast<double>(delta.x() != 0 ? delta.x() : delta.y()) / 120 * panShare * m_range.width());
    else
        m_range.zoom(std::pow(1.25, static_cast<double>(delta.y()) / 120), timeAt(event->position().x()));
    rangeMoved();
    event->accept();
}

void RawPlot::mousePressEvent(QMouseEvent* event)
{
    m_press = event->position();
    m_isDragged = false;
    if (m_recording != nullptr && event->button() == Qt::LeftButton && event->modifiers().testFlag(Qt::ShiftModifier))
        m_stretch = {timeAt(m_press.x()), timeAt(m_press.x())};
}

void RawPlot::mouseMoveEvent(QMouseEvent* event)
{
    if (m_recording == nullptr)
        return;
    const double x = event->position().x();
    const auto area = plotRect();
    if (event->buttons() == Qt::NoButton) {
        setCursor(x >= area.left() && x <= area.right() ? std::optional(timeAt(x)) : std::nullopt);
        return;
    }
    if (m_stretch) {
        m_stretch->second = std::clamp(timeAt(x), m_range.from(), m_range.to());
        m_overlay->replot();
        return;
    }
    if (!m_isDragged && std::abs(x - m_press.x()) < 4)
        return;
    m_isDragged = true;
    m_range.pan(timeAt(m_press.x()) - timeAt(x));
    m_press.setX(x);
    rangeMoved();
}

void RawPlot::mouseReleaseEvent(QMouseEvent*)
{
    if (!m_stretch)
        return;
    const auto [a, b] = *m_stretch;
    m_stretch.reset();
    if (std::abs(b - a) > 3 * m_range.width() / std::max(1, plotRect().width()))
        setRange(std::min(a, b), std::max(a, b));
    m_overlay->replot();
}

void RawPlot::mouseDoubleClickEvent(QMouseEvent*)
{
    fit();
}

void RawPlot::leaveEvent(QEvent* event)
{
    setCursor(std::nullopt);
    QWidget::leaveEvent(event);
}

void RawPlot::moveCursor(double by)
{
    const double at = m_cursor.value_or((m_range.from() + m_range.to()) / 2) + by;
    setCursor(at);
    if (at < m_range.from() || at > m_range.to()) {
        m_range.pan(by < 0 ? at - m_range.from() : at - m_range.to());
        rangeMoved();
    }
}

void RawPlot::keyPressEvent(QKeyEvent* event)
{
    if (m_recording == nullptr) {
        QWidget::keyPressEvent(event);
        return;
    }
    const double width = m_range.width();
    const auto pan = [&](double by) {
        m_range.pan(by);
        rangeMoved();
    };
    const bool hasShift = event->modifiers().testFlag(Qt::ShiftModifier);
    switch (event->key()) {
    case Qt::Key_Left:
        hasShift ? moveCursor(-cursorShare * width) : pan(-panShare * width);
        break;
    case Qt::Key_Right:
        hasShift ? moveCursor(cursorShare * width) : pan(panShare * width);
        break;
    case Qt::Key_PageUp:
        pan(-width);
        break;
    case Qt::Key_PageDown:
        pan(width);
        break;
    case Qt::Key_Home:
        pan(-m_range.end());
        break;
    case Qt::Key_End:
        pan(m_range.end());
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(1.25);
        break;
    case Qt::Key_Minus:
        zoom(0.8);
        break;
    case Qt::Key_0:
        fit();
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace pitlane
