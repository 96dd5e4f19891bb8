// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/cost.h"
#include "core/network/seeds.h"
#include "core/search/methods/dac21.h"
#include "core/search/methods/fbnetv2.h"
#include "core/search/methods/morphnet.h"
#include "core/search/methods/proxylessnas.h"
#include "core/search/methods/registry.h"
#include "core/study/method.h"

#include "tests/search/methodcases.h"
#include "tests/search/randomnetwork.h"

#include <QTest>

#include <set>

using namespace pitlane;
using namespace pitlane::test;

Q_DECLARE_METATYPE(pitlane::SearchConfig)

namespace {

void caseRows()
{
    QTest::addColumn<SearchConfig>("config");
    for (const auto& row : methodCases())
        QTest::newRow(row.name) << row.config;
}

/// Theta anywhere: masks on and off, whole groups too weak to stay.
void randomTheta(const SearchConfig& config, SearchNetwork& net, RandomNetwork& random)
{
    const torch::NoGradGuard noGrad;
    for (auto& parameter : net.thetaParameters()) {
        const bool weak = config.method == "morphnet" && random.chance(0.3);
        auto* value = parameter.data_ptr<float>();
        for (std::int64_t i = 0; i < parameter.numel(); ++i)
            value[i] = config.method == "pit-dac21" ? random.uniform(0.3F, 1.5F)
                                                    : random.uniform(-1, 1) * (weak ? 0.1F : 1.0F);
    }
}

/// conv (2 -> 4 channels, 9 taps), batch-norm, conv (4 -> 3, 5 taps), batch-norm, conv (3 -> 2, 1 tap).
NetworkSpec threeLayers()
{
    NetworkSpec network{.name = "three", .input = {2, 20}};
    network.nodes.push_back({"a", {"input"}, Conv1d{.C_out = 4, .K = 9, .padding = {8, 0}}});
    network.nodes.push_back({"bna", {"a"}, BatchNorm{}});
    network.nodes.push_back({"b", {"bna"}, Conv1d{.C_out = 3, .K = 5, .padding = {4, 0}}});
    network.nodes.push_back({"bnb", {"b"}, BatchNorm{}});
    network.nodes.push_back({"out", {"bnb"}, Conv1d{.C_out = 2, .K = 1}});
    return network;
}

SearchConfig configFor(const char* method, NetworkSpec seed = threeLayers())
{
    SearchConfig config;
    config.method = method;
    config.seed = std::move(seed);
    return config;
}

template <class Source> struct Made
{
    GraphNet net;
    std::unique_ptr<MaskSource> source;
    Source& masks;
    explicit Made(const SearchConfig& config)
        : net(config.seed, 1), source(makeMaskSource(config, net)), masks(dynamic_cast<Source&>(*source))
    {
    }
};

/// Central differences of `function` at the elements of `values`, against the gradient that is there.
template <class Function> void compareGradient(torch::Tensor values, float step, double tolerance, Function function)
{
    const auto gradient = values.grad().clone();
    const torch::NoGradGuard noGrad;
    for (std::int64_t i = 0; i < values.numel(); ++i) {
        const auto before = values[i].item<float>();
        values[i] = before + step;
        const double high = function();
        values[i] = before - step;
        const double low = function();
        values[i] = before;
        const auto expected = (high - low) / (2 * static_cast<double>(step));
        const auto found = gradient[i].item<double>();
        QVERIFY2(std::abs(found - expected) <= tolerance * std::max(1.0, std::abs(expected)),
                 qPrintable(QStringLiteral("element %1: found %2, expected %3").arg(i).arg(found).arg(expected)));
    }
}

void randomise(torch::Tensor values, RandomNetwork& random, float low, float high)
{
    const torch::NoGradGuard noGrad;
    for (std::int64_t i = 0; i < values.numel(); ++i)
        values[i] = random.uniform(low, high);
}

} // namespace

