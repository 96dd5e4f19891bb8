// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/seeds.h"
#include "resources/firmware/gap8/pl_gap8.h"
#include "tests/firmware/gap8/firmwarerun.h"
#include "tests/firmware/gap8/seedgraphs.h"

#include <QtTest>

#include <cstddef>

using namespace pitlane;
using namespace pitlane::gap8test;

namespace {

/// The bytes of the plain definition against those of the firmware.
QString difference(const Values& found, const Values& expected)
{
    if (found.size() != expected.size()) {
        return QStringLiteral("%1 bytes, expected %2").arg(found.size()).arg(expected.size());
    }
    for (std::size_t index = 0; index < found.size(); ++index) {
        if (found[index] != expected[index]) {
            return QStringLiteral("byte %1 of %2 is %3, expected %4")
                .arg(index)
                .arg(found.size())
                .arg(found[index])
                .arg(expected[index]);
        }
    }
    return {};
}

gap8::Graph graphOf(const gap8::Convolution& layer)
{
    return {.T = layer.T, .C = layer.C_in, .zeroPoint = layer.to.zeroIn, .layers = {{.op = layer, .inputs = {0}}}};
}

gap8::Graph graphOf(const gap8::Linear& layer)
{
    return {.T = layer.T, .C = layer.C_in, .zeroPoint = layer.to.zeroIn, .layers = {{.op = layer, .inputs = {0}}}};
}

QString describe(const gap8::Convolution& layer)
{
    return QStringLiteral("%1-%2 T %3 K %4 d %5 s %6 left %7 T_out %8")
        .arg(layer.C_in)
        .arg(layer.C_out)
        .arg(layer.T)
        .arg(layer.K)
        .arg(layer.d)
        .arg(layer.s)
        .arg(layer.padLeft)
        .arg(layer.T_out);
}

/// A causal convolution, weights to come.
gap8::Convolution causal(std::int64_t C_in, std::int64_t C_out, std::int64_t T, std::int64_t K, std::int64_t d = 1,
                         std::int64_t s = 1)
{
    gap8::Convolution layer{.T = T, .C_in = C_in, .C_out = C_out, .K = K, .d = d, .s = s};
    layer.padLeft = (K - 1) * d;
    layer.T_out = (T - 1) / s + 1;
    return layer;
}

/// Networks for the tests, layer by layer.
class GraphMaker
{
public:
    GraphMaker(std::int64_t T, std::int64_t C, std::uint32_t seed)
        : m_random(seed), m_graph{.T = T, .C = C, .zeroPoint = -5}
    {
        m_shapes.push_back({.T = T, .C = C, .zeroPoint = -5});
    }
    std::int64_t conv(std::int64_t input, std::int64_t C_out, std::int64_t K, std::int64_t d = 1, std::int64_t s = 1)
    {
        const gap8::Tensor& x = shape(input);
        gap8::Convolution layer = causal(x.C, C_out, x.T, K, d, s);
        m_random.dress(layer, false);
        layer.to.zeroIn = x.zeroPoint;
        return put(layer, {input}, {.T = layer.T_out, .C = C_out, .zeroPoint = layer.to.zeroOut});
    }
    std::int64_t linear(std::int64_t input, std::int64_t C_out)
    {
        const gap8::Tensor& x = shape(input);
        gap8::Linear layer{.T = x.T, .C_in = x.C, .C_out = C_out};
        m_random.dress(layer, false);
        layer.to.zeroIn = x.zeroPoint;
        return put(layer, {input}, {.T = 1, .C = C_out, .zeroPoint = layer.to.zeroOut});
    }
    std::int64_t add(std::int64_t a, std::int64_t b)
    {
        gap8::Addition layer = m_random.addition(false);
        layer.zero = {shape(a).zeroPoint, shape(b).zeroPoint, -128};
        layer.lower = -128;
        layer.upper = 127;
        gap8::Tensor y = shape(a);
        y.zeroPoint = -128;
        return put(layer, {a, b}, y);
    }
    std::int64_t pool(std::int64_t input, bool average, std::int64_t K, std::int64_t s)
    {
        const gap8::Tensor& x = shape(input);
        const gap8::Pooling layer{
            .average = average, .T = x.T, .C = x.C, .K = K, .s = s, .T_out = (x.T - K) / s + 1, .zero = x.zeroPoint};
        return put(layer, {input}, {.T = layer.T_out, .C = x.C, .zeroPoint = x.zeroPoint});
    }
    [[nodiscard]] const gap8::Graph& graph() const { return m_graph; }
    [[nodiscard]] const gap8::Tensor& output() const { return m_shapes.back(); }
    Values input() { return m_random.values(m_graph.T * m_graph.C); }

private:
    [[nodiscard]] const gap8::Tensor& shape(std::int64_t tensor) const
    {
        return m_shapes[static_cast<std::size_t>(tensor)];
    }
    template <typename Layer>
    std::int64_t put(const Layer& layer, const std::vector<std::int64_t>& inputs, const gap8::Tensor& y)
    {
        m_graph.layers.push_back({.op = layer, .inputs = inputs});
        m_shapes.push_back(y);
        return static_cast<std::int64_t>(m_graph.layers.size());
    }
    RandomLayers m_random;
    gap8::Graph m_graph;
    std::vector<gap8::Tensor> m_shapes;
};

/// Scales of powers of two, so that many results lie half way between two integers.
gap8::Convolution convolutionOfHalves()
{
    gap8::Convolution layer = causal(5, 6, 40, 1);
    RandomLayers random(21);
    random.dress(layer, false);
    for (std::size_t o = 0; o < 6; ++o) {
        for (std::size_t c = 0; c < 5; ++c) {
            layer.weights[5 * o + c] = static_cast<std::int8_t>(random.between(-2, 2));
        }
        layer.to.bias[o] = static_cast<std::int32_t>(random.between(-4, 4));
        layer.to.multiplier[o] = o < 3 ? 1 << 30 : 0x7FFFFFFF;
        layer.to.shift[o] = -1 - static_cast<std::int32_t>(o);
    }
    layer.to.zeroOut = 0;
    layer.to.lower = -128;
    layer.to.upper = 127;
    return layer;
}

/// The same channels, one step; the cores share the words of the sums.
gap8::Linear linearOfHalves()
{
    const gap8::Convolution layer = convolutionOfHalves();
    return {.C_in = 5, .C_out = 6, .weights = layer.weights, .to = layer.to};
}

gap8::Graph additionOfHalves(std::int32_t firstShift)
{
    // x + x with x 2^20 2^11 / 2^31 = x as first rounding, then x / 2^shift, x / 4, and a quarter of their sum.
    const gap8::Addition layer{.multiplier = {1 << 11, 1 << 11, 1 << 30}, .shift = {firstShift, -2, -1}};
    return {.T = 64, .C = 4, .layers = {{.op = layer, .inputs = {0, 0}}}};
}

/// Residual blocks of three ECG-like stages, the input of one channel.
GraphMaker ecgNetwork()
{
    GraphMaker net(140, 1, 11);
    std::int64_t x = net.conv(0, 2, 11);
    for (const auto& [K, d] : {std::pair{11, 1}, {7, 2}, {6, 4}}) {
        const std::int64_t h = net.conv(net.conv(x, 5, K, d), 5, K, d);
        x = net.add(h, net.conv(x, 5, 1));
    }
    net.linear(x, 5);
    return net;
}

/// Convolutions, pooling and linear layers as in a network for heart rate.
GraphMaker heartRateNetwork(std::int64_t width)
{
    GraphMaker net(256, 4, 12);
    std::int64_t x = 0;
    for (const std::int64_t d : {2, 4, 8}) {
        x = net.conv(net.conv(x, width, 3, d), width + 1, 3, d);
        x = net.conv(x, 2 * width + 1, 5, 1, d / 2);
        x = net.pool(x, d != 4, 2, 2);
    }
    net.linear(net.linear(net.pool(x, true, 2, 1), 19), 1);
    return net;
}

} // namespace

