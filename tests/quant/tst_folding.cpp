// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A folded network computes what the original does; the sums of tests/exchange/evaluate.h judge.
#include "core/network/seeds.h"
#include "core/quant/folding.h"
#include "tests/network/networks.h"
#include "tests/quant/quantfixture.h"
#include "tests/search/randomnetwork.h"

#include <QTest>

#include <algorithm>

using namespace pitlane;
using namespace pitlane::test;

namespace {

QByteArray kinds(const NetworkSpec& network)
{
    QByteArray result;
    for (const auto& node : network.nodes)
        result +=
            (result.isEmpty() ? "" : " ") + QByteArray::fromStdString(node.name + ":" + std::string(kindOf(node.op)));
    return result;
}

double distance(const NetworkSpec& spec, const Weights& weights, const FoldedNetwork& folded, std::mt19937& random)
{
    const auto x = drawSignal(spec.input, random);
    return difference(Evaluator(spec, weights).run(x), Evaluator(folded.network, folded.weights).run(x));
}

} // namespace

class TestFolding : public QObject
{
    Q_OBJECT

private slots:
    void forms_data();
    void forms();
    void namesItsLayers();
    void byHand();
    void randomGraphs();
    void seeds();
    void errors();
};

void TestFolding::forms_data()
{
    QTest::addColumn<NetworkSpec>("network");
    QTest::addColumn<QByteArray>("expected");
    const Shape input{2, 12};
    QTest::newRow("behind a convolution")
        << chain(input, {conv(3, 2), BatchNorm{}, Relu{}}) << QByteArray("n0:conv1d n2:relu");
    QTest::newRow("across average pools") << chain(input, {conv(3, 2), AvgPool{}, GlobalAvgPool{}, BatchNorm{}})
                                          << QByteArray("n0:conv1d n1:avg_pool n2:global_avg_pool");
    QTest::newRow("twice") << chain(input, {conv(3, 2), BatchNorm{}, BatchNorm{}}) << QByteArray("n0:conv1d");
    QTest::newRow("not across a max pool")
        << chain(input, {conv(3, 2), MaxPool{}, BatchNorm{}}) << QByteArray("n0:conv1d n1:max_pool n2:batch_norm");
    QTest::newRow("not across a ReLU, and not forwards")
        << chain(input, {conv(3, 2), Relu{}, BatchNorm{}, conv(2, 3, 1, 1, {1, 1})})
        << QByteArray("n0:conv1d n1:relu n2:batch_norm n3:conv1d");
    QTest::newRow("not across a flatten")
        << chain(input, {conv(3, 2), Flatten{}, BatchNorm{}}) << QByteArray("n0:conv1d n1:flatten n2:batch_norm");
    QTest::newRow("on the input") << chain(input, {BatchNorm{}, conv(3, 2)}) << QByteArray("n0:batch_norm n1:conv1d");
    QTest::newRow("dropouts") << chain(input, {Dropout{}, conv(3, 2), SpatialDropout{}, BatchNorm{}, Dropout{}})
                              << QByteArray("n1:conv1d");
    QTest::newRow("ReLU before a max pool and a flatten")
        << chain(input, {conv(3, 2), MaxPool{}, Flatten{}, Relu{}, Linear{.C_out = 2}})
        << QByteArray("n0:conv1d n3:relu n1:max_pool n2:flatten n4:linear");

    auto shared = chain(input, {conv(2, 1), BatchNorm{}});
    shared.nodes.push_back({"sum", {"n0", "n1"}, Add{}});
    QTest::newRow("not where the layer feeds more") << shared << QByteArray("n0:conv1d n1:batch_norm sum:add");

    auto unused = chain(input, {conv(2, 1), conv(4, 3), Relu{}});
    unused.nodes[2].inputs = {"n0"};
    QTest::newRow("unused nodes") << unused << QByteArray("n0:conv1d n2:relu");

    auto sums = chain(input, {conv(2, 1), conv(2, 1)});
    sums.nodes.push_back({"sum", {"n0", "n1", "input", "n0"}, Add{}});
    QTest::newRow("sums of more than two")
        << sums << QByteArray("n0:conv1d n1:conv1d sum.sum1:add sum.sum2:add sum:add");
}

