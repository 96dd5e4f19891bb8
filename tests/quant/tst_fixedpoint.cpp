// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The fixed-point arithmetic against its definition in wide integers and against values worked by hand.
#include "core/quant/fixedpoint.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace pitlane;

namespace {

__extension__ using Wide = __int128;

constexpr auto lowest = std::numeric_limits<std::int32_t>::min();
constexpr auto largest = std::numeric_limits<std::int32_t>::max();

Wide floorDivide(Wide a, Wide b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

/// a / b to nearest; ties up, or away from zero.
Wide nearest(Wide a, Wide b, bool tiesUp)
{
    if (tiesUp || a >= 0)
        return floorDivide(2 * a + b, 2 * b);
    return -floorDivide(-2 * a + b, 2 * b);
}

/// gemmlowp's own wording, with a division that truncates.
std::int32_t gemmlowpMultiply(std::int32_t a, std::int32_t b)
{
    if (a == b && a == lowest)
        return largest;
    const auto product = std::int64_t{a} * b;
    const std::int32_t nudge = product >= 0 ? (1 << 30) : (1 - (1 << 30));
    return static_cast<std::int32_t>((product + nudge) / (1LL << 31));
}

/// Numbers of all magnitudes, extremes often.
std::int32_t drawn(std::mt19937& random)
{
    static const std::array<std::int32_t, 8> corners = {0, 1, -1, largest, lowest, 1 << 30, -(1 << 30), lowest + 1};
    if (random() % 5 == 0)
        return corners[random() % corners.size()];
    return static_cast<std::int32_t>(random()) >> (random() % 31);
}

} // namespace

class TestFixedPoint : public QObject
{
    Q_OBJECT

private slots:
    void byHand();
    void againstWideIntegers();
    void wholeFactorsAgainstDoubles();
    void multipliers();
    void quotients();
};

void TestFixedPoint::byHand()
{
    // 2^30 is one half in Q31.
    QCOMPARE(saturatingRoundingDoublingHighMul(100, 1 << 30), 50);
    QCOMPARE(saturatingRoundingDoublingHighMul(101, 1 << 30), 51);   // 50.5: up
    QCOMPARE(saturatingRoundingDoublingHighMul(-101, 1 << 30), -50); // -50.5: up as well
    QCOMPARE(saturatingRoundingDoublingHighMul(-103, 1 << 30), -51);
    QCOMPARE(saturatingRoundingDoublingHighMul(lowest, lowest), largest);
    QCOMPARE(saturatingRoundingDoublingHighMul(lowest, largest), lowest + 1);

    QCOMPARE(roundingDivideByPowerOfTwo(5, 1), 3);   // 2.5: away from zero
    QCOMPARE(roundingDivideByPowerOfTwo(-5, 1), -3); // -2.5: away from zero
    QCOMPARE(roundingDivideByPowerOfTwo(-6, 2), -2); // -1.5
    QCOMPARE(roundingDivideByPowerOfTwo(-5, 2), -1); // -1.25
    QCOMPARE(roundingDivideByPowerOfTwo(7, 0), 7);
    QCOMPARE(roundingDivideByPowerOfTwo(largest, 31), 1);
    QCOMPARE(roundingDivideByPowerOfTwo(lowest, 31), -1);

    // 21 * 3/4 = 15.75 -> 16, then half of it.
    QCOMPARE(multiplyByQuantizedMultiplier(21, 3 << 29, -1), 8);
    // Double rounding shows: 11 * 0.5 = 5.5 -> 6, then 6 / 4 = 1.5 -> 2, where 11 / 8 = 1.375 rounds to 1.
    QCOMPARE(multiplyByQuantizedMultiplier(11, 1 << 30, -2), 2);
    QCOMPARE(multiplyByQuantizedMultiplier(3, 1 << 30, 3), 12);                // 3 * 0.5 * 8
    QCOMPARE(multiplyByQuantizedMultiplier(1 << 30, largest, 5), largest - 1); // the shift saturates
}

void TestFixedPoint::againstWideIntegers()
{
    std::mt19937 random(1);
    for (int i = 0; i < 300'000; ++i) {
        const auto a = drawn(random);
        const auto b = drawn(random);
        const auto product = saturatingRoundingDoublingHighMul(a, b);
        const auto exact = std::min(nearest(Wide{a} * b, Wide{1} << 31, true), Wide{largest});
        QCOMPARE(product, static_cast<std::int32_t>(exact));
        QCOMPARE(product, gemmlowpMultiply(a, b));
        const auto exponent = static_cast<int>(random() % 32);
        QCOMPARE(roundingDivideByPowerOfTwo(a, exponent),
                 static_cast<std::int32_t>(nearest(a, Wide{1} << exponent, false)));
    }
}

void TestFixedPoint::wholeFactorsAgainstDoubles()
{
    std::mt19937 random(2);
    for (int i = 0; i < 100'000; ++i) {
        const auto factor = std::exp2(std::uniform_real_distribution<>(-20, 6)(random));
        const auto x = static_cast<std::int32_t>(random()) >> (8 + random() % 20);
        const auto exact = factor * x;
        const auto found = multiplyByQuantizedMultiplier(x, quantizeMultiplier(factor));
        // Half a step for the last rounding, another half times 2^-right for the first.
        QVERIFY2(std::abs(found - exact) <= 1.0 + std::abs(exact) * 1e-9,
                 qPrintable(QStringLiteral("%1 x %2: %3").arg(x).arg(factor).arg(found)));
    }
}

void TestFixedPoint::multipliers()
{
    QCOMPARE(quantizeMultiplier(0.5), (QFactor{1 << 30, 0}));
    QCOMPARE(quantizeMultiplier(1), (QFactor{1 << 30, 1}));
    QCOMPARE(quantizeMultiplier(0.75), (QFactor{3 << 29, 0}));
    QCOMPARE(quantizeMultiplier(0.375), (QFactor{3 << 29, -1}));
    QCOMPARE(quantizeMultiplier(1 - std::ldexp(1.0, -40)), (QFactor{1 << 30, 1})); // rounds up to 1
    QCOMPARE(quantizeMultiplier(0), QFactor{});
    QCOMPARE(quantizeMultiplier(-1), QFactor{});
    QCOMPARE(quantizeMultiplier(std::ldexp(1.0, -32)), (QFactor{1 << 30, -31}));
    QCOMPARE(quantizeMultiplier(std::ldexp(0.9, -32)), QFactor{});
    QCOMPARE(quantizeMultiplier(1e30), (QFactor{largest, 30}));
    std::mt19937 random(3);
    for (int i = 0; i < 10'000; ++i) {
        const auto factor = std::exp2(std::uniform_real_distribution<>(-30, 29)(random));
        const auto [multiplier, shift] = quantizeMultiplier(factor);
        QVERIFY(multiplier >= 1 << 30);
        QVERIFY(std::abs(std::ldexp(multiplier, shift - 31) / factor - 1) <= std::ldexp(1.0, -31));
    }
}

void TestFixedPoint::quotients()
{
    for (std::int64_t count = 1; count <= 9; ++count)
        for (std::int64_t sum = -60; sum <= 60; ++sum)
            QCOMPARE(roundedQuotient(sum, count), static_cast<std::int64_t>(nearest(sum, count, false)));
}

QTEST_GUILESS_MAIN(TestFixedPoint)
#include "tst_fixedpoint.moc"
