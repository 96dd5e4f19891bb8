// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/onnximport.h"
#include "core/network/cost.h"
#include "tests/exchange/evaluate.h"
#include "tests/exchange/onnxbuilder.h"
#include "tests/exchange/onnxevaluator.h"

#include <QTest>

// The graphs are built by hand, node by node as the exporters of PyTorch write them (torch.onnx, TorchScript based;
// 1.4 to 2.x differ in names, in the form of pads and in the opset). What each imitates is said beside it.

using namespace pitlane;
using namespace pitlane::test;
using Dims = OnnxBuilder::Dims;

namespace {

constexpr std::int64_t toTheEnd = std::numeric_limits<std::int64_t>::max();

/// torch 1.5 to 1.12, opset 11: nn.ConstantPad1d and F.pad leave the pads as a chain of whole numbers, for PyTorch
/// names the last axis first and ONNX the first one.
OnnxBuilder& padByChain(OnnxBuilder& builder, std::int64_t left, std::int64_t right)
{
    const auto x = builder.last();
    const auto given = builder.integers("pads_given", {left, right});
    const auto more = builder.integers("pads_missing", {4});
    builder.on("ConstantOfShape", {more});
    auto* attribute = builder.graph().mutable_node(builder.graph().node_size() - 1)->add_attribute();
    attribute->set_name("value");
    attribute->set_type(onnx::AttributeProto::TENSOR);
    attribute->mutable_t()->set_data_type(onnx::TensorProto::INT64);
    attribute->mutable_t()->add_dims(1);
    attribute->mutable_t()->add_int64_data(0);
    builder.on("Concat", {given, builder.last()}).with("axis", std::int64_t{0});
    const auto all = builder.last();
    const auto pairs = builder.integers("pads_pairs", {-1, 2});
    builder.on("Reshape", {all, pairs});
    const auto two = builder.last();
    const auto zero = builder.integers("pads_zero", {0}), from = builder.integers("pads_from", {-1}),
               to = builder.integers("pads_to", {-toTheEnd}), step = builder.integers("pads_step", {-1});
    builder.on("Slice", {two, from, to, zero, step});
    builder.add("Transpose").with("perm", Dims{1, 0});
    const auto turned = builder.last();
    const auto flat = builder.integers("pads_flat", {-1});
    builder.on("Reshape", {turned, flat});
    builder.add("Cast").with("to", std::int64_t{onnx::TensorProto::INT64});
    const auto pads = builder.last();
    builder.on("Pad", {x, pads}).with("mode", "constant");
    return builder;
}

/// Chomp1d, x[:, :, :-p].
OnnxBuilder& chomp(OnnxBuilder& builder, std::int64_t p, const std::string& id)
{
    const auto begin = builder.integers(id + "_begin", {0}), end = builder.integers(id + "_end", {-p}),
               axes = builder.integers(id + "_axes", {2}), steps = builder.integers(id + "_steps", {1});
    const auto x = builder.graph().node(builder.graph().node_size() - 5).output(0);
    return builder.on("Slice", {x, begin, end, axes, steps});
}

/// x.view(x.size(0), -1) with a dynamic batch.
OnnxBuilder& viewByShape(OnnxBuilder& builder)
{
    const auto x = builder.last();
    builder.add("Shape");
    const auto sizes = builder.last();
    const auto first = builder.integers("view_first", {0}, true);
    builder.on("Gather", {sizes, first}).with("axis", std::int64_t{0});
    builder.add("Unsqueeze").with("axes", Dims{0});
    const auto batch = builder.last();
    const auto rest = builder.integers("view_rest", {-1});
    builder.on("Concat", {batch, rest}).with("axis", std::int64_t{0});
    return builder.on("Reshape", {x, builder.last()});
}

/// Runs the model and what was imported from it on the same values. `turned`: the file has samples before channels.
double differenceFrom(OnnxBuilder& builder, const ImportedNetwork& imported, bool turned = false)
{
    std::mt19937 random(5);
    const auto x = drawSignal(imported.network.input, random);
    OnnxEvaluator::Tensor input{.dims = {}, .values = {}};
    for (const auto& dim : builder.graph().input(0).type().tensor_type().shape().dim())
        input.dims.push_back(dim.dim_value() > 0 ? dim.dim_value() : 1);
    const auto C = x.size(), T = x.front().size();
    for (std::size_t i = 0; i < C * T; ++i)
        input.values.push_back(turned ? x[i % C][i / C] : x[i / T][i % T]);
    (void)builder.bytes();
    const auto expected = OnnxEvaluator(builder.model()).run(input);
    const auto y = Evaluator(imported.network, imported.weights).run(x);
    Signal flat{expected.values};
    Signal ours{{}};
    for (std::size_t i = 0; i < y.size() * y.front().size(); ++i)
        ours[0].push_back(turned && y.front().size() > 1 ? y[i % y.size()][i / y.size()]
                                                         : y[i / y.front().size()][i % y.front().size()]);
    return difference(flat, ours);
}

ImportedNetwork imported(OnnxBuilder& builder)
{
    return importOnnx(builder.bytes(), "model.onnx", "model");
}

std::string errorOf(const std::string& bytes)
{
    try {
        (void)importOnnx(bytes, "model.onnx");
    } catch (const ExchangeError& error) {
        return error.what();
    }
    return "no error";
}

std::string kindsOf(const NetworkSpec& network)
{
    std::string result;
    for (const auto& node : network.nodes)
        result += (result.empty() ? "" : " ") + std::string(kindOf(node.op));
    return result;
}

const Conv1d& convAt(const NetworkSpec& network, const char* name)
{
    const auto index = network.indexOf(name);
    if (index < 0)
        throw std::runtime_error(std::string("no layer ") + name);
    return std::get<Conv1d>(network.nodes[static_cast<std::size_t>(index)].op);
}

} // namespace

