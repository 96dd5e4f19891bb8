// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/cost.h"
#include "core/network/seeds.h"

#include <QTest>

#include <algorithm>
#include <limits>
#include <numeric>

using namespace pitlane;

namespace {

using Texts = std::vector<std::string>;

std::vector<BuiltinSeed> all()
{
    return {ecgtcn(), temponet(), tccnet(), tcResNet14(), resTcnNottingham(), resTcnJsb(), resTcnMnist(), harCnn()};
}

const BuiltinSeed& named(const std::string& id)
{
    static const auto seeds = all();
    return *std::ranges::find(seeds, id, &BuiltinSeed::id);
}

/// One row a seed.
void seedRows()
{
    QTest::addColumn<std::string>("id");
    for (const auto& builtin : all())
        QTest::newRow(builtin.id.c_str()) << builtin.id;
}

/// "K@d/s C_out T" of each layer, in order, leaving out names that contain `without`.
Texts forms(const NetworkSpec& network, const std::string& without = "nothing")
{
    Texts result;
    for (const auto& layer : layers(network))
        if (layer.name.find(without) == std::string::npos)
            result.push_back(std::to_string(layer.K) + "@" + std::to_string(layer.d) + "/" + std::to_string(layer.s) +
                             " " + std::to_string(layer.C_out) + " " + std::to_string(layer.T));
    return result;
}

Texts first(std::ptrdiff_t count, const Texts& texts)
{
    return {texts.begin(), texts.begin() + count};
}

std::ptrdiff_t countOf(const NetworkSpec& network, std::string_view kind)
{
    return std::ranges::count(network.nodes, kind, [](const Node& node) { return kindOf(node.op); });
}

template <class Kind> const Kind& opOf(const NetworkSpec& network, const std::string& node)
{
    return std::get<Kind>(network.nodes.at(static_cast<std::size_t>(network.indexOf(node))).op);
}

} // namespace

/// The numbers of SPEC, section 6, and of the published look of the Seed page.
class TestSeeds : public QObject
{
    Q_OBJECT

private slots:
    void seedLayers_data();
    void seedLayers();
    void totals_data();
    void totals();
    void seedTotals();
    void handTunedTotals();
    void handTunedKeepsFields();
    void nodesInOrder();
    void batchNormAndDropoutFollow();
    void onlyTheStemIsFixed();
    void otherInputs();
    void listBeginsWithEcgtcn();
    void namesAndForms_data();
    void namesAndForms();
    void temponetForm();
    void temponetAsInDac21();
    void tccnetForm();
    void tcResNet14Form();
    void resTcnForms();
    void harCnnForm();
    void seedsKeepTheFields_data();
    void seedsKeepTheFields();
    void requestsThatFit_data();
    void requestsThatFit();
    void seedById();
    void refusedById_data();
    void refusedById();
};

