// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/pipeline.h"
#include "tests/data/testdata.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace pitlane;
using namespace pitlane::test;

namespace {

/// A pipeline in which nothing has its default.
Pipeline everything()
{
    Pipeline p;
    p.task = Task::Regression;
    p.read = {.format = FileFormat::Csv,
              .table = {.header = TableOptions::Header::No, .separator = ';', .decimal = ',', .skipLines = 2}};
    p.layout = Layout::Recordings;
    p.channels = {{.array = "sig", .index = 3, .name = "ACC x", .sampleRateHz = 125}, {.array = "ppg"}};
    p.values = "X";
    p.validationArrays = {.values = "Xv", .label = "yv"};
    p.testArrays = {.values = "Xt", .label = "yt"};
    p.firstColumn = "a";
    p.lastColumn = "b";
    p.label = {.from = LabelRole::From::Array,
               .array = "bpm",
               .per = LabelRole::Per::Sample,
               .reduce = LabelRole::Reduce::Mean,
               .purity = 0.5,
               .leaveOut = {"0"},
               .titles = {{"1", "rest"}},
               .unit = "bpm"};
    p.groupArray = "subject";
    p.repetitionArray = "rep";
    p.timeArray = "t";
    p.timeUnitSeconds = 0.001;
    p.sampleRateHz = 32;
    p.filters = {{.kind = FilterStep::Kind::BandPass,
                  .order = 4,
                  .lowHz = 0.4,
                  .highHz = 4,
                  .zeroPhase = false,
                  .channels = {"ppg"}}};
    p.window = {.whole = false, .length = 8, .hop = 2, .inSeconds = false, .runs = true};
    p.frontEnd = {.kind = FrontEnd::Kind::LogMel,
                  .frameSeconds = 0.02,
                  .hopSeconds = 0.005,
                  .fftLength = 256,
                  .melBands = 20,
                  .lowHz = 10,
                  .highHz = 12,
                  .logOffset = 1e-3,
                  .coefficients = 10};
    p.scaling = {.kind = ScalingRule::Kind::Robust, .perChannel = true};
    p.augmentations = {{.kind = Augmentation::Kind::Noise, .amount = 5, .amountHigh = 20, .probability = 0.5}};
    p.classWeights = ClassWeights::Balanced;
    p.measure = QualityMeasure::Mae;
    p.split = {.kind = SplitRule::Kind::PpgDalia,
               .fraction = 0.25,
               .folds = 4,
               .fold = 1,
               .turn = 2,
               .validation = {"S1"},
               .test = {"S2"},
               .testRepetitions = {2},
               .validationRepetitions = {3},
               .allowOverlap = true};
    return p;
}

/// A recording pipeline without a problem.
Pipeline good()
{
    Pipeline p;
    p.layout = Layout::Recordings;
    p.channels = {{.array = "x"}};
    p.label.array = "class";
    p.label.per = LabelRole::Per::Sample;
    p.sampleRateHz = 100;
    p.window = {.whole = false, .length = 1};
    return p;
}

} // namespace

