// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/workerprotocol.h"

#include "core/base/jsonreader.h"

namespace pitlane {

using nlohmann::json;

std::string toJsonLine(const WorkerCommand& command)
{
    json line;
    switch (command.kind) {
    case WorkerCommand::Kind::Run:
        line = {{"run", command.jobFile}};
        break;
    case WorkerCommand::Kind::StopNow:
        line = {{"stop", "now"}};
        break;
    case WorkerCommand::Kind::StopAfterEpoch:
        line = {{"stop", "afterEpoch"}};
        break;
    case WorkerCommand::Kind::Quit:
        line = {{"quit", true}};
        break;
    }
    return line.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<WorkerCommand> workerCommandFromJsonLine(std::string_view line)
{
    const auto document = parseJson(line, "command");
    const JsonReader reader(document, "command");
    if (reader.has("run"))
        return WorkerCommand{WorkerCommand::Kind::Run, reader.at("run").asString()};
    if (reader.has("stop")) {
        const auto when = reader.at("stop").asString();
        if (when == "now")
            return WorkerCommand{WorkerCommand::Kind::StopNow, {}};
        if (when == "afterEpoch")
            return WorkerCommand{WorkerCommand::Kind::StopAfterEpoch, {}};
        reader.at("stop").fail("expected \"now\" or \"afterEpoch\", found \"" + when + "\".");
    }
    if (reader.has("quit"))
        return WorkerCommand{WorkerCommand::Kind::Quit, {}};
    if (!document.is_object())
        reader.fail("expected an object.");
    return std::nullopt;
}

std::string jobFileName(JobKind kind)
{
    return kind == JobKind::Test ? runfile::testJob : runfile::job;
}

std::string eventFileName(JobKind kind)
{
    return kind == JobKind::Test ? runfile::testEvents : runfile::events;
}

} // namespace pitlane
