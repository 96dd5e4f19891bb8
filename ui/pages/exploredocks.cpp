// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explorepage.h"

#include "plots/curves.h"
#include "plots/frontplot.h"
#include "ui/format.h"
#include "ui/models/jobsmodel.h"
#include "ui/models/pointsmodel.h"
#include "ui/pages/pointactions.h"
#include "ui/widgets/dockheader.h"
#include "ui/widgets/emptycard.h"
#include "ui/widgets/failurereport.h"
#include "ui/widgets/hovercard.h"
#include "ui/widgets/jobsview.h"
#include "ui/widgets/layerstrip.h"
#include "ui/widgets/notebar.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/pointsview.h"
#include "ui/widgets/striplegend.h"
#include "ui/widgets/suggestionbar.h"

#include <QAction>
#include <QComboBox>
#include <QDataStream>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenu>
#include <QStackedWidget>
#include <QThread>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

/// Bar and docks of Explore: how they are made, laid out, folded, and replaced by the report of a broken point.
namespace pitlane {

namespace {

constexpr int layoutVersion = 3;  ///< raised whenever the docks change
constexpr int jobsInterval = 100; ///< ms between redraws of the jobs

// Heights of the docks at first, in px.
constexpr int frontHeight = 430;
constexpr int layersHeight = 206;
constexpr int trainingHeight = 160;
constexpr int pointsHeight = 456;
constexpr int jobsHeight = 344;

QLabel* smallLabel(const QString& text)
{
    auto* label = new QLabel(text);
    label->setProperty("role", QStringLiteral("small"));
    return label;
}

} // namespace

void ExplorePage::makeBar()
{
    m_noSweep = new QLabel(tr("No search in this project"));
    m_sweeps = new QComboBox;
    m_sweeps->setAccessibleName(tr("Search"));
    m_sweeps->setMinimumWidth(150);
    m_noSweep->setProperty("role", QStringLiteral("note"));
    m_search = new QLabel(tr("Search"));
    m_search->setProperty("role", QStringLiteral("note"));
    barLeft().addWidget(m_noSweep);
    barLeft().addWidget(m_search);
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

    m_stop = makeButton(tr("Stop"), QStringLiteral("stop"));
    m_stop->setObjectName(QStringLiteral("stopMenu"));
    auto* menu = new QMenu(m_stop);
    menu->addAction(tr("Stop after this epoch and keep the results"), this, [this] {
        act([](ProjectSession& session) { session.stopAllAfterEpoch(); });
        this->context().say(tr("Stopping after the running epochs; their networks are kept."));
    });
    menu->addAction(tr("Cancel now; points can be resumed"), this, [this] {
        m_cancelling = true;
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

    makeLayersDock();
    makeTrainingDock();

    m_reportDock = new PanelDock(QStringLiteral("reportDock"), tr("Report"), m_docks);
    m_report = new FailureReport;
    m_reportDock->setContent(m_report);

    makeJobsDock();
}

void ExplorePage::makeLayersDock()
{
    m_layersDock = new PanelDock(QStringLiteral("layersDock"), tr("Layers"), m_docks);
    m_strip = new LayerStrip(StripSize::Docked);
    m_layersDock->setContent(m_strip);
    m_legend = new StripLegend;
    auto* colour = new QComboBox;
    colour->setAccessibleName(tr("Colour of the layers"));
    colour->addItems({tr("Colour: kept taps"), tr("Colour: parameters"), tr("Colour: MACs")});
    connect(colour, &QComboBox::activated, this, [this](int row) {
        const auto choice = row == 0 ? StripColour::Taps : row == 1 ? StripColour::Parameters : StripColour::Macs;
        m_strip->setColour(choice);
        m_legend->setColour(choice);
    });
    m_layersDock->header().tools().addWidget(m_legend);
    m_layersDock->header().tools().addWidget(colour);
}

void ExplorePage::makeTrainingDock()
{
    m_trainingDock = new PanelDock(QStringLiteral("trainingDock"), tr("Training"), m_docks);
    m_curves = new Curves;
    m_training = new QStackedWidget;
    m_training->addWidget(makeEmptyState({}, tr("No epochs yet."),
                                         tr("Loss, balance and size are drawn here for the selected point while it "
                                            "trains.")));
    m_training->addWidget(m_curves);
    m_trainingDock->setContent(m_training);
    m_curvesChoice = new QComboBox;
    m_curvesChoice->setAccessibleName(tr("Point whose training is shown"));
    m_curvesChoice->setMinimumWidth(140);
    connect(m_curvesChoice, &QComboBox::activated, this, [this](int row) {
        m_curvesOf = {m_curvesChoice->itemData(row).toLongLong()};
        m_curvesPicked = true;
        showCurves();
    });
    m_trainingDock->header().tools().addWidget(m_curvesChoice);
}

void ExplorePage::makeJobsDock()
{
    m_jobsDock = new PanelDock(QStringLiteral("jobsDock"), tr("Jobs"), m_docks);
    m_jobs = new JobsView;
    m_jobsDock->setContent(m_jobs);
    m_workers = new QComboBox;
    m_workers->setAccessibleName(tr("Workers at a time"));
    m_workers->setToolTip(tr("How many points are computed at a time; one for each core is best."));
    for (int count = 1; count <= std::max(1, QThread::idealThreadCount()); ++count)
        m_workers->addItem(QString::number(count), count);
    connect(m_workers, &QComboBox::activated, this, [this](int row) {
        const int count = m_workers->itemData(row).toInt();
        act([count](ProjectSession& session) { session.setWorkers(count); });
    });
    m_jobsDock->header().tools().addWidget(smallLabel(tr("Workers")));
    m_jobsDock->header().tools().addWidget(m_workers);
    m_jobsTimer = new QTimer(this);
    m_jobsTimer->setSingleShot(true);
    m_jobsTimer->setInterval(jobsInterval);
    connect(m_jobsTimer, &QTimer::timeout, this, &ExplorePage::refreshJobs);
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
    m_empty = new EmptyCard(QStringLiteral("explore"), tr("No search yet"),
                            tr("Each trained network becomes a point here, as soon as it has a score. The seed and the "
                               "hand-tuned network are already marked."),
                            setUp, m_plot);
    m_plot->installEventFilter(this); // keeps the card in its place
    m_suggestion = new SuggestionBar;
    connect(m_suggestion, &SuggestionBar::chosen, &context(), &Context::setSelected);
    m_ended = new NoteBar(QStringLiteral("info"));
    m_ended->setObjectName(QStringLiteral("endedEarly"));
    m_gap = new NoteBar(QStringLiteral("plus"));
    m_gap->setObjectName(QStringLiteral("frontGap"));
    connect(m_gap, &NoteBar::triggered, this, &ExplorePage::fillGap);
    auto* front = new QWidget;
    auto* column = new QVBoxLayout(front);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_plot, 1);
    column->addWidget(m_ended);
    column->addWidget(m_gap);
    m_frontDock->setContent(front, m_suggestion);

    auto& tools = m_frontDock->header().tools();
    m_xAxis = new QComboBox;
    m_xAxis->setAccessibleName(tr("Cost on the x axis"));
    m_xAxis->addItems({tr("Parameters"), tr("MACs")});
    connect(m_xAxis, &QComboBox::activated, this, [this](int row) {
        m_watch.setByMacs(row == 1);
        refresh();
    });
    m_quality = new QComboBox;
    m_quality->setObjectName(QStringLiteral("qualityIn"));
    m_quality->setAccessibleName(tr("Quality on the y axis"));
    m_quality->addItems({tr("float"), tr("int8")});
    m_quality->setToolTip(
        tr("Quality as trained, or in whole numbers as a device computes it (known when a point is done)"));
    connect(m_quality, &QComboBox::activated, this, [this](int row) { m_watch.setInInt8(row == 1); });
    tools.addWidget(smallLabel(tr("y")));
    tools.addWidget(m_quality);
    tools.addWidget(smallLabel(tr("x")));
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
    save->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E));
    connect(save, &QToolButton::clicked, this, &ExplorePage::askFigureFile);
    tools.addWidget(save);
}