class TestGap8Kernels : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void layoutOfSteps();
    void requantisation();
    void randomConvolutions_data();
    void randomConvolutions();
    void randomLinearLayers();
    void randomAdditions();
    void halves();
    void pools();
    void networks_data();
    void networks();
    void plainCodeOnEmulator_data();
    void plainCodeOnEmulator();
    void throughput();
    void benchmarkNetworks_data();
    void benchmarkNetworks();
    void placing();
    void sameGraphSameBytes();
    void refusals();

private:
    [[nodiscard]] bool ready() const { return m_run && m_run->missing().isEmpty(); }
    void compare(const gap8::Graph& graph, const Values& input, const gap8::Memories& memories, const QString& what);
    std::unique_ptr<FirmwareRun> m_run;
};

#define NEED_COMPILER()                                                                                                \
    if (!ready()) {                                                                                                    \
        QSKIP(qPrintable(QStringLiteral("Not installed: ") + m_run->missing()));                                       \
    }

void TestGap8Kernels::initTestCase()
{
    m_run = std::make_unique<FirmwareRun>();
    if (ready()) {
        QVERIFY2(m_run->problem().isEmpty(), qPrintable(m_run->problem()));
    }
}

void TestGap8Kernels::layoutOfSteps()
{
    QCOMPARE(sizeof(pl_gap8_step), sizeof(gap8::Step));
    QCOMPARE(PL_GAP8_L1_HEAD, static_cast<int>(gap8::L1Head));
#define SAME(field, name) QCOMPARE(offsetof(pl_gap8_step, field), offsetof(gap8::Step, name))
    SAME(kind, kind);
    SAME(x, x);
    SAME(x2, x2);
    SAME(y, y);
    SAME(x_row, xRow);
    SAME(y_row, yRow);
    SAME(x_rows, xRows);
    SAME(w, w);
    SAME(groups, groups);
    SAME(group_bytes, groupBytes);
    SAME(taps, taps);
    SAME(tap_words, tapWords);
    SAME(tap_skip, tapSkip);
    SAME(steps, steps);
    SAME(channels, channels);
    SAME(lower, lower);
    SAME(upper, upper);
    SAME(fill, fill);
    SAME(fill_word, fillWord);
    SAME(scratch, scratch);
    SAME(layer, layer);
    SAME(check, check);
    SAME(check_row, checkRow);
    SAME(check_steps, checkSteps);
    SAME(check_channels, checkChannels);
    SAME(transfers, transfers);
#undef SAME
    QCOMPARE(int{PL_GAP8_MEAN}, int{gap8::Step::Mean});
    QCOMPARE(int{PL_GAP8_RAM_TO_L2}, int{gap8::Step::RamToL2});
    gap8::Step step{.kind = 0x01020304};
    step.transfers.back().bytes = -2;
    const std::vector<std::int8_t> bytes = gap8::bytesOf(std::span(&step, 1));
    QCOMPARE(bytes.size(), sizeof(pl_gap8_step));
    QCOMPARE(bytes.front(), std::int8_t{4});
    QCOMPARE(bytes[bytes.size() - 4], std::int8_t{-2});
}

