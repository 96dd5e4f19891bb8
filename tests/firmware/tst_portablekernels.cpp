// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "resources/firmware/pitlane_kernels.h"
#include "tests/firmware/kernelcases.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace pitlane;
using namespace pitlane::firmwaretest;

namespace {

pl_conv1d_layer convolution(const CortexMSource& layer)
{
    return {.C_in = layer.C_in,
            .C_out = layer.C_out,
            .T_in = layer.T_in,
            .T_out = layer.T_out,
            .K = layer.K,
            .d = layer.d,
            .s = layer.s,
            .pad_left = layer.padLeft,
            .zero_in = layer.zeroIn,
            .zero_out = layer.zeroOut,
            .out_min = layer.outMin,
            .out_max = layer.outMax,
            .weights = layer.weights.data(),
            .bias = layer.bias.data(),
            .multiplier = layer.multiplier.data(),
            .shift = layer.shift.data()};
}

std::vector<std::int8_t> randomBytes(Random& random, std::int32_t count)
{
    std::vector<std::int8_t> bytes(static_cast<std::size_t>(count));
    for (auto& byte : bytes)
        byte = static_cast<std::int8_t>(draw(random, -128, 127));
    return bytes;
}

/// The first place where two outputs differ, or "".
std::string difference(const std::string& name, const std::vector<std::int8_t>& found,
                       const std::vector<std::int8_t>& expected)
{
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (found.at(i) != expected[i])
            return name + ": output " + std::to_string(i) + " is " + std::to_string(found[i]) + ", expected " +
                   std::to_string(expected[i]);
    }
    return {};
}

#define VERIFY_SAME(name, found, expected)                                                                             \
    do {                                                                                                               \
        const auto text = difference(name, found, expected);                                                           \
        QVERIFY2(text.empty(), text.c_str());                                                                          \
    } while (false)

} // namespace

/// Runs under the address and undefined behaviour sanitizers in every build, with outputs and inputs of exact size.
class TestPortableKernels : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void roundingsByHand_data();
    void roundingsByHand();
    void requantizesAsDefined();
    void convolutionByHand();
    void convolutions();
    void depthwiseConvolutions();
    void linearLayers();
    void sums();
    void averages();
    void maxima();
    void batchNorms();
    void tablesAndClamps();
};

void TestPortableKernels::roundingsByHand_data()
{
    QTest::addColumn<int>("value");
    QTest::addColumn<int>("multiplier");
    QTest::addColumn<int>("shift");
    QTest::addColumn<int>("expected");
    const int half = 1 << 30;
    QTest::newRow("a half goes up") << 1 << half << 0 << 1;
    QTest::newRow("minus a half goes up") << -1 << half << 0 << 0;
    QTest::newRow("one and a half") << 3 << half << 0 << 2;
    QTest::newRow("minus one and a half") << -3 << half << 0 << -1;
    QTest::newRow("second rounding: a half away from zero") << 4 << half << -2 << 1;
    QTest::newRow("second rounding: minus a half away from zero") << -4 << half << -2 << -1;
    QTest::newRow("second rounding: less than a half") << -2 << half << -2 << 0;
    QTest::newRow("rounded twice, 1.25 * 2 = 2.5 -> 3, 3 / 2 = 1.5 -> 2") << 5 << half << -1 << 2;
    QTest::newRow("to the left") << 3 << half << 4 << 24;
    QTest::newRow("largest") << INT32_MAX << INT32_MAX << 0 << INT32_MAX - 1;
    QTest::newRow("the one product that does not fit") << INT32_MIN << INT32_MIN << 0 << INT32_MAX;
    QTest::newRow("shift of 31") << INT32_MIN << INT32_MAX << -31 << -1;
}

void TestPortableKernels::roundingsByHand()
{
    QFETCH(int, value);
    QFETCH(int, multiplier);
    QFETCH(int, shift);
    QFETCH(int, expected);
    QCOMPARE(pl_requantize(value, multiplier, shift), expected);
}

void TestPortableKernels::requantizesAsDefined()
{
    Random random(1);
    for (int i = 0; i < 200000; ++i) {
        const auto multiplier = draw(random, 1 << 30, INT32_MAX);
        const auto shift = draw(random, -31, 6);
        const auto bits = draw(random, 1, shift > 0 ? 30 - shift : 31);
        const auto value = static_cast<std::int32_t>(random()) >> (32 - bits);
        if (pl_requantize(value, multiplier, shift) != requantized(value, multiplier, shift))
            QFAIL(qPrintable(QStringLiteral("%1 * %2, shift %3").arg(value).arg(multiplier).arg(shift)));
    }
}

