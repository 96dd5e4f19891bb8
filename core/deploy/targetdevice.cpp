// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/targetdevice.h"

#include "core/base/files.h"
#include "core/base/jsonreader.h"
#include "core/deploy/builtintargetfiles.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace pitlane {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr std::array kernelNames{
    std::pair{Kernels::Gap8, std::string_view("pitlane-gap8")},
    std::pair{Kernels::CortexM, std::string_view("pitlane-cortex-m")},
};

/// A misspelt field would otherwise leave its default in force.
void refuseUnknown(const JsonReader& reader, std::initializer_list<std::string_view> known)
{
    if (!reader.value().is_object())
        reader.fail("expected an object.");
    for (const auto& [field, value] : reader.value().items())
        if (std::ranges::find(known, field) == known.end())
            reader.at(field).fail("there is no such field. Remove it, or correct its spelling.");
}

std::string text(const JsonReader& reader, std::string_view field)
{
    const auto member = reader.at(field);
    auto value = member.asString();
    if (value.empty())
        member.fail("expected a text, found an empty one.");
    return value;
}

std::int64_t whole(const JsonReader& member, std::int64_t least, std::int64_t most)
{
    const auto value = member.asInt();
    if (value < least || value > most)
        member.fail("expected a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
                    ", found " + std::to_string(value) + ".");
    return value;
}

double positive(const JsonReader& member)
{
    const auto value = member.asDouble();
    if (!std::isfinite(value) || value <= 0)
        member.fail("expected a number above 0, found " + member.value().dump() + ".");
    return value;
}

constexpr std::int64_t mostBytes = std::int64_t{1} << 40;

Kernels kernelsFromJson(const JsonReader& member)
{
    const auto name = member.asString();
    std::string known;
    for (const auto& [kernels, candidate] : kernelNames) {
        if (candidate == name)
            return kernels;
        known += (known.empty() ? "" : " or ") + std::string(candidate);
    }
    member.fail("expected " + known + ", found \"" + name + "\".");
}

RamRegion ramFromJson(const JsonReader& reader)
{
    refuseUnknown(reader, {"name", "bytes", "usableBytes"});
    RamRegion region;
    region.name = text(reader, "name");
    region.bytes = whole(reader.at("bytes"), 1, mostBytes);
    region.usableBytes = reader.has("usableBytes") ? whole(reader.at("usableBytes"), 1, region.bytes) : region.bytes;
    return region;
}

std::vector<TargetDevice> readFolder(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code error;
    if (!folder.empty() && fs::is_directory(folder, error))
        for (const auto& entry : fs::directory_iterator(folder))
            if (entry.path().extension() == ".json" && entry.is_regular_file())
                files.push_back(entry.path());
    std::ranges::sort(files);
    std::vector<TargetDevice> targets;
    for (const auto& file : files) {
        auto target = targetFromJson(parseJson(readFile(file), file.string()), file.string());
        if (std::ranges::find(targets, target.id, &TargetDevice::id) != targets.end())
            throw TargetError("Reading target " + file.string() + ": another file of this folder has the id \"" +
                              target.id + "\", too. Give one of them another id.");
        targets.push_back(std::move(target));
    }
    return targets;
}

} // namespace

std::string_view nameOf(Kernels kernels)
{
    return std::ranges::find(kernelNames, kernels, [](const auto& pair) { return pair.first; })->second;
}

json toJson(const TargetDevice& target)
{
    auto ram = json::array();
    for (const auto& region : target.ram) {
        ram.push_back({{"name", region.name}, {"bytes", region.bytes}});
        if (region.usableBytes != region.bytes)
            ram.back()["usableBytes"] = region.usableBytes;
    }
    json result{{"schema", TargetDevice::schemaVersion},
                {"id", target.id},
                {"name", target.name},
                {"core", target.core},
                {"kernels", nameOf(target.kernels)},
                {"clockHz", target.clockHz},
                {"flashBytes", target.flashBytes},
                {"ram", std::move(ram)},
                {"powerMw", target.powerMw ? json(*target.powerMw) : json()},
                {"sources", target.sources}};
    if (target.kernels == Kernels::CortexM)
        result["cyclesPerInstruction"] = target.cyclesPerInstruction;
    return result;
}

