// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/seeds.h"
#include "core/quant/integerexecutor.h"
#include "core/quant/quantise.h"
#include "core/quant/sqnr.h"
#include "tests/network/networks.h"
#include "tests/quant/quantfixture.h"
#include "tests/search/randomnetwork.h"

#include <QTest>

#include <algorithm>

using namespace pitlane;
using namespace pitlane::test;

namespace {

QByteArray kinds(const QuantizedNetwork& network)
{
    QByteArray result;
    for (const auto& node : network.nodes)
        result +=
            (result.isEmpty() ? "" : " ") + QByteArray::fromStdString(node.name + ":" + std::string(kindOf(node.op)));
    return result;
}

QuantizedNetwork quantised(const NetworkSpec& spec, unsigned seed = 1, const QuantisationOptions& options = {})
{
    std::mt19937 random(seed);
    const auto weights = drawWeights(spec, random);
    return quantise(spec, weights, drawExamples(spec.input, 4, random), options);
}

QByteArray messageOf(const auto& call)
{
    try {
        call();
    } catch (const NetworkError& error) {
        return error.what();
    }
    return {};
}

} // namespace

class TestQuantise : public QObject
{
    Q_OBJECT

private slots:
    void structure_data();
    void structure();
    void scalesAreShared();
    void weightsByHand();
    void flattenedOrder();
    void filtersOfZerosGiveTheirBias();
    void outputActivations();
    void seeds_data();
    void seeds();
    void randomGraphs();
    void rangeMethodsOnOutliers();
    void errors();
};

void TestQuantise::structure_data()
{
    QTest::addColumn<NetworkSpec>("network");
    QTest::addColumn<QByteArray>("expected");
    const Shape input{2, 12};
    QTest::newRow("ReLU as clamp") << chain(input, {conv(3, 2), BatchNorm{}, Relu{}, Dropout{}, Relu{}})
                                   << QByteArray("n0:conv1d");
    QTest::newRow("ReLU on the input") << chain(input, {Relu{}, conv(3, 2)}) << QByteArray("n0:max_pool n1:conv1d");
    QTest::newRow("pools") << chain(input, {conv(3, 2), AvgPool{}, Relu{}, MaxPool{}, GlobalAvgPool{}, BatchNorm{}})
                           << QByteArray("n0:conv1d n1:avg_pool n3:max_pool n4:global_avg_pool n5:batch_norm");
    QTest::newRow("linear over time") << chain(input, {Linear{.C_out = 3}}) << QByteArray("n0:conv1d");
    QTest::newRow("linear behind a flatten")
        << chain(input, {Flatten{}, Linear{.C_out = 3}, Softmax{}}) << QByteArray("n0:flatten n1:linear n2:softmax");
    QTest::newRow("attention") << chain(input, {Attention{}, Sigmoid{}}) << QByteArray("n0:attention n1:lookup");
    auto residual = chain(input, {conv(2, 1)});
    residual.nodes.push_back({"sum", {"n0", "input"}, Add{}});
    residual.nodes.push_back({"relu", {"sum"}, Relu{}});
    residual.nodes.push_back({"more", {"relu", "n0"}, Add{}});
    QTest::newRow("sums") << residual << QByteArray("n0:conv1d sum:add more:add");
}

void TestQuantise::structure()
{
    QFETCH(const NetworkSpec, network);
    QFETCH(const QByteArray, expected);
    const auto result = quantised(network);
    QCOMPARE(kinds(result), expected);
    QVERIFY(result == quantised(network));
    QCOMPARE(contentHash(result), contentHash(quantised(network)));
    for (const auto& node : result.nodes) {
        const auto isRelu = [&network](const std::string& layer) {
            return std::holds_alternative<Relu>(network.nodes[static_cast<std::size_t>(network.indexOf(layer))].op);
        };
        const auto isRectified = std::any_of(node.layers.begin(), node.layers.end(), isRelu);
        QCOMPARE(node.output.low, isRectified ? node.output.zeroPoint : -128);
    }
}

