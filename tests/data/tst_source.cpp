// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/jsonreader.h"
#include "core/data/guess.h"
#include "core/data/references.h"
#include "core/data/source.h"
#include "testdata.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace pitlane;
using namespace pitlane::test;

namespace fs = std::filesystem;

class TestSource : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void pathsAreRelativeWhereTheyCanMoveTogether();
    void loadsBothParts();
    void testPartTakesTheClassOrderOfTheTrainPart();
    void testPartThatDoesNotFit_data();
    void testPartThatDoesNotFit();
    void movedFile();
    void changedFile();
    void refusesWhatIsNoData();
    void projectMovesWithItsData();
    void syntheticParts();
    void contentHashIsOfContent();
    void jsonRoundTrip();
    void readsTheFirstForm();
    void foldersAndRelocation();
    void badJson_data();
    void badJson();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_root; ///< holds the project and the data beside it
    fs::path m_project;
    fs::path m_train;
    fs::path m_test;
};

void TestSource::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_root = fs::path(m_folder->path().toStdString()) / "work" / "here";
    m_project = m_root / "study";
    m_train = m_root / "data" / "Toy_TRAIN.tsv";
    m_test = m_root / "data" / "Toy_TEST.tsv";
    fs::create_directories(m_project);
    fs::create_directories(m_root / "data");
    writeText(m_train, "1\t0\t1\n2\t2\t3\n10\t4\t5\n");
    writeText(m_test, "10\t6\t7\n2\t8\t9\n");
}

void TestSource::pathsAreRelativeWhereTheyCanMoveTogether()
{
    const auto beside = sourceFromFiles(m_train, m_test, m_project);
    QCOMPARE(beside.kind, DataSource::Kind::Files);
    QCOMPARE(beside.name, std::string("Toy"));
    QCOMPARE(beside.files.at(0).file.path, std::string("../data/Toy_TRAIN.tsv"));
    QCOMPARE(beside.files.at(1).file.path, std::string("../data/Toy_TEST.tsv"));
    QCOMPARE(beside.files.at(0).file.sha256, sha256("1\t0\t1\n2\t2\t3\n10\t4\t5\n"));
    QCOMPARE(beside.files.at(0).file.bytes, 19);

    const auto inside = m_project / "own.tsv";
    fs::copy_file(m_train, inside);
    QCOMPARE(sourceFromFiles(inside, {}, m_project).files.at(0).file.path, std::string("own.tsv"));
    QCOMPARE(sourceFromFiles(inside, {}, m_project).files.size(), std::size_t{1});
    QCOMPARE(sourceFromFiles(inside, {}, m_project.string() + "/").files.at(0).file.path, std::string("own.tsv"));

    const auto far = fs::path(m_folder->path().toStdString()) / "far.tsv";
    fs::copy_file(m_train, far);
    QCOMPARE(sourceFromFiles(far, {}, m_project).files.at(0).file.path, fs::canonical(far).string());
}

void TestSource::loadsBothParts()
{
    auto source = sourceFromFiles(m_train, m_test, m_project);
    source.name = "My toy";
    source.pipeline.sampleRateHz = 125;
    const auto train = loadTrainPart(source, m_project);
    QCOMPARE(dump(train), std::string("My toy 1x2 [1 2 10] 0:0,1 1:2,3 2:4,5"));
    QCOMPARE(train.sampleRateHz, std::optional<double>(125));
    const auto test = loadTestPart(source, m_project);
    QCOMPARE(dump(test), std::string("My toy 1x2 [1 2 10] 2:6,7 1:8,9"));
    QCOMPARE(test.sampleRateHz, std::optional<double>(125));
}

void TestSource::testPartTakesTheClassOrderOfTheTrainPart()
{
    const auto train = m_root / "a.ts";
    const auto test = m_root / "b.ts";
    writeText(train, "@classLabel true up down still\n@data\n1:up\n2:down\n3:still\n");
    writeText(test, "@classLabel true never still up down\n@data\n4:down\n5:still\n");
    const auto source = sourceFromFiles(train, test, m_project);
    QCOMPARE(dump(loadTestPart(source, m_project)), std::string("a 1x1 [up down still] 1:4 2:5"));
}

