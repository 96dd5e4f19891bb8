// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/plottheme.h"

#include <QWidget>

#include <optional>
#include <vector>

class QCPAxisRect;
class QCPLayer;
class QCustomPlot;

namespace pitlane {

/// The spectra of one class in numbers, value k at k * step of the frequency axis.
struct SpectrumRow
{
    QString name;
    QString note; ///< "292 examples"
    std::vector<double> mean;
    std::vector<double> low;  ///< 5 %
    std::vector<double> high; ///< 95 %
    bool operator==(const SpectrumRow&) const = default;
};

/// Where a spectrum is highest, 0 left out; nothing where it is flat.
[[nodiscard]] std::optional<std::size_t> peakOf(const SpectrumRow& row);

/// Magnitudes over frequency, classes under each other on one axis.
class SpectrumPlot : public QWidget
{
    Q_OBJECT
public:
    explicit SpectrumPlot(QWidget* parent = nullptr);
    void setTheme(const PlotTheme& theme);
    /// `step`: between two values, in hertz, or in cycles per sample where the rate is not known.
    void setRows(std::vector<SpectrumRow> rows, double step, bool inHertz);
    /// 20 log10 of the magnitude, down to 80 dB below the highest one; else the magnitude itself.
    void setDecibels(bool on);
    [[nodiscard]] int rowCount() const { return static_cast<int>(m_rows.size()); }
    [[nodiscard]] std::pair<double, double> frequencyRange() const;
    [[nodiscard]] std::pair<double, double> valueRange() const { return {m_low, m_high}; }

    void setCursor(std::optional<double> frequency);
    /// Frequency and mean of every class at the cursor, in words.
    [[nodiscard]] QString readout() const;
    [[nodiscard]] QString frequencyText(double frequency) const;

Q_SIGNALS:
    void cursorMoved();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    class Names;
    class CursorLine;
    void build();
    void fill();
    void colour();
    void layOut();
    [[nodiscard]] double shown(double magnitude) const;

    QCustomPlot* m_plot = nullptr;
    Names* m_names = nullptr;
    QCPLayer* m_overlay = nullptr;
    PlotTheme m_theme;
    std::vector<SpectrumRow> m_rows;
    std::vector<QCPAxisRect*> m_rects;
    double m_step = 1;
    double m_floor = 0; ///< dB: nothing is drawn lower
    double m_low = 0;
    double m_high = 1;
    bool m_inHertz = false;
    bool m_inDecibels = true;
    std::optional<double> m_cursor;
};

} // namespace pitlane
