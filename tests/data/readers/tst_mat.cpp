// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "readertest.h"

#include <QtTest>

#include <matio.h>

#include <numeric>

using namespace pitlane;
using namespace pitlane::test;
using namespace std::string_literals;

namespace {

/// What plain.mat and packed.mat hold.
const char* const everything = "matrix float64 2x3\n"
                               "cube int16 2x3x4\n"
                               "flag bool 1x3\n"
                               "single float32 1x1\n"
                               "word text \n"
                               "rows text 2\n"
                               "rolls uint8 3x3x0(2,4,1)\n"
                               "wide float64 3x1x0(2,0,3)\n"
                               "equal float64 2x2x3\n"
                               "numbers float64 3\n"
                               "names text 3\n"
                               "mixed/1 float64 2x3\n"
                               "mixed/2 text \n"
                               "subject/age float64 1x1\n"
                               "subject/name text \n"
                               "subject/signal/ecg int32 1x3\n"
                               "trials/label float64 2\n"
                               "trials/data uint8 2x3x0(2,3)\n";

matvar_t* numbers(const char* name, std::vector<std::size_t> shape, std::vector<double>& values)
{
    return Mat_VarCreate(name, MAT_C_DOUBLE, MAT_T_DOUBLE, static_cast<int>(shape.size()), shape.data(), values.data(),
                         0);
}

/// The head of a version 5 file with one uncompressed variable of the dimensions given, and no more than `data`.
std::string version5(std::uint32_t rows, std::uint32_t columns, const std::string& data, std::uint8_t kind = 6)
{
    const auto number = [](std::uint32_t value) {
        std::string text;
        for (unsigned i = 0; i < 4; ++i)
            text += static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
        return text;
    };
    const auto inner = number(6) + number(8) + number(kind) + number(0) + number(5) + number(8) + number(rows) +
                       number(columns) + "\x01\x00\x01\x00x\x00\x00\x00"s + data;
    auto head = "MATLAB 5.0 MAT-file"s;
    head.resize(124, ' ');
    return head + "\x00\x01IM"s + number(14) + number(static_cast<std::uint32_t>(inner.size())) + inner;
}

} // namespace

class TestMat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writtenByScipy_data();
    void writtenByScipy();
    void version4();
    void writtenByMatio_data();
    void writtenByMatio();
    void namesAskedFor();
    void malformed_data();
    void malformed();
    void truncated();
    void truncated73();
    void cancel();
    void sniff();
    void pianoRolls_data();
    void pianoRolls();
    void troika();

private:
    QTemporaryDir m_folder;
    [[nodiscard]] std::filesystem::path at(const std::string& name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
};

void TestMat::writtenByScipy_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("plain") << "plain.mat";
    QTest::newRow("packed") << "packed.mat";
}

void TestMat::writtenByScipy()
{
    QFETCH(QString, name);
    const auto path = fixture(name.toStdString());
    const auto info = described(matReader(), path);
    QCOMPARE(listOf(info), std::string(everything));
    QCOMPARE(info.notes,
             (std::vector<std::string>{"\"thin\" is left out: it is a sparse matrix; save full(x).",
                                       "\"waves\" is left out: it is complex numbers; save real(x) and imag(x)."}));
    const auto arrays = loaded(matReader(), path);
    std::string values;
    for (std::size_t i = 0; i < arrays.size(); ++i) {
        QCOMPARE(static_cast<const ArrayInfo&>(arrays[i]), info.arrays[i]);
        if (arrays[i].name == "cube") {
            std::vector<float> all(24);
            std::iota(all.begin(), all.end(), 0.0F);
            QCOMPARE(arrays[i].values, all); // as numpy counts them: last axis fastest
        } else {
            values += arrays[i].name + ": " + valuesOf(arrays[i]) + "\n";
        }
    }
    QCOMPARE(values, std::string("matrix: 1 2 3 4 ? 6\n"
                                 "flag: 1 0 1\n"
                                 "single: 0.5\n"
                                 "word: 'hello'\n"
                                 "rows: 'ab' 'cde'\n"
                                 "rolls: 0 10 1 11 2 12 100 110 120 130 101 111 121 131 102 112 122 132 200 201 202\n"
                                 "wide: 1 2 3 4 5\n"
                                 "equal: 1 2 3 4 ? 6 11 12 13 14 ? 16\n"
                                 "numbers: 1 2 3\n"
                                 "names: 'left' 'right' 'left'\n"
                                 "mixed/1: 1 2 3 4 ? 6\n"
                                 "mixed/2: 'text'\n"
                                 "subject/age: 31\n"
                                 "subject/name: 'S1'\n"
                                 "subject/signal/ecg: 1 2 3\n"
                                 "trials/label: 1 2\n"
                                 "trials/data: 0 10 1 11 2 12 50 60 70 51 61 71 52 62 72\n"));
}

