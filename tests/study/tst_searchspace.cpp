// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/searchspace.h"

#include "core/network/cost.h"
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
    void everySeedLayerStands_data();
    void everySeedLayerStands();
    void temponetSharing();
    void tccnetSharing();
    void tcResNet14Sharing();
    void resTcnSharing();
    void harCnnSharing();
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

void TestSearchSpace::everySeedLayerStands_data()
{
    QTest::addColumn<NetworkSpec>("seed");
    for (const auto& builtin :
         {ecgtcn(), temponet(), tccnet(), tcResNet14(), resTcnNottingham(), resTcnJsb(), resTcnMnist(), harCnn()})
        QTest::newRow(builtin.id.c_str()) << builtin.seed;
}

void TestSearchSpace::everySeedLayerStands()
{
    QFETCH(NetworkSpec, seed);
    const auto space = analyse(seed, {});
    const auto list = layers(seed);
    QCOMPARE(space.layers.size(), list.size());
    double choices = 1;
    for (std::size_t l = 0; l < list.size(); ++l) {
        const auto& layer = space.layers[l];
        QCOMPARE(layer.name, list[l].name);
        QCOMPARE(layer.C_in, list[l].C_in);
        QCOMPARE(layer.C_out, list[l].C_out);
        QCOMPARE(layer.F_seed, list[l].F());
        choices *= layer.choices;
    }
    QCOMPARE(space.size, choices);
    QVERIFY(space.size > 1e5);
    QVERIFY(space.groups[space.layers.back().group].frozen == Frozen::MakesOutputs);
}

void TestSearchSpace::temponetSharing()
{
    const auto space = analyse(temponet().seed, {});
    for (const auto& group : space.groups) { // one path: nobody shares and nobody may vanish
        QCOMPARE(group.layers.size(), std::size_t{1});
        QVERIFY(!group.mayVanish);
    }
    for (const auto* name : {"b0.conv2", "b1.conv2", "b2.conv2", "fc0", "fc1"}) // through pool and ReLU as well
        QVERIFY(!layerNamed(space, name).masksWeights);
    QVERIFY(layerNamed(space, "b0.conv2").field == Frozen::No);
    QVERIFY(layerNamed(space, "b1.conv2").field == Frozen::Strided);
    QVERIFY(layerNamed(space, "b2.conv2").dilation == Frozen::Strided);
    QCOMPARE(layerNamed(space, "fc0").inputRepeat, 4);
    QCOMPARE(layerNamed(space, "fc0").inputGroup, std::optional(layerNamed(space, "b2.conv2").group));
    QVERIFY(groupOf(space, "fc0").frozen == Frozen::No);
    // C_out F len of each convolution of stride 1, C_out alone of the others: F = 11, 19, 35 have 4, 5, 6 levels.
    QCOMPARE(space.size, 32.0 * 44 * 32 * 44 * 64 * 44 * (64.0 * 95) * (64.0 * 95) * 128 * (128.0 * 210) *
                             (128.0 * 210) * 128 * 256 * 128);
}

void TestSearchSpace::tccnetSharing()
{
    const auto space = analyse(tccnet().seed, {});
    for (const std::string block : {"b0", "b1", "b2"}) {
        const auto& shared = groupOf(space, block + ".conv1");
        QCOMPARE(layerNamed(space, block + ".conv1").group, layerNamed(space, block + ".skip").group);
        QCOMPARE(shared.layers.size(), std::size_t{2}); // a skip convolution ends the sharing between blocks
        QVERIFY(!shared.mayVanish && groupOf(space, block + ".conv0").mayVanish);
    }
    const auto& last = groupOf(space, "b3.conv0");
    QCOMPARE(last.layers.size(), std::size_t{3});
    for (const auto* name : {"b3.conv0", "b3.skip", "attention"})
        QCOMPARE(layerNamed(space, name).group, layerNamed(space, "b3.conv0").group);
    QVERIFY(!last.mayVanish && last.frozen == Frozen::No);
    QCOMPARE(last.channels, 128);
    QCOMPARE(layerNamed(space, "fc").inputGroup, std::optional(layerNamed(space, "attention").group));
    for (const auto& layer : space.layers) // there is no batch-norm
        QVERIFY(layer.masksWeights);
    QCOMPARE(layerNamed(space, "b3.conv0").choices, 128.0 * 129 * 8);
}

void TestSearchSpace::tcResNet14Sharing()
{
    const auto space = analyse(tcResNet14().seed, {});
    for (int b = 0; b < 6; ++b) {
        const auto block = "b" + std::to_string(b);
        QCOMPARE(layerNamed(space, block + ".conv1").group, layerNamed(space, block + ".skip").group);
        QCOMPARE(groupOf(space, block + ".skip").layers.size(), std::size_t{2});
        QVERIFY(groupOf(space, block + ".conv0").mayVanish);
        QVERIFY(!layerNamed(space, block + ".conv1").masksWeights);
        QVERIFY(layerNamed(space, block + ".conv0").field == (b % 2 == 0 ? Frozen::Strided : Frozen::No));
        QVERIFY(layerNamed(space, block + ".conv1").field == Frozen::No);
    }
    QVERIFY(layerNamed(space, "conv0").masksWeights); // two layers read it, and neither is its batch-norm
    QVERIFY(groupOf(space, "conv0").frozen == Frozen::No && !groupOf(space, "conv0").mayVanish);
    QCOMPARE(layerNamed(space, "fc").inputRepeat, 13);
}

void TestSearchSpace::resTcnSharing()
{
    for (const auto& [builtin, levels] : {std::pair{resTcnNottingham(), 4}, {resTcnJsb(), 2}, {resTcnMnist(), 8}}) {
        const auto space = analyse(builtin.seed, {});
        const auto& shared = groupOf(space, "l0.skip"); // identity skips carry its channels to the end
        QCOMPARE(shared.layers.size(), static_cast<std::size_t>(levels + 1));
        QVERIFY(!shared.mayVanish && shared.frozen == Frozen::No);
        for (int level = 0; level < levels; ++level) {
            const auto name = "l" + std::to_string(level);
            QCOMPARE(layerNamed(space, name + ".conv1").group, layerNamed(space, "l0.skip").group);
            QCOMPARE(groupOf(space, name + ".conv0").layers.size(), std::size_t{1});
            QVERIFY(groupOf(space, name + ".conv0").mayVanish);
        }
        QCOMPARE(layerNamed(space, "fc").inputGroup, std::optional(layerNamed(space, "l0.skip").group));
    }
}

void TestSearchSpace::harCnnSharing()
{
    const auto space = analyse(harCnn().seed, {});
    QCOMPARE(space.size, 18.0 * 2 * 36 * 2 * 72 * 2); // two taps have one level
    QCOMPARE(layerNamed(space, "fc").inputRepeat, 16);
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
    network.nodes = {conv("a", "input", 4, 5),
                     {"bn", {"a"}, BatchNorm{}},
                     {"attention", {"bn"}, Attention{}},
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
