// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/searchspace.h"

#include "core/network/seeds.h"

#include <QTest>

#include <algorithm>

using namespace pitlane;

namespace {

const SearchLayer& layerNamed(const SearchSpace& space, std::string_view name)
{
    const auto found = std::ranges::find(space.layers, name, &SearchLayer::name);
    if (found == space.layers.end())
        throw std::runtime_error("no such layer");
    return *found;
}

const AlphaGroup& groupOf(const SearchSpace& space, std::string_view name)
{
    return space.groups[layerNamed(space, name).group];
}

Node conv(std::string name, std::string from, std::int64_t C_out, std::int64_t K = 3)
{
    return {std::move(name), {std::move(from)}, Conv1d{.C_out = C_out, .K = K, .padding = {K - 1, 0}}};
}

} // namespace

class TestSearchSpace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ecgtcnSize();
    void ecgtcnSharing();
    void ecgtcnFixedLayers();
    void addedToTheInput();
    void addedToAFixedLayer();
    void identityBranchesThatMayVanish();
    void twoBranchesThatMustNotBothVanish();
    void depthwiseFollowsItsInput();
    void attentionFollowsItsInput();
    void sigmoidNeedsItsChannels();
    void stridedLayers();
    void choices();
    void placeOfAlpha();
};

void TestSearchSpace::ecgtcnSize()
{
    const auto space = analyse(ecgtcn().seed, {});
    QCOMPARE(space.size, 484.0 * 484 * 1155 * 1155 * 2706 * 2706); // 2.29e18, SPEC section 5
    QCOMPARE(layerNamed(space, "b0.conv0").choices, 484.0);
    QCOMPARE(layerNamed(space, "b1.conv1").choices, 1155.0);
    QCOMPARE(layerNamed(space, "b2.conv1").choices, 2706.0);
    QCOMPARE(layerNamed(space, "b2.skip").choices, 1.0);
}

void TestSearchSpace::ecgtcnSharing()
{
    const auto space = analyse(ecgtcn().seed, {});
    for (const auto* block : {"b0", "b1", "b2"}) {
        const std::string name = block;
        QCOMPARE(layerNamed(space, name + ".conv1").group, layerNamed(space, name + ".skip").group);
        QVERIFY(layerNamed(space, name + ".conv1").ownsGroup && !layerNamed(space, name + ".skip").ownsGroup);
        QVERIFY(groupOf(space, name + ".conv0").mayVanish);
        QVERIFY(!groupOf(space, name + ".conv1").mayVanish);
        QCOMPARE(groupOf(space, name + ".conv1").batchNorms.size(), std::size_t{2});
    }
    QVERIFY(layerNamed(space, "b1.conv0").inputGroup == layerNamed(space, "b0.conv1").group);
    QCOMPARE(layerNamed(space, "fc").inputRepeat, std::int64_t{140});
}

void TestSearchSpace::ecgtcnFixedLayers()
{
    const auto space = analyse(ecgtcn().seed, {});
    QVERIFY(groupOf(space, "conv0").frozen == Frozen::FixedBySeed);
    QVERIFY(layerNamed(space, "conv0").field == Frozen::FixedBySeed);
    QVERIFY(groupOf(space, "fc").frozen == Frozen::MakesOutputs);
    QVERIFY(layerNamed(space, "b0.skip").dilation == Frozen::OneTap);
    QVERIFY(!layerNamed(space, "conv0").inputGroup.has_value());
}

void TestSearchSpace::addedToTheInput()
{
    NetworkSpec network{.name = "n", .input = {4, 32}};
    network.nodes = {conv("a", "input", 6), conv("b", "a", 4), {"sum", {"b", "input"}, Add{}}, conv("out", "sum", 2)};
    const auto space = analyse(network, {});
    QVERIFY(groupOf(space, "b").frozen == Frozen::SharesInput);
    QVERIFY(groupOf(space, "a").frozen == Frozen::No && groupOf(space, "a").mayVanish);
}

void TestSearchSpace::addedToAFixedLayer()
{
    NetworkSpec network{.name = "n", .input = {1, 32}};
    network.nodes = {conv("a", "input", 4), conv("b", "a", 4), {"sum", {"a", "b"}, Add{}}, conv("out", "sum", 2)};
    network.nodes[0].searchable = false;
    const auto space = analyse(network, {});
    QVERIFY(groupOf(space, "b").frozen == Frozen::SharesFixed);
    QVERIFY(layerNamed(space, "b").field == Frozen::No); // its taps can still go
}

void TestSearchSpace::identityBranchesThatMayVanish()
{
    NetworkSpec network{.name = "n", .input = {1, 32}};
    network.nodes = {conv("in", "input", 4), conv("a", "in", 6),  conv("b", "a", 6),
                     conv("c", "b", 4),      {"sum", {"c", "in"}, Add{}}, conv("out", "sum", 2)};
    const auto space = analyse(network, {});
    QVERIFY(groupOf(space, "a").mayVanish && groupOf(space, "b").mayVanish && !groupOf(space, "in").mayVanish);
    QCOMPARE(groupOf(space, "b").removedLayers.size(), std::size_t{3});
    QVERIFY(groupOf(space, "b").cuts == (std::vector<AlphaGroup::Cut>{{4, 0}}));
}