void TestMat::version4()
{
    const auto path = fixture("version4.mat");
    const auto arrays = loaded(matReader(), path);
    std::string values;
    for (const auto& array : arrays)
        values += array.name + ": " + valuesOf(array) + "\n";
    QCOMPARE(values, std::string("matrix: 1 2 3 4 ? 6\nword: 'hello'\nsmall: 7\n"));
    QCOMPARE(arrays[0].shape, (std::vector<std::int64_t>{2, 3}));
    QCOMPARE(matReader().sniff(contentOf(path), path), 80);
}

void TestMat::writtenByMatio_data()
{
    QTest::addColumn<int>("version");
    QTest::newRow("5") << static_cast<int>(MAT_FT_MAT5);
    QTest::newRow("7.3") << static_cast<int>(MAT_FT_MAT73);
}

void TestMat::writtenByMatio()
{
    QFETCH(int, version);
    const auto path = at("matio.mat");
    auto* file = Mat_CreateVer(path.c_str(), nullptr, static_cast<mat_ft>(version));
    QVERIFY(file != nullptr);
    std::vector<double> values = {1, 2, missing, 4, 5, 6};
    auto* matrix = numbers("x", {3, 2}, values);
    Mat_VarWrite(file, matrix, MAT_COMPRESSION_ZLIB);
    Mat_VarFree(matrix);
    std::vector<double> longer = {1, 2, 3, 4, 5, 6, 7, 8};
    std::array<std::size_t, 2> two = {1, 2};
    auto* rolls = Mat_VarCreate("rolls", MAT_C_CELL, MAT_T_CELL, 2, two.data(), nullptr, 0);
    Mat_VarSetCell(rolls, 0, numbers(nullptr, {3, 2}, values));
    Mat_VarSetCell(rolls, 1, numbers(nullptr, {4, 2}, longer));
    Mat_VarWrite(file, rolls, MAT_COMPRESSION_NONE);
    Mat_VarFree(rolls);
    std::array<const char*, 1> names = {"rate"};
    std::array<std::size_t, 2> one = {1, 1};
    std::vector<double> rate = {64};
    auto* record = Mat_VarCreateStruct("info", 2, one.data(), names.data(), 1);
    Mat_VarSetStructFieldByName(record, "rate", 0, numbers(nullptr, {1, 1}, rate));
    Mat_VarWrite(file, record, MAT_COMPRESSION_NONE);
    Mat_VarFree(record);
    Mat_Close(file);

    QCOMPARE(matReader().sniff(contentOf(path), path), 100);
    QCOMPARE(listOf(described(matReader(), path)),
             std::string(version == MAT_FT_MAT73 ? "info/rate float64 1x1\nrolls float64 2x2x0(3,4)\nx float64 3x2\n"
                                                 : "x float64 3x2\nrolls float64 2x2x0(3,4)\ninfo/rate float64 1x1\n"));
    const auto arrays = loaded(matReader(), path, {"x", "rolls", "info/rate"});
    QCOMPARE(valuesOf(arrays[0]), std::string("1 4 2 5 ? 6")); // stored column by column
    QCOMPARE(valuesOf(arrays[1]), std::string("1 2 ? 4 5 6 1 2 3 4 5 6 7 8"));
    QCOMPARE(valuesOf(arrays[2]), std::string("64"));
}

void TestMat::namesAskedFor()
{
    const auto path = fixture("packed.mat");
    const auto arrays = loaded(matReader(), path, {"numbers", "matrix", "numbers", "word", "matrix"});
    QCOMPARE(arrays.size(), std::size_t{5});
    QCOMPARE(valuesOf(arrays[2]), std::string("1 2 3"));
    QCOMPARE(valuesOf(arrays[4]), std::string("1 2 3 4 ? 6"));
    const auto problem = messageOf<DatasetError>([&] { static_cast<void>(loaded(matReader(), path, {"thin"})); });
    QVERIFY(problem &&
            problem->starts_with("Reading packed.mat: there is no array \"thin\"; the file has \"matrix\", "));
}

