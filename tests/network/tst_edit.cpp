// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/blocks.h"
#include "core/network/cost.h"
#include "core/network/edit.h"
#include "core/network/seeds.h"
#include "tests/network/networks.h"

#include <QTest>

#include <functional>
#include <optional>

using namespace pitlane;
using namespace pitlane::test;

namespace {

using Edit = std::function<NetworkSpec(const NetworkSpec&, const std::string&)>;

constexpr edit::LayerKind kinds[] = {
    edit::LayerKind::Conv,           edit::LayerKind::Linear,        edit::LayerKind::AvgPool,
    edit::LayerKind::MaxPool,        edit::LayerKind::GlobalAvgPool, edit::LayerKind::Dropout,
    edit::LayerKind::SpatialDropout, edit::LayerKind::Flatten,       edit::LayerKind::Attention,
};

const Node& nodeAt(const NetworkSpec& network, std::string_view name)
{
    return network.nodes.at(static_cast<std::size_t>(network.indexOf(name)));
}

const Conv1d& convAt(const NetworkSpec& network, std::string_view name)
{
    return std::get<Conv1d>(nodeAt(network, name).op);
}

/// Every edit that there is, with values that fit and values that cannot.
std::vector<std::pair<std::string, Edit>> allEdits()
{
    std::vector<std::pair<std::string, Edit>> edits;
    for (const auto kind : kinds)
        for (const auto side : {edit::Side::Before, edit::Side::After})
            edits.emplace_back("insert", [=](const NetworkSpec& n, const std::string& node) {
                return edit::insert(n, node, side, kind).network;
            });
    edits.emplace_back("skip", [](const NetworkSpec& n, const std::string& node) {
        return edit::addSkip(n, node, nodeAt(n, node).inputs.front()).network;
    });
    edits.emplace_back("skip from the input", [](const NetworkSpec& n, const std::string& node) {
        return edit::addSkip(n, node, "input").network;
    });
    edits.emplace_back("duplicate", [](auto& n, auto& node) { return edit::duplicate(n, node).network; });
    edits.emplace_back("remove", [](auto& n, auto& node) { return edit::remove(n, node).network; });
    edits.emplace_back("up", [](auto& n, auto& node) { return edit::moveUp(n, node).network; });
    edits.emplace_back("down", [](auto& n, auto& node) { return edit::moveDown(n, node).network; });
    for (const std::int64_t value : {-1, 0, 1, 2, 3, 7, 500, 2'000'000}) {
        edits.emplace_back("C_out", [=](auto& n, auto& node) { return edit::setChannels(n, node, value); });
        edits.emplace_back("K", [=](auto& n, auto& node) { return edit::setTaps(n, node, value); });
        edits.emplace_back("d", [=](auto& n, auto& node) { return edit::setDilation(n, node, value); });
        edits.emplace_back("F", [=](auto& n, auto& node) { return edit::setField(n, node, value); });
        edits.emplace_back("s", [=](auto& n, auto& node) { return edit::setStride(n, node, value); });
        edits.emplace_back("padding",
                           [=](auto& n, auto& node) { return edit::setPadding(n, node, {.left = value, .right = 1}); });
    }
    for (const double p : {-0.1, 0.0, 0.4, 1.0})
        edits.emplace_back("p", [=](auto& n, auto& node) { return edit::setRate(n, node, p); });
    for (const std::string name : {"mine", "", "input", "fc"})
        edits.emplace_back("rename", [=](auto& n, auto& node) { return edit::rename(n, node, name); });
    for (const bool wanted : {false, true}) {
        edits.emplace_back("norm", [=](auto& n, auto& node) { return edit::setNorm(n, node, wanted).network; });
        edits.emplace_back("relu", [=](auto& n, auto& node) { return edit::setRelu(n, node, wanted).network; });
        edits.emplace_back("search", [=](auto& n, auto& node) { return edit::setSearchable(n, node, wanted); });
    }
    return edits;
}

struct Outcome
{
    int edited = 0;
    int refused = 0;
    std::string mistake; ///< empty: every edit gave a network or a sentence
};

/// All edits at all nodes of `network`.
Outcome outcomeOf(const NetworkSpec& network)
{
    Outcome outcome;
    for (const auto& node : network.nodes) {
        for (const auto& [name, change] : allEdits()) {
            try {
                const auto problems = validate(change(network, node.name));
                if (!problems.empty())
                    outcome.mistake = name + " at " + node.name + ": " + problems.front().sentence;
                ++outcome.edited;
            } catch (const edit::EditError& error) {
                const std::string text = error.what();
                if (!text.ends_with('.') || text.find(": ") == std::string::npos || error.reason().size() < 15)
                    outcome.mistake = name + " at " + node.name + " says \"" + text + "\"";
                ++outcome.refused;
            } catch (const std::exception& error) {
                outcome.mistake = name + " at " + node.name + " throws " + error.what();
            }
        }
    }
    return outcome;
}

std::string reasonOf(const std::function<void()>& change)
{
    try {
        change();
    } catch (const edit::EditError& error) {
        return error.reason();
    }
    return "no error";
}

void addSeedRows()
{
    QTest::addColumn<NetworkSpec>("network");
    const auto add = [](const BuiltinSeed& builtin) {
        QTest::newRow(builtin.id.c_str()) << builtin.seed;
        QTest::newRow((builtin.id + " hand-tuned").c_str()) << builtin.handTuned;
    };
    add(ecgtcn());
    add(temponet());
    add(tccnet());
    add(tcResNet14());
    add(resTcnNottingham());
    add(resTcnJsb());
    add(resTcnMnist());
    add(harCnn());
}

} // namespace