class TestOnnxImport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void padsFromChain();
    void padsFromInitialiser();
    void padsFromAttribute();
    void temporalBlockWithChomp();
    void cutBehindEveryLayer();
    void newestSampleByGather();
    void viewWithDynamicBatch();
    void linearOverSamples();
    void attentionWithContext();
    void seriesWithoutChannelAxis();
    void samplesBeforeChannels();
    void flatTwoDimensional();
    void kernelOverChannels();
    void poolingAndMeans();
    void depthwiseAndStrides();
    void samePadding();
    void doublesAndLists();
    void namesFollowModules();
    void unknownNodesAreNamed_data();
    void unknownNodesAreNamed();
    void damagedFilesAreSentences();
    void everyCutIsASentence();
    void lyingShapesTakeNoMemory();
    void sharedWeightsDoNotMultiply();
};

void TestOnnxImport::padsFromChain()
{
    OnnxBuilder builder(11, {0, 1, 40});
    padByChain(builder, 10, 0).conv("conv0", {2, 1, 11}).norm("batchnorm0", 2).relu();
    const auto result = imported(builder);
    QCOMPARE(kindsOf(result.network), std::string("conv1d batch_norm relu"));
    QCOMPARE(convAt(result.network, "conv0").padding, (Padding{10, 0}));
    QCOMPARE(result.network.input, (Shape{1, 40}));
    QCOMPARE(result.network.name, std::string("model"));
    QVERIFY(differenceFrom(builder, result) < 1e-5);
    const auto& norm = std::get<BatchNorm>(result.network.nodes[1].op);
    QCOMPARE(norm, BatchNorm{}); // PyTorch's own defaults, through floats and ONNX's momentum
}

void TestOnnxImport::padsFromInitialiser()
{
    // torch 2.x, opset 17: the pads are folded; the third input is left out by an empty name.
    OnnxBuilder builder(17, {0, 3, 20});
    builder.add("Pad", {builder.integers("onnx::Pad_12", {0, 0, 8, 0, 0, 1}, false, false), ""}, "/tcn/pad0/Pad");
    builder.with("mode", "constant").conv("tcn.conv0", {4, 3, 3}, {1, 2}, 4);
    const auto result = imported(builder);
    QCOMPARE(kindsOf(result.network), std::string("conv1d"));
    QCOMPARE(convAt(result.network, "tcn.conv0").padding, (Padding{9, 3}));
    QVERIFY(differenceFrom(builder, result) < 1e-5);
}

