// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "parsing.h"

#include <QTemporaryDir>
#include <QtTest>

#include <locale>
#include <random>

using namespace pitlane;
using namespace pitlane::test;

Q_DECLARE_METATYPE(pitlane::FileFormat)

class TestReaders : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wellFormed_data();
    void wellFormed();
    void sniffing_data();
    void sniffing();
    void fileOnDisk();
    void damagedTextNeverCrashes();
    void lyingHeaderAllocatesNothing();
    void localeDoesNotMatter();
    void longRowsReadFast();
};

void TestReaders::wellFormed_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* file, const char* content, const char* expected) {
        QTest::newRow(name) << QString::fromLatin1(file) << QByteArray(content) << QByteArray(expected);
    };

    row("tsv: two series", "Toy_TRAIN.tsv", "1\t0.5\t-2\n2\t1e-3\t4\n", "Toy 1x2 [1 2] 0:0.5,-2 1:0.001,4");
    row("tsv: Windows line ends", "a.tsv", "1\t0.5\t-2\r\n2\t3\t4\r\n", "a 1x2 [1 2] 0:0.5,-2 1:3,4");
    row("tsv: old Macintosh line ends", "a.tsv", "1\t0.5\t-2\r2\t3\t4\r", "a 1x2 [1 2] 0:0.5,-2 1:3,4");
    row("tsv: no line end at the end", "a.tsv", "1\t1\t2\n2\t3\t4", "a 1x2 [1 2] 0:1,2 1:3,4");
    row("tsv: byte-order mark", "a.tsv",
        "\xef\xbb\xbf"
        "1\t1\t2\n",
        "a 1x2 [1] 0:1,2");
    row("tsv: empty lines and a comment", "a.tsv", "# made by hand\n\n1\t1\t2\n\n2\t3\t4\n\n",
        "a 1x2 [1 2] 0:1,2 1:3,4");
    row("tsv: missing as empty, ? and NaN", "a.tsv", "1\t\t?\tNaN\tnan\t5\n", "a 1x5 [1] 0:?,?,?,?,5");
    row("tsv: missing at the end", "a.tsv", "1\t1\t\n", "a 1x2 [1] 0:1,?");
    row("tsv: classes sorted by value", "a.tsv", "10\t1\n9\t2\n-1\t3\n", "a 1x1 [-1 9 10] 2:1 1:2 0:3");
    row("tsv: named classes sorted", "a.tsv", "walk\t1\nrun\t2\n", "a 1x1 [run walk] 1:1 0:2");
    row("tsv: plus sign", "a.tsv", "1\t+0.5\t+1e2\n", "a 1x2 [1] 0:0.5,100");
    row("tsv: too small for single precision is zero", "a.tsv", "1\t1e-60\t-1e-400\t2\n", "a 1x3 [1] 0:0,0,2");

    row("txt: columns of blanks", "a_TEST.txt",
        "   1.0000000e+00  -1.5e-01   2.0e+00\n   2.0000000e+00   3.0e+00   4.0e+00\n", "a 1x2 [1 2] 0:-0.15,2 1:3,4");
    row("txt: blanks at line ends", "a.txt", "1 2 3  \r\n2 3 4\t\r\n", "a 1x2 [1 2] 0:2,3 1:3,4");
    row("txt: commas", "a.txt", "1,2,3\n2,,4\n", "a 1x2 [1 2] 0:2,3 1:?,4");
    row("txt: missing values", "a.txt", "1 ? NaN 3\n", "a 1x3 [1] 0:?,?,3");

    row("ts: univariate", "x.ts",
        "#comment\n@problemName Toy\n@timeStamps false\n@univariate true\n@classLabel true a b\n"
        "@data\n1,2,3:b\n4,5,6:a\n",
        "x 1x3 [a b] 1:1,2,3 0:4,5,6");
    row("ts: multivariate", "x.ts",
        "@problemName Toy\n@univariate false\n@dimensions 2\n@equalLength true\n@seriesLength 3\n"
        "@classLabel true 1 2\n@data\n1,2,3:4,5,6:1\n7,8,9:1,2,3:2\n",
        "x 2x3 [1 2] 0:1,2,3|4,5,6 1:7,8,9|1,2,3");
    row("ts: tags in any case, indented, Windows line ends", "x.ts",
        "@PROBLEMNAME Toy\r\n  @ClassLabel TRUE x\r\n@Data\r\n 1,2:x\r\n", "x 1x2 [x] 0:1,2");
    row("ts: missing values though the header denies them", "x.ts",
        "@missing false\n@classLabel true x\n@data\n1,?,NaN,:x\n", "x 1x4 [x] 0:1,?,?,?");
    row("ts: classes from the data", "x.ts", "@classLabel true\n@data\n1,2:2\n1,2:1\n", "x 1x2 [1 2] 1:1,2 0:1,2");
    row("ts: declared class without series", "x.ts", "@classLabel true c b a\n@data\n1,2:b\n", "x 1x2 [c b a] 1:1,2");
    row("ts: label written as a decimal number", "x.ts", "@classLabel true 1 2\n@data\n1,2:2.0\n", "x 1x2 [1 2] 1:1,2");
    row("ts: unknown tags and comments between series", "x.ts",
        "@missing false\n@folds 3\n@classLabel true x\n@data\n# one\n1,2:x\n", "x 1x2 [x] 0:1,2");

    row("arff: univariate", "x.arff",
        "%comment\n@Relation Toy\n@attribute att1 numeric\n@ATTRIBUTE att2 REAL\n"
        "@attribute  target {2,1}\n@data\n0.5,1,1\n2,3,2\n",
        "x 1x2 [1 2] 0:0.5,1 1:2,3");
    row("arff: quoted names, tabs and comments", "x.arff",
        "@relation 'My toy'\n@attribute 'first value' numeric\n"
        "@attribute\t\"second\"\tinteger\n% inside\n@attribute 'the class' {'no beat', \"it\\'s\", plain}\n@data\n% "
        "here too\n"
        "1, 2, 'no beat'\n3,\t4,\t'it\\'s'\n5,6,plain\n",
        "x 1x2 [no beat it's plain] 0:1,2 1:3,4 2:5,6");
    row("arff: missing values", "x.arff",
        "@relation r\n@attribute a numeric\n@attribute b numeric\n@attribute c {x}\n"
        "@data\n?,NaN,x\n,1,x\n",
        "x 1x2 [x] 0:?,? 0:?,1");
    row("arff: class first", "x.arff", "@relation r\n@attribute c {x,y}\n@attribute a numeric\n@data\ny,1\n",
        "x 1x1 [x y] 1:1");
    row("arff: Windows line ends, no last line end", "x.arff",
        "@relation r\r\n@attribute a numeric\r\n@attribute c {x}\r\n@data\r\n1,x", "x 1x1 [x] 0:1");
    row("arff: multivariate as the UEA archive", "x.arff",
        "@relation Motions\n@attribute relationalAtt relational\n"
        "  @attribute t0 numeric\n  @attribute t1 numeric\n@end relationalAtt\n@attribute activity "
        "{Standing,Running}\n@data\n"
        "\"1,2\\n3,4\\n5,6\",Running\n'7,8\\n9,?\\n1,2',Standing\n",
        "x 3x2 [Standing Running] 1:1,2|3,4|5,6 0:7,8|9,?|1,2");
    row("arff: multivariate, line break after the last channel", "x.arff",
        "@relation M\n@attribute s relational\n"
        "@attribute t0 numeric\n@end s\n@attribute c {x}\n@data\n\"1\\n2\\n\",x\n",
        "x 2x1 [x] 0:1|2");
}

