// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/jsonreader.h"
#include "core/deploy/costmodel.h"
#include "core/network/cost.h"
#include "core/network/seeds.h"
#include "core/search/fast/fastpitmasks.h"
#include "core/search/methods/registry.h"
#include "core/search/runjob.h"
#include "tests/search/randomnetwork.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>

using namespace pitlane;
using namespace pitlane::test;

namespace {

TargetDevice gap8() { return targetNamed("gap8", {}); }

SearchConfig smallConfig()
{
    SearchConfig config;
    config.seed = ecgtcn().seed;
    config.data.generator.trainExamples = 100;
    config.data.generator.testExamples = 60;
    config.lambdas = {1e-5};
    config.warmup.epochs = 2;
    config.search = {.minEpochs = 30, .maxEpochs = 30, .minSteps = 0, .lrTheta = 5e-2};
    config.fineTune.epochs = 1;
    return config;
}

SearchPoint runSearch(const SearchConfig& config, const QString& folder, const std::string& runFolder,
                      const RunControl& control = {}, const EventSink& also = {})
{
    JobSpec job{.kind = JobKind::Search, .point = {1}, .sweep = {1}, .number = 1, .config = config};
    job.lambda = config.lambdas.front();
    job.projectFolder = folder.toStdString();
    job.warmupFolder = "warm";
    job.runFolder = "warm";
    if (!std::filesystem::exists(std::filesystem::path(job.projectFolder) / "warm/result.json")) {
        job.kind = JobKind::Warmup;
        runJob(job, [](const JobEvent&) {}, {});
        job.kind = JobKind::Search;
    }
    job.runFolder = runFolder;
    SearchPoint point;
    runJob(
        job,
        [&](const JobEvent& event) {
            if (const auto* done = std::get_if<DoneEvent>(&event))
                point = done->points.front();
            if (also)
                also(event);
        },
        control);
    return point;
}

} // namespace

class TestSearchCost : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void gradientsOfLatency_data();
    void gradientsOfLatency();
    void untouchedMasksCostTheSeed();
    void limitsHold_data();
    void limitsHold();
    void resumeWithLimits();
    void otherMethodsSayNo();
};

void TestSearchCost::gradientsOfLatency_data()
{
    QTest::addColumn<QString>("target");
    QTest::newRow("gap8") << QStringLiteral("gap8");
    QTest::newRow("stm32h743") << QStringLiteral("stm32h743");
}

/// d R / d theta through the masks and the cost model, against central differences.
void TestSearchCost::gradientsOfLatency()
{
    QFETCH(QString, target);
    SearchConfig config;
    config.seed = ecgtcn().seed;
    config.costs = {{.kind = CostKind::Latency, .target = targetNamed(target.toStdString(), {})}};
    const auto space = analyse(config.seed, config.masks);
    FastPitMasks masks(space, config.masks, SearchCost(config, space, {}));
    const auto value = [&] {
        const torch::NoGradGuard noGrad;
        return masks.moment({}).cost.item<double>();
    };
    {
        const torch::NoGradGuard noGrad;
        torch::manual_seed(1);
        masks.alpha().copy_(0.6 + 0.5 * torch::rand_like(masks.alpha())); // all on: no mask changes under a small step
        masks.beta().copy_(0.6 + 0.3 * torch::rand_like(masks.beta()));
        masks.gamma().copy_(0.6 + 0.3 * torch::rand_like(masks.gamma()));
    }
    masks.moment({}).cost.backward();
    int compared = 0;
    for (auto* theta : {&masks.alpha(), &masks.beta(), &masks.gamma()}) {
        const auto gradient = theta->grad().clone();
        const auto largest = gradient.abs().max().item<double>();
        QVERIFY(largest > 0);
        for (std::int64_t i = 0; i < theta->numel(); i += 3) {
            const torch::NoGradGuard noGrad;
            const auto before = (*theta)[i].item<float>();
            constexpr float step = 0.02F;
            (*theta)[i] = before + step;
            const auto above = value();
            (*theta)[i] = before - step;
            const auto below = value();
            (*theta)[i] = before;
            const auto numeric = (above - below) / (2 * static_cast<double>(step));
            QVERIFY2(std::abs(numeric - gradient[i].item<double>()) < 0.05 * largest,
                     qPrintable(QStringLiteral("%1: %2 instead of %3").arg(i).arg(gradient[i].item<double>()).arg(numeric)));
            ++compared;
        }
    }
    QVERIFY(compared > 50);
}

