// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../testdata.h"
#include "core/data/signal/spectrum.h"
#include "reference.h"

#include <QtTest>

#include <numbers>
#include <thread>

using namespace pitlane;
using namespace pitlane::test;

class TestSpectrum : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asNumpy_data();
    void asNumpy();
    void shape();
    void tablesForADevice();
    void threadsAgree();
    void refuses_data();
    void refuses();
    void welchFindsSines();
    void welchAsWritten();
};

namespace {

constexpr double rate = 16000;

/// The chirp of make_reference.py.
std::vector<float> sound()
{
    Noise noise;
    std::vector<float> signal;
    for (int i = 0; i < 16000; ++i) {
        const double t = i / rate;
        const double x = 0.4 * std::sin(2 * std::numbers::pi * (100 * t + 1700 * t * t)) + 0.02 * noise.draw();
        signal.push_back(static_cast<float>(std::nearbyint(x * 32768) / 32768));
    }
    return signal;
}

std::vector<float> everyThird(const std::vector<float>& image, std::int64_t frames)
{
    std::vector<float> some;
    for (std::size_t i = 0; i < image.size(); ++i)
        if (static_cast<std::int64_t>(i) % frames % 3 == 0)
            some.push_back(image[i]);
    return some;
}

} // namespace

void TestSpectrum::asNumpy_data()
{
    QTest::addColumn<FrontEnd::Kind>("kind");
    QTest::newRow("logmel") << FrontEnd::Kind::LogMel;
    QTest::newRow("mfcc") << FrontEnd::Kind::Mfcc;
}

void TestSpectrum::asNumpy()
{
    QFETCH(FrontEnd::Kind, kind);
    const auto signal = sound();
    QVERIFY(largestDifference(std::span(signal).first(8), reference("sound")) < 1e-9); // the same sound
    const Spectrum spectrum({.kind = kind}, rate);
    const auto image = spectrum(signal);
    const auto difference =
        largestDifference(everyThird(image, spectrum.framesOf(16000)), reference(QTest::currentDataTag()));
    QVERIFY2(difference < 1e-3, qPrintable(QString::number(difference)));
}

void TestSpectrum::shape()
{
    const Spectrum spectrum({.kind = FrontEnd::Kind::Mfcc}, rate);
    QCOMPARE(spectrum.frameLength(), 480);
    QCOMPARE(spectrum.hop(), 160);
    QCOMPARE(spectrum.rows(), 40);
    QCOMPARE(spectrum.framesOf(16000), 98);
    QCOMPARE(reference("shape"), (std::vector<double>{40, 98}));
    QCOMPARE(std::ssize(spectrum(sound())), 40 * 98);
    QCOMPARE(spectrum.framesOf(479), 0);
    QCOMPARE(spectrum.framesOf(480), 1);
    QCOMPARE(spectrum.framesOf(639), 1);
    QCOMPARE(spectrum.framesOf(640), 2);

    // Fewer coefficients are the first ones of all.
    const Spectrum few({.kind = FrontEnd::Kind::Mfcc, .coefficients = 13}, rate);
    QCOMPARE(few.rows(), 13);
    auto all = spectrum(sound());
    all.resize(13 * 98);
    QCOMPARE(few(sound()), all);

    // Silence: log of the offset in every band, all of it in the first coefficient.
    const auto silence = spectrum(std::vector<float>(480));
    QVERIFY(std::abs(static_cast<double>(silence[0]) - std::log(1e-6) * std::sqrt(40.0)) < 1e-3);
    for (std::size_t k = 1; k < 40; ++k)
        QVERIFY(std::abs(silence[k]) < 1e-3F);
}

void TestSpectrum::tablesForADevice()
{
    const Spectrum spectrum({.kind = FrontEnd::Kind::Mfcc}, rate);
    QCOMPARE(std::ssize(spectrum.window()), 480);
    std::vector<float> window;
    for (std::size_t i = 0; i < 480; i += 16)
        window.push_back(spectrum.window()[i]);
    QVERIFY(largestDifference(window, reference("window")) < 1e-6);

    QCOMPARE(std::ssize(spectrum.melWeights()), 40 * 257);
    std::vector<double> sums(40);
    for (std::size_t i = 0; i < spectrum.melWeights().size(); ++i)
        sums[i / 257] += static_cast<double>(spectrum.melWeights()[i]);
    QVERIFY(largestDifference(sums, reference("weights")) < 1e-5);

    QCOMPARE(std::ssize(spectrum.dct()), 40 * 40);
    for (std::size_t a = 0; a < 40; ++a) // orthonormal
        for (std::size_t b = 0; b < 40; ++b) {
            double product = 0;
            for (std::size_t i = 0; i < 40; ++i)
                product +=
                    static_cast<double>(spectrum.dct()[a * 40 + i]) * static_cast<double>(spectrum.dct()[b * 40 + i]);
            QVERIFY(std::abs(product - (a == b ? 1 : 0)) < 1e-6);
        }
    QVERIFY(Spectrum({.kind = FrontEnd::Kind::LogMel}, rate).dct().empty());
}

