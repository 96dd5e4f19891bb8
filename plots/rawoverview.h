// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/plottheme.h"
#include "plots/rawsignals.h"

#include <QPixmap>
#include <QWidget>

namespace pitlane {

/// A strip with the whole recording: its first channel and its labels, and a frame around the part that a RawPlot
/// shows. Dragging moves the part, a press beside it brings it there.
class RawOverview : public QWidget
{
    Q_OBJECT
public:
    explicit RawOverview(QWidget* parent = nullptr);
    void setTheme(const PlotTheme& theme);
    void setSignals(std::shared_ptr<const RawSignals> recording);
    void setRange(double from, double to);
    /// The strip between the margins of the plot, so that both agree at the ends.
    void setMargins(int left, int right);
    /// The frame in widget coordinates.
    [[nodiscard]] QRectF frame() const;

Q_SIGNALS:
    void rangeWanted(double from, double to);
    void wheelTurned(double factor);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void drawPicture();
    void drawRows(QPainter& painter, const RawPicture& picture) const;
    [[nodiscard]] QRectF strip() const;
    [[nodiscard]] double timeAt(double x) const;

    PlotTheme m_theme;
    std::shared_ptr<const RawSignals> m_recording;
    QPixmap m_picture; ///< without the frame; drawn again when data, size or theme change
    double m_from = 0;
    double m_to = 1;
    double m_grab = 0; ///< from the begin of the frame to where it is held
    int m_left = 0;
    int m_right = 0;
};

} // namespace pitlane
