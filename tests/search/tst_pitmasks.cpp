// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/pitmasks.h"

#include "core/network/seeds.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace pitlane;

namespace {

/// input -> conv (C_out, K) -> output conv, so that the first layer is searched.
NetworkSpec twoLayers(std::int64_t F_seed, std::int64_t C_out = 4, std::int64_t T = 64)
{
    NetworkSpec network{.name = "two", .input = {2, T}};
    network.nodes.push_back({"conv", {"input"}, Conv1d{.C_out = C_out, .K = F_seed, .padding = {F_seed - 1, 0}}});
    network.nodes.push_back({"bn", {"conv"}, BatchNorm{}});
    network.nodes.push_back({"out", {"bn"}, Conv1d{.C_out = 3, .K = 1}});
    return network;
}

PitMasks masksOf(const NetworkSpec& network, Regulariser regulariser = Regulariser::Size, MaskConfig config = {})
{
    return {analyse(network, config), config, regulariser};
}

/// Sets the free beta of a layer so that exactly n taps are on, and gamma so that the dilation is 2^z.
void setTaps(PitMasks& masks, std::size_t layer, std::int64_t n, std::int64_t z)
{
    const torch::NoGradGuard noGrad;
    const auto beta = masks.betaRange(layer);
    for (std::int64_t j = 0; j < beta.count; ++j) // beta[j + 1]
        masks.beta()[beta.first + j] = j + 1 == n - 1 ? -1.0F : 0.0F; // a sign must not matter
    const auto gamma = masks.gammaRange(layer);
    for (std::int64_t j = 0; j < gamma.count; ++j) // gamma[j + 1]
        masks.gamma()[gamma.first + j] = j + 1 == gamma.count - z ? 0.6F : 0.0F;
}

/// Taps that are on, 0 = newest, of the only searched layer.
std::vector<std::int64_t> tapsOn(const PitMasks& masks, std::int64_t F_seed)
{
    const auto theta = masks.theta();
    const auto product = (theta.field * theta.dilation).detach();
    std::vector<std::int64_t> on;
    if (product.numel() == 0) // F_seed = 1: no tap is searched, the one there is stays
        return {0};
    for (std::int64_t tap = 0; tap < F_seed; ++tap)
        if (product[F_seed - 1 - tap].item<float>() == 1.0F)
            on.push_back(tap);
    return on;
}

double soft(const std::vector<double>& values, std::size_t from)
{
    double sum = 0;
    for (auto j = from; j < values.size(); ++j)
        sum += std::abs(values[j]);
    return sum;
}

/// [1, free values...] of one layer.
std::vector<double> withFixed(const torch::Tensor& values, PitMasks::Range range)
{
    std::vector<double> result{1};
    for (std::int64_t j = 0; j < range.count; ++j)
        result.push_back(values[range.first + j].item<float>());
    return result;
}

/// k(i) as Eq. 11 words it.
std::size_t levelByDefinition(std::int64_t i, std::int64_t length)
{
    std::size_t k = 0;
    for (std::int64_t p = 1; p <= length - 1; ++p)
        k += i % (std::int64_t{1} << p) != 0 ? 1 : 0;
    return k;
}

void randomise(torch::Tensor& values, std::mt19937& random)
{
    const torch::NoGradGuard noGrad;
    std::uniform_real_distribution<float> draw(-1.0F, 1.0F);
    for (std::int64_t i = 0; i < values.numel(); ++i)
        values[i] = draw(random);
}

} // namespace

class TestPitMasks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allThetaStartAtOne_data();
    void allThetaStartAtOne();
    void tapTables_data();
    void tapTables();
    void everyPattern_data();
    void everyPattern();
    void granularity();
    void keepAlive();
    void keepAtLeast();
    void vanishing();
    void costAgainstExplicitSums_data();
    void costAgainstExplicitSums();
    void frozenMasksCountBinarised();
    void gradientOfMasks();
    void gradientOfCost();
    void gradientOfAliveFlag();
    void valuesAreThoseOfTheReading();
};

void TestPitMasks::allThetaStartAtOne_data()
{
    QTest::addColumn<int>("F_seed");
    QTest::addColumn<int>("gammaElements");
    for (const auto& [F, length] : {std::pair{1, 1}, {2, 1}, {3, 2}, {5, 3}, {8, 3}, {9, 4}, {17, 5}, {33, 6}})
        QTest::addRow("F_seed = %d", F) << F << length;
}