Q_DECLARE_METATYPE(pitlane::NetworkSpec)

class TestEdit : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void blocksHoldEveryNodeOnce_data() { addSeedRows(); }
    void blocksHoldEveryNodeOnce();
    void everyEditGivesANetworkOrASentence_data() { addSeedRows(); }
    void everyEditGivesANetworkOrASentence();
    void randomNetworks();
    void whatIsAddedCanBeRemoved_data() { addSeedRows(); }
    void whatIsAddedCanBeRemoved();
    void movesCanBeTakenBack_data() { addSeedRows(); }
    void movesCanBeTakenBack();
    void valuesCanBeSetBack_data() { addSeedRows(); }
    void valuesCanBeSetBack();

    void insertedConvolution();
    void insertedBeforeIsReadByOneLayerAlone();
    void insertedLinearLayers();
    void skipsGetWhatTheyNeed();
    void removedSumKeepsTheLongWay();
    void removedBranchTakesItsSum();
    void channelsFollowSumsAndDepthwise();
    void lengthIsKept_data();
    void lengthIsKept();
    void strideTakesItsSkipAlong();
    void exchangedLayersKeepTheWidthsWhereTheyMust();
    void renamedWithItsFollowers();
    void followersComeAndGo();
    void mistakesAreSentences();
};

void TestEdit::blocksHoldEveryNodeOnce()
{
    QFETCH(NetworkSpec, network);
    std::vector<int> times(network.nodes.size(), 0);
    for (const auto& block : blocks(network)) {
        for (std::size_t i = 0; i < block.nodes.size(); ++i) {
            ++times[block.nodes[i]];
            if (i > 0) {
                const auto& before = network.nodes[block.nodes[i - 1]].name;
                QCOMPARE(network.nodes[block.nodes[i]].inputs, std::vector<std::string>{before});
                QCOMPARE(readers(network, before).size(), std::size_t{1});
            }
        }
    }
    QCOMPARE(times, std::vector<int>(network.nodes.size(), 1));
}

void TestEdit::everyEditGivesANetworkOrASentence()
{
    QFETCH(NetworkSpec, network);
    const auto outcome = outcomeOf(network);
    QVERIFY2(outcome.mistake.empty(), outcome.mistake.c_str());
    QVERIFY(outcome.edited > static_cast<int>(network.nodes.size()) * 5);
    QVERIFY(outcome.refused > static_cast<int>(network.nodes.size()) * 5);
}

