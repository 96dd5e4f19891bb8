// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/importwizard.h"

#include "core/data/guess.h"
#include "core/data/references.h"
#include "ui/dialogs/askfordata.h"
#include "ui/pages/datapreview.h"
#include "ui/pages/filelist.h"
#include "ui/pages/importpreview.h"
#include "ui/pages/leakcards.h"
#include "ui/pages/pipelineeditor.h"
#include "ui/pages/spliteditor.h"
#include "ui/projectactions.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/readingstrip.h"
#include "ui/widgets/tonelabel.h"

#include <QDateTime>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QScreen>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace pitlane {

namespace {

constexpr int stepWidth = 120;
constexpr int editorWidth = 348;
enum PageOf { FilesPage, EditorPage, SplitPage };

QScrollArea* scrolled(QWidget* widget, const QString& name)
{
    auto* area = new QScrollArea;
    area->setWidget(widget);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setAccessibleName(name);
    return area;
}

QWidget* onBase(QWidget* widget)
{
    widget->setProperty("role", QStringLiteral("base"));
    widget->setAttribute(Qt::WA_StyledBackground);
    return widget;
}

} // namespace

ImportWizard::ImportWizard(const Start& start, QWidget* parent) : QDialog(parent), m_start(start), m_look(this)
{
    setWindowTitle(isNewProject() ? tr("Import data into a new project") : tr("Import data"));
    setAcceptDrops(true);
    resize(QSize(1240, 780).boundedTo(screen()->availableSize() - QSize(40, 40)));
    m_reading = new SourceReading(this);
    m_editor = new PipelineEditor;
    m_preview = new ImportPreview;
    m_pages = new QStackedWidget;
    m_pages->addWidget(makeFilesStep());
    m_pages->addWidget(scrolled(onBase(m_editor), tr("Settings of the import")));
    m_pages->addWidget(makeSplitStep());

    auto* columns = new QSplitter(Qt::Horizontal);
    columns->setHandleWidth(1);
    columns->setChildrenCollapsible(false);
    columns->addWidget(makeSteps());
    columns->addWidget(m_pages);
    columns->addWidget(m_preview);
    columns->setStretchFactor(2, 1);
    columns->setSizes({stepWidth, editorWidth, 772});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(columns, 1);
    m_lookStrip = new ReadingStrip;
    m_readStrip = new ReadingStrip;
    m_lookStrip->follow(m_look);
    m_readStrip->follow(m_reading->task());
    column->addWidget(m_lookStrip);
    column->addWidget(m_readStrip);
    column->addWidget(makeFoot());
    connectParts();
    if (!start.paths.isEmpty())
        look(start.paths);
    else if (start.source.kind == DataSource::Kind::Files && !start.source.files.empty())
        use(start.source);
    go(Files);
    refresh();
}

ImportWizard::~ImportWizard() = default;

QWidget* ImportWizard::makeSteps()
{
    m_steps = new QListWidget;
    m_steps->setObjectName(QStringLiteral("importSteps"));
    m_steps->setAccessibleName(tr("Steps of the import"));
    for (const auto& name : {tr("1  Files"), tr("2  Roles"), tr("3  Windows"), tr("4  Split")}) {
        auto* item = new QListWidgetItem(name, m_steps);
        item->setSizeHint({stepWidth, 36});
    }
    m_steps->setMinimumWidth(stepWidth);
    m_steps->setMaximumWidth(stepWidth);
    connect(m_steps, &QListWidget::currentRowChanged, this, [this](int row) {
        if (row >= 0)
            go(static_cast<Step>(row));
    });
    return m_steps;
}

