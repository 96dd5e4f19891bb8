// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "parsing.h"

#include <QtTest>

using namespace pitlane;
using namespace pitlane::test;

/// Every malformed variant gives a sentence that names file, row, column, what was found and what to do.
class TestReaderErrors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void table_data();
    void table() { check(); }
    void ts_data();
    void ts() { check(); }
    void arff_data();
    void arff() { check(); }
    void anyFile_data();
    void anyFile() { check(); }

private:
    static void addColumns();
    static void row(const char* name, const char* file, const QByteArray& content, const char* message);
    static void check();
};

void TestReaderErrors::addColumns()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("message");
}

void TestReaderErrors::row(const char* name, const char* file, const QByteArray& content, const char* message)
{
    QTest::newRow(name) << QString::fromLatin1(file) << content << QByteArray(message);
}

/// `message` is the beginning of the sentence.
void TestReaderErrors::check()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, message);
    const auto found =
        messageOf<DatasetError>([&] { static_cast<void>(parseDataset(content.toStdString(), file.toStdString())); });
    QVERIFY2(found, "no error");
    QCOMPARE(QByteArray::fromStdString(*found).left(message.size()), message);
    QVERIFY2(found->ends_with('.'), "not a whole sentence");
}

void TestReaderErrors::table_data()
{
    addColumns();
    row("text where a number belongs", "a.tsv", "1\t2\t3\n2\tabc\t4\n",
        "a.tsv:2:3: series 2, value 1: found \"abc\", expected a number such as -0.25 (with a decimal point), or ?");
    row("decimal comma", "a.tsv", "1\t2\t0,5\n", "a.tsv:1:5: series 1, value 2: found \"0,5\", expected a number");
    row("garbage after a number", "a.tsv", "1\t2x\t3\n",
        "a.tsv:1:3: series 1, value 1: found \"2x\", expected a number");
    row("two signs", "a.tsv", "1\t+-2\t3\n", "a.tsv:1:3: series 1, value 1: found \"+-2\", expected a number");
    row("too large a number", "a.tsv", "1\t1e39\n", "a.tsv:1:3: series 1, value 1: found \"1e39\", which is too large");
    row("far too large a number", "a.tsv", "1\t1e999\n",
        "a.tsv:1:3: series 1, value 1: found \"1e999\", which is too large");
    row("shorter series", "a.tsv", "1\t2\t3\n2\t3\t4\n1\t5\n2\t6\n",
        "a.tsv:3:1: series 3 has 1 value, series 1 (line 1) has 2. All series must have the same length");
    row("longer series", "a.txt", "# x\n1 2 3\n2 3 4 5\n",
        "a.txt:3:1: series 2 has 3 values, series 1 (line 2) has 2. All");
    row("cut off in the last line", "a.tsv", "1\t2\t3\n2\t3",
        "a.tsv:2:1: series 2 has 1 value, series 1 (line 1) has 2. The last line has no line end, so the file may be "
        "cut off");
    row("label without values", "a.tsv", "1\n", "a.tsv:1:1: series 1 has 0 values, expected at least one.");
    row("label missing", "a.tsv", "1\t2\n\t3\n", "a.tsv:2:1: series 2 has no class label. Give it one");
    row("label is NaN", "a.tsv", "NaN\t2\n", "a.tsv:1:1: series 1 has no class label. Give it one");
    row("label is a fraction", "a.tsv", "0.25\t2\n",
        "a.tsv:1:1: series 1: found the class label \"0.25\", expected a whole number. The first column of a UCR table "
        "is the");
    row("a name among numbered classes", "a.tsv", "1\t2\nx\t3\n",
        "a.tsv:2:1: series 2: found the class label \"x\", expected a number as in series 1.");
    row("a heading", "a.tsv", "label\tt0\tt1\n1\t2\t3\n",
        "a.tsv:1:7: series 1, value 1: found \"t0\", expected a number");
    row("class name in Latin-1", "a.tsv", "caf\xe9\t2\n", "a.tsv:1:1: the class name \"caf\\xe9\" is not UTF-8 text.");
    row("only comments", "a.tsv", "# nothing\n", "a.tsv: there is no series in this file. Choose the file");
}

