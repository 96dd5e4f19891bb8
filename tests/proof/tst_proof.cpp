// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/proof/proof.h"

#include "core/deploy/package/stm32package.h"
#include "tests/deploy/packagefixture.h"
#include "tests/network/networks.h"

#include <nlohmann/json.hpp>

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace pitlane;
using namespace pitlane::test;

/// Packages of the benchmark networks, built with the real tools and run here and on emulated boards.
class TestProof : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void seeds_data();
    void seeds();
    void changedWeightsAreFound();
    void digestIsComparedHere();
    void missingToolsAreNamed();
    void canBeCancelled();
};

void TestProof::seeds_data()
{
    QTest::addColumn<NetworkSpec>("network");
    QTest::addColumn<int>("windows");
    QTest::newRow("ecgtcn") << ecgtcn().handTuned << 100;
    QTest::newRow("temponet") << temponet().handTuned << 40;
    QTest::newRow("tc-resnet14") << tcResNet14().handTuned << 20;
    QTest::newRow("tccnet") << tccnet({10, 500}).handTuned << 10;
    QTest::newRow("attention of odd sizes") << chain({3, 31}, {conv(7, 3), Attention{}, Linear{.C_out = 3}}) << 30;
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
    QCOMPARE(report.at("proof").at("passed").get<bool>(), true);
    if (result.flashBytes) {
        const auto isNear = [](double found, double estimate, double share) {
            return std::abs(found - estimate) <= std::max(share * found, 800.0);
        };
        QVERIFY(isNear(static_cast<double>(*result.flashBytes), memory.at("flash").at("total").get<double>(), 0.03));
        QVERIFY(isNear(static_cast<double>(*result.ramBytes), memory.at("ram").at("total").get<double>(), 0.01));
    }
    if (result.instructions)
        QVERIFY(std::abs(static_cast<double>(*result.instructions) - estimated) <
                std::max(0.08 * static_cast<double>(*result.instructions), 5000.0));
}

namespace {

Package smallPackage()
{
    const auto fixture = quantisedFixture(
        chain({2, 20}, {conv(3, 4, 2, 1, {6, 0}), Relu{}, conv(4, 1), GlobalAvgPool{}, Flatten{}, Linear{.C_out = 3}}),
        5, 12);
    return stm32Package(fixture.network, fixture.options);
}

/// The one that ran here.
const ProofRun& hostRun(const ProofResult& result)
{
    return result.runs.front();
}

} // namespace

void TestProof::changedWeightsAreFound()
{
    auto package = smallPackage();
    const auto good = prove(package);
    if (hostRun(good).status == ProofStatus::Skipped)
        QSKIP("Install cmake, make and gcc to run this.");
    QVERIFY(good.passed());
    // The first weight of the second convolution, in both of its forms.
    auto& data = package.files.at("App/network_data.c").content;
    for (const std::string array : {"chain_n2_weights_packed[", "chain_n2_weights["}) {
        auto at = data.find('{', data.find(array));
        at = data.find_first_of("0123456789", at);
        const auto isHex = data.compare(at, 2, "0x") == 0;
        auto& digit = data.at(isHex ? at + 9 : at);
        digit = digit == '1' ? '2' : '1';
    }
    addManifest(package);
    const auto bad = prove(package);
    QVERIFY(bad.failed() && !bad.passed());
    for (const auto& run : bad.runs)
        if (run.status != ProofStatus::Skipped && run.windows > 0) {
            QVERIFY2(run.status == ProofStatus::Failed, run.where.c_str());
            QVERIFY2(run.what.find("layer n2") != std::string::npos, run.what.c_str());
        }
    // Code that does not compile.
    package.files.at("App/network.c").content += "int x = ;\n";
    QVERIFY(hostRun(prove(package)).what.find("It does not build") != std::string::npos);
}

void TestProof::digestIsComparedHere()
{
    auto package = smallPackage();
    // A check program that finds everything right without looking.
    package.files.at("Check/check.c").content =
        "#include \"pl_platform.h\"\nint main(void)\n{\n    pl_put_text(\"windows 12\\ndigest 1\\nwrong 0\\n\");\n"
        "    return 0;\n}\n";
    const auto result = prove(package);
    if (hostRun(result).status == ProofStatus::Skipped)
        QSKIP("Install cmake, make and gcc to run this.");
    QVERIFY(hostRun(result).status == ProofStatus::Failed);
    QVERIFY2(hostRun(result).what.find("Its digest over 12 windows is 1, expected") != std::string::npos,
             hostRun(result).what.c_str());
}

void TestProof::missingToolsAreNamed()
{
    const auto path = qgetenv("PATH");
    const QTemporaryDir empty;
    qputenv("PATH", empty.path().toUtf8());
    const auto result = prove(smallPackage());
    qputenv("PATH", path);
    QVERIFY(!result.failed() && !result.passed());
    QCOMPARE(hostRun(result).what, std::string("Not tested: install cmake, make, gcc."));
    QCOMPARE(result.runs[1].what, std::string("Not tested: install cmake, make, gcc-arm-none-eabi, qemu-system-arm."));
    QCOMPARE(result.runs[3].what, std::string("Not tested: install cmake, make, gcc-arm-none-eabi."));
}

void TestProof::canBeCancelled()
{
    const auto package = smallPackage();
    if (hostRun(prove(package)).status == ProofStatus::Skipped)
        QSKIP("Install cmake, make and gcc to run this.");
    int asked = 0;
    QVERIFY_EXCEPTION_THROWN((void)prove(package, [&](const std::string&) { return ++asked < 3; }), ProofCancelled);
    QCOMPARE(asked, 3);
}

QTEST_GUILESS_MAIN(TestProof)
#include "tst_proof.moc"