class TestMethods : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySearchMethodIsBuilt();
    void equivalence_data() { caseRows(); }
    void equivalence();
    void equivalenceOfTheSeeds_data() { caseRows(); }
    void equivalenceOfTheSeeds();
    void startsWithTheSeed_data() { caseRows(); }
    void startsWithTheSeed();
    void stepReachesAllParameters_data() { caseRows(); }
    void stepReachesAllParameters();
    void sameStepSameNumbers_data() { caseRows(); }
    void sameStepSameNumbers();
    void sizeOfTheSpaceByCounting_data();
    void sizeOfTheSpaceByCounting();
    void dacMasksAndCost();
    void dacGradients();
    void morphNetCost();
    void morphNetGradient();
    void morphNetTiesGroups();
    void morphNetNeedsNorms();
    void fbNetBlends();
    void fbNetGradients();
    void proxylessDraws();
    void proxylessRunsOnePath();
    void proxylessGradients();
    void proxylessKeepsOtherChances();
};

void TestMethods::everySearchMethodIsBuilt()
{
    for (const auto& method : methods()) {
        const auto config = configFor(method.id.c_str());
        if (method.kind == MethodKind::Search)
            QVERIFY2(makeSearchNetwork(config, GraphNet(config.seed, 1)) != nullptr, method.id.c_str());
        else
            QVERIFY_THROWS_EXCEPTION(Error, makeSearchNetwork(config, GraphNet(config.seed, 1)));
    }
}

void TestMethods::equivalence()
{
    QFETCH(SearchConfig, config);
    int smaller = 0;
    int removed = 0;
    for (unsigned graph = 0; graph < 80; ++graph) {
        RandomNetwork random(5000 + graph);
        config.seed = random.draw();
        config.masks.strided = random.chance(0.5);
        config.masks.granularity = random.chance(0.2) ? 2 : 1;
        const auto net = makeSearchNetwork(config, GraphNet(config.seed, randomWeights(config.seed, random)));
        randomTheta(config, *net, random);
        const auto spec = net->extractedSpec();
        const auto where = QStringLiteral("graph %1").arg(graph);
        QVERIFY2(validate(spec).empty(), qPrintable(where));
        GraphNet small(spec, net->extractedWeights());
        torch::manual_seed(graph);
        const auto x = torch::randn({4, spec.input.C, spec.input.T});
        const torch::NoGradGuard noGrad;
        const auto expected = net->predict(x);
        const auto scale = std::max(1.0F, expected.abs().max().item<float>());
        const auto difference = (expected - small.forward(x, false)).abs().max().item<float>();
        QVERIFY2(difference <= 1e-5F * scale, qPrintable(where + QStringLiteral(": differs by %1").arg(difference)));
        const auto list = layers(spec);
        for (const auto& shape : net->reading().layers) {
            const auto layer = std::ranges::find(list, shape.name, &LayerSpec::name);
            QCOMPARE(layer == list.end(), shape.removed);
            QVERIFY2(shape.removed || (layer->C_out == shape.C_out && layer->K == shape.K && layer->d == shape.d &&
                                       layer->F() == shape.F),
                     qPrintable(where));
            removed += shape.removed ? 1 : 0;
        }
        smaller += parameterCount(spec) < parameterCount(config.seed) ? 1 : 0;
    }
    QVERIFY2(smaller > 40, qPrintable(QString::number(smaller)));
    const bool mayRemove = methodNamed(config.method)->removesBranches && config.masks.channels;
    QVERIFY(mayRemove ? config.method != "morphnet" || removed > 0 : removed == 0);
}

void TestMethods::equivalenceOfTheSeeds()
{
    QFETCH(SearchConfig, config);
    const std::vector<BuiltinSeed> seeds = {
        ecgtcn(), temponet(), tccnet({10, 40}), tcResNet14(), resTcnJsb({88, 30}), resTcnMnist({1, 50}), harCnn()};
    for (const auto& builtin : seeds)
        for (unsigned draw = 0; draw < 3; ++draw) {
            RandomNetwork random(7000 + draw);
            config.seed = builtin.id == "ecgtcn" ? builtin.seed : narrowed(builtin.seed, 4);
            const auto net = makeSearchNetwork(config, GraphNet(config.seed, randomWeights(config.seed, random)));
            randomTheta(config, *net, random);
            const auto spec = net->extractedSpec();
            GraphNet small(spec, net->extractedWeights());
            torch::manual_seed(draw);
            const auto x = torch::rand({3, spec.input.C, spec.input.T});
            const torch::NoGradGuard noGrad;
            const auto expected = net->predict(x);
            const auto scale = std::max(1.0F, expected.abs().max().item<float>());
            const auto difference = (expected - small.forward(x, false)).abs().max().item<float>();
            QVERIFY2(difference <= 1e-5F * scale,
                     qPrintable(
                         QStringLiteral("%1: differs by %2").arg(QString::fromStdString(builtin.id)).arg(difference)));
        }
}

