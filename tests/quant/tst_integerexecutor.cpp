// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Nodes with whole numbers small enough to be worked by hand; every factor is a power of two, so that nothing rounds
// where the comment does not say so.
#include "core/quant/fixedpoint.h"
#include "core/quant/integerexecutor.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace pitlane;

namespace {

using Bytes = std::vector<std::int8_t>;

QTensor tensor(std::int64_t C, std::int64_t T, std::int32_t zeroPoint = 0, double scale = 1)
{
    return {.shape = {.C = C, .T = T}, .scale = scale, .zeroPoint = zeroPoint};
}

/// The factor `value` for `C_out` channels.
Requantisation times(double value, std::size_t C_out = 1)
{
    const auto factor = quantizeMultiplier(value);
    return {.multiplier = std::vector(C_out, factor.multiplier), .shift = std::vector(C_out, factor.shift)};
}

Bytes run(QTensor input, QOp op, QTensor output, const Bytes& x)
{
    const QuantizedNetwork network{
        .name = "one",
        .input = std::move(input),
        .nodes = {{.name = "n", .inputs = {"input"}, .op = std::move(op), .output = std::move(output)}}};
    return IntegerExecutor(network).run(x).back();
}

} // namespace

class TestIntegerExecutor : public QObject
{
    Q_OBJECT

private slots:
    void dilatedCausalConvolution();
    void stridedConvolutionOfTwoChannels();
    void negativePadding();
    void depthwiseConvolution();
    void linear();
    void batchNorm();
    void sums();
    void averages();
    void maxima();
    void softmaxWithinItsBound();
    void attentionWithinItsBounds();
    void inputsAndOutputs();
    void hashes();
    void errors();
};

void TestIntegerExecutor::dilatedCausalConvolution()
{
    // x - 10 = 1 2 3 4 5; w = 3 (oldest), -1; d = 2, left 2: 3 x[t - 2] - x[t] + 4, times 1/2, plus 1
    //   t = 0:      -1 + 4 =  3 -> 1.5 -> 2 (ties of the first rounding go up), 3
    //   t = 1:      -2 + 4 =  2 -> 1, 2
    //   t = 2:  3 - 3 + 4 =  4 -> 2, 3;  t = 3: 6 - 4 + 4 = 6 -> 3, 4;  t = 4: 9 - 5 + 4 = 8 -> 4, 5
    const QConv1d conv{
        .K = 2, .d = 2, .padding = {.left = 2}, .weights = {3, -1}, .bias = {4}, .requantisation = times(0.5)};
    const Bytes x = {11, 12, 13, 14, 15};
    QCOMPARE(run(tensor(1, 5, 10), conv, tensor(1, 5, 1), x), (Bytes{3, 2, 3, 4, 5}));
    auto rectified = tensor(1, 5, 1);
    rectified.low = 3;
    rectified.high = 4;
    QCOMPARE(run(tensor(1, 5, 10), conv, rectified, x), (Bytes{3, 3, 3, 4, 4}));
}

void TestIntegerExecutor::stridedConvolutionOfTwoChannels()
{
    // [T][C]: (1, 10) (2, 20) (3, 30) (4, 40); K = 3, s = 2, padding 1 and 1: T_out = 2.
    // Filter 0: (1, 0) (0, 1) (2, 0): t = 0: 0 + 10 + 2 * 2 = 14;     t = 1: 2 + 30 + 2 * 4 = 40
    // Filter 1: (0, 0) (0, 0) (1, 1): t = 0: 2 + 20 = 22, + 100 = 122; t = 1: 44, + 100 = 144 -> 127
    const QConv1d conv{.C_in = 2,
                       .C_out = 2,
                       .K = 3,
                       .s = 2,
                       .padding = {1, 1},
                       .weights = {1, 0, 0, 1, 2, 0, 0, 0, 0, 0, 1, 1},
                       .bias = {0, 100},
                       .requantisation = times(1, 2)};
    QCOMPARE(run(tensor(2, 4), conv, tensor(2, 2), {1, 10, 2, 20, 3, 30, 4, 40}), (Bytes{14, 122, 40, 127}));
}

