// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/onnxexport.h"
#include "core/exchange/onnximport.h"
#include "core/network/seeds.h"
#include "tests/exchange/evaluate.h"
#include "tests/exchange/onnxevaluator.h"
#include "tests/network/networks.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <onnx/checker.h>

using namespace pitlane;
using namespace pitlane::test;

namespace {

onnx::ModelProto parsed(const std::string& bytes)
{
    onnx::ModelProto model;
    if (!model.ParseFromString(bytes))
        throw std::runtime_error("not an ONNX file");
    return model;
}

/// What the model gives for one signal, by the operators' own definitions.
Signal runOnnx(const std::string& bytes, const Signal& x)
{
    const auto model = parsed(bytes);
    OnnxEvaluator::Tensor input{
        .dims = {1, static_cast<std::int64_t>(x.size()), static_cast<std::int64_t>(x.front().size())}, .values = {}};
    for (const auto& channel : x)
        input.values.insert(input.values.end(), channel.begin(), channel.end());
    const auto output = OnnxEvaluator(model).run(input);
    const auto T = output.dims.size() == 3 ? static_cast<std::size_t>(output.dims[2]) : std::size_t{1};
    Signal result;
    for (std::size_t i = 0; i < output.values.size(); i += T)
        result.emplace_back(output.values.begin() + static_cast<std::ptrdiff_t>(i),
                            output.values.begin() + static_cast<std::ptrdiff_t>(i + T));
    return result;
}

/// The network without what inference drops, as it comes back.
NetworkSpec withoutDropout(NetworkSpec network)
{
    std::map<std::string, std::string> gone;
    std::vector<Node> left;
    for (auto node : network.nodes) {
        for (auto& input : node.inputs)
            if (const auto found = gone.find(input); found != gone.end())
                input = found->second;
        if (std::holds_alternative<Dropout>(node.op) || std::holds_alternative<SpatialDropout>(node.op))
            gone[node.name] = node.inputs.front();
        else
            left.push_back(node);
    }
    network.nodes = left;
    return network;
}

} // namespace

class TestOnnxExport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void seedsKeepTheirFunction_data();
    void seedsKeepTheirFunction();
    void seedsComeBackAsTheyWere_data() { seedsKeepTheirFunction_data(); }
    void seedsComeBackAsTheyWere();
    void randomNetworksKeepTheirFunction();
    void modelSaysWhoMadeIt();
    void sameNetworkGivesSameBytes();
    void negativePaddingBecomesSlice();
    void dropoutAtTheEndIsIdentity();
    void foreignWeightsAreRefused();
    void cutBeyondTheSignalIsRefused();
};

void TestOnnxExport::seedsKeepTheirFunction_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("samples");
    QTest::addColumn<bool>("perStep");
    // Shorter than the published lengths where plain loops would take long.
    QTest::newRow("ecgtcn") << QStringLiteral("ecgtcn") << 1 << 140 << false;
    QTest::newRow("temponet") << QStringLiteral("temponet") << 4 << 128 << false;
    QTest::newRow("tccnet") << QStringLiteral("tccnet") << 10 << 30 << false;
    QTest::newRow("tc-resnet14") << QStringLiteral("tc-resnet14") << 40 << 16 << false;
    QTest::newRow("restcn-nottingham") << QStringLiteral("restcn-nottingham") << 88 << 12 << true;
    QTest::newRow("restcn-jsb") << QStringLiteral("restcn-jsb") << 88 << 16 << true;
    QTest::newRow("restcn-mnist") << QStringLiteral("restcn-mnist") << 1 << 60 << false;
    QTest::newRow("har-cnn") << QStringLiteral("har-cnn") << 9 << 128 << false;
}

