// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/cost.h"
#include "tests/network/networks.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace pitlane;
using test::chain;
using test::conv;

namespace {

using Kinds = std::vector<std::string>;

/// Input samples that sample `t` of node `index` depends on; samples of the padding count with their position.
void collect(const NetworkSpec& network, std::int64_t index, std::int64_t t, std::set<std::int64_t>& samples)
{
    if (index < 0) {
        samples.insert(t);
        return;
    }
    const auto& node = network.nodes[static_cast<std::size_t>(index)];
    for (const auto& input : node.inputs) {
        const auto feeder = network.indexOf(input);
        if (const auto* filter = std::get_if<Conv1d>(&node.op)) {
            for (std::int64_t k = 0; k < filter->K; ++k)
                collect(network, feeder, t * filter->s + k * filter->d - filter->padding.left, samples);
        } else if (const auto* pool = std::get_if<MaxPool>(&node.op)) {
            for (std::int64_t k = 0; k < pool->K; ++k)
                collect(network, feeder, t * pool->s + k, samples);
        } else {
            collect(network, feeder, t, samples);
        }
    }
}

} // namespace

class TestCost : public QObject
{
    Q_OBJECT

private slots:
    void depthwiseAndPointwise();
    void stridedLayer();
    void linearAtEverySample();
    void withoutBias();
    void attentionCountsWeightsAndContext();
    void batchNormsBelongToTheLayerBefore();
    void batchNormBehindABranchPoint();
    void batchNormOfNoLayer();
    void fromReachesThroughPoolsAndFlatten();
    void field_data();
    void field();
    void fieldAgreesWithWalkingBack();
    void fieldOfTheLongestPath();
    void hugeStridesSaturate();
    void sumsAgreeOnRandomNetworks();
    void invalidNetworkThrows();
};

Q_DECLARE_METATYPE(pitlane::NetworkSpec)

void TestCost::depthwiseAndPointwise()
{
    const auto network = chain({6, 50}, {conv(6, 5, 1, 1, {4, 0}, 6), conv(10, 1)});
    const auto all = layers(network);
    QCOMPARE(all[0].parameters, 6 * 1 * 5 + 6);
    QCOMPARE(all[0].macs, 50 * 1 * 6 * 5);
    QCOMPARE(all[1].parameters, 10 * 6 + 10);
    QCOMPARE(all[1].macs, 50 * 6 * 10);
    QCOMPARE(parameterCount(network), 36 + 70);
    QCOMPARE(macCount(network), 1'500 + 3'000);
}

void TestCost::stridedLayer()
{
    const LayerSpec expected{.name = "n0",
                             .kind = "conv1d",
                             .from = "input",
                             .followedBy = {},
                             .C_in = 40,
                             .C_out = 24,
                             .K = 9,
                             .d = 1,
                             .s = 2,
                             .T = 49,
                             .parameters = 24 * 40 * 9 + 24,
                             .macs = 49 * 40 * 24 * 9};
    QCOMPARE(layers(chain({40, 98}, {conv(24, 9, 1, 2, {8, 0})})), std::vector<LayerSpec>{expected});
}

void TestCost::linearAtEverySample()
{
    const auto all = layers(chain({150, 12}, {Linear{88, true}, Sigmoid{}}));
    QCOMPARE(all.front().parameters, 150 * 88 + 88);
    QCOMPARE(all.front().macs, 12 * 150 * 88);
    QCOMPARE(all.front().F(), 1);
    QCOMPARE(all.front().followedBy, Kinds{"sigmoid"});
}

void TestCost::withoutBias()
{
    auto filter = conv(3, 2);
    filter.bias = false;
    QCOMPARE(parameterCount(chain({2, 9}, {filter, Linear{4, false}})), 3 * 2 * 2 + 4 * 3);
}

