// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

/// The loops that a training step of a small TCN spends its time in, in one form per instruction set. Time lies in the
/// vector lanes; the taps of a filter are a list of offsets, so that dilation, stride phases and removed taps are all
/// the same; channels are lists of row offsets, so that any number of them may be left out.
///
/// Rows are floats. A row is read and written in whole vectors: `vectors` x lanes() floats from its first sample on, so
/// whoever allocates rows rounds them up, and keeps zeros wherever an offset may point outside of the samples. Every
/// sum is computed in an order that depends on the arguments alone: not on threads, not on addresses.
namespace pitlane::kernels {

/// target[m][t] = start[m] + sum_l sum_j w[m][l][j] source[l][t + taps[j]] of one sample.
struct Convolution
{
    const float* source = nullptr;
    const std::int64_t* sourceRows = nullptr; ///< [L] offsets into source
    std::int64_t L = 0;
    const std::int64_t* taps = nullptr; ///< [J] offsets in samples
    std::int64_t J = 0;
    const float* weights = nullptr;     ///< as packWeights() leaves them
    const float* start = nullptr;       ///< [M]; null: 0
    float* target = nullptr;
    const std::int64_t* targetRows = nullptr; ///< [M] offsets into target
    std::int64_t M = 0;
    std::int64_t vectors = 0;
    bool accumulate = false; ///< add to what target holds
};

/// Weights for a convolution: w(m, l, j) = weights[rows[m] + columns[l] + taps[j]] * tapScale[j] * rowScale[m]
/// * columnScale[l]; scales may be null (1).
struct Packing
{
    const float* weights = nullptr;
    const std::int64_t* rows = nullptr;
    std::int64_t M = 0;
    const std::int64_t* columns = nullptr;
    std::int64_t L = 0;
    const std::int64_t* taps = nullptr;
    std::int64_t J = 0;
    const float* tapScale = nullptr;
    const float* rowScale = nullptr;
    const float* columnScale = nullptr;
};

/// out[m][q] = sum_n sum_t gradient[n][m][t] input[n][t + columns[q]]; a column is an input channel's row plus a tap.
/// The rows of `gradient` are zero behind their last sample.
struct WeightGradient
{
    const float* gradient = nullptr;
    std::int64_t gradientStep = 0;              ///< floats from one n to the next
    const std::int64_t* gradientRows = nullptr; ///< [M]
    std::int64_t M = 0;
    const float* input = nullptr;
    std::int64_t inputStep = 0;
    const std::int64_t* columns = nullptr; ///< [Q]
    std::int64_t Q = 0;
    std::int64_t N = 0;
    std::int64_t vectors = 0;
    float* out = nullptr; ///< [M x Q], overwritten
};

/// One channel of a batch: N rows of T samples, `step` floats apart.
struct Channel
{
    float* first = nullptr;
    std::int64_t step = 0;
};

struct Moments
{
    double mean = 0;
    double variance = 0; ///< biased
};

/// y = max(0, h scale + shift) with h = (x - mean) inverseDeviation; h replaces x. Without relu no max; y may be null.
struct Normalisation
{
    Channel x;
    Channel y;
    std::int64_t N = 0;
    std::int64_t T = 0;
    float mean = 0;
    float inverseDeviation = 1;
    float scale = 1;
    float shift = 0;
    bool relu = false;
};

/// From the gradient g of y: sums over the batch of g (where y > 0, with relu) and g h, and the gradient of x,
/// factor (g - mean of g - h mean of g h). gx may be null: the sums alone.
struct NormalisationGradient
{
    Channel g;
    Channel h;
    Channel gx;
    std::int64_t N = 0;
    std::int64_t T = 0;
    float scale = 1;
    float shift = 0;
    bool relu = false;
    float factor = 1;
    double sum = 0;         ///< result: sum of g
    double sumOfProducts = 0; ///< result: sum of g h
};

/// Adam (Kingma and Ba, 2015) on one flat range. Gradients are multiplied by `gradientScale` first.
struct AdamStep
{
    float* values = nullptr;
    const float* gradients = nullptr;
    float* m = nullptr;
    float* v = nullptr;
    std::int64_t count = 0;
    float gradientScale = 1;
    float weightDecay = 0; ///< L2, added to the gradient
    float rate = 0;        ///< lr / (1 - beta1^t)
    float correction = 1;  ///< 1 / sqrt(1 - beta2^t)
    float beta1 = 0.9F;
    float beta2 = 0.999F;
    float epsilon = 1e-8F;
};

/// One instruction set's form of all loops.
struct Kernels
{
    const char* name; ///< "AVX-512"
    int lanes;        ///< floats in a vector
    bool (*usable)(); ///< on this processor
    std::int64_t (*packedSize)(const Packing&);
    void (*pack)(const Packing&, float* out);
    void (*convolve)(const Convolution&);
    void (*weightGradient)(const WeightGradient&);
    Moments (*moments)(Channel x, std::int64_t N, std::int64_t T);
    void (*normalise)(const Normalisation&);
    void (*normaliseGradient)(NormalisationGradient&);
    /// y = sum_i scale[i] x[i] (+ max(0, .) with relu), vectors x lanes floats
    void (*sumRows)(float* y, const float* const* x, const float* scale, std::int64_t count, std::int64_t vectors,
                    bool relu);
    /// gx = or += scale (y > 0 ? g : 0); y null: scale g
    void (*gateRow)(float* gx, const float* g, const float* y, float scale, std::int64_t vectors, bool accumulate);
    double (*dotRow)(const float* a, const float* b, std::int64_t vectors);
    void (*adam)(const AdamStep&);
    double (*squaredNorm)(const float* values, std::int64_t count);

    [[nodiscard]] std::int64_t roundUp(std::int64_t samples) const { return (samples + lanes - 1) / lanes * lanes; }
    [[nodiscard]] std::int64_t vectorsFor(std::int64_t samples) const { return (samples + lanes - 1) / lanes; }
};

/// Every form that was built, the plainest first; not all of them run on this processor.
[[nodiscard]] std::span<const Kernels* const> allKernels();
/// The widest form that runs here. PITLANE_KERNELS names another one ("baseline", "AVX2", "AVX-512"): to compare.
[[nodiscard]] const Kernels& kernels();

} // namespace pitlane::kernels