void TestMethods::startsWithTheSeed()
{
    QFETCH(SearchConfig, config);
    config.seed = ecgtcn().seed;
    const GraphNet net(config.seed, 3);
    const auto weights = net.weights();
    const auto search = makeSearchNetwork(config, net);
    QVERIFY(search->extractedSpec() == config.seed);
    QVERIFY(search->extractedWeights() == weights);
    QCOMPARE(search->describe().size(), search->space().layers.size());
}

void TestMethods::stepReachesAllParameters()
{
    QFETCH(SearchConfig, config);
    config.seed = ecgtcn().seed;
    const auto net = makeSearchNetwork(config, GraphNet(config.seed, 3));
    QVERIFY(!net->thetaParameters().empty());
    // No tensor is trained twice, and none is forgotten.
    std::set<const void*> seen;
    for (const auto& list : {net->weightParameters(), net->thetaParameters()})
        for (const auto& parameter : list)
            QVERIFY(seen.insert(parameter.unsafeGetTensorImpl()).second);
    torch::manual_seed(2);
    net->beginStep({.epoch = 1, .step = 2, .progress = 0.1});
    const auto outputs = net->forward(torch::rand({4, 1, 140}), false);
    const auto seedSize = static_cast<double>(parameterCount(config.seed));
    QVERIFY(outputs.cost.item<double>() > 0 && outputs.cost.item<double>() < 3 * seedSize);
    (outputs.logits.square().mean() + outputs.cost * 1e-4).backward();
    for (const auto& list : {net->weightParameters(), net->thetaParameters()})
        for (const auto& parameter : list)
            QVERIFY(parameter.grad().defined() && torch::isfinite(parameter.grad()).all().item<bool>());
    for (const auto& parameter : net->thetaParameters())
        QVERIFY(parameter.grad().ne(0).any().item<bool>());
}

void TestMethods::sameStepSameNumbers()
{
    QFETCH(SearchConfig, config);
    config.seed = ecgtcn().seed;
    const auto moment = [&](int epoch, int step, std::uint64_t seedNumber) {
        config.seedNumber = seedNumber;
        const auto source = makeMaskSource(config, GraphNet(config.seed, 3));
        return source->moment({.epoch = epoch, .step = step, .progress = 0.2}).values.detach();
    };
    const auto values = moment(3, 4, 1);
    QVERIFY(torch::equal(values, moment(3, 4, 1)));
    const bool draws = config.method == "fbnetv2" || config.method == "proxylessnas";
    QCOMPARE(torch::equal(values, moment(3, 5, 1)), !draws);
    QCOMPARE(torch::equal(values, moment(4, 4, 1)), !draws);
    QCOMPARE(torch::equal(values, moment(3, 4, 2)), !draws);
}

void TestMethods::sizeOfTheSpaceByCounting_data()
{
    QTest::addColumn<SearchConfig>("config");
    QTest::addColumn<double>("byHand");
    const auto row = [](const char* name, SearchConfig config, double byHand) {
        QTest::newRow(name) << config << byHand;
    };
    row("PIT DAC'21", configFor("pit-dac21"), 4 * 3);    // d = 1 2 4 8 and 1 2 4
    row("MorphNet", configFor("morphnet"), 4 * 3);       // channels
    row("FBNetV2, coarse", configFor("fbnetv2"), 4 * 3); // 1 2 3 4 and 1 2 3
    auto config = configFor("fbnetv2");
    config.fbNetV2.choices = 2;
    row("FBNetV2, two choices", config, 2 * 2);
    config.fbNetV2.choices = 0;
    config.masks.layers = {{.layer = "a", .keepAtLeast = 3}};
    row("FBNetV2, fine, keep 3", config, 2 * 3);
    config = configFor("proxylessnas");
    row("ProxylessNAS, combined", config, 2 * 4 * 2 * 4); // C 2 4, K@d 9 5 5@2 3@2; C 2 3, K@d 5 3 3@2 2@2
    config.masks.channels = config.masks.field = false;
    row("ProxylessNAS, dilation", config, 4 * 3);
    config.masks.field = true;
    config.masks.dilation = false;
    row("ProxylessNAS, field", config, 4 * 4); // 3 5 7 9, 2 3 4 5
}

