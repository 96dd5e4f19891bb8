// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/sweepoptions.h"

#include "core/session/costoptions.h"
#include "core/session/projectsession.h"
#include "core/study/method.h"
#include "core/study/snapshots.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>

namespace pitlane {

namespace {

std::vector<std::string> split(const std::string& text, char separator)
{
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, separator);)
        parts.push_back(part);
    return parts;
}

template <class Number> Number numberFromText(const std::string& text, const std::string& what)
{
    Number value{};
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end || text.empty())
        throw Error(what + ": expected a number, found \"" + text + "\".");
    return value;
}

template <class Number> std::string toText(Number value)
{
    if constexpr (std::is_floating_point_v<Number>)
        return numberToText(value);
    else
        return std::to_string(value);
}

/// An option for one number of the draft.
template <class Pick>
SweepOption number(std::string flag, std::string metavar, std::string group, std::string help, Pick pick)
{
    using Number = std::remove_reference_t<decltype(pick(std::declval<Draft&>()))>;
    return {.flag = flag,
            .metavar = std::move(metavar),
            .help = std::move(help),
            .group = std::move(group),
            .read = [pick](const Draft& draft) { return toText(pick(const_cast<Draft&>(draft))); },
            .write = [pick, flag](Draft& draft,
                                  const std::string& text) { pick(draft) = numberFromText<Number>(text, flag); }};
}

/// An option that takes on or off.
template <class Pick> SweepOption onOff(std::string flag, std::string group, std::string help, Pick pick)
{
    return {.flag = flag,
            .metavar = "on|off",
            .help = std::move(help),
            .group = std::move(group),
            .read = [pick](const Draft& draft) { return std::string(pick(const_cast<Draft&>(draft)) ? "on" : "off"); },
            .write =
                [pick, flag](Draft& draft, const std::string& text) {
                    if (text != "on" && text != "off")
                        throw Error(flag + ": expected on or off, found \"" + text + "\".");
                    pick(draft) = text == "on";
                }};
}

struct MaskSwitches
{
    bool channels = false;
    bool field = false;
    bool dilation = false;
};

std::string masksToText(const MaskSwitches& masks)
{
    std::string text;
    const auto add = [&](bool on, const char* name) {
        text += !on ? "" : (text.empty() ? "" : ",") + std::string(name);
    };
    add(masks.channels, "channels");
    add(masks.field, "field");
    add(masks.dilation, "dilation");
    return text.empty() ? "none" : text;
}

MaskSwitches masksFromText(const std::string& text, const std::string& what)
{
    MaskSwitches masks;
    if (text == "none")
        return masks;
    for (const auto& name : split(text, ',')) {
        if (name == "channels")
            masks.channels = true;
        else if (name == "field")
            masks.field = true;
        else if (name == "dilation")
            masks.dilation = true;
        else
            throw Error(what + ": expected channels, field, dilation or none, found \"" + name + "\".");
    }
    return masks;
}

/// "b0.conv0=channels,field:2": what is searched in this layer, and how many channels stay at least.
std::string layerToText(const LayerMaskChoice& layer)
{
    auto text = layer.layer + "=" + masksToText({layer.channels, layer.field, layer.dilation});
    if (layer.keepAtLeast != 1)
        text += ":" + std::to_string(layer.keepAtLeast);
    return text;
}

LayerMaskChoice layerFromText(const std::string& text)
{
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        throw Error("--layer: expected NAME=MASKS[:KEEP], found \"" + text + "\".");
    const auto colon = text.find(':', equals);
    const auto masks = masksFromText(text.substr(equals + 1, colon == std::string::npos ? colon : colon - equals - 1),
                                     "--layer " + text.substr(0, equals));
    LayerMaskChoice layer{
        .layer = text.substr(0, equals), .channels = masks.channels, .field = masks.field, .dilation = masks.dilation};
    if (colon != std::string::npos)
        layer.keepAtLeast = numberFromText<std::int64_t>(text.substr(colon + 1), "--layer " + layer.layer);
    return layer;
}

