// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/network/seeds.h"
#include "core/network/weights.h"
#include "core/project/projectstore.h"
#include "core/study/job.h"
#include "tests/app/cliprogram.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <set>

#include <QTest>

#include <csignal>

using namespace pitlane;
namespace fs = std::filesystem;

namespace {

QStringList words(const char* text)
{
    return QString::fromUtf8(text).split(QLatin1Char(' '));
}

const char* const quickSweep = "sweep study --lambda 1e-6:5e-4:4 --warmup-epochs 3 --search-epochs 4 "
                               "--search-min-epochs 4 --finetune-epochs 2";

} // namespace

class TestCliCommands : public QObject
{
    Q_OBJECT
private:
    CliProgram m_cli{QStringLiteral(PITLANE_FAKE_WORKER)};

    CliProgram::Answer run(const char* command) const { return m_cli.run(words(command)); }
    void script(const char* json) const { writeFileAtomically(m_cli.folder() / "study" / "fake.json", json); }

private Q_SLOTS:
    void init()
    {
        fs::remove_all(m_cli.folder() / "study");
        QCOMPARE(run("new study --demo").code, 0);
    }

    void version()
    {
        const auto answer = run("--version");
        QCOMPARE(answer.code, 0);
        QVERIFY(answer.out.startsWith(QStringLiteral("pitlane-cli 0.")));
    }

    void methods()
    {
        const auto answer = run("methods");
        QCOMPARE(answer.code, 0);
        for (const auto* word : {"pit-tc23", "pit-dac21", "morphnet", "fbnetv2", "proxylessnas", "hand-tuned",
                                 "--fbnet-choices", "channels-only", "CVPR 2018"})
            QVERIFY2(answer.out.contains(QString::fromUtf8(word)), word);
        QVERIFY(!answer.out.contains(QStringLiteral("within reach")));
        const auto withProject = run("methods study --json");
        QCOMPARE(withProject.code, 0);
        const auto list = nlohmann::json::parse(withProject.out.toStdString()).at("methods");
        for (const auto& method : list)
            if (method.at("id") == "fbnetv2") // ECGTCN: six groups with four counts
                QCOMPARE(method.at("networks").get<double>(), 4096.0);
        const auto small = run((std::string(quickSweep) + " --method fbnetv2 --fbnet-choices 0").c_str());
        QCOMPARE(small.code, 0);
        QVERIFY(run("show study").out.contains(QStringLiteral("method fbnetv2")));
    }

    void oneSearchManySizes()
    {
        const auto answer = run("sweep study --snapshots 3 --warmup-epochs 3 --search-epochs 4 --search-min-epochs 4 "
                                "--finetune-epochs 2");
        QCOMPARE(answer.code, 0);
        QVERIFY2(answer.out.contains(QStringLiteral("1 value of lambda, 3 budgets from 15000 to 750 parameters")),
                 qPrintable(answer.out));
        const auto points = nlohmann::json::parse(run("show study --json").out.toStdString()).at("points");
        std::vector<std::int64_t> parameters;
        for (const auto& point : points)
            if (point.at("role") == "found") {
                parameters.push_back(point.at("parameters").get<std::int64_t>());
                QCOMPARE(point.at("lambda").get<double>(), 4e-5);
                QCOMPARE(point.at("number").get<int>(), static_cast<int>(parameters.size()));
            }
        QVERIFY((parameters == std::vector<std::int64_t>{14999, 3299, 749})); // one below 15000, 3300, 750
        QCOMPARE(run("test study 3").code, 0);
        QCOMPARE(run("sweep study --budgets 800,12k --lambda 1e-5,1e-4 --warmup-epochs 3 --finetune-epochs 2").code, 0);
        const auto table = run("show study").out;
        QVERIFY2(table.contains(QStringLiteral("11999")) || table.contains(QStringLiteral("11 999")) ||
                     table.contains(QStringLiteral("11,999")),
                 qPrintable(table));
        // In the unit of another cost the project's budgets mean something else: usual ones take their place.
        QCOMPARE(run("sweep study --cost ops --warmup-epochs 3 --finetune-epochs 2").code, 0);
        const auto config = ProjectStore::open(m_cli.folder() / "study")->sweeps().back().config;
        QCOMPARE(config.budgets.size(), std::size_t{2});
        QVERIFY(config.budgets.front() > 100000);
    }

