// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/memoryplan.h"
#include "core/deploy/package/networkcode.h"
#include "tests/deploy/packagefixture.h"
#include "tests/network/networks.h"
#include "tests/search/randomnetwork.h"

#include <QTest>

#include <map>

using namespace pitlane;
using namespace pitlane::test;

namespace {

std::vector<std::int64_t> scratchOf(const CodedNetwork& coded)
{
    std::vector<std::int64_t> scratch(coded.network.nodes.size(), 0);
    for (const auto& layer : coded.layers)
        scratch[layer.node] = std::max(layer.portable.scratchBytes, layer.onTarget().scratchBytes);
    return scratch;
}

/// Runs the plan with a marked byte per value, independent of how it was made: every node writes its name to all bytes
/// of its output and its scratch memory; whoever reads must find the name of who wrote.
QByteArray conflicts(const QuantizedNetwork& network, const MemoryPlan& plan, std::span<const std::int64_t> scratch)
{
    std::vector<std::string> arena(static_cast<std::size_t>(plan.arenaBytes));
    std::map<std::string, std::string> holds{{"input", "input"}}; // whose bytes a node's output are
    QByteArray problems;
    const auto fill = [&](std::int64_t offset, std::int64_t bytes, const std::string& mark) {
        if (offset < 0 || offset + bytes > plan.arenaBytes || offset % MemoryPlan::alignment != 0)
            problems += "misplaced " + QByteArray::fromStdString(mark) + "\n";
        else
            std::fill_n(arena.begin() + offset, bytes, mark);
    };
    const auto check = [&](const std::string& reader, const std::string& name) {
        if (holds.at(name) == "input")
            return;
        const auto node = static_cast<std::size_t>(network.indexOf(name));
        const auto offset = plan.outputs[node];
        for (std::int64_t i = 0; i < network.nodes[node].output.size(); ++i)
            if (arena[static_cast<std::size_t>(offset + i)] != holds.at(name)) {
                problems += QByteArray::fromStdString(reader + " reads " + name + " and finds " +
                                                      arena[static_cast<std::size_t>(offset + i)] + "\n");
                return;
            }
    };
    for (std::size_t i = 0; i < network.nodes.size(); ++i) {
        const auto& node = network.nodes[i];
        if (scratch[i] > 0)
            fill(plan.scratches[i], scratch[i], node.name + " scratch");
        for (const auto& input : node.inputs)
            check(node.name, input);
        if (isAlias(network, i)) {
            holds[node.name] = holds.at(node.inputs.front());
            continue;
        }
        holds[node.name] = node.name;
        if (i + 1 == network.nodes.size()) {
            if (plan.outputs[i] != MemoryPlan::atOutput)
                problems += "the last node does not write the output\n";
            continue;
        }
        const auto isInPlace = [&](const std::string& input) {
            const auto from = network.indexOf(input);
            return from >= 0 && plan.outputs[static_cast<std::size_t>(from)] == plan.outputs[i];
        };
        const bool inPlace = std::ranges::any_of(node.inputs, isInPlace);
        if (inPlace && !std::holds_alternative<QAdd>(node.op) && !std::holds_alternative<QBatchNorm>(node.op) &&
            !std::holds_alternative<QLookup>(node.op) && !std::holds_alternative<QMaxPool>(node.op))
            problems += QByteArray::fromStdString(node.name + " overwrites its input\n");
        fill(plan.outputs[i], node.output.size(), node.name);
        if (!inPlace) // a kernel reads while it writes: its inputs must have stayed
            for (const auto& input : node.inputs)
                check(node.name + " while writing", input);
    }
    return problems;
}

} // namespace

class TestMemoryPlan : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void chainByHand();
    void sumsInPlace();
    void seeds_data();
    void seeds();
    void randomGraphs();
};