void TestPortableKernels::convolutionByHand()
{
    // Two channels, K = 2, d = 2, causal; scale 1/2; zero points 1 and -3.
    //   x - 1:       t = 0: (1, 2), 1: (3, -1), 2: (0, 5)
    //   w (o = 0):   oldest (2, 1), newest (1, -2); bias 4
    //   sums:        4 + (1 - 4) = 1;  4 + (3 + 2) = 9;  4 + (2 + 2) + (0 - 10) = -2
    //   halves:      0.5 -> 1;  4.5 -> 5;  -1   (the first rounding takes halves up)
    const std::vector<std::int8_t> weights = {2, 1, 1, -2};
    const std::vector<std::int8_t> x = {2, 3, 4, 0, 1, 6};
    const std::int32_t bias = 4, multiplier = 1 << 30, shift = 0;
    const pl_conv1d_layer layer{.C_in = 2,
                                .C_out = 1,
                                .T_in = 3,
                                .T_out = 3,
                                .K = 2,
                                .d = 2,
                                .s = 1,
                                .pad_left = 2,
                                .zero_in = 1,
                                .zero_out = -3,
                                .out_min = -3,
                                .out_max = 127,
                                .weights = weights.data(),
                                .bias = &bias,
                                .multiplier = &multiplier,
                                .shift = &shift};
    std::vector<std::int8_t> y(3);
    pl_conv1d(&layer, x.data(), y.data());
    const std::vector<std::int8_t> expected = {-2, 2, -3};
    QCOMPARE(y, expected);
}

void TestPortableKernels::convolutions()
{
    Random random(2);
    int shorter = 0;
    for (int i = 0; i < 400; ++i) {
        const auto test = randomConvolution(random);
        const auto layer = convolution(test.layer);
        shorter += layer.T_in < (layer.K - 1) * layer.d + 1;
        std::vector<std::int8_t> y(static_cast<std::size_t>(layer.T_out * layer.C_out));
        pl_conv1d(&layer, test.x.data(), y.data());
        VERIFY_SAME(test.name, y, expected(test));
    }
    QVERIFY(shorter > 100);
}

void TestPortableKernels::depthwiseConvolutions()
{
    Random random(3);
    for (int i = 0; i < 100; ++i) {
        auto test = randomConvolution(random);
        auto& source = test.layer;
        source.C_out = std::min(source.C_in, source.C_out);
        source.C_in = source.C_out;
        source.weights.resize(static_cast<std::size_t>(source.C_out * source.K));
        test.x.resize(static_cast<std::size_t>(source.T_in * source.C_in));
        const auto layer = convolution(source);
        std::vector<std::int8_t> y(static_cast<std::size_t>(layer.T_out * layer.C_out));
        pl_depthwise1d(&layer, test.x.data(), y.data());
        VERIFY_SAME(test.name, y, expectedDepthwise(test));
    }
}

void TestPortableKernels::linearLayers()
{
    Random random(4);
    for (int i = 0; i < 100; ++i) {
        const auto test = randomLinear(random);
        const auto& source = test.layer;
        const pl_linear_layer layer{.C_in = source.C_in,
                                    .C_out = source.C_out,
                                    .zero_in = source.zeroIn,
                                    .zero_out = source.zeroOut,
                                    .out_min = source.outMin,
                                    .out_max = source.outMax,
                                    .weights = source.weights.data(),
                                    .bias = source.bias.data(),
                                    .multiplier = source.multiplier.data(),
                                    .shift = source.shift.data()};
        std::vector<std::int8_t> y(static_cast<std::size_t>(layer.C_out));
        pl_linear(&layer, test.x.data(), y.data());
        VERIFY_SAME(test.name, y, expected(test));
    }
}

void TestPortableKernels::sums()
{
    Random random(5);
    for (int i = 0; i < 100; ++i) {
        pl_add_layer layer{.count = draw(random, 1, 500)};
        layer.zero_a = draw(random, -128, 127);
        layer.zero_b = draw(random, -128, 127);
        layer.zero_out = draw(random, -128, 127);
        // As TensorFlow Lite chooses them: twice the larger scale is 1.
        layer.multiplier_a = draw(random, 1 << 30, INT32_MAX);
        layer.multiplier_b = draw(random, 1 << 30, INT32_MAX);
        layer.multiplier_out = draw(random, 1 << 30, INT32_MAX);
        layer.shift_a = -draw(random, 1, 6);
        layer.shift_b = -draw(random, 1, 6);
        layer.shift_out = -draw(random, 17, 20);
        layer.out_min = draw(random, 0, 1) == 0 ? -128 : layer.zero_out;
        layer.out_max = 127;
        const auto a = randomBytes(random, layer.count);
        const auto b = randomBytes(random, layer.count);
        std::vector<std::int8_t> expected;
        for (std::size_t j = 0; j < a.size(); ++j) {
            const auto fromA =
                requantized((a[j] - layer.zero_a) * std::int64_t{1048576}, layer.multiplier_a, layer.shift_a);
            const auto fromB =
                requantized((b[j] - layer.zero_b) * std::int64_t{1048576}, layer.multiplier_b, layer.shift_b);
            expected.push_back(clamped(
                layer.zero_out + requantized(std::int64_t{fromA} + fromB, layer.multiplier_out, layer.shift_out),
                layer.out_min, layer.out_max));
        }
        auto y = a;
        pl_add(&layer, y.data(), b.data(), y.data());
        VERIFY_SAME("add", y, expected);
    }
}

