// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/searchconfig.h"

#include "core/base/hash.h"
#include "core/study/method.h"
#include "core/study/names.h"
#include "core/study/snapshots.h"

#include <algorithm>
#include <cmath>

namespace pitlane {

using nlohmann::json;

namespace {

constexpr detail::Names<Regulariser, 2> regulariserNames{{
    {Regulariser::Size, "size"},
    {Regulariser::Ops, "ops"},
}};

json toJson(const MaskConfig& masks)
{
    auto layers = json::array();
    for (const auto& layer : masks.layers)
        layers.push_back({{"layer", layer.layer},
                          {"channels", layer.channels},
                          {"field", layer.field},
                          {"dilation", layer.dilation},
                          {"keepAtLeast", layer.keepAtLeast}});
    return {{"channels", masks.channels},
            {"field", masks.field},
            {"dilation", masks.dilation},
            {"strided", masks.strided},
            {"granularity", masks.granularity},
            {"layers", std::move(layers)}};
}

MaskConfig masksFromJson(const JsonReader& reader)
{
    MaskConfig masks;
    reader.read("channels", masks.channels);
    reader.read("field", masks.field);
    reader.read("dilation", masks.dilation);
    reader.read("strided", masks.strided);
    reader.read("granularity", masks.granularity);
    if (reader.has("layers")) {
        const auto layers = reader.at("layers");
        for (std::size_t i = 0; i < layers.size(); ++i) {
            const auto entry = layers.at(i);
            LayerMaskChoice layer;
            layer.layer = entry.at("layer").asString();
            entry.read("channels", layer.channels);
            entry.read("field", layer.field);
            entry.read("dilation", layer.dilation);
            entry.read("keepAtLeast", layer.keepAtLeast);
            masks.layers.push_back(std::move(layer));
        }
    }
    return masks;
}

json toJson(const WarmupPhase& phase)
{
    return {{"epochs", phase.epochs}, {"patience", phase.patience}, {"lrW", phase.lrW}};
}

json toJson(const SearchPhase& phase)
{
    return {{"minEpochs", phase.minEpochs}, {"maxEpochs", phase.maxEpochs}, {"minSteps", phase.minSteps},
            {"patience", phase.patience},   {"lrW", phase.lrW},             {"lrTheta", phase.lrTheta}};
}

json toJson(const FineTunePhase& phase)
{
    return {{"epochs", phase.epochs},       {"patience", phase.patience},         {"lrStart", phase.lrStart},
            {"lrEnd", phase.lrEnd},         {"distillation", phase.distillation}, {"temperature", phase.temperature},
            {"fromScratch", phase.fromScratch}};
}

/// What a warm-up depends on, as text.
json warmupIdentity(const SearchConfig& config)
{
    auto seed = toJson(config.seed);
    seed.erase("name");
    return {{"seed", std::move(seed)},
            {"data", contentHash(config.data)},
            {"seedNumber", config.seedNumber},
            {"warmup", toJson(config.warmup)},
            {"batchSize", config.batchSize},
            {"gradientClip", config.gradientClip},
            {"weightDecay", config.weightDecay},
            {"dropout", config.dropout},
            {"threads", config.threads},
            {"operators", config.operators}};
}

/// Collects problems; each check reads as the rule it states.
class Checker
{
public:
    void require(bool holds, std::string field, std::string sentence)
    {
        if (!holds)
            m_problems.push_back({std::move(field), std::move(sentence)});
    }

    void positive(double value, const std::string& field, const std::string& name)
    {
        require(std::isfinite(value) && value > 0, field, name + " must be a number above 0.");
    }

    void atLeast(std::int64_t value, std::int64_t least, const std::string& field, const std::string& name)
    {
        require(value >= least, field,
                name + " is " + std::to_string(value) + "; it must be at least " + std::to_string(least) + ".");
    }

