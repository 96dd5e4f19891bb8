// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/exchange/pitconfig.h"
#include "core/network/cost.h"
#include "tests/network/networks.h"

#include <QTemporaryDir>
#include <QTest>

// Files in the form of the published code: config/*.json and what NAS/PITTrainer.py and PLiNIO's summary() write.

using namespace pitlane;
using namespace pitlane::test;
namespace fs = std::filesystem;

namespace {

struct Folder
{
    QTemporaryDir dir;
    fs::path write(const char* name, const std::string& content) const
    {
        const auto path = fs::path(dir.path().toStdString()) / name;
        writeFileAtomically(path, content);
        return path;
    }
};

/// A run's configuration with the fields that Pitlane reads; the others are left as there.
std::string run(const char* type, const char* args, int ratio, const char* regulariser)
{
    return QStringLiteral(R"({"name": "x", "n_gpu": 1,
        "arch": {"type": "%1", "dataset": "ECG5000", "args": %2},
        "nas": {"do_nas": true, "nas_config": {
            "schedule": {"channels": "same", "filters": "same", "dilation": "same"},
            "target": {"dilation": true, "filters": false, "channels": true},
            "mask_type": {"type": "sum", "dilation": "binary", "filters": "binary", "channels": "binary"},
            "group_binarize": true, "regularizer": "%4", "rf_expansion_ratio": %3, "granularity": 2, "tau": 0.001,
            "strength": {"fixed": true, "value": 5e-8}, "warmup_epochs": "max"}},
        "data_loader": {"type": "ECG5000DataLoader", "args": {"data_dir": "x", "batch_size": 30}},
        "loss": "nll_loss", "lr_scheduler": {}, "trainer": {"epochs": 50}})")
        .arg(QLatin1String(type), QLatin1String(args))
        .arg(ratio)
        .arg(QLatin1String(regulariser))
        .toStdString();
}

constexpr auto ecgArgs = R"({"input_size": 1, "output_size": 5, "nhid": 11, "levels": 3, "kernel_size": 11,
                             "dropout": 0.3, "grad_clip": -1})";

const Conv1d& convAt(const NetworkSpec& network, const std::string& name)
{
    return std::get<Conv1d>(network.nodes.at(static_cast<std::size_t>(network.indexOf(name))).op);
}

std::string errorOf(const std::function<void()>& call)
{
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

} // namespace

class TestPitConfig : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void runIsRead();
    void runNamesItsSeed();
    void otherArchitecturesAreRefused();
    void runExpandsFields();
    void resultFilesMakeTheFoundNetwork();
    void oneResultFileIsEnough();
    void orderOfTheFileCounts();
    void stemOutOfTheSearch();
    void summaryOfPlinio();
    void mistakesAreNamed_data();
    void mistakesAreNamed();
};

void TestPitConfig::runIsRead()
{
    const Folder folder;
    const auto file = folder.write("config_ECG5000.json", run("ECGTCN", ecgArgs, 1, "flops"));
    QVERIFY(isPitRun(file));
    const auto read = readPitRun(file);
    PitRun expected{.architecture = "ECGTCN", .data = "ECG5000", .inputChannels = 1, .outputs = 5};
    expected.fields = false;
    expected.countsMacs = true;
    expected.strength = 5e-8;
    expected.granularity = 2;
    expected.batchSize = 30;
    QVERIFY(read == expected);
    QVERIFY(!isPitRun(folder.write("network.json", R"({"schema": 1})")));
}

