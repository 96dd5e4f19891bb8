// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/scaling.h"
#include "core/data/guess.h"
#include "core/data/source.h"
#include "core/data/split.h"
#include "parsing.h"

#include <QtTest>

using namespace pitlane;
using namespace pitlane::test;

/// The real files of the archive, in all four formats.
class TestEcg5000 : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void trainPart_data();
    void trainPart();
    void testPart();
    void splitLeavesFourHundred();
    void foldsOfHundred();
    void source();
    void scaling();

private:
    std::filesystem::path m_folder;
};

void TestEcg5000::initTestCase()
{
    m_folder = ecg5000Folder();
    if (m_folder.empty())
        QSKIP("ECG5000 is not there: set PITLANE_DATA_DIR to a folder with ecg5000/ECG5000_TRAIN.tsv.");
}

void TestEcg5000::trainPart_data()
{
    QTest::addColumn<QString>("extension");
    QTest::addColumn<int>("format");
    QTest::newRow("tsv") << ".tsv" << static_cast<int>(FileFormat::UcrTsv);
    QTest::newRow("txt") << ".txt" << static_cast<int>(FileFormat::UcrTxt);
    QTest::newRow("ts") << ".ts" << static_cast<int>(FileFormat::Ts);
    QTest::newRow("arff") << ".arff" << static_cast<int>(FileFormat::Arff);
}

void TestEcg5000::trainPart()
{
    QFETCH(QString, extension);
    QFETCH(int, format);
    const auto path = m_folder / ("ECG5000_TRAIN" + extension.toStdString());
    QCOMPARE(static_cast<int>(readerFor(path).format()), format);
    const auto dataset = readDataset(path);
    QCOMPARE(dataset.name, std::string("ECG5000"));
    QCOMPARE(dataset.size(), 500);
    QCOMPARE(dataset.channels, 1);
    QCOMPARE(dataset.length, 140);
    QCOMPARE(dataset.classNames, (std::vector<std::string>{"1", "2", "3", "4", "5"}));
    QCOMPARE(classCounts(dataset), (std::vector<std::int64_t>{292, 177, 10, 19, 2}));
    QCOMPARE(dataset.series(0)[0], -0.11252183F);
    QCOMPARE(dataset.series(0)[3], -4.3497511F);
    QCOMPARE(dataset.series(499)[139], -0.12263937F);
    QCOMPARE(findMissing(dataset).count, 0);
    QVERIFY2(dataset == readDataset(m_folder / "ECG5000_TRAIN.tsv"), "the values differ from those of the .tsv file");
}

void TestEcg5000::testPart()
{
    const auto dataset = readDataset(m_folder / "ECG5000_TEST.tsv");
    QCOMPARE(dataset.size(), 4500);
    QCOMPARE(classCounts(dataset), (std::vector<std::int64_t>{2627, 1590, 86, 175, 22}));
    QCOMPARE(dataset.series(0)[0], 3.6908441F);
    for (const char* extension : {"txt", "ts", "arff"})
        QVERIFY2(dataset == readDataset(m_folder / ("ECG5000_TEST." + std::string(extension))), extension);
}

void TestEcg5000::splitLeavesFourHundred()
{
    const auto train = readDataset(m_folder / "ECG5000_TRAIN.tsv");
    const auto split = drawSplit(train, {.fraction = 0.2}, 1);
    QCOMPARE(split.train.size(), std::size_t{400});
    QCOMPARE(split.validation.size(), std::size_t{100});
    const auto counts = classCounts(subset(train, split.validation));
    QVERIFY(counts[0] == 58 || counts[0] == 59);
    QVERIFY(counts[1] == 35 || counts[1] == 36);
    QCOMPARE(counts[2], 2);
    QVERIFY(counts[3] == 3 || counts[3] == 4);
    QCOMPARE(counts[4], 0);
    QCOMPARE(split.warnings.size(), std::size_t{1});
    QCOMPARE(split.warnings[0],
             std::string("Class 5 has 2 series, none of them for validation: the choice of networks does "
                         "not see this class."));
}

void TestEcg5000::foldsOfHundred()
{
    const auto train = readDataset(m_folder / "ECG5000_TRAIN.tsv");
    const auto folds = stratifiedFolds(train, 5, 1);
    QCOMPARE(folds.size(), std::size_t{5});
    for (const auto& fold : folds) {
        QCOMPARE(fold.validation.size(), std::size_t{100});
        QCOMPARE(fold.warnings, (std::vector<std::string>{
                                    "Class 5 has 2 series, fewer than 5 folds: some folds validate without it."}));
    }
    QCOMPARE(folds[0].validation, drawSplit(train, {.fraction = 0.2}, 1).validation);
}

void TestEcg5000::source()
{
    const auto reference =
        sourceFromFiles(m_folder / "ECG5000_TRAIN.tsv", m_folder / "ECG5000_TEST.ts", "/nowhere/project");
    QCOMPARE(reference.name, std::string("ECG5000"));
    QCOMPARE(reference.files[0].file.sha256, std::string("df86ac15d7e283e731db6be7865f5004b65bc639014cb8b9753c26e24a9092a1"));
    QCOMPARE(reference.files[0].file.bytes, 786687);
    QVERIFY(std::filesystem::path(reference.files[0].file.path).is_absolute());
    const auto test = loadTestPart(reference, "/nowhere/project");
    QCOMPARE(test.size(), 4500);
    QCOMPARE(test.classNames, loadTrainPart(reference, "/nowhere/project").classNames);
}

void TestEcg5000::scaling()
{
    auto train = readDataset(m_folder / "ECG5000_TRAIN.tsv");
    const auto scaler = fitScaler({}, train); // one minimum and one maximum over all values
    QCOMPARE(scaler.offset, (std::vector<float>{-5.7976446F}));
    QCOMPARE(scaler.offset[0] + scaler.range[0], 4.0581274F);
    apply(scaler, train);
    QCOMPARE(*std::ranges::min_element(train.values), 0.F);
    QCOMPARE(*std::ranges::max_element(train.values), 1.F);
}

QTEST_GUILESS_MAIN(TestEcg5000)
#include "tst_ecg5000.moc"
