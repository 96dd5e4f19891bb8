// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/windowoverlay.h"

#include "ui/format.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>

namespace pitlane {

namespace {

constexpr int shownWindows = 8;
constexpr std::size_t mostChannels = 6;
constexpr int labelHeight = 18;
constexpr int axisHeight = 22;
constexpr int bracketStep = 7;
constexpr int brackets = 4; ///< rows of brackets: overlapping windows take the next one
constexpr int margin = 12;

} // namespace

class WindowOverlay::Canvas : public QWidget
{
public:
    explicit Canvas(const WindowOverlay* overlay) : m_overlay(overlay) { setMinimumHeight(180); }

private:
    void paintEvent(QPaintEvent*) override
    {
        const auto& tokens = Theme::instance().tokens();
        QPainter painter(this);
        painter.fillRect(rect(), tokens.base);
        auto small = font();
        small.setPointSizeF(9);
        painter.setFont(small);
        const auto count = m_overlay->samples();
        if (!m_overlay->m_note.isEmpty() || count == 0) {
            painter.setPen(tokens.text2);
            painter.drawText(rect().adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap, m_overlay->m_note);
            return;
        }
        m_first = m_overlay->m_bar->value();
        m_count = m_overlay->shownSamples();
        m_area = QRectF(margin, labelHeight + 4, width() - 2 * margin,
                        height() - labelHeight - 4 - axisHeight - brackets * bracketStep);
        paintLabels(painter);
        paintSignals(painter);
        paintWindows(painter);
        paintAxis(painter);
    }

    [[nodiscard]] double x(double sample) const
    {
        return m_area.left() + (sample - static_cast<double>(m_first)) / static_cast<double>(m_count) * m_area.width();
    }

    /// One band from sample to sample, with the label's words where there is room.
    void band(QPainter& painter, double from, double to, std::size_t label, bool isClass) const
    {
        const auto& tokens = Theme::instance().tokens();
        const auto left = std::max(m_area.left(), x(from));
        const auto right = std::min(m_area.right(), x(to));
        if (right <= left)
            return;
        const auto text = m_overlay->labelText(label);
        if (isClass) {
            const auto number = static_cast<std::size_t>(std::max(0.0F, m_overlay->m_recording.labels[label]));
            auto colour = tokens.series[number % tokens.series.size()];
            colour.setAlphaF(number % 8 < 4 ? 0.22F : 0.12F);
            painter.fillRect(QRectF(left, 2, right - left, m_area.bottom() - 2), colour);
        }
        if (painter.fontMetrics().horizontalAdvance(text) + 4 < right - left) {
            painter.setPen(tokens.text2);
            painter.drawText(QRectF(left + 2, 2, right - left - 4, labelHeight), Qt::AlignLeft | Qt::AlignVCenter,
                             text);
        }
    }

    void paintLabels(QPainter& painter) const
    {
        const auto& labels = m_overlay->m_recording.labels;
        const auto& role = m_overlay->m_pipeline.label;
        const bool isClass = m_overlay->m_pipeline.task == Task::Classification;
        if (labels.empty())
            return;
        if (role.per == LabelRole::Per::Window && labels.size() > 1) {
            const auto windows = m_overlay->windows();
            for (std::size_t k = 0; k < std::min(labels.size(), windows.size()); ++k) {
                const auto middle = static_cast<double>(windows[k].first) + static_cast<double>(windows[k].second) / 2;
                const auto next = k + 1 < windows.size() ? static_cast<double>(windows[k + 1].first - windows[k].first)
                                                         : static_cast<double>(windows[k].second);
                band(painter, middle - next / 2, middle + next / 2, k, isClass);
            }
            return;
        }
        const auto scale = static_cast<double>(m_overlay->samples()) / static_cast<double>(labels.size());
        const auto begin = static_cast<std::size_t>(static_cast<double>(m_first) / scale);
        const auto end =
            std::min(labels.size(), static_cast<std::size_t>(static_cast<double>(m_first + m_count) / scale) + 1);
        for (std::size_t i = begin; i < end;) {
            auto k = i;
            while (k < end && labels[k] == labels[i])
                ++k;
            band(painter, static_cast<double>(i) * scale, static_cast<double>(k) * scale, i, isClass);
            i = k;
        }
    }

