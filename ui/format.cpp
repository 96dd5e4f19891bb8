// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <array>
#include <cmath>

namespace pitlane::format {

namespace {

constexpr QChar narrowSpace(0x202F);
constexpr QChar minus(0x2212);

QString tr(const char* text)
{
    return QCoreApplication::translate("format", text);
}

/// Digits of a non-negative whole number with a narrow space between groups of three.
QString grouped(const QString& digits)
{
    QString result;
    for (qsizetype i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0)
            result += narrowSpace;
        result += digits[i];
    }
    return result;
}

/// A decimal number with grouped digits and the minus sign of typography.
QString fixed(double value, int decimals)
{
    const auto text = QString::number(std::abs(value), 'f', decimals);
    const auto point = text.indexOf(QLatin1Char('.'));
    const auto whole = point < 0 ? text : text.left(point);
    const auto rest = point < 0 ? QString() : text.mid(point);
    const bool isZero = text.count(QLatin1Char('0')) + (point < 0 ? 0 : 1) == text.size();
    return (value < 0 && !isZero ? QString(minus) : QString()) + grouped(whole) + rest;
}

QString superscript(int exponent)
{
    static constexpr std::array<char16_t, 10> digits{0x2070, 0x00B9, 0x00B2, 0x00B3, 0x2074,
                                                     0x2075, 0x2076, 0x2077, 0x2078, 0x2079};
    QString result;
    if (exponent < 0)
        result += QChar(0x207B);
    for (const auto digit : QString::number(std::abs(exponent)))
        result += QChar(digits[static_cast<std::size_t>(digit.digitValue())]);
    return result;
}

} // namespace

QString count(std::int64_t value)
{
    const auto digits = QString::number(value);
    return value < 0 ? minus + grouped(digits.mid(1)) : grouped(digits);
}

