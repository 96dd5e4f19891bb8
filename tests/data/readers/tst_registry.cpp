// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "parsing.h"

#include <QtTest>

#include <set>

using namespace pitlane;
using namespace pitlane::test;

/// Which reader takes a file, and what is said where none does.
class TestRegistry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readersAreDistinct();
    void tables_data();
    void tables();
    void foreignFiles_data();
    void foreignFiles();
    void placesThatAreNoFile();
    void formatCanBeGiven();
};

void TestRegistry::readersAreDistinct()
{
    std::set<FileFormat> formats;
    std::set<std::string_view> ids;
    for (const auto* reader : readers()) {
        QVERIFY(formats.insert(reader->format()).second);
        QVERIFY(ids.insert(idOf(reader->format())).second);
        QVERIFY(!nameOf(reader->format()).empty());
    }
    for (const auto format :
         {FileFormat::UcrTsv, FileFormat::UcrTxt, FileFormat::Ts, FileFormat::Arff, FileFormat::Csv})
        QVERIFY(formats.contains(format));
    QCOMPARE(idOf(FileFormat::DaliaPickle), std::string_view("dalia-pickle"));
    const auto extensions = knownExtensions();
    const std::set<std::string_view> known(extensions.begin(), extensions.end());
    QCOMPARE(known.size(), extensions.size());
    for (const auto* extension : {".csv", ".tsv", ".txt", ".ts", ".arff"})
        QVERIFY(known.contains(extension));
}

void TestRegistry::tables_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* file, const QByteArray& content, const char* expected) {
        QTest::newRow(name) << QString::fromLatin1(file) << content << QString::fromLatin1(expected);
    };
    const auto series = [](int columns, char separator, bool counting, int rows = 100) {
        QByteArray text;
        for (int r = 0; r < rows; ++r) {
            text += QByteArray::number(counting ? r : r % 3 + 1);
            for (int c = 1; c < columns; ++c)
                text += separator + QByteArray::number(0.25 * (r + c));
            text += '\n';
        }
        return text;
    };
    row("30 columns, few whole numbers first", "a.txt", series(30, '\t', false), "ucr-tsv");
    row("30 columns by commas", "a.csv", series(30, ',', false), "ucr-txt");
    row("30 columns, row numbers first", "a.csv", series(30, ',', true), "csv");
    row("30 columns, row numbers first, many rows", "a.tsv", series(30, '\t', true, 2000), "csv");
    row("8 columns, few whole numbers first", "a.txt", series(8, '\t', false), "csv");
    row("8 columns in the train file of the archive", "a_TRAIN.txt", series(8, ' ', false), "ucr-txt");
    row("30 columns with names", "a.csv", "label" + QByteArray(",x").repeated(29) + "\n" + series(30, ',', false),
        "csv");
    row("a recording", "1_raw.txt", "time\tchannel1\tclass\r\n1\t1e-05\t0\r\n5\t2e-05\t0\r\n", "csv");
    row("a recording without ending", "raw", "time;x\n1;1,5\n2;2,5\n", "csv");
    row("a recording with an ending of its own", "a.log", "1 2 3\n4 5 6\n", "csv");
    row("a list", "testing_list.txt", "down/a.wav\nup/b.wav\n", "csv");
    row("one row", "a.csv", "1,2,3\n", "csv");
}

void TestRegistry::tables()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    QFETCH(QString, expected);
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath(file).toStdString();
    writeText(path, content.toStdString());
    const auto id = idOf(readerFor(path).format());
    QCOMPARE(QString::fromLatin1(id.data(), static_cast<qsizetype>(id.size())), expected);
    QVERIFY(!describeFile(path).arrays.empty());
}