void TestReaders::wellFormed()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, expected);
    try {
        QCOMPARE(QByteArray::fromStdString(dump(parseDataset(content.toStdString(), file.toStdString()))), expected);
    } catch (const Error& error) {
        QFAIL(error.what());
    }
}

void TestReaders::sniffing_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<FileFormat>("expected");
    const auto row = [](const char* name, const char* file, const char* content, FileFormat expected) {
        QTest::newRow(name) << QString::fromLatin1(file) << QByteArray(content) << expected;
    };
    row("tabs win over the extension .txt", "a_TRAIN.txt", "1\t2\t3\n", FileFormat::UcrTsv);
    row("blanks win over the extension .tsv", "a.tsv", "  1.0e+00  2.0\n", FileFormat::UcrTxt);
    row("a tab behind columns of blanks", "a.tsv", "1 2 3\t\n", FileFormat::UcrTxt);
    row("no extension, commas", "Coffee_TRAIN", "1,2,3\n", FileFormat::UcrTxt);
    row("ts content in a .txt file", "a.txt", "# hello\n@problemName x\n", FileFormat::Ts);
    row("arff content in a .ts file", "a.ts", "% hello\n@RELATION x\n", FileFormat::Arff);
    row("@data alone: the extension decides", "a.ts", "@data\n1,2:3\n", FileFormat::Ts);
    row("only comments: the extension decides", "a.ARFF", "% long story\n", FileFormat::Arff);
    row("named classes: the extension decides", "a.tsv", "walk\t1\n", FileFormat::UcrTsv);
}

void TestReaders::sniffing()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    QFETCH(FileFormat, expected);
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath(file).toStdString();
    writeText(path, content.toStdString());
    QCOMPARE(readerFor(path).format(), expected);
    QVERIFY(!nameOf(expected).empty());
}