TargetDevice targetFromJson(const json& value, const std::string& documentName)
{
    const JsonReader reader(value, documentName);
    if (const auto schema = reader.at("schema"); schema.asInt() > TargetDevice::schemaVersion)
        schema.fail("this target was written for a newer Pitlane. Update Pitlane to read it.");
    refuseUnknown(reader, {"schema", "id", "name", "core", "kernels", "clockHz", "flashBytes", "ram", "powerMw",
                           "cyclesPerInstruction", "sources"});
    TargetDevice target;
    target.id = text(reader, "id");
    if (target.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") != std::string::npos)
        reader.at("id").fail("expected lower case letters, digits, - and _, found \"" + target.id + "\".");
    target.name = text(reader, "name");
    target.core = text(reader, "core");
    target.kernels = kernelsFromJson(reader.at("kernels"));
    target.clockHz = whole(reader.at("clockHz"), 1, 1'000'000'000'000);
    target.flashBytes = whole(reader.at("flashBytes"), 1, mostBytes);
    const auto ram = reader.at("ram");
    for (std::size_t i = 0; i < ram.size(); ++i)
        target.ram.push_back(ramFromJson(ram.at(i)));
    if (target.ram.empty())
        ram.fail("expected at least one region.");
    if (const auto power = reader.at("powerMw"); !power.value().is_null())
        target.powerMw = positive(power);
    const bool countsInstructions = target.kernels == Kernels::CortexM;
    if (countsInstructions)
        target.cyclesPerInstruction = positive(reader.at("cyclesPerInstruction"));
    else if (reader.has("cyclesPerInstruction"))
        reader.at("cyclesPerInstruction")
            .fail("the model of these kernels counts cycles, not instructions. Remove the field.");
    const auto sources = reader.at("sources");
    if (!sources.value().is_object())
        sources.fail("expected an object of texts.");
    for (const auto& [field, source] : sources.value().items()) {
        if (!reader.has(field))
            sources.at(field).fail("there is no field \"" + field + "\" that this could be the source of.");
        target.sources[field] = sources.at(field).asString();
    }
    return target;
}

const std::vector<TargetDevice>& builtinTargets()
{
    static const auto targets = [] {
        std::vector<TargetDevice> list;
        for (const auto& [file, content] : detail::builtinTargetFiles())
            list.push_back(targetFromJson(parseJson(content, std::string(file)), std::string(file)));
        std::ranges::sort(list, {}, [](const TargetDevice& t) { return std::pair(t.id != defaultTargetId, t.name); });
        return list;
    }();
    return targets;
}

fs::path userTargetFolder()
{
    if (const auto* data = std::getenv("XDG_DATA_HOME"); data != nullptr && fs::path(data).is_absolute())
        return fs::path(data) / "pitlane" / "targets";
    const auto* home = std::getenv("HOME");
    return home == nullptr || *home == '\0' ? fs::path() : fs::path(home) / ".local/share/pitlane/targets";
}

std::vector<TargetDevice> availableTargets(const fs::path& folder)
{
    auto targets = builtinTargets();
    for (auto& own : readFolder(folder)) {
        const auto builtin = std::ranges::find(targets, own.id, &TargetDevice::id);
        if (builtin != targets.end())
            *builtin = std::move(own);
        else
            targets.push_back(std::move(own));
    }
    return targets;
}

TargetDevice targetNamed(std::string_view id, const fs::path& folder)
{
    auto targets = availableTargets(folder);
    std::string known;
    for (auto& target : targets) {
        if (target.id == id)
            return std::move(target);
        known += (known.empty() ? "" : ", ") + target.id;
    }
    throw TargetError("There is no target \"" + std::string(id) + "\". Known are " + known +
                      "; a file of your own goes to " + folder.string() + ".");
}

} // namespace pitlane
