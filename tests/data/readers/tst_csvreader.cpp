// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/textreaders.h"
#include "tests/data/testdata.h"

#include <QTemporaryDir>
#include <QtTest>

#include <array>
#include <cmath>
#include <locale>
#include <sstream>
#include <stop_token>

using namespace pitlane;
using namespace pitlane::test;

namespace {

/// "a: 1 2 ? | b (x y): 0 1 0": columns with their values, texts with their categories.
std::string dumpColumns(const std::vector<Array>& arrays)
{
    std::ostringstream text;
    for (const auto& array : arrays) {
        text << (text.tellp() > 0 ? " | " : "") << array.name;
        for (std::size_t i = 0; i < array.categories.size(); ++i)
            text << (i == 0 ? " (" : " ") << array.categories[i] << (i + 1 == array.categories.size() ? ")" : "");
        text << ":";
        for (const float value : array.values) {
            if (std::isnan(value))
                text << " ?";
            else
                text << " " << value;
        }
    }
    return text.str();
}

std::int64_t peakMemoryBytes()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:"))
            return std::stoll(line.substr(6)) * 1024;
    return 0;
}

/// Makes the peak of this process start again from what it uses now.
void forgetPeak()
{
    std::ofstream("/proc/self/clear_refs") << "5";
}

/// About `bytes` of eight channels and a class, as a recording looks.
void writeRecording(const std::filesystem::path& path, std::int64_t bytes, std::int64_t& rows)
{
    std::ofstream out(path, std::ios::binary);
    out << "time,c1,c2,c3,c4,c5,c6,c7,c8,class\n";
    for (rows = 0; out.tellp() < bytes; ++rows) {
        std::string row = std::to_string(rows);
        for (int c = 0; c < 8; ++c)
            row += (rows * (c + 3) % 7 < 3 ? ",-0.0" : ",1.2") + std::to_string(10000 + (rows * 37 + c * 101) % 90000);
        out << row << (rows % 5 == 0 ? ",rest\n" : ",fist\n");
    }
}

} // namespace

class TestCsvReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wellFormed_data();
    void wellFormed();
    void everyWayToWriteIt_data();
    void everyWayToWriteIt();
    void options();
    void errors_data();
    void errors();
    void columnsAreChosen();
    void thousandsOfColumns();
    void blocksDoNotMatter();
    void localeDoesNotMatter();
    void largeFileInBoundedMemory();
    void cancelled();
    void emgRecordings_data();
    void emgRecordings();
};

