// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/onnxgraph.h"

#include <string_view>

namespace pitlane::onnxgraph {

/// The graph of an ONNX file. Memory grows with the bytes, whatever shapes they claim. Throws ExchangeError naming
/// `source` for other files, cut ones, external data and types of values that Pitlane has not.
[[nodiscard]] Graph parse(std::string_view bytes, const std::string& source);

} // namespace pitlane::onnxgraph