void TestEdit::randomNetworks()
{
    std::mt19937 random(4);
    for (int i = 0; i < 60; ++i) {
        const auto network = randomNetwork(random, 1 + i % 14);
        const auto outcome = outcomeOf(network);
        QVERIFY2(outcome.mistake.empty(), outcome.mistake.c_str());
    }
}

void TestEdit::whatIsAddedCanBeRemoved()
{
    QFETCH(NetworkSpec, network);
    int tried = 0;
    for (const auto& block : blocks(network)) {
        const auto& name = network.nodes[block.lead()].name;
        for (const auto kind : {edit::LayerKind::Conv, edit::LayerKind::Dropout}) {
            for (const auto side : {edit::Side::Before, edit::Side::After}) {
                const auto added = edit::insert(network, name, side, kind);
                QCOMPARE(shapes(added.network).back(), shapes(network).back());
                QCOMPARE(edit::remove(added.network, added.block).network, network);
                ++tried;
            }
        }
        if (network.nodes[block.lead()].inputs.size() == 1 && block.nodes.size() == 3) {
            // Batch-norm and ReLU stand behind convolutions of these seeds.
            const auto twice = edit::duplicate(network, name);
            QCOMPARE(twice.network.nodes.size(), network.nodes.size() + 3);
            const auto again = edit::remove(twice.network, twice.block).network;
            QCOMPARE(again, network);
        }
        if (network.nodes[block.lead()].inputs.size() == 1) {
            const auto skip = edit::addSkip(network, name, "input");
            QCOMPARE(shapes(skip.network).back(), shapes(network).back());
        }
    }
    QVERIFY(tried > 10);
}

void TestEdit::movesCanBeTakenBack()
{
    QFETCH(NetworkSpec, network);
    int moved = 0;
    for (const auto& block : blocks(network)) {
        const auto& name = network.nodes[block.lead()].name;
        std::optional<NetworkSpec> up;
        try {
            up = edit::moveUp(network, name).network;
        } catch (const edit::EditError&) {
            continue;
        }
        ++moved;
        QVERIFY(*up != network);
        QCOMPARE(shapes(*up).back(), shapes(network).back());
        const auto back = edit::moveDown(*up, name).network;
        // Nodes of a parallel branch may stand elsewhere in the list; the graph is the same.
        QCOMPARE(back.nodes.size(), network.nodes.size());
        for (const auto& node : network.nodes)
            QCOMPARE(nodeAt(back, node.name), node);
    }
    QVERIFY(moved > 0);
}

void TestEdit::valuesCanBeSetBack()
{
    QFETCH(NetworkSpec, network);
    int changed = 0;
    for (const auto& node : network.nodes) {
        const auto* conv = std::get_if<Conv1d>(&node.op);
        // An even filter that is padded on both sides, and one tap that cuts, have other ways back.
        if (conv == nullptr || conv->F() == 1)
            continue;
        const auto wider = edit::setTaps(network, node.name, conv->K + 2);
        QCOMPARE(shapes(wider), shapes(network));
        QCOMPARE(edit::setTaps(wider, node.name, conv->K), network);
        const auto channels = edit::setChannels(network, node.name, conv->C_out + 3);
        QCOMPARE(convAt(channels, node.name).C_out, conv->C_out + 3);
        QCOMPARE(edit::setChannels(channels, node.name, conv->C_out), network);
        ++changed;
    }
    QVERIFY(changed > 0);
}