void TestMat::malformed_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char* name, const std::string& content, const char* message) {
        QTest::newRow(name) << QByteArray::fromStdString(content) << QByteArray("Reading a.mat: ") + message;
    };
    const auto plain = contentOf(fixture("plain.mat"));
    const auto packed = contentOf(fixture("packed.mat"));
    row("empty", "", "the file is empty, expected MATLAB data.");
    row("binary noise", noise(4000), "it starts with ");
    row("text", "1,2,3\n4,5,6\n", "it starts with \"1,2,3\\x0a4,\", expected \"MATLAB 5.0\", \"MATLAB 7.3\"");
    row("header only", plain.substr(0, 128), "the file ends after its header, it holds no variable.");
    row("half a header", plain.substr(0, 60), "the file ends at byte 60, in its header of 128 bytes.");
    row("no byte order", std::string(plain).replace(126, 2, "xx"),
        "byte 124: found version and byte order \"\\x00\\x01xx\", expected");
    row("other version", std::string(plain).replace(124, 2, "\0\7"s),
        "byte 124: found version and byte order \"\\x00\\x07IM\", expected");
    row("noise behind the header", plain.substr(0, 128) + noise(500), "byte 128: found an element of type ");
    row("noise in a packed variable", packed.substr(0, 136) + noise(packed.size() - 136), "byte ");
    row("cut off", plain.substr(0, 300), "byte 240: a variable of 104 bytes begins, but 60 are left. The file was cut");
    row("terabytes", version5(2000000000, 2000000000, ""), "byte ");
    row("many cells", version5(1, 2000000000, "", 1), "byte ");
    row("a cell that is no matrix", version5(1, 1, noise(64), 1), "byte ");
    row("version 4 of terabytes", "\0\0\0\0\0\0\0\x40\0\0\0\x40\0\0\0\0\x02\0\0\0x\0"s,
        "byte 0: a variable of 4611686018427387904 bytes begins, but 22 are left.");
    row("7.3 without HDF5", "MATLAB 7.3 MAT-file" + std::string(97, ' ') + "\0\0\0\0\0\0\0\0\0\2IM"s + noise(4000),
        "byte 512: found ");
    row("only a sparse matrix", version5(3, 3, "", 5), "the file holds no numbers or text");
}

void TestMat::malformed()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, message);
    writeText(at("a.mat"), content.toStdString());
    const auto problem = QByteArray::fromStdString(errorOf(matReader(), at("a.mat")));
    QVERIFY2(problem.startsWith(message), problem.constData());
}

/// A version 5 file may end behind any of its variables: nothing tells that there were more.
void TestMat::truncated()
{
    for (const auto* name : {"plain.mat", "packed.mat"}) {
        const auto content = contentOf(fixture(name));
        const auto step = std::max<std::size_t>(content.size() / 300, 1);
        int passed = 0;
        std::size_t whole = 0;
        for (std::size_t length = 0; length < content.size(); length += step) {
            writeText(at("cut.mat"), content.substr(0, length));
            try {
                const auto arrays = loaded(matReader(), at("cut.mat"));
                QVERIFY(arrays.size() >= whole); // whole variables, as many as before or more
                whole = arrays.size();
                ++passed;
            } catch (const DatasetError& error) {
                QVERIFY2(std::string(error.what()).find("cut.mat") != std::string::npos, error.what());
            }
        }
        QVERIFY(passed <= 20);
    }
}

void TestMat::truncated73()
{
    auto* file = Mat_CreateVer(at("whole.mat").c_str(), nullptr, MAT_FT_MAT73);
    std::vector<double> values(500, 1.0);
    auto* matrix = numbers("x", {50, 10}, values);
    Mat_VarWrite(file, matrix, MAT_COMPRESSION_ZLIB);
    Mat_VarFree(matrix);
    Mat_Close(file);
    QCOMPARE(truncationsThatPass(matReader(), at("cut.mat"), contentOf(at("whole.mat"))), std::int64_t{-1});
}

void TestMat::cancel()
{
    std::stop_source stop;
    const Progress progress{.tell =
                                [&](double share, std::string_view step) {
                                    if (share > 0 && step == "rolls")
                                        stop.request_stop();
                                },
                            .stop = stop.get_token()};
    QVERIFY(messageOf<ReadCancelled>(
        [&] { static_cast<void>(matReader().load(fixture("packed.mat"), {}, {}, progress)); }));
}