void TestReaderErrors::ts_data()
{
    addColumns();
    const QByteArray head = "@classLabel true a b\n@data\n";
    row("label not declared", "a.ts", head + "1,2:c\n",
        "a.ts:3:5: series 1 has the class label \"c\", @classLabel declares a, b. Correct the label or declare the "
        "class.");
    row("no label", "a.ts", head + "1,2\n",
        "a.ts:3:1: series 1 has no class label, expected a colon and a class after the last value. Add the label");
    row("cut off before the label", "a.ts", head + "1,2:a\n1,2",
        "a.ts:4:1: series 2 has no class label, expected a colon and a class after the last value. The file may be cut "
        "off");
    row("cut off behind the colon", "a.ts",
        head + "1,2:", "a.ts:3:5: series 1 has no class label. The last line has no line end");
    row("text where a number belongs", "a.ts", head + "1,2:3,x:a\n",
        "a.ts:3:7: series 1, channel 2, value 2: found \"x\", expected a number");
    row("unequal length where the header says equal", "a.ts", "@equalLength true\n" + head + "1,2:a\n1,2,3:b\n",
        "a.ts:5:1: series 2 has 3 values, series 1 (line 4) has 2. All series must have the same length");
    row("unequal channels within a series", "a.ts", head + "1,2:3:a\n",
        "a.ts:3:1: series 1, channel 2, has 1 value, channel 1 has 2. All channels of a series must have the same");
    row("other number of channels", "a.ts", head + "1,2:3,4:a\n5,6:b\n",
        "a.ts:4:1: series 2 has 1 channel, series 1 (line 3) has 2. All series must have the same channels.");
    row("empty channel", "a.ts", head + "1,2::a\n",
        "a.ts:3:1: series 1, channel 2, has 0 values, expected at least one.");
    row("wrong @seriesLength", "a.ts", "@seriesLength 3\n" + head + "1,2:a\n",
        "a.ts:4:1: series 1 has 2 values, @seriesLength declares 3. Correct the header or the series.");
    row("wrong @dimensions", "a.ts", "@dimensions 3\n" + head + "1,2:3,4:a\n",
        "a.ts:4:1: series 1 has 2 channels, @dimensions declares 3. Correct the header or the series.");
    row("@univariate true with two channels", "a.ts", "@univariate true\n" + head + "1,2:3,4:a\n",
        "a.ts:4:1: series 1 has 2 channels, @univariate true declares 1. Correct the header or the series.");
    row("@seriesLength is no number", "a.ts", "@seriesLength many\n" + head,
        "a.ts:1:15: @seriesLength: found \"many\", expected a whole number of at least 1.");
    row("@dimensions is negative", "a.ts", "@dimensions -2\n" + head,
        "a.ts:1:13: @dimensions: found \"-2\", expected a whole");
    row("@univariate is neither true nor false", "a.ts", "@univariate yes\n" + head,
        "a.ts:1:13: @univariate: found \"yes\", expected true or false.");
    row("unequal length where the examples must be equal", "a.ts", head + "1,2:a\n1,2,3:b\n",
        "a.ts: series 2 has 3 values, series 1 has 2. All series must have the same length: cut them");
    row("@timeStamps true without stamps", "a.ts", "@timeStamps true\n" + head + "1,2:a\n",
        "a.ts:4:1: series 1 carries no time stamps, @timeStamps true asks for pairs (time,value).");
    row("time stamps in one series only", "a.ts", head + "(0,1),(1,2):a\n1,2:b\n",
        "a.ts:4:1: series 2 carries no time stamps, series 1 does. Write all series alike.");
    row("time stamps in the second series only", "a.ts", head + "1,2:b\n(0,1),(1,2):a\n",
        "a.ts:4:1: series 2 carries time stamps, series 1 does not.");
    row("time stamp is a word", "a.ts", head + "(now,1):a\n",
        "a.ts:3:2: series 1, value 1: found the time stamp \"now\", expected a number or a time such as");
    row("time stamps go backwards", "a.ts", head + "(1,1),(0,1):a\n",
        "a.ts:3:8: series 1, value 2: the time stamp \"0\" is not later than the one before.");
    row("pair without a value", "a.ts", head + "(1):a\n",
        "a.ts:3:2: series 1, value 1: found \"1\", expected a pair (time,value).");
    row("pair not closed", "a.ts", head + "(1,2),(2,3:a\n",
        "a.ts:3:7: series 1, value 2: found \"(2,3\", expected a pair (time,value).");
    row("text behind a pair", "a.ts", head + "(1,2) x:a\n",
        "a.ts:3:7: series 1, value 2: found \"x\" after a pair, expected a comma or a colon.");
    row("time stamps, no label", "a.ts", head + "(2007-01-01 00:00:00,1)\n", "a.ts:3:1: series 1 has no class label");
    row("@classLabel false", "a.ts", "@classLabel false\n@data\n1,2\n",
        "a.ts:1:1: the series have no class labels (@classLabel false). Choose a file with labels.");
    row("target is a word", "a.ts", "@targetlabel true\n@data\n1,2:high\n",
        "a.ts:3:5: series 1, target: found \"high\", expected a number such as");
    row("target is missing", "a.ts", "@targetlabel true\n@data\n1,2:?\n",
        "a.ts:3:5: series 1 has no target value. Give it one or remove the series.");
    row("@targetLabel false", "a.ts", "@targetlabel false\n@data\n1,2:0.5\n",
        "a.ts:1:1: the series have no target values (@targetLabel false).");
    row("@classLabel and @targetLabel", "a.ts", "@classLabel true a b\n@targetLabel true\n@data\n1,2:0.5\n",
        "a.ts:2:1: the header has @classLabel and @targetLabel");
    row("no @classLabel", "a.ts", "@data\n1,2:a\n", "a.ts:1:1: the header has no line @classLabel");
    row("no @data", "a.ts", "@classLabel true a\n", "a.ts: the line @data is missing, so there is no series to read.");
    row("series before @data", "a.ts", "@classLabel true a\n1,2:a\n",
        "a.ts:2:1: found \"1,2:a\" before the line @data");
    row("no series", "a.ts", head, "a.ts: there is no series in this file.");
}