void TestSource::testPartThatDoesNotFit_data()
{
    QTest::addColumn<QString>("content");
    QTest::addColumn<QString>("message");
    QTest::newRow("unknown class")
        << "2\t1\t2\n7\t1\t2\n"
        << "Test part of Toy: series 2 has the class \"7\", which the train part lacks. Choose the test "
           "file that belongs to the train file.";
    QTest::newRow("other length")
        << "2\t1\t2\t3\n"
        << "Test part of Toy: series of 1 x 3 values (channels x samples), the train part has 1 x 2. "
           "Choose the test file that belongs to the train file.";
    QTest::newRow("other channels")
        << "@classLabel true 2\n@data\n1,2:3,4:2\n"
        << "Test part of Toy: series of 2 x 2 values (channels x samples), the train part has 1 x 2. "
           "Choose the test file that belongs to the train file.";
}

void TestSource::testPartThatDoesNotFit()
{
    QFETCH(QString, content);
    QFETCH(QString, message);
    writeText(m_test, content.toStdString());
    const auto source = sourceFromFiles(m_train, m_test, m_project);
    const auto found = messageOf<DatasetError>([&] { static_cast<void>(loadTestPart(source, m_project)); });
    QCOMPARE(QString::fromStdString(found.value_or("no error")), message);
    QCOMPARE(loadTrainPart(source, m_project).size(), 3); // the train part does not mind
}

void TestSource::movedFile()
{
    const auto source = sourceFromFiles(m_train, {}, m_project);
    fs::rename(m_train, m_root / "elsewhere.tsv");
    const auto message = messageOf<DatasetError>([&] { static_cast<void>(loadTrainPart(source, m_project)); });
    QCOMPARE(message.value_or(""), "Data set Toy: the file " + m_train.string() +
                                       " is missing; it was moved or deleted. Bring it back or choose its new place.");
    const auto noTest = messageOf<DatasetError>([&] { static_cast<void>(loadTestPart(source, m_project)); });
    QCOMPARE(noTest.value_or(""), std::string("Data set Toy has no test part. Make a project with a test file."));
}

void TestSource::changedFile()
{
    const auto source = sourceFromFiles(m_train, m_test, m_project);
    writeText(m_train, "1\t0\t1\n2\t2\t3\n10\t4\t6\n"); // same size
    const auto message = messageOf<DatasetError>([&] { static_cast<void>(loadTrainPart(source, m_project)); });
    QVERIFY(message);
    QVERIFY(message->starts_with("Data set Toy: the file " + m_train.string() +
                                 " has changed since the project was made: 19 bytes"));
    QVERIFY(messageOf<DatasetError>([&] { static_cast<void>(loadTestPart(source, m_project)); }));
}

void TestSource::refusesWhatIsNoData()
{
    QVERIFY(messageOf<DatasetError>([&] { static_cast<void>(sourceFromFiles(m_root / "absent.tsv", {}, m_project)); }));
    fs::create_directories(m_root / "empty");
    QVERIFY(messageOf<DatasetError>([&] { static_cast<void>(sourceFromFiles(m_root / "empty", {}, m_project)); }));
    writeText(m_root / "photo.png", std::string("\x89PNG\0\0\0", 7));
    QVERIFY(messageOf<DatasetError>([&] { static_cast<void>(sourceFromFiles(m_root / "photo.png", {}, m_project)); }));
    QVERIFY(
        messageOf<DatasetError>([&] { static_cast<void>(sourceFromFiles(m_train, m_root / "photo.png", m_project)); }));
    const auto copy = m_root / "copy.tsv";
    fs::copy_file(m_train, copy);
    const auto same = messageOf<DatasetError>([&] { static_cast<void>(sourceFromFiles(m_train, copy, m_project)); });
    QVERIFY(same && same->find("have the same content") != std::string::npos);
    const auto strange = m_root / "caf\xe9.tsv";
    writeText(strange, "1\t2\n");
    QVERIFY(messageOf<DatasetError>([&] { static_cast<void>(sourceFromFiles(strange, {}, m_project)); }));
    fs::remove(strange); // QTemporaryDir would not find it
}

void TestSource::projectMovesWithItsData()
{
    const auto source = sourceFromFiles(m_train, m_test, m_project);
    const auto moved = fs::path(m_folder->path().toStdString()) / "moved";
    fs::rename(m_root, moved);
    QCOMPARE(loadTrainPart(source, moved / "study").size(), 3);
    QCOMPARE(loadTestPart(source, moved / "study").size(), 2);
}