void TestIntegerExecutor::negativePadding()
{
    // Left -3 cuts three samples off: y[t] = x[t + 3] + 2 x[t + 4], with right 1 the last one has no second term.
    const QConv1d conv{.K = 2, .padding = {-3, 1}, .weights = {1, 2}, .bias = {0}, .requantisation = times(1)};
    QCOMPARE(run(tensor(1, 6, -1), conv, tensor(1, 3), {9, 9, 9, 0, 1, 2}), (Bytes{1 + 4, 2 + 6, 3}));
}

void TestIntegerExecutor::depthwiseConvolution()
{
    const QConv1d conv{.C_in = 2,
                       .C_out = 2,
                       .K = 2,
                       .padding = {.left = 1},
                       .groups = 2,
                       .weights = {1, 2, 3, 4},
                       .bias = {0, 0},
                       .requantisation = times(1, 2)};
    // Channel 0: x[t - 1] + 2 x[t] of 1 2; channel 1: 3 x[t - 1] + 4 x[t] of 5 6.
    QCOMPARE(run(tensor(2, 2), conv, tensor(2, 2), {1, 5, 2, 6}), (Bytes{2, 20, 5, 39}));
}

void TestIntegerExecutor::linear()
{
    // Memory order: (1 2) (3 4) against 1 2 3 4 -> 30, and -128s far out.
    const QLinear linear{.C_in = 4,
                         .C_out = 2,
                         .weights = {1, 2, 3, 4, -127, -127, -127, -127},
                         .bias = {0, 5},
                         .requantisation = times(1, 2)};
    QCOMPARE(run(tensor(2, 2), linear, tensor(2, 1, 7), {1, 2, 3, 4}), (Bytes{37, -128}));
}

void TestIntegerExecutor::batchNorm()
{
    const QBatchNorm norm{.weight = {256, -256}, .bias = {0, 512}, .requantisation = times(1.0 / 128, 2)};
    // 2 (x - 1) and -2 (x - 1) + 4, plus 3
    QCOMPARE(run(tensor(2, 2, 1), norm, tensor(2, 2, 3), {2, 2, -1, 5}), (Bytes{5, 5, -1, -1}));
}

void TestIntegerExecutor::sums()
{
    // Steps of 1 and 1/4, output in steps of 1/2: (x0 - 1) 2 + (x1 + 2) / 2.
    QuantizedNetwork network{.name = "sum", .input = tensor(1, 4, 1), .nodes = {}};
    network.nodes.push_back({.name = "quarters",
                             .inputs = {"input"},
                             .op = QConv1d{.weights = {1}, .bias = {0}, .requantisation = times(1)},
                             .output = tensor(1, 4, -2, 0.25)});
    const QAdd add{.inputs = {quantizeMultiplier(0.5), quantizeMultiplier(0.125)},
                   .output = quantizeMultiplier(2 / (std::ldexp(1.0, 20) * 0.5))};
    network.nodes.push_back(
        {.name = "sum", .inputs = {"input", "quarters"}, .op = add, .output = tensor(1, 4, 5, 0.5)});
    const auto outputs = IntegerExecutor(network).run(Bytes{1, 2, -9, 100});
    QCOMPARE(outputs.size(), std::size_t{2});
    QCOMPARE(outputs[0], (Bytes{-2, -1, -12, 97}));
    // 0; 2 + 1/2 = 2.5 -> 3; -20 - 5 = -25; beyond 127
    QCOMPARE(outputs[1], (Bytes{5, 8, -20, 127}));
}

void TestIntegerExecutor::averages()
{
    const Bytes x = {1, -1, 2, -2, 4, 4, 6, 9}; // [T][C]: channel 0: 1 2 4 6, channel 1: -1 -2 4 9
    // Halves away from zero: 1.5 -> 2, -1.5 -> -2; 5, 6.5 -> 7.
    QCOMPARE(run(tensor(2, 4), QAvgPool{.K = 2, .s = 2}, tensor(2, 2), x), (Bytes{2, -2, 5, 7}));
    // 3.25, 2.5 -> 3; zero points take no part.
    QCOMPARE(run(tensor(2, 4, 50), QGlobalAvgPool{}, tensor(2, 1, 50), x), (Bytes{3, 3}));
}

