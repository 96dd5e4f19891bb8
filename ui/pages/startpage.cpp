// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/startpage.h"

#include "ui/dialogs/askfordata.h"
#include "ui/dialogs/helpdialogs.h"
#include "ui/models/examplesmodel.h"
#include "ui/projectactions.h"
#include "ui/settings.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/recentlist.h"
#include "ui/widgets/startwidgets.h"
#include "ui/widgets/stateglyph.h"

#include <QDir>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <array>

namespace pitlane {

namespace {

QLabel* makeLabel(const QString& text, const char* role, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setProperty("role", QLatin1String(role));
    return label;
}

} // namespace

StartPage::StartPage(Context& context, Settings& settings, QWidget* parent)
    : Page(context, tr("Start"), parent), m_settings(settings)
{
    setSubtitle(tr("Open a project, or begin with an example"));
    auto* open = makeButton(tr("Open…"), QStringLiteral("folder"), this);
    auto* create = makePrimaryButton(tr("New project…"), QStringLiteral("plus"), this);
    barRight().addWidget(open);
    barRight().addWidget(create);
    connect(open, &QPushButton::clicked, this, &StartPage::openProject);
    connect(create, &QPushButton::clicked, this, [this] { this->context().requestNew(); });

    auto* split = new QSplitter(Qt::Horizontal, this);
    split->addWidget(makeRecent());
    split->addWidget(makeExamples());
    split->setChildrenCollapsible(false);
    split->setStretchFactor(0, 41); // the table of examples fits from 1366 pixels on
    split->setStretchFactor(1, 59);
    split->setSizes({560, 808});
    setContent(split);

    connect(&settings, &Settings::recentProjectsChanged, this, &StartPage::refreshRecent);
    connect(&settings, &Settings::exampleFolderChanged, this, &StartPage::refreshExamples);
    refreshRecent();
    refreshExamples();
}

QWidget* StartPage::makeRecent()
{
    auto* panel = new Panel(tr("Recent projects"), this);
    auto* filter = new QLineEdit(panel);
    filter->setProperty("filter", true);
    filter->setProperty("size", QStringLiteral("small"));
    const auto purpose = tr("Filter by name or path");
    filter->setPlaceholderText(purpose);
    filter->setAccessibleName(purpose);
    filter->addAction(Theme::icon(QStringLiteral("filter")), QLineEdit::LeadingPosition);
    filter->setClearButtonEnabled(true);
    filter->setFixedWidth(176);
    panel->tools().addWidget(filter);

    m_recent = new RecentList(panel);
    connect(filter, &QLineEdit::textChanged, m_recent, &RecentList::setFilter);
    connect(m_recent, &RecentList::openChosen, &context(), &Context::requestOpen);
    connect(m_recent, &RecentList::resumeChosen, this, &StartPage::resume);
    connect(m_recent, &RecentList::locateChosen, this, &StartPage::locate);
    connect(m_recent, &RecentList::forgetChosen, &m_settings, &Settings::forgetProject);
    auto* demo = makeButton(tr("Open demo"), QStringLiteral("play"));
    connect(demo, &QPushButton::clicked, &context(), &Context::requestDemo);
    m_recentStack = new QStackedWidget(panel);
    m_recentStack->addWidget(m_recent);
    m_recentStack->addWidget(makeEmptyState(
        QStringLiteral("folder"), tr("No projects yet"),
        tr("Projects that you open are listed here, each with its front. The demo needs no data."), demo));

    m_dropZone = new DropZone(panel);
    connect(m_dropZone, &DropZone::browseRequested, this, &StartPage::browse);
    auto* body = new QWidget(panel);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_recentStack, 1);
    auto* margin = new QVBoxLayout;
    margin->setContentsMargins(16, 16, 16, 16);
    margin->addWidget(m_dropZone);
    column->addLayout(margin);
    panel->setContent(body);
    panel->setMinimumWidth(480);
    return panel;
}

