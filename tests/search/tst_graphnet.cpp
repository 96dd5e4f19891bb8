// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/graphnet.h"

#include <QTest>

#include <cmath>

using namespace pitlane;

namespace {

NetworkSpec one(Shape input, Op op)
{
    return {.name = "one", .input = input, .nodes = {{.name = "n", .inputs = {"input"}, .op = std::move(op)}}};
}

/// z of SPEC, section 6, sum by sum; y is [C, T], Wa [C, C], u [C].
std::vector<double> attended(const torch::Tensor& y, const torch::Tensor& Wa, const torch::Tensor& u)
{
    const auto C = y.size(0);
    const auto T = y.size(1);
    std::vector<double> scores;
    double total = 0;
    for (std::int64_t t = 0; t < T; ++t) {
        double score = 0;
        for (std::int64_t row = 0; row < C; ++row) {
            double sum = 0;
            for (std::int64_t c = 0; c < C; ++c)
                sum += Wa[row][c].item<double>() * y[c][t].item<double>();
            score += u[row].item<double>() * std::tanh(sum);
        }
        scores.push_back(std::exp(score));
        total += scores.back();
    }
    std::vector<double> z(static_cast<std::size_t>(C), 0);
    for (std::int64_t c = 0; c < C; ++c)
        for (std::int64_t t = 0; t < T; ++t)
            z[static_cast<std::size_t>(c)] += scores[static_cast<std::size_t>(t)] / total * y[c][t].item<double>();
    return z;
}

} // namespace

class TestGraphNet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void attentionAgainstExplicitSums();
    void attentionOfMaskedChannels();
    void attentionStartsWithinItsBound();
    void spatialDropoutDropsWholeChannels();
    void outputsPerStepKeepTheirSamples();
};

void TestGraphNet::attentionAgainstExplicitSums()
{
    torch::manual_seed(1);
    const torch::NoGradGuard noGrad;
    GraphNet net(one({5, 9}, Attention{}), 3);
    const auto parameters = net.parameters();
    QCOMPARE(parameters.size(), std::size_t{2});
    for (auto parameter : parameters)
        parameter.mul_(4); // far from the straight part of tanh
    const auto x = torch::randn({3, 5, 9});
    const auto found = net.forward(x, false);
    QCOMPARE(found.dim(), 2);
    for (std::int64_t n = 0; n < 3; ++n) {
        const auto expected = attended(x[n], parameters[0], parameters[1]);
        for (std::int64_t c = 0; c < 5; ++c)
            QVERIFY(std::abs(found[n][c].item<double>() - expected[static_cast<std::size_t>(c)]) < 1e-5);
    }
}

void TestGraphNet::attentionOfMaskedChannels()
{
    torch::manual_seed(2);
    const torch::NoGradGuard noGrad;
    GraphNet net(one({4, 7}, Attention{}), 4);
    NodeMasks masks;
    masks.nodes.resize(1);
    masks.nodes[0].channels = torch::tensor({1.0F, 0.0F, 1.0F, 0.0F});
    const auto x = torch::randn({2, 4, 7});
    const auto found = net.forward(x * masks.nodes[0].channels.view({1, -1, 1}), false, false, masks);
    const auto kept = torch::tensor({0L, 2L});
    const auto parameters = net.parameters();
    const auto Wa = parameters[0].index_select(0, kept).index_select(1, kept);
    for (std::int64_t n = 0; n < 2; ++n) {
        const auto expected = attended(x[n].index_select(0, kept), Wa, parameters[1].index_select(0, kept));
        QVERIFY(std::abs(found[n][0].item<double>() - expected[0]) < 1e-6);
        QVERIFY(std::abs(found[n][2].item<double>() - expected[1]) < 1e-6);
        QCOMPARE(found[n][1].item<float>(), 0.0F);
        QCOMPARE(found[n][3].item<float>(), 0.0F);
    }
}

void TestGraphNet::attentionStartsWithinItsBound()
{
    const GraphNet net(one({16, 5}, Attention{}), 5);
    for (const auto& parameter : net.parameters()) {
        QVERIFY(parameter.requires_grad());
        QVERIFY(parameter.abs().max().item<float>() <= 0.25F); // 1 / sqrt(16)
        QVERIFY(parameter.std().item<float>() > 0.05F);
    }
    const auto weights = net.weights();
    GraphNet copy(net.spec(), weights);
    QCOMPARE(copy.weights(), weights);
}

void TestGraphNet::spatialDropoutDropsWholeChannels()
{
    torch::manual_seed(6);
    GraphNet net(one({40, 30}, SpatialDropout{.p = 0.25}), 1);
    const auto x = torch::ones({50, 40, 30});
    QVERIFY(torch::equal(net.forward(x, true, false), x));
    QVERIFY(torch::equal(net.forward(x, false, true), x));
    const auto y = net.forward(x, true, true);
    const auto perChannel = y.mean(2);
    QVERIFY(torch::equal(y, perChannel.unsqueeze(2).expand_as(y)));
    const auto dropped = perChannel.eq(0).to(torch::kFloat).mean().item<double>();
    QVERIFY2(std::abs(dropped - 0.25) < 0.05, qPrintable(QString::number(dropped)));
    QVERIFY(std::abs(perChannel.max().item<double>() - 1 / 0.75) < 1e-6);
}

void TestGraphNet::outputsPerStepKeepTheirSamples()
{
    torch::manual_seed(7);
    GraphNet net(one({6, 11}, Linear{.C_out = 3}), 2);
    const auto parameters = net.parameters();
    const auto x = torch::randn({2, 6, 11});
    const auto y = net.forward(x, false);
    QCOMPARE(y.sizes().vec(), (std::vector<std::int64_t>{2, 3, 11}));
    for (std::int64_t t = 0; t < 11; ++t) {
        const auto expected = torch::linear(x.select(2, t), parameters[0], parameters[1]);
        QVERIFY((y.select(2, t) - expected).abs().max().item<float>() < 1e-6F);
    }
}

QTEST_GUILESS_MAIN(TestGraphNet)
#include "tst_graphnet.moc"