void TestOnnxImport::padsFromAttribute()
{
    // torch 1.4, opset 9; AvgPool1d writes a Pad of zeros first.
    OnnxBuilder builder(9, {1, 2, 16});
    builder.add("Pad").with("mode", "constant").with("pads", Dims{0, 0, 4, 0, 0, 0}).with("value", 0.0F);
    builder.conv("conv", {3, 2, 3}, {0, 0}, 2);
    builder.add("Pad").with("mode", "constant").with("pads", Dims{0, 0, 0, 0, 0, 0}).with("value", 0.0F);
    builder.add("AveragePool").with("kernel_shape", Dims{2}).with("strides", Dims{2});
    const auto result = imported(builder);
    QCOMPARE(kindsOf(result.network), std::string("conv1d avg_pool"));
    QVERIFY(differenceFrom(builder, result) < 1e-5);
}

void TestOnnxImport::temporalBlockWithChomp()
{
    // The TemporalBlock of the TCN's first authors: padding on both sides, Chomp1d, ReLU, dropout; a skip of one tap.
    OnnxBuilder builder(13, {0, 2, 24});
    for (int block = 0; block < 2; ++block) {
        const auto id = "network." + std::to_string(block);
        const auto d = std::int64_t{1} << block;
        const auto C = block == 0 ? 2 : 5;
        const auto x = builder.last();
        builder.conv(id + ".conv1", {5, C, 3}, {2 * d, 2 * d}, d);
        chomp(builder, 2 * d, id + "chomp1").relu();
        builder.conv(id + ".conv2", {5, 5, 3}, {2 * d, 2 * d}, d);
        chomp(builder, 2 * d, id + "chomp2").relu();
        const auto branch = builder.last();
        auto skip = x;
        if (block == 0)
            skip = builder.from(x).conv(id + ".downsample", {5, 2, 1}).last();
        builder.on("Add", {branch, skip}).relu();
    }
    const auto result = imported(builder);
    QCOMPARE(kindsOf(result.network),
             std::string("conv1d relu conv1d relu conv1d add relu conv1d relu conv1d relu add relu"));
    QCOMPARE(convAt(result.network, "network.0.conv1").padding, (Padding{2, 0}));
    QCOMPARE(convAt(result.network, "network.1.conv2").padding, (Padding{4, 0}));
    QVERIFY(differenceFrom(builder, result) < 1e-5);
}

void TestOnnxImport::cutBehindEveryLayer()
{
    // A cut that stands behind batch-norm and ReLU still belongs to the convolution, here one of stride 2.
    OnnxBuilder builder(13, {0, 2, 21});
    builder.conv("conv", {3, 2, 4}, {3, 5}, 1, 2).norm("bn", 3).relu();
    const auto x = builder.last();
    const auto begin = builder.integers("b", {1}), end = builder.integers("e", {-2}), axes = builder.integers("a", {2});
    builder.on("Slice", {x, begin, end, axes}).add("Sigmoid");
    const auto result = imported(builder);
    QCOMPARE(kindsOf(result.network), std::string("conv1d batch_norm relu sigmoid"));
    QCOMPARE(convAt(result.network, "conv").padding, (Padding{1, 1}));
    QVERIFY(differenceFrom(builder, result) < 1e-5);
}

void TestOnnxImport::newestSampleByGather()
{
    // self.linear(y[:, :, -1]) of the TCN for sequential MNIST.
    OnnxBuilder builder(12, {0, 1, 30});
    builder.conv("conv", {4, 1, 3}, {4, 0}, 2).relu();
    const auto x = builder.last();
    const auto newest = builder.integers("newest", {-1}, true);
    builder.on("Gather", {x, newest}).with("axis", std::int64_t{2}).gemm("linear", 10, 4);
    const auto result = imported(builder);
    QCOMPARE(kindsOf(result.network), std::string("conv1d relu conv1d"));
    QCOMPARE(convAt(result.network, "linear").padding, (Padding{-29, 0}));
    QVERIFY(differenceFrom(builder, result) < 1e-5);
}

void TestOnnxImport::viewWithDynamicBatch()
{
    OnnxBuilder builder(11, {0, 2, 10});
    viewByShape(builder.conv("conv", {3, 2, 3}).relu()).gemm("fc", 5, 24).add("Softmax").with("axis", std::int64_t{1});
    const auto result = imported(builder);
    QCOMPARE(kindsOf(result.network), std::string("conv1d relu flatten linear softmax"));
    QVERIFY(differenceFrom(builder, result) < 1e-5);

    // A batch of fixed size 1 is a number in the chain.
    OnnxBuilder fixed(11, {1, 2, 10});
    viewByShape(fixed.conv("conv", {3, 2, 3}).relu()).gemm("fc", 5, 24);
    QVERIFY(differenceFrom(fixed, imported(fixed)) < 1e-5);
}