void TestPitMasks::allThetaStartAtOne()
{
    QFETCH(int, F_seed);
    QFETCH(int, gammaElements);
    QCOMPARE(gammaLength(F_seed), std::int64_t{gammaElements});
    QCOMPARE(betaLength(F_seed), std::int64_t{F_seed});
    auto masks = masksOf(twoLayers(F_seed));
    const auto shape = masks.shapes(masks.theta()).front();
    QCOMPARE(shape.F, std::int64_t{F_seed});
    QCOMPARE(shape.K, std::int64_t{F_seed});
    QCOMPARE(shape.d, std::int64_t{1});
    QCOMPARE(shape.C_out, std::int64_t{4});
    // Eq. 16: with all theta = 1, K_eff = F_seed; R = C_in C_out K_eff + C_out 3 1.
    QCOMPARE(masks.cost(masks.theta()).item<float>(), static_cast<float>(2 * 4 * F_seed + 4 * 3));
}

void TestPitMasks::tapTables_data()
{
    QTest::addColumn<int>("F_seed");
    QTest::addColumn<int>("n");
    QTest::addColumn<int>("z");
    QTest::addColumn<QList<int>>("taps");
    QTest::addColumn<QList<int>>("dKF");
    // Computed by hand from SPEC section 2.
    const auto row = [](int F, int n, int z, QList<int> taps, QList<int> dKF) {
        QTest::addRow("F_seed = %d, %d taps of beta, %d zeros in gamma", F, n, z) << F << n << z << taps << dKF;
    };
    row(2, 2, 0, {0, 1}, {1, 2, 2});
    row(2, 1, 0, {0}, {1, 1, 1});
    row(3, 3, 0, {0, 1, 2}, {1, 3, 3});
    row(3, 3, 1, {0, 2}, {2, 2, 3});
    row(3, 2, 1, {0}, {1, 1, 1});
    row(5, 5, 0, {0, 1, 2, 3, 4}, {1, 5, 5});
    row(5, 5, 1, {0, 2, 4}, {2, 3, 5});
    row(5, 5, 2, {0, 4}, {4, 2, 5});
    row(5, 4, 1, {0, 2}, {2, 2, 3});
    row(5, 4, 2, {0}, {1, 1, 1});
    row(8, 8, 1, {0, 2, 4, 6}, {2, 4, 7});
    row(8, 8, 2, {0, 4}, {4, 2, 5});
    row(8, 4, 2, {0}, {1, 1, 1});
    row(9, 9, 0, {0, 1, 2, 3, 4, 5, 6, 7, 8}, {1, 9, 9});
    row(9, 9, 1, {0, 2, 4, 6, 8}, {2, 5, 9});
    row(9, 9, 2, {0, 4, 8}, {4, 3, 9});
    row(9, 9, 3, {0, 8}, {8, 2, 9});
    row(9, 8, 3, {0}, {1, 1, 1});
    row(9, 6, 2, {0, 4}, {4, 2, 5});
    row(9, 4, 1, {0, 2}, {2, 2, 3});
    row(17, 17, 2, {0, 4, 8, 12, 16}, {4, 5, 17});
    row(17, 17, 4, {0, 16}, {16, 2, 17});
    row(17, 16, 4, {0}, {1, 1, 1});
    row(17, 11, 3, {0, 8}, {8, 2, 9});
    row(33, 33, 4, {0, 16, 32}, {16, 3, 33});
    row(33, 33, 5, {0, 32}, {32, 2, 33});
    row(33, 20, 3, {0, 8, 16}, {8, 3, 17});
}

void TestPitMasks::tapTables()
{
    QFETCH(int, F_seed);
    QFETCH(int, n);
    QFETCH(int, z);
    QFETCH(QList<int>, taps);
    QFETCH(QList<int>, dKF);
    auto masks = masksOf(twoLayers(F_seed));
    setTaps(masks, 0, n, z);
    const auto on = tapsOn(masks, F_seed);
    QCOMPARE(QList<int>(on.begin(), on.end()), taps);
    const auto shape = masks.shapes(masks.theta()).front();
    const QList<int> found{static_cast<int>(shape.d), static_cast<int>(shape.K), static_cast<int>(shape.F)};
    QCOMPARE(found, dKF);
}

void TestPitMasks::everyPattern_data() { allThetaStartAtOne_data(); }

