// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/curves.h"

#include "plots/counttickers.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace pitlane {
namespace {

constexpr int headHeight = 28; ///< title and legend above each panel, px
constexpr int bandHeight = 13;
constexpr std::size_t lossPanel = 0, balancePanel = 1, sizePanel = 2;

/// 1, 2, 5 per decade of a loss: 0.1, 0.2, 0.5, 1.
class LossTicker : public QCPAxisTicker
{
protected:
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override { return QString::number(tick, 'g', 3); }
    QVector<double> createTickVector(double, const QCPRange& range) override
    {
        QVector<double> ticks;
        const int first = static_cast<int>(std::floor(std::log10(range.lower)));
        const int last = static_cast<int>(std::ceil(std::log10(range.upper)));
        const bool wide = last - first > 3;
        for (int power = first; power <= last; ++power) {
            const double unit = std::pow(10.0, power);
            ticks << unit;
            if (!wide)
                ticks << 2 * unit << 5 * unit;
        }
        return ticks;
    }
};

QString bandName(Phase phase)
{
    switch (phase) {
    case Phase::Warmup:
        return Curves::tr("warm-up");
    case Phase::Search:
        return Curves::tr("search");
    case Phase::FineTune:
        return Curves::tr("fine-tune");
    case Phase::Test:
        return Curves::tr("test");
    }
    return {};
}

} // namespace

/// Titles, legends, phase bands and the dashed lines between phases, painted over the axis rects.
class Curves::Bands final : public QCPLayerable
{
public:
    explicit Bands(Curves& curves) : QCPLayerable(&curves, QStringLiteral("overlay")), m_curves(curves) {}

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(false); }
    [[nodiscard]] QRect clipRect() const override { return m_curves.viewport(); }

    void draw(QCPPainter* painter) override
    {
        for (const auto& panel : m_curves.m_panels) {
            drawHead(*painter, panel);
            drawBands(*painter, *panel.rect);
        }
    }

private:
    void drawHead(QCPPainter& painter, const Panel& panel) const
    {
        const auto& theme = m_curves.m_theme;
        const QFontMetricsF title(theme.titleFont), small(theme.tickFont);
        const double left = panel.rect->outerRect().left() + 12.0;
        const double baseline = panel.rect->outerRect().top() + 16.0;
        painter.setFont(theme.titleFont);
        painter.setPen(theme.text);
        painter.drawText(QPointF(left, baseline), panel.title);
        double right = panel.rect->rect().right() + 1.0;
        const double free = left + title.horizontalAdvance(panel.title) + 12;
        painter.setFont(theme.tickFont);
        for (auto curve = panel.curves.rbegin(); curve != panel.curves.rend(); ++curve) {
            if (curve->name.isEmpty())
                continue;
            const double width = small.horizontalAdvance(curve->name);
            if (right - width - 26 < free)
                return;
            painter.setPen(theme.text2);
            painter.drawText(QPointF(right - width, baseline), curve->name);
            painter.setPen(curve->graph->pen());
            painter.drawLine(QLineF(right - width - 24, baseline - 4, right - width - 5, baseline - 4));
            right -= width + 36;
        }
    }

    void drawBands(QCPPainter& painter, const QCPAxisRect& rect) const
    {
        const auto& theme = m_curves.m_theme;
        auto* axis = rect.axis(QCPAxis::atBottom);
        const QRectF area = rect.rect();
        const QFontMetricsF small(theme.tickFont);
        painter.setFont(theme.tickFont);
        for (std::size_t i = 0; i < m_curves.m_bands.size(); ++i) {
            const auto& band = m_curves.m_bands[i];
            const double left = std::clamp(axis->coordToPixel(band.first), area.left(), area.right());
            const double right = std::clamp(axis->coordToPixel(band.last), area.left(), area.right());
            if (right - left < 1)
                continue;
            const QRectF box(left, area.top() - bandHeight - 1, right - left, bandHeight);
            const bool search = band.phase == Phase::Search;
            painter.fillRect(box, search ? theme.liveGround : theme.inkGround);
            const auto name = bandName(band.phase);
            if (small.horizontalAdvance(name) + 4 <= box.width()) {
                painter.setPen(search ? theme.live : theme.text2);
                painter.drawText(box, Qt::AlignCenter, name);
            }
            if (i > 0) {
                QPen pen(theme.text2, 1);
                pen.setDashPattern({3, 2.5});
                painter.setPen(pen);
                painter.drawLine(QLineF(left, area.top(), left, area.bottom()));
            }
        }
    }

    Curves& m_curves;
};

std::vector<PhaseBand> phaseBands(const std::vector<EpochEvent>& epochs)
{
    std::vector<PhaseBand> bands;
    int position = 0;
    for (const auto& epoch : epochs) {
        if (bands.empty() || bands.back().phase != epoch.phase)
            bands.push_back({.phase = epoch.phase, .first = position, .last = position});
        bands.back().last = ++position;
    }
    return bands;
}

Curves::Curves(QWidget* parent) : QCustomPlot(parent)
{
    setAccessibleName(tr("Training curves"));
    setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    plotLayout()->clear();
    plotLayout()->setColumnSpacing(0);
    addPanel(0, tr("Task loss"), {tr("train"), tr("validation")});
    addPanel(1, tr("Balance"), {tr("L"), tr("λR")});
    addPanel(2, tr("Effective parameters"), {QString()});
    for (const auto& panel : m_panels)
        connect(panel.rect->axis(QCPAxis::atBottom), qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this,
                [this](const QCPRange& range) {
                    for (const auto& other : m_panels)
                        other.rect->axis(QCPAxis::atBottom)->setRange(range);
                });
    m_bandLayer = new Bands(*this);
    fitRanges();
}

