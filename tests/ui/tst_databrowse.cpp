// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/databrowse.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "plots/rawplot.h"
#include "ui/models/rawview.h"
#include "ui/theme/theme.h"
#include "ui/widgets/choice.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>
#include <QToolButton>

using namespace pitlane;

namespace {

/// Files with the columns t (ms), a, b, class at 100 Hz. Rows of a: offset, offset + 1, ... The class is 0 for the
/// first 20 rows, 1 for the next 30, 2 for the rest.
class CsvSource
{
public:
    explicit CsvSource(const QString& name)
    {
        source.kind = DataSource::Kind::Files;
        source.name = name.toStdString();
        auto& pipeline = source.pipeline;
        pipeline.layout = Layout::Recordings;
        pipeline.channels = {{.array = "a", .name = "Left"}, {.array = "b"}};
        pipeline.label = {.array = "class",
                          .per = LabelRole::Per::Sample,
                          .leaveOut = {"0"},
                          .titles = {{"1", "rest"}, {"2", "fist"}}};
        pipeline.timeArray = "t";
        pipeline.timeUnitSeconds = 0.001;
        pipeline.window = {.whole = false, .length = 0.2, .hop = 0.05};
    }

    void add(const std::string& name, int offset, int rows = 100)
    {
        std::string text = "t,a,b,class\n";
        for (int i = 0; i < rows; ++i)
            text += std::to_string(10 * i) + ',' + std::to_string(offset + i) + ',' + std::to_string(-i) + ',' +
                    (i < 20   ? "0"
                     : i < 50 ? "1"
                              : "2") +
                    '\n';
        const auto path = folder() / name;
        writeFileAtomically(path, text);
        source.files.push_back({.file = {.path = path.string(),
                                         .sha256 = sha256OfFile(path),
                                         .bytes = static_cast<std::int64_t>(text.size())},
                                .recording = {},
                                .group = "s1"});
    }

    [[nodiscard]] std::filesystem::path folder() const { return m_folder.path().toStdString(); }
    DataSource source;

private:
    QTemporaryDir m_folder;
};

struct Browser
{
    Browser()
    {
        browse.resize(900, 600);
        browse.show();
    }
    [[nodiscard]] RawPlot& plot() { return *browse.findChild<RawPlot*>(); }
    [[nodiscard]] Choice& recordings() { return *browse.findChild<Choice*>(QStringLiteral("recordings")); }
    [[nodiscard]] QToolButton& tool(const char* name) { return *browse.findChild<QToolButton*>(QLatin1String(name)); }
    [[nodiscard]] QString position() { return browse.findChild<QLabel*>(QStringLiteral("position"))->text(); }
    DataBrowse browse;
    QSignalSpy shown{&browse, &DataBrowse::shown};
    QSignalSpy failed{&browse, &DataBrowse::failed};
};

Dataset beats()
{
    Dataset dataset{.name = "beats", .channels = 1, .length = 20, .classNames = {"1", "2"}, .sampleRateHz = 10};
    for (int n = 0; n < 5; ++n) {
        dataset.values.insert(dataset.values.end(), 20, static_cast<float>(n));
        dataset.labels.push_back(n == 3 ? 1 : 0);
    }
    return dataset;
}

} // namespace

class TestDataBrowse : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::install(*qApp, ThemeChoice::Light); }
    void classesAreStretches();
    void targetsOfWindowsStandAtTheirMiddle();
    void oneAnswerForTheWholeRecording();
    void channelsOfAnotherRate();
    void readsTheFirstRecording();
    void nextAndPrevious();
    void lateAnswersAreDropped();
    void nothingIsReadWhileHidden();
    void beforeAndAfterTheFilters();
    void recordingAndRangeStayWithTheirSource();
    void missingFileShowsItsSentence();
    void copiesTheVisibleRange();
    void examplesOfAClass();
    void foundExamplesAreVisited();
    void foundWindowsOpenTheirRecording();
    void rollsArePictures();
    void everythingHasAName();
};

