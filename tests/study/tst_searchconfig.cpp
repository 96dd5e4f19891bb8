// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/job.h"

#include "core/base/jsonreader.h"
#include "core/network/seeds.h"

#include <QTest>

#include <set>

using namespace pitlane;

namespace {

SearchConfig goodConfig()
{
    SearchConfig config;
    config.seed = ecgtcn().seed;
    config.handTuned = ecgtcn().handTuned;
    config.lambdas = {1e-6, 1e-5};
    return config;
}

/// Fields that stand for each setting of a configuration, and what must follow from changing them.
struct Change
{
    const char* name;
    void (*apply)(SearchConfig&);
};

} // namespace

class TestSearchConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void roundTrip();
    void jobRoundTrip();
    void goodConfigHasNoProblems();
    void problems_data();
    void problems();
    void warmupHashFollowsWhatTheWarmupUses();
    void warmupHashFollowsTheContentOfFiles();
    void readingErrorsNameThePlace_data();
    void readingErrorsNameThePlace();
    void logSpacedValues();
    void costs();
    void aPlainCostLooksAsItDid();
    void costProblems_data();
    void costProblems();
};

void TestSearchConfig::roundTrip()
{
    auto config = goodConfig();
    config.masks.layers = {{.layer = "b0.conv0", .channels = false, .keepAtLeast = 3}};
    config.masks.granularity = 2;
    config.regulariser = Regulariser::Ops;
    config.search.lrTheta = 0.1;
    config.fineTune.fromScratch = true;
    config.seedNumber = 18446744073709551615ULL;
    config.threads = 2;
    QVERIFY(searchConfigFromJson(parseJson(toJson(config).dump(), "config"), "config") == config);
    config.handTuned.reset();
    QVERIFY(searchConfigFromJson(parseJson(toJson(config).dump(), "config"), "config") == config);
}

void TestSearchConfig::jobRoundTrip()
{
    const JobSpec job{.id = {4},
                      .kind = JobKind::Reference,
                      .point = {5},
                      .sweep = {6},
                      .number = 7,
                      .config = goodConfig(),
                      .lambda = 1e-5,
                      .projectFolder = "/some where",
                      .runFolder = "runs/6/7",
                      .warmupFolder = "warmups/abc"};
    QVERIFY(jobSpecFromJson(parseJson(toJson(job).dump(), "job"), "job") == job);
}

void TestSearchConfig::goodConfigHasNoProblems() { QVERIFY(validate(goodConfig()).empty()); }

void TestSearchConfig::problems_data()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<QString>("field");
    QTest::newRow("no lambda") << 0 << QStringLiteral("lambdas");
    QTest::newRow("negative lambda") << 1 << QStringLiteral("lambdas");
    QTest::newRow("nothing searched") << 2 << QStringLiteral("masks");
    QTest::newRow("unknown layer") << 3 << QStringLiteral("masks.layers");
    QTest::newRow("most epochs below least") << 4 << QStringLiteral("search.maxEpochs");
    QTest::newRow("no seed") << 5 << QStringLiteral("seed");
    QTest::newRow("unknown method") << 6 << QStringLiteral("method");
    QTest::newRow("all rows for validation") << 7 << QStringLiteral("data.pipeline.split.fraction");
    QTest::newRow("batches of one") << 8 << QStringLiteral("batchSize");
    QTest::newRow("theta does not move") << 9 << QStringLiteral("search.lrTheta");
}

void TestSearchConfig::problems()
{
    static const std::vector<void (*)(SearchConfig&)> changes{
        [](SearchConfig& c) { c.lambdas.clear(); },
        [](SearchConfig& c) { c.lambdas = {-1}; },
        [](SearchConfig& c) { c.masks.channels = c.masks.field = c.masks.dilation = false; },
        [](SearchConfig& c) { c.masks.layers = {{.layer = "b9"}}; },
        [](SearchConfig& c) { c.search.maxEpochs = c.search.minEpochs - 1; },
        [](SearchConfig& c) { c.seed = {}; },
        [](SearchConfig& c) { c.method = "magic"; },
        [](SearchConfig& c) { c.data.pipeline.split.fraction = 1; },
        [](SearchConfig& c) { c.batchSize = 1; },
        [](SearchConfig& c) { c.search.lrTheta = 0; },
    };
    QFETCH(int, index);
    QFETCH(QString, field);
    auto config = goodConfig();
    changes[static_cast<std::size_t>(index)](config);
    const auto problems = validate(config);
    QCOMPARE(problems.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(problems.front().field), field);
    QVERIFY(QString::fromStdString(problems.front().sentence).endsWith(QLatin1Char('.')));
}

