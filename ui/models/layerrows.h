// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/cost.h"
#include "core/network/networkspec.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace pitlane {

/// One block of a network as a row of the designer: a layer with batch-norm and ReLU, or a node between layers.
struct LayerRow
{
    std::string name;                    ///< of the block's first node
    Op op;                               ///< of the same
    std::vector<std::string> followedBy; ///< kinds of the block's other nodes
    QString from;                        ///< who feeds it, short: a sum has the layers of its sides
    QString fromBlocks;                  ///< the blocks that feed it
    Shape in;                            ///< of the first input
    Shape out;                           ///< behind the block
    bool searchable = true;
    std::optional<std::size_t> layer; ///< index into layers(), where the block is a layer
    std::int64_t parameters = 0;      ///< of the layer
    std::int64_t macs = 0;
};

/// All blocks in order. Throws NetworkError when the network is not valid.
[[nodiscard]] std::vector<LayerRow> layerRows(const NetworkSpec& network, const std::vector<LayerSpec>& layers);

namespace words {

/// "conv1d, BN, ReLU", "max pool", "sum, ReLU".
[[nodiscard]] QString kind(const LayerRow& row);
/// The choices for the padding of a convolution, in the order of edit::PaddingRule: "none", "causal", "same".
[[nodiscard]] QStringList paddingRules();
/// Padding of a convolution ("causal", "4, 2": left, right), rate of a dropout ("p 0.3"), else empty.
[[nodiscard]] QString setting(const Op& op);
/// Reads what setting() writes, "0.3" too. Nothing: it is no padding.
[[nodiscard]] std::optional<Padding> readPadding(const QString& text, const Conv1d& conv);

} // namespace words

} // namespace pitlane
