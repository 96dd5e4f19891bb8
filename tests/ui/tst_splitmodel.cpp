// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/splitmodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace pitlane;

class TestSplitModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sumsAndWarns()
    {
        SplitModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setCounts({{.name = "1", .train = 234, .validation = 58, .test = 2627},
                         {.name = "5", .train = 2, .validation = 0, .test = 22}});
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.index(2, SplitModel::TrainColumn).data().toString(), QStringLiteral("236"));
        QCOMPARE(model.index(2, SplitModel::AllColumn).data(SplitModel::SortRole).toInt(), 2943);
        QVERIFY(model.index(1, SplitModel::ValidationColumn).data(SplitModel::WarningRole).toBool());
        QVERIFY(!model.index(0, SplitModel::ValidationColumn).data(SplitModel::WarningRole).toBool());
        QVERIFY(model.index(2, SplitModel::ClassColumn).data(SplitModel::SumRole).toBool());
    }

    void testPartThatIsNotCounted()
    {
        SplitModel model;
        model.setCounts({{.name = "1", .train = 4, .validation = 1, .test = std::nullopt}});
        QCOMPARE(model.index(0, SplitModel::TestColumn).data().toString(), QStringLiteral("—"));
        QCOMPARE(model.index(0, SplitModel::AllColumn).data().toString(), QStringLiteral("5"));
        model.setCounts({});
        QCOMPARE(model.rowCount(), 0);
    }
};

QTEST_MAIN(TestSplitModel)
#include "tst_splitmodel.moc"