void TestSeeds::seedLayers_data()
{
    QTest::addColumn<int>("row");
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QList<qint64>>("numbers"); // C_in, C_out, F, d, K, T, parameters, MACs
    const auto row = [](const char* name, int index, const char* from, const QList<qint64>& numbers) {
        QTest::newRow(name) << index << QByteArray(from) << numbers;
    };
    row("conv0", 0, "input", {1, 2, 11, 1, 11, 140, 28, 3'080});
    row("b0.conv0", 1, "conv0", {2, 11, 11, 1, 11, 140, 275, 33'880});
    row("b0.conv1", 2, "b0.conv0", {11, 11, 11, 1, 11, 140, 1'364, 186'340});
    row("b0.skip", 3, "conv0", {2, 11, 1, 1, 1, 140, 55, 3'080});
    row("b1.conv0", 4, "b0.add", {11, 11, 21, 1, 21, 140, 2'574, 355'740});
    row("b1.conv1", 5, "b1.conv0", {11, 11, 21, 1, 21, 140, 2'574, 355'740});
    row("b1.skip", 6, "b0.add", {11, 11, 1, 1, 1, 140, 154, 16'940});
    row("b2.conv0", 7, "b1.add", {11, 11, 41, 1, 41, 140, 4'994, 694'540});
    row("b2.conv1", 8, "b2.conv0", {11, 11, 41, 1, 41, 140, 4'994, 694'540});
    row("b2.skip", 9, "b1.add", {11, 11, 1, 1, 1, 140, 154, 16'940});
    row("fc", 10, "b2.add", {1'540, 5, 1, 1, 1, 1, 7'705, 7'700});
}

void TestSeeds::seedLayers()
{
    QFETCH(int, row);
    QFETCH(QByteArray, from);
    QFETCH(QList<qint64>, numbers);
    const auto all = layers(ecgtcn().seed);
    QCOMPARE(all.size(), std::size_t{11});
    const auto& layer = all.at(static_cast<std::size_t>(row));
    QCOMPARE(QByteArray::fromStdString(layer.name), QByteArray(QTest::currentDataTag()));
    QCOMPARE(QByteArray::fromStdString(layer.from), from);
    const QList<qint64> found = {layer.C_in, layer.C_out, layer.F(),        layer.d,
                                 layer.K,    layer.T,     layer.parameters, layer.macs};
    QCOMPARE(found, numbers);
}

void TestSeeds::totals_data()
{
    QTest::addColumn<qint64>("seedParameters");
    QTest::addColumn<qint64>("seedMacs");
    QTest::addColumn<qint64>("handTunedParameters");
    QTest::addColumn<qint64>("handTunedMacs");
    // SPEC gives the parameters of the first four, and as MACs: ECGTCN 2.37M and 1.01M, TEMPONet 69.1M and 13.24M,
    // TC-ResNet14 hand-tuned 6.88M. Worked by hand from the tables, layer by layer:
    // ResTCN of h channels: (C + h) h K1 + 2 h h (K2 + K3 + ...) + C h weights in the blocks, h outputs in the head; a
    // bias for each output channel, two convolutions a block and the one beside the first. Nottingham: C = 88, h = 150,
    // K = 6, 11, 21, 41 and, tuned, 6 each; at 192 steps. JSB: K = 3, 5 and 3, 3; at 64 steps. MNIST: C = 1, h = 25,
    // K = 7, 13, 25, 49, 97, 193, 385, 769 and 7 each; at 784 steps, the head of 250 weights once.
    // HAR-CNN: weights 324, 1 296, 5 184 at 128, 64, 32 samples.
    // Not worked out, but as the program gave them: the MACs of TCCNet and those of the seed of TC-ResNet14.
    QTest::newRow("ecgtcn") << qint64{24'871} << qint64{2'368'520} << qint64{15'191} << qint64{1'013'320};
    QTest::newRow("temponet") << qint64{1'628'033} << qint64{69'075'072} << qint64{426'881} << qint64{13'238'400};
    QTest::newRow("tccnet") << qint64{1'458'869} << qint64{217'734'784} << qint64{88'757} << qint64{12'217'984};
    QTest::newRow("tc-resnet14") << qint64{3'850'812} << qint64{57'239'136} << qint64{323'388} << qint64{6'876'000};
    QTest::newRow("restcn-nottingham") << qint64{3'525'600 + 1'438} << qint64{3'525'600 * 192}
                                       << qint64{1'050'600 + 1'438} << qint64{1'050'600 * 192};
    QTest::newRow("restcn-jsb") << qint64{358'500 + 838} << qint64{358'500 * 64} << qint64{268'500 + 838}
                                << qint64{268'500 * 64};
    QTest::newRow("restcn-mnist") << qint64{1'919'010} << qint64{1'503'967'050} << qint64{66'510} << qint64{51'607'050};
    QTest::newRow("har-cnn") << qint64{13'848} << qint64{297'216} << qint64{13'848} << qint64{297'216};
}

void TestSeeds::totals()
{
    QFETCH(qint64, seedParameters);
    QFETCH(qint64, seedMacs);
    QFETCH(qint64, handTunedParameters);
    QFETCH(qint64, handTunedMacs);
    const auto& builtin = named(QTest::currentDataTag());
    QCOMPARE(qint64{parameterCount(builtin.seed)}, seedParameters);
    QCOMPARE(qint64{parameterCount(builtin.handTuned)}, handTunedParameters);
    QCOMPARE(qint64{macCount(builtin.seed)}, seedMacs);
    QCOMPARE(qint64{macCount(builtin.handTuned)}, handTunedMacs);
}

void TestSeeds::seedTotals()
{
    const auto seed = ecgtcn().seed;
    QCOMPARE(parameterCount(seed), 24'871);
    QCOMPARE(macCount(seed), 2'368'520);
    QCOMPARE(receptiveField(seed), 151);
    const auto all = layers(seed);
    const auto sum = [&all](std::int64_t LayerSpec::*part) {
        return std::accumulate(all.begin(), all.end(), std::int64_t{0},
                               [part](std::int64_t so_far, const LayerSpec& layer) { return so_far + layer.*part; });
    };
    QCOMPARE(sum(&LayerSpec::parameters), 24'871);
    QCOMPARE(sum(&LayerSpec::macs), 2'368'520);
}

void TestSeeds::handTunedTotals()
{
    const auto network = ecgtcn().handTuned;
    QCOMPARE(parameterCount(network), 15'191);
    QCOMPARE(macCount(network), 1'013'320);
    QCOMPARE(receptiveField(network), 151);
}

void TestSeeds::handTunedKeepsFields()
{
    const auto builtin = ecgtcn();
    const auto seed = layers(builtin.seed);
    const auto tuned = layers(builtin.handTuned);
    QCOMPARE(seed.size(), tuned.size());
    for (std::size_t i = 0; i < seed.size(); ++i) {
        QCOMPARE(seed[i].name, tuned[i].name);
        QCOMPARE(seed[i].F(), tuned[i].F());
        QCOMPARE(seed[i].d, 1);
    }
    QCOMPARE(tuned[4].d, 2);
    QCOMPARE(tuned[8].d, 4);
    QCOMPARE(tuned[8].K, 11);
    for (const auto& network : {builtin.seed, builtin.handTuned}) {
        for (const auto& node : network.nodes) {
            const auto* conv = std::get_if<Conv1d>(&node.op);
            if (!conv)
                continue;
            QCOMPARE(conv->padding.left, conv->F() - 1);
            QCOMPARE(conv->padding.right, 0);
            QVERIFY(conv->bias);
        }
    }
}

void TestSeeds::nodesInOrder()
{
    std::vector<std::string> expected = {"conv0", "conv0.bn", "conv0.relu"};
    for (const std::string block : {"b0", "b1", "b2"}) {
        for (const char* part : {".conv0", ".conv0.bn", ".conv0.relu", ".conv0.drop", ".conv1", ".conv1.bn",
                                 ".conv1.relu", ".conv1.drop", ".skip", ".skip.bn", ".skip.relu", ".add", ".relu"})
            expected.push_back(block + part);
    }
    expected.insert(expected.end(), {"flatten", "fc"});
    std::vector<std::string> found;
    for (const auto& node : ecgtcn().seed.nodes)
        found.push_back(node.name);
    QCOMPARE(found, expected);
    const auto seed = ecgtcn().seed;
    const auto& add = seed.nodes.at(static_cast<std::size_t>(seed.indexOf("b1.add")));
    QCOMPARE(add.inputs, (std::vector<std::string>{"b1.conv1.drop", "b1.skip.relu"}));
}

void TestSeeds::batchNormAndDropoutFollow()
{
    const auto all = layers(ecgtcn().seed);
    QCOMPARE(all[0].followedBy, (std::vector<std::string>{"batch_norm", "relu"}));
    QCOMPARE(all[5].followedBy, (std::vector<std::string>{"batch_norm", "relu", "dropout"}));
    QCOMPARE(all[6].followedBy, (std::vector<std::string>{"batch_norm", "relu"}));
    QVERIFY(all[10].followedBy.empty());
    const auto seed = ecgtcn().seed;
    const auto& drop = seed.nodes.at(static_cast<std::size_t>(seed.indexOf("b2.conv1.drop")));
    QCOMPARE(std::get<Dropout>(drop.op).p, 0.3);
}

void TestSeeds::onlyTheStemIsFixed()
{
    for (const auto& node : ecgtcn().seed.nodes)
        QCOMPARE(node.searchable, node.name != "conv0");
}

void TestSeeds::otherInputs()
{
    const auto network = ecgtcn({.C = 3, .T = 64}, 7).seed;
    const auto all = layers(network);
    QCOMPARE(all.front().C_in, 3);
    QCOMPARE(all.back().C_in, 11 * 64);
    QCOMPARE(all.back().C_out, 7);
    QVERIFY(validate(network).empty());
}

void TestSeeds::listBeginsWithEcgtcn()
{
    const auto all = builtinSeeds({.C = 1, .T = 96}, 4);
    QCOMPARE(all.front().id, std::string("ecgtcn"));
    QCOMPARE(all.front().seed, ecgtcn({.C = 1, .T = 96}, 4).seed);
    QVERIFY(all.front().seed.name != all.front().handTuned.name);
}

void TestSeeds::namesAndForms_data()
{
    seedRows();
}

void TestSeeds::namesAndForms()
{
    QFETCH(std::string, id);
    const auto& builtin = named(id);
    QVERIFY(validate(builtin.seed).empty() && validate(builtin.handTuned).empty());
    QCOMPARE(builtin.seed.name, builtin.title);
    QCOMPARE(builtin.handTuned.name, builtin.title + " hand-tuned");
    QCOMPARE(builtin.seed.input, builtin.handTuned.input);
    const auto perStep = id == "restcn-nottingham" || id == "restcn-jsb";
    for (const auto* network : {&builtin.seed, &builtin.handTuned}) {
        QCOMPARE(shapes(*network).back().T, perStep ? network->input.T : 1);
        for (const auto& node : network->nodes) { // all of them have a bias
            if (const auto* conv = std::get_if<Conv1d>(&node.op))
                QVERIFY(conv->bias);
            if (const auto* linear = std::get_if<Linear>(&node.op))
                QVERIFY(linear->bias);
        }
    }
}

void TestSeeds::temponetForm()
{
    const auto& builtin = named("temponet");
    QCOMPARE(forms(builtin.handTuned),
             (Texts{"3@2/1 32 256", "3@2/1 32 256", "5@1/1 64 256", "3@4/1 64 128", "3@4/1 64 128", "5@1/2 128 64",
                    "3@8/1 128 32", "3@8/1 128 32", "5@1/4 128 8", "1@1/1 256 1", "1@1/1 128 1", "1@1/1 1 1"}));
    QCOMPARE(forms(builtin.seed),
             (Texts{"11@1/1 32 256", "11@1/1 32 256", "11@1/1 64 256", "19@1/1 64 128", "19@1/1 64 128", "5@1/2 128 64",
                    "35@1/1 128 32", "35@1/1 128 32", "5@1/4 128 8", "1@1/1 256 1", "1@1/1 128 1", "1@1/1 1 1"}));
    QCOMPARE(shapes(builtin.seed).at(static_cast<std::size_t>(builtin.seed.indexOf("flatten"))), (Shape{4 * 128, 1}));
    QCOMPARE(opOf<Conv1d>(builtin.seed, "b2.conv0").padding, (Padding{17, 17}));
    QCOMPARE(opOf<Conv1d>(builtin.handTuned, "b2.conv0").padding, (Padding{8, 8}));
    const auto all = layers(builtin.seed);
    QCOMPARE(all[1].followedBy, (std::vector<std::string>{"batch_norm", "relu"}));
    QCOMPARE(all[2].followedBy, (std::vector<std::string>{"batch_norm", "avg_pool", "relu"})); // folds, then pools
    QCOMPARE(all[9].followedBy, (std::vector<std::string>{"batch_norm", "relu", "dropout"}));
    for (const auto& node : builtin.seed.nodes)
        QCOMPARE(node.searchable, node.name != "fc2");
}

void TestSeeds::temponetAsInDac21()
{
    const auto builtin = temponet({4, 256}, 1, 1);
    QCOMPARE(parameterCount(builtin.seed), 937'089);
    QCOMPARE(builtin.handTuned, temponet().handTuned);
    QCOMPARE(first(9, forms(builtin.seed)),
             (Texts{"5@1/1 32 256", "5@1/1 32 256", "5@1/1 64 256", "9@1/1 64 128", "9@1/1 64 128", "5@1/2 128 64",
                    "17@1/1 128 32", "17@1/1 128 32", "5@1/4 128 8"}));
}

void TestSeeds::tccnetForm()
{
    const auto& builtin = named("tccnet");
    const std::string skip = "skip";
    QCOMPARE(forms(builtin.handTuned, skip),
             (Texts{"3@1/1 32 150", "3@2/1 32 150", "3@4/1 32 150", "3@8/1 32 150", "3@16/1 64 150", "3@32/1 64 150",
                    "3@64/1 128 150", "1@1/1 128 1", "1@1/1 53 1"}));
    QCOMPARE(forms(builtin.seed, skip),
             (Texts{"3@1/1 32 150", "5@1/1 32 150", "9@1/1 32 150", "17@1/1 32 150", "33@1/1 64 150", "65@1/1 64 150",
                    "129@1/1 128 150", "1@1/1 128 1", "1@1/1 53 1"}));
    QCOMPARE(countOf(builtin.seed, "batch_norm"), 0);
    QCOMPARE(countOf(builtin.seed, "spatial_dropout"), 6);
    QCOMPARE(opOf<SpatialDropout>(builtin.seed, "b1.conv1.drop").p, 0.05);
    // Sums without ReLU: the next block reads the add itself.
    const auto all = layers(builtin.seed);
    const auto of = [&all](const std::string& name) { return *std::ranges::find(all, name, &LayerSpec::name); };
    QCOMPARE(of("b1.conv0").from, std::string("b0.add"));
    QCOMPARE(of("b3.skip").from, std::string("b2.add"));
    QCOMPARE(of("attention").from, std::string("b3.add"));
    QCOMPARE(of("attention").parameters, 128 * 128 + 128);
    QCOMPARE(parameterCount(tccnet({10, 400}).seed), 1'458'869); // the length does not matter
}

void TestSeeds::tcResNet14Form()
{
    const auto& builtin = named("tc-resnet14");
    const std::string skip = "skip";
    QCOMPARE(forms(builtin.handTuned, skip),
             (Texts{"3@1/1 24 98", "9@1/2 36 49", "9@1/1 36 49", "9@1/1 36 49", "9@1/1 36 49", "9@1/2 48 25",
                    "9@1/1 48 25", "9@1/1 48 25", "9@1/1 48 25", "9@1/2 72 13", "9@1/1 72 13", "9@1/1 72 13",
                    "9@1/1 72 13", "1@1/1 12 1"}));
    QCOMPARE(forms(builtin.seed, skip),
             (Texts{"3@1/1 24 98", "9@1/2 36 49", "9@1/1 36 49", "17@1/1 36 49", "17@1/1 36 49", "9@1/2 48 25",
                    "33@1/1 48 25", "65@1/1 48 25", "65@1/1 48 25", "9@1/2 72 13", "129@1/1 72 13", "257@1/1 72 13",
                    "257@1/1 72 13", "1@1/1 12 1"}));
    const auto all = layers(builtin.seed);
    QVERIFY(all[0].followedBy.empty());
    QCOMPARE(all[2].name, std::string("b0.conv1"));
    QCOMPARE(all[2].followedBy, (std::vector<std::string>{"batch_norm"}));
    QCOMPARE(all[3].name, std::string("b0.skip"));
    QCOMPARE(all[3].s, 2);
    QCOMPARE(all[3].followedBy, (std::vector<std::string>{"batch_norm", "relu"}));
    QCOMPARE(std::ranges::count(all, 1, &LayerSpec::K), 6 + 1); // a skip in every block, and the output
    QCOMPARE(opOf<Dropout>(builtin.seed, "drop").p, 0.5);
}

void TestSeeds::resTcnForms()
{
    QCOMPARE(forms(named("restcn-nottingham").handTuned),
             (Texts{"6@1/1 150 192", "6@1/1 150 192", "1@1/1 150 192", "6@2/1 150 192", "6@2/1 150 192",
                    "6@4/1 150 192", "6@4/1 150 192", "6@8/1 150 192", "6@8/1 150 192", "1@1/1 88 192"}));
    QCOMPARE(forms(named("restcn-nottingham").seed, "skip"),
             (Texts{"6@1/1 150 192", "6@1/1 150 192", "11@1/1 150 192", "11@1/1 150 192", "21@1/1 150 192",
                    "21@1/1 150 192", "41@1/1 150 192", "41@1/1 150 192", "1@1/1 88 192"}));
    QCOMPARE(forms(named("restcn-jsb").seed),
             (Texts{"3@1/1 150 64", "3@1/1 150 64", "1@1/1 150 64", "5@1/1 150 64", "5@1/1 150 64", "1@1/1 88 64"}));
    QCOMPARE(opOf<Dropout>(named("restcn-nottingham").seed, "l3.conv1.drop").p, 0.2);
    QCOMPARE(opOf<Dropout>(named("restcn-jsb").seed, "l1.conv0.drop").p, 0.5);
    const auto& chords = named("restcn-nottingham").seed;
    QCOMPARE(chords.nodes.at(static_cast<std::size_t>(chords.indexOf("l2.add"))).inputs,
             (std::vector<std::string>{"l2.conv1.drop", "l1.relu"})); // the channel count stays: no skip convolution

    const auto& pixels = named("restcn-mnist");
    QCOMPARE(layers(pixels.handTuned).size(), std::size_t{2 * 8 + 1 + 1});
    for (int i = 0; i < 8; ++i) {
        const auto conv = opOf<Conv1d>(pixels.handTuned, "l" + std::to_string(i) + ".conv1");
        QCOMPARE(conv.C_out, 25);
        QCOMPARE(conv.K, 7);
        QCOMPARE(conv.d, std::int64_t{1} << i);
    }
    const auto last = opOf<Conv1d>(pixels.seed, "fc");
    QCOMPARE(last.padding, (Padding{-783, 0}));
    QCOMPARE(shapes(pixels.seed).back(), (Shape{10, 1}));
}

void TestSeeds::harCnnForm()
{
    const auto& builtin = named("har-cnn");
    QCOMPARE(forms(builtin.seed), (Texts{"2@1/1 18 128", "2@1/1 36 64", "2@1/1 72 32", "1@1/1 6 1"}));
    QCOMPARE(layers(builtin.seed).back().C_in, 72 * 16);
    QCOMPARE(layers(builtin.seed).front().followedBy, (std::vector<std::string>{"relu", "max_pool"}));
    QCOMPARE(builtin.seed.nodes, builtin.handTuned.nodes);
}

void TestSeeds::seedsKeepTheFields_data()
{
    seedRows();
}

void TestSeeds::seedsKeepTheFields()
{
    QFETCH(std::string, id);
    const auto& builtin = named(id);
    const auto seed = layers(builtin.seed);
    const auto tuned = layers(builtin.handTuned);
    QCOMPARE(seed.size(), tuned.size());
    for (std::size_t i = 0; i < seed.size(); ++i) {
        QCOMPARE(seed[i].name, tuned[i].name);
        QCOMPARE(seed[i].d, 1);
        QCOMPARE(seed[i].C_out, tuned[i].C_out);
        QCOMPARE(seed[i].T, tuned[i].T);
        QCOMPARE(seed[i].s, tuned[i].s);
        QVERIFY(seed[i].F() >= tuned[i].F());
        if (id != "temponet" && id != "tc-resnet14") // these two see further
            QCOMPARE(seed[i].F(), tuned[i].F());
    }
}

void TestSeeds::requestsThatFit_data()
{
    QTest::addColumn<QList<qint64>>("numbers"); // C, T, outputs, per step
    QTest::addColumn<Texts>("expected");
    const Texts series = {"ecgtcn", "temponet", "tccnet", "tc-resnet14", "restcn-mnist", "har-cnn"};
    const auto without = [series](const Texts& gone) {
        auto left = series;
        for (const auto& id : gone)
            std::erase(left, id);
        return left;
    };
    QTest::newRow("a heartbeat") << QList<qint64>{1, 140, 5, 0} << series;
    QTest::newRow("36: a sample is left before the last pool") << QList<qint64>{1, 36, 5, 0} << without({"temponet"});
    QTest::newRow("40: two are left") << QList<qint64>{1, 40, 5, 0} << series;
    QTest::newRow("8 samples") << QList<qint64>{2, 8, 2, 0} << without({"temponet"});
    QTest::newRow("7 samples") << QList<qint64>{2, 7, 2, 0} << without({"temponet", "har-cnn"});
    QTest::newRow("one sample") << QList<qint64>{3, 1, 2, 0} << without({"temponet", "har-cnn"});
    QTest::newRow("piano roll") << QList<qint64>{88, 120, 88, 1} << Texts{"restcn-nottingham", "restcn-jsb"};
    QTest::newRow("one step") << QList<qint64>{88, 1, 88, 1} << Texts{"restcn-nottingham", "restcn-jsb"};
    QTest::newRow("no samples") << QList<qint64>{1, 0, 5, 0} << Texts{};
    QTest::newRow("no outputs") << QList<qint64>{1, 140, 0, 0} << Texts{};
    QTest::newRow("far too long") << QList<qint64>{1, std::numeric_limits<qint64>::max(), 5, 0} << Texts{};
    QTest::newRow("negative length") << QList<qint64>{1, std::numeric_limits<qint64>::min(), 5, 0} << Texts{};
}

void TestSeeds::requestsThatFit()
{
    QFETCH(QList<qint64>, numbers);
    QFETCH(Texts, expected);
    const SeedRequest request{.input = {numbers[0], numbers[1]},
                              .outputs = numbers[2],
                              .answer =
                                  numbers[3] != 0 ? SeedRequest::Answer::PerStep : SeedRequest::Answer::PerSeries};
    Texts found;
    for (const auto& builtin : builtinSeeds(request)) {
        found.push_back(builtin.id);
        for (const auto* network : {&builtin.seed, &builtin.handTuned}) {
            QCOMPARE(network->input, request.input);
            QCOMPARE(shapes(*network).back().C, request.outputs);
        }
    }
    QCOMPARE(found, expected);
    if (numbers[3] == 0) {
        const auto list = builtinSeeds(request.input, request.outputs);
        QCOMPARE(list.size(), expected.size());
    }
}

void TestSeeds::seedById()
{
    for (const auto& builtin : all()) {
        const auto shape = shapes(builtin.seed).back();
        const SeedRequest request{.input = builtin.seed.input,
                                  .outputs = shape.C,
                                  .answer =
                                      shape.T > 1 ? SeedRequest::Answer::PerStep : SeedRequest::Answer::PerSeries};
        const auto found = builtinSeed(builtin.id, request);
        QCOMPARE(found.id, builtin.id);
        QCOMPARE(found.title, builtin.title);
        QCOMPARE(found.seed, builtin.seed);
        QCOMPARE(found.handTuned, builtin.handTuned);
    }
}

void TestSeeds::refusedById_data()
{
    QTest::addColumn<std::string>("id");
    QTest::addColumn<qint64>("T");
    QTest::addColumn<bool>("perStep");
    QTest::addColumn<std::string>("message");
    QTest::newRow("unknown")
        << std::string("lenet") << qint64{100} << false
        << std::string("there is no seed of this name. Choose one of ecgtcn, temponet, tccnet, tc-resnet14, "
                       "restcn-mnist, har-cnn, restcn-nottingham, restcn-jsb.");
    QTest::newRow("too short")
        << std::string("temponet") << qint64{20} << false
        << std::string("it does not fit 4 channels x 20 samples and 3 outputs: node b2.conv2.pool, field K: "
                       "found 2, but the input has only 1 samples. Use series of another length, or another "
                       "seed.");
    QTest::newRow("per step")
        << std::string("ecgtcn") << qint64{100} << true
        << std::string("it answers once for each series, but an answer at every step is wanted. Choose another "
                       "seed, or one label for each series.");
    QTest::newRow("per series")
        << std::string("restcn-jsb") << qint64{100} << false
        << std::string("it answers at every step, but one answer for each series is wanted. Choose another "
                       "seed, or labels for each step.");
    QTest::newRow("nothing")
        << std::string("ecgtcn") << qint64{0} << false
        << std::string("found 4 channels x 0 samples and 3 outputs, expected at least one of each and a size "
                       "that fits into memory. Check the data.");
}

void TestSeeds::refusedById()
{
    QFETCH(std::string, id);
    QFETCH(qint64, T);
    QFETCH(bool, perStep);
    QFETCH(std::string, message);
    const SeedRequest request{.input = {4, T},
                              .outputs = 3,
                              .answer = perStep ? SeedRequest::Answer::PerStep : SeedRequest::Answer::PerSeries};
    try {
        static_cast<void>(builtinSeed(id, request));
        QFAIL("the request was accepted");
    } catch (const NetworkError& error) {
        QCOMPARE(std::string(error.what()), "Built-in seed \"" + id + "\": " + message);
    }
}

QTEST_GUILESS_MAIN(TestSeeds)
#include "tst_seeds.moc"
