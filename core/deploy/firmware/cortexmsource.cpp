// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/firmware/cortexmpacking.h"

#include <algorithm>
#include <map>
#include <tuple>

/// What packed layers look like in C and assembler.
namespace pitlane {

namespace {

std::string text(std::int64_t value)
{
    return std::to_string(value);
}

/// ".name = value," for each.
std::string fields(std::initializer_list<std::pair<const char*, std::string>> values)
{
    std::string result = "{";
    for (const auto& [name, value] : values)
        result += std::string(result.size() > 1 ? ", " : "") + "." + name + " = " + value;
    return result + "}";
}

} // namespace

std::string CortexMCore::name() const
{
    return "pl_core_s" + text(stride) + "_a" + text(advance) + (wide ? "_wide" : "");
}

std::int64_t CortexMCore::codeBytes() const
{
    const bool addsApart = advance > (stride == 1 ? 1020 : 255);
    const std::int64_t step = 48 + (stride > 1 ? 8 : 0) + (addsApart ? 4 : 0) + (wide ? 4 : 0);
    return (wide ? 418 : 450) + longest * step;
}

std::vector<CortexMCore> coresOf(std::span<const CortexMCore> cores)
{
    std::map<std::tuple<std::int32_t, std::int32_t, bool>, std::int32_t> longest;
    for (const auto& core : cores) {
        auto& run = longest[{core.stride, core.advance, core.wide}];
        run = std::max(run, core.longest);
    }
    std::vector<CortexMCore> result;
    for (const auto& [key, run] : longest)
        result.push_back(
            {.stride = std::get<0>(key), .advance = std::get<1>(key), .longest = run, .wide = std::get<2>(key)});
    return result;
}

std::string assemblerSource(std::span<const CortexMCore> cores)
{
    std::string result = "/* The cores of pl_cortexm_conv1d() that this network needs: name, stride, advance, longest "
                         "run, wide. */\n#include \"pl_cortexm_core.inc\"\n";
    for (const auto& core : coresOf(cores))
        result += "    pl_core " + core.name() + " " + text(core.stride) + " " + text(core.advance) + " " +
                  text(core.longest) + " " + (core.wide ? "1" : "0") + "\n";
    return result;
}

std::string declarations(std::span<const CortexMCore> cores)
{
    std::string result;
    for (const auto& core : coresOf(cores))
        result += "void " + core.name() + "(const pl_cortexm_call* call);\n";
    return result;
}

std::string initialiser(const CortexMConv1d& layer, const std::string& weights, const std::string& parameters)
{
    return fields({{"C_in", text(layer.C_in)},
                   {"C_out", text(layer.C_out)},
                   {"T_in", text(layer.T_in)},
                   {"T_out", text(layer.T_out)},
                   {"pad_left", text(layer.padLeft)},
                   {"row_step", text(layer.rowStep)},
                   {"tap_pair", text(layer.tapPair)},
                   {"stride", text(layer.stride)},
                   {"history", text(layer.history)},
                   {"tile", text(layer.tile)},
                   {"planes", text(layer.planes)},
                   {"pitch", text(layer.pitch)},
                   {"run", text(layer.run)},
                   {"runs", text(layer.runs)},
                   {"next_run", text(layer.nextRun)},
                   {"flags", text(layer.flags)},
                   {"zero_word", text(layer.zeroWord) + "u"},
                   {"core", layer.core.name()},
                   {"weights", weights},
                   {"parameters", parameters}});
}

std::string initialiser(const CortexMLinear& layer, const std::string& weights, const std::string& parameters)
{
    return fields({{"C_in", text(layer.C_in)},
                   {"C_out", text(layer.C_out)},
                   {"quads", text(layer.quads)},
                   {"chunk", text(layer.chunk)},
                   {"out_min", text(layer.outMin)},
                   {"out_max", text(layer.outMax)},
                   {"weights", weights},
                   {"parameters", parameters}});
}

} // namespace pitlane
