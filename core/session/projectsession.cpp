// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/projectsession.h"

#include "core/base/files.h"
#include "core/base/jsonreader.h"
#include "core/jobs/workerprotocol.h"
#include "core/session/sessionimpl.h"
#include "core/session/words.h"

#include <QDateTime>

#include <algorithm>

namespace pitlane {

namespace {

constexpr int leaveMs = 4000; ///< workers obey within a batch
constexpr int watchMs = 500;

QString now()
{
    return QDateTime::currentDateTimeUtc().toString(Qt::ISODate);
}

/// One line of an event file as people read it: "14:30:41 search epoch 12 of 30: ...".
QString logLineFrom(const std::string& line)
{
    try {
        const auto event = jobEventFromJsonLine(line);
        if (!event)
            return {};
        const auto words = inWords(*event);
        const auto json = parseJson(line, "event");
        std::string at;
        JsonReader(json, "event").read("at", at);
        const auto time = QDateTime::fromString(QString::fromStdString(at), Qt::ISODate).toLocalTime();
        return time.isValid() && !words.isEmpty() ? time.toString(QStringLiteral("HH:mm:ss ")) + words : words;
    } catch (const JsonError&) {
        return QString::fromStdString(line);
    }
}

} // namespace

ProjectSession::ProjectSession(std::unique_ptr<Impl> impl) : d(std::move(impl))
{
    qRegisterMetaType<SearchPoint>();
    qRegisterMetaType<EpochRecord>();
    qRegisterMetaType<TestResult>();
    qRegisterMetaType<RerunReport>();
    qRegisterMetaType<WorkSummary>();
    qRegisterMetaType<PointId>();
    qRegisterMetaType<SweepId>();
    d->q = this;
    d->connectPool();
}

std::unique_ptr<ProjectSession> ProjectSession::create(const std::filesystem::path& folder, const QString& name)
{
    const auto draft = defaultDraft(DataSource{}, folder);
    auto impl = std::make_unique<Impl>(ProjectStore::create(folder, name, draft));
    impl->draft = draft;
    return std::unique_ptr<ProjectSession>(new ProjectSession(std::move(impl)));
}

std::unique_ptr<ProjectSession> ProjectSession::open(const std::filesystem::path& folder)
{
    auto impl = std::make_unique<Impl>(ProjectStore::open(folder));
    impl->loadPoints();
    std::unique_ptr<ProjectSession> session(new ProjectSession(std::move(impl)));
    auto& d = *session->d;
    try {
        d.draft = d.store->draft();
    } catch (const Error&) {
        // Settings that were saved half edited must not lock the project; the searches hold copies of theirs.
        d.draft = defaultDraft(DataSource{}, folder);
        if (!d.sweeps.empty())
            d.draft.config = d.sweeps.back().config;
    }
    d.pool.setWorkers(d.draft.workers);
    if (!d.store->isReadOnly()) {
        d.reconcile();
    } else {
        d.writerVersion = d.store->dataVersion();
        connect(&d.writerTimer, &QTimer::timeout, session.get(), [&d] { d.guarded([&d] { d.watchWriter(); }); });
        d.writerTimer.start(watchMs);
    }
    d.told = d.summary();
    return session;
}

ProjectSession::~ProjectSession()
{
    d->pool.disconnect(this);
    d->followTimer.stop();
    d->pool.shutDown(leaveMs);
    if (!d->store->isReadOnly()) {
        const QSignalBlocker quiet(this);
        d->guarded([this] { d->interruptAll(); });
    }
}

std::filesystem::path ProjectSession::folder() const
{
    return d->store->folder();
}
QString ProjectSession::name() const
{
    return d->store->name();
}
bool ProjectSession::isReadOnly() const
{
    return d->store->isReadOnly();
}
QString ProjectSession::writer() const
{
    return d->store->writer();
}

const Draft& ProjectSession::draft() const
{
    return d->draft;
}

void ProjectSession::setDraft(const Draft& draft)
{
    if (draft == d->draft)
        return;
    if (!isReadOnly())
        d->store->saveDraft(draft);
    d->draft = draft;
    d->pool.setWorkers(draft.workers);
    Q_EMIT draftChanged();
    d->noteWork();
}

std::vector<Decision> ProjectSession::decisions() const
{
    return d->store->decisions();
}

void ProjectSession::decide(const QString& key, const QString& note)
{
    d->store->saveDecision({.key = key, .note = note, .decidedAt = now()});
    Q_EMIT decisionsChanged();
}

void ProjectSession::revokeDecision(const QString& key)
{
    d->store->removeDecision(key);
    Q_EMIT decisionsChanged();
}

std::vector<Sweep> ProjectSession::sweeps() const
{
    return d->sweeps;
}

std::vector<SearchPoint> ProjectSession::points() const
{
    std::vector<SearchPoint> all;
    for (const auto& [id, point] : d->points)
        all.push_back(point);
    std::stable_sort(all.begin(), all.end(), [](const SearchPoint& a, const SearchPoint& b) {
        const auto key = [](const SearchPoint& p) {
            return std::tuple(p.role == PointRole::Found, p.sweep, p.number, p.role == PointRole::HandTuned);
        };
        return key(a) < key(b);
    });
    return all;
}

std::vector<SearchPoint> ProjectSession::points(SweepId sweep) const
{
    return d->pointsOf(sweep);
}

std::optional<SearchPoint> ProjectSession::point(PointId id) const
{
    const auto found = d->points.find(id);
    return found == d->points.end() ? std::nullopt : std::optional(found->second);
}

std::vector<EpochRecord> ProjectSession::history(PointId id) const
{
    const auto& point = d->at(id);
    std::vector<EpochRecord> records;
    if (point.role == PointRole::Found)
        if (const auto* seed = d->seedOf(point))
            records = d->store->history(seed->id);
    for (auto& record : d->store->history(id))
        records.push_back(std::move(record));
    return records;
}

NetworkSpec ProjectSession::network(PointId id) const
{
    const auto path = d->folderOf(d->at(id)).file(runfile::network);
    return networkFromJson(parseJson(readFile(path), path.string()), path.string());
}

NetworkFile ProjectSession::trainedNetwork(PointId id) const
{
    return {.network = network(id), .weights = loadWeights(d->folderOf(d->at(id)).file(runfile::weights))};
}

std::vector<TestResult> ProjectSession::testResults() const
{
    return d->store->testResults();
}

QStringList ProjectSession::log(PointId id, int lines) const
{
    const auto folder = d->jobFolderOf(d->at(id));
    QStringList text;
    for (const auto& line : EventReader(folder.file(runfile::events)).readNewLines())
        if (const auto words = logLineFrom(line); !words.isEmpty())
            text << words;
    for (const auto& line : EventReader(folder.file(runfile::log)).readNewLines())
        text << QString::fromStdString(line);
    return text.mid(std::max(0, static_cast<int>(text.size()) - lines));
}

std::optional<LambdaRange> ProjectSession::lambdaRange(const SearchConfig& config) const
{
    return d->lambdaRange(config);
}
void ProjectSession::probe(const SearchConfig& config)
{
    d->startProbe(config);
}
void ProjectSession::cancelProbe()
{
    d->cancelProbe();
}
bool ProjectSession::isProbing() const
{
    return d->probe.has_value();
}

SweepId ProjectSession::launch(const SearchConfig& config, int repeats)
{
    return d->launch(config, repeats);
}
void ProjectSession::resume(PointId id)
{
    d->resume(id);
}
void ProjectSession::resumeAll(SweepId sweep)
{
    d->resumeAll(sweep);
}
void ProjectSession::stopAfterEpoch(PointId id)
{
    d->stopAfterEpoch(id);
}
void ProjectSession::cancel(PointId id)
{
    d->cancel(id);
}

void ProjectSession::stopAllAfterEpoch()
{
    for (const auto& [id, point] : std::map(d->points))
        d->stopAfterEpoch(id);
}

void ProjectSession::cancelAll()
{
    // Those that wait first: a cancelled warm-up would otherwise report them as blocked.
    for (const auto status : {PointStatus::Queued, PointStatus::Running})
        for (const auto& [id, point] : std::map(d->points))
            if (point.status == status)
                d->cancel(id);
}

void ProjectSession::test(PointId id, bool refit)
{
    d->test(id, refit);
}

void ProjectSession::rerun(PointId id, bool withWarmup)
{
    d->rerun(id, withWarmup);
}
void ProjectSession::cancelRerun(PointId id)
{
    d->cancelSideJobs(id, false);
}

void ProjectSession::refit(PointId id)
{
    d->refit(id);
}
void ProjectSession::cancelRefit(PointId id)
{
    d->cancelSideJobs(id, true);
}
bool ProjectSession::hasRefit(PointId id) const
{
    return d->hasRefit(d->at(id));
}
bool ProjectSession::isRefitting(PointId id) const
{
    return d->hasSideJob(id, Impl::SideJob::Purpose::Refit);
}
NetworkFile ProjectSession::refitNetwork(PointId id) const
{
    const auto folder = d->folderOf(d->at(id)).file(runfile::refit);
    return {.network = readNetwork(folder / runfile::network).network,
            .weights = loadWeights(folder / runfile::weights)};
}

void ProjectSession::setWorkers(int workers)
{
    auto changed = d->draft;
    changed.workers = workers;
    setDraft(changed);
}

int ProjectSession::workers() const
{
    return d->pool.workers();
}
WorkSummary ProjectSession::work() const
{
    return d->summary();
}

double ProjectSession::secondsLeft(PointId id) const
{
    return d->secondsLeft(d->at(id));
}

void ProjectSession::setWorkerProgram(const QString& program)
{
    d->pool.setProgram(program);
}

} // namespace pitlane
