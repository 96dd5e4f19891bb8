// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/datapage.h"

#include "core/data/references.h"
#include "core/network/networkspec.h"
#include "ui/dialogs/askfordata.h"
#include "ui/dialogs/mergedialog.h"
#include "ui/format.h"
#include "ui/models/splitrows.h"
#include "ui/pages/databrowse.h"
#include "ui/pages/dataclasses.h"
#include "ui/pages/datafiles.h"
#include "ui/pages/datahealth.h"
#include "ui/pages/datapreview.h"
#include "ui/pages/dataspectrum.h"
#include "ui/pages/leakcards.h"
#include "ui/pages/relocatecard.h"
#include "ui/pages/seededit.h"
#include "ui/pages/spliteditor.h"
#include "ui/widgets/choice.h"
#include "ui/widgets/messagecard.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/readingstrip.h"
#include "ui/widgets/tabledelegate.h"
#include "ui/widgets/tonelabel.h"
#include "ui/widgets/undobuttons.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>

namespace pitlane {

namespace {

constexpr int leftWidth = 312;
constexpr int rightWidth = 366;
constexpr int leastRightWidth = 320;
enum MiddleView { ClassesView, ProblemView, MissingView };

QScrollArea* scrolled(QWidget* widget, const QString& name, int leastWidth)
{
    auto* area = new QScrollArea;
    area->setMinimumWidth(leastWidth);
    area->setWidget(widget);
    area->setWidgetResizable(true);
    area->setAccessibleName(name);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return area;
}

QWidget* held(QWidget* widget)
{
    auto* holder = new QWidget;
    holder->setProperty("role", QStringLiteral("base"));
    holder->setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(24, 24, 24, 24);
    widget->setMaximumWidth(560);
    column->addWidget(widget);
    column->addStretch(1);
    return holder;
}

/// Whether a network for these data takes and gives something else than `seed`.
bool fits(const NetworkSpec& seed, const NetworkSpec& wanted)
{
    const auto outputs = [](const NetworkSpec& network) {
        const auto found = shapes(network);
        return found.empty() ? std::int64_t(0) : found.back().C;
    };
    return seed.input == wanted.input && outputs(seed) == outputs(wanted);
}

bool hasFrames(const DataSource& source)
{
    return source.pipeline.frontEnd.kind != FrontEnd::Kind::None;
}

QString shapeWords(const Dataset& train, bool areFrames)
{
    const auto steps = areFrames ? QObject::tr("frames") : QObject::tr("samples");
    switch (train.task) {
    case Task::Classification:
        return QObject::tr("%1 × %2 %3 · %4 classes")
            .arg(format::count(train.channels), format::count(train.length), steps)
            .arg(train.classNames.size());
    case Task::Regression:
        return QObject::tr("%1 × %2 %3 · %4")
            .arg(format::count(train.channels), format::count(train.length), steps,
                 train.targetUnit.empty()
                     ? QObject::tr("regression")
                     : QObject::tr("regression in %1").arg(QString::fromStdString(train.targetUnit)));
    case Task::NextStep:
        return QObject::tr("%1 channels · up to %2 steps · next step")
            .arg(format::count(train.channels), format::count(train.length));
    }
    return {};
}

} // namespace

DataPage::DataPage(Context& context, QWidget* parent)
    : Page(context, tr("Data"), parent), m_preview(DataPreview::of(context))
{
    addUndoButtons(barRight(), context);
    m_reimport = makeButton(tr("Re-import"), QStringLiteral("refresh"));
    m_reimport->setObjectName(QStringLiteral("reimport"));
    m_open = new ToneLabel({}, Tone::Text2);
    m_continue = makePrimaryButton(tr("Continue to Seed"), QStringLiteral("chevron-right"));
    m_continue->setObjectName(QStringLiteral("continueToSeed"));
    barRight().addSpacing(8);
    barRight().addWidget(m_reimport);
    barRight().addSpacing(8);
    barRight().addWidget(m_open);
    barRight().addWidget(m_continue);

    m_files = new DataFiles;
    m_health = new DataHealth;
    auto* columns = new QSplitter(Qt::Horizontal);
    columns->setHandleWidth(1);
    columns->addWidget(scrolled(m_files, tr("Files and import"), leftWidth));
    columns->addWidget(makeMiddle());
    columns->addWidget(scrolled(m_health, tr("Health check"), leastRightWidth));
    columns->setStretchFactor(1, 1);
    columns->setChildrenCollapsible(false);
    columns->setSizes({leftWidth, 690, rightWidth});
    m_content = columns;

    auto* toStart = makePrimaryButton(tr("Go to Start"));
    m_empty = makeEmptyState(QStringLiteral("data"), tr("No project is open"),
                             tr("Open a project, the demo, or drop a data file on the window."), toStart);
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_content);
    setContent(m_stack);
    connect(toStart, &QPushButton::clicked, this, [this] { this->context().go(Mode::Start); });
    connect(m_continue, &QPushButton::clicked, this, [this] { this->context().go(Mode::Seed); });
    connect(m_reimport, &QPushButton::clicked, this, [this] { reimport({}); });
    connect(&m_preview, &DataPreview::changed, this, &DataPage::refresh);
    connect(&context, &Context::sessionChanged, this, &DataPage::follow);
    connectParts();
    follow(context.session());
}