QWidget* StartPage::makeDemo()
{
    auto* card = new QWidget(this);
    auto* row = new QHBoxLayout(card);
    row->setContentsMargins(16, 16, 16, 16);
    row->setSpacing(16);
    row->addWidget(new DemoSignals(card));
    auto* column = new QVBoxLayout;
    column->setSpacing(4);
    auto* head = new QHBoxLayout;
    head->addWidget(makeLabel(tr("Synthetic demo"), "strong", card));
    head->addWidget(makeLabel(tr("works offline, nothing to download"), "small", card));
    head->addStretch(1);
    column->addLayout(head);
    auto* words = makeLabel(tr("Heartbeats of five classes, 1 × 140 samples, made on the spot. ECGTCN with 24 871 "
                               "parameters shrinks to a front of small networks within minutes on two cores."),
                            "note", card);
    words->setWordWrap(true);
    column->addWidget(words);
    column->addStretch(1);
    auto* action = new QHBoxLayout;
    auto* open = makeButton(tr("Open demo"), QStringLiteral("play"), card);
    connect(open, &QPushButton::clicked, &context(), &Context::requestDemo);
    action->addWidget(open);
    action->addWidget(makeLabel(tr("then press Launch on the Search page"), "small", card));
    action->addStretch(1);
    column->addLayout(action);
    row->addLayout(column, 1);
    return card;
}

QWidget* StartPage::makeSteps()
{
    struct Step
    {
        const char* icon;
        QString title;
        QString words;
    };
    const std::array steps{
        Step{"data", tr("1 Data"), tr("Import signals, read the health check, look at the split.")},
        Step{"seed", tr("2 Seed"), tr("Pick or import the network to shrink.")},
        Step{"search", tr("3 Search"), tr("Choose masks and a λ range, launch.")},
        Step{"explore", tr("4 Explore"), tr("Watch the front, inspect layers.")},
        Step{"deploy", tr("5 Deploy"), tr("See what the chosen point needs.")},
    };
    auto* body = new QWidget(this);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(8);
    column->addWidget(makeLabel(tr("How a study runs"), "strong", body));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    int at = 0;
    for (const auto& step : steps) {
        auto* head = new QHBoxLayout;
        head->setSpacing(6);
        head->addWidget(new AccentIcon(QLatin1String(step.icon), 18, body));
        head->addWidget(makeLabel(step.title, "strong", body));
        head->addStretch(1);
        grid->addLayout(head, 0, at);
        auto* words = makeLabel(step.words, "small", body);
        words->setWordWrap(true);
        words->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        grid->addWidget(words, 1, at);
        grid->setColumnStretch(at++, 1);
    }
    column->addLayout(grid);
    auto* foot = new QHBoxLayout;
    foot->addWidget(new StateGlyph(Glyph::Info, body));
    foot->addWidget(makeLabel(tr("No account. Nothing leaves this computer."), "small", body));
    auto* keys = makeButton(tr("Keyboard map"), {}, body);
    keys->setProperty("role", QStringLiteral("link"));
    connect(keys, &QPushButton::clicked, this, [this] { showShortcuts(window()); });
    foot->addSpacing(8);
    foot->addWidget(keys);
    foot->addStretch(1);
    column->addSpacing(8);
    column->addLayout(foot);
    return body;
}