void TestOnnxExport::seedsKeepTheirFunction()
{
    QFETCH(QString, id);
    QFETCH(int, channels);
    QFETCH(int, samples);
    QFETCH(bool, perStep);
    const SeedRequest request{.input = {channels, samples},
                              .outputs = 7,
                              .answer = perStep ? SeedRequest::Answer::PerStep : SeedRequest::Answer::PerSeries};
    const auto builtin = builtinSeed(id.toStdString(), request);
    std::mt19937 random(7);
    for (const auto& network : {builtin.seed, builtin.handTuned}) {
        const auto weights = drawWeights(network, random);
        const auto bytes = toOnnx(network, weights);
        auto model = parsed(bytes);
        onnx::checker::check_model(model);
        const auto x = drawSignal(network.input, random);
        const auto expected = Evaluator(network, weights).run(x);
        const auto exported = difference(expected, runOnnx(bytes, x));
        QVERIFY2(exported < 1e-5, qPrintable(QString::number(exported)));
        const auto back = importOnnx(bytes, "seed.onnx");
        const auto imported = difference(expected, Evaluator(back.network, back.weights).run(x));
        QVERIFY2(imported < 1e-5, qPrintable(QString::number(imported)));
    }
}

void TestOnnxExport::seedsComeBackAsTheyWere()
{
    QFETCH(QString, id);
    QFETCH(int, channels);
    QFETCH(int, samples);
    QFETCH(bool, perStep);
    const SeedRequest request{.input = {channels, samples},
                              .outputs = 7,
                              .answer = perStep ? SeedRequest::Answer::PerStep : SeedRequest::Answer::PerSeries};
    const auto builtin = builtinSeed(id.toStdString(), request);
    std::mt19937 random(8);
    const auto weights = drawWeights(builtin.handTuned, random);
    const auto back = importOnnx(toOnnx(builtin.handTuned, weights), "seed.onnx");
    QCOMPARE(back.network.nodes.size(), withoutDropout(builtin.handTuned).nodes.size());
    for (std::size_t i = 0; i < back.network.nodes.size(); ++i)
        QVERIFY2(back.network.nodes[i] == withoutDropout(builtin.handTuned).nodes[i],
                 back.network.nodes[i].name.c_str());
    QVERIFY(back.network == withoutDropout(builtin.handTuned));
    QVERIFY(back.weights == weights);
}

void TestOnnxExport::randomNetworksKeepTheirFunction()
{
    std::mt19937 random(20261125);
    int compared = 0;
    std::set<std::string_view> kinds;
    for (int i = 0; i < 400; ++i) {
        auto network = randomNetwork(random, 2 + i % 9);
        if (i % 3 == 0)
            network.nodes.push_back({.name = "last", .inputs = {network.nodes.back().name}, .op = Relu{}});
        const auto weights = drawWeights(network, random);
        std::string bytes;
        try {
            bytes = toOnnx(network, weights);
        } catch (const ExchangeError& error) {
            QVERIFY2(std::string(error.what()).find("cuts off all") != std::string::npos, error.what());
            continue;
        }
        const auto x = drawSignal(network.input, random);
        const auto expected = Evaluator(network, weights).run(x);
        const auto exported = difference(expected, runOnnx(bytes, x));
        QVERIFY2(exported < 1e-5, toJson(network).dump().c_str());
        ImportedNetwork back;
        try {
            back = importOnnx(bytes, "random.onnx");
        } catch (const ExchangeError& error) {
            // A network that is only its input, once the nodes that do nothing have gone.
            QVERIFY2(std::string(error.what()).find("does not come from a layer") != std::string::npos, error.what());
            continue;
        }
        const auto imported = difference(expected, Evaluator(back.network, back.weights).run(x));
        QVERIFY2(imported < 1e-5, toJson(network).dump().c_str());
        for (const auto& node : back.network.nodes)
            kinds.insert(kindOf(node.op));
        ++compared;
    }
    QVERIFY2(compared > 330, qPrintable(QString::number(compared)));
    std::string seen;
    for (const auto kind : kinds)
        seen += std::string(kind) + " ";
    QVERIFY2(kinds.size() == std::variant_size_v<Op> - 2, seen.c_str());
    QCOMPARE(kinds.size(), std::variant_size_v<Op> - 2); // all but the two kinds of dropout
}