void TestOnnxImport::linearOverSamples()
{
    // self.linear(y.transpose(1, 2)) of the TCN for music: nn.Linear on three axes is MatMul and Add.
    OnnxBuilder builder(13, {0, 3, 9});
    builder.conv("conv", {4, 3, 2}, {1, 0}).relu().add("Transpose").with("perm", Dims{0, 2, 1});
    builder.add("MatMul", {builder.weights("onnx::MatMul_31", {4, 6})}, "/linear/MatMul");
    builder.on("Add", {builder.weights("linear.bias", {6}), builder.last()}, "/linear/Add");
    builder.add("Transpose").with("perm", Dims{0, 2, 1}).add("Sigmoid");
    const auto result = imported(builder);
    QCOMPARE(kindsOf(result.network), std::string("conv1d relu linear sigmoid"));
    QCOMPARE(result.network.nodes[2].name, std::string("linear"));
    QCOMPARE(std::get<Linear>(result.network.nodes[2].op), (Linear{.C_out = 6, .bias = true}));
    QVERIFY(differenceFrom(builder, result) < 1e-5);
}

void TestOnnxImport::attentionWithContext()
{
    // AttentionWithContext of the published PIT code: torch.matmul with a context of one axis, softmax over dim 1 of
    // [N, T], torch.sum(x * w.unsqueeze(1), dim=2).
    OnnxBuilder builder(13, {0, 4, 12});
    builder.conv("conv", {5, 4, 1}).relu();
    const auto y = builder.last();
    builder.on("MatMul", {builder.weights("classifier.Wa", {5, 5}), y}).add("Tanh");
    builder.on("MatMul", {builder.weights("classifier.u", {5}), builder.last()});
    builder.add("Softmax").with("axis", std::int64_t{1});
    const auto w = builder.last();
    const auto one = builder.integers("one", {1});
    builder.on("Unsqueeze", {w, one});
    builder.on("Mul", {y, builder.last()});
    const auto product = builder.last();
    const auto two = builder.integers("two", {2});
    builder.on("ReduceSum", {product, two}).with("keepdims", std::int64_t{0}).gemm("out", 3, 5);
    const auto result = imported(builder);
    QCOMPARE(kindsOf(result.network), std::string("conv1d relu attention linear"));
    QVERIFY(differenceFrom(builder, result) < 1e-5);

    // The same with samples before channels, as attention is mostly written.
    OnnxBuilder turned(13, {0, 4, 12});
    turned.conv("conv", {5, 4, 1}).add("Transpose").with("perm", Dims{0, 2, 1});
    const auto rows = turned.last();
    turned.on("MatMul", {rows, turned.weights("Wa", {5, 5})}).add("Tanh");
    turned.on("MatMul", {turned.last(), turned.weights("u", {5, 1})}).add("Softmax").with("axis", std::int64_t{1});
    turned.add("Transpose").with("perm", Dims{0, 2, 1});
    turned.on("MatMul", {turned.last(), rows});
    const auto sum = turned.last();
    const auto axis = turned.integers("axis", {1});
    turned.on("Squeeze", {sum, axis}).gemm("out", 3, 5);
    const auto second = imported(turned);
    QCOMPARE(kindsOf(second.network), std::string("conv1d attention linear"));
    QVERIFY(differenceFrom(turned, second) < 1e-5);
}

void TestOnnxImport::seriesWithoutChannelAxis()
{
    // ECGTCN of the published PIT code takes [N, 140] and unsqueezes.
    OnnxBuilder builder(11, {0, 40});
    builder.add("Unsqueeze").with("axes", Dims{1});
    builder.conv("conv0", {2, 1, 5}, {4, 0}).relu().add("Flatten").with("axis", std::int64_t{1}).gemm("fc", 3, 80);
    const auto result = imported(builder);
    QCOMPARE(result.network.input, (Shape{1, 40}));
    QCOMPARE(kindsOf(result.network), std::string("conv1d relu flatten linear"));
    QVERIFY(differenceFrom(builder, result) < 1e-5);

    OnnxBuilder dense(13, {0, 12});
    dense.gemm("fc0", 8, 12).norm("bn", 8).relu().gemm("fc1", 3, 8);
    const auto layers = imported(dense);
    QCOMPARE(layers.network.input, (Shape{12, 1}));
    QCOMPARE(kindsOf(layers.network), std::string("linear batch_norm relu linear"));
    QVERIFY(differenceFrom(dense, layers) < 1e-5);
}