void TestGap8Kernels::requantisation()
{
    // The test's own definition against values worked out by hand: multiplier 2^30 is one half.
    QCOMPARE(requantised(3, 1 << 30, 0), 2);   // 1.5
    QCOMPARE(requantised(-3, 1 << 30, 0), -1); // halves of the first rounding go up
    QCOMPARE(requantised(-5, 1 << 30, 0), -2);
    QCOMPARE(requantised(6, 1 << 30, -1), 2); // 3 / 2, halves of the second go away from zero
    QCOMPARE(requantised(-6, 1 << 30, -1), -2);
    QCOMPARE(requantised(-5, 1 << 30, -2), -1); // -2 / 4
    QCOMPARE(requantised(5, 1 << 30, 3), 20);
    QCOMPARE(requantised(1000, 0x7FFFFFFF, -31), 0);
}

void TestGap8Kernels::compare(const gap8::Graph& graph, const Values& input, const gap8::Memories& memories,
                              const QString& what)
{
    const std::vector<Values> expected = run(graph, input);
    const gap8::Program program = gap8::plan(graph, memories);
    for (const auto when : {gap8sim::Machine::TransferTime::AtStart, gap8sim::Machine::TransferTime::AtWait}) {
        gap8sim::Machine::Options options;
        options.transfers = when;
        const Outcome outcome =
            m_run->onSimulator(program, input, static_cast<std::int64_t>(expected.back().size()), options);
        for (std::size_t layer = 0; layer < expected.size(); ++layer) {
            QVERIFY2(outcome.sums[layer] == checksum(expected[layer]),
                     qPrintable(QStringLiteral("%1: layer %2 differs").arg(what).arg(layer)));
        }
        const QString text = difference(outcome.output, expected.back());
        QVERIFY2(text.isEmpty(), qPrintable(what + QStringLiteral(": ") + text));
    }
}

