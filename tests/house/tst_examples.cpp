// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/jsonreader.h"
#include "core/network/cost.h"
#include "core/network/seeds.h"
#include "core/session/examples.h"
#include "core/session/projectsession.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace pitlane;
namespace fs = std::filesystem;

namespace {

const fs::path shippedExamples = fs::path(PITLANE_SOURCE_DIR) / "projects";

Example shipped(const std::string& id)
{
    return readExample(shippedExamples / id / "example.json");
}

/// A folder that goes away with the test.
struct Folder
{
    QTemporaryDir dir;
    [[nodiscard]] fs::path path() const { return dir.path().toStdString(); }
    fs::path write(const fs::path& name, const std::string& content) const
    {
        fs::create_directories((path() / name).parent_path());
        writeFileAtomically(path() / name, content);
        return path() / name;
    }
};

std::string messageOf(const std::function<void()>& call)
{
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

nlohmann::json smallExample()
{
    return {{"schema", 1},
            {"id", "pulses"},
            {"title", "Pulses"},
            {"task", "pulses, 2 classes"},
            {"seed", {{"id", "ecgtcn"}, {"title", "ECGTCN"}}},
            {"input", {{"C", 1}, {"T", 64}}},
            {"shows", "Pulses."},
            {"data",
             {{"kind", "synthetic"},
              {"generator", {{"id", "ecg"}, {"trainExamples", 50}, {"testExamples", 60}}},
              {"source", "Made here."},
              {"terms", "Free."}}}};
}

/// A two-class data set of 60 samples in UCR form.
std::string pulses(int rows)
{
    std::string text;
    for (int row = 0; row < rows; ++row) {
        text += std::to_string(row % 2 + 1);
        for (int t = 0; t < 60; ++t)
            text += "\t" + std::to_string(t % (2 + row % 2) + row * 0.01);
        text += "\n";
    }
    return text;
}

Example exampleOnFiles(const std::string& train, const std::string& test)
{
    Example example;
    example.id = "pulses";
    example.title = "Pulses";
    example.seed = "ecgtcn";
    example.data.kind = DataSource::Kind::Files;
    example.data.name = "Pulses";
    const auto bytes = [](const std::string& content) { return static_cast<std::int64_t>(content.size()); };
    const auto file = [](const char* format, Part part, const char* name, std::int64_t size, std::string hash) {
        ExampleFile made{.format = format, .use = {}};
        made.use.part = part;
        made.use.file.path = name;
        made.use.file.bytes = size;
        made.use.file.sha256 = std::move(hash);
        return made;
    };
    example.download = "Draw them.";
    example.terms = "None.";
    example.files = {file("txt", Part::Train, "P_TRAIN.txt", 7, std::string(64, '0')),
                     file("tsv", Part::Train, "P_TRAIN.tsv", bytes(train), sha256(train)),
                     file("tsv", Part::Test, "P_TEST.tsv", bytes(test), sha256(test))};
    return example;
}

} // namespace

class TestExamples : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shippedExamplesAreComplete();
    void generatedDataComeFirst();
    void missingFolderHasNoExamples();
    void errorsNameFileAndField_data();
    void errorsNameFileAndField();
    void filesAreFoundAsCompleteGroup();
    void otherContentIsRefused();
    void missingDataAreNamed();
    void draftTakesSeedAndSettings();
    void misspeltSettingIsRefused();
    void ecg5000OpensOnItsFiles();
    void programFindsItsExamples();
};

void TestExamples::shippedExamplesAreComplete()
{
    const auto examples = readExamples(shippedExamples);
    QCOMPARE(examples.size(), std::size_t{10});
    for (const auto& example : examples) {
        const auto& pipeline = example.data.pipeline;
        QVERIFY2(validate(pipeline).empty(), example.id.c_str());
        SeedRequest request{.input = example.input};
        if (pipeline.task == Task::NextStep)
            request = {.input = example.input, .outputs = example.input.C, .answer = SeedRequest::Answer::PerStep};
        QVERIFY2(builtinSeed(example.seed, request).title.starts_with(example.seedTitle), example.id.c_str());
        const bool hasSubjects =
            !pipeline.groupArray.empty() || !example.data.lists.groupEndsAt.empty() ||
            std::ranges::any_of(example.files, [](const ExampleFile& file) { return !file.use.group.empty(); });
        QVERIFY2(
            hasSubjects ||
                std::ranges::any_of(example.decisions, [](const auto& d) { return d.key == "leak.no-subject-id"; }),
            (example.id + " carries no decision on the missing subject id, so its Launch would be closed").c_str());
        if (example.data.kind == DataSource::Kind::Files) {
            QVERIFY2(!example.download.empty() && !example.terms.empty() && !example.source.empty(),
                     example.id.c_str());
            QVERIFY2(example.standIn.has_value(), example.id.c_str());
            QVERIFY2(whatIsMissing(example, "/nowhere").find(example.download) != std::string::npos,
                     example.id.c_str());
        }
        for (const auto& point : example.published)
            QVERIFY2(point.parameters > 0 && point.score > 0, example.id.c_str());
    }
    const auto ecg5000 = shipped("ecg5000");
    const auto handTuned = std::ranges::find(ecg5000.published, "hand-tuned", &PublishedPoint::name);
    QVERIFY(handTuned != ecg5000.published.end());
    QCOMPARE(handTuned->parameters, parameterCount(ecgtcn().handTuned));
}