void TestOnnxImport::samplesBeforeChannels()
{
    // TCCNet of the published PIT code takes [N, T, C] and transposes.
    OnnxBuilder builder(13, {0, 15, 4});
    builder.add("Transpose").with("perm", Dims{0, 2, 1}).conv("conv", {3, 4, 3}, {2, 0}).relu();
    builder.add("Transpose").with("perm", Dims{0, 2, 1});
    const auto result = imported(builder);
    QCOMPARE(result.network.input, (Shape{4, 15}));
    QVERIFY(differenceFrom(builder, result, true) < 1e-5);
}

void TestOnnxImport::flatTwoDimensional()
{
    for (const bool timeIsLast : {true, false}) {
        OnnxBuilder builder(13, timeIsLast ? Dims{0, 3, 1, 18} : Dims{0, 3, 18, 1});
        const auto pair = [timeIsLast](std::int64_t value, std::int64_t other) {
            return timeIsLast ? Dims{other, value} : Dims{value, other};
        };
        auto weight = pair(3, 1);
        weight.insert(weight.begin(), {4, 3});
        builder.add("Conv", {builder.weights("conv.weight", weight), builder.weights("conv.bias", {4})})
            .with("kernel_shape", pair(3, 1))
            .with("dilations", pair(2, 1))
            .with("strides", pair(2, 1))
            .with("pads", timeIsLast ? Dims{0, 4, 0, 1} : Dims{4, 0, 1, 0});
        builder.norm("bn", 4).relu();
        builder.add("MaxPool").with("kernel_shape", pair(2, 1)).with("strides", pair(2, 1));
        builder.add("GlobalAveragePool").add("Flatten").gemm("fc", 2, 4);
        const auto result = imported(builder);
        QCOMPARE(kindsOf(result.network), std::string("conv1d batch_norm relu max_pool global_avg_pool linear"));
        QCOMPARE(convAt(result.network, "conv"),
                 (Conv1d{.C_out = 4, .K = 3, .d = 2, .s = 2, .padding = {4, 1}, .groups = 1, .bias = true}));
        QVERIFY(differenceFrom(builder, result) < 1e-5);
    }
}

void TestOnnxImport::kernelOverChannels()
{
    // Electrodes as image rows, [N, 1, C, T]: the first kernel covers all of them.
    OnnxBuilder builder(13, {0, 1, 6, 20});
    builder.add("Conv", {builder.weights("conv.weight", {4, 1, 6, 5})}).with("kernel_shape", Dims{6, 5});
    builder.relu().add("Flatten").gemm("fc", 2, 64);
    const auto result = imported(builder);
    QCOMPARE(result.network.input, (Shape{6, 20}));
    QCOMPARE(kindsOf(result.network), std::string("conv1d relu flatten linear"));
    QVERIFY(differenceFrom(builder, result) < 1e-5);
}

void TestOnnxImport::poolingAndMeans()
{
    OnnxBuilder builder(13, {0, 3, 33});
    builder.add("MaxPool").with("kernel_shape", Dims{3}).with("strides", Dims{2}).with("ceil_mode", std::int64_t{0});
    builder.add("AveragePool").with("kernel_shape", Dims{2}).with("strides", Dims{2});
    builder.add("ReduceMean").with("axes", Dims{2}).with("keepdims", std::int64_t{0}); // y.mean(dim=2)
    const auto result = imported(builder);
    QCOMPARE(kindsOf(result.network), std::string("max_pool avg_pool global_avg_pool"));
    QCOMPARE(shapes(result.network).back(), (Shape{3, 1}));
    QVERIFY(differenceFrom(builder, result) < 1e-5);
}