void TestSearchConfig::warmupHashFollowsWhatTheWarmupUses()
{
    const auto base = warmupHash(goodConfig());
    const std::vector<Change> same{
        {"lambdas", [](SearchConfig& c) { c.lambdas = {1}; }},
        {"masks", [](SearchConfig& c) { c.masks.field = false; }},
        {"regulariser", [](SearchConfig& c) { c.regulariser = Regulariser::Ops; }},
        {"search", [](SearchConfig& c) { c.search.maxEpochs = 99; }},
        {"fine-tune", [](SearchConfig& c) { c.fineTune.epochs = 99; }},
        {"hand-tuned", [](SearchConfig& c) { c.handTuned.reset(); }},
        {"name of the seed", [](SearchConfig& c) { c.seed.name = "mine"; }},
        {"name of the data", [](SearchConfig& c) { c.data.name = "mine"; }},
        {"method", [](SearchConfig& c) { c.method = "fbnetv2"; }},
        {"costs", [](SearchConfig& c) { setCostTerms(c, {{.kind = CostKind::Size}, {.kind = CostKind::Ops}}); }},
    };
    const std::vector<Change> different{
        {"seed", [](SearchConfig& c) { std::get<Conv1d>(c.seed.nodes.front().op).bias = false; }},
        {"data", [](SearchConfig& c) { c.data.generator.seed = 2; }},
        {"split", [](SearchConfig& c) { c.data.pipeline.split.fraction = 0.25; }},
        {"seed number", [](SearchConfig& c) { c.seedNumber = 2; }},
        {"warm-up epochs", [](SearchConfig& c) { c.warmup.epochs = 49; }},
        {"batch size", [](SearchConfig& c) { c.batchSize = 31; }},
        {"clip", [](SearchConfig& c) { c.gradientClip = 0; }},
        {"weight decay", [](SearchConfig& c) { c.weightDecay = 1e-4; }},
        {"dropout", [](SearchConfig& c) { c.dropout = true; }},
        {"threads", [](SearchConfig& c) { c.threads = 2; }},
        {"operators", [](SearchConfig& c) { c.operators = true; }},
        {"warm-up patience", [](SearchConfig& c) { c.warmup.patience = 9; }},
        {"warm-up rate", [](SearchConfig& c) { c.warmup.lrW = 2e-3; }},
        {"layer of the seed", [](SearchConfig& c) { c.seed.nodes.pop_back(); }},
        {"generator", [](SearchConfig& c) { c.data.generator.id = "other"; }},
        {"number of examples", [](SearchConfig& c) { c.data.generator.trainExamples = 501; }},
        {"split rule", [](SearchConfig& c) { c.data.pipeline.split.kind = SplitRule::Kind::Random; }},
        {"fold", [](SearchConfig& c) { c.data.pipeline.split.fold = 1; }},
        {"scaling", [](SearchConfig& c) { c.data.pipeline.scaling.kind = ScalingRule::Kind::ZScore; }},
        {"scaling of channels", [](SearchConfig& c) { c.data.pipeline.scaling.perChannel = true; }},
        {"filters", [](SearchConfig& c) { c.data.pipeline.filters = {{.kind = FilterStep::Kind::Detrend}}; }},
        {"windows", [](SearchConfig& c) { c.data.pipeline.window = {.whole = false, .length = 2}; }},
        {"front end", [](SearchConfig& c) { c.data.pipeline.frontEnd.kind = FrontEnd::Kind::Mfcc; }},
        {"augmentation", [](SearchConfig& c) { c.data.pipeline.augmentations = {{.amount = 20}}; }},
        {"class weights", [](SearchConfig& c) { c.data.pipeline.classWeights = ClassWeights::Balanced; }},
        {"measure", [](SearchConfig& c) { c.data.pipeline.measure = QualityMeasure::MacroF1; }},
        {"task", [](SearchConfig& c) { c.data.pipeline.task = Task::Regression; }},
        {"label", [](SearchConfig& c) { c.data.pipeline.label.titles = {{"1", "normal"}}; }},
    };
    std::set<std::string> hashes{base};
    for (const auto& change : same) {
        auto config = goodConfig();
        change.apply(config);
        QVERIFY2(warmupHash(config) == base, change.name);
    }
    for (const auto& change : different) {
        auto config = goodConfig();
        change.apply(config);
        QVERIFY2(hashes.insert(warmupHash(config)).second, change.name); // nor like any other change
    }
}

