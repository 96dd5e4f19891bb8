// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"

#include "core/base/error.h"
#include "core/data/references.h"
#include "core/project/projectstore.h"
#include "ui/dialogs/askfordata.h"
#include "ui/dialogs/exampledialog.h"
#include "ui/dialogs/helpdialogs.h"
#include "ui/dialogs/newprojectdialog.h"
#include "ui/modebar.h"
#include "ui/pages/datapage.h"
#include "ui/pages/deploypage.h"
#include "ui/pages/explorepage.h"
#include "ui/pages/searchpage.h"
#include "ui/pages/seedpage.h"
#include "ui/pages/startpage.h"
#include "ui/projectactions.h"
#include "ui/settings.h"
#include "ui/statusline.h"
#include "ui/systemload.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/jobring.h"
#include "ui/widgets/panel.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDateTime>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTime>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace pitlane {

namespace {

constexpr Mode allModes[] = {Mode::Start, Mode::Data, Mode::Seed, Mode::Search, Mode::Explore, Mode::Deploy};
const auto exploreDocks = QStringLiteral("explore");

} // namespace

MainWindow::MainWindow(Context& context, Settings& settings, QWidget* parent)
    : QMainWindow(parent), m_context(context), m_settings(settings)
{
    setWindowTitle(QStringLiteral("Pitlane"));
    setAcceptDrops(true);
    setMinimumSize(1180, 640);
    resize(QSize(1440, 900).boundedTo(screen()->availableSize()));
    makePages();
    makeMenus();
    m_load = new SystemLoad(this);
    m_status = new StatusLine(*statusBar(), *m_load, this);
    statusBar()->setFixedHeight(24);
    statusBar()->setSizeGripEnabled(false);
    m_load->start();
    m_noteTimer = new QTimer(this);
    m_noteTimer->setSingleShot(true);
    m_noteTimer->setInterval(1000);
    connect(m_noteTimer, &QTimer::timeout, this, [this] { noteProject(false); });
    connectContext();
    setSession(context.session());
    setMode(Mode::Start);
    restoreGeometry(settings.geometry());
    m_explore->restoreLayout(settings.docks(exploreDocks));
}

MainWindow::~MainWindow() = default;

void MainWindow::makePages()
{
    m_modes = new ModeBar(this);
    m_banner = new Banner(this);
    m_stack = new QStackedWidget(this);
    m_search = new SearchPage(m_context);
    m_explore = new ExplorePage(m_context);
    m_start = new StartPage(m_context, m_settings);
    m_data = new DataPage(m_context);
    connect(m_data, &DataPage::wizardRequested, this, &MainWindow::importAgain);
    m_pages = {m_start, m_data, new SeedPage(m_context), m_search, m_explore, new DeployPage(m_context)};
    for (const auto mode : allModes) {
        auto& each = page(mode);
        m_stack->addWidget(&each);
        m_modes->setBadge(mode, each.badge());
        connect(&each, &Page::badgeChanged, this, [this, mode](Badge badge) { m_modes->setBadge(mode, badge); });
    }
    auto* right = new QWidget(this);
    auto* column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_banner);
    column->addWidget(m_stack, 1);
    auto* centre = new QWidget(this);
    auto* row = new QHBoxLayout(centre);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_modes);
    row->addWidget(right, 1);
    setCentralWidget(centre);
    connect(m_modes, &ModeBar::modeChosen, this, &MainWindow::setMode);
    connect(m_modes, &ModeBar::jobsChosen, this, [this] {
        setMode(Mode::Explore);
        m_explore->showJobs();
    });
}