/// Every setting of the parameters that matters is tried, and the different networks are counted.
void TestMethods::sizeOfTheSpaceByCounting()
{
    QFETCH(SearchConfig, config);
    QFETCH(double, byHand);
    const auto net = makeSearchNetwork(config, GraphNet(config.seed, 1));
    std::vector<float*> values;
    for (auto& parameter : net->thetaParameters())
        for (std::int64_t i = 0; i < parameter.numel(); ++i)
            values.push_back(parameter.data_ptr<float>() + i);
    std::set<std::string> found;
    for (std::uint64_t bits = 0; bits < (std::uint64_t{1} << values.size()); ++bits) {
        for (std::size_t i = 0; i < values.size(); ++i)
            *values[i] = (bits >> i & 1) != 0 ? 1.0F : 0.0F;
        std::string text;
        for (const auto& shape : net->reading().layers)
            text += std::to_string(shape.C_out) + "x" + std::to_string(shape.K) + "@" + std::to_string(shape.d) + " ";
        found.insert(text);
    }
    QCOMPARE(net->space().size, byHand);
    QCOMPARE(static_cast<double>(found.size()), byHand);
}

void TestMethods::dacMasksAndCost()
{
    Made<Dac21Masks> made(configFor("pit-dac21"));
    const torch::NoGradGuard noGrad;
    // Eq. 6 by hand. a: C_in C_out = 8, L = 4, round(8 / 2^(4-i)) = 1 2 4; b: 12, L = 3, round(4 / 2^(3-i)) = 1 2.
    QCOMPARE(made.masks.moment({}).cost.item<double>(), 8.0 * (1 + 2 + 4) + 12 * (1 + 2));
    auto gamma = made.masks.gamma();
    gamma[2] = -3; // gamma[3] of layer a: its size counts, and it is off
    QCOMPARE(made.masks.moment({}).cost.item<double>(), 8.0 * (1 + 2 + 3 * 4) + 12 * (1 + 2));
    // Every pattern of layer a against the definition: Gamma[i] = product of gamma[0 .. L-1-i].
    const auto range = made.masks.layout().taps[0];
    for (unsigned bits = 0; bits < 8; ++bits) {
        double on[4] = {1, 0, 0, 0};
        for (int i = 0; i < 3; ++i) {
            on[i + 1] = (bits >> i & 1) != 0 ? 1 : 0;
            gamma[i] = on[i + 1] > 0 ? 0.5F : 0.49F;
        }
        const auto values = made.masks.moment({}).values;
        std::int64_t kept = 0;
        std::int64_t zeros = 0;
        for (int i = 0; i < 4; ++i) {
            double product = 1;
            for (int k = 0; k <= 3 - i; ++k)
                product *= on[k];
            zeros += product == 0 ? 1 : 0;
        }
        for (std::int64_t tap = 0; tap < 9; ++tap) {
            int tz = 0;
            while (tap != 0 && tz < 3 && tap % (2 << tz) == 0)
                ++tz;
            double product = 1;
            for (int k = 0; k <= 3 - (tap == 0 ? 3 : tz); ++k)
                product *= on[k];
            QCOMPARE(values[range.first + 8 - tap].item<double>(), product);
            kept += product > 0 ? 1 : 0;
        }
        const auto shape = made.masks.reading().layers[0];
        QCOMPARE(shape.d, std::int64_t{1} << zeros);
        QCOMPARE(shape.K, kept);
        QVERIFY(torch::equal(values, made.masks.settled()));
    }
    auto config = configFor("pit-dac21");
    config.regulariser = Regulariser::Ops;
    QCOMPARE(Made<Dac21Masks>(config).masks.moment({}).cost.item<double>(), 20 * (8.0 * 7 + 12 * 3));
}

