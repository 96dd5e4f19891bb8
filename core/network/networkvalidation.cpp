// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/networkspec.h"
#include "core/network/problemtext.h"

#include <cmath>
#include <optional>
#include <sstream>
#include <unordered_map>

namespace pitlane {

namespace {

// Far above any network for a microcontroller, and low enough that no sum or product over a network can overflow.
constexpr std::int64_t largestField = 1'000'000;
constexpr std::int64_t largestActivation = 1'000'000'000;
constexpr std::int64_t largestWeight = 1'000'000'000;
constexpr std::int64_t largestMacs = 10'000'000'000'000;
constexpr std::size_t largestNodeCount = 10'000;

std::string text(double value)
{
    std::ostringstream out;
    out << value;
    return out.str();
}

std::string text(std::int64_t value)
{
    return std::to_string(value);
}

std::string text(const Shape& shape)
{
    return text(shape.C) + " x " + text(shape.T);
}

/// Walks a network in order, collects every problem and infers the shapes that can be known.
class Inspector
{
public:
    explicit Inspector(const NetworkSpec& network) : m_network(network) {}

    void run()
    {
        checkNetwork();
        m_shapes.reserve(m_network.nodes.size());
        for (std::size_t i = 0; i < m_network.nodes.size(); ++i)
            m_placeOf.try_emplace(m_network.nodes[i].name, i);
        for (std::size_t i = 0; i < m_network.nodes.size(); ++i) {
            m_index = i;
            m_nodeIsSound = true;
            checkName();
            const auto inputs = checkInputs();
            checkFields();
            auto shape = m_nodeIsSound && inputs ? inferShape(*inputs) : std::nullopt;
            if (shape && !fits(shape->C, shape->T, largestActivation)) {
                report("", "the output has " + text(shape->C) + " channels x " + text(shape->T) +
                               " samples, expected at most " + text(largestActivation) +
                               " values. Use fewer channels or a larger stride.");
                shape.reset();
            }
            m_shapes.push_back(shape);
        }
    }

    [[nodiscard]] const std::vector<NetworkProblem>& problems() const { return m_problems; }

    /// Complete only when there are no problems.
    [[nodiscard]] std::vector<Shape> shapes() const
    {
        std::vector<Shape> result;
        result.reserve(m_shapes.size());
        for (const auto& shape : m_shapes)
            result.push_back(shape.value_or(Shape{}));
        return result;
    }

private:
    [[nodiscard]] const Node& node() const { return m_network.nodes[m_index]; }

    static bool fits(std::int64_t a, std::int64_t b, std::int64_t limit) { return a <= limit / b; }

    void report(std::string field, std::string sentence)
    {
        m_nodeIsSound = false;
        m_problems.push_back({node().name, std::move(field), std::move(sentence)});
    }

    void reportNetwork(std::string field, std::string sentence)
    {
        m_problems.push_back({{}, std::move(field), std::move(sentence)});
    }

    void checkNetwork()
    {
        m_inputIsSound = true;
        const auto check = [this](const char* field, std::int64_t value) {
            if (value >= 1 && value <= largestField)
                return;
            m_inputIsSound = false;
            reportNetwork(field, "found " + text(value) + ", expected 1 to " + text(largestField) +
                                     ". Set it to the shape of the data.");
        };
        check("input.C", m_network.input.C);
        check("input.T", m_network.input.T);
        if (m_inputIsSound && !fits(m_network.input.C, m_network.input.T, largestActivation)) {
            m_inputIsSound = false;
            reportNetwork("input", "found " + text(m_network.input) + ", expected at most " + text(largestActivation) +
                                       " values. Use shorter windows or fewer channels.");
        }
        if (m_network.nodes.empty())
            reportNetwork("nodes", "found no node, expected at least 1. Add the layers of the network.");
        if (m_network.nodes.size() > largestNodeCount)
            reportNetwork("nodes", "found " + std::to_string(m_network.nodes.size()) + " nodes, expected at most " +
                                       std::to_string(largestNodeCount) + ". Use a smaller network.");
    }

    void checkName()
    {
        const auto& name = node().name;
        if (name.empty()) {
            report("name", "node number " + std::to_string(m_index + 1) +
                               " of the network has an empty name. Give it a name of its own.");
        } else if (name == NetworkSpec::inputName) {
            report("name", "found \"input\", which stands for the input of the network. Choose another name.");
        } else if (m_placeOf.at(name) != m_index) {
            report("name", "found \"" + name + "\" a second time, expected a name that no other node has. Rename it.");
        }
    }