void TestSpectrum::threadsAgree()
{
    const auto signal = sound();
    const Spectrum shared({.kind = FrontEnd::Kind::Mfcc}, rate);
    const auto expected = shared(signal);
    std::vector<std::vector<float>> results(40);
    {
        std::vector<std::jthread> threads;
        for (std::size_t first = 0; first < 2; ++first)
            threads.emplace_back([&, first] {
                for (auto i = first; i < results.size(); i += 2) {
                    if (i % 4 < 2) { // one for both
                        results[i] = shared(signal);
                    } else { // one each, made and destroyed at the same time as the other's
                        const Spectrum own({.kind = FrontEnd::Kind::Mfcc}, rate);
                        results[i] = own(signal);
                    }
                }
            });
    }
    for (const auto& result : results)
        QCOMPARE(result, expected);
}

void TestSpectrum::refuses_data()
{
    QTest::addColumn<FrontEnd>("settings");
    QTest::addColumn<double>("rate");
    QTest::addColumn<int>("samples");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const FrontEnd& settings, double hertz, int samples, const char* message) {
        QTest::newRow(name) << settings << hertz << samples << QString::fromLatin1(message);
    };
    const auto kind = FrontEnd::Kind::Mfcc;
    row("short signal", {.kind = kind}, rate, 479,
        "The front end: a signal of 479 samples is shorter than one frame of 480. Take longer windows.");
    row("no signal", {.kind = kind}, rate, 0, "The front end: a signal of 0 samples is shorter");
    row("short FFT", {.kind = kind, .fftLength = 256}, rate, 16000,
        "The front end: a frame has 480 samples, but the FFT only 256. Choose a longer FFT or shorter frames.");
    row("above half the rate", {.kind = kind, .highHz = 8001}, rate, 16000,
        "The front end: mel bands up to 8001 Hz, but the signal holds frequencies up to 8000 Hz.");
    row("low rate", {.kind = kind}, 20, 16000, "The front end: a frame of 1 and a hop of 0 samples.");
    row("no hop", {.kind = kind, .hopSeconds = 0}, rate, 16000,
        "The front end: a frame of 480 and a hop of 0 samples.");
    row("no frame", {.kind = kind, .frameSeconds = 0}, rate, 16000, "The front end: a frame of 0 and a hop of 160");
    row("no band", {.kind = kind, .melBands = 0}, rate, 16000, "The front end: 0 mel bands");
    row("too many coefficients", {.kind = kind, .coefficients = 41}, rate, 16000,
        "The front end: 41 coefficients of 40 mel bands");
    row("no coefficient", {.kind = kind, .coefficients = 0}, rate, 16000,
        "The front end: 0 coefficients of 40 mel bands");
    row("band turned round", {.kind = kind, .lowHz = 5000}, rate, 16000,
        "The front end: mel bands from 5000 to 4000 Hz");
}

void TestSpectrum::refuses()
{
    QFETCH(FrontEnd, settings);
    QFETCH(double, rate);
    QFETCH(int, samples);
    QFETCH(QString, message);
    const auto found = messageOf<DatasetError>([&] {
        const Spectrum spectrum(settings, rate);
        static_cast<void>(spectrum(std::vector<float>(static_cast<std::size_t>(samples))));
    });
    QVERIFY2(found, "no error");
    QCOMPARE(QString::fromStdString(*found).left(message.size()), message);
}

/// A sine of amplitude 1 in the middle of a bin: length / 4 there (a Hann window's mean is a half), nothing far away.
void TestSpectrum::welchFindsSines()
{
    std::vector<float> signal;
    for (int t = 0; t < 1000; ++t)
        signal.push_back(static_cast<float>(std::sin(2 * std::numbers::pi * 16 * t / 128)));
    const auto found = welchSpectrum(signal, 128);
    QCOMPARE(std::ssize(found), 65);
    QVERIFY(std::abs(found[16] - 32) < 1e-3F);
    QVERIFY(std::abs(found[15] - 16) < 1e-3F);
    QVERIFY(std::abs(found[17] - 16) < 1e-3F);
    for (std::size_t k = 0; k < 65; ++k)
        if (k < 15 || k > 17)
            QVERIFY(found[k] < 1e-3F);
}

/// The definition, as sums: pieces begin every half length; a short signal is filled up with zeros.
void TestSpectrum::welchAsWritten()
{
    Noise noise;
    std::vector<float> signal;
    for (int t = 0; t < 37; ++t)
        signal.push_back(static_cast<float>(noise.draw()));
    for (const std::size_t samples : {37U, 16U, 10U})
        for (const std::size_t length : {16U, 7U}) {
            const std::vector<float> part(signal.begin(), signal.begin() + static_cast<std::ptrdiff_t>(samples));
            std::vector<double> expected(length / 2 + 1);
            std::size_t pieces = 0;
            for (std::size_t first = 0; first == 0 || first + length <= samples; first += length / 2, ++pieces)
                for (std::size_t k = 0; k < expected.size(); ++k) {
                    double re = 0;
                    double im = 0;
                    for (std::size_t i = 0; i < length && first + i < samples; ++i) {
                        const double turn = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(length);
                        const double x = static_cast<double>(part[first + i]) * (0.5 - 0.5 * std::cos(turn));
                        re += x * std::cos(turn * static_cast<double>(k));
                        im += x * std::sin(turn * static_cast<double>(k));
                    }
                    expected[k] += std::sqrt(re * re + im * im);
                }
            for (auto& value : expected)
                value /= static_cast<double>(pieces);
            QVERIFY(largestDifference(welchSpectrum(part, static_cast<std::int64_t>(length)), expected) < 1e-5);
        }
    QVERIFY(messageOf<DatasetError>([&] { static_cast<void>(welchSpectrum(signal, 1)); }));
}

QTEST_GUILESS_MAIN(TestSpectrum)
#include "tst_spectrum.moc"
