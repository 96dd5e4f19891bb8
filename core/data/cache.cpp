// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/cache.h"

#include "core/base/files.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>
#include <span>

namespace pitlane {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

static_assert(std::endian::native == std::endian::little, "the cache is read by the machine that wrote it");

constexpr std::string_view magic = "pitlane examples 1\n";
constexpr std::size_t keptFiles = 6;

fs::path placeFor(const fs::path& folder, const std::string& key)
{
    return folder / (key.substr(0, 32) + ".examples");
}

/// Calls `visit` for every block of numbers, in the order of the file.
template <typename Data, typename Visit> void forBlocks(Data& data, Visit visit)
{
    visit(data.values);
    visit(data.labels);
    visit(data.targets);
    visit(data.lengths);
    visit(data.groups);
    visit(data.repetitions);
    visit(data.spans);
    visit(data.listedForValidation);
}

json headerOf(const Dataset& data, const std::string& key, const std::string& fingerprint)
{
    json header{{"key", key},
                {"fingerprint", fingerprint},
                {"name", data.name},
                {"task", static_cast<int>(data.task)},
                {"channels", data.channels},
                {"length", data.length},
                {"classNames", data.classNames},
                {"targetUnit", data.targetUnit},
                {"channelNames", data.channelNames},
                {"groupNames", data.groupNames},
                {"counts", json::array()}};
    if (data.sampleRateHz)
        header["sampleRateHz"] = *data.sampleRateHz;
    forBlocks(data, [&](const auto& block) { header["counts"].push_back(block.size()); });
    return header;
}

Dataset datasetFrom(const json& header)
{
    Dataset data;
    data.name = header.at("name").get<std::string>();
    data.task = static_cast<Task>(header.at("task").get<int>());
    data.channels = header.at("channels").get<std::int64_t>();
    data.length = header.at("length").get<std::int64_t>();
    data.classNames = header.at("classNames").get<std::vector<std::string>>();
    data.targetUnit = header.at("targetUnit").get<std::string>();
    data.channelNames = header.at("channelNames").get<std::vector<std::string>>();
    data.groupNames = header.at("groupNames").get<std::vector<std::string>>();
    if (header.contains("sampleRateHz"))
        data.sampleRateHz = header.at("sampleRateHz").get<double>();
    return data;
}

/// Removes the oldest files over the number that is kept.
void prune(const fs::path& folder)
{
    std::vector<std::pair<fs::file_time_type, fs::path>> files;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".examples")
            files.emplace_back(entry.last_write_time(), entry.path());
    std::ranges::sort(files, std::ranges::greater());
    for (std::size_t i = keptFiles; i < files.size(); ++i)
        fs::remove(files[i].second);
}

} // namespace

std::optional<Dataset> cachedDataset(const fs::path& folder, const std::string& key, const std::string& fingerprint)
{
    const auto path = placeFor(folder, key);
    try {
        std::ifstream file(path, std::ios::binary);
        std::string line(magic.size(), '\0');
        if (!file || !file.read(line.data(), static_cast<std::streamsize>(line.size())) || line != magic ||
            !std::getline(file, line))
            return std::nullopt;
        const auto header = json::parse(line);
        if (header.at("key") != key || header.at("fingerprint") != fingerprint)
            return std::nullopt;
        auto data = datasetFrom(header);
        const auto left = [&, size = fs::file_size(path)] { return size - static_cast<std::uintmax_t>(file.tellg()); };
        std::size_t block = 0;
        bool whole = true;
        forBlocks(data, [&](auto& values) {
            const auto count = header.at("counts").at(block++).template get<std::uint64_t>();
            const auto size = sizeof(values[0]);
            whole = whole && count <= left() / size;
            if (!whole)
                return;
            values.resize(count);
            file.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(count * size));
            whole = static_cast<bool>(file);
        });
        if (!whole || left() != 0)
            return std::nullopt;
        return data;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

void storeDataset(const fs::path& folder, const std::string& key, const std::string& fingerprint,
                  const Dataset& dataset)
{
    const auto path = placeFor(folder, key);
    const auto temporary = temporaryFor(path);
    try {
        fs::create_directories(folder);
        {
            std::ofstream file(temporary, std::ios::binary);
            file << magic << headerOf(dataset, key, fingerprint).dump() << '\n';
            forBlocks(dataset, [&](const auto& values) {
                file.write(reinterpret_cast<const char*>(values.data()),
                           static_cast<std::streamsize>(values.size() * sizeof(values[0])));
            });
            file.flush();
            if (!file)
                throw DatasetError("the cache could not be written");
        }
        commitFile(temporary, path);
        prune(folder);
    } catch (const std::exception&) {
        std::error_code error;
        fs::remove(temporary, error);
    }
}

} // namespace pitlane