void TestEdit::insertedConvolution()
{
    const auto seed = ecgtcn().seed;
    const auto added = edit::insert(seed, "b1.conv0", edit::Side::After, edit::LayerKind::Conv);
    QCOMPARE(added.block, std::string("b1.conv2"));
    QCOMPARE(convAt(added.network, "b1.conv2"), (Conv1d{.C_out = 11, .K = 3, .padding = {2, 0}}));
    QCOMPARE(nodeAt(added.network, "b1.conv2").inputs.front(), std::string("b1.conv0.relu"));
    QCOMPARE(nodeAt(added.network, "b1.conv2.bn").inputs.front(), std::string("b1.conv2"));
    QCOMPARE(nodeAt(added.network, "b1.conv2.relu").inputs.front(), std::string("b1.conv2.bn"));
    QCOMPARE(nodeAt(added.network, "b1.conv0.drop").inputs.front(), std::string("b1.conv2.relu"));
    // 11 x 11 x 3 weights, 11 biases, 2 x 11 of the batch-norm; at 140 samples.
    QCOMPARE(parameterCount(added.network) - parameterCount(seed), std::int64_t{363 + 11 + 22});
    QCOMPARE(macCount(added.network) - macCount(seed), std::int64_t{363 * 140});
    QCOMPARE(receptiveField(added.network) - receptiveField(seed), std::int64_t{2});
    // TEMPONet pads on both sides.
    const auto temponetWithMore = edit::insert(temponet().seed, "b0.conv0", edit::Side::After, edit::LayerKind::Conv);
    QCOMPARE(convAt(temponetWithMore.network, temponetWithMore.block).padding, (Padding{1, 1}));
}

void TestEdit::insertedBeforeIsReadByOneLayerAlone()
{
    const auto seed = ecgtcn().seed;
    const auto added = edit::insert(seed, "b1.conv0", edit::Side::Before, edit::LayerKind::Conv).network;
    QCOMPARE(nodeAt(added, "b1.conv0").inputs.front(), std::string("b1.conv2.relu"));
    QCOMPARE(nodeAt(added, "b1.skip").inputs.front(), std::string("b0.relu"));
    const auto after = edit::insert(seed, "b0.add", edit::Side::After, edit::LayerKind::Conv);
    QCOMPARE(after.block, std::string("conv1"));
    QCOMPARE(nodeAt(after.network, "b1.conv0").inputs.front(), std::string("conv1.relu"));
    QCOMPARE(nodeAt(after.network, "b1.skip").inputs.front(), std::string("conv1.relu"));
    const auto first = edit::insert(seed, "input", edit::Side::After, edit::LayerKind::AvgPool).network;
    QCOMPARE(nodeAt(first, "conv0").inputs.front(), std::string("pool0"));
    QCOMPARE(shapes(first).front(), (Shape{1, 70}));
}

void TestEdit::insertedLinearLayers()
{
    const auto seed = ecgtcn().seed;
    const auto hidden = edit::insert(seed, "fc", edit::Side::Before, edit::LayerKind::Linear, 32).network;
    QCOMPARE(std::get<Linear>(nodeAt(hidden, "fc0").op).C_out, 32);
    QCOMPARE(nodeAt(hidden, "fc").inputs.front(), std::string("fc0.relu"));
    const auto headless = edit::remove(seed, "fc").network;
    QCOMPARE(headless.nodes.back().name, std::string("flatten"));
    const auto again = edit::insert(headless, "flatten", edit::Side::After, edit::LayerKind::Linear, 5).network;
    QCOMPARE(again.nodes.back().op, Op(Linear{.C_out = 5}));
    QCOMPARE(parameterCount(again), parameterCount(seed));
}

void TestEdit::skipsGetWhatTheyNeed()
{
    const auto plain = chain({2, 40}, {conv(2, 3, 1, 1, {2, 0}), conv(6, 4, 1, 2, {3, 0}), Flatten{}, Linear{3}});
    const auto same = edit::addSkip(plain, "n0", "input");
    QCOMPARE(nodeAt(same.network, same.block).inputs, (std::vector<std::string>{"n0", "input"}));
    QCOMPARE(parameterCount(same.network), parameterCount(plain));
    QCOMPARE(nodeAt(same.network, "n1").inputs.front(), same.block);
    const auto strided = edit::addSkip(plain, "n1", "input").network;
    QCOMPARE(convAt(strided, "skip0"), (Conv1d{.C_out = 6, .K = 1, .s = 2}));
    QCOMPARE(shapes(strided), (std::vector<Shape>{{2, 40}, {6, 20}, {6, 20}, {6, 20}, {120, 1}, {3, 1}}));
    QVERIFY(reasonOf([&] { (void)edit::addSkip(plain, "n0", "n1"); }).find("Choose an earlier") != std::string::npos);
}