void TestCsvReader::wellFormed_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const QByteArray& content, const char* expected) {
        QTest::newRow(name) << content << QByteArray(expected);
    };
    row("header", "time,ch\n0,1.5\n1,-2e-3\n", "time: 0 1 | ch: 1.5 -0.002");
    row("no header", "0,1.5\n1,-2\n", "column 1: 0 1 | column 2: 1.5 -2");
    row("a column of text", "t,class\n0,rest\n1,fist\n2,rest\n", "t: 0 1 2 | class (fist rest): 1 0 1");
    row("texts that are numbers but for one", "t,id\n0,10\n1,x\n2,9\n", "t: 0 1 2 | id (10 9 x): 0 2 1");
    row("missing values", "a,b,c\n1,,?\nNaN,NA,n/a\n2,3,4\n", "a: 1 ? 2 | b: ? ? 3 | c: ? ? 4");
    row("missing text", "a,b\n1,x\n2,\n3,x\n", "a: 1 2 3 | b (x): 0 ? 0");
    row("a column without any value", "a,b\n1,\n2,NA\n", "a: 1 2 | b: ? ?");
    row("comments and blank lines", "# made\n% by hand\n\na,b\n\n1,2\n# more\n  \n3,4\n\n", "a: 1 3 | b: 2 4");
    row("names in a comment", "# t ch1 ch2\n0 1 2\n3 4 5\n", "t: 0 3 | ch1: 1 4 | ch2: 2 5");
    row("prose in a comment is no name", "# made by hand\n0 1\n3 4\n", "column 1: 0 3 | column 2: 1 4");
    row("byte-order mark",
        "\xef\xbb\xbf"
        "a,b\n1,2\n",
        "a: 1 | b: 2");
    row("quoted line break, comma and quotes", "name,x\n\"one, \"\"two\"\"\nthree\",1\nplain,2\n",
        "name (one, \"two\"\nthree plain): 0 1 | x: 1 2");
    row("quoted numbers", "\"a\",\"b\"\n\"1\",\"2.5\"\n\"3\",\"\"\n", "a: 1 3 | b: 2.5 ?");
    row("a quotation mark within a field", "size,x\n5\" pipe,1\nother,2\n", "size (5\" pipe other): 0 1 | x: 1 2");
    row("blanks around fields", "a , b\n 1 ,\t2 \n3, 4\n", "a: 1 3 | b: 2 4");
    row("columns of blanks", "  t    x\n  0   1.5\n 10  -2.5\n", "t: 0 10 | x: 1.5 -2.5");
    row("texts with blanks between tabs", "t\tmove\n0\twrist flexion\n1\trest\n",
        "t: 0 1 | move (rest wrist flexion): 1 0");
    row("a separator behind each row", "1,2,\n3,4,\n", "column 1: 1 3 | column 2: 2 4");
    row("a separator behind each row and the names", "a,b,\n1,2,\n3,4,\n", "a: 1 3 | b: 2 4");
    row("a separator behind each row, not behind the names", "a,b\n1,2,\n3,4,\n", "a: 1 3 | b: 2 4");
    row("last column missing in all rows", "a,b\n1,\n3,\n", "a: 1 3 | b: ? ?");
    row("a name twice, a name missing", "a,a,\n1,2,3\n4,5,6\n", "a: 1 4 | a (2): 2 5 | column 3: 3 6");
    row("names that count up", ",0,1,2\n0,1.5,2.5,3.5\n1,4,5,6\n", "column 1: 0 1 | 0: 1.5 4 | 1: 2.5 5 | 2: 3.5 6");
    row("one column", "1\n2.5\n3\n", "column 1: 1 2.5 3");
    row("one column with a name", "bpm\n60\n61\n", "bpm: 60 61");
    row("names above texts", "file,label\na.wav,yes\nb.wav,no\nc.wav,yes\n",
        "file (a.wav b.wav c.wav): 0 1 2 | label (no yes): 1 0 1");
    row("a list has no names", "yes\nno\nyes\n", "column 1 (no yes): 1 0 1");
    row("no line end at the end", "a,b\n1,2\n3,4", "a: 1 3 | b: 2 4");
    row("spreadsheet's hint", "sep=;\na;b\n1;2\n3;4\n", "a: 1 3 | b: 2 4");
    row("semicolons and decimal commas", "a;b\n1,5;-2,25\n3;4e-1\n", "a: 1.5 3 | b: -2.25 0.4");
    row("names in Latin-1", "T\xe9st\tx\n1\t2\n3\t4\n", "T\xc3\xa9st: 1 3 | x: 2 4");
    row("too small for single precision is zero", "a,b\n1e-60,+2\n", "a: 0 | b: 2");
}

void TestCsvReader::wellFormed()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, expected);
    try {
        QCOMPARE(QByteArray::fromStdString(dumpColumns(parseCsv(content.toStdString(), "a.csv"))), expected);
    } catch (const Error& error) {
        QFAIL(error.what());
    }
}

void TestCsvReader::everyWayToWriteIt_data()
{
    QTest::addColumn<bool>("header");
    QTest::addColumn<char>("separator");
    QTest::addColumn<char>("decimal");
    QTest::addColumn<QByteArray>("lineEnd");
    QTest::addColumn<bool>("quotes");
    for (const bool header : {true, false})
        for (const char separator : {',', ';', '\t', ' '})
            for (const char decimal : {'.', ','})
                for (const char* lineEnd : {"\n", "\r\n", "\r"})
                    for (const bool quotes : {true, false})
                        if (separator != ',' || decimal != ',' || quotes)
                            QTest::addRow("%s, separator %d, decimal %c, line end of %d, %s",
                                          header ? "header" : "no header", separator, decimal,
                                          static_cast<int>(strlen(lineEnd)) * 100 + lineEnd[0],
                                          quotes ? "quotes" : "no quotes")
                                << header << separator << decimal << QByteArray(lineEnd) << quotes;
}