    void paintSignals(QPainter& painter) const
    {
        const auto& tokens = Theme::instance().tokens();
        const auto& channels = m_overlay->m_recording.channels;
        const auto rows = std::min(mostChannels, channels.size());
        const auto rowHeight = m_area.height() / static_cast<double>(rows);
        for (std::size_t c = 0; c < rows; ++c) {
            const auto& values = channels[c];
            const auto from = static_cast<std::size_t>(m_first);
            const auto to = std::min(values.size(), static_cast<std::size_t>(m_first + m_count));
            float low = std::numeric_limits<float>::max();
            float high = std::numeric_limits<float>::lowest();
            for (std::size_t t = from; t < to; ++t)
                if (std::isfinite(values[t])) {
                    low = std::min(low, values[t]);
                    high = std::max(high, values[t]);
                }
            if (!(low <= high))
                continue;
            const auto span =
                static_cast<double>(high) > static_cast<double>(low) ? static_cast<double>(high - low) : 1;
            const auto top = m_area.top() + rowHeight * static_cast<double>(c);
            const auto y = [&](float value) {
                return top + 4 + (rowHeight - 8) * (1 - (static_cast<double>(value) - static_cast<double>(low)) / span);
            };
            painter.setPen(QPen(tokens.accent, 1));
            const auto columns = std::max(1, static_cast<int>(m_area.width()));
            QPointF before;
            for (int column = 0; column < columns; ++column) { // extremes of each column of pixels
                const auto a =
                    from + (to - from) * static_cast<std::size_t>(column) / static_cast<std::size_t>(columns);
                const auto b = std::max(a + 1, from + (to - from) * static_cast<std::size_t>(column + 1) /
                                                          static_cast<std::size_t>(columns));
                if (a >= to)
                    break;
                const auto [least, most] =
                    std::minmax_element(values.begin() + static_cast<std::ptrdiff_t>(a),
                                        values.begin() + static_cast<std::ptrdiff_t>(std::min(b, to)));
                const QPointF upper(m_area.left() + column, y(*most));
                const QPointF lower(m_area.left() + column, y(*least));
                if (column > 0)
                    painter.drawLine(before, upper);
                painter.drawLine(upper, lower);
                before = lower;
            }
            painter.setPen(tokens.text3);
            if (c < m_overlay->m_recording.channelNames.size() && rowHeight > 26)
                painter.drawText(QRectF(m_area.left() + 2, top, m_area.width() - 4, 16), Qt::AlignRight | Qt::AlignTop,
                                 QString::fromStdString(m_overlay->m_recording.channelNames[c]));
            painter.setPen(tokens.line);
            painter.drawLine(QPointF(m_area.left(), top + rowHeight), QPointF(m_area.right(), top + rowHeight));
        }
    }

    void paintWindows(QPainter& painter) const
    {
        const auto& tokens = Theme::instance().tokens();
        const auto windows = m_overlay->windows();
        for (std::size_t k = 0; k < windows.size(); ++k) {
            const auto left = x(static_cast<double>(windows[k].first));
            const auto right = x(static_cast<double>(windows[k].first + windows[k].second));
            if (right < m_area.left() || left > m_area.right())
                continue;
            const auto y = m_area.bottom() + 4 + static_cast<double>(k % brackets) * bracketStep;
            painter.setPen(QPen(tokens.ink, 1.5));
            painter.drawLine(QPointF(std::max(left, m_area.left()), y), QPointF(std::min(right, m_area.right()), y));
            if (left >= m_area.left())
                painter.drawLine(QPointF(left, y - 3), QPointF(left, y + 3));
            if (right <= m_area.right())
                painter.drawLine(QPointF(right - 1, y - 3), QPointF(right - 1, y + 3));
        }
    }

    void paintAxis(QPainter& painter) const
    {
        painter.setPen(Theme::instance().tokens().text2);
        const auto rate = m_overlay->m_recording.sampleRateHz;
        const auto at = [&](std::int64_t sample) {
            return rate > 0 ? tr("%1 s").arg(static_cast<double>(sample) / rate, 0, 'f', 1) : format::count(sample);
        };
        const QRectF axis(m_area.left(), height() - axisHeight + 2, m_area.width(), axisHeight - 2);
        painter.drawText(axis, Qt::AlignLeft, at(m_first));
        painter.drawText(axis, Qt::AlignRight, at(m_first + m_count));
        const auto windows = m_overlay->windows().size();
        painter.drawText(
            axis, Qt::AlignHCenter,
            (windows == 1
                 ? tr("%1: 1 window")
                 : tr("%1: %2 windows").replace(QLatin1String("%2"), format::count(static_cast<std::int64_t>(windows))))
                .arg(QString::fromStdString(m_overlay->m_recording.name)));
    }