void TestEdit::removedSumKeepsTheLongWay()
{
    const auto seed = ecgtcn().seed;
    const auto without = edit::remove(seed, "b1.add").network;
    QCOMPARE(without.indexOf("b1.skip"), std::int64_t{-1});
    QCOMPARE(without.indexOf("b1.skip.relu"), std::int64_t{-1});
    QVERIFY(without.indexOf("b1.conv1") >= 0);
    QCOMPARE(nodeAt(without, "b2.conv0").inputs.front(), std::string("b1.conv1.drop"));
    // The skip: 11 x 11 weights, 11 biases, 22 of the batch-norm.
    QCOMPARE(parameterCount(seed) - parameterCount(without), std::int64_t{154});
    // The skip alone may go where both sides are as wide.
    const auto identity = edit::remove(seed, "b1.skip").network;
    QCOMPARE(nodeAt(identity, "b1.add").inputs, (std::vector<std::string>{"b1.conv1.drop", "b0.relu"}));
    QVERIFY(reasonOf([&] { (void)edit::remove(seed, "b0.skip"); }).find("gives 2 x 140") != std::string::npos);
}

void TestEdit::removedBranchTakesItsSum()
{
    NetworkSpec network{.name = "residual", .input = {3, 20}, .nodes = {}};
    network.nodes = {{.name = "a", .inputs = {"input"}, .op = conv(4, 3, 1, 1, {2, 0})},
                     {.name = "b", .inputs = {"a"}, .op = conv(4, 3, 1, 1, {2, 0})},
                     {.name = "sum", .inputs = {"b", "a"}, .op = Add{}},
                     {.name = "sum.relu", .inputs = {"sum"}, .op = Relu{}},
                     {.name = "fc", .inputs = {"sum.relu"}, .op = Linear{.C_out = 2}}};
    const auto without = edit::remove(network, "b").network;
    QCOMPARE(without.indexOf("sum"), std::int64_t{-1});
    QCOMPARE(nodeAt(without, "sum.relu").inputs.front(), std::string("a"));
    network.nodes.resize(3);
    const auto sumLast = edit::remove(network, "b");
    QCOMPARE(sumLast.network.nodes.size(), std::size_t{1});
    QCOMPARE(sumLast.block, std::string("a"));
}

void TestEdit::channelsFollowSumsAndDepthwise()
{
    const auto edited = edit::setChannels(ecgtcn().seed, "b1.skip", 6);
    QCOMPARE(convAt(edited, "b1.conv1").C_out, 6);
    QCOMPARE(convAt(edited, "b1.skip").C_out, 6);
    QCOMPARE(convAt(edited, "b1.conv0").C_out, 11);
    const auto separable = chain({3, 16}, {conv(8, 3, 1, 1, {2, 0}), conv(8, 5, 1, 1, {4, 0}, 8), conv(4, 1)});
    const auto narrow = edit::setChannels(separable, "n0", 5);
    QCOMPARE(convAt(narrow, "n1").groups, 5);
    QCOMPARE(shapes(narrow), (std::vector<Shape>{{5, 16}, {5, 16}, {4, 16}}));
    QCOMPARE(edit::setChannels(separable, "n1", 5), narrow);
    // A removed layer leaves the depthwise convolution with the channels before it.
    QCOMPARE(convAt(edit::remove(separable, "n0").network, "n1").groups, 3);
    auto shared = separable;
    shared.nodes.push_back({.name = "wide", .inputs = {"input"}, .op = conv(3, 1)});
    shared.nodes.push_back({.name = "sum", .inputs = {"wide", "input"}, .op = Add{}});
    QVERIFY(reasonOf([&] { (void)edit::setChannels(shared, "wide", 4); }).starts_with("sum: input gives 3 x 16"));
}