void TestQuantise::scalesAreShared()
{
    const auto network =
        quantised(chain({2, 12}, {conv(3, 2), AvgPool{}, Relu{}, MaxPool{}, Flatten{}, Linear{.C_out = 2}}));
    const auto& first = network.nodes[0].output;
    QVERIFY(first.low == -128 && first.zeroPoint > -128);
    for (const std::size_t i : {1U, 2U, 3U}) {
        QCOMPARE(network.nodes[i].output.scale, first.scale);
        QCOMPARE(network.nodes[i].output.zeroPoint, first.zeroPoint);
    }
    QCOMPARE(network.nodes[1].layers, (std::vector<std::string>{"n1", "n2"}));
    QCOMPARE(network.nodes[1].floatTensor, std::string("n2"));
    QCOMPARE(network.nodes[1].output.low, first.zeroPoint);
    QVERIFY(network.nodes[4].output.scale != first.scale);
}

void TestQuantise::weightsByHand()
{
    // Two filters of two taps over two channels, [C_out][C_in][K]; input in steps of 1, output in steps of 2.
    auto spec = chain({2, 3}, {conv(2, 2)});
    const Weights weights = {{"n0.weight", {{2, 2, 2}, {127, 1, -2, 3, 0.5F, 0.25F, 0.125F, -12.7F}}},
                             {"n0.bias", {{2}, {10, -1}}}};
    const Ranges ranges = {{"input", {-128, 127}}, {"n0", {0, 510}}};
    const auto network = quantise(fold(spec, weights), ranges);
    QCOMPARE(network.input.scale, 1.0);
    QCOMPARE(network.input.zeroPoint, 0);
    QCOMPARE(network.output().scale, 2.0);
    QCOMPARE(network.output().zeroPoint, -128);
    const auto& conv = std::get<QConv1d>(network.nodes[0].op);
    // [C_out][K][C_in]; the second filter in steps of 0.1 (its largest weight is -12.7F)
    QCOMPARE(conv.weights, (std::vector<std::int8_t>{127, -2, 1, 3, 5, 1, 3, -127}));
    QCOMPARE(conv.weightScales[0], 1.0);
    QVERIFY(std::abs(conv.weightScales[1] - 0.1) < 1e-8);
    QCOMPARE(conv.bias, (std::vector<std::int32_t>{10, -10}));
    QCOMPARE(conv.requantisation.multiplier[0], 1 << 30);
    QCOMPARE(conv.requantisation.shift, (std::vector<std::int32_t>{0, -4})); // 0.5 and 0.05 = 0.8 / 16
}

void TestQuantise::flattenedOrder()
{
    // A batch-norm and a depthwise convolution between flatten and linear: all permuted to memory order.
    auto spec = chain(
        {3, 5}, {Flatten{}, BatchNorm{}, conv(15, 1, 1, 1, {}, 15), Relu{}, conv(4, 1), Flatten{}, Linear{.C_out = 2}});
    std::mt19937 random(3);
    const auto weights = drawWeights(spec, random);
    const auto examples = drawExamples(spec.input, 6, random);
    const auto network = quantise(spec, weights, examples);
    QCOMPARE(network.nodes[0].output.channelOrder,
             (std::vector<std::int32_t>{0, 5, 10, 1, 6, 11, 2, 7, 12, 3, 8, 13, 4, 9, 14}));
    for (const auto& error : layerErrors(fold(spec, weights), network, examples))
        QVERIFY2(error.sqnrDb() > 28,
                 qPrintable(QStringLiteral("%1: %2 dB").arg(QString::fromStdString(error.node)).arg(error.sqnrDb())));
}

