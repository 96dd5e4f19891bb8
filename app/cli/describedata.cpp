// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "core/data/readers.h"
#include "core/data/split.h"
#include "core/session/projectsession.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace pitlane::cli {

int describeData(const std::string& project, bool json)
{
    const auto session = ProjectSession::open(std::filesystem::absolute(project));
    const auto& config = session->draft().config;
    const auto data = loadTrainPart(config.data, session->folder());
    const auto split = drawSplit(data, SplitRule{.fraction = config.validationFraction}, config.seedNumber);
    const auto all = classCounts(data);
    const auto train = classCounts(subset(data, split.train));
    const auto validation = classCounts(subset(data, split.validation));
    const auto missing = findMissing(data);
    auto finite = data.values;
    std::erase_if(finite, [](float value) { return !std::isfinite(value); });
    const auto [low, high] = finite.empty() ? std::pair{0.0F, 0.0F} : [&] {
        const auto [a, b] = std::ranges::minmax_element(finite);
        return std::pair{*a, *b};
    }();
    if (json) {
        auto classes = nlohmann::json::array();
        for (std::size_t c = 0; c < all.size(); ++c)
            classes.push_back(
                {{"name", data.classNames[c]}, {"series", all[c]}, {"train", train[c]}, {"validation", validation[c]}});
        print(nlohmann::json{{"name", data.name},
                             {"series", data.size()},
                             {"channels", data.channels},
                             {"length", data.length},
                             {"minimum", low},
                             {"maximum", high},
                             {"missing", missing.count},
                             {"classes", std::move(classes)},
                             {"warnings", split.warnings}}
                  .dump(2));
        return Ok;
    }
    print(data.name + ": " + count(data.size()) + " series to train on, " + std::to_string(data.channels) + " x " +
          std::to_string(data.length) + " samples, values " + std::to_string(low) + " to " + std::to_string(high) +
          ", " + count(missing.count) + " missing");
    for (const auto& place : missing.first)
        print("  missing: series " + std::to_string(place.series + 1) + ", channel " +
              std::to_string(place.channel + 1) + ", sample " + std::to_string(place.sample + 1));
    print("Split by seed number " + std::to_string(config.seedNumber) + ": " + count(std::ssize(split.train)) +
          " train, " + count(std::ssize(split.validation)) + " validation. The test part stays closed.");
    for (std::size_t c = 0; c < all.size(); ++c)
        print("  class " + data.classNames[c] + ": " + count(all[c]) + " series, " + count(train[c]) + " train, " +
              count(validation[c]) + " validation");
    for (const auto& warning : split.warnings)
        print("Note: " + warning);
    return Ok;
}

} // namespace pitlane::cli