/// The same table in every combination gives the same columns.
void TestCsvReader::everyWayToWriteIt()
{
    QFETCH(bool, header);
    QFETCH(char, separator);
    QFETCH(char, decimal);
    QFETCH(QByteArray, lineEnd);
    QFETCH(bool, quotes);
    const std::array<std::array<const char*, 3>, 5> cells{{{"time", "value", "move"},
                                                           {"0", "0.5", "rest"},
                                                           {"1", "-1.25", "fist"},
                                                           {"2", "3.75", "rest"},
                                                           {"3", "-4.5", "x"}}};
    std::string text;
    for (std::size_t r = header ? 0 : 1; r < cells.size(); ++r) {
        for (std::size_t c = 0; c < 3; ++c) {
            std::string cell = cells[r][c];
            if (r > 0)
                std::ranges::replace(cell, '.', decimal);
            text += c == 0 ? "" : std::string(1, separator);
            text += quotes ? "\"" + cell + "\"" : cell;
        }
        text += lineEnd.toStdString();
    }
    const std::string expected =
        header ? "time: 0 1 2 3 | value: 0.5 -1.25 3.75 -4.5 | move (fist rest x): 1 0 1 2"
               : "column 1: 0 1 2 3 | column 2: 0.5 -1.25 3.75 -4.5 | column 3 (fist rest x): 1 0 1 2";
    QCOMPARE(dumpColumns(parseCsv(text, "a.txt")), expected);
    const auto info = describeCsv(text, "a.txt");
    QCOMPARE(info.arrays.size(), std::size_t{3});
    for (const auto& array : info.arrays)
        QCOMPARE(array.shape, (std::vector<std::int64_t>{4}));
    QCOMPARE(info.arrays[1].type, std::string("number"));
    QCOMPARE(info.arrays[2].type, std::string("text"));
}

void TestCsvReader::options()
{
    const std::string text = "Made by a machine, 3 channels\nserial 12\n7;8\n1,5;2\n";
    TableOptions options{.header = TableOptions::Header::Yes, .separator = ';', .decimal = ',', .skipLines = 2};
    QCOMPARE(dumpColumns(parseCsv(text, "a.csv", {}, options)), std::string("7: 1.5 | 8: 2"));
    options.header = TableOptions::Header::No;
    QCOMPARE(dumpColumns(parseCsv(text, "a.csv", {}, options)), std::string("column 1: 7 1.5 | column 2: 8 2"));
    const auto info = describeCsv("a;b\n1,5;2\n", "a.csv");
    QCOMPARE(info.notes.front(), std::string("2 columns, separated by semicolons, decimal comma."));
    QCOMPARE(info.notes[1], std::string("Names of the columns in line 1."));
    QVERIFY(describeCsv("t,x\n1458648725123,1\n", "a.csv").notes.back().find("1458648725123") != std::string::npos);
}

void TestCsvReader::errors_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char* name, const QByteArray& content, const char* message) {
        QTest::newRow(name) << content << QByteArray(message);
    };
    QByteArray many("t,x\n");
    for (int i = 0; i < 150; ++i)
        many += QByteArray::number(i) + ",0.5\n";
    row("a row too short", "a,b,c\n1,2,3\n4,5\n6,7,8\n",
        "a.csv:3:1: row 2 has 2 fields, expected 3, as many as line 1 has names. Complete the row");
    row("a row too long", "1,2\n3,4\n5,6,7\n8,9\n", "a.csv:3:1: row 3 has 3 fields, expected 2 as in the first rows.");
    row("a quoted row too short", "a,b,c\n1,2,3\n\"4\",5\n6,7,8\n", "a.csv:3:1: row 2 has 2 fields, expected 3");
    row("a quoted row too long", "a,b\n1,2\n4,5\n\"6\",7,8\n", "a.csv:4:1: row 3 has 3 fields, expected 2");
    row("cut off in the last row", "a,b,c\n1,2,3\n4,5,6\n7,8",
        "a.csv:4:1: row 3 has 2 fields, expected 3, as many as line 1 has names. The last line has no line end, so the "
        "file may be cut off");
    row("text among numbers", many + "150,abc\n",
        "a.csv:152:5: row 151, column 2 \"x\": found \"abc\", expected a number such as 0.25 as in the rows above, or "
        "nothing where the value is missing.");
    row("text among numbers, behind a quoted line break", many + "\"\n150\",\"abc\"\n",
        "a.csv:152:2: row 151, column 1 \"t\": found \"\\x0a150\", expected a number");
    row("too large a number", many + "150,1e39\n",
        "a.csv:152:5: row 151, column 2 \"x\": found \"1e39\", which is too large for a number in single precision");
    row("names without rows", "a,b,c\n", "a.csv: the table has names of columns, but no row below them.");
    row("only comments", "# nothing\n% here\n", "a.csv: there is no row in this table.");
    row("quotation mark not closed", "a,b\n1,2\n\"3,4\n5,6\n",
        "a.csv:3:1: the quotation mark that opens here is not closed before the end of the file. Close it");
    row("text behind a quotation mark", "a,b\n1,\"2\"x\n",
        "a.csv:2:6: found \"x\" behind a quotation mark, expected the end of the field.");
    row("decimal point among decimal commas",
        QByteArray(many).replace("0.5", "0,5").replace(",x", ";x").replace(",0,5", ";0,5") + "150;0.5\n",
        "a.csv:152:5: row 151, column 2 \"x\": found \"0.5\", expected a number such as 0,25");
}