void TestReaderErrors::arff_data()
{
    addColumns();
    const QByteArray head = "@relation r\n@attribute t0 numeric\n@attribute t1 numeric\n@attribute c {a,b}\n@data\n";
    const QByteArray multi =
        "@relation r\n@attribute s relational\n@attribute t0 numeric\n@attribute t1 numeric\n@end s\n"
        "@attribute c {a,b}\n@data\n";
    row("label not declared", "a.arff", head + "1,2,x\n",
        "a.arff:6:5: series 1 has the class label \"x\", the attribute \"c\" declares a, b. Correct the label");
    row("label missing", "a.arff", head + "1,2,?\n", "a.arff:6:5: series 1 has no class label.");
    row("text where a number belongs", "a.arff", head + "1,two,a\n",
        "a.arff:6:3: series 1, value 2: found \"two\", expected a number");
    row("too few values", "a.arff", head + "1,2,a\n3,b\n",
        "a.arff:7:1: series 2 has 2 fields, the header declares 3 attributes. All series must have the same length");
    row("too many values", "a.arff", head + "1,2,a,4\n",
        "a.arff:6:1: series 1 has 4 fields, the header declares 3 attributes.");
    row("cut off", "a.arff", head + "1,2,a\n1,2",
        "a.arff:7:1: series 2 has 2 fields, the header declares 3 attributes. The file may be cut off");
    row("sparse row", "a.arff", head + "{0 1, 2 a}\n", "a.arff:6:1: sparse rows ({index value, ...}) cannot be read.");
    row("quotation mark not closed", "a.arff", head + "1,2,'a\n",
        "a.arff:6:5: the quotation mark ' is not closed on this line.");
    row("text behind a quotation mark", "a.arff", head + "1,2,'a'b\n",
        "a.arff:6:8: series 1: found \"b\" after a quotation mark");
    row("no class attribute", "a.arff", "@relation r\n@attribute t numeric\n@data\n1\n",
        "a.arff:3:1: no attribute lists classes");
    row("two class attributes", "a.arff", "@relation r\n@attribute c {a}\n@attribute d {b}\n@data\n",
        "a.arff:3:1: the attributes \"c\" and \"d\" both list classes, expected one.");
    row("no numeric attribute", "a.arff", "@relation r\n@attribute c {a}\n@data\na\n",
        "a.arff:3:1: the header declares no numeric");
    row("text attribute", "a.arff", "@relation r\n@attribute id string\n@attribute c {a}\n@data\n",
        "a.arff:2:1: the attribute \"id\" has the type \"string\", expected numeric, relational or a list of classes");
    row("list of classes not closed", "a.arff", "@relation r\n@attribute c {a,b\n",
        "a.arff:2:1: the list of classes of \"c\" is not closed");
    row("empty list of classes", "a.arff", "@relation r\n@attribute c {}\n",
        "a.arff:2:1: the attribute \"c\" lists no class.");
    row("unknown declaration", "a.arff", "@relation r\n@atribute t numeric\n",
        "a.arff:2:1: found \"@atribute t numeric\", expected");
    row("series before @data", "a.arff", "@relation r\n1,2,a\n", "a.arff:2:1: found \"1,2,a\" before the line @data");
    row("no @data", "a.arff", "@relation r\n@attribute c {a}\n", "a.arff: the line @data is missing");
    row("no series", "a.arff", head, "a.arff: there is no series in this file.");
    row("multivariate: channel too short", "a.arff", multi + "\"1,2\\n3\",a\n",
        "a.arff:8:1: series 1, channel 2, has 1 value, the relational attribute declares 2.");
    row("multivariate: other number of channels", "a.arff", multi + "\"1,2\\n3,4\",a\n\"1,2\",b\n",
        "a.arff:9:1: series 2 has 1 channel, series 1 (line 8) has 2.");
    row("multivariate: text where a number belongs", "a.arff", multi + "\"1,2\\n3,x\",a\n",
        "a.arff:8:9: series 1, channel 2, value 2: found \"x\", expected a number");
    row("multivariate: not ended", "a.arff", "@relation r\n@attribute s relational\n@attribute t numeric\n@data\n",
        "a.arff:4:1: the relational attribute is not ended, expected a line @end before @data.");
    row("multivariate: nothing inside", "a.arff", "@relation r\n@attribute s relational\n@end s\n",
        "a.arff:3:1: the relational attribute has no attributes inside");
    row("multivariate: classes inside", "a.arff", "@relation r\n@attribute s relational\n@attribute t {a}\n",
        "a.arff:3:1: inside the relational attribute, \"t\" has the type \"{a}\", expected numeric.");
    row("multivariate: mixed with numeric", "a.arff",
        "@relation r\n@attribute u numeric\n@attribute s relational\n@attribute t numeric\n@end s\n@attribute c "
        "{a}\n@data\n",
        "a.arff:7:1: the header mixes a relational attribute with numeric ones");
    row("multivariate: two of them", "a.arff",
        "@relation r\n@attribute s relational\n@attribute t numeric\n@end s\n@attribute u relational\n",
        "a.arff:5:1: a second relational attribute, \"u\", expected one");
}

