// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qcustomplot.h>

namespace pitlane {

/// "822", "5k", "2.4M": at most three figures.
[[nodiscard]] QString countLabel(double value);

/// Ticks for counts (parameters, MACs): 1, 2, 5 per decade on a log axis, as even steps otherwise, labelled "2k".
class CountTicker : public QCPAxisTicker
{
public:
    void setLogarithmic(bool on) { m_log = on; }

protected:
    double getTickStep(const QCPRange& range) override;
    int getSubTickCount(double step) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;
    QVector<double> createTickVector(double step, const QCPRange& range) override;
    QVector<double> createSubTickVector(int count, const QVector<double>& ticks) override;

private:
    bool m_log = true;
    QCPRange m_range;
};

/// Ticks for percent, errors and nats: as many decimals as the step needs.
class PercentTicker : public QCPAxisTicker
{
protected:
    double getTickStep(const QCPRange& range) override;
    int getSubTickCount(double step) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;

private:
    int m_decimals = 1;
};

} // namespace pitlane
