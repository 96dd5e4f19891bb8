// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/fast/engine.h"

#include "core/network/weights.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace pitlane::fast {

namespace {

std::size_t index(std::int64_t i)
{
    return static_cast<std::size_t>(i);
}

std::int64_t numberOf(const std::vector<std::int64_t>& shape)
{
    return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

/// Per node: its activation lies in columns ([C][N]).
std::vector<char> columnNodes(const NetworkSpec& network)
{
    std::vector<char> columns;
    for (const auto& node : network.nodes) {
        const auto first = network.indexOf(node.inputs.front());
        const bool inherits = first >= 0 && columns[index(first)] != 0;
        columns.push_back(inherits || std::holds_alternative<Flatten>(node.op) ||
                          std::holds_alternative<GlobalAvgPool>(node.op) || std::holds_alternative<Attention>(node.op));
    }
    return columns;
}

/// The node passes a column on as it is.
bool passesColumn(const Op& op)
{
    const auto* average = std::get_if<AvgPool>(&op);
    const auto* maximum = std::get_if<MaxPool>(&op);
    return std::holds_alternative<GlobalAvgPool>(op) || (average != nullptr && average->K == 1) ||
           (maximum != nullptr && maximum->K == 1);
}

bool isDropout(const Op& op)
{
    return std::holds_alternative<Dropout>(op) || std::holds_alternative<SpatialDropout>(op);
}

} // namespace

ParameterMap::ParameterMap(const NetworkSpec& network)
{
    const auto shapes = weightShapes(network);
    const auto take = [&](const std::string& name, std::int64_t& place, std::int64_t& total) {
        const auto found = shapes.find(name);
        if (found == shapes.end())
            return;
        place = total;
        total += numberOf(found->second);
    };
    for (const auto& node : network.nodes) {
        auto& place = nodes.emplace_back();
        take(node.name + ".weight", place.weight, size);
        take(node.name + ".bias", place.bias, size);
        take(node.name + ".context", place.context, size);
        std::int64_t unused = -1;
        take(node.name + ".running_mean", statistics.emplace_back(-1), statisticsSize);
        take(node.name + ".running_var", unused, statisticsSize);
    }
}

std::string FastEngine::obstacle(const NetworkSpec& network)
{
    const auto columns = columnNodes(network);
    for (std::size_t i = 0; i < network.nodes.size(); ++i) {
        const auto& node = network.nodes[i];
        bool all = true, any = false;
        for (const auto& name : node.inputs) {
            const auto input = network.indexOf(name);
            const bool column = input >= 0 && columns[index(input)] != 0;
            all = all && column;
            any = any || column;
        }
        if (!any)
            continue;
        const auto* conv = std::get_if<Conv1d>(&node.op);
        const bool plainConv = conv == nullptr || (conv->K == 1 && conv->padding == Padding{} && conv->groups == 1);
        const bool pool = std::holds_alternative<AvgPool>(node.op) || std::holds_alternative<MaxPool>(node.op);
        if (!all || !plainConv || (pool && !passesColumn(node.op)) || std::holds_alternative<Attention>(node.op))
            return "Node " + node.name + " works on single samples in a way that the fast path does not know.";
    }
    return {};
}

FastEngine::FastEngine(const NetworkSpec& network, const ParameterMap& map, MaskPlaces layout, Mode mode)
    : m_network(network), m_layout(std::move(layout)), m_mode(mode)
{
    if (const auto reason = obstacle(network); !reason.empty())
        throw NetworkError("Network \"" + network.name + "\": " + reason);
    if (m_layout.nodes.empty())
        m_layout.nodes.resize(network.nodes.size());
    build(map);
}

FastEngine::~FastEngine() = default;

void FastEngine::build(const ParameterMap& map)
{
    const auto all = shapes(m_network);
    const auto columns = columnNodes(m_network);
    std::map<std::int64_t, int> readers; // of nodes
    for (const auto& node : m_network.nodes)
        for (const auto& name : node.inputs)
            ++readers[m_network.indexOf(name)];
    const auto newActivation = [&](Shape shape, bool inColumns) {
        auto& made = m_activations.emplace_back(std::make_unique<Activation>());
        made->C = shape.C;
        made->T = shape.T;
        made->columns = inColumns;
        return made.get();
    };
    newActivation(m_network.input, false);
    m_ofNode.resize(m_network.nodes.size());
    const auto activationOf = [&](const std::string& name) {
        const auto i = m_network.indexOf(name);
        return i < 0 ? m_activations.front().get() : m_ofNode[index(i)];
    };
    for (std::size_t i = 0; i < m_network.nodes.size(); ++i) {
        const auto& node = m_network.nodes[i];
        if (m_ofNode[i] != nullptr) // the ReLU of the stage before
            continue;
        auto* first = activationOf(node.inputs.front());
        if ((first->columns && passesColumn(node.op)) || (m_mode != Mode::TrainingWithDropout && isDropout(node.op))) {
            m_ofNode[i] = first;
            continue;
        }
        // A ReLU that alone reads a batch-norm or a sum belongs to it.
        std::size_t end = i;
        const bool takesRelu = std::holds_alternative<BatchNorm>(node.op) || std::holds_alternative<Add>(node.op);
        if (takesRelu && readers[static_cast<std::int64_t>(i)] == 1)
            for (std::size_t j = i + 1; j < m_network.nodes.size(); ++j)
                if (m_network.nodes[j].inputs == std::vector{node.name} &&
                    std::holds_alternative<Relu>(m_network.nodes[j].op))
                    end = j;
        const bool relu = end != i;
        const auto& masks = m_layout.nodes[i];
        std::unique_ptr<Stage> stage;
        if (const auto* conv = std::get_if<Conv1d>(&node.op)) {
            auto own = *conv;
            own.s = first->columns ? 1 : own.s;
            stage = makeConvStage(own, first->C, map.nodes[i], masks);
        } else if (const auto* linear = std::get_if<Linear>(&node.op)) {
            stage = makeConvStage({.C_out = linear->C_out, .bias = linear->bias}, first->C, map.nodes[i], masks);
        } else if (const auto* norm = std::get_if<BatchNorm>(&node.op)) {
            stage = makeNormStage(*norm, relu, map.nodes[i], masks);
        } else if (std::holds_alternative<Attention>(node.op)) {
            stage = makeAttentionStage(map.nodes[i], masks);
        } else if (std::holds_alternative<Add>(node.op)) {
            stage = makeAddStage(relu, masks);
        } else {
            stage = makeSimpleStage(node.op, i);
        }
        stage->name = node.name;
        bool trained = map.nodes[i].weight >= 0;
        for (const auto& name : node.inputs) {
            stage->inputs.push_back(activationOf(name));
            ++stage->inputs.back()->readers;
            trained = trained || stage->inputs.back()->trained;
        }
        stage->output = newActivation(all[i], columns[i] != 0);
        stage->output->trained = trained;
        stage->output->kept = std::holds_alternative<Relu>(node.op) || std::holds_alternative<Sigmoid>(node.op) ||
                              std::holds_alternative<Softmax>(node.op) ||
                              (relu && std::holds_alternative<Add>(node.op));
        stage->output->gated = relu && std::holds_alternative<Add>(node.op);
        m_ofNode[i] = m_ofNode[end] = stage->output;
        m_stages.push_back(std::move(stage));
    }
    m_ofNode.back()->output = true;
    ++m_ofNode.back()->readers; // the caller

    m_readers.resize(m_activations.size());
    for (std::size_t a = 0; a < m_activations.size(); ++a) {
        auto& activation = *m_activations[a];
        for (const auto& stage : m_stages)
            for (std::size_t i = 0; i < stage->inputs.size(); ++i)
                if (stage->inputs[i] == &activation)
                    m_readers[a].emplace_back(stage.get(), i);
        activation.zero.assign(index(activation.C), 0);
        activation.deaf.assign(index(activation.C), 0);
        activation.needed.assign(index(activation.C), 1);
    }
    for (std::size_t i = 0; i < m_network.nodes.size(); ++i) {
        const auto& node = m_network.nodes[i];
        if (std::holds_alternative<BatchNorm>(node.op)) {
            auto* input = activationOf(node.inputs.front());
            if (input->readers == 1)
                input->onlyNormalised = true;
        }
        if (!std::holds_alternative<Add>(node.op))
            continue;
        for (std::size_t k = 0; k < node.inputs.size(); ++k) {
            auto* input = activationOf(node.inputs[k]);
            const bool flagged = k < m_layout.nodes[i].inputFlags.size() && !m_layout.nodes[i].inputFlags[k].empty();
            if (input->readers == 1 && input->trained && !flagged && !input->gated)
                input->shares = m_ofNode[i];
        }
    }
}

Shape FastEngine::outputShape() const
{
    return {m_ofNode.back()->C, m_ofNode.back()->T};
}

void FastEngine::arrange(const Pass& pass, std::int64_t T)
{
    auto network = m_network;
    network.input.T = T;
    const auto all = shapes(network);
    m_activations.front()->T = T;
    for (std::size_t i = 0; i < all.size(); ++i)
        m_ofNode[i]->T = all[i].T;
    for (const auto& activation : m_activations) {
        activation->n = activation->columns ? 1 : pass.N;
        activation->samples = activation->columns ? pass.N : activation->T;
        const auto whole = pass.k.roundUp(activation->samples);
        activation->valueReach = activation->gradientReach = {0, whole};
    }
    for (const auto& stage : m_stages)
        stage->arrange(pass);
    for (const auto& activation : m_activations)
        if (activation->shares != nullptr)
            activation->shares->gradientReach.cover(activation->gradientReach.head, activation->gradientReach.end);
    layOut();
    m_N = pass.N;
    m_T = T;
    m_planned = false;
}

void FastEngine::layOut()
{
    const bool training = m_mode != Mode::Evaluation;
    constexpr std::int64_t line = 16; // floats of a cache line
    const auto place = [&](Rows& rows, const Reach& reach, const Activation& activation, std::int64_t& total) {
        rows.channels = activation.C;
        rows.head = (reach.head + line - 1) / line * line;
        rows.pitch = (rows.head + reach.end + line - 1) / line * line;
        const auto first = total;
        total += rows.floats(activation.n);
        return first;
    };
    std::vector<std::int64_t> values, gradients;
    std::int64_t valueFloats = 0, gradientFloats = 0;
    for (const auto& activation : m_activations) {
        values.push_back(place(activation->value, activation->valueReach, *activation, valueFloats));
        const bool own = training && activation->trained && activation->shares == nullptr;
        gradients.push_back(own ? place(activation->gradient, activation->gradientReach, *activation, gradientFloats)
                                : -1);
    }
    m_values.assign(index(valueFloats + line), 0.0F);
    m_gradients.assign(index(training ? gradientFloats + line : 0), 0.0F);
    const auto aligned = [](std::vector<float>& buffer) {
        const auto address = reinterpret_cast<std::uintptr_t>(buffer.data());
        return buffer.data() + (64 - address % 64) % 64 / 4;
    };
    for (std::size_t a = 0; a < m_activations.size(); ++a) {
        m_activations[a]->value.data = aligned(m_values) + values[a];
        m_activations[a]->clean.assign(index(m_activations[a]->C), 1);
        if (gradients[a] >= 0)
            m_activations[a]->gradient.data = aligned(m_gradients) + gradients[a];
    }
}

bool FastEngine::masksChanged(const Pass& pass) const
{
    const auto count = pass.masks == nullptr ? 0 : index(m_layout.size);
    if (!m_planned || pass.learnsMasks != m_learnsMasks || m_masks.size() != count)
        return true;
    if (!std::equal(m_masks.begin(), m_masks.end(), pass.masks))
        return true;
    const auto wanted = pass.wantedMasks == nullptr ? 0 : count;
    return m_wantedMasks.size() != wanted || !std::equal(m_wantedMasks.begin(), m_wantedMasks.end(), pass.wantedMasks);
}

/// Which channels and gradients there are, from the masks: zeros forwards, useless gradients backwards.
void FastEngine::findLive(const Pass& pass)
{
    for (const auto& stage : m_stages)
        stage->findZeros(pass);
    for (auto a = m_activations.size(); a-- > 0;) {
        auto& activation = *m_activations[a];
        for (std::int64_t c = 0; c < activation.C; ++c) {
            bool deaf = !pass.training || !activation.output;
            if (pass.training)
                for (const auto& [stage, input] : m_readers[a])
                    deaf = deaf && stage->ignores(pass, input, c);
            bool needed = activation.output;
            for (const auto& [stage, input] : m_readers[a])
                needed = needed || stage->reads(pass, input, c);
            activation.deaf[index(c)] = deaf;
            activation.needed[index(c)] = needed;
        }
        activation.live.clear();
        activation.wanted.clear();
        for (std::int64_t c = 0; c < activation.C; ++c) {
            const auto live = activation.computes(c);
            if (live)
                activation.live.push_back(c);
            else if (activation.clean[index(c)] == 0)
                for (std::int64_t n = 0; n < activation.n; ++n)
                    std::fill_n(activation.value.at(n, c), activation.samples, 0.0F);
            activation.clean[index(c)] = !live;
            if (activation.deaf[index(c)] == 0)
                activation.wanted.push_back(c);
        }
    }
    for (const auto& stage : m_stages)
        stage->prepare(pass);
    m_learnsMasks = pass.learnsMasks;
    m_masks.clear();
    m_wantedMasks.clear();
    if (pass.masks != nullptr) {
        m_masks.assign(pass.masks, pass.masks + m_layout.size);
        if (pass.wantedMasks != nullptr)
            m_wantedMasks.assign(pass.wantedMasks, pass.wantedMasks + m_layout.size);
    }
    m_planned = true;
}

void FastEngine::copyInputs(const float* x)
{
    const auto& input = *m_activations.front();
    for (std::int64_t n = 0; n < input.n; ++n)
        for (std::int64_t c = 0; c < input.C; ++c)
            std::copy_n(x + (n * input.C + c) * input.T, input.T, input.value.at(n, c));
}

void FastEngine::forward(const Pass& pass, const float* x, std::int64_t T)
{
    if (!isLaidOutFor(pass.N, T))
        arrange(pass, T);
    if (masksChanged(pass))
        findLive(pass);
    copyInputs(x);
    m_pass.emplace(pass); // the caller's masks may be gone when the gradients are asked for
    m_pass->masks = pass.masks == nullptr ? nullptr : m_masks.data();
    m_pass->wantedMasks = m_wantedMasks.empty() ? nullptr : m_wantedMasks.data();
    for (const auto& stage : m_stages)
        stage->forward(*m_pass);
}

void FastEngine::readOutputs(float* out) const
{
    const auto& last = *m_ofNode.back();
    if (last.columns) {
        for (std::int64_t n = 0; n < last.samples; ++n)
            for (std::int64_t c = 0; c < last.C; ++c)
                *out++ = last.value.at(0, c)[n];
        return;
    }
    for (std::int64_t n = 0; n < last.n; ++n)
        for (std::int64_t c = 0; c < last.C; ++c, out += last.T)
            std::copy_n(last.value.at(n, c), last.T, out);
}

void FastEngine::backward(const float* outputGradient, float* parameterGradients, float* maskGradients)
{
    auto pass = *m_pass;
    pass.parameterGradients = parameterGradients;
    pass.maskGradients = pass.learnsMasks ? maskGradients : nullptr;
    for (const auto& activation : m_activations)
        activation->written = false;
    const auto& last = *m_ofNode.back();
    const auto& rows = last.gradient;
    if (last.columns) {
        for (std::int64_t n = 0; n < last.samples; ++n)
            for (std::int64_t c = 0; c < last.C; ++c)
                rows.at(0, c)[n] = *outputGradient++;
    } else {
        for (std::int64_t n = 0; n < last.n; ++n)
            for (std::int64_t c = 0; c < last.C; ++c, outputGradient += last.T)
                std::copy_n(outputGradient, last.T, rows.at(n, c));
    }
    m_ofNode.back()->written = true;
    for (auto i = m_stages.size(); i-- > 0;)
        m_stages[i]->backward(pass);
}

} // namespace pitlane::fast
