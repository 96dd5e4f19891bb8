// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/pipeline.h"

#include "core/base/jsonreader.h"
#include "core/data/names.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace pitlane {

using nlohmann::json;

namespace {

constexpr NameTable<Task, 3> tasks{
    {{Task::Classification, "classification"}, {Task::Regression, "regression"}, {Task::NextStep, "next-step"}}};
constexpr NameTable<Layout, 3> layouts{
    {{Layout::Series, "series"}, {Layout::Recordings, "recordings"}, {Layout::Sequences, "sequences"}}};
constexpr NameTable<LabelRole::From, 3> labelFroms{
    {{LabelRole::From::Nothing, "nothing"}, {LabelRole::From::Array, "array"}, {LabelRole::From::File, "file"}}};
constexpr NameTable<LabelRole::Per, 3> labelPers{
    {{LabelRole::Per::Series, "series"}, {LabelRole::Per::Sample, "sample"}, {LabelRole::Per::Window, "window"}}};
constexpr NameTable<LabelRole::Reduce, 3> reductions{
    {{LabelRole::Reduce::Majority, "majority"}, {LabelRole::Reduce::Last, "last"}, {LabelRole::Reduce::Mean, "mean"}}};
constexpr NameTable<FilterStep::Kind, 6> filterKinds{{{FilterStep::Kind::RemoveMean, "remove-mean"},
                                                      {FilterStep::Kind::Detrend, "detrend"},
                                                      {FilterStep::Kind::Rectify, "rectify"},
                                                      {FilterStep::Kind::LowPass, "low-pass"},
                                                      {FilterStep::Kind::HighPass, "high-pass"},
                                                      {FilterStep::Kind::BandPass, "band-pass"}}};
constexpr NameTable<FrontEnd::Kind, 3> frontEnds{
    {{FrontEnd::Kind::None, "none"}, {FrontEnd::Kind::LogMel, "log-mel"}, {FrontEnd::Kind::Mfcc, "mfcc"}}};
constexpr NameTable<ScalingRule::Kind, 4> scalings{{{ScalingRule::Kind::None, "none"},
                                                    {ScalingRule::Kind::MinMax, "min-max"},
                                                    {ScalingRule::Kind::ZScore, "z-score"},
                                                    {ScalingRule::Kind::Robust, "robust"}}};
constexpr NameTable<Augmentation::Kind, 6> augmentations{{{Augmentation::Kind::Jitter, "jitter"},
                                                          {Augmentation::Kind::Scaling, "scaling"},
                                                          {Augmentation::Kind::MagnitudeWarp, "magnitude-warp"},
                                                          {Augmentation::Kind::TimeWarp, "time-warp"},
                                                          {Augmentation::Kind::TimeShift, "time-shift"},
                                                          {Augmentation::Kind::Noise, "noise"}}};
constexpr NameTable<ClassWeights, 2> weightings{{{ClassWeights::None, "none"}, {ClassWeights::Balanced, "balanced"}}};
constexpr NameTable<SplitRule::Kind, 7> splitKinds{{{SplitRule::Kind::Stratified, "stratified"},
                                                    {SplitRule::Kind::Random, "random"},
                                                    {SplitRule::Kind::Groups, "groups"},
                                                    {SplitRule::Kind::LeaveOneOut, "leave-one-out"},
                                                    {SplitRule::Kind::PpgDalia, "ppg-dalia"},
                                                    {SplitRule::Kind::Listed, "listed"},
                                                    {SplitRule::Kind::Repetitions, "repetitions"}}};
constexpr NameTable<TableOptions::Header, 3> headers{
    {{TableOptions::Header::Auto, "auto"}, {TableOptions::Header::Yes, "yes"}, {TableOptions::Header::No, "no"}}};
constexpr std::array formats{FileFormat::UcrTsv, FileFormat::UcrTxt, FileFormat::Ts,    FileFormat::Arff,
                             FileFormat::Csv,    FileFormat::Npy,    FileFormat::Npz,   FileFormat::Mat,
                             FileFormat::Hdf5,   FileFormat::Edf,    FileFormat::Audio, FileFormat::DaliaPickle};

/// A misspelt setting must not be lost.
void requireOnly(const JsonReader& reader, std::initializer_list<std::string_view> known)
{
    if (!reader.value().is_object())
        reader.fail("expected an object.");
    for (const auto& [field, value] : reader.value().items())
        if (std::ranges::find(known, std::string_view(field)) == known.end())
            reader.at(field).fail("a pipeline has no such setting here.");
}

template <typename T, typename Read>
std::vector<T> readList(const JsonReader& reader, std::string_view field, Read read)
{
    std::vector<T> list;
    if (!reader.has(field))
        return list;
    const auto member = reader.at(field);
    for (std::size_t i = 0; i < member.size(); ++i)
        list.push_back(read(member.at(i)));
    return list;
}

std::vector<std::string> readTexts(const JsonReader& reader, std::string_view field)
{
    return readList<std::string>(reader, field, [](const JsonReader& item) { return item.asString(); });
}

std::vector<std::int64_t> readNumbers(const JsonReader& reader, std::string_view field)
{
    return readList<std::int64_t>(reader, field, [](const JsonReader& item) { return item.asInt(); });
}

std::optional<double> readRate(const JsonReader& reader, std::string_view field)
{
    if (!reader.has(field))
        return std::nullopt;
    const double rate = reader.at(field).asDouble();
    if (!std::isfinite(rate) || rate <= 0)
        reader.at(field).fail("expected a rate above 0 Hz.");
    return rate;
}

/// One character, or 0 for "auto".
char readSign(const JsonReader& reader, std::string_view field)
{
    if (!reader.has(field))
        return 0;
    const auto text = reader.at(field).asString();
    if (text == "auto")
        return 0;
    if (text.size() != 1)
        reader.at(field).fail("found \"" + text + "\", expected one character or \"auto\".");
    return text.front();
}

std::string signText(char sign)
{
    return sign == 0 ? std::string("auto") : std::string(1, sign);
}

QualityMeasure measureFrom(const JsonReader& reader)
{
    try {
        return measureFromId(reader.asString());
    } catch (const JsonError& error) {
        reader.fail(error.what());
    }
}

json toJson(const ReadOptions& read)
{
    json document{{"header", nameIn(headers, read.table.header)},
                  {"separator", signText(read.table.separator)},
                  {"decimal", signText(read.table.decimal)},
                  {"skipLines", read.table.skipLines}};
    if (read.format)
        document["format"] = idOf(*read.format);
    return document;
}

ReadOptions readOptionsFromJson(const JsonReader& reader)
{
    requireOnly(reader, {"header", "separator", "decimal", "skipLines", "format"});
    ReadOptions read;
    readName(headers, reader, "header", read.table.header);
    read.table.separator = readSign(reader, "separator");
    read.table.decimal = readSign(reader, "decimal");
    reader.read("skipLines", read.table.skipLines);
    if (reader.has("format")) {
        const auto id = reader.at("format").asString();
        const auto* found = std::ranges::find(formats, std::string_view(id), [](FileFormat f) { return idOf(f); });
        if (found == formats.end())
            reader.at("format").fail("there is no format \"" + id + "\".");
        read.format = *found;
    }
    return read;
}

json toJson(const ChannelRole& channel)
{
    json document{{"array", channel.array}, {"index", channel.index}, {"name", channel.name}};
    if (channel.sampleRateHz)
        document["sampleRateHz"] = *channel.sampleRateHz;
    return document;
}

ChannelRole channelFromJson(const JsonReader& reader)
{
    requireOnly(reader, {"array", "index", "name", "sampleRateHz"});
    ChannelRole channel;
    channel.array = reader.at("array").asString();
    reader.read("index", channel.index);
    reader.read("name", channel.name);
    channel.sampleRateHz = readRate(reader, "sampleRateHz");
    return channel;
}

json toJson(const LabelRole& label)
{
    return {{"from", nameIn(labelFroms, label.from)},
            {"array", label.array},
            {"per", nameIn(labelPers, label.per)},
            {"reduce", nameIn(reductions, label.reduce)},
            {"purity", label.purity},
            {"leaveOut", label.leaveOut},
            {"titles", label.titles},
            {"unit", label.unit}};
}

LabelRole labelFromJson(const JsonReader& reader)
{
    requireOnly(reader, {"from", "array", "per", "reduce", "purity", "leaveOut", "titles", "unit"});
    LabelRole label;
    readName(labelFroms, reader, "from", label.from);
    reader.read("array", label.array);
    readName(labelPers, reader, "per", label.per);
    readName(reductions, reader, "reduce", label.reduce);
    reader.read("purity", label.purity);
    label.leaveOut = readTexts(reader, "leaveOut");
    if (reader.has("titles")) {
        const auto titles = reader.at("titles");
        for (const auto& [name, title] : titles.value().items())
            label.titles[name] = titles.at(name).asString();
    }
    reader.read("unit", label.unit);
    return label;
}

json toJson(const FilterStep& step)
{
    return {{"kind", nameIn(filterKinds, step.kind)},
            {"order", step.order},
            {"lowHz", step.lowHz},
            {"highHz", step.highHz},
            {"zeroPhase", step.zeroPhase},
            {"channels", step.channels}};
}

FilterStep filterFromJson(const JsonReader& reader)
{
    requireOnly(reader, {"kind", "order", "lowHz", "highHz", "zeroPhase", "channels"});
    FilterStep step;
    readName(filterKinds, reader, "kind", step.kind);
    reader.read("order", step.order);
    reader.read("lowHz", step.lowHz);
    reader.read("highHz", step.highHz);
    reader.read("zeroPhase", step.zeroPhase);
    step.channels = readTexts(reader, "channels");
    return step;
}

json toJson(const WindowRule& window)
{
    return {{"whole", window.whole},
            {"length", window.length},
            {"hop", window.hop},
            {"unit", window.inSeconds ? "s" : "samples"},
            {"runs", window.runs}};
}

WindowRule windowFromJson(const JsonReader& reader)
{
    requireOnly(reader, {"whole", "length", "hop", "unit", "runs"});
    constexpr NameTable<bool, 2> units{{{true, "s"}, {false, "samples"}}};
    WindowRule window;
    reader.read("whole", window.whole);
    reader.read("length", window.length);
    reader.read("hop", window.hop);
    readName(units, reader, "unit", window.inSeconds);
    reader.read("runs", window.runs);
    return window;
}

json toJson(const FrontEnd& front)
{
    return {{"kind", nameIn(frontEnds, front.kind)},
            {"frameSeconds", front.frameSeconds},
            {"hopSeconds", front.hopSeconds},
            {"fftLength", front.fftLength},
            {"melBands", front.melBands},
            {"lowHz", front.lowHz},
            {"highHz", front.highHz},
            {"logOffset", front.logOffset},
            {"coefficients", front.coefficients}};
}

FrontEnd frontEndFromJson(const JsonReader& reader)
{
    requireOnly(reader, {"kind", "frameSeconds", "hopSeconds", "fftLength", "melBands", "lowHz", "highHz", "logOffset",
                         "coefficients"});
    FrontEnd front;
    readName(frontEnds, reader, "kind", front.kind);
    reader.read("frameSeconds", front.frameSeconds);
    reader.read("hopSeconds", front.hopSeconds);
    reader.read("fftLength", front.fftLength);
    reader.read("melBands", front.melBands);
    reader.read("lowHz", front.lowHz);
    reader.read("highHz", front.highHz);
    reader.read("logOffset", front.logOffset);
    reader.read("coefficients", front.coefficients);
    return front;
}

json toJson(const Augmentation& step)
{
    return {{"kind", nameIn(augmentations, step.kind)},
            {"amount", step.amount},
            {"amountHigh", step.amountHigh},
            {"probability", step.probability}};
}

Augmentation augmentationFromJson(const JsonReader& reader)
{
    requireOnly(reader, {"kind", "amount", "amountHigh", "probability"});
    Augmentation step;
    readName(augmentations, reader, "kind", step.kind);
    reader.read("amount", step.amount);
    step.amountHigh = step.amount;
    reader.read("amountHigh", step.amountHigh);
    reader.read("probability", step.probability);
    return step;
}

json toJson(const SplitRule& split)
{
    return {{"kind", nameIn(splitKinds, split.kind)},
            {"fraction", split.fraction},
            {"folds", split.folds},
            {"fold", split.fold},
            {"turn", split.turn},
            {"validation", split.validation},
            {"test", split.test},
            {"testRepetitions", split.testRepetitions},
            {"validationRepetitions", split.validationRepetitions},
            {"allowOverlap", split.allowOverlap}};
}

SplitRule splitFromJson(const JsonReader& reader)
{
    requireOnly(reader, {"kind", "fraction", "folds", "fold", "turn", "validation", "test", "testRepetitions",
                         "validationRepetitions", "allowOverlap"});
    SplitRule split;
    readName(splitKinds, reader, "kind", split.kind);
    reader.read("fraction", split.fraction);
    reader.read("folds", split.folds);
    reader.read("fold", split.fold);
    reader.read("turn", split.turn);
    split.validation = readTexts(reader, "validation");
    split.test = readTexts(reader, "test");
    split.testRepetitions = readNumbers(reader, "testRepetitions");
    split.validationRepetitions = readNumbers(reader, "validationRepetitions");
    reader.read("allowOverlap", split.allowOverlap);
    return split;
}

json toJson(const PartArrays& arrays)
{
    return {{"values", arrays.values}, {"label", arrays.label}};
}

PartArrays partArraysFromJson(const JsonReader& reader)
{
    requireOnly(reader, {"values", "label"});
    PartArrays arrays;
    reader.read("values", arrays.values);
    reader.read("label", arrays.label);
    return arrays;
}

template <typename T> json listOf(const std::vector<T>& items)
{
    auto list = json::array();
    for (const auto& item : items)
        list.push_back(toJson(item));
    return list;
}

} // namespace

