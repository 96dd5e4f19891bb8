// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/searchpoint.h"

#include "core/study/names.h"
#include "core/study/pointjson.h"

namespace pitlane {

using nlohmann::json;

namespace {

constexpr detail::Names<PointStatus, 7> statusNames{{
    {PointStatus::Queued, "queued"},
    {PointStatus::Running, "running"},
    {PointStatus::Paused, "paused"},
    {PointStatus::Done, "done"},
    {PointStatus::Cancelled, "cancelled"},
    {PointStatus::Interrupted, "interrupted"},
    {PointStatus::Failed, "failed"},
}};

constexpr detail::Names<Phase, 4> phaseNames{{
    {Phase::Warmup, "warm-up"},
    {Phase::Search, "search"},
    {Phase::FineTune, "fine-tune"},
    {Phase::Test, "test"},
}};

constexpr detail::Names<PointRole, 3> roleNames{{
    {PointRole::Found, "found"},
    {PointRole::Seed, "seed"},
    {PointRole::HandTuned, "hand-tuned"},
}};

} // namespace

std::string nameOf(PointStatus status) { return detail::nameOf(statusNames, status); }
PointStatus pointStatusFromName(const std::string& name) { return detail::fromName(statusNames, name); }

bool isFinal(PointStatus status)
{
    return status == PointStatus::Done || status == PointStatus::Cancelled || status == PointStatus::Failed;
}

std::string nameOf(Phase phase) { return detail::nameOf(phaseNames, phase); }
Phase phaseFromName(const std::string& name) { return detail::fromName(phaseNames, name); }
std::string nameOf(PointRole role) { return detail::nameOf(roleNames, role); }
PointRole pointRoleFromName(const std::string& name) { return detail::fromName(roleNames, name); }

json toJson(const LayerShape& shape)
{
    json value{{"name", shape.name}, {"C_out", shape.C_out}, {"F", shape.F}, {"d", shape.d}, {"K", shape.K}};
    if (shape.removed)
        value["removed"] = true;
    return value;
}

LayerShape layerShapeFromJson(const JsonReader& reader)
{
    LayerShape shape;
    reader.read("name", shape.name);
    reader.read("C_out", shape.C_out);
    reader.read("F", shape.F);
    reader.read("d", shape.d);
    reader.read("K", shape.K);
    reader.read("removed", shape.removed);
    return shape;
}

json toJson(const Int8Quality& int8)
{
    return {{"quality", toJson(int8.quality)}, {"ranges", int8.ranges}, {"calibrationRows", int8.calibrationRows}};
}

Int8Quality int8QualityFromJson(const JsonReader& reader)
{
    Int8Quality int8;
    int8.quality = qualityFromJson(reader.at("quality"));
    reader.read("ranges", int8.ranges);
    reader.read("calibrationRows", int8.calibrationRows);
    return int8;
}

json toJson(const SnapshotOrigin& origin)
{
    return {{"copy", origin.copy}, {"epoch", origin.epoch}, {"budget", origin.budget}};
}

SnapshotOrigin snapshotOriginFromJson(const JsonReader& reader)
{
    SnapshotOrigin origin;
    reader.read("copy", origin.copy);
    reader.read("epoch", origin.epoch);
    reader.read("budget", origin.budget);
    return origin;
}

json toJson(const SearchPoint& point)
{
    json value{{"id", point.id.value},
               {"sweep", point.sweep.value},
               {"role", nameOf(point.role)},
               {"number", point.number},
               {"lambda", point.lambda},
               {"seedNumber", point.seedNumber},
               {"status", nameOf(point.status)},
               {"phase", nameOf(point.phase)},
               {"epoch", point.epoch},
               {"epochs", point.epochs},
               {"parameters", point.parameters},
               {"macs", point.macs},
               {"seconds", point.seconds},
               {"stoppedEarly", point.stoppedEarly},
               {"message", point.message},
               {"runFolder", point.runFolder}};
    if (point.validation)
        value["validation"] = toJson(*point.validation);
    if (point.int8)
        value["int8"] = toJson(*point.int8);
    if (point.madeWith)
        value["madeWith"] = {{"program", point.madeWith->program},
                             {"torch", point.madeWith->torch},
                             {"kernels", point.madeWith->kernels},
                             {"instructions", point.madeWith->instructions},
                             {"threads", point.madeWith->threads}};
    auto& layers = value["layers"] = json::array();
    for (const auto& layer : point.layers)
        layers.push_back(toJson(layer));
    if (point.snapshot)
        value["snapshot"] = toJson(*point.snapshot);
    return value;
}

SearchPoint searchPointFromJson(const JsonReader& reader)
{
    SearchPoint point;
    reader.read("id", point.id.value);
    reader.read("sweep", point.sweep.value);
    detail::readEnum(reader, "role", roleNames, point.role);
    reader.read("number", point.number);
    reader.read("lambda", point.lambda);
    reader.read("seedNumber", point.seedNumber);
    detail::readEnum(reader, "status", statusNames, point.status);
    detail::readEnum(reader, "phase", phaseNames, point.phase);
    reader.read("epoch", point.epoch);
    reader.read("epochs", point.epochs);
    reader.read("parameters", point.parameters);
    reader.read("macs", point.macs);
    if (reader.has("validation"))
        point.validation = qualityFromJson(reader.at("validation"));
    if (reader.has("int8"))
        point.int8 = int8QualityFromJson(reader.at("int8"));
    if (reader.has("layers")) {
        const auto layers = reader.at("layers");
        for (std::size_t i = 0; i < layers.size(); ++i)
            point.layers.push_back(layerShapeFromJson(layers.at(i)));
    }
    reader.read("seconds", point.seconds);
    reader.read("stoppedEarly", point.stoppedEarly);
    reader.read("message", point.message);
    reader.read("runFolder", point.runFolder);
    if (reader.has("snapshot"))
        point.snapshot = snapshotOriginFromJson(reader.at("snapshot"));
    if (reader.has("madeWith")) {
        const auto from = reader.at("madeWith");
        auto& madeWith = point.madeWith.emplace();
        from.read("program", madeWith.program);
        from.read("torch", madeWith.torch);
        from.read("kernels", madeWith.kernels);
        from.read("instructions", madeWith.instructions);
        from.read("threads", madeWith.threads);
    }
    return point;
}

SearchPoint searchPointFromJson(const json& value, const std::string& documentName)
{
    return searchPointFromJson(JsonReader(value, documentName));
}

json toJson(const TestResult& result)
{
    return {{"point", result.point.value}, {"quality", toJson(result.quality)}, {"openedAt", result.openedAt}, {"refit", result.refit}};
}

TestResult testResultFromJson(const json& value, const std::string& documentName)
{
    const JsonReader reader(value, documentName);
    TestResult result;
    reader.read("point", result.point.value);
    result.quality = qualityFromJson(reader.at("quality"));
    reader.read("openedAt", result.openedAt);
    reader.read("refit", result.refit);
    return result;
}

} // namespace pitlane
