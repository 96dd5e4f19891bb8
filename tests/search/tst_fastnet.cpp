// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/cost.h"
#include "core/network/seeds.h"
#include "core/search/fast/fastmaskednet.h"
#include "core/search/fast/fastpitmasks.h"
#include "core/search/graphnet.h"
#include "core/search/learners.h"
#include "core/search/maskednet.h"
#include "core/search/tensors.h"
#include "tests/search/randomnetwork.h"

#include <ATen/Parallel.h>
#include <QTest>

using namespace pitlane;
using namespace pitlane::test;

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
        if (!(off < std::max(1e-4, 10 * stockError)))
            return QStringLiteral("gradient of %1 differs by %2, LibTorch's by %3")
                .arg(QString::fromStdString(name))
                .arg(off)
                .arg(stockError);
    }
    return {};
}

Q_DECLARE_METATYPE(pitlane::NetworkSpec)

class TestFastNet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plainNetworks();
    void maskedNetworks();
    void masksMayGoBeforeTheGradients();
    void whatIsNotANumberComesOut();
    void thetaByHand();
    void seeds_data();
    void seeds();
    void searchStaysWithItsReference();
    void batchesOfAllSizes();
    void adamIsAdam();
    void sumsDoNotDependOnThreads();
    void obstacles();
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

/// A method's masks live as long as its step's forward pass; what lies in their place afterwards must not matter.
void TestFastNet::masksMayGoBeforeTheGradients()
{
    const auto spec = ecgtcn().seed;
    const auto space = analyse(spec, {});
    const auto layout = layoutOf(space);
    GraphNet drawn(spec, 1);
    torch::manual_seed(3);
    const auto x = torch::randn({6, 1, 140});
    const auto gradients = [&](bool overwrite) {
        FastNet net(spec, drawn.weights(), placesOf(spec, space, layout));
        auto masks = torch::ones({layout.size}).set_requires_grad(true);
        std::vector<char> wanted(static_cast<std::size_t>(layout.size), 1);
        const auto outputs = net.forward(x, true, false, masks, wanted);
        if (overwrite) {
            const torch::NoGradGuard noGrad;
            masks.fill_(std::nanf(""));
            wanted.assign(wanted.size(), 0);
        }
        outputs.square().sum().backward();
        return std::pair(net.gradients(), toWeightTensor(masks.grad()));
    };
    QVERIFY(gradients(true) == gradients(false));
}

/// A ReLU that turns it into 0 would hide a search that has come apart.
void TestFastNet::whatIsNotANumberComesOut()
{
    for (const auto& spec :
         {ecgtcn().seed, ecgtcn().handTuned, temponet({1, 64}).handTuned, tccnet({1, 40}, 3).handTuned}) {
        FastNet net(spec, GraphNet(spec, 1).weights());
        for (const auto bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
            auto x = torch::rand({4, spec.input.C, spec.input.T});
            x[2].fill_(bad);
            const torch::NoGradGuard noGrad;
            const auto outputs = net.forward(x, false, false);
            QVERIFY2(!torch::isfinite(outputs[2]).any().item<bool>(), spec.name.c_str());
            QVERIFY2(torch::isfinite(outputs[1]).all().item<bool>(), spec.name.c_str());
        }
    }
}