void TestCsvReader::errors()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, message);
    const auto found = messageOf<DatasetError>([&] { static_cast<void>(parseCsv(content.toStdString(), "a.csv")); });
    QVERIFY2(found, "no error");
    QCOMPARE(QByteArray::fromStdString(*found).left(message.size()), message);
    QVERIFY2(found->ends_with('.'), "not a whole sentence");
}

void TestCsvReader::columnsAreChosen()
{
    const std::string text = "a,b,c\n1,2,x\n3,4,y\n";
    const std::vector<std::string> names{"c", "a", "c"};
    QCOMPARE(dumpColumns(parseCsv(text, "a.csv", names)), std::string("c (x y): 0 1 | a: 1 3 | c (x y): 0 1"));
    const std::vector<std::string> wrong{"a", "d"};
    const auto message = messageOf<DatasetError>([&] { static_cast<void>(parseCsv(text, "a.csv", wrong)); });
    QVERIFY(message);
    QCOMPARE(*message,
             std::string("a.csv: there is no column \"d\" in this table, which has a, b, c. Choose one of them."));
}

void TestCsvReader::thousandsOfColumns()
{
    std::string text;
    for (int r = 0; r < 20; ++r)
        for (int c = 0; c < 5000; ++c)
            text += (r == 0 ? "c" + std::to_string(c) : std::to_string(r * 5000 + c) + ".5") + (c == 4999 ? "\n" : ",");
    const auto arrays = parseCsv(text, "a.csv");
    QCOMPARE(arrays.size(), std::size_t{5000});
    QCOMPARE(arrays[4321].name, std::string("c4321"));
    QCOMPARE(arrays[4321].values[18], 99321.5F);
}

/// Quotes, line ends and fields across the borders of blocks.
void TestCsvReader::blocksDoNotMatter()
{
    const std::string text =
        "\xef\xbb\xbfname,\"x \"\"y\"\"\",class\r\n\"a\r\nb\",1.25,rest\r\n# c\r\n\r\nplain,-2e-3,\"fi\"\"st\"\r\n";
    const auto whole = dumpColumns(parseCsv(text, "a.csv"));
    QCOMPARE(whole, std::string("name (a\r\nb plain): 0 1 | x \"y\": 1.25 -0.002 | class (fi\"st rest): 1 0"));
    for (std::size_t block = 1; block <= text.size(); ++block)
        QCOMPARE(dumpColumns(parseCsv(text, "a.csv", {}, {}, block)), whole);
}

void TestCsvReader::localeDoesNotMatter()
{
    struct CommaPunctuation : std::numpunct<char>
    {
        [[nodiscard]] char do_decimal_point() const override { return ','; }
    };
    const auto before = std::locale::global(std::locale(std::locale::classic(), new CommaPunctuation));
    const auto arrays = parseCsv("a,b\n0.5,-1.5e-3\n", "a.csv");
    std::locale::global(before);
    QCOMPARE(arrays[0].values, std::vector<float>{0.5F});
    QCOMPARE(arrays[1].values, std::vector<float>{-1.5e-3F});
}

void TestCsvReader::largeFileInBoundedMemory()
{
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath(QStringLiteral("large.csv")).toStdString();
    std::int64_t rows = 0;
    constexpr std::int64_t bytes = 20'000'000;
    writeRecording(path, bytes, rows);

    QElapsedTimer timer;
    timer.start();
    const auto info = describeFile(path);
    const auto describeTime = timer.elapsed();
    QCOMPARE(info.format, FileFormat::Csv);
    QCOMPARE(info.arrays.size(), std::size_t{10});
    QCOMPARE(info.arrays[9].type, std::string("text"));
    QCOMPARE(info.arrays[0].shape, (std::vector<std::int64_t>{rows}));

    int steps = 0;
    double last = 0;
    Progress progress;
    progress.tell = [&](double share, std::string_view) {
        QVERIFY(share >= last && share <= 1);
        last = share;
        ++steps;
    };
    const std::vector<std::string> some{"c1", "c8", "class"};
    forgetPeak();
    const auto before = peakMemoryBytes();
    timer.restart();
    const auto arrays = loadArrays(path, some, {}, progress);
    const auto loadTime = timer.elapsed();
    const auto grown = peakMemoryBytes() - before;
    QVERIFY(steps >= 2 * bytes / (1 << 20));
    QVERIFY(last > 0.9);
    const auto arrayBytes = static_cast<std::int64_t>(sizeof(float)) * rows * 3;
    qInfo("describe %lld ms, load %lld ms, arrays %lld bytes, peak grew by %lld bytes",
          static_cast<long long>(describeTime), static_cast<long long>(loadTime), static_cast<long long>(arrayBytes),
          static_cast<long long>(grown));
    QVERIFY2(grown < arrayBytes + (8 << 20), "more than the arrays and 8 MiB");
    timer.restart();
    QCOMPARE(loadArrays(path).size(), std::size_t{10});
    qInfo("all columns: %.0f MB/s",
          static_cast<double>(bytes) / 1e6 / (static_cast<double>(timer.nsecsElapsed()) / 1e9));
    QCOMPARE(arrays[2].categories, (std::vector<std::string>{"fist", "rest"}));
    QCOMPARE(static_cast<std::int64_t>(arrays[0].values.size()), rows);
    for (std::int64_t r = 0; r < rows; r += 997) {
        const auto at = static_cast<std::size_t>(r);
        const auto digits = std::to_string(10000 + r * 37 % 90000);
        const auto expected = (r * 3 % 7 < 3 ? "-0.0" : "1.2") + digits;
        QCOMPARE(arrays[0].values[at], std::strtof(expected.c_str(), nullptr));
        QCOMPARE(arrays[2].values[at], r % 5 == 0 ? 1.F : 0.F);
    }
}

