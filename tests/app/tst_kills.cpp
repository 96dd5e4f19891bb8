// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/jsonreader.h"
#include "core/jobs/workerprotocol.h"
#include "core/network/seeds.h"
#include "core/study/job.h"
#include "core/study/jobevent.h"
#include "tests/app/newfiles.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <map>
#include <random>

using namespace pitlane;
namespace fs = std::filesystem;

namespace {

constexpr int killsPerJob = 7;
constexpr int searchEpochs = 8;
constexpr int warmupEpochs = 8;
constexpr int fineTuneEpochs = 6;
constexpr double startSeconds = 0.4; ///< what a worker needs before its first step, about

struct Case
{
    const char* name;
    JobKind kind;
    void (*change)(SearchConfig&);
};

const std::vector<Case>& cases()
{
    static const std::vector<Case> all{
        {"warm-up", JobKind::Warmup, [](SearchConfig&) {}},
        {"hand-tuned network", JobKind::Reference, [](SearchConfig&) {}},
        {"PIT TC'23", JobKind::Search, [](SearchConfig&) {}},
        {"PIT TC'23 with LibTorch's operators", JobKind::Search, [](SearchConfig& c) { c.operators = true; }},
        {"PIT DAC'21", JobKind::Search, [](SearchConfig& c) { c.method = "pit-dac21"; }},
        {"MorphNet", JobKind::Search, [](SearchConfig& c) { c.method = "morphnet"; }},
        {"FBNetV2", JobKind::Search, [](SearchConfig& c) { c.method = "fbnetv2"; }},
        {"ProxylessNAS", JobKind::Search, [](SearchConfig& c) { c.method = "proxylessnas"; }},
        {"PIT TC'23 with dropout and augmentation", JobKind::Search,
         [](SearchConfig& c) {
             c.dropout = true;
             c.data.pipeline.augmentations = {{.kind = Augmentation::Kind::Jitter},
                                              {.kind = Augmentation::Kind::Scaling, .amount = 0.1}};
         }},
    };
    return all;
}

/// When a worker is killed.
struct Moment
{
    int epochs = 0;   ///< of the job, both phases counted, are finished
    double share = 0; ///< of an epoch that passes then; of the start-up, where the worker begins behind `epochs`
    int files = 0;    ///< not 0: when it has begun to write so many files since
};

/// Moments of one job, in order; every third one waits for a file.
std::vector<Moment> draw(std::mt19937& random, int epochs)
{
    std::vector<Moment> moments;
    for (int i = 0; i < killsPerJob; ++i)
        moments.push_back({.epochs = static_cast<int>(random() % static_cast<unsigned>(epochs + 1)),
                           .share = static_cast<double>(random() % 1000) / 1000,
                           .files = i % 3 == 2 ? 1 + static_cast<int>(random() % 3) : 0});
    std::ranges::stable_sort(moments, {}, &Moment::epochs);
    return moments;
}

/// Finished epochs of the whole job that an event tells of; -1: none.
int epochsTold(const JobEvent& event)
{
    const auto before = [](Phase phase, int first) { return phase == Phase::FineTune ? first : 0; };
    static_assert(searchEpochs == warmupEpochs); // the first phase of every job has as many
    if (const auto* phase = std::get_if<PhaseEvent>(&event))
        return before(phase->phase, searchEpochs) + phase->epoch;
    if (const auto* epoch = std::get_if<EpochEvent>(&event))
        return before(epoch->phase, searchEpochs) + epoch->epoch;
    return -1;
}

std::vector<JobEvent> eventsIn(const fs::path& folder)
{
    std::vector<JobEvent> events;
    for (const auto& line : QByteArray::fromStdString(readFile(folder / runfile::events)).split('\n')) {
        try {
            if (auto event = jobEventFromJsonLine(line.toStdString()))
                events.push_back(std::move(*event));
        } catch (const JsonError&) {
            // the end of the file, or half a line of a worker that was killed
        }
    }
    return events;
}

bool holdsTemporaries(const fs::path& folder)
{
    return std::ranges::any_of(fs::directory_iterator(folder), [](const fs::directory_entry& entry) {
        return entry.path().filename().string().find(".tmp") != std::string::npos;
    });
}

} // namespace

/// Real workers, killed by the system's hardest means at random moments and started again until they are done.
class TestKills : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void killedEqualsUninterrupted_data();
    void killedEqualsUninterrupted();
    void killsFellEverywhere();