void TestMethods::dacGradients()
{
    Made<Dac21Masks> made(configFor("pit-dac21"));
    RandomNetwork random(3);
    auto gamma = made.masks.gamma();
    randomise(gamma, random, 0.6F, 1.4F);
    made.masks.moment({}).cost.backward();
    compareGradient(gamma, 0.05F, 1e-3, [&] { return made.masks.moment({}).cost.item<double>(); });
    // Straight through each factor: d M[tap] / d gamma[k] is the product of the other factors of M[tap].
    gamma.mutable_grad() = torch::Tensor();
    {
        const torch::NoGradGuard noGrad;
        gamma[1] = 0.2F; // gamma[2] of layer a is off
    }
    const auto weights = torch::rand({made.masks.layout().size});
    (made.masks.moment({}).values * weights).sum().backward();
    const double on[4] = {1, 1, 0, 1};
    for (int k = 1; k < 4; ++k) {
        double expected = 0;
        for (std::int64_t tap = 1; tap < 9; ++tap) {
            int tz = 0;
            while (tz < 3 && tap % (2 << tz) == 0)
                ++tz;
            if (k > 3 - tz)
                continue;
            double product = weights[8 - tap].item<double>();
            for (int other = 0; other <= 3 - tz; ++other)
                product *= other == k ? 1 : on[other];
            expected += product;
        }
        QVERIFY(std::abs(gamma.grad()[k - 1].item<double>() - expected) < 1e-5);
    }
}

void TestMethods::morphNetCost()
{
    for (const auto regulariser : {Regulariser::Size, Regulariser::Ops}) {
        auto config = configFor("morphnet");
        config.regulariser = regulariser;
        Made<MorphNetMasks> made(config);
        const double T = regulariser == Regulariser::Ops ? 20 : 1;
        const double size = 2 * 4 * 9 + 4 * 3 * 5 + 3 * 2;
        QCOMPARE(made.masks.moment({}).cost.item<double>(), T * size); // all scales are 1
        const auto scales = made.masks.parameters();
        QCOMPARE(scales.size(), std::size_t{2});
        const torch::NoGradGuard noGrad;
        torch::Tensor(scales[0]).copy_(torch::tensor({0.05F, -0.8F, 0.3F, 0.0F})); // two alive
        torch::Tensor(scales[1]).copy_(torch::tensor({0.5F, -0.01F, 0.2F}));       // two alive
        const double Sa = 1.15;
        const double Sb = 0.71;
        const auto expected = (9 * (2 * 2 + 2 * Sa) + 5 * (Sa * 2 + 2 * Sb) + 1 * (Sb * 2 + 2 * 2)) / 2;
        QVERIFY(std::abs(made.masks.moment({}).cost.item<double>() - T * expected) < 1e-4 * T);
        const auto reading = made.masks.reading();
        QCOMPARE(reading.channels[0], (std::vector<std::int64_t>{1, 2}));
        QCOMPARE(reading.channels[1], (std::vector<std::int64_t>{0, 2}));
        torch::Tensor(scales[1]).fill_(0.03F);
        QCOMPARE(made.masks.reading().channels[1], (std::vector<std::int64_t>{0})); // one stays, lowest index on ties
    }
}

void TestMethods::morphNetGradient()
{
    Made<MorphNetMasks> made(configFor("morphnet", ecgtcn().seed));
    RandomNetwork random(4);
    for (const auto& scale : made.masks.parameters())
        randomise(scale, random, 0.2F, 1.2F); // away from the threshold, where the channels alive jump
    made.masks.moment({}).cost.backward();
    for (const auto& scale : made.masks.parameters()) {
        QVERIFY(scale.grad().defined());
        const auto gradient = scale.grad().clone();
        QVERIFY(gradient.ge(0).all().item<bool>());
    }
    // Two batch-norms share a group: only the larger scale of a channel pays, and it pays all of it.
    const auto scales = made.masks.parameters();
    for (const auto& scale : scales)
        compareGradient(scale, 1e-3F, 2e-2,
                        [&] { return made.masks.moment({}).cost.to(torch::kDouble).item<double>(); });
}

void TestMethods::morphNetTiesGroups()
{
    const auto seed = ecgtcn().seed;
    Made<MorphNetMasks> made(configFor("morphnet", seed));
    const auto scales = made.net.normScales();
    const auto at = [&](const char* node) { return scales[static_cast<std::size_t>(seed.indexOf(node))]; };
    const auto& space = made.masks.space();
    for (const auto& group : space.groups)
        if (group.frozen == Frozen::No && group.batchNorms.size() > 1) {
            const torch::NoGradGuard noGrad;
            const auto first = group.batchNorms[0].node;
            const auto second = group.batchNorms[1].node;
            auto a = at(seed.nodes[first].name.c_str());
            auto b = at(seed.nodes[second].name.c_str());
            a.fill_(0.01F);
            a[2] = 0.7F;
            b.fill_(0.02F);
            b[5] = -0.9F;
            const auto g = space.layers[group.layers.front()].group;
            QCOMPARE(made.masks.reading().channels[g], (std::vector<std::int64_t>{2, 5}));
            return;
        }
    QFAIL("ECGTCN has no shared group with two batch-norms");
}

