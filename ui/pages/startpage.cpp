// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/startpage.h"

#include "core/session/examples.h"
#include "ui/models/recentmodel.h"
#include "ui/projectactions.h"
#include "ui/settings.h"
#include "ui/theme/theme.h"
#include "ui/widgets/panel.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace pitlane {

namespace {

QLabel* makeText(const QString& text, const char* role = nullptr)
{
    auto* label = new QLabel(text);
    label->setWordWrap(true);
    if (role != nullptr)
        label->setProperty("role", QLatin1String(role));
    return label;
}

QWidget* makeBase()
{
    auto* widget = new QWidget;
    widget->setProperty("role", QStringLiteral("base"));
    widget->setAttribute(Qt::WA_StyledBackground);
    return widget;
}

} // namespace

StartPage::StartPage(Context& context, Settings& settings, QWidget* parent)
    : Page(context, tr("Start"), parent), m_settings(settings)
{
    setSubtitle(tr("Open a project, or begin with an example"));
    auto* open = makeButton(tr("Open…"), QStringLiteral("folder"));
    connect(open, &QPushButton::clicked, this, [this] {
        const auto folder =
            QFileDialog::getExistingDirectory(this, tr("Open a project folder"), m_settings.projectsFolder());
        if (!folder.isEmpty())
            this->context().requestOpen(folder);
    });
    barRight().addWidget(open);
    auto* fresh = makePrimaryButton(tr("New project…"), QStringLiteral("plus"));
    connect(fresh, &QPushButton::clicked, this, [this] { this->context().requestNew(); });
    barRight().addWidget(fresh);

    auto* right = makeBase();
    auto* column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeExamples(), 1);
    column->addWidget(makeSteps());
    auto* splitter = new QSplitter;
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeRecent());
    splitter->addWidget(right);
    splitter->setSizes({704, 664});
    setContent(splitter);
    connect(&settings, &Settings::recentProjectsChanged, this, &StartPage::refreshRecent);
    connect(&settings, &Settings::exampleFolderChanged, this, &StartPage::refreshExamples);
    refreshRecent();
    refreshExamples();
}

QWidget* StartPage::makeRecent()
{
    auto* panel = new Panel(tr("Recent projects"));
    auto* filter = new QLineEdit;
    filter->setPlaceholderText(tr("Filter by name or path"));
    filter->setAccessibleName(tr("Filter recent projects by name or path"));
    filter->setClearButtonEnabled(true);
    filter->setMinimumWidth(176);
    panel->tools().addWidget(filter);

    m_recent = new RecentModel(this);
    auto* proxy = new QSortFilterProxyModel(this);
    proxy->setSourceModel(m_recent);
    proxy->setFilterRole(RecentModel::FilterRole);
    proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    connect(filter, &QLineEdit::textChanged, proxy, &QSortFilterProxyModel::setFilterFixedString);
    m_list = new QListView;
    m_list->setModel(proxy);
    m_list->setItemDelegate(new RecentDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setAccessibleName(tr("Recent projects"));
    connect(m_list, &QListView::activated, this, [this](const QModelIndex& index) { openRecent(index.row()); });
    auto* empty = makeEmptyState(QStringLiteral("home"), tr("No project yet"),
                                 tr("Open the demo at the right: it needs no data of yours and shows a growing front in "
                                    "about a minute."));
    auto* stackHolder = new QWidget;
    m_recentStack = new QStackedLayout(stackHolder);
    m_recentStack->addWidget(empty);
    m_recentStack->addWidget(m_list);

    auto* body = makeBase();
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(stackHolder, 1);
    auto* actions = new QHBoxLayout;
    actions->setContentsMargins(16, 8, 16, 0);
    m_resume = makeButton(tr("Open"), QStringLiteral("play"));
    connect(m_resume, &QPushButton::clicked, this, [this] { openRecent(m_list->currentIndex().row()); });
    actions->addWidget(m_resume);
    actions->addStretch();
    column->addLayout(actions);
    column->addWidget(makeDropZone());
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& index) {
        m_resume->setEnabled(index.isValid());
        m_resume->setText(index.data(RecentModel::ResumableRole).toBool() ? tr("Open and resume") : tr("Open"));
    });
    panel->setContent(body);
    return panel;
}