void TestQuantise::filtersOfZerosGiveTheirBias()
{
    // What pruning leaves behind: a dead filter, a dead channel of a batch-norm.
    auto spec = chain({1, 6}, {conv(2, 2), Relu{}, BatchNorm{}});
    const Weights weights = {{"n0.weight", {{2, 1, 2}, {0, 0, 1, 1}}}, {"n0.bias", {{2}, {0.75F, 0}}},
                             {"n2.weight", {{2}, {0, 1e-12F}}},        {"n2.bias", {{2}, {0.5F, -0.25F}}},
                             {"n2.running_mean", {{2}, {1, 2}}},       {"n2.running_var", {{2}, {1, 1}}}};
    std::mt19937 random(4);
    const auto examples = drawExamples(spec.input, 5, random);
    const auto network = quantise(spec, weights, examples);
    const auto outputs = IntegerExecutor(network).run(quantizeInput(std::span(examples).first(6), network.input));
    const auto first = dequantize(outputs[0], network.nodes[0].output);
    const auto last = dequantize(outputs[1], network.nodes[1].output);
    for (std::size_t t = 0; t < 5; ++t) {
        QVERIFY(std::abs(static_cast<double>(first[t]) - 0.75) <= 0.51 * network.nodes[0].output.scale);
        QVERIFY(std::abs(static_cast<double>(last[t]) - 0.5) <= 0.51 * network.nodes[1].output.scale);
        QVERIFY(std::abs(static_cast<double>(last[5 + t]) + 0.25) <= 0.51 * network.nodes[1].output.scale);
    }
    // A network that gives nothing but 0.
    auto silent = weights;
    silent.at("n0.weight").values = {0, 0, 0, 0};
    silent.at("n0.bias").values = {0, 0};
    silent.at("n2.bias").values = {0, 0};
    const auto quiet = quantise(spec, silent, examples);
    for (const auto value : IntegerExecutor(quiet).infer(std::span(examples).first(6)))
        QCOMPARE(value, 0.0F);
}

void TestQuantise::outputActivations()
{
    for (const auto& end : {Op(Softmax{}), Op(Sigmoid{})}) {
        const auto spec = chain({3, 10}, {conv(5, 3), end});
        const auto kept = quantised(spec);
        QCOMPARE(kept.nodes.size(), std::size_t{2});
        QCOMPARE(kept.output().scale, 1.0 / 256);
        QCOMPARE(kept.output().zeroPoint, -128);
        const auto dropped = quantised(spec, 1, {.keepOutputActivation = false});
        QCOMPARE(dropped.nodes.size(), std::size_t{1});
        QVERIFY(dropped.nodes.front() == kept.nodes.front());
    }
}

void TestQuantise::seeds_data()
{
    QTest::addColumn<NetworkSpec>("network");
    for (const auto& seed : {ecgtcn(), temponet(), tccnet(), tcResNet14(), resTcnNottingham({88, 128}), resTcnJsb(),
                             resTcnMnist(), harCnn()}) {
        QTest::newRow(seed.id.c_str()) << seed.handTuned;
        if (seed.id == "ecgtcn" || seed.id == "tc-resnet14")
            QTest::newRow((seed.id + ", seed").c_str()) << seed.seed;
    }
    QTest::newRow("tccnet, 500 samples") << tccnet({10, 500}).handTuned;
}

void TestQuantise::seeds()
{
    QFETCH(const NetworkSpec, network);
    std::mt19937 random(11);
    const auto weights = drawWeights(network, random);
    const auto folded = fold(network, weights);
    const auto statistics = collectStatistics(folded.network, folded.weights, drawExamples(network.input, 16, random));
    const auto examples = drawExamples(network.input, 2, random);
    QString line;
    for (const auto kind :
         {RangeMethod::Kind::MinMax, RangeMethod::Kind::Percentile, RangeMethod::Kind::MeanSquaredError}) {
        const auto integer = quantise(folded, rangesOf(statistics, {.kind = kind}));
        const auto errors = layerErrors(folded, integer, examples);
        const auto worst = std::min_element(errors.begin(), errors.end(),
                                            [](const auto& a, const auto& b) { return a.sqnrDb() < b.sqnrDb(); });
        line += QStringLiteral("  output %1 dB, least %2 dB (%3)")
                    .arg(errors.back().sqnrDb(), 0, 'f', 1)
                    .arg(worst->sqnrDb(), 0, 'f', 1)
                    .arg(QString::fromStdString(worst->node));
        QVERIFY2(worst->sqnrDb() > (kind == RangeMethod::Kind::Percentile ? 20 : 25), qPrintable(line));
    }
    qInfo().noquote() << line;
}

void TestQuantise::randomGraphs()
{
    double least = INFINITY;
    for (unsigned graph = 0; graph < 200; ++graph) {
        RandomNetwork draw(graph);
        const auto spec = draw.draw();
        const auto weights = randomWeights(spec, draw);
        std::mt19937 random(graph);
        const auto examples = drawExamples(spec.input, 8, random);
        const auto folded = fold(spec, weights);
        const auto integer = quantise(spec, weights, examples);
        const auto errors = layerErrors(folded, integer, examples);
        QCOMPARE(integer.output().shape, shapes(spec).back());
        const auto db = errors.back().sqnrDb();
        least = std::min(least, db);
        QVERIFY2(db > 25, qPrintable(QStringLiteral("graph %1: %2 dB").arg(graph).arg(db)));
    }
    qInfo("least %g dB", least);
}