QWidget* ImportWizard::makeFilesStep()
{
    auto* page = onBase(new QWidget);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_name = new QLineEdit(m_start.name);
    m_name->setObjectName(QStringLiteral("projectName"));
    m_name->setAccessibleName(tr("Name of the project"));
    m_parentFolder = new QLineEdit(m_start.parentFolder);
    m_parentFolder->setObjectName(QStringLiteral("parentFolder"));
    m_parentFolder->setAccessibleName(tr("Folder for projects"));
    if (isNewProject()) {
        auto* grid = new QGridLayout;
        grid->setContentsMargins(12, 12, 12, 12);
        grid->setHorizontalSpacing(12);
        grid->setVerticalSpacing(8);
        int row = 0;
        for (const auto& [text, field] : {std::pair{tr("Project"), m_name}, {tr("in folder"), m_parentFolder}}) {
            auto* label = new ToneLabel(text, Tone::Text2);
            label->setBuddy(field);
            grid->addWidget(label, row, 0);
            grid->addWidget(field, row++, 1);
            connect(field, &QLineEdit::textChanged, this, &ImportWizard::refresh);
        }
        column->addLayout(grid);
        auto* rule = new QFrame;
        rule->setProperty("role", QStringLiteral("rule"));
        column->addWidget(rule);
    } else {
        m_name->setParent(this);
        m_parentFolder->setParent(this);
        m_name->hide();
        m_parentFolder->hide();
    }
    m_files = new FileList;
    column->addWidget(scrolled(onBase(m_files), tr("Data files")), 1);
    m_notes = makeNote();
    m_notes->setContentsMargins(12, 8, 12, 12);
    column->addWidget(m_notes);
    return page;
}

QWidget* ImportWizard::makeSplitStep()
{
    auto* page = onBase(new QWidget);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(12);
    m_split = new SplitEditor;
    m_leaks = new LeakCards;
    column->addWidget(m_split);
    column->addWidget(m_leaks);
    column->addStretch(1);
    return scrolled(page, tr("Split"));
}

QWidget* ImportWizard::makeFoot()
{
    auto* foot = new QWidget;
    foot->setProperty("role", QStringLiteral("foot"));
    foot->setAttribute(Qt::WA_StyledBackground);
    auto* line = new QHBoxLayout(foot);
    line->setContentsMargins(12, 8, 12, 8);
    line->setSpacing(8);
    m_obstacle = new ToneLabel({}, Tone::Text2);
    m_obstacle->setObjectName(QStringLiteral("importObstacle"));
    m_obstacle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    line->addWidget(m_obstacle, 1);
    auto* cancel = makeButton(tr("Cancel"));
    m_back = makeButton(tr("&Back"), QStringLiteral("chevron-left"));
    m_next = makeButton(tr("&Next"), QStringLiteral("chevron-right"));
    m_next->setObjectName(QStringLiteral("importNext"));
    m_finish =
        makePrimaryButton(isNewProject() ? tr("&Create project") : tr("&Use these data"), QStringLiteral("check"));
    m_finish->setObjectName(QStringLiteral("importFinish"));
    for (auto* button : {cancel, m_back, m_next, m_finish}) {
        button->setAutoDefault(false);
        line->addWidget(button);
    }
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_back, &QPushButton::clicked, this,
            [this] { go(static_cast<Step>(std::max(0, m_steps->currentRow() - 1))); });
    connect(m_next, &QPushButton::clicked, this,
            [this] { go(static_cast<Step>(std::min<int>(Split, m_steps->currentRow() + 1))); });
    connect(m_finish, &QPushButton::clicked, this, &QDialog::accept);
    return foot;
}