SweepOption methodOption()
{
    return {.flag = "--method",
            .metavar = "ID",
            .help = "how networks are found, see: pitlane-cli methods",
            .group = "Method",
            .read = [](const Draft& d) { return d.config.method; },
            .write =
                [](Draft& d, const std::string& text) {
                    const auto* method = methodNamed(text);
                    if (method == nullptr || method->kind != MethodKind::Search)
                        throw Error("--method: expected one of " + searchMethodIds() + ", found \"" + text + "\".");
                    d.config.method = text;
                }};
}

SweepOption costOption()
{
    return {.flag = "--cost",
            .metavar = "LIST",
            .help = "what the cost term of the loss counts: size (parameters), ops (multiply-accumulates), latency or "
                    "energy on a target, or several: latency,size:0.5",
            .group = "Cost",
            .read = [](const Draft& d) { return costsToText(d.config); },
            .write = [](Draft& d, const std::string& text) { setCostsFromText(d.config, text); }};
}

SweepOption targetOption()
{
    return {.flag = "--target",
            .metavar = "ID",
            .help = "where latency and energy count, see: pitlane-cli targets",
            .group = "Cost",
            .read = [](const Draft& d) { return targetToText(d.config); },
            .write = [](Draft& d, const std::string& text) { setTargetFromText(d.config, text); }};
}

SweepOption limitOption()
{
    return {.flag = "--limit",
            .metavar = "LIST",
            .help = "at most so much of a cost, whose strength then adapts during the search: 0.8ms, 50uJ, 10kB, "
                    "200kMACs or several of them; none",
            .group = "Cost",
            .read = [](const Draft& d) { return limitsToText(d.config); },
            .write = [](Draft& d, const std::string& text) { setLimitsFromText(d.config, text); }};
}

/// Written before the settings that it brings along, so that those can still be given.
SweepOption budgetsOption()
{
    return {.flag = "--budgets",
            .metavar = "LIST",
            .help =
                "one search, many sizes: the network is copied when it has become as small as each of these, in the "
                "unit of the first cost (12k,6k,800), and every copy is fine-tuned; brings one strength, --theta-lr "
                "0.01 and 20 epochs where nothing else is said; none: one network per strength",
            .group = "Cost",
            .read = [](const Draft& d) { return budgetsToText(d.config.budgets); },
            .write =
                [](Draft& d, const std::string& text) {
                    auto budgets = budgetsFromText(text);
                    if (!budgets.empty()) {
                        useSnapshots(d.config, std::move(budgets));
                    } else if (!d.config.budgets.empty()) {
                        useStrengths(d.config);
                        d.config.lambdas = defaultLambdas(d.config);
                    }
                }};
}

SweepOption lambdaOption()
{
    return {.flag = "--lambda",
            .metavar = "LO:HI:N",
            .help = "strengths: N from LO to HI with equal ratios, a list separated by commas, or auto[:N] for a range "
                    "that the trained seed suggests",
            .group = "Cost",
            .read = [](const Draft& d) { return lambdasToText(d.config.lambdas); },
            .write = [](Draft& d, const std::string& text) { d.config.lambdas = lambdasFromText(text); }};
}

SweepOption masksOption()
{
    return {.flag = "--masks",
            .metavar = "LIST",
            .help = "what is searched: channels,field,dilation or some of them, or a preset",
            .group = "Masks",
            .read =
                [](const Draft& d) {
                    return masksToText({d.config.masks.channels, d.config.masks.field, d.config.masks.dilation});
                },
            .write =
                [](Draft& d, const std::string& text) {
                    const auto& presets = maskPresets();
                    const auto preset = std::ranges::find(presets, text, &MaskPreset::id);
                    const auto masks = preset == presets.end()
                                           ? masksFromText(text, "--masks")
                                           : MaskSwitches{preset->channels, preset->field, preset->dilation};
                    d.config.masks.channels = masks.channels;
                    d.config.masks.field = masks.field;
                    d.config.masks.dilation = masks.dilation;
                }};
}

SweepOption layerOption()
{
    return {.flag = "--layer",
            .metavar = "NAME=MASKS[:KEEP]",
            .help = "an exception for one layer: what is searched in it, and how many channels stay at least; repeat",
            .group = "Masks",
            .repeats = true,
            .read =
                [](const Draft& d) {
                    std::string text;
                    for (const auto& layer : d.config.masks.layers)
                        text += (text.empty() ? "" : "\n") + layerToText(layer);
                    return text;
                },
            .write =
                [](Draft& d, const std::string& text) {
                    d.config.masks.layers.clear();
                    for (const auto& line : split(text, '\n'))
                        d.config.masks.layers.push_back(layerFromText(line));
                }};
}

