// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/guess.h"
#include "core/data/references.h"
#include "core/data/source.h"
#include "tests/data/testdata.h"

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <numeric>

using namespace pitlane;
using namespace pitlane::test;
namespace fs = std::filesystem;

namespace {

/// A ramp 0, 1, 2 ... with a class of its own for samples from `changeAt` on.
std::string rampTable(int samples, int changeAt, const std::string& subject = {})
{
    std::string text = subject.empty() ? "x,y,class\n" : "x,y,class,subject\n";
    for (int t = 0; t < samples; ++t)
        text += std::to_string(t) + "," + std::to_string(10 * t) + "," + (t < changeAt ? "1" : "2") +
                (subject.empty() ? "" : "," + subject) + "\n";
    return text;
}

Pipeline windowed(double length, double hop)
{
    Pipeline p;
    p.layout = Layout::Recordings;
    p.channels = {{.array = "x"}, {.array = "y"}};
    p.label.array = "class";
    p.label.per = LabelRole::Per::Sample;
    p.window = {.whole = false, .length = length, .hop = hop, .inSeconds = false};
    p.split.kind = SplitRule::Kind::Random;
    return p;
}

} // namespace

/// From small files to examples, worked out by hand.
class TestMakeExamples : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path m_folder;

    void write(const std::string& name, const std::string& text) const
    {
        fs::create_directories((m_folder / name).parent_path());
        writeText(m_folder / name, text);
    }

    [[nodiscard]] DataSource source(std::vector<DataFile> files, Pipeline pipeline) const
    {
        DataSource source{.kind = DataSource::Kind::Files, .name = "Made up", .files = std::move(files)};
        for (auto& file : source.files)
            file.file = referTo(m_folder / file.file.path, m_folder);
        source.pipeline = std::move(pipeline);
        return source;
    }

    [[nodiscard]] static DataFile file(const std::string& name, Part part = Part::Train, const std::string& group = {})
    {
        DataFile file;
        file.file.path = name;
        file.part = part;
        file.group = group;
        return file;
    }

    [[nodiscard]] Dataset train(const DataSource& source) const { return loadTrainPart(source, m_folder); }

    [[nodiscard]] std::string failure(const DataSource& source) const
    {
        return messageOf<DatasetError>([&] { static_cast<void>(train(source)); }).value_or("no error");
    }

