// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/jobsmodel.h"
#include "ui/models/pointsmodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/pointsview.h"
#include "ui/widgets/stateglyph.h"

#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTest>

using namespace pitlane;

namespace {

SearchPoint found(int number, PointStatus status, std::int64_t parameters, double accuracy)
{
    SearchPoint point;
    point.id = {100 + number};
    point.number = number;
    point.lambda = 1e-6 * number;
    point.status = status;
    point.phase = status == PointStatus::Done ? Phase::FineTune : Phase::Search;
    point.epoch = 12;
    point.epochs = 30;
    point.parameters = parameters;
    point.macs = parameters * 95;
    if (accuracy > 0)
        point.validation = Quality{.score = accuracy, .loss = 0.2, .rows = 100};
    return point;
}

std::vector<SearchPoint> points()
{
    SearchPoint seed = found(0, PointStatus::Done, 24'871, 0.93);
    seed.role = PointRole::Seed;
    seed.id = {1};
    SearchPoint handTuned = found(0, PointStatus::Queued, 15'191, 0);
    handTuned.role = PointRole::HandTuned;
    handTuned.id = {2};
    auto failed = found(4, PointStatus::Failed, 0, 0);
    failed.message = "Memory ran out, so the system ended the worker of point 4. Its checkpoint is safe.";
    return {seed,
            handTuned,
            found(1, PointStatus::Done, 11'837, 0.929),
            found(2, PointStatus::Done, 5'055, 0.941),
            found(3, PointStatus::Running, 9'264, 0.935),
            failed,
            found(5, PointStatus::Queued, 0, 0)};
}

const std::set<PointId> front = {{102}};

QString cell(const QAbstractItemModel& model, int row, int column)
{
    return model.index(row, column).data().toString();
}

} // namespace

class tst_PointsModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void behavesAsAModel();
    void showsNumbersAsPeopleReadThem();
    void toneAndGlyphFollowTheState();
    void changesOneRowInPlace();
    void resetsWhenRowsGo();
    void sortsByRawNumbersReferencesFirst();
    void filtersByStateAndNumber();
    void countsSentenceLeavesReferencesOut();
    void csvHoldsValidationAndLayers();
    void viewTellsSelectionAndHover();
    void jobsInOrderOfUrgency();
    void overallProgressGrows();
};

void tst_PointsModel::initTestCase()
{
    Theme::install(*qApp, ThemeChoice::Light);
}

void tst_PointsModel::behavesAsAModel()
{
    PointsModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    PointsFilter filter;
    filter.setSourceModel(&model);
    const QAbstractItemModelTester filterTester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    auto list = points();
    model.setPoints(list, front);
    filter.sort(PointsModel::Parameters, Qt::DescendingOrder);
    for (int epoch = 13; epoch < 30; ++epoch) {
        list[4].epoch = epoch;
        list[4].parameters -= 200;
        model.setPoints(list, front);
    }
    list.push_back(found(6, PointStatus::Queued, 0, 0));
    model.setPoints(list, {});
    filter.setText(QStringLiteral("queued"));
    list.resize(3);
    model.setPoints(list, front);
    QCOMPARE(model.rowCount(), 3);
    model.setPoints({}, {});
    QCOMPARE(model.rowCount(), 0);
}

void tst_PointsModel::showsNumbersAsPeopleReadThem()
{
    PointsModel model;
    model.setPoints(points(), front);
    QCOMPARE(cell(model, 0, PointsModel::Number), QString());
    QCOMPARE(cell(model, 0, PointsModel::State), QStringLiteral("seed"));
    QCOMPARE(cell(model, 0, PointsModel::Lambda), QString());
    QCOMPARE(cell(model, 0, PointsModel::Parameters), QStringLiteral("24\u202F871"));
    QCOMPARE(cell(model, 0, PointsModel::Macs), QStringLiteral("2.36M"));
    QCOMPARE(cell(model, 0, PointsModel::Score), QStringLiteral("93.0"));
    QCOMPARE(cell(model, 1, PointsModel::State), QStringLiteral("hand-tuned, untrained"));
    QCOMPARE(cell(model, 1, PointsModel::Score), QString());
    QCOMPARE(cell(model, 3, PointsModel::State), QStringLiteral("front"));
    QCOMPARE(cell(model, 3, PointsModel::Lambda), QStringLiteral("2.0×10⁻⁶"));
    QCOMPARE(cell(model, 4, PointsModel::State), QStringLiteral("search 12/30"));
    QCOMPARE(cell(model, 5, PointsModel::Parameters), QString());
    for (int column = 0; column < PointsModel::ColumnCount; ++column)
        QVERIFY(!model.headerData(column, Qt::Horizontal).toString().isEmpty());
}

void tst_PointsModel::toneAndGlyphFollowTheState()
{
    PointsModel model;
    model.setPoints(points(), front);
    const auto tone = [&](int row, int column) {
        return static_cast<PointsModel::Tone>(model.index(row, column).data(PointsModel::ToneRole).toInt());
    };
    QCOMPARE(tone(4, PointsModel::State), PointsModel::Tone::Live);
    QCOMPARE(tone(4, PointsModel::Parameters), PointsModel::Tone::Quiet); // provisional
    QCOMPARE(tone(3, PointsModel::Parameters), PointsModel::Tone::Plain);
    QCOMPARE(tone(5, PointsModel::State), PointsModel::Tone::Error);
    const auto glyph = [&](int row) {
        return static_cast<Glyph>(model.index(row, PointsModel::State).data(PointsModel::GlyphRole).toInt());
    };
    QCOMPARE(glyph(0), Glyph::Seed);
    QCOMPARE(glyph(1), Glyph::HandTuned);
    QCOMPARE(glyph(2), Glyph::Dominated);
    QCOMPARE(glyph(3), Glyph::Front);
    QCOMPARE(glyph(4), Glyph::Running);
    QCOMPARE(glyph(5), Glyph::Failed);
    QCOMPARE(glyph(6), Glyph::Queued);
    QCOMPARE(model.index(4, PointsModel::State).data(PointsModel::ProgressRole).toDouble(), 0.4);
}

void tst_PointsModel::changesOneRowInPlace()
{
    PointsModel model;
    auto list = points();
    model.setPoints(list, front);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setPoints(list, front);
    QCOMPARE(changed.count(), 0);
    list[4].epoch = 13;
    model.setPoints(list, front);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed[0][0].value<QModelIndex>().row(), 4);
    model.setPoints(list, {{101}}); // both rows change their word
    QCOMPARE(changed.count(), 3);
    QCOMPARE(cell(model, 3, PointsModel::State), QStringLiteral("dominated"));
    QCOMPARE(reset.count(), 0);
    QCOMPARE(model.rowOf({103}), 4);
    QCOMPARE(model.idAt(4), PointId{103});
    QCOMPARE(model.rowOf({}), -1);
    QVERIFY(!model.idAt(99).isValid());
}

void tst_PointsModel::resetsWhenRowsGo()
{
    PointsModel model;
    auto list = points();
    model.setPoints(list, front);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    list.erase(list.begin() + 2);
    model.setPoints(list, front);
    QCOMPARE(reset.count(), 1);
    QCOMPARE(model.rowCount(), 6);
}

void tst_PointsModel::sortsByRawNumbersReferencesFirst()
{
    PointsModel model;
    model.setPoints(points(), front);
    PointsFilter filter;
    filter.setSourceModel(&model);
    const auto numbers = [&] {
        QStringList list;
        for (int row = 2; row < filter.rowCount(); ++row)
            list << cell(filter, row, PointsModel::Number);
        return list.join(QLatin1Char(' '));
    };
    for (const auto order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
        filter.sort(PointsModel::Score, order);
        QCOMPARE(cell(filter, 0, PointsModel::State), QStringLiteral("seed"));
        QCOMPARE(cell(filter, 1, PointsModel::State), QStringLiteral("hand-tuned, untrained"));
    }
    QVERIFY2(numbers().startsWith(QStringLiteral("2 3 1")), qPrintable(numbers()));
    filter.sort(PointsModel::Parameters, Qt::AscendingOrder);
    QVERIFY2(numbers().startsWith(QStringLiteral("2 3 1")), qPrintable(numbers())); // 5 055, 9 264, 11 837
}

void tst_PointsModel::filtersByStateAndNumber()
{
    PointsModel model;
    model.setPoints(points(), front);
    PointsFilter filter;
    filter.setSourceModel(&model);
    filter.setText(QStringLiteral(" Fail "));
    QCOMPARE(filter.rowCount(), 1);
    QCOMPARE(cell(filter, 0, PointsModel::Number), QStringLiteral("4"));
    filter.setText(QStringLiteral("3"));
    QCOMPARE(filter.rowCount(), 1);
    QCOMPARE(cell(filter, 0, PointsModel::State), QStringLiteral("search 12/30"));
    filter.setText(QStringLiteral("1")); // a number is that of a point, not part of an epoch
    QCOMPARE(filter.rowCount(), 1);
    QCOMPARE(cell(filter, 0, PointsModel::Number), QStringLiteral("1"));
    filter.setText(QStringLiteral("12/30"));
    QCOMPARE(filter.rowCount(), 1);
    QCOMPARE(cell(filter, 0, PointsModel::Number), QStringLiteral("3"));
    filter.setText({});
    QCOMPARE(filter.rowCount(), 7);
}

void tst_PointsModel::countsSentenceLeavesReferencesOut()
{
    QCOMPARE(countsSentence(points(), front),
             QStringLiteral("1 on the front, 1 dominated, 1 running, 1 queued, 1 failed"));
    QCOMPARE(countsSentence({}, {}), QStringLiteral("No points yet"));
}

void tst_PointsModel::csvHoldsValidationAndLayers()
{
    auto list = points();
    list[3].layers = {{.name = "b0,conv0", .C_out = 7, .F = 11, .d = 2, .K = 6}};
    const auto text = QString::fromUtf8(pointsCsv(list, front));
    const auto lines = text.split(QStringLiteral("\r\n"));
    QCOMPARE(lines.size(), 9); // header, seven points, end
    QVERIFY(lines[0].startsWith(QStringLiteral("number,role,status,on_front,lambda")));
    QVERIFY(lines[0].contains(QStringLiteral("\"b0,conv0 C_out\"")));
    QVERIFY(!text.contains(QStringLiteral("test")));
    QVERIFY2(lines[4].startsWith(QStringLiteral("2,found,done,1,2e-06,1,5055,480225,0.941,accuracy,share,0.2,")),
             qPrintable(lines[4]));
    QVERIFY(lines[4].endsWith(QStringLiteral(",7,11,2,6")));
    const auto quoted = QStringLiteral("\"b0,conv0 C_out\",\"b0,conv0 F\",\"b0,conv0 d\",\"b0,conv0 K\"");
    QVERIFY(lines[0].endsWith(quoted));
}

void tst_PointsModel::viewTellsSelectionAndHover()
{
    PointsModel model;
    model.setPoints(points(), front);
    PointsView view(model);
    view.resize(503, 380);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QSignalSpy selected(&view, &PointsView::pointSelected);
    QSignalSpy hovered(&view, &PointsView::pointHovered);
    const auto centre = [&](int row) { return view.visualRect(view.model()->index(row, PointsModel::State)).center(); };
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, centre(3));
    QCOMPARE(selected.count(), 1);
    QCOMPARE(selected[0][0].value<PointId>(), PointId{102});
    QTest::keyClick(&view, Qt::Key_Down);
    QCOMPARE(view.selected(), PointId{103});
    view.setSelected({101});
    QCOMPARE(view.selected(), PointId{101});
    QCOMPARE(selected.count(), 2); // what is set from outside is not told again
    view.setSelected({});
    QVERIFY(!view.selected().isValid());
    QTest::mouseMove(view.viewport(), centre(4));
    QTRY_VERIFY(!hovered.isEmpty());
    QCOMPARE(hovered.back()[0].value<PointId>(), PointId{103});
    // All columns fit into the default dock without scrolling.
    QVERIFY(view.horizontalHeader()->length() <= view.viewport()->width());
}

void tst_PointsModel::jobsInOrderOfUrgency()
{
    const auto items = jobItems(points(), [](PointId id) { return id == PointId{103} ? 31.0 : -1.0; });
    QCOMPARE(items.size(), std::size_t{4});
    QCOMPARE(items[0].title, QStringLiteral("Point 3"));
    QCOMPARE(items[0].detail, QStringLiteral("search, epoch 12 of 30"));
    QCOMPARE(items[0].left, QStringLiteral("0:31 left"));
    QCOMPARE(items[1].title, QStringLiteral("Hand-tuned"));
    QCOMPARE(items[1].detail, QStringLiteral("queued"));
    QCOMPARE(items[3].title, QStringLiteral("Point 4"));
    QCOMPARE(items[3].detail, QStringLiteral("Memory ran out, so the system ended the worker of point 4."));
}

void tst_PointsModel::overallProgressGrows()
{
    auto list = points();
    const double before = overallProgress(list);
    list[4].epoch = 30;
    const double searched = overallProgress(list);
    list[4].phase = Phase::FineTune;
    list[4].epoch = 1;
    list[4].epochs = 50;
    const double tuning = overallProgress(list);
    list[4].status = PointStatus::Done;
    QVERIFY(before > 0 && before < searched && searched < tuning && tuning < overallProgress(list));
    for (auto& point : list)
        point.status = PointStatus::Done;
    QCOMPARE(overallProgress(list), 1.0);
}

QTEST_MAIN(tst_PointsModel)
#include "tst_pointsmodel.moc"