void TestReaderErrors::anyFile_data()
{
    addColumns();
    row("empty file", "a.tsv", "", "a.tsv: the file is empty. Choose the file that holds the data");
    row("only blanks", "a.ts", " \n\r\n\t\n", "a.ts: the file is empty.");
    row("binary noise", "a.tsv", QByteArray::fromHex("00ff13a4b2c80001020304"), "a.tsv: this is not a text file,");
    row("binary noise without zeros", "a.arff", QByteArray::fromHex("ff13a4b2c80e0102030405060708"),
        "a.arff: this is not a text file,");
    row("bytes above 127", "a.tsv", QByteArray(300, '\xfe'), "a.tsv:1:1: series 1 has 0 values");
    row("UTF-16", "a.tsv",
        QByteArray("\xff\xfe"
                   "1\0\t\0",
                   6),
        "a.tsv: this is text in UTF-16. Save the data as CSV in UTF-8");
    row("zip archive", "ECG.zip", "PK\x03\x04rest", "ECG.zip: this is a packed archive (zip). Unpack it");
    row("gzip archive", "a.tsv", "\x1f\x8b\x08", "a.tsv: this is a packed archive (gzip). Unpack it");
    row("long garbage is shortened", "a.tsv", "1\t" + QByteArray(500, 'x') + "\n",
        "a.tsv:1:3: series 1, value 1: found \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\", expected a number");
}

QTEST_GUILESS_MAIN(TestReaderErrors)
#include "tst_readererrors.moc"