void ImportWizard::connectParts()
{
    connect(m_reading, &SourceReading::changed, this, &ImportWizard::refresh);
    connect(m_readStrip, &ReadingStrip::cancelled, m_reading, &SourceReading::cancel);
    connect(m_lookStrip, &ReadingStrip::cancelled, this, [this] {
        m_look.cancel();
        m_problem = tr("Looking at the files was cancelled.");
        refresh();
    });
    connect(m_preview, &ImportPreview::channelChosen, m_reading, &SourceReading::setChannel);
    connect(m_files, &FileList::addRequested, this, &ImportWizard::addFiles);
    connect(m_files, &FileList::edited, this,
            [this](const std::vector<DataFile>& files) { edit([&](DataSource& source) { source.files = files; }); });
    connect(m_editor, &PipelineEditor::edited, this,
            [this](const Pipeline& pipeline) { edit([&](DataSource& source) { source.pipeline = pipeline; }); });
    connect(m_split, &SplitEditor::edited, this,
            [this](const SplitRule& rule) { edit([&](DataSource& source) { source.pipeline.split = rule; }); });
    connect(m_split, &SplitEditor::seedNumberEdited, this, [this](double number) {
        m_start.seedNumber = static_cast<std::uint64_t>(number);
        edit([](DataSource&) {});
    });
    const auto tell = [this](const QString& sentence) { m_obstacle->setText(sentence); };
    connect(m_editor, &PipelineEditor::refused, this, tell);
    connect(m_split, &SplitEditor::refused, this, tell);
    connect(m_leaks, &LeakCards::splitBySubject, this, [this] {
        edit([](DataSource& source) {
            source.pipeline.split.kind = SplitRule::Kind::Groups;
            source.pipeline.split.fold = 0;
        });
    });
    connect(m_leaks, &LeakCards::noOverlap, this,
            [this] { edit([](DataSource& source) { source.pipeline.window.hop = source.pipeline.window.length; }); });
    connect(m_leaks, &LeakCards::chooseSubject, this, [this] {
        go(Roles);
        m_editor->chooseSubject();
    });
    connect(m_leaks, &LeakCards::overlapAccepted, this, [this] {
        decide(QString::fromLatin1(overlapKey), tr("Accepted: %1").arg(m_reading->overlap()));
        edit([](DataSource& source) { source.pipeline.split.allowOverlap = true; });
    });
    connect(m_leaks, &LeakCards::accepted, this, [this](const QString& key) {
        decide(key, key == QLatin1String(noSubjectIdKey)
                        ? tr("Accepted: the files name no subject; the score may not hold for a new person.")
                        : tr("Accepted: subjects are on both sides; the score may not hold for a new subject."));
    });
    connect(m_leaks, &LeakCards::reopened, this, [this](const QString& key) {
        std::erase_if(m_start.decisions, [&](const Decision& decision) { return decision.key == key; });
        refresh();
    });
}

void ImportWizard::decide(const QString& key, const QString& note)
{
    std::erase_if(m_start.decisions, [&](const Decision& decision) { return decision.key == key; });
    m_start.decisions.push_back(
        {.key = key, .note = note, .decidedAt = QDateTime::currentDateTimeUtc().toString(Qt::ISODate)});
    refresh();
}

void ImportWizard::look(const QStringList& paths)
{
    std::vector<std::filesystem::path> places;
    for (const auto& path : paths)
        places.emplace_back(path.toStdString());
    m_problem.clear();
    m_look.start([places, folder = m_start.projectFolder](
                     const Progress& progress) { return guessSource(places, folder, progress); },
                 [this](const DataSource& source) {
                     // What was decided for other data does not hold for these.
                     m_start.decisions.clear();
                     use(source);
                 },
                 [this](const QString& problem) {
                     m_problem = problem;
                     refresh();
                 });
    refresh();
}

void ImportWizard::use(const DataSource& source)
{
    m_source = source;
    m_hasSource = true;
    if (isNewProject() && m_name->text().isEmpty()) {
        auto base = QString::fromStdString(source.name).toLower().replace(QLatin1Char(' '), QLatin1Char('-'));
        base.remove(QLatin1Char('/'));
        m_name->setText(QFileInfo(freeFolder(m_parentFolder->text(), base)).fileName());
    }
    m_reading->setSource(m_source, m_start.projectFolder, m_start.seedNumber);
    refresh();
}

void ImportWizard::edit(const std::function<void(DataSource&)>& change)
{
    change(m_source);
    m_reading->setSource(m_source, m_start.projectFolder, m_start.seedNumber);
    refresh();
}

QStringList ImportWizard::placesOfFiles() const
{
    QStringList paths;
    if (m_hasSource)
        for (const auto& file : m_source.files)
            paths << QString::fromStdString(placeOf(file.file, m_start.projectFolder).string());
    return paths;
}

void ImportWizard::addFiles(bool folder)
{
    const auto there = placesOfFiles();
    const auto chosen =
        askForData(this, folder, there.isEmpty() ? m_start.dataFolder : QFileInfo(there.front()).path());
    if (!chosen.isEmpty())
        look(there + chosen); // together, so that files that belong together find each other
}

