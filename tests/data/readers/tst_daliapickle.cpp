// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/pickle.h"
#include "readertest.h"

#include <QtTest>

using namespace pitlane;
using namespace pitlane::test;
using namespace std::string_literals;

namespace {

/// A pickle of protocol 2 from opcodes.
std::string pickle(const std::string& opcodes)
{
    return "\x80\x02" + opcodes + ".";
}

std::string little(std::uint64_t value, int bytes)
{
    std::string text;
    for (int i = 0; i < bytes; ++i)
        text += static_cast<char>(static_cast<unsigned char>(value >> static_cast<unsigned>(8 * i)));
    return text;
}

/// A numpy array as Python 2 writes it; `shape` and `data` are opcodes.
std::string array(const std::string& descr, const std::string& order, const std::string& shape, const std::string& data)
{
    return "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01"s + "b\x87R(K\x01" + shape +
           "cnumpy\ndtype\nU" + little(descr.size(), 1) + descr + "K\x00K\x01\x87R(K\x03U"s + little(order.size(), 1) +
           order + "NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89"s + data + "tb";
}

/// start, start + step ... as valuesOf() gives them.
std::string ramp(int count, double step)
{
    std::vector<float> values;
    for (int i = 0; i < count; ++i)
        values.push_back(static_cast<float>(i * step));
    Array array;
    array.values = values;
    return valuesOf(array);
}

} // namespace

class TestDaliaPickle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dalia_data();
    void dalia();
    void mixed_data();
    void mixed();
    void onlyWhatIsAskedFor();
    void largeArrayInBothWays();
    void integers();
    void refused_data();
    void refused();
    void truncated();
    void sharedAndCyclic();
    void sniff();
    void progressAndCancel();

private:
    test::TestFolder m_folder;
};

