// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "readertest.h"

#include <QtTest>

#include <sndfile.h>

using namespace pitlane;
using namespace pitlane::test;
using namespace std::string_literals;

namespace {

/// A WAV of 16 bits from its parts; `claimed` bytes of samples where that is not what follows.
std::string wav(int channels, int rate, const std::string& samples, std::int64_t claimed = -1)
{
    const auto number = [](std::uint64_t value, int bytes) {
        std::string text;
        for (int i = 0; i < bytes; ++i)
            text += static_cast<char>(static_cast<unsigned char>(value >> static_cast<unsigned>(8 * i)));
        return text;
    };
    const auto size = claimed < 0 ? samples.size() : static_cast<std::uint64_t>(claimed);
    const auto frame = static_cast<std::uint64_t>(2 * channels);
    return "RIFF" + number(36 + size, 4) + "WAVEfmt " + number(16, 4) + number(1, 2) +
           number(static_cast<std::uint64_t>(channels), 2) + number(static_cast<std::uint64_t>(rate), 4) +
           number(static_cast<std::uint64_t>(rate) * frame, 4) + number(frame, 2) + number(16, 2) + "data" +
           number(size, 4) + samples;
}

/// Two channels, frame i: i / 64 and -i / 128.
std::vector<float> stereo(int frames)
{
    std::vector<float> values;
    for (int i = 0; i < frames; ++i) {
        values.push_back(static_cast<float>(i % 64) / 64);
        values.push_back(static_cast<float>(i % 64) / -128);
    }
    return values;
}

void writeAudio(const std::filesystem::path& path, int format, const std::vector<float>& frames)
{
    SF_INFO info{.samplerate = 8000, .channels = 2, .format = format};
    auto* file = sf_open(path.c_str(), SFM_WRITE, &info);
    QVERIFY(file != nullptr);
    sf_writef_float(file, frames.data(), static_cast<sf_count_t>(frames.size() / 2));
    sf_close(file);
}

} // namespace

class TestAudio : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wavByHand();
    void formats_data();
    void formats();
    void noNumbersStay();
    void malformed_data();
    void malformed();
    void truncated();
    void openEnd();
    void longFileInChunks();
    void sniff();
    void speechCommands();

private:
    test::TestFolder m_folder;
};

void TestAudio::wavByHand()
{
    const auto path = m_folder.file("a.wav", wav(2, 16000, "\x00\x40\x00\x80\xff\x7f\x01\x00"s));
    const auto info = described(audioReader(), path);
    QCOMPARE(listOf(info), std::string("samples int16 2x2 16000Hz\n"));
    const auto samples = loaded(audioReader(), path)[0];
    QCOMPARE(samples.values, (std::vector<float>{0.5F, 32767.0F / 32768, -1.0F, 1.0F / 32768}));
    QCOMPARE(static_cast<const ArrayInfo&>(samples), info.arrays[0]);
}

void TestAudio::formats_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("format");
    QTest::addColumn<QString>("type");
    QTest::newRow("WAV 16") << "a.wav" << (SF_FORMAT_WAV | SF_FORMAT_PCM_16) << "int16";
    QTest::newRow("WAV 24") << "a.wav" << (SF_FORMAT_WAV | SF_FORMAT_PCM_24) << "int24";
    QTest::newRow("WAV 8") << "a.wav" << (SF_FORMAT_WAV | SF_FORMAT_PCM_U8) << "uint8";
    QTest::newRow("WAV float") << "a.wav" << (SF_FORMAT_WAV | SF_FORMAT_FLOAT) << "float32";
    QTest::newRow("FLAC") << "a.flac" << (SF_FORMAT_FLAC | SF_FORMAT_PCM_16) << "int16";
    QTest::newRow("AIFF") << "a.aiff" << (SF_FORMAT_AIFF | SF_FORMAT_PCM_16) << "int16";
}

void TestAudio::formats()
{
    QFETCH(QString, name);
    QFETCH(int, format);
    QFETCH(QString, type);
    const auto path = m_folder.file(name.toStdString(), "");
    const auto frames = stereo(1000);
    writeAudio(path, format, frames);
    QCOMPARE(QString::fromStdString(listOf(described(audioReader(), path))),
             QStringLiteral("samples %1 2x1000 8000Hz\n").arg(type));
    const auto samples = loaded(audioReader(), path, {"samples"})[0];
    QCOMPARE(samples.values.size(), std::size_t{2000});
    for (std::size_t c = 0; c < 2; ++c)
        for (std::size_t t = 0; t < 1000; ++t)
            QVERIFY(std::abs(samples.values[c * 1000 + t] - frames[t * 2 + c]) < 0.01F);
    QCOMPARE(audioReader().sniff(contentOf(path), path), 100);
}

void TestAudio::noNumbersStay()
{
    const auto path = m_folder.file("a.wav", "");
    writeAudio(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, {0.5F, missing, missing, -2.0F});
    QCOMPARE(valuesOf(loaded(audioReader(), path)[0]), std::string("0.5 ? ? -2"));
}