void TestOnnxImport::depthwiseAndStrides()
{
    OnnxBuilder builder(13, {0, 6, 25});
    builder.conv("depthwise", {6, 1, 5}, {4, 0}, 1, 2, 6).conv("pointwise", {8, 6, 1}, {0, 0}, 1, 1, 1, false);
    builder.norm("bn", 8).relu();
    const auto x = builder.last();
    builder.add("Dropout").from(x);
    const auto result = imported(builder);
    QCOMPARE(convAt(result.network, "depthwise").groups, 6);
    QCOMPARE(convAt(result.network, "pointwise").bias, false);
    QCOMPARE(kindsOf(result.network), std::string("conv1d conv1d batch_norm relu")); // nothing reads the dropout
    QVERIFY(differenceFrom(builder, result) < 1e-5);
}

void TestOnnxImport::samePadding()
{
    // Keras by way of tf2onnx: "same" of a stride of 2 is asymmetric.
    OnnxBuilder builder(13, {0, 2, 20});
    builder.add("Conv", {builder.weights("w", {3, 2, 5})}, "conv1d")
        .with("kernel_shape", Dims{5})
        .with("strides", Dims{2})
        .with("auto_pad", "SAME_UPPER");
    const auto result = imported(builder);
    QCOMPARE(convAt(result.network, "conv1d").padding, (Padding{1, 2}));
    QCOMPARE(shapes(result.network).back(), (Shape{3, 10}));
}

void TestOnnxImport::doublesAndLists()
{
    OnnxBuilder builder(13, {0, 1, 4});
    auto* weight = builder.graph().add_initializer();
    weight->set_name("conv.weight");
    weight->set_data_type(onnx::TensorProto::DOUBLE);
    for (const std::int64_t size : {1, 1, 2})
        weight->add_dims(size);
    weight->add_double_data(0.5);
    weight->add_double_data(2);
    auto* bias = builder.graph().add_initializer();
    bias->set_name("conv.bias");
    bias->set_data_type(onnx::TensorProto::FLOAT);
    bias->add_dims(1);
    bias->add_float_data(3);
    builder.add("Conv", {"conv.weight", "conv.bias"}).with("kernel_shape", Dims{2});
    const auto result = imported(builder);
    QCOMPARE(result.weights.at("conv.weight").values, (std::vector<float>{0.5F, 2.0F}));
    QCOMPARE(result.weights.at("conv.bias").values, (std::vector<float>{3.0F}));
    QVERIFY(differenceFrom(builder, result) < 1e-5);
}

void TestOnnxImport::namesFollowModules()
{
    OnnxBuilder builder(17, {0, 1, 8});
    builder.add("Conv", {builder.weights("onnx::Conv_20", {2, 1, 3})}, "/block/conv/Conv");
    builder.with("kernel_shape", Dims{3}).add("Relu", {}, "/block/relu/Relu").add("Relu", {}, "/block/relu/Relu_1");
    builder.add("Relu", {}, "input");
    const auto result = imported(builder);
    std::vector<std::string> names;
    for (const auto& node : result.network.nodes)
        names.push_back(node.name);
    QCOMPARE(names, (std::vector<std::string>{"block.conv", "block.relu", "block.relu_2", "input_2"}));
}

