// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/datapage.h"

#include "core/base/hash.h"
#include "core/data/guess.h"
#include "ui/format.h"
#include "ui/pages/dataclasses.h"
#include "ui/pages/datafiles.h"
#include "ui/pages/datahealth.h"
#include "ui/pages/datapreview.h"
#include "ui/pages/seededit.h"
#include "ui/widgets/messagecard.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/tabledelegate.h"
#include "ui/widgets/tonelabel.h"
#include "ui/widgets/undobuttons.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QtConcurrent>

namespace pitlane {

namespace {

constexpr int leftWidth = 312;
constexpr int rightWidth = 366;

std::filesystem::path placeOf(const FileReference& file, const ProjectSession& session)
{
    return file.path.empty() ? std::filesystem::path() : (session.folder() / file.path).lexically_normal();
}

/// Classes that a network gives: channels of its last layer.
std::int64_t outputsOf(const NetworkSpec& network)
{
    const auto found = shapes(network);
    return found.empty() ? 0 : found.back().C;
}

/// What reading new files gives: a source with default seeds for its shape, or why not.
struct NewSource
{
    Draft draft;
    QString problem;
};

NewSource readNewSource(const std::filesystem::path& train, const std::filesystem::path& test,
                        const std::filesystem::path& folder)
{
    NewSource result;
    try {
        result.draft = defaultDraft(sourceFromFiles(train, test, folder), folder);
    } catch (const std::exception& error) {
        result.problem = QString::fromStdString(error.what());
    }
    return result;
}

QScrollArea* scrolled(QWidget* widget, const QString& name)
{
    auto* area = new QScrollArea;
    area->setAccessibleName(name);
    area->setWidget(widget);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return area;
}

} // namespace

DataPage::DataPage(Context& context, QWidget* parent)
    : Page(context, tr("Data"), parent), m_preview(DataPreview::of(context))
{
    addUndoButtons(barRight(), context);
    m_reread = makeButton(tr("Read again"), QStringLiteral("refresh"));
    m_open = new ToneLabel({}, Tone::Text2);
    m_continue = makePrimaryButton(tr("Continue to Seed"), QStringLiteral("chevron-right"));
    m_continue->setObjectName(QStringLiteral("continueToSeed"));
    barRight().addSpacing(8);
    barRight().addWidget(m_reread);
    barRight().addSpacing(8);
    barRight().addWidget(m_open);
    barRight().addWidget(m_continue);

    m_files = new DataFiles;
    m_classes = new DataClasses;
    m_health = new DataHealth;
    m_splitModel = new SplitModel(this);

    auto* splitPanel = new Panel(tr("Split by class"));
    splitPanel->setNote(tr("counts only: the test part stays closed"));
    auto* table = makeTable(m_splitModel, {.sum = SplitModel::SumRole, .warning = SplitModel::WarningRole}, splitPanel);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setAccessibleName(tr("Split by class"));
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    splitPanel->setContent(table);

    auto* errorHolder = new QWidget;
    errorHolder->setProperty("role", QStringLiteral("base"));
    errorHolder->setAttribute(Qt::WA_StyledBackground);
    auto* errorLayout = new QVBoxLayout(errorHolder);
    errorLayout->setContentsMargins(24, 24, 24, 24);
    m_error = new MessageCard(MessageCard::Kind::Error);
    m_error->setObjectName(QStringLiteral("dataError"));
    m_error->setMaximumWidth(560);
    auto* locate = makePrimaryButton(tr("Locate…"));
    auto* again = makeButton(tr("Try again"));
    auto* other = makeButton(tr("Choose other files…"));
    for (auto* button : {locate, again, other})
        m_error->addAction(button);
    errorLayout->addWidget(m_error);
    errorLayout->addStretch(1);
    m_middle = new QStackedWidget;
    m_middle->addWidget(m_classes);
    m_middle->addWidget(errorHolder);

    auto* middle = new QSplitter(Qt::Vertical);
    middle->setHandleWidth(1);
    middle->addWidget(m_middle);
    middle->addWidget(splitPanel);
    middle->setStretchFactor(0, 1);
    middle->setSizes({580, 216});
    auto* columns = new QSplitter(Qt::Horizontal);
    columns->setHandleWidth(1);
    columns->addWidget(scrolled(m_files, tr("Files and import")));
    columns->addWidget(middle);
    columns->addWidget(scrolled(m_health, tr("Health check")));
    columns->setStretchFactor(1, 1);
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
    connect(m_reread, &QPushButton::clicked, &m_preview, &DataPreview::reload);
    connect(again, &QPushButton::clicked, &m_preview, &DataPreview::reload);
    connect(locate, &QPushButton::clicked, this, &DataPage::askForLostFile);
    connect(other, &QPushButton::clicked, this, &DataPage::askForTrainFile);
    connect(&m_preview, &DataPreview::changed, this, &DataPage::refresh);
    connect(&context, &Context::sessionChanged, this, &DataPage::follow);

    connect(m_classes, &DataClasses::channelChosen, this, [this](int channel) { m_preview.setChannel(channel); });
    connect(m_files, &DataFiles::trainFileRequested, this, &DataPage::askForTrainFile);
    connect(m_files, &DataFiles::testFileRequested, this, &DataPage::askForTestFile);
    connect(m_files, &DataFiles::refused, &context, &Context::say);
    connect(m_health, &DataHealth::refused, &context, &Context::say);
    connect(m_files, &DataFiles::sampleRateEdited, this, [this](double hertz) {
        auto next = draft();
        next.config.data.pipeline.sampleRateHz = hertz > 0 ? std::optional(hertz) : std::nullopt;
        this->context().edit(next, tr("Sample rate"));
    });
    connect(m_health, &DataHealth::validationFractionEdited, this, [this](double fraction) {
        auto next = draft();
        next.config.data.pipeline.split.fraction = fraction;
        this->context().edit(next, tr("Share for validation"));
    });
    connect(m_health, &DataHealth::seedNumberEdited, this, [this](double number) {
        auto next = draft();
        next.config.seedNumber = static_cast<std::uint64_t>(number);
        this->context().edit(next, tr("Seed number"));
    });
    connect(m_health, &DataHealth::leakAccepted, this, [this] {
        this->context().session()->decide(
            QString::fromLatin1(noSubjectIdKey),
            tr("Accepted: the files name no subject; the score may not hold for a new patient."));
    });
    connect(m_health, &DataHealth::leakReopened, this,
            [this] { this->context().session()->revokeDecision(QString::fromLatin1(noSubjectIdKey)); });
    follow(context.session());
}

Draft DataPage::draft() const
{
    return context().session()->draft();
}

void DataPage::follow(ProjectSession* session)
{
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

std::vector<ClassCounts> DataPage::classCounts() const
{
    std::vector<ClassCounts> counts;
    const auto* train = m_preview.train();
    if (train == nullptr)
        return counts;
    for (std::size_t k = 0; k < train->classNames.size(); ++k) {
        ClassCounts item{.name = train->classNames[k], .train = 0, .validation = 0, .test = std::nullopt};
        if (k < m_preview.testCounts().size())
            item.test = m_preview.testCounts()[k];
        counts.push_back(std::move(item));
    }
    const auto label = [train](std::int64_t row) {
        return static_cast<std::size_t>(train->labels[static_cast<std::size_t>(row)]);
    };
    for (const auto row : m_preview.split().train)
        ++counts[label(row)].train;
    for (const auto row : m_preview.split().validation)
        ++counts[label(row)].validation;
    return counts;
}

void DataPage::refresh()
{
    auto* session = context().session();
    m_stack->setCurrentWidget(session != nullptr ? m_content : m_empty);
    if (session == nullptr) {
        setSubtitle({});
        m_reread->setEnabled(false);
        m_continue->setEnabled(false);
        m_open->clear();
        setBadge(Badge::None);
        return;
    }
    if (isVisible())
        m_preview.countTest();
    const auto counts = classCounts();
    m_splitModel->setCounts(counts);
    m_classes->setPreview(m_preview, counts);
    m_files->setPreview(*session, m_preview);
    m_health->setPreview(*session, m_preview);
    const bool isBroken = m_preview.state() == DataPreview::State::Failed;
    m_middle->setCurrentIndex(isBroken ? 1 : 0);
    if (isBroken)
        m_error->setText(tr("The data cannot be read"), m_preview.problem(),
                         tr("Nothing is lost: the project keeps its networks and results. Locate… accepts the same "
                            "content at another place."));
    refreshBar();
}

void DataPage::refreshBar()
{
    auto& session = *context().session();
    const auto open = static_cast<int>(openDecisions(session).size());
    const auto state = m_preview.state();
    const auto* train = m_preview.train();
    const auto name = QString::fromStdString(session.draft().config.data.name);
    m_reread->setEnabled(state != DataPreview::State::Loading);
    if (train != nullptr)
        setSubtitle(
            tr("%1 · %2 train series · %3 × %4 samples · %5 classes")
                .arg(name, format::count(train->size()), format::count(train->channels), format::count(train->length))
                .arg(train->classNames.size()));
    else
        setSubtitle(state == DataPreview::State::Loading ? tr("%1 · reading…").arg(name) : name);
    m_open->setText(open > 0 ? tr("%n decision(s) open", nullptr, open)
                                   .replace(QStringLiteral("(s)"), open == 1 ? QString() : QStringLiteral("s"))
                             : QString());
    const bool mayContinue = state == DataPreview::State::Ready && open == 0;
    m_continue->setEnabled(mayContinue);
    m_continue->setToolTip(mayContinue                            ? QString()
                           : state == DataPreview::State::Loading ? tr("The data are being read.")
                           : state == DataPreview::State::Failed  ? tr("The data cannot be read.")
                           : open == 1 ? tr("1 decision is open: see the amber card at the right.")
                                       : tr("%1 decisions are open: see the amber cards at the right.").arg(open));
    setBadge(state == DataPreview::State::Failed    ? Badge::Failed
             : open > 0                             ? Badge::Decision
             : state == DataPreview::State::Loading ? Badge::Working
                                                    : Badge::Complete);
}

QString DataPage::askForFile(const QString& title)
{
    const auto& session = *context().session();
    const auto start = placeOf(session.draft().config.data.train, session).parent_path();
    return QFileDialog::getOpenFileName(this, title,
                                        QString::fromStdString((start.empty() ? session.folder() : start).string()),
                                        tr("Time series (*.tsv *.txt *.ts *.arff);;All files (*)"));
}

void DataPage::askForTrainFile()
{
    const auto train = askForFile(tr("Choose the train file"));
    if (train.isEmpty())
        return;
    const auto test = askForFile(tr("Choose the test file (Cancel: no test part)"));
    changeFiles(train.toStdString(), test.toStdString());
}

void DataPage::askForTestFile()
{
    const auto& session = *context().session();
    const auto test = askForFile(tr("Choose the test file"));
    if (!test.isEmpty())
        changeFiles(placeOf(session.draft().config.data.train, session), test.toStdString());
}

void DataPage::askForLostFile()
{
    const auto file = askForFile(tr("Locate the moved file"));
    if (!file.isEmpty())
        relink(file.toStdString());
}

void DataPage::fail(const QString& sentence)
{
    context().say(sentence);
    m_error->setText(tr("These files cannot be used"), sentence, tr("The project keeps the data it had."));
    m_middle->setCurrentIndex(1);
}

void DataPage::changeFiles(const std::filesystem::path& train, const std::filesystem::path& test)
{
    if (m_isReading)
        return;
    m_isReading = true;
    context().say(tr("Reading %1…").arg(QString::fromStdString(train.filename().string())));
    auto* session = context().session();
    QtConcurrent::run(&readNewSource, train, test, session->folder())
        .then(this, [this, session](const NewSource& answer) {
            m_isReading = false;
            if (context().session() != session)
                return;
            if (!answer.problem.isEmpty()) {
                fail(answer.problem);
                return;
            }
            auto next = draft();
            const auto& fresh = answer.draft.config;
            const bool isNew = contentHash(fresh.data) != contentHash(next.config.data);
            if (next.config.seed.input != fresh.seed.input || outputsOf(next.config.seed) != outputsOf(fresh.seed)) {
                next.config.seed = fresh.seed;
                next.config.handTuned = fresh.handTuned;
                next.config.masks = seededit::pruned(next.config.masks, fresh.seed);
            }
            const auto rate = next.config.data.sampleRateHz;
            next.config.data = fresh.data;
            next.config.data.sampleRateHz = rate;
            context().edit(next, tr("Change the data files"));
            if (isNew) // what was accepted for other data does not hold for these
                session->revokeDecision(QString::fromLatin1(noSubjectIdKey));
            context().say(tr("Data files changed"));
        });
}

void DataPage::relink(const std::filesystem::path& file)
{
    auto next = draft();
    const auto& session = *context().session();
    try {
        const auto hash = sha256OfFile(file);
        bool found = false;
        for (auto* reference : {&next.config.data.train, &next.config.data.test}) {
            if (reference->path.empty() || reference->sha256 != hash)
                continue;
            found = true;
            *reference = sourceFromFiles(file, {}, session.folder()).train;
        }
        if (!found) {
            const auto& wanted = next.config.data.train;
            fail(tr("%1 is another file: its SHA-256 starts with %2, expected %3. Choose the file that the project was "
                    "made with, or change the data files.")
                     .arg(QString::fromStdString(file.string()), QString::fromStdString(hash.substr(0, 12)),
                          QString::fromStdString(wanted.sha256.substr(0, 12))));
            return;
        }
    } catch (const Error& error) {
        fail(QString::fromStdString(error.what()));
        return;
    }
    if (next == draft())
        m_preview.reload();
    else
        context().edit(next, tr("Locate a data file"));
}

} // namespace pitlane
