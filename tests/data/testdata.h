// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

#include <QByteArray>
#include <QFileInfo>
#include <QString>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <sstream>

namespace pitlane::test {

/// A data set as text: "a 2x3 [A B] 0:1,2,3|4,5,6 1:..." (name, C x T, classes, then label and channels of each
/// series).
inline std::string dump(const Dataset& dataset)
{
    std::ostringstream text;
    text << dataset.name << ' ' << dataset.channels << 'x' << dataset.length << " [";
    for (std::size_t i = 0; i < dataset.classNames.size(); ++i)
        text << (i == 0 ? "" : " ") << dataset.classNames[i];
    text << ']';
    for (std::int64_t n = 0; n < dataset.size(); ++n) {
        text << ' ' << dataset.labels[static_cast<std::size_t>(n)] << ':';
        for (std::int64_t c = 0; c < dataset.channels; ++c) {
            const char* separator = c == 0 ? "" : "|";
            for (const float value : dataset.series(n, c)) {
                text << separator;
                if (std::isnan(value))
                    text << '?';
                else
                    text << value;
                separator = ",";
            }
        }
    }
    return text.str();
}

/// What `action` throws as an Error of type E; nothing where it does not throw one.
template <typename E> std::optional<std::string> messageOf(const std::function<void()>& action)
{
    try {
        action();
    } catch (const E& error) {
        return error.what();
    }
    return std::nullopt;
}

inline void writeText(const std::filesystem::path& path, std::string_view text)
{
    std::ofstream out(path, std::ios::binary);
    out << text;
}

/// The folder of the real ECG5000 files, empty where they are absent.
inline std::filesystem::path ecg5000Folder()
{
    const auto root = qEnvironmentVariable("PITLANE_DATA_DIR", QStringLiteral(PITLANE_SOURCE_DIR "/../shared/data"));
    const auto folder = root + QStringLiteral("/ecg5000");
    return QFileInfo::exists(folder + QStringLiteral("/ECG5000_TRAIN.tsv")) ? folder.toStdString() : std::string();
}

/// A data set of one channel with `counts[c]` series of class c; series n holds n, n + 0.5.
inline Dataset withCounts(const std::vector<std::int64_t>& counts)
{
    Dataset dataset{.name = "counts", .channels = 1, .length = 2};
    for (std::size_t label = 0; label < counts.size(); ++label) {
        dataset.classNames.push_back(std::to_string(label + 1));
        for (std::int64_t i = 0; i < counts[label]; ++i) {
            const auto n = static_cast<float>(dataset.size());
            dataset.values.insert(dataset.values.end(), {n, n + 0.5F});
            dataset.labels.push_back(static_cast<std::int64_t>(label));
        }
    }
    return dataset;
}

} // namespace pitlane::test
