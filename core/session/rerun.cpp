// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/rerun.h"

#include "core/base/files.h"
#include "core/base/jsonreader.h"
#include "core/session/runfolder.h"
#include "core/session/sweepoptions.h"

#include <cmath>
#include <limits>

namespace pitlane {

namespace fs = std::filesystem;

namespace {

NetworkSpec networkIn(const fs::path& folder)
{
    const auto path = folder / runfile::network;
    return networkFromJson(parseJson(readFile(path), path.string()), path.string());
}

bool sameContent(const fs::path& first, const fs::path& second, const char* name)
{
    return readFile(first / name) == readFile(second / name);
}

} // namespace

std::vector<std::string> differences(const std::optional<MadeWith>& first, const std::optional<MadeWith>& second)
{
    if (!first)
        return {"The first run did not write down what it was made with: an older Pitlane made it."};
    std::vector<std::string> found;
    const auto compare = [&](const std::string& what, const std::string& then, const std::string& now) {
        if (then != now)
            found.push_back(what + ": first " + then + ", now " + now + ".");
    };
    const auto& now = second.value_or(MadeWith{});
    compare("Pitlane", first->program, now.program);
    compare("LibTorch", first->torch, now.torch);
    compare("Instruction set of the fast path", first->kernels, now.kernels);
    compare("Instruction set of LibTorch", first->instructions, now.instructions);
    compare("Threads", std::to_string(first->threads), std::to_string(now.threads));
    return found;
}

std::pair<double, std::string> largestDifference(const Weights& a, const Weights& b)
{
    constexpr auto infinite = std::numeric_limits<double>::infinity();
    for (const auto& [name, tensor] : b)
        if (!a.contains(name))
            return {infinite, name};
    std::pair<double, std::string> largest{0, {}};
    for (const auto& [name, tensor] : a) {
        const auto other = b.find(name);
        if (other == b.end() || other->second.shape != tensor.shape)
            return {infinite, name};
        for (std::size_t i = 0; i < tensor.values.size(); ++i) {
            const double x = tensor.values[i], y = other->second.values[i];
            auto difference = std::abs(x - y);
            if (std::isnan(difference)) // equal infinities, or two that are no numbers, do not differ
                difference = (std::isnan(x) && std::isnan(y)) || x == y ? 0 : infinite;
            if (difference > largest.first)
                largest = {difference, name};
        }
    }
    return largest;
}

RerunReport compareRuns(const fs::path& first, const fs::path& second, PointId point)
{
    RerunReport report{.point = point};
    report.sameFiles = sameContent(first, second, runfile::network) && sameContent(first, second, runfile::weights);
    report.sameNetwork = networkIn(first) == networkIn(second);
    if (report.sameNetwork)
        std::tie(report.largestWeightDifference, report.largestAt) =
            largestDifference(loadWeights(first / runfile::weights), loadWeights(second / runfile::weights));
    const auto before = RunFolder(first).result(point);
    const auto after = RunFolder(second).result(point);
    report.before = before.validation;
    report.after = after.validation;
    report.surroundings = differences(before.madeWith, after.madeWith);
    return report;
}

std::vector<std::string> inWords(const RerunReport& report, const std::string& pointName)
{
    std::vector<std::string> lines;
    const auto score = [](const std::optional<Quality>& quality) {
        return quality ? scoreInWords(*quality) + " (loss " + numberToText(quality->loss) + ")"
                       : std::string("nothing");
    };
    if (report.isIdentical()) {
        lines.push_back(pointName +
                        " is identical: the second run gave the same network, the same weights to the last "
                        "bit and " +
                        (report.after ? scoreInWords(*report.after) : std::string("the same")) + " on validation.");
    } else {
        lines.push_back(pointName + " is different.");
        if (!report.sameNetwork)
            lines.emplace_back("The network: other layers, so weights cannot be compared.");
        else if (report.largestWeightDifference > 0)
            lines.push_back("The weights: up to " + numberToText(report.largestWeightDifference) + ", in " +
                            report.largestAt + ".");
        else
            lines.emplace_back("Network and weights are the same.");
        lines.push_back("Validation: first " + score(report.before) + ", now " + score(report.after) + ".");
    }
    if (report.sameWarmup)
        lines.emplace_back(*report.sameWarmup ? "Its warm-up is identical, too." : "Its warm-up is different already.");
    if (!report.isIdentical() && report.surroundings.empty())
        lines.emplace_back("Program, LibTorch, instruction sets and threads were the same both times.");
    for (const auto& sentence : report.surroundings)
        lines.push_back(sentence);
    if (!report.isIdentical() && !report.secondFolder.empty())
        lines.push_back("The second run is kept in " + report.secondFolder + ".");
    return lines;
}

} // namespace pitlane