void TestSearchSpace::twoBranchesThatMustNotBothVanish()
{
    NetworkSpec network{.name = "n", .input = {1, 32}};
    network.nodes = {conv("in", "input", 4), conv("a0", "in", 3), conv("a1", "a0", 5),           conv("b0", "in", 3),
                     conv("b1", "b0", 5),    {"sum", {"a1", "b1"}, Add{}}, conv("out", "sum", 2)};
    const auto space = analyse(network, {});
    QVERIFY(groupOf(space, "a0").mayVanish);
    QVERIFY(!groupOf(space, "b0").mayVanish);
}

void TestSearchSpace::depthwiseFollowsItsInput()
{
    NetworkSpec network{.name = "n", .input = {1, 32}};
    network.nodes = {conv("a", "input", 4), conv("dw", "a", 4), conv("out", "dw", 2)};
    std::get<Conv1d>(network.nodes[1].op).groups = 4;
    const auto space = analyse(network, {});
    QCOMPARE(layerNamed(space, "dw").group, layerNamed(space, "a").group);
    QVERIFY(layerNamed(space, "dw").depthwise);
    QCOMPARE(space.size, 4.0 * 3 * 2 * 3 * 2);
}

void TestSearchSpace::attentionFollowsItsInput()
{
    NetworkSpec network{.name = "n", .input = {1, 32}};
    network.nodes = {conv("a", "input", 4, 5), {"bn", {"a"}, BatchNorm{}}, {"attention", {"bn"}, Attention{}},
                     {"fc", {"attention"}, Linear{.C_out = 2}}};
    auto space = analyse(network, {});
    const auto attention = layerNamed(space, "attention");
    QVERIFY(attention.attention && attention.masksWeights && !attention.ownsGroup);
    QCOMPARE(attention.group, layerNamed(space, "a").group);
    QCOMPARE(attention.inputGroup, std::optional(attention.group));
    QCOMPARE(attention.T, 32);
    QCOMPARE(attention.C_in, 4);
    QVERIFY(attention.field == Frozen::OneTap && attention.dilation == Frozen::OneTap);
    QVERIFY(!layerNamed(space, "a").masksWeights);
    QVERIFY(layerNamed(space, "fc").inputGroup == attention.group);
    QCOMPARE(space.size, 4.0 * 5 * 3);

    network.nodes[1] = {"bn", {"a"}, Flatten{}}; // several features for each channel
    space = analyse(network, {});
    QVERIFY(groupOf(space, "a").frozen == Frozen::NeedsChannels);
    QVERIFY(groupOf(space, "attention").frozen == Frozen::NeedsChannels);

    network.nodes[2].inputs = {"input"};
    QVERIFY(groupOf(analyse(network, {}), "attention").frozen == Frozen::SharesInput);
}

void TestSearchSpace::sigmoidNeedsItsChannels()
{
    NetworkSpec network{.name = "n", .input = {1, 32}};
    network.nodes = {conv("a", "input", 4), {"gate", {"a"}, Sigmoid{}}, conv("out", "gate", 2)};
    QVERIFY(groupOf(analyse(network, {}), "a").frozen == Frozen::NeedsChannels);
}

void TestSearchSpace::stridedLayers()
{
    NetworkSpec network{.name = "n", .input = {1, 32}};
    network.nodes = {conv("a", "input", 4, 5), conv("out", "a", 2)};
    std::get<Conv1d>(network.nodes[0].op).s = 2;
    QVERIFY(layerNamed(analyse(network, {}), "a").field == Frozen::Strided);
    QVERIFY(layerNamed(analyse(network, {.strided = true}), "a").field == Frozen::No);
}

void TestSearchSpace::choices()
{
    const MaskConfig masks{.dilation = false,
                           .layers = {{.layer = "b0.conv0", .channels = false},
                                      {.layer = "b1.conv0", .field = false},
                                      {.layer = "b2.conv0", .keepAtLeast = 4}}};
    const auto space = analyse(ecgtcn().seed, masks);
    QVERIFY(groupOf(space, "b0.conv0").frozen == Frozen::ByChoice);
    QCOMPARE(layerNamed(space, "b0.conv0").choices, 11.0);
    QVERIFY(layerNamed(space, "b1.conv0").field == Frozen::ByChoice);
    QCOMPARE(layerNamed(space, "b1.conv0").choices, 11.0);
    QCOMPARE(layerNamed(space, "b2.conv0").choices, 8.0 * 41);
    QVERIFY(!groupOf(space, "b2.conv0").mayVanish);
    QVERIFY(layerNamed(space, "b2.conv1").dilation == Frozen::ByChoice);
}

void TestSearchSpace::placeOfAlpha()
{
    NetworkSpec network{.name = "n", .input = {1, 32}};
    network.nodes = {conv("a", "input", 4), {"relu", {"a"}, Relu{}}, {"pool", {"relu"}, AvgPool{}},
                     {"bn", {"pool"}, BatchNorm{}}, conv("b", "bn", 4), conv("out", "b", 2)};
    const auto space = analyse(network, {});
    QVERIFY(!layerNamed(space, "a").masksWeights);
    QVERIFY(layerNamed(space, "b").masksWeights);
    QVERIFY(groupOf(space, "a").batchNorms == (std::vector<AlphaGroup::Norm>{{3, 1}}));
}

QTEST_GUILESS_MAIN(TestSearchSpace)
#include "tst_searchspace.moc"