class TestPipeline : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void jsonKeepsEverything()
    {
        const auto pipeline = everything();
        const auto text = toJson(pipeline).dump();
        QCOMPARE(pipelineFromJson(nlohmann::json::parse(text), "p"), pipeline);
        QCOMPARE(pipelineFromJson(toJson(Pipeline{}), "p"), Pipeline{});
        QCOMPARE(pipelineFromJson(nlohmann::json::object(), "p"), Pipeline{});
    }

    void jsonErrorsNameThePlace_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, const char* text, const char* message) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(message);
        };
        row("misspelt", R"({"filter": []})", "p.json: filter: a pipeline has no such setting here.");
        row("misspelt inside", R"({"window": {"lenght": 3}})", "p.json: window.lenght:");
        row("unknown kind", R"({"filters": [{"kind": "notch"}]})",
            "p.json: filters[0].kind: found \"notch\", expected");
        row("wrong type", R"({"sampleRateHz": "fast"})", "p.json: sampleRateHz:");
        row("no rate", R"({"sampleRateHz": 0})", "p.json: sampleRateHz: expected a rate above 0 Hz.");
        row("newer", R"({"schema": 99})", "newer Pitlane");
        row("separator", R"({"read": {"separator": ";;"}})", "p.json: read.separator:");
        row("format", R"({"read": {"format": "xls"}})", "p.json: read.format: there is no format \"xls\".");
        row("not an object", "[1]", "p.json: expected an object.");
    }

    void jsonErrorsNameThePlace()
    {
        QFETCH(QString, text);
        QFETCH(QString, message);
        const auto found = messageOf<Error>(
            [&] { static_cast<void>(pipelineFromJson(nlohmann::json::parse(text.toStdString()), "p.json")); });
        QVERIFY(found);
        QVERIFY2(found->find(message.toStdString()) != std::string::npos, found->c_str());
    }

    void problems_data()
    {
        QTest::addColumn<int>("index");
        QTest::addColumn<QString>("field");
        const char* const fields[] = {
            "channels",           "window.length",  "filters[0].highHz", "filters[0].lowHz",
            "filters[0].order",   "label.reduce",   "measure",           "layout",
            "frontEnd.fftLength", "split.fraction", "split.fold",        "augmentations[0].probability",
            "label.purity",       "label.array",    "window.runs",       "classWeights"};
        int index = 0;
        for (const auto* field : fields)
            QTest::newRow(field) << index++ << QString::fromLatin1(field);
    }

    void problems()
    {
        using P = Pipeline&;
        static const std::vector<void (*)(P)> changes{
            [](P p) { p.channels.clear(); },
            [](P p) { p.window.length = 0; },
            [](P p) { p.filters = {{.kind = FilterStep::Kind::LowPass, .highHz = 50}}; },
            [](P p) { p.filters = {{.kind = FilterStep::Kind::BandPass, .lowHz = 9, .highHz = 5}}; },
            [](P p) { p.filters = {{.kind = FilterStep::Kind::LowPass, .order = 0, .highHz = 5}}; },
            [](P p) { p.label.reduce = LabelRole::Reduce::Mean; },
            [](P p) { p.measure = QualityMeasure::Mae; },
            [](P p) { p.layout = Layout::Sequences; },
            [](P p) { p.frontEnd = {.kind = FrontEnd::Kind::Mfcc, .fftLength = 500}; },
            [](P p) { p.split.fraction = 0.6; },
            [](P p) { p.split.fold = 5; },
            [](P p) { p.augmentations = {{.probability = 1.5}}; },
            [](P p) { p.label.purity = 2; },
            [](P p) { p.label.array.clear(); },
            [](P p) { p.label.per = LabelRole::Per::Window, p.window.runs = true; },
            [](P p) {
                p.task = Task::Regression, p.measure = QualityMeasure::Mae;
                p.label.reduce = LabelRole::Reduce::Mean, p.classWeights = ClassWeights::Balanced;
            },
        };
        QFETCH(int, index);
        QFETCH(QString, field);
        auto pipeline = good();
        QVERIFY(validate(pipeline).empty());
        changes[static_cast<std::size_t>(index)](pipeline);
        const auto found = validate(pipeline);
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(found.front().field), field);
        QVERIFY(QString::fromStdString(found.front().sentence).endsWith(QLatin1Char('.')));
    }

    void hashesFollowWhatTheyStandFor()
    {
        const auto base = good();
        auto scaled = base;
        scaled.scaling.kind = ScalingRule::Kind::ZScore;
        auto varied = base;
        varied.augmentations = {{.kind = Augmentation::Kind::Jitter}};
        auto folded = base;
        folded.split.fold = 1;
        for (const auto& other : {scaled, varied, folded}) {
            QVERIFY(pipelineHash(other) != pipelineHash(base));
            QCOMPARE(examplesHash(other), examplesHash(base)); // the cut windows stay the same
        }
        auto longer = base;
        longer.window.length = 2;
        auto kept = base;
        kept.split = {.kind = SplitRule::Kind::LeaveOneOut, .test = {"S1"}};
        for (const auto& other : {longer, kept}) {
            QVERIFY(pipelineHash(other) != pipelineHash(base));
            QVERIFY(examplesHash(other) != examplesHash(base));
        }
    }

    void wordsNameEveryStep()
    {
        std::string all;
        for (const auto& line : describe(everything()))
            all += line + "\n";
        for (const auto* part : {"ACC x, ppg", "At 32 Hz", "Band-pass 0.4 to 4 Hz (Butterworth, order 4) on ppg",
                                 "20 mel bands, 10 to 12 Hz, frames of 20 ms every 5 ms", "median and quartiles",
                                 "background noise at 5 to 20 dB"})
            QVERIFY2(all.find(part) != std::string::npos, all.c_str());
    }
};

QTEST_GUILESS_MAIN(TestPipeline)
#include "tst_pipeline.moc"