QWidget* DataPage::makeMiddle()
{
    m_classes = new DataClasses;
    m_browse = new DataBrowse;
    m_spectrum = new DataSpectrum;
    m_browseView = m_classes->addView(tr("Browse"), m_browse);
    m_classes->addView(tr("Spectrum"), m_spectrum);
    connect(m_browse, &DataBrowse::failed, &context(), &Context::say);
    m_splitModel = new SplitModel(this);
    m_splitPanel = new Panel(tr("Split by class"));
    m_fold = new Choice(tr("Fold"));
    m_fold->setObjectName(QStringLiteral("foldChoice"));
    m_fold->setFixedWidth(88);
    m_splitPanel->tools().addWidget(m_fold);
    auto* table =
        makeTable(m_splitModel, {.sum = SplitModel::SumRole, .warning = SplitModel::WarningRole}, m_splitPanel);
    table->setObjectName(QStringLiteral("splitTable"));
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setAccessibleName(tr("Split in numbers"));
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_splitPanel->setContent(table);

    m_middle = new QStackedWidget;
    m_middle->addWidget(m_classes);
    m_middle->addWidget(makeProblems());
    m_relocate = new RelocateCard;
    m_middle->addWidget(held(m_relocate));

    m_strip = new ReadingStrip;
    m_strip->follow(m_preview.task());
    auto* upper = new QWidget;
    auto* column = new QVBoxLayout(upper);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_strip);
    column->addWidget(m_middle, 1);
    auto* middle = new QSplitter(Qt::Vertical);
    middle->setHandleWidth(1);
    middle->addWidget(upper);
    middle->addWidget(m_splitPanel);
    middle->setStretchFactor(0, 1);
    middle->setSizes({580, 216});
    return middle;
}

QWidget* DataPage::makeProblems()
{
    m_error = new MessageCard(MessageCard::Kind::Error);
    m_error->setObjectName(QStringLiteral("dataError"));
    auto* undo = makeButton(tr("Undo the last change"), QStringLiteral("undo"));
    auto* again = makeButton(tr("Read again"), QStringLiteral("refresh"));
    auto* other = makeButton(tr("Re-import…"));
    for (auto* button : {undo, again, other})
        m_error->addAction(button);
    auto& stack = context().undoStack();
    undo->setEnabled(stack.canUndo());
    connect(&stack, &QUndoStack::canUndoChanged, undo, &QWidget::setEnabled);
    connect(undo, &QPushButton::clicked, &stack, &QUndoStack::undo);
    connect(again, &QPushButton::clicked, &m_preview, &DataPreview::reload);
    connect(other, &QPushButton::clicked, this, [this] { reimport({}); });
    return held(m_error);
}

