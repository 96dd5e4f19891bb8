// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/npy.h"
#include "core/data/readers/reader.h"
#include "readertest.h"

#include <QtTest>

#include <zip.h>

using namespace pitlane;
using namespace pitlane::test;
using namespace std::string_literals;

namespace {

/// A version 1 file from its parts.
std::string npy(const std::string& header, const std::string& data)
{
    const auto length = static_cast<unsigned>(header.size());
    return "\x93NUMPY\x01\0"s + static_cast<char>(length % 256) + static_cast<char>(length / 256) + header + data;
}

std::string npy(const std::string& descr, const std::string& shape, const std::string& data)
{
    return npy("{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }\n", data);
}

std::string zipOf(const std::filesystem::path& path, const std::string& member, const std::string& content,
                  zip_int32_t method)
{
    int code = 0;
    auto* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
    auto* source = zip_source_buffer(archive, content.data(), content.size(), 0);
    const auto index = zip_file_add(archive, member.c_str(), source, ZIP_FL_ENC_UTF_8);
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), method, 0);
    zip_close(archive);
    return contentOf(path);
}

const char* const grid = "-3 -2.5 -2 -1.5 -1 -0.5 ? 0.5 1 1.5 2 2.5 3 3.5 4 4.5 5 5.5 6 6.5 7 7.5 8 8.5";

} // namespace

class TestNpy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbers_data();
    void numbers();
    void types_data();
    void types();
    void text();
    void emptyAndScalar();
    void malformed_data();
    void malformed();
    void truncated();
    void bytesBehindTheArray();
    void archive();
    void malformedArchive();
    void truncatedArchive();
    void sniff();
    void progressAndCancel();

private:
    test::TestFolder m_folder;
};

void TestNpy::numbers_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("list");
    QTest::newRow("float32") << "f4.npy"
                             << "values float32 2x3x4\n";
    QTest::newRow("fortran, big-endian") << "f8_fortran_big.npy"
                                         << "values float64 2x3x4\n";
    QTest::newRow("version 2") << "f8_v2.npy"
                               << "values float64 2x3x4\n";
    QTest::newRow("version 3") << "f8_v3.npy"
                               << "values float64 2x3x4\n";
}

void TestNpy::numbers()
{
    QFETCH(QString, name);
    QFETCH(QString, list);
    const auto path = fixture(name.toStdString());
    QCOMPARE(QString::fromStdString(listOf(described(npyReader(), path))), list);
    const auto arrays = loaded(npyReader(), path);
    QCOMPARE(arrays.size(), std::size_t{1});
    QCOMPARE(valuesOf(arrays[0]), std::string(grid));
    QCOMPARE(static_cast<const ArrayInfo&>(arrays[0]), described(npyReader(), path).arrays[0]);
}

void TestNpy::types_data()
{
    QTest::addColumn<QByteArray>("descr");
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QString>("values");
    const auto row = [](const char* descr, const std::string& data, const char* values) {
        QTest::newRow(descr) << QByteArray(descr) << QByteArray::fromStdString(data) << QString::fromLatin1(values);
    };
    row("|i1", "\x01\xff\x80"s, "1 -1 -128");
    row("|u1", "\x01\xff\x80"s, "1 255 128");
    row("|b1", "\x01\x00\x02"s, "1 0 1");
    row("<i2", "\x01\x00\xff\xff\x00\x80"s, "1 -1 -32768");
    row(">i2", "\x00\x01\xff\xff\x80\x00"s, "1 -1 -32768");
    row("<u2", "\x01\x00\xff\xff\x00\x80"s, "1 65535 32768");
    row("<i4", "\x01\x00\x00\x00\xff\xff\xff\xff\x00\x01\x00\x00"s, "1 -1 256");
    row(">u4", "\x00\x00\x00\x01\x00\x00\x01\x00\x00\x01\x00\x00"s, "1 256 65536");
    row("<i8", "\x01\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0\x01\0\0\0"s, "1 -1 4.29497e+09");
    row(">f4", "\x3f\x80\x00\x00\x7f\xc0\x00\x00\xff\x80\x00\x00"s, "1 ? -inf");
    // 1e300 has no float: infinity, as a plain conversion gives
    row("<f8", "\x00\x00\x00\x00\x00\x00\xf8\x3f\x9c\x75\x00\x88\x3c\xe4\x37\x7e\x00\x00\x00\x00\x00\x00\xf8\x7f"s,
        "1.5 inf ?");
}

