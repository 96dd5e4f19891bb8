// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/rawoverview.h"
#include "plots/rawplot.h"
#include "tests/plots/testtheme.h"

#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>
#include <numeric>
#include <random>

using namespace pitlane;

namespace {

std::vector<float> noise(std::size_t count)
{
    std::mt19937 random(7);
    std::vector<float> values(count);
    for (auto& value : values)
        value = static_cast<float>(static_cast<double>(random()) / 4294967295.0 * 2 - 1);
    return values;
}

/// One channel 0, 1, 2, ... at 10 Hz, with bands from 2 s to 5 s and from 5 s to 6 s.
std::shared_ptr<const RawSignals> ramp(std::size_t count = 100)
{
    auto recording = std::make_shared<RawSignals>();
    recording->name = QStringLiteral("ramp");
    recording->inSeconds = true;
    recording->end = static_cast<double>(count) / 10;
    std::vector<float> values(count);
    std::iota(values.begin(), values.end(), 0.F);
    recording->channels.emplace_back(QStringLiteral("x"), std::move(values), 0, 0.1);
    recording->runs = {{2, 5, 0}, {5, 6, 1}};
    recording->labels = {{QStringLiteral("fist"), 2}, {QStringLiteral("rest, flat"), 1}};
    recording->windows = {.length = 2, .hop = 0.5, .count = 17};
    return recording;
}

std::shared_ptr<const RawSignals> longRecording(std::int64_t count)
{
    auto recording = std::make_shared<RawSignals>();
    recording->end = static_cast<double>(count);
    recording->channels.emplace_back(QStringLiteral("x"), noise(static_cast<std::size_t>(count)), 0, 1);
    recording->labels = {{QStringLiteral("a"), 0}, {QStringLiteral("b"), 1}};
    for (std::int64_t i = 0; i < count / 10; ++i) // a million labels
        recording->runs.push_back(
            {static_cast<double>(i) * 10, static_cast<double>(i + 1) * 10, static_cast<int>(i % 2)});
    recording->windows = {.length = 200, .hop = 50, .count = count / 50 - 3};
    return recording;
}

struct Shown
{
    explicit Shown(std::shared_ptr<const RawSignals> recording)
    {
        plot.setTheme(themeForTests());
        plot.resize(1000, 400);
        plot.setSignals(std::move(recording));
        plot.show();
    }
    RawPlot plot;
};

} // namespace

class TestRawPlot : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pointsAreSamplesOrExtremes();
    void extremesAreThoseOfTheSamples();
    void missingValuesLeaveGaps();
    void labelsThatAreNarrowStandForEachOther();
    void rangeStaysInside();
    void zoomKeepsWhatIsUnderTheCursor();
    void valueAxesFitTheRecordingOrTheView();
    void drawnValuesAreBounded();
    void windowsShowWhenTheyCanBeToldApart();
    void keys();
    void wheelAndDrag();
    void readoutNamesValuesAndLabel();
    void tableOfTheRange();
    void pictures();
    void overviewFollowsAndMoves();
    void gapsAreEmptyOnTheScreen();
    void bandsAndWindowsAreOnTheScreen();
};