void TestCost::attentionCountsWeightsAndContext()
{
    const auto network = chain({4, 20}, {conv(8, 3), Relu{}, Attention{}, Dropout{}, Linear{5, true}});
    const auto all = layers(network);
    QCOMPARE(all.size(), std::size_t{3});
    const LayerSpec expected{.name = "n2",
                             .kind = "attention",
                             .from = "n0",
                             .followedBy = {"dropout"},
                             .C_in = 8,
                             .C_out = 8,
                             .T = 1,
                             .parameters = 8 * 8 + 8,
                             .macs = 18 * (8 * 8 + 8 + 8)}; // Wa y, u . v and w_t y_t at each of 18 samples
    QCOMPARE(all[1], expected);
    QCOMPARE(all[0].followedBy, Kinds{"relu"});
    QCOMPARE(all[2].from, std::string("n2"));
    QCOMPARE(parameterCount(network), (8 * 4 * 3 + 8) + 72 + (5 * 8 + 5));
    QCOMPARE(macCount(network), 18 * 4 * 8 * 3 + 18 * 80 + 5 * 8);
}

void TestCost::batchNormsBelongToTheLayerBefore()
{
    // The order of TEMPONet: pooling stands between the convolution and its batch-norm.
    const auto network = chain({4, 32}, {conv(8, 3), AvgPool{2, 2}, Relu{}, BatchNorm{}, conv(5, 1), Relu{}});
    const auto all = layers(network);
    QCOMPARE(all[0].parameters, 8 * 4 * 3 + 8 + 2 * 8);
    QCOMPARE(all[0].followedBy, (Kinds{"avg_pool", "relu", "batch_norm"}));
    QCOMPARE(all[1].parameters, 5 * 8 + 5);
    QCOMPARE(all[1].from, std::string("n0"));
}

void TestCost::batchNormBehindABranchPoint()
{
    auto network = chain({4, 32}, {conv(8, 3), Relu{}, BatchNorm{}});
    network.nodes.push_back({.name = "side", .inputs = {"n1"}, .op = BatchNorm{}});
    network.nodes.push_back({.name = "sum", .inputs = {"n2", "side"}, .op = Add{}});
    const auto all = layers(network);
    QCOMPARE(all[0].parameters, 8 * 4 * 3 + 8 + 2 * 8 + 2 * 8);
    QCOMPARE(all[0].followedBy, Kinds{"relu"});
    QCOMPARE(parameterCount(network), all[0].parameters);
}

void TestCost::batchNormOfNoLayer()
{
    auto network = chain({4, 32}, {BatchNorm{}, conv(4, 1)});
    network.nodes.push_back({.name = "sum", .inputs = {"n0", "n1"}, .op = Add{}});
    network.nodes.push_back({.name = "bn", .inputs = {"sum"}, .op = BatchNorm{}});
    QCOMPARE(layers(network).front().parameters, 4 * 4 + 4);
    QCOMPARE(parameterCount(network), 4 * 4 + 4 + 2 * 4 + 2 * 4);
}

void TestCost::fromReachesThroughPoolsAndFlatten()
{
    auto network = chain({4, 32}, {BatchNorm{}, conv(4, 1), Relu{}});
    network.nodes.push_back({.name = "sum", .inputs = {"n2", "input"}, .op = Add{}});
    network.nodes.push_back({.name = "pool", .inputs = {"sum"}, .op = MaxPool{4, 4}});
    network.nodes.push_back({.name = "drop", .inputs = {"pool"}, .op = Dropout{0.1}});
    network.nodes.push_back({.name = "flat", .inputs = {"drop"}, .op = Flatten{}});
    network.nodes.push_back({.name = "fc0", .inputs = {"flat"}, .op = Linear{7, true}});
    network.nodes.push_back({.name = "fc1", .inputs = {"fc0"}, .op = Linear{2, true}});
    const auto all = layers(network);
    QCOMPARE(all[0].from, std::string("input"));
    QCOMPARE(all[0].followedBy, Kinds{"relu"});
    QCOMPARE(all[1].from, std::string("sum"));
    QCOMPARE(all[1].C_in, 4 * 8);
    QCOMPARE(all[2].from, std::string("fc0"));
}