private:
    [[nodiscard]] JobSpec job(const Case& row, const std::string& runFolder) const;
    [[nodiscard]] fs::path write(const JobSpec& job) const;
    [[nodiscard]] static bool finishes(const fs::path& jobFile);
    void killAt(const fs::path& folder, const Moment& moment, double epochSeconds, int& position);
    void count(const fs::path& folder, std::size_t eventsBefore);
    [[nodiscard]] static std::string problemOf(const fs::path& whole, const fs::path& broken);

    QTemporaryDir m_folder;
    std::mt19937 m_random{20261125};
    std::map<std::string, int> m_kills; ///< by what the worker did
    int m_total = 0;
    int m_writing = 0; ///< half a file was left
};

JobSpec TestKills::job(const Case& row, const std::string& runFolder) const
{
    JobSpec job;
    job.kind = row.kind;
    job.point = {3};
    job.sweep = {1};
    job.number = 1;
    auto& config = job.config;
    config.seed = ecgtcn().seed;
    config.handTuned = ecgtcn().handTuned;
    config.data.generator.trainExamples = 60;
    config.data.generator.testExamples = 10;
    config.lambdas = {1e-4};
    config.warmup = {.epochs = warmupEpochs, .patience = warmupEpochs};
    config.search = {.minEpochs = searchEpochs, .maxEpochs = searchEpochs, .minSteps = 0, .lrTheta = 0.1};
    config.fineTune.epochs = fineTuneEpochs;
    config.batchSize = 16;
    row.change(config);
    job.lambda = 1e-4;
    job.projectFolder = m_folder.path().toStdString();
    job.runFolder = runFolder;
    job.warmupFolder = "warmups/a";
    return job;
}

fs::path TestKills::write(const JobSpec& job) const
{
    const auto folder = fs::path(job.projectFolder) / job.runFolder;
    fs::create_directories(folder);
    writeFileAtomically(folder / runfile::job, toJson(job).dump());
    return folder;
}

bool TestKills::finishes(const fs::path& folder)
{
    QProcess worker;
    worker.setStandardOutputFile(QProcess::nullDevice());
    worker.start(QStringLiteral(PITLANE_BIN_DIR "/pitlane-worker"),
                 {QStringLiteral("--job"), QString::fromStdString((folder / runfile::job).string())});
    const bool good =
        worker.waitForFinished(120000) && worker.exitStatus() == QProcess::NormalExit && worker.exitCode() == 0;
    if (!good && fs::exists(folder / runfile::events))
        for (const auto& event : eventsIn(folder))
            if (const auto* error = std::get_if<ErrorEvent>(&event))
                qWarning("%s", error->sentence.c_str());
    return good;
}

void TestKills::initTestCase()
{
    QVERIFY(m_folder.isValid());
    QVERIFY(finishes(write(job(cases().front(), "warmups/a"))));
}

/// Starts a worker and kills it; counts what it did then, unless it was done before.
void TestKills::killAt(const fs::path& folder, const Moment& moment, double epochSeconds, int& position)
{
    const auto eventsBefore = fs::exists(folder / runfile::events) ? eventsIn(folder).size() : 0;
    NewFiles files(folder);
    QProcess worker;
    worker.start(QStringLiteral(PITLANE_BIN_DIR "/pitlane-worker"),
                 {QStringLiteral("--job"), QString::fromStdString((folder / runfile::job).string())});
    const bool fromTheStart = position >= moment.epochs;
    while (!fromTheStart && position < moment.epochs && worker.waitForReadyRead(60000))
        while (worker.canReadLine())
            if (const auto event = jobEventFromJsonLine(worker.readLine().trimmed().toStdString()))
                position = std::max(position, epochsTold(*event));
    if (moment.files > 0)
        files.awaitTemporaries(moment.files, [&] { return !worker.waitForFinished(0); });
    else
        worker.waitForFinished(static_cast<int>(moment.share * 1000 * (fromTheStart ? startSeconds : epochSeconds)));
    worker.kill();
    QVERIFY(worker.state() == QProcess::NotRunning || worker.waitForFinished(60000));
    if (worker.exitStatus() == QProcess::CrashExit)
        count(folder, eventsBefore);
}