void TestRawPlot::pointsAreSamplesOrExtremes()
{
    const RawTrack track(QStringLiteral("x"), {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 0.5);
    QCOMPARE(track.end(), 6.0);
    const auto all = track.points(1, 6, 5); // ten samples on five pixels: still each of them
    QVERIFY(!all.isEnvelope);
    QCOMPARE(all.times.size(), 10U);
    QCOMPARE(all.times[3], 2.5);
    QCOMPARE(all.values[3], 3.0);
    const auto some = track.points(2, 3, 50); // samples 2, 3, 4 and the next one, so that the line leaves the view
    QCOMPARE(some.times, (std::vector<double>{2, 2.5, 3, 3.5}));
    const auto few = track.points(1, 6, 2); // 5 samples a bucket
    QVERIFY(few.isEnvelope);
    QCOMPARE(few.values, (std::vector<double>{0, 4, 9, 5}));
    QCOMPARE(few.times, (std::vector<double>{2, 2, 4.5, 4.5}));
    QVERIFY(track.points(7, 9, 100).times.empty());
    QVERIFY(std::isnan(track.valueAt(0.9)));
    QCOMPARE(track.valueAt(1.6), 1.F);
    QVERIFY(std::isnan(track.valueAt(6)));
}

void TestRawPlot::extremesAreThoseOfTheSamples()
{
    const auto values = noise(100'003);
    const RawTrack track(QStringLiteral("x"), values, 0, 1);
    for (const auto& [from, to] :
         {std::pair(0.0, 100'003.0), std::pair(17.0, 99'999.0), std::pair(50'000.0, 60'000.0)}) {
        const auto points = track.points(from, to, 700);
        QVERIFY(points.isEnvelope);
        QVERIFY(points.times.size() <= 2 * 702);
        double low = 1e9;
        double high = -1e9;
        for (auto i = static_cast<std::size_t>(from); i < std::min(values.size(), static_cast<std::size_t>(to)); ++i) {
            low = std::min(low, static_cast<double>(values[i]));
            high = std::max(high, static_cast<double>(values[i]));
        }
        QVERIFY(*std::ranges::min_element(points.values) <= low);
        QVERIFY(*std::ranges::max_element(points.values) >= high);
        QVERIFY(std::ranges::is_sorted(points.times));
    }
}

void TestRawPlot::missingValuesLeaveGaps()
{
    std::vector<float> values(10'000, 1.F);
    const auto gap = std::numeric_limits<float>::quiet_NaN();
    std::fill(values.begin() + 4000, values.begin() + 6000, gap);
    const RawTrack track(QStringLiteral("x"), values, 0, 1);
    const auto far = track.points(0, 10'000, 100); // 100 samples a bucket: 40 to 60 are missing
    int missing = 0;
    for (std::size_t i = 0; i < far.values.size(); ++i)
        if (std::isnan(far.values[i])) {
            ++missing;
            QVERIFY(far.times[i] > 4000 && far.times[i] < 6000);
        }
    QCOMPARE(missing, 20);
    const auto near = track.points(3990, 4009, 100);
    QVERIFY(!std::isnan(near.values[9])); // sample 3 999
    QVERIFY(std::isnan(near.values[10]));
    const auto [low, high] = track.extremes(4100, 5000);
    QVERIFY(std::isnan(low) && std::isnan(high));
}

void TestRawPlot::labelsThatAreNarrowStandForEachOther()
{
    const auto recording = ramp();
    QCOMPARE(recording->labelAt(1.9), -1);
    QCOMPARE(recording->labelAt(2), 0);
    QCOMPARE(recording->labelAt(5), 1);
    QCOMPARE(recording->labelAt(6), -1);
    QCOMPARE(recording->visibleRuns(0, 10, 0.01), recording->runs);
    QCOMPARE(recording->visibleRuns(3, 5.5, 0.01), (std::vector<LabelRun>{{3, 5, 0}, {5, 5.5, 1}}));
    QVERIFY(recording->visibleRuns(6, 9, 0.01).empty());
    QCOMPARE(recording->visibleRuns(0, 10, 4), (std::vector<LabelRun>{{2, 6, 0}}));
}

void TestRawPlot::rangeStaysInside()
{
    TimeRange range(100, 2);
    QVERIFY(range.isWhole());
    range.set(-10, 30);
    QCOMPARE(range.from(), 0.0);
    QCOMPARE(range.to(), 40.0);
    range.set(90, 120);
    QCOMPARE(range.from(), 70.0);
    QCOMPARE(range.to(), 100.0);
    range.set(50, 50.5); // too narrow: grows around its middle
    QCOMPARE(range.width(), 2.0);
    QCOMPARE(range.from(), 49.25);
    range.zoom(1e9, 50);
    QCOMPARE(range.width(), 2.0);
    range.zoom(1e-9, 50);
    QVERIFY(range.isWhole());
    range.set(10, 20);
    range.pan(-50);
    QCOMPARE(range.from(), 0.0);
    range.pan(1e9);
    QCOMPARE(range.to(), 100.0);
    QCOMPARE(range.width(), 10.0);
}

void TestRawPlot::zoomKeepsWhatIsUnderTheCursor()
{
    TimeRange range(100, 0.1);
    range.set(20, 60);
    range.zoom(2, 30); // a quarter from the left
    QCOMPARE(range.from(), 25.0);
    QCOMPARE(range.to(), 45.0);
}

void TestRawPlot::valueAxesFitTheRecordingOrTheView()
{
    Shown shown(ramp());
    QCOMPARE(shown.plot.valueRange(0).first, -0.06 * 99);
    QCOMPARE(shown.plot.valueRange(0).second, 1.06 * 99);
    shown.plot.setRange(2, 4);
    QCOMPARE(shown.plot.valueRange(0).second, 1.06 * 99);
    shown.plot.setFitsHeights(true); // samples 20 to 41
    QCOMPARE(shown.plot.valueRange(0).first, 20 - 0.06 * 21);
    QCOMPARE(shown.plot.valueRange(0).second, 41 + 0.06 * 21);
}

void TestRawPlot::drawnValuesAreBounded()
{
    Shown shown(longRecording(10'000'000));
    auto& plot = shown.plot;
    const auto width = plot.plotRect().width();
    const auto most = 2 * width + 8 + width + width / 10 + 8; // extremes, bands, windows
    QVERIFY2(plot.drawnValues() > width,
             qPrintable(QString::number(plot.drawnValues()) + QLatin1Char(' ') + QString::number(width)));
    QVERIFY2(plot.drawnValues() <= most, qPrintable(QString::number(plot.drawnValues())));
    int steps = 0;
    for (; plot.range().width() > 8 && steps < 200; ++steps) {
        plot.zoom(1.25);
        QVERIFY2(plot.drawnValues() <= most, qPrintable(QString::number(plot.drawnValues())));
        QVERIFY(plot.drawnValues() > 8);
    }
    QCOMPARE(plot.range().width(), 8.0); // the closest zoom
    QVERIFY(steps > 50);
    plot.zoom(2);
    QCOMPARE(plot.range().width(), 8.0);
    plot.fit();
    QVERIFY(plot.range().isWhole());
}

void TestRawPlot::windowsShowWhenTheyCanBeToldApart()
{
    Shown shown(longRecording(100'000));
    QVERIFY(!shown.plot.showsWindows());
    const auto width = shown.plot.plotRect().width();
    shown.plot.setRange(0, 50.0 / 9.9 * width); // a hop on 9.9 pixels
    QVERIFY(!shown.plot.showsWindows());
    shown.plot.setRange(0, 50.0 / 10.1 * width);
    QVERIFY(shown.plot.showsWindows());
}

void TestRawPlot::keys()
{
    Shown shown(ramp(1000)); // 100 s
    auto& plot = shown.plot;
    QSignalSpy moved(&plot, &RawPlot::rangeChanged);
    plot.setRange(40, 60);
    QTest::keyClick(&plot, Qt::Key_Right);
    QCOMPARE(plot.range().from(), 42.0);
    QTest::keyClick(&plot, Qt::Key_Left);
    QCOMPARE(plot.range().from(), 40.0);
    QTest::keyClick(&plot, Qt::Key_Plus);
    QCOMPARE(plot.range().from(), 42.0);
    QCOMPARE(plot.range().to(), 58.0);
    QTest::keyClick(&plot, Qt::Key_Minus);
    QCOMPARE(plot.range().width(), 20.0);
    QTest::keyClick(&plot, Qt::Key_Home);
    QCOMPARE(plot.range().from(), 0.0);
    QTest::keyClick(&plot, Qt::Key_End);
    QCOMPARE(plot.range().to(), 100.0);
    QTest::keyClick(&plot, Qt::Key_0);
    QVERIFY(plot.range().isWhole());
    QCOMPARE(moved.count(), 8);
    QTest::keyClick(&plot, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(*plot.cursor(), 51.0); // from the middle, 1 % of the range
    QVERIFY(plot.accessibleDescription().contains(QStringLiteral("0 to 100 of 100 seconds")));
}

void TestRawPlot::wheelAndDrag()
{
    Shown shown(ramp(1000));
    auto& plot = shown.plot;
    const auto area = plot.plotRect();
    const QPointF quarter(area.left() + area.width() / 4.0, area.center().y());
    QWheelEvent wheel(quarter, plot.mapToGlobal(quarter), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                      false);
    QCoreApplication::sendEvent(&plot, &wheel);
    QVERIFY(wheel.isAccepted());
    QCOMPARE(plot.range().width(), 80.0);
    QVERIFY(std::abs(plot.range().from() - 5) < 0.01);
    plot.setRange(40, 60);
    QTest::mousePress(&plot, Qt::LeftButton, {}, area.center());
    QMouseEvent drag(QEvent::MouseMove, area.center() - QPointF(area.width() / 4.0, 0), plot.mapToGlobal(area.center()),
                     Qt::LeftButton, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&plot, &drag);
    QVERIFY(std::abs(plot.range().from() - 45) < 0.05);
    QTest::mouseRelease(&plot, Qt::LeftButton, {}, area.center());
    plot.setRange(40, 60);
    QTest::mousePress(&plot, Qt::LeftButton, Qt::ShiftModifier, area.center());
    QMouseEvent stretch(QEvent::MouseMove, area.center() + QPointF(area.width() / 4.0, 0),
                        plot.mapToGlobal(area.center()), Qt::LeftButton, Qt::LeftButton, Qt::ShiftModifier);
    QCoreApplication::sendEvent(&plot, &stretch);
    QTest::mouseRelease(&plot, Qt::LeftButton, Qt::ShiftModifier, area.center());
    QVERIFY(std::abs(plot.range().from() - 50) < 0.05);
    QVERIFY(std::abs(plot.range().to() - 55) < 0.05);
}

void TestRawPlot::readoutNamesValuesAndLabel()
{
    Shown shown(ramp());
    QVERIFY(shown.plot.readout().isEmpty());
    QSignalSpy moved(&shown.plot, &RawPlot::cursorMoved);
    shown.plot.setCursor(2.53);
    QCOMPARE(moved.count(), 1);
    QCOMPARE(shown.plot.readout(), QStringLiteral("2.5 s · sample 25 · fist · x 25"));
    shown.plot.setCursor(0.3); // as a float, 3 * 0.1 s is a little more than 0.3 s
    QCOMPARE(shown.plot.readout(), QStringLiteral("0.3 s · sample 3 · no label · x 3"));
    shown.plot.setCursor(std::nullopt);
    QVERIFY(shown.plot.readout().isEmpty());
}

void TestRawPlot::tableOfTheRange()
{
    const auto recording = ramp();
    QCOMPARE(csvRows(*recording, 0, recording->end), 100);
    QCOMPARE(csvRows(*recording, 4.9, 5.1), 3);
    QCOMPARE(csvOf(*recording, 4.9, 5.1),
             QStringLiteral("time_s,x,label\n4.9,49,fist\n5,50,\"rest, flat\"\n5.1,51,\"rest, flat\"\n"));

    RawSignals two; // channels of two rates, a target for each window of 2 samples
    two.end = 4;
    two.channels.emplace_back(QStringLiteral("a"), std::vector<float>{1, 2, std::nanf(""), 4}, 0, 1);
    two.channels.emplace_back(QStringLiteral("b"), std::vector<float>{5, 6}, 0, 2);
    two.target.emplace(QStringLiteral("bpm"), std::vector<float>{70, 72}, 1, 1);
    QCOMPARE(csvOf(two, 0, 4), QStringLiteral("sample,a,b,bpm\n0,1,5,\n1,2,,70\n2,,6,72\n3,4,,\n"));
}

void TestRawPlot::pictures()
{
    auto roll = std::make_shared<RawSignals>();
    roll->end = 3;
    roll->picture =
        RawPicture{.rowTitle = QStringLiteral("Note"), .rows = 2, .columns = 3, .values = {0, 1, 0, 1, 1, 0}};
    Shown shown(roll);
    shown.plot.setCursor(1.2);
    QCOMPARE(shown.plot.readout(), QStringLiteral("sample 1 · Note 1, 2"));
    shown.plot.setCursor(2.5);
    QCOMPARE(shown.plot.readout(), QStringLiteral("sample 2 · Note none"));
    QCOMPARE(csvOf(*roll, 0, 3), QStringLiteral("sample,Note 1,Note 2\n0,0,1\n1,1,1\n2,0,0\n"));
}

void TestRawPlot::overviewFollowsAndMoves()
{
    RawOverview overview;
    overview.setTheme(themeForTests());
    overview.resize(1100, 44);
    overview.setMargins(100, 0);
    overview.setSignals(ramp(1000));
    overview.setRange(20, 40);
    QCOMPARE(overview.frame().left(), 300.0);
    QCOMPARE(overview.frame().width(), 200.0);
    QSignalSpy wanted(&overview, &RawOverview::rangeWanted);
    QTest::mousePress(&overview, Qt::LeftButton, {}, QPoint(800, 20)); // beside the frame: it comes with its middle
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted[0][0].toDouble(), 60.0);
    QCOMPARE(wanted[0][1].toDouble(), 80.0);
    overview.setRange(99.9999, 100); // too narrow to be held, but never outside
    QVERIFY(overview.frame().width() >= 6);
    QVERIFY(overview.frame().right() <= 1100.0);
}

void TestRawPlot::gapsAreEmptyOnTheScreen()
{
    auto recording = std::make_shared<RawSignals>();
    recording->end = 1000;
    std::vector<float> values(1000);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = i >= 400 && i < 600 ? std::nanf("") : i % 2 == 0 ? -1.F : 1.F;
    recording->channels.emplace_back(QStringLiteral("x"), values, 0, 1);
    Shown shown(recording);
    shown.plot.replotNow();
    const auto image = shown.plot.grab().toImage();
    const auto area = shown.plot.plotRect();
    const auto inkIn = [&](double from, double to) {
        int count = 0;
        for (int x = area.left() + static_cast<int>(from * area.width()); x < area.left() + to * area.width(); ++x)
            for (int y = area.top() + 8; y < area.bottom() - 8; ++y)
                count += image.pixelColor(x, y).lightness() < 120 ? 1 : 0;
        return count;
    };
    QVERIFY(inkIn(0.1, 0.3) > 1000);
    QCOMPARE(inkIn(0.42, 0.58), 0);
    QVERIFY(inkIn(0.7, 0.9) > 1000);
}

void TestRawPlot::bandsAndWindowsAreOnTheScreen()
{
    Shown shown(ramp());
    auto theme = themeForTests();
    theme.series[1] = Qt::red;
    theme.series[2] = Qt::green;
    theme.line2 = Qt::blue;
    shown.plot.setTheme(theme);
    shown.plot.replotNow();
    const auto image = shown.plot.grab().toImage();
    const auto area = shown.plot.plotRect();
    const int y = area.top() + area.height() / 4; // the curve is at the right there
    const auto at = [&](double time) {
        return image.pixelColor(area.left() + static_cast<int>(time / 10 * area.width()), y);
    };
    QCOMPARE(at(1.2), QColor(Qt::white));
    QVERIFY(at(3.2).green() > at(3.2).red() + 20); // "fist", colour 2
    QVERIFY(at(5.7).red() > at(5.7).green() + 20); // "rest", colour 1
    QCOMPARE(at(6.7), QColor(Qt::white));
    int starts = 0; // of windows, every 0.5 s from 0 to 8 s
    for (int x = area.left() - 1; x < area.right(); ++x)
        starts += image.pixelColor(x, y) == QColor(Qt::blue) ? 1 : 0;
    QVERIFY2(starts >= 8 && starts <= 17, qPrintable(QString::number(starts))); // some lie under lines of the grid
}

QTEST_MAIN(TestRawPlot)
#include "tst_rawplot.moc"