void TestOnnxImport::unknownNodesAreNamed_data()
{
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, OnnxBuilder& builder, const char* expected) {
        QTest::newRow(name) << QByteArray::fromStdString(builder.bytes()) << QString::fromUtf8(expected);
    };
    {
        OnnxBuilder builder(13, {0, 2, 8});
        row("recurrent", builder.conv("c", {2, 2, 1}).relu().add("LSTM", {}, "/rnn/LSTM").relu(),
            "Reading network model.onnx: node 3 of 4, \"/rnn/LSTM\" (LSTM): Pitlane has no such layer. Pitlane has no "
            "recurrent layers. Replace it by dilated convolutions.");
    }
    {
        OnnxBuilder builder(13, {0, 2, 8});
        row("logits", builder.conv("c", {2, 2, 1}).add("LogSoftmax"),
            "node 2 of 2, \"LogSoftmax_1\" (LogSoftmax): Pitlane has no such layer. Export the network without it");
    }
    {
        OnnxBuilder builder(13, {0, 2, 8});
        row("other activation", builder.add("LeakyRelu"), "node 1 of 1, \"LeakyRelu_0\" (LeakyRelu)");
    }
    {
        OnnxBuilder builder(13, {0, 2, 8});
        builder.add("Relu");
        builder.graph().mutable_node(0)->set_domain("com.microsoft");
        row("other domain", builder, "it is an operator of \"com.microsoft\", not of ONNX");
    }
    {
        OnnxBuilder builder(13, {0, 2, 8});
        builder.add("Pad", {builder.integers("p", {0, 0, 2, 0, 0, 2})}).with("mode", "reflect");
        row("reflection", builder.conv("c", {2, 2, 1}), "node 2 of 3, \"Pad_1\" (Pad): it pads by \"reflect\"");
    }
    {
        OnnxBuilder builder(13, {0, 2, 8});
        builder.add("Pad", {builder.integers("p", {0, 0, 2, 0, 0, 0})}).relu();
        row("padding before no convolution", builder,
            "node 3 of 3, \"Relu_2\" (Relu): its input is padded by (2, 0) samples, which only a convolution can take");
    }
    {
        OnnxBuilder builder(13, {0, 4, 8});
        row("grouped", builder.conv("c", {4, 2, 3}, {0, 0}, 1, 1, 2), "with group = 2 on 4 channels. Pitlane reads");
    }
    {
        OnnxBuilder builder(13, {0, 2, 8});
        row("padded pooling", builder.add("MaxPool").with("kernel_shape", Dims{3}).with("pads", Dims{1, 1}),
            "it pads its input by (1, 1) samples. Pitlane's pooling has no padding");
    }
    {
        OnnxBuilder builder(13, {0, 2, 8});
        row("ceiling",
            builder.add("AveragePool")
                .with("kernel_shape", Dims{3})
                .with("strides", Dims{2})
                .with("ceil_mode", std::int64_t{1}),
            "it keeps a last window that is not full (ceil_mode)");
    }
    {
        OnnxBuilder builder(13, {0, 2, 8});
        const auto x = builder.conv("c", {2, 2, 3}, {2, 2}).last();
        builder.on("Sigmoid", {x});
        const auto other = builder.last();
        builder.from(x);
        const auto b = builder.integers("b", {0}), e = builder.integers("e", {-2}), a = builder.integers("a", {2});
        builder.on("Slice", {x, b, e, a}).relu();
        row("cut of a shared value", builder.on("Add", {builder.last(), other}),
            "node 7 of 8, \"Relu_6\" (Relu): its input has lost samples at its ends");
    }
    {
        OnnxBuilder builder(13, {0, 2, 8});
        row("unequal sum", builder.on("Add", {"input.1", builder.conv("c", {2, 2, 3}).last()}),
            "it adds 2 channels x 6 samples to 2 x 8");
    }
    {
        OnnxBuilder builder(13, {0, 2, 8});
        builder.add("Add", {builder.weights("offset", {1, 2, 1})}).relu();
        row("constant added", builder, "it adds a constant of shape [1, 2, 1]");
    }
    {
        OnnxBuilder builder(13, {0, 2, 8});
        row("tanh", builder.conv("c", {2, 2, 1}).add("Tanh"), "Pitlane knows tanh only as a part of attention");
    }
    {
        OnnxBuilder builder(13, {0, 2, 8});
        row("unknown input", builder.on("Relu", {"nobody"}), "its input \"nobody\" is given by no node before it");
    }
    {
        OnnxBuilder builder(13, {0, 2, 0});
        row("symbolic length", builder.relu(), "the input \"input.1\" has no fixed size along axis 2 (\"batch\")");
    }
    {
        OnnxBuilder builder(13, {0, 2, 8});
        builder.relu();
        auto* second = builder.graph().add_input();
        *second = builder.graph().input(0);
        second->set_name("second");
        row("two inputs", builder, "the network has 2 inputs, expected 1");
    }
    {
        OnnxBuilder builder(6, {0, 2, 8});
        row("old operators", builder.relu(), "version 6 of ONNX's operators, expected 7 or newer");
    }
    {
        OnnxBuilder builder(13, {0, 2, 8});
        builder.conv("c", {2, 2, 1});
        builder.graph().mutable_initializer(0)->set_data_type(onnx::TensorProto::INT8);
        row("quantised", builder, "initialiser \"c.weight\" holds values of type INT8, expected FLOAT");
    }
    {
        OnnxBuilder builder(13, {0, 2, 8});
        builder.conv("c", {2, 2, 1});
        auto* tensor = builder.graph().mutable_initializer(0);
        tensor->clear_raw_data();
        tensor->set_data_location(onnx::TensorProto::EXTERNAL);
        auto* entry = tensor->add_external_data();
        entry->set_key("location");
        entry->set_value("../secrets.bin");
        row("external", builder,
            "initialiser \"c.weight\" keeps its values in another file, which Pitlane does not open");
    }
    {
        OnnxBuilder builder(13, {0, 2, 8});
        row("name that is no text", builder.add("LSTM", {}, std::string("a\0\xFF\n", 4) + "\xC3\xA4"),
            "node 1 of 1, \"a???\u00e4\" (LSTM): Pitlane has no such layer");
    }
    {
        OnnxBuilder builder(13, {0, 3, 8, 8});
        row("image", builder.relu(), "two axes are longer than 1 beside the channels");
    }
}