void TestExamples::generatedDataComeFirst()
{
    const auto examples = readExamples(shippedExamples);
    QCOMPARE(examples.front().id, std::string("synthetic-ecg"));
    QCOMPARE(examples.front().data.kind, DataSource::Kind::Synthetic);
    QVERIFY(isReady(examples.front(), {}));
    QVERIFY(!isReady(shipped("ecg5000"), shippedExamples));
}

void TestExamples::missingFolderHasNoExamples()
{
    const Folder folder;
    QVERIFY(readExamples(folder.path() / "nowhere").empty());
    QVERIFY(readExamples(folder.path()).empty());
}

void TestExamples::errorsNameFileAndField_data()
{
    const auto file = [](const char* role, const char* name, const QString& hash) {
        return QStringLiteral(R"({"data": {"kind": "files", "download": "there", "files": [
                                  {"format": "ts", "role": "%1", "name": "%2", "bytes": 1, "sha256": "%3"}]}})")
            .arg(QLatin1String(role), QLatin1String(name), hash);
    };
    const QString hash(64, QLatin1Char('a'));

    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("expected");
    QTest::newRow("newer schema") << R"({"schema": 2})"
                                  << "schema: this example was written for a newer Pitlane";
    QTest::newRow("other id") << R"({"id": "waves"})"
                              << "id: expected the name of its folder, \"pulses\"";
    QTest::newRow("no title") << R"({"title": null})"
                              << "the field \"title\" is missing";
    QTest::newRow("empty terms") << R"({"data": {"terms": ""}})"
                                 << "data.terms: expected a text";
    QTest::newRow("unknown kind") << R"({"data": {"kind": "magic"}})"
                                  << "data.kind: expected \"synthetic\"";
    QTest::newRow("no series") << R"({"data": {"generator": {"trainExamples": 0}}})"
                               << "data.generator.trainExamples: expected a number of at least 1";
    QTest::newRow("no file to train on") << file("test", "a.ts", hash)
                                         << "data.files: every format needs a file with the role \"train\"";
    QTest::newRow("unknown role") << file("spare", "a.ts", hash)
                                  << "data.files[0].role: expected \"train\", "
                                     "\"validation\", \"test\" or \"noise\", found \"spare\"";
    QTest::newRow("file in a folder") << file("train", "../a.ts", hash)
                                      << "data.files[0].name: expected a path below the data folder";
    QTest::newRow("short hash") << file("train", "a.ts", QStringLiteral("abc"))
                                << "data.files[0].sha256: expected 64 lower-case hexadecimal digits";
    QTest::newRow("an unknown measure") << R"({"published": {"range": "x", "source": "y", "measure": "luck",
                                               "points": []}})"
                                        << "published.measure: expected one of accuracy";
    QTest::newRow("an error below 0") << R"({"published": {"range": "x", "source": "y", "measure": "mae", "unit": "bpm",
                                             "points": [{"name": "S", "parameters": 9, "score": -5}]}})"
                                      << "published.points[0].score: expected a number of at least 0";
    QTest::newRow("accuracy in per cent") << R"({"published": {"range": "x", "source": "y", "points": [
                                                 {"name": "S", "parameters": 9, "score": 93.2}]}})"
                                          << "published.points[0].score: expected a share between 0 and 1";
}