void TestPitConfig::runNamesItsSeed()
{
    const Folder folder;
    QVERIFY(pitSeed(folder.write("a.json", run("ECGTCN", ecgArgs, 1, "size"))).seed == ecgtcn().seed);
    const auto temponetOfPaper = pitSeed(folder.write("b.json", run("TEMPONet", "{}", 2, "flops")));
    QCOMPARE(parameterCount(temponetOfPaper.seed), 1628033);
    QCOMPARE(parameterCount(pitSeed(folder.write("c.json", run("TEMPONet", "{}", 1, "flops"))).seed), 937089);
    const auto keywords = pitSeed(
        folder.write("d.json", run("TCResNet14", R"({"input_size": 40, "output_size": 12, "levels": 6, "kernel_size": 9,
                                        "num_channels": [24, 36, 36, 48, 48, 72, 72]})",
                                   1, "flops")));
    QVERIFY(keywords.seed == tcResNet14().seed);
    const auto gestures =
        pitSeed(folder.write("e.json", run("TCCNet", R"({"input_size": 10, "output_size": 53, "classify_as": "att",
                                           "num_channels": [32, 32, 64], "levels": 3, "kernel_size": 3})",
                                           1, "flops")));
    QVERIFY(gestures.seed == tccnet().seed);
}

void TestPitConfig::otherArchitecturesAreRefused()
{
    const Folder folder;
    const auto unknown = errorOf([&] { (void)pitSeed(folder.write("a.json", run("MyNet", "{}", 1, "size"))); });
    QVERIFY2(unknown.find("arch.type is \"MyNet\", expected ECGTCN, TEMPONet") != std::string::npos, unknown.c_str());
    const auto wider =
        errorOf([&] { (void)pitSeed(folder.write("b.json", run("ECGTCN", R"({"nhid": 22})", 1, "size"))); });
    QVERIFY2(wider.find("arch.args.nhid is 22, but the built-in ECGTCN has 11") != std::string::npos, wider.c_str());
}

void TestPitConfig::runExpandsFields()
{
    const Folder folder;
    const auto file = folder.write("config.json", run("ECGTCN", ecgArgs, 2, "size"));
    // F = 11, 21, 41 of ECGTCN's blocks: twice that, made odd; conv0 is not searched and stays.
    const auto network = applyPitConfig(ecgtcn().handTuned, file);
    QCOMPARE(convAt(network, "conv0").K, 11);
    QCOMPARE(convAt(network, "b0.conv0").K, 23);
    QCOMPARE(convAt(network, "b1.conv1").K, 43);
    QCOMPARE(convAt(network, "b2.conv0").K, 83);
    QCOMPARE(convAt(network, "b2.conv0").padding, (Padding{82, 0}));
    QVERIFY(shapes(network) == shapes(ecgtcn().handTuned));
    // The same by another way: the built-in seed of TEMPONet with its own expansion, padded on both sides.
    const auto both = applyPitConfig(temponet({1, 256}, 5, 1).seed, file);
    QVERIFY(both.nodes == temponet({1, 256}, 5, 2).seed.nodes);
}

void TestPitConfig::resultFilesMakeTheFoundNetwork()
{
    const Folder folder;
    (void)folder.write("learned_arch_dil_best.json", R"({"tcn.network.0.tcn0": 1, "tcn.network.0.tcn1": 2,
        "tcn.network.1.tcn0": 4, "tcn.network.1.tcn1": 8, "tcn.network.2.tcn0": 16, "tcn.network.2.tcn1": 32})");
    (void)folder.write("learned_arch_rf_best.json", R"({"tcn.network.0.tcn0": 11, "tcn.network.0.tcn1": 9,
        "tcn.network.1.tcn0": 21, "tcn.network.1.tcn1": 10, "tcn.network.2.tcn0": 1, "tcn.network.2.tcn1": 41})");
    const auto file = folder.write("learned_arch_ch_best.json", R"({"tcn.network.0.tcn0": 3, "tcn.network.0.tcn1": 4,
        "tcn.network.1.tcn0": 5, "tcn.network.1.tcn1": 6, "tcn.network.2.tcn0": 7, "tcn.network.2.tcn1": 8})");
    const auto network = applyPitConfig(ecgtcn().seed, file);
    // k = ceil(rf / dil), all taps behind the newest kept; causal padding (k - 1) d.
    const std::int64_t expected[6][3] = {{11, 1, 3}, {5, 2, 4}, {6, 4, 5}, {2, 8, 6}, {1, 16, 7}, {2, 32, 8}};
    for (std::size_t i = 0; i < 6; ++i) {
        const auto& conv = convAt(network, "b" + std::to_string(i / 2) + ".conv" + std::to_string(i % 2));
        const auto [K, d, C] = std::tuple(expected[i][0], expected[i][1], expected[i][2]);
        QCOMPARE(conv.K, K);
        QCOMPARE(conv.d, d);
        QCOMPARE(conv.C_out, C);
        QCOMPARE(conv.padding, (Padding{d * (K - 1), 0}));
    }
    QCOMPARE(convAt(network, "b1.skip").C_out, 6);
    QCOMPARE(convAt(network, "conv0"), convAt(ecgtcn().seed, "conv0"));
    QCOMPARE(shapes(network).back(), (Shape{5, 1}));
}