/// Masks of all kinds, most of them binary, some not (FBNetV2 weighs them): outputs and every gradient.
void TestFastNet::maskedNetworks()
{
    int vanished = 0, ran = 0, weighed = 0;
    for (unsigned graph = 0; graph < 400; ++graph) {
        RandomNetwork random(graph);
        const auto spec = random.draw();
        if (!FastNet::obstacle(spec).empty())
            continue;
        ++ran;
        const auto weights = randomWeights(spec, random);
        const MaskConfig config{.strided = random.chance(0.5), .granularity = random.chance(0.2) ? 2 : 1};
        const auto space = analyse(spec, config);
        const auto layout = layoutOf(space);
        auto values = torch::empty({layout.size});
        const bool binary = graph % 4 != 0;
        for (std::int64_t i = 0; i < layout.size; ++i)
            values[i] = random.chance(0.4) ? 0.0F : binary ? 1.0F : random.uniform(0.1F, 1);
        for (std::size_t g = 0; g < space.groups.size(); ++g)
            if (layout.channels[g].count > 0 && random.chance(0.2)) {
                values.narrow(0, layout.channels[g].first, layout.channels[g].count).fill_(0);
                if (layout.alive[g] >= 0) {
                    values[layout.alive[g]] = 0;
                    ++vanished;
                }
            }
        weighed += binary ? 0 : 1;
        auto reference = exactReference(spec, weights);
        GraphNet stock(spec, weights);
        FastNet net(spec, weights, placesOf(spec, space, layout));
        torch::manual_seed(graph);
        const auto x = torch::randn({random.pick(5, 9), spec.input.C, spec.input.T});
        const auto exactValues = values.to(torch::kDouble).set_requires_grad(true);
        const auto stockValues = values.clone().set_requires_grad(true);
        const auto fastValues = values.clone().set_requires_grad(true);
        const auto expected =
            reference.forward(x.to(torch::kDouble), true, false, nodeMasks(spec, space, layout, exactValues));
        const auto found = net.forward(x, true, false, fastValues, {});
        const auto stockOutputs = stock.forward(x, true, false, nodeMasks(spec, space, layout, stockValues));
        const auto where = QStringLiteral("graph %1").arg(graph);
        QVERIFY2(difference(expected, found) < std::max(1e-4, 10 * difference(expected, stockOutputs)),
                 qPrintable(where + QStringLiteral(" training")));
        const auto direction = torch::randn_like(found);
        (expected * direction).sum().backward();
        (found * direction).sum().backward();
        (stockOutputs * direction).sum().backward();
        auto exactGradients = asTensors(gradientsOf(reference));
        auto stockGradients = asTensors(gradientsOf(stock));
        auto gradients = asTensors(net.gradients());
        const auto defined = [&](const torch::Tensor& tensor) {
            return tensor.grad().defined() ? tensor.grad() : torch::zeros_like(values);
        };
        exactGradients.emplace("masks", defined(exactValues));
        stockGradients.emplace("masks", defined(stockValues));
        gradients.emplace("masks", defined(fastValues));
        const auto problem = farFrom(exactGradients, stockGradients, gradients);
        QVERIFY2(problem.isEmpty(), qPrintable(where + QStringLiteral(": ") + problem));
        // Evaluation with the statistics as they were: those of channels that are off stand still.
        const torch::NoGradGuard noGrad;
        auto fresh = exactReference(spec, weights);
        FastNet again(spec, weights, placesOf(spec, space, layout));
        const auto evaluated = fresh.forward(x.to(torch::kDouble), false, false, nodeMasks(spec, space, layout, exactValues));
        QVERIFY2(difference(evaluated, again.forward(x, false, false, values, {})) < 1e-4, qPrintable(where));
        QVERIFY2(difference(evaluated, again.forward(x, false, false, values, {})) < 1e-4, qPrintable(where + QStringLiteral(" twice")));
    }
    QVERIFY2(ran > 350 && vanished > 30 && weighed > 80, qPrintable(QStringLiteral("%1 %2 %3").arg(ran).arg(vanished).arg(weighed)));
}