void TestPitMasks::everyPattern()
{
    QFETCH(int, F_seed);
    auto masks = masksOf(twoLayers(F_seed));
    const auto length = gammaLength(F_seed);
    for (std::int64_t n = 1; n <= F_seed; ++n)
        for (std::int64_t z = 0; z < length; ++z) {
            setTaps(masks, 0, n, z);
            const auto beta = withFixed(masks.beta(), masks.betaRange(0));
            const auto gamma = withFixed(masks.gamma(), masks.gammaRange(0));
            std::vector<std::int64_t> expected;
            for (std::int64_t i = 0; i < F_seed; ++i)
                if (soft(beta, static_cast<std::size_t>(i)) >= 0.5 && soft(gamma, levelByDefinition(i, length)) >= 0.5)
                    expected.push_back(i);
            QCOMPARE(tapsOn(masks, F_seed), expected);
            const auto shape = masks.shapes(masks.theta()).front();
            const auto d = std::int64_t{1} << z;
            const auto K = (n - 1) / d + 1;
            QCOMPARE(shape.K, K);
            QCOMPARE(shape.d, K == 1 ? 1 : d);
            QCOMPARE(shape.F, K == 1 ? 1 : d * (K - 1) + 1);
            QCOMPARE(static_cast<std::int64_t>(expected.size()), K);
        }
}

void TestPitMasks::granularity()
{
    const MaskConfig config{.granularity = 2};
    auto masks = masksOf(twoLayers(9), Regulariser::Size, config);
    QCOMPARE(masks.betaRange(0).count, std::int64_t{4}); // ceil(8 / 2) groups and the fixed one
    QCOMPARE(masks.cost(masks.theta()).item<float>(), 2.0F * 4 * 9 + 12);
    {
        const torch::NoGradGuard noGrad;
        masks.beta()[3] = 0.1F; // the oldest group: taps 7 and 8
    }
    QCOMPARE(tapsOn(masks, 9), (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6}));
}

void TestPitMasks::keepAlive()
{
    auto masks = masksOf(twoLayers(5));
    const torch::NoGradGuard noGrad;
    masks.alpha().copy_(torch::tensor({0.1F, -0.4F, 0.4F, 0.2F}));
    const auto theta = masks.theta();
    QCOMPARE(masks.keptChannels(theta).front(), (std::vector<std::int64_t>{1})); // largest, lowest index on ties
    // C_out,eff remains the sum of |alpha|.
    QVERIFY(std::abs(masks.cost(theta).item<float>() - (2 * 1.1F * 5 + 1.1F * 3)) < 1e-5F);
}

void TestPitMasks::keepAtLeast()
{
    const MaskConfig config{.layers = {{.layer = "conv", .keepAtLeast = 3}}};
    auto masks = masksOf(twoLayers(5), Regulariser::Size, config);
    const torch::NoGradGuard noGrad;
    masks.alpha().copy_(torch::tensor({0.1F, 0.9F, 0.3F, 0.2F}));
    QCOMPARE(masks.keptChannels(masks.theta()).front(), (std::vector<std::int64_t>{1, 2, 3}));
}

void TestPitMasks::vanishing()
{
    auto masks = masksOf(ecgtcn().seed);
    const auto& space = masks.space();
    int removable = 0;
    for (std::size_t g = 0; g < space.groups.size(); ++g) {
        if (!space.groups[g].mayVanish)
            continue;
        ++removable;
        const torch::NoGradGuard noGrad;
        const auto range = masks.alphaRange(g);
        masks.alpha().narrow(0, range.first, range.count).fill_(0.2F);
        const auto theta = masks.theta();
        QVERIFY(masks.keptChannels(theta)[g].empty());
        QCOMPARE(theta.alive[g].item<float>(), 0.0F);
        const auto shapes = masks.shapes(theta);
        QCOMPARE(space.groups[g].removedLayers.size(), std::size_t{2}); // both convolutions of the block
        for (const auto l : space.groups[g].removedLayers)
            QVERIFY(shapes[l].removed);
        masks.alpha().narrow(0, range.first, range.count).fill_(1.0F);
    }
    QCOMPARE(removable, 3); // the first convolution of each block; the second shares alpha with the skip
}

void TestPitMasks::costAgainstExplicitSums_data()
{
    QTest::addColumn<QString>("seed");
    QTest::addColumn<bool>("ops");
    QTest::newRow("R_size, Eq. 14") << "ecgtcn" << false;
    QTest::newRow("R_ops, Eq. 17") << "ecgtcn" << true;
    QTest::newRow("R_size, with attention") << "tccnet" << false;
    QTest::newRow("R_ops, with attention") << "tccnet" << true;
}