void TestEdit::lengthIsKept_data()
{
    QTest::addColumn<NetworkSpec>("network");
    QTest::addColumn<QString>("field");
    QTest::addColumn<int>("value");
    QTest::addColumn<int>("left");
    QTest::addColumn<int>("right");
    const auto with = [](std::int64_t K, Padding padding) { return chain({1, 60}, {conv(2, K, 1, 1, padding)}); };
    QTest::newRow("causal, taps") << with(5, {4, 0}) << "K" << 9 << 8 << 0;
    QTest::newRow("causal, dilation") << with(5, {4, 0}) << "d" << 4 << 16 << 0;
    QTest::newRow("causal, field") << with(5, {4, 0}) << "F" << 2 << 1 << 0;
    QTest::newRow("both sides, taps") << with(5, {2, 2}) << "K" << 8 << 3 << 4;
    QTest::newRow("both sides, dilation") << with(3, {1, 1}) << "d" << 3 << 3 << 3;
    QTest::newRow("newer side of two") << with(2, {0, 1}) << "K" << 3 << 1 << 1;
    QTest::newRow("one tap becomes causal") << with(1, {0, 0}) << "K" << 4 << 3 << 0;
    QTest::newRow("uneven sides grow alike") << with(5, {1, 3}) << "K" << 7 << 2 << 4;
}

void TestEdit::lengthIsKept()
{
    QFETCH(NetworkSpec, network);
    QFETCH(QString, field);
    QFETCH(int, value);
    const auto edited = field == QStringLiteral("K")   ? edit::setTaps(network, "n0", value)
                        : field == QStringLiteral("d") ? edit::setDilation(network, "n0", value)
                                                       : edit::setField(network, "n0", value);
    QTEST(static_cast<int>(convAt(edited, "n0").padding.left), "left");
    QTEST(static_cast<int>(convAt(edited, "n0").padding.right), "right");
    QCOMPARE(shapes(edited), shapes(network));
    // Without padding the output gets shorter instead.
    const auto bare = chain({1, 60}, {conv(2, 5)});
    QCOMPARE(shapes(edit::setTaps(bare, "n0", 9)).back(), (Shape{2, 52}));
}

void TestEdit::strideTakesItsSkipAlong()
{
    const auto seed = ecgtcn().seed;
    const auto edited = edit::setStride(seed, "b1.conv0", 2);
    QCOMPARE(convAt(edited, "b1.conv0").s, 2);
    QCOMPARE(convAt(edited, "b1.skip").s, 2);
    QCOMPARE(shapes(edited)[static_cast<std::size_t>(edited.indexOf("b1.relu"))], (Shape{11, 70}));
    QCOMPARE(edit::setStride(edited, "b1.conv0", 1), seed);
    const auto identity = edit::remove(seed, "b1.skip").network;
    const auto reason = reasonOf([&] { (void)edit::setStride(identity, "b1.conv0", 2); });
    QVERIFY2(reason.starts_with("b1.add: b0.relu gives 11 x 140"), reason.c_str());
}

void TestEdit::exchangedLayersKeepTheWidthsWhereTheyMust()
{
    const auto seed = ecgtcn().seed;
    // Dropout changes places with the convolution before it, and the other way round.
    const auto moved = edit::moveUp(seed, "b0.conv0.drop").network;
    QCOMPARE(nodeAt(moved, "b0.conv0.drop").inputs.front(), std::string("conv0.relu"));
    QCOMPARE(nodeAt(moved, "b0.conv0").inputs.front(), std::string("b0.conv0.drop"));
    QCOMPARE(nodeAt(moved, "b0.conv1").inputs.front(), std::string("b0.conv0.relu"));
    const auto wide = chain({1, 30}, {conv(4, 3, 1, 1, {2, 0}), conv(9, 5, 1, 1, {4, 0}), Flatten{}, Linear{2}});
    const auto swapped = edit::moveUp(wide, "n1").network;
    QCOMPARE(shapes(swapped), (std::vector<Shape>{{9, 30}, {4, 30}, {120, 1}, {2, 1}}));
    QVERIFY(reasonOf([&] { (void)edit::moveUp(wide, "n0"); }).find("nothing stands before it") != std::string::npos);
    // The output keeps its width.
    const auto dense = chain({3, 1}, {Linear{8}, Linear{2}});
    const auto turned = edit::moveDown(dense, "n0").network;
    QCOMPARE(shapes(turned), (std::vector<Shape>{{8, 1}, {2, 1}}));
    QCOMPARE(turned.nodes.back().name, std::string("n0"));
}

