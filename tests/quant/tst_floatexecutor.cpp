// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The float executor against LibTorch's operators, node shapes included.
#include "core/network/seeds.h"
#include "core/quant/floatexecutor.h"
#include "core/search/graphnet.h"
#include "tests/quant/quantfixture.h"
#include "tests/search/randomnetwork.h"

#include <QTest>

using namespace pitlane;
using namespace pitlane::test;

namespace {

/// Largest difference of the outputs relative to the largest value of LibTorch's.
double distance(const NetworkSpec& spec, const Weights& weights, std::span<const float> example)
{
    const torch::NoGradGuard noGrad;
    GraphNet net(spec, weights);
    const auto x =
        torch::tensor(at::ArrayRef<float>(example.data(), example.size())).view({1, spec.input.C, spec.input.T});
    const auto expected = net.forward(x, false).reshape({-1}).contiguous();
    const auto found = FloatExecutor(spec, weights).run(example).back();
    if (expected.numel() != static_cast<std::int64_t>(found.size()))
        return INFINITY;
    double largest = 1e-3;
    double off = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto value = static_cast<double>(expected.data_ptr<float>()[i]);
        largest = std::max(largest, std::abs(value));
        off = std::max(off, std::abs(value - static_cast<double>(found[i])));
    }
    return off / largest;
}

} // namespace

class TestFloatExecutor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void randomGraphs();
    void seeds();
    void wrongWeights();
};

void TestFloatExecutor::randomGraphs()
{
    for (unsigned graph = 0; graph < 150; ++graph) {
        RandomNetwork random(graph);
        auto spec = random.draw();
        const auto& last = spec.nodes.back().name;
        if (graph % 3 == 0)
            spec.nodes.push_back({"end", {last}, graph % 2 == 0 ? Op(Softmax{}) : Op(Sigmoid{})});
        const auto weights = randomWeights(spec, random);
        std::mt19937 noise(graph);
        const auto off = distance(spec, weights, drawExamples(spec.input, 1, noise));
        QVERIFY2(off < 1e-4, qPrintable(QStringLiteral("graph %1: %2").arg(graph).arg(off)));
    }
}

void TestFloatExecutor::seeds()
{
    std::vector<NetworkSpec> specs;
    for (const auto& seed :
         {ecgtcn(), temponet(), tccnet(), tcResNet14(), resTcnNottingham(), resTcnJsb(), resTcnMnist(), harCnn()}) {
        specs.push_back(seed.handTuned);
        if (seed.id == "ecgtcn" || seed.id == "temponet")
            specs.push_back(seed.seed);
    }
    std::mt19937 random(5);
    for (const auto& spec : specs) {
        const auto off = distance(spec, drawWeights(spec, random), drawExamples(spec.input, 1, random));
        QVERIFY2(off < 1e-4, qPrintable(QStringLiteral("%1: %2").arg(QString::fromStdString(spec.name)).arg(off)));
    }
}

void TestFloatExecutor::wrongWeights()
{
    const auto spec = ecgtcn().handTuned;
    std::mt19937 random(6);
    auto weights = drawWeights(spec, random);
    const std::vector<float> example(140);
    QVERIFY_EXCEPTION_THROWN((void)FloatExecutor(spec, weights).run(std::span(example).first(7)), NetworkError);
    weights.at("fc.bias").values.pop_back();
    QVERIFY_EXCEPTION_THROWN(FloatExecutor(spec, weights), NetworkError);
    weights.erase("fc.bias");
    try {
        checkWeights(spec, weights);
        QFAIL("a missing tensor passes");
    } catch (const NetworkError& error) {
        QVERIFY(QString::fromUtf8(error.what()).contains(QLatin1String("fc.bias")));
    }
}

QTEST_GUILESS_MAIN(TestFloatExecutor)
#include "tst_floatexecutor.moc"