void TestAudio::malformed_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char* name, const std::string& content, const char* message) {
        QTest::newRow(name) << QByteArray::fromStdString(content) << QByteArray("Reading a.wav: ") + message;
    };
    row("empty", "", "the file is empty, expected audio.");
    row("binary noise", noise(4000), "it cannot be read as audio (");
    row("text", "1,2,3\n", "it cannot be read as audio (");
    row("header only", wav(1, 16000, "").substr(0, 36), "the file ends before its samples begin");
    row("no samples", wav(1, 16000, ""), "the file holds no samples.");
    row("claims 2 GB", wav(1, 16000, "abcd", 2000000000),
        "byte 36: the header claims 2000000000 bytes of samples, but 4 follow. The file was cut off;");
    row("no channels", wav(0, 16000, "abcd"), "it cannot be read as audio (");
    row("samples before their format", "RIFF\x10\0\0\0WAVEdata\x04\0\0\0abcd"s,
        "byte 12: samples come before their format.");
    row("unknown coding", wav(1, 16000, "abcd").replace(20, 2, "\x99\x77"), "it cannot be read as audio (");
}

void TestAudio::malformed()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, message);
    const auto problem =
        QByteArray::fromStdString(errorOf(audioReader(), m_folder.file("a.wav", content.toStdString())));
    QVERIFY2(problem.startsWith(message) && problem.startsWith("Reading"), problem.constData());
}

void TestAudio::truncated()
{
    QCOMPARE(truncationsThatPass(audioReader(), m_folder.file("cut.wav", ""), wav(2, 16000, noise(4000))),
             std::int64_t{-1});
    const auto path = m_folder.file("whole.flac", "");
    std::vector<float> frames;
    for (const char byte : noise(20000))
        frames.push_back(static_cast<float>(byte) / 128);
    writeAudio(path, SF_FORMAT_FLAC | SF_FORMAT_PCM_16, frames);
    const auto flac = contentOf(path);
    // The last bytes of the last frame may be padding and a checksum; up to there each cut shows.
    QCOMPARE(truncationsThatPass(audioReader(), m_folder.file("cut.flac", ""), flac, flac.size() - 100),
             std::int64_t{-1});
    // STREAMINFO's 36 bits of samples, all set: 68 billion.
    auto lying = flac;
    lying[21] = static_cast<char>(lying[21] | 0x0f);
    lying.replace(22, 4, "\xff\xff\xff\xff");
    const auto problem = errorOf(audioReader(), m_folder.file("a.flac", lying));
    QVERIFY2(problem.find("the header claims 68719476735 samples, which a file of ") != std::string::npos,
             problem.c_str());
}

/// A recorder that cannot go back writes the largest size.
void TestAudio::openEnd()
{
    const auto path = m_folder.file("stream.wav", wav(1, 100, "\x00\x40\x00\xc0"s, 0xffffffff));
    QCOMPARE(loaded(audioReader(), path)[0].values, (std::vector<float>{0.5F, -0.5F}));
}

void TestAudio::longFileInChunks()
{
    const int count = 3000000;
    const auto path = m_folder.file("long.wav", wav(1, 16000, std::string(static_cast<std::size_t>(count) * 2, '\0')));
    int calls = 0;
    std::stop_source stop;
    Progress progress{.tell = [&](double, std::string_view) { ++calls; }, .stop = stop.get_token()};
    QCOMPARE(audioReader().load(path, {}, {}, progress)[0].values.size(), static_cast<std::size_t>(count));
    QVERIFY(calls >= 4);
    progress.tell = [&](double share, std::string_view) {
        if (share > 0.5)
            stop.request_stop();
    };
    QVERIFY(messageOf<ReadCancelled>([&] { static_cast<void>(audioReader().load(path, {}, {}, progress)); }));
}

void TestAudio::sniff()
{
    QCOMPARE(audioReader().sniff(wav(1, 16000, "ab"), "a.bin"), 100);
    QCOMPARE(audioReader().sniff("RIFF\0\0\0\0AVI "s, "a.avi"), 0);
    QCOMPARE(audioReader().sniff("fLaC", "a"), 100);
    QCOMPARE(audioReader().sniff("", "a.wav"), 0);
}

void TestAudio::speechCommands()
{
    const auto folder = dataFolder("speech_commands/v0.02_test_subset");
    if (folder.empty())
        QSKIP("The Speech Commands files are absent; see HACKING.md.");
    int clips = 0;
    for (const auto& label :
         {"_silence_", "_unknown_", "yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go"})
        for (const auto& entry : std::filesystem::directory_iterator(folder / label)) {
            const auto info = described(audioReader(), entry.path());
            QVERIFY2(listOf(info) == "samples int16 1x16000 16000Hz\n", entry.path().c_str());
            if (++clips % 50 == 0)
                QCOMPARE(loaded(audioReader(), entry.path())[0].values.size(), std::size_t{16000});
        }
    QCOMPARE(clips, 1800);
}

QTEST_GUILESS_MAIN(TestAudio)
#include "tst_audio.moc"