void TestPitConfig::oneResultFileIsEnough()
{
    const Folder folder;
    // DAC'21: dilations alone.
    const auto file = folder.write("learned_arch_dil_last.json", R"({"a": 1, "b": 2, "c": 1, "d": 4, "e": 1, "f": 8})");
    const auto network = applyPitConfig(ecgtcn().seed, file);
    QCOMPARE(convAt(network, "b0.conv1").K, 6); // ceil(11 / 2)
    QCOMPARE(convAt(network, "b1.conv1").K, 6); // ceil(21 / 4)
    QCOMPARE(convAt(network, "b2.conv1").K, 6); // ceil(41 / 8)
    QCOMPARE(convAt(network, "b2.conv0"), convAt(ecgtcn().seed, "b2.conv0"));
    QCOMPARE(convAt(network, "b2.conv1").C_out, 11);
}

void TestPitConfig::orderOfTheFileCounts()
{
    const Folder folder;
    // TEMPONet's modules, tcb00 ... cb2: sorted by name they would stand in another order.
    const auto file = folder.write("learned_arch_ch_best.json",
                                   R"({"tcb00.tcn0": 1, "tcb01.tcn0": 2, "cb0.tcn0": 3, "tcb10.tcn0": 4,
        "tcb11.tcn0": 5, "cb1.tcn0": 6, "tcb20.tcn0": 7, "tcb21.tcn0": 8, "cb2.tcn0": 9, "regr0.fc0": 10,
        "regr1.fc0": 11})");
    const auto network = applyPitConfig(temponet().seed, file);
    std::vector<std::int64_t> channels;
    for (const auto& layer : layers(network))
        channels.push_back(layer.C_out);
    QCOMPARE(channels, (std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1}));
}

void TestPitConfig::stemOutOfTheSearch()
{
    const Folder folder;
    // TC-ResNet14: PIT does not search conv0, nor the fields of the convolutions of stride 2.
    std::string text = "{";
    for (int i = 0; i < 9; ++i)
        text += (i == 0 ? "\"l" : ", \"l") + std::to_string(i) + "\": 2";
    const auto file = folder.write("learned_arch_dil_best.json", text + "}");
    const auto network = applyPitConfig(tcResNet14().seed, file);
    QCOMPARE(convAt(network, "conv0").d, 1);
    QCOMPARE(convAt(network, "b0.conv0").d, 1);
    QCOMPARE(convAt(network, "b0.conv1").d, 2);
    QCOMPARE(convAt(network, "b5.conv1").d, 2);
}