QString shortCount(double value)
{
    if (!std::isfinite(value))
        return QStringLiteral("—");
    const double size = std::abs(value);
    if (size < 999.5)
        return fixed(value, 0);
    if (size < 999'950)
        return fixed(value / 1e3, 1) + QLatin1Char('k');
    if (size < 999'995'000)
        return fixed(value / 1e6, 2) + QLatin1Char('M');
    return fixed(value / 1e9, 2) + QLatin1Char('G');
}

QString percentNumber(double share, int decimals)
{
    return std::isfinite(share) ? fixed(100 * share, decimals) : QStringLiteral("—");
}

QString percent(double share, int decimals)
{
    return std::isfinite(share) ? percentNumber(share, decimals) + QStringLiteral(" %") : QStringLiteral("—");
}

QString qualityNumber(const Quality& value)
{
    return std::isfinite(value.score) ? fixed(shownScore(value), shownDecimals(value.measure)) : QStringLiteral("—");
}

QString quality(const Quality& value)
{
    const auto unit = QString::fromStdString(shownUnit(value.measure, value.unit));
    return unit.isEmpty() || !std::isfinite(value.score) ? qualityNumber(value)
                                                         : qualityNumber(value) + QLatin1Char(' ') + unit;
}

QString qualityDifference(const Quality& a, const Quality& b)
{
    return difference(shownScore(a) - shownScore(b), shownDecimals(a.measure));
}

QString measureTitle(QualityMeasure measure)
{
    switch (measure) {
    case QualityMeasure::Accuracy:
        return tr("Accuracy");
    case QualityMeasure::BalancedAccuracy:
        return tr("Balanced accuracy");
    case QualityMeasure::MacroF1:
        return tr("Macro F1");
    case QualityMeasure::Mae:
        return tr("Mean absolute error");
    case QualityMeasure::Nll:
        return tr("Negative log-likelihood");
    }
    return {};
}

QString measureInSentence(QualityMeasure measure)
{
    auto title = measureTitle(measure);
    return title.replace(0, 1, title.at(0).toLower());
}

QString measureShort(QualityMeasure measure)
{
    switch (measure) {
    case QualityMeasure::Accuracy:
        return tr("Accuracy");
    case QualityMeasure::BalancedAccuracy:
        return tr("Bal. acc.");
    case QualityMeasure::MacroF1:
        return tr("Macro F1");
    case QualityMeasure::Mae:
        return tr("MAE");
    case QualityMeasure::Nll:
        return tr("NLL");
    }
    return {};
}

QString difference(double value, int decimals)
{
    const auto text = fixed(value, decimals);
    const bool isZero = text == fixed(0, decimals);
    return value > 0 && !isZero ? QLatin1Char('+') + text : text;
}

QString power(double value, int decimals)
{
    if (value == 0)
        return QStringLiteral("0");
    if (!std::isfinite(value))
        return QStringLiteral("—");
    auto exponent = static_cast<int>(std::floor(std::log10(std::abs(value))));
    auto mantissa = QString::number(std::abs(value) / std::pow(10.0, exponent), 'f', decimals);
    if (mantissa.startsWith(QLatin1String("10"))) { // 9.99 rounded up
        ++exponent;
        mantissa = QString::number(std::abs(value) / std::pow(10.0, exponent), 'f', decimals);
    }
    return (value < 0 ? QString(minus) : QString()) + mantissa + QStringLiteral("×10") + superscript(exponent);
}

QString duration(double seconds)
{
    if (!(seconds >= 0) || !std::isfinite(seconds))
        return QStringLiteral("—");
    const auto whole = std::llround(seconds);
    const auto two = [](long long value) { return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0')); };
    if (whole < 3600)
        return QStringLiteral("%1:%2").arg(whole / 60).arg(two(whole % 60));
    return QStringLiteral("%1:%2:%3").arg(whole / 3600).arg(two(whole / 60 % 60), two(whole % 60));
}

QString bytes(double value)
{
    const double size = std::abs(value);
    if (size < 999.5)
        return fixed(value, 0) + QStringLiteral(" B");
    if (size < 999'950)
        return fixed(value / 1e3, 1) + QStringLiteral(" kB");
    if (size < 999'950'000)
        return fixed(value / 1e6, 1) + QStringLiteral(" MB");
    return fixed(value / 1e9, 1) + QStringLiteral(" GB");
}

QString clock(const QString& isoUtc)
{
    auto time = QDateTime::fromString(isoUtc, Qt::ISODateWithMs);
    if (!time.isValid())
        return {};
    if (time.timeSpec() == Qt::LocalTime)
        time.setTimeSpec(Qt::UTC);
    const auto local = time.toLocalTime();
    const auto now = QDateTime::currentDateTime();
    if (local.secsTo(now) < 24 * 3600)
        return local.toString(QStringLiteral("HH:mm"));
    const auto pattern =
        local.date().year() == now.date().year() ? QStringLiteral("d MMM") : QStringLiteral("d MMM yyyy");
    return QLocale::c().toString(local, pattern);
}

QString phaseWord(Phase phase)
{
    switch (phase) {
    case Phase::Warmup:
        return tr("warm-up");
    case Phase::Search:
        return tr("search");
    case Phase::FineTune:
        return tr("fine-tune");
    case Phase::Test:
        return tr("test");
    }
    return {};
}

QString stateWord(const SearchPoint& point, bool onFront)
{
    switch (point.status) {
    case PointStatus::Queued:
        return tr("queued");
    case PointStatus::Running:
        return point.epochs > 0 ? tr("%1 %2/%3").arg(phaseWord(point.phase)).arg(point.epoch).arg(point.epochs)
                                : tr("starting");
    case PointStatus::Paused:
        return tr("paused");
    case PointStatus::Cancelled:
        return tr("cancelled");
    case PointStatus::Interrupted:
        return tr("interrupted");
    case PointStatus::Failed:
        return tr("failed");
    case PointStatus::Done:
        break;
    }
    if (point.role == PointRole::Seed)
        return tr("seed");
    if (point.role == PointRole::HandTuned)
        return tr("hand-tuned");
    return onFront ? tr("front") : tr("dominated");
}

} // namespace pitlane::format