void TestDataBrowse::classesAreStretches()
{
    Recording recording{.name = "r",
                        .sampleRateHz = 2,
                        .channels = {{1, 2, 3, 4, 5, 6}},
                        .labels = {0, 1, 1, std::nanf(""), 2, 2, 1, 1, 0, 0, 3, 3}}; // at twice the rate
    Pipeline pipeline;
    pipeline.layout = Layout::Recordings;
    pipeline.label = {.per = LabelRole::Per::Sample, .leaveOut = {"0"}, .titles = {{"1", "rest"}, {"3", "rest"}}};
    const auto made = rawSignals(std::move(recording), pipeline);
    QVERIFY(made.inSeconds);
    QCOMPARE(made.end, 3.0);
    QCOMPARE(made.labels.size(), 2U); // equal titles are one class
    QCOMPARE(made.labels[0], (RawLabel{QStringLiteral("rest"), 1}));
    QCOMPARE(made.labels[1], (RawLabel{QStringLiteral("Class 2"), 2}));
    QCOMPARE(made.runs, (std::vector<LabelRun>{{0.25, 0.75, 0}, {1, 1.5, 1}, {1.5, 2, 0}, {2.5, 3, 0}}));
}

void TestDataBrowse::targetsOfWindowsStandAtTheirMiddle()
{
    Recording recording{
        .sampleRateHz = 10, .channels = {std::vector<float>(200)}, .labels = {70, 72, 75, 71, 70, 69, 68}};
    Pipeline pipeline;
    pipeline.task = Task::Regression;
    pipeline.layout = Layout::Recordings;
    pipeline.label = {.array = "BPM0", .per = LabelRole::Per::Window, .unit = "bpm"};
    pipeline.window = {.whole = false, .length = 8, .hop = 2};
    const auto made = rawSignals(std::move(recording), pipeline);
    QCOMPARE(made.windows, (RawWindows{8, 2, 7})); // (20 - 8) / 2 + 1
    QVERIFY(made.targetIsStep && made.runs.empty());
    QCOMPARE(made.target->name(), QStringLiteral("BPM0 (bpm)"));
    QCOMPARE(made.target->start(), 3.0); // the middle of the first window, 4 s, half a hop earlier
    QCOMPARE(made.target->valueAt(4), 70.F);
    QCOMPARE(made.target->valueAt(6.5), 72.F);
    QCOMPARE(made.target->end(), 17.0);
}

void TestDataBrowse::oneAnswerForTheWholeRecording()
{
    Pipeline pipeline;
    pipeline.layout = Layout::Recordings;
    pipeline.label.from = LabelRole::From::File;
    const auto made = rawSignals(
        Recording{.sampleRateHz = 10, .channels = {{1, 2, 3}}, .labels = {0}, .labelNames = {"yes"}}, pipeline);
    QCOMPARE(made.labels.front().name, QStringLiteral("yes"));
    QCOMPARE(made.runs, (std::vector<LabelRun>{{0, made.end, 0}}));
    QCOMPARE(made.windows.count, 0);
}

void TestDataBrowse::channelsOfAnotherRate()
{
    Pipeline pipeline;
    pipeline.channels = {{.array = "BVP"}, {.array = "ACC"}};
    const auto made = rawSignals(
        Recording{.sampleRateHz = 64, .channels = {std::vector<float>(640), std::vector<float>(320)}}, pipeline);
    QCOMPARE(made.channels[0].step(), 1.0 / 64);
    QCOMPARE(made.channels[1].step(), 1.0 / 32);
    QCOMPARE(made.channels[1].name(), QStringLiteral("Channel 2"));
    QCOMPARE(made.end, 10.0);
}

void TestDataBrowse::readsTheFirstRecording()
{
    CsvSource csv(QStringLiteral("two"));
    csv.add("one.csv", 0);
    csv.add("two.csv", 1000);
    Browser browser;
    browser.browse.setSource(csv.source, csv.folder());
    QTRY_COMPARE(browser.shown.count(), 1);
    QCOMPARE(browser.recordings().count(), 2);
    const auto& recording = *browser.plot().recording();
    QCOMPARE(browser.recordings().currentText(), recording.name);
    QCOMPARE(recording.channels.size(), 2U);
    QCOMPARE(recording.channels[0].name(), QStringLiteral("Left"));
    QCOMPARE(recording.channels[0].value(99), 99.F);
    QCOMPARE(recording.channels[1].value(99), -99.F);
    QVERIFY(recording.inSeconds);
    QVERIFY(std::abs(recording.end - 1) < 1e-9);
    QCOMPARE(recording.runs.size(), 2U);
    QCOMPARE(recording.labels[static_cast<std::size_t>(recording.labelAt(0.3))].name, QStringLiteral("rest"));
    QCOMPARE(recording.labels[static_cast<std::size_t>(recording.labelAt(0.9))].name, QStringLiteral("fist"));
    QCOMPARE(recording.labelAt(0.1), -1); // left out
    QCOMPARE(recording.windows.count, 17);
    QVERIFY(browser.plot().showsWindows());
    QVERIFY(!browser.browse.findChild<QTabBar*>(QStringLiteral("stage"))->isVisible()); // nothing is filtered
}