void TestSource::syntheticParts()
{
    DataSource source;
    source.generator = {.id = "ecg", .seed = 3, .trainExamples = 60, .testExamples = 40};
    const auto train = loadTrainPart(source, {});
    const auto test = loadTestPart(source, {});
    QCOMPARE(train.size(), 60);
    QCOMPARE(test.size(), 40);
    QCOMPARE(train.name, std::string("Synthetic ECG"));
    QCOMPARE(train.classNames, test.classNames);
    QVERIFY(train == loadTrainPart(source, {}));
    for (std::int64_t n = 0; n < test.size(); ++n) // no beat stands in both parts
        for (std::int64_t m = 0; m < train.size(); ++m)
            QVERIFY(!std::ranges::equal(test.series(n), train.series(m)));
    source.generator.testExamples = 10;
    QVERIFY(train == loadTrainPart(source, {}));
    source.generator.testExamples = 0;
    QVERIFY(messageOf<DatasetError>([&] { static_cast<void>(loadTestPart(source, {})); }));
}

void TestSource::contentHashIsOfContent()
{
    auto source = sourceFromFiles(m_train, m_test, m_project);
    const auto hash = contentHash(source);
    QCOMPARE(hash.size(), std::size_t{64});
    source.name = "other";
    source.files[0].file.path = "/other/place.tsv";
    QCOMPARE(contentHash(source), hash);
    auto otherTest = source;
    otherTest.files[1].file.sha256 = sha256("x");
    QVERIFY(contentHash(otherTest) != hash);
    auto otherTrain = source;
    otherTrain.files[0].file.sha256 = sha256("x");
    QVERIFY(contentHash(otherTrain) != hash);

    DataSource synthetic;
    const auto syntheticHash = contentHash(synthetic);
    QVERIFY(syntheticHash != hash);
    synthetic.generator.seed = 2;
    QVERIFY(contentHash(synthetic) != syntheticHash);
}

void TestSource::jsonRoundTrip()
{
    auto files = sourceFromFiles(m_train, m_test, m_project);
    files.pipeline.sampleRateHz = 33.25;
    files.lists = {.validation = "v.txt", .test = "t.txt", .noise = "n", .groupEndsAt = "_"};
    files.files[0].recording = "r";
    files.files[0].group = "g";
    files.files[0].className = "c";
    files.files[0].repetition = 2;
    files.files[0].labelOffset = 12;
    files.files[1].file.isFolder = true;
    files.files[1].file.files = 7;
    auto trainOnly = sourceFromFiles(m_train, {}, m_project);
    DataSource synthetic{.name = "Demo \xc3\xa9"};
    synthetic.generator = {.id = "ppg", .seed = 18446744073709551615U, .trainExamples = 20, .testExamples = 0};
    for (const auto& source : {files, trainOnly, synthetic}) {
        const auto text = toJson(source).dump();
        QVERIFY(dataSourceFromJson(parseJson(text, "t"), "t") == source);
        QVERIFY(dataSourceFromJson(toJson(source), "t") == source);
    }
}

/// Projects of version 0.1.0 open.
void TestSource::readsTheFirstForm()
{
    const std::string hash(64, 'a');
    const auto files = dataSourceFromJson(
        parseJson(R"({"name":"Toy","kind":"files","sampleRateHz":50,"train":{"path":"a.tsv","sha256":")" + hash +
                      R"(","bytes":3},"test":{"path":"b.tsv","sha256":")" + hash + R"(","bytes":4}})",
                  "p"),
        "p");
    QCOMPARE(files.files.size(), std::size_t{2});
    QCOMPARE(files.files[1].part, Part::Test);
    QCOMPARE(files.files[1].file.bytes, 4);
    QCOMPARE(files.pipeline.sampleRateHz, std::optional<double>(50));
    const auto synthetic = dataSourceFromJson(
        parseJson(R"({"name":"S","kind":"synthetic-ecg","generatorSeed":7,"trainSeries":30,"testSeries":9})", "p"),
        "p");
    QCOMPARE(synthetic.generator, (Generator{.id = "ecg", .seed = 7, .trainExamples = 30, .testExamples = 9}));
}

