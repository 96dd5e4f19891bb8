// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/plottheme.h"
#include "plots/rawsignals.h"

#include <QPointF>
#include <QWidget>

class QCPAxisRect;
class QCPColorMap;
class QCPGraph;
class QCPLayer;
class QCustomPlot;

namespace pitlane {

class RawMarks;

/// Background of a label, by its number.
[[nodiscard]] QColor bandColour(const PlotTheme& theme, int colour);

/// A recording: its channels above each other on one time axis, labels as bands of colour or as a line of their own,
/// the windows that the pipeline cuts. Wheel and keys zoom, dragging moves, Shift and dragging zooms into a stretch.
/// One replot reads a few values per pixel, however long the recording is.
class RawPlot : public QWidget
{
    Q_OBJECT
public:
    explicit RawPlot(QWidget* parent = nullptr);
    ~RawPlot() override;

    void setTheme(const PlotTheme& theme);
    /// Null: empty. Shows all of it.
    void setSignals(std::shared_ptr<const RawSignals> recording);
    [[nodiscard]] const RawSignals* recording() const { return m_recording.get(); }

    void setRange(double from, double to);
    [[nodiscard]] const TimeRange& range() const { return m_range; }
    void zoom(double factor); ///< around the cursor, else around the middle
    void fit();
    /// Value axes follow what is shown instead of the whole recording.
    void setFitsHeights(bool on);
    [[nodiscard]] bool fitsHeights() const { return m_fitsHeights; }

    /// Where the readout is taken; nothing outside of the plot.
    void setCursor(std::optional<double> time);
    [[nodiscard]] std::optional<double> cursor() const { return m_cursor; }
    /// Time, value of every channel and label at the cursor, in words.
    [[nodiscard]] QString readout() const;

    /// Values handed to the painter for the range that is shown: samples, extremes, bands and windows.
    [[nodiscard]] std::int64_t drawnValues() const { return m_drawnValues; }
    /// Range of the value axis of a channel.
    [[nodiscard]] std::pair<double, double> valueRange(int channel) const;
    /// Windows are wide enough on the screen to be told apart.
    [[nodiscard]] bool showsWindows() const;
    /// Where channels are drawn, in widget coordinates.
    [[nodiscard]] QRect plotRect() const;
    /// Draws now, not with the next events: for measuring.
    void replotNow();

Q_SIGNALS:
    void rangeChanged(double from, double to);
    void cursorMoved();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    friend class RawMarks;
    class Names;
    /// One line of the plot: a channel, the target, or the lane with labels and windows.
    struct Row
    {
        QCPAxisRect* rect = nullptr;
        const RawTrack* track = nullptr; ///< null: picture or lane
        QCPGraph* graph = nullptr;
        std::pair<double, double> whole; ///< extremes of the recording
        int top = 0;
        int height = 0;
    };

    void build();
    void addTrack(const RawTrack& track, bool isStep);
    void addPicture(const RawPicture& picture);
    void layOut();
    void colour();
    void refill();
    void rangeMoved();
    void scaleRow(const Row& row) const;
    void moveCursor(double by);
    [[nodiscard]] double timeAt(double x) const;
    [[nodiscard]] int laneHeight() const;
    [[nodiscard]] bool isLast(const Row& row) const { return &row == &m_rows.back(); }
    void describe();

    QCustomPlot* m_plot = nullptr;
    Names* m_names = nullptr;
    QCPLayer* m_overlay = nullptr;
    QCPColorMap* m_map = nullptr;
    PlotTheme m_theme;
    std::shared_ptr<const RawSignals> m_recording;
    std::vector<Row> m_rows;
    TimeRange m_range;
    std::optional<double> m_cursor;
    std::optional<std::pair<double, double>> m_stretch; ///< being chosen to zoom into
    std::vector<LabelRun> m_visibleRuns;
    QPointF m_press;
    bool m_isDragged = false;
    bool m_fitsHeights = false;
    std::int64_t m_drawnValues = 0;
};

} // namespace pitlane
