// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/fast/fastnet.h"

#include "core/search/fast/engine.h"
#include "core/search/tensors.h"

#include <ATen/Parallel.h>
#include <algorithm>

namespace pitlane {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

namespace fast {

void inParallel(std::int64_t count, std::int64_t grain, const std::function<void(std::int64_t, std::int64_t)>& f)
{
    if (at::get_num_threads() == 1)
        return f(0, count);
    at::parallel_for(0, count, grain, f);
}

} // namespace fast

/// Engines that share the parameters: of each mode one for the usual batch and one for the rest of the rows at the end
/// of an epoch, so that neither lays out its buffers anew.
struct FastNet::Engines
{
    Engines(const NetworkSpec& ofNetwork, float* statistics, MaskPlaces places)
        : map(placed(ofNetwork, statistics)), network(ofNetwork), layout(std::move(places))
    {
        engines.push_back(std::make_unique<fast::FastEngine>(network, map, layout, fast::Mode::Training));
    }
    fast::FastEngine& engineFor(fast::Mode mode, std::int64_t N, std::int64_t T)
    {
        constexpr std::ptrdiff_t mostOfAMode = 2;
        const auto isOfMode = [&](const auto& engine) { return engine->mode() == mode; };
        auto found = std::ranges::find_if(
            engines, [&](const auto& engine) { return isOfMode(engine) && engine->isLaidOutFor(N, T); });
        if (found == engines.end() && std::ranges::count_if(engines, isOfMode) == mostOfAMode)
            found = std::ranges::find_if(engines, isOfMode); // the one that has rested longest
        if (found == engines.end())
            engines.push_back(std::make_unique<fast::FastEngine>(network, map, layout, mode));
        else
            std::rotate(found, found + 1, engines.end());
        return *engines.back();
    }
    static fast::ParameterMap placed(const NetworkSpec& network, float* statistics)
    {
        fast::ParameterMap map(network);
        const auto all = shapes(network);
        for (std::size_t i = 0; i < map.nodes.size(); ++i)
            if (map.statistics[i] >= 0) {
                map.nodes[i].mean = statistics + map.statistics[i];
                map.nodes[i].variance = map.nodes[i].mean + all[i].C;
            }
        return map;
    }
    torch::Tensor values, gradients; ///< the leaf and its gradient, which every backward pass overwrites
    fast::ParameterMap map;
    const NetworkSpec& network;
    MaskPlaces layout;
    std::vector<std::unique_ptr<fast::FastEngine>> engines; ///< the last one was used last
    fast::FastEngine* waiting = nullptr;                    ///< holds the pass whose gradients are to come
};

/// The training pass of a whole network as one node. Gradients of its values go straight into the flat tensor.
class FastNet::NetworkFunction : public torch::autograd::Function<FastNet::NetworkFunction>
{
public:
    static Tensor forward(AutogradContext* context, const Tensor& values, const Tensor& masks,
                          FastNet::Engines* engines, std::int64_t N)
    {
        context->saved_data["engines"] = reinterpret_cast<std::int64_t>(engines);
        context->saved_data["masks"] = masks.requires_grad() ? masks.numel() : std::int64_t{-1};
        engines->values = values;
        return FastNet::outputsOf(*engines->waiting, N);
    }
    static tensor_list backward(AutogradContext* context, const tensor_list& gradients)
    {
        auto& engines = *reinterpret_cast<FastNet::Engines*>(context->saved_data["engines"].toInt());
        const auto maskCount = context->saved_data["masks"].toInt();
        const auto masks = maskCount < 0 ? Tensor() : torch::zeros({maskCount});
        engines.gradients.zero_();
        engines.waiting->backward(gradients[0].contiguous().data_ptr<float>(), engines.gradients.data_ptr<float>(),
                                  masks.defined() ? masks.data_ptr<float>() : nullptr);
        engines.values.mutable_grad() = engines.gradients;
        return {Tensor(), masks, Tensor(), Tensor()};
    }
};

std::string FastNet::obstacle(const NetworkSpec& network)
{
    return fast::FastEngine::obstacle(network);
}

FastNet::FastNet(NetworkSpec spec, const Weights& weights, MaskPlaces layout) : m_spec(std::move(spec))
{
    const fast::ParameterMap map(m_spec);
    m_values = torch::zeros({map.size});
    m_statistics = torch::zeros({map.statisticsSize});
    const auto take = [&](const std::string& name, float* to, const std::vector<std::int64_t>& shape) {
        const auto found = weights.find(name);
        if (found == weights.end())
            throw NetworkError("The weights of network \"" + m_spec.name + "\" lack the tensor " + name + ".");
        if (found->second.shape != shape)
            throw NetworkError("The tensor " + name + " has another shape than network \"" + m_spec.name +
                               "\" asks for. The weights belong to another network.");
        std::copy(found->second.values.begin(), found->second.values.end(), to);
    };
    m_engines = std::make_unique<Engines>(m_spec, m_statistics.data_ptr<float>(), layout);
    const auto needed = weightShapes(m_spec);
    for (std::size_t i = 0; i < m_spec.nodes.size(); ++i) {
        const auto& place = m_engines->map.nodes[i];
        const auto& name = m_spec.nodes[i].name;
        const auto fill = [&](const char* part, float* to) {
            if (to != nullptr)
                take(name + part, to, needed.at(name + part));
        };
        auto* values = m_values.data_ptr<float>();
        fill(".weight", place.weight < 0 ? nullptr : values + place.weight);
        fill(".bias", place.bias < 0 ? nullptr : values + place.bias);
        fill(".context", place.context < 0 ? nullptr : values + place.context);
        fill(".running_mean", place.mean);
        fill(".running_var", place.variance);
    }
    m_values.set_requires_grad(true);
    m_engines->gradients = torch::zeros({map.size});
}

FastNet::~FastNet() = default;

Tensor FastNet::forward(const Tensor& x, bool training, bool dropout)
{
    return forward(x, training, dropout, {}, {});
}

Tensor FastNet::forward(const Tensor& x, bool training, bool dropout, const Tensor& masks,
                        const std::vector<char>& wanted)
{
    const auto input = x.contiguous();
    const auto maskValues = masks.defined() ? masks.detach().contiguous() : Tensor();
    fast::Pass pass{.k = kernels::kernels(),
                    .N = input.size(0),
                    .training = training,
                    .dropout = dropout,
                    .parameters = m_values.data_ptr<float>(),
                    .masks = masks.defined() ? maskValues.data_ptr<float>() : nullptr,
                    .wantedMasks = wanted.empty() ? nullptr : wanted.data(),
                    .learnsMasks = training && masks.defined() && masks.requires_grad()};
    if (dropout && training) // from torch's generator, which a job sets for each epoch
        pass.dropoutSeed =
            static_cast<std::uint64_t>(torch::randint(std::int64_t{1} << 62, {1}, torch::kInt64).item<std::int64_t>());
    const auto mode = !training ? fast::Mode::Evaluation
                      : dropout ? fast::Mode::TrainingWithDropout
                                : fast::Mode::Training;
    auto& engine = m_engines->engineFor(mode, pass.N, input.size(2));
    engine.forward(pass, input.data_ptr<float>(), input.size(2));
    if (!training || !torch::GradMode::is_enabled())
        return outputsOf(engine, pass.N);
    m_engines->waiting = &engine;
    static const auto none = torch::empty({0}); // autograd takes no undefined tensors
    return NetworkFunction::apply(m_values, masks.defined() ? masks : none, m_engines.get(), pass.N);
}

Tensor FastNet::outputsOf(const fast::FastEngine& engine, std::int64_t N)
{
    const auto shape = engine.outputShape();
    auto outputs = shape.T == 1 ? torch::empty({N, shape.C}) : torch::empty({N, shape.C, shape.T});
    engine.readOutputs(outputs.data_ptr<float>());
    return outputs;
}

Weights FastNet::named(const Tensor& values, const Tensor& statistics) const
{
    Weights result;
    const auto put = [&](const std::string& name, const std::vector<std::int64_t>& shape, const float* from) {
        std::int64_t count = 1;
        for (const auto extent : shape)
            count *= extent;
        result.emplace(name, WeightTensor{.shape = shape, .values = {from, from + count}});
    };
    const auto needed = weightShapes(m_spec);
    for (std::size_t i = 0; i < m_spec.nodes.size(); ++i) {
        const auto& place = m_engines->map.nodes[i];
        const auto& name = m_spec.nodes[i].name;
        const auto fill = [&](const std::string& part, const Tensor& from, std::int64_t at) {
            if (at >= 0 && from.defined())
                put(name + part, needed.at(name + part), from.data_ptr<float>() + at);
        };
        fill(".weight", values, place.weight);
        fill(".bias", values, place.bias);
        fill(".context", values, place.context);
        const auto mean = m_engines->map.statistics[i];
        fill(".running_mean", statistics, mean);
        if (mean >= 0)
            fill(".running_var", statistics, mean + needed.at(name + ".running_mean").front());
    }
    return result;
}

Weights FastNet::gradients() const
{
    return named(m_engines->gradients, {});
}

void FastNet::setOutputBias(float value)
{
    const auto bias = m_engines->map.nodes.back().bias;
    const auto* norm = std::get_if<BatchNorm>(&m_spec.nodes.back().op);
    if (bias < 0 || norm != nullptr)
        return;
    const torch::NoGradGuard noGrad;
    m_values.narrow(0, bias, shapes(m_spec).back().C).fill_(value);
}

} // namespace pitlane
