// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/jobevent.h"

#include "core/base/error.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <cmath>
#include <limits>

using namespace pitlane;

class TestJobEvent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void roundTrip_data();
    void roundTrip();
    void unknownTypesAreSkipped();
    void unknownFieldsAreIgnored();
    void brokenLines_data();
    void brokenLines();
    void notFiniteLoss();
    void figuresFromBeforeMeasures();
    void unknownMeasure();
};

namespace {

std::vector<std::pair<const char*, JobEvent>> examples()
{
    SearchPoint point{.id = {3},
                      .sweep = {2},
                      .number = 4,
                      .lambda = 5.2e-5,
                      .seedNumber = 7,
                      .status = PointStatus::Done,
                      .phase = Phase::FineTune,
                      .epoch = 50,
                      .epochs = 50,
                      .parameters = 1912,
                      .macs = 56800,
                      .validation = Quality{0.938, 0.21, 100},
                      .layers = {{"b0.conv0", 7, 11, 2, 6}, {.name = "b0.conv1", .F = 0, .d = 0, .K = 0, .removed = true}},
                      .seconds = 12.5,
                      .message = "line one\nline \"two\"",
                      .runFolder = "runs/2/4"};
    return {{"hello", HelloEvent{.program = "pitlane-worker", .pid = 99}},
            {"phase", PhaseEvent{Phase::Search, 3, 30}},
            {"epoch", EpochEvent{Phase::Search, 4, 30, 0.5, 0.25, {0.9, 0.3, 100}, 1000, 2000, 0.125}},
            {"epoch of a regression",
             EpochEvent{Phase::Search, 4, 30, 0.5, 0.25, {5.31, 4.6, 100, QualityMeasure::Mae, "bpm"}, 1, 2, 0.125}},
            {"masks", MasksEvent{5, {{{"b0.conv0", 7, 11, 2, 6}, {1.0F, 0.25F}, {3.5F}, {}}}}},
            {"done", DoneEvent{{point}}},
            {"error", ErrorEvent{"It failed.", true}},
            {"log", LogEvent{"words"}}};
}

} // namespace

void TestJobEvent::roundTrip_data()
{
    QTest::addColumn<int>("index");
    const auto all = examples();
    for (std::size_t i = 0; i < all.size(); ++i)
        QTest::newRow(all[i].first) << static_cast<int>(i);
}

void TestJobEvent::roundTrip()
{
    QFETCH(int, index);
    const auto event = examples()[static_cast<std::size_t>(index)].second;
    const auto line = toJsonLine(event);
    QVERIFY(line.find('\n') == std::string::npos);
    const auto read = jobEventFromJsonLine(line);
    QVERIFY(read.has_value());
    QVERIFY(*read == event);
}

void TestJobEvent::unknownTypesAreSkipped()
{
    QVERIFY(!jobEventFromJsonLine(R"({"type":"weather","sun":true})").has_value());
}

void TestJobEvent::unknownFieldsAreIgnored()
{
    const auto event = jobEventFromJsonLine(R"({"type":"log","text":"a","colour":"red"})");
    QVERIFY(event && std::get<LogEvent>(*event).text == "a");
}

void TestJobEvent::brokenLines_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("half a line") << QByteArray(R"({"type":"epoch","epo)");
    QTest::newRow("no type") << QByteArray(R"({"text":"a"})");
    QTest::newRow("not an object") << QByteArray("[1]");
    QTest::newRow("unknown phase") << QByteArray(R"({"type":"phase","phase":"lunch"})");
    QTest::newRow("number out of range") << QByteArray(R"({"type":"phase","phase":"search","epoch":1e999})");
}

void TestJobEvent::brokenLines()
{
    QFETCH(QByteArray, line);
    QVERIFY_THROWS_EXCEPTION(JsonError, (void)jobEventFromJsonLine(line.toStdString()));
}

void TestJobEvent::notFiniteLoss()
{
    EpochEvent event{.phase = Phase::Search, .trainLoss = std::numeric_limits<double>::quiet_NaN()};
    const auto read = jobEventFromJsonLine(toJsonLine(event));
    QVERIFY(std::isnan(std::get<EpochEvent>(*read).trainLoss));
}

void TestJobEvent::figuresFromBeforeMeasures()
{
    const auto event = jobEventFromJsonLine(
        R"({"type":"epoch","phase":"search","epoch":2,"epochs":3,"validation":{"accuracy":0.9,"loss":0.3,"rows":10}})");
    QVERIFY(event.has_value());
    QVERIFY((std::get<EpochEvent>(*event).validation == Quality{.score = 0.9, .loss = 0.3, .rows = 10}));
}

void TestJobEvent::unknownMeasure()
{
    try {
        (void)jobEventFromJsonLine(
            R"({"type":"epoch","phase":"search","epoch":2,"epochs":3,"validation":{"score":1,"measure":"luck"}})");
        QFAIL("an unknown measure was read");
    } catch (const JsonError& error) {
        const auto words = QString::fromUtf8(error.what());
        QVERIFY2(words.contains(QStringLiteral("validation.measure")), error.what());
        QVERIFY2(words.contains(QStringLiteral("mae, nll, found \"luck\"")), error.what());
    }
}

QTEST_GUILESS_MAIN(TestJobEvent)
#include "tst_jobevent.moc"