void TestDaliaPickle::dalia_data()
{
    QTest::addColumn<QString>("name");
    for (const auto* name : {"dalia_python2.pkl", "dalia_protocol2.pkl", "dalia_protocol3.pkl", "dalia_protocol4.pkl"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestDaliaPickle::dalia()
{
    QFETCH(QString, name);
    const auto path = fixture(name.toStdString());
    const auto info = described(daliaPickleReader(), path);
    QCOMPARE(QString::fromStdString(listOf(info)),
             QStringLiteral("signal/wrist/BVP float64 128x1 64Hz\nsignal/wrist/ACC float64 64x3 32Hz\n"
                            "signal/wrist/EDA float64 8x1 4Hz\nsignal/wrist/TEMP float64 8x1 4Hz\n"
                            "signal/chest/ECG float64 140x1 700Hz\nsignal/chest/ACC float64 140x3 700Hz\n"
                            "signal/chest/Resp float64 140x1 700Hz\nrpeaks int64 2\nlabel float64 3 0.5Hz\n"
                            "activity float64 3x1 4Hz\nquestionnaire/AGE int64 \nquestionnaire/HEIGHT float64 \n"
                            "questionnaire/Gender text \nsubject text \n"));
    QCOMPARE(info.notes.size(), std::size_t{1});
    const auto arrays = loaded(daliaPickleReader(), path);
    QCOMPARE(arrays.size(), info.arrays.size());
    for (std::size_t i = 0; i < arrays.size(); ++i)
        QCOMPARE(static_cast<const ArrayInfo&>(arrays[i]), info.arrays[i]);
    QCOMPARE(valuesOf(arrays[0]), ramp(128, 0.25));
    QCOMPARE(valuesOf(arrays[1]), ramp(192, -0.5));
    QCOMPARE(valuesOf(arrays[5]), ramp(420, 1));
    QCOMPARE(valuesOf(arrays[7]), std::string("70 133"));
    QCOMPARE(valuesOf(arrays[8]), std::string("60.5 ? 71.25"));
    QCOMPARE(valuesOf(arrays[10]), std::string("34"));
    QCOMPARE(valuesOf(arrays[11]), std::string("182.5"));
    QCOMPARE(valuesOf(arrays[12]), std::string("' m'"));
    QCOMPARE(valuesOf(arrays[13]), std::string("'S1'"));
}

void TestDaliaPickle::mixed_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("protocol 2") << "mixed_protocol2.pkl";
    QTest::newRow("protocol 4") << "mixed_protocol4.pkl";
}

void TestDaliaPickle::mixed()
{
    QFETCH(QString, name);
    const auto path = fixture(name.toStdString());
    const auto info = described(daliaPickleReader(), path);
    QCOMPARE(QString::fromStdString(listOf(info)),
             QStringLiteral("numbers float64 3\nwords text 3\narrays/0 float64 2\narrays/1 int16 2x1\n"
                            "fortran int32 2x3\nnames text 2\nscalar float32 \nobjects/0 int64 2\nobjects/1 int64 3\n"
                            "7 int64 \n"));
    QCOMPARE(info.notes, (std::vector<std::string>{"\"nothing\" is empty (None) and is left out."}));
    std::string values;
    for (const auto& array : loaded(daliaPickleReader(), path))
        values += valuesOf(array) + "\n";
    QCOMPARE(values, std::string("1 2.5 1\n'b' 'a' 'b'\n1 2\n3 4\n0 1 2 3 4 5\n'x' 'yy'\n1.5\n1 2\n3 4 5\n8\n"));
}

void TestDaliaPickle::onlyWhatIsAskedFor()
{
    const auto path = fixture("dalia_python2.pkl");
    const auto arrays = loaded(daliaPickleReader(), path, {"label", "signal/wrist/EDA"});
    QCOMPARE(arrays.size(), std::size_t{2});
    QCOMPARE(arrays[0].name, std::string("label"));
    QCOMPARE(valuesOf(arrays[1]), ramp(8, 1));
    const auto problem =
        messageOf<DatasetError>([&] { static_cast<void>(loaded(daliaPickleReader(), path, {"signal/wrist/HR"})); });
    QVERIFY(problem && problem->starts_with("Reading dalia_python2.pkl: there is no array \"signal/wrist/HR\"; the "
                                            "file has \"signal/wrist/BVP\", "));
}

/// Across the borders of the buffers, as bytes and as Latin-1 text in UTF-8.
void TestDaliaPickle::largeArrayInBothWays()
{
    const std::size_t count = 1 << 21U;
    const auto bytes = noise(count);
    std::string text;
    std::vector<float> expected;
    for (const char byte : bytes) {
        const auto code = static_cast<unsigned char>(byte);
        expected.push_back(static_cast<float>(code));
        binary::appendUtf8(code, text);
    }
    const auto shape = "J" + little(count, 4) + "\x85";
    const auto plain = pickle(array("u1", "|", shape, "T" + little(count, 4) + bytes));
    const auto viaText =
        pickle(array("u1", "|", shape, "c_codecs\nencode\nX" + little(text.size(), 4) + text + "U\x06latin1\x86R"));
    QVERIFY(binary::parsePickle(plain, "a.pkl")[0].values == expected);
    QVERIFY(binary::parsePickle(viaText, "a.pkl")[0].values == expected);
}

void TestDaliaPickle::integers()
{
    const auto arrays = binary::parsePickle(
        pickle(
            "(J\xfe\xff\xff\xffM\x01\x02\x8a\x00\x8a\x01\xff\x8a\x02\x00\x80\x8a\x08\x00\x00\x00\x00\x01\x00\x00\x00t"s),
        "a.pkl");
    QCOMPARE(arrays[0].name, std::string("values"));
    QCOMPARE(arrays[0].values, (std::vector<float>{-2, 513, 0, -1, -32768, 4294967296.0F}));
}

void TestDaliaPickle::refused_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char* name, const std::string& content, const char* message) {
        QTest::newRow(name) << QByteArray::fromStdString(content) << QByteArray("Reading a.pkl: ") + message;
    };
    row("empty", "", "the file is empty, expected a pickle.");
    row("text", "hello", "it starts with \"he\", expected a pickle of protocol 2, 3 or 4");
    row("binary noise", "\x80\x02" + noise(400), "byte ");
    row("protocol 0", "(dp0\nS'a'\np1\nI1\ns.", "it starts with \"(d\", expected a pickle of protocol 2, 3 or 4");
    row("protocol 5", "\x80\x05N.", "it is a pickle of protocol 5, expected 2, 3 or 4.");
    row("no stop", "\x80\x02N", "the file ends at byte 3 without the opcode STOP.");
    row("nothing in it", pickle("N"), "the pickle holds no array, number or text.");
    row("eval", contentOf(fixture("evil.pkl")),
        "byte 18, opcode GLOBAL: it asks for \"__builtin__.eval\", which is not part of a numpy array.");
    row("eval, protocol 4", contentOf(fixture("evil_protocol4.pkl")),
        "byte 40, opcode STACK_GLOBAL: it asks for \"builtins.eval\", which is not part of a numpy array.");
    row("system", pickle("cos\nsystem\nU\x05rm -f\x85R"), "byte 2, opcode GLOBAL: it asks for \"os.system\"");
    row("an instance", pickle("(i__main__\nA\n"), "byte 3, opcode INST: it is not among those that arrays need.");
    row("a new object", pickle("cnumpy\nndarray\n)\x81"), "byte 18, opcode NEWOBJ: it is not among");
    row("persistent id", pickle("K\x01Q"), "byte 4, opcode BINPERSID: it is not among");
    row("extension", pickle("\x82\x01"), "byte 2, opcode EXT1: it is not among");
    row("unknown opcode", pickle("\xfe"), "byte 2, opcode \"\\xfe\": it is not among");
    row("ndarray called", pickle("cnumpy\nndarray\n)R"), "byte 18, opcode REDUCE: numpy.ndarray is called");
    row("number called", pickle("K\x01)R"), "byte 5, opcode REDUCE: found a value where a name was expected.");
    row("reconstruct of a type", pickle("cnumpy.core.multiarray\n_reconstruct\ncnumpy\ndtype\nNN\x87R"),
        "byte 54, opcode REDUCE: numpy's _reconstruct is asked for something else than an array.");
    row("encode as another code",
        pickle("c_codecs\nencode\nX\x01\x00\x00\x00"
               "aU\x05rot13\x86R"s),
        "byte 32, opcode REDUCE: _codecs.encode is asked for \"rot13\", expected latin1.");
    row("build on a list", pickle("])b"), "byte 4, opcode BUILD: it changes a value that is neither");
    row("pop of nothing", pickle("0"), "byte 2, opcode POP: the stack is empty.");
    row("pop through a mark", pickle("K\x01(0"), "byte 5, opcode POP: the stack is empty.");
    row("no mark", pickle("K\x01t"), "byte 4, opcode TUPLE: there is no MARK on the stack.");
    row("memo never set", pickle("h\x07"), "byte 2, opcode BINGET: memo 7 was never set.");
    row("memo of nothing", pickle("q\x07"), "byte 2, opcode BINPUT: the stack is empty.");
    row("two values", pickle("K\x01K\x02"), "byte 6, opcode STOP: leaves 2 values, expected 1.");
    row("append to a number",
        pickle("K\x01K\x02"
               "a"),
        "byte 6, opcode APPEND: found another value where a list");
    row("odd dictionary", pickle("}(K\x01u"), "byte 6, opcode SETITEMS: a key has no value.");
    row("key is a list", pickle("}]K\x01s"), "a key of the dictionary \"\" is neither a text");
    row("text of 4 GB", pickle("X\xff\xff\xff\xffhello"),
        "byte 2, opcode BINUNICODE: it claims 4294967295 bytes, the file");
    row("bytes of 2^63",
        "\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7f"
        "abc.",
        "byte 2, opcode BINBYTES8: it claims");
    row("number of 200 bytes", pickle("\x8a\xc8" + std::string(200, 'x')),
        "byte 2, opcode LONG1: found a whole number of 200 bytes, expected 8 at most.");
    row("endless name", pickle("c" + std::string(1000, 'x')), "byte 2, opcode GLOBAL: found a name of more than 256");
    row("array without state",
        pickle("cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01"
               "b\x87R"s),
        "byte 60, array \"values\": it has no type and no data.");
    row("array of terabytes",
        pickle(array("f8", "<", "J\xff\xff\xff\x7fJ\xff\xff\xff\x7f\x86",
                     "U\x08"
                     "12345678")),
        "byte 60, array \"values\": its shape is 2147483647 x 2147483647 elements of 8 bytes, but its data are 8 "
        "bytes.");
    row("array one short",
        pickle(array("f8", "<", "K\x02\x85",
                     "U\x08"
                     "12345678")),
        "byte 60, array \"values\": its shape is 2 elements of 8 bytes, but its data are 8 bytes.");
    row("array with too much",
        pickle(array("f4", "<", "K\x01\x85",
                     "U\x08"
                     "12345678")),
        "byte 60, array \"values\": its shape is 1 elements of 4 bytes, but its data are 8 bytes.");
    row("negative shape", pickle(array("f8", "<", "J\xff\xff\xff\xff\x85", "U\x00"s)),
        "byte 120, opcode BUILD: the shape of an array is not up to 32 counts.");
    row("byte order",
        pickle(array("f8", "x", "K\x01\x85",
                     "U\x08"
                     "12345678")),
        "byte 112, opcode BUILD: a numpy type "
        "has the byte order \"x\", expected <, >, | or =.");
    row("deep", pickle(std::string(200, ']') + std::string(199, 'a')), "values stand in one another more than 64 deep");
}

