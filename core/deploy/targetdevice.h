// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pitlane {

/// A target that does not exist, cannot be read, or lacks a figure that is asked of it.
class TargetError : public Error
{
public:
    using Error::Error;
};

/// Which of our kernels run on a device, and so which cost model speaks for it.
enum class Kernels {
    Gap8,    ///< "pitlane-gap8": 8 cores, blocks of 4 channels x 4 steps; cycles
    CortexM, ///< "pitlane-cortex-m": DSP instructions, blocks of 2 channels x 4 steps; instructions x cycles each
};
[[nodiscard]] std::string_view nameOf(Kernels kernels); ///< stable in files

/// A memory that holds activations.
struct RamRegion
{
    std::string name;
    std::int64_t bytes = 0;
    std::int64_t usableBytes = 0; ///< what a program can really have of it; at most `bytes`
    bool operator==(const RamRegion&) const = default;
};

/// A microcontroller as numbers. One JSON file each; those that come with the program lie in resources/targets, where
/// every number has its source beside it.
struct TargetDevice
{
    static constexpr int schemaVersion = 1;

    std::string id;   ///< lower case letters, digits, '-' and '_': "gap8"
    std::string name; ///< "GreenWaves GAP8"
    std::string core; ///< in words: "Cortex-M7"
    Kernels kernels = Kernels::CortexM;
    std::int64_t clockHz = 1;
    std::int64_t flashBytes = 0;
    std::vector<RamRegion> ram;
    std::optional<double> powerMw;              ///< while it computes; none: energy is not known
    double cyclesPerInstruction = 1;            ///< Kernels::CortexM only
    std::map<std::string, std::string> sources; ///< field to where its number comes from
    bool operator==(const TargetDevice&) const = default;
};

/// All fields, as a file holds them.
[[nodiscard]] nlohmann::json toJson(const TargetDevice& target);
/// Strict: missing and unknown fields, wrong types and values out of range are a JsonError with their place.
[[nodiscard]] TargetDevice targetFromJson(const nlohmann::json& json, const std::string& documentName);

/// The targets that come with the program, the usual one (STM32H743) first, then by name.
[[nodiscard]] const std::vector<TargetDevice>& builtinTargets();
/// Where a user's own targets lie: $XDG_DATA_HOME/pitlane/targets, or ~/.local/share/pitlane/targets. Empty without a
/// home folder.
[[nodiscard]] std::filesystem::path userTargetFolder();
/// The built-in targets and those of the *.json files in `folder` (which need not exist): a file whose id is that of a
/// built-in target takes its place, the others follow by file name. Throws JsonError, FileError; TargetError when two
/// files have the same id.
[[nodiscard]] std::vector<TargetDevice> availableTargets(const std::filesystem::path& folder = userTargetFolder());
/// One of them. Throws TargetError naming those that there are.
[[nodiscard]] TargetDevice targetNamed(std::string_view id, const std::filesystem::path& folder = userTargetFolder());

/// What costs count on when nobody has chosen a target.
inline constexpr std::string_view defaultTargetId = "stm32h743";

} // namespace pitlane