void TestPitMasks::costAgainstExplicitSums()
{
    QFETCH(QString, seed);
    QFETCH(bool, ops);
    std::mt19937 random(7);
    auto masks =
        masksOf(builtinSeed(seed.toStdString(), {.input = {1, 140}}).seed, ops ? Regulariser::Ops : Regulariser::Size);
    for (int round = 0; round < 20; ++round) {
        randomise(masks.alpha(), random);
        randomise(masks.beta(), random);
        randomise(masks.gamma(), random);
        const torch::NoGradGuard noGrad;
        const auto theta = masks.theta();
        const auto shapes = masks.shapes(theta);
        const auto& space = masks.space();
        const auto channels = [&](std::size_t g) {
            const auto range = masks.alphaRange(g);
            double sum = range.count == 0 ? static_cast<double>(space.groups[g].channels) : 0;
            for (std::int64_t m = 0; m < range.count; ++m)
                sum += std::abs(masks.alpha()[range.first + m].item<float>());
            return sum;
        };
        double expected = 0;
        for (std::size_t l = 0; l < space.layers.size(); ++l) {
            const auto& layer = space.layers[l];
            if (shapes[l].removed)
                continue;
            const auto beta = withFixed(masks.beta(), masks.betaRange(l));
            const auto gamma = withFixed(masks.gamma(), masks.gammaRange(l));
            const auto length = gammaLength(layer.F_seed);
            double K = layer.field == Frozen::No ? 0 : static_cast<double>(layer.K_seed);
            if (layer.field == Frozen::No)
                for (std::int64_t i = 0; i < layer.F_seed; ++i) {
                    const auto k = levelByDefinition(i, length);
                    K += soft(beta, static_cast<std::size_t>(i)) / static_cast<double>(layer.F_seed - i) *
                         soft(gamma, k) / static_cast<double>(length - static_cast<std::int64_t>(k));
                }
            const auto C_in = layer.inputGroup
                                  ? channels(*layer.inputGroup) * static_cast<double>(layer.inputRepeat)
                                  : static_cast<double>(layer.C_in);
            expected += C_in * channels(layer.group) * K * (ops ? static_cast<double>(layer.T) : 1.0);
        }
        const auto found = masks.cost(theta).item<double>();
        QVERIFY2(std::abs(found - expected) <= 1e-5 * expected,
                 qPrintable(QStringLiteral("found %1, expected %2").arg(found).arg(expected)));
    }
}

void TestPitMasks::frozenMasksCountBinarised()
{
    auto network = twoLayers(9);
    auto fieldOnly = masksOf(network, Regulariser::Size, {.channels = false, .dilation = false});
    QCOMPARE(fieldOnly.alpha().numel(), std::int64_t{0});
    QCOMPARE(fieldOnly.gamma().numel(), std::int64_t{0});
    QCOMPARE(fieldOnly.cost(fieldOnly.theta()).item<float>(), 2.0F * 4 * 9 + 12);
    auto dilationOnly = masksOf(network, Regulariser::Size, {.channels = false, .field = false});
    const torch::NoGradGuard noGrad;
    dilationOnly.gamma().fill_(0); // only gamma[0] = 1 is left: levels 1..3 cost nothing, level 0 a quarter
    QCOMPARE(dilationOnly.cost(dilationOnly.theta()).item<float>(), 2.0F * 4 * (2 * 0.25F) + 12);
    QCOMPARE(tapsOn(dilationOnly, 9), (std::vector<std::int64_t>{0, 8}));
}

void TestPitMasks::gradientOfMasks()
{
    std::mt19937 random(3);
    constexpr std::int64_t F = 17;
    auto masks = masksOf(twoLayers(F));
    randomise(masks.alpha(), random);
    randomise(masks.beta(), random);
    randomise(masks.gamma(), random);
    const auto weights = torch::rand({F});
    const auto channelWeights = torch::rand({4});
    const auto theta = masks.theta();
    ((theta.field * theta.dilation * weights).sum() + (theta.channels * channelWeights).sum()).backward();
    const auto sign = [](double value) { return value > 0 ? 1.0 : value < 0 ? -1.0 : 0.0; };
    const auto length = gammaLength(F);
    // Identity through H: d/d beta[j] = sign(beta[j]) sum over i <= j of c_i Theta_G[i], and likewise for gamma.
    for (std::int64_t j = 1; j < F; ++j) {
        double expected = 0;
        for (std::int64_t i = 0; i <= j; ++i)
            expected += weights[F - 1 - i].item<double>() * theta.dilation[F - 1 - i].item<double>();
        expected *= sign(masks.beta()[j - 1].item<double>());
        QVERIFY(std::abs(masks.beta().grad()[j - 1].item<double>() - expected) < 1e-5);
    }
    for (std::int64_t j = 1; j < length; ++j) {
        double expected = 0;
        for (std::int64_t i = 0; i < F; ++i)
            if (static_cast<std::int64_t>(levelByDefinition(i, length)) <= j)
                expected += weights[F - 1 - i].item<double>() * theta.field[F - 1 - i].item<double>();
        expected *= sign(masks.gamma()[j - 1].item<double>());
        QVERIFY(std::abs(masks.gamma().grad()[j - 1].item<double>() - expected) < 1e-5);
    }
    for (std::int64_t m = 0; m < 4; ++m)
        QVERIFY(std::abs(masks.alpha().grad()[m].item<double>() -
                         channelWeights[m].item<double>() * sign(masks.alpha()[m].item<double>())) < 1e-6);
}