void ImportWizard::dragEnterEvent(QDragEnterEvent* event)
{
    if (dropFrom(localPaths(event->mimeData()->urls())).kind == Drop::Kind::Data)
        event->acceptProposedAction();
}

void ImportWizard::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    look(placesOfFiles() + localPaths(event->mimeData()->urls()));
}

void ImportWizard::go(Step step)
{
    m_steps->setCurrentRow(step);
    m_pages->setCurrentIndex(step == Files ? FilesPage : step == Split ? SplitPage : EditorPage);
    m_editor->setExtent(step == Windows ? PipelineEditor::Extent::Windows : PipelineEditor::Extent::Roles);
    m_preview->showWindows(step == Windows && m_source.pipeline.layout == Layout::Recordings);
    m_back->setEnabled(step > Files);
    m_next->setEnabled(step < Split);
}

QString ImportWizard::obstacle() const
{
    if (m_look.isRunning())
        return tr("Looking at the files…");
    if (!m_problem.isEmpty() && !m_hasSource)
        return tr("Choose other files.");
    if (!m_hasSource)
        return tr("Add data files, or drop them here.");
    if (isNewProject()) {
        const auto name = projectName();
        if (name.isEmpty())
            return tr("Give the project a name.");
        if (name.contains(QLatin1Char('/')) || name.startsWith(QLatin1Char('.')))
            return tr("The name becomes a folder: it must not contain / or begin with a dot.");
        if (QFileInfo::exists(projectFolder()))
            return tr("The folder %1 exists already. Choose another name.").arg(projectFolder());
    }
    switch (m_reading->state()) {
    case SourceReading::State::Empty:
    case SourceReading::State::Loading:
        return tr("The files are being read.");
    case SourceReading::State::Failed:
        return tr("The data cannot be read like this: see the message at the right.");
    case SourceReading::State::Ready:
        break;
    }
    if (!m_reading->splitProblem().isEmpty())
        return tr("The split cannot be drawn: see step 4.");
    return {};
}

void ImportWizard::refresh()
{
    if (m_hasSource) {
        m_files->setSource(m_source, m_reading->scan(), m_start.projectFolder);
        m_editor->setSource(m_source, m_reading->scan(), m_reading->train());
        m_split->setReading(*m_reading, m_start.seedNumber);
        m_leaks->setReading(*m_reading, m_start.decisions, openDecisions(m_source, m_start.decisions));
        m_notes->setText(m_reading->scan().notes.join(QLatin1Char(' ')));
    }
    m_files->setEnabled(!m_look.isRunning());
    m_editor->setEnabled(m_hasSource);
    m_split->setEnabled(m_hasSource);
    m_leaks->setVisible(m_hasSource);
    if (!m_problem.isEmpty())
        m_preview->setProblem(tr("Nothing can be made of these files"), m_problem);
    else if (m_hasSource)
        m_preview->setReading(*m_reading, m_start.projectFolder);
    const auto reason = obstacle();
    const auto open =
        m_hasSource ? openDecisions(m_source, m_start.decisions).size() + (m_reading->overlap().isEmpty() ? 0 : 1) : 0;
    m_obstacle->setText(!reason.isEmpty() ? reason
                        : open > 0        ? tr("Ready. %1 about possible leaks can be decided in step 4 or later.")
                                         .arg(open == 1 ? tr("1 question") : tr("%1 questions").arg(open))
                                   : tr("Ready."));
    m_obstacle->setToolTip(m_obstacle->text());
    m_finish->setEnabled(reason.isEmpty());
    m_finish->setToolTip(reason);
    m_lookStrip->refresh();
    m_readStrip->refresh();
}

DataSource ImportWizard::source() const
{
    return isNewProject() ? rebased(m_source, {}, projectFolder().toStdString()) : m_source;
}

std::shared_ptr<const Dataset> ImportWizard::train() const
{
    return m_reading->sharedTrain();
}

QString ImportWizard::projectFolder() const
{
    return isNewProject() ? QDir(m_parentFolder->text()).filePath(projectName())
                          : QString::fromStdString(m_start.projectFolder.string());
}

QString ImportWizard::projectName() const
{
    return m_name->text().trimmed();
}

} // namespace pitlane
