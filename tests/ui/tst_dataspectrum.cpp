// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/dataspectrum.h"

#include "ui/theme/theme.h"
#include "ui/widgets/choice.h"

#include <QApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>

#include <cmath>
#include <numbers>

using namespace pitlane;

namespace {

/// Sines of amplitude 3 at 12.5 Hz (class 0) and 1 at 25 Hz (class 1) on an offset of 10, 128 samples at 100 Hz, 20 of
/// each; channel 2 is silent.
Dataset sines()
{
    Dataset data{
        .channels = 2, .length = 128, .classNames = {"slow", "fast"}, .sampleRateHz = 100, .channelNames = {"x", "y"}};
    for (int n = 0; n < 40; ++n) {
        const bool isFast = n % 2 == 1;
        for (int i = 0; i < 128; ++i)
            data.values.push_back(static_cast<float>(
                10 + (isFast ? 1 : 3) * std::sin(2 * std::numbers::pi *
                                                 ((isFast ? 25 : 12.5) * i / 100 + static_cast<double>(n) / 40))));
        data.values.insert(data.values.end(), 128, 0.F);
        data.labels.push_back(isFast ? 1 : 0);
    }
    return data;
}

} // namespace

class TestDataSpectrum : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::install(*qApp, ThemeChoice::Light); }
    void peaksAreThoseOfTheSines();
    void fewExamplesStandForMany();
    void examplesWithGapsAreLeftOut();
    void targetsMakeThreeGroups();
    void saysWhereASpectrumMakesNoSense();
    void showsClassesInTheBackground();
    void scaleAndCursor();
};

void TestDataSpectrum::peaksAreThoseOfTheSines()
{
    const auto spectra = spectraOf(sines(), 0);
    QVERIFY(spectra.inHertz);
    QCOMPARE(spectra.step, 100.0 / 128);
    QCOMPARE(spectra.rows.size(), 2U);
    QCOMPARE(spectra.rows[0].name, QStringLiteral("slow"));
    QCOMPARE(spectra.rows[0].mean.size(), 65U);
    const auto slow = *peakOf(spectra.rows[0]);
    const auto fast = *peakOf(spectra.rows[1]);
    QCOMPARE(slow, 16U);                                      // 12.5 Hz
    QCOMPARE(fast, 32U);                                      // 25 Hz
    QVERIFY(std::abs(spectra.rows[0].mean[slow] - 3) < 0.01); // the amplitude
    QVERIFY(std::abs(spectra.rows[1].mean[fast] - 1) < 0.01);
    QVERIFY(spectra.rows[0].mean[0] < 0.05); // the offset is taken off
    QVERIFY(std::abs(spectra.rows[0].low[slow] - 3) < 0.01 && std::abs(spectra.rows[0].high[slow] - 3) < 0.01);
    QVERIFY(!peakOf(spectraOf(sines(), 1).rows[0])); // silence
}

void TestDataSpectrum::fewExamplesStandForMany()
{
    const auto spectra = spectraOf(sines(), 0, {}, 10);
    QCOMPARE(spectra.examples, 10);
    QCOMPARE(spectra.rows[0].note, QStringLiteral("5 of 20 examples"));
    QCOMPARE(*peakOf(spectra.rows[1]), 32U);
}

void TestDataSpectrum::examplesWithGapsAreLeftOut()
{
    auto data = sines();
    data.values[5] = std::nanf("");
    const auto spectra = spectraOf(data, 0);
    QCOMPARE(spectra.leftOut, 1);
    QCOMPARE(spectra.examples, 39);
    QVERIFY(std::abs(spectra.rows[0].mean[16] - 3) < 0.01);
}

void TestDataSpectrum::targetsMakeThreeGroups()
{
    auto data = sines();
    data.task = Task::Regression;
    data.targetUnit = "bpm";
    data.labels.clear();
    data.classNames.clear();
    for (int n = 0; n < 40; ++n)
        data.targets.push_back(
            static_cast<float>(n % 2 == 0 ? 60 + n : 120 + n)); // slow ones 60 to 98, fast 121 to 159
    const auto spectra = spectraOf(data, 0);
    QCOMPARE(spectra.rows.size(), 3U);
    QCOMPARE(spectra.rows[0].name, QStringLiteral("60 to 84 bpm"));
    QCOMPARE(*peakOf(spectra.rows[0]), 16U);
    QCOMPARE(*peakOf(spectra.rows[2]), 32U);
}

void TestDataSpectrum::saysWhereASpectrumMakesNoSense()
{
    QVERIFY(whyNoSpectrum(sines()).isEmpty());
    Dataset rolls{.task = Task::NextStep, .channels = 88, .length = 100, .lengths = {100}};
    QVERIFY(whyNoSpectrum(rolls).contains(QStringLiteral("rolls")));
    auto features = sines();
    features.channelNames = {"MFCC 0", "MFCC 1"};
    QVERIFY(whyNoSpectrum(features).contains(QStringLiteral("front end")));
    Dataset tiny{.channels = 1, .length = 8, .labels = {0}, .classNames = {"a"}};
    QVERIFY(whyNoSpectrum(tiny).contains(QStringLiteral("8 samples")));

    DataSpectrum page;
    page.show();
    page.setData(std::make_shared<const Dataset>(features));
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    auto* message = page.findChild<QWidget*>(QStringLiteral("spectrumMessage"));
    QVERIFY(message->isVisible());
    QCOMPARE(message->accessibleName(), QStringLiteral("No spectrum for these data"));
}

void TestDataSpectrum::showsClassesInTheBackground()
{
    DataSpectrum page;
    page.resize(800, 500);
    QSignalSpy shown(&page, &DataSpectrum::shown);
    page.setData(std::make_shared<const Dataset>(sines()));
    QCoreApplication::processEvents();
    QCOMPARE(shown.count(), 0); // nobody looks
    page.show();
    QTRY_COMPARE(shown.count(), 1);
    auto* plot = page.findChild<SpectrumPlot*>();
    QCOMPARE(plot->rowCount(), 2);
    QCOMPARE(plot->frequencyRange().second, 50.0);
    QVERIFY(plot->accessibleDescription().contains(QStringLiteral("slow: peak at 12.5 Hz")));
    auto* channel = page.findChild<Choice*>(QStringLiteral("spectrumChannel"));
    QVERIFY(channel->isVisible());
    channel->setCurrentIndex(1);
    Q_EMIT channel->chosen(channel->value());
    QTRY_COMPARE(shown.count(), 2);
    QVERIFY(plot->accessibleDescription().isEmpty()); // the silent channel
}

void TestDataSpectrum::scaleAndCursor()
{
    DataSpectrum page;
    QSignalSpy shown(&page, &DataSpectrum::shown);
    page.show();
    page.setData(std::make_shared<const Dataset>(sines()));
    QTRY_COMPARE(shown.count(), 1);
    auto* plot = page.findChild<SpectrumPlot*>();
    plot->setCursor(12.4); // the nearest bin
    QCOMPARE(page.findChild<QLabel*>(QStringLiteral("spectrumReadout"))->text().section(QStringLiteral(" · "), 0, 1),
             QStringLiteral("12.5 Hz · slow 9.5 dB")); // 20 log10 3
    page.findChild<QTabBar*>(QStringLiteral("spectrumScale"))->setCurrentIndex(1);
    QVERIFY(plot->readout().startsWith(QStringLiteral("12.5 Hz · slow 3")));
    QCOMPARE(plot->valueRange().first, 0.0);
}

QTEST_MAIN(TestDataSpectrum)
#include "tst_dataspectrum.moc"