QWidget* StartPage::makeExamples()
{
    auto* panel = new Panel(tr("Examples"), this);
    m_examples = new ExamplesModel(this);
    m_examplesView = new QTableView(panel);
    m_examplesView->setObjectName(QStringLiteral("examplesTable"));
    m_examplesView->setModel(m_examples);
    m_examplesView->setWordWrap(false);
    m_examplesView->setAccessibleName(tr("Examples with published results"));
    m_examplesView->verticalHeader()->hide();
    m_examplesView->verticalHeader()->setDefaultSectionSize(32);
    m_examplesView->setShowGrid(false);
    m_examplesView->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_examplesView->setSelectionMode(QAbstractItemView::SingleSelection);
    m_examplesView->setTabKeyNavigation(false);
    m_examplesView->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_examplesView->horizontalHeader()->setSectionResizeMode(ExamplesModel::Task, QHeaderView::Stretch); // may be cut
    m_examplesView->horizontalHeader()->setHighlightSections(false);
    m_examplesView->horizontalHeader()->setMinimumSectionSize(48);
    m_openExample = makeButton(tr("Open example"), QStringLiteral("folder"), panel);
    connect(m_examplesView, &QTableView::doubleClicked, this, &StartPage::openExample);
    connect(m_openExample, &QPushButton::clicked, this, &StartPage::openExample);
    const auto refreshButton = [this] {
        const bool chosen = m_examplesView->currentIndex().isValid();
        m_openExample->setEnabled(chosen);
        m_openExample->setToolTip(chosen ? QString() : tr("Choose an example in the table first"));
    };
    connect(m_examplesView->selectionModel(), &QItemSelectionModel::currentRowChanged, this, refreshButton);
    connect(m_examples, &QAbstractItemModel::modelReset, this, refreshButton);

    auto* body = new QWidget(panel);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    const auto addRule = [&] {
        auto* rule = new QFrame(body);
        rule->setProperty("role", QStringLiteral("rule"));
        column->addWidget(rule);
    };
    column->addWidget(makeDemo());
    addRule();
    column->addWidget(m_examplesView, 1);
    auto* foot = new QWidget(body);
    auto* words = new QVBoxLayout(foot);
    words->setContentsMargins(16, 12, 16, 16);
    words->setSpacing(8);
    words->addWidget(
        makeLabel(tr("Each example opens as a new project with its split, seed and λ range."), "small", foot));
    auto* action = new QHBoxLayout;
    action->addWidget(m_openExample);
    action->addWidget(makeLabel(tr("choose a row, or double-click it"), "small", foot));
    action->addStretch(1);
    words->addLayout(action);
    column->addWidget(foot);
    addRule();
    column->addWidget(makeSteps());
    panel->setContent(body);
    panel->setMinimumWidth(480);
    return panel;
}

void StartPage::setDropActive(bool isActive)
{
    m_dropZone->setActive(isActive);
}

void StartPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    refreshRecent(); // folders may have moved, other processes may have begun or ended
    refreshExamples();
}

void StartPage::refreshRecent()
{
    auto projects = m_settings.recentProjects();
    m_recentStack->setCurrentIndex(projects.empty() ? 1 : 0);
    m_recent->setProjects(std::move(projects));
}

void StartPage::refreshExamples()
{
    std::vector<ExamplesModel::Row> rows;
    try {
        for (auto& example : shippedExamples()) {
            if (example.data.kind != DataSource::Kind::Files)
                continue;
            const auto folder = m_settings.exampleFolder(QString::fromStdString(example.id));
            const bool isReady = !folder.isEmpty() && pitlane::isReady(example, folder.toStdString());
            rows.push_back({std::move(example), folder, isReady});
        }
    } catch (const Error& error) {
        context().say(QString::fromStdString(error.what()));
    }
    m_examples->setRows(std::move(rows));
    if (m_examples->rowCount() == 1)
        m_examplesView->setCurrentIndex(m_examples->index(0, 0));
}

void StartPage::openProject()
{
    const auto folder =
        QFileDialog::getExistingDirectory(this, tr("Open a project folder"), m_settings.projectsFolder());
    if (!folder.isEmpty())
        context().requestOpen(folder);
}

void StartPage::browse(bool folder)
{
    const auto files = askForData(this, folder, m_settings.dataFolder());
    if (!files.isEmpty())
        context().requestNew(files);
}

void StartPage::resume(const QString& folder)
{
    context().requestOpen(folder);
    auto* session = context().session();
    if (session == nullptr || session->isReadOnly() || session->sweeps().empty() ||
        session->folder() != std::filesystem::path(folder.toStdString()))
        return; // the window says what is in the way
    try {
        session->resumeAll(session->sweeps().back().id);
    } catch (const Error& error) {
        context().say(QString::fromStdString(error.what()));
    }
}

void StartPage::openExample()
{
    const auto index = m_examplesView->currentIndex();
    if (index.isValid())
        context().requestExample(index.data(ExamplesModel::IdRole).toString());
}

void StartPage::locate(const QString& folder)
{
    const auto found = QFileDialog::getExistingDirectory(this, tr("Where is this project now?"), QDir::homePath());
    if (!found.isEmpty())
        m_settings.relocateProject(folder, found);
}

} // namespace pitlane