void TestIntegerExecutor::maxima()
{
    QCOMPARE(run(tensor(1, 5), QMaxPool{.K = 3, .s = 1}, tensor(1, 3), {-5, -3, -9, 7, 1}), (Bytes{-3, 7, 7}));
    auto rectified = tensor(1, 3, -4);
    rectified.low = -4;
    QCOMPARE(run(tensor(1, 3, -4), QMaxPool{.K = 1, .s = 1}, rectified, {-128, -4, 3}), (Bytes{-4, -4, 3}));
    QCOMPARE(run(tensor(2, 2), QFlatten{}, tensor(4, 1), {1, 2, 3, 4}), (Bytes{1, 2, 3, 4}));
}

void TestIntegerExecutor::softmaxWithinItsBound()
{
    std::mt19937 random(4);
    for (const double scale : {0.02, 0.1, 0.5}) {
        QSoftmax softmax;
        for (std::size_t i = 0; i < 256; ++i)
            softmax.table[i] =
                static_cast<std::int32_t>(std::lround(65536 * std::exp(-scale * static_cast<double>(i))));
        Bytes x(12 * 5);
        for (auto& value : x)
            value = static_cast<std::int8_t>(random());
        const auto y = run(tensor(12, 5, 3, scale), softmax, tensor(12, 5, -128, 1.0 / 256), x);
        for (std::size_t t = 0; t < 5; ++t) {
            double sum = 0;
            for (std::size_t c = 0; c < 12; ++c)
                sum += std::exp(scale * x[t * 12 + c]);
            for (std::size_t c = 0; c < 12; ++c) {
                const auto exact = std::min(std::exp(scale * x[t * 12 + c]) / sum, 255.0 / 256);
                QVERIFY(std::abs((y[t * 12 + c] + 128) / 256.0 - exact) < 1.0 / 512 + 1e-4);
            }
        }
    }
}

void TestIntegerExecutor::attentionWithinItsBounds()
{
    // The same whole numbers in real arithmetic: what remains is the error of the tables and the roundings.
    std::mt19937 random(5);
    constexpr std::int64_t C = 16;
    constexpr std::int64_t T = 300;
    const double scale = 0.02;
    const double weightScale = 0.004;
    const double contextScale = 0.02;
    QAttention op{.C = C, .weights = {}, .weightScales = std::vector(16, weightScale)};
    op.requantisation = times(scale * weightScale * 128, C);
    for (std::int64_t i = 0; i < C * C; ++i)
        op.weights.push_back(static_cast<std::int8_t>(random()));
    for (std::int64_t i = 0; i < C; ++i)
        op.context.push_back(static_cast<std::int8_t>(random()));
    op.contextScale = contextScale;
    op.score = quantizeMultiplier(contextScale / 127 * 256);
    op.output = quantizeMultiplier(scale / (256 * scale));
    Bytes x(C * T);
    for (auto& value : x)
        value = static_cast<std::int8_t>(random());
    const auto y = run(tensor(C, T, 9, scale), op, tensor(C, 1, 9, scale), x);

    std::vector<double> scores(T);
    for (std::size_t t = 0; t < T; ++t)
        for (std::size_t r = 0; r < C; ++r) {
            double sum = 0;
            for (std::size_t c = 0; c < C; ++c)
                sum += weightScale * op.weights[r * C + c] * scale * (x[t * C + c] - 9);
            scores[t] += contextScale * op.context[r] * std::tanh(sum);
        }
    double total = 0;
    std::vector<double> z(C, 0);
    for (std::size_t t = 0; t < T; ++t) {
        total += std::exp(scores[t]);
        for (std::size_t c = 0; c < C; ++c)
            z[c] += std::exp(scores[t]) * (x[t * C + c] - 9);
    }
    for (std::size_t c = 0; c < C; ++c) {
        const auto exact = z[c] / total + 9;
        QVERIFY2(std::abs(y[c] - exact) < 1.5, qPrintable(QStringLiteral("%1 for %2").arg(y[c]).arg(exact)));
    }

    const auto& tables = attentionTables();
    for (int i = -700 * 8; i <= 700 * 8; ++i) {
        const auto a = i / (8 * 128.0); // an eighth of a table's step
        const auto step = std::clamp(std::lround(a * 128), -512L, 512L);
        const auto v = (step < 0 ? -1 : 1) * tables.tanh[static_cast<std::size_t>(std::abs(step))] / 127.0;
        QVERIFY(std::abs(v - std::tanh(a)) < 0.008);
    }
    for (int i = 0; i < 4096; ++i) {
        const auto e =
            (tables.expHigh[static_cast<std::size_t>(i / 64)] * tables.expLow[static_cast<std::size_t>(i % 64)] +
             (1 << 14)) >>
            15;
        QVERIFY(std::abs(e / 32768.0 - std::exp(-i / 256.0)) < 1.5 / 32768);
    }
}

