// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/costmodel.h"
#include "core/network/cost.h"
#include "core/network/seeds.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

using namespace pitlane;

namespace {

constexpr std::array allKinds{CostKind::Size, CostKind::Ops, CostKind::Latency, CostKind::Energy};
constexpr std::array layerKinds{LayerKind::Conv,  LayerKind::Depthwise, LayerKind::Linear,  LayerKind::Attention,
                                LayerKind::Add,   LayerKind::AvgPool,   LayerKind::MaxPool, LayerKind::GlobalAvgPool,
                                LayerKind::Scale, LayerKind::Activation};

std::vector<TargetDevice> targetsOfBothKernels()
{
    return {targetNamed("gap8", {}), targetNamed("stm32h743", {})};
}

std::vector<EffectiveLayer> layersOf(const NetworkSpec& network)
{
    std::vector<EffectiveLayer> result;
    for (const auto& costed : costedNodes(network))
        result.push_back(costed.layer);
    return result;
}

const CostedNode& nodeNamed(const std::vector<CostedNode>& nodes, const std::string& name)
{
    return *std::ranges::find(nodes, name, [](const CostedNode& n) { return n.layer.name; });
}

std::size_t layerIndex(const NetworkSpec& network, const std::string& name)
{
    const auto list = layers(network);
    return static_cast<std::size_t>(std::ranges::find(list, name, &LayerSpec::name) - list.begin());
}

} // namespace

class TestCostModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void gradientsAgreeWithDifferences()
    {
        std::mt19937 random(7);
        std::uniform_real_distribution<double> small(0.05, 0.95), large(1.05, 70);
        std::uniform_int_distribution<int> coin(0, 1), samples(1, 200), dilation(1, 8);
        int checked = 0;
        for (const auto& target : targetsOfBothKernels())
            for (const auto kind : allKinds) {
                const auto model = makeCostModel(kind, &target);
                for (const auto layerKind : layerKinds)
                    for (int trial = 0; trial < 60; ++trial) {
                        auto& draw = trial % 3 == 0 ? small : large; // vanishing layers, too
                        EffectiveLayer layer{.name = "layer",
                                             .kind = layerKind,
                                             .C_in = draw(random),
                                             .C_out = draw(random),
                                             .K = draw(random),
                                             .T = samples(random),
                                             .T_in = samples(random),
                                             .d = dilation(random),
                                             .s = 1 + coin(random),
                                             .repeat = 1 + coin(random) * 12};
                        // weights count whatever is free; a latency moves only with what is
                        layer.freeIn = !needsTarget(kind) || coin(random);
                        layer.freeOut = !needsTarget(kind) || coin(random);
                        layer.freeK = !needsTarget(kind) || coin(random);
                        std::array<LayerGradient, 1> gradient;
                        const auto value = model->value({&layer, 1}, gradient);
                        const auto check = [&](double EffectiveLayer::*size, double slope, bool isFree) {
                            if (!isFree) {
                                QCOMPARE(slope, 0.0);
                                return;
                            }
                            auto above = layer, below = layer;
                            const auto step = 1e-6 * layer.*size;
                            above.*size += step;
                            below.*size -= step;
                            const auto difference =
                                (model->value({&above, 1}) - model->value({&below, 1})) / (2 * step);
                            const auto scale = std::abs(value / layer.*size) + std::abs(difference);
                            QVERIFY2(std::abs(slope - difference) < 1e-5 * scale + 1e-14,
                                     qPrintable(QStringLiteral("%1 of %2 on %3: %4, differences %5")
                                                    .arg(QLatin1String(nameOf(kind)), QLatin1String(nameOf(layerKind)),
                                                         QString::fromStdString(target.id))
                                                    .arg(slope)
                                                    .arg(difference)));
                            ++checked;
                        };
                        check(&EffectiveLayer::C_in, gradient[0].C_in, layer.freeIn);
                        check(&EffectiveLayer::C_out, gradient[0].C_out, layer.freeOut);
                        check(&EffectiveLayer::K, gradient[0].K, layer.freeK);
                        if (QTest::currentTestFailed())
                            return;
                    }
            }
        QVERIFY(checked > 5000);
    }

    void sizeAndOpsAreThePapersSums()
    {
        for (const auto& network : {ecgtcn().seed, temponet().handTuned, tcResNet14().seed, harCnn().seed}) {
            double size = 0, ops = 0;
            for (const auto& layer : layers(network)) {
                size += static_cast<double>(layer.C_in * layer.C_out * layer.K);
                ops += static_cast<double>(layer.macs);
            }
            QCOMPARE(costOf(network, *makeCostModel(CostKind::Size)), size);
            QCOMPARE(costOf(network, *makeCostModel(CostKind::Ops)), ops);
        }
        // attention counts Wa alone: R_size C C, at every sample
        const auto network = tccnet({10, 150}).handTuned;
        double size = 0;
        for (const auto& layer : layers(network))
            size += static_cast<double>(layer.C_in * layer.C_out * layer.K);
        QCOMPARE(costOf(network, *makeCostModel(CostKind::Size)), size);
    }

    void latencyAndEnergyOfANetwork()
    {
        const auto target = targetNamed("stm32h743", {});
        const auto network = ecgtcn().handTuned;
        const auto cost = costOf(network, target);
        QCOMPARE(cost.parameters, 15191);
        QCOMPARE(cost.macs, macCount(network));
        double ms = cost.overheadMs;
        std::int64_t macs = 0, parameters = 0;
        for (const auto& node : cost.nodes) {
            ms += node.ms;
            macs += node.macs;
            parameters += node.parameters;
            QVERIFY(std::abs(node.ms - node.cycles / 480e3) < 1e-12);
        }
        QVERIFY(std::abs(ms - cost.ms) < 1e-12);
        QCOMPARE(macs, cost.macs);
        QCOMPARE(parameters, cost.parameters);
        QVERIFY(std::abs(cost.energyMj.value() - 0.234 * cost.ms) < 1e-12);
        QVERIFY(std::abs(costOf(network, *makeCostModel(CostKind::Latency, &target)) - cost.ms) < 1e-12);
        QVERIFY(std::abs(costOf(network, *makeCostModel(CostKind::Energy, &target)) - *cost.energyMj) < 1e-12);
    }

    /// The relaxation is the mean of the discrete model: over random sizes it is neither above nor below.
    void theRelaxedModelIsNotBiased()
    {
        std::mt19937 random(3);
        for (const auto& target : targetsOfBothKernels()) {
            const auto model = makeCostModel(CostKind::Latency, &target);
            for (const auto& seed : {ecgtcn().seed, temponet().seed, tcResNet14().seed}) {
                double discrete = 0, relaxed = 0, farthest = 0;
                for (int trial = 0; trial < 40; ++trial) {
                    auto list = layersOf(seed);
                    std::uniform_real_distribution<double> share(0.1, 1);
                    for (auto& layer : list) {
                        const auto shrink = [&](double& size) { size = std::ceil(size * share(random)); };
                        if (layer.kind != LayerKind::Add)
                            shrink(layer.C_in);
                        shrink(layer.C_out);
                        if (layer.kind == LayerKind::Conv)
                            shrink(layer.K);
                    }
                    const auto exact = model->value(list);
                    for (auto& layer : list)
                        layer.freeIn = layer.freeOut = layer.freeK = true;
                    const auto smooth = model->value(list);
                    discrete += exact;
                    relaxed += smooth;
                    farthest = std::max(farthest, std::abs(smooth / exact - 1));
                }
                qInfo("%s on %s: relaxed / discrete %.3f, farthest %.1f %%", seed.name.c_str(), target.id.c_str(),
                      relaxed / discrete, 100 * farthest);
                QVERIFY(std::abs(relaxed / discrete - 1) < 0.05);
                QVERIFY(farthest < 0.15);
            }
        }
    }

    void moreCostsMore()
    {
        for (const auto& target : targetsOfBothKernels()) {
            const auto model = makeCostModel(CostKind::Latency, &target);
            for (const auto kind : layerKinds) {
                const auto grows = [&](EffectiveLayer layer, double EffectiveLayer::*size, double from, double to,
                                       double step) {
                    double last = -1;
                    for (double x = from; x <= to; x += step) {
                        layer.*size = x;
                        const auto value = model->value({&layer, 1});
                        QVERIFY2(value >= last * (1 - 1e-12),
                                 qPrintable(QString::fromLatin1(nameOf(kind).data()) + QString::number(x)));
                        last = value;
                    }
                };
                const EffectiveLayer masked{.name = "l",
                                            .kind = kind,
                                            .C_in = 9,
                                            .C_out = 9,
                                            .K = 7,
                                            .freeIn = true,
                                            .freeOut = true,
                                            .freeK = true,
                                            .T = 50,
                                            .T_in = 50};
                grows(masked, &EffectiveLayer::C_in, 0, 40, 0.25);
                grows(masked, &EffectiveLayer::C_out, 0, 40, 0.25);
                grows(masked, &EffectiveLayer::K, 0, 40, 0.25);
                auto discrete = masked;
                discrete.freeIn = discrete.freeOut = discrete.freeK = false;
                discrete.d = 2; // without dilation a single channel packs its taps, and one more costs much more
                // whole blocks: the fit shares the work of requantisation over half-empty blocks
                grows(discrete, &EffectiveLayer::C_in, 0, 40, 4);
                grows(discrete, &EffectiveLayer::C_out, 0, 64, 4);
                grows(discrete, &EffectiveLayer::K, 0, 40, 1);
            }
        }
    }

    void whatIsGoneCostsNothing()
    {
        for (const auto& target : targetsOfBothKernels()) {
            const auto overhead = costOf(ecgtcn().seed, target).overheadMs;
            const auto model = makeCostModel(CostKind::Latency, &target);
            for (const auto kind : layerKinds)
                for (const auto isFree : {false, true})
                    for (const auto size : {&EffectiveLayer::C_in, &EffectiveLayer::C_out}) {
                        EffectiveLayer layer{.name = "l",
                                             .kind = kind,
                                             .C_in = 3,
                                             .C_out = 9,
                                             .K = 2,
                                             .freeIn = isFree,
                                             .freeOut = isFree,
                                             .freeK = isFree,
                                             .T = 20};
                        QVERIFY(model->value({&layer, 1}) > overhead);
                        layer.*size = 0;
                        QCOMPARE(model->value({&layer, 1}), overhead);
                    }
            // an add with one summand left is no add
            EffectiveLayer add{.name = "l", .kind = LayerKind::Add, .C_in = 1, .C_out = 9, .T = 20};
            QCOMPARE(model->value({&add, 1}), overhead);
        }
    }

    void fullBlocksAreFree()
    {
        const auto target = targetNamed("gap8", {});
        const auto cycles = [&](double C_in) {
            EffectiveLayer layer{.name = "l", .C_in = C_in, .C_out = 16, .K = 3, .T = 64, .T_in = 64};
            return makeCostModel(CostKind::Latency, &target)->value({&layer, 1});
        };
        QCOMPARE(cycles(13), cycles(16)); // "rounding 13 to 16 is free"
        QVERIFY(cycles(17) > 1.05 * cycles(16));
    }

    void dilationIsNotDense()
    {
        for (const auto& target : targetsOfBothKernels()) {
            const auto model = makeCostModel(CostKind::Latency, &target);
            EffectiveLayer layer{.name = "l", .C_in = 32, .C_out = 32, .K = 5, .T = 128, .T_in = 128};
            const auto dense = model->value({&layer, 1});
            layer.d = 16;
            QVERIFY(model->value({&layer, 1}) < 1.1 * dense);
        }
    }

    void whoDecidesTheChannels()
    {
        const auto network = ecgtcn().seed;
        const auto nodes = costedNodes(network);
        const auto index = [&](const char* name) { return layerIndex(network, name); };
        // three blocks of two convolutions, a skip and an add, between conv0 and the linear layer; batch-norms fold
        QCOMPARE(nodes.size(), std::size_t{1 + 3 * 4 + 1});
        const auto& first = nodeNamed(nodes, "conv0");
        QVERIFY(!first.inputLayer);
        QCOMPARE(first.outputLayer.value(), index("conv0"));
        const auto& second = nodeNamed(nodes, "b0.conv1");
        QCOMPARE(second.inputLayer.value(), index("b0.conv0"));
        QCOMPARE(second.outputLayer.value(), index("b0.conv1"));
        const auto& add = nodeNamed(nodes, "b0.add");
        QCOMPARE(add.layer.kind, LayerKind::Add);
        QCOMPARE(add.layer.C_in, 2.0);
        QVERIFY(!add.inputLayer);
        const auto group = std::array{index("b0.conv1"), index("b0.skip")};
        QVERIFY(std::ranges::find(group, add.outputLayer.value()) != group.end());
        const auto& linear = nodes.back();
        QCOMPARE(linear.layer.kind, LayerKind::Linear);
        QCOMPARE(linear.layer.repeat, 140);
        QCOMPARE(linear.layer.C_in, 1540.0);
        QVERIFY(linear.inputLayer.has_value());

        // pools carry the channels of the layer before them, attention its own
        const auto pools = costedNodes(temponet().seed);
        const auto pool =
            std::ranges::find(pools, LayerKind::AvgPool, [](const CostedNode& n) { return n.layer.kind; });
        QVERIFY(pool != pools.end() && pool->inputLayer && pool->inputLayer == pool->outputLayer);
        const auto tcc = costedNodes(tccnet({10, 150}).seed);
        const auto attention =
            std::ranges::find(tcc, LayerKind::Attention, [](const CostedNode& n) { return n.layer.kind; });
        QVERIFY(attention != tcc.end());
        QCOMPARE(attention->layer.T, 150);
        QCOMPARE(attention->layer.C_in, attention->layer.C_out);
    }

    void aBatchNormThatDoesNotFoldCosts()
    {
        const auto kindsOf = [](std::vector<Node> nodes) {
            QStringList kinds;
            for (const auto& costed : costedNodes({.name = "n", .input = {2, 16}, .nodes = std::move(nodes)}))
                kinds << QString::fromLatin1(nameOf(costed.layer.kind).data());
            return kinds.join(QLatin1Char(' '));
        };
        const Node conv{.name = "c", .inputs = {"input"}, .op = Conv1d{.C_out = 4}};
        QCOMPARE(kindsOf({conv,
                          {.name = "n", .inputs = {"c"}, .op = BatchNorm{}},
                          {.name = "r", .inputs = {"n"}, .op = Relu{}}}),
                 QStringLiteral("conv"));
        QCOMPARE(kindsOf({conv,
                          {.name = "p", .inputs = {"c"}, .op = AvgPool{}},
                          {.name = "n", .inputs = {"p"}, .op = BatchNorm{}}}),
                 QStringLiteral("conv average pool"));
        QCOMPARE(kindsOf({conv,
                          {.name = "r", .inputs = {"c"}, .op = Relu{}},
                          {.name = "n", .inputs = {"r"}, .op = BatchNorm{}}}),
                 QStringLiteral("conv scale"));
        QCOMPARE(kindsOf({conv,
                          {.name = "n", .inputs = {"c"}, .op = BatchNorm{}},
                          {.name = "a", .inputs = {"c", "n"}, .op = Add{}}}),
                 QStringLiteral("conv scale add")); // the convolution is read without it, too
        QCOMPARE(kindsOf({{.name = "n", .inputs = {"input"}, .op = BatchNorm{}},
                          {.name = "r", .inputs = {"n"}, .op = Relu{}}}),
                 QStringLiteral("scale"));
        QCOMPARE(kindsOf({{.name = "r", .inputs = {"input"}, .op = Relu{}}}), QStringLiteral("activation"));
    }

    void whatIsMissingIsSaid()
    {
        QVERIFY_EXCEPTION_THROWN((void)makeCostModel(CostKind::Latency), TargetError);
        const auto unknownPower = targetNamed("stm32f746", {});
        QVERIFY(!unknownPower.powerMw);
        QVERIFY(makeCostModel(CostKind::Latency, &unknownPower) != nullptr);
        try {
            (void)makeCostModel(CostKind::Energy, &unknownPower);
            QFAIL("Energy without power was taken.");
        } catch (const TargetError& error) {
            QVERIFY(QString::fromUtf8(error.what()).contains(QStringLiteral("STM32F746")));
        }
        QVERIFY(!costOf(ecgtcn().seed, unknownPower).energyMj);
        for (const auto& target : targetsOfBothKernels()) {
            const EffectiveLayer unknown{.name = "b2.odd", .kind = static_cast<LayerKind>(99)};
            try {
                (void)makeCostModel(CostKind::Latency, &target)->value({&unknown, 1});
                QFAIL("An unknown layer cost something.");
            } catch (const TargetError& error) {
                QVERIFY(QString::fromUtf8(error.what()).contains(QStringLiteral("b2.odd")));
            }
        }
        for (const auto kind : allKinds)
            QCOMPARE(costKindFromName(nameOf(kind)), kind);
        QVERIFY_EXCEPTION_THROWN((void)costKindFromName("joules"), Error);
    }
};

QTEST_GUILESS_MAIN(TestCostModel)
#include "tst_costmodel.moc"