    void repeats()
    {
        const auto swept = run((std::string(quickSweep) + " --seed 5 --repeats 3").c_str());
        QCOMPARE(swept.code, 0);
        QVERIFY(swept.out.contains(QStringLiteral("4 values of lambda, 3 seed numbers each")));
        const auto points = nlohmann::json::parse(run("show study --json").out.toStdString()).at("points");
        QCOMPARE(points.size(), std::size_t{3 + 3 + 4 * 3}); // seed and hand-tuned network of each seed number
        std::set<std::string> warmups;
        for (const auto& point : points) {
            QCOMPARE(point.at("status").get<std::string>(), std::string("done"));
            if (point.at("role") != "found")
                continue;
            const auto number = point.at("number").get<int>();
            const auto seedNumber = 5 + (number - 1) / 4;
            QCOMPARE(point.at("seedNumber").get<int>(), seedNumber);
            const auto file = m_cli.folder() / "study" / "runs/1" / std::to_string(number) / runfile::job;
            const auto job = jobSpecFromJson(nlohmann::json::parse(readFile(file)), "job");
            QCOMPARE(job.config.seedNumber, static_cast<std::uint64_t>(seedNumber));
            QVERIFY(fs::exists(m_cli.folder() / "study" / job.warmupFolder / runfile::result));
            warmups.insert(job.warmupFolder);
        }
        QCOMPARE(warmups.size(), std::size_t{3});
        const auto shown = run("show study").out;
        QVERIFY2(shown.contains(QStringLiteral("Mean and range over seed numbers:")), qPrintable(shown));
        // A project without repeats says nothing about them; wrong numbers are refused.
        QCOMPARE(run((std::string(quickSweep) + " --repeats 1").c_str()).code, 0);
        QVERIFY(!run("show study").out.contains(QStringLiteral("Mean and range")));
        QVERIFY(run("sweep study --repeats 0").error.contains(QStringLiteral("it must be a number from 1 to 1000")));
        QCOMPARE(run("sweep study --repeats many").code, 2);
    }