void TestReaders::fileOnDisk()
{
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath(QStringLiteral("Toy_TRAIN.txt")).toStdString();
    writeText(path, "1\t2\t3\n");
    QCOMPARE(dump(readDataset(path)), std::string("Toy 1x2 [1] 0:2,3"));
    QCOMPARE(dump(readDataset(path, {.format = FileFormat::UcrTsv})), std::string("Toy 1x2 [1] 0:2,3"));
    QCOMPARE(dump(readDataset(path, {.format = FileFormat::UcrTxt})), std::string("Toy 1x2 [1] 0:2,3"));
    QVERIFY(messageOf<DatasetError>([&] { static_cast<void>(readDataset(path, {.format = FileFormat::Arff})); }));
    QVERIFY(messageOf<DatasetError>([&] { static_cast<void>(readDataset(path, {.format = FileFormat::Ts})); }));

    const auto folderMessage =
        messageOf<DatasetError>([&] { static_cast<void>(readDataset(folder.path().toStdString())); });
    QVERIFY(folderMessage && folderMessage->find("this is a folder") != std::string::npos);
    const auto absent = folder.filePath(QStringLiteral("absent.tsv")).toStdString();
    for (const auto& action : {std::function<void()>([&] { static_cast<void>(readDataset(absent)); }),
                               std::function<void()>([&] { static_cast<void>(readerFor(absent)); })}) {
        const auto message = messageOf<DatasetError>(action);
        QVERIFY(message && message->find("absent.tsv") != std::string::npos);
    }
}

/// Texts cut at every place, and with random bytes: either a data set whose parts agree, or a DatasetError.
void TestReaders::damagedTextNeverCrashes()
{
    const std::string arff =
        "@relation 'a b'\n@attribute s relational\n@attribute t0 numeric\n@attribute t1 numeric\n@end s\n"
        "@attribute c {x,'y z'}\n@data\n\"1,2\\n3,4\",x\n'5,6\\n7,?','y z'\n";
    const std::string ts =
        "# c\n@problemName T\n@dimensions 2\n@seriesLength 2\n@classLabel true 1 2\n@data\n1,2:3,4:1\n5,?:6,7:2\n";
    const std::string tsv = "1\t0.5\t-2\n2\t1e-3\t4\n";
    const std::string txt = "  1.0e+00  0.5  2\n  2.0e+00  3  4\n";
    int good = 0;
    int bad = 0;
    const auto attempt = [&](const std::string& text, const char* file) {
        try {
            const auto dataset = parseDataset(text, file);
            ++good;
            QVERIFY(dataset.size() > 0);
            QCOMPARE(dataset.values.size(),
                     static_cast<std::size_t>(dataset.size() * dataset.channels * dataset.length));
            for (const auto label : dataset.labels)
                QVERIFY(label >= 0 && label < static_cast<std::int64_t>(dataset.classNames.size()));
        } catch (const DatasetError& error) {
            ++bad;
            QVERIFY(std::string_view(error.what()).starts_with(file));
        }
    };
    std::mt19937_64 random(7);
    for (const auto& [text, file] :
         {std::pair(arff, "a.arff"), std::pair(ts, "a.ts"), std::pair(tsv, "a.tsv"), std::pair(txt, "a.txt")}) {
        for (std::size_t length = 0; length <= text.size(); ++length)
            attempt(text.substr(0, length), file);
        for (int i = 0; i < 3000; ++i) {
            auto damaged = text;
            for (auto n = random() % 3 + 1; n > 0; --n)
                damaged[random() % damaged.size()] =
                    static_cast<char>(random() % 3 == 0 ? random() % 256 : text[random() % text.size()]);
            attempt(damaged, file);
        }
    }
    QVERIFY(good > 100);
    QVERIFY(bad > 1000);
}

void TestReaders::lyingHeaderAllocatesNothing()
{
    const std::string text =
        "@dimensions 4000000000000\n@seriesLength 9000000000000000000\n@classLabel true x\n@data\n1,2:x\n";
    const auto message = messageOf<DatasetError>([&] { static_cast<void>(parseDataset(text, "a.ts")); });
    QVERIFY(message);
    QCOMPARE(*message, std::string("a.ts:5:1: series 1 has 2 values, @seriesLength declares 9000000000000000000. "
                                   "Correct the header or the series."));
}

void TestReaders::localeDoesNotMatter()
{
    struct CommaPunctuation : std::numpunct<char>
    {
        [[nodiscard]] char do_decimal_point() const override { return ','; }
    };
    const auto before = std::locale::global(std::locale(std::locale::classic(), new CommaPunctuation));
    const auto dataset = parseDataset("1\t0.5\t-1.5e-3\n", "a.tsv");
    std::locale::global(before);
    QCOMPARE(dump(dataset), std::string("a 1x2 [1] 0:0.5,-0.0015"));
}

void TestReaders::longRowsReadFast()
{
    std::string text;
    for (int n = 0; n < 200; ++n) {
        text += n % 2 == 0 ? "1" : "2";
        for (int t = 0; t < 5000; ++t)
            text += "\t-0." + std::to_string(100000 + t);
        text += '\n';
    }
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(parseDataset(text, "a.tsv").values.size(), std::size_t{1'000'000});
    QVERIFY2(timer.elapsed() < 2000, "a million values take more than two seconds");
}

QTEST_GUILESS_MAIN(TestReaders)
#include "tst_readers.moc"