void TestKills::count(const fs::path& folder, std::size_t eventsBefore)
{
    std::string doing = "start";
    const auto events = fs::exists(folder / runfile::events) ? eventsIn(folder) : std::vector<JobEvent>();
    for (auto i = eventsBefore; i < events.size(); ++i)
        if (const auto* phase = std::get_if<PhaseEvent>(&events[i]))
            doing = nameOf(phase->phase);
    ++m_kills[doing];
    ++m_total;
    m_writing += holdsTemporaries(folder) ? 1 : 0;
}

/// What differs between two finished run folders, times apart; empty: nothing.
std::string TestKills::problemOf(const fs::path& whole, const fs::path& broken)
{
    for (const auto* file : {runfile::network, runfile::weights})
        if (readFile(whole / file) != readFile(broken / file))
            return file;
    const auto result = [](const fs::path& folder) {
        auto list = parseJson(readFile(folder / runfile::result), "result");
        for (auto& point : list)
            for (const auto* field : {"seconds", "runFolder"})
                point.erase(field);
        return list;
    };
    if (result(whole) != result(broken))
        return runfile::result;

    std::map<std::pair<Phase, int>, EpochEvent> epochs, epochsSeen;
    std::map<int, MasksEvent> masks, masksSeen;
    const auto withoutTime = [](EpochEvent epoch) {
        epoch.seconds = 0;
        return epoch;
    };
    for (const auto& event : eventsIn(whole)) {
        if (const auto* epoch = std::get_if<EpochEvent>(&event))
            epochs[{epoch->phase, epoch->epoch}] = withoutTime(*epoch);
        if (const auto* mask = std::get_if<MasksEvent>(&event))
            masks[mask->epoch] = *mask;
    }
    for (const auto& event : eventsIn(broken)) { // an epoch that was told twice must say the same
        if (const auto* epoch = std::get_if<EpochEvent>(&event)) {
            const std::pair key(epoch->phase, epoch->epoch);
            if (!epochs.contains(key) || epochs.at(key) != withoutTime(*epoch))
                return nameOf(epoch->phase) + " epoch " + std::to_string(epoch->epoch);
            epochsSeen[key] = withoutTime(*epoch);
        }
        if (const auto* mask = std::get_if<MasksEvent>(&event)) {
            if (!masks.contains(mask->epoch) || masks.at(mask->epoch) != *mask)
                return "masks of epoch " + std::to_string(mask->epoch);
            masksSeen[mask->epoch] = *mask;
        }
    }
    if (epochs != epochsSeen || masks != masksSeen)
        return "an epoch is missing";
    return holdsTemporaries(broken) ? "half a file is left" : std::string();
}

void TestKills::killedEqualsUninterrupted_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < cases().size(); ++i)
        QTest::newRow(cases()[i].name) << static_cast<int>(i);
}

void TestKills::killedEqualsUninterrupted()
{
    QFETCH(int, index);
    const auto& row = cases()[static_cast<std::size_t>(index)];
    const auto tag = std::to_string(index);
    const auto whole = write(job(row, "runs/whole" + tag));
    QVERIFY(finishes(whole));
    double seconds = 0;
    int epochs = 0;
    for (const auto& event : eventsIn(whole))
        if (const auto* epoch = std::get_if<EpochEvent>(&event)) {
            seconds += epoch->seconds;
            ++epochs;
        }
    QCOMPARE(epochs, row.kind == JobKind::Warmup ? warmupEpochs : searchEpochs + fineTuneEpochs);

    const auto broken = write(job(row, "runs/broken" + tag));
    int position = 0;
    for (const auto& moment : draw(m_random, epochs))
        killAt(broken, moment, seconds / epochs, position);
    QVERIFY(finishes(broken));
    const auto problem = problemOf(whole, broken);
    QVERIFY2(problem.empty(), problem.c_str());
}

void TestKills::killsFellEverywhere()
{
    std::string text = std::to_string(m_total) + " kills";
    for (const auto& [doing, times] : m_kills)
        text += ", " + std::to_string(times) + " in " + doing;
    qInfo("%s; %d while a file was written", text.c_str(), m_writing);
    QVERIFY2(m_total >= 50, text.c_str());
    for (const auto* doing : {"start", "warm-up", "search", "fine-tune"})
        QVERIFY2(m_kills[doing] >= 3, text.c_str());
    QVERIFY(m_writing >= 3);
}

QTEST_GUILESS_MAIN(TestKills)
#include "tst_kills.moc"