json toJson(const Pipeline& pipeline)
{
    json document{
        {"schema", Pipeline::schemaVersion},
        {"task", nameIn(tasks, pipeline.task)},
        {"read", toJson(pipeline.read)},
        {"layout", nameIn(layouts, pipeline.layout)},
        {"channels", listOf(pipeline.channels)},
        {"values", pipeline.values},
        {"validationArrays", toJson(pipeline.validationArrays)},
        {"testArrays", toJson(pipeline.testArrays)},
        {"firstColumn", pipeline.firstColumn},
        {"lastColumn", pipeline.lastColumn},
        {"label", toJson(pipeline.label)},
        {"groupArray", pipeline.groupArray},
        {"repetitionArray", pipeline.repetitionArray},
        {"timeArray", pipeline.timeArray},
        {"timeUnitSeconds", pipeline.timeUnitSeconds},
        {"filters", listOf(pipeline.filters)},
        {"window", toJson(pipeline.window)},
        {"frontEnd", toJson(pipeline.frontEnd)},
        {"scaling", {{"kind", nameIn(scalings, pipeline.scaling.kind)}, {"perChannel", pipeline.scaling.perChannel}}},
        {"augmentations", listOf(pipeline.augmentations)},
        {"classWeights", nameIn(weightings, pipeline.classWeights)},
        {"measure", idOf(pipeline.measure)},
        {"split", toJson(pipeline.split)}};
    if (pipeline.sampleRateHz)
        document["sampleRateHz"] = *pipeline.sampleRateHz;
    return document;
}

