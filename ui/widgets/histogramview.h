// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

namespace pitlane {

/// How often values occur: bars on an axis with its unit.
class HistogramView : public QWidget
{
    Q_OBJECT
public:
    explicit HistogramView(QWidget* parent = nullptr);
    void setValues(const std::vector<float>& values, const QString& unit);
    /// Values per bar, from the least to the greatest value.
    [[nodiscard]] const std::vector<std::int64_t>& bars() const { return m_bars; }
    [[nodiscard]] QSize sizeHint() const override { return {320, 128}; }

private:
    void paintEvent(QPaintEvent* event) override;
    std::vector<std::int64_t> m_bars;
    double m_low = 0;
    double m_high = 0;
    double m_mean = 0;
    QString m_unit;
};

} // namespace pitlane
