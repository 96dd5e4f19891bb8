// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/searchpage.h"

#include "core/network/cost.h"
#include "core/study/method.h"
#include "core/study/methodspace.h"
#include "ui/format.h"
#include "ui/models/costwords.h"
#include "ui/pages/datapreview.h"
#include "ui/pages/searchmasks.h"
#include "ui/pages/searchmethod.h"
#include "ui/pages/searchsettings.h"
#include "ui/pages/searchstrength.h"
#include "ui/pages/searchsummary.h"
#include "ui/pages/seedsummary.h"
#include "ui/widgets/lambdaeditor.h"
#include "ui/widgets/undobuttons.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QStorageInfo>
#include <QThread>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <map>

namespace pitlane {

namespace {

constexpr int rightWidth = 367;
constexpr int pastDelayMs = 500;   // finished points come in bursts
constexpr double countLimit = 1e7; // above, a power reads better

} // namespace

SearchPage::SearchPage(Context& context, QWidget* parent)
    : Page(context, tr("Search"), parent), m_preview(DataPreview::of(context))
{
    addUndoButtons(barRight(), context);
    m_method = new SearchMethod;
    m_masks = new SearchMasks;
    m_strength = new SearchStrength;
    m_settings = new SearchSettings;
    m_summary = new SearchSummary;
    m_pastTimer = new QTimer(this);
    m_pastTimer->setSingleShot(true);
    m_pastTimer->setInterval(pastDelayMs);

    auto* left = new QSplitter(Qt::Vertical);
    left->setHandleWidth(1);
    left->addWidget(m_masks);
    left->addWidget(m_strength);
    left->addWidget(m_settings);
    left->setStretchFactor(0, 3);
    left->setStretchFactor(1, 2);
    left->setStretchFactor(2, 0);
    left->setSizes({328, 250, 222});
    auto* leftColumn = new QWidget;
    auto* leftLayout = new QVBoxLayout(leftColumn);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->setSpacing(0);
    leftLayout->addWidget(m_method);
    leftLayout->addWidget(left, 1);
    auto* columns = new QSplitter(Qt::Horizontal);
    columns->setHandleWidth(1);
    columns->addWidget(leftColumn);
    columns->addWidget(m_summary);
    columns->setStretchFactor(0, 1);
    columns->setSizes({1000, rightWidth});

    auto* toStart = makePrimaryButton(tr("Go to Start"));
    m_stack = new QStackedWidget;
    m_stack->addWidget(makeEmptyState(QStringLiteral("search"), tr("No project is open"),
                                      tr("A search needs data and a seed. Open a project or the demo first."),
                                      toStart));
    m_stack->addWidget(columns);
    setContent(m_stack);

    connect(toStart, &QPushButton::clicked, this, [this] { this->context().go(Mode::Start); });
    connect(m_method, &SearchMethod::edited, this, &SearchPage::apply);
    connect(m_method, &SearchMethod::refused, &context, &Context::say);
    connect(m_masks, &SearchMasks::edited, this, &SearchPage::apply);
    connect(m_strength, &SearchStrength::edited, this, &SearchPage::apply);
    connect(m_strength, &SearchStrength::rangeRequested, this, &SearchPage::suggestRange);
    connect(m_strength, &SearchStrength::probeCancelled, this, [this] {
        if (auto* session = this->context().session())
            session->cancelProbe();
    });
    connect(m_settings, &SearchSettings::edited, this, &SearchPage::apply);
    connect(m_strength, &SearchStrength::refused, &context, &Context::say);
    connect(m_settings, &SearchSettings::refused, &context, &Context::say);
    connect(m_summary, &SearchSummary::launchRequested, this, &SearchPage::launch);
    connect(m_summary, &SearchSummary::copied, this, [this] { this->context().say(tr("Command line copied")); });
    connect(m_pastTimer, &QTimer::timeout, this, [this] {
        readPast();
        refresh();
    });
    connect(&m_preview, &DataPreview::changed, this, &SearchPage::refresh);
    connect(&context, &Context::sessionChanged, this, &SearchPage::follow);
    follow(context.session());
}

void SearchPage::follow(ProjectSession* session)
{
    if (session != nullptr) {
        connect(session, &ProjectSession::draftChanged, this, [this] {
            m_launchProblem.clear();
            refresh();
        });
        connect(session, &ProjectSession::probeProgressed, m_strength,
                [this](int epoch, int epochs) { m_strength->setProbing(true, epoch, epochs); });
        connect(session, &ProjectSession::probeFinished, this, [this, session](const LambdaRange&) {
            m_strength->setProbing(false);
            // The settings may be others by now: their own range, where the training is still theirs.
            if (const auto range = session->lambdaRange(session->draft().config))
                m_strength->setSuggested(*range);
        });
        connect(session, &ProjectSession::probeFailed, this, [this](const QString& sentence) {
            m_strength->setProbing(false);
            this->context().say(sentence);
        });
        connect(session, &ProjectSession::decisionsChanged, this, &SearchPage::refresh);
        const auto readSoon = [this] {
            if (!m_pastTimer->isActive())
                m_pastTimer->start();
        };
        connect(session, &ProjectSession::sweepAdded, this, readSoon);
        connect(session, &ProjectSession::sweepFinished, this, readSoon);
        connect(session, &ProjectSession::pointChanged, this, [readSoon](const SearchPoint& point) {
            if (point.status == PointStatus::Done)
                readSoon();
        });
    }
    m_launchProblem.clear();
    m_strength->setProbing(session != nullptr && session->isProbing());
    readPast();
    refresh();
}

/// From the trained seed at once; else the seed is trained first.
void SearchPage::suggestRange()
{
    auto* session = context().session();
    if (session == nullptr)
        return;
    try {
        const auto& config = session->draft().config;
        if (const auto range = session->lambdaRange(config)) {
            m_strength->setSuggested(*range);
            return;
        }
        session->probe(config);
        m_strength->setProbing(true);
    } catch (const Error& error) {
        context().say(QString::fromUtf8(error.what()));
    }
}

void SearchPage::readPast()
{
    m_past.clear();
    m_sweeps = 0;
    const auto* session = context().session();
    if (session == nullptr)
        return;
    const auto sweeps = session->sweeps();
    m_sweeps = sweeps.size();
    std::map<SweepId, std::shared_ptr<const Sweep>> byId;
    for (const auto& sweep : sweeps)
        byId[sweep.id] = std::make_shared<const Sweep>(sweep);
    for (const auto& point : session->points())
        if (const auto sweep = byId.find(point.sweep); point.status == PointStatus::Done && sweep != byId.end())
            m_past.push_back({point, sweep->second});
}

void SearchPage::apply(const Draft& draft, const QString& what, const QString& mergeKey)
{
    context().edit(draft, what, mergeKey);
    if (auto* session = context().session(); session != nullptr && session->draft() != draft)
        refresh(); // refused: show again what holds
}

std::int64_t SearchPage::trainRows() const
{
    const auto rows = m_preview.split().train.size();
    return rows > 0 ? static_cast<std::int64_t>(rows) : 400;
}

void SearchPage::refresh()
{
    auto* session = context().session();
    m_stack->setCurrentIndex(session != nullptr ? 1 : 0);
    if (session == nullptr) {
        setSubtitle({});
        setBadge(Badge::None);
        return;
    }
    const auto& draft = session->draft();
    m_method->setDraft(draft);
    m_masks->setDraft(draft);
    m_strength->setDraft(draft);
    m_strength->setFound(foundSizes(draft.config));
    m_settings->setDraft(draft);
    const bool isEditable = !session->isReadOnly();
    m_method->setEditable(isEditable);
    m_masks->setEditable(isEditable);
    m_strength->setEditable(isEditable);
    m_settings->setEditable(isEditable);
    const auto* method = methodNamed(draft.config.method);
    setSubtitle(tr("%1 · new search %2 · %3, %4 λ")
                    .arg(QString::fromStdString(method != nullptr ? method->title : draft.config.method))
                    .arg(m_sweeps + 1)
                    .arg(costwords::shortName(draft.config))
                    .arg(draft.config.lambdas.size()));
    const auto next = outlook();
    m_summary->setOutlook(next);
    setBadge(next.canLaunch() ? Badge::Complete : Badge::Decision);
}

/// What earlier searches over the same seed found under this cost term.
std::vector<FoundSize> SearchPage::foundSizes(const SearchConfig& config) const
{
    std::vector<FoundSize> found;
    const bool isMacs = costTerms(config).front().kind == CostKind::Ops;
    for (const auto& past : m_past)
        if (past.point.role == PointRole::Found && past.point.lambda > 0 &&
            costTerms(past.sweep->config) == costTerms(config) && past.sweep->config.seed == config.seed)
            found.push_back({past.point.lambda, static_cast<double>(isMacs ? past.point.macs : past.point.parameters)});
    return found;
}

SearchOutlook SearchPage::outlook() const
{
    const auto& session = *context().session();
    const auto& draft = session.draft();
    const auto& config = draft.config;
    SearchOutlook outlook;
    outlook.points = static_cast<int>(config.lambdas.size()) * draft.repeats;
    outlook.command = equivalentCommand(session.folder(), draft);
    describeChecks(outlook, config);
    if (!validate(config.seed).empty() || config.seed.nodes.empty() || methodNamed(config.method) == nullptr) {
        outlook.reachable = outlook.disk = QStringLiteral("—");
        return outlook;
    }
    const auto size = searchSpaceOf(config).size;
    outlook.reachable = size < countLimit ? format::count(static_cast<std::int64_t>(size)) : format::power(size);
    outlook.disk = format::bytes(estimate::diskBytes(config, trainRows()));
    const QStorageInfo storage(QString::fromStdString(session.folder().string()));
    outlook.diskNote =
        storage.isValid()
            ? tr("on disk at most, %1 free").arg(format::bytes(static_cast<double>(storage.bytesAvailable())))
            : tr("on disk at most");
    describeTime(outlook, draft);
    describeRows(outlook, config);
    return outlook;
}

void SearchPage::describeTime(SearchOutlook& outlook, const Draft& draft) const
{
    const auto workers = estimate::workersOf(draft, QThread::idealThreadCount());
    const auto onWorkers = workers == 1 ? tr("on 1 worker") : tr("on %1 workers").arg(workers);
    std::vector<estimate::PastPoint> past;
    double warmup = 0;
    const auto hash = warmupHash(draft.config);
    bool isWarm = false;
    for (const auto& item : m_past) {
        if (item.point.role == PointRole::Found)
            past.push_back({item.sweep->config, item.point.seconds});
        else if (item.point.role == PointRole::Seed && item.sweep->config.seed == draft.config.seed) {
            warmup = std::max(warmup, item.point.seconds);
            isWarm = isWarm || warmupHash(item.sweep->config) == hash;
        }
    }
    const auto each = estimate::secondsPerPoint(draft.config, past, trainRows());
    if (!each) {
        outlook.timeNote = past.empty() ? tr("time not known before the first search; %1").arg(onWorkers)
                                        : tr("time not known for this seed and data yet; %1").arg(onWorkers);
        return;
    }
    outlook.time = estimate::aboutTime(estimate::sweepSeconds(outlook.points, *each, workers, isWarm ? 0 : warmup));
    outlook.timeNote = tr("%1, from earlier searches here").arg(onWorkers);
}

void SearchPage::describeRows(SearchOutlook& outlook, const SearchConfig& config) const
{
    const auto seedName = QString::fromStdString(config.seed.name);
    outlook.rows.emplace_back(tr("Seed"),
                              tr("%1, %2 parameters").arg(seedName, format::count(parameterCount(config.seed))));
    const auto space = searchSpaceOf(config);
    int searched = 0;
    bool channels = false;
    bool field = false;
    bool dilation = false;
    for (const auto& layer : space.layers) {
        const bool own = layer.ownsGroup && space.groups[layer.group].frozen == Frozen::No;
        channels = channels || own;
        field = field || layer.field == Frozen::No;
        dilation = dilation || layer.dilation == Frozen::No;
        searched += own || layer.field == Frozen::No || layer.dilation == Frozen::No ? 1 : 0;
    }
    QStringList what;
    if (channels)
        what.append(tr("channels"));
    if (field)
        what.append(tr("field"));
    if (dilation)
        what.append(tr("dilation"));
    const auto all = what.size() < 2
                         ? what.join(QString())
                         : tr("%1 and %2").arg(what.mid(0, what.size() - 1).join(QStringLiteral(", ")), what.last());
    outlook.rows.emplace_back(tr("Masks"),
                              what.isEmpty() ? tr("nothing is searched")
                                             : tr("%1 of %2 layers; the rest stays or follows").arg(all).arg(searched));
    if (!config.lambdas.empty())
        outlook.rows.emplace_back(
            tr("Strength"), config.lambdas.size() == 1
                                ? tr("λ %1 on %2")
                                      .arg(format::power(config.lambdas.front()),
                                           costwords::sentence(config))
                                : tr("λ from %1 to %2, %3 values, on %4")
                                      .arg(format::power(std::ranges::min(config.lambdas)),
                                           format::power(std::ranges::max(config.lambdas)))
                                      .arg(config.lambdas.size())
                                      .arg(costwords::sentence(config)));
    outlook.rows.emplace_back(tr("Choice"),
                              tr("by validation, %1 of the train part, stratified; the test part stays closed")
                                  .arg(format::percent(config.data.pipeline.split.fraction, 0)));
    outlook.rows.emplace_back(tr("Repeat"),
                              tr("seed number %1; same result again on this machine").arg(config.seedNumber));
}

void SearchPage::describeChecks(SearchOutlook& outlook, const SearchConfig& config) const
{
    using State = CheckRow::State;
    const auto& session = *context().session();
    auto& checks = outlook.checks;
    if (session.isReadOnly())
        checks.push_back({State::Error, tr("The project is open read-only: %1 writes it.").arg(session.writer())});
    if (!m_launchProblem.isEmpty())
        checks.push_back({State::Error, m_launchProblem});
    for (const auto& problem : validate(config))
        checks.push_back({State::Error, QString::fromStdString(problem.sentence)});
    if (m_preview.state() == DataPreview::State::Failed)
        checks.push_back({State::Error, tr("The data cannot be read: see the Data page.")});
    for (const auto& finding : m_preview.findings())
        if (finding.severity == datachecks::Severity::Broken)
            checks.push_back({State::Error, tr("Data: %1").arg(finding.sentence)});
    if (!m_preview.splitProblem().isEmpty())
        checks.push_back({State::Error, m_preview.splitProblem()});
    if (!m_preview.overlap().isEmpty())
        checks.push_back({State::Error, tr("A decision is open on the Data page: overlapping windows on both sides.")});
    for (const auto& key : openDecisions(session))
        checks.push_back({State::Error, key == QLatin1String(noSubjectIdKey)
                                            ? tr("A decision is open on the Data page: possible leak, no subject id.")
                                            : tr("A decision is open on the Data page: subjects on both sides.")});
    if (validate(config.seed).empty())
        for (const auto& check : checkSeed(config, m_preview))
            if (check.state == SeedCheck::State::Error)
                checks.push_back({State::Error, check.sentence});
    if (checks.empty())
        checks.push_back({State::Ok, tr("Settings are complete")});

    const auto hash = warmupHash(config);
    for (const auto& item : m_past)
        if (item.point.role == PointRole::Seed && warmupHash(item.sweep->config) == hash) {
            checks.push_back({State::Ok, tr("Warm-up of search %1 fits and is reused: saves %2")
                                             .arg(item.sweep->number)
                                             .arg(format::duration(item.point.seconds))});
            break;
        }
    const auto decisions = session.decisions();
    if (const auto leak = std::ranges::find(decisions, QString::fromLatin1(noSubjectIdKey), &Decision::key);
        leak != decisions.end())
        checks.push_back(
            {State::Warning, tr("Leak warning accepted on the Data page, %1").arg(format::clock(leak->decidedAt))});
}

void SearchPage::launch()
{
    auto* session = context().session();
    if (session == nullptr || !m_summary->outlook().canLaunch())
        return;
    try {
        const auto draft = session->draft();
        session->setWorkers(draft.workers);
        const auto sweep = session->launch(draft.config, draft.repeats);
        context().setSweep(sweep);
        const auto points = draft.config.lambdas.size() * static_cast<std::size_t>(draft.repeats);
        context().say(points == 1 ? tr("1 point launched") : tr("%1 points launched").arg(points));
        context().go(Mode::Explore);
    } catch (const Error& error) {
        m_launchProblem = QString::fromStdString(error.what());
        context().say(m_launchProblem);
        refresh();
    }
}

} // namespace pitlane
