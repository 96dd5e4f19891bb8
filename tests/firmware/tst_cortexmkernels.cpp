// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/firmware/emulatedlayers.h"

#include <QTest>

using namespace pitlane;
using namespace pitlane::firmwaretest;

namespace {

void compare(const std::vector<EmulatedLayer>& layers, const Emulation& emulation)
{
    QVERIFY2(emulation.problem.isEmpty(), qPrintable(emulation.problem));
    QStringList failures;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const auto& run = emulation.runs[i];
        if (run.wrong != 0 || run.outside != 0)
            failures << QStringLiteral("%1: %2 outputs differ, %3 bytes outside were written")
                            .arg(QString::fromStdString(layers[i].test.name))
                            .arg(run.wrong)
                            .arg(run.outside);
    }
    QVERIFY2(failures.isEmpty(), qPrintable(failures.join(QLatin1Char('\n'))));
}

/// A case by hand, with random values.
EmulatedLayer conv(Form form, Random& random, std::int64_t scratchLimit = 0)
{
    return {.test = causalCase(form, false, random), .scratchLimit = scratchLimit};
}

} // namespace

/// The Cortex-M kernels, byte for byte, on an emulated Cortex-M7 and M4.
class TestCortexMKernels : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void randomLayers();
    void rareShapes();
    void sumsAndPools();
    void memoryMapOfH743();
};

void TestCortexMKernels::initTestCase()
{
    if (const auto missing = missingTools(); !missing.isEmpty())
        QSKIP(qPrintable(missing));
}

void TestCortexMKernels::randomLayers()
{
    Random random(11);
    std::vector<EmulatedLayer> layers;
    int packed = 0;
    int shorter = 0;
    for (int i = 0; i < 180; ++i) {
        EmulatedLayer layer{.test = randomConvolution(random)};
        const auto& source = layer.test.layer;
        if (const auto packing = packForCortexM(source); packing.layer) {
            ++packed;
            shorter += source.T_in < (source.K - 1) * source.d + 1;
            // Every other one with the memory of a small device.
            if (i % 2 == 1) {
                const auto limit = packing.layer->scratchBytes() * 2 / 3;
                if (packForCortexM(source, limit).layer)
                    layer.scratchLimit = limit;
            }
        } else {
            layer.kernel = Kernel::Portable;
        }
        layers.push_back(std::move(layer));
    }
    for (int i = 0; i < 60; ++i) {
        EmulatedLayer layer{.test = randomLinear(random)};
        if (const auto packing = packLinearForCortexM(layer.test.layer); !packing.layer)
            layer.kernel = Kernel::Portable;
        layers.push_back(std::move(layer));
    }
    QVERIFY2(packed > 150, qPrintable(QString::number(packed)));
    QVERIFY2(shorter > 40, qPrintable(QString::number(shorter)));
    const auto emulation = emulate(layers);
    compare(layers, emulation);
    qInfo("%d of 180 convolutions packed, %d of them shorter than their filter, %zu cores", packed, shorter,
          emulation.cores.size());
}

