// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/text.h"

#include <cmath>
#include <cstdint>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace pitlane::test {

/// A row of reference.txt, which make_reference.py writes. Throws std::runtime_error where there is no such row.
inline const std::vector<double>& reference(const std::string& name)
{
    static const auto all = [] {
        std::map<std::string, std::vector<double>> rows;
        std::ifstream in(PITLANE_SOURCE_DIR "/tests/data/signal/reference.txt");
        for (std::string line; std::getline(in, line);) {
            std::istringstream words(line);
            std::string word;
            words >> word;
            auto& values = rows[word];
            while (words >> word) {
                double value = 0;
                if (!parseNumber(word, value))
                    throw std::runtime_error("reference.txt: " + word + " is not a number");
                values.push_back(value);
            }
        }
        return rows;
    }();
    const auto found = all.find(name);
    if (found == all.end())
        throw std::runtime_error("reference.txt has no row " + name);
    return found->second;
}

inline std::vector<float> referenceFloats(const std::string& name)
{
    const auto& values = reference(name);
    std::vector<float> floats;
    for (const auto value : values)
        floats.push_back(static_cast<float>(value));
    return floats;
}

/// The generator of make_reference.py: -1 .. 1.
class Noise
{
public:
    double draw()
    {
        m_state = m_state * 6364136223846793005U + 1442695040888963407U;
        return static_cast<double>(m_state >> 40U) / 0x1p23 - 1;
    }

private:
    std::uint64_t m_state = 1;
};

/// The largest distance between two rows of numbers; infinite where their lengths differ or one is not a number.
template <typename A, typename B> double largestDifference(const A& found, const B& expected)
{
    if (found.size() != expected.size())
        return INFINITY;
    double largest = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const double difference = std::abs(static_cast<double>(found[i]) - static_cast<double>(expected[i]));
        if (!(difference <= largest))
            largest = std::isnan(difference) ? INFINITY : difference;
    }
    return largest;
}

template <typename A> double peakOf(const A& values)
{
    double peak = 0;
    for (const auto value : values)
        peak = std::max(peak, std::abs(static_cast<double>(value)));
    return peak;
}

} // namespace pitlane::test
