// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/pitconfig.h"

#include "core/base/files.h"
#include "core/base/jsonreader.h"
#include "core/network/widths.h"

#include <algorithm>
#include <array>
#include <map>

namespace pitlane {

namespace fs = std::filesystem;

namespace {

using Numbers = std::vector<std::pair<std::string, std::int64_t>>; ///< by layer, in the order of the file

[[noreturn]] void fail(const std::string& source, const std::string& problem)
{
    throw ExchangeError("Applying " + source + ": " + problem);
}

/// In the order of the file, which the published code relies on. Syntax errors have been told by parseJson().
nlohmann::ordered_json inOrder(const fs::path& file)
{
    const auto text = readFile(file);
    (void)parseJson(text, file.filename().string());
    return nlohmann::ordered_json::parse(text);
}

std::int64_t numberOf(const nlohmann::json& value, const std::string& source, const std::string& place)
{
    // PLiNIO writes tuples: [3].
    const auto& single = value.is_array() && value.size() == 1 ? value[0] : value;
    const JsonReader reader(single, source, place);
    const auto number = reader.asInt();
    if (number < 1 || number > 1'000'000)
        reader.fail("found " + std::to_string(number) + ", expected 1 to 1000000" +
                    (number == 0 ? ": a layer without channels cuts its branch off. Leave the branch out of the seed, "
                                   "and out of this file."
                                 : "."));
    return number;
}

Numbers readNumbers(const fs::path& file)
{
    const auto source = file.filename().string();
    const auto json = inOrder(file);
    if (!json.is_object() || json.empty())
        fail(source, "expected an object with one number for each layer, as the published PIT code writes it.");
    Numbers numbers;
    for (const auto& [name, value] : json.items())
        numbers.emplace_back(name, numberOf(value, source, name));
    return numbers;
}

/// The layers that a list of `count` numbers can mean, in network order; `what` names them in errors.
std::vector<std::size_t> layersFor(const NetworkSpec& seed, const Numbers& numbers, const std::string& source,
                                   const std::string& what, std::vector<std::size_t> candidates)
{
    std::vector<std::size_t> named;
    for (const auto& entry : numbers)
        if (const auto place = seed.indexOf(entry.first); place >= 0)
            named.push_back(static_cast<std::size_t>(place));
    if (named.size() == numbers.size())
        return named;
    // The published code keeps a first convolution out (conv0 of TC-ResNet14) that may be searched here.
    if (candidates.size() == numbers.size() + 1)
        candidates.erase(candidates.begin());
    if (candidates.size() == numbers.size())
        return candidates;
    std::string names;
    for (const auto candidate : candidates)
        names += (names.empty() ? "" : ", ") + seed.nodes[candidate].name;
    fail(source, "it has " + std::to_string(numbers.size()) + " " + what + " (" + numbers.front().first +
                     " ...), but " + "the seed " + seed.name + " has " + std::to_string(candidates.size()) +
                     " layers for them: " + names + ". Choose the seed that the file was made with.");
}

/// Convolutions of stride 1 with more than one tap: those whose field and dilation PIT searches.
std::vector<std::size_t> timeLayers(const NetworkSpec& seed)
{
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < seed.nodes.size(); ++i)
        if (const auto* conv = std::get_if<Conv1d>(&seed.nodes[i].op);
            conv && seed.nodes[i].searchable && conv->s == 1 && conv->F() > 1)
            result.push_back(i);
    return result;
}

/// Layers whose channels PIT lists: not the skips of one tap, which follow their sum, nor the outputs.
std::vector<std::size_t> channelLayers(const NetworkSpec& seed, const Widths& widths)
{
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < seed.nodes.size(); ++i) {
        const auto* conv = std::get_if<Conv1d>(&seed.nodes[i].op);
        const bool isListed = conv ? conv->F() > 1 && seed.nodes[i].searchable
                                   : std::holds_alternative<Linear>(seed.nodes[i].op) && widths.isFree(i);
        if (isListed)
            result.push_back(i);
    }
    return result;
}

/// A convolution that keeps the newest taps of its field.
void setField(NetworkSpec& network, std::size_t index, std::int64_t K, std::int64_t d, const std::string& source)
{
    auto& node = network.nodes[index];
    auto* conv = std::get_if<Conv1d>(&node.op);
    if (!conv) {
        if (K == 1)
            return;
        fail(source, "layer " + node.name + " is a " + std::string(kindOf(node.op)) + ", but the file gives it " +
                         std::to_string(K) + " taps. Choose the seed that the file was made with.");
    }
    if (conv->F() == 1 && K == 1)
        return;
    const auto F = d * (K - 1) + 1;
    if (F > conv->F())
        fail(source, "layer " + node.name + " would see " + std::to_string(F) + " samples (K = " + std::to_string(K) +
                         ", d = " + std::to_string(d) + "), but the seed's filter sees " + std::to_string(conv->F()) +
                         ". Choose the seed that the file was made with.");
    if (conv->s > 1 && F < conv->F())
        fail(source, "layer " + node.name + " has stride " + std::to_string(conv->s) +
                         ", and PIT leaves such filters as they are, but the file gives it K = " + std::to_string(K) +
                         ", d = " + std::to_string(d) + ". Choose the seed that the file was made with.");
    conv->padding.left -= conv->F() - F;
    conv->K = K;
    conv->d = d;
}