void DataPage::connectParts()
{
    auto& context = this->context();
    connect(m_strip, &ReadingStrip::cancelled, &m_preview, &DataPreview::cancel);
    connect(m_classes, &DataClasses::channelChosen, this, [this](int channel) { m_preview.setChannel(channel); });
    connect(m_files, &DataFiles::refused, &context, &Context::say);
    connect(m_health, &DataHealth::refused, &context, &Context::say);
    connect(m_files, &DataFiles::addRequested, this, &DataPage::askForFiles);
    connect(m_files, &DataFiles::filesEdited, this, [this](const std::vector<DataFile>& files, const QString& what) {
        edit(what, [&](DataSource& source) { source.files = files; });
    });
    connect(m_files, &DataFiles::pipelineEdited, this, [this](const Pipeline& pipeline, const QString& what) {
        edit(what, [&](DataSource& source) { source.pipeline = pipeline; });
    });
    connect(m_health, &DataHealth::splitEdited, this, [this](const SplitRule& rule, const QString& what) {
        edit(what, [&](DataSource& source) { source.pipeline.split = rule; });
    });
    connect(m_fold, &Choice::chosen, this, [this](const QVariant& fold) {
        edit(tr("Fold"), [&](DataSource& source) { source.pipeline.split.fold = fold.toInt(); });
    });
    connect(m_health, &DataHealth::seedNumberEdited, this, [this](double number) {
        auto next = draft();
        next.config.seedNumber = static_cast<std::uint64_t>(number);
        this->context().edit(next, tr("Seed number"));
    });
    connect(m_health, &DataHealth::weightsWanted, this, [this] {
        edit(tr("Weight classes"), [](DataSource& source) { source.pipeline.classWeights = ClassWeights::Balanced; });
    });
    connect(m_health, &DataHealth::mergeWanted, this, &DataPage::merge);
    connect(m_health, &DataHealth::examplesWanted, this,
            [this](const QString& what, const std::vector<std::int64_t>& rows) {
                m_classes->showView(m_browseView);
                m_browse->showFound(what, rows);
            });
    connect(m_health, &DataHealth::findingKept, this, [this](const QString& key) {
        decide(QLatin1String(healthKey) + key, tr("Looked at on the Data page, and kept."));
    });
    connect(m_health, &DataHealth::findingReopened, this,
            [this](const QString& key) { this->context().session()->revokeDecision(QLatin1String(healthKey) + key); });
    auto& leaks = m_health->leaks();
    connect(&leaks, &LeakCards::splitBySubject, this, &DataPage::splitBySubject);
    connect(&leaks, &LeakCards::noOverlap, this, [this] {
        edit(tr("Windows without overlap"),
             [](DataSource& source) { source.pipeline.window.hop = source.pipeline.window.length; });
    });
    connect(&leaks, &LeakCards::chooseSubject, m_files, &DataFiles::chooseSubject);
    connect(&leaks, &LeakCards::overlapAccepted, this, &DataPage::acceptOverlap);
    connect(&leaks, &LeakCards::accepted, this, [this](const QString& key) {
        decide(key, key == QLatin1String(noSubjectIdKey)
                        ? tr("Accepted: the files name no subject; the score may not hold for a new person.")
                        : tr("Accepted: subjects are on both sides; the score may not hold for a new subject."));
    });
    connect(&leaks, &LeakCards::reopened, this,
            [this](const QString& key) { this->context().session()->revokeDecision(key); });
    connect(m_relocate, &RelocateCard::otherFilesWanted, this, [this] { reimport({}); });
    connect(m_relocate, &RelocateCard::found, this, [this](const DataSource& found) {
        edit(tr("Locate the data files"), [&](DataSource& source) { source.files = found.files; });
    });
}

Draft DataPage::draft() const
{
    return context().session()->draft();
}

bool DataPage::isEditable() const
{
    return context().session() != nullptr && !context().session()->isReadOnly();
}

void DataPage::follow(ProjectSession* session)
{
    m_step.clear();
    if (session != nullptr) {
        connect(session, &ProjectSession::draftChanged, this, &DataPage::refresh);
        connect(session, &ProjectSession::decisionsChanged, this, &DataPage::refresh);
    }
    refresh();
}

void DataPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    m_preview.countTest();
}