void TestOnnxImport::unknownNodesAreNamed()
{
    QFETCH(QByteArray, model);
    QFETCH(QString, expected);
    const auto message = errorOf(model.toStdString());
    QVERIFY2(message.find(expected.toStdString()) != std::string::npos, message.c_str());
    QVERIFY2(message.starts_with("Reading network model.onnx: "), message.c_str());
    QVERIFY2(message.ends_with('.'), message.c_str());
}

void TestOnnxImport::damagedFilesAreSentences()
{
    QVERIFY(errorOf({}).find("the file is empty") != std::string::npos);
    for (const std::string text : {"hello", "{\"nodes\": []}", "\x89HDF\r\n\x1a\n"}) {
        const auto message = errorOf(text + std::string(100, 'x'));
        QVERIFY2(message.find("it is no ONNX file, or it is cut short") != std::string::npos, message.c_str());
    }
    QVERIFY_EXCEPTION_THROWN((void)importOnnx(std::filesystem::path("/nowhere/model.onnx")), FileError);
}

void TestOnnxImport::everyCutIsASentence()
{
    OnnxBuilder builder(11, {0, 1, 40});
    padByChain(builder, 4, 0).conv("conv0", {2, 1, 5}).norm("bn", 2).relu();
    const auto bytes = builder.bytes();
    QVERIFY(errorOf(bytes) == "no error");
    for (std::size_t length = 0; length < bytes.size(); length += 7) {
        const auto message = errorOf(bytes.substr(0, length));
        QVERIFY2(message.starts_with("Reading network model.onnx: ") && message.ends_with('.'), message.c_str());
    }
}

void TestOnnxImport::lyingShapesTakeNoMemory()
{
    // A few bytes that claim 2^40 values, in an initialiser and in a chain.
    OnnxBuilder builder(13, {0, 1, 8});
    builder.conv("c", {1, 1, 1});
    auto* tensor = builder.graph().mutable_initializer(0);
    tensor->set_dims(0, std::int64_t{1} << 38);
    QVERIFY(errorOf(builder.bytes()).find("holds 4 bytes, but its shape asks for 274877906944 values") !=
            std::string::npos);
    tensor->set_dims(1, std::int64_t{1} << 38);
    QVERIFY(errorOf(builder.bytes()).find("which no tensor can have") != std::string::npos);

    OnnxBuilder chain(13, {0, 1, 8});
    chain.on("ConstantOfShape", {chain.integers("size", {std::int64_t{1} << 34})});
    chain.on("Relu", {"input.1"});
    QVERIFY(errorOf(chain.bytes()).find("more than the file accounts for") != std::string::npos);

    OnnxBuilder doubling(13, {0, 1, 8});
    auto value = doubling.integers("x", {1, 2, 3, 4});
    for (int i = 0; i < 40; ++i)
        value = doubling.on("Concat", {value, value}).with("axis", std::int64_t{0}).last();
    doubling.on("Relu", {"input.1"});
    const auto message = errorOf(doubling.bytes());
    QVERIFY2(message.find("more than the file accounts for") != std::string::npos ||
                 message.find("far beyond what the file holds") != std::string::npos,
             message.c_str());
}

void TestOnnxImport::sharedWeightsDoNotMultiply()
{
    OnnxBuilder builder(13, {0, 100, 1});
    const auto weight = builder.weights("shared", {100, 100, 1});
    for (int i = 0; i < 400; ++i)
        builder.add("Conv", {weight});
    const auto message = errorOf(builder.bytes());
    QVERIFY2(message.find("its weights are shared with other layers so often") != std::string::npos, message.c_str());
}

QTEST_GUILESS_MAIN(TestOnnxImport)
#include "tst_onnximport.moc"
