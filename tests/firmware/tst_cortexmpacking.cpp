// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/firmware/kernelcases.h"

#include <QTest>

using namespace pitlane;
using namespace pitlane::firmwaretest;

namespace {

CortexMSource source(const Form& form, bool linear = false)
{
    Random random(1);
    return causalCase(form, linear, random).layer;
}

} // namespace

/// What the packer gives and refuses; whether the kernels compute the right bytes from it is tst_cortexmkernels'
/// matter.
class TestCortexMPacking : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void wordsByHand();
    void wideWordsByHand();
    void tapsOfOneChannelArePaired();
    void longerRunsAreChosen();
    void sharedFactorsOfStrideAndDilation();
    void scratchLimitIsKept();
    void obstaclesAreNamed_data();
    void obstaclesAreNamed();
    void wrongLengthsAreRefused();
    void coresAreShared();
};

void TestCortexMPacking::wordsByHand()
{
    // Channels 0 and 1, one tap, two outputs; zero point in 3, out -5; shift 4 to the right.
    CortexMSource layer{.C_in = 2, .C_out = 2, .T_in = 8, .T_out = 8, .zeroIn = 3, .zeroOut = -5};
    layer.weights = {1, -2, 3, -4};
    layer.bias = {100, -7};
    layer.multiplier = {1500000000, 1600000000};
    layer.shift = {-4, -5};
    const auto packed = packForCortexM(layer).layer.value();
    // (w0, w1) = (1, 3) for channel 0, (-2, -4) for channel 1: 256 * 3 + 1 and 256 * -4 - 2.
    QCOMPARE(packed.weights, std::vector<std::uint32_t>{(0x0301u) | (0xFBFEu << 16)});
    // Starts: 2 (100 - 131 * -1) = 462 and 2 (-7 - 131 * -1) = 248; both: 256 * 248 + 462.
    // Addends: 2^3 - 5 * 2^4 = -72 and 2^4 - 5 * 2^5 = -144.
    const std::vector<std::int32_t> parameters = {256 * 248 + 462, 462, -72, 1500000000, 4, -144, 1600000000, 5};
    QCOMPARE(packed.parameters, parameters);
    QCOMPARE(packed.zeroWord, 262u | 262u << 16);
    QVERIFY(!packed.core.wide);
    QCOMPARE(packed.flashBytes(), 36);
    QCOMPARE(packed.scratchBytes(), 8 * 4 + 8);
}

void TestCortexMPacking::wideWordsByHand()
{
    CortexMSource layer{.C_in = 2, .C_out = 2, .T_in = 8, .T_out = 8, .zeroIn = -128};
    layer.weights = {1, -128, 3, -4};
    layer.bias = {100, -7};
    layer.multiplier = {1500000000, 1600000000};
    layer.shift = {-4, -5};
    const auto packed = packForCortexM(layer).layer.value();
    QVERIFY(packed.core.wide);
    QCOMPARE(packed.weights, std::vector<std::uint32_t>{0xFC800301u});
    QCOMPARE(packed.parameters[0], -14);
    QCOMPARE(packed.parameters[1], 200);
}

void TestCortexMPacking::tapsOfOneChannelArePaired()
{
    auto layer = source({1, 1, 40, 3, 5, 1});
    layer.weights = {10, 20, 30};
    const auto packed = packForCortexM(layer).layer.value();
    QCOMPARE(packed.tapPair, 5);
    QCOMPARE(packed.run, 2);
    QCOMPARE(packed.runs, 1);
    QCOMPARE(packed.core.advance, 4 * 2 * 5);
    const std::vector<std::uint32_t> words = {10u | 20u << 16, 30u};
    QCOMPARE(packed.weights, words);
}

void TestCortexMPacking::longerRunsAreChosen()
{
    const auto alongTaps = packForCortexM(source({8, 4, 50, 9, 2, 1})).layer.value();
    QCOMPARE(alongTaps.run, 9);
    QCOMPARE(alongTaps.runs, 4);
    QCOMPARE(alongTaps.core.advance, 8);
    const auto alongChannels = packForCortexM(source({32, 4, 50, 3, 2, 1})).layer.value();
    QCOMPARE(alongChannels.run, 16);
    QCOMPARE(alongChannels.runs, 3);
    QCOMPARE(alongChannels.core.advance, 256);
    QCOMPARE(alongChannels.tile, 50);
    const auto manyChannels = packForCortexM(source({200, 4, 50, 1, 1, 1})).layer.value();
    QCOMPARE(manyChannels.run, 50);
    QCOMPARE(manyChannels.runs, 2);
}

void TestCortexMPacking::sharedFactorsOfStrideAndDilation()
{
    const auto pointwise = packForCortexM(source({4, 4, 50, 1, 1, 3})).layer.value();
    QCOMPARE(pointwise.rowStep, 3);
    QCOMPARE(pointwise.stride, 1);
    const auto both = packForCortexM(source({4, 4, 50, 3, 6, 4})).layer.value();
    QCOMPARE(both.rowStep, 2);
    QCOMPARE(both.stride, 2);
    QCOMPARE(both.core.advance, 4 * 3);
}