void TestNpy::types()
{
    QFETCH(QByteArray, descr);
    QFETCH(QByteArray, data);
    QFETCH(QString, values);
    const auto array = binary::parseNpy(npy(descr.toStdString(), "(3,)", data.toStdString()), "a.npy");
    QCOMPARE(QString::fromStdString(valuesOf(array)), values);
}

void TestNpy::text()
{
    const auto words = loaded(npyReader(), fixture("text.npy"))[0];
    QCOMPARE(words.type, std::string("text"));
    QCOMPARE(words.shape, (std::vector<std::int64_t>{2, 3}));
    QCOMPARE(valuesOf(words), std::string("'on' 'off' '\xce\xb1' 'off' '' 'on'"));
    QCOMPARE(words.categories, (std::vector<std::string>{"", "off", "on", "\xce\xb1"}));
    const auto numbers = loaded(npyReader(), fixture("bytes.npy"))[0];
    QCOMPARE(numbers.categories, (std::vector<std::string>{"-1", "9", "10"})); // by value
    QCOMPARE(numbers.values, (std::vector<float>{2, 1, 2, 0}));
}

void TestNpy::emptyAndScalar()
{
    const auto scalar = loaded(npyReader(), fixture("scalar.npy"))[0];
    QCOMPARE(scalar.shape, std::vector<std::int64_t>());
    QCOMPARE(scalar.values, (std::vector<float>{2.25F}));
    const auto empty = loaded(npyReader(), fixture("empty_rows.npy"))[0];
    QCOMPARE(empty.shape, (std::vector<std::int64_t>{0, 5}));
    QVERIFY(empty.values.empty());
}

void TestNpy::malformed_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char* name, const std::string& content, const char* message) {
        QTest::newRow(name) << QByteArray::fromStdString(content) << QByteArray("Reading a.npy: ") + message;
    };
    row("empty", "", "the file is empty, expected a NumPy array.");
    row("binary noise", noise(500), "it starts with ");
    row("text", "1,2,3\n4,5,6\n", "it starts with \"1,2,3\\x0a4,\", expected the signature");
    row("signature only", "\x93NUMPY", "the file ends in the signature: 6 bytes found, 8 expected.");
    row("version 9", "\x93NUMPY\x09\0\x10\0{}"s, "it is of version 9 of the format, expected 1, 2 or 3.");
    row("header length beyond the file", "\x93NUMPY\x01\0\xff\xff{}"s, "byte 8: the header claims 65535 bytes");
    row("header of 4 GB", "\x93NUMPY\x02\0\xff\xff\xff\xff{}"s, "byte 8: the header claims 4294967295 bytes");
    row("no dictionary", npy("hello", ""), "header, byte 10: found \"h\", expected \"{\".");
    row("no shape", npy("{'descr': '<f4', 'fortran_order': False}", ""), "header, byte 50: the key shape is missing.");
    row("unknown key", npy("{'x': 1}", ""), "header, byte 15: found the key \"x\", expected each of descr");
    row("order is a number", npy("{'fortran_order': 1}", ""), "header, byte 28: found \"1\", expected True or False.");
    row("negative count", npy("<f4", "(-1,)", ""), "header, byte 61: found \"-1,), }\\x0a\", expected a count");
    row("count beyond 64 bits", npy("<f4", "(" + std::string(30, '9') + ",)", ""), "header, byte 61: found \"999999");
    std::string ones;
    for (int i = 0; i < 40; ++i)
        ones += "1,";
    row("too many axes", npy("<f4", "(" + ones + ")", ""), "header, byte 126: the shape has more than 32 axes.");
    row("quotation mark open", npy("{'descr", ""), "header, byte 11: a quotation mark is not closed.");
    row("terabytes", npy("<f8", "(1000000, 1000000)", "12345678"),
        "the header claims 1000000 x 1000000 elements of 8 bytes, 8000000000000 bytes in all, but 8 follow it. The "
        "file was cut off");
    row("product overflows", npy("<f8", "(4294967296, 4294967296, 4294967296)", ""),
        "the header claims more than 4e18 elements of 8 bytes, which no file can hold.");
    row("endless empty texts", npy("<U0", "(1000000000000,)", ""),
        "the header claims 1000000000000 elements of 0 bytes, which no file can hold.");
    row("one number short", npy("<f4", "(3,)", "12345678"), "the header claims 3 elements of 4 bytes, 12 bytes");
    row("float16", npy("<f2", "(1,)", "12"), "its elements are of type \"<f2\", which is not one of float32");
    row("dates", npy("<M8[ns]", "(1,)", "12345678"), "its elements are of type \"<M8[ns]\", dates or times.");
    row("objects", contentOf(fixture("object.npy")),
        "its elements are of type \"|O\", python objects, which can only be read by running a program. Save plain");
    row("complex", contentOf(fixture("complex.npy")), "its elements are of type \"<c16\", complex numbers. Save");
    row("records", contentOf(fixture("record.npy")), "its elements are of type \"[\", records of several fields.");
}