void TestDaliaPickle::refused()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, message);
    const auto problem =
        QByteArray::fromStdString(errorOf(daliaPickleReader(), m_folder.file("a.pkl", content.toStdString())));
    QVERIFY2(problem.startsWith(message), problem.constData());
}

void TestDaliaPickle::truncated()
{
    for (const auto* name : {"dalia_python2.pkl", "dalia_protocol4.pkl", "mixed_protocol2.pkl"})
        QCOMPARE(truncationsThatPass(daliaPickleReader(), m_folder.file("cut.pkl", ""), contentOf(fixture(name))),
                 std::int64_t{-1});
}

void TestDaliaPickle::sharedAndCyclic()
{
    // A list that holds itself.
    const auto cyclic = errorOf(daliaPickleReader(), m_folder.file("a.pkl", pickle("]q\x00h\x00"s + "a")));
    QVERIFY2(cyclic.find("more than 64 deep") != std::string::npos, cyclic.c_str());
    // Each list holds the one before it twice: 2^40 numbers of some hundred bytes.
    std::string doubling = "](K\x01Ne";
    for (int i = 0; i < 40; ++i)
        doubling += "q\x01"
                    "0](h\x01h\x01" +
                    "e"s;
    const auto shared = errorOf(daliaPickleReader(), m_folder.file("a.pkl", pickle(doubling)));
    QVERIFY2(shared.find("over and over") != std::string::npos, shared.c_str());
    // One array under a thousand names.
    std::string names = "}(U\x01"
                        "a" +
                        array("u1", "|", "M\xe8\x03\x85", "T" + little(1000, 4) + noise(1000)) + "q\x01";
    for (int i = 0; i < 1000; ++i)
        names += "M" + little(static_cast<std::uint64_t>(i), 2) + "h\x01";
    const auto many = errorOf(daliaPickleReader(), m_folder.file("a.pkl", pickle(names + "u")));
    QVERIFY2(many.find("name the same arrays over and over") != std::string::npos, many.c_str());
    // Twice is what a program may well save.
    const auto twice = binary::parsePickle(pickle("}(U\x01"
                                                  "a]K\x01"
                                                  "aq\x01U\x01"
                                                  "bh\x01u"),
                                           "a.pkl");
    QCOMPARE(twice.size(), std::size_t{2});
    // Millions of lists in lists end without running out of stack.
    const auto deep = errorOf(daliaPickleReader(), m_folder.file("a.pkl", pickle(std::string(3000000, ']'))));
    QVERIFY2(deep.find("more than 262144 lists") != std::string::npos, deep.c_str());
}