void TestPitMasks::gradientOfCost()
{
    // Finite differences: R is smooth where no theta is zero.
    std::mt19937 random(11);
    auto masks = masksOf(ecgtcn().seed, Regulariser::Size);
    randomise(masks.alpha(), random);
    randomise(masks.beta(), random);
    randomise(masks.gamma(), random);
    masks.cost(masks.theta()).backward();
    const auto check = [&](torch::Tensor& values) {
        const auto gradient = values.grad().clone();
        const torch::NoGradGuard noGrad;
        for (std::int64_t i = 0; i < values.numel(); i += 5) {
            const auto before = values[i].item<float>();
            const auto step = 0.02F;
            if (std::abs(before) < 2 * step || std::abs(std::abs(before) - 0.5F) < 2 * step)
                continue;
            values[i] = before + step;
            const auto high = masks.cost(masks.theta()).item<double>();
            values[i] = before - step;
            const auto low = masks.cost(masks.theta()).item<double>();
            values[i] = before;
            const auto expected = (high - low) / (2 * static_cast<double>(step));
            const auto found = gradient[i].item<double>();
            QVERIFY2(std::abs(found - expected) <= 2e-2 * std::abs(expected) + 0.5,
                     qPrintable(QStringLiteral("element %1: found %2, expected %3").arg(i).arg(found).arg(expected)));
        }
    };
    check(masks.alpha());
    check(masks.beta());
    check(masks.gamma());
}

void TestPitMasks::gradientOfAliveFlag()
{
    auto masks = masksOf(ecgtcn().seed);
    const auto& space = masks.space();
    const auto g = static_cast<std::size_t>(
        std::ranges::find_if(space.groups, [](const auto& group) { return group.mayVanish; }) - space.groups.begin());
    const auto range = masks.alphaRange(g);
    {
        const torch::NoGradGuard noGrad;
        masks.alpha()[range.first + 4] = -1.5F;
    }
    const auto theta = masks.theta();
    (theta.alive[g] * 3).backward();
    const auto gradient = masks.alpha().grad();
    QCOMPARE(gradient[range.first + 4].item<float>(), -3.0F); // straight through to the largest |alpha|
    QCOMPARE(gradient.abs().sum().item<float>(), 3.0F);
}

/// What the network is masked with in a step is what is read, evaluated and extracted at its end.
void TestPitMasks::valuesAreThoseOfTheReading()
{
    std::mt19937 random(5);
    for (const auto* seed : {"ecgtcn", "tccnet"}) {
        auto masks = masksOf(builtinSeed(seed, {.input = {1, 140}}).seed);
        for (int round = 0; round < 20; ++round) {
            for (auto* theta : {&masks.alpha(), &masks.beta(), &masks.gamma()})
                randomise(*theta, random);
            const torch::NoGradGuard noGrad;
            const auto moment = masks.moment({});
            const auto& layout = masks.layout();
            QCOMPARE(moment.values.numel(), layout.size);
            const auto settled = masks.settled();
            const auto reading = masks.reading();
            const auto agree = [&](MaskLayout::Range range) {
                return torch::equal(moment.values.narrow(0, range.first, range.count),
                                    settled.narrow(0, range.first, range.count));
            };
            for (std::size_t l = 0; l < layout.taps.size(); ++l)
                QVERIFY(reading.layers[l].removed || agree(layout.taps[l]));
            for (std::size_t g = 0; g < layout.channels.size(); ++g) {
                QVERIFY(agree(layout.channels[g]));
                QVERIFY(layout.alive[g] < 0 || agree({layout.alive[g], 1}));
            }
        }
    }
}

QTEST_GUILESS_MAIN(TestPitMasks)
#include "tst_pitmasks.moc"