void MainWindow::makeMenus()
{
    auto* file = menuBar()->addMenu(tr("&File"));
    file->addAction(tr("&New project…"), QKeySequence::New, this, [this] { newProject({}); });
    file->addAction(tr("&Open…"), QKeySequence::Open, this, &MainWindow::askForProject);
    m_recent = file->addMenu(tr("Open &recent"));
    connect(m_recent, &QMenu::aboutToShow, this, &MainWindow::fillRecentMenu);
    file->addAction(tr("Open &demo"), this, [this] { openDemo(defaultDemoFolder()); });
    file->addSeparator();
    m_close =
        file->addAction(tr("&Close project"), QKeySequence(Qt::CTRL | Qt::Key_W), this, &MainWindow::closeProject);
    file->addAction(tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), this, &QWidget::close);

    auto* edit = menuBar()->addMenu(tr("&Edit"));
    auto* undo = m_context.undoStack().createUndoAction(this, tr("&Undo"));
    undo->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Z));
    auto* redo = m_context.undoStack().createRedoAction(this, tr("&Redo"));
    redo->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z));
    edit->addActions({undo, redo});
    edit->addSeparator();
    edit->addAction(tr("&Filter of this page"), QKeySequence(Qt::CTRL | Qt::Key_F), this, &MainWindow::focusFilter);

    auto* view = menuBar()->addMenu(tr("&View"));
    for (const auto mode : allModes)
        view->addAction(modeName(mode),
                        QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + static_cast<int>(mode))), this,
                        [this, mode] { setMode(mode); });
    view->addSeparator();
    view->addAction(tr("&Jobs"), QKeySequence(Qt::CTRL | Qt::Key_J), this, [this] {
        if (m_context.session() == nullptr)
            return;
        setMode(Mode::Explore);
        m_explore->showJobs();
    });
    view->addAction(tr("&Next panel"), QKeySequence(Qt::Key_F6), this, [this] { focusPanel(1); });
    view->addAction(tr("&Previous panel"), QKeySequence(Qt::SHIFT | Qt::Key_F6), this, [this] { focusPanel(-1); });
    auto* themes = view->addMenu(tr("&Theme"));
    auto* group = new QActionGroup(this);
    for (const auto& [choice, name] : {std::pair{ThemeChoice::System, tr("&System")},
                                       {ThemeChoice::Light, tr("&Light")},
                                       {ThemeChoice::Dark, tr("&Dark")}}) {
        auto* action = themes->addAction(name, this, [this, choice = choice] {
            m_settings.setTheme(choice);
            Theme::instance().setChoice(choice);
        });
        action->setCheckable(true);
        action->setChecked(Theme::instance().choice() == choice);
        group->addAction(action);
    }
    view->addAction(tr("&Reset layout"), m_explore, &ExplorePage::resetLayout);

    auto* search = menuBar()->addMenu(tr("&Search"));
    m_launch =
        search->addAction(tr("&Launch"), QKeySequence(Qt::CTRL | Qt::Key_Return), this, &MainWindow::launchSearch);
    m_stop = search->addAction(tr("&Stop after this epoch, keep the results"), this,
                               [this] { guarded([this] { m_context.session()->stopAllAfterEpoch(); }); });
    m_cancel =
        search->addAction(tr("&Cancel now"), this, [this] { guarded([this] { m_context.session()->cancelAll(); }); });

    auto* help = menuBar()->addMenu(tr("&Help"));
    help->addAction(tr("&This page"), QKeySequence(Qt::Key_F1), this, [this] { showPageHelp(m_mode, this); });
    help->addAction(tr("&Keyboard"), QKeySequence(Qt::CTRL | Qt::Key_Question), this, [this] { showShortcuts(this); });
    help->addAction(tr("&About Pitlane"), this, [this] { showAbout(this); });

    m_projectName = new QLabel(menuBar());
    m_projectName->setContentsMargins(8, 0, 20, 0);
    m_projectName->setFixedHeight(27); // the menu bar puts its corner at the top
    menuBar()->setCornerWidget(m_projectName);
}

void MainWindow::connectContext()
{
    connect(&m_context, &Context::sessionChanged, this, &MainWindow::setSession);
    connect(&m_context, &Context::said, m_status, &StatusLine::say);
    connect(&m_context, &Context::modeRequested, this, &MainWindow::setMode);
    connect(&m_context, &Context::openRequested, this, &MainWindow::openProject);
    connect(&m_context, &Context::demoRequested, this, [this] { openDemo(defaultDemoFolder()); });
    connect(&m_context, &Context::exampleRequested, this, &MainWindow::openExample);
    connect(&m_context, &Context::newRequested, this, &MainWindow::newProject);
}