void TestSearchCost::untouchedMasksCostTheSeed()
{
    for (const auto kind : {CostKind::Size, CostKind::Ops}) {
        const auto seed = temponet().seed;
        SearchConfig config;
        config.seed = seed;
        config.costs = {{.kind = kind}};
        const auto space = analyse(seed, config.masks);
        FastPitMasks masks(space, config.masks, SearchCost(config, space, {}));
        const auto expected = costOf(seed, *makeCostModel(kind));
        QVERIFY(std::abs(masks.moment({}).cost.item<double>() / expected - 1) < 1e-5);
    }
}

void TestSearchCost::limitsHold_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<double>("share");
    QTest::newRow("a third of the weights") << static_cast<int>(CostKind::Size) << 0.33;
    QTest::newRow("half of the time") << static_cast<int>(CostKind::Latency) << 0.5;
}

/// The network that is found keeps the limit, and is not needlessly small.
void TestSearchCost::limitsHold()
{
    QFETCH(int, kind);
    QFETCH(double, share);
    QTemporaryDir folder;
    auto config = smallConfig();
    CostTerm term{.kind = static_cast<CostKind>(kind)};
    if (needsTarget(term.kind))
        term.target = gap8();
    const auto model = makeCostModel(term);
    const auto whole = costOf(config.seed, *model);
    term.limit = share * whole;
    config.costs = {term};
    config.lambdas = {0.3 / whole};
    QVERIFY(validate(config).empty());
    const auto point = runSearch(config, folder.path(), "run");
    const auto network = networkFromJson(parseJson(readFile(folder.filePath(QStringLiteral("run/network.json")).toStdString()), "network"), "network");
    const auto found = costOf(network, *model);
    qInfo("%g of at most %g, seed %g, %lld parameters", found, *term.limit, whole, static_cast<long long>(point.parameters));
    QVERIFY(found <= *term.limit);
    QVERIFY(found >= 0.5 * *term.limit);
}

void TestSearchCost::resumeWithLimits()
{
    QTemporaryDir folder;
    auto config = smallConfig();
    config.search.minEpochs = config.search.maxEpochs = 12;
    config.costs = {{.kind = CostKind::Size, .limit = 8000}, {.kind = CostKind::Latency, .target = gap8(), .weight = 0.5}};
    const auto whole = runSearch(config, folder.path(), "whole");
    for (const int stopAt : {3, 8, 11}) {
        const auto run = "stopped" + std::to_string(stopAt);
        std::stop_source stop;
        RunControl control{.now = stop.get_token(), .afterEpoch = {}};
        try {
            runSearch(config, folder.path(), run, control, [&](const JobEvent& event) {
                const auto* epoch = std::get_if<EpochEvent>(&event);
                if (epoch != nullptr && epoch->phase == Phase::Search && epoch->epoch == stopAt)
                    stop.request_stop();
            });
            QFAIL("it was to be cancelled");
        } catch (const Cancelled&) {
        }
        const auto resumed = runSearch(config, folder.path(), run);
        QCOMPARE(resumed.parameters, whole.parameters);
        const auto file = [&](const std::string& name) { return readFile(folder.path().toStdString() + "/" + name + "/weights.safetensors"); };
        QVERIFY(file(run) == file("whole"));
    }
}

void TestSearchCost::otherMethodsSayNo()
{
    auto config = smallConfig();
    config.costs = {{.kind = CostKind::Latency, .target = gap8()}};
    QVERIFY(validate(config).empty());
    config.method = "morphnet";
    QCOMPARE(validate(config).size(), std::size_t{1});
    QVERIFY_EXCEPTION_THROWN(makeSearchNetwork(config, GraphNet(config.seed, 1)), Error);
}

QTEST_GUILESS_MAIN(TestSearchCost)
#include "tst_searchcost.moc"
