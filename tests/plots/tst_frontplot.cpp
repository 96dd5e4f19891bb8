// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/frontplot.h"
#include "tests/plots/testtheme.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace pitlane;

namespace {

constexpr PointId pointId(std::int64_t value)
{
    return PointId{value};
}

FrontMark found(int number, double x, double y, bool onFront, PointStatus status = PointStatus::Done)
{
    return {.id = pointId(number),
            .number = number,
            .role = PointRole::Found,
            .status = status,
            .x = x,
            .y = y,
            .onFront = onFront,
            .progress = 0.4};
}

/// Five finished points, three of them on the front, one running, one failed, and the two references.
std::vector<FrontMark> marks()
{
    return {
        {.id = pointId(100), .role = PointRole::Seed, .status = PointStatus::Done, .x = 24'871, .y = 93.0},
        {.id = pointId(101), .role = PointRole::HandTuned, .status = PointStatus::Queued, .x = 15'191},
        found(1, 11'837, 92.9, false),
        found(2, 5'055, 94.1, true),
        found(3, 1'912, 93.8, true),
        found(4, 822, 92.7, true),
        found(5, 3'871, 93.1, false),
        found(6, 9'264, 93.5, false, PointStatus::Running),
        found(7, 7'000, 92.0, false, PointStatus::Failed),
    };
}

bool isBluish(const QColor& colour)
{
    return colour.blue() > colour.red() + 40 && colour.blue() > 120;
}

} // namespace

class tst_FrontPlot : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void marksLieInsideTheAxes();
    void betterStaysUpForErrors();
    void referenceWithoutQualityStandsOnTheEdge();
    void clickSelectsTheMarkBelowThePointer();
    void clickBesideAllMarksKeepsTheSelection();
    void hoverHighlights();
    void arrowsWalkAlongTheFront();
    void arrowsWalkByNumber();
    void returnSelectsAndEscapeClears();
    void logAxisSpreadsDecadesEvenly();
    void wheelAndKeysZoom();
    void dragPans();
    void selectionIsDrawnBlue();
    void runningPointsMoveWithoutTouchingTheRange();
    void poorPointDoesNotPressTheFrontFlat();
    void cardNeverCoversItsPoint();
    void tenThousandPoints();
    void accessibleDescription();

private:
    std::unique_ptr<FrontPlot> m_plot;
};

void tst_FrontPlot::init()
{
    m_plot = std::make_unique<FrontPlot>();
    m_plot->resize(864, 392);
    m_plot->setTheme(themeForTests());
    m_plot->setAxes({QStringLiteral("Parameters"), QStringLiteral("Accuracy, validation (%)")});
    m_plot->setMarks(marks());
    m_plot->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_plot.get()));
    m_plot->replot();
}

void tst_FrontPlot::betterStaysUpForErrors()
{
    m_plot->setAxes({.xTitle = QStringLiteral("Parameters"),
                     .yTitle = QStringLiteral("Mean absolute error, validation (bpm)"),
                     .yUnit = QStringLiteral("bpm"),
                     .yDecimals = 2,
                     .lowerIsBetter = true});
    m_plot->setMarks({found(1, 4'700, 6.17, true), found(2, 53'200, 5.03, true), found(3, 60'000, 5.9, false)});
    m_plot->fit();
    const auto small = m_plot->positionOf(pointId(1)), large = m_plot->positionOf(pointId(2)),
               beaten = m_plot->positionOf(pointId(3));
    QVERIFY(small && large && beaten);
    QVERIFY(large->y() < beaten->y() && beaten->y() < small->y()); // pixels count downwards
    QVERIFY(m_plot->yAxis->range().lower < 5.03 && m_plot->yAxis->range().upper > 6.17);
    QVERIFY2(m_plot->description().contains(QStringLiteral("5.03 bpm")), qPrintable(m_plot->description()));
}

void tst_FrontPlot::marksLieInsideTheAxes()
{
    for (const auto& mark : marks()) {
        const auto position = m_plot->positionOf(mark.id);
        QVERIFY2(position.has_value(), qPrintable(QString::number(mark.number)));
        QVERIFY(QRectF(m_plot->axisRect()->rect()).adjusted(0, 0, 2, 2).contains(*position));
    }
    QVERIFY(m_plot->positionOf(pointId(2))->x() > m_plot->positionOf(pointId(3))->x());
    QVERIFY(m_plot->positionOf(pointId(2))->y() < m_plot->positionOf(pointId(3))->y());
}

void tst_FrontPlot::referenceWithoutQualityStandsOnTheEdge()
{
    QCOMPARE(m_plot->positionOf(pointId(101))->y(), m_plot->axisRect()->bottom() + 1.0);
    QVERIFY(m_plot->positionOf(pointId(100))->y() < m_plot->axisRect()->bottom() - 10);
}

void tst_FrontPlot::clickSelectsTheMarkBelowThePointer()
{
    QSignalSpy selected(m_plot.get(), &FrontPlot::pointSelected);
    for (const auto& mark : marks()) {
        QTest::mouseClick(m_plot.get(), Qt::LeftButton, {}, m_plot->positionOf(mark.id)->toPoint());
        QCOMPARE(selected.back().at(0).value<PointId>(), mark.id);
        QCOMPARE(m_plot->selected(), mark.id);
    }
    QCOMPARE(selected.count(), static_cast<qsizetype>(marks().size()));
}

void tst_FrontPlot::clickBesideAllMarksKeepsTheSelection()
{
    m_plot->setSelected(pointId(3));
    QSignalSpy selected(m_plot.get(), &FrontPlot::pointSelected);
    QTest::mouseClick(m_plot.get(), Qt::LeftButton, {}, m_plot->axisRect()->rect().topLeft() + QPoint(30, 10));
    QCOMPARE(selected.count(), 0);
    QCOMPARE(m_plot->selected(), pointId(3));
}

void tst_FrontPlot::hoverHighlights()
{
    QSignalSpy hovered(m_plot.get(), &FrontPlot::pointHovered);
    QTest::mouseMove(m_plot.get(), m_plot->positionOf(pointId(5))->toPoint() + QPoint(3, 2));
    QTRY_COMPARE(hovered.count(), 1);
    QCOMPARE(m_plot->hovered(), pointId(5));
    QTest::mouseMove(m_plot.get(), m_plot->axisRect()->rect().topLeft() + QPoint(30, 10));
    QTRY_COMPARE(hovered.count(), 2);
    QVERIFY(!m_plot->hovered().isValid());
}

void tst_FrontPlot::arrowsWalkAlongTheFront()
{
    const std::vector<std::int64_t> fromTheLeft = {4, 3, 2, 2};
    for (const auto number : fromTheLeft) {
        QTest::keyClick(m_plot.get(), Qt::Key_Right);
        QCOMPARE(m_plot->hovered(), pointId(number));
    }
    QTest::keyClick(m_plot.get(), Qt::Key_Left);
    QCOMPARE(m_plot->hovered(), pointId(3));
}

void tst_FrontPlot::arrowsWalkByNumber()
{
    m_plot->setSelected(pointId(1));
    for (const std::int64_t number : {2, 3, 4, 5, 6, 7, 7}) {
        QTest::keyClick(m_plot.get(), Qt::Key_Down);
        QCOMPARE(m_plot->hovered(), pointId(number));
    }
    QTest::keyClick(m_plot.get(), Qt::Key_Up);
    QCOMPARE(m_plot->hovered(), pointId(6));
}

void tst_FrontPlot::returnSelectsAndEscapeClears()
{
    QSignalSpy selected(m_plot.get(), &FrontPlot::pointSelected);
    QTest::keyClick(m_plot.get(), Qt::Key_Return);
    QCOMPARE(selected.count(), 0);
    QTest::keyClick(m_plot.get(), Qt::Key_Right);
    QTest::keyClick(m_plot.get(), Qt::Key_Return);
    QCOMPARE(selected.count(), 1);
    QCOMPARE(m_plot->selected(), pointId(4));
    QTest::keyClick(m_plot.get(), Qt::Key_Escape);
    QVERIFY(!m_plot->hovered().isValid());
    QCOMPARE(m_plot->selected(), pointId(4));
    QTest::keyClick(m_plot.get(), Qt::Key_Escape);
    QVERIFY(!m_plot->selected().isValid());
    QVERIFY(!selected.back().at(0).value<PointId>().isValid());
}

void tst_FrontPlot::logAxisSpreadsDecadesEvenly()
{
    const auto distance = [&](double a, double b) {
        return m_plot->xAxis->coordToPixel(b) - m_plot->xAxis->coordToPixel(a);
    };
    QVERIFY(m_plot->isLogX());
    QVERIFY(std::abs(distance(1000, 2000) - distance(10'000, 20'000)) < 0.01);
    QSignalSpy changed(m_plot.get(), &FrontPlot::logXChanged);
    QTest::keyClick(m_plot.get(), Qt::Key_L);
    QCOMPARE(changed.count(), 1);
    QVERIFY(!m_plot->isLogX());
    QVERIFY(std::abs(distance(1000, 2000) - distance(10'000, 11'000)) < 0.01);
    QVERIFY(m_plot->positionOf(pointId(4)).has_value());
    QVERIFY(m_plot->positionOf(pointId(100)).has_value());
}

void tst_FrontPlot::wheelAndKeysZoom()
{
    const double before = m_plot->yAxis->range().size();
    QTest::keyClick(m_plot.get(), Qt::Key_Plus);
    QVERIFY(m_plot->yAxis->range().size() < before);
    QVERIFY(!m_plot->isFitted());
    QTest::keyClick(m_plot.get(), Qt::Key_Minus);
    QVERIFY(std::abs(m_plot->yAxis->range().size() - before) < 1e-9);
    QTest::keyClick(m_plot.get(), Qt::Key_0);
    QVERIFY(m_plot->isFitted());

    const auto at = QPointF(m_plot->axisRect()->rect().center());
    QWheelEvent wheel(at, m_plot->mapToGlobal(at), {}, QPoint(0, 120), Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                      false);
    QApplication::sendEvent(m_plot.get(), &wheel);
    QVERIFY(m_plot->yAxis->range().size() < before);
    QVERIFY(m_plot->xAxis->range().lower > 0);
}

void tst_FrontPlot::dragPans()
{
    const auto centre = m_plot->axisRect()->rect().center();
    const auto before = m_plot->yAxis->range();
    QTest::mousePress(m_plot.get(), Qt::LeftButton, {}, centre);
    QTest::mouseMove(m_plot.get(), centre + QPoint(0, 10));
    QTest::mouseMove(m_plot.get(), centre + QPoint(0, 40));
    QTest::mouseRelease(m_plot.get(), Qt::LeftButton, {}, centre + QPoint(0, 40));
    QVERIFY(m_plot->yAxis->range().lower > before.lower);
    QVERIFY(!m_plot->isFitted());
}

void tst_FrontPlot::selectionIsDrawnBlue()
{
    const auto centre = m_plot->positionOf(pointId(2))->toPoint();
    QVERIFY(!isBluish(m_plot->grab().toImage().pixelColor(centre)));
    m_plot->setSelected(pointId(2));
    QVERIFY(isBluish(m_plot->grab().toImage().pixelColor(centre)));
    m_plot->setSelected({});
    QVERIFY(!isBluish(m_plot->grab().toImage().pixelColor(centre)));
}

void tst_FrontPlot::runningPointsMoveWithoutTouchingTheRange()
{
    const auto before = m_plot->xAxis->range();
    auto next = marks();
    next[7].x = 8'000;
    next[7].y = 93.6;
    m_plot->setMarks(next);
    m_plot->setTrails({{.id = pointId(6), .points = {{24'871, 93.0}, {9'264, 93.5}, {8'000, 93.6}}}});
    QVERIFY(m_plot->xAxis->range() == before);
    QVERIFY(std::abs(m_plot->xAxis->pixelToCoord(m_plot->positionOf(pointId(6))->x()) - 8'000) < 1);
}

void tst_FrontPlot::poorPointDoesNotPressTheFrontFlat()
{
    auto next = marks();
    next.push_back(found(8, 900, 58.4, false));
    m_plot->setMarks(next);
    QVERIFY(m_plot->yAxis->range().lower > 85);
    const auto position = m_plot->positionOf(pointId(8));
    QVERIFY(position.has_value());
    QVERIFY(position->y() > m_plot->axisRect()->bottom() - 20);
}

void tst_FrontPlot::cardNeverCoversItsPoint()
{
    for (const auto& mark : marks())
        QVERIFY(!m_plot->freeCorner({376, 128}, mark.id).contains(m_plot->positionOf(mark.id)->toPoint()));
}

void tst_FrontPlot::tenThousandPoints()
{
    std::vector<FrontMark> many;
    for (int i = 1; i <= 10'000; ++i) {
        const double x = 800 + (i * 7919) % 24'000;
        const double y = 88 + 6 * (1 - std::exp(-x / 4000)) - (i % 97) / 97.0 * 4;
        many.push_back(found(i, x, y, i % 250 == 0, i % 1000 == 0 ? PointStatus::Running : PointStatus::Done));
    }
    m_plot->setMarks(many);
    m_plot->replot();
    QTest::mouseClick(m_plot.get(), Qt::LeftButton, {}, m_plot->positionOf(pointId(1000))->toPoint());
    QVERIFY(m_plot->selected().isValid());
    for (int step = 0; step < 20; ++step) {
        for (int i = 1000; i <= 10'000; i += 1000)
            many[static_cast<std::size_t>(i - 1)].progress = step / 20.0;
        m_plot->setMarks(many);
    }
    QCOMPARE(m_plot->marks().size(), std::size_t{10'000});
    QCOMPARE(m_plot->marks()[999].progress, 0.95);
}

void tst_FrontPlot::accessibleDescription()
{
    const auto text = m_plot->description();
    QVERIFY2(text.contains(QStringLiteral("3 on the front")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("1 running")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("92.7 %")) && text.contains(QStringLiteral("94.1 %")), qPrintable(text));
    QCOMPARE(m_plot->accessibleDescription(), text);
}

QTEST_MAIN(tst_FrontPlot)
#include "tst_frontplot.moc"
