// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explorepage.h"

#include "plots/curves.h"
#include "plots/figureexport.h"
#include "plots/frontplot.h"
#include "ui/format.h"
#include "ui/models/jobsmodel.h"
#include "ui/models/pointsmodel.h"
#include "ui/pages/exploreparts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/dockheader.h"
#include "ui/widgets/emptycard.h"
#include "ui/widgets/failurereport.h"
#include "ui/widgets/hovercard.h"
#include "ui/widgets/jobsview.h"
#include "ui/widgets/layerstrip.h"
#include "ui/widgets/notebar.h"
#include "ui/widgets/pointsview.h"
#include "ui/widgets/suggestionbar.h"

#include <QAbstractItemView>
#include <QAction>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QMainWindow>
#include <QMessageBox>
#include <QSaveFile>
#include <QStackedWidget>
#include <QTimer>

#include <algorithm>

namespace pitlane {

namespace {

/// Words of the first problem that keeps a search from starting.
QString readiness(const SearchConfig& config)
{
    const auto problems = validate(config);
    return problems.empty() ? ExplorePage::tr("Data and seed are ready.")
                            : QString::fromStdString(problems.front().sentence);
}

} // namespace

ExplorePage::ExplorePage(Context& context, QWidget* parent) : Page(context, tr("Explore"), parent)
{
    m_model = new PointsModel(this);
    makeBar();
    makeDocks();
    connectViews();
    setContent(m_docks);
    resetLayout();
    setSession(context.session());
}

ExplorePage::~ExplorePage() = default;

void ExplorePage::connectViews()
{
    auto& shared = context();
    connect(&shared, &Context::sessionChanged, this, &ExplorePage::setSession);
    connect(&shared, &Context::sweepChanged, this, &ExplorePage::follow);
    connect(&shared, &Context::selectedChanged, this, &ExplorePage::chooseSelected);
    connect(&shared, &Context::hoveredChanged, this, &ExplorePage::showHovered);
    connect(m_plot, &FrontPlot::pointSelected, &shared, &Context::setSelected);
    connect(m_plot, &FrontPlot::pointHovered, &shared, &Context::setHovered);
    connect(m_points, &PointsView::pointSelected, &shared, &Context::setSelected);
    connect(m_points, &PointsView::pointHovered, &shared, &Context::setHovered);
    connect(m_jobs, &JobsView::pointHovered, &shared, &Context::setHovered);
    connect(m_jobs, &JobsView::stopRequested, this,
            [this](PointId id) { act([id](ProjectSession& session) { session.stopAfterEpoch(id); }); });
    connect(m_jobs, &JobsView::cancelRequested, this,
            [this](PointId id) { act([id](ProjectSession& session) { session.cancel(id); }); });
    connect(m_jobs, &JobsView::resumeRequested, this,
            [this](PointId id) { act([id](ProjectSession& session) { session.resume(id); }); });
    connect(m_jobs, &JobsView::logRequested, &shared, &Context::setSelected); // its report carries the log
    connect(m_report, &FailureReport::resumeRequested, this,
            [this](PointId id) { act([id](ProjectSession& session) { session.resume(id); }); });
    connect(m_report, &FailureReport::workersRequested, this,
            [this](int workers) { act([workers](ProjectSession& session) { session.setWorkers(workers); }); });
    connect(&m_watch, &SweepWatch::changed, this, &ExplorePage::refresh);
    connect(&m_watch, &SweepWatch::epochsChanged, this, [this](PointId id) {
        refreshPlot();
        listCurves();
        if (id == m_curvesOf || !m_curvesOf.isValid())
            showCurves();
    });
    const auto style = [this] {
        m_plot->setTheme(Theme::instance().plotTheme());
        m_curves->setTheme(Theme::instance().plotTheme());
    };
    connect(&Theme::instance(), &Theme::changed, this, style);
    style();
}

void ExplorePage::setSession(ProjectSession* session)
{
    if (session != nullptr) {
        connect(session, &ProjectSession::sweepAdded, this, &ExplorePage::listSweeps);
        connect(session, &ProjectSession::sweepFinished, this, &ExplorePage::refreshGap);
        connect(session, &ProjectSession::workChanged, this, [this] {
            if (!m_jobsTimer->isActive())
                m_jobsTimer->start();
        });
        connect(session, &ProjectSession::draftChanged, this, [this] {
            if (!this->context().sweep().isValid())
                refresh();
        });
    }
    listSweeps();
    follow(context().sweep());
}

void ExplorePage::listSweeps()
{
    const auto* session = context().session();
    const auto sweeps = session != nullptr ? session->sweeps() : std::vector<Sweep>{};
    m_sweeps->clear();
    for (const auto& sweep : sweeps)
        m_sweeps->addItem(explore::sweepTitle(sweep), QVariant::fromValue<qint64>(sweep.id.value));
    m_sweeps->setCurrentIndex(m_sweeps->findData(QVariant::fromValue<qint64>(context().sweep().value)));
    m_sweeps->setVisible(!sweeps.empty());
    m_search->setVisible(!sweeps.empty());
    m_noSweep->setVisible(sweeps.empty());
}

void ExplorePage::follow(SweepId sweep)
{
    auto* session = context().session();
    m_watch.follow(session, session != nullptr ? sweep : SweepId{});
    m_sweeps->setCurrentIndex(m_sweeps->findData(QVariant::fromValue<qint64>(sweep.value)));
    m_strip->clear();
    m_blocks.clear();
    if (session != nullptr) {
        const auto& config = m_watch.sweep() ? m_watch.sweep()->config : session->draft().config;
        m_blocks = explore::searchedBlocks(config);
        if (validate(config.seed).empty())
            m_strip->setSeed(config.seed, explore::fixedLayers(config));
    }
    m_plot->fit();
    m_curvesOf = context().selected();
    m_curvesPicked = false;
    refresh();
    showCurves();
}

void ExplorePage::refresh()
{
    const auto* session = context().session();
    m_shown = m_watch.points();
    if (session != nullptr && !m_watch.sweep())
        m_shown = untrainedReferences(session->draft().config);
    m_model->setPoints(m_shown, m_watch.front());
    m_counts->setText(m_watch.sweep() ? countsSentence(m_shown, m_watch.front()) : QString());
    refreshEmpty();
    refreshPlot();
    refreshJobs();
    refreshSuggestion();
    refreshGap();
    showSelected();
    const auto is = [this](PointStatus status) {
        return std::ranges::any_of(m_shown, [&](const SearchPoint& p) { return p.status == status; });
    };
    const bool untrained = !m_watch.sweep();
    setBadge(untrained                      ? Badge::None
             : is(PointStatus::Failed)      ? Badge::Failed
             : is(PointStatus::Running)     ? Badge::Working
             : is(PointStatus::Interrupted) ? Badge::Decision
             : m_watch.front().empty()      ? Badge::None
                                            : Badge::Complete);
}

void ExplorePage::refreshEmpty()
{
    const auto* session = context().session();
    const bool empty = session != nullptr && !m_watch.sweep();
    m_empty->setVisible(empty);
    m_noPoints->setVisible(empty);
    m_deploy->setVisible(!empty); // the next step is to set up a search, and one button alone is filled
    m_stop->setVisible(!empty);
    if (empty) {
        m_empty->setReady(readiness(session->draft().config));
        placeEmpty();
    }
}

void ExplorePage::refreshPlot()
{
    const bool byMacs = m_xAxis->currentIndex() == 1;
    m_plot->setAxes(explore::axes(m_shown, byMacs, m_watch.isInInt8()));
    m_plot->setMarks(explore::marks(m_shown, m_watch.front(), byMacs));
    m_plot->setSpreads(explore::spreads(m_shown, byMacs));
    m_plot->setTrails(m_watch.isInInt8() ? std::vector<FrontTrail>() : explore::trails(m_shown, m_watch, byMacs));
}

void ExplorePage::refreshJobs()
{
    const auto* session = context().session();
    if (session == nullptr) {
        m_jobs->show({}, 0, {}, false);
        m_resumeAll->hide();
        m_stop->setEnabled(false);
        return;
    }
    const auto work = session->work();
    const auto secondsLeft = [session](PointId id) { return session->secondsLeft(id); };
    m_jobs->show(work, overallProgress(m_watch.points()), jobItems(m_watch.points(), secondsLeft),
                 session->isReadOnly());
    const bool busy = (work.running > 0 || work.queued > 0) && !session->isReadOnly();
    m_resumeAll->setVisible(!session->isReadOnly() &&
                            std::ranges::any_of(m_watch.points(), [](const SearchPoint& point) {
                                return point.status == PointStatus::Interrupted;
                            }));
    m_stop->setEnabled(busy);
    m_stop->setToolTip(busy ? QString() : tr("Nothing is running."));
    m_cancelling = m_cancelling && busy;
    m_stop->setText(m_cancelling ? tr("Cancelling…") : tr("Stop"));
    m_workers->setCurrentIndex(m_workers->findData(session->workers()));
    m_workers->setEnabled(!session->isReadOnly());
}

void ExplorePage::refreshSuggestion()
{
    const auto knee = m_watch.knee();
    const auto* point = knee ? m_watch.point(*knee) : nullptr;
    if (point == nullptr)
        m_suggestion->suggest({}, {});
    else
        m_suggestion->suggest(point->id,
                              explore::suggestion(*point, m_watch.frontInOrder(), m_xAxis->currentIndex() == 1));
}

void ExplorePage::refreshGap()
{
    const auto* session = context().session();
    const auto& sweep = m_watch.sweep();
    m_next.clear();
    const auto isIdle = [session] { return session->work().running == 0 && session->work().queued == 0; };
    if (session != nullptr && sweep && isIdle()) // what is at work may fill it
        m_next = nextLambdas(*sweep, session->sweeps(), session->points(), 1);
    m_gap->say(m_next.empty() ? QString() : explore::gapSentence(m_next.front()),
               session != nullptr && session->isReadOnly() ? QString() : tr("Search it"));
}

void ExplorePage::fillGap()
{
    if (m_next.empty() || !m_watch.sweep())
        return;
    auto config = m_watch.sweep()->config;
    config.lambdas = {m_next.front().lambda};
    act([&](ProjectSession& session) {
        (void)session.launch(config);
        this->context().say(tr("Search %1 looks for the network of λ %2, with the settings of this search")
                                .arg(session.sweeps().back().number)
                                .arg(format::power(config.lambdas.front())));
        refreshGap();
    });
}

void ExplorePage::showSelected()
{
    const auto id = context().selected();
    m_plot->setSelected(id);
    m_points->setSelected(id);
    const auto* point = m_watch.point(id);
    m_chosen->setText(point != nullptr ? tr("1 selected") : QString());
    const bool deployable = point != nullptr && point->status == PointStatus::Done;
    m_deploy->setEnabled(deployable);
    m_deploy->setText(deployable && point->number > 0 ? tr("Deploy point %1").arg(point->number) : tr("Deploy"));
    m_deploy->setToolTip(deployable ? QString() : tr("Select a finished point first."));
    m_ended->say(deployable && !point->message.empty()
                     ? QStringLiteral("%1: %2").arg(pointTitle(*point), QString::fromStdString(point->message))
                     : QString());

    m_strip->setFound(point != nullptr && point->role != PointRole::Seed ? point->layers : std::vector<LayerShape>{});
    m_layersDock->header().setNote(
        point == nullptr ? tr("seed, as nothing else is selected")
        : point->role == PointRole::Seed
            ? tr("the seed · newest sample at the right edge")
            : tr("%1 against the seed · newest sample at the right edge").arg(pointTitle(*point).toLower()));
    const bool broken = point != nullptr && point->role == PointRole::Found &&
                        (point->status == PointStatus::Failed || point->status == PointStatus::Interrupted);
    showReport(broken ? point : nullptr);
    listCurves();
}

void ExplorePage::chooseSelected()
{
    m_curvesOf = context().selected();
    m_curvesPicked = false;
    showSelected();
    showCurves();
}

/// Points with epochs: those at work first in reading order, the shown one chosen.
void ExplorePage::listCurves()
{
    struct Entry
    {
        QString text;
        qint64 id;
        bool operator==(const Entry&) const = default;
    };
    std::vector<Entry> entries;
    for (const auto& point : m_watch.points()) {
        const bool running = point.status == PointStatus::Running;
        if (running || point.epoch > 0)
            entries.push_back(
                {running ? tr("%1 (running)").arg(pointTitle(point)) : pointTitle(point), point.id.value});
    }
    bool same = m_curvesChoice->count() == static_cast<int>(entries.size());
    for (int row = 0; same && row < m_curvesChoice->count(); ++row)
        same = entries[static_cast<std::size_t>(row)] ==
               Entry{m_curvesChoice->itemText(row), m_curvesChoice->itemData(row).toLongLong()};
    if (!same && !m_curvesChoice->view()->isVisible()) {
        m_curvesChoice->clear();
        for (const auto& entry : entries)
            m_curvesChoice->addItem(entry.text, entry.id);
    }
    const auto* shown = m_watch.point(m_curvesOf);
    const bool isAtWork = shown != nullptr && shown->status == PointStatus::Running;
    if (!isAtWork && !m_curvesPicked && !context().selected().isValid()) {
        // Nothing chosen: what is at work now.
        const auto& points = m_watch.points();
        const auto running = std::ranges::find(points, PointStatus::Running, &SearchPoint::status);
        const auto has = [&](PointId id) {
            return id.isValid() && std::ranges::find(entries, id.value, &Entry::id) != entries.end();
        };
        if (running != points.end()) {
            m_curvesOf = running->id;
            showCurves();
        } else if (!has(m_curvesOf) && !entries.empty()) { // a search that has ended: the suggested point
            const auto knee = m_watch.knee();
            m_curvesOf = knee && has(*knee) ? *knee : PointId{entries.back().id};
            showCurves();
        }
    }
    m_curvesChoice->setCurrentIndex(m_curvesChoice->findData(QVariant::fromValue<qint64>(m_curvesOf.value)));
    m_curvesChoice->setVisible(!entries.empty());
}

void ExplorePage::showCurves()
{
    const auto* point = m_watch.point(m_curvesOf);
    const auto epochs = point != nullptr ? m_watch.epochs(point->id) : std::vector<EpochEvent>{};
    m_curves->setEpochs(epochs);
    m_training->setCurrentIndex(epochs.empty() ? 0 : 1);
    m_curvesChoice->setCurrentIndex(m_curvesChoice->findData(QVariant::fromValue<qint64>(m_curvesOf.value)));
    m_trainingDock->header().setNote(epochs.empty() ? QString() : tr("x axis: epochs"));
}

void ExplorePage::showHovered(PointId id)
{
    m_plot->setHovered(id);
    m_points->setHovered(id);
    m_jobs->setHovered(id);
    const auto* point = m_watch.point(id);
    if (point == nullptr || point->parameters == 0 || !m_plot->positionOf(id)) {
        m_card->hide();
        return;
    }
    const auto& points = m_watch.points();
    const auto seed = std::ranges::find(points, PointRole::Seed, &SearchPoint::role);
    m_card->setFacts(hoverFacts(*point, seed == points.end() ? nullptr : &*seed, m_watch.front().contains(id),
                                m_watch.knee() == id, m_blocks));
    m_card->setGeometry(m_plot->freeCorner(HoverCard::cardSize, id));
    m_card->show();
    m_card->raise();
}

void ExplorePage::exportFront(const QString& path)
{
    const auto* session = context().session();
    exportFigure(*m_plot, path, explore::figureInfo(*session, m_watch.sweep()));
}

void ExplorePage::askFigureFile()
{
    const auto path = QFileDialog::getSaveFileName(this, tr("Save the figure"), QStringLiteral("front.svg"),
                                                   tr("Figures (*.svg *.pdf *.png)"));
    if (path.isEmpty() || context().session() == nullptr)
        return;
    act([&](ProjectSession&) {
        exportFront(path);
        this->context().say(tr("Saved the figure to %1").arg(path));
    });
}

void ExplorePage::askCsvFile()
{
    const auto path = QFileDialog::getSaveFileName(this, tr("Save the table"), QStringLiteral("points.csv"),
                                                   tr("Comma separated values (*.csv)"));
    if (path.isEmpty())
        return;
    act([&](ProjectSession&) {
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(pointsCsv(m_shown, m_watch.front())) < 0 || !file.commit())
            throw FileError("Cannot write " + path.toStdString() + ": " + file.errorString().toStdString() + ".");
        this->context().say(tr("Saved the table to %1").arg(path));
    });
}

void ExplorePage::act(const std::function<void(ProjectSession&)>& action)
{
    if (context().session() == nullptr)
        return;
    try {
        action(*context().session());
    } catch (const Error& error) {
        QMessageBox::warning(this, tr("Pitlane"), QString::fromUtf8(error.what()));
    }
}

} // namespace pitlane