void DataPage::edit(const QString& what, const std::function<void(DataSource&)>& change)
{
    if (!isEditable())
        return;
    auto next = draft();
    change(next.config.data);
    if (next == draft())
        return;
    m_step = QStringLiteral("data.%1").arg(++m_steps);
    m_stepText = what;
    context().edit(next, what, m_step);
    shapeSeed();
}

/// The examples of the last edit may have another shape than the seed takes.
void DataPage::shapeSeed()
{
    if (m_step.isEmpty() || m_preview.state() == SourceReading::State::Loading)
        return;
    m_step.clear();
    const auto* train = m_preview.train();
    if (train == nullptr)
        return;
    const auto data = draft().config.data;
    if (data == m_preview.source())
        use(data, *train, {});
}

void DataPage::use(const DataSource& source, const Dataset& train, const QString& what)
{
    if (!isEditable())
        return;
    auto next = draft();
    const bool isNew = contentHash(source) != contentHash(next.config.data);
    try {
        const auto fresh = draftForData(source, train);
        if (!fits(next.config.seed, fresh.config.seed)) {
            next.config.seed = fresh.config.seed;
            next.config.handTuned = fresh.config.handTuned;
            next.config.masks = seededit::pruned(next.config.masks, fresh.config.seed);
            context().say(tr("The seed takes the new shape of the data: %1").arg(shapeWords(train, hasFrames(source))));
        }
    } catch (const Error& error) {
        context().say(QString::fromUtf8(error.what()));
    }
    next.config.data = source;
    const bool isFollowing = what.isEmpty(); // the second half of edit()
    context().edit(next, isFollowing ? m_stepText : what,
                   isFollowing ? QStringLiteral("data.%1").arg(m_steps) : QString());
    if (isNew && !isFollowing) // what was accepted for other data does not hold for these
        for (const auto& decision : context().session()->decisions())
            context().session()->revokeDecision(decision.key);
}

void DataPage::decide(const QString& key, const QString& note)
{
    if (isEditable())
        context().session()->decide(key, note);
}