void TestDaliaPickle::sniff()
{
    QCOMPARE(daliaPickleReader().sniff(contentOf(fixture("dalia_python2.pkl")), "S1.pkl"), 95);
    QCOMPARE(daliaPickleReader().sniff(contentOf(fixture("dalia_protocol4.pkl")), "S1.bin"), 95);
    QCOMPARE(daliaPickleReader().sniff("1,2,3", "a.csv"), 0);
    QCOMPARE(daliaPickleReader().sniff("", ""), 0);
    QCOMPARE(daliaPickleReader().sniff("(dp0", "a.pkl"), 30); // so that its error says what to do
}

void TestDaliaPickle::progressAndCancel()
{
    const std::size_t count = 6 << 20U;
    const auto path = m_folder.file("long.pkl", pickle(array("u1", "|", "J" + little(count, 4) + "\x85",
                                                             "T" + little(count, 4) + std::string(count, '\1'))));
    int calls = 0;
    std::stop_source stop;
    Progress progress{.tell = [&](double, std::string_view) { ++calls; }, .stop = stop.get_token()};
    QCOMPARE(daliaPickleReader().load(path, {}, {}, progress)[0].values, std::vector<float>(count, 1.0F));
    QVERIFY(calls >= 4);
    stop.request_stop();
    QVERIFY(messageOf<ReadCancelled>([&] { static_cast<void>(daliaPickleReader().load(path, {}, {}, progress)); }));
    QVERIFY(messageOf<ReadCancelled>([&] { static_cast<void>(daliaPickleReader().describe(path, {}, progress)); }));
}

QTEST_GUILESS_MAIN(TestDaliaPickle)
#include "tst_daliapickle.moc"