void MainWindow::setSession(ProjectSession* session)
{
    const bool open = session != nullptr;
    m_modes->setHasProject(open);
    m_status->setHasProject(open);
    m_close->setEnabled(open);
    m_launch->setEnabled(open && !session->isReadOnly());
    showWork(open ? session->work() : WorkSummary{});
    setWindowTitle(open ? tr("%1 – Pitlane").arg(session->name()) : QStringLiteral("Pitlane"));
    showProjectName(open ? QStringLiteral("<b>%1</b>").arg(session->name().toHtmlEscaped()) : QString());
    m_projectName->setToolTip(open ? QString::fromStdString(session->folder().string()) : QString());
    if (!open)
        return;
    m_banner->hide();
    if (session->isReadOnly())
        m_banner->tell(Banner::Kind::Warning,
                       tr("This project is open for writing elsewhere: %1. Here it can be looked at, not changed.")
                           .arg(session->writer()));
    const QFileInfo database(session->folder() / projectfile::database);
    if (database.lastModified().date() == QDate::currentDate())
        showSaved(database.lastModified().time());
    connect(session, &ProjectSession::workChanged, this, &MainWindow::showWork);
    connect(session, &ProjectSession::logLine, m_status, &StatusLine::say);
    connect(session, &ProjectSession::draftChanged, this, [this] { showSaved(QTime::currentTime()); });
    connect(session, &ProjectSession::pointChanged, this, [this](const SearchPoint& point) {
        if (isFinal(point.status) || point.status == PointStatus::Interrupted)
            m_noteTimer->start(); // Start knows where the search stood, even if this process does not end well
    });
    connect(session, &ProjectSession::sweepAdded, this, [this] { noteProject(false); });
    connect(session, &ProjectSession::sweepFinished, this, [this] {
        noteProject(false);
        QApplication::alert(this);
    });
}

void MainWindow::showProjectName(const QString& text)
{
    m_projectName->hide(); // the menu bar makes room for its corner only when that appears
    m_projectName->setText(text);
    m_projectName->show();
}

void MainWindow::showSaved(const QTime& when)
{
    if (const auto* session = m_context.session(); session != nullptr)
        showProjectName(
            QStringLiteral("<b>%1</b> &nbsp;%2")
                .arg(session->name().toHtmlEscaped(), tr("saved %1").arg(when.toString(QStringLiteral("HH:mm")))));
}

void MainWindow::showWork(const WorkSummary& work)
{
    m_modes->jobs().setWork(work);
    m_status->setWork(work);
    const auto* session = m_context.session();
    const bool works = session != nullptr && !session->isReadOnly() && work.running + work.queued > 0;
    m_stop->setEnabled(works);
    m_cancel->setEnabled(works);
}

void MainWindow::focusPanel(int step)
{
    QList<QWidget*> panels;
    auto* shown = m_stack->currentWidget();
    for (auto* widget : shown->findChildren<QWidget*>())
        if (widget->isVisible() &&
            (qobject_cast<Panel*>(widget) != nullptr || qobject_cast<QDockWidget*>(widget) != nullptr))
            panels << widget;
    if (panels.isEmpty())
        return;
    std::ranges::stable_sort(panels, {}, [shown](const QWidget* panel) {
        const auto corner = panel->mapTo(shown, QPoint());
        return std::pair(corner.x(), corner.y());
    });
    qsizetype at = step > 0 ? -1 : 0;
    for (qsizetype i = 0; i < panels.size(); ++i)
        if (focusWidget() != nullptr && panels[i]->isAncestorOf(focusWidget()))
            at = i;
    for (qsizetype i = 1; i <= panels.size(); ++i) {
        const auto next = panels[(at + step * i + panels.size() * i) % panels.size()];
        for (auto* widget : next->findChildren<QWidget*>())
            if (widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) != 0) {
                widget->setFocus(step > 0 ? Qt::TabFocusReason : Qt::BacktabFocusReason);
                return;
            }
    }
}

void MainWindow::focusFilter()
{
    for (auto* field : m_stack->currentWidget()->findChildren<QLineEdit*>())
        if (field->isVisible() && field->property("filter").toBool()) {
            field->setFocus(Qt::ShortcutFocusReason);
            field->selectAll();
            return;
        }
    m_status->say(tr("This page has no filter"));
}

bool MainWindow::guarded(const std::function<void()>& action)
{
    try {
        action();
        return true;
    } catch (const Error& error) {
        m_banner->tell(Banner::Kind::Error, QString::fromUtf8(error.what()));
    } catch (const std::exception& error) {
        m_banner->tell(Banner::Kind::Error,
                       tr("Something unexpected happened: %1").arg(QString::fromUtf8(error.what())));
    }
    return false;
}