void TestEdit::renamedWithItsFollowers()
{
    const auto seed = ecgtcn().seed;
    const auto named = edit::rename(seed, "b1.conv0", "wrist");
    QCOMPARE(nodeAt(named, "wrist.relu").inputs.front(), std::string("wrist.bn"));
    QCOMPARE(nodeAt(named, "b1.conv0.drop").inputs.front(), std::string("wrist.relu"));
    QCOMPARE(edit::rename(named, "wrist", "b1.conv0"), seed);
    QVERIFY(reasonOf([&] { (void)edit::rename(seed, "b1.conv0", "fc"); }).find("another node has") !=
            std::string::npos);
}

void TestEdit::followersComeAndGo()
{
    const auto seed = ecgtcn().seed;
    const auto bare = edit::setNorm(seed, "b1.conv0", false).network;
    QCOMPARE(parameterCount(seed) - parameterCount(bare), std::int64_t{22});
    QCOMPARE(nodeAt(bare, "b1.conv0.relu").inputs.front(), std::string("b1.conv0"));
    QCOMPARE(edit::setNorm(bare, "b1.conv0", true).network, seed);
    const auto linear = edit::setRelu(seed, "b1.conv0", false).network;
    QCOMPARE(edit::setRelu(linear, "b1.conv0", true).network, seed);
    QCOMPARE(edit::setRelu(seed, "b1.conv0", true).network, seed);
}

void TestEdit::mistakesAreSentences()
{
    const auto seed = ecgtcn().seed;
    try {
        (void)edit::setDilation(seed, "b1.conv0", 0);
        QFAIL("a dilation of 0 is no dilation");
    } catch (const edit::EditError& error) {
        QCOMPARE(std::string(error.what()), std::string("Changing d of b1.conv0: found 0, expected at least 1. Set "
                                                        "d to 1 or more."));
        QCOMPARE(error.reason(), std::string("found 0, expected at least 1. Set d to 1 or more."));
    }
    auto dilated = chain({1, 60}, {conv(2, 3, 4, 1, {8, 0})});
    QVERIFY(reasonOf([&] { (void)edit::setField(dilated, "n0", 10); }).ends_with("Choose 9 or 13."));
    QVERIFY(reasonOf([&] { (void)edit::setRate(seed, "b0.conv0.drop", 1); }).find("less than 1") != std::string::npos);
    QVERIFY(reasonOf([&] { (void)edit::setTaps(seed, "fc", 3); }).find("found a linear") != std::string::npos);
    QVERIFY(reasonOf([&] { (void)edit::setTaps(seed, "none", 3); }).find("no node \"none\"") != std::string::npos);
    QVERIFY(reasonOf([&] { (void)edit::remove(dilated, "n0"); }).find("only layer") != std::string::npos);
    QVERIFY(reasonOf([&] { (void)edit::duplicate(seed, "b0.add"); }).find("skip instead") != std::string::npos);
    QVERIFY(reasonOf([&] { (void)edit::moveUp(seed, "b0.conv0"); }).find("feeds 2 layers (b0.conv0, b0.skip)") !=
            std::string::npos);
    const auto bare = chain({1, 10}, {conv(2, 3)});
    const auto reason = reasonOf([&] { (void)edit::setDilation(bare, "n0", 8); });
    QVERIFY2(reason.starts_with("the filter covers F = 17 samples"), reason.c_str());
}

QTEST_GUILESS_MAIN(TestEdit)
#include "tst_edit.moc"
