// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/seeds.h"
#include "core/search/fast/fastnet.h"
#include "core/search/graphnet.h"
#include "core/search/maskednet.h"
#include "core/search/tensors.h"
#include "tests/search/randomnetwork.h"

#include <ATen/Parallel.h>
#include <QTest>

using namespace pitlane;

namespace {

Weights gradientsOf(const GraphNet& net)
{
    Weights result;
    std::size_t next = 0;
    const auto parameters = net.parameters();
    const auto needed = weightShapes(net.spec());
    for (const auto& node : net.spec().nodes)
        for (const auto* part : {".weight", ".bias", ".context"}) {
            if (!needed.contains(node.name + part))
                continue;
            const auto& parameter = parameters.at(next++);
            result.emplace(node.name + part, toWeightTensor(parameter.grad().defined() ? parameter.grad()
                                                                                       : torch::zeros_like(parameter)));
        }
    return result;
}

/// GraphNet in double precision: rounding is the other side's alone.
GraphNet exactReference(const NetworkSpec& spec, const Weights& weights)
{
    torch::set_default_dtype(caffe2::TypeMeta::Make<double>());
    GraphNet net(spec, weights);
    torch::set_default_dtype(caffe2::TypeMeta::Make<float>());
    return net;
}

/// Largest difference relative to the largest value; reference first.
double difference(const torch::Tensor& expected, const torch::Tensor& found)
{
    if (expected.numel() == 0)
        return 0;
    return (expected - found).abs().max().item<double>() / std::max(1e-3, expected.abs().max().item<double>());
}

} // namespace

using Gradients = std::map<std::string, torch::Tensor>;

Gradients asTensors(const Weights& weights)
{
    Gradients result;
    for (const auto& [name, tensor] : weights)
        result.emplace(name, toTensor(tensor));
    return result;
}

/// Differences of gradients relative to the largest one of all. Rounding is amplified by batch-norms of nearly constant
/// channels and by ReLUs near their kink, so LibTorch's own float operators say what can be asked for.
QString farFrom(const Gradients& exact, const Gradients& stock, const Gradients& found)
{
    double largest = 1e-3;
    double stockError = 0;
    for (const auto& [name, tensor] : exact)
        if (tensor.numel() > 0)
            largest = std::max(largest, tensor.abs().max().item<double>());
    for (const auto& [name, tensor] : exact)
        if (tensor.numel() > 0)
            stockError = std::max(stockError, (tensor - stock.at(name)).abs().max().item<double>() / largest);
    for (const auto& [name, tensor] : exact) {
        if (tensor.numel() == 0)
            continue;
        const auto off = (tensor - found.at(name)).abs().max().item<double>() / largest;
        if (!(off < std::max(1e-4, 3 * stockError)))
            return QStringLiteral("gradient of %1 differs by %2, LibTorch's by %3")
                .arg(QString::fromStdString(name))
                .arg(off)
                .arg(stockError);
    }
    return {};
}

class TestFastNet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plainNetworks();
};

void TestFastNet::plainNetworks()
{
    int ran = 0;
    for (unsigned graph = 0; graph < 300; ++graph) {
        RandomNetwork random(graph);
        const auto spec = random.draw();
        if (!FastNet::obstacle(spec).empty())
            continue;
        ++ran;
        const auto weights = randomWeights(spec, random);
        auto reference = exactReference(spec, weights);
        FastNet net(spec, weights);
        torch::manual_seed(graph);
        const auto x = torch::randn({random.pick(5, 9), spec.input.C, spec.input.T});
        const auto where = QStringLiteral("graph %1").arg(graph);
        {
            const torch::NoGradGuard noGrad;
            const auto expected = reference.forward(x.to(torch::kDouble), false);
            QVERIFY2(difference(expected, net.forward(x, false, false)) < 1e-4, qPrintable(where));
        }
        GraphNet stock(spec, weights);
        const auto expected = reference.forward(x.to(torch::kDouble), true);
        const auto found = net.forward(x, true, false);
        QVERIFY2(difference(expected, found) < 1e-4, qPrintable(where + QStringLiteral(" training")));
        const auto direction = torch::randn_like(found);
        (expected * direction).sum().backward();
        (found * direction).sum().backward();
        (stock.forward(x, true) * direction).sum().backward();
        const auto gradients = net.gradients();
        const auto expectedGradients = gradientsOf(reference);
        QCOMPARE(gradients.size(), expectedGradients.size());
        const auto problem = farFrom(asTensors(expectedGradients), asTensors(gradientsOf(stock)), asTensors(gradients));
        QVERIFY2(problem.isEmpty(), qPrintable(where + QStringLiteral(": ") + problem));
        QVERIFY2(difference(torch::cat(reference.buffers().empty() ? std::vector{torch::zeros({1})} : reference.buffers()),
                            reference.buffers().empty() ? torch::zeros({1}) : net.buffers().front()) < 1e-5,
                 qPrintable(where));
    }
    qInfo("%d graphs", ran);
    QVERIFY(ran > 250);
}

QTEST_GUILESS_MAIN(TestFastNet)
#include "tst_fastnet.moc"
