// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/guess.h"
#include "core/data/references.h"
#include "tests/data/testdata.h"

#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace pitlane;
using namespace pitlane::test;
namespace fs = std::filesystem;

/// What is made of dropped files, on made-up ones and on the benchmarks where they are present.
class TestGuess : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path m_folder;

    fs::path write(const std::string& name, const std::string& text) const
    {
        fs::create_directories((m_folder / name).parent_path());
        writeText(m_folder / name, text);
        return m_folder / name;
    }

    [[nodiscard]] DataSource guess(const std::vector<fs::path>& paths) const { return guessSource(paths, m_folder); }

    [[nodiscard]] static fs::path realData(const char* name)
    {
        const auto root =
            qEnvironmentVariable("PITLANE_DATA_DIR", QStringLiteral(PITLANE_SOURCE_DIR "/../shared/data"));
        const auto folder = fs::path(root.toStdString()) / name;
        return fs::exists(folder) ? folder : fs::path();
    }

private Q_SLOTS:
    void init()
    {
        m_folder = m_dir.path().toStdString() + "/" + QTest::currentTestFunction();
        fs::create_directories(m_folder);
    }

    void tableOfOneRecording()
    {
        std::string text = "time;ax;ay;activity;subject\n";
        for (int t = 0; t < 40; ++t)
            text += std::to_string(t * 20) + ";0,5;" + std::to_string(t) + ",25;" + (t < 20 ? "walk" : "sit") + ";7\n";
        const auto source = guess({write("walk.csv", text)});
        const auto& p = source.pipeline;
        QCOMPARE(p.layout, Layout::Recordings);
        QCOMPARE(p.task, Task::Classification);
        QCOMPARE(p.channels.size(), std::size_t{2});
        QCOMPARE(p.channels[1].array, std::string("ay"));
        QCOMPARE(p.label.array, std::string("activity"));
        QCOMPARE(p.label.per, LabelRole::Per::Sample);
        QCOMPARE(p.groupArray, std::string("subject"));
        QCOMPARE(p.timeArray, std::string("time"));
        QCOMPARE(p.timeUnitSeconds, 0.001);
        QCOMPARE(p.sampleRateHz, std::optional<double>(50));
        QVERIFY(!p.window.whole && p.window.inSeconds);
        QCOMPARE(p.split.kind, SplitRule::Kind::Groups);
        QVERIFY(validate(p).empty());
    }

    void numbersAreATarget()
    {
        std::string text = "x,bpm\n";
        for (int t = 0; t < 40; ++t)
            text += std::to_string(t) + "," + std::to_string(60 + t) + ".5\n";
        const auto p = guess({write("pulse.csv", text)}).pipeline;
        QCOMPARE(p.task, Task::Regression);
        QCOMPARE(p.measure, QualityMeasure::Mae);
        QCOMPARE(p.label.reduce, LabelRole::Reduce::Mean);
        QCOMPARE(p.label.unit, std::string("bpm"));
    }

    void rowsThatCountUpAreSeries()
    {
        std::string text = "label";
        for (int t = 0; t < 20; ++t)
            text += ",t" + std::to_string(t);
        text += "\n";
        for (int n = 0; n < 4; ++n) {
            text += n % 2 == 0 ? "cat" : "dog";
            for (int t = 0; t < 20; ++t)
                text += "," + std::to_string(t + n) + ".5";
            text += "\n";
        }
        const auto source = guess({write("rows.csv", text)});
        QCOMPARE(source.pipeline.layout, Layout::Series);
        QCOMPARE(source.pipeline.firstColumn, std::string("t0"));
        QCOMPARE(source.pipeline.lastColumn, std::string("t19"));
        const auto data = loadTrainPart(source, m_folder);
        QCOMPARE(data.length, 20);
        QCOMPARE(data.labels, (std::vector<std::int64_t>{0, 1, 0, 1}));
    }

    void tableWithoutLabelAsksForOne()
    {
        const auto p = guess({write("x.csv", "a,b\n1,2\n3,4\n5,6\n")}).pipeline;
        const auto problems = validate(p);
        QCOMPARE(problems.size(), std::size_t{1});
        QCOMPARE(problems.front().field, std::string("label.from"));
    }

    void partsAreReadFromNames()
    {
        const std::string rows = "1\t0\t1\n2\t2\t3\n";
        const auto source = guess({write("Toy_TEST.tsv", rows + "1\t5\t5\n"), write("Toy_TRAIN.tsv", rows)});
        QCOMPARE(source.name, std::string("Toy"));
        QCOMPARE(source.files[0].part, Part::Test);
        QCOMPARE(source.files[1].part, Part::Train);
    }

    void foldersAreSubjectsAndCompanionsJoin()
    {
        std::string signal = "x,y\n";
        for (int t = 0; t < 64; ++t)
            signal += std::to_string(t) + ",1\n";
        for (const std::string subject : {"01", "02", "03"}) {
            write("study/" + subject + "/walk.csv", signal + subject + ",1\n");
            write("study/" + subject + "/walk_label.csv", "label\n1\n2\n1\n");
        }
        write("study/README.md", "nothing to read");
        const auto source = guess({m_folder / "study"});
        QCOMPARE(source.files.size(), std::size_t{6});
        std::set<std::string> groups;
        std::set<std::string> recordings;
        for (const auto& file : source.files) {
            groups.insert(file.group);
            recordings.insert(file.recording);
        }
        QCOMPARE(groups, (std::set<std::string>{"01", "02", "03"}));
        QCOMPARE(recordings.size(), std::size_t{3});
        QCOMPARE(source.pipeline.label.per, LabelRole::Per::Window);
        QCOMPARE(source.pipeline.split.kind, SplitRule::Kind::Groups);
    }

    void realFilesOpenAsTheyAre()
    {
        if (realData("ieee_spcup2015_ppg").empty())
            QSKIP("The benchmark data are not here: set PITLANE_DATA_DIR.");
        const auto ecg = guess({realData("ecg5000") / "ECG5000_TRAIN.arff"});
        QCOMPARE(loadTrainPart(ecg, m_folder).size(), 500);

        const auto troika = guess({realData("ieee_spcup2015_ppg")});
        QCOMPARE(troika.files.size(), std::size_t{24});
        QCOMPARE(troika.pipeline.task, Task::Regression);
        QCOMPARE(troika.pipeline.label.array, std::string("BPM0"));
        QCOMPARE(troika.pipeline.channels.size(), std::size_t{6});
        QCOMPARE(recordingNames(troika, m_folder).size(), std::size_t{12});

        const auto emg = guess({realData("uci_emg_gestures")});
        QCOMPARE(emg.pipeline.timeArray, std::string("time"));
        QCOMPARE(emg.pipeline.channels.size(), std::size_t{8});
        QCOMPARE(emg.pipeline.label.array, std::string("class"));
        QCOMPARE(emg.pipeline.split.kind, SplitRule::Kind::Groups);

        const auto music = guess({realData("polymusic") / "JSB_Chorales.mat"});
        QCOMPARE(music.pipeline.task, Task::NextStep);
        const auto rolls = loadTrainPart(music, m_folder);
        QCOMPARE(rolls.size(), 229 + 76);
        QCOMPARE(std::count(rolls.listedForValidation.begin(), rolls.listedForValidation.end(), 1), 76);
        QCOMPARE(loadTestPart(music, m_folder).size(), 77);

        const auto speech = guess({realData("speech_commands") / "v0.02_test_subset"});
        QCOMPARE(speech.lists.validation, std::string("validation_list.txt"));
        QCOMPARE(speech.lists.noise, std::string("_background_noise_"));
        QCOMPARE(speech.pipeline.frontEnd.kind, FrontEnd::Kind::Mfcc);
        QCOMPARE(speech.pipeline.split.kind, SplitRule::Kind::Listed);
    }
};

QTEST_GUILESS_MAIN(TestGuess)
#include "tst_guess.moc"