void TestDataBrowse::nextAndPrevious()
{
    CsvSource csv(QStringLiteral("two"));
    csv.add("one.csv", 0);
    csv.add("two.csv", 1000);
    Browser browser;
    browser.browse.setSource(csv.source, csv.folder());
    QTRY_COMPARE(browser.shown.count(), 1);
    QVERIFY(!browser.tool("previous").isEnabled());
    QCOMPARE(browser.position(), QStringLiteral("1 of 2"));
    browser.tool("next").click();
    QTRY_COMPARE(browser.shown.count(), 2);
    QCOMPARE(browser.plot().recording()->channels[0].value(0), 1000.F);
    QCOMPARE(browser.recordings().currentIndex(), 1);
    QVERIFY(!browser.tool("next").isEnabled());
    QCOMPARE(browser.position(), QStringLiteral("2 of 2"));
}

void TestDataBrowse::lateAnswersAreDropped()
{
    CsvSource first(QStringLiteral("first"));
    first.add("first.csv", 0, 20'000);
    CsvSource second(QStringLiteral("second"));
    second.add("a.csv", 500);
    second.add("b.csv", 700);
    Browser browser;
    browser.browse.setSource(first.source, first.folder());
    browser.browse.setSource(second.source, second.folder()); // before the first one can have answered
    QTRY_COMPARE(browser.shown.count(), 1);
    QCOMPARE(browser.plot().recording()->channels[0].value(0), 500.F);
    browser.tool("next").click();
    browser.tool("previous").click(); // the answer about b is late
    QTRY_COMPARE(browser.shown.count(), 2);
    QThreadPool::globalInstance()->waitForDone(); // all answers are under way
    QCoreApplication::processEvents();
    for (const auto& list : browser.shown)
        QCOMPARE(list.front().toString(), browser.recordings().itemText(0));
    QCOMPARE(browser.plot().recording()->channels[0].value(0), 500.F);
}

void TestDataBrowse::nothingIsReadWhileHidden()
{
    CsvSource csv(QStringLiteral("gone"));
    csv.add("one.csv", 0);
    Browser browser;
    browser.browse.hide();
    browser.browse.setSource(csv.source, csv.folder());
    std::filesystem::remove(csv.folder() / "one.csv"); // whoever reads it, fails
    QCoreApplication::processEvents();
    QCOMPARE(browser.failed.count(), 0);
    csv.source.files.clear();
    csv.add("one.csv", 3);
    browser.browse.setSource(csv.source, csv.folder());
    browser.browse.show();
    QTRY_COMPARE(browser.shown.count(), 1);
    QCOMPARE(browser.failed.count(), 0);
    QCOMPARE(browser.plot().recording()->channels[0].value(0), 3.F);
}

void TestDataBrowse::beforeAndAfterTheFilters()
{
    CsvSource csv(QStringLiteral("filtered"));
    csv.add("one.csv", 10);
    csv.source.pipeline.filters = {{.kind = FilterStep::Kind::RemoveMean}};
    Browser browser;
    browser.browse.setSource(csv.source, csv.folder());
    QTRY_COMPARE(browser.shown.count(), 1);
    QVERIFY(std::abs(browser.plot().recording()->channels[0].value(0) + 49.5F) < 1e-3F); // 10 - (10 + 109) / 2
    browser.plot().setRange(0.2, 0.5);
    auto* stage = browser.browse.findChild<QTabBar*>(QStringLiteral("stage"));
    QVERIFY(stage->isVisible());
    stage->setCurrentIndex(0);
    QTRY_COMPARE(browser.shown.count(), 2);
    QCOMPARE(browser.plot().recording()->channels[0].value(0), 10.F);
    QCOMPARE(browser.plot().range().from(), 0.2); // the same stretch can be compared
    QCOMPARE(browser.plot().range().to(), 0.5);
}

void TestDataBrowse::recordingAndRangeStayWithTheirSource()
{
    CsvSource csv(QStringLiteral("two"));
    csv.add("one.csv", 0);
    csv.add("two.csv", 1000);
    Browser browser;
    browser.browse.setSource(csv.source, csv.folder());
    QTRY_COMPARE(browser.shown.count(), 1);
    browser.tool("next").click();
    QTRY_COMPARE(browser.shown.count(), 2);
    browser.plot().setRange(0.25, 0.75);
    csv.source.pipeline.window.hop = 0.1; // another pipeline, the same files
    browser.browse.setSource(csv.source, csv.folder());
    QTRY_COMPARE(browser.shown.count(), 3);
    QCOMPARE(browser.recordings().currentIndex(), 1);
    QCOMPARE(browser.plot().range().from(), 0.25);
    QCOMPARE(browser.plot().recording()->windows.count, 9);
}

void TestDataBrowse::missingFileShowsItsSentence()
{
    CsvSource csv(QStringLiteral("gone"));
    csv.add("one.csv", 0);
    const auto path = csv.folder() / "one.csv";
    const auto away = csv.folder() / "away.csv";
    std::filesystem::rename(path, away);
    Browser browser;
    browser.browse.setSource(csv.source, csv.folder());
    QTRY_COMPARE(browser.failed.count(), 1);
    QVERIFY2(browser.failed[0][0].toString().contains(QStringLiteral("one.csv")),
             qPrintable(browser.failed[0][0].toString()));
    std::filesystem::rename(away, path);
    browser.browse.findChild<QPushButton*>(QStringLiteral("readAgain"))->click();
    QTRY_COMPARE(browser.shown.count(), 1);
}

void TestDataBrowse::copiesTheVisibleRange()
{
    CsvSource csv(QStringLiteral("one"));
    csv.add("one.csv", 0);
    Browser browser;
    browser.browse.setSource(csv.source, csv.folder());
    QTRY_COMPARE(browser.shown.count(), 1);
    browser.plot().setRange(0.18, 0.26);
    browser.tool("copyVisible").click();
    const auto lines = QGuiApplication::clipboard()->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.front(), QStringLiteral("time_s,Left,b,label"));
    QCOMPARE(lines[1], QStringLiteral("0.18,18,-18,"));
    QCOMPARE(lines[3], QStringLiteral("0.2,20,-20,rest"));
    QCOMPARE(lines.size(), 10);
}