/// The same files in another place are the same data; other content, or another use of it, is not.
void TestSearchConfig::warmupHashFollowsTheContentOfFiles()
{
    auto base = goodConfig();
    base.data.kind = DataSource::Kind::Files;
    base.data.files = {{.file = {.path = "train.tsv", .sha256 = std::string(64, 'a'), .bytes = 10}},
                       {.file = {.path = "test.tsv", .sha256 = std::string(64, 'b'), .bytes = 10}, .part = Part::Test}};
    auto moved = base;
    moved.data.files[0].file.path = "/elsewhere/train.tsv";
    moved.data.files[1].file.path = "/elsewhere/test.tsv";
    QCOMPARE(warmupHash(moved), warmupHash(base));
    const std::vector<Change> different{
        {"content", [](SearchConfig& c) { c.data.files[0].file.sha256 = std::string(64, 'c'); }},
        {"part", [](SearchConfig& c) { c.data.files[1].part = Part::Unused; }},
        {"subject", [](SearchConfig& c) { c.data.files[0].group = "S1"; }},
        {"class", [](SearchConfig& c) { c.data.files[0].className = "walking"; }},
        {"repetition", [](SearchConfig& c) { c.data.files[0].repetition = 2; }},
        {"order", [](SearchConfig& c) { std::swap(c.data.files[0], c.data.files[1]); }},
        {"lists", [](SearchConfig& c) { c.data.lists.validation = "validation_list.txt"; }},
        {"another file", [](SearchConfig& c) { c.data.files.push_back(c.data.files[0]); }},
        {"generated instead", [](SearchConfig& c) { c.data.kind = DataSource::Kind::Synthetic; }},
    };
    std::set<std::string> hashes{warmupHash(base)};
    for (const auto& change : different) {
        auto config = base;
        change.apply(config);
        QVERIFY2(hashes.insert(warmupHash(config)).second, change.name);
    }
}

void TestSearchConfig::readingErrorsNameThePlace_data()
{
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, const char* pointer, const char* value, const char* words) {
        QTest::newRow(name) << QString::fromLatin1(pointer) << QString::fromLatin1(value) << QString::fromLatin1(words);
    };
    row("text for a number", "/search/maxEpochs", "\"many\"", "job.json: search.maxEpochs: expected a whole number");
    row("fraction for a whole number", "/batchSize", "1.5", "job.json: batchSize: expected a whole number");
    row("unknown regulariser", "/regulariser", "\"joules\"", "expected one of size, ops");
    row("newer schema", "/schema", "99", "newer Pitlane");
    row("negative seed number", "/seedNumber", "-1", "job.json: seedNumber");
}

void TestSearchConfig::readingErrorsNameThePlace()
{
    QFETCH(QString, pointer);
    QFETCH(QString, value);
    QFETCH(QString, words);
    auto document = toJson(goodConfig());
    document[nlohmann::json::json_pointer(pointer.toStdString())] = nlohmann::json::parse(value.toStdString());
    try {
        (void)searchConfigFromJson(document, "job.json");
        QFAIL("no error");
    } catch (const JsonError& error) {
        QVERIFY2(QString::fromUtf8(error.what()).contains(words), error.what());
    }
}

void TestSearchConfig::logSpacedValues()
{
    QVERIFY(logSpaced(1e-6, 1e-4, 3) == (std::vector{1e-6, 1e-5, 1e-4}));
    QVERIFY(logSpaced(1e-6, 5e-4, 1) == std::vector{1e-6});
    const auto eight = logSpaced(1e-6, 5e-4, 8);
    QCOMPARE(eight.size(), std::size_t{8});
    QCOMPARE(eight.back(), 5e-4);
    QVERIFY(std::ranges::is_sorted(eight));
}

