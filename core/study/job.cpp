// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/job.h"

#include "core/study/names.h"

namespace pitlane {

using nlohmann::json;

namespace {

constexpr detail::Names<JobKind, 5> kindNames{{
    {JobKind::Warmup, "warm-up"},
    {JobKind::Search, "search"},
    {JobKind::Reference, "reference"},
    {JobKind::Refit, "refit"},
    {JobKind::Test, "test"},
}};

} // namespace

std::string nameOf(JobKind kind) { return detail::nameOf(kindNames, kind); }

json toJson(const JobSpec& job)
{
    return {{"schema", JobSpec::schemaVersion},
            {"id", job.id.value},
            {"kind", nameOf(job.kind)},
            {"point", job.point.value},
            {"sweep", job.sweep.value},
            {"number", job.number},
            {"config", toJson(job.config)},
            {"lambda", job.lambda},
            {"projectFolder", job.projectFolder},
            {"runFolder", job.runFolder},
            {"warmupFolder", job.warmupFolder}};
}

JobSpec jobSpecFromJson(const json& value, const std::string& documentName)
{
    const JsonReader reader(value, documentName);
    JobSpec job;
    if (const auto schema = reader.at("schema"); schema.asInt() > JobSpec::schemaVersion)
        schema.fail("this job was written by a newer Pitlane. Update Pitlane to run it.");
    reader.read("id", job.id.value);
    detail::readEnum(reader, "kind", kindNames, job.kind);
    reader.read("point", job.point.value);
    reader.read("sweep", job.sweep.value);
    reader.read("number", job.number);
    job.config = searchConfigFromJson(reader.at("config").value(), documentName + ": config");
    reader.read("lambda", job.lambda);
    job.projectFolder = reader.at("projectFolder").asString();
    job.runFolder = reader.at("runFolder").asString();
    reader.read("warmupFolder", job.warmupFolder);
    return job;
}

} // namespace pitlane