void TestNpy::malformed()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, message);
    const auto problem = QByteArray::fromStdString(errorOf(npyReader(), m_folder.file("a.npy", content.toStdString())));
    QVERIFY2(problem.startsWith(message), problem.constData());
}

void TestNpy::truncated()
{
    for (const auto* name : {"f4.npy", "f8_fortran_big.npy", "f8_v3.npy", "text.npy"})
        QCOMPARE(truncationsThatPass(npyReader(), m_folder.file("cut.npy", ""), contentOf(fixture(name))),
                 std::int64_t{-1});
    QVERIFY(errorOf(npyReader(), m_folder.path() / "absent.npy").find("cannot be opened") != std::string::npos);
}

void TestNpy::bytesBehindTheArray()
{
    const auto path = m_folder.file("more.npy", npy("<i2", "(2,)", "\x01\x00\x02\x00rest"s));
    QCOMPARE(described(npyReader(), path).notes, (std::vector<std::string>{"4 bytes behind the array are left out."}));
    QCOMPARE(loaded(npyReader(), path)[0].values, (std::vector<float>{1, 2}));
}

void TestNpy::archive()
{
    const auto stored = fixture("stored.npz");
    QCOMPARE(listOf(described(npzReader(), stored)), std::string("x float64 2x3x4\ny int16 3\nlabel text 3\n"));
    const auto arrays = loaded(npzReader(), stored, {"label", "x"});
    QCOMPARE(arrays.size(), std::size_t{2});
    QCOMPARE(valuesOf(arrays[0]), std::string("'a' 'b' 'a'"));
    QCOMPARE(valuesOf(arrays[1]), std::string(grid));
    QCOMPARE(loaded(npzReader(), stored).size(), std::size_t{3});
    const auto deflated = loaded(npzReader(), fixture("deflated.npz"));
    QCOMPARE(deflated[0].values, std::vector<float>(10000, 0.0F));
    QCOMPARE(valuesOf(deflated[1]), std::string("1 0"));
    const auto problem = messageOf<DatasetError>([&] { static_cast<void>(loaded(npzReader(), stored, {"z"})); });
    QCOMPARE(problem.value_or(""),
             std::string("Reading stored.npz: there is no array \"z\"; the file has \"x\", \"y\", "
                         "\"label\". Choose one of these."));
}

