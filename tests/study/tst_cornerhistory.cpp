// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/cornerhistory.h"

#include "core/network/seeds.h"

#include <QTest>

using namespace pitlane;

namespace {

SearchConfig configOf()
{
    SearchConfig config;
    config.seed = ecgtcn().seed; // 24871 parameters
    config.lambdas = {1};
    return config;
}

/// Masks that leave `C_out` channels and `K` taps in every layer; 0: those of the seed.
MasksEvent masksOf(const SearchConfig& config, int epoch, std::int64_t C_out, std::int64_t K)
{
    MasksEvent event{.epoch = epoch, .layers = {}};
    for (const auto& layer : analyse(config.seed, config.masks).layers) {
        LayerMasks masks;
        masks.shape = {.name = layer.name,
                       .C_out = C_out > 0 ? C_out : layer.C_out,
                       .F = K > 0 ? K : layer.F_seed,
                       .K = K > 0 ? K : layer.K_seed};
        event.layers.push_back(masks);
    }
    return event;
}

void takeEpoch(CornerHistory& history, const SearchConfig& config, int epoch, std::int64_t parameters, double lambdaR,
               std::int64_t C_out, std::int64_t K)
{
    history.take(EpochEvent{
        .phase = Phase::Search, .epoch = epoch, .trainLoss = 0.25, .lambdaR = lambdaR, .parameters = parameters});
    history.take(masksOf(config, epoch, C_out, K));
}

/// A search that has lost everything after four epochs.
void takeClosing(CornerHistory& history, const SearchConfig& config, int from, int to)
{
    constexpr std::int64_t parameters[] = {24871, 3910, 821, 790};
    for (int epoch = from; epoch <= to; ++epoch)
        takeEpoch(history, config, epoch, parameters[std::min(epoch, 4) - 1], 9, epoch < 4 ? 0 : 1, epoch < 4 ? 0 : 1);
}

} // namespace

class TestCornerHistory : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void closesAtTheSixthEpoch()
    {
        const auto config = configOf();
        CornerHistory history(config, 1, 14);
        takeClosing(history, config, 1, 5); // 790 twice
        QVERIFY(!history.corner());
        takeClosing(history, config, 6, 6);
        QVERIFY(history.corner());
        QVERIFY(history.corner()->kind == Corner::Kind::NothingLeft);
        QCOMPARE(history.epoch(), 6);
        const auto seen = *history.corner();
        takeClosing(history, config, 7, 9); // goes on regardless
        QVERIFY(*history.corner() == seen);
        QCOMPARE(history.epoch(), 6);
    }

    /// Interrupted after any epoch, with epochs told that the checkpoint does not hold: the same answer.
    void resumedSearchesSeeTheSame()
    {
        const auto config = configOf();
        CornerHistory whole(config, 1, 14);
        takeClosing(whole, config, 1, 8);
        for (int told = 1; told <= 8; ++told)
            for (int kept = 0; kept <= told; ++kept) {
                CornerHistory broken(config, 1, 14);
                takeClosing(broken, config, 1, told);
                broken.take(PhaseEvent{.phase = Phase::Search, .epoch = kept, .epochs = 30});
                QCOMPARE(broken.corner().has_value(), kept >= 6);
                takeClosing(broken, config, kept + 1, 8);
                QVERIFY(broken.corner() == whole.corner());
                QCOMPARE(broken.epoch(), whole.epoch());
            }
    }

    void stillAfter420Steps()
    {
        const auto config = configOf();
        CornerHistory history(config, 1e-12, 14);
        history.take(EpochEvent{.phase = Phase::Warmup, .epoch = 50, .trainLoss = 0.2, .parameters = 24871});
        for (int epoch = 1; epoch <= 30; ++epoch) {
            QVERIFY(!history.corner());
            takeEpoch(history, config, epoch, 24871, 1e-6, 0, 0);
        }
        QVERIFY(history.corner()->kind == Corner::Kind::NothingMoves); // 30 x 14 = 420
        QCOMPARE(history.epoch(), 30);
    }

    /// Channels alone are searched, at least 2 in each layer: their least is no corner of taps.
    void leastIsWhatMasksCanLeave()
    {
        auto config = configOf();
        config.masks.field = config.masks.dilation = false;
        for (const auto& layer : analyse(config.seed, config.masks).layers)
            config.masks.layers.push_back({.layer = layer.name, .keepAtLeast = 2});
        CornerHistory history(config, 1, 14);
        for (int epoch = 1; epoch <= 3; ++epoch)
            takeEpoch(history, config, epoch, 2000, 9, 2, 0);
        QVERIFY(history.corner());
        config.masks.field = true; // now taps could still go
        CornerHistory open(config, 1, 14);
        for (int epoch = 1; epoch <= 3; ++epoch)
            takeEpoch(open, config, epoch, 2000, 9, 2, 0);
        QVERIFY(!open.corner());
    }

    void controlRunsAndLimitsAreLeftAlone()
    {
        auto config = configOf();
        CornerHistory control(config, 0, 14);
        takeClosing(control, config, 1, 9);
        QVERIFY(!control.corner());
        setCostTerms(config, {{.kind = CostKind::Size, .limit = 500}});
        CornerHistory limited(config, 1, 14);
        takeClosing(limited, config, 1, 9);
        QVERIFY(!limited.corner());
    }
};

QTEST_GUILESS_MAIN(TestCornerHistory)
#include "tst_cornerhistory.moc"