    void wrongUsage_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("expected"); // in the message
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, const char* command, const char* expected, int code) {
            QTest::newRow(name) << QString::fromUtf8(command) << QString::fromUtf8(expected) << code;
        };
        row("unknown command", "dance", "A subcommand is required", 2);
        row("unknown option", "sweep study --tempo 3", "--tempo", 2);
        row("no project", "sweep", "PROJECT", 2);
        row("bad strengths", "sweep study --lambda many", "--lambda: expected a number, found \"many\"", 2);
        row("bad method", "sweep study --method magic", "--method: expected one of pit-tc23", 2);
        row("nothing for the method", "sweep study --method fbnetv2 --masks field", "FBNetV2", 1);
        row("bad masks", "sweep study --masks taps", "--masks: expected channels, field, dilation or none", 2);
        row("no data", "new other", "--data FILE, --example ID or --demo", 2);
        row("data twice", "new other --demo --data x.tsv", "--data FILE, --example ID or --demo", 2);
        row("unknown example", "new other --example ecg9000", "There is no example \"ecg9000\". The examples are ", 2);
        row("example without data", "new other --example troika", "--synthetic for generated data", 2);
        row("data of another example", "new other --example troika --data .", "Missing: DATA_01_TYPE01.mat", 1);
        row("missing data file", "new other --data nowhere.tsv", "nowhere.tsv", 1);
        row("folder is taken", "new study --demo", "holds a project already", 1);
        row("no project there", "show nowhere", "There is no project in", 1);
        row("no search yet", "show study", "has no search yet", 1);
        row("setting out of range", "sweep study --batch 0", "batchSize", 1);
        row("more threads than cores", "sweep study --threads 5000", "5000 threads", 1);
    }

    void wrongUsage()
    {
        QFETCH(QString, command);
        QFETCH(QString, expected);
        QFETCH(int, code);
        const auto answer = m_cli.run(command.split(QLatin1Char(' '), Qt::SkipEmptyParts));
        QCOMPARE(answer.code, code);
        QVERIFY2(answer.error.startsWith(QStringLiteral("pitlane-cli: ")), qPrintable(answer.error));
        QVERIFY2(answer.error.contains(expected), qPrintable(answer.error));
        QVERIFY2(answer.out.isEmpty(), qPrintable(answer.out));
        QVERIFY(!fs::exists(m_cli.folder() / "other"));
    }

    void describesData()
    {
        const auto answer = run("data check study");
        QCOMPARE(answer.code, 0);
        QVERIFY(answer.out.contains(QStringLiteral("Synthetic ECG: 500 series of 1 x 140 samples")));
        QVERIFY(answer.out.contains(QStringLiteral("class normal")));
        const auto json = nlohmann::json::parse(run("data check study --json").out.toStdString());
        QCOMPARE(json["examples"].get<int>(), 500);
        QCOMPARE(json["classes"].size(), 5U);
        QCOMPARE(json["split"]["validation"].get<int>(), 100);
        QVERIFY(run("data describe study").out.contains(QStringLiteral("drawn by the generator \"ecg\"")));
    }

    /// From a table nobody has described to a project, with the settings that its file lacks.
    void tableBecomesAProject()
    {
        std::string text = "ms;ax;class\n";
        for (int t = 0; t < 1200; ++t)
            text +=
                std::to_string(10 * t) + ";" + std::to_string(t % 50) + ",5;" + (t % 400 < 200 ? "up" : "down") + "\n";
        std::ofstream(m_cli.folder() / "walk.csv") << text;
        const auto described = run("data describe walk.csv");
        QCOMPARE(described.code, 0);
        for (const auto* part : {"table of text", "ax: 1200", "At 100 Hz", "Cut into windows of 1 s every 1 s"})
            QVERIFY2(described.out.contains(QLatin1String(part)), qPrintable(described.out));
        const auto preview = run("data preview walk.csv");
        QCOMPARE(preview.code, 0);
        QVERIFY2(preview.out.contains(QStringLiteral("walk: 12 series of 1 x 100 samples")), qPrintable(preview.out));

        std::ofstream(m_cli.folder() / "overlap.json") << R"({"window": {"hop": 0.25}})";
        const auto leaking = run("data check walk.csv --pipeline overlap.json");
        QCOMPARE(leaking.code, 1);
        QVERIFY2(leaking.out.contains(QStringLiteral("share")), qPrintable(leaking.out));
        std::ofstream(m_cli.folder() / "wrong.json") << R"({"windows": {}})";
        const auto wrong = run("data check walk.csv --pipeline wrong.json");
        QCOMPARE(wrong.code, 1);
        QVERIFY2(wrong.error.contains(QStringLiteral("wrong.json: windows:")), qPrintable(wrong.error));

        QCOMPARE(run("new walk --data walk.csv").code, 0);
        QCOMPARE(run("data check walk").code, 0);
        const auto json = nlohmann::json::parse(run("data describe walk --json").out.toStdString());
        QCOMPARE(json["pipeline"]["timeArray"].get<std::string>(), std::string("ms"));
    }

    void examplesHaveStandIns()
    {
        const auto listed = run("examples");
        QCOMPARE(listed.code, 0);
        for (const auto* id : {"ecg5000", "ppg-dalia", "ninapro-db1", "speech-commands", "nottingham", "jsb", "troika",
                               "uci-emg", "uci-har"})
            QVERIFY2(listed.out.contains(QLatin1String(id) + QStringLiteral(": ")), id);
        const auto made = run("new har --example uci-har --synthetic");
        QVERIFY2(made.code == 0, qPrintable(made.error));
        QVERIFY2(made.out.contains(QStringLiteral("Synthetic")), qPrintable(made.out));
        QVERIFY2(made.out.contains(QStringLiteral("HAR-CNN")), qPrintable(made.out));
    }

    void targetsAndCosts()
    {
        const auto listed = run("targets");
        QCOMPARE(listed.code, 0);
        for (const auto* id : {"gap8", "stm32h743", "nrf52840"})
            QVERIFY2(listed.out.contains(QLatin1String(id)), qPrintable(listed.out));

        // a target of one's own: print, edit, put into the folder
        const auto printed = nlohmann::json::parse(run("targets gap8").out.toStdString());
        auto own = printed;
        own["id"] = "gap8-fast";
        own["clockHz"] = 200'000'000;
        const auto folder = m_cli.folder() / "share";
        std::filesystem::create_directories(folder / "pitlane" / "targets");
        writeFileAtomically(folder / "pitlane" / "targets" / "fast.json", own.dump());
        qputenv("XDG_DATA_HOME", folder.string().c_str());
        const auto all = nlohmann::json::parse(run("targets --json").out.toStdString());
        QVERIFY(std::ranges::find(all, own) != all.end());

        const auto network = ecgtcn().handTuned;
        writeFileAtomically(m_cli.folder() / "ecg.json", toJson(network).dump());
        const auto table = run("cost ecg.json --target gap8");
        QCOMPARE(table.code, 0);
        QVERIFY2(table.out.contains(QStringLiteral("b2.conv1")) && table.out.contains(QStringLiteral("per inference")),
                 qPrintable(table.out));
        const auto ms = [&](const char* command) {
            return nlohmann::json::parse(run(command).out.toStdString())["ms"].get<double>();
        };
        QCOMPARE(ms("cost ecg.json --target gap8-fast --json"), ms("cost ecg.json --target gap8 --json") / 2);
        QCOMPARE(ms("cost ecg.json --json"), ms("cost ecg.json --target stm32h743 --json"));
        const auto unknown = run("cost ecg.json --target esp32");
        QCOMPARE(unknown.code, 1);
        QVERIFY2(unknown.error.contains(QStringLiteral("There is no target \"esp32\". Known are stm32h743")),
                 qPrintable(unknown.error));
        qunsetenv("XDG_DATA_HOME");
    }

    void wholeStudy()
    {
        const auto swept = run(quickSweep);
        QCOMPARE(swept.code, 0);
        QVERIFY2(swept.error.isEmpty(), qPrintable(swept.error));
        QVERIFY(!swept.out.contains(QLatin1Char('\r'))); // no terminal: plain lines
        const auto shown = run("show study");
        QCOMPARE(shown.code, 0);
        QVERIFY2(swept.out.contains(shown.out.mid(shown.out.indexOf(QLatin1Char('\n')) + 1)), qPrintable(shown.out));
        QVERIFY(shown.out.contains(QStringLiteral("hand-tuned")));
        QVERIFY(shown.out.contains(QStringLiteral("front")));

        const auto json = nlohmann::json::parse(run("show study --json").out.toStdString());
        QCOMPARE(json["points"].size(), 6U);
        QCOMPARE(json["points"][0]["role"].get<std::string>(), std::string("seed"));
        for (const auto& point : json["points"])
            QCOMPARE(point["status"].get<std::string>(), std::string("done"));

        // the test part: opened by this command alone, and logged
        QVERIFY(!run("show study --json").out.contains(QStringLiteral("4500")));
        const auto tested = run("test study 2");
        QCOMPARE(tested.code, 0);
        QVERIFY2(tested.out.contains(QStringLiteral("87.5 % accuracy on 4 500 series")), qPrintable(tested.out));
        QCOMPARE(run("test study seed").code, 0);
        QCOMPARE(run("test study 9").code, 1);
        QCOMPARE(run("show study").out, shown.out);
        QCOMPARE(ProjectStore::open(m_cli.folder() / "study")->testLog().size(), 2U);

        const auto csv = run("export-csv study");
        QCOMPARE(csv.out.count(QLatin1Char('\n')), 7);
        QVERIFY(csv.out.startsWith(QStringLiteral("sweep,number,role,state,lambda")));
        QCOMPARE(run("export-csv study --out points.csv").code, 0);
        QCOMPARE(QString::fromStdString(readFile(m_cli.folder() / "points.csv")), csv.out);
        QVERIFY(!csv.out.contains(QStringLiteral("0.875")));

        const auto again = run("resume study");
        QCOMPARE(again.code, 0);
        QVERIFY(again.out.contains(QStringLiteral("nothing to resume")));
    }

    void jsonIsOneObjectALine()
    {
        const auto answer = m_cli.run(words(quickSweep) + QStringList{QStringLiteral("--json")});
        QCOMPARE(answer.code, 0);
        const auto lines = answer.out.trimmed().split(QLatin1Char('\n'));
        QVERIFY(lines.size() > 6);
        for (const auto& line : lines)
            QVERIFY2(nlohmann::json::accept(line.toStdString()), qPrintable(line));
        const auto last = nlohmann::json::parse(lines.last().toStdString());
        QCOMPARE(last["type"].get<std::string>(), std::string("sweep"));
        QCOMPARE(last["points"].size(), 6U);
    }

    void failuresHaveTheirExitCodes()
    {
        script(R"({"2": {"crashAt": 2}})");
        const auto some = run(quickSweep);
        QCOMPARE(some.code, 3);
        QVERIFY2(some.out.contains(QStringLiteral("The system ended the worker of point 2")), qPrintable(some.out));
        QVERIFY2(some.error.contains(QStringLiteral("pitlane-cli resume")), qPrintable(some.error));
        QCOMPARE(run("test study 2").code, 1);
        const auto resumed = run("resume study --point 2");
        QCOMPARE(resumed.code, 0);
        QVERIFY(!resumed.out.contains(QStringLiteral("failed")));
    }

    void interruptLeavesItResumable()
    {
        script(R"({"all": {"epochMs": 200}})");
        QProcess process;
        m_cli.prepare(process);
        process.start(QStringLiteral(PITLANE_CLI), words(quickSweep));
        const auto run1 = m_cli.folder() / "study" / "runs" / "1";
        QTRY_VERIFY_WITH_TIMEOUT(fs::exists(run1 / "hand-tuned" / runfile::checkpoint), 10000);
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(10000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        const auto error = QString::fromUtf8(process.readAllStandardError());
        QVERIFY2(error.contains(QStringLiteral("Go on with: pitlane-cli resume ")), qPrintable(error));
        script("{}");
        const auto resumed = run("resume study");
        QCOMPARE(resumed.code, 0);
        QVERIFY2(!resumed.out.contains(QStringLiteral("cancelled")), qPrintable(resumed.out));
    }

    void settingsOverrideTheDraftAndAreKept()
    {
        QCOMPARE(run(quickSweep).code, 0);
        const auto draft = ProjectStore::open(m_cli.folder() / "study")->draft();
        QCOMPARE(draft.config.lambdas.size(), 4U);
        QCOMPARE(draft.config.fineTune.epochs, 2);
        QCOMPARE(draft.config.search.lrTheta, SearchConfig{}.search.lrTheta);
    }

    /// Out of a project as ONNX, back as a network of ours, and on as the seed of another project.
    void networksComeAndGo()
    {
        QCOMPARE(run(quickSweep).code, 0);
        const auto runFolder = m_cli.folder() / "study" / "runs" / "1" / "2";
        const auto found =
            networkFromJson(nlohmann::json::parse(readFile(runFolder / runfile::network)), "found network");
        Weights weights; // the fake worker trains nothing
        for (const auto& [name, dims] : weightShapes(found)) {
            std::size_t values = 1;
            for (const auto size : dims)
                values *= static_cast<std::size_t>(size);
            weights[name] = {.shape = dims, .values = std::vector<float>(values, 0.25F)};
        }
        saveWeights(weights, runFolder / runfile::weights);

        const auto exported = run("network export study 2 -o found.onnx");
        QVERIFY2(exported.code == 0, qPrintable(exported.error));
        const auto imported = run("network import found.onnx -o found.json");
        QVERIFY2(imported.code == 0, qPrintable(imported.error));
        QVERIFY2(imported.out.contains(QStringLiteral("24 871  2 368 520")), qPrintable(imported.out));
        const auto found2 = networkFromJson(nlohmann::json::parse(readFile(m_cli.folder() / "found.json")), "again");
        QCOMPARE(found2.nodes.size(), found.nodes.size() - 6); // inference has no dropout
        QVERIFY(loadWeights(m_cli.folder() / "found.safetensors") == weights);
        QCOMPARE(run("network export found.json -o again.onnx").code, 0);
        QCOMPARE(readFile(m_cli.folder() / "again.onnx"), readFile(m_cli.folder() / "found.onnx"));

        const auto seeded = run("network make-seed found.json --expansion 2 -o seed.json");
        QVERIFY2(seeded.out.simplified().contains(QStringLiteral("b0.conv0 conv1d 2 22 11 1 ")),
                 qPrintable(seeded.out));
        const auto made = run("new other --demo --seed-network seed.json");
        QVERIFY2(made.code == 0, qPrintable(made.error));
        QCOMPARE(ProjectStore::open(m_cli.folder() / "other")->draft().config.seed.name, std::string("ECGTCN seed"));

        std::ofstream(m_cli.folder() / "config.json")
            << R"({"arch": {"type": "ECGTCN"}, "data_loader": {"args": {"batch_size": 64}}, "nas": {"nas_config": {
                   "regularizer": "flops", "strength": {"value": 5e-8}, "target": {"filters": false}}}})";
        const auto run2 = run("network import config.json");
        QVERIFY2(run2.out.contains(QStringLiteral("The run searches as: pitlane-cli sweep PROJECT --cost ops "
                                                  "--lambda 5e-8 ")),
                 qPrintable(run2.out));
        QVERIFY2(run2.out.contains(QStringLiteral("--batch 64")) &&
                     run2.out.contains(QStringLiteral("--masks channels,dilation")),
                 qPrintable(run2.out));

        std::ofstream(m_cli.folder() / "learned_arch_ch_best.json")
            << R"({"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6})";
        const auto learned = run("network import found.json --pit-config learned_arch_ch_best.json");
        QVERIFY2(learned.out.contains(QStringLiteral("b2.conv1  conv1d")), qPrintable(learned.out));
    }

    void networkMistakes_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, const char* command, const char* expected, int code) {
            QTest::newRow(name) << QString::fromUtf8(command) << QString::fromUtf8(expected) << code;
        };
        row("no file", "network import nowhere.onnx", "nowhere.onnx", 1);
        row("no ONNX", "network import bad.onnx", "Reading network bad.onnx: it is no ONNX file", 1);
        row("no point named", "network export study -o a.onnx", "Name the point of study", 2);
        row("point of a file", "network export small.json 3 -o a.onnx", "small.json is none", 2);
        row("other ending", "network export small.json -o a.json", "ends in .onnx", 2);
        row("no weights", "network export small.json -o a.onnx", "has no weights, which an ONNX file needs", 1);
        row("expansion", "network make-seed small.json --expansion 0", "expected 1 to 16", 1);
        row("seed of another shape", "new third --demo --seed-network small.json",
            "takes 1 x 8 samples, but the data have 1 x 140", 1);
    }

    void networkMistakes()
    {
        std::ofstream(m_cli.folder() / "bad.onnx") << "no network";
        std::ofstream(m_cli.folder() / "small.json")
            << R"({"schema": 1, "name": "small", "input": {"C": 1, "T": 8}, "nodes": [
                   {"name": "relu", "kind": "relu", "inputs": ["input"], "searchable": true},
                   {"name": "fc", "kind": "linear", "inputs": ["relu"], "searchable": true, "C_out": 5, "bias": true}]})";
        QFETCH(QString, command);
        QFETCH(QString, expected);
        QFETCH(int, code);
        const auto answer = m_cli.run(command.split(QLatin1Char(' ')));
        QVERIFY2(answer.code == code, qPrintable(answer.error));
        QVERIFY2(answer.error.contains(expected), qPrintable(answer.error));
        QVERIFY(!fs::exists(m_cli.folder() / "third"));
    }

    void projectInUseIsNamed()
    {
        const auto held = ProjectStore::open(m_cli.folder() / "study");
        const auto answer = run(quickSweep);
        QCOMPARE(answer.code, 1);
        QVERIFY2(answer.error.contains(QStringLiteral("process %1 on").arg(QCoreApplication::applicationPid())),
                 qPrintable(answer.error));
        QCOMPARE(run("data check study").code, 0); // reading goes on
    }
};

QTEST_GUILESS_MAIN(TestCliCommands)
#include "tst_clicommands.moc"