QWidget* StartPage::makeDropZone()
{
    auto* zone = new QFrame;
    zone->setProperty("role", QStringLiteral("dropZone"));
    auto* row = new QHBoxLayout(zone);
    row->setContentsMargins(24, 16, 24, 16);
    row->setSpacing(16);
    row->addWidget(makeText(tr("<b>Drop files or a folder here</b><br>Signals: .tsv, .txt, .ts, .arff · "
                               "Network: .json · Project folder")),
                   1);
    auto* button = makeButton(tr("Browse…"), QStringLiteral("folder"));
    connect(button, &QPushButton::clicked, this, &StartPage::browse);
    row->addWidget(button);
    auto* holder = new QWidget;
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(16, 8, 16, 16);
    column->addWidget(zone);
    return holder;
}

QWidget* StartPage::makeExamples()
{
    auto* panel = new Panel(tr("Examples"));
    auto* body = makeBase();
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(8);
    column->addWidget(makeText(tr("<b>Synthetic demo</b> &nbsp;works offline, nothing to download")));
    column->addWidget(makeText(tr("Heartbeats of five shapes, 1 × 140 samples, 500 series made on the spot. The seed ECGTCN "
                                  "with 24 871 parameters, 8 values of λ; first points in about a minute on 2 cores.")));
    auto* demoRow = new QHBoxLayout;
    auto* demo = makeButton(tr("Open demo"), QStringLiteral("play"));
    demo->setObjectName(QStringLiteral("openDemo"));
    connect(demo, &QPushButton::clicked, this, [this] { this->context().requestDemo(); });
    demoRow->addWidget(demo);
    demoRow->addWidget(makeText(tr("then press Launch on the Search page")), 1);
    column->addLayout(demoRow);

    m_examples = new QTableWidget(0, 6);
    m_examples->setHorizontalHeaderLabels({tr("Benchmark"), tr("Task"), tr("Input C×T"), tr("Seed"),
                                           tr("Published front"), tr("Data")});
    m_examples->verticalHeader()->hide();
    m_examples->verticalHeader()->setDefaultSectionSize(32);
    m_examples->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_examples->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_examples->setSelectionMode(QAbstractItemView::SingleSelection);
    m_examples->setShowGrid(false);
    m_examples->setAccessibleName(tr("Examples"));
    m_examples->horizontalHeader()->setHighlightSections(false);
    m_examples->horizontalHeader()->setStretchLastSection(true);
    m_examples->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    column->addWidget(m_examples, 1);
    m_exampleNote = makeText(tr("Each example opens as a project with its protocol, seed and λ range."));
    column->addWidget(m_exampleNote);
    m_openExample = makeButton(tr("Open example"), QStringLiteral("folder"));
    m_openExample->setEnabled(false);
    m_openExample->setToolTip(tr("Choose a row first."));
    column->addWidget(m_openExample, 0, Qt::AlignLeft);
    const auto open = [this] {
        const auto row = m_examples->currentRow();
        if (row >= 0)
            this->context().requestExample(m_examples->item(row, 0)->data(Qt::UserRole).toString());
    };
    connect(m_openExample, &QPushButton::clicked, this, open);
    connect(m_examples, &QTableWidget::cellDoubleClicked, this, open);
    connect(m_examples, &QTableWidget::currentCellChanged, this, [this](int row) {
        m_openExample->setEnabled(row >= 0);
        m_openExample->setToolTip(row >= 0 ? QString() : tr("Choose a row first."));
        if (row >= 0)
            m_exampleNote->setText(m_examples->item(row, 0)->toolTip());
    });
    panel->setContent(body);
    return panel;
}