void Curves::addPanel(int column, const QString& title, const QStringList& names)
{
    auto* rect = new QCPAxisRect(this);
    plotLayout()->addElement(0, column, rect);
    rect->setupFullAxesBox(false);
    rect->setAutoMargins(QCP::msNone);
    rect->setMargins(QMargins(48, headHeight + bandHeight, 12, 24));
    rect->setRangeDrag(Qt::Horizontal);
    rect->setRangeZoom(Qt::Horizontal);
    for (auto* axis : rect->axes())
        axis->setLayer(QStringLiteral("axes"));
    auto* x = rect->axis(QCPAxis::atBottom);
    auto* y = rect->axis(QCPAxis::atLeft);
    x->ticker()->setTickCount(4);
    y->ticker()->setTickCount(3);
    Panel panel{.rect = rect, .title = title, .curves = {}};
    for (const auto& name : names)
        panel.curves.push_back({name, addGraph(x, y)});
    if (m_panels.size() == sizePanel) {
        QSharedPointer<CountTicker> ticker(new CountTicker);
        ticker->setLogarithmic(false);
        ticker->setTickCount(3);
        y->setTicker(ticker);
    } else {
        y->setScaleType(QCPAxis::stLogarithmic);
        y->setTicker(QSharedPointer<QCPAxisTicker>(new LossTicker));
    }
    m_panels.push_back(panel);
}

QCPGraph* Curves::graph(int panel, int curve) const
{
    return m_panels.at(static_cast<std::size_t>(panel)).curves.at(static_cast<std::size_t>(curve)).graph;
}

void Curves::setTheme(const PlotTheme& theme)
{
    m_theme = theme;
    style();
    replot(QCustomPlot::rpQueuedReplot);
}

void Curves::style()
{
    applyTheme(*this, m_theme);
    for (const auto& panel : m_panels) {
        applyTheme(*panel.rect, m_theme);
        panel.rect->axis(QCPAxis::atLeft)->setSubTicks(false);
        panel.rect->axis(QCPAxis::atBottom)->setSubTicks(false);
    }
    const auto pen = [](const QColor& colour, double width, const QVector<qreal>& dashes = {}) {
        QPen result(colour, width);
        if (!dashes.isEmpty())
            result.setDashPattern(dashes);
        return result;
    };
    graph(lossPanel, 0)->setPen(pen(m_theme.ink, 1.5));
    graph(lossPanel, 1)->setPen(pen(m_theme.ink, 1.5, {3, 2.5}));
    graph(balancePanel, 0)->setPen(pen(m_theme.ink, 1.5));
    graph(balancePanel, 1)->setPen(pen(m_theme.live, 1.5, {7, 3}));
    graph(sizePanel, 0)->setPen(pen(m_theme.accent, 1.5));
}

void Curves::setEpochs(const std::vector<EpochEvent>& epochs)
{
    m_bands = phaseBands(epochs);
    m_count = static_cast<int>(epochs.size());
    std::array<std::array<QVector<double>, 2>, 3> keys, values;
    const auto add = [&](std::size_t panel, std::size_t curve, int key, double value, bool logarithmic) {
        if (!std::isfinite(value) || (logarithmic && value <= 0))
            return;
        keys[panel][curve] << key;
        values[panel][curve] << value;
    };
    int key = 0;
    for (const auto& epoch : epochs) {
        ++key;
        add(lossPanel, 0, key, epoch.trainLoss, true);
        if (epoch.validation.rows > 0)
            add(lossPanel, 1, key, epoch.validation.loss, true);
        if (epoch.phase == Phase::Search) {
            add(balancePanel, 0, key, epoch.trainLoss, true);
            add(balancePanel, 1, key, epoch.lambdaR, true);
        }
        if (epoch.parameters > 0)
            add(sizePanel, 0, key, static_cast<double>(epoch.parameters), false);
    }
    for (std::size_t panel = 0; panel < m_panels.size(); ++panel)
        for (std::size_t curve = 0; curve < m_panels[panel].curves.size(); ++curve)
            m_panels[panel].curves[curve].graph->setData(keys[panel][curve], values[panel][curve], true);
    fitRanges();
    setAccessibleDescription(tr("%1 epochs").arg(m_count));
    replot(QCustomPlot::rpQueuedReplot);
}

void Curves::fitRanges()
{
    for (std::size_t i = 0; i < m_panels.size(); ++i) {
        auto& panel = m_panels[i];
        panel.rect->axis(QCPAxis::atBottom)->setRange(0, std::max(10, m_count));
        auto* y = panel.rect->axis(QCPAxis::atLeft);
        bool any = false;
        double low = 0, high = 0;
        for (const auto& curve : panel.curves)
            for (const auto& point : *curve.graph->data()) {
                low = any ? std::min(low, point.value) : point.value;
                high = any ? std::max(high, point.value) : point.value;
                any = true;
            }
        if (i == sizePanel)
            y->setRange(0, any ? high * 1.12 : 1000);
        else if (any)
            y->setRange(std::max(low, high * 1e-4) * 0.75, high * 1.35);
        else
            y->setRange(0.05, 2);
    }
}

void Curves::mouseDoubleClickEvent(QMouseEvent*)
{
    fitRanges();
    replot(QCustomPlot::rpQueuedReplot);
}

void Curves::paintEvent(QPaintEvent* event)
{
    if (!qFuzzyCompare(bufferDevicePixelRatio(), devicePixelRatioF())) {
        setBufferDevicePixelRatio(devicePixelRatioF());
        replot(QCustomPlot::rpImmediateRefresh);
    }
    QCustomPlot::paintEvent(event);
}

} // namespace pitlane