void TestExamples::errorsNameFileAndField()
{
    QFETCH(QString, change);
    QFETCH(QString, expected);
    const Folder folder;
    auto example = smallExample();
    example.merge_patch(parseJson(change.toStdString(), "change"));
    const auto file = folder.write("pulses/example.json", example.dump());
    const auto message = messageOf([&] { (void)readExample(file); });
    QVERIFY2(message.find(expected.toStdString()) != std::string::npos, message.c_str());
    QVERIFY2(message.find(file.string()) != std::string::npos, message.c_str());
}

void TestExamples::filesAreFoundAsCompleteGroup()
{
    const Folder folder;
    const auto train = pulses(20);
    const auto test = pulses(8);
    const auto example = exampleOnFiles(train, test);
    folder.write("P_TRAIN.tsv", train);
    QVERIFY(!isReady(example, folder.path()));
    folder.write("P_TEST.tsv", test);
    QVERIFY(missingFiles(example, folder.path()).empty());

    const auto source = dataSourceFor(example, folder.path(), folder.path() / "project");
    QCOMPARE(source.name, std::string("Pulses"));
    QCOMPARE(source.files.size(), std::size_t{2});
    QCOMPARE(source.files[0].file.sha256, sha256(train));
    QCOMPARE(source.files[1].file.sha256, sha256(test));
    QCOMPARE(source.files[1].part, Part::Test);
}

void TestExamples::otherContentIsRefused()
{
    const Folder folder;
    const auto train = pulses(20);
    auto test = pulses(8);
    const auto example = exampleOnFiles(train, test);
    test.back() = ' ';
    folder.write("P_TRAIN.tsv", train);
    folder.write("P_TEST.tsv", test);
    const auto message = messageOf([&] { (void)dataSourceFor(example, folder.path(), folder.path() / "project"); });
    QVERIFY2(message.find("P_TEST.tsv has the SHA-256 " + sha256(test)) != std::string::npos, message.c_str());
}

void TestExamples::missingDataAreNamed()
{
    const Folder folder;
    const auto message =
        messageOf([&] { (void)draftFor(shipped("ecg5000"), folder.path(), folder.path() / "project"); });
    QVERIFY2(message.find("Missing: ECG5000_TRAIN.tsv, ECG5000_TEST.tsv") != std::string::npos, message.c_str());
    QVERIFY2(message.find(folder.path().string()) != std::string::npos, message.c_str());
}

void TestExamples::draftTakesSeedAndSettings()
{
    const Folder folder;
    auto example = shipped("synthetic-ecg");
    const auto plain = draftFor(example, fs::path(), folder.path() / "project");
    QCOMPARE(parameterCount(plain.config.seed), 24871);
    QVERIFY(plain.config.handTuned);
    QVERIFY(validate(plain.config).empty());

    example.draft =
        parseJson(R"({"workers": 2, "config": {"lambdas": [1e-5, 1e-4], "search": {"lrTheta": 0.01}}})", "d");
    const auto draft = draftFor(example, fs::path(), folder.path() / "project");
    auto expected = plain;
    expected.workers = 2;
    expected.config.lambdas = {1e-5, 1e-4};
    expected.config.search.lrTheta = 0.01;
    QVERIFY(draft == expected);
}

void TestExamples::misspeltSettingIsRefused()
{
    const Draft draft = draftFor(shipped("synthetic-ecg"), fs::path(), fs::temp_directory_path() / "project");
    const auto message = messageOf(
        [&] { (void)withChanges(draft, parseJson(R"({"config": {"search": {"lrTeta": 1}}})", "d"), "example.json"); });
    QCOMPARE(message, std::string("example.json: config.search.lrTeta: a draft has no such setting."));
}

void TestExamples::ecg5000OpensOnItsFiles()
{
    const auto data = qEnvironmentVariable("PITLANE_DATA_DIR", QStringLiteral(PITLANE_SOURCE_DIR "/../shared/data"));
    const fs::path folder = fs::path(data.toStdString()) / "ecg5000";
    const auto example = shipped("ecg5000");
    if (!isReady(example, folder))
        QSKIP("ECG5000 is not in $PITLANE_DATA_DIR/ecg5000.");
    const Folder project;
    const auto draft = draftFor(example, folder, project.path());
    QCOMPARE(draft.config.data.files.at(0).file.bytes, 786687);
    QCOMPARE(loadTrainPart(draft.config.data, project.path()).size(), 500);
}

void TestExamples::programFindsItsExamples()
{
    const auto folder = examplesFolder(fs::path(PITLANE_BIN_DIR));
    QCOMPARE(readExamples(folder).size(), readExamples(shippedExamples).size());
}

QTEST_GUILESS_MAIN(TestExamples)
#include "tst_examples.moc"