void ExplorePage::makePointsDock()
{
    m_pointsDock = new PanelDock(QStringLiteral("pointsDock"), tr("Points"), m_docks);
    m_points = new PointsView(*m_model);
    m_noPoints = new QLabel(tr("No points yet.<br>The references above are for comparison."), m_points->viewport());
    m_noPoints->setProperty("role", QStringLiteral("note"));
    m_noPoints->setAlignment(Qt::AlignCenter);
    m_points->viewport()->installEventFilter(this);
    m_counts = smallLabel({});
    m_chosen = smallLabel({});
    auto* foot = new QWidget;
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(12, 0, 12, 0);
    row->addWidget(m_counts, 1);
    row->addWidget(m_chosen);
    m_pointsDock->setContent(m_points, foot);
    const auto* actions = new PointActions(context(), this);
    for (auto* view : {static_cast<QWidget*>(m_points), static_cast<QWidget*>(m_plot)}) {
        view->addActions(actions->actions());
        view->setContextMenuPolicy(Qt::ActionsContextMenu);
    }
    auto* filter = new QLineEdit;
    filter->setProperty("filter", true); // what Ctrl+F looks for
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

void ExplorePage::placeEmpty()
{
    const auto area = m_plot->axisRect()->rect();
    const auto card = m_empty->sizeHint().boundedTo(m_plot->size());
    const int x = std::clamp(area.left() + 60, 0, std::max(0, m_plot->width() - m_empty->width()));
    const int y = std::clamp(area.top() + (area.height() - card.height()) / 2 - 12, 0,
                             std::max(0, m_plot->height() - card.height()));
    m_empty->setGeometry(x, y, m_empty->width(), card.height());
    m_empty->raise();
}

bool ExplorePage::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize && watched == m_plot && m_empty != nullptr)
        QTimer::singleShot(0, this, &ExplorePage::placeEmpty); // after the plot has laid out its axes
    if (event->type() == QEvent::Resize && m_points != nullptr && watched == m_points->viewport())
        m_noPoints->setGeometry(m_points->viewport()->rect());
    return Page::eventFilter(watched, event);
}

