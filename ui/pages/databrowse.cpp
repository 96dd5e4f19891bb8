// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/databrowse.h"

#include "plots/rawoverview.h"
#include "plots/rawplot.h"
#include "ui/backgroundtask.h"
#include "ui/format.h"
#include "ui/models/rawview.h"
#include "ui/pages/datachecks.h"
#include "ui/theme/theme.h"
#include "ui/widgets/choice.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/readingstrip.h"
#include "ui/widgets/segmented.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>

namespace pitlane {

namespace {

constexpr int barHeight = 36;
constexpr int inFile = 0; ///< stages
constexpr int prepared = 1;
constexpr int allClasses = -1; ///< beside classes
constexpr int foundOnes = -2;

QWidget* makeBar(const char* role, QWidget* parent)
{
    auto* bar = new QWidget(parent);
    bar->setProperty("role", QLatin1String(role));
    bar->setAttribute(Qt::WA_StyledBackground);
    bar->setFixedHeight(barHeight);
    auto* line = new QHBoxLayout(bar);
    line->setContentsMargins(12, 0, 8, 0);
    line->setSpacing(4);
    return bar;
}

QHBoxLayout& lineOf(QWidget& bar)
{
    return *static_cast<QHBoxLayout*>(bar.layout());
}

} // namespace

DataBrowse::DataBrowse(QWidget* parent) : QWidget(parent), m_reading(new BackgroundTask(this))
{
    setAccessibleName(tr("Raw signals"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    buildHeader();
    m_plot = new RawPlot;
    m_scroll = new QScrollArea;
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setWidget(m_plot);
    m_overview = new RawOverview;
    buildFoot();
    m_plotView = new QWidget;
    auto* plots = new QVBoxLayout(m_plotView);
    plots->setContentsMargins(0, 0, 0, 0);
    plots->setSpacing(0);
    plots->addWidget(m_scroll, 1);
    plots->addWidget(m_overview);
    plots->addWidget(m_foot);
    m_views = new QStackedWidget;
    m_views->addWidget(m_plotView);
    m_strip = new ReadingStrip;
    m_strip->follow(*m_reading);
    column->addWidget(m_header);
    column->addWidget(m_views, 1);
    column->addWidget(m_strip);

    connect(m_strip, &ReadingStrip::cancelled, this, &DataBrowse::cancel);
    connect(m_plot, &RawPlot::rangeChanged, this, &DataBrowse::rangeChanged);
    connect(m_plot, &RawPlot::cursorMoved, this, &DataBrowse::refreshReadout);
    connect(m_overview, &RawOverview::rangeWanted, m_plot, &RawPlot::setRange);
    connect(m_overview, &RawOverview::wheelTurned, m_plot, &RawPlot::zoom);
    connect(&Theme::instance(), &Theme::changed, this, &DataBrowse::recolour);
    recolour();
    showMessage(QStringLiteral("data"), tr("No data yet"), tr("Signals appear here once the project has data."));
}

DataBrowse::~DataBrowse() = default;

void DataBrowse::buildHeader()
{
    m_header = makeBar("header", this);
    m_recordings = new Choice(tr("Recording"));
    m_recordings->setObjectName(QStringLiteral("recordings"));
    m_recordings->setMaximumWidth(320);
    m_recordings->setMaxVisibleItems(20);
    m_classes = new Choice(tr("Class"));
    m_classes->setObjectName(QStringLiteral("exampleClass"));
    m_classes->setMaximumWidth(220);
    m_previous = makeToolButton(QStringLiteral("chevron-left"), tr("Previous"));
    m_previous->setObjectName(QStringLiteral("previous"));
    m_next = makeToolButton(QStringLiteral("chevron-right"), tr("Next"));
    m_next->setObjectName(QStringLiteral("next"));
    m_position = new QLabel;
    m_position->setObjectName(QStringLiteral("position"));
    m_position->setProperty("role", QStringLiteral("small"));
    m_position->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_endFound = makeToolButton(QStringLiteral("close"), tr("Back to all of them"));
    m_endFound->setObjectName(QStringLiteral("endFound"));
    m_stage = new Segmented({tr("As in the file"), tr("Filtered")}, m_header);
    m_stage->setAccessibleName(tr("Before or after resampling and filters"));
    m_stage->setObjectName(QStringLiteral("stage"));
    m_stage->setCurrentIndex(prepared);
    auto& line = lineOf(*m_header);
    line.addWidget(m_recordings, 2);
    line.addWidget(m_classes, 2);
    line.addWidget(m_previous);
    line.addWidget(m_next);
    line.addWidget(m_endFound);
    line.addSpacing(4);
    line.addWidget(m_position, 1);
    line.addWidget(m_stage);
    m_header->hide();
    connect(m_recordings, &Choice::chosen, this, [this](const QVariant& index) {
        m_found.clear();
        chooseRecording(index.toInt());
        refreshHeader();
    });
    connect(m_endFound, &QToolButton::clicked, this, &DataBrowse::endFound);
    connect(m_classes, &Choice::chosen, this, &DataBrowse::chooseClass);
    connect(m_previous, &QToolButton::clicked, this, [this] { step(-1); });
    connect(m_next, &QToolButton::clicked, this, [this] { step(1); });
    connect(m_stage, &QTabBar::currentChanged, this, [this] {
        m_isRecordingStale = true;
        if (hasRecordings() && isVisible())
            readRecording(); // takes the place of what is being read
    });
}

void DataBrowse::buildFoot()
{
    m_foot = makeBar("foot", this);
    m_readout = new QLabel;
    m_readout->setObjectName(QStringLiteral("readout"));
    m_readout->setProperty("role", QStringLiteral("small"));
    m_readout->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_readout->setTextFormat(Qt::PlainText);
    m_fitHeights = new QToolButton;
    m_fitHeights->setText(tr("Fit heights"));
    m_fitHeights->setToolTip(tr("Value axes follow what is shown instead of the whole recording"));
    m_fitHeights->setObjectName(QStringLiteral("fitHeights"));
    m_fitHeights->setCheckable(true);
    m_fitHeights->setFocusPolicy(Qt::TabFocus);
    auto* closer = makeToolButton(QStringLiteral("plus"), tr("Zoom in (+)"));
    auto* farther = makeToolButton(QStringLiteral("minus"), tr("Zoom out (−)"));
    auto* all = makeToolButton(QStringLiteral("fit"), tr("Show everything (0)"));
    m_copy = makeToolButton(QStringLiteral("copy"), tr("Copy the visible range as CSV (Ctrl+C)"));
    m_copy->setObjectName(QStringLiteral("copyVisible"));
    auto& line = lineOf(*m_foot);
    line.addWidget(m_readout, 1);
    for (auto* button : {m_fitHeights, closer, farther, all, m_copy})
        line.addWidget(button);
    connect(m_fitHeights, &QToolButton::toggled, m_plot, &RawPlot::setFitsHeights);
    connect(closer, &QToolButton::clicked, m_plot, [this] { m_plot->zoom(1.25); });
    connect(farther, &QToolButton::clicked, m_plot, [this] { m_plot->zoom(0.8); });
    connect(all, &QToolButton::clicked, m_plot, &RawPlot::fit);
    connect(m_copy, &QToolButton::clicked, this, &DataBrowse::copyVisible);
}

void DataBrowse::recolour()
{
    const auto& theme = Theme::instance().plotTheme();
    m_plot->setTheme(theme);
    m_overview->setTheme(theme);
}

void DataBrowse::setSource(const DataSource& source, const std::filesystem::path& projectFolder)
{
    if (m_source == source && m_folder == projectFolder)
        return;
    m_source = source;
    m_folder = projectFolder;
    m_reading->cancel(); // late answers to the old question are dropped
    if (hasRecordings())
        m_wanted = m_names[static_cast<std::size_t>(m_current)];
    m_names.clear();
    m_isStale = true;
    if (m_plot->recording() == nullptr)
        m_views->setCurrentWidget(m_plotView); // empty until something has been read
    refresh();
}

void DataBrowse::setExamples(std::shared_ptr<const Dataset> examples)
{
    if (examples == m_examples)
        return;
    m_examples = std::move(examples);
    m_rows.clear();
    m_example = 0;
    m_found.clear();
    fillClasses(allClasses);
    if (!hasRecordings() && !m_isStale)
        chooseClass();
    else
        refreshHeader();
}

void DataBrowse::fillClasses(int chosen)
{
    QList<Choice::Item> items;
    if (!m_found.empty())
        items.append({tr("Found: %1").arg(format::count(std::ssize(m_found))), foundOnes});
    items.append({tr("All classes"), allClasses});
    if (m_examples != nullptr && m_examples->task == Task::Classification)
        for (std::size_t k = 0; k < m_examples->classNames.size(); ++k)
            items.append({datachecks::classTitle(m_examples->classNames[k]), static_cast<int>(k)});
    m_classes->setItems(items, chosen);
}

void DataBrowse::showFound(const QString& what, const std::vector<std::int64_t>& rows)
{
    if (m_examples == nullptr || rows.empty())
        return;
    m_found = rows;
    m_foundWhat = what;
    m_foundAt = 0;
    fillClasses(foundOnes);
    if (m_isStale)
        refresh(); // takeNames() goes there
    else if (hasRecordings())
        goToFound(0);
    else
        chooseClass();
}

void DataBrowse::endFound()
{
    m_found.clear();
    fillClasses(allClasses);
    if (hasRecordings())
        refreshHeader();
    else
        chooseClass();
}

/// Where the example that is looked at was cut from; nullptr where that is not known.
const Span* DataBrowse::foundSpan() const
{
    if (m_found.empty() || m_examples == nullptr)
        return nullptr;
    const auto row = static_cast<std::size_t>(m_found[static_cast<std::size_t>(m_foundAt)]);
    const auto* span = row < m_examples->spans.size() ? &m_examples->spans[row] : nullptr;
    return span != nullptr && span->recording < std::ssize(m_names) ? span : nullptr;
}

void DataBrowse::goToFound(int at)
{
    m_foundAt = std::clamp(at, 0, static_cast<int>(m_found.size()) - 1);
    const auto* span = foundSpan();
    if (span == nullptr) {
        endFound();
        return;
    }
    const bool isShown = m_plot->recording() != nullptr && span->recording == m_current && !m_reading->isRunning();
    m_current = span->recording;
    m_recordings->setCurrentIndex(m_current);
    refreshHeader();
    if (isShown) {
        showFoundRange();
        return;
    }
    m_isFoundAwaited = true;
    readRecording();
}

/// Samples of a window are counted at the common rate; the recording may be shown as it is in the file.
void DataBrowse::showFoundRange()
{
    const auto* span = foundSpan();
    const auto* recording = m_plot->recording();
    if (span == nullptr || recording == nullptr || recording->channels.empty())
        return;
    const auto own = recording->channels.front().step();
    const auto step =
        recording->inSeconds && m_source->pipeline.sampleRateHz ? 1 / *m_source->pipeline.sampleRateHz : own;
    m_plot->setRange(static_cast<double>(span->first) * step, static_cast<double>(span->first + span->count) * step);
}

void DataBrowse::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

/// Reads what is missing, as long as somebody looks.
void DataBrowse::refresh()
{
    if (!isVisible() || !m_source || m_reading->isRunning())
        return;
    if (m_isStale)
        readNames();
    else if (hasRecordings() && m_isRecordingStale)
        readRecording();
}

bool DataBrowse::hasPreparation() const
{
    const auto& pipeline = m_source->pipeline;
    return !pipeline.filters.empty() || pipeline.sampleRateHz ||
           std::ranges::any_of(pipeline.channels,
                               [](const ChannelRole& role) { return role.sampleRateHz.has_value(); });
}

void DataBrowse::readNames()
{
    m_reading->start(
        [source = *m_source, folder = m_folder](const Progress&) { return recordingNames(source, folder); },
        [this](const std::vector<std::string>& names) { takeNames(names); },
        [this](const QString& problem) {
            showMessage(QStringLiteral("error"), tr("The recordings could not be listed"), problem, tr("Try again"));
            Q_EMIT failed(problem);
        });
    m_strip->refresh();
}

void DataBrowse::takeNames(const std::vector<std::string>& names)
{
    m_isStale = false;
    m_names = names;
    if (!hasRecordings()) {
        m_current = -1;
        chooseClass();
        return;
    }
    const auto same = std::ranges::find(m_names, m_wanted);
    m_current = same == m_names.end() ? 0 : static_cast<int>(same - m_names.begin());
    QList<Choice::Item> items;
    for (std::size_t i = 0; i < m_names.size(); ++i)
        items.append({QString::fromStdString(m_names[i]), static_cast<int>(i)});
    m_recordings->setItems(items, m_current);
    if (!m_found.empty()) {
        goToFound(m_foundAt);
        return;
    }
    refreshHeader();
    readRecording();
}

void DataBrowse::chooseRecording(int index)
{
    if (index < 0 || index >= std::ssize(m_names) || index == m_current)
        return;
    m_current = index;
    m_recordings->setCurrentIndex(index);
    refreshHeader();
    readRecording();
}

void DataBrowse::readRecording()
{
    m_isRecordingStale = false;
    const bool filtered = m_stage->currentIndex() == prepared || !hasPreparation();
    m_reading->start(
        [source = *m_source, folder = m_folder, index = m_current, filtered](const Progress& progress) {
            auto recording = loadRecording(source, index, folder, filtered, progress.part(0, 0.95));
            return std::shared_ptr<const RawSignals>(
                std::make_shared<RawSignals>(rawSignals(std::move(recording), source.pipeline)));
        },
        [this](std::shared_ptr<const RawSignals> recording) { takeRecording(std::move(recording)); },
        [this](const QString& problem) {
            m_isRecordingStale = true;
            showMessage(QStringLiteral("error"), tr("The recording could not be read"), problem, tr("Try again"));
            Q_EMIT failed(problem);
        });
    m_strip->refresh();
}

void DataBrowse::takeRecording(std::shared_ptr<const RawSignals> recording)
{
    const auto* before = m_plot->recording();
    std::optional<TimeRange> range; // the same stretch, before and after the filters
    if (before != nullptr && before->name == recording->name && before->inSeconds == recording->inSeconds &&
        !m_plot->range().isWhole())
        range = m_plot->range();
    m_overview->setSignals(recording);
    m_plot->setSignals(recording);
    if (m_isFoundAwaited)
        showFoundRange();
    else if (range)
        m_plot->setRange(range->from(), range->to());
    m_isFoundAwaited = false;
    m_views->setCurrentWidget(m_plotView);
    refreshReadout();
    Q_EMIT shown(recording->name);
}

void DataBrowse::chooseClass()
{
    if (m_examples == nullptr) {
        refreshHeader();
        showMessage(QStringLiteral("data"), tr("No examples yet"),
                    tr("They appear here once the data have been read."));
        return;
    }
    const auto wanted = m_classes->value().toInt();
    if (wanted != foundOnes && !m_found.empty()) {
        m_found.clear();
        fillClasses(wanted);
    }
    m_rows = m_found;
    for (std::int64_t n = 0; wanted != foundOnes && n < m_examples->size(); ++n)
        if (wanted < 0 || m_examples->labels[static_cast<std::size_t>(n)] == wanted)
            m_rows.push_back(n);
    if (m_rows.empty()) {
        refreshHeader();
        showMessage(QStringLiteral("data"), tr("No example of this class"),
                    tr("The train part has none. Choose another class."));
        return;
    }
    showExample(0);
}

void DataBrowse::showExample(int position)
{
    m_example = std::clamp(position, 0, static_cast<int>(m_rows.size()) - 1);
    const auto row = m_rows[static_cast<std::size_t>(m_example)];
    auto example = std::make_shared<RawSignals>(rawSignals(*m_examples, row));
    m_overview->setSignals(example);
    m_plot->setSignals(example);
    m_views->setCurrentWidget(m_plotView);
    refreshHeader();
    refreshReadout();
    Q_EMIT shown(example->name);
}

void DataBrowse::step(int by)
{
    if (hasRecordings() && !m_found.empty())
        goToFound(m_foundAt + by);
    else if (hasRecordings())
        chooseRecording(m_current + by);
    else if (!m_rows.empty())
        showExample(m_example + by);
}

void DataBrowse::refreshHeader()
{
    const bool recordings = hasRecordings();
    const bool examples = !recordings && m_examples != nullptr;
    m_header->setVisible(recordings || examples);
    m_recordings->setVisible(recordings);
    m_classes->setVisible(examples && m_classes->count() > 1);
    m_stage->setVisible(recordings && hasPreparation());
    const bool isFound = !m_found.empty();
    m_endFound->setVisible(isFound);
    const auto at = recordings && isFound ? m_foundAt : recordings ? m_current : m_example;
    const auto count = recordings && isFound ? std::ssize(m_found)
                       : recordings          ? std::ssize(m_names)
                                             : std::ssize(m_rows);
    m_previous->setEnabled(at > 0);
    m_next->setEnabled(at + 1 < count);
    QString text;
    if (recordings && isFound)
        text = tr("%1 of %2 found · series %3")
                   .arg(format::count(at + 1), format::count(count),
                        format::count(m_found[static_cast<std::size_t>(at)] + 1));
    else if (recordings)
        text = tr("%1 of %2").arg(format::count(at + 1), format::count(count));
    else if (!m_rows.empty())
        text = tr("%1 of %2 · %3 · row %4 of the train part")
                   .arg(format::count(at + 1), format::count(count),
                        answerText(*m_examples, m_rows[static_cast<std::size_t>(at)]),
                        format::count(m_rows[static_cast<std::size_t>(at)] + 1));
    m_position->setText(text);
    m_position->setToolTip(isFound ? tr("%1\n%2").arg(m_foundWhat, text) : text);
}

void DataBrowse::rangeChanged(double from, double to)
{
    const auto area = m_plot->plotRect();
    m_overview->setMargins(area.left(), std::max(0, m_overview->width() - area.right() - 1));
    m_overview->setRange(from, to);
    const auto* recording = m_plot->recording();
    const auto rows = recording != nullptr ? csvRows(*recording, from, to) : 0;
    m_fitHeights->setVisible(recording != nullptr && !recording->picture);
    m_copy->setEnabled(rows > 0 && rows <= mostCopiedRows);
    m_copy->setToolTip(rows <= mostCopiedRows
                           ? tr("Copy the visible range as CSV (Ctrl+C): %1 rows").arg(format::count(rows))
                           : tr("%1 rows are visible, at most %2 are copied. Zoom in.")
                                 .arg(format::count(rows), format::count(mostCopiedRows)));
    refreshReadout();
}

void DataBrowse::refreshReadout()
{
    auto text = m_plot->readout();
    if (text.isEmpty() && m_plot->recording() != nullptr) {
        const auto& range = m_plot->range();
        const auto number = [&](double value) {
            return m_plot->recording()->inSeconds ? QString::number(value, 'f', range.width() < 1 ? 3 : 1)
                                                  : format::count(std::llround(value));
        };
        text = m_plot->recording()->inSeconds
                   ? tr("%1 to %2 of %3 s").arg(number(range.from()), number(range.to()), number(range.end()))
                   : (m_plot->recording()->isInSteps ? tr("steps %1 to %2 of %3") : tr("samples %1 to %2 of %3"))
                         .arg(number(range.from()), number(range.to()), number(range.end()));
    }
    m_readout->setText(text);
    m_readout->setToolTip(text);
}

void DataBrowse::copyVisible()
{
    const auto* recording = m_plot->recording();
    if (recording == nullptr || !m_copy->isEnabled())
        return;
    QGuiApplication::clipboard()->setText(csvOf(*recording, m_plot->range().from(), m_plot->range().to()));
}

void DataBrowse::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy))
        copyVisible();
    else
        QWidget::keyPressEvent(event);
}

void DataBrowse::cancel()
{
    m_reading->cancel();
    m_isRecordingStale = true;
    showMessage(QStringLiteral("stop"), tr("Reading was cancelled"), tr("Nothing has changed."), tr("Read again"));
}

void DataBrowse::showMessage(const QString& icon, const QString& headline, const QString& sentence,
                             const QString& action)
{
    QPushButton* button = nullptr;
    if (!action.isEmpty()) {
        button = makeButton(action, QStringLiteral("refresh"));
        button->setObjectName(QStringLiteral("readAgain"));
        connect(button, &QPushButton::clicked, this, &DataBrowse::refresh);
    }
    if (m_message != nullptr) {
        m_views->removeWidget(m_message);
        m_message->deleteLater();
    }
    m_message = makeEmptyState(icon, headline, sentence, button);
    m_views->addWidget(m_message);
    m_views->setCurrentWidget(m_message);
    m_overview->setSignals(nullptr);
    m_plot->setSignals(nullptr);
}

} // namespace pitlane
