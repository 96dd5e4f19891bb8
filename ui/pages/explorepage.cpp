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
#include "ui/widgets/failurereport.h"
#include "ui/widgets/hovercard.h"
#include "ui/widgets/jobsview.h"
#include "ui/widgets/layerstrip.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/pointsview.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenu>
#include <QMessageBox>
#include <QSaveFile>
#include <QStackedLayout>
#include <QToolButton>

#include <algorithm>

namespace pitlane {

namespace {

constexpr int layoutVersion = 1; ///< raised whenever the docks change

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

void ExplorePage::makeBar()
{
    m_noSweep = new QLabel(tr("No search in this project"));
    m_sweeps = new QComboBox;
    m_sweeps->setAccessibleName(tr("Search"));
    m_sweeps->setMinimumWidth(150);
    barLeft().addWidget(m_noSweep);
    barLeft().addWidget(m_sweeps);
    connect(m_sweeps, &QComboBox::activated, this,
            [this](int row) { this->context().setSweep({m_sweeps->itemData(row).toLongLong()}); });

    m_resumeAll = makeButton(tr("Resume all"), QStringLiteral("play"));
    m_resumeAll->setObjectName(QStringLiteral("resumeAll"));
    m_resumeAll->setToolTip(tr("Goes on with all interrupted, cancelled and failed points of this search"));
    connect(m_resumeAll, &QPushButton::clicked, this, [this] {
        const auto sweep = this->context().sweep();
        act([sweep](ProjectSession& session) { session.resumeAll(sweep); });
    });
    barRight().addWidget(m_resumeAll);

    m_stop = new QToolButton;
    m_stop->setText(tr("Stop"));
    m_stop->setIcon(Theme::icon(QStringLiteral("stop")));
    m_stop->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_stop->setPopupMode(QToolButton::InstantPopup);
    m_stop->setObjectName(QStringLiteral("stopMenu"));
    auto* menu = new QMenu(m_stop);
    menu->addAction(tr("Stop after this epoch, keep the results"), this, [this] {
        act([](ProjectSession& session) { session.stopAllAfterEpoch(); });
        this->context().say(tr("Stopping after the running epochs; their networks are kept."));
    });
    menu->addAction(tr("Cancel now (points can be resumed)"), this, [this] {
        m_stop->setText(tr("Cancelling…"));
        act([](ProjectSession& session) { session.cancelAll(); });
    });
    m_stop->setMenu(menu);
    barRight().addWidget(m_stop);
    m_deploy = makePrimaryButton(tr("Deploy"), QStringLiteral("deploy"));
    connect(m_deploy, &QPushButton::clicked, this, [this] { this->context().go(Mode::Deploy); });
    barRight().addWidget(m_deploy);
}

void ExplorePage::makeDocks()
{
    m_docks = new QMainWindow(this);
    m_docks->setWindowFlags(Qt::Widget); // a QMainWindow is made as a window, whatever its parent
    m_docks->setDockNestingEnabled(true);
    m_docks->setObjectName(QStringLiteral("exploreDocks"));

    makeFrontDock();
    makePointsDock();

    m_layersDock = new PanelDock(QStringLiteral("layersDock"), tr("Layers"), m_docks);
    m_strip = new LayerStrip(StripSize::Docked);
    m_layersDock->setContent(m_strip);
    auto* colour = new QComboBox;
    colour->setAccessibleName(tr("Colour of the layers"));
    colour->addItems({tr("Colour: kept taps"), tr("Colour: parameters"), tr("Colour: MACs")});
    connect(colour, &QComboBox::activated, this, [this](int row) {
        m_strip->setColour(row == 0 ? StripColour::Taps : row == 1 ? StripColour::Parameters : StripColour::Macs);
    });
    m_layersDock->header().tools().addWidget(colour);

    m_trainingDock = new PanelDock(QStringLiteral("trainingDock"), tr("Training"), m_docks);
    m_curves = new Curves;
    m_noCurves = new QLabel(tr("<b>No epochs yet.</b><br>Loss, balance and size are drawn here for the selected point "
                               "while it trains."));
    m_noCurves->setAlignment(Qt::AlignCenter);
    m_noCurves->setWordWrap(true);
    auto* training = new QWidget;
    auto* stack = new QStackedLayout(training);
    stack->addWidget(m_noCurves);
    stack->addWidget(m_curves);
    m_trainingDock->setContent(training);

    m_reportDock = new PanelDock(QStringLiteral("reportDock"), tr("Report"), m_docks);
    m_report = new FailureReport;
    m_reportDock->setContent(m_report);

    m_jobsDock = new PanelDock(QStringLiteral("jobsDock"), tr("Jobs"), m_docks);
    m_jobs = new JobsView;
    m_jobsDock->setContent(m_jobs);
}

void ExplorePage::makeFrontDock()
{
    m_frontDock = new PanelDock(QStringLiteral("frontDock"), tr("Pareto front"), m_docks);
    m_plot = new FrontPlot;
    m_plot->setMinimumSize(320, 200);
    m_card = new HoverCard(m_plot);
    m_card->hide();
    auto* setUp = makePrimaryButton(tr("Set up a search"), QStringLiteral("search"));
    connect(setUp, &QPushButton::clicked, this, [this] { this->context().go(Mode::Search); });
    m_empty = makeEmptyState(QStringLiteral("explore"), tr("No search yet"),
                             tr("Each trained network becomes a point here as soon as it has a score. The seed and the "
                                "hand-tuned network are already marked."),
                             setUp, m_plot);
    m_empty->setAutoFillBackground(true);
    m_suggestion = new QLabel;
    m_suggestion->setContentsMargins(12, 0, 12, 0);
    m_suggestion->setTextFormat(Qt::RichText);
    m_frontDock->setContent(m_plot, m_suggestion);

    auto& tools = m_frontDock->header().tools();
    m_xAxis = new QComboBox;
    m_xAxis->setAccessibleName(tr("Cost on the x axis"));
    m_xAxis->addItems({tr("Parameters"), tr("MACs")});
    connect(m_xAxis, &QComboBox::activated, this, [this](int row) {
        m_watch.setByMacs(row == 1);
        refresh();
    });
    auto* label = new QLabel(tr("x"));
    tools.addWidget(label);
    tools.addWidget(m_xAxis);
    m_logX = new QToolButton;
    m_logX->setText(tr("Log x"));
    m_logX->setCheckable(true);
    m_logX->setChecked(m_plot->isLogX());
    m_logX->setToolTip(tr("Logarithmic cost axis (L)"));
    connect(m_logX, &QToolButton::toggled, m_plot, &FrontPlot::setLogX);
    connect(m_plot, &FrontPlot::logXChanged, m_logX, &QToolButton::setChecked);
    tools.addWidget(m_logX);
    auto* fit = makeToolButton(QStringLiteral("fit"), tr("Show all points (0)"));
    connect(fit, &QToolButton::clicked, m_plot, &FrontPlot::fit);
    tools.addWidget(fit);
    auto* save = makeToolButton(QStringLiteral("export"), tr("Save the figure as PNG, SVG or PDF"));
    connect(save, &QToolButton::clicked, this, &ExplorePage::askFigureFile);
    tools.addWidget(save);
}

void ExplorePage::makePointsDock()
{
    m_pointsDock = new PanelDock(QStringLiteral("pointsDock"), tr("Points"), m_docks);
    m_points = new PointsView(*m_model);
    m_counts = new QLabel;
    m_counts->setContentsMargins(12, 0, 12, 0);
    m_pointsDock->setContent(m_points, m_counts);
    auto* filter = new QLineEdit;
    filter->setPlaceholderText(tr("Filter"));
    filter->setAccessibleName(tr("Filter points by number or state"));
    filter->setClearButtonEnabled(true);
    filter->setMaximumWidth(140);
    connect(filter, &QLineEdit::textChanged, m_points, &PointsView::setFilter);
    m_pointsDock->header().tools().addWidget(filter);
    auto* save = makeToolButton(QStringLiteral("export"), tr("Save the table as CSV"));
    connect(save, &QToolButton::clicked, this, &ExplorePage::askCsvFile);
    m_pointsDock->header().tools().addWidget(save);
}

void ExplorePage::connectViews()
{
    auto& shared = context();
    connect(&shared, &Context::sessionChanged, this, &ExplorePage::setSession);
    connect(&shared, &Context::sweepChanged, this, &ExplorePage::follow);
    connect(&shared, &Context::selectedChanged, this, &ExplorePage::showSelected);
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
        connect(session, &ProjectSession::workChanged, this, &ExplorePage::refreshJobs);
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
    m_noSweep->setVisible(sweeps.empty());
}

void ExplorePage::follow(SweepId sweep)
{
    auto* session = context().session();
    m_watch.follow(session, session != nullptr ? sweep : SweepId{});
    m_sweeps->setCurrentIndex(m_sweeps->findData(QVariant::fromValue<qint64>(sweep.value)));
    m_strip->clear();
    if (session != nullptr) {
        const auto& config = m_watch.sweep() ? m_watch.sweep()->config : session->draft().config;
        m_blocks = explore::searchedBlocks(config);
        if (validate(config.seed).empty())
            m_strip->setSeed(config.seed, explore::fixedLayers(config));
    }
    m_plot->fit();
    refresh();
    showSelected();
}

void ExplorePage::refresh()
{
    const auto* session = context().session();
    m_shown = m_watch.points();
    if (session != nullptr && !m_watch.sweep())
        m_shown = untrainedReferences(session->draft().config);
    m_model->setPoints(m_shown, m_watch.front());
    m_counts->setText(m_watch.sweep() ? countsSentence(m_shown, m_watch.front())
                                      : tr("No points yet. The two references above are for comparison."));
    m_empty->setVisible(session != nullptr && !m_watch.sweep());
    refreshPlot();
    refreshJobs();
    refreshSuggestion();
    showSelected();
    const auto is = [this](PointStatus status) {
        return std::ranges::any_of(m_shown, [&](const SearchPoint& p) { return p.status == status; });
    };
    const bool untrained = !m_watch.sweep();
    setBadge(untrained                       ? Badge::None
             : is(PointStatus::Failed)       ? Badge::Failed
             : is(PointStatus::Running)      ? Badge::Working
             : is(PointStatus::Interrupted)  ? Badge::Decision
             : m_watch.front().empty()       ? Badge::None
                                             : Badge::Complete);
}

void ExplorePage::refreshPlot()
{
    const bool byMacs = m_xAxis->currentIndex() == 1;
    m_plot->setAxes({.xTitle = byMacs ? tr("MACs per inference") : tr("Parameters"),
                     .yTitle = tr("Accuracy, validation (%)")});
    m_plot->setMarks(explore::marks(m_shown, m_watch.front(), byMacs));
    m_plot->setTrails(explore::trails(m_shown, m_watch, byMacs));
}

void ExplorePage::refreshJobs()
{
    const auto* session = context().session();
    if (session == nullptr) {
        m_jobs->show({}, 0, {}, false);
        m_resumeAll->hide();
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
    if (!busy || work.running == 0)
        m_stop->setText(tr("Stop"));
}

void ExplorePage::refreshSuggestion()
{
    const auto knee = m_watch.knee();
    const auto* point = knee ? m_watch.point(*knee) : nullptr;
    m_suggestion->setText(point == nullptr ? QString() : explore::suggestion(*point, m_watch.frontInOrder()));
}

void ExplorePage::showSelected()
{
    const auto id = context().selected();
    m_plot->setSelected(id);
    m_points->setSelected(id);
    const auto* point = m_watch.point(id);
    const bool deployable = point != nullptr && point->status == PointStatus::Done;
    m_deploy->setEnabled(deployable);
    m_deploy->setText(deployable && point->number > 0 ? tr("Deploy point %1").arg(point->number) : tr("Deploy"));
    m_deploy->setToolTip(deployable ? QString() : tr("Select a finished point first."));

    m_strip->setFound(point != nullptr && point->role != PointRole::Seed ? point->layers : std::vector<LayerShape>{});
    m_layersDock->header().setNote(point == nullptr || point->role == PointRole::Seed
                                       ? tr("the seed · newest sample at the right edge")
                                       : tr("%1 against the seed · newest sample at the right edge")
                                             .arg(pointTitle(*point).toLower()));
    const bool broken = point != nullptr && point->role == PointRole::Found &&
                        (point->status == PointStatus::Failed || point->status == PointStatus::Interrupted);
    showReport(broken ? point : nullptr);
    showCurves();
}

void ExplorePage::showCurves()
{
    const auto* point = m_watch.point(context().selected());
    if (point == nullptr || m_watch.epochs(point->id).empty()) { // nothing selected: what is at work now
        const auto& points = m_watch.points();
        const auto running = std::ranges::find_if(points, [](const SearchPoint& candidate) {
            return candidate.status == PointStatus::Running && candidate.role == PointRole::Found;
        });
        if (point == nullptr && running != points.end())
            point = &*running;
    }
    const auto epochs = point != nullptr ? m_watch.epochs(point->id) : std::vector<EpochEvent>{};
    m_curvesOf = point != nullptr ? point->id : PointId{};
    m_curves->setEpochs(epochs);
    static_cast<QStackedLayout*>(m_curves->parentWidget()->layout())->setCurrentIndex(epochs.empty() ? 0 : 1);
    m_trainingDock->header().setNote(epochs.empty() ? QString()
                                                    : tr("%1 · x axis: epochs").arg(pointTitle(*point).toLower()));
}

void ExplorePage::showReport(const SearchPoint* point)
{
    const auto* session = context().session();
    if (point != nullptr && session != nullptr) {
        const auto work = session->work();
        m_reportDock->header().setTitle(pointTitle(*point));
        m_reportDock->header().setNote(tr("%1 · λ %2").arg(format::stateWord(*point, false), format::power(point->lambda)));
        m_report->show({.point = *point,
                        .others = work.running,
                        .workers = session->workers(),
                        .readOnly = session->isReadOnly(),
                        .folder = QString::fromStdString((session->folder() / point->runFolder).string()),
                        .log = session->log(point->id)});
    }
    const bool wanted = point != nullptr;
    if (m_reportDock->isVisibleTo(m_docks) == wanted)
        return;
    m_reportDock->setVisible(wanted);
    m_layersDock->setVisible(!wanted);
    m_trainingDock->setVisible(!wanted);
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

QByteArray ExplorePage::layoutState() const { return m_docks->saveState(layoutVersion); }

bool ExplorePage::restoreLayout(const QByteArray& state)
{
    const bool restored = m_docks->restoreState(state, layoutVersion);
    const auto* point = m_watch.point(context().selected());
    m_reportDock->setVisible(false);
    m_layersDock->setVisible(true);
    m_trainingDock->setVisible(true);
    if (point != nullptr)
        showSelected();
    return restored;
}

void ExplorePage::resetLayout()
{
    for (auto* dock : {m_frontDock, m_pointsDock, m_layersDock, m_trainingDock, m_reportDock, m_jobsDock}) {
        dock->setFloating(false);
        m_docks->removeDockWidget(dock);
    }
    m_docks->addDockWidget(Qt::LeftDockWidgetArea, m_frontDock);
    m_docks->splitDockWidget(m_frontDock, m_pointsDock, Qt::Horizontal);
    m_docks->splitDockWidget(m_frontDock, m_layersDock, Qt::Vertical);
    m_docks->splitDockWidget(m_layersDock, m_trainingDock, Qt::Vertical);
    m_docks->splitDockWidget(m_trainingDock, m_reportDock, Qt::Vertical);
    m_docks->splitDockWidget(m_pointsDock, m_jobsDock, Qt::Vertical);
    for (auto* dock : {m_frontDock, m_pointsDock, m_layersDock, m_trainingDock, m_jobsDock})
        dock->show();
    m_reportDock->hide();
    m_docks->resizeDocks({m_frontDock, m_pointsDock}, {864, 503}, Qt::Horizontal);
    m_docks->resizeDocks({m_frontDock, m_layersDock, m_trainingDock}, {430, 206, 160}, Qt::Vertical);
    m_docks->resizeDocks({m_pointsDock, m_jobsDock}, {456, 344}, Qt::Vertical);
}

void ExplorePage::showJobs()
{
    m_jobsDock->show();
    m_jobsDock->raise();
    m_jobs->setFocus();
}

void ExplorePage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    const auto size = m_empty->sizeHint().expandedTo({380, 180});
    m_empty->setGeometry(QRect(QPoint(60, 40), size));
}

} // namespace pitlane