/// Masks, R and the gradients of theta by hand against those of tensor operators.
void TestFastNet::thetaByHand()
{
    for (unsigned graph = 0; graph < 200; ++graph) {
        RandomNetwork random(graph);
        const auto spec = random.draw();
        const MaskConfig config{.channels = random.chance(0.9),
                                .field = random.chance(0.8),
                                .dilation = random.chance(0.8),
                                .strided = random.chance(0.5),
                                .granularity = random.chance(0.3) ? 2 : 1};
        const auto regulariser = random.chance(0.5) ? Regulariser::Size : Regulariser::Ops;
        PitMasks reference(analyse(spec, config), config, regulariser);
        const auto space = analyse(spec, config);
        FastPitMasks masks(space, config, SearchCost(spec, space, regulariser));
        {
            const torch::NoGradGuard noGrad;
            torch::manual_seed(graph);
            if (graph % 5 != 0) // all theta at 1 is where every search starts: equals
                for (auto [from, to] : {std::pair{&reference.alpha(), &masks.alpha()},
                                        std::pair{&reference.beta(), &masks.beta()},
                                        std::pair{&reference.gamma(), &masks.gamma()}}) {
                    from->copy_(torch::randn_like(*from) * (from == &reference.alpha() ? 0.5 : 0.2));
                    to->copy_(*from);
                }
        }
        const auto expected = reference.moment({});
        const auto found = masks.moment({});
        const auto where = QStringLiteral("graph %1").arg(graph);
        QVERIFY2(torch::equal(expected.values, found.values), qPrintable(where));
        QVERIFY2(difference(expected.cost, found.cost) < 1e-5, qPrintable(where));
        torch::manual_seed(graph + 1);
        const auto direction = torch::randn_like(found.values);
        const auto useful = torch::empty_like(direction);
        for (std::int64_t i = 0; i < useful.numel(); ++i)
            useful[i] = found.wanted[static_cast<std::size_t>(i)] != 0 ? 1.0F : 0.0F;
        if (reference.parameters().empty())
            continue;
        ((expected.values * direction).sum() + 1e-2 * expected.cost).backward();
        ((found.values * direction * useful).sum() + 1e-2 * found.cost).backward(); // the others change nothing
        for (auto [from, to] : {std::pair{reference.alpha(), masks.alpha()}, std::pair{reference.beta(), masks.beta()},
                                std::pair{reference.gamma(), masks.gamma()}})
            if (from.numel() > 0)
                QVERIFY2(difference(from.grad(), to.grad()) < 1e-4, qPrintable(where));
    }
}

void TestFastNet::seeds_data()
{
    QTest::addColumn<NetworkSpec>("network");
    for (const auto& builtin : {ecgtcn(), tccnet({10, 60}), tcResNet14(), resTcnNottingham({88, 40}), resTcnJsb({88, 40}),
                                resTcnMnist({1, 60}), harCnn(), temponet()}) {
        QTest::newRow(builtin.id.c_str()) << builtin.seed;
        QTest::newRow((builtin.id + " by hand").c_str()) << builtin.handTuned;
    }
}