void DataPage::merge(const std::vector<std::int64_t>& classes)
{
    const auto* train = m_preview.train();
    if (train == nullptr || !isEditable())
        return;
    MergeDialog dialog(*train, classes, this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    edit(tr("Merge classes"),
         [&](DataSource& source) { mergeClasses(source.pipeline.label, dialog.classes(), dialog.title()); });
}

void DataPage::splitBySubject()
{
    edit(tr("Split by subject"), [](DataSource& source) {
        auto& split = source.pipeline.split;
        split.kind = SplitRule::Kind::Groups;
        split.fold = 0;
        split.allowOverlap = false;
    });
}

void DataPage::acceptOverlap()
{
    const auto sentence = m_preview.overlap();
    edit(tr("Accept overlapping windows"), [](DataSource& source) { source.pipeline.split.allowOverlap = true; });
    decide(QString::fromLatin1(overlapKey), tr("Accepted: %1").arg(sentence));
}

void DataPage::askForFiles(bool folder)
{
    const auto& session = *context().session();
    const auto& files = session.draft().config.data.files;
    const auto start = files.empty() ? session.folder() : placeOf(files.front().file, session.folder()).parent_path();
    const auto chosen = askForData(this, folder, QString::fromStdString(start.string()));
    if (chosen.isEmpty())
        return;
    QStringList paths; // together with what is there, so that companions find each other
    for (const auto& file : files)
        paths << QString::fromStdString(placeOf(file.file, session.folder()).string());
    reimport(paths + chosen);
}

void DataPage::reimport(const QStringList& paths)
{
    if (isEditable())
        Q_EMIT wizardRequested(paths);
}

void DataPage::refresh()
{
    auto* session = context().session();
    m_stack->setCurrentWidget(session != nullptr ? m_content : m_empty);
    m_strip->refresh();
    if (session == nullptr) {
        setSubtitle({});
        m_reimport->setEnabled(false);
        m_continue->setEnabled(false);
        m_open->clear();
        setBadge(Badge::None);
        return;
    }
    if (isVisible())
        m_preview.countTest();
    m_files->setPreview(*session, m_preview);
    m_health->setPreview(*session, m_preview);
    refreshSplit();
    refreshMiddle();
    refreshBar();
    shapeSeed();
}

void DataPage::refreshSplit()
{
    const auto& rule = m_preview.source().pipeline.split;
    const auto folds = foldsOf(rule);
    QList<Choice::Item> items;
    for (int fold = 0; fold < std::max(folds, rule.fold + 1); ++fold)
        items << Choice::Item{.text = tr("Fold %1").arg(fold + 1), .value = fold};
    m_fold->setItems(items, rule.fold);
    m_fold->setVisible(folds > 1);
    m_fold->setEnabled(isEditable());
    if (m_preview.state() == SourceReading::State::Loading)
        return;
    const auto* train = m_preview.train();
    if (train == nullptr) {
        m_splitModel->setCounts({});
        m_splitPanel->setNote({});
        return;
    }
    const auto rows =
        splitRows(*train, m_preview.split(), rule, m_preview.source().pipeline.classWeights, m_preview.testOutline());
    m_splitPanel->setTitle(rows.title);
    m_splitPanel->setNote(folds > 1 ? tr("fold %1 of %2 shown; test: counts only").arg(rule.fold + 1).arg(folds)
                                    : tr("test: counts only"));
    m_splitModel->setCounts(rows.rows, rows.column, !rows.isBySubject);
}

void DataPage::refreshMiddle()
{
    if (m_preview.state() != SourceReading::State::Failed) {
        m_middle->setCurrentIndex(ClassesView);
        m_classes->setReading(m_preview);
        if (m_preview.state() == SourceReading::State::Ready) {
            m_browse->setSource(m_preview.source(), context().session()->folder());
            m_browse->setExamples(m_preview.sharedTrain());
            m_spectrum->setData(m_preview.sharedTrain());
        }
        return;
    }
    const auto& session = *context().session();
    if (m_relocate->setSource(session.draft().config.data, session.folder())) {
        m_middle->setCurrentIndex(MissingView);
        return;
    }
    m_error->setText(m_preview.isCancelled() ? tr("The data are not read") : tr("The data cannot be read like this"),
                     m_preview.problem(), tr("Nothing is lost: the project keeps its networks and results."));
    m_middle->setCurrentIndex(ProblemView);
}

void DataPage::refreshBar()
{
    auto& session = *context().session();
    const auto overlaps = m_preview.overlap().isEmpty() ? 0 : 1;
    const auto open = static_cast<int>(openDecisions(session).size()) + overlaps;
    const auto state = m_preview.state();
    const auto* train = m_preview.train();
    const auto& data = session.draft().config.data;
    auto name = QString::fromStdString(data.name);
    if (data.kind == DataSource::Kind::Synthetic && !name.contains(QStringLiteral("synthetic"), Qt::CaseInsensitive))
        name += tr(" (synthetic)");
    m_reimport->setEnabled(state != SourceReading::State::Loading && !session.isReadOnly());
    if (train != nullptr)
        setSubtitle(tr("%1 · %2 train examples · %3")
                        .arg(name, format::count(train->size()), shapeWords(*train, hasFrames(data))));
    else
        setSubtitle(state == SourceReading::State::Loading ? tr("%1 · reading…").arg(name) : name);
    m_open->setText(open == 0 ? QString() : open == 1 ? tr("1 decision open") : tr("%1 decisions open").arg(open));
    const bool isSplit = m_preview.splitProblem().isEmpty();
    const bool mayContinue = state == SourceReading::State::Ready && open == 0 && isSplit;
    m_continue->setEnabled(mayContinue);
    m_continue->setToolTip(mayContinue                              ? QString()
                           : state == SourceReading::State::Loading ? tr("The data are being read.")
                           : state == SourceReading::State::Failed  ? tr("The data cannot be read.")
                           : !isSplit                               ? m_preview.splitProblem()
                           : open == 1 ? tr("1 decision is open: see the amber card at the right.")
                                       : tr("%1 decisions are open: see the amber cards at the right.").arg(open));
    setBadge(state == SourceReading::State::Failed || (state == SourceReading::State::Ready && !isSplit) ? Badge::Failed
             : open > 0                               ? Badge::Decision
             : state == SourceReading::State::Loading ? Badge::Working
                                                      : Badge::Complete);
}

} // namespace pitlane