void TestCortexMPacking::scratchLimitIsKept()
{
    Random random(3);
    int tiled = 0;
    for (int i = 0; i < 300; ++i) {
        const auto layer = randomConvolution(random).layer;
        const std::int64_t limit = draw(random, 200, 8000);
        const auto free = packForCortexM(layer).layer.value();
        const auto packing = packForCortexM(layer, limit);
        if (!packing.layer) {
            QVERIFY(packing.obstacle.find(std::to_string(limit) + " bytes of scratch") != std::string::npos);
            QVERIFY(free.scratchBytes() > limit);
            continue;
        }
        QVERIFY(packing.layer->scratchBytes() <= limit);
        tiled += packing.layer->tile < free.tile;
        // Tiles are blocks of four steps, or everything.
        QVERIFY(packing.layer->tile % 4 == 0 || packing.layer->tile == layer.T_out);
        QVERIFY(packing.layer->tile >= 4);
    }
    QVERIFY(tiled > 30);
}

void TestCortexMPacking::obstaclesAreNamed_data()
{
    QTest::addColumn<bool>("linear");
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("expected");
    QTest::newRow("upper clamp") << false << "upper clamp"
                                 << "its upper clamp is 100, not 127";
    QTest::newRow("scale") << false << "scale"
                           << "output channel 1 has a scale that is not below 1/2";
    QTest::newRow("linear scale") << true << "scale"
                                  << "output channel 1 has a scale that is not below 1/2";
    QTest::newRow("tiny scale") << false << "tiny scale"
                                << "output channel 1 has a scale below 2^-23";
    QTest::newRow("sum") << false << "bias"
                         << "output channel 1 can have a sum of more than 30 bits";
    QTest::newRow("linear sum") << true << "bias"
                                << "output channel 1 can have a sum of more than 30 bits";
    QTest::newRow("taps") << false << "taps"
                          << "it has 130 taps, more than fit a run";
    QTest::newRow("distance") << false << "distance"
                              << "its taps are 2000 steps apart";
    QTest::newRow("weight") << true << "weight"
                            << "it has a weight of -128";
}

void TestCortexMPacking::obstaclesAreNamed()
{
    QFETCH(bool, linear);
    QFETCH(QString, change);
    QFETCH(QString, expected);
    auto layer = linear ? source({8, 4}, true) : source({2, 4, 30, 3, 1, 1});
    if (change == QLatin1String("upper clamp"))
        layer.outMax = 100;
    else if (change == QLatin1String("scale"))
        layer.shift[1] = 0;
    else if (change == QLatin1String("tiny scale")) {
        layer.shift[1] = -24;
        layer.bias[1] = 1 << 25;
    } else if (change == QLatin1String("bias"))
        layer.bias[1] = 1 << 30;
    else if (change == QLatin1String("taps"))
        layer = source({2, 4, 30, 130, 1, 1});
    else if (change == QLatin1String("distance"))
        layer = source({2, 4, 30, 3, 2000, 1});
    else
        layer.weights[3] = -128;
    const auto obstacle = linear ? packLinearForCortexM(layer).obstacle : packForCortexM(layer).obstacle;
    QVERIFY2(obstacle.starts_with(expected.toStdString()), obstacle.c_str());
}

void TestCortexMPacking::wrongLengthsAreRefused()
{
    const auto messageOf = [](const CortexMSource& layer) -> std::string {
        try {
            (void)packForCortexM(layer);
        } catch (const PackingError& error) {
            return error.what();
        }
        return "no error";
    };
    auto layer = source({2, 4, 30, 3, 1, 1});
    layer.weights.pop_back();
    QCOMPARE(messageOf(layer),
             std::string("Packing a convolution for Cortex-M: there are 23 values in weights, expected 24."));
    layer = source({2, 4, 30, 3, 1, 1});
    layer.d = 0;
    QCOMPARE(messageOf(layer), std::string("Packing a convolution for Cortex-M: d is 0, expected at least 1."));
    QVERIFY_EXCEPTION_THROWN((void)packLinearForCortexM(source({2, 4, 30, 3, 1, 1})), PackingError);
}

void TestCortexMPacking::coresAreShared()
{
    const std::vector<CortexMCore> cores = {{.stride = 1, .advance = 8, .longest = 5},
                                            {.stride = 2, .advance = 4, .longest = 9},
                                            {.stride = 1, .advance = 8, .longest = 11},
                                            {.stride = 1, .advance = 8, .longest = 3, .wide = true}};
    const std::vector<CortexMCore> expected = {{.stride = 1, .advance = 8, .longest = 11},
                                               {.stride = 1, .advance = 8, .longest = 3, .wide = true},
                                               {.stride = 2, .advance = 4, .longest = 9}};
    QCOMPARE(coresOf(cores), expected);
    const auto text = assemblerSource(cores);
    QVERIFY(text.ends_with("#include \"pl_cortexm_core.inc\"\n"
                           "    pl_core pl_core_s1_a8 1 8 11 0\n"
                           "    pl_core pl_core_s1_a8_wide 1 8 3 1\n"
                           "    pl_core pl_core_s2_a4 2 4 9 0\n"));
}

QTEST_GUILESS_MAIN(TestCortexMPacking)
#include "tst_cortexmpacking.moc"
