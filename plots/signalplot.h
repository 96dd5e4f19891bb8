// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/plottheme.h"

#include <QWidget>

#include <optional>
#include <vector>

class QCPAxisRect;
class QCustomPlot;

namespace pitlane {

/// The series of one class in numbers: mean, band and a few examples, T values each.
struct SignalRow
{
    QString name; ///< spoken by screen readers
    std::vector<double> mean;
    std::vector<double> low;  ///< 5 %
    std::vector<double> high; ///< 95 %
    std::vector<std::vector<double>> examples;
    bool operator==(const SignalRow&) const = default;
};

/// Classes under each other on one sample axis and one value axis. The left edge stays free for labels that the owner
/// places by rowRect().
class SignalPlot : public QWidget
{
    Q_OBJECT
public:
    explicit SignalPlot(QWidget* parent = nullptr);
    void setTheme(const PlotTheme& theme);
    /// Pixels that stay free at the left for labels.
    void setLabelWidth(int pixels);
    void setRows(const std::vector<SignalRow>& rows, const QString& sampleAxisTitle);
    [[nodiscard]] int rowCount() const { return static_cast<int>(m_rects.size()); }
    /// The whole row in widget coordinates, label space included.
    [[nodiscard]] QRect rowRect(int row) const;

Q_SIGNALS:
    void laidOut(); ///< rowRect() has changed

private:
    void resizeEvent(QResizeEvent* event) override;
    void layOut();
    void addRow(const SignalRow& row, int index, int count);
    void colour();

    QCustomPlot* m_plot = nullptr;
    QWidget* m_lines = nullptr;
    PlotTheme m_theme;
    std::vector<SignalRow> m_rows;
    std::vector<QCPAxisRect*> m_rects;
    QString m_axisTitle;
    int m_labelWidth = 120;
};

} // namespace pitlane