Pipeline pipelineFromJson(const json& document, const std::string& documentName)
{
    const JsonReader reader(document, documentName);
    requireOnly(reader,
                {"schema",       "task",       "read",   "layout",          "channels",         "values",
                 "firstColumn",  "lastColumn", "label",  "groupArray",      "timeArray",        "timeUnitSeconds",
                 "sampleRateHz", "filters",    "window", "frontEnd",        "scaling",          "augmentations",
                 "classWeights", "measure",    "split",  "repetitionArray", "validationArrays", "testArrays"});
    if (reader.has("schema") && reader.at("schema").asInt() > Pipeline::schemaVersion)
        reader.at("schema").fail("this was written by a newer Pitlane. Update Pitlane to read it.");
    Pipeline pipeline;
    readName(tasks, reader, "task", pipeline.task);
    if (reader.has("read"))
        pipeline.read = readOptionsFromJson(reader.at("read"));
    readName(layouts, reader, "layout", pipeline.layout);
    pipeline.channels = readList<ChannelRole>(reader, "channels", channelFromJson);
    reader.read("values", pipeline.values);
    if (reader.has("validationArrays"))
        pipeline.validationArrays = partArraysFromJson(reader.at("validationArrays"));
    if (reader.has("testArrays"))
        pipeline.testArrays = partArraysFromJson(reader.at("testArrays"));
    reader.read("firstColumn", pipeline.firstColumn);
    reader.read("lastColumn", pipeline.lastColumn);
    if (reader.has("label"))
        pipeline.label = labelFromJson(reader.at("label"));
    reader.read("groupArray", pipeline.groupArray);
    reader.read("repetitionArray", pipeline.repetitionArray);
    reader.read("timeArray", pipeline.timeArray);
    reader.read("timeUnitSeconds", pipeline.timeUnitSeconds);
    pipeline.sampleRateHz = readRate(reader, "sampleRateHz");
    pipeline.filters = readList<FilterStep>(reader, "filters", filterFromJson);
    if (reader.has("window"))
        pipeline.window = windowFromJson(reader.at("window"));
    if (reader.has("frontEnd"))
        pipeline.frontEnd = frontEndFromJson(reader.at("frontEnd"));
    if (reader.has("scaling")) {
        const auto scaling = reader.at("scaling");
        requireOnly(scaling, {"kind", "perChannel"});
        readName(scalings, scaling, "kind", pipeline.scaling.kind);
        scaling.read("perChannel", pipeline.scaling.perChannel);
    }
    pipeline.augmentations = readList<Augmentation>(reader, "augmentations", augmentationFromJson);
    readName(weightings, reader, "classWeights", pipeline.classWeights);
    pipeline.measure = measuresFor(pipeline.task).front();
    if (reader.has("measure"))
        pipeline.measure = measureFrom(reader.at("measure"));
    if (reader.has("split"))
        pipeline.split = splitFromJson(reader.at("split"));
    return pipeline;
}

} // namespace pitlane
