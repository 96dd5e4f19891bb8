// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/cost.h"
#include "core/network/seeds.h"

#include <QTest>

#include <numeric>

using namespace pitlane;

/// The numbers of SPEC, section 6, and of the published look of the Seed page.
class TestSeeds : public QObject
{
    Q_OBJECT

private slots:
    void seedLayers_data();
    void seedLayers();
    void seedTotals();
    void handTunedTotals();
    void handTunedKeepsFields();
    void nodesInOrder();
    void batchNormAndDropoutFollow();
    void onlyTheStemIsFixed();
    void otherInputs();
    void listHoldsEcgtcn();
};

void TestSeeds::seedLayers_data()
{
    QTest::addColumn<int>("row");
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QList<qint64>>("numbers"); // C_in, C_out, F, d, K, T, parameters, MACs
    const auto row = [](const char* name, int index, const char* from, const QList<qint64>& numbers) {
        QTest::newRow(name) << index << QByteArray(from) << numbers;
    };
    row("conv0", 0, "input", {1, 2, 11, 1, 11, 140, 28, 3'080});
    row("b0.conv0", 1, "conv0", {2, 11, 11, 1, 11, 140, 275, 33'880});
    row("b0.conv1", 2, "b0.conv0", {11, 11, 11, 1, 11, 140, 1'364, 186'340});
    row("b0.skip", 3, "conv0", {2, 11, 1, 1, 1, 140, 55, 3'080});
    row("b1.conv0", 4, "b0.add", {11, 11, 21, 1, 21, 140, 2'574, 355'740});
    row("b1.conv1", 5, "b1.conv0", {11, 11, 21, 1, 21, 140, 2'574, 355'740});
    row("b1.skip", 6, "b0.add", {11, 11, 1, 1, 1, 140, 154, 16'940});
    row("b2.conv0", 7, "b1.add", {11, 11, 41, 1, 41, 140, 4'994, 694'540});
    row("b2.conv1", 8, "b2.conv0", {11, 11, 41, 1, 41, 140, 4'994, 694'540});
    row("b2.skip", 9, "b1.add", {11, 11, 1, 1, 1, 140, 154, 16'940});
    row("fc", 10, "b2.add", {1'540, 5, 1, 1, 1, 1, 7'705, 7'700});
}

void TestSeeds::seedLayers()
{
    QFETCH(int, row);
    QFETCH(QByteArray, from);
    QFETCH(QList<qint64>, numbers);
    const auto all = layers(ecgtcn().seed);
    QCOMPARE(all.size(), std::size_t{11});
    const auto& layer = all.at(static_cast<std::size_t>(row));
    QCOMPARE(QByteArray::fromStdString(layer.name), QByteArray(QTest::currentDataTag()));
    QCOMPARE(QByteArray::fromStdString(layer.from), from);
    const QList<qint64> found = {layer.C_in, layer.C_out, layer.F(),        layer.d,
                                 layer.K,    layer.T,     layer.parameters, layer.macs};
    QCOMPARE(found, numbers);
}

void TestSeeds::seedTotals()
{
    const auto seed = ecgtcn().seed;
    QCOMPARE(parameterCount(seed), 24'871);
    QCOMPARE(macCount(seed), 2'368'520);
    QCOMPARE(receptiveField(seed), 151);
    const auto all = layers(seed);
    const auto sum = [&all](std::int64_t LayerSpec::*part) {
        return std::accumulate(all.begin(), all.end(), std::int64_t{0},
                               [part](std::int64_t so_far, const LayerSpec& layer) { return so_far + layer.*part; });
    };
    QCOMPARE(sum(&LayerSpec::parameters), 24'871);
    QCOMPARE(sum(&LayerSpec::macs), 2'368'520);
}

void TestSeeds::handTunedTotals()
{
    const auto network = ecgtcn().handTuned;
    QCOMPARE(parameterCount(network), 15'191);
    QCOMPARE(macCount(network), 1'013'320);
    QCOMPARE(receptiveField(network), 151);
}

void TestSeeds::handTunedKeepsFields()
{
    const auto builtin = ecgtcn();
    const auto seed = layers(builtin.seed);
    const auto tuned = layers(builtin.handTuned);
    QCOMPARE(seed.size(), tuned.size());
    for (std::size_t i = 0; i < seed.size(); ++i) {
        QCOMPARE(seed[i].name, tuned[i].name);
        QCOMPARE(seed[i].F(), tuned[i].F());
        QCOMPARE(seed[i].d, 1);
    }
    QCOMPARE(tuned[4].d, 2);
    QCOMPARE(tuned[8].d, 4);
    QCOMPARE(tuned[8].K, 11);
    for (const auto& network : {builtin.seed, builtin.handTuned}) {
        for (const auto& node : network.nodes) {
            const auto* conv = std::get_if<Conv1d>(&node.op);
            if (!conv)
                continue;
            QCOMPARE(conv->padding.left, conv->F() - 1);
            QCOMPARE(conv->padding.right, 0);
            QVERIFY(conv->bias);
        }
    }
}

void TestSeeds::nodesInOrder()
{
    std::vector<std::string> expected = {"conv0", "conv0.bn", "conv0.relu"};
    for (const std::string block : {"b0", "b1", "b2"}) {
        for (const char* part : {".conv0", ".conv0.bn", ".conv0.relu", ".conv0.drop", ".conv1", ".conv1.bn",
                                 ".conv1.relu", ".conv1.drop", ".skip", ".skip.bn", ".skip.relu", ".add", ".relu"})
            expected.push_back(block + part);
    }
    expected.insert(expected.end(), {"flatten", "fc"});
    std::vector<std::string> found;
    for (const auto& node : ecgtcn().seed.nodes)
        found.push_back(node.name);
    QCOMPARE(found, expected);
    const auto seed = ecgtcn().seed;
    const auto& add = seed.nodes.at(static_cast<std::size_t>(seed.indexOf("b1.add")));
    QCOMPARE(add.inputs, (std::vector<std::string>{"b1.conv1.drop", "b1.skip.relu"}));
}

void TestSeeds::batchNormAndDropoutFollow()
{
    const auto all = layers(ecgtcn().seed);
    QCOMPARE(all[0].followedBy, (std::vector<std::string>{"batch_norm", "relu"}));
    QCOMPARE(all[5].followedBy, (std::vector<std::string>{"batch_norm", "relu", "dropout"}));
    QCOMPARE(all[6].followedBy, (std::vector<std::string>{"batch_norm", "relu"}));
    QVERIFY(all[10].followedBy.empty());
    const auto seed = ecgtcn().seed;
    const auto& drop = seed.nodes.at(static_cast<std::size_t>(seed.indexOf("b2.conv1.drop")));
    QCOMPARE(std::get<Dropout>(drop.op).p, 0.3);
}

void TestSeeds::onlyTheStemIsFixed()
{
    for (const auto& node : ecgtcn().seed.nodes)
        QCOMPARE(node.searchable, node.name != "conv0");
}

void TestSeeds::otherInputs()
{
    const auto network = ecgtcn({.C = 3, .T = 64}, 7).seed;
    const auto all = layers(network);
    QCOMPARE(all.front().C_in, 3);
    QCOMPARE(all.back().C_in, 11 * 64);
    QCOMPARE(all.back().C_out, 7);
    QVERIFY(validate(network).empty());
}

void TestSeeds::listHoldsEcgtcn()
{
    const auto all = builtinSeeds({.C = 1, .T = 96}, 4);
    QCOMPARE(all.size(), std::size_t{1});
    QCOMPARE(all.front().id, std::string("ecgtcn"));
    QCOMPARE(all.front().seed, ecgtcn({.C = 1, .T = 96}, 4).seed);
    QVERIFY(all.front().seed.name != all.front().handTuned.name);
}

QTEST_GUILESS_MAIN(TestSeeds)
#include "tst_seeds.moc"
