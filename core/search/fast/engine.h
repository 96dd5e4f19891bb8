// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/fast/stage.h"

#include <optional>
#include <string>

namespace pitlane::fast {

/// Where the trained values of a network lie: one row of floats in node order (weight, bias, context of each node), and
/// batch-norm statistics.
struct ParameterMap
{
    explicit ParameterMap(const NetworkSpec& network);
    std::vector<Placement> nodes; ///< mean and variance are set by who owns the statistics
    std::int64_t size = 0;
    /// Statistics in one row: mean, then variance of each batch-norm, in node order.
    std::vector<std::int64_t> statistics; ///< per node: place of its mean; -1
    std::int64_t statisticsSize = 0;
};

/// What the passes of an engine are for.
enum class Mode { Evaluation, Training, TrainingWithDropout };

/// Forward and backward passes of a network over its own buffers. What masks switch off is left out, exactly: channels,
/// taps, gradients that vanish; and dropout nodes, where they do not act. Several engines of one network may share its
/// parameters: another number of rows or samples makes an engine lay out its buffers anew.
class FastEngine
{
public:
    /// Why `network` cannot run here, as a sentence; empty: it can.
    [[nodiscard]] static std::string obstacle(const NetworkSpec& network);

    /// `map` with statistics; both must outlive the engine.
    FastEngine(const NetworkSpec& network, const ParameterMap& map, MaskPlaces layout, Mode mode);
    ~FastEngine();

    [[nodiscard]] Mode mode() const { return m_mode; }
    [[nodiscard]] bool isLaidOutFor(std::int64_t N, std::int64_t T) const { return N == m_N && T == m_T; }
    [[nodiscard]] Shape outputShape() const;

    /// x: N rows [C, T]. The pass stays valid until the next forward(). `pass` must be of the engine's mode.
    void forward(const Pass& pass, const float* x, std::int64_t T);
    /// Copies the outputs, [N, C_last, T_last].
    void readOutputs(float* out) const;
    /// From the gradient of the outputs, [N, C_last, T_last], to those of parameters and masks: fills what the pass of
    /// the last forward() names, and never more than those.
    void backward(const float* outputGradient, float* parameterGradients, float* maskGradients);

private:
    void build(const ParameterMap& map);
    void arrange(const Pass& pass, std::int64_t T);
    void layOut();
    void findLive(const Pass& pass);
    [[nodiscard]] bool masksChanged(const Pass& pass) const;
    void copyInputs(const float* x);

    NetworkSpec m_network;
    MaskPlaces m_layout;
    std::vector<std::unique_ptr<Activation>> m_activations; ///< [0] is the network's input
    std::vector<Activation*> m_ofNode;
    std::vector<std::unique_ptr<Stage>> m_stages;
    std::vector<std::vector<std::pair<Stage*, std::size_t>>> m_readers; ///< per activation: stage and input
    std::vector<float> m_values, m_gradients;
    Mode m_mode;
    std::int64_t m_N = 0, m_T = 0;
    bool m_learnsMasks = false, m_planned = false;
    std::vector<float> m_masks; ///< those of the plan
    std::vector<char> m_wantedMasks;
    std::optional<Pass> m_pass; ///< the last forward pass
};

} // namespace pitlane::fast
