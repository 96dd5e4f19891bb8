// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/weights.h"
#include "core/search/losses.h"
#include "core/study/searchpoint.h"

#include <functional>
#include <variant>

namespace pitlane {

/// Rows of the train part that activation ranges are taken from, at most.
inline constexpr std::size_t calibrationRows = 64;

/// Quality of a trained network in whole numbers, as a device computes it: quantised after training (core/quant), with
/// ranges from the rows of `calibration`, by the method with the least loss on `validation`; judged there. Or the
/// sentence that says why it has none: a network that cannot be quantised, sequences of changing length.
/// `breathe` is called between rows; what it throws ends the work.
[[nodiscard]] std::variant<Int8Quality, std::string>
int8Quality(const NetworkSpec& network, const Weights& weights, const TensorData& calibration,
            const TensorData& validation, const Objective& objective, const std::function<void()>& breathe = {});

} // namespace pitlane
