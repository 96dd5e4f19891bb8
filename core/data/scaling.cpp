// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/scaling.h"

#include "core/data/text.h"

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

class Fit
{
public:
    Fit(const ScalingRule& rule, const Dataset& data) : m_rule(rule), m_data(data) {}

    Scaler fit()
    {
        if (m_data.values.empty())
            fail("there is no value to scale by. Choose a train part with at least one series.");
        requireFinite();
        Scaler scaler;
        for (std::int64_t c = 0; c < (m_rule.perChannel ? m_data.channels : 1); ++c) {
            const auto [offset, range] = fitValues(valuesOf(c), c);
            scaler.offset.push_back(offset);
            scaler.range.push_back(range);
        }
        return scaler;
    }

private:
    [[noreturn]] void fail(const std::string& problem) const
    {
        throw DatasetError("Scaling " + m_data.name + ": " + problem);
    }

    void requireFinite() const
    {
        std::int64_t at = 0;
        for (std::int64_t n = 0; n < m_data.size(); ++n)
            for (std::int64_t c = 0; c < m_data.channels; ++c)
                for (std::int64_t t = 0; t < m_data.lengthOf(n); ++t, ++at) {
                    const float value = m_data.values[static_cast<std::size_t>(at)];
                    if (std::isfinite(value))
                        continue;
                    fail("series " + std::to_string(n + 1) +
                         (m_data.channels > 1 ? ", channel " + std::to_string(c + 1) : "") + ", sample " +
                         std::to_string(t + 1) + " is " + (std::isnan(value) ? "missing" : "infinite") +
                         ". Fill in the value or remove the series.");
                }
    }

    /// All values of channel c, or all values there are.
    [[nodiscard]] std::vector<float> valuesOf(std::int64_t c) const
    {
        if (!m_rule.perChannel || m_data.channels == 1)
            return m_data.values;
        std::vector<float> values;
        for (std::int64_t n = 0, start = 0; n < m_data.size(); ++n) {
            const auto own = m_data.lengthOf(n);
            const auto first = m_data.values.begin() + (start + c * own);
            values.insert(values.end(), first, first + own);
            start += m_data.channels * own;
        }
        return values;
    }

    [[nodiscard]] std::string subject(std::int64_t c) const
    {
        if (!m_rule.perChannel || m_data.channels == 1)
            return "all values";
        const auto i = static_cast<std::size_t>(c);
        return "all values of channel " +
               (i < m_data.channelNames.size() ? m_data.channelNames[i] : std::to_string(c + 1));
    }

    [[nodiscard]] std::pair<float, float> fitValues(std::vector<float> values, std::int64_t c) const
    {
        const auto [low, high] = std::ranges::minmax(values);
        if (low == high)
            fail(subject(c) + " are " + numberText(low) +
                 (m_rule.kind == ScalingRule::Kind::MinMax ? ", so there is no range to map to 0..1. Check the file."
                                                           : ", so there is no spread to scale by. Leave the channel "
                                                             "out, or check the file."));
        if (!std::isfinite(high - low))
            fail("the values span more than single precision can hold. Rescale the data in the file.");
        switch (m_rule.kind) {
        case ScalingRule::Kind::ZScore: {
            double sum = 0;
            for (const auto value : values)
                sum += static_cast<double>(value);
            const double mean = sum / static_cast<double>(values.size());
            double squares = 0;
            for (const auto value : values)
                squares += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
            return {static_cast<float>(mean),
                    static_cast<float>(std::sqrt(squares / static_cast<double>(values.size())))};
        }
        case ScalingRule::Kind::Robust: {
            std::ranges::sort(values);
            const auto quantile = [&](double share) {
                const double place = share * static_cast<double>(values.size() - 1);
                const auto i = static_cast<std::size_t>(place);
                const auto next = std::min(i + 1, values.size() - 1);
                const double rest = place - static_cast<double>(i);
                return static_cast<double>(values[i]) * (1 - rest) + static_cast<double>(values[next]) * rest;
            };
            const double spread = quantile(0.75) - quantile(0.25);
            if (!(spread > 0))
                fail("half of " + subject(c) + " are " + numberText(static_cast<float>(quantile(0.5))) +
                     ", so the quartiles give no range. Scale by deviation instead.");
            return {static_cast<float>(quantile(0.5)), static_cast<float>(spread)};
        }
        case ScalingRule::Kind::MinMax:
        case ScalingRule::Kind::None:
            break;
        }
        return {low, high - low};
    }

    const ScalingRule& m_rule;
    const Dataset& m_data;
};

} // namespace

Scaler fitScaler(const ScalingRule& rule, const Dataset& trainPart)
{
    if (rule.kind == ScalingRule::Kind::None)
        return {};
    return Fit(rule, trainPart).fit();
}

void apply(const Scaler& scaler, Dataset& dataset)
{
    if (scaler.offset.empty())
        return;
    if (scaler.offset.size() > 1 && static_cast<std::int64_t>(scaler.offset.size()) != dataset.channels)
        throw DatasetError("Scaling " + dataset.name + ": " + counted(dataset.channels, "channel") +
                           ", but the scaling was fitted to " + std::to_string(scaler.offset.size()) + ".");
    std::size_t at = 0;
    for (std::int64_t n = 0; n < dataset.size(); ++n)
        for (std::int64_t c = 0; c < dataset.channels; ++c) {
            const auto i = scaler.offset.size() > 1 ? static_cast<std::size_t>(c) : 0;
            for (std::int64_t t = 0; t < dataset.lengthOf(n); ++t, ++at)
                dataset.values[at] = (dataset.values[at] - scaler.offset[i]) / scaler.range[i];
        }
}

std::vector<double> classWeights(ClassWeights rule, const Dataset& trainRows)
{
    const auto counts = classCounts(trainRows);
    std::vector<double> weights(counts.size(), 1);
    if (rule == ClassWeights::None)
        return weights;
    const auto classes = static_cast<double>(counts.size());
    for (std::size_t c = 0; c < counts.size(); ++c)
        weights[c] =
            counts[c] == 0 ? 0 : static_cast<double>(trainRows.size()) / (classes * static_cast<double>(counts[c]));
    return weights;
}

} // namespace pitlane
