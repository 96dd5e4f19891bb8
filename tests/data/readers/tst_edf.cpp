// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "readertest.h"

#include <QtTest>

#include <edflib.h>

#include <thread>

using namespace pitlane;
using namespace pitlane::test;
using namespace std::string_literals;

namespace {

std::string padded(const std::string& text, std::size_t width)
{
    return (text + std::string(width, ' ')).substr(0, width);
}

/// A plain EDF from its parts: two signals, 2 and 1 samples a record of half a second; physical = digital / 10 for the
/// first, digital itself for the second.
std::string edf(const std::string& records = "2", const std::string& signalCount = "2",
                const std::string& perRecord = "2")
{
    const auto both = [](const std::string& first, const std::string& second, std::size_t width) {
        return padded(first, width) + padded(second, width);
    };
    return padded("0", 8) + padded("X", 80) + padded("Y", 80) + "01.02.2003.04.05" + padded("768", 8) + padded("", 44) +
           padded(records, 8) + padded("0.5", 8) + padded(signalCount, 4) + both("EMG", "EMG", 16) + both("", "", 80) +
           both("mV", "g", 8) + both("-100", "-1000", 8) + both("100", "1000", 8) + both("-1000", "-1000", 8) +
           both("1000", "1000", 8) + both("", "", 80) + both(perRecord, "1", 8) + both("", "", 32) +
           "\x0a\x00\xec\xff\x07\x00"s + "\x00\x00\xe8\x03\x18\xfc"s;
}

/// EDF+ or BDF+ of two signals by EDFlib: 100 and 50 Hz, three seconds, three annotations.
void writePlus(const std::filesystem::path& path, int type)
{
    const int handle = edfopen_file_writeonly(path.c_str(), type, 2);
    QVERIFY(handle >= 0);
    const int largest = type == EDFLIB_FILETYPE_BDFPLUS ? 8388607 : 32767;
    const std::array<int, 2> rates = {100, 50};
    const std::array<const char*, 2> labels = {"ECG", "Resp"};
    for (int signal = 0; signal < 2; ++signal) {
        const auto i = static_cast<std::size_t>(signal);
        edf_set_samplefrequency(handle, signal, rates[i]);
        edf_set_physical_maximum(handle, signal, 200);
        edf_set_physical_minimum(handle, signal, -200);
        edf_set_digital_maximum(handle, signal, largest);
        edf_set_digital_minimum(handle, signal, -largest);
        edf_set_label(handle, signal, labels[i]);
        edf_set_physical_dimension(handle, signal, "uV");
    }
    for (int second = 0; second < 3; ++second)
        for (int signal = 0; signal < 2; ++signal) {
            std::vector<double> samples;
            for (int i = 0; i < rates[static_cast<std::size_t>(signal)]; ++i)
                samples.push_back(second * 50 + i * 0.25 - signal * 100);
            QCOMPARE(edfwrite_physical_samples(handle, samples.data()), 0);
        }
    edfwrite_annotation_utf8(handle, 5000, -1, "beat");
    edfwrite_annotation_utf8(handle, 12500, 1000, "noise \xce\xb1");
    edfwrite_annotation_utf8(handle, 20000, -1, "beat");
    edfclose_file(handle);
}

} // namespace

class TestEdf : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void byHand();
    void plus_data();
    void plus();
    void malformed_data();
    void malformed();
    void truncated();
    void discontinuous();
    void sameFileFromSeveralThreads();
    void progressAndCancel();
    void sniff();

private:
    test::TestFolder m_folder;
};

void TestEdf::byHand()
{
    const auto path = m_folder.file("a.edf", edf());
    QCOMPARE(listOf(described(edfReader(), path)), std::string("EMG int16 4 mV 4Hz\nEMG (2) int16 2 g 2Hz\n"));
    const auto arrays = loaded(edfReader(), path);
    QCOMPARE(valuesOf(arrays[0]), std::string("1 -2 0 100"));
    QCOMPARE(valuesOf(arrays[1]), std::string("7 -1000"));
    QCOMPARE(valuesOf(loaded(edfReader(), path, {"EMG (2)"})[0]), std::string("7 -1000"));
    const auto problem = messageOf<DatasetError>([&] { static_cast<void>(loaded(edfReader(), path, {"ECG"})); });
    QCOMPARE(problem.value_or(""), std::string("Reading a.edf: there is no array \"ECG\"; the file has \"EMG\", \"EMG "
                                               "(2)\". Choose one of these."));
}

void TestEdf::plus_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<QString>("number");
    QTest::addColumn<double>("step");
    QTest::newRow("EDF+") << EDFLIB_FILETYPE_EDFPLUS << "int16" << 400.0 / 65534;
    QTest::newRow("BDF+") << EDFLIB_FILETYPE_BDFPLUS << "int24" << 400.0 / 16777214;
}

