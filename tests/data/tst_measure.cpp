// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/measure.h"

#include <QTest>

#include <array>
#include <set>

using namespace pitlane;

namespace {

constexpr std::array all{QualityMeasure::Accuracy, QualityMeasure::BalancedAccuracy, QualityMeasure::MacroF1,
                         QualityMeasure::Mae, QualityMeasure::Nll};

} // namespace

class TestMeasure : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void idsAreStable()
    {
        QCOMPARE(std::string(idOf(QualityMeasure::Accuracy)), std::string("accuracy"));
        QCOMPARE(std::string(idOf(QualityMeasure::BalancedAccuracy)), std::string("balanced-accuracy"));
        QCOMPARE(std::string(idOf(QualityMeasure::MacroF1)), std::string("macro-f1"));
        QCOMPARE(std::string(idOf(QualityMeasure::Mae)), std::string("mae"));
        QCOMPARE(std::string(idOf(QualityMeasure::Nll)), std::string("nll"));
        std::set<std::string_view> titles;
        for (const auto measure : all) {
            QVERIFY(measureFromId(idOf(measure)) == measure);
            titles.insert(titleOf(measure));
        }
        QCOMPARE(titles.size(), all.size());
    }

    void unknownIdNamesTheKnownOnes()
    {
        try {
            (void)measureFromId("rmse");
            QFAIL("an unknown measure was read");
        } catch (const JsonError& error) {
            const auto words = QString::fromUtf8(error.what());
            for (const auto measure : all)
                QVERIFY2(words.contains(QString::fromUtf8(idOf(measure).data(), idOf(measure).size())), error.what());
            QVERIFY2(words.contains(QStringLiteral("found \"rmse\"")), error.what());
        }
    }

    void errorsAndLossesAreBetterWhenLow()
    {
        for (const auto measure : all)
            QCOMPARE(isHigherBetter(measure), measure != QualityMeasure::Mae && measure != QualityMeasure::Nll);
    }

    void tasksHaveTheirMeasures()
    {
        QVERIFY(measuresFor(Task::Classification).front() == QualityMeasure::Accuracy);
        QCOMPARE(measuresFor(Task::Classification).size(), 3U);
        QVERIFY(measuresFor(Task::Regression).front() == QualityMeasure::Mae);
        QVERIFY(measuresFor(Task::NextStep).front() == QualityMeasure::Nll);
    }
};

QTEST_GUILESS_MAIN(TestMeasure)
#include "tst_measure.moc"
