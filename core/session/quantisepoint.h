// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/progress.h"
#include "core/quant/quantizednetwork.h"
#include "core/quant/ranges.h"
#include "core/quant/sqnr.h"
#include "core/session/networkfiles.h"
#include "core/session/networkrows.h"
#include "core/study/searchconfig.h"

#include <filesystem>
#include <string>
#include <vector>

/// A trained network in int8, with what that costs: for an export, and for the int8 figures of a whole front. Values
/// in, values out, so that it can run in any thread.
namespace pitlane {

/// A trained network with the data that it was trained on.
struct PointSource
{
    NetworkFile file; ///< with weights
    SearchConfig config;
    std::uint64_t seedNumber = 1; ///< of the split
    std::filesystem::path projectFolder;
    std::int64_t samples = 0; ///< T of a network for sequences; 0: as it was trained
    /// The network at that length.
    [[nodiscard]] NetworkSpec spec() const;
};

/// The rows of a project that quantising needs: networks of one search, seed number and length share them.
struct PointRows
{
    NetworkRows calibration; ///< of the training rows: 256 at most, fewer for large networks
    NetworkRows validation;  ///< 1000 at most, the same
    Scaler scaler;
    Dataset words; ///< names, task and unit; no values
};
/// Reads the train part. Throws DatasetError.
[[nodiscard]] PointRows loadRows(const PointSource& source, const Progress& progress = {});

struct QuantisedPoint
{
    QuantizedNetwork network;
    RangeMethod method;               ///< the best of three on validation
    std::int64_t calibrationRows = 0; ///< of the training rows
    Quality floatValidation;          ///< on the same rows as the next one
    Quality int8Validation;
    std::vector<LayerError> layerErrors; ///< on 24 validation rows
};
/// Calibrates, quantises with each range method and keeps the best one on validation; of methods that score the same,
/// the one whose outputs are closest to the float network's. Throws NetworkError, Error; ReadCancelled.
[[nodiscard]] QuantisedPoint quantisePoint(const PointSource& source, const PointRows& rows,
                                           const Progress& progress = {});

/// "the range of all values", "99.9 % of the values" ...
[[nodiscard]] std::string inWords(const RangeMethod& method);

} // namespace pitlane