void TestPortableKernels::averages()
{
    Random random(6);
    for (int i = 0; i < 200; ++i) {
        pl_pool_layer layer{.C = draw(random, 1, 20), .T_in = draw(random, 1, 60), .out_min = -128, .out_max = 127};
        layer.K = i % 3 == 0 ? layer.T_in : draw(random, 1, layer.T_in); // every third one is global
        layer.s = draw(random, 1, 5);
        layer.T_out = (layer.T_in - layer.K) / layer.s + 1;
        const auto x = randomBytes(random, layer.C * layer.T_in);
        std::vector<std::int8_t> expected;
        for (int t = 0; t < layer.T_out; ++t) {
            for (int c = 0; c < layer.C; ++c) {
                double sum = 0;
                for (int k = 0; k < layer.K; ++k)
                    sum += x.at(static_cast<std::size_t>((t * layer.s + k) * layer.C + c));
                expected.push_back(static_cast<std::int8_t>(std::round(sum / layer.K))); // halves away from zero
            }
        }
        std::vector<std::int8_t> y(expected.size());
        pl_avg_pool(&layer, x.data(), y.data());
        VERIFY_SAME("average", y, expected);
    }
}

void TestPortableKernels::maxima()
{
    Random random(7);
    for (int i = 0; i < 100; ++i) {
        pl_pool_layer layer{.C = draw(random, 1, 20), .T_in = draw(random, 1, 60), .out_min = -20, .out_max = 100};
        layer.K = draw(random, 1, layer.T_in);
        layer.s = draw(random, 1, 5);
        layer.T_out = (layer.T_in - layer.K) / layer.s + 1;
        const auto x = randomBytes(random, layer.C * layer.T_in);
        std::vector<std::int8_t> expected;
        for (int t = 0; t < layer.T_out; ++t) {
            for (int c = 0; c < layer.C; ++c) {
                std::vector<std::int8_t> window;
                for (int k = 0; k < layer.K; ++k)
                    window.push_back(x.at(static_cast<std::size_t>((t * layer.s + k) * layer.C + c)));
                expected.push_back(clamped(std::ranges::max(window), -20, 100));
            }
        }
        std::vector<std::int8_t> y(expected.size());
        pl_max_pool(&layer, x.data(), y.data());
        VERIFY_SAME("maximum", y, expected);
    }
}

void TestPortableKernels::batchNorms()
{
    Random random(8);
    for (int i = 0; i < 100; ++i) {
        pl_batch_norm_layer layer{.C = draw(random, 1, 20), .T = draw(random, 1, 40)};
        layer.zero_in = draw(random, -128, 127);
        layer.zero_out = draw(random, -60, 60);
        layer.out_min = -128;
        layer.out_max = 127;
        std::vector<std::int32_t> factor, offset, multiplier, shift;
        for (int c = 0; c < layer.C; ++c) {
            factor.push_back(draw(random, -(1 << 22), 1 << 22));
            offset.push_back(draw(random, -(1 << 28), 1 << 28));
            multiplier.push_back(draw(random, 1 << 30, INT32_MAX));
            shift.push_back(-draw(random, 21, 24));
        }
        layer.factor = factor.data();
        layer.offset = offset.data();
        layer.multiplier = multiplier.data();
        layer.shift = shift.data();
        const auto x = randomBytes(random, layer.C * layer.T);
        std::vector<std::int8_t> expected;
        for (std::size_t j = 0; j < x.size(); ++j) {
            const auto c = j % static_cast<std::size_t>(layer.C);
            const auto sum = offset[c] + std::int64_t{factor[c]} * (x[j] - layer.zero_in);
            expected.push_back(clamped(layer.zero_out + requantized(sum, multiplier[c], shift[c]), -128, 127));
        }
        auto y = x;
        pl_batch_norm(&layer, y.data(), y.data());
        VERIFY_SAME("batch-norm", y, expected);
    }
}

void TestPortableKernels::tablesAndClamps()
{
    std::int8_t table[256];
    std::vector<std::int8_t> x, squares, positive;
    for (int i = -128; i < 128; ++i) {
        table[i + 128] = static_cast<std::int8_t>(i * i / 200);
        x.push_back(static_cast<std::int8_t>(i));
        squares.push_back(static_cast<std::int8_t>(i * i / 200));
        positive.push_back(static_cast<std::int8_t>(std::min(std::max(i, -5), 90)));
    }
    std::vector<std::int8_t> y(256);
    pl_table(table, 256, x.data(), y.data());
    QCOMPARE(y, squares);
    pl_clamp(-5, 90, 256, x.data(), y.data());
    QCOMPARE(y, positive);
}

QTEST_GUILESS_MAIN(TestPortableKernels)
#include "tst_portablekernels.moc"