bool MainWindow::mayLeave()
{
    const auto* session = m_context.session();
    if (session == nullptr || session->isReadOnly() || session->work().running == 0)
        return true;
    QMessageBox question(QMessageBox::Question, tr("Pitlane"),
                         tr("%n point(s) are in work. They stop now and can be resumed from their last epoch.", nullptr,
                            session->work().running),
                         QMessageBox::Cancel, this);
    auto* stop = question.addButton(tr("Stop and close"), QMessageBox::AcceptRole);
    question.setDefaultButton(stop);
    question.exec();
    return question.buttonRole(question.clickedButton()) == QMessageBox::AcceptRole;
}

void MainWindow::take(std::unique_ptr<ProjectSession> session, Mode mode)
{
    noteProject(false);
    m_context.setSession(std::move(session));
    noteProject(true);
    setMode(mode);
}

bool MainWindow::openProject(const QString& folder)
{
    const auto drop = dropFrom({folder});
    const auto path = drop.kind == Drop::Kind::Project ? drop.path : folder;
    if (const auto* open = m_context.session();
        open != nullptr && std::filesystem::path(path.toStdString()) == open->folder()) {
        setMode(Mode::Explore);
        return true;
    }
    if (!mayLeave())
        return false;
    return guarded([&] {
        auto session = ProjectSession::open(path.toStdString());
        const auto mode = session->sweeps().empty() ? Mode::Data : Mode::Explore;
        take(std::move(session), mode);
    });
}

bool MainWindow::openDemo(const QString& folder)
{
    if (const auto* open = m_context.session();
        open != nullptr && std::filesystem::path(folder.toStdString()) == open->folder()) {
        setMode(Mode::Search);
        return true;
    }
    return mayLeave() && guarded([&] { take(pitlane::openDemo(folder), Mode::Search); });
}

void MainWindow::restoreLastSession()
{
    const auto last = m_settings.lastSession();
    if (last.folder.isEmpty() || !openProject(last.folder))
        return;
    setMode(last.mode);
    const auto sweeps = m_context.session()->sweeps();
    if (std::ranges::count(sweeps, last.sweep, &Sweep::id) > 0)
        m_context.setSweep(last.sweep);
    if (m_context.session()->point(last.selected))
        m_context.setSelected(last.selected);
}

void MainWindow::launchSearch()
{
    if (m_context.session() == nullptr)
        return;
    setMode(Mode::Search);
    m_search->launch();
}

void MainWindow::setMode(Mode mode)
{
    if (m_context.session() == nullptr)
        mode = Mode::Start;
    m_mode = mode;
    m_stack->setCurrentWidget(&page(mode));
    m_modes->setMode(mode);
}