    /// Shapes of all inputs, or nothing when one of them is not known.
    std::optional<std::vector<Shape>> checkInputs()
    {
        const auto& inputs = node().inputs;
        if (std::holds_alternative<Add>(node().op)) {
            if (inputs.size() < 2)
                report("inputs", "found " + std::to_string(inputs.size()) +
                                     ", expected at least 2. Name the nodes whose outputs are added.");
        } else if (inputs.size() != 1) {
            report("inputs", "found " + std::to_string(inputs.size()) +
                                 ", expected 1. Name the one node that feeds this " + std::string(kindOf(node().op)) +
                                 ".");
        }

        std::vector<Shape> result;
        bool allKnown = true;
        for (const auto& input : inputs) {
            std::optional<Shape> shape;
            if (input == NetworkSpec::inputName) {
                if (m_inputIsSound)
                    shape = m_network.input;
            } else if (const auto found = m_placeOf.find(input); found == m_placeOf.end()) {
                report("inputs", "found \"" + input +
                                     "\", which is no node of the network. Name an earlier node or "
                                     "\"input\".");
            } else if (found->second >= m_index) {
                report("inputs", "found \"" + input +
                                     "\", which does not stand before this node. Move it up, or name "
                                     "an earlier node.");
            } else {
                shape = m_shapes[found->second];
            }
            allKnown = allKnown && shape.has_value();
            result.push_back(shape.value_or(Shape{}));
        }
        if (!allKnown)
            return std::nullopt;
        return result;
    }

    void checkRange(const char* field, std::int64_t value, std::int64_t least = 1)
    {
        const std::string name = field;
        if (value < least)
            report(name, "found " + text(value) + ", expected at least " + text(least) + ". Set " + name + " to " +
                             text(least) + " or more.");
        else if (value > largestField)
            report(name, "found " + text(value) + ", expected at most " + text(largestField) + ". Set " + name +
                             " to a smaller number.");
    }

    void checkFields()
    {
        std::visit([this](const auto& op) { check(op); }, node().op);
    }

    void check(const Conv1d& op)
    {
        checkRange("C_out", op.C_out);
        checkRange("K", op.K);
        checkRange("d", op.d);
        checkRange("s", op.s);
        checkRange("padding.left", op.padding.left, -largestField);
        checkRange("padding.right", op.padding.right, -largestField);
        checkRange("groups", op.groups);
    }

    void check(const Linear& op) { checkRange("C_out", op.C_out); }

    void check(const BatchNorm& op)
    {
        if (!std::isfinite(op.eps) || op.eps <= 0)
            report("eps", "found " + text(op.eps) + ", expected a number above 0. Set eps to 1e-5.");
        if (!(op.momentum >= 0 && op.momentum <= 1))
            report("momentum", "found " + text(op.momentum) + ", expected 0 to 1. Set momentum to 0.1.");
    }

    template <class Pool> void checkPool(const Pool& op)
    {
        checkRange("K", op.K);
        checkRange("s", op.s);
    }

    void check(const AvgPool& op) { checkPool(op); }
    void check(const MaxPool& op) { checkPool(op); }

    void check(const Dropout& op) { checkDropout(op); }
    void check(const SpatialDropout& op) { checkDropout(op); }

    template <class AnyDropout> void checkDropout(const AnyDropout& op)
    {
        if (!(op.p >= 0 && op.p < 1))
            report("p", "found " + text(op.p) + ", expected at least 0 and less than 1. Set p to 0.5 or less.");
    }

    template <class Plain> void check(const Plain&) {}

    std::optional<Shape> inferShape(const std::vector<Shape>& inputs)
    {
        if (std::holds_alternative<Add>(node().op))
            return shapeOfAdd(inputs);
        return std::visit([this, &inputs](const auto& op) { return shapeOf(op, inputs.front()); }, node().op);
    }

    std::optional<Shape> shapeOfAdd(const std::vector<Shape>& inputs)
    {
        for (std::size_t i = 1; i < inputs.size(); ++i) {
            if (inputs[i] == inputs.front())
                continue;
            report("inputs", node().inputs[i] + " gives " + text(inputs[i]) + ", but " + node().inputs.front() +
                                 " gives " + text(inputs.front()) +
                                 " (channels x samples). Make the shapes equal before the sum.");
        }
        return m_nodeIsSound ? std::optional(inputs.front()) : std::nullopt;
    }