void setChannels(NetworkSpec& network, const std::map<std::size_t, std::int64_t>& chosen, const Widths& widths,
                 const std::string& source)
{
    const auto widthOf = [](const Node& node) {
        const auto* conv = std::get_if<Conv1d>(&node.op);
        const auto* linear = std::get_if<Linear>(&node.op);
        return conv ? conv->C_out : linear ? linear->C_out : 0;
    };
    std::map<std::size_t, std::pair<std::int64_t, std::string>> groups;
    for (const auto& [index, C] : chosen) {
        const auto& node = network.nodes[index];
        const auto now = widthOf(node);
        if (now == 0)
            fail(source, "node " + node.name + " is a " + std::string(kindOf(node.op)) +
                             ", which has no channels of its own. Choose the seed that the file was made with.");
        if (C > now)
            fail(source, "layer " + node.name + " would have " + std::to_string(C) + " channels, but the seed has " +
                             std::to_string(now) + ". Choose the seed that the file was made with.");
        if (C != now && !widths.isFree(index))
            fail(source, "layer " + node.name + " would have " + std::to_string(C) + " channels, but its " +
                             std::to_string(now) +
                             " are held by the input, the output, or a layer out of the search. Choose the seed that "
                             "the file was made with.");
        const auto [found, isNew] = groups.try_emplace(widths.groupOf(index), C, node.name);
        if (!isNew && found->second.first != C)
            fail(source, "layers " + found->second.second + " and " + node.name + " are added, but have " +
                             std::to_string(found->second.first) + " and " + std::to_string(C) +
                             " channels. Choose the seed that the file was made with.");
    }
    for (std::size_t i = 0; i < network.nodes.size(); ++i) {
        const auto group = groups.find(widths.groupOf(i));
        if (group == groups.end())
            continue;
        if (auto* conv = std::get_if<Conv1d>(&network.nodes[i].op)) {
            conv->C_out = group->second.first;
            conv->groups = conv->groups > 1 ? conv->C_out : 1;
        } else if (auto* linear = std::get_if<Linear>(&network.nodes[i].op)) {
            linear->C_out = group->second.first;
        }
    }
}

/// learned_arch_{dil,rf,ch}_<which>.json, those that are there.
NetworkSpec applyLearned(const NetworkSpec& seed, const fs::path& file, const std::string& which)
{
    const auto partOf = [&](const char* kind) -> std::pair<Numbers, std::string> {
        const auto name = std::string("learned_arch_") + kind + "_" + which;
        const auto path = file.parent_path() / name;
        return {fs::exists(path) ? readNumbers(path) : Numbers{}, name};
    };
    auto network = seed;
    const auto [dilations, dilationSource] = partOf("dil");
    const auto [fields, fieldSource] = partOf("rf");
    const auto [channels, channelSource] = partOf("ch");
    std::map<std::size_t, std::int64_t> d, F, C;
    const auto read = [&seed](const Numbers& numbers, const std::string& source, const std::string& what,
                              const std::vector<std::size_t>& candidates, std::map<std::size_t, std::int64_t>& into) {
        if (numbers.empty())
            return;
        const auto layers = layersFor(seed, numbers, source, what, candidates);
        for (std::size_t i = 0; i < layers.size(); ++i)
            into[layers[i]] = numbers[i].second;
    };
    const Widths widths(seed, false);
    read(dilations, dilationSource, "dilations", timeLayers(seed), d);
    read(fields, fieldSource, "receptive fields", timeLayers(seed), F);
    read(channels, channelSource, "numbers of channels", channelLayers(seed, widths), C);
    for (std::size_t i = 0; i < seed.nodes.size(); ++i) {
        if (!d.contains(i) && !F.contains(i))
            continue;
        const auto* conv = std::get_if<Conv1d>(&seed.nodes[i].op);
        const auto field = F.contains(i) ? F.at(i) : conv ? conv->F() : 1;
        const auto dilation = d.contains(i) ? d.at(i) : 1;
        if (conv && field > conv->F())
            fail(fieldSource, "layer " + seed.nodes[i].name + " would see " + std::to_string(field) +
                                  " samples, but the seed's filter sees " + std::to_string(conv->F()) +
                                  ". Choose the seed that the file was made with.");
        // As the published code builds what it has found: k = ceil(rf / dil).
        setField(network, i, (field + dilation - 1) / dilation, dilation, F.contains(i) ? fieldSource : dilationSource);
    }
    setChannels(network, C, widths, channelSource);
    return network;
}