void TestGap8Kernels::randomConvolutions_data()
{
    QTest::addColumn<quint32>("seed");
    QTest::addColumn<qint64>("L1");
    QTest::addColumn<bool>("extremes");
    for (quint32 seed = 0; seed < 100; ++seed) {
        QTest::addRow("%u", seed) << seed << qint64{50000} << false;
    }
    for (quint32 seed = 100; seed < 130; ++seed) {
        QTest::addRow("%u, any scale", seed) << seed << qint64{50000} << true;
    }
    for (quint32 seed = 130; seed < 160; ++seed) {
        QTest::addRow("%u, little L1", seed) << seed << qint64{12000} << false;
    }
}

void TestGap8Kernels::randomConvolutions()
{
    NEED_COMPILER();
    QFETCH(quint32, seed);
    QFETCH(qint64, L1);
    QFETCH(bool, extremes);
    RandomLayers random(seed + 1000);
    const std::int64_t K = random.between(0, 3) == 0 ? random.between(1, 41) : random.between(1, 12);
    const std::int64_t d = random.between(0, 1) == 0 ? 1 : random.between(1, 32);
    const std::int64_t widest = L1 < 50000 ? 16 : K > 12 ? 12 : 37;
    const std::int64_t C_in = random.between(0, 4) == 0 ? 1 : random.between(1, widest);
    const std::int64_t T = random.between(0, 3) == 0 ? random.between(1, 9) : random.between(1, L1 < 50000 ? 250 : 120);
    gap8::Convolution layer = causal(C_in, random.between(1, widest), T, K, d, random.between(1, 3));
    switch (random.between(0, 3)) { // two of four stay causal
    case 0: {                       // explicit padding on both sides
        const std::int64_t right = random.between(0, (K - 1) * d);
        layer.padLeft = random.between(0, (K - 1) * d);
        const std::int64_t rest = T + layer.padLeft + right - (K - 1) * d - 1;
        if (rest >= 0) {
            layer.T_out = rest / layer.s + 1;
        } else {
            layer.padLeft = (K - 1) * d;
        }
        break;
    }
    case 1: // old samples are dropped
        if (T > (K - 1) * d + 3) {
            layer.padLeft = -2;
            layer.T_out = (T - 2 - (K - 1) * d - 1) / layer.s + 1;
        }
        break;
    default:
        break;
    }
    random.dress(layer, extremes);
    layer.to.zeroIn = static_cast<std::int32_t>(random.between(-128, 127));
    try {
        compare(graphOf(layer), random.values(T * C_in), {.L1Bytes = L1}, describe(layer));
    } catch (const gap8::PackingError& error) {
        QVERIFY2(L1 < 50000, error.what()); // a window of taps far apart need not fit into little L1
        QVERIFY2((K - 1) * d * gap8::paddedChannels(C_in) > 4000, error.what());
    }
}

void TestGap8Kernels::randomLinearLayers()
{
    NEED_COMPILER();
    for (quint32 seed = 0; seed < 40; ++seed) {
        RandomLayers random(seed + 2000);
        gap8::Linear layer{.T = random.between(0, 1) == 0 ? 1 : random.between(1, 40),
                           .C_in = random.between(1, 40),
                           .C_out = random.between(1, seed % 4 == 0 ? 70 : 12)};
        random.dress(layer, seed % 3 == 0);
        layer.to.zeroIn = static_cast<std::int32_t>(random.between(-128, 127));
        compare(graphOf(layer), random.values(layer.T * layer.C_in),
                {.L1Bytes = seed % 5 == 0 ? 20000 : 50000, .weightsInRam = seed % 7 == 0},
                QStringLiteral("linear %1 x %2 - %3").arg(layer.T).arg(layer.C_in).arg(layer.C_out));
    }
}

