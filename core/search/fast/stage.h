// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kernels/kernels.h"
#include "core/network/networkspec.h"
#include "core/search/fast/maskplaces.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

/// Private to core/search/fast: the parts of a FastEngine.
namespace pitlane::fast {

/// Rows of floats: sample t of channel c of row n at at(n, c)[t]. Zero in front of the samples and behind them.
struct Rows
{
    float* data = nullptr;
    std::int64_t channels = 0;
    std::int64_t head = 0;  ///< floats in front of sample 0
    std::int64_t pitch = 0; ///< floats of one row

    [[nodiscard]] float* at(std::int64_t n, std::int64_t c) const { return data + offset(c) + n * step(); }
    /// From `data` to sample 0 of channel c of row 0.
    [[nodiscard]] std::int64_t offset(std::int64_t c) const { return c * pitch + head; }
    /// Floats from a row n to the next.
    [[nodiscard]] std::int64_t step() const { return channels * pitch; }
    [[nodiscard]] std::int64_t floats(std::int64_t n) const { return n * step(); }
};

/// How far readers go beyond the samples.
struct Reach
{
    std::int64_t head = 0; ///< floats in front of sample 0
    std::int64_t end = 0;  ///< floats from sample 0 on
    void cover(std::int64_t before, std::int64_t upTo)
    {
        head = std::max(head, before);
        end = std::max(end, upTo);
    }
};

/// What a node puts out, and the gradient of the loss with respect to it.
struct Activation
{
    std::int64_t C = 1;
    std::int64_t T = 1;
    /// T = 1 behind a flatten, a mean over time or an attention: the batch lies along the row, [C][N], so that the
    /// vector lanes are full.
    bool columns = false;
    bool trained = false; ///< something in front of it has parameters: its gradient is of use
    bool output = false;
    bool onlyNormalised = false; ///< read by batch-norms alone: what lies behind the samples does not matter
    bool kept = false;           ///< its own stage needs its value for the gradient: nobody may write over it
    bool gated = false;          ///< its stage changes the gradient in place: that must be its own
    std::int64_t readers = 0;
    Activation* shares = nullptr; ///< its gradient is that of another one (input of an add)

    std::int64_t n = 0;       ///< rows: N, or 1 with columns
    std::int64_t samples = 0; ///< of a row: T, or N with columns
    Rows value, gradient;
    Reach valueReach, gradientReach;
    bool written = false; ///< during backward: the gradient holds a part already

    std::vector<char> zero; ///< per channel: the value is exactly zero at all samples
    std::vector<char> deaf; ///< per channel: the gradient is exactly zero, or of no use
    std::vector<char> needed;
    std::vector<char> clean;          ///< per channel: the rows of its value hold zeros
    std::vector<std::int64_t> live;   ///< channels that are computed
    std::vector<std::int64_t> wanted; ///< channels whose gradient is computed

    [[nodiscard]] bool computes(std::int64_t c) const
    {
        return zero[static_cast<std::size_t>(c)] == 0 && needed[static_cast<std::size_t>(c)] != 0;
    }
    [[nodiscard]] const Rows& gradientRows() const { return shares ? shares->gradientRows() : gradient; }
};

/// One pass through the network.
struct Pass
{
    const kernels::Kernels& k;
    std::int64_t N = 0;
    bool training = false;
    bool dropout = false;
    std::uint64_t dropoutSeed = 0;
    const float* parameters = nullptr;
    float* parameterGradients = nullptr; ///< zero before backward
    const float* masks = nullptr;        ///< null: nothing is masked
    const char* wantedMasks = nullptr;   ///< per mask value: 0 = its gradient is of no use; null: all are wanted
    float* maskGradients = nullptr;      ///< null: nobody asks for them

    [[nodiscard]] float mask(std::int64_t index) const { return masks == nullptr || index < 0 ? 1.0F : masks[index]; }
    [[nodiscard]] bool wantsMask(std::int64_t index) const
    {
        return masks != nullptr && index >= 0 && training && learnsMasks &&
               (wantedMasks == nullptr || wantedMasks[index] != 0);
    }
    bool learnsMasks = false;
};

/// Runs f(first, last) over 0 .. count, on several threads where there are any. Each index belongs to one call.
void inParallel(std::int64_t count, std::int64_t grain, const std::function<void(std::int64_t, std::int64_t)>& f);

/// One step of the engine: a node, or a node with the ReLU behind it.
class Stage
{
public:
    virtual ~Stage() = default;
    std::vector<Activation*> inputs;
    Activation* output = nullptr;
    std::string name;

    /// T of the inputs is known: reaches on inputs and output, and sizes of what the stage keeps for itself.
    virtual void arrange(const Pass& /*pass*/) {}
    /// Sets output->zero from the inputs'.
    virtual void findZeros(const Pass& pass) = 0;
    /// The gradient of the input's channel is exactly zero as far as this stage is concerned.
    [[nodiscard]] virtual bool ignores(const Pass& pass, std::size_t input, std::int64_t c) const = 0;
    /// The stage reads the input's channel.
    [[nodiscard]] virtual bool reads(const Pass& /*pass*/, std::size_t /*input*/, std::int64_t /*c*/) const
    {
        return true;
    }
    /// The lists of live and wanted channels are known.
    virtual void prepare(const Pass& /*pass*/) {}
    virtual void forward(const Pass& pass) = 0;
    virtual void backward(const Pass& pass) = 0;

protected:
    /// Says whether the input's gradient is to be added to, and notes that it is written now.
    static bool beginGradient(Activation& input)
    {
        const bool accumulate = input.written;
        input.written = true;
        return accumulate;
    }
};

/// Places of a node's trained values in the one row of parameters; -1: it has none.
struct Placement
{
    std::int64_t weight = -1, bias = -1, context = -1;
    float* mean = nullptr; ///< batch-norm statistics
    float* variance = nullptr;
};

std::unique_ptr<Stage> makeConvStage(const Conv1d& conv, std::int64_t C_in, const Placement& place,
                                     const MaskPlaces::Entry& masks);
std::unique_ptr<Stage> makeNormStage(const BatchNorm& norm, bool relu, const Placement& place,
                                     const MaskPlaces::Entry& masks);
std::unique_ptr<Stage> makeAttentionStage(const Placement& place, const MaskPlaces::Entry& masks);
std::unique_ptr<Stage> makeAddStage(bool relu, const MaskPlaces::Entry& masks);
/// ReLU, pools, dropouts, flatten, sigmoid, softmax. `index` makes the draws of a dropout its own.
std::unique_ptr<Stage> makeSimpleStage(const Op& op, std::size_t index);

} // namespace pitlane::fast