void TestRegistry::foreignFiles_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char* name, const char* file, const QByteArray& content, const char* message) {
        QTest::newRow(name) << QString::fromLatin1(file) << content << QByteArray(message);
    };
    const QByteArray binary("\0\1\2\3\4\5\6\7\x0e\x80", 10);
    row("zip", "a.csv", "PK\x03\x04rest", "this is a packed archive (zip). Unpack it and choose a table");
    row("spreadsheet", "a.xlsx", "PK\x03\x04[Content_Types].xml",
        "this is an Office document (.xlsx, .docx). Save the data as CSV");
    row("gzip", "a.tsv", "\x1f\x8b\x08", "this is a packed archive (gzip). Unpack it");
    row("7z", "a.7z", "7z\xbc\xaf\x27\x1c", "this is a packed archive (7z). Unpack it");
    row("rar", "a.rar", "Rar!\x1a\x07", "this is a packed archive (rar). Unpack it");
    row("tar", "a.tar", QByteArray(257, 'x') + "ustar\0" + binary, "this is a packed archive (tar). Unpack it");
    row("PNG", "a.csv", "\x89PNG\r\n" + binary, "this is a picture (PNG). Choose a table");
    row("JPEG", "a.jpg", "\xff\xd8\xff" + binary, "this is a picture (JPEG).");
    row("PDF", "paper.pdf", "%PDF-1.5\n%\n1 0 obj\n", "this is a PDF document. Choose a table");
    row("program", "a",
        "\x7f"
        "ELF" +
            binary,
        "this is a program (ELF).");
    row("Windows program", "a.exe", "MZ" + binary, "this is a program (Windows).");
    row("web page", "a.csv", "<!DOCTYPE html>\n<html>\n",
        "this is a web page, as a download that went wrong leaves it. Fetch");
    row("pointer", "a.csv", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "this is a Git LFS pointer");
    row("UTF-16 with a mark", "a.csv",
        QByteArray("\xff\xfe"
                   "1\0,\0",
                   6),
        "this is text in UTF-16. Save the data as CSV in UTF-8");
    row("UTF-16 without a mark", "a.csv", QByteArray("1\0,\0002\0\n\0003\0", 10), "this is text in UTF-16. Save");
    row("binary noise", "a.csv", binary, "this is not a text file, and not a binary file of a known format. Choose");
    row("empty", "a.csv", "", "the file is empty. Choose the file that holds the data, or fetch it again.");
    row("blank", "a.txt", " \r\n\t\n", "the file is empty.");
    row("only a byte-order mark", "a.txt", "\xef\xbb\xbf", "the file is empty.");
    row("prose", "letter.doc", "Dear Sir,\nnothing here.\n",
        "neither content nor extension is of a known format. Choose");
    row("a program's source", "a.py", "import os\nprint(os.getcwd())\n", "neither content nor extension");
}

void TestRegistry::foreignFiles()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, message);
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath(file).toStdString();
    writeText(path, content.toStdString());
    const auto found = messageOf<DatasetError>([&] { static_cast<void>(readerFor(path)); });
    QVERIFY2(found, "a reader took it");
    QCOMPARE(QByteArray::fromStdString(*found).left(static_cast<qsizetype>(path.string().size()) + 2 + message.size()),
             QByteArray::fromStdString(path.string()) + ": " + message);
    QVERIFY(found->ends_with('.'));
}

void TestRegistry::placesThatAreNoFile()
{
    QTemporaryDir folder;
    const auto message = [](const std::filesystem::path& path) {
        return messageOf<DatasetError>([&] { static_cast<void>(describeFile(path)); }).value_or("no error");
    };
    const std::filesystem::path root = folder.path().toStdString();
    QCOMPARE(message(root), root.string() + ": this is a folder. Choose a data file inside.");
    QCOMPARE(message(root / "absent.csv"),
             (root / "absent.csv").string() + ": there is no such file. Check its name, or bring it back.");
    QCOMPARE(message("/dev/null"), std::string("/dev/null: this is not a file. Choose a data file."));
}

void TestRegistry::formatCanBeGiven()
{
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath(QStringLiteral("a.txt")).toStdString();
    writeText(path, "1 2 3\n2 4 5\n");
    QCOMPARE(loadArrays(path).size(), std::size_t{3});
    const auto series = loadArrays(path, {}, {.format = FileFormat::UcrTxt});
    QCOMPARE(series.size(), std::size_t{2});
    QCOMPARE(series[0].shape, (std::vector<std::int64_t>{2, 1, 2}));
    QCOMPARE(series[0].values, (std::vector<float>{2, 3, 4, 5}));
    const std::vector<std::string> wrong{"x"};
    const auto message =
        messageOf<DatasetError>([&] { static_cast<void>(loadArrays(path, wrong, {.format = FileFormat::UcrTxt})); });
    QCOMPARE(message.value_or(""), path.string() + ": there is no array \"x\" in this file, which has values, label. "
                                                   "Choose one of them.");
    const std::vector<std::string> label{"label"};
    QCOMPARE(loadArrays(path, label, {.format = FileFormat::UcrTxt}).front().categories,
             (std::vector<std::string>{"1", "2"}));
    const auto notSeries = messageOf<DatasetError>([&] { static_cast<void>(readDataset(path)); });
    QVERIFY(notSeries && notSeries->find("does not hold labelled series, but 3 arrays") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestRegistry)
#include "tst_registry.moc"