void TestMethods::morphNetNeedsNorms()
{
    // TCCNet has no batch-norm: nothing can be searched, and the reason says so.
    auto space = searchSpaceOf(configFor("morphnet", tccnet({10, 40}).seed));
    QCOMPARE(space.size, 1.0);
    for (const auto& group : space.groups)
        QVERIFY(group.frozen == Frozen::NoNorm || group.frozen == Frozen::MakesOutputs);
    space = searchSpaceOf(configFor("morphnet", ecgtcn().seed));
    QVERIFY(space.size > 1);
    for (const auto& layer : space.layers)
        QVERIFY(layer.field != Frozen::No && layer.dilation != Frozen::No);
    // A layer without batch-norm added to one with: the group cannot be read.
    auto network = threeLayers();
    network.nodes.back().inputs = {"add"};
    network.nodes.insert(network.nodes.end() - 1,
                         {{"c", {"bna"}, Conv1d{.C_out = 3, .K = 1}}, {"add", {"bnb", "c"}, Add{}}});
    QVERIFY(validate(network).empty());
    space = searchSpaceOf(configFor("morphnet", network));
    QVERIFY(space.groups[0].frozen == Frozen::No);
    QVERIFY(space.groups[1].frozen == Frozen::NoNorm);
}

void TestMethods::fbNetBlends()
{
    auto config = configFor("fbnetv2");
    Made<FbNetV2Masks> made(config);
    const auto moment = made.masks.moment({.epoch = 2, .step = 1, .progress = 0.5});
    const auto& layout = made.masks.layout();
    for (std::size_t g = 0; g < 2; ++g) { // nested masks: 1 = the first channel ... the last is the least likely
        const auto values = moment.values.detach().narrow(0, layout.channels[g].first, layout.channels[g].count);
        QVERIFY(std::abs(values[0].item<float>() - 1) < 1e-6F);
        for (std::int64_t m = 1; m < values.numel(); ++m)
            QVERIFY(values[m].item<float>() < values[m - 1].item<float>() && values[m].item<float>() > 0);
    }
    // Cost from the blended channels by hand: their sum is the expected count.
    const auto expectedCount = [&](std::size_t g) {
        return moment.values.narrow(0, layout.channels[g].first, layout.channels[g].count).sum().item<double>();
    };
    const auto a = expectedCount(0);
    const auto b = expectedCount(1);
    QVERIFY(std::abs(moment.cost.item<double>() - (2 * a * 9 + a * b * 5 + b * 2)) < 1e-3);
    // The temperature falls from 5 to 0.5 with equal ratios.
    QCOMPARE(made.masks.temperature({.progress = 0}), 5.0);
    QVERIFY(std::abs(made.masks.temperature({.progress = 0.5}) - std::sqrt(2.5)) < 1e-12);
    QVERIFY(std::abs(made.masks.temperature({.progress = 1}) - 0.5) < 1e-12);
    // Cold, the largest of logit + noise takes all; over many steps it does so as often as its chance says.
    config.fbNetV2.temperatureStart = config.fbNetV2.temperatureEnd = 1e-4;
    Made<FbNetV2Masks> cold(config);
    {
        const torch::NoGradGuard noGrad;
        cold.masks.logits()[3] = std::log(3.0F); // chances 1/6 1/6 1/6 1/2
    }
    int all = 0;
    for (int step = 0; step < 2000; ++step) {
        const torch::NoGradGuard noGrad;
        const auto values = cold.masks.moment({.step = step}).values;
        all += values[layout.channels[0].first + 3].item<float>() > 0.5F ? 1 : 0;
    }
    QVERIFY2(std::abs(all - 1000) < 100, qPrintable(QString::number(all))); // 4.5 standard deviations
}