private Q_SLOTS:
    void init()
    {
        m_folder = m_dir.path().toStdString() + "/" + QTest::currentTestFunction();
        fs::create_directories(m_folder);
    }

    void windowsTakeTheMajority()
    {
        write("a.csv", rampTable(10, 5));
        const auto data = train(source({file("a.csv")}, windowed(4, 2)));
        // Windows start at 0, 2, 4, 6; samples 5 .. 9 are of class 2. The window from 2 has a tie of 3 to 1.
        QCOMPARE(dump(data), std::string("Made up 2x4 [1 2] 0:0,1,2,3|0,10,20,30 0:2,3,4,5|20,30,40,50 "
                                         "1:4,5,6,7|40,50,60,70 1:6,7,8,9|60,70,80,90"));
        QCOMPARE(data.spans[2], (Span{.recording = 0, .first = 4, .count = 4}));
        QCOMPARE(data.channelNames, (std::vector<std::string>{"x", "y"}));
    }

    void impureAndUnwantedWindowsAreLeftOut()
    {
        write("a.csv", rampTable(10, 5));
        auto pipeline = windowed(4, 2);
        pipeline.label.purity = 1;
        QCOMPARE(train(source({file("a.csv")}, pipeline)).size(), 2); // from 0 and from 6
        pipeline.label.leaveOut = {"2"};
        const auto left = train(source({file("a.csv")}, pipeline));
        QCOMPARE(dump(left), std::string("Made up 2x4 [1] 0:0,1,2,3|0,10,20,30"));
        pipeline.label.leaveOut = {"1", "2"};
        QVERIFY(failure(source({file("a.csv")}, pipeline)).find("no example is left") != std::string::npos);
    }

    void theLastLabelCounts()
    {
        write("a.csv", rampTable(8, 7)); // only the last sample of the second window is of class 2
        auto pipeline = windowed(4, 4);
        pipeline.label.reduce = LabelRole::Reduce::Last;
        QCOMPARE(train(source({file("a.csv")}, pipeline)).labels, (std::vector<std::int64_t>{0, 1}));
    }

    void targetsAreMeans()
    {
        write("a.csv", rampTable(8, 3));
        auto pipeline = windowed(4, 4);
        pipeline.task = Task::Regression;
        pipeline.measure = QualityMeasure::Mae;
        pipeline.channels = {{.array = "x"}};
        pipeline.label.array = "y";
        pipeline.label.reduce = LabelRole::Reduce::Mean;
        pipeline.label.unit = "mm";
        const auto data = train(source({file("a.csv")}, pipeline));
        QCOMPARE(data.targets, (std::vector<float>{15, 55})); // of 0, 10, 20, 30 and of 40 .. 70
        QCOMPARE(data.targetUnit, std::string("mm"));
        QVERIFY(data.labels.empty());
    }

    void labelsPerWindowMustFit()
    {
        write("a.csv", rampTable(10, 5));
        write("a_rate.csv", "bpm\n60\n61\n62\n63\n");
        auto pipeline = windowed(4, 2);
        pipeline.task = Task::Regression;
        pipeline.measure = QualityMeasure::Mae;
        pipeline.label = {.array = "bpm", .per = LabelRole::Per::Window, .reduce = LabelRole::Reduce::Mean};
        auto signal = file("a.csv");
        auto labels = file("a_rate.csv");
        signal.recording = labels.recording = "a";
        const auto data = train(source({signal, labels}, pipeline));
        QCOMPARE(data.targets, (std::vector<float>{60, 61, 62, 63}));
        pipeline.window.hop = 1;
        const auto message = failure(source({signal, labels}, pipeline));
        QVERIFY2(message.find("4 labels in \"bpm\" for 7 windows of 4 samples every 1") != std::string::npos,
                 message.c_str());
    }

    void runsOfEqualLabelsArePadded()
    {
        write("a.csv", rampTable(7, 3));
        auto pipeline = windowed(0, 0);
        pipeline.channels = {{.array = "x"}};
        pipeline.window = {.runs = true};
        QCOMPARE(dump(train(source({file("a.csv")}, pipeline))), std::string("Made up 1x4 [1 2] 0:0,0,1,2 1:3,4,5,6"));
        pipeline.window = {.length = 3, .inSeconds = false, .runs = true};
        QCOMPARE(dump(train(source({file("a.csv")}, pipeline))), std::string("Made up 1x3 [1 2] 0:0,1,2 1:3,4,5"));
    }

    void runsGoThroughTheFrontEndAsPadded()
    {
        write("a.csv", rampTable(7, 3));
        auto pipeline = windowed(0, 0);
        pipeline.channels = {{.array = "x"}};
        pipeline.sampleRateHz = 100;
        pipeline.window = {.runs = true};
        pipeline.frontEnd = {.kind = FrontEnd::Kind::LogMel,
                             .frameSeconds = 0.02,
                             .hopSeconds = 0.01,
                             .fftLength = 4,
                             .melBands = 1,
                             .lowHz = 1,
                             .highHz = 50};
        const auto data = source({file("a.csv")}, pipeline);
        const auto features = train(data);
        QCOMPARE(features.length, 3); // four samples, frames of two every one
        QCOMPARE(features.size(), 2);
        QCOMPARE(features, applyFrontEnd(pipeline, loadTrainWindows(data, m_folder).windows));
    }

    void windowsAcrossTwoSubjectsAreLeftOut()
    {
        auto text = rampTable(4, 9, "anna");
        const auto second = rampTable(6, 0, "ben");
        write("a.csv", text + second.substr(second.find('\n') + 1));
        auto pipeline = windowed(4, 2);
        pipeline.groupArray = "subject";
        const auto data = train(source({file("a.csv")}, pipeline));
        QCOMPARE(data.size(), 3); // from 0 (anna), 4 and 6 (ben); the one from 2 has both
        QCOMPARE(data.groupNames, (std::vector<std::string>{"anna", "ben"}));
        QCOMPARE(data.groups, (std::vector<std::int32_t>{0, 1, 1}));
    }

    void timesGiveTheRate()
    {
        std::string text = "time_ms,x,class\n";
        for (int t = 0; t < 9; ++t)
            text += std::to_string(20 * t) + "," + std::to_string(t) + ",1\n";
        write("a.csv", text);
        auto pipeline = windowed(0.08, 0.08);
        pipeline.channels = {{.array = "x"}};
        pipeline.timeArray = "time_ms";
        pipeline.timeUnitSeconds = 0.001;
        pipeline.window.inSeconds = true;
        const auto data = train(source({file("a.csv")}, pipeline));
        QCOMPARE(data.sampleRateHz.value_or(0), 50.0);
        QCOMPARE(data.length, 4); // 80 ms at 50 Hz
        pipeline.sampleRateHz = 25;
        const auto slow = train(source({file("a.csv")}, pipeline));
        QCOMPARE(slow.length, 2);
        QCOMPARE(slow.size(), 2); // ceil(9 / 2) samples make two windows
    }

    void secondsNeedARate()
    {
        write("a.csv", rampTable(8, 4));
        auto pipeline = windowed(1, 1);
        pipeline.window.inSeconds = true;
        const auto message = failure(source({file("a.csv")}, pipeline));
        QVERIFY2(message.find("a.csv: the window is given in seconds, but the sample rate is not known") !=
                     std::string::npos,
                 message.c_str());
    }

    void columnsMakeSeries()
    {
        write("rows.csv", "id,t0,t1,t2,kind\n7,1,2,3,cat\n8,4,5,6,dog\n9,7,8,9,cat\n");
        Pipeline p;
        p.firstColumn = "t0";
        p.lastColumn = "t2";
        p.label.array = "kind";
        p.groupArray = "id";
        const auto data = train(source({file("rows.csv")}, p));
        QCOMPARE(dump(data), std::string("Made up 1x3 [cat dog] 0:1,2,3 1:4,5,6 0:7,8,9"));
        QCOMPARE(data.groupNames, (std::vector<std::string>{"7", "8", "9"}));
        p.lastColumn = "t9";
        QVERIFY(failure(source({file("rows.csv")}, p)).find("no columns from \"t0\" to \"t9\"") != std::string::npos);
    }

    /// The layout of UCI HAR: one table per channel, and test files with other names.
    void tablesStackToChannels()
    {
        for (const std::string part : {"train", "test"}) {
            write(part + "/acc_x_" + part + ".txt", " 1.5 2 3\n 4 5 6\n");
            write(part + "/acc_y_" + part + ".txt", "-1 -2 -3\n-4 -5 -6.5\n");
            write(part + "/y_" + part + ".txt", part == "train" ? "5\n2\n" : "2\n5\n");
            write(part + "/subject_" + part + ".txt", "1\n3\n");
        }
        std::vector<DataFile> files;
        for (const std::string part : {"train", "test"})
            for (const std::string name : {"acc_x", "acc_y", "y", "subject"}) {
                files.push_back(
                    file(part + "/" + name + "_" + part + ".txt", part == "train" ? Part::Train : Part::Test));
                files.back().recording = part;
            }
        Pipeline p;
        p.values.clear();
        p.channels = {{.array = "acc_x"}, {.array = "acc_y"}};
        p.label.array = "y";
        p.label.titles = {{"2", "walk"}, {"5", "stand"}};
        p.groupArray = "subject";
        p.split.kind = SplitRule::Kind::Groups;
        const auto data = source(files, p);
        const auto trained = train(data);
        QCOMPARE(dump(trained), std::string("Made up 2x3 [walk stand] 1:1.5,2,3|-1,-2,-3 0:4,5,6|-4,-5,-6.5"));
        QCOMPARE(trained.groupNames, (std::vector<std::string>{"1", "3"}));
        QCOMPARE(loadTestPart(data, m_folder).labels, (std::vector<std::int64_t>{0, 1}));
    }

    void equalTitlesAreOneClass()
    {
        write("rows.csv", "t0,t1,word\n1,2,bed\n3,4,yes\n5,6,cat\n");
        Pipeline p;
        p.firstColumn = "t0";
        p.lastColumn = "t1";
        p.label.array = "word";
        p.label.titles = {{"bed", "_unknown_"}, {"cat", "_unknown_"}};
        const auto data = train(source({file("rows.csv")}, p));
        QCOMPARE(data.classNames, (std::vector<std::string>{"_unknown_", "yes"}));
        QCOMPARE(data.labels, (std::vector<std::int64_t>{0, 1, 0}));
    }

    void mergedClassesAreOneClass()
    {
        write("rows.csv", "t0,t1,word\n1,2,bed\n3,4,yes\n5,6,cat\n7,8,no\n9,9,dog\n");
        Pipeline p;
        p.firstColumn = "t0";
        p.lastColumn = "t1";
        p.label.array = "word";
        p.label.titles = {{"bed", "pet place"}, {"dog", "animal"}};
        const auto answers = [&] {
            const auto data = train(source({file("rows.csv")}, p));
            std::string names = std::to_string(data.classNames.size()) + ":";
            for (const auto label : data.labels)
                names += " " + data.classNames[static_cast<std::size_t>(label)] + ",";
            return names;
        };
        mergeClasses(p.label, {"cat", "animal"}, "pet");
        QCOMPARE(answers(), std::string("4: pet place, yes, pet, no, pet,"));
        mergeClasses(p.label, {"pet", "pet place"}, "pet"); // what is merged can be merged again
        QCOMPARE(answers(), std::string("3: pet, yes, pet, no, pet,"));
        p.label.leaveOut = {"pet"}; // as it is shown
        QCOMPARE(answers(), std::string("2: yes, no,"));
        p.label.leaveOut.clear();
        separateClasses(p.label, "pet");
        QCOMPARE(answers(), std::string("5: bed, yes, cat, no, dog,"));
    }

    void theTestSubjectStaysClosed()
    {
        write("1.csv", rampTable(8, 4));
        write("2.csv", rampTable(8, 4));
        write("3.csv", rampTable(4, 2));
        auto pipeline = windowed(4, 4);
        pipeline.split = {.kind = SplitRule::Kind::LeaveOneOut, .validation = {"B"}, .test = {"C"}};
        const auto data =
            source({file("1.csv", Part::Train, "A"), file("2.csv", Part::Train, "B"), file("3.csv", Part::Train, "C")},
                   pipeline);
        QVERIFY(hasTestPart(data));
        QCOMPARE(loadTestPart(data, m_folder).size(), 1);
        writeText(m_folder / "3.csv", "spoilt"); // nobody but the test may notice
        const auto trained = train(data);
        QCOMPARE(trained.size(), 4);
        QCOMPARE(trained.groupNames, (std::vector<std::string>{"A", "B", "C"})); // C is known by name only
        QCOMPARE(trained.groups, (std::vector<std::int32_t>{0, 0, 1, 1}));
        QVERIFY(messageOf<DatasetError>([&] { static_cast<void>(loadTestPart(data, m_folder)); }).has_value());
    }

    void repetitionsAreKeptForTheTest()
    {
        std::string text = "x,class,rep\n";
        for (int rep = 1; rep <= 3; ++rep)
            for (int t = 0; t < 4; ++t)
                text += std::to_string(rep) + ",1," + std::to_string(rep) + "\n";
        write("a.csv", text);
        auto pipeline = windowed(2, 2);
        pipeline.channels = {{.array = "x"}};
        pipeline.repetitionArray = "rep";
        pipeline.split = {.kind = SplitRule::Kind::Repetitions, .testRepetitions = {2}};
        const auto data = source({file("a.csv")}, pipeline);
        QCOMPARE(train(data).repetitions, (std::vector<std::int64_t>{1, 1, 3, 3}));
        QCOMPARE(loadTestPart(data, m_folder).repetitions, (std::vector<std::int64_t>{2, 2}));
    }

    void unequalSeriesAskForALength()
    {
        write("a.csv", rampTable(8, 4));
        write("b.csv", rampTable(6, 4));
        Pipeline p = windowed(0, 0);
        p.window = {.whole = true};
        p.label = {.from = LabelRole::From::File, .per = LabelRole::Per::Series};
        auto first = file("a.csv");
        auto second = file("b.csv");
        first.className = "up";
        second.className = "down";
        const auto message = failure(source({first, second}, p));
        QVERIFY2(message.find("6 samples, but the first series has 8") != std::string::npos, message.c_str());
        p.window = {.whole = true, .length = 7, .inSeconds = false};
        const auto data = train(source({first, second}, p));
        QCOMPARE(data.length, 7);
        QCOMPARE(data.series(0)[0], 1.F); // the oldest sample of eight is cut
        QCOMPARE(data.series(1)[0], 0.F); // padded on the left
        QCOMPARE(data.series(1)[2], 1.F);
        QCOMPARE(data.classNames, (std::vector<std::string>{"down", "up"}));
    }

    void foldersOfClipsFollowTheirLists()
    {
        for (const std::string clip :
             {"yes/a_nohash_0.csv", "yes/b_nohash_0.csv", "no/a_nohash_0.csv", "no/c_nohash_1.csv"})
            write("clips/" + clip, "samples\n1\n2\n");
        write("clips/noise/hum.csv", "samples\n5\n6\n7\n");
        write("clips/validation_list.txt", "yes/b_nohash_0.csv\n");
        write("clips/testing_list.txt", "no/c_nohash_1.csv\n");
        Pipeline p;
        p.layout = Layout::Recordings;
        p.channels = {{.array = "samples"}};
        p.label = {.from = LabelRole::From::File, .per = LabelRole::Per::Series};
        p.split.kind = SplitRule::Kind::Listed;
        auto data = source({file("clips")}, p);
        data.lists = {.validation = "validation_list.txt",
                      .test = "testing_list.txt",
                      .noise = "noise",
                      .groupEndsAt = "_nohash_"};
        const auto trained = train(data);
        QCOMPARE(trained.classNames, (std::vector<std::string>{"no", "yes"}));
        QCOMPARE(trained.labels, (std::vector<std::int64_t>{0, 1, 1}));
        QCOMPARE(trained.listedForValidation, (std::vector<std::uint8_t>{0, 0, 1}));
        QCOMPARE(trained.groupNames, (std::vector<std::string>{"a", "c", "b"})); // c is in the test list
        QCOMPARE(loadTestPart(data, m_folder).labels, (std::vector<std::int64_t>{0}));
        QCOMPARE(loadTrainWindows(data, m_folder).noise, (std::vector<std::vector<float>>{{5, 6, 7}}));
        write("clips/testing_list.txt", "nowhere.csv\n");
        data.files.front().file = referTo(m_folder / "clips", m_folder);
        QVERIFY(failure(data).find("testing_list.txt: none of its 1 lines names a file") != std::string::npos);
    }

    void theCacheFollowsFilesAndPipeline()
    {
        std::string big = "x,y,class\n";
        for (int t = 0; t < 400'000; ++t)
            big += std::to_string(t % 1000) + ".25,0.5," + (t < 200'000 ? "1" : "2") + "\n";
        write("big.csv", big);
        writeText(m_folder / "project.db", ""); // only projects keep a cache
        auto data = source({file("big.csv")}, windowed(100, 100));
        const auto fresh = train(data);
        const auto cached = [&] {
            return std::distance(fs::directory_iterator(m_folder / "cache"), fs::directory_iterator());
        };
        QCOMPARE(cached(), 1);
        QCOMPARE(train(data), fresh);
        data.pipeline.scaling.kind = ScalingRule::Kind::None;
        QCOMPARE(train(data), fresh);
        QCOMPARE(cached(), 1);
        data.pipeline.window.length = 50;
        QCOMPARE(train(data).length, 50);
        QCOMPARE(cached(), 2);
        for (const auto& entry : fs::directory_iterator(m_folder / "cache"))
            fs::resize_file(entry.path(), fs::file_size(entry.path()) / 2); // a damaged cache is made again
        data.pipeline.window.length = 100;
        QCOMPARE(train(data), fresh);
        writeText(m_folder / "big.csv", "x,y,class\n1,2,3\n");
        QVERIFY(failure(data).find("has changed since the project was made") != std::string::npos);
    }

    void recordingsAreShownAsTheyAre()
    {
        write("a.csv", rampTable(6, 3));
        const auto data = source({file("a.csv", Part::Train, "A")}, windowed(3, 3));
        QCOMPARE(recordingNames(data, m_folder), (std::vector<std::string>{"a"}));
        const auto recording = loadRecording(data, 0, m_folder);
        QCOMPARE(recording.group, std::string("A"));
        QCOMPARE(recording.channels, (std::vector<std::vector<float>>{{0, 1, 2, 3, 4, 5}, {0, 10, 20, 30, 40, 50}}));
        QCOMPARE(recording.labels, (std::vector<float>{1, 1, 1, 2, 2, 2}));
        QVERIFY(messageOf<DatasetError>([&] { static_cast<void>(loadRecording(data, 1, m_folder)); }).has_value());
    }
};

QTEST_GUILESS_MAIN(TestMakeExamples)
#include "tst_makeexamples.moc"