void TestEdf::plus()
{
    QFETCH(int, type);
    QFETCH(QString, number);
    QFETCH(double, step);
    const auto path = m_folder.file("plus.edf", "");
    writePlus(path, type);
    const auto info = described(edfReader(), path);
    QCOMPARE(QString::fromStdString(listOf(info)),
             QStringLiteral("ECG %1 300 uV 100Hz\nResp %1 150 uV 50Hz\nannotations/onset float64 3 "
                            "s\nannotations/text text 3\n")
                 .arg(number));
    const auto arrays = loaded(edfReader(), path);
    for (std::size_t signal = 0; signal < 2; ++signal) {
        const std::size_t rate = signal == 0 ? 100 : 50;
        QCOMPARE(arrays[signal].values.size(), 3 * rate);
        for (std::size_t i = 0; i < 3 * rate; ++i) {
            const auto expected = static_cast<double>(i / rate) * 50 + static_cast<double>(i % rate) * 0.25 -
                                  static_cast<double>(signal) * 100;
            QVERIFY(std::abs(static_cast<double>(arrays[signal].values[i]) - expected) <= step + 1e-5);
        }
    }
    QCOMPARE(valuesOf(arrays[2]), std::string("0.5 1.25 2"));
    QCOMPARE(valuesOf(arrays[3]), std::string("'beat' 'noise \xce\xb1' 'beat'"));
    for (std::size_t i = 0; i < arrays.size(); ++i)
        QCOMPARE(static_cast<const ArrayInfo&>(arrays[i]), info.arrays[i]);
}

void TestEdf::malformed_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char* name, const std::string& content, const char* message) {
        QTest::newRow(name) << QByteArray::fromStdString(content) << QByteArray("Reading a.edf: ") + message;
    };
    row("empty", "", "the file is empty, expected EDF or BDF.");
    row("binary noise", noise(3000), "it starts with ");
    row("start of a header", edf().substr(0, 200), "the file ends at byte 200, in its header (the number of records");
    row("terabytes", edf("99999999"),
        "the header claims 99999999 records of 6 bytes, 600000762 bytes with the header, "
        "but the file has 780. It was cut off;");
    row("too few records", edf("1"),
        "the header claims 1 records of 6 bytes, 774 bytes with the header, but the file "
        "has 780. It is damaged;");
    row("not closed", edf("-1"),
        "header, byte 236: found -1 records, expected 1 or more. The recording was not closed;");
    row("no number", edf("many"), "header, byte 236: found \"many    \", expected the number of records as a whole");
    row("no signals", edf("2", "0"), "header, byte 252: found 0 signals, expected 1 .. 640.");
    row("too many signals", edf("2", "9999"), "header, byte 252: found 9999 signals, expected 1 .. 640.");
    row("other count of signals", edf("2", "3"),
        "header, byte 184: a header of 768 bytes for 3 signals, expected 1024.");
    row("no samples", edf("2", "2", "0"), "signal 1 has 0 samples per record, expected 1 or more.");
    row("physical range empty", edf().replace(256 + 2 * 104, 8, "100     "), "its header does not follow the format");
}

void TestEdf::malformed()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, message);
    const auto problem = QByteArray::fromStdString(errorOf(edfReader(), m_folder.file("a.edf", content.toStdString())));
    QVERIFY2(problem.startsWith(message), problem.constData());
}

void TestEdf::truncated()
{
    QCOMPARE(truncationsThatPass(edfReader(), m_folder.file("cut.edf", ""), edf()), std::int64_t{-1});
    const auto path = m_folder.file("whole.edf", "");
    writePlus(path, EDFLIB_FILETYPE_EDFPLUS);
    QCOMPARE(truncationsThatPass(edfReader(), m_folder.file("cut.edf", ""), contentOf(path)), std::int64_t{-1});
}

void TestEdf::discontinuous()
{
    const auto path = m_folder.file("gaps.edf", "");
    writePlus(path, EDFLIB_FILETYPE_EDFPLUS);
    auto content = contentOf(path);
    QCOMPARE(content.substr(192, 5), "EDF+C"s);
    content[196] = 'D';
    const auto problem = errorOf(edfReader(), m_folder.file("gaps.edf", content));
    QVERIFY2(problem.starts_with("Reading gaps.edf: it is a recording with gaps (EDF+D)"), problem.c_str());
}

void TestEdf::sameFileFromSeveralThreads()
{
    const auto path = m_folder.file("a.edf", edf());
    std::atomic<int> right = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            for (int round = 0; round < 20; ++round)
                if (valuesOf(loaded(edfReader(), path)[0]) == "1 -2 0 100")
                    ++right;
        });
    threads.clear();
    QCOMPARE(right.load(), 160);
    QCOMPARE(edflib_get_number_of_open_files(), 0);
}

void TestEdf::progressAndCancel()
{
    const auto path = m_folder.file("a.edf", edf());
    std::stop_source stop;
    Progress progress{.tell =
                          [&](double share, std::string_view step) {
                              if (share > 0 && step == "EMG (2)")
                                  stop.request_stop();
                          },
                      .stop = stop.get_token()};
    QVERIFY(messageOf<ReadCancelled>([&] { static_cast<void>(edfReader().load(path, {}, {}, progress)); }));
    QCOMPARE(edflib_get_number_of_open_files(), 0); // closed all the same
}

void TestEdf::sniff()
{
    QCOMPARE(edfReader().sniff(edf(), "a.bin"), 100);
    QCOMPARE(edfReader().sniff("\xff"
                               "BIOSEMI",
                               "a.bin"),
             100);
    QCOMPARE(edfReader().sniff("0       1       2\n", "a.txt"), 0);
    QCOMPARE(edfReader().sniff("", "a.edf"), 0);
}

QTEST_GUILESS_MAIN(TestEdf)
#include "tst_edf.moc"