void ExplorePage::showReport(const SearchPoint* point)
{
    const auto* session = context().session();
    const bool wanted = point != nullptr && session != nullptr;
    if (wanted && m_reported != *point) { // the log is read only when something about the point is new
        m_reported = *point;
        m_reportDock->header().setTitle(pointTitle(*point));
        m_reportDock->header().setNote(
            tr("%1 · λ %2").arg(format::stateWord(*point, false), format::power(point->lambda)));
        m_report->show({.point = *point,
                        .others = session->work().running,
                        .workers = session->workers(),
                        .readOnly = session->isReadOnly(),
                        .folder = QString::fromStdString((session->folder() / point->runFolder).string()),
                        .log = session->log(point->id)});
    }
    if (!wanted)
        m_reported.reset();
    if (wanted == !m_layoutBeforeReport.isEmpty())
        return;
    if (wanted) {
        m_layoutBeforeReport = m_docks->saveState(layoutVersion);
        const int height = m_layersDock->height() + m_trainingDock->height();
        const int front = m_frontDock->height();
        m_reportDock->show();
        m_layersDock->hide();
        m_trainingDock->hide();
        m_docks->resizeDocks({m_frontDock, m_reportDock}, {front, height}, Qt::Vertical);
    } else {
        m_docks->restoreState(std::exchange(m_layoutBeforeReport, {}), layoutVersion);
        foldDocks(); // the window may have another height by now
    }
}

QByteArray ExplorePage::layoutState() const
{
    QByteArray state;
    QDataStream(&state, QIODevice::WriteOnly)
        << m_trainingFolded << m_jobsFolded
        << (m_layoutBeforeReport.isEmpty() ? m_docks->saveState(layoutVersion) : m_layoutBeforeReport);
    return state;
}

bool ExplorePage::restoreLayout(const QByteArray& state)
{
    QDataStream stream(state);
    bool trainingFolded = false;
    bool jobsFolded = false;
    QByteArray docks;
    stream >> trainingFolded >> jobsFolded >> docks;
    const bool restored = stream.status() == QDataStream::Ok && m_docks->restoreState(docks, layoutVersion);
    if (restored) {
        m_firstSizes = false;
        m_trainingFolded = trainingFolded;
        m_jobsFolded = jobsFolded;
    }
    m_layoutBeforeReport.clear();
    m_reportDock->hide();
    showSelected();
    return restored;
}

void ExplorePage::resetLayout()
{
    m_layoutBeforeReport.clear();
    m_trainingFolded = false;
    m_jobsFolded = false;
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
    m_firstSizes = !isVisible();
    sizeDocks();
}

void ExplorePage::sizeDocks()
{
    m_docks->resizeDocks({m_frontDock, m_pointsDock}, {864, 503}, Qt::Horizontal);
    m_docks->resizeDocks({m_frontDock, m_layersDock, m_trainingDock}, {frontHeight, layersHeight, trainingHeight},
                         Qt::Vertical);
    m_docks->resizeDocks({m_pointsDock, m_jobsDock}, {pointsHeight, jobsHeight}, Qt::Vertical);
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
    foldDocks();
}

void ExplorePage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (std::exchange(m_firstSizes, false))
        sizeDocks(); // only now the page has its own size to share out
    foldDocks();     // a page that was hidden while the window shrank
}

void ExplorePage::foldDocks()
{
    if (!m_layoutBeforeReport.isEmpty() || !isVisible())
        return;
    const auto fold = [this](bool& folded, bool wanted, PanelDock* over, PanelDock* dock, QList<int> heights) {
        const bool together = m_docks->tabifiedDockWidgets(over).contains(dock);
        if (wanted && !folded && !together && dock->isVisible() && !dock->isFloating()) {
            m_docks->tabifyDockWidget(over, dock);
            over->raise();
            folded = true;
        } else if (!wanted && folded) {
            if (together) {
                // Out of the group of tabs first: within it a split makes but another tab.
                m_docks->addDockWidget(Qt::LeftDockWidgetArea, dock);
                m_docks->splitDockWidget(over, dock, Qt::Vertical);
                m_docks->resizeDocks({over, dock}, heights, Qt::Vertical);
            }
            folded = false;
        }
    };
    fold(m_trainingFolded, height() < 690, m_layersDock, m_trainingDock, {layersHeight, trainingHeight});
    fold(m_jobsFolded, height() < 600, m_pointsDock, m_jobsDock, {pointsHeight, jobsHeight});
}

} // namespace pitlane