std::vector<SweepOption> makeOptions()
{
    using D = Draft&;
    return {
        methodOption(),
        number("--morphnet-threshold", "SCALE", "Method", "MorphNet: channels whose batch-norm scale ends below it go",
               [](D d) -> double& { return d.config.morphNet.threshold; }),
        number("--fbnet-choices", "N", "Method", "FBNetV2: channel counts per layer, 0: every count",
               [](D d) -> int& { return d.config.fbNetV2.choices; }),
        number("--fbnet-temperature", "T", "Method", "FBNetV2: of the Gumbel-softmax at the start",
               [](D d) -> double& { return d.config.fbNetV2.temperatureStart; }),
        number("--fbnet-temperature-end", "T", "Method", "FBNetV2: and at the end of the search",
               [](D d) -> double& { return d.config.fbNetV2.temperatureEnd; }),
        number("--proxyless-paths", "N", "Method", "ProxylessNAS: choices per hyper-parameter, 0: 4, or 2 of each",
               [](D d) -> int& { return d.config.proxylessNas.paths; }),
        costOption(),
        targetOption(),
        limitOption(),
        budgetsOption(),
        lambdaOption(),
        number("--seed", "N", "Cost", "seed number: split, initial weights and data order",
               [](D d) -> std::uint64_t& { return d.config.seedNumber; }),
        number("--repeats", "N", "Cost", "seed numbers for each strength, counted up from --seed: mean and spread",
               [](D d) -> int& { return d.repeats; }),
        number("--validation", "SHARE", "Cost", "share of the train part that validates, at most 0.5",
               [](D d) -> double& { return d.config.data.pipeline.split.fraction; }),
        masksOption(),
        layerOption(),
        onOff("--strided", "Masks", "search field and dilation of layers with a stride, too",
              [](D d) -> bool& { return d.config.masks.strided; }),
        number("--granularity", "TAPS", "Masks", "taps per step of the receptive field",
               [](D d) -> std::int64_t& { return d.config.masks.granularity; }),
        number("--warmup-epochs", "N", "Warm-up", "at most", [](D d) -> int& { return d.config.warmup.epochs; }),
        number("--warmup-patience", "N", "Warm-up", "epochs without better validation loss before it ends",
               [](D d) -> int& { return d.config.warmup.patience; }),
        number("--warmup-lr", "RATE", "Warm-up", "learning rate", [](D d) -> double& { return d.config.warmup.lrW; }),
        number("--search-epochs", "N", "Search", "at most; grows to reach --search-steps",
               [](D d) -> int& { return d.config.search.maxEpochs; }),
        number("--search-min-epochs", "N", "Search", "patience counts from here on",
               [](D d) -> int& { return d.config.search.minEpochs; }),
        number("--search-steps", "N", "Search", "training steps at least",
               [](D d) -> int& { return d.config.search.minSteps; }),
        number("--search-patience", "N", "Search", "epochs without better validation loss before it ends",
               [](D d) -> int& { return d.config.search.patience; }),
        number("--search-lr", "RATE", "Search", "learning rate of the weights",
               [](D d) -> double& { return d.config.search.lrW; }),
        number("--theta-lr", "RATE", "Search", "learning rate of the masks",
               [](D d) -> double& { return d.config.search.lrTheta; }),
        onOff("--corner-stop", "Search", "end a search early whose strength is so far off that it finds nothing",
              [](D d) -> bool& { return d.config.stopCorners; }),
        number("--finetune-epochs", "N", "Fine-tune", "at most", [](D d) -> int& { return d.config.fineTune.epochs; }),
        number("--finetune-patience", "N", "Fine-tune", "0: the last epoch counts, else the best one",
               [](D d) -> int& { return d.config.fineTune.patience; }),
        number("--finetune-lr", "RATE", "Fine-tune", "learning rate at the start of the cosine",
               [](D d) -> double& { return d.config.fineTune.lrStart; }),
        number("--finetune-lr-end", "RATE", "Fine-tune", "learning rate at its end",
               [](D d) -> double& { return d.config.fineTune.lrEnd; }),
        number("--distillation", "SHARE", "Fine-tune", "share of the warm seed's soft outputs in the loss, 0 to 1",
               [](D d) -> double& { return d.config.fineTune.distillation; }),
        number("--temperature", "T", "Fine-tune", "of the soft outputs",
               [](D d) -> double& { return d.config.fineTune.temperature; }),
        onOff("--from-scratch", "Fine-tune", "draw new weights instead of keeping those of the search",
              [](D d) -> bool& { return d.config.fineTune.fromScratch; }),
        number("--batch", "N", "Training", "batch size", [](D d) -> int& { return d.config.batchSize; }),
        number("--clip", "NORM", "Training", "limit of the gradient norm, 0: off",
               [](D d) -> double& { return d.config.gradientClip; }),
        number("--weight-decay", "RATE", "Training", "on the weights",
               [](D d) -> double& { return d.config.weightDecay; }),
        onOff("--dropout", "Training", "dropout layers act during training",
              [](D d) -> bool& { return d.config.dropout; }),
        number("--workers", "N", "Machine", "worker processes, 0: one per core", [](D d) -> int& { return d.workers; }),
        number("--threads", "N", "Machine", "threads of one worker", [](D d) -> int& { return d.config.threads; }),
    };
}

} // namespace

