// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"

#include <string_view>

namespace pitlane {

/// A built-in benchmark network in its two forms.
struct BuiltinSeed
{
    std::string id;    ///< stable name in files and on the command line: "ecgtcn"
    std::string title; ///< "ECGTCN"
    NetworkSpec seed;      ///< d = 1, K = F, to be searched
    NetworkSpec handTuned; ///< the published hand-tuned network
};

/// ECGTCN for an input of `C` channels x `T` samples and `classes` outputs (SPEC: 1 x 140, 5): conv0 1 -> 2 (k = 11, not
/// searched), three residual blocks of 11 channels, flatten, linear. Seed: 24 871 parameters, hand-tuned: 15 191.
[[nodiscard]] BuiltinSeed ecgtcn(Shape input = {1, 140}, std::int64_t classes = 5);

/// TEMPONet (PPG-DaLiA: heart rate): three blocks of three convolutions padded on both sides, two linear layers and the
/// output; batch-norm stands before pooling and ReLU, so that it folds into the convolution. The seed's convolutions of
/// stride 1 hold `expansion` times the hand-tuned receptive field, made odd. Seed: 1 628 033 parameters (expansion 1,
/// DAC'21: 937 089), hand-tuned: 426 881.
[[nodiscard]] BuiltinSeed temponet(Shape input = {4, 256}, std::int64_t outputs = 1, std::int64_t expansion = 2);

/// TCCNet (NinaPro DB1: gestures): three residual blocks of two convolutions, one more of a single convolution,
/// attention with context, linear; no batch-norm. Seed: 1 458 869 parameters, hand-tuned: 88 757, at any length.
[[nodiscard]] BuiltinSeed tccnet(Shape input = {10, 150}, std::int64_t classes = 53);

/// TC-ResNet14 (Speech Commands): a first convolution, six residual blocks of which every other halves the length,
/// flatten, linear. Seed: 3 850 812 parameters, hand-tuned: 323 388.
[[nodiscard]] BuiltinSeed tcResNet14(Shape input = {40, 98}, std::int64_t classes = 12);

/// ResTCN for piano rolls (Nottingham): 4 levels of 150 channels, k = 6; one logit for each key and step.
[[nodiscard]] BuiltinSeed resTcnNottingham(Shape input = {88, 192}, std::int64_t outputs = 88);
/// ResTCN for piano rolls (JSB chorales): 2 levels of 150 channels, k = 3; one logit for each key and step.
[[nodiscard]] BuiltinSeed resTcnJsb(Shape input = {88, 64}, std::int64_t outputs = 88);
/// ResTCN for pixels in a row (sequential MNIST): 8 levels of 25 channels, k = 7; the last sample alone gives the
/// classes.
[[nodiscard]] BuiltinSeed resTcnMnist(Shape input = {1, 784}, std::int64_t classes = 10);

/// HAR-CNN (UCI HAR: activities): convolutions of 18, 36 and 72 channels, k = 2, each with ReLU and a max pool,
/// flatten, linear. There is nothing to expand: seed and hand-tuned network are the same, 13 848 parameters.
[[nodiscard]] BuiltinSeed harCnn(Shape input = {9, 128}, std::int64_t classes = 6);

/// What a seed is wanted for.
struct SeedRequest
{
    /// How often a network answers.
    enum class Answer {
        PerSeries, ///< once for a series: [outputs, 1]
        PerStep,   ///< at every sample: [outputs, T]
    };
    Shape input;
    std::int64_t outputs = 5; ///< classes, values or keys
    Answer answer = Answer::PerSeries;
    bool operator==(const SeedRequest&) const = default;
};

/// All built-in seeds that fit: those that answer as asked, and whose poolings and strides leave at least one sample of
/// a series this short. Empty for an impossible request.
[[nodiscard]] std::vector<BuiltinSeed> builtinSeeds(const SeedRequest& request);
/// All built-in seeds that fit a classification of whole series.
[[nodiscard]] std::vector<BuiltinSeed> builtinSeeds(Shape input, std::int64_t classes);

/// The seed "ecgtcn", "temponet", "tccnet", "tc-resnet14", "restcn-nottingham", "restcn-jsb", "restcn-mnist" or
/// "har-cnn". Throws NetworkError, with the id and the reason, when there is no such seed or it does not fit.
[[nodiscard]] BuiltinSeed builtinSeed(std::string_view id, const SeedRequest& request);

} // namespace pitlane