    [[nodiscard]] std::vector<ConfigProblem> take() { return std::move(m_problems); }

private:
    std::vector<ConfigProblem> m_problems;
};

/// "costs[1].limit"
void checkCosts(Checker& check, const SearchConfig& config)
{
    for (std::size_t i = 0; i < config.costs.size(); ++i) {
        const auto& term = config.costs[i];
        const auto field = [&](const char* member) { return "costs[" + std::to_string(i) + "]." + member; };
        const auto name = "The cost \"" + std::string(nameOf(term.kind)) + "\"";
        check.positive(term.weight, field("weight"), "The weight of a cost");
        if (term.limit)
            check.positive(*term.limit, field("limit"), "The limit of a cost");
        if (!needsTarget(term.kind)) {
            check.require(!term.target, field("target"), name + " is the same on every target. Remove the target.");
        } else {
            try {
                static_cast<void>(makeCostModel(term));
            } catch (const TargetError& error) {
                check.require(false, field("target"), error.what());
            }
        }
        for (std::size_t j = 0; j < i; ++j)
            check.require(config.costs[j].kind != term.kind || config.costs[j].target != term.target, field("kind"),
                          name + " is there twice. Remove one of them.");
        for (const auto lambda : config.lambdas)
            check.require(!term.limit || lambda != 0, "lambdas",
                          "A limit needs a strength lambda above 0 to begin with.");
    }
}

void checkMethod(const SearchConfig& config, Checker& check)
{
    const auto* method = methodNamed(config.method);
    if (method == nullptr || method->kind != MethodKind::Search) {
        check.require(false, "method",
                      "The method \"" + config.method + "\" is not known to this version. Choose one of " +
                          searchMethodIds() + ".");
        return;
    }
    const auto& masks = config.masks;
    const auto can =
        method->channels && method->field && method->dilation ? "channels, field or dilation" : method->searches;
    check.require((masks.channels && method->channels) || (masks.field && method->field) ||
                      (masks.dilation && method->dilation),
                  "masks", "Nothing is searched: " + method->title + " searches " + can + ". Switch that on.");
    check.positive(config.morphNet.threshold, "morphnet.threshold", "The threshold of MorphNet");
    const auto inRange = [&](int value, const std::string& field, const std::string& name) {
        check.require(value == 0 || (value >= 2 && value <= 64), field,
                      name + " is " + std::to_string(value) + "; it must be 0 or a number from 2 to 64.");
    };
    inRange(config.fbNetV2.choices, "fbnetv2.choices", "The number of channel counts");
    check.positive(config.fbNetV2.temperatureStart, "fbnetv2.temperatureStart", "The first temperature of FBNetV2");
    check.positive(config.fbNetV2.temperatureEnd, "fbnetv2.temperatureEnd", "The last temperature of FBNetV2");
    inRange(config.proxylessNas.paths, "proxylessnas.paths", "The number of paths");
}

} // namespace

LayerMaskChoice MaskConfig::choiceFor(std::string_view layer) const
{
    LayerMaskChoice choice{.layer = std::string(layer)};
    const auto exception = std::ranges::find(layers, layer, &LayerMaskChoice::layer);
    if (exception != layers.end())
        choice = *exception;
    choice.channels = choice.channels && channels;
    choice.field = choice.field && field;
    choice.dilation = choice.dilation && dilation;
    return choice;
}

std::vector<CostTerm> costTerms(const SearchConfig& config)
{
    if (!config.costs.empty())
        return config.costs;
    return {{.kind = config.regulariser == Regulariser::Size ? CostKind::Size : CostKind::Ops}};
}

void setCostTerms(SearchConfig& config, std::vector<CostTerm> terms)
{
    if (terms.empty())
        terms.emplace_back();
    const auto& first = terms.front();
    config.regulariser = first.kind == CostKind::Ops ? Regulariser::Ops : Regulariser::Size;
    const bool isPlain = terms.size() == 1 && !needsTarget(first.kind) && !first.target && !first.limit;
    config.costs = isPlain ? std::vector<CostTerm>() : std::move(terms);
}

std::vector<ConfigProblem> validate(const SearchConfig& config)
{
    Checker check;
    checkMethod(config, check);
    for (const auto& problem : validate(config.seed))
        check.require(false, "seed",
                      "Seed" + (problem.node.empty() ? "" : ", layer " + problem.node) + ": " + problem.sentence);
    if (config.handTuned)
        for (const auto& problem : validate(*config.handTuned))
            check.require(false, "handTuned",
                          "Hand-tuned network" + (problem.node.empty() ? "" : ", layer " + problem.node) + ": " +
                              problem.sentence);
    check.require(!config.lambdas.empty(), "lambdas", "There is no strength lambda. Give at least one value.");
    for (const auto lambda : config.lambdas)
        check.require(std::isfinite(lambda) && lambda >= 0, "lambdas",
                      "A strength lambda must be a number of at least 0.");
    checkCosts(check, config);
    check.require(config.costs.empty() || (config.method == "pit-tc23" && !config.operators), "costs",
                  "Latency, energy, limits and several costs are for PIT as in TC'23 on the fast path. Choose it, or size "
                  "or MACs alone.");
    for (auto& problem : budgetProblems(config))
        check.require(false, "budgets", std::move(problem));
    check.atLeast(config.masks.granularity, 1, "masks.granularity", "The granularity of the field");
    for (const auto& layer : config.masks.layers) {
        const auto node = config.seed.indexOf(layer.layer);
        check.require(node >= 0, "masks.layers",
                      "The seed has no layer \"" + layer.layer + "\". Remove it from the mask choices.");
        check.atLeast(layer.keepAtLeast, 1, "masks.layers", "Keep at least of layer " + layer.layer);
    }
    for (auto& problem : validate(config.data.pipeline))
        check.require(false, "data.pipeline." + problem.field, std::move(problem.sentence));
    check.atLeast(config.warmup.epochs, 1, "warmup.epochs", "Warm-up epochs");
    check.atLeast(config.warmup.patience, 1, "warmup.patience", "Warm-up patience");
    check.positive(config.warmup.lrW, "warmup.lrW", "The warm-up learning rate");
    check.atLeast(config.search.minEpochs, 1, "search.minEpochs", "Least search epochs");
    check.require(config.search.maxEpochs >= config.search.minEpochs, "search.maxEpochs",
                  "Most search epochs must not be below the least, " + std::to_string(config.search.minEpochs) + ".");
    check.atLeast(config.search.minSteps, 0, "search.minSteps", "Least search steps");
    check.atLeast(config.search.patience, 1, "search.patience", "Search patience");
    check.positive(config.search.lrW, "search.lrW", "The search learning rate of the weights");
    check.positive(config.search.lrTheta, "search.lrTheta", "The search learning rate of theta");
    check.atLeast(config.fineTune.epochs, 0, "fineTune.epochs", "Fine-tune epochs");
    check.atLeast(config.fineTune.patience, 0, "fineTune.patience", "Fine-tune patience");
    check.positive(config.fineTune.lrStart, "fineTune.lrStart", "The fine-tune learning rate");
    check.positive(config.fineTune.lrEnd, "fineTune.lrEnd", "The last fine-tune learning rate");
    check.require(config.fineTune.distillation >= 0 && config.fineTune.distillation <= 1, "fineTune.distillation",
                  "The share of distillation must lie between 0 and 1.");
    check.positive(config.fineTune.temperature, "fineTune.temperature", "The temperature of distillation");
    check.atLeast(config.batchSize, 2, "batchSize", "The batch size");
    check.require(std::isfinite(config.gradientClip) && config.gradientClip >= 0, "gradientClip",
                  "The gradient clip must be at least 0 (0 switches it off).");
    check.require(std::isfinite(config.weightDecay) && config.weightDecay >= 0, "weightDecay",
                  "Weight decay must be at least 0.");
    check.atLeast(config.threads, 1, "threads", "Threads of a worker");
    return check.take();
}

json toJson(const SearchConfig& config)
{
    json result{{"schema", SearchConfig::schemaVersion},
            {"method", config.method},
            {"morphnet", {{"threshold", config.morphNet.threshold}}},
            {"fbnetv2",
             {{"choices", config.fbNetV2.choices},
              {"temperatureStart", config.fbNetV2.temperatureStart},
              {"temperatureEnd", config.fbNetV2.temperatureEnd}}},
            {"proxylessnas", {{"paths", config.proxylessNas.paths}}},
            {"seed", toJson(config.seed)},
            {"handTuned", config.handTuned ? toJson(*config.handTuned) : json()},
            {"data", toJson(config.data)},
            {"seedNumber", config.seedNumber},
            {"masks", toJson(config.masks)},
            {"regulariser", detail::nameOf(regulariserNames, config.regulariser)},
            {"lambdas", config.lambdas},
            {"warmup", toJson(config.warmup)},
            {"search", toJson(config.search)},
            {"fineTune", toJson(config.fineTune)},
            {"stopCorners", config.stopCorners},
            {"batchSize", config.batchSize},
            {"gradientClip", config.gradientClip},
            {"weightDecay", config.weightDecay},
            {"dropout", config.dropout},
            {"threads", config.threads},
            {"operators", config.operators}};
    if (!config.costs.empty()) {
        auto costs = json::array();
        for (const auto& term : config.costs)
            costs.push_back(toJson(term));
        result["costs"] = std::move(costs);
    }
    if (!config.budgets.empty())
        result["budgets"] = config.budgets;
    return result;
}

SearchConfig searchConfigFromJson(const json& value, const std::string& documentName)
{
    const JsonReader reader(value, documentName);
    SearchConfig config;
    if (const auto schema = reader.at("schema"); schema.asInt() > SearchConfig::schemaVersion)
        schema.fail("this configuration was written by a newer Pitlane. Update Pitlane to read it.");
    reader.read("method", config.method);
    if (reader.has("morphnet"))
        reader.at("morphnet").read("threshold", config.morphNet.threshold);
    if (reader.has("fbnetv2")) {
        const auto settings = reader.at("fbnetv2");
        settings.read("choices", config.fbNetV2.choices);
        settings.read("temperatureStart", config.fbNetV2.temperatureStart);
        settings.read("temperatureEnd", config.fbNetV2.temperatureEnd);
    }
    if (reader.has("proxylessnas"))
        reader.at("proxylessnas").read("paths", config.proxylessNas.paths);
    config.seed = networkFromJson(reader.at("seed").value(), documentName + ": seed");
    if (reader.has("handTuned") && !reader.at("handTuned").value().is_null())
        config.handTuned = networkFromJson(reader.at("handTuned").value(), documentName + ": handTuned");
    config.data = dataSourceFromJson(reader.at("data").value(), documentName + ": data");
    reader.read("validationFraction", config.data.pipeline.split.fraction); // version 0.1.0 kept it here
    reader.read("seedNumber", config.seedNumber);
    if (reader.has("masks"))
        config.masks = masksFromJson(reader.at("masks"));
    detail::readEnum(reader, "regulariser", regulariserNames, config.regulariser);
    if (reader.has("costs")) {
        const auto costs = reader.at("costs");
        std::vector<CostTerm> terms;
        for (std::size_t i = 0; i < costs.size(); ++i)
            terms.push_back(
                costTermFromJson(costs.at(i).value(), documentName + ": costs[" + std::to_string(i) + "]"));
        if (!terms.empty())
            setCostTerms(config, std::move(terms));
    }
    if (reader.has("lambdas")) {
        const auto lambdas = reader.at("lambdas");
        for (std::size_t i = 0; i < lambdas.size(); ++i)
            config.lambdas.push_back(lambdas.at(i).asDouble());
    }
    if (reader.has("budgets")) {
        const auto budgets = reader.at("budgets");
        for (std::size_t i = 0; i < budgets.size(); ++i)
            config.budgets.push_back(budgets.at(i).asDouble());
    }
    if (reader.has("warmup")) {
        const auto phase = reader.at("warmup");
        phase.read("epochs", config.warmup.epochs);
        phase.read("patience", config.warmup.patience);
        phase.read("lrW", config.warmup.lrW);
    }
    if (reader.has("search")) {
        const auto phase = reader.at("search");
        phase.read("minEpochs", config.search.minEpochs);
        phase.read("maxEpochs", config.search.maxEpochs);
        phase.read("minSteps", config.search.minSteps);
        phase.read("patience", config.search.patience);
        phase.read("lrW", config.search.lrW);
        phase.read("lrTheta", config.search.lrTheta);
    }
    if (reader.has("fineTune")) {
        const auto phase = reader.at("fineTune");
        phase.read("epochs", config.fineTune.epochs);
        phase.read("patience", config.fineTune.patience);
        phase.read("lrStart", config.fineTune.lrStart);
        phase.read("lrEnd", config.fineTune.lrEnd);
        phase.read("distillation", config.fineTune.distillation);
        phase.read("temperature", config.fineTune.temperature);
        phase.read("fromScratch", config.fineTune.fromScratch);
    }
    reader.read("stopCorners", config.stopCorners);
    reader.read("batchSize", config.batchSize);
    reader.read("gradientClip", config.gradientClip);
    reader.read("weightDecay", config.weightDecay);
    reader.read("dropout", config.dropout);
    reader.read("threads", config.threads);
    reader.read("operators", config.operators);
    return config;
}

std::string warmupHash(const SearchConfig& config)
{
    return sha256(warmupIdentity(config).dump()).substr(0, 16);
}

std::vector<double> logSpaced(double first, double last, int count)
{
    std::vector<double> values;
    const auto a = std::log(first);
    const auto b = std::log(last);
    for (int i = 0; i < count; ++i) {
        // Two significant digits: values that a person can read and type again.
        const auto exact = count == 1 ? first : std::exp(a + (b - a) * i / (count - 1));
        const auto scale = std::pow(10.0, std::floor(std::log10(exact)) - 1);
        values.push_back(std::stod(std::to_string(std::llround(exact / scale)) + "e" +
                                   std::to_string(static_cast<int>(std::floor(std::log10(exact))) - 1)));
    }
    return values;
}

} // namespace pitlane