const std::vector<SweepOption>& sweepOptions()
{
    static const auto options = makeOptions();
    return options;
}

std::string numberToText(double value)
{
    std::array<char, 40> general{};
    const auto end = std::to_chars(general.data(), general.data() + general.size(), value).ptr;
    std::string text(general.data(), end);
    // 1e-06 reads better without the zero
    if (const auto e = text.find("e-0"); e != std::string::npos)
        text.erase(e + 2, 1);
    return text;
}

std::string lambdasToText(const std::vector<double>& lambdas)
{
    if (lambdas.size() > 2) {
        const auto text =
            numberToText(lambdas.front()) + ":" + numberToText(lambdas.back()) + ":" + std::to_string(lambdas.size());
        if (logSpaced(lambdas.front(), lambdas.back(), static_cast<int>(lambdas.size())) == lambdas)
            return text;
    }
    std::string text;
    for (const auto lambda : lambdas)
        text += (text.empty() ? "" : ",") + numberToText(lambda);
    return text;
}

std::vector<double> lambdasFromText(const std::string& text)
{
    constexpr auto what = "--lambda";
    const auto range = split(text, ':');
    if (range.size() == 3) {
        const auto low = numberFromText<double>(range[0], what);
        const auto high = numberFromText<double>(range[1], what);
        const auto count = numberFromText<int>(range[2], what);
        if (!(low > 0) || !(high > 0) || count < 1 || count > 10000)
            throw Error("--lambda: \"" + text + "\" needs two strengths above 0 and a count from 1 to 10000.");
        return logSpaced(low, high, count);
    }
    if (range.size() != 1)
        throw Error("--lambda: expected LO:HI:N, auto, auto:N or a list like 1e-6,1e-5, found \"" + text + "\".");
    std::vector<double> lambdas;
    for (const auto& part : split(text, ','))
        lambdas.push_back(numberFromText<double>(part, what));
    return lambdas;
}

std::string budgetsToText(const std::vector<double>& budgets)
{
    std::string text;
    for (const auto budget : budgets)
        text += (text.empty() ? "" : ",") + numberToText(budget);
    return text;
}

std::vector<double> budgetsFromText(const std::string& text)
{
    std::vector<double> budgets;
    if (text == "none")
        return budgets;
    for (auto part : split(text, ',')) {
        const auto unit = part.empty() ? ' ' : part.back();
        const auto factor = unit == 'k' ? 1e3 : unit == 'M' ? 1e6 : 1;
        if (factor > 1)
            part.pop_back();
        budgets.push_back(factor * numberFromText<double>(part, "--budgets"));
    }
    if (budgets.empty())
        throw Error("--budgets: expected a list like 12k,6k,800, or none, found nothing.");
    std::ranges::sort(budgets, std::greater());
    const auto same = std::ranges::unique(budgets);
    budgets.erase(same.begin(), same.end());
    return budgets;
}

} // namespace pitlane
