// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/sourcereading.h"

#include <algorithm>
#include <set>

namespace pitlane {

namespace {

/// Whether examples made of `a` may differ from those of `b`.
bool makesOtherExamples(const DataSource& a, const DataSource& b)
{
    return a.kind != b.kind || a.name != b.name || a.files != b.files || a.lists != b.lists ||
           a.generator != b.generator || examplesHash(a.pipeline) != examplesHash(b.pipeline);
}

/// Whether `b` may choose among other arrays than `a`.
bool hasOtherFiles(const DataSource& a, const DataSource& b)
{
    return a.kind != b.kind || a.files != b.files || a.pipeline.read != b.pipeline.read;
}

bool looksAtGroups(SplitRule::Kind kind)
{
    return kind != SplitRule::Kind::Stratified && kind != SplitRule::Kind::Random;
}

int groupsOnBothSides(const Dataset& train, const Split& split)
{
    if (train.groups.empty())
        return 0;
    std::set<std::int32_t> trained;
    std::set<std::int32_t> both;
    for (const auto row : split.train)
        trained.insert(train.groups[static_cast<std::size_t>(row)]);
    for (const auto row : split.validation)
        if (const auto group = train.groups[static_cast<std::size_t>(row)]; trained.contains(group))
            both.insert(group);
    return static_cast<int>(both.size());
}

} // namespace

/// What the background has read: values, or why not.
struct SourceReading::Loaded
{
    std::optional<SourceScan> scan;
    std::shared_ptr<const Dataset> train;
    std::vector<datachecks::Finding> findings;
    std::vector<SignalRow> signalRows;
    QString problem;
};

SourceReading::SourceReading(QObject* parent) : QObject(parent), m_task(this), m_testTask(this), m_signalTask(this)
{
    connect(&m_task, &BackgroundTask::progressed, this, &SourceReading::progressed);
}

SourceReading::~SourceReading() = default;

void SourceReading::setSource(const DataSource& source, const std::filesystem::path& projectFolder,
                              std::uint64_t seedNumber)
{
    const bool isOther = !m_hasSource || m_folder != projectFolder || makesOtherExamples(m_source, source);
    const bool hasOtherSplit = m_source.pipeline.split != source.pipeline.split || m_seedNumber != seedNumber;
    const bool hasOtherSettings = m_source != source;
    if (!m_hasSource || m_folder != projectFolder || hasOtherFiles(m_source, source))
        m_isScanned = false;
    if (!m_isScanned || m_source.pipeline.groupArray != source.pipeline.groupArray ||
        m_source.pipeline.repetitionArray != source.pipeline.repetitionArray) {
        m_knownGroups.clear();
        m_knownRepetitions.clear();
    }
    m_source = source;
    m_folder = projectFolder;
    m_seedNumber = seedNumber;
    m_hasSource = true;
    if (isOther) {
        load();
    } else if (hasOtherSplit && m_state == State::Ready) {
        drawSplit();
        Q_EMIT changed();
    } else if (hasOtherSettings) {
        Q_EMIT changed();
    }
}

void SourceReading::forget(State state)
{
    m_task.cancel();
    m_testTask.cancel();
    m_signalTask.cancel();
    m_state = state;
    m_train.reset();
    m_findings.clear();
    m_signals.clear();
    m_split = {};
    m_splitProblem.clear();
    m_overlap.clear();
    m_sharedGroups = 0;
    m_testCounts.clear();
    m_testOutline.reset();
    m_testProblem.clear();
    m_testAsked = false;
    m_problem.clear();
    m_isCancelled = false;
    m_channel = 0;
}

void SourceReading::clear()
{
    forget(State::Empty);
    m_hasSource = false;
    m_isScanned = false;
    m_scan = {};
    m_source = {};
    Q_EMIT changed();
}

void SourceReading::reload()
{
    m_isScanned = false;
    if (m_hasSource)
        load();
}

void SourceReading::cancel()
{
    if (m_state != State::Loading)
        return;
    forget(State::Failed);
    m_isCancelled = true;
    m_problem = tr("Reading was cancelled before its end.");
    Q_EMIT changed();
}

void SourceReading::load()
{
    forget(State::Loading);
    m_task.start(
        [source = m_source, folder = m_folder, needsScan = !m_isScanned](const Progress& progress) {
            Loaded loaded;
            try {
                if (needsScan)
                    loaded.scan = scanSource(source, folder, progress.part(0, 0.1));
                QStringList problems;
                for (const auto& problem : validate(source.pipeline))
                    problems << QString::fromStdString(problem.sentence);
                if (!problems.isEmpty())
                    throw DatasetError(problems.join(QLatin1Char('\n')).toStdString());
                auto train = std::make_shared<const Dataset>(loadTrainPart(source, folder, progress.part(0.1, 0.9)));
                progress.at(0.9, "Checking the examples");
                loaded.findings = datachecks::healthCheck(*train);
                loaded.signalRows = datachecks::signalsByClass(*train);
                loaded.train = std::move(train);
            } catch (const ReadCancelled&) {
                throw;
            } catch (const std::exception& error) {
                loaded.problem = QString::fromUtf8(error.what());
            }
            return loaded;
        },
        [this](Loaded loaded) { take(std::move(loaded)); },
        [this](const QString& problem) {
            take({.scan = {}, .train = {}, .findings = {}, .signalRows = {}, .problem = problem});
        });
    Q_EMIT changed();
}

void SourceReading::take(Loaded loaded)
{
    m_loadSeconds = m_task.seconds();
    if (loaded.scan) {
        m_scan = std::move(*loaded.scan);
        m_isScanned = true;
    }
    m_train = std::move(loaded.train);
    m_findings = std::move(loaded.findings);
    m_signals = std::move(loaded.signalRows);
    m_problem = loaded.problem;
    m_state = m_train != nullptr ? State::Ready : State::Failed;
    if (m_state == State::Ready) {
        for (const auto& name : m_train->groupNames)
            if (std::ranges::find(m_knownGroups, name) == m_knownGroups.end())
                m_knownGroups.push_back(name);
        std::set<std::int64_t> numbers(m_knownRepetitions.begin(), m_knownRepetitions.end());
        numbers.insert(m_train->repetitions.begin(), m_train->repetitions.end());
        m_knownRepetitions.assign(numbers.begin(), numbers.end());
        drawSplit();
    }
    Q_EMIT changed();
}

void SourceReading::drawSplit()
{
    const auto& rule = m_source.pipeline.split;
    m_split = {};
    m_splitProblem.clear();
    m_overlap.clear();
    m_sharedGroups = 0;
    try {
        auto allowing = rule;
        allowing.allowOverlap = true;
        m_split = pitlane::drawSplit(*m_train, allowing, m_seedNumber);
        if (looksAtGroups(rule.kind))
            return;
        m_sharedGroups = groupsOnBothSides(*m_train, m_split);
        if (rule.allowOverlap)
            return;
        if (const auto overlap = findOverlap(*m_train, m_split); overlap.isThere())
            m_overlap = QString::fromStdString(explain(overlap, *m_train));
    } catch (const Error& error) {
        m_split = {};
        m_splitProblem = QString::fromUtf8(error.what());
    }
}

void SourceReading::setChannel(std::int64_t channel)
{
    if (m_state != State::Ready || channel == m_channel || channel < 0 || channel >= m_train->channels)
        return;
    m_channel = channel;
    m_signalTask.start(
        [train = m_train, channel](const Progress&) { return datachecks::signalsByClass(*train, channel); },
        [this](std::vector<SignalRow> rows) {
            m_signals = std::move(rows);
            Q_EMIT changed();
        },
        [](const QString&) {});
}

void SourceReading::countTest()
{
    if (m_testAsked || m_state != State::Ready)
        return;
    m_testAsked = true;
    if (!hasTestPart(m_source))
        return;
    m_testTask.start(
        [source = m_source, folder = m_folder](const Progress& progress) {
            auto test = loadTestPart(source, folder, progress);
            test.values = {};
            return std::make_shared<const Dataset>(std::move(test));
        },
        [this](std::shared_ptr<const Dataset> test) {
            m_testCounts = classCounts(*test);
            m_testOutline = std::move(test);
            Q_EMIT changed();
        },
        [this](const QString& problem) {
            m_testProblem = problem;
            Q_EMIT changed();
        });
}

bool hasSubjects(const DataSource& source)
{
    if (!source.pipeline.groupArray.empty() || !source.lists.groupEndsAt.empty())
        return true;
    std::set<std::string> names; // one name for everything tells nobody apart
    for (const auto& file : source.files)
        if (!file.group.empty() && file.part != Part::Unused && file.part != Part::Noise)
            names.insert(file.group);
    return names.size() >= 2;
}

} // namespace pitlane