void TestDataBrowse::examplesOfAClass()
{
    Browser browser;
    DataSource synthetic;
    browser.browse.setSource(synthetic, {});
    browser.browse.setExamples(std::make_shared<const Dataset>(beats()));
    QTRY_COMPARE(browser.shown.count(), 1);
    QVERIFY(browser.position().startsWith(QStringLiteral("1 of 5 · Class 1")));
    QCOMPARE(browser.plot().recording()->end, 2.0);
    browser.tool("next").click();
    QCOMPARE(browser.plot().recording()->channels[0].value(0), 1.F);
    auto* classes = browser.browse.findChild<Choice*>(QStringLiteral("exampleClass"));
    QCOMPARE(classes->count(), 3);
    classes->setCurrentIndex(2);
    Q_EMIT classes->chosen(classes->value());
    QCOMPARE(browser.position(), QStringLiteral("1 of 1 · Class 2 · row 4 of the train part"));
    QCOMPARE(browser.plot().recording()->channels[0].value(0), 3.F);
    QVERIFY(!browser.tool("next").isEnabled());
}

void TestDataBrowse::foundExamplesAreVisited()
{
    Browser browser;
    browser.browse.setSource({}, {});
    browser.browse.setExamples(std::make_shared<const Dataset>(beats()));
    QTRY_COMPARE(browser.shown.count(), 1);
    browser.browse.showFound(QStringLiteral("2 series appear twice"), {1, 3});
    QCOMPARE(browser.position(), QStringLiteral("1 of 2 · Class 1 · row 2 of the train part"));
    QCOMPARE(browser.plot().recording()->channels[0].value(0), 1.F);
    browser.tool("next").click();
    QCOMPARE(browser.position(), QStringLiteral("2 of 2 · Class 2 · row 4 of the train part"));
    QVERIFY(!browser.tool("next").isEnabled());
    auto& classes = *browser.browse.findChild<Choice*>(QStringLiteral("exampleClass"));
    QCOMPARE(classes.currentText(), QStringLiteral("Found: 2"));
    browser.tool("endFound").click();
    QCOMPARE(browser.position(), QStringLiteral("1 of 5 · Class 1 · row 1 of the train part"));
    QVERIFY(!browser.tool("endFound").isVisible());
    QCOMPARE(classes.findText(QStringLiteral("Found"), Qt::MatchStartsWith), -1);
}