void TestMat::sniff()
{
    QCOMPARE(matReader().sniff(contentOf(fixture("plain.mat")), "a.bin"), 100);
    QCOMPARE(matReader().sniff("1,2,3", "a.csv"), 0);
    QCOMPARE(matReader().sniff("1,2,3", "a.mat"), 30); // so that its error says what is wrong
}

void TestMat::pianoRolls_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("train");
    QTest::addColumn<int>("valid");
    QTest::addColumn<int>("test");
    QTest::addColumn<int>("trainFrames");
    QTest::addColumn<int>("validFrames");
    QTest::addColumn<int>("testFrames");
    QTest::addColumn<int>("shortest");
    QTest::addColumn<int>("longest");
    QTest::addColumn<double>("notes");
    QTest::newRow("Nottingham") << "Nottingham.mat" << 694 << 173 << 170 << 176561 << 45513 << 44463 << 40 << 1793
                                << 3.961;
    QTest::newRow("JSB") << "JSB_Chorales.mat" << 229 << 76 << 77 << 13807 << 4602 << 4725 << 25 << 160 << 3.898;
}

void TestMat::pianoRolls()
{
    const auto folder = dataFolder("polymusic");
    if (folder.empty())
        QSKIP("The piano rolls are absent; see HACKING.md.");
    QFETCH(QString, name);
    QFETCH(int, train);
    QFETCH(int, trainFrames);
    QFETCH(int, shortest);
    QFETCH(int, longest);
    QFETCH(double, notes);
    const auto path = folder / name.toStdString();
    const auto rolls = loaded(matReader(), path, {"traindata", "validdata", "testdata"});
    QFETCH(int, valid);
    QFETCH(int, test);
    const std::array<int, 3> items = {train, valid, test};
    std::int64_t least = longest;
    std::int64_t most = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        QCOMPARE(rolls[i].shape, (std::vector<std::int64_t>{items[i], 88, 0}));
        QCOMPARE(rolls[i].lengths.size(), static_cast<std::size_t>(items[i]));
        QCOMPARE(rolls[i].values.size(), static_cast<std::size_t>(rolls[i].count()));
        const auto [low, high] = std::ranges::minmax(rolls[i].lengths);
        least = std::min(least, low);
        most = std::max(most, high);
    }
    QCOMPARE(least, std::int64_t{shortest});
    QCOMPARE(most, std::int64_t{longest});
    QFETCH(int, validFrames);
    QFETCH(int, testFrames);
    QCOMPARE(rolls[0].count() / 88, std::int64_t{trainFrames});
    QCOMPARE(rolls[1].count() / 88, std::int64_t{validFrames});
    QCOMPARE(rolls[2].count() / 88, std::int64_t{testFrames});
    double sum = 0;
    for (const float value : rolls[0].values) {
        QVERIFY(value == 0 || value == 1);
        sum += static_cast<double>(value);
    }
    QVERIFY(std::abs(sum / trainFrames - notes) < 5e-4);
}

void TestMat::troika()
{
    const auto folder = dataFolder("ieee_spcup2015_ppg");
    if (folder.empty())
        QSKIP("The TROIKA recordings are absent; see HACKING.md.");
    const std::array<std::int64_t, 12> samples = {37937, 37850, 35989, 37250, 37328, 38373,
                                                  36650, 40803, 38121, 38042, 36500, 37316};
    const std::array<std::int64_t, 12> windows = {148, 148, 140, 146, 146, 150, 143, 160, 149, 149, 143, 146};
    for (std::size_t i = 0; i < 12; ++i) {
        const auto number = (i < 9 ? "0" : "") + std::to_string(i + 1);
        const auto stem = "DATA_" + number + (i == 0 ? "_TYPE01" : "_TYPE02");
        const auto signal = loaded(matReader(), folder / (stem + ".mat"));
        QCOMPARE(signal.size(), std::size_t{1});
        QCOMPARE(signal[0].name, std::string("sig"));
        QCOMPARE(signal[0].shape, (std::vector<std::int64_t>{6, samples[i]}));
        const auto trace = loaded(matReader(), folder / (stem + "_BPMtrace.mat"), {"BPM0"})[0];
        QCOMPARE(trace.shape, (std::vector<std::int64_t>{windows[i], 1}));
        const auto [low, high] = std::ranges::minmax(trace.values);
        QVERIFY(low > 65 && high < 180);
        if (i == 0) {
            QCOMPARE(std::lround(low), 70L);
            QCOMPARE(std::lround(high), 166L);
        }
    }
}

QTEST_GUILESS_MAIN(TestMat)
#include "tst_mat.moc"
