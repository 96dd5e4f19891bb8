// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchconfig.h"

#include <optional>

namespace pitlane {

/// Why something is not searched; ui finds the words.
enum class Frozen
{
    No,            ///< it is searched
    ByChoice,      ///< switched off by the user, globally or for the layer
    FixedBySeed,   ///< the seed's author excluded the layer
    MakesOutputs,  ///< its channels are the network's outputs
    SharesInput,   ///< its channels are added to the network's input
    SharesFixed,   ///< its channels are added to those of a layer that is not searched
    NeedsChannels, ///< a node that is not zero for a zero channel (sigmoid, softmax, grouped convolution) reads it
    Strided,       ///< F and d of strided layers are off
    OneTap,        ///< F_seed = 1: there is nothing to remove
    ByMethod,      ///< the method does not search it
    NoNorm,        ///< the method reads channels from batch-norms, and none follows
};

/// Layers that share one alpha, because their outputs are added, or because they pass its channels on one by one
/// (depthwise convolution, attention).
struct AlphaGroup
{
    std::int64_t channels = 0;              ///< C_out,seed
    std::vector<std::size_t> layers;        ///< indices into SearchSpace::layers, first = owner
    /// Batch-norms whose output Theta_A multiplies, each channel `repeat` times (T behind a flatten).
    struct Norm
    {
        std::size_t node;
        std::int64_t repeat;
        bool operator==(const Norm&) const = default;
    };
    std::vector<Norm> batchNorms;
    Frozen frozen = Frozen::No;
    std::int64_t keepAtLeast = 1;
    bool mayVanish = false;                 ///< a parallel path keeps input and output connected without it
    /// Where a vanishing group's branch ends: (add node, input position) pairs that the alive flag multiplies.
    struct Cut
    {
        std::size_t addNode;
        std::size_t input;
        bool operator==(const Cut&) const = default;
    };
    std::vector<Cut> cuts;
    std::vector<std::size_t> removedLayers; ///< indices into SearchSpace::layers that go when it vanishes
    bool operator==(const AlphaGroup&) const = default;
};

/// One convolution, linear layer or attention, searched or not.
struct SearchLayer
{
    std::string name;
    std::size_t node = 0;                  ///< index into NetworkSpec::nodes
    std::size_t group = 0;                 ///< alpha group of its output
    std::optional<std::size_t> inputGroup; ///< alpha group of its input; none: the network's input
    std::int64_t inputRepeat = 1;          ///< features per input channel (T at the flatten before a linear layer)
    std::int64_t C_in = 1, C_out = 1,
                 T = 1; ///< of the seed; T = samples at which the weights act: the output's (attention: the input's)
    std::int64_t F_seed = 1, K_seed = 1, d_seed = 1;
    bool depthwise = false;
    bool attention = false;                ///< its weights are [C, C]: its alpha masks rows and columns
    bool ownsGroup = false;                ///< first layer of its group: counts in the size of the space
    bool masksWeights = false; ///< no batch-norm follows: Theta_A multiplies weights and bias
    Frozen field = Frozen::No;             ///< beta
    Frozen dilation = Frozen::No;          ///< gamma
    double choices = 1;                    ///< factor of this layer in the size of the space
    bool operator==(const SearchLayer&) const = default;
};

/// What a search over `seed` may change: derived from the graph alone, no tensors.
struct SearchSpace
{
    std::vector<SearchLayer> layers;  ///< in network order
    std::vector<AlphaGroup> groups;
    double size = 1;                  ///< number of networks that can be reached (TC'23, Eq. 4)
    bool operator==(const SearchSpace&) const = default;
};

/// Throws NetworkError when `seed` is not valid.
[[nodiscard]] SearchSpace analyse(const NetworkSpec& seed, const MaskConfig& masks);

/// Length of gamma, max(1, ceil(log2 F_seed)).
[[nodiscard]] std::int64_t gammaLength(std::int64_t F_seed);
/// Length of beta for granularity g, ceil((F_seed - 1) / g) + 1.
[[nodiscard]] std::int64_t betaLength(std::int64_t F_seed, std::int64_t granularity = 1);

} // namespace pitlane