void TestNpy::malformedArchive()
{
    const auto starts = [&](const std::filesystem::path& path, const std::string& message) {
        const auto problem = errorOf(npzReader(), path);
        if (!problem.starts_with("Reading a.npz" + message))
            qWarning("%s", problem.c_str());
        return problem.starts_with("Reading a.npz" + message);
    };
    QVERIFY(starts(m_folder.file("a.npz", ""), ": the file is empty"));
    QVERIFY(starts(m_folder.file("a.npz", noise(3000)), ": this is no complete archive ("));
    const auto path = m_folder.file("a.npz", "");
    const auto data = npy("<f4", "(2,)", "12345678");
    zipOf(path, "readme.txt", "hello", ZIP_CM_STORE);
    QVERIFY(starts(path, ": the archive holds no .npy array (1 member)."));
    zipOf(path, "x.npy", npy("<f4", "(9,)", "12345678"), ZIP_CM_DEFLATE);
    QVERIFY(starts(path, ", member \"x.npy\": the header claims 9 elements of 4 bytes, 36 bytes in all, but 8 follow"));
    zipOf(path, "x.npy", contentOf(fixture("object.npy")), ZIP_CM_DEFLATE);
    QVERIFY(starts(path, ", member \"x.npy\": its elements are of type \"|O\""));
    // The directory claims a size that the packed bytes do not have.
    auto lying = zipOf(path, "x.npy", data, ZIP_CM_DEFLATE);
    const auto directory = lying.find("PK\x01\x02");
    QVERIFY(directory != std::string::npos);
    lying.replace(directory + 24, 4, "\xff\xff\xff\x7f"s);
    const auto problem = errorOf(npzReader(), m_folder.file("a.npz", lying));
    QVERIFY2(problem.find("a.npz") != std::string::npos && problem != "no error", problem.c_str());
    // A packed byte is wrong: the checksum tells.
    auto damaged = zipOf(path, "x.npy", npy("<f4", "(2000,)", noise(8000)), ZIP_CM_STORE);
    damaged[4000] = static_cast<char>(damaged[4000] ^ 1);
    const auto wrong = errorOf(npzReader(), m_folder.file("a.npz", damaged), true);
    QVERIFY2(wrong.find("cannot be unpacked") != std::string::npos, wrong.c_str());
}

void TestNpy::truncatedArchive()
{
    for (const auto* name : {"stored.npz", "deflated.npz"})
        QCOMPARE(truncationsThatPass(npzReader(), m_folder.file("cut.npz", ""), contentOf(fixture(name))),
                 std::int64_t{-1});
}

void TestNpy::sniff()
{
    const auto npyHead = contentOf(fixture("f4.npy"));
    const auto npzHead = contentOf(fixture("stored.npz"));
    QCOMPARE(npyReader().sniff(npyHead, "a.bin"), 100);
    QCOMPARE(npyReader().sniff(npzHead, "a.npy"), 0);
    QCOMPARE(npzReader().sniff(npzHead, "a.npz"), 100);
    QCOMPARE(npzReader().sniff(npzHead, "a.bin"), 90);
    QCOMPARE(npzReader().sniff("PK\x03\x04 something", "a.zip"), 0);
    QCOMPARE(npzReader().sniff("", "a.npz"), 0);
}

void TestNpy::progressAndCancel()
{
    const std::size_t count = 3 << 20U;
    const auto path = m_folder.file("long.npy", npy("<f4", "(3145728,)", std::string(count * 4, '\0')));
    int calls = 0;
    double last = -1;
    std::stop_source stop;
    Progress progress{.tell =
                          [&](double share, std::string_view) {
                              ++calls;
                              QVERIFY(share >= last && share <= 1);
                              last = share;
                          },
                      .stop = stop.get_token()};
    QCOMPARE(npyReader().load(path, {}, {}, progress)[0].values.size(), count);
    QCOMPARE(calls, 5); // three times 4 MiB, the end of the array, and the end of all
    QCOMPARE(last, 1.0);
    progress.tell = [&](double share, std::string_view) {
        if (share > 0.3)
            stop.request_stop();
    };
    QVERIFY(messageOf<ReadCancelled>([&] { static_cast<void>(npyReader().load(path, {}, {}, progress)); }));
}

QTEST_GUILESS_MAIN(TestNpy)
#include "tst_npy.moc"