void TestCsvReader::cancelled()
{
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath(QStringLiteral("large.csv")).toStdString();
    std::int64_t rows = 0;
    writeRecording(path, 6'000'000, rows);
    std::stop_source stop;
    int calls = 0;
    Progress progress;
    progress.stop = stop.get_token();
    progress.tell = [&](double, std::string_view step) {
        if (step == "Reading rows" && ++calls == 2)
            stop.request_stop();
    };
    QVERIFY(messageOf<ReadCancelled>([&] { static_cast<void>(loadArrays(path, {}, {}, progress)); }));
    QCOMPARE(calls, 2);
    QVERIFY(messageOf<ReadCancelled>([&] { static_cast<void>(describeFile(path, {}, progress)); }));
}

void TestCsvReader::emgRecordings_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QList<int>>("counts");
    const auto row = [](const char* file, const QList<int>& counts) {
        QTest::newRow(file) << QString::fromLatin1(file) << counts;
    };
    row("01/1_raw_data_13-12_22.03.16.txt", {63196, 41272, 3780, 3525, 3816, 3441, 3615, 3747});
    row("01/2_raw_data_13-13_22.03.16.txt", {57974, 37410, 3531, 3281, 3513, 3383, 3460, 3396});
    row("03/1_raw_data_09-32_11.04.16.txt", {56568, 37649, 3093, 3073, 3290, 3312, 3138, 3013});
    row("03/2_raw_data_09-34_11.04.16.txt", {49217, 30121, 3350, 3228, 3196, 3109, 3140, 3073});
    row("04/1_raw_data_18-02_24.04.16.txt", {59107, 36502, 3155, 3404, 3976, 4092, 4191, 3787});
    row("04/2_raw_data_18-03_24.04.16.txt", {55091, 36076, 3316, 3194, 2899, 3101, 3232, 3273});
    row("05/1_raw_data_10-28_30.03.16.txt", {57118, 37988, 3448, 3092, 3111, 3047, 3234, 3198});
    row("05/2_raw_data_10-29_30.03.16.txt", {50130, 30069, 3058, 3714, 3763, 3677, 2864, 2985});
}

/// Rows and class counts as the description of the data lists them.
void TestCsvReader::emgRecordings()
{
    QFETCH(QString, file);
    QFETCH(QList<int>, counts);
    const auto root = qEnvironmentVariable("PITLANE_DATA_DIR", QStringLiteral(PITLANE_SOURCE_DIR "/../shared/data"));
    const auto path = root + QStringLiteral("/uci_emg_gestures/") + file;
    if (!QFileInfo::exists(path))
        QSKIP("The EMG recordings are not there: set PITLANE_DATA_DIR to a folder with uci_emg_gestures.");
    QCOMPARE(readerFor(path.toStdString()).format(), FileFormat::Csv);
    const auto arrays = loadArrays(path.toStdString());
    QCOMPARE(arrays.size(), std::size_t{10});
    QCOMPARE(arrays.front().name, std::string("time"));
    QCOMPARE(arrays.back().name, std::string("class"));
    QList<int> found{static_cast<int>(arrays[1].values.size()), 0, 0, 0, 0, 0, 0, 0};
    for (const float label : arrays.back().values)
        ++found[static_cast<int>(label) + 1];
    QCOMPARE(found, counts);
}

QTEST_GUILESS_MAIN(TestCsvReader)
#include "tst_csvreader.moc"
