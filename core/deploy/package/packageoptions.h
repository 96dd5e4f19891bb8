// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deploy/package/networkcode.h"
#include "core/deploy/targetdevice.h"
#include "core/network/networkspec.h"

#include <string>
#include <utility>
#include <vector>

namespace pitlane {

/// Quality on one part of the data, float beside int8, in the unit that people read.
struct QualityFigure
{
    std::string part;    ///< "validation"
    std::string measure; ///< "accuracy"
    std::string unit;    ///< "%"
    double floatScore = 0;
    double int8Score = 0;
    std::int64_t rows = 0;
    bool operator==(const QualityFigure&) const = default;
};

/// What the integers cost at one layer.
struct LayerQuality
{
    std::string node;
    double sqnrDb = 0;
    bool operator==(const LayerQuality&) const = default;
};

/// Inputs of golden vectors.
struct PackageVectors
{
    std::vector<std::vector<std::int8_t>> inputs; ///< [T][C] each; at least one
    std::vector<std::vector<float>> raw;          ///< of the first ones: values before scaling, [T][C]
    bool areData = false;                         ///< windows of a data set, not random bytes
    bool operator==(const PackageVectors&) const = default;
};

/// Everything that a package says beside what the network is.
struct PackageOptions
{
    TargetDevice target;
    NetworkSpec spec;   ///< the float network, for estimates of layers that have no formula of their own
    std::string prefix; ///< of C names; empty: made of the network's name
    NetworkWords words;
    PackageVectors vectors;
    std::vector<QualityFigure> quality;
    std::vector<LayerQuality> layerQuality;
    std::vector<std::pair<std::string, std::string>> provenance; ///< what it comes from: "project", "point" ...
    std::string dataTerms; ///< whose the training data are and under which terms, in sentences
    std::string onnx;      ///< the network in float as an ONNX file, for other tools; empty: none
};

} // namespace pitlane