void TestOnnxExport::modelSaysWhoMadeIt()
{
    std::mt19937 random(1);
    const auto network = ecgtcn().handTuned;
    const auto model = parsed(toOnnx(network, drawWeights(network, random)));
    QCOMPARE(model.producer_name(), std::string("Pitlane"));
    QCOMPARE(model.opset_import(0).version(), 13);
    QCOMPARE(model.graph().name(), network.name);
    const auto& input = model.graph().input(0).type().tensor_type().shape();
    QCOMPARE(input.dim(0).dim_param(), std::string("batch"));
    QCOMPARE(input.dim(1).dim_value(), 1);
    QCOMPARE(input.dim(2).dim_value(), 140);
    QCOMPARE(model.graph().output(0).name(), std::string("output"));
    QCOMPARE(model.graph().output(0).type().tensor_type().shape().dim(1).dim_value(), 5);
    std::set<std::string> names;
    for (const auto& node : model.graph().node())
        names.insert(node.name());
    for (const auto& node : network.nodes)
        if (!std::holds_alternative<Dropout>(node.op))
            QVERIFY2(names.contains(node.name), node.name.c_str());
}

void TestOnnxExport::sameNetworkGivesSameBytes()
{
    std::mt19937 random(3);
    const auto network = tccnet({10, 20}).handTuned;
    const auto weights = drawWeights(network, random);
    const QTemporaryDir folder;
    const auto path = std::filesystem::path(folder.path().toStdString()) / "tccnet.onnx";
    exportOnnx(network, weights, path);
    const auto back = importOnnx(path);
    QCOMPARE(toOnnx(network, weights), toOnnx(network, weights));
    QVERIFY(back.network == withoutDropout(network));
}

void TestOnnxExport::negativePaddingBecomesSlice()
{
    // y[t] = x[t + 2 - 1] of a signal without its two oldest samples, padded by one at the end.
    const auto network = chain({1, 6}, {conv(1, 2, 1, 1, {.left = -2, .right = 1})});
    const Weights weights{{"n0.weight", {{1, 1, 2}, {10, 1}}}, {"n0.bias", {{1}, {0}}}};
    const auto bytes = toOnnx(network, weights);
    const auto model = parsed(bytes);
    QCOMPARE(model.graph().node(0).op_type(), std::string("Slice"));
    const auto output = runOnnx(bytes, {{1, 2, 3, 4, 5, 6}});
    QCOMPARE(output, (Signal{{34, 45, 56, 60}}));
    const auto back = importOnnx(bytes, "cut.onnx", "chain");
    QVERIFY(back.network == network);
}

void TestOnnxExport::dropoutAtTheEndIsIdentity()
{
    const auto network = chain({2, 3}, {Relu{}, Dropout{}, SpatialDropout{}});
    QCOMPARE(runOnnx(toOnnx(network, {}), {{1, -1, 2}, {-3, 4, 0}}), (Signal{{1, 0, 2}, {0, 4, 0}}));
    const auto nothing = chain({2, 3}, {Dropout{}});
    QCOMPARE(runOnnx(toOnnx(nothing, {}), {{1, -1, 2}, {-3, 4, 0}}), (Signal{{1, -1, 2}, {-3, 4, 0}}));
}

void TestOnnxExport::foreignWeightsAreRefused()
{
    std::mt19937 random(1);
    auto weights = drawWeights(ecgtcn().seed, random);
    QVERIFY_EXCEPTION_THROWN((void)toOnnx(ecgtcn().handTuned, weights), ExchangeError);
    weights.erase("fc.weight");
    try {
        (void)toOnnx(ecgtcn().seed, weights);
        QFAIL("no error");
    } catch (const ExchangeError& error) {
        QVERIFY2(std::string(error.what()).find("lack the tensor fc.weight") != std::string::npos, error.what());
    }
}

void TestOnnxExport::cutBeyondTheSignalIsRefused()
{
    const auto network = chain({1, 3}, {conv(1, 1, 1, 1, {.left = 4, .right = -3})});
    std::mt19937 random(1);
    try {
        (void)toOnnx(network, drawWeights(network, random));
        QFAIL("no error");
    } catch (const ExchangeError& error) {
        QVERIFY2(std::string(error.what()).find("node n0 cuts off all 3 samples") != std::string::npos, error.what());
    }
}

QTEST_GUILESS_MAIN(TestOnnxExport)
#include "tst_onnxexport.moc"