    const WindowOverlay* m_overlay;
    QRectF m_area;
    std::int64_t m_first = 0;
    std::int64_t m_count = 1;
};

WindowOverlay::WindowOverlay(QWidget* parent) : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_canvas = new Canvas(this);
    m_bar = new QScrollBar(Qt::Horizontal, this);
    m_bar->setAccessibleName(tr("Place in the recording"));
    m_bar->setFocusPolicy(Qt::TabFocus);
    column->addWidget(m_canvas, 1);
    column->addWidget(m_bar);
    connect(m_bar, &QScrollBar::valueChanged, m_canvas, qOverload<>(&QWidget::update));
    connect(&Theme::instance(), &Theme::changed, m_canvas, qOverload<>(&QWidget::update));
}

void WindowOverlay::setRecording(Recording recording)
{
    m_recording = std::move(recording);
    m_note.clear();
    m_bar->setValue(0);
    refresh();
}

void WindowOverlay::setPipeline(const Pipeline& pipeline)
{
    m_pipeline = pipeline;
    refresh();
}

void WindowOverlay::setNote(const QString& note)
{
    m_note = note;
    refresh();
}

std::int64_t WindowOverlay::samples() const
{
    return m_recording.channels.empty() ? 0 : static_cast<std::int64_t>(m_recording.channels.front().size());
}

std::vector<std::pair<std::int64_t, std::int64_t>> WindowOverlay::windows() const
{
    std::vector<std::pair<std::int64_t, std::int64_t>> result;
    const auto& rule = m_pipeline.window;
    const auto count = samples();
    if (count == 0)
        return result;
    const auto factor = rule.inSeconds ? m_recording.sampleRateHz : 1.0;
    if (rule.runs) {
        const auto& labels = m_recording.labels;
        if (labels.size() < 2)
            return result;
        const auto scale = static_cast<double>(count) / static_cast<double>(labels.size());
        for (std::size_t i = 0; i < labels.size();) {
            auto k = i;
            while (k < labels.size() && labels[k] == labels[i])
                ++k;
            const auto& out = m_pipeline.label.leaveOut;
            if (std::ranges::find(out, labelText(i).toStdString()) == out.end())
                result.emplace_back(std::llround(static_cast<double>(i) * scale),
                                    std::llround(static_cast<double>(k - i) * scale));
            i = k;
        }
        return result;
    }
    const auto length = rule.whole ? count : std::llround(rule.length * factor);
    const auto hop = rule.hop > 0 && !rule.whole ? std::llround(rule.hop * factor) : length;
    for (std::int64_t first = 0; length > 0 && hop > 0 && first + length <= count; first += hop)
        result.emplace_back(first, length);
    return result;
}

std::int64_t WindowOverlay::shownSamples() const
{
    const auto all = windows();
    const auto count = samples();
    if (all.empty())
        return std::max<std::int64_t>(1, count);
    const auto& last = all[std::min(all.size(), static_cast<std::size_t>(shownWindows)) - 1];
    return std::clamp<std::int64_t>(last.first + last.second - all.front().first, 1, std::max<std::int64_t>(1, count));
}

QString WindowOverlay::labelText(std::size_t at) const
{
    const auto value = m_recording.labels[at];
    if (std::isfinite(value) && value >= 0 && static_cast<std::size_t>(value) < m_recording.labelNames.size())
        return QString::fromStdString(m_recording.labelNames[static_cast<std::size_t>(value)]);
    return QString::number(static_cast<double>(value), 'g', 4);
}

void WindowOverlay::refresh()
{
    const auto shown = shownSamples();
    m_bar->setPageStep(static_cast<int>(std::min<std::int64_t>(shown, std::numeric_limits<int>::max())));
    m_bar->setSingleStep(std::max(1, m_bar->pageStep() / 8));
    m_bar->setRange(0,
                    static_cast<int>(std::clamp<std::int64_t>(samples() - shown, 0, std::numeric_limits<int>::max())));
    m_bar->setVisible(m_note.isEmpty() && samples() > shown);
    setAccessibleName(
        m_note.isEmpty()
            ? tr("Recording %1 with its %2 windows").arg(QString::fromStdString(m_recording.name)).arg(windows().size())
            : m_note);
    m_canvas->update();
}

} // namespace pitlane