void TestSource::foldersAndRelocation()
{
    const auto folder = m_root / "clips";
    for (const auto* name : {"up/1.csv", "up/2.csv", "down/1.csv"}) {
        fs::create_directories((folder / name).parent_path());
        writeText(folder / name, std::string("x\n1\n") + name + "\n");
    }
    writeText(folder / "test_list.txt", "up/2.csv\n");
    QCOMPARE(clipsIn(folder), (std::vector<std::string>{"down/1.csv", "up/1.csv", "up/2.csv"}));
    const auto reference = referTo(folder, m_project);
    QVERIFY(reference.isFolder);
    QCOMPARE(reference.files, 4); // the list counts: it decides over the parts
    writeText(folder / "test_list.txt", "up/1.csv\n");
    QVERIFY(referTo(folder, m_project).sha256 != reference.sha256);
    writeText(folder / "test_list.txt", "up/2.csv\n");
    QCOMPARE(referTo(folder, m_project), reference);

    auto source = sourceFromFiles(m_train, m_test, m_project);
    source.files.push_back({.file = reference});
    QVERIFY(missingFiles(source, m_project).empty());
    fs::create_directories(m_root / "new" / "deep");
    fs::rename(folder, m_root / "new" / "deep" / "clips");
    fs::rename(m_train, m_root / "new" / "Toy_TRAIN.tsv");
    writeText(m_root / "new" / "deep" / "Toy_TRAIN.tsv", "1\t0\t1\n2\t2\t3\n10\t4\t9\n"); // same name and size
    QCOMPARE(missingFiles(source, m_project), (std::vector<std::size_t>{0, 2}));
    const auto found = relocated(source, m_root / "new", m_project);
    QVERIFY(missingFiles(found, m_project).empty());
    QCOMPARE(found.files[0].file.path, std::string("../new/Toy_TRAIN.tsv"));
    QCOMPARE(found.files[2].file.path, std::string("../new/deep/clips"));
    QCOMPARE(found.files[0].file.sha256, source.files[0].file.sha256);
    QCOMPARE(missingFiles(relocated(source, m_root / "data", m_project), m_project).size(), std::size_t{2});
}

void TestSource::badJson_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const char* text, const char* message) {
        QTest::newRow(name) << QString::fromLatin1(text) << QString::fromLatin1(message);
    };
    row("not an object", "[]", "p.json: expected an object, found [].");
    row("no kind", R"({"name":"a"})", "p.json: the field \"kind\" is missing.");
    row("unknown kind", R"({"name":"a","kind":"web"})",
        "p.json: kind: found \"web\", expected \"files\" or \"synthetic\".");
    row("no train file", R"({"name":"a","kind":"files"})", "p.json: there is no file, expected at least one.");
    row("short hash", R"({"name":"a","kind":"files","train":{"path":"x","sha256":"ab","bytes":1}})",
        "p.json: train.sha256: found \"ab\", expected 64 lower-case hexadecimal digits.");
    row("empty path", R"({"name":"a","kind":"files","train":{"path":"","sha256":"ab","bytes":1}})",
        "p.json: train.path: the path is empty, expected a file.");
    row("negative seed", R"({"name":"a","kind":"synthetic-ecg","generatorSeed":-1})",
        "p.json: generatorSeed: expected a whole number of at least 0, found -1.");
    row("no series", R"({"name":"a","kind":"synthetic-ecg","trainSeries":0})",
        "p.json: trainSeries: found 0, expected 1 to 1000000.");
    row("too many series", R"({"name":"a","kind":"synthetic-ecg","testSeries":1000001})",
        "p.json: testSeries: found 1000001, expected 0 to 1000000.");
    row("no rate", R"({"name":"a","kind":"synthetic-ecg","sampleRateHz":0})",
        "p.json: sampleRateHz: expected a rate above 0 Hz.");
    row("null rate", R"({"name":"a","kind":"synthetic-ecg","sampleRateHz":null})",
        "p.json: sampleRateHz: expected a rate above 0 Hz.");
}

void TestSource::badJson()
{
    QFETCH(QString, text);
    QFETCH(QString, message);
    const auto json = parseJson(text.toStdString(), "p.json");
    const auto found = messageOf<JsonError>([&] { static_cast<void>(dataSourceFromJson(json, "p.json")); });
    QCOMPARE(QString::fromStdString(found.value_or("no error")), message);
}

QTEST_GUILESS_MAIN(TestSource)
#include "tst_source.moc"
