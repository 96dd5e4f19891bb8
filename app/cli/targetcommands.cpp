// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/targetcommands.h"

#include "app/cli/output.h"
#include "core/base/files.h"
#include "core/base/jsonreader.h"
#include "core/deploy/costmodel.h"

#include <algorithm>
#include <cmath>

namespace pitlane::cli {

using nlohmann::json;

namespace {

std::string fixed(double value, int digits)
{
    char text[48];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

std::string kilobytes(std::int64_t bytes)
{
    return count(bytes / 1024) + " KiB";
}

std::string ramText(const TargetDevice& target)
{
    std::string text;
    for (const auto& region : target.ram)
        text += (text.empty() ? "" : ", ") + region.name + " " + kilobytes(region.bytes);
    return text;
}

std::string_view basisText(CostBasis basis)
{
    return basis == CostBasis::Fit ? "fit" : "estimate";
}

json toJson(const NetworkCost& cost, const TargetDevice& target)
{
    auto nodes = json::array();
    for (const auto& node : cost.nodes)
        nodes.push_back({{"name", node.name},
                         {"kind", nameOf(node.kind)},
                         {"parameters", node.parameters},
                         {"macs", node.macs},
                         {"cycles", node.cycles},
                         {"ms", node.ms},
                         {"basis", basisText(node.basis)}});
    return {{"target", target.id},
            {"nodes", std::move(nodes)},
            {"overheadMs", cost.overheadMs},
            {"parameters", cost.parameters},
            {"macs", cost.macs},
            {"ms", cost.ms},
            {"energyMj", cost.energyMj ? json(*cost.energyMj) : json()}};
}

} // namespace

int listTargets(const std::string& id, bool json)
{
    if (!id.empty()) {
        print(toJson(targetNamed(id)).dump(2));
        return Ok;
    }
    const auto targets = availableTargets();
    if (json) {
        auto list = nlohmann::json::array();
        for (const auto& target : targets)
            list.push_back(toJson(target));
        print(list.dump(2));
        return Ok;
    }
    std::vector<std::vector<std::string>> rows{{"id", "name", "core", "MHz", "flash", "mW", "RAM"}};
    for (const auto& target : targets)
        rows.push_back({target.id, target.name, target.core, fixed(static_cast<double>(target.clockHz) / 1e6, 0),
                        kilobytes(target.flashBytes), target.powerMw ? fixed(*target.powerMw, 1) : "?",
                        ramText(target)});
    print(alignedTable(rows, "lllrrrl") + "\nA target of your own: pitlane-cli targets ID > " +
          (userTargetFolder() / "mine.json").string() + ", then edit its id and its numbers.");
    return Ok;
}

int networkCost(const std::string& networkFile, const std::string& targetId, bool json)
{
    const auto network = networkFromJson(parseJson(readFile(networkFile), networkFile), networkFile);
    const auto target = targetNamed(targetId.empty() ? std::string(defaultTargetId) : targetId);
    const auto cost = costOf(network, target);
    if (json) {
        print(toJson(cost, target).dump(2));
        return Ok;
    }
    std::vector<std::vector<std::string>> rows{{"layer", "kind", "parameters", "MACs", "cycles", "ms", "share", ""}};
    const auto cycles = [&](double ms) { return count(std::llround(ms * 1e-3 * static_cast<double>(target.clockHz))); };
    const auto share = [&](double ms) { return fixed(100 * ms / cost.ms, 1) + " %"; };
    bool hasEstimates = false;
    for (const auto& node : cost.nodes) {
        hasEstimates = hasEstimates || node.basis == CostBasis::Estimate;
        rows.push_back({node.name, std::string(nameOf(node.kind)), node.parameters > 0 ? count(node.parameters) : "",
                        node.macs > 0 ? count(node.macs) : "", cycles(node.ms), fixed(node.ms, 4), share(node.ms),
                        node.basis == CostBasis::Estimate ? "estimate" : ""});
    }
    if (cost.overheadMs > 0)
        rows.push_back({"per inference", "", "", "", cycles(cost.overheadMs), fixed(cost.overheadMs, 4),
                        share(cost.overheadMs), ""});
    rows.push_back({"all", "", count(cost.parameters), count(cost.macs), cycles(cost.ms), fixed(cost.ms, 4), "", ""});
    auto text = network.name + " on " + target.name + " at " + fixed(static_cast<double>(target.clockHz) / 1e6, 0) +
                " MHz, int8\n" + alignedTable(rows, "llrrrrrl");
    text += cost.energyMj ? "Energy of one inference: " + fixed(*cost.energyMj, 4) + " mJ\n"
                          : "Energy is not known: the target's power is not.\n";
    const auto source = target.sources.find("kernels");
    if (source != target.sources.end())
        text += "Model: " + source->second + ".\n";
    if (hasEstimates)
        text += "Estimates follow from what a layer has to do; they were not measured by themselves.\n";
    text.pop_back();
    print(text);
    return Ok;
}

} // namespace pitlane::cli