void TestDataBrowse::foundWindowsOpenTheirRecording()
{
    CsvSource csv(QStringLiteral("two"));
    csv.add("one.csv", 0);
    csv.add("two.csv", 1000);
    const auto train = std::make_shared<const Dataset>(loadTrainPart(csv.source, csv.folder()));
    const auto rowAt = [&](std::int32_t recording, std::int64_t first) {
        const auto at = std::ranges::find_if(
            train->spans, [&](const Span& s) { return s.recording == recording && s.first == first; });
        return at - train->spans.begin();
    };
    const std::vector<std::int64_t> rows{rowAt(1, 40), rowAt(1, 65), rowAt(0, 30)};
    QVERIFY(std::ranges::all_of(rows, [&](auto row) { return row < train->size(); }));
    Browser browser;
    browser.browse.setSource(csv.source, csv.folder());
    browser.browse.setExamples(train);
    browser.browse.showFound(QStringLiteral("clipped"), rows); // before any recording is known
    const auto isAt = [&](double from, double to) {
        const auto& range = browser.plot().range();
        return std::abs(range.from() - from) < 1e-6 && std::abs(range.to() - to) < 1e-6;
    };
    QTRY_COMPARE(browser.shown.count(), 1);
    QCOMPARE(browser.plot().recording()->channels[0].value(0), 1000.F);
    QVERIFY(isAt(0.4, 0.6));      // 20 samples of 10 ms
    browser.tool("next").click(); // in the same recording
    QVERIFY(isAt(0.65, 0.85));
    browser.tool("next").click();
    QTRY_COMPARE(browser.shown.count(), 2);
    QCOMPARE(browser.plot().recording()->channels[0].value(0), 0.F);
    QVERIFY(isAt(0.3, 0.5));
    QVERIFY(browser.position().startsWith(QStringLiteral("3 of 3 found")));
    browser.tool("endFound").click();
    QCOMPARE(browser.position(), QStringLiteral("1 of 2"));
}

void TestDataBrowse::rollsArePictures()
{
    Dataset rolls{.task = Task::NextStep,
                  .channels = 2,
                  .length = 3,
                  .values = {0, 1, 1, 0, 1, 0, 1, 0, 1, 1},
                  .lengths = {2, 3}};
    const auto second = rawSignals(rolls, 1);
    QVERIFY(second.picture && second.channels.empty());
    QCOMPARE(second.picture->columns, 3);
    QCOMPARE(second.picture->values, (std::vector<float>{1, 0, 1, 0, 1, 1}));
    QCOMPARE(answerText(rolls, 1), QStringLiteral("3 steps"));
    Browser browser;
    browser.browse.setSource({}, {});
    browser.browse.setExamples(std::make_shared<const Dataset>(rolls));
    QTRY_COMPARE(browser.shown.count(), 1);
    QVERIFY(!browser.browse.findChild<Choice*>(QStringLiteral("exampleClass"))->isVisible());
}

void TestDataBrowse::everythingHasAName()
{
    Browser browser;
    int named = 0;
    for (const auto* widget : browser.browse.findChildren<QWidget*>()) {
        if (widget->focusPolicy() == Qt::NoFocus || widget->window() != &browser.browse ||
            widget->inherits("QScrollBar") || widget->inherits("QAbstractItemView"))
            continue;
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        QVERIFY2(!widget->accessibleName().isEmpty() || (button != nullptr && !button->text().isEmpty()),
                 widget->metaObject()->className());
        ++named;
    }
    QVERIFY(named >= 10);
}

QTEST_MAIN(TestDataBrowse)
#include "tst_databrowse.moc"