void MainWindow::newProject(const QStringList& dropped)
{
    if (!mayLeave())
        return;
    if (!dropped.isEmpty()) {
        importNew({.paths = dropped,
                   .projectFolder = {},
                   .parentFolder = m_settings.projectsFolder(),
                   .dataFolder = m_settings.dataFolder(),
                   .seedNumber = SearchConfig().seedNumber});
        return;
    }
    NewProjectDialog dialog(m_settings.projectsFolder(), this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    if (dialog.wantsFiles()) {
        const auto paths = askForData(this, false, m_settings.dataFolder());
        importNew({.paths = paths,
                   .projectFolder = {},
                   .parentFolder = dialog.parentFolder(),
                   .dataFolder = m_settings.dataFolder(),
                   .name = dialog.name(),
                   .seedNumber = SearchConfig().seedNumber});
        return;
    }
    const auto request = dialog.request();
    guarded([&] {
        take(createProject(request), Mode::Data);
        m_settings.setProjectsFolder(QFileInfo(request.folder).path());
    });
}

void MainWindow::importNew(const ImportWizard::Start& start)
{
    ImportWizard wizard(start, this);
    if (wizard.exec() != QDialog::Accepted)
        return;
    guarded([&] {
        const auto folder = wizard.projectFolder();
        auto session = createProject({.folder = folder, .name = wizard.projectName(), .source = wizard.source()},
                                     *wizard.train(), wizard.seedNumber());
        for (const auto& decision : wizard.decisions())
            session->decide(decision.key, decision.note);
        take(std::move(session), Mode::Data);
        m_settings.setProjectsFolder(QFileInfo(folder).path());
        const auto place = placeOf(wizard.source().files.front().file, folder.toStdString());
        m_settings.setDataFolder(QString::fromStdString(place.parent_path().string()));
    });
}

void MainWindow::importAgain(const QStringList& paths)
{
    auto* session = m_context.session();
    if (session == nullptr || session->isReadOnly())
        return;
    setMode(Mode::Data);
    const auto& config = session->draft().config;
    ImportWizard wizard({.paths = paths,
                         .source = config.data,
                         .projectFolder = session->folder(),
                         .seedNumber = config.seedNumber,
                         .decisions = session->decisions()},
                        this);
    if (wizard.exec() != QDialog::Accepted || m_context.session() != session)
        return;
    guarded([&] {
        m_data->use(wizard.source(), *wizard.train(), tr("Re-import"));
        for (const auto& decision : wizard.decisions())
            session->decide(decision.key, decision.note);
    });
}

void MainWindow::openExample(const QString& id)
{
    guarded([&] {
        const auto examples = shippedExamples();
        const auto example = std::ranges::find(examples, id.toStdString(), &Example::id);
        if (example == examples.end())
            throw Error("The example " + id.toStdString() + " did not come with this program. Install it again.");
        if (!mayLeave())
            return;
        const auto folder = freeFolder(m_settings.projectsFolder(), id);
        ExampleDialog dialog(*example, m_settings.exampleFolder(id), folder, this);
        if (isReady(*example, dialog.dataFolder().toStdString()))
            dialog.begin(false);
        if (dialog.exec() != QDialog::Accepted)
            return;
        auto session = createFromExample(*example, dialog.draft(), folder, QFileInfo(folder).fileName());
        if (!dialog.isSynthetic())
            m_settings.setExampleFolder(id, dialog.dataFolder());
        take(std::move(session), Mode::Data);
    });
}

void MainWindow::askForProject()
{
    const auto folder =
        QFileDialog::getExistingDirectory(this, tr("Open a project folder"), m_settings.projectsFolder());
    if (!folder.isEmpty())
        openProject(folder);
}

void MainWindow::closeProject()
{
    if (!mayLeave())
        return;
    noteProject(false);
    m_context.setSession(nullptr);
    setMode(Mode::Start);
}

void MainWindow::fillRecentMenu()
{
    m_recent->clear();
    for (const auto& project : m_settings.recentProjects())
        m_recent->addAction(QStringLiteral("%1  –  %2").arg(project.name, shownFolder(project.folder)), this,
                            [this, folder = project.folder] { openProject(folder); });
    if (m_recent->isEmpty())
        m_recent->addAction(tr("No project yet"))->setEnabled(false);
}

void MainWindow::noteProject(bool isOpened)
{
    if (const auto* session = m_context.session(); session != nullptr)
        m_settings.noteProject(summarise(*session), isOpened);
}

void MainWindow::saveSession()
{
    m_settings.setGeometry(saveGeometry());
    m_settings.setDocks(exploreDocks, m_explore->layoutState());
    const auto* session = m_context.session();
    m_settings.setLastSession(session == nullptr
                                  ? Settings::LastSession{}
                                  : Settings::LastSession{.folder = QString::fromStdString(session->folder().string()),
                                                          .mode = m_mode,
                                                          .sweep = m_context.sweep(),
                                                          .selected = m_context.selected()});
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!mayLeave()) {
        event->ignore();
        return;
    }
    noteProject(false);
    saveSession();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls() && dropFrom(localPaths(event->mimeData()->urls())).kind != Drop::Kind::Nothing)
        event->acceptProposedAction();
    m_start->setDropActive(event->isAccepted());
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent* event)
{
    m_start->setDropActive(false);
    QMainWindow::dragLeaveEvent(event);
}

void MainWindow::dropEvent(QDropEvent* event)
{
    const auto paths = localPaths(event->mimeData()->urls());
    const auto drop = dropFrom(paths);
    event->acceptProposedAction();
    m_start->setDropActive(false);
    if (drop.kind == Drop::Kind::Project)
        openProject(drop.path);
    else if (drop.kind == Drop::Kind::Data && m_mode == Mode::Data && m_context.session() != nullptr &&
             !m_context.session()->isReadOnly())
        importAgain(drop.paths);
    else if (drop.kind == Drop::Kind::Data)
        newProject(drop.paths);
    else if (drop.kind == Drop::Kind::Network && m_context.session() == nullptr)
        m_banner->tell(Banner::Kind::Warning, tr("Open a project first: a network is the seed of a project's search."));
    else if (drop.kind == Drop::Kind::Network) {
        setMode(Mode::Seed);
        static_cast<SeedPage&>(page(Mode::Seed)).importNetwork(drop.path.toStdString());
    }
}

} // namespace pitlane
