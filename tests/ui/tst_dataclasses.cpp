// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/dataclasses.h"

#include "core/data/synthetic/generators.h"
#include "plots/signalplot.h"
#include "ui/models/splitrows.h"
#include "ui/pages/sourcereading.h"
#include "ui/theme/theme.h"
#include "ui/widgets/histogramview.h"
#include "ui/widgets/rollview.h"

#include <QApplication>
#include <QTemporaryDir>
#include <QTest>

#include <numeric>

using namespace pitlane;

class TestDataClasses : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::install(*qApp, ThemeChoice::Light); }

    void bordersAreQuantiles()
    {
        std::vector<float> targets(100);
        std::iota(targets.begin(), targets.end(), 0.0F);
        QCOMPARE(targetBorders(targets, 5), (std::vector<double>{20, 40, 60, 80}));
        QCOMPARE(targetBorders({3, 3, 3}, 5), std::vector<double>{});
        QCOMPARE(rangeTitle({60, 75}, 0, "bpm"), QStringLiteral("below 60 bpm"));
        QCOMPARE(rangeTitle({60, 75}, 1, "bpm"), QStringLiteral("60 to 75 bpm"));
        QCOMPARE(rangeTitle({60, 75}, 2, ""), QStringLiteral("from 75"));
    }

    void rowsOfASplitBySubject()
    {
        Dataset train{.name = "four",
                      .channels = 1,
                      .length = 1,
                      .values = {1, 2, 3, 4},
                      .labels = {0, 1, 0, 1},
                      .classNames = {"a", "b"}};
        train.groups = {0, 0, 1, 2};
        train.groupNames = {"p1", "p2", "p3"};
        Split split;
        split.train = {0, 1, 3};
        split.validation = {2};
        Dataset test = train;
        test.labels = {1};
        test.groups = {0};
        test.groupNames = {"p4"};
        const auto bySubject =
            splitRows(train, split, {.kind = SplitRule::Kind::Groups}, ClassWeights::None, &test).rows;
        QCOMPARE(bySubject.size(), 4U);
        QCOMPARE(bySubject[0].train, 2);
        QCOMPARE(bySubject[1].validation, 1);
        QCOMPARE(bySubject[3].name, std::string("p4"));
        QCOMPARE(*bySubject[3].test, 1);
        const auto byClass = splitRows(train, split, {}, ClassWeights::Balanced, &test).rows;
        QCOMPARE(byClass.size(), 2U);
        QCOMPARE(*byClass[0].weight, 1.5);  // 3 / (2 x 1)
        QCOMPARE(*byClass[1].weight, 0.75); // 3 / (2 x 2)
        QCOMPARE(*byClass[1].test, 1);
    }

    void regressionHasAHistogramAndRanges()
    {
        SourceReading reading(this);
        read(reading, "ppg");
        QCOMPARE(reading.train()->task, Task::Regression);
        DataClasses view;
        view.resize(900, 700);
        view.show();
        view.setReading(reading);
        const auto* histogram = view.findChild<HistogramView*>();
        QVERIFY(histogram->isVisible());
        const auto& bars = histogram->bars();
        QCOMPARE(std::accumulate(bars.begin(), bars.end(), std::int64_t(0)), reading.train()->size());
        const auto rows = kindRows(*reading.train(), reading.split(), nullptr);
        QCOMPARE(view.findChild<SignalPlot*>()->rowCount(), static_cast<int>(rows.size()));
        QVERIFY(rows.size() >= 3);
        std::int64_t all = 0;
        for (const auto& row : rows)
            all += row.train + row.validation;
        QCOMPARE(all, reading.train()->size());
    }

    void sequencesAreARoll()
    {
        SourceReading reading(this);
        read(reading, "piano");
        QCOMPARE(reading.train()->task, Task::NextStep);
        DataClasses view;
        view.resize(900, 700);
        view.show();
        view.setReading(reading);
        auto* roll = view.findChild<RollView*>();
        QVERIFY(roll->isVisible());
        roll->show(1);
        const auto& train = *reading.train();
        QCOMPARE(roll->picture().width(), static_cast<int>(train.lengthOf(1)));
        QCOMPARE(roll->picture().height(), static_cast<int>(train.channels));
        const auto mark = Theme::instance().tokens().accent.rgb();
        for (std::int64_t c = 0; c < train.channels; ++c)
            for (std::int64_t t = 0; t < train.lengthOf(1); ++t)
                QCOMPARE(roll->picture().pixel(static_cast<int>(t), static_cast<int>(train.channels - 1 - c)) == mark,
                         train.series(1, c)[static_cast<std::size_t>(t)] > 0.5F);
    }

private:
    void read(SourceReading& reading, const char* generator)
    {
        DataSource source;
        source.generator = {.id = generator, .seed = 3, .trainExamples = 60, .testExamples = 0};
        source.pipeline = generatorNamed(generator).pipeline;
        reading.setSource(source, {}, 1);
        QTRY_COMPARE(reading.state(), SourceReading::State::Ready);
    }
};

QTEST_MAIN(TestDataClasses)
#include "tst_dataclasses.moc"
