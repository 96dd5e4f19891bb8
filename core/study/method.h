// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pitlane {

/// A setting that a method reads beside those of every search.
struct MethodKnob
{
    std::string field;       ///< in the JSON of SearchConfig, "morphnet.threshold"
    std::string flag;        ///< of pitlane-cli sweep
    std::string explanation; ///< a sentence
    bool operator==(const MethodKnob&) const = default;
};

enum class MethodKind
{
    Search,   ///< SearchConfig::method
    Reference ///< plain training that stands on every front beside the search: of the seed, of the hand-tuned network
};

/// A way to find, or a reference to compare with: what people and programs must know of it. The work is done in
/// core/search/methods.
struct MethodInfo
{
    std::string id; ///< stable in files
    std::string title;
    std::string explanation; ///< one sentence
    std::string citation;
    std::string searches; ///< "channels", in words
    MethodKind kind = MethodKind::Search;
    bool channels = false; ///< what it can search; MaskConfig may switch it off
    bool field = false;
    bool dilation = false;
    bool removesBranches = false; ///< a branch beside a skip may vanish
    bool needsNorm = false;       ///< reads channels from the batch-norms behind them; without one they stay
    std::vector<MethodKnob> knobs{};
    bool operator==(const MethodInfo&) const = default;
};

/// All methods, those of a search first, the default before the others.
[[nodiscard]] const std::vector<MethodInfo>& methods();
/// nullptr: there is none.
[[nodiscard]] const MethodInfo* methodNamed(std::string_view id);
/// Ids of the methods of a search, separated by commas.
[[nodiscard]] std::string searchMethodIds();

/// A named choice of the global switches of MaskConfig: the full search and the ablations of TC'23.
struct MaskPreset
{
    std::string id; ///< "channels-only"
    std::string title;
    std::string explanation; ///< one sentence
    bool channels = true;
    bool field = true;
    bool dilation = true;
    bool operator==(const MaskPreset&) const = default;
};
[[nodiscard]] const std::vector<MaskPreset>& maskPresets();

} // namespace pitlane
