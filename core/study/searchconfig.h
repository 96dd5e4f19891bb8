// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/measure.h"
#include "core/data/source.h"
#include "core/network/networkspec.h"
#include "core/study/costterm.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>

namespace pitlane {

/// What the cost term of the loss counts (TC'23, Eqs. 14 and 17).
enum class Regulariser
{
    Size, ///< R_size: effective parameters
    Ops   ///< R_ops: effective multiply-accumulates
};

/// What may be searched in one layer, where that differs from the global switches.
struct LayerMaskChoice
{
    std::string layer;    ///< node name
    bool channels = true; ///< alpha, C_out
    bool field = true;    ///< beta, F
    bool dilation = true; ///< gamma, d
    std::int64_t keepAtLeast = 1; ///< output channels that always stay (>= 1; a removable layer with 1 may vanish)
    bool operator==(const LayerMaskChoice&) const = default;
};

struct MaskConfig
{
    bool channels = true; ///< alpha masks, for all layers
    bool field = true;    ///< beta masks
    bool dilation = true; ///< gamma masks
    bool strided = false; ///< search F and d of layers with stride > 1 too
    std::int64_t granularity = 1; ///< taps per element of beta (TC'23: g)
    std::vector<LayerMaskChoice> layers; ///< exceptions, each layer at most once

    /// What holds for `layer`: its exception combined with the global switches.
    [[nodiscard]] LayerMaskChoice choiceFor(std::string_view layer) const;
    bool operator==(const MaskConfig&) const = default;
};

struct WarmupPhase
{
    int epochs = 50;   ///< at most
    int patience = 10; ///< epochs without better validation loss before it ends
    double lrW = 1e-3; ///< learning rate of the weights
    bool operator==(const WarmupPhase&) const = default;
};

struct SearchPhase
{
    int minEpochs = 30;    ///< early stopping counts from here on
    int maxEpochs = 30;
    int minSteps = 420;    ///< on data with few batches an epoch, minEpochs and maxEpochs grow to reach this many steps
    int patience = 20;     ///< epochs without better validation loss
    double lrW = 1e-3;     ///< learning rate of the weights
    double lrTheta = 3e-2; ///< learning rate of alpha, beta and gamma
    bool operator==(const SearchPhase&) const = default;
};

struct FineTunePhase
{
    int epochs = 50;
    int patience = 0;          ///< 0: no early stopping, the last epoch counts; else the best validation epoch
    double lrStart = 1e-3;     ///< cosine from here ...
    double lrEnd = 1e-5;       ///< ... to here
    double distillation = 0.5; ///< share of the warm seed's soft outputs in the loss; 0: labels only
    double temperature = 2;
    bool fromScratch = false;  ///< draw new weights instead of keeping those of the search
    bool operator==(const FineTunePhase&) const = default;
};

/// What MorphNet alone reads.
struct MorphNetSettings
{
    double threshold = 0.1; ///< channels whose batch-norm scale is smaller go
    bool operator==(const MorphNetSettings&) const = default;
};

/// What FBNetV2 alone reads.
struct FbNetV2Settings
{
    int choices = 4;             ///< channel counts per group, equal steps up to the seed's; 0: every count
    double temperatureStart = 5; ///< of the Gumbel-softmax; falls with equal ratios ...
    double temperatureEnd = 0.5; ///< ... to here
    bool operator==(const FbNetV2Settings&) const = default;
};

/// What ProxylessNAS alone reads.
struct ProxylessNasSettings
{
    int paths = 0; ///< choices per hyper-parameter; 0: 4 when one is searched, 2 of each when they are combined
    bool operator==(const ProxylessNasSettings&) const = default;
};

/// Everything that a sweep depends on; a job holds a full snapshot of it.
struct SearchConfig
{
    static constexpr int schemaVersion = 1;

    std::string method = "pit-tc23"; ///< id of a MethodInfo of a search
    MorphNetSettings morphNet;
    FbNetV2Settings fbNetV2;
    ProxylessNasSettings proxylessNas;
    NetworkSpec seed;
    std::optional<NetworkSpec> handTuned; ///< trained beside the search as a reference
    DataSource data;
    std::uint64_t seedNumber = 1;    ///< split, initial weights and data order

    MaskConfig masks;
    Regulariser regulariser = Regulariser::Size; ///< the one cost of the loss, where `costs` is empty
    std::vector<CostTerm> costs; ///< otherwise: these; set by setCostTerms()
    std::vector<double> lambdas; ///< strengths, one search each
    /// "One search, many sizes": a search copies its network when it has become as small as each of these, falling, in
    /// the unit of budgetedSize(); every copy is fine-tuned and is a point. Empty: one point per strength.
    std::vector<double> budgets;

    WarmupPhase warmup;
    SearchPhase search;
    FineTunePhase fineTune;
    bool stopCorners = true; ///< a search whose strength is far off ends early, see CornerHistory
    int batchSize = 30;
    double gradientClip = 1.0; ///< joint norm of W and theta; 0: off
    double weightDecay = 0;    ///< on W only
    bool dropout = false;      ///< dropout nodes act during training

    int threads = 1; ///< of one worker
    /// Trains with LibTorch's own operators instead of the fast path: slower, the reference for comparing.
    bool operators = false;

    bool operator==(const SearchConfig&) const = default;
};

/// The costs of the loss, the plain `regulariser` included: never empty.
[[nodiscard]] std::vector<CostTerm> costTerms(const SearchConfig& config);
/// Sets them. Size or ops alone and without a limit becomes the plain `regulariser`, as it always was in files. No terms:
/// size.
void setCostTerms(SearchConfig& config, std::vector<CostTerm> terms);

/// A problem of a configuration: the field as written in JSON, and a sentence.
struct ConfigProblem
{
    std::string field;
    std::string sentence;
    bool operator==(const ConfigProblem&) const = default;
};

/// Every problem that can be found without reading the data; empty means that a run may trust the configuration.
[[nodiscard]] std::vector<ConfigProblem> validate(const SearchConfig& config);

[[nodiscard]] nlohmann::json toJson(const SearchConfig& config);
[[nodiscard]] SearchConfig searchConfigFromJson(const nlohmann::json& json, const std::string& documentName);

/// Identity of the warm-up that `config` needs: seed, data, split, training settings. Equal hashes share one warm-up.
[[nodiscard]] std::string warmupHash(const SearchConfig& config);

/// `count` values from `first` to `last` with equal ratios; one value gives `first`. first, last > 0, count >= 1.
[[nodiscard]] std::vector<double> logSpaced(double first, double last, int count);

} // namespace pitlane