void TestFolding::forms()
{
    QFETCH(const NetworkSpec, network);
    QFETCH(const QByteArray, expected);
    std::mt19937 random(1);
    const auto weights = drawWeights(network, random);
    const auto folded = fold(network, weights);
    QCOMPARE(kinds(folded.network), expected);
    QVERIFY(validate(folded.network).empty());
    QVERIFY(distance(network, weights, folded, random) < 1e-5);
    QCOMPARE(folded.weights.size(), weightShapes(folded.network).size());
    QCOMPARE(folded.layers.size(), folded.network.nodes.size());
}

void TestFolding::namesItsLayers()
{
    const auto network = chain({2, 12}, {conv(3, 2), AvgPool{}, BatchNorm{}, Relu{}});
    std::mt19937 random(2);
    const auto folded = fold(network, drawWeights(network, random));
    QCOMPARE(folded.layers.at("n0"), (std::vector<std::string>{"n0", "n2"}));
    QCOMPARE(folded.layers.at("n3"), std::vector<std::string>{"n3"});
}

void TestFolding::byHand()
{
    // gain 3 / sqrt(3 + 1) = 1.5: weight 2 -> 3, bias (1 - 5) 1.5 + 7 = 1
    auto network = chain({1, 1}, {Linear{.C_out = 1}, BatchNorm{.eps = 1}});
    const Weights weights = {{"n0.weight", {{1, 1}, {2}}},    {"n0.bias", {{1}, {1}}},
                             {"n1.weight", {{1}, {3}}},       {"n1.bias", {{1}, {7}}},
                             {"n1.running_mean", {{1}, {5}}}, {"n1.running_var", {{1}, {3}}}};
    const auto folded = fold(network, weights);
    QCOMPARE(folded.weights.at("n0.weight").values, std::vector<float>{3});
    QCOMPARE(folded.weights.at("n0.bias").values, std::vector<float>{1});

    // A layer without a bias gets one: (0 - 5) 1.5 + 7 = -0.5
    network.nodes[0].op = Linear{.C_out = 1, .bias = false};
    auto biasless = weights;
    biasless.erase("n0.bias");
    const auto second = fold(network, biasless);
    QCOMPARE(second.weights.at("n0.bias").values, std::vector<float>{-0.5});
    QVERIFY(std::get<Linear>(second.network.nodes[0].op).bias);
}

void TestFolding::randomGraphs()
{
    int norms = 0;
    for (unsigned graph = 0; graph < 150; ++graph) {
        RandomNetwork draw(graph);
        const auto spec = draw.draw();
        const auto weights = randomWeights(spec, draw);
        std::mt19937 random(graph);
        const auto folded = fold(spec, weights);
        const auto off = distance(spec, weights, folded, random);
        QVERIFY2(off < 1e-5, qPrintable(QStringLiteral("graph %1: %2").arg(graph).arg(off)));
        const auto isNorm = [](const Node& node) { return std::holds_alternative<BatchNorm>(node.op); };
        norms += static_cast<int>(std::count_if(spec.nodes.begin(), spec.nodes.end(), isNorm) -
                                  std::count_if(folded.network.nodes.begin(), folded.network.nodes.end(), isNorm));
    }
    QVERIFY(norms > 100);
}

void TestFolding::seeds()
{
    for (const auto& seed : {ecgtcn(), temponet(), tcResNet14()}) {
        std::mt19937 random(3);
        const auto& spec = seed.handTuned;
        const auto weights = drawWeights(spec, random);
        const auto folded = fold(spec, weights);
        for (const auto& node : folded.network.nodes)
            QVERIFY(!std::holds_alternative<BatchNorm>(node.op));
        QVERIFY(distance(spec, weights, folded, random) < 1e-5);
    }
}

void TestFolding::errors()
{
    const auto nothing = chain({1, 4}, {Dropout{}, Dropout{}});
    try {
        (void)fold(nothing, {});
        QFAIL("a network of dropouts passes");
    } catch (const NetworkError& error) {
        QVERIFY(QByteArray(error.what()).contains("node n0"));
    }
    QVERIFY_EXCEPTION_THROWN((void)fold(chain({1, 4}, {conv(1, 2)}), {}), NetworkError);
    QVERIFY_EXCEPTION_THROWN((void)fold({}, {}), NetworkError);
}

QTEST_GUILESS_MAIN(TestFolding)
#include "tst_folding.moc"
