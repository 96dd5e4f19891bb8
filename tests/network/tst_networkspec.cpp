// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/seeds.h"
#include "tests/network/networks.h"

#include <QTest>

#include <functional>
#include <limits>

using namespace pitlane;
using test::chain;
using test::conv;

Q_DECLARE_METATYPE(pitlane::NetworkSpec)
Q_DECLARE_METATYPE(std::vector<pitlane::Shape>)

namespace {

/// input -> a (conv) -> sum <- b (conv), a place to break one thing at a time.
NetworkSpec branches()
{
    NetworkSpec network{.name = "branches", .input = {.C = 3, .T = 20}, .nodes = {}};
    network.nodes.push_back({.name = "a", .inputs = {"input"}, .op = conv(4, 3, 1, 1, {.left = 2, .right = 0})});
    network.nodes.push_back({.name = "b", .inputs = {"input"}, .op = conv(4, 1)});
    network.nodes.push_back({.name = "sum", .inputs = {"a", "b"}, .op = Add{}});
    network.nodes.push_back({.name = "out", .inputs = {"sum"}, .op = Relu{}});
    return network;
}

Conv1d& convOf(NetworkSpec& network, std::size_t index)
{
    return std::get<Conv1d>(network.nodes.at(index).op);
}

} // namespace

class TestNetworkSpec : public QObject
{
    Q_OBJECT

private slots:
    void outputShapes_data();
    void outputShapes();
    void addOfManyInputs();
    void problem_data();
    void problem();
    void everyProblemIsFound();
    void whatFollowsAProblemIsNotBlamed();
    void shapesThrowsTheFirstProblem();
    void largeNumbersDoNotOverflow();
    void randomNetworksAreValid();
    void kindsAreDistinct();
    void indexOfNames();
};