void TestIntegerExecutor::inputsAndOutputs()
{
    auto form = tensor(2, 3, -10, 0.5);
    // [C][T] to [T][C]; 0.25 is half a step, away from zero
    const std::vector<float> values = {0, 0.25F, -0.25F, 1, 1000, NAN};
    const auto stored = quantizeInput(values, form);
    QCOMPARE(stored, (Bytes{-10, -8, -9, 127, -11, -10}));
    QCOMPARE(dequantize(stored, form), (std::vector<float>{0, 0.5F, -0.5F, 1, 68.5F, 0}));
    form.channelOrder = {1, 0};
    QCOMPARE(dequantize(stored, form), (std::vector<float>{1, 68.5F, 0, 0, 0.5F, -0.5F}));

    const QuantizedNetwork network{
        .name = "max",
        .input = tensor(1, 4, 0, 0.25),
        .nodes = {{.name = "n", .inputs = {"input"}, .op = QMaxPool{}, .output = tensor(1, 2, 0, 0.25)}}};
    QCOMPARE(IntegerExecutor(network).infer(std::vector<float>{1, 2, -3, -4}), (std::vector<float>{2, -3}));
}

void TestIntegerExecutor::hashes()
{
    const QuantizedNetwork network{
        .name = "max",
        .input = tensor(1, 4),
        .nodes = {{.name = "n", .inputs = {"input"}, .op = QMaxPool{}, .output = tensor(1, 2)}}};
    QCOMPARE(contentHash(network).size(), std::size_t{64});
    auto other = network;
    QCOMPARE(contentHash(other), contentHash(network));
    QVERIFY(other == network);
    const std::vector<void (*)(QuantizedNetwork&)> changes = {
        [](QuantizedNetwork& n) { n.name = "min"; },
        [](QuantizedNetwork& n) { n.input.scale = 2; },
        [](QuantizedNetwork& n) { n.nodes[0].op = QAvgPool{}; },
        [](QuantizedNetwork& n) { n.nodes[0].op = QMaxPool{.K = 3}; },
        [](QuantizedNetwork& n) { n.nodes[0].output.low = 0; },
        [](QuantizedNetwork& n) { n.nodes[0].layers = {"a"}; },
        [](QuantizedNetwork& n) { n.nodes.push_back(n.nodes[0]); },
    };
    for (const auto change : changes) {
        other = network;
        change(other);
        QVERIFY(contentHash(other) != contentHash(network));
        QVERIFY(!(other == network));
    }
}

void TestIntegerExecutor::errors()
{
    QuantizedNetwork network{.name = "max",
                             .input = tensor(1, 4),
                             .nodes = {{.name = "n", .inputs = {"input"}, .op = QMaxPool{}, .output = tensor(1, 2)}}};
    QVERIFY_EXCEPTION_THROWN((void)IntegerExecutor(network).run(Bytes(3)), NetworkError);
    QVERIFY_EXCEPTION_THROWN((void)IntegerExecutor(network).infer(std::vector<float>(5)), NetworkError);
    network.nodes[0].inputs = {"m"};
    QVERIFY_EXCEPTION_THROWN(IntegerExecutor{network}, NetworkError);
}

QTEST_GUILESS_MAIN(TestIntegerExecutor)
#include "tst_integerexecutor.moc"
