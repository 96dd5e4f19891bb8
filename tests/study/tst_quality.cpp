// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/quality.h"

#include <QTest>

#include <clocale>
#include <limits>

using namespace pitlane;

class TestQuality : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void words_data()
    {
        QTest::addColumn<double>("score");
        QTest::addColumn<int>("measure");
        QTest::addColumn<QString>("unit");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("stored");
        const auto row = [](const char* name, double score, QualityMeasure measure, const char* unit,
                            const char* words, const char* stored) {
            QTest::newRow(name) << score << static_cast<int>(measure) << QString::fromUtf8(unit)
                                << QString::fromUtf8(words) << QString::fromUtf8(stored);
        };
        row("accuracy", 0.936, QualityMeasure::Accuracy, "", "93.6 %", "share");
        row("balanced accuracy", 1, QualityMeasure::BalancedAccuracy, "", "100.0 %", "share");
        row("macro F1", 0.5, QualityMeasure::MacroF1, "", "50.0 %", "share");
        row("heart rate", 5.314, QualityMeasure::Mae, "bpm", "5.31 bpm", "bpm");
        row("a target without a unit", 5.314, QualityMeasure::Mae, "", "5.31", "");
        row("rolls", 3.0549, QualityMeasure::Nll, "", "3.05 nats", "nats");
        row("huge", 1e9, QualityMeasure::Mae, "Pa", "1000000000.00 Pa", "Pa");
        row("not a number", std::numeric_limits<double>::quiet_NaN(), QualityMeasure::Mae, "bpm", "unknown", "bpm");
    }

    void words()
    {
        QFETCH(double, score);
        QFETCH(int, measure);
        QFETCH(QString, unit);
        QFETCH(QString, words);
        QFETCH(QString, stored);
        const Quality quality{
            .score = score, .measure = static_cast<QualityMeasure>(measure), .unit = unit.toStdString()};
        QCOMPARE(QString::fromStdString(scoreInWords(quality)), words);
        QCOMPARE(QString::fromStdString(storedUnit(quality)), stored);
        const auto* old = std::setlocale(LC_NUMERIC, "de_DE.UTF-8"); // where it is installed: a comma
        QCOMPARE(QString::fromStdString(scoreInWords(quality)), words);
        if (old != nullptr)
            std::setlocale(LC_NUMERIC, "C");
    }

    void betterFollowsTheMeasure()
    {
        const Quality low{.score = 0.2}, high{.score = 0.3};
        QVERIFY(isBetter(high, low) && !isBetter(low, high) && !isBetter(low, low));
        auto lowError = low, highError = high;
        lowError.measure = highError.measure = QualityMeasure::Mae;
        QVERIFY(isBetter(lowError, highError) && !isBetter(highError, lowError) && !isBetter(lowError, lowError));
    }
};

QTEST_GUILESS_MAIN(TestQuality)
#include "tst_quality.moc"