void TestCortexMKernels::rareShapes()
{
    Random random(12);
    std::vector<EmulatedLayer> layers = {
        conv({1, 2, 140, 11, 1, 1}, random),
        conv({1, 3, 50, 8, 7, 3}, random),
        conv({1, 1, 2, 1, 1, 1}, random),
        conv({200, 5, 20, 1, 1, 1}, random), // planes of several runs
        conv({258, 4, 9, 1, 1, 2}, random),
        conv({150, 7, 40, 6, 8, 1}, random), // more planes than a run has, so along taps
        conv({33, 6, 40, 3, 300, 1}, random),
        conv({2, 2, 60, 5, 256, 1}, random), // taps further apart than a load can add
        conv({3, 2, 60, 5, 100, 3}, random),
        conv({2, 2, 700, 3, 1, 250}, random),
        conv({64, 4, 600, 3, 1, 1}, random), // several tiles
        conv({64, 4, 601, 3, 2, 1}, random, 20000),
        conv({7, 4, 301, 9, 4, 2}, random, 2500),
    };
    // Sums beyond 24 bits, and weights of -128: the wide cores.
    for (const auto form : {Form{40, 5, 30, 41, 1, 1}, Form{40, 5, 30, 3, 4, 1}, Form{9, 5, 30, 3, 1, 2},
                            Form{1, 4, 30, 9, 1, 1}, Form{60, 4, 30, 1, 1, 1}}) {
        auto layer = conv(form, random);
        for (auto& weight : layer.test.layer.weights)
            weight = static_cast<std::int8_t>(draw(random, 0, 9) == 0 ? -128 : draw(random, 60, 127));
        for (auto& shift : layer.test.layer.shift)
            shift -= 4;
        QVERIFY(packForCortexM(layer.test.layer).layer->core.wide);
        layers.push_back(layer);
    }
    // Dead channels: a multiplier of 0, and a scale so small that nothing is left.
    auto dead = conv({5, 4, 20, 3, 1, 1}, random);
    dead.test.layer.multiplier = {0, 1 << 30, 0, INT32_MAX};
    dead.test.layer.shift = {0, -31, -5, -30};
    layers.push_back(dead);
    auto deadLinear = EmulatedLayer{.test = causalCase({33, 6}, true, random)};
    deadLinear.test.layer.multiplier = {0, 1 << 30, 0, INT32_MAX, 1 << 30, 0};
    deadLinear.test.layer.shift = {0, -31, -5, -30, -8, 0};
    layers.push_back(deadLinear);
    // Linear layers whose sums have to be brought together twice as often.
    auto heavy = EmulatedLayer{.test = causalCase({700, 9}, true, random)};
    for (auto& weight : heavy.test.layer.weights)
        weight = static_cast<std::int8_t>(draw(random, 100, 127));
    for (auto& shift : heavy.test.layer.shift)
        shift -= 6;
    QCOMPARE(packLinearForCortexM(heavy.test.layer).layer->chunk, 64);
    layers.push_back(heavy);
    for (auto& layer : layers)
        QVERIFY2(layer.test.linear || packForCortexM(layer.test.layer, layer.scratchLimit).layer,
                 layer.test.name.c_str());

    const auto emulation = emulate(layers);
    compare(layers, emulation);
    QCOMPARE(emulation.coreBytes, emulation.expectedCoreBytes);
    // The same bytes on a Cortex-M4, which has the same instructions.
    const Machine m4{.name = QStringLiteral("mps2-an386"),
                     .processor = {QStringLiteral("-mcpu=cortex-m4"), QStringLiteral("-mfloat-abi=soft")}};
    compare(layers, emulate(layers, m4));
}

void TestCortexMKernels::sumsAndPools()
{
    Random random(13);
    std::vector<EmulatedLayer> layers;
    for (int i = 0; i < 40; ++i) {
        layers.push_back(sumLayer(draw(random, 1, 400), random));
        layers.push_back(commonSumLayer(draw(random, 1, 400), random));
        const auto T = draw(random, 1, 60);
        const auto K = i % 3 == 0 ? T : draw(random, 1, T);
        const auto C = draw(random, 1, 21);
        for (const auto* kind : {"average", "maximum"})
            layers.push_back(poolLayer(kind, C, T, K, draw(random, 1, 5), random));
    }
    for (const int K : {1, 2, 2, 2, 4, 4, 8, 16, 32, 64, 128})
        layers.push_back(poolLayer("average", 9, 140, K, 2, random));
    layers.push_back(poolLayer("average", 5, 255, 255, 1, random)); // the last one with sums of 16 bits
    layers.push_back(poolLayer("average", 5, 300, 300, 1, random));
    const auto ours = layers;
    for (auto layer : ours) {
        layer.kernel = Kernel::Portable;
        layers.push_back(std::move(layer));
    }
    compare(layers, emulate(layers));
}

void TestCortexMKernels::memoryMapOfH743()
{
    Random random(14);
    std::vector<EmulatedLayer> layers = {conv({1, 2, 140, 11, 1, 1}, random),
                                         conv({11, 11, 140, 11, 4, 1}, random),
                                         conv({11, 11, 140, 1, 1, 2}, random),
                                         {.test = causalCase({1540, 5}, true, random)},
                                         sumLayer(1540, random),
                                         poolLayer("average", 11, 140, 140, 1, random)};
    // Flash and data where an STM32H743 has them: a board of QEMU with the same addresses and half the flash.
    const Machine map{.name = QStringLiteral("netduinoplus2"),
                      .linkerScript = QStringLiteral("nucleo_h743zi2.ld"),
                      .small = true,
                      .processor = {QStringLiteral("-mcpu=cortex-m4"), QStringLiteral("-mfloat-abi=soft")}};
    compare(layers, emulate(layers, map));
    // The files of the real board build without a warning.
    const Machine board{.name = {},
                        .board = QStringLiteral("board_nucleo_h743zi2.c"),
                        .linkerScript = QStringLiteral("nucleo_h743zi2.ld"),
                        .small = true};
    const auto built = emulate(layers, board);
    QVERIFY2(built.problem.isEmpty(), qPrintable(built.problem));
    QCOMPARE(built.coreBytes, built.expectedCoreBytes);
}

QTEST_GUILESS_MAIN(TestCortexMKernels)
#include "tst_cortexmkernels.moc"