void TestSearchConfig::costs()
{
    auto config = goodConfig();
    const std::vector<CostTerm> terms{
        {.kind = CostKind::Latency, .target = targetNamed("gap8", {}), .limit = 0.8},
        {.kind = CostKind::Latency, .target = targetNamed("stm32h743", {}), .weight = 0.5},
        {.kind = CostKind::Size, .limit = 10000}};
    setCostTerms(config, terms);
    QVERIFY(validate(config).empty());
    QVERIFY(costTerms(config) == terms);
    const auto text = toJson(config).dump();
    QVERIFY(searchConfigFromJson(parseJson(text, "config"), "config") == config);
    // the target travels with the configuration: nothing is looked up when a job is read
    QVERIFY(text.find("cyclesPerInstruction") != std::string::npos);
    QCOMPARE(warmupHash(config), warmupHash(goodConfig()));

    auto document = parseJson(text, "config");
    document["costs"][1]["target"]["clockHz"] = "fast";
    try {
        (void)searchConfigFromJson(document, "job.json");
        QFAIL("no error");
    } catch (const JsonError& error) {
        QVERIFY2(QString::fromUtf8(error.what()).contains(QStringLiteral("job.json: costs[1]: target: clockHz")),
                 error.what());
    }
    document["costs"][1]["kind"] = "joules";
    try {
        (void)searchConfigFromJson(document, "job.json");
        QFAIL("no error");
    } catch (const JsonError& error) {
        QVERIFY2(QString::fromUtf8(error.what()).contains(QStringLiteral("costs[1]: kind: expected one of size, ops")),
                 error.what());
    }
}

void TestSearchConfig::aPlainCostLooksAsItDid()
{
    auto config = goodConfig();
    QVERIFY(costTerms(config) == std::vector<CostTerm>{{.kind = CostKind::Size}});
    setCostTerms(config, {{.kind = CostKind::Ops}});
    QVERIFY(config.costs.empty());
    QCOMPARE(config.regulariser, Regulariser::Ops);
    QVERIFY(costTerms(config) == std::vector<CostTerm>{{.kind = CostKind::Ops}});
    const auto document = toJson(config);
    QVERIFY(!document.contains("costs") && document["regulariser"] == "ops");

    setCostTerms(config, {{.kind = CostKind::Size, .limit = 1000}}); // a limit is more than the plain form can say
    QCOMPARE(config.costs.size(), std::size_t{1});
    setCostTerms(config, {});
    QVERIFY(config.costs.empty() && config.regulariser == Regulariser::Size);
}

void TestSearchConfig::costProblems_data()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("words");
    QTest::newRow("no target") << 0 << QStringLiteral("costs[0].target") << QStringLiteral("needs a target");
    QTest::newRow("target of a size") << 1 << QStringLiteral("costs[0].target") << QStringLiteral("Remove the target");
    QTest::newRow("power is not known") << 2 << QStringLiteral("costs[0].target") << QStringLiteral("STM32F746");
    QTest::newRow("weight") << 3 << QStringLiteral("costs[0].weight") << QStringLiteral("above 0");
    QTest::newRow("limit") << 4 << QStringLiteral("costs[0].limit") << QStringLiteral("above 0");
    QTest::newRow("twice") << 5 << QStringLiteral("costs[1].kind") << QStringLiteral("there twice");
    QTest::newRow("limit without strength") << 6 << QStringLiteral("lambdas") << QStringLiteral("A limit needs");
}

void TestSearchConfig::costProblems()
{
    QFETCH(int, index);
    QFETCH(QString, field);
    QFETCH(QString, words);
    const auto gap = targetNamed("gap8", {});
    const std::vector<std::vector<CostTerm>> terms{
        {{.kind = CostKind::Latency}},
        {{.kind = CostKind::Size, .target = gap}},
        {{.kind = CostKind::Energy, .target = targetNamed("stm32f746", {})}},
        {{.kind = CostKind::Latency, .target = gap, .weight = 0}},
        {{.kind = CostKind::Size, .limit = -1}},
        {{.kind = CostKind::Latency, .target = gap}, {.kind = CostKind::Latency, .target = gap}},
        {{.kind = CostKind::Size, .limit = 1000}},
    };
    auto config = goodConfig();
    config.costs = terms[static_cast<std::size_t>(index)];
    if (index == 6)
        config.lambdas = {0};
    const auto problems = validate(config);
    QCOMPARE(problems.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(problems.front().field), field);
    QVERIFY2(QString::fromStdString(problems.front().sentence).contains(words), problems.front().sentence.c_str());
}

QTEST_GUILESS_MAIN(TestSearchConfig)
#include "tst_searchconfig.moc"