void TestGap8Kernels::randomAdditions()
{
    NEED_COMPILER();
    int exact = 0;
    for (quint32 seed = 0; seed < 40; ++seed) {
        RandomLayers random(seed + 3000);
        const gap8::Addition layer = random.addition(seed % 4 == 3);
        gap8::Graph graph{.T = random.between(1, 90), .C = random.between(1, 13), .zeroPoint = layer.zero[0]};
        // x + x has both inputs from one tensor, so the second zero point is free
        graph.layers.push_back({.op = layer, .inputs = {0, 0}});
        exact += gap8::pack(layer).front() == 0 ? 1 : 0;
        compare(graph, random.values(graph.T * graph.C), {.L1Bytes = seed % 5 == 0 ? 1700 : 50000},
                QStringLiteral("addition %1").arg(seed));
    }
    QVERIFY2(exact > 0 && exact < 10, qPrintable(QString::number(exact)));
}

void TestGap8Kernels::halves()
{
    NEED_COMPILER();
    RandomLayers random(4);
    const gap8::Graph convolution = graphOf(convolutionOfHalves());
    QCOMPARE(gap8::plan(convolution).exactRecords, std::int64_t{0});
    compare(convolution, random.values(200), {}, QStringLiteral("convolution of halves"));
    for (int input = 0; input < 8; ++input) {
        compare(graphOf(linearOfHalves()), random.values(5), {}, QStringLiteral("linear layer of halves"));
    }
    Values all;
    for (int value = -128; value < 128; ++value) {
        all.push_back(static_cast<std::int8_t>(value));
    }
    for (const std::int32_t shift : {0, -1, -3}) {
        const gap8::Graph addition = additionOfHalves(shift);
        QCOMPARE(gap8::plan(addition).weights.front(), std::int8_t{1}); // the quick form
        compare(addition, all, {}, QStringLiteral("addition of halves, shift %1").arg(shift));
    }
}

void TestGap8Kernels::pools()
{
    NEED_COMPILER();
    for (const bool average : {true, false}) {
        for (const auto& [T, C, K, s] : {std::array<std::int64_t, 4>{64, 8, 2, 2},
                                         {65, 7, 3, 2},
                                         {17, 5, 17, 1},
                                         {9, 1, 4, 3},
                                         {200, 31, 5, 5},
                                         {3, 3, 1, 1}}) {
            GraphMaker net(T, C, static_cast<std::uint32_t>(T));
            net.pool(0, average, K, s);
            for (const std::int64_t L1 : {50000, 1500}) {
                compare(net.graph(), net.input(), {.L1Bytes = L1},
                        QStringLiteral("pool %1 x %2, K %3").arg(T).arg(C).arg(K));
            }
        }
    }
    // Sums of 3 and -3 over 2 samples: 1.5 and -1.5 go away from zero.
    gap8::Graph graph{.T = 2, .C = 2};
    graph.layers.push_back({.op = gap8::Pooling{.T = 2, .C = 2}, .inputs = {0}});
    QCOMPARE(m_run->onSimulator(gap8::plan(graph), {1, -1, 2, -2}, 2).output, (Values{2, -2}));
}

void TestGap8Kernels::networks_data()
{
    QTest::addColumn<QString>("network");
    QTest::addColumn<qint64>("L1");
    QTest::addColumn<bool>("ram");
    QTest::addColumn<bool>("inL1");
    QTest::addRow("ECG") << QStringLiteral("ecg") << qint64{50000} << false << true;
    QTest::addRow("ECG, little L1") << QStringLiteral("ecg") << qint64{11000} << false << false;
    QTest::addRow("ECG, weights in external memory") << QStringLiteral("ecg") << qint64{50000} << true << true;
    QTest::addRow("heart rate, narrow") << QStringLiteral("narrow") << qint64{50000} << false << true;
    QTest::addRow("heart rate, wide") << QStringLiteral("wide") << qint64{50000} << false << true;
    QTest::addRow("heart rate, wide, tiles") << QStringLiteral("wide") << qint64{20000} << false << false;
    QTest::addRow("heart rate, wide, tiles, external") << QStringLiteral("wide") << qint64{20000} << true << false;
}

