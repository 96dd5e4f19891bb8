// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// A network is a graph, never a class per network: everything (torch execution, masks, extraction, cost, later
/// quantisation and code generation) walks the one NetworkSpec.
///
/// Activations are [N, C, T]. Weights of a convolution are [C_out, C_in / groups, K] in the order of PyTorch and ONNX:
/// the *last* index is the newest sample. The papers, and our masks, count taps from the newest: their tap i is the
/// weights' index K - 1 - i.
namespace pitlane {

class NetworkError : public Error
{
public:
    using Error::Error;
};

/// Samples added before the oldest and after the newest sample. Negative values cut samples off: dropping old taps
/// gives left' = left - (F_seed - F).
struct Padding
{
    std::int64_t left = 0;
    std::int64_t right = 0;
    bool operator==(const Padding&) const = default;
};

/// y[m, t] = bias[m] + sum_c sum_k x[c, t s + k d - left] W[m, c, k]
struct Conv1d
{
    std::int64_t C_out = 1;
    std::int64_t K = 1; ///< filter taps
    std::int64_t d = 1; ///< dilation, in samples
    std::int64_t s = 1; ///< stride, in samples
    Padding padding;
    std::int64_t groups = 1; ///< 1, or C_in = C_out = groups (depthwise)
    bool bias = true;
    /// Receptive field in samples, F = d (K - 1) + 1.
    [[nodiscard]] std::int64_t F() const { return d * (K - 1) + 1; }
    bool operator==(const Conv1d&) const = default;
};

/// Fully connected; acts on the channel axis. Its input is usually a Flatten ([N, C T, 1]); with T > 1 it is applied to
/// each sample. The case F = K = d = 1 of a convolution.
struct Linear
{
    std::int64_t C_out = 1;
    bool bias = true;
    bool operator==(const Linear&) const = default;
};

struct BatchNorm
{
    double eps = 1e-5;
    double momentum = 0.1;
    bool operator==(const BatchNorm&) const = default;
};

struct Relu
{
    bool operator==(const Relu&) const = default;
};

/// Sum of all inputs, which have equal shapes.
struct Add
{
    bool operator==(const Add&) const = default;
};

struct AvgPool
{
    std::int64_t K = 2;
    std::int64_t s = 2;
    bool operator==(const AvgPool&) const = default;
};

struct MaxPool
{
    std::int64_t K = 2;
    std::int64_t s = 2;
    bool operator==(const MaxPool&) const = default;
};

/// Mean over time: T becomes 1.
struct GlobalAvgPool
{
    bool operator==(const GlobalAvgPool&) const = default;
};

struct Dropout
{
    double p = 0.5; ///< probability that a value is set to zero
    bool operator==(const Dropout&) const = default;
};

/// Dropout of whole channels: a channel is set to zero at all samples or at none.
struct SpatialDropout
{
    double p = 0.5; ///< probability that a channel is set to zero
    bool operator==(const SpatialDropout&) const = default;
};

/// [C, T] becomes [C T, 1], channel by channel (feature index c T + t).
struct Flatten
{
    bool operator==(const Flatten&) const = default;
};

struct Sigmoid
{
    bool operator==(const Sigmoid&) const = default;
};

/// Over channels.
struct Softmax
{
    bool operator==(const Softmax&) const = default;
};

/// Attention with context, a mean over time whose weights are learned (TCCNet): v_t = tanh(Wa y_t), w = softmax over t
/// of u . v_t, z = sum_t w_t y_t. Wa [C, C] and u [C] have no biases; T becomes 1.
struct Attention
{
    bool operator==(const Attention&) const = default;
};

using Op = std::variant<Conv1d, Linear, BatchNorm, Relu, Add, AvgPool, MaxPool, GlobalAvgPool, Dropout, Flatten,
                        Sigmoid, Softmax, SpatialDropout, Attention>;

/// The name of an operation in JSON and messages: "conv1d", "batch_norm" ...
[[nodiscard]] std::string_view kindOf(const Op& op);

struct Node
{
    std::string name;                ///< unique in its network, e.g. "b1.conv0"
    std::vector<std::string> inputs; ///< node names, or "input"
    Op op;
    /// False for a layer that the seed's author keeps out of every search (conv0 of ECGTCN).
    bool searchable = true;
    bool operator==(const Node&) const = default;
};

/// Channels and samples of one activation, without the batch.
struct Shape
{
    std::int64_t C = 1;
    std::int64_t T = 1;
    bool operator==(const Shape&) const = default;
};

/// A network: a seed, a hand-tuned one and an extracted one are all this. Nodes stand in topological order; the last
/// one is the output.
struct NetworkSpec
{
    /// Version of the JSON form; fromJson() reads all versions up to this one.
    static constexpr int schemaVersion = 1;
    /// Name by which nodes refer to the network's input.
    static constexpr std::string_view inputName = "input";

    std::string name;
    Shape input;
    std::vector<Node> nodes;

    /// Index of the node, or -1 ("input" included).
    [[nodiscard]] std::int64_t indexOf(std::string_view nodeName) const;
    bool operator==(const NetworkSpec&) const = default;
};

/// What is wrong with a network, and where.
struct NetworkProblem
{
    std::string node;     ///< empty: the network as a whole
    std::string field;    ///< e.g. "K", "inputs"
    std::string sentence; ///< value found, value expected, way out
    bool operator==(const NetworkProblem&) const = default;
};

/// Every problem of the network: unknown or later inputs, duplicate names, shapes that disagree, values out of range,
/// an output shorter than one sample. Empty when shapes() would succeed.
[[nodiscard]] std::vector<NetworkProblem> validate(const NetworkSpec& network);

/// Output shape of every node, in order. Throws NetworkError with the first problem of validate().
[[nodiscard]] std::vector<Shape> shapes(const NetworkSpec& network);

/// JSON with "schema", "name", "input", "nodes"; defaults are written too, so that a file reads without this header.
[[nodiscard]] nlohmann::json toJson(const NetworkSpec& network);
/// Reads and validates. `source` names the document in errors ("Reading seed kws.json: node b1.conv0, field C_out:
/// ..."). Unknown node kinds, unknown fields, missing fields and wrong types are errors. Throws NetworkError.
[[nodiscard]] NetworkSpec networkFromJson(const nlohmann::json& json, const std::string& source);

} // namespace pitlane
