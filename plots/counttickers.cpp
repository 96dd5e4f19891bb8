// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/counttickers.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace pitlane {

QString countLabel(double value)
{
    const auto plain = [](double number) {
        auto text = QString::number(number, 'g', 3);
        return text.contains(QLatin1Char('e')) ? QString::number(number, 'f', 0) : text;
    };
    if (std::abs(value) >= 1e9)
        return plain(value / 1e9) + QLatin1Char('G');
    if (std::abs(value) >= 1e6)
        return plain(value / 1e6) + QLatin1Char('M');
    if (std::abs(value) >= 1e3)
        return plain(value / 1e3) + QLatin1Char('k');
    return plain(value);
}

double CountTicker::getTickStep(const QCPRange& range)
{
    m_range = range;
    return QCPAxisTicker::getTickStep(range);
}

int CountTicker::getSubTickCount(double step)
{
    return m_log ? 1 : QCPAxisTicker::getSubTickCount(step);
}

QString CountTicker::getTickLabel(double tick, const QLocale&, QChar, int)
{
    return countLabel(tick);
}

QVector<double> CountTicker::createTickVector(double step, const QCPRange& range)
{
    if (!m_log || range.lower <= 0)
        return QCPAxisTicker::createTickVector(step, range);
    const double decades = std::log10(range.upper / range.lower);
    if (decades < 0.7)
        return QCPAxisTicker::createTickVector(step, range);
    QVector<double> ticks;
    const int first = static_cast<int>(std::floor(std::log10(range.lower)));
    const int last = static_cast<int>(std::ceil(std::log10(range.upper)));
    // One tick more on either side: QCPAxis trims what is outside.
    for (int power = first; power <= last; ++power) {
        const double unit = std::pow(10.0, power);
        ticks << unit;
        if (decades < 3.5)
            ticks << 2 * unit << 5 * unit;
    }
    return ticks;
}

QVector<double> CountTicker::createSubTickVector(int count, const QVector<double>& ticks)
{
    if (!m_log || m_range.lower <= 0 || std::log10(m_range.upper / m_range.lower) < 0.7)
        return QCPAxisTicker::createSubTickVector(count, ticks);
    QVector<double> subTicks;
    for (int power = static_cast<int>(std::floor(std::log10(m_range.lower)));
         power <= static_cast<int>(std::ceil(std::log10(m_range.upper))); ++power)
        for (int factor = 2; factor < 10; ++factor)
            subTicks << factor * std::pow(10.0, power);
    return subTicks;
}

double PercentTicker::getTickStep(const QCPRange& range)
{
    const double step = QCPAxisTicker::getTickStep(range);
    m_decimals = step >= 1 && std::abs(step - std::round(step)) < 1e-9 ? 0 : step >= 0.095 ? 1 : step >= 0.0095 ? 2 : 3;
    return step;
}

int PercentTicker::getSubTickCount(double)
{
    return 0;
}

QString PercentTicker::getTickLabel(double tick, const QLocale&, QChar, int)
{
    return QString::number(tick, 'f', m_decimals).replace(QLatin1Char('-'), QChar(0x2212));
}

} // namespace pitlane