void TestMemoryPlan::chainByHand()
{
    // 2 x 16 -> 4 x 16 (64) -> 8 x 16 (128) -> flatten -> 3
    const auto fixture =
        quantisedFixture(chain({2, 16}, {conv(4, 1), conv(8, 1), Flatten{}, Linear{.C_out = 3}}), 1, 1);
    const auto plan = planMemory(fixture.network, std::vector<std::int64_t>{100, 0, 0, 20});
    QCOMPARE(plan.lowerBound, 64 + 128); // at the second layer; the first has 64 + 104, the last one 128 + 24
    QCOMPARE(plan.busiestNode, 1);
    QCOMPARE(plan.arenaBytes, 192);
    QCOMPARE(plan.outputs[1], plan.outputs[2]);
    QCOMPARE(plan.outputs[3], MemoryPlan::atOutput);
    QCOMPARE(plan.scratches[1], MemoryPlan::none);
    QVERIFY(conflicts(fixture.network, plan, std::vector<std::int64_t>{100, 0, 0, 20}).isEmpty());
}

void TestMemoryPlan::sumsInPlace()
{
    auto network = chain({4, 10}, {conv(4, 1), conv(4, 1)});
    network.nodes.push_back({"sum", {"n0", "n1"}, Add{}});
    network.nodes.push_back({"end", {"sum"}, conv(2, 1)});
    const auto fixture = quantisedFixture(network, 1, 1);
    const auto plan = planMemory(fixture.network, std::vector<std::int64_t>(4, 0));
    QCOMPARE(plan.arenaBytes, 80); // two buffers, not three
    QVERIFY(plan.outputs[2] == plan.outputs[0] || plan.outputs[2] == plan.outputs[1]);
    QVERIFY(conflicts(fixture.network, plan, std::vector<std::int64_t>(4, 0)).isEmpty());
}

void TestMemoryPlan::seeds_data()
{
    QTest::addColumn<NetworkSpec>("network");
    for (const auto& seed :
         {ecgtcn(), temponet(), tccnet(), tcResNet14(), resTcnNottingham(), resTcnJsb(), resTcnMnist(), harCnn()}) {
        QTest::newRow((seed.id + ", hand-tuned").c_str()) << seed.handTuned;
        if (seed.id != "tc-resnet14" && seed.id != "tccnet") // their seeds have millions of weights and the same shape
            QTest::newRow((seed.id + ", seed").c_str()) << seed.seed;
    }
}

void TestMemoryPlan::seeds()
{
    QFETCH(const NetworkSpec, network);
    const auto fixture = quantisedFixture(network, 1, 1);
    const CortexMKind kind;
    for (const std::int64_t limit : {0, 8192}) {
        const auto coded = codeNetwork(fixture.network, kind, "net", limit);
        const auto scratch = scratchOf(coded);
        const auto problems = conflicts(fixture.network, coded.plan, scratch);
        QVERIFY2(problems.isEmpty(), problems);
        QVERIFY2(static_cast<double>(coded.plan.arenaBytes) <= 1.05 * static_cast<double>(coded.plan.lowerBound),
                 qPrintable(QStringLiteral("%1 of %2").arg(coded.plan.arenaBytes).arg(coded.plan.lowerBound)));
    }
}

void TestMemoryPlan::randomGraphs()
{
    const CortexMKind kind;
    double worst = 1;
    for (unsigned seed = 1; seed <= 60; ++seed) {
        RandomNetwork random(seed);
        const auto fixture = quantisedFixture(random.draw(), seed, 1);
        const auto coded = codeNetwork(fixture.network, kind, "net");
        const auto problems = conflicts(fixture.network, coded.plan, scratchOf(coded));
        QVERIFY2(problems.isEmpty(), problems);
        QVERIFY(coded.plan == codeNetwork(fixture.network, kind, "net").plan);
        worst = std::max(worst, static_cast<double>(coded.plan.arenaBytes) /
                                    static_cast<double>(std::max<std::int64_t>(coded.plan.lowerBound, 1)));
    }
    qInfo("worst arena of 60 random graphs: %.3f of the lower bound", worst);
    QVERIFY(worst < 1.2);
}

QTEST_GUILESS_MAIN(TestMemoryPlan)
#include "tst_memoryplan.moc"