void TestQuantise::rangeMethodsOnOutliers()
{
    // One sample in ten thousand is a hundred times as large as the others.
    const auto spec = chain({2, 50}, {conv(6, 5), Relu{}, Flatten{}, Linear{.C_out = 4}});
    std::mt19937 random(8);
    const auto weights = drawWeights(spec, random);
    auto examples = drawExamples(spec.input, 100, random);
    const auto clean = std::vector<float>(examples.begin() + 5'000, examples.end());
    examples[7] = 100;
    const auto folded = fold(spec, weights);
    const auto statistics = collectStatistics(folded.network, folded.weights, examples);
    const auto noise = [&](RangeMethod::Kind kind) {
        const auto integer = quantise(folded, rangesOf(statistics, {.kind = kind}));
        return layerErrors(folded, integer, clean).back().noisePower;
    };
    const auto all = noise(RangeMethod::Kind::MinMax);
    QVERIFY(noise(RangeMethod::Kind::Percentile) < 0.5 * all);
    QVERIFY(noise(RangeMethod::Kind::MeanSquaredError) < all);
}

void TestQuantise::errors()
{
    const auto spec = chain({2, 4}, {conv(2, 2), Relu{}});
    std::mt19937 random(9);
    auto weights = drawWeights(spec, random);
    const auto folded = fold(spec, weights);
    QVERIFY(messageOf([&] { (void)quantise(folded, Ranges{{"input", {0, 1}}}); }).contains("node n1"));
    QVERIFY(messageOf([&] { (void)quantise(folded, Ranges{{"input", {0, 1}}, {"n1", {2, 1}}}); }).contains("node n1"));
    QVERIFY(messageOf([&] {
                (void)quantise(folded, Ranges{{"input", {0, 1}}, {"n1", {0, INFINITY}}});
            }).contains("node n1"));

    auto broken = folded;
    broken.weights.at("n0.weight").values[1] = NAN;
    const Ranges ranges = {{"input", {0, 1}}, {"n1", {0, 1}}};
    QVERIFY(messageOf([&] { (void)quantise(broken, ranges); }).contains("node n0"));

    const FoldedNetwork unfolded{chain({2, 4}, {Dropout{}}), {}, {{"n0", {"n0"}}}};
    QVERIFY(messageOf([&] {
                (void)quantise(unfolded, Ranges{{"input", {0, 1}}, {"n0", {0, 1}}});
            }).contains("node n0"));

    QVERIFY(messageOf([] { (void)quantised(chain({2, 4}, {conv(2, 2), Flatten{}})); }).contains("node n1"));
    auto mixed = chain({2, 4}, {Flatten{}, conv(8, 1)});
    mixed.nodes.push_back({"sum", {"n0", "n1"}, Add{}});
    QVERIFY(messageOf([&] { (void)quantised(mixed); }).contains("node sum"));

    // 70 000 inputs of 255 steps times 127 leave 32 bits.
    auto wide = chain({70'000, 1}, {Linear{.C_out = 1}});
    const Weights ones = {{"n0.weight", {{1, 70'000}, std::vector<float>(70'000, 1)}}, {"n0.bias", {{1}, {0}}}};
    QVERIFY(messageOf([&] {
                (void)quantise(fold(wide, ones), Ranges{{"input", {0, 1}}, {"n0", {0, 1}}});
            }).contains("node n0"));

    const auto other = quantised(chain({2, 4}, {conv(2, 2), BatchNorm{}, Relu{}, Relu{}}));
    QVERIFY_EXCEPTION_THROWN((void)layerErrors(folded, other, std::vector<float>(8)), NetworkError);
    QVERIFY_EXCEPTION_THROWN((void)layerErrors(folded, quantise(folded, ranges), {}), NetworkError);
}

QTEST_GUILESS_MAIN(TestQuantise)
#include "tst_quantise.moc"