void TestGap8Kernels::networks()
{
    NEED_COMPILER();
    QFETCH(QString, network);
    QFETCH(qint64, L1);
    QFETCH(bool, ram);
    QFETCH(bool, inL1);
    GraphMaker net = network == QStringLiteral("ecg")      ? ecgNetwork()
                     : network == QStringLiteral("narrow") ? heartRateNetwork(5)
                                                           : heartRateNetwork(30);
    const gap8::Memories memories{.L1Bytes = L1, .weightsInRam = ram};
    const gap8::Program program = gap8::plan(net.graph(), memories);
    QCOMPARE(program.activationsInL1, inL1);
    QVERIFY(program.L1Bytes <= L1);
    for (const gap8::Step& step : program.steps) {
        for (const gap8::Step::Transfer& transfer : step.transfers) {
            QVERIFY(transfer.way != (ram ? gap8::Step::WeightsToL1 : gap8::Step::RamToL2));
            QVERIFY(transfer.way == gap8::Step::RamToL2 || transfer.near + transfer.bytes <= program.L1Bytes);
        }
    }
    compare(net.graph(), net.input(), memories, network);
}

void TestGap8Kernels::plainCodeOnEmulator_data()
{
    QTest::addColumn<QString>("network");
    QTest::addColumn<qint64>("L1");
    QTest::addRow("ECG") << QStringLiteral("ecg") << qint64{50000};
    QTest::addRow("ECG, tiles") << QStringLiteral("ecg") << qint64{11000};
    QTest::addRow("heart rate") << QStringLiteral("narrow") << qint64{50000};
    QTest::addRow("halves") << QStringLiteral("halves") << qint64{50000};
    QTest::addRow("sum of halves") << QStringLiteral("sum") << qint64{50000};
    QTest::addRow("any scale") << QStringLiteral("extreme") << qint64{50000};
}

void TestGap8Kernels::plainCodeOnEmulator()
{
    NEED_COMPILER();
    if (!m_run->missingEmulator().isEmpty()) {
        QSKIP(qPrintable(QStringLiteral("Not installed: ") + m_run->missingEmulator()));
    }
    QFETCH(QString, network);
    QFETCH(qint64, L1);
    GraphMaker net = network == QStringLiteral("ecg") ? ecgNetwork() : heartRateNetwork(5);
    gap8::Graph graph = net.graph();
    if (network == QStringLiteral("extreme")) {
        RandomLayers random(77);
        gap8::Convolution layer = causal(7, 21, 33, 5, 3);
        random.dress(layer, true);
        graph = graphOf(layer);
    } else if (network == QStringLiteral("halves")) {
        graph = graphOf(convolutionOfHalves());
    } else if (network == QStringLiteral("sum")) {
        graph = additionOfHalves(-1);
    }
    RandomLayers random(5);
    const Values input = random.values(graph.T * graph.C);
    const Values expected = run(graph, input).back();
    const Values found =
        m_run->onEmulator(gap8::plan(graph, {.L1Bytes = L1}), input, static_cast<std::int64_t>(expected.size()));
    const QString text = difference(found, expected);
    QVERIFY2(text.isEmpty(), qPrintable(text));
}