void TestMethods::fbNetGradients()
{
    auto config = configFor("fbnetv2", ecgtcn().seed);
    Made<FbNetV2Masks> made(config);
    RandomNetwork random(6);
    auto logits = made.masks.logits();
    randomise(logits, random, -1, 1);
    const SearchStep step{.epoch = 1, .step = 1, .progress = 0.4};
    const auto weights = torch::rand({made.masks.layout().size});
    const auto loss = [&] {
        const auto moment = made.masks.moment(step);
        return moment.cost * 1e-3 + (moment.values * weights).sum();
    };
    loss().backward();
    compareGradient(logits, 0.05F, 2e-3, [&] { return loss().item<double>(); });
}

void TestMethods::proxylessDraws()
{
    auto config = configFor("proxylessnas");
    config.masks.channels = config.masks.field = false; // dilations 1 2 4 8 and 1 2 4
    Made<ProxylessNasMasks> made(config);
    const auto& list = made.masks.decisions().list();
    QCOMPARE(list.size(), std::size_t{2});
    std::vector<int> drawn(static_cast<std::size_t>(made.masks.decisions().size()), 0);
    for (int step = 0; step < 4000; ++step) {
        const auto pairs = made.masks.draw({.step = step});
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            QVERIFY(pairs[i].active != pairs[i].other);
            for (const auto entry : {pairs[i].active, pairs[i].other})
                QVERIFY(entry >= list[i].first && entry < list[i].first + list[i].count);
            ++drawn[static_cast<std::size_t>(pairs[i].active)];
        }
    }
    for (std::size_t i = 0; i < 4; ++i) // equal chances: 1000 each, standard deviation 27
        QVERIFY2(std::abs(drawn[i] - 1000) < 135, qPrintable(QString::number(drawn[i])));
    // With two choices, one acts as often as its chance says.
    config.proxylessNas.paths = 2;
    Made<ProxylessNasMasks> two(config);
    {
        const torch::NoGradGuard noGrad;
        two.masks.logits()[0] = std::log(4.0F); // 4/5 and 1/5
    }
    int first = 0;
    for (int step = 0; step < 4000; ++step)
        first += two.masks.draw({.step = step})[0].active == 0 ? 1 : 0;
    QVERIFY2(std::abs(first - 3200) < 115, qPrintable(QString::number(first)));
    // A search that has decided draws on without dividing by zero.
    {
        const torch::NoGradGuard noGrad;
        two.masks.logits()[0] = 2000;
    }
    QCOMPARE(two.masks.draw({})[0].active, std::int64_t{0});
    QCOMPARE(two.masks.draw({})[0].other, std::int64_t{1});
}

/// The masks of a step are those of the path that was drawn.
void TestMethods::proxylessRunsOnePath()
{
    const auto config = configFor("proxylessnas");
    Made<ProxylessNasMasks> made(config);
    const auto& layout = made.masks.layout();
    const auto choices = choicesOf(config, made.masks.space());
    // Decisions: channels of the two groups, fields of the two layers, dilations of the two layers, two entries each.
    for (int step = 0; step < 50; ++step) {
        const auto pairs = made.masks.draw({.step = step});
        const auto values = made.masks.moment({.step = step}).values.detach();
        QCOMPARE(pairs.size(), std::size_t{6});
        const auto chosen = [&](std::size_t decision, const std::vector<std::int64_t>& list) {
            return list[static_cast<std::size_t>(pairs[decision].active) - 2 * decision];
        };
        for (std::size_t i = 0; i < 2; ++i) {
            const auto C = chosen(i, choices.channels[i]);
            const auto n = chosen(2 + i, choices.fields[i]);
            const auto d = chosen(4 + i, choices.dilations[i]);
            for (std::int64_t m = 0; m < layout.channels[i].count; ++m)
                QCOMPARE(values[layout.channels[i].first + m].item<float>(), m < C ? 1.0F : 0.0F);
            const auto taps = layout.taps[i];
            for (std::int64_t tap = 0; tap < taps.count; ++tap)
                QCOMPARE(values[taps.first + taps.count - 1 - tap].item<float>(),
                         tap < n && tap % d == 0 ? 1.0F : 0.0F);
        }
    }
}