QWidget* StartPage::makeSteps()
{
    auto* panel = new Panel(tr("How a study runs"));
    auto* body = makeBase();
    auto* grid = new QGridLayout(body);
    grid->setContentsMargins(16, 12, 16, 16);
    grid->setHorizontalSpacing(12);
    const std::pair<QString, QString> steps[] = {
        {tr("1 Data"), tr("Import signals, read the health check, fix the split.")},
        {tr("2 Seed"), tr("Pick or import the network to shrink.")},
        {tr("3 Search"), tr("Choose masks and a λ range, launch.")},
        {tr("4 Explore"), tr("Watch the front, inspect layers, compare.")},
        {tr("5 Deploy"), tr("Open the test part; take the network along.")},
    };
    for (int i = 0; i < 5; ++i) {
        grid->addWidget(makeText(QStringLiteral("<b>%1</b>").arg(steps[i].first)), 0, i);
        grid->addWidget(makeText(steps[i].second), 1, i, Qt::AlignTop);
        grid->setColumnStretch(i, 1);
    }
    grid->addWidget(makeText(tr("No account. Nothing leaves this computer.")), 2, 0, 1, 5);
    panel->setContent(body);
    return panel;
}

void StartPage::refreshRecent()
{
    m_recent->setProjects(m_settings.recentProjects());
    m_recentStack->setCurrentIndex(m_recent->rowCount() == 0 ? 0 : 1);
    const auto first = m_list->model()->index(0, 0);
    m_list->setCurrentIndex(first);
    m_resume->setVisible(first.isValid());
}

void StartPage::refreshExamples()
{
    std::vector<Example> examples;
    try {
        examples = shippedExamples();
    } catch (const Error& error) {
        m_exampleNote->setText(QString::fromUtf8(error.what()));
    }
    m_examples->setRowCount(0);
    for (const auto& example : examples) {
        if (example.data.kind == DataSource::Kind::SyntheticEcg)
            continue; // the demo above
        const auto id = QString::fromStdString(example.id);
        const auto row = m_examples->rowCount();
        m_examples->insertRow(row);
        const bool ready = isReady(example, m_settings.exampleFolder(id).toStdString());
        const QStringList cells{QString::fromStdString(example.title), QString::fromStdString(example.task),
                                QStringLiteral("%1 × %2").arg(example.input.C).arg(example.input.T),
                                QString::fromStdString(example.seedTitle),
                                QString::fromStdString(example.publishedRange), ready ? tr("ready") : tr("locate…")};
        for (int c = 0; c < cells.size(); ++c) {
            auto* item = new QTableWidgetItem(cells[c]);
            item->setToolTip(QString::fromStdString(example.shows + " " + example.source));
            if (c == 0) {
                item->setData(Qt::UserRole, id);
                auto font = item->font();
                font.setBold(true);
                item->setFont(font);
            }
            m_examples->setItem(row, c, item);
        }
    }
    m_examples->resizeColumnsToContents();
}

void StartPage::openRecent(int row)
{
    const auto index = m_list->model()->index(row, 0);
    if (!index.isValid())
        return;
    const bool resume = index.data(RecentModel::ResumableRole).toBool();
    context().requestOpen(index.data(RecentModel::FolderRole).toString());
    auto* session = context().session();
    if (!resume || session == nullptr || session->isReadOnly() || session->sweeps().empty())
        return;
    try {
        for (const auto& sweep : session->sweeps())
            session->resumeAll(sweep.id);
    } catch (const Error& error) {
        context().say(QString::fromUtf8(error.what()));
    }
}

void StartPage::browse()
{
    const auto files = QFileDialog::getOpenFileNames(this, tr("Data files"), m_settings.projectsFolder(),
                                                     tr("Time series (*.tsv *.txt *.ts *.arff)"));
    if (!files.isEmpty())
        context().requestNew(files);
}

} // namespace pitlane