void TestGap8Kernels::throughput()
{
    NEED_COMPILER();
    QTextStream out(stdout);
    out << "MAC per cycle and core, 8 cores, everything in L1 (model: 1 per instruction, +1 load-use, +2 taken branch, "
           "hardware loops free; second figure: mulh 5 cycles, division 19)\n";
    const auto row = [&](const QString& name, const gap8::Graph& graph, std::int64_t macs, double least) {
        RandomLayers random(9);
        const Values input = random.values(graph.T * graph.C);
        const gap8::Program program = gap8::plan(graph, {.L1Bytes = 60000});
        const Values expected = run(graph, input).back();
        double figures[2];
        for (const int model : {0, 1}) {
            gap8sim::Machine::Options options;
            options.cycles = model == 0 ? gap8sim::CycleModel{} : gap8sim::CycleModel::ofManual();
            const Outcome outcome =
                m_run->onSimulator(program, input, static_cast<std::int64_t>(expected.size()), options);
            QVERIFY2(outcome.output == expected, qPrintable(name));
            figures[model] = static_cast<double>(macs) / outcome.cycles.front() / 8;
        }
        out << QStringLiteral("%1 %2 %3\n").arg(name, -34).arg(figures[0], 6, 'f', 2).arg(figures[1], 6, 'f', 2);
        out.flush();
        QVERIFY2(figures[0] >= least,
                 qPrintable(QStringLiteral("%1: %2, expected %3 or more").arg(name).arg(figures[0]).arg(least)));
    };
    const auto conv = [&](std::int64_t C_in, std::int64_t C_out, std::int64_t T, std::int64_t K, std::int64_t d,
                          std::int64_t s, double least) {
        gap8::Convolution layer = causal(C_in, C_out, T, K, d, s);
        RandomLayers random(8);
        random.dress(layer, false);
        layer.to.zeroOut = -128;
        layer.to.lower = -128;
        layer.to.upper = 127;
        row(QStringLiteral("conv %1-%2 T %3 K %4 d %5 s %6").arg(C_in).arg(C_out).arg(T).arg(K).arg(d).arg(s),
            graphOf(layer), layer.T_out * C_out * K * C_in, least);
    };
    constexpr double bar = 1.25;
    conv(32, 32, 256, 1, 1, 1, bar);
    conv(32, 64, 128, 1, 1, 1, bar);
    conv(64, 32, 128, 1, 1, 1, bar);
    conv(32, 32, 256, 3, 1, 1, bar);
    conv(32, 32, 256, 3, 2, 1, bar);
    conv(32, 32, 128, 5, 4, 1, bar);
    conv(32, 64, 128, 3, 8, 1, bar);
    conv(64, 64, 128, 3, 1, 1, bar);
    conv(64, 32, 128, 9, 2, 1, bar);
    conv(64, 64, 128, 5, 1, 2, bar);
    conv(64, 128, 64, 3, 16, 1, bar);
    conv(32, 32, 32, 7, 1, 1, bar);
    conv(128, 128, 16, 3, 1, 1, bar);
    for (const auto& [C_in, C_out] : {std::pair<std::int64_t, std::int64_t>{512, 32}, {256, 64}, {512, 64}}) {
        gap8::Linear layer{.C_in = C_in, .C_out = C_out};
        RandomLayers random(8);
        random.dress(layer, false);
        row(QStringLiteral("linear %1-%2").arg(C_in).arg(C_out), graphOf(layer), C_in * C_out,
            C_in * C_out > 16384   ? 1.0
            : C_in * C_out > 16384 ? 0.9
                                   : bar); // more than half of L1 streams: 8 bytes, so 8 MAC, a cycle at most // larger
                                           // than half of L1: a byte of weights a MAC, 8 bytes a cycle
    }
    // Not aligned, or small: no bar but the padding, and never the loop in C.
    conv(11, 11, 140, 11, 1, 1, 0.5);
    conv(1, 2, 140, 11, 1, 1, 0.05);
    conv(5, 5, 140, 7, 4, 1, 0.3);
    conv(33, 35, 100, 3, 1, 1, 1.0);
    conv(32, 32, 13, 9, 1, 1, 1.0);
}

void TestGap8Kernels::benchmarkNetworks_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("T");
    QTest::addColumn<bool>("ram");
    QTest::addColumn<double>("published"); ///< ms on GAP8 at 100 MHz; 0: none
    QTest::addRow("ECGTCN") << QStringLiteral("ecgtcn") << 140 << false << 2.69;
    QTest::addRow("TEMPONet") << QStringLiteral("temponet") << 256 << true << 23.2;
    QTest::addRow("TC-ResNet14") << QStringLiteral("tc-resnet14") << 98 << false << 13.4;
    QTest::addRow("TCCNet T 300") << QStringLiteral("tccnet") << 300 << false << 61.0;
    QTest::addRow("TCCNet T 500") << QStringLiteral("tccnet") << 500 << false << 0.0;
    QTest::addRow("ResTCN Nottingham T 128") << QStringLiteral("restcn-nottingham") << 128 << true << 0.0;
}

