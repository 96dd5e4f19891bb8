// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/cost.h"
#include "core/network/makeseed.h"
#include "core/network/seeds.h"
#include "tests/network/networks.h"

#include <QTest>

#include <limits>

using namespace pitlane;
using namespace pitlane::test;

namespace {

const Conv1d& convAt(const NetworkSpec& network, const char* name)
{
    return std::get<Conv1d>(network.nodes.at(static_cast<std::size_t>(network.indexOf(name))).op);
}

std::string messageOf(const NetworkSpec& network, double expansion)
{
    try {
        (void)seedFrom(network, expansion);
    } catch (const NetworkError& error) {
        return error.what();
    }
    return "no error";
}

} // namespace

class TestMakeSeed : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void handTunedNetworksGiveTheirSeeds_data();
    void handTunedNetworksGiveTheirSeeds();
    void channelsGrow();
    void skipsFollowTheirBranch();
    void depthwiseFollowsItsInput();
    void layersOutOfTheSearchStay();
    void flattenAsOutputStays();
    void randomNetworksKeepTheirShape();
    void mistakesAreSentences();
};

void TestMakeSeed::handTunedNetworksGiveTheirSeeds_data()
{
    QTest::addColumn<int>("which");
    const auto row = [](const char* name, int which) { QTest::newRow(name) << which; };
    row("ecgtcn", 0);
    row("temponet without expansion of its receptive field", 1);
    row("tccnet", 2);
    row("tc-resnet14", 3);
    row("restcn-nottingham", 4);
    row("restcn-jsb", 5);
    row("restcn-mnist", 6);
    row("har-cnn", 7);
}

void TestMakeSeed::handTunedNetworksGiveTheirSeeds()
{
    QFETCH(int, which);
    const BuiltinSeed builtins[] = {
        ecgtcn(), temponet({4, 256}, 1, 1), tccnet(), tcResNet14(), resTcnNottingham(), resTcnJsb(), resTcnMnist(),
        harCnn()};
    const auto& builtin = builtins[which];
    // The published seeds are built another way: layer by layer, from the papers' tables.
    const auto made = seedFrom(builtin.handTuned);
    if (builtin.id == "tc-resnet14") { // tuned without dilation; its seed takes the fields of another table
        QVERIFY(made.nodes == builtin.handTuned.nodes);
        return;
    }
    QCOMPARE(made.name, builtin.seed.name);
    QCOMPARE(parameterCount(made), parameterCount(builtin.seed));
    for (std::size_t i = 0; i < made.nodes.size(); ++i)
        QVERIFY2(made.nodes[i] == builtin.seed.nodes[i], made.nodes[i].name.c_str());
    QVERIFY(shapes(made) == shapes(builtin.handTuned));
}

void TestMakeSeed::channelsGrow()
{
    // 10 -> 15 and 7 -> 10.5, rounded up; the output has its three classes. K: 2 (4 - 1) + 1 = 7.
    const auto network = chain(
        {2, 32}, {conv(10, 4, 2, 1, {6, 0}), BatchNorm{}, Relu{}, conv(7, 1), GlobalAvgPool{}, Linear{.C_out = 3}});
    const auto seed = seedFrom(network, 1.5);
    QCOMPARE(seed.name, std::string("chain seed"));
    QCOMPARE(convAt(seed, "n0"), conv(15, 7, 1, 1, {6, 0}));
    QCOMPARE(convAt(seed, "n3"), conv(11, 1));
    QCOMPARE(shapes(seed).back(), (Shape{3, 1}));
    QCOMPARE(convAt(seedFrom(network, 1.1), "n0").C_out, 11);
}