/// Three steps of training from equal weights stay together.
void TestFastNet::seeds()
{
    QFETCH(NetworkSpec, network);
    QVERIFY2(FastNet::obstacle(network).empty(), FastNet::obstacle(network).c_str());
    GraphNet stock(network, 5);
    FastNet net(network, stock.weights());
    torch::manual_seed(1);
    const auto x = torch::rand({4, network.input.C, network.input.T});
    const auto expected = stock.forward(x, true);
    const auto found = net.forward(x, true);
    QVERIFY(difference(expected, found) < 1e-4);
    const auto direction = torch::randn_like(found);
    (expected * direction).sum().backward();
    (found * direction).sum().backward();
    auto exact = exactReference(network, stock.weights());
    (exact.forward(x.to(torch::kDouble), true) * direction).sum().backward();
    const auto problem = farFrom(asTensors(gradientsOf(exact)), asTensors(gradientsOf(stock)), asTensors(net.gradients()));
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

/// Steps of a search in which channels, taps and branches go, with batches of different sizes: the same losses and the
/// same masks on both paths. Rounding drifts apart with time, so every few steps both start from the same values again.
void TestFastNet::searchStaysWithItsReference()
{
    const auto seed = ecgtcn().seed;
    const auto weights = GraphNet(seed, 1).weights();
    const auto space = analyse(seed, {});
    MaskedNet reference(GraphNet(seed, weights), {}, Regulariser::Size);
    FastMaskedNet net(seed, weights,
                      std::make_unique<FastPitMasks>(space, MaskConfig{}, SearchCost(seed, space, Regulariser::Size)));
    SearchLearner slow(reference, 3e-4, false), fast(net, 3e-4, false);
    auto slowAdam = makeOptimiser(slow, 1e-3, 5e-2, 0);
    auto fastAdam = makeOptimiser(fast, 1e-3, 5e-2, 0);
    torch::manual_seed(7);
    const TensorData data{torch::rand({60, 1, 140}), torch::randint(5, {60}, torch::kInt64)};
    std::int64_t smallest = parameterCount(seed);
    for (int step = 0; step < 60; ++step) {
        const auto rows = torch::randperm(60, torch::kInt64).narrow(0, 0, step % 3 == 2 ? 20 : 30);
        const auto expected = trainStep(slow, slowAdam, data, rows, 1);
        const auto found = trainStep(fast, fastAdam, data, rows, 1);
        const auto where = qPrintable(QStringLiteral("step %1: %2 instead of %3").arg(step).arg(found.task.item<double>()).arg(expected.task.item<double>()));
        QVERIFY2(std::abs(found.task.item<double>() / expected.task.item<double>() - 1) < 0.02, where);
        QVERIFY2(std::abs(found.cost.item<double>() / expected.cost.item<double>() - 1) < 0.02, where);
        smallest = std::min(smallest, parameterCount(net.extractedSpec()));
    }
    QVERIFY2(smallest < 10000, qPrintable(QString::number(smallest)));
}

/// The buffers follow the batch and the length of its series; nothing of an earlier pass shines through.
void TestFastNet::batchesOfAllSizes()
{
    RandomNetwork random(3);
    const auto network = resTcnJsb({88, 40}).seed;
    const auto weights = randomWeights(network, random);
    const torch::NoGradGuard noGrad;
    FastNet net(network, weights);
    GraphNet stock(network, weights);
    torch::manual_seed(2);
    for (const auto& [N, T] : {std::pair{3, 40}, {1, 7}, {5, 129}, {3, 40}, {2, 64}}) {
        const auto x = torch::rand({N, network.input.C, T});
        QVERIFY(difference(stock.forward(x, false), net.forward(x, false)) < 1e-4);
    }
}

void TestFastNet::adamIsAdam()
{
    torch::manual_seed(4);
    const auto start = torch::randn({1003});
    auto stock = start.clone().set_requires_grad(true);
    auto own = start.clone().set_requires_grad(true);
    torch::optim::Adam reference({stock}, torch::optim::AdamOptions(1e-2).weight_decay(1e-3));
    Adam adam({{.parameters = {own}, .lr = 1e-2, .weightDecay = 1e-3}});
    for (int step = 0; step < 50; ++step) {
        const auto target = torch::randn({1003});
        for (auto [values, clip] : {std::pair{stock, true}, std::pair{own, false}}) {
            values.mutable_grad() = torch::Tensor();
            ((values - target).square().sum() * 3).backward();
            if (clip)
                torch::nn::utils::clip_grad_norm_({values}, 1.0);
        }
        reference.step();
        adam.step(1.0);
        QVERIFY(difference(stock.detach(), own.detach()) < 1e-5);
    }
    QCOMPARE(adam.steps(), 50);
}

void TestFastNet::sumsDoNotDependOnThreads()
{
    const auto network = ecgtcn().seed;
    const auto weights = GraphNet(network, 1).weights();
    torch::manual_seed(5);
    const auto x = torch::rand({30, 1, 140});
    std::vector<Weights> results;
    for (const int threads : {1, 2, 3}) {
        at::set_num_threads(threads);
        FastNet net(network, weights);
        const auto y = net.forward(x, true);
        y.square().sum().backward();
        results.push_back(net.gradients());
        results.back().emplace("y", toWeightTensor(y));
    }
    at::set_num_threads(1);
    QVERIFY(results[0] == results[1]);
    QVERIFY(results[0] == results[2]);
}

/// What cannot run is said, and runs with operators.
void TestFastNet::obstacles()
{
    const NetworkSpec network{.name = "odd",
                              .input = {2, 20},
                              .nodes = {{"mean", {"input"}, GlobalAvgPool{}},
                                        {"conv", {"mean"}, Conv1d{.C_out = 3, .K = 3, .padding = {2, 0}}}}};
    QVERIFY(FastNet::obstacle(network).starts_with("Node conv "));
    const auto weights = GraphNet(network, 1).weights();
    QVERIFY_EXCEPTION_THROWN(FastNet(network, weights), NetworkError);
    const auto net = makeNet(network, weights, false);
    QVERIFY(dynamic_cast<GraphNet*>(net.get()) != nullptr);
    QVERIFY(dynamic_cast<FastNet*>(makeNet(ecgtcn().seed, GraphNet(ecgtcn().seed, 1).weights(), false).get()) != nullptr);
}

QTEST_GUILESS_MAIN(TestFastNet)
#include "tst_fastnet.moc"