void TestGap8Kernels::benchmarkNetworks()
{
    NEED_COMPILER();
    QFETCH(QString, id);
    QFETCH(int, T);
    QFETCH(bool, ram);
    QFETCH(double, published);
    NetworkSpec network;
    if (id == QStringLiteral("ecgtcn")) {
        network = ecgtcn({1, T}).handTuned;
    } else if (id == QStringLiteral("temponet")) {
        network = temponet({4, T}).handTuned;
    } else if (id == QStringLiteral("tc-resnet14")) {
        network = tcResNet14({40, T}).handTuned;
    } else if (id == QStringLiteral("tccnet")) {
        network = tccnet({10, T}).handTuned;
    } else {
        network = resTcnNottingham({88, T}).handTuned;
    }
    const gap8::Graph graph = graphOf(network, 31);
    const gap8::Program program = gap8::plan(graph, {.weightsInRam = ram});
    RandomLayers random(32);
    const Values input = random.values(graph.T * graph.C);
    const std::vector<Values> expected = run(graph, input);
    const Outcome outcome = m_run->onSimulator(program, input, static_cast<std::int64_t>(expected.back().size()));
    for (std::size_t layer = 0; layer < expected.size(); ++layer) {
        QVERIFY2(outcome.sums[layer] == checksum(expected[layer]), qPrintable(QString::number(layer)));
    }
    QVERIFY(outcome.output == expected.back());
    const Outcome untraced =
        m_run->onSimulator(program, input, static_cast<std::int64_t>(expected.back().size()), {}, false);
    QVERIFY(untraced.output == expected.back());
    const double ms = static_cast<double>(untraced.totalCycles) / 100e3;
    const std::int64_t macs = macsOf(graph);
    QTextStream(stdout) << QStringLiteral("%1: %2 kMAC, %3 kB weights%4, %5 steps, %6: %7k cycles, %8 MAC per cycle, "
                                          "%9 ms at 100 MHz")
                               .arg(QString::fromUtf8(QTest::currentDataTag()))
                               .arg(macs / 1000)
                               .arg(program.weights.size() / 1000)
                               .arg(ram ? QStringLiteral(" in external memory") : QString())
                               .arg(program.steps.size())
                               .arg(program.activationsInL1 ? QStringLiteral("activations in L1")
                                                            : QStringLiteral("tiles of time"))
                               .arg(untraced.totalCycles / 1000)
                               .arg(static_cast<double>(macs) / static_cast<double>(untraced.totalCycles), 0, 'f', 1)
                               .arg(ms, 0, 'f', 2)
                        << (published > 0 ? QStringLiteral(" (published %1)").arg(published) : QString()) << '\n';
    QVERIFY(published == 0 || ms < published);
}

void TestGap8Kernels::placing()
{
    // Three buffers in a row, where the first and the third may share.
    std::vector<gap8::Lifetime> buffers{{.bytes = 100, .first = 0, .last = 1},
                                        {.bytes = 30, .first = 1, .last = 2},
                                        {.bytes = 60, .first = 2, .last = 3}};
    QCOMPARE(gap8::place(buffers), std::int64_t{104 + 32});
    QCOMPARE(buffers[0].at, std::int64_t{0});
    QCOMPARE(buffers[1].at, std::int64_t{104});
    QCOMPARE(buffers[2].at, std::int64_t{0});
}

void TestGap8Kernels::sameGraphSameBytes()
{
    const gap8::Program first = gap8::plan(ecgNetwork().graph());
    QVERIFY(first == gap8::plan(ecgNetwork().graph()));
    QVERIFY(first.exactRecords == 0);
}

void TestGap8Kernels::refusals()
{
    const auto message = [](const gap8::Graph& graph, std::int64_t L1) {
        try {
            (void)gap8::plan(graph, {.L1Bytes = L1});
        } catch (const gap8::PackingError& error) {
            return QString::fromUtf8(error.what());
        }
        return QStringLiteral("no error");
    };
    GraphMaker net(64, 8, 1);
    net.conv(0, 8, 5, 2);
    QVERIFY2(message(net.graph(), 900).contains(QStringLiteral("bytes of L1")), qPrintable(message(net.graph(), 900)));
    QVERIFY2(message(net.graph(), 3000).contains(QStringLiteral("no error")), qPrintable(message(net.graph(), 3000)));
    gap8::Graph other = net.graph();
    other.C = 7;
    QVERIFY2(message(other, 50000).contains(QStringLiteral("64 samples of 7 channels, expected 64 samples of 8")),
             qPrintable(message(other, 50000)));
    other = net.graph();
    std::get<gap8::Convolution>(other.layers.front().op).weights.pop_back();
    QVERIFY2(message(other, 50000).contains(QStringLiteral("319, expected 320")), qPrintable(message(other, 50000)));
    other = net.graph();
    other.layers.front().inputs = {1};
    QVERIFY(message(other, 50000).contains(QStringLiteral("input 1")));
    QVERIFY(message({}, 50000).contains(QStringLiteral("no layers")));
}

QTEST_GUILESS_MAIN(TestGap8Kernels)
#include "tst_gap8kernels.moc"