void TestMakeSeed::skipsFollowTheirBranch()
{
    // The sum with the input holds its branch at two channels; the sum of two convolutions grows on both sides.
    NetworkSpec network{.name = "skips", .input = {2, 20}, .nodes = {}};
    network.nodes = {{"a", {"input"}, conv(2, 3, 1, 1, {2, 0})},
                     {"first", {"a", "input"}, Add{}},
                     {"b", {"first"}, conv(5, 3, 1, 1, {2, 0})},
                     {"b.relu", {"b"}, Relu{}},
                     {"skip", {"first"}, conv(5, 1)},
                     {"second", {"b.relu", "skip"}, Add{}},
                     {"pool", {"second"}, GlobalAvgPool{}},
                     {"fc", {"pool"}, Linear{.C_out = 4}}};
    const auto seed = seedFrom(network, 2);
    QCOMPARE(convAt(seed, "a").C_out, 2);
    QCOMPARE(convAt(seed, "b").C_out, 10);
    QCOMPARE(convAt(seed, "skip").C_out, 10);
}

void TestMakeSeed::depthwiseFollowsItsInput()
{
    const auto network =
        chain({3, 20}, {conv(4, 1), conv(4, 3, 2, 1, {4, 0}, 4), conv(6, 1), GlobalAvgPool{}, Linear{}});
    const auto seed = seedFrom(network, 2);
    QCOMPARE(convAt(seed, "n1"), conv(8, 5, 1, 1, {4, 0}, 8));
    QCOMPARE(convAt(seed, "n2").C_out, 12);
    const auto onInput = chain({3, 20}, {conv(3, 3, 1, 1, {2, 0}, 3), conv(4, 1), Linear{}});
    QCOMPARE(convAt(seedFrom(onInput, 2), "n0").groups, 3);
}

void TestMakeSeed::layersOutOfTheSearchStay()
{
    auto network = chain({1, 20}, {conv(2, 3, 2, 1, {4, 0}), conv(4, 3, 2, 1, {4, 0}), Linear{}});
    network.nodes[0].searchable = false;
    const auto seed = seedFrom(network, 2);
    QCOMPARE(convAt(seed, "n0"), conv(2, 3, 2, 1, {4, 0}));
    QCOMPARE(convAt(seed, "n1"), conv(8, 5, 1, 1, {4, 0}));
}

void TestMakeSeed::flattenAsOutputStays()
{
    const auto network = chain({1, 4}, {conv(3, 1), Relu{}, conv(2, 1), Flatten{}});
    const auto seed = seedFrom(network, 2);
    QCOMPARE(convAt(seed, "n0").C_out, 6);
    QCOMPARE(convAt(seed, "n2").C_out, 2);
    QCOMPARE(shapes(seed).back(), (Shape{8, 1}));
}

void TestMakeSeed::randomNetworksKeepTheirShape()
{
    std::mt19937 random(11);
    int grown = 0;
    for (int i = 0; i < 300; ++i) {
        auto network = randomNetwork(random, 2 + i % 10);
        network.nodes.push_back({"mean", {network.nodes.back().name}, GlobalAvgPool{}});
        network.nodes.push_back({"answer", {"mean"}, Linear{.C_out = 3}});
        const auto seed = seedFrom(network, 1 + i % 3);
        const auto before = shapes(network), after = shapes(seed);
        QVERIFY(before.back() == after.back());
        for (std::size_t n = 0; n < before.size(); ++n) {
            QVERIFY(after[n].T == before[n].T);
            QVERIFY(after[n].C >= before[n].C);
            const auto* conv = std::get_if<Conv1d>(&seed.nodes[n].op);
            if (conv && seed.nodes[n].searchable) {
                QCOMPARE(conv->d, 1);
                QCOMPARE(conv->K, std::get<Conv1d>(network.nodes[n].op).F());
            }
        }
        grown += before == after ? 0 : 1;
    }
    QVERIFY2(grown > 50, qPrintable(QString::number(grown)));
}

void TestMakeSeed::mistakesAreSentences()
{
    const auto network = chain({1, 8}, {conv(1, 1)});
    for (const double expansion : {0.5, 17.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
        const auto message = messageOf(network, expansion);
        QVERIFY2(message.find("expected 1 to 16 times the channels") != std::string::npos, message.c_str());
    }
    QVERIFY(messageOf(chain({1, 8}, {conv(1, 9)}), 1).find("Use a smaller K or d") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestMakeSeed)
#include "tst_makeseed.moc"