void TestNetworkSpec::outputShapes_data()
{
    QTest::addColumn<NetworkSpec>("network");
    QTest::addColumn<std::vector<Shape>>("expected");
    const auto row = [](const char* name, Shape input, const std::vector<Op>& ops, const std::vector<Shape>& expected) {
        QTest::newRow(name) << chain(input, ops) << expected;
    };
    row("no padding", {2, 10}, {conv(5, 3)}, {{5, 8}});
    row("one tap", {2, 10}, {conv(5, 1)}, {{5, 10}});
    row("filter as long as the input", {1, 7}, {conv(1, 7)}, {{1, 1}});
    row("causal", {1, 140}, {conv(2, 11, 1, 1, {10, 0})}, {{2, 140}});
    row("causal and dilated: F = 41", {1, 140}, {conv(2, 11, 4, 1, {40, 0})}, {{2, 140}});
    row("dilated without padding: F = 9", {1, 20}, {conv(3, 5, 2)}, {{3, 12}});
    row("right padding", {1, 10}, {conv(1, 3, 1, 1, {0, 4})}, {{1, 12}});
    row("both sides", {1, 256}, {conv(1, 11, 1, 1, {5, 5})}, {{1, 256}});
    row("stride 2, even: (98 + 8 - 9) / 2 + 1 = 49", {40, 98}, {conv(24, 9, 1, 2, {8, 0})}, {{24, 49}});
    row("stride 2, odd: (49 + 8 - 9) / 2 + 1 = 25", {36, 49}, {conv(48, 9, 1, 2, {8, 0})}, {{48, 25}});
    row("stride 2, odd again: 25 -> 13", {48, 25}, {conv(72, 9, 1, 2, {8, 0})}, {{72, 13}});
    row("stride 4 as in TEMPONet: (16 + 4 - 5) / 4 + 1", {8, 16}, {conv(8, 5, 1, 4, {2, 2})}, {{8, 4}});
    row("stride larger than the input", {1, 5}, {conv(1, 2, 1, 100)}, {{1, 1}});
    row("old taps dropped: F 3 of 11, left 5 becomes -3", {1, 50}, {conv(1, 3, 1, 1, {-3, 5})}, {{1, 50}});
    row("negative right padding", {1, 50}, {conv(1, 3, 1, 1, {2, -10})}, {{1, 40}});
    row("more samples cut than there are", {1, 16}, {conv(1, 1, 1, 1, {-17, 17})}, {{1, 16}});
    row("depthwise", {6, 30}, {conv(6, 5, 1, 1, {4, 0}, 6)}, {{6, 30}});
    row("linear at every sample", {88, 12}, {Linear{.C_out = 7, .bias = true}}, {{7, 12}});
    row("flatten and linear", {11, 140}, {Flatten{}, Linear{.C_out = 5, .bias = true}}, {{1'540, 1}, {5, 1}});
    row("pools", {3, 13}, {MaxPool{2, 2}, AvgPool{3, 1}, AvgPool{4, 4}}, {{3, 6}, {3, 4}, {3, 1}});
    row("pool that leaves samples over", {3, 14}, {AvgPool{5, 3}}, {{3, 4}});
    row("global pool", {3, 13}, {GlobalAvgPool{}, Softmax{}}, {{3, 1}, {3, 1}});
    row("attention", {3, 13}, {Attention{}, Linear{.C_out = 2}}, {{3, 1}, {2, 1}});
    row("element-wise", {3, 13}, {BatchNorm{}, Relu{}, Dropout{}, Sigmoid{}, Softmax{}, SpatialDropout{}},
        {{3, 13}, {3, 13}, {3, 13}, {3, 13}, {3, 13}, {3, 13}});
}

void TestNetworkSpec::outputShapes()
{
    QFETCH(NetworkSpec, network);
    QFETCH(std::vector<Shape>, expected);
    QVERIFY(validate(network).empty());
    QCOMPARE(shapes(network), expected);
}

void TestNetworkSpec::addOfManyInputs()
{
    auto network = branches();
    QCOMPARE(shapes(network), (std::vector<Shape>{{4, 20}, {4, 20}, {4, 20}, {4, 20}}));
    network.nodes[2].inputs = {"a", "b", "a"};
    QCOMPARE(shapes(network)[2], (Shape{4, 20}));
    network.input.C = 4;
    network.nodes[2].inputs = {"a", "b", "input"};
    QCOMPARE(shapes(network)[2], (Shape{4, 20}));
}

using Change = std::function<void(NetworkSpec&)>;
Q_DECLARE_METATYPE(Change)

void TestNetworkSpec::problem_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QByteArray>("node");
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("found");
    const auto row = [](const char* name, const char* node, const char* field, const char* found,
                        const Change& change) {
        QTest::newRow(name) << change << QByteArray(node) << QByteArray(field) << QByteArray(found);
    };
    row("no nodes", "", "nodes", "found no node", [](NetworkSpec& n) { n.nodes.clear(); });
    row("input without channels", "", "input.C", "found 0", [](NetworkSpec& n) { n.input.C = 0; });
    row("input without samples", "", "input.T", "found -5", [](NetworkSpec& n) { n.input.T = -5; });
    row("input too large", "", "input", "1000000 x 1000000", [](NetworkSpec& n) { n.input = {1'000'000, 1'000'000}; });
    row("empty name", "", "name", "node number 4", [](NetworkSpec& n) { n.nodes[3].name.clear(); });
    row("reserved name", "input", "name", "stands for the input", [](NetworkSpec& n) { n.nodes[3].name = "input"; });
    row("second name", "a", "name", "a second time", [](NetworkSpec& n) { n.nodes[3].name = "a"; });
    row("unknown input", "out", "inputs", "\"nobody\"", [](NetworkSpec& n) { n.nodes[3].inputs = {"nobody"}; });
    row("later input", "b", "inputs", "\"sum\"", [](NetworkSpec& n) { n.nodes[1].inputs = {"sum"}; });
    row("itself as input", "out", "inputs", "\"out\"", [](NetworkSpec& n) { n.nodes[3].inputs = {"out"}; });
    row("no input", "out", "inputs", "found 0, expected 1", [](NetworkSpec& n) { n.nodes[3].inputs.clear(); });
    row("two inputs", "out", "inputs", "found 2, expected 1", [](NetworkSpec& n) { n.nodes[3].inputs = {"a", "b"}; });
    row("add of one", "sum", "inputs", "found 1, expected at least 2",
        [](NetworkSpec& n) { n.nodes[2].inputs = {"a"}; });
    row("add of other channels", "sum", "inputs", "b gives 5 x 20, but a gives 4 x 20",
        [](NetworkSpec& n) { convOf(n, 1).C_out = 5; });
    row("add of other samples", "sum", "inputs", "b gives 4 x 20, but a gives 4 x 19",
        [](NetworkSpec& n) { convOf(n, 0).padding.left = 1; });
    row("C_out 0", "b", "C_out", "found 0, expected at least 1", [](NetworkSpec& n) { convOf(n, 1).C_out = 0; });
    row("C_out too large", "b", "C_out", "found 1000001, expected at most 1000000",
        [](NetworkSpec& n) { convOf(n, 1).C_out = 1'000'001; });
    row("K 0", "b", "K", "found 0, expected at least 1. Set K to 1 or more.",
        [](NetworkSpec& n) { convOf(n, 1).K = 0; });
    row("d 0", "b", "d", "found 0", [](NetworkSpec& n) { convOf(n, 1).d = 0; });
    row("s -1", "b", "s", "found -1", [](NetworkSpec& n) { convOf(n, 1).s = -1; });
    row("left padding too large", "b", "padding.left", "found 1000001",
        [](NetworkSpec& n) { convOf(n, 1).padding.left = 1'000'001; });
    row("right padding too negative", "b", "padding.right", "found -1000001",
        [](NetworkSpec& n) { convOf(n, 1).padding.right = -1'000'001; });
    row("groups 0", "b", "groups", "found 0", [](NetworkSpec& n) { convOf(n, 1).groups = 0; });
    row("groups that are not depthwise", "b", "groups", "found 2 with C_in = 3 and C_out = 4",
        [](NetworkSpec& n) { convOf(n, 1).groups = 2; });
    row("groups of the input alone", "b", "groups", "found 3", [](NetworkSpec& n) { convOf(n, 1).groups = 3; });
    row("filter longer than the input", "b", "K", "F = 21 samples, but the padded input has 20",
        [](NetworkSpec& n) { convOf(n, 1).K = 21; });
    row("dilated filter longer than the input", "b", "K", "F = 25",
        [](NetworkSpec& n) { convOf(n, 1).K = 4, convOf(n, 1).d = 8; });
    row("everything cut off", "b", "K", "the padded input has 0", [](NetworkSpec& n) {
        convOf(n, 1).padding = {-15, -5};
    });
    row("linear C_out", "out", "C_out", "found -3", [](NetworkSpec& n) { n.nodes[3].op = Linear{-3, true}; });
    row("eps 0", "out", "eps", "found 0", [](NetworkSpec& n) { n.nodes[3].op = BatchNorm{0.0, 0.1}; });
    row("eps not a number", "out", "eps", "found nan", [](NetworkSpec& n) {
        n.nodes[3].op = BatchNorm{std::numeric_limits<double>::quiet_NaN(), 0.1};
    });
    row("momentum above 1", "out", "momentum", "found 1.5", [](NetworkSpec& n) {
        n.nodes[3].op = BatchNorm{1e-5, 1.5};
    });
    row("dropout of everything", "out", "p", "found 1", [](NetworkSpec& n) { n.nodes[3].op = Dropout{1.0}; });
    row("spatial dropout of everything", "out", "p", "found 1",
        [](NetworkSpec& n) { n.nodes[3].op = SpatialDropout{1.0}; });
    row("attention over too many channels", "out", "inputs", "40000 x 40000", [](NetworkSpec& n) {
        n.nodes = {{.name = "wide", .inputs = {"input"}, .op = Linear{.C_out = 40'000}},
                   {.name = "out", .inputs = {"wide"}, .op = Attention{}}};
    });
    row("dropout below 0", "out", "p", "found -0.1", [](NetworkSpec& n) { n.nodes[3].op = Dropout{-0.1}; });
    row("dropout not a number", "out", "p", "found nan",
        [](NetworkSpec& n) { n.nodes[3].op = Dropout{std::numeric_limits<double>::quiet_NaN()}; });
    row("pool longer than the input", "out", "K", "found 21, but the input has only 20", [](NetworkSpec& n) {
        n.nodes[3].op = MaxPool{21, 1};
    });
    row("pool stride 0", "out", "s", "found 0", [](NetworkSpec& n) { n.nodes[3].op = AvgPool{2, 0}; });
    row("pool K 0", "out", "K", "found 0", [](NetworkSpec& n) { n.nodes[3].op = AvgPool{0, 1}; });
    row("activation too large", "b", "", "1000000 channels x 1001 samples", [](NetworkSpec& n) {
        n.input = {1, 1'001};
        convOf(n, 1).C_out = 1'000'000;
        n.nodes[2].inputs = {"a", "a"};
    });
    row("weights too large", "b", "C_out", "1000000 x 3 x 1000000", [](NetworkSpec& n) {
        convOf(n, 1) = conv(1'000'000, 1'000'000, 1, 1, {1'000'000, 0});
        n.nodes[2].inputs = {"a", "a"};
    });
    row("too many nodes", "", "nodes", "found 10001 nodes, expected at most 10000", [](NetworkSpec& n) {
        while (n.nodes.size() < 10'001)
            n.nodes.push_back({.name = "n" + std::to_string(n.nodes.size()), .inputs = {"out"}, .op = Relu{}});
    });
}

void TestNetworkSpec::problem()
{
    QFETCH(Change, change);
    QFETCH(QByteArray, node);
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, found);
    auto network = branches();
    QVERIFY(validate(network).empty());
    change(network);
    const auto problems = validate(network);
    QCOMPARE(problems.size(), std::size_t{1});
    const auto& problem = problems.front();
    QCOMPARE(QByteArray::fromStdString(problem.node), node);
    QCOMPARE(QByteArray::fromStdString(problem.field), field);
    const auto sentence = QByteArray::fromStdString(problem.sentence);
    QVERIFY2(sentence.contains(found), sentence.constData());
    QVERIFY2(sentence.endsWith('.'), sentence.constData());
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(shapes(network)), NetworkError);
}

void TestNetworkSpec::everyProblemIsFound()
{
    auto network = branches();
    network.input.T = 0;
    convOf(network, 0).K = 0;
    convOf(network, 0).d = -1;
    convOf(network, 1).groups = 0;
    network.nodes[3].inputs = {"nobody"};
    std::vector<std::string> places;
    for (const auto& problem : validate(network))
        places.push_back(problem.node + "/" + problem.field);
    QCOMPARE(places, (std::vector<std::string>{"/input.T", "a/K", "a/d", "b/groups", "out/inputs"}));
}

void TestNetworkSpec::whatFollowsAProblemIsNotBlamed()
{
    auto network = chain({1, 10}, {conv(2, 20), conv(3, 5), MaxPool{4, 4}, Flatten{}, Linear{2, true}});
    const auto problems = validate(network);
    QCOMPARE(problems.size(), std::size_t{1});
    QCOMPARE(problems.front().node, std::string("n0"));
}

void TestNetworkSpec::shapesThrowsTheFirstProblem()
{
    auto network = branches();
    convOf(network, 1).K = 0;
    try {
        static_cast<void>(shapes(network));
        QFAIL("a filter without taps was accepted");
    } catch (const NetworkError& error) {
        QCOMPARE(std::string(error.what()),
                 std::string("Network branches: node b, field K: found 0, expected at least 1. Set K to 1 or more."));
    }
}

void TestNetworkSpec::largeNumbersDoNotOverflow()
{
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    for (const auto value : {least, least + 1, most - 1, most}) {
        auto network = branches();
        convOf(network, 0) = conv(value, value, value, value, {value, value}, value);
        QCOMPARE(validate(network).size(), std::size_t{7});
        network = branches();
        network.input = {value, value};
        QCOMPARE(validate(network).size(), std::size_t{2});
        network = branches();
        network.nodes[3].op = MaxPool{value, value};
        QCOMPARE(validate(network).size(), std::size_t{2});
    }
    // The largest filter that every single range allows: F = 1e6 (1e6 - 1) + 1.
    auto network = branches();
    convOf(network, 0) = conv(1, 1'000'000, 1'000'000, 1, {1'000'000, 1'000'000});
    const auto problems = validate(network);
    QCOMPARE(problems.size(), std::size_t{1});
    QVERIFY(problems.front().sentence.find("F = 999999000001 samples") != std::string::npos);
}

void TestNetworkSpec::randomNetworksAreValid()
{
    std::mt19937 random(7);
    for (int i = 0; i < 200; ++i) {
        const auto network = test::randomNetwork(random, 1 + i % 12);
        QCOMPARE(shapes(network).size(), network.nodes.size());
    }
}

void TestNetworkSpec::kindsAreDistinct()
{
    const std::vector<std::pair<Op, std::string_view>> all = {
        {Conv1d{}, "conv1d"},
        {Linear{}, "linear"},
        {BatchNorm{}, "batch_norm"},
        {Relu{}, "relu"},
        {Add{}, "add"},
        {AvgPool{}, "avg_pool"},
        {MaxPool{}, "max_pool"},
        {GlobalAvgPool{}, "global_avg_pool"},
        {Dropout{}, "dropout"},
        {Flatten{}, "flatten"},
        {Sigmoid{}, "sigmoid"},
        {Softmax{}, "softmax"},
        {SpatialDropout{}, "spatial_dropout"},
        {Attention{}, "attention"},
    };
    QCOMPARE(all.size(), std::variant_size_v<Op>);
    for (const auto& [op, kind] : all)
        QCOMPARE(kindOf(op), kind);
}

void TestNetworkSpec::indexOfNames()
{
    const auto network = branches();
    QCOMPARE(network.indexOf("a"), 0);
    QCOMPARE(network.indexOf("out"), 3);
    QCOMPARE(network.indexOf("input"), -1);
    QCOMPARE(network.indexOf("nobody"), -1);
}

QTEST_GUILESS_MAIN(TestNetworkSpec)
#include "tst_networkspec.moc"