NetworkSpec applySummary(const NetworkSpec& seed, const nlohmann::ordered_json& json, const std::string& source)
{
    Numbers names;
    for (const auto& item : json.items())
        names.emplace_back(item.key(), 0);
    const Widths widths(seed, false);
    std::vector<std::size_t> candidates;
    for (std::size_t i = 0; i < seed.nodes.size(); ++i)
        if (std::holds_alternative<Conv1d>(seed.nodes[i].op) || std::holds_alternative<Linear>(seed.nodes[i].op))
            candidates.push_back(i);
    const auto layers = layersFor(seed, names, source, "layers", candidates);
    auto network = seed;
    std::map<std::size_t, std::int64_t> channels;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const nlohmann::json values = json.at(names[i].first);
        const auto read = [&](const char* field, std::int64_t otherwise) {
            return values.contains(field) ? numberOf(values.at(field), source, names[i].first + "." + field)
                                          : otherwise;
        };
        channels[layers[i]] = read("out_features", 0);
        if (channels[layers[i]] == 0)
            fail(source, "layer " + names[i].first + " has no out_features. Is it a summary of PLiNIO?");
        if (values.contains("kernel_size"))
            setField(network, layers[i], read("kernel_size", 1), read("dilation", 1), source);
    }
    setChannels(network, channels, widths, source);
    return network;
}

/// Fields of stride-1 convolutions times `ratio`, made odd, as the published code does it; lengths stay.
NetworkSpec expanded(NetworkSpec network, std::int64_t ratio)
{
    for (const auto index : timeLayers(network)) {
        auto& conv = std::get<Conv1d>(network.nodes[index].op);
        const auto before = conv.F();
        conv.K = before * ratio + (before * ratio % 2 == 0 ? 1 : 0);
        conv.d = 1;
        const auto more = conv.K - before;
        const auto right = conv.padding.right > 0 ? more / 2 : 0; // padded on both sides: on both sides more
        conv.padding.left += more - right;
        conv.padding.right += right;
    }
    return network;
}

struct Architecture
{
    const char* type;
    const char* id;
    Shape input;          ///< of the published data
    std::int64_t outputs; ///< classes or values
    const char* args;     ///< what the built-in network is made of, as JSON
};
constexpr std::array<Architecture, 4> architectures = {{
    {"ECGTCN", "ecgtcn", {1, 140}, 5, R"({"nhid": 11, "levels": 3, "kernel_size": 11})"},
    {"TEMPONet", "temponet", {4, 256}, 1, "{}"},
    {"TCCNet",
     "tccnet",
     {10, 150},
     53,
     R"({"num_channels": [32, 32, 64], "levels": 3, "kernel_size": 3, "classify_as": "att"})"},
    {"TCResNet14",
     "tc-resnet14",
     {40, 98},
     12,
     R"({"num_channels": [24, 36, 36, 48, 48, 72, 72], "levels": 6, "kernel_size": 9})"},
}};

} // namespace

bool isPitRun(const fs::path& file)
{
    const auto json = parseJson(readFile(file), file.filename().string());
    return json.is_object() && json.contains("arch") && json.contains("nas");
}

PitRun readPitRun(const fs::path& file)
{
    const auto json = parseJson(readFile(file), file.filename().string());
    const JsonReader reader(json, file.filename().string());
    const auto arch = reader.at("arch");
    const auto nas = reader.at("nas").at("nas_config");
    PitRun run;
    run.architecture = arch.at("type").asString();
    arch.read("dataset", run.data);
    const auto optional = [](const JsonReader& from, const char* field, std::optional<std::int64_t>& target) {
        if (!from.has(field))
            return;
        target = numberOf(from.at(field).value(), from.source(), from.at(field).place());
    };
    if (arch.has("args")) {
        optional(arch.at("args"), "input_size", run.inputChannels);
        optional(arch.at("args"), "output_size", run.outputs);
    }
    if (nas.has("rf_expansion_ratio")) {
        const auto ratio = nas.at("rf_expansion_ratio");
        run.fieldExpansion = numberOf(ratio.value(), ratio.source(), ratio.place());
        if (run.fieldExpansion > 16)
            ratio.fail("found " + std::to_string(run.fieldExpansion) + ", expected 1 to 16.");
    }
    if (nas.has("granularity"))
        run.granularity = numberOf(nas.at("granularity").value(), reader.source(), "nas.nas_config.granularity");
    if (nas.has("target")) {
        nas.at("target").read("channels", run.channels);
        nas.at("target").read("filters", run.fields);
        nas.at("target").read("dilation", run.dilations);
    }
    if (nas.has("regularizer")) {
        const auto name = nas.at("regularizer").asString();
        if (name != "size" && name != "flops")
            nas.at("regularizer").fail("found \"" + name + "\", expected \"size\" or \"flops\".");
        run.countsMacs = name == "flops";
    }
    if (nas.has("strength"))
        run.strength = nas.at("strength").at("value").asDouble();
    if (reader.has("data_loader") && reader.at("data_loader").has("args"))
        optional(reader.at("data_loader").at("args"), "batch_size", run.batchSize);
    return run;
}