    std::optional<Shape> shapeOf(const Conv1d& op, const Shape& in)
    {
        if (op.groups != 1 && (op.groups != in.C || op.groups != op.C_out)) {
            report("groups", "found " + text(op.groups) + " with C_in = " + text(in.C) + " and C_out = " +
                                 text(op.C_out) + ", expected 1, or all three equal (depthwise). Set groups to 1.");
            return std::nullopt;
        }
        const auto padded = in.T + op.padding.left + op.padding.right;
        if (padded < op.F()) {
            report("K", "the filter covers F = " + text(op.F()) + " samples, but the padded input has " + text(padded) +
                            " (T = " + text(in.T) + ", padding " + text(op.padding.left) + " left, " +
                            text(op.padding.right) + " right). Use a smaller K or d, or more padding.");
            return std::nullopt;
        }
        const Shape out{op.C_out, (padded - op.F()) / op.s + 1};
        if (!weightFits(in.C / op.groups, op.C_out, op.K, out.T))
            return std::nullopt;
        return out;
    }

    std::optional<Shape> shapeOf(const Linear& op, const Shape& in)
    {
        if (!weightFits(in.C, op.C_out, 1, in.T))
            return std::nullopt;
        return Shape{op.C_out, in.T};
    }

    bool weightFits(std::int64_t C_in, std::int64_t C_out, std::int64_t K, std::int64_t T)
    {
        if (!fits(C_in, C_out, largestWeight) || !fits(C_in * C_out, K, largestWeight)) {
            report("C_out", "the weights would be " + text(C_out) + " x " + text(C_in) + " x " + text(K) +
                                ", expected at most " + text(largestWeight) + " values. Use a smaller C_out or K.");
            return false;
        }
        if (!fits(C_in * C_out * K, T, largestMacs)) {
            report("C_out", text(C_in * C_out * K) + " weights at " + text(T) + " output samples, expected at most " +
                                text(largestMacs) +
                                " multiply-accumulates. Use a smaller C_out or K, or a larger "
                                "stride.");
            return false;
        }
        return true;
    }

    template <class Pool> std::optional<Shape> shapeOfPool(const Pool& op, const Shape& in)
    {
        if (op.K > in.T) {
            report("K", "found " + text(op.K) + ", but the input has only " + text(in.T) + " samples. Set K to " +
                            text(in.T) + " or less.");
            return std::nullopt;
        }
        return Shape{in.C, (in.T - op.K) / op.s + 1};
    }

    std::optional<Shape> shapeOf(const AvgPool& op, const Shape& in) { return shapeOfPool(op, in); }
    std::optional<Shape> shapeOf(const MaxPool& op, const Shape& in) { return shapeOfPool(op, in); }
    std::optional<Shape> shapeOf(const Attention&, const Shape& in)
    {
        // Wa acts on every sample; u and the weighted sum are two more values for each row of it.
        if (!fits(in.C, in.C + 2, largestWeight) || !fits(in.C * (in.C + 2), in.T, largestMacs)) {
            report("inputs", "attention over " + text(in) + " (channels x samples) needs " + text(in.C) + " x " +
                                 text(in.C) + " weights at every sample, expected at most " + text(largestWeight) +
                                 " weights and " + text(largestMacs) +
                                 " multiply-accumulates. Give it fewer channels or samples.");
            return std::nullopt;
        }
        return Shape{in.C, 1};
    }

    std::optional<Shape> shapeOf(const GlobalAvgPool&, const Shape& in) { return Shape{in.C, 1}; }
    std::optional<Shape> shapeOf(const Flatten&, const Shape& in) { return Shape{in.C * in.T, 1}; }

    template <class ElementWise> std::optional<Shape> shapeOf(const ElementWise&, const Shape& in) { return in; }

    const NetworkSpec& m_network;
    std::vector<NetworkProblem> m_problems;
    std::vector<std::optional<Shape>> m_shapes;
    std::unordered_map<std::string_view, std::size_t> m_placeOf; ///< first node of each name
    std::size_t m_index = 0;
    bool m_inputIsSound = true;
    bool m_nodeIsSound = true;
};

} // namespace

std::string describe(const NetworkProblem& problem)
{
    std::string place;
    if (!problem.node.empty())
        place = "node " + problem.node;
    if (!problem.field.empty())
        place += (place.empty() ? "field " : ", field ") + problem.field;
    return place.empty() ? problem.sentence : place + ": " + problem.sentence;
}

std::vector<NetworkProblem> validate(const NetworkSpec& network)
{
    Inspector inspector(network);
    inspector.run();
    return inspector.problems();
}

std::vector<Shape> shapes(const NetworkSpec& network)
{
    Inspector inspector(network);
    inspector.run();
    if (!inspector.problems().empty())
        throw NetworkError("Network " + network.name + ": " + describe(inspector.problems().front()));
    return inspector.shapes();
}

} // namespace pitlane