void TestPitConfig::summaryOfPlinio()
{
    const Folder folder;
    const auto seed = chain({2, 40}, {conv(8, 9, 1, 1, {8, 0}), BatchNorm{}, Relu{}, conv(6, 5, 1, 1, {4, 0}),
                                      GlobalAvgPool{}, Linear{.C_out = 10}, Relu{}, Linear{.C_out = 3}});
    const auto file = folder.write("summary.json", R"({
        "net.c0": {"in_features": 2, "out_features": 5, "kernel_size": [3], "dilation": [4]},
        "net.c1": {"in_features": 5, "out_features": 6, "kernel_size": [2], "dilation": [1]},
        "net.f0": {"in_features": 6, "out_features": 4}, "net.f1": {"in_features": 4, "out_features": 3}})");
    const auto network = applyPitConfig(seed, file);
    QCOMPARE(convAt(network, "n0"), conv(5, 3, 4, 1, {8, 0}));
    QCOMPARE(convAt(network, "n3"), conv(6, 2, 1, 1, {1, 0}));
    QCOMPARE(std::get<Linear>(network.nodes[5].op).C_out, 4);
    // By the names of our own layers, in any number and order.
    const auto named =
        folder.write("named.json", R"({"n5": {"out_features": 7}, "n0": {"out_features": 8, "kernel_size": 1}})");
    QCOMPARE(convAt(applyPitConfig(seed, named), "n0"), conv(8, 1));
    QCOMPARE(std::get<Linear>(applyPitConfig(seed, named).nodes[5].op).C_out, 7);
}

void TestPitConfig::mistakesAreNamed_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("content");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* what, const char* name, const char* content, const char* expected) {
        QTest::newRow(what) << QString::fromUtf8(name) << QString::fromUtf8(content) << QString::fromUtf8(expected);
    };
    row("other number of layers", "learned_arch_dil_best.json", R"({"a": 1, "b": 1, "c": 1})",
        "it has 3 dilations (a ...), but the seed ECGTCN has 6 layers for them: b0.conv0, b0.conv1");
    row("longer field", "learned_arch_rf_best.json", R"({"a": 11, "b": 13, "c": 1, "d": 1, "e": 1, "f": 1})",
        "layer b0.conv1 would see 13 samples, but the seed's filter sees 11");
    row("more channels", "learned_arch_ch_best.json", R"({"a": 12, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1})",
        "layer b0.conv0 would have 12 channels, but the seed has 11");
    row("no channels", "learned_arch_ch_best.json", R"({"a": 0, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1})",
        "learned_arch_ch_best.json: a: found 0, expected 1 to 1000000: a layer without channels cuts its branch off");
    row("no number", "learned_arch_dil_best.json", R"({"a": "four"})", "learned_arch_dil_best.json: a: expected");
    row("unknown kind", "learned_arch_best.json", R"({"a": 1})", "expected a file named learned_arch_dil_");
    row("unequal sum", "s.json", R"({"b0.conv1": {"out_features": 3}, "b0.skip": {"out_features": 4}})",
        "layers b0.conv1 and b0.skip are added, but have 3 and 4 channels");
    row("output", "s.json", R"({"fc": {"out_features": 4}})",
        "layer fc would have 4 channels, but its 5 are held by the input, the output");
    row("something else", "s.json", R"({"layers": [1, 2]})", "it is neither a configuration of the published PIT code");
    row("broken", "s.json", "{", "s.json");
    row("other input", "config.json", R"({"arch": {"type": "ECGTCN", "args": {"input_size": 4}},
                                          "nas": {"nas_config": {}}})",
        "arch.args.input_size is 4, but the seed ECGTCN takes 1 channels");
    row("regulariser", "config.json", R"({"arch": {"type": "ECGTCN"}, "nas": {"nas_config": {"regularizer": "luck"}}})",
        "nas.nas_config.regularizer: found \"luck\", expected \"size\" or \"flops\"");
}

void TestPitConfig::mistakesAreNamed()
{
    QFETCH(QString, name);
    QFETCH(QString, content);
    QFETCH(QString, expected);
    const Folder folder;
    const auto file = folder.write(qPrintable(name), content.toStdString());
    const auto message = errorOf([&] { (void)applyPitConfig(ecgtcn().seed, file); });
    QVERIFY2(message.find(expected.toStdString()) != std::string::npos, message.c_str());
}

QTEST_GUILESS_MAIN(TestPitConfig)
#include "tst_pitconfig.moc"
