// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"

#include <optional>
#include <string>

namespace pitlane {

/// Edits of a network as pure functions: a valid network in, another valid network out. What cannot be done throws an
/// EditError and leaves everything as it was.
namespace edit {

/// An edit that would not give a network. what() says all: "Changing K of conv3: found 0, expected at least 1. Set K to
/// 1 or more."; reason() leaves out what was being done.
class EditError : public NetworkError
{
public:
    EditError(const std::string& step, const std::string& reason) : NetworkError(step + ": " + reason), m_reason(reason)
    {
    }
    [[nodiscard]] const std::string& reason() const { return m_reason; }

private:
    std::string m_reason;
};

/// A network and the block that the edit was about, by the name of its first node; after a removal, its neighbour.
struct Edited
{
    NetworkSpec network;
    std::string block;
    bool operator==(const Edited&) const = default;
};

/// What can be added. A convolution comes with batch-norm and ReLU, a linear layer that does not make the outputs with
/// a ReLU.
enum class LayerKind {
    Conv,
    Linear,
    AvgPool,
    MaxPool,
    GlobalAvgPool,
    Dropout,
    SpatialDropout,
    Flatten,
    Attention,
};

enum class Side { Before, After };

/// A new layer beside the block that `node` belongs to. After: everything that read the block reads the new layer.
/// Before: only this block does (of a sum: its first input). It keeps the shape where it can: C_out is that of its
/// input, unless `C_out` says otherwise; K = 3, padded as most convolutions of the network are.
[[nodiscard]] Edited insert(const NetworkSpec& network, const std::string& node, Side side, LayerKind kind,
                            std::optional<std::int64_t> C_out = {});

/// Adds the output of `source`, an earlier block or "input", to that of the block of `node`: a skip. Where their shapes
/// differ, a convolution of one tap brings the source to channels and, by its stride, length.
[[nodiscard]] Edited addSkip(const NetworkSpec& network, const std::string& node, const std::string& source);

/// The block a second time, behind itself; a convolution of the copy has stride 1, so that the length stays.
[[nodiscard]] Edited duplicate(const NetworkSpec& network, const std::string& node);

/// Takes the block out; what read it reads what it read. Of a sum the longest way stays, and what only served the
/// others goes; a sum that is left with one input goes, too.
[[nodiscard]] Edited remove(const NetworkSpec& network, const std::string& node);

/// Changes places with the block before or behind it. Both have one input, and the first no other reader. Where the
/// widths would not fit, each place keeps its own.
[[nodiscard]] Edited moveUp(const NetworkSpec& network, const std::string& node);
[[nodiscard]] Edited moveDown(const NetworkSpec& network, const std::string& node);

/// C_out of a convolution or linear layer and of all that must be as wide: the other sides of its sums, depthwise
/// convolutions.
[[nodiscard]] NetworkSpec setChannels(const NetworkSpec& network, const std::string& node, std::int64_t C_out);
/// Taps of a convolution or samples of a pool. The padding of a convolution follows its rule, so that T stays.
[[nodiscard]] NetworkSpec setTaps(const NetworkSpec& network, const std::string& node, std::int64_t K);
/// Dilation in samples; the taps stay, the padding follows its rule.
[[nodiscard]] NetworkSpec setDilation(const NetworkSpec& network, const std::string& node, std::int64_t d);
/// F in samples; the taps follow, K = (F - 1) / d + 1.
[[nodiscard]] NetworkSpec setField(const NetworkSpec& network, const std::string& node, std::int64_t F);
/// Stride of a convolution or pool, in samples. A one-tap convolution on the other side of its sum takes the same step.
[[nodiscard]] NetworkSpec setStride(const NetworkSpec& network, const std::string& node, std::int64_t s);
/// Probability of a dropout.
[[nodiscard]] NetworkSpec setRate(const NetworkSpec& network, const std::string& node, double p);

enum class PaddingRule {
    None,   ///< nothing added
    Causal, ///< F - 1 samples before the oldest
    Same,   ///< F - 1 samples on both sides; of an odd one out, the newer side has more
    Other,
};
/// A filter of one sample without padding has no rule of its own: None.
[[nodiscard]] PaddingRule paddingRule(const Conv1d& conv);
/// The padding of `conv` under a rule; Other: as it is.
[[nodiscard]] Padding paddingFor(const Conv1d& conv, PaddingRule rule);
[[nodiscard]] NetworkSpec setPadding(const NetworkSpec& network, const std::string& node, const Padding& padding);

/// Renames the first node of a block, and those behind it that carry its name.
[[nodiscard]] NetworkSpec rename(const NetworkSpec& network, const std::string& node, const std::string& name);
/// Whether searches may change the layer.
[[nodiscard]] NetworkSpec setSearchable(const NetworkSpec& network, const std::string& node, bool searchable);
/// Adds or takes away the batch-norm, or the ReLU, of a block.
[[nodiscard]] Edited setNorm(const NetworkSpec& network, const std::string& node, bool wanted);
[[nodiscard]] Edited setRelu(const NetworkSpec& network, const std::string& node, bool wanted);

} // namespace edit

} // namespace pitlane