BuiltinSeed pitSeed(const fs::path& file)
{
    const auto source = file.filename().string();
    const auto run = readPitRun(file);
    const auto found =
        std::ranges::find(architectures, run.architecture, [](const auto& each) { return std::string(each.type); });
    if (found == architectures.end())
        fail(source, "arch.type is \"" + run.architecture +
                         "\", expected ECGTCN, TEMPONet, TCCNet or TCResNet14, which are built in. Export the network "
                         "of another type as ONNX and import that.");
    const auto json = parseJson(readFile(file), source);
    const auto args = json.at("arch").value("args", nlohmann::json::object());
    const auto builtInArgs = nlohmann::json::parse(found->args);
    for (const auto& [name, expected] : builtInArgs.items())
        if (args.contains(name) && args.at(name) != expected)
            fail(source, "arch.args." + name + " is " + args.at(name).dump() + ", but the built-in " + found->type +
                             " has " + expected.dump() +
                             ". Export the network as ONNX and import that, or edit the built-in one.");
    SeedRequest request{.input = found->input, .outputs = run.outputs.value_or(found->outputs)};
    request.input.C = run.inputChannels.value_or(request.input.C);
    auto builtin = builtinSeed(found->id, request);
    if (std::string(found->id) == "temponet")
        builtin.seed = temponet(request.input, request.outputs, run.fieldExpansion).seed;
    else if (run.fieldExpansion > 1)
        builtin.seed = expanded(builtin.seed, run.fieldExpansion);
    return builtin;
}

NetworkSpec applyPitConfig(const NetworkSpec& seed, const fs::path& file)
{
    (void)shapes(seed);
    const auto source = file.filename().string();
    const auto json = inOrder(file);
    NetworkSpec network;
    constexpr std::string_view start = "learned_arch_";
    if (json.is_object() && json.contains("arch") && json.contains("nas")) {
        const auto run = readPitRun(file);
        if (run.inputChannels && *run.inputChannels != seed.input.C)
            fail(source, "arch.args.input_size is " + std::to_string(*run.inputChannels) + ", but the seed " +
                             seed.name + " takes " + std::to_string(seed.input.C) +
                             " channels. Choose the seed that the file was made with.");
        if (const auto C = shapes(seed).back().C; run.outputs && *run.outputs != C)
            fail(source, "arch.args.output_size is " + std::to_string(*run.outputs) + ", but the seed " + seed.name +
                             " has " + std::to_string(C) + " outputs. Choose the seed that the file was made with.");
        network = expanded(seed, run.fieldExpansion);
    } else if (source.starts_with(start)) {
        const auto rest = source.substr(start.size()); // "dil_best.json"
        const auto line = rest.find('_');
        const auto kind = rest.substr(0, line);
        if (line == std::string::npos || (kind != "dil" && kind != "rf" && kind != "ch"))
            fail(source, "expected a file named learned_arch_dil_, learned_arch_rf_ or learned_arch_ch_ and a word, as "
                         "the published PIT code names them. Give it its old name.");
        network = applyLearned(seed, file, rest.substr(line + 1));
    } else if (json.is_object() && !json.empty() && std::ranges::all_of(json, [](const auto& each) {
                   return each.is_object() && each.contains("out_features");
               })) {
        network = applySummary(seed, json, source);
    } else {
        fail(source,
             "it is neither a configuration of the published PIT code (arch, nas), nor one of its "
             "learned_arch_ files, nor a summary of PLiNIO (out_features, kernel_size, dilation of each layer). "
             "A network of Pitlane is imported without this.");
    }
    if (const auto problems = validate(network); !problems.empty())
        fail(source, "the network that it makes of " + seed.name + " is not possible: node " + problems.front().node +
                         ": " + problems.front().sentence);
    return network;
}

} // namespace pitlane
