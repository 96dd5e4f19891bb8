// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qcustomplot.h> // before the standard library: moc of Qt 6.4 cannot read <compare> otherwise

#include "plots/frontmark.h"
#include "plots/labelplacer.h"
#include "plots/markpainter.h"
#include "plots/plottheme.h"

#include <unordered_map>

namespace pitlane {

class CountTicker;

/// The Pareto plot: finished points and the stepped front in ink, running points with their trails in purple, the
/// selected one in blue. Takes values only. What does not move is drawn into a cache of its own; running points, and
/// the selected and hovered marks, lie in buffers above it, so that watching stays fluid with 10 000 points.
///
/// Mouse: click selects, hover highlights, drag pans, wheel zooms. Keys: left and right walk along the front, up and
/// down through all points by number, Return selects, + - 0 zoom and fit, L toggles the log axis, Esc clears the
/// highlight, then the selection.
class FrontPlot : public QCustomPlot
{
    Q_OBJECT
public:
    explicit FrontPlot(QWidget* parent = nullptr);
    ~FrontPlot() override;

    void setTheme(const PlotTheme& theme);
    void setAxes(const FrontAxes& axes);
    void setMarks(std::vector<FrontMark> marks);
    void setTrails(std::vector<FrontTrail> trails);
    void setSpreads(std::vector<FrontSpread> spreads);
    [[nodiscard]] const std::vector<FrontSpread>& spreads() const { return m_spreads; }
    void setSelected(PointId point);
    void setHovered(PointId point);
    void setLogX(bool on);
    [[nodiscard]] bool isLogX() const { return m_logX; }
    [[nodiscard]] const std::vector<FrontMark>& marks() const { return m_marks; }
    [[nodiscard]] PointId selected() const { return m_selected; }
    [[nodiscard]] PointId hovered() const { return m_hovered; }

    /// Shows all marks, and follows new ones until the user pans or zooms.
    void fit();
    [[nodiscard]] bool isFitted() const { return m_fitted; }
    /// `factor` > 1 shows more of the middle.
    void zoom(double factor);

    /// Centre of the mark in px of the widget; nullopt: not drawn, or outside the axes.
    [[nodiscard]] std::optional<QPointF> positionOf(PointId point) const;
    /// Nearest mark within 12 px; invalid: none.
    [[nodiscard]] PointId markAt(const QPointF& position) const;
    /// Rectangle of `size` in the corner of the plot with the fewest marks, never over the mark of `point`.
    [[nodiscard]] QRect freeCorner(const QSize& size, PointId point) const;
    /// What a screen reader says: how many points, where the front begins and ends.
    [[nodiscard]] QString description() const;

Q_SIGNALS:
    void pointSelected(pitlane::PointId point); ///< invalid: selection cleared
    void pointHovered(pitlane::PointId point);
    void logXChanged(bool on);

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    class Marks;   ///< front line, dominated area, finished marks: cached
    class Live;    ///< trails and running marks
    class Overlay; ///< selected and hovered

    [[nodiscard]] const FrontMark* find(PointId point) const;
    /// Where the mark is drawn, edges included; `below` tells that its value lies under the axis.
    [[nodiscard]] QPointF pixelOf(const FrontMark& mark, bool* below = nullptr) const;
    [[nodiscard]] bool isVisible(const QPointF& pixel) const;
    [[nodiscard]] std::vector<const FrontMark*> frontInOrder() const;
    [[nodiscard]] QString valueText(double y) const; ///< "93.6 %"
    [[nodiscard]] QString labelOf(const FrontMark& mark, bool below) const;
    void drawLabel(QPainter& painter, LabelPlacer& placer, const FrontMark& mark, const QPointF& pixel, bool below,
                   bool force) const;
    void refit();
    void applyAxes();
    void hover(PointId point);
    void walkFront(int step);
    void walkNumbers(int step);
    void replotAll();

    PlotTheme m_theme;
    MarkPainter m_painter;
    FrontAxes m_axes;
    std::vector<FrontMark> m_marks;
    std::unordered_map<std::int64_t, std::size_t> m_index; ///< by id
    std::vector<FrontTrail> m_trails;
    std::vector<FrontSpread> m_spreads;
    PointId m_selected;
    PointId m_hovered;
    bool m_logX = true;
    bool m_fitted = true;
    QPointF m_press;
    bool m_dragged = false;
    QSharedPointer<CountTicker> m_countTicker;
    LabelPlacer m_placer; ///< after the cached marks and labels
    Marks* m_markLayer = nullptr;
    Live* m_liveLayer = nullptr;
    Overlay* m_overlayLayer = nullptr;
};

} // namespace pitlane
