// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/proof/proof.h"

#include "core/deploy/package/stm32package.h"
#include "tests/deploy/packagefixture.h"

#include <nlohmann/json.hpp>

#include <QElapsedTimer>
#include <QTest>

using namespace pitlane;
using namespace pitlane::test;

/// Packages of the benchmark networks, built with the real tools and run here and on emulated boards.
class TestProof : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void seeds_data();
    void seeds();
};

void TestProof::seeds_data()
{
    QTest::addColumn<NetworkSpec>("network");
    QTest::addColumn<int>("windows");
    QTest::newRow("ecgtcn") << ecgtcn().handTuned << 100;
    QTest::newRow("temponet") << temponet().handTuned << 100;
    QTest::newRow("tc-resnet14") << tcResNet14().handTuned << 20;
    QTest::newRow("tccnet") << tccnet({10, 500}).handTuned << 10;
    QTest::newRow("restcn") << resTcnNottingham({88, 128}).handTuned << 10;
}

void TestProof::seeds()
{
    QFETCH(const NetworkSpec, network);
    QFETCH(const int, windows);
    QElapsedTimer timer;
    timer.start();
    const auto fixture = quantisedFixture(network, 1, windows);
    const auto quantised = timer.restart();
    auto package = stm32Package(fixture.network, fixture.options);
    const auto exported = timer.restart();
    const auto result = prove(package);
    for (const auto& run : result.runs)
        qInfo("%s: %s, %.1f s: %s", run.where.c_str(), nameOf(run.status).c_str(), run.seconds, run.what.c_str());
    addProof(package, result);
    const auto report = nlohmann::json::parse(package.files.at("report.json").content);
    const auto& memory = report.at("memory");
    const auto estimated =
        report.at("estimate").at("cycles").get<double>() / report.at("target").at("cyclesPerInstruction").get<double>();
    qInfo(
        "quantised in %lld ms, exported in %lld ms, proven in %lld ms; flash %lld (estimate %lld), RAM %lld (estimate "
        "%lld), arena %lld, lower bound %lld, in the %s; %lld instructions (estimate %.0f)",
        quantised, exported, timer.elapsed(), static_cast<long long>(result.flashBytes.value_or(0)),
        memory.at("flash").at("total").get<long long>(), static_cast<long long>(result.ramBytes.value_or(0)),
        memory.at("ram").at("total").get<long long>(), memory.at("arenaBytes").get<long long>(),
        memory.at("lowerBoundBytes").get<long long>(), memory.at("arenaRegion").get<std::string>().c_str(),
        static_cast<long long>(result.instructions.value_or(0)), estimated);
    for (const auto& layer : report.at("layers"))
        if (layer.at("kernel") == "pl_conv1d" || layer.at("kernel") == "pl_linear")
            qInfo("  %s stays portable: %s", layer.at("name").get<std::string>().c_str(),
                  layer.at("why").get<std::string>().c_str());
    if (qEnvironmentVariableIsSet("PITLANE_SHOW_LAYERS"))
        for (const auto& [name, count] : result.layerInstructions)
            qInfo("  %s %lld", name.c_str(), static_cast<long long>(count));
    QVERIFY(!result.failed());
    if (!result.passed())
        QSKIP("No toolchain is installed.");
}

QTEST_GUILESS_MAIN(TestProof)
#include "tst_proof.moc"