void TestCost::field_data()
{
    QTest::addColumn<NetworkSpec>("network");
    QTest::addColumn<qint64>("expected");
    const auto row = [](const char* name, const std::vector<Op>& ops, qint64 expected) {
        QTest::newRow(name) << chain({1, 64}, ops) << expected;
    };
    row("no filter", {Relu{}}, 1);
    row("one filter", {conv(1, 7)}, 7);
    row("dilated: 1 + 4 * 6", {conv(1, 7, 4)}, 25);
    row("two filters: 1 + 6 + 2 * 4", {conv(1, 7), conv(1, 5, 2)}, 15);
    row("behind a stride: 1 + 2 + 3 * 4", {conv(1, 3, 1, 3), conv(1, 5)}, 15);
    row("behind a pool: 1 + 1 + 2 * 2", {MaxPool{2, 2}, conv(1, 3)}, 6);
    row("padding does not count", {conv(1, 7, 1, 1, {3, 3})}, 7);
    row("flatten and linear see the same", {conv(1, 7), Flatten{}, Linear{3, true}}, 7);
    row("global pool", {conv(1, 7), GlobalAvgPool{}, Linear{3, true}}, 7);
    row("attention", {conv(1, 7), Attention{}, conv(1, 3, 1, 1, {1, 1})}, 7);
    row("filter behind a flatten", {conv(1, 7), Flatten{}, conv(1, 3, 1, 1, {1, 1})}, 7);
}

void TestCost::field()
{
    QFETCH(NetworkSpec, network);
    QFETCH(qint64, expected);
    QCOMPARE(receptiveField(network), expected);
}

void TestCost::fieldAgreesWithWalkingBack()
{
    std::mt19937 random(3);
    const auto draw = [&random](std::int64_t low, std::int64_t high) {
        return std::uniform_int_distribution<std::int64_t>(low, high)(random);
    };
    for (int round = 0; round < 100; ++round) {
        std::vector<Op> ops;
        for (int i = 0; i < 4; ++i) {
            if (draw(0, 3) == 0)
                ops.emplace_back(MaxPool{draw(1, 3), draw(1, 3)});
            else
                ops.emplace_back(conv(2, draw(1, 4), draw(1, 3), draw(1, 2), {draw(0, 4), 0}));
        }
        const auto network = chain({1, 300}, ops);
        std::set<std::int64_t> samples;
        collect(network, 3, 0, samples);
        QCOMPARE(receptiveField(network), *samples.rbegin() - *samples.begin() + 1);
    }
}

void TestCost::fieldOfTheLongestPath()
{
    auto network = chain({1, 64}, {conv(2, 9, 1, 1, {8, 0}), conv(2, 5, 2, 1, {8, 0})});
    network.nodes.push_back({.name = "skip", .inputs = {"input"}, .op = conv(2, 1)});
    network.nodes.push_back({.name = "sum", .inputs = {"skip", "n1"}, .op = Add{}});
    QCOMPARE(receptiveField(network), 17);
}

void TestCost::hugeStridesSaturate()
{
    std::vector<Op> ops;
    for (int i = 0; i < 10; ++i)
        ops.emplace_back(conv(1, 2, 1, 1'000'000, {1'000'000, 0}));
    QCOMPARE(receptiveField(chain({1, 10}, ops)), 1'000'000'000'000'000);
}

void TestCost::sumsAgreeOnRandomNetworks()
{
    std::mt19937 random(5);
    for (int round = 0; round < 200; ++round) {
        const auto network = test::randomNetwork(random, 12);
        std::int64_t parameters = 0;
        std::int64_t macs = 0;
        for (const auto& layer : layers(network)) {
            parameters += layer.parameters;
            macs += layer.macs;
        }
        QCOMPARE(macCount(network), macs);
        // Batch-norms behind an add, a flatten or the input belong to no layer.
        QVERIFY(parameterCount(network) >= parameters);
        const auto hasBatchNorm = std::any_of(network.nodes.begin(), network.nodes.end(), [](const Node& node) {
            return std::holds_alternative<BatchNorm>(node.op);
        });
        if (!hasBatchNorm)
            QCOMPARE(parameterCount(network), parameters);
    }
}

void TestCost::invalidNetworkThrows()
{
    const auto network = chain({1, 4}, {conv(1, 5)});
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(layers(network)), NetworkError);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(parameterCount(network)), NetworkError);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(macCount(network)), NetworkError);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(receptiveField(network)), NetworkError);
}

QTEST_GUILESS_MAIN(TestCost)
#include "tst_cost.moc"
