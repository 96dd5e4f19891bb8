// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deploy/package/package.h"
#include "core/deploy/package/packageoptions.h"

namespace pitlane {

/// A firmware project for a NUCLEO-H743ZI2 and the emulators that stand in for it: readable C with all kernels, build
/// files, golden vectors, report. Deterministic. Throws ExportError for a target without board files, and when the
/// network does not fit its flash or RAM (with both numbers).
[[nodiscard]] Package stm32Package(const QuantizedNetwork& network, const PackageOptions& options);

/// Whether there are kernels and board files for packages.
[[nodiscard]] bool hasPackages(const TargetDevice& target);
/// Throws ExportError for a target that packages are not made for, naming those that they are.
void requirePackagesFor(const TargetDevice& target);

/// The package for a target, whatever its kind. Throws ExportError as above.
[[nodiscard]] Package packageFor(const QuantizedNetwork& network, const PackageOptions& options);

} // namespace pitlane