void TestMethods::proxylessGradients()
{
    auto config = configFor("proxylessnas");
    config.masks.channels = config.masks.field = false; // 4 and 3 dilations
    Made<ProxylessNasMasks> made(config);
    RandomNetwork random(8);
    auto logits = made.masks.logits();
    randomise(logits, random, -1, 1);
    const auto weights = torch::rand({made.masks.layout().size});
    const SearchStep step{.epoch = 2, .step = 5};
    const auto pairs = made.masks.draw(step);
    const auto p = [&](std::int64_t i, std::int64_t first, std::int64_t count) {
        double sum = 0;
        for (auto k = first; k < first + count; ++k)
            sum += std::exp(logits[k].item<double>());
        return std::exp(logits[i].item<double>()) / sum;
    };
    // <weights, mask of a dilation>, and the taps that it leaves.
    const auto onTaps = [&](std::size_t layer, std::int64_t d) {
        const auto taps = made.masks.layout().taps[layer];
        double sum = 0;
        for (std::int64_t tap = 0; tap < taps.count; tap += d)
            sum += weights[taps.first + taps.count - 1 - tap].item<double>();
        return sum;
    };
    (made.masks.moment(step).values * weights).sum().backward();
    const auto ofMasks = logits.grad().clone();
    logits.mutable_grad() = torch::Tensor();
    const auto moment = made.masks.moment(step);
    moment.cost.backward();
    const auto ofCost = logits.grad().clone();
    double expectedCost = 3 * 2; // the last layer
    const auto& list = made.masks.decisions().list();
    for (std::size_t l = 0; l < 2; ++l) {
        const auto [first, count] = list[l];
        const double C = l == 0 ? 2 * 4 : 4 * 3;
        const auto K = [&](std::int64_t i) {
            return static_cast<double>(((l == 0 ? 9 : 5) - 1) / (std::int64_t{1} << (i - first)) + 1);
        };
        for (auto i = first; i < first + count; ++i)
            expectedCost += C * K(i) * p(i, first, count);
        const auto a = pairs[l].active;
        const auto b = pairs[l].other;
        const auto pa = p(a, first, count);
        const auto pb = p(b, first, count);
        const auto share = pa / (pa + pb);
        for (auto i = first; i < first + count; ++i) {
            const auto sign = i == a ? 1.0 : i == b ? -1.0 : 0.0;
            // Binary gates of the two: dL/d logit_a = share (1 - share) (dL/dg_a - dL/dg_b).
            const auto gates = sign * share * (1 - share) *
                               (onTaps(l, std::int64_t{1} << (a - first)) - onTaps(l, std::int64_t{1} << (b - first)));
            QVERIFY(std::abs(ofMasks[i].item<double>() - gates) < 1e-5);
            const auto cost = sign * share * (1 - share) * (pa + pb) * C * (K(a) - K(b));
            QVERIFY(std::abs(ofCost[i].item<double>() - cost) < 1e-4);
        }
    }
    QVERIFY(std::abs(moment.cost.item<double>() - expectedCost) < 1e-3);
}

void TestMethods::proxylessKeepsOtherChances()
{
    auto config = configFor("proxylessnas");
    config.masks.channels = config.masks.field = false;
    Made<ProxylessNasMasks> made(config);
    RandomNetwork random(9);
    auto logits = made.masks.logits();
    randomise(logits, random, -1, 1);
    const SearchStep step{.epoch = 1};
    const auto pairs = made.masks.draw(step);
    const auto before = made.masks.decisions().softmax(logits.detach()).clone();
    (void)made.masks.moment(step);
    randomise(logits, random, -2, 2); // an optimiser whose momentum moves everything
    const auto moved = logits.detach().clone();
    made.masks.afterStep();
    const auto after = made.masks.decisions().softmax(logits.detach());
    for (std::size_t l = 0; l < 2; ++l) {
        const auto [first, count] = made.masks.decisions().list()[l];
        const auto [a, b] = pairs[l];
        for (auto i = first; i < first + count; ++i)
            if (i != a && i != b)
                QVERIFY(std::abs(after[i].item<double>() - before[i].item<double>()) < 1e-6);
        const auto ratio = after[a].item<double>() / after[b].item<double>();
        QVERIFY(std::abs(std::log(ratio) - (moved[a] - moved[b]).item<double>()) < 1e-5); // the step itself is kept
    }
    const auto settled = logits.detach().clone();
    made.masks.afterStep(); // without a moment before it: nothing to do
    QVERIFY(torch::equal(settled, logits.detach()));
}

QTEST_GUILESS_MAIN(TestMethods)
#include "tst_methods.moc"
