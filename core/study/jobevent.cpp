// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/jobevent.h"

#include "core/study/pointjson.h"

#include <algorithm>

namespace pitlane {

using nlohmann::json;

namespace {

template <class... Functions>
struct Overloaded : Functions...
{
    using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

std::vector<float> floatsFromJson(const JsonReader& reader, std::string_view field)
{
    std::vector<float> values;
    if (!reader.has(field))
        return values;
    const auto list = reader.at(field);
    values.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i)
        values.push_back(static_cast<float>(list.at(i).asDouble()));
    return values;
}

json toJson(const LayerMasks& masks)
{
    auto value = pitlane::toJson(masks.shape);
    if (!masks.alpha.empty())
        value["alpha"] = masks.alpha;
    if (!masks.beta.empty())
        value["beta"] = masks.beta;
    if (!masks.gamma.empty())
        value["gamma"] = masks.gamma;
    return value;
}

Phase phaseOf(const JsonReader& reader)
{
    const auto phase = reader.at("phase");
    try {
        return phaseFromName(phase.asString());
    } catch (const JsonError& error) {
        phase.fail(error.what());
    }
}

PhaseEvent phaseEvent(const JsonReader& reader)
{
    PhaseEvent event;
    event.phase = phaseOf(reader);
    reader.read("epoch", event.epoch);
    reader.read("epochs", event.epochs);
    return event;
}

EpochEvent epochEvent(const JsonReader& reader)
{
    EpochEvent event;
    event.phase = phaseOf(reader);
    reader.read("epoch", event.epoch);
    reader.read("epochs", event.epochs);
    reader.read("trainLoss", event.trainLoss);
    reader.read("lambdaR", event.lambdaR);
    event.validation = qualityFromJson(reader.at("validation"));
    reader.read("parameters", event.parameters);
    reader.read("macs", event.macs);
    reader.read("seconds", event.seconds);
    return event;
}

MasksEvent masksEvent(const JsonReader& reader)
{
    MasksEvent event;
    reader.read("epoch", event.epoch);
    const auto layers = reader.at("layers");
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const auto layer = layers.at(i);
        event.layers.push_back({.shape = layerShapeFromJson(layer),
                                .alpha = floatsFromJson(layer, "alpha"),
                                .beta = floatsFromJson(layer, "beta"),
                                .gamma = floatsFromJson(layer, "gamma")});
    }
    return event;
}

} // namespace

std::string toJsonLine(const JobEvent& event)
{
    const auto value = std::visit(
        Overloaded{
            [](const HelloEvent& e) -> json {
                return {{"type", "hello"}, {"protocol", e.protocol}, {"program", e.program}, {"pid", e.pid}};
            },
            [](const PhaseEvent& e) -> json {
                return {{"type", "phase"}, {"phase", nameOf(e.phase)}, {"epoch", e.epoch}, {"epochs", e.epochs}};
            },
            [](const EpochEvent& e) -> json {
                return {{"type", "epoch"},
                        {"phase", nameOf(e.phase)},
                        {"epoch", e.epoch},
                        {"epochs", e.epochs},
                        {"trainLoss", e.trainLoss},
                        {"lambdaR", e.lambdaR},
                        {"validation", toJson(e.validation)},
                        {"parameters", e.parameters},
                        {"macs", e.macs},
                        {"seconds", e.seconds}};
            },
            [](const MasksEvent& e) -> json {
                auto layers = json::array();
                for (const auto& layer : e.layers)
                    layers.push_back(toJson(layer));
                return {{"type", "masks"}, {"epoch", e.epoch}, {"layers", std::move(layers)}};
            },
            [](const DoneEvent& e) -> json {
                auto points = json::array();
                for (const auto& point : e.points)
                    points.push_back(pitlane::toJson(point));
                return {{"type", "done"}, {"points", std::move(points)}};
            },
            [](const ErrorEvent& e) -> json {
                return {{"type", "error"}, {"sentence", e.sentence}, {"cancelled", e.cancelled}};
            },
            [](const LogEvent& e) -> json {
                return {{"type", "log"}, {"text", e.text}};
            },
        },
        event);
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<JobEvent> jobEventFromJsonLine(std::string_view line)
{
    const auto document = parseJson(line, "event");
    const JsonReader reader(document, "event");
    const auto type = reader.at("type").asString();
    if (type == "hello") {
        HelloEvent event;
        reader.read("protocol", event.protocol);
        reader.read("program", event.program);
        reader.read("pid", event.pid);
        return event;
    }
    if (type == "phase")
        return phaseEvent(reader);
    if (type == "epoch")
        return epochEvent(reader);
    if (type == "masks")
        return masksEvent(reader);
    if (type == "done") {
        DoneEvent event;
        const auto points = reader.at("points");
        for (std::size_t i = 0; i < points.size(); ++i)
            event.points.push_back(searchPointFromJson(points.at(i)));
        return event;
    }
    if (type == "error") {
        ErrorEvent event;
        reader.read("sentence", event.sentence);
        reader.read("cancelled", event.cancelled);
        return event;
    }
    if (type == "log") {
        LogEvent event;
        reader.read("text", event.text);
        return event;
    }
    return std::nullopt;
}

} // namespace pitlane
