// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/seedpage.h"

#include "core/base/files.h"
#include "core/network/makeseed.h"
#include "core/session/networkfiles.h"
#include "ui/format.h"
#include "ui/models/layersmodel.h"
#include "ui/models/words.h"
#include "ui/pages/datapreview.h"
#include "ui/pages/layeractions.h"
#include "ui/pages/seededit.h"
#include "ui/pages/seedsummary.h"
#include "ui/widgets/layerstrip.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/segmented.h"
#include "ui/widgets/tabledelegate.h"
#include "ui/widgets/tonelabel.h"
#include "ui/widgets/undobuttons.h"

#include <nlohmann/json.hpp>

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMetaObject>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace pitlane {

namespace {

constexpr int rightWidth = 302;

QStringList fixedLayers(const SearchSpace& space)
{
    QStringList names;
    for (const auto& layer : space.layers)
        if (space.groups[layer.group].frozen != Frozen::No && layer.field != Frozen::No && layer.dilation != Frozen::No)
            names.append(QString::fromStdString(layer.name));
    return names;
}

void setColumnWidths(QTableView& table)
{
    static constexpr std::pair<int, int> widths[] = {
        {LayersModel::NumberColumn, 36},
        {LayersModel::LayerColumn, 108},
        {LayersModel::KindColumn, 150},
        {LayersModel::FromColumn, 90},
        {LayersModel::InColumn, 46},
        {LayersModel::OutColumn, 46},
        {LayersModel::FieldColumn, 40},
        {LayersModel::DilationColumn, 36},
        {LayersModel::TapsColumn, 40},
        {LayersModel::StrideColumn, 34},
        {LayersModel::SettingColumn, 62},
        {LayersModel::SamplesColumn, 44},
        {LayersModel::ParametersColumn, 78},
        {LayersModel::MacsColumn, 60},
        {LayersModel::ParametersShareColumn, 52},
        {LayersModel::MacsShareColumn, 52},
    };
    for (const auto& [column, width] : widths)
        table.setColumnWidth(column, width);
    table.horizontalHeader()->setMinimumSectionSize(32);
    table.horizontalHeader()->setSectionResizeMode(LayersModel::SharesColumn, QHeaderView::Stretch);
}

/// Bars stand beside numbers that say the same: they give way first.
void fitBars(QTableView& table)
{
    constexpr int leastShares = 100;
    int others = leastShares;
    for (int column = 0; column < LayersModel::SharesColumn; ++column)
        if (column != LayersModel::ParametersShareColumn && column != LayersModel::MacsShareColumn)
            others += table.columnWidth(column);
    const auto spare = table.viewport()->width() - others;
    constexpr int barWidth = 52;
    table.setColumnHidden(LayersModel::ParametersShareColumn, spare < barWidth);
    table.setColumnHidden(LayersModel::MacsShareColumn, spare < 2 * barWidth);
}

/// "1, 2, 4, 8 or 16"
QString choiceText(QStringList values)
{
    if (values.size() < 2)
        return values.join(QString());
    const auto last = values.takeLast();
    return SeedPage::tr("%1 or %2").arg(values.join(QStringLiteral(", ")), last);
}

} // namespace

SeedPage::SeedPage(Context& context, QWidget* parent)
    : Page(context, tr("Seed"), parent), m_preview(DataPreview::of(context))
{
    m_combo = new QComboBox;
    m_combo->setMinimumWidth(184);
    m_combo->setAccessibleName(tr("Seed network"));
    barLeft().addWidget(m_combo);
    m_reset = makeToolButton(QStringLiteral("refresh"), tr("Reset to the built-in seed"));
    m_reset->setObjectName(QStringLiteral("resetSeed"));
    barLeft().addWidget(m_reset);
    addUndoButtons(barRight(), context);
    m_import = makeButton(tr("Import network…"), QStringLiteral("import"));
    m_import->setToolTip(tr("A network of another program (ONNX), of Pitlane (JSON), or of a run of the published PIT "
                            "code"));
    m_makeSeed = makeButton(tr("Make it a seed"), QStringLiteral("seed"));
    m_makeSeed->setObjectName(QStringLiteral("makeSeed"));
    m_export = makeButton(tr("Export…"), QStringLiteral("export"));
    m_use = makePrimaryButton(tr("Use in search"), QStringLiteral("chevron-right"));
    m_use->setObjectName(QStringLiteral("useInSearch"));
    barRight().addSpacing(8);
    barRight().addWidget(m_makeSeed);
    barRight().addWidget(m_import);
    barRight().addWidget(m_export);
    barRight().addSpacing(8);
    barRight().addWidget(m_use);

    auto* network = new Panel(tr("Network"));
    network->tools().addWidget(
        new ToneLabel(tr("height = channels C<sub>out</sub> &nbsp; width = field F in samples &nbsp; bars = taps"),
                      Tone::Text2, TextSize::Note));
    network->tools().addSpacing(8);
    auto* colours = new Segmented({tr("Taps"), tr("Parameters"), tr("MACs")});
    network->tools().addWidget(colours);
    m_strip = new LayerStrip(StripSize::Page);
    m_strip->setMinimumHeight(286);
    network->setContent(m_strip);

    auto* layersPanel = new Panel(tr("Layers"));
    layersPanel->tools().addWidget(
        new ToneLabel(tr("parameters include biases and batch-norm"), Tone::Text2, TextSize::Note));
    layersPanel->tools().addSpacing(8);
    m_model = new LayersModel(this);
    m_table = makeTable(m_model, {.lock = LayersModel::LockedRole,
                                  .dim = LayersModel::DimRole,
                                  .share = LayersModel::ShareRole,
                                  .sum = LayersModel::SumRole,
                                  .problem = LayersModel::ProblemRole,
                                  .choices = LayersModel::ChoicesRole});
    m_table->setAccessibleName(tr("Layers of the seed"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    setColumnWidths(*m_table);
    m_table->viewport()->installEventFilter(this);
    m_actions = new LayerActions(*m_table, *m_model);
    m_actions->addButtons(layersPanel->tools());
    layersPanel->setContent(m_table);
    auto* foot = new QWidget;
    auto* footColumn = new QVBoxLayout(foot);
    footColumn->setContentsMargins(16, 10, 16, 10);
    footColumn->setSpacing(4);
    m_selectedTitle = new ToneLabel({});
    m_selectedTitle->setBold(true);
    m_selectedText = new ToneLabel({}, Tone::Text2);
    m_selectedText->setWordWrap(true);
    m_selectedText->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_selectedText->setMinimumHeight(2 * m_selectedText->fontMetrics().lineSpacing()); // the table stands still
    footColumn->addWidget(m_selectedTitle);
    footColumn->addWidget(m_selectedText);
    layersPanel->setFoot(foot);

    auto* left = new QSplitter(Qt::Vertical);
    left->setHandleWidth(1);
    left->addWidget(network);
    left->addWidget(layersPanel);
    left->setStretchFactor(1, 1);
    left->setSizes({320, 480});
    m_summary = new SeedSummary;
    auto* right = new QScrollArea;
    right->setAccessibleName(tr("Totals and checks of the seed"));
    right->setWidget(m_summary);
    right->setWidgetResizable(true);
    right->setFrameShape(QFrame::NoFrame);
    right->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* columns = new QSplitter(Qt::Horizontal);
    columns->setHandleWidth(1);
    columns->addWidget(left);
    columns->addWidget(right);
    columns->setStretchFactor(0, 1);
    columns->setSizes({1066, rightWidth});
    m_content = columns;

    auto* toStart = makePrimaryButton(tr("Go to Start"));
    m_stack = new QStackedWidget;
    m_stack->addWidget(makeEmptyState(QStringLiteral("seed"), tr("No project is open"),
                                      tr("The seed is the network that a search makes smaller. Open a project first."),
                                      toStart));
    m_stack->addWidget(m_content);
    setContent(m_stack);

    connect(toStart, &QPushButton::clicked, this, [this] { this->context().go(Mode::Start); });
    connect(m_use, &QPushButton::clicked, this, [this] { this->context().go(Mode::Search); });
    connect(colours, &QTabBar::currentChanged, this, [this](int index) {
        static constexpr StripColour colour[] = {StripColour::Taps, StripColour::Parameters, StripColour::Macs};
        m_strip->setColour(colour[std::clamp(index, 0, 2)]);
    });
    connect(m_combo, &QComboBox::activated, this, [this](int index) {
        if (index < 0 || index >= static_cast<int>(m_builtin.size()))
            return;
        const auto& chosen = m_builtin[static_cast<std::size_t>(index)];
        useSeed(chosen.seed, chosen.handTuned, tr("Seed %1").arg(QString::fromStdString(chosen.title)));
    });
    connect(m_import, &QPushButton::clicked, this, [this] {
        const auto file = QFileDialog::getOpenFileName(this, tr("Import a network"), {}, tr("Network (*.onnx *.json)"));
        if (!file.isEmpty())
            importNetwork(file.toStdString());
    });
    connect(m_makeSeed, &QPushButton::clicked, this, &SeedPage::makeSeed);
    connect(m_export, &QPushButton::clicked, this, [this] {
        const auto name = QString::fromStdString(m_model->network().name) + QStringLiteral(".json");
        const auto file = QFileDialog::getSaveFileName(this, tr("Export the seed"), name, tr("Network (*.json)"));
        if (!file.isEmpty())
            exportNetwork(file.toStdString());
    });
    connect(m_strip, &LayerStrip::layerSelected, this, &SeedPage::select);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (!m_isSelecting && current.isValid())
                    select(m_model->layerName(current.row()));
            });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        if (!m_isSelecting && current.isValid())
            m_column = current.column();
    });
    connect(m_model, &LayersModel::networkEdited, this, &SeedPage::takeEdit,
            Qt::QueuedConnection); // the cell's editor is closed by then
    connect(m_model, &LayersModel::refusalChanged, this, &SeedPage::spanReason);
    connect(m_actions, &LayerActions::networkEdited, this, &SeedPage::takeEdit);
    connect(m_actions, &LayerActions::editRefused, &context, &Context::say);
    connect(m_reset, &QToolButton::clicked, this, &SeedPage::resetToBuiltin);
    connect(m_model, &LayersModel::editRefused, &context, &Context::say);
    connect(&m_preview, &DataPreview::changed, this, &SeedPage::refresh);
    connect(&context, &Context::sessionChanged, this, &SeedPage::follow);
    follow(context.session());
}

void SeedPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    // The table has its size once the event is through.
    QMetaObject::invokeMethod(
        m_table, [this] { m_table->scrollTo(m_table->currentIndex(), QAbstractItemView::PositionAtCenter); },
        Qt::QueuedConnection);
}

bool SeedPage::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        fitBars(*m_table);
    return Page::eventFilter(watched, event);
}

void SeedPage::follow(ProjectSession* session)
{
    if (session != nullptr)
        connect(session, &ProjectSession::draftChanged, this, &SeedPage::refresh);
    m_selected.clear();
    refresh();
}

void SeedPage::refresh()
{
    auto* session = context().session();
    m_stack->setCurrentIndex(session != nullptr ? 1 : 0);
    const bool isWritable = session != nullptr && !session->isReadOnly();
    m_combo->setEnabled(isWritable);
    m_import->setEnabled(isWritable);
    m_export->setEnabled(session != nullptr);
    refreshMakeSeed(isWritable);
    m_actions->setWritable(isWritable);
    if (session == nullptr) {
        refreshReset(false);
        m_combo->clear();
        m_use->setEnabled(false);
        setBadge(Badge::None);
        return;
    }
    refreshCombo();
    refreshReset(isWritable);
    const auto* train = m_preview.train();
    m_actions->setOutputs(train != nullptr ? std::optional(seedRequestFor(*train).outputs) : std::nullopt);
    const auto& config = session->draft().config;
    const auto checks = checkSeed(config, m_preview);
    const auto problem = std::ranges::find(checks, SeedCheck::State::Error, &SeedCheck::state);
    const bool isFine = problem == checks.end();
    m_use->setEnabled(isFine);
    m_use->setToolTip(isFine ? QString() : problem->sentence);
    setBadge(isFine ? Badge::Complete : Badge::Decision);
    m_table->setEditTriggers(isWritable ? QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                                              QAbstractItemView::AnyKeyPressed
                                        : QAbstractItemView::NoEditTriggers);
    try {
        if (m_model->network() != config.seed) {
            m_isSelecting = true;
            m_model->setNetwork(config.seed);
            m_isSelecting = false;
            m_strip->setSeed(config.seed, fixedLayers(m_model->space()));
        }
        m_summary->setConfig(config, m_preview);
    } catch (const NetworkError& error) {
        m_isSelecting = false;
        m_strip->clear();
        refuse(QString::fromStdString(error.what()));
        return;
    }
    if (m_model->rowOf(m_selected) < 0) {
        const auto& layers = m_model->layers();
        const auto largest = std::ranges::max_element(layers, {}, &LayerSpec::macs);
        m_selected = largest == layers.end() ? QString() : QString::fromStdString(largest->name);
    }
    select(m_selected);
}

/// Built-in seeds in the data's shape; what is neither of them stands last under its own name.
void SeedPage::refreshCombo()
{
    const auto& seed = context().session()->draft().config.seed;
    const auto* train = m_preview.train();
    SeedRequest request{.input = seed.input, .outputs = 0};
    if (train != nullptr)
        request = seedRequestFor(*train);
    else if (validate(seed).empty() && !seed.nodes.empty())
        request.outputs = shapes(seed).back().C;
    if (request.outputs > 0 && (m_builtin.empty() || m_builtinRequest != request)) {
        try {
            m_builtin = builtinSeeds(request);
        } catch (const NetworkError&) {
            m_builtin.clear(); // a window that is too short for them
        }
        m_builtinRequest = request;
    }
    m_combo->clear();
    int current = -1;
    for (const auto& builtin : m_builtin) {
        if (builtin.seed == seed)
            current = m_combo->count();
        m_combo->addItem(tr("%1 (built in)").arg(QString::fromStdString(builtin.title)));
    }
    if (current < 0) {
        const bool isEdited = std::ranges::find(m_builtin, seed.name,
                                                [](const BuiltinSeed& b) { return b.seed.name; }) != m_builtin.end();
        current = m_combo->count();
        m_combo->addItem(isEdited ? tr("%1, edited").arg(QString::fromStdString(seed.name))
                                  : QString::fromStdString(seed.name));
    }
    m_combo->setCurrentIndex(current);
}

void SeedPage::select(const QString& layer)
{
    const auto row = m_model->rowOf(layer);
    if (row < 0)
        return;
    m_selected = layer;
    m_isSelecting = true;
    if (m_table->currentIndex().row() != row)
        m_table->setCurrentIndex(m_model->index(row, m_column >= 0 ? m_column : int(LayersModel::LayerColumn)));
    m_isSelecting = false;
    if (m_strip->selectedLayer() != layer)
        m_strip->setSelectedLayer(layer);
    showSelected();
}

void SeedPage::showSelected()
{
    const auto row = m_model->rowOf(m_selected);
    if (row >= 0 && row == m_model->refusedRow()) {
        m_selectedTitle->setText(tr("%1: not applied").arg(m_selected));
        m_selectedText->setTone(Tone::Err);
        m_selectedText->setText(tr("%1 Esc dismisses this.").arg(m_model->refusedReason()));
        return;
    }
    m_selectedText->setTone(Tone::Text2);
    m_selectedTitle->setText(row < 0 ? QString() : tr("%1 selected").arg(m_selected));
    m_selectedText->setText(row < 0 ? QString() : describe(static_cast<std::size_t>(row)));
}

QString SeedPage::describe(std::size_t row) const
{
    const auto& line = m_model->rows()[row];
    const auto edits = tr("Change a value in the table to edit the seed; every edit can be undone.");
    if (line.layer)
        return describeMasks(*line.layer) + QLatin1Char(' ') + edits;
    const auto shape = [](const Shape& s) { return tr("%1 × %2").arg(format::count(s.C), format::count(s.T)); };
    return tr("Reads %1, gives %2 (channels × samples); it has no weights to search. %3")
        .arg(shape(line.in), shape(line.out), edits);
}

QString SeedPage::describeMasks(std::size_t index) const
{
    const auto& space = m_model->space();
    const auto& layer = space.layers[index];
    const auto& group = space.groups[layer.group];
    QStringList parts;
    if (group.frozen == Frozen::No)
        parts.append(tr("1 to %1 channels").arg(format::count(layer.C_out)));
    if (layer.field == Frozen::No)
        parts.append(tr("a field of 1 to %1 samples").arg(format::count(layer.F_seed)));
    if (layer.dilation == Frozen::No)
        parts.append(tr("a dilation of %1").arg(choiceText(words::dilations(layer.F_seed).split(QLatin1Char(' ')))));
    QStringList sentences;
    if (parts.isEmpty()) {
        sentences.append(tr("Masks leave this layer as it is: %1.")
                             .arg(words::reason(group.frozen != Frozen::No ? group.frozen : layer.field)));
    } else {
        const auto last = parts.takeLast();
        const auto all = parts.isEmpty() ? last : tr("%1 and %2").arg(parts.join(QStringLiteral(", ")), last);
        sentences.append(
            layer.choices > 1
                ? tr("Masks can keep %1: %2 choices.").arg(all, format::count(static_cast<std::int64_t>(layer.choices)))
                : tr("Masks can keep %1.").arg(all));
    }
    if (group.layers.size() > 1) {
        QStringList others;
        for (const auto member : group.layers)
            if (member != index)
                others.append(QString::fromStdString(space.layers[member].name));
        sentences.append(
            tr("Its channels are shared with %1, because they are added.").arg(others.join(QStringLiteral(", "))));
    }
    return sentences.join(QLatin1Char(' '));
}

void SeedPage::useSeed(const NetworkSpec& seed, const std::optional<NetworkSpec>& handTuned, const QString& text)
{
    auto next = context().session()->draft();
    next.config.seed = seed;
    next.config.handTuned = handTuned;
    next.config.masks = seededit::pruned(next.config.masks, seed);
    context().edit(next, text);
}

void SeedPage::takeEdit(const NetworkSpec& seed, const QString& what, const QString& layer)
{
    auto next = context().session()->draft();
    const auto& before = next.config.seed;
    for (std::size_t i = 0; i < before.nodes.size() && before.nodes.size() == seed.nodes.size(); ++i)
        if (seed.indexOf(before.nodes[i].name) < 0)
            next.config.masks = seededit::renamed(next.config.masks, before.nodes[i].name, seed.nodes[i].name);
    next.config.masks = seededit::pruned(next.config.masks, seed);
    next.config.seed = seed;
    m_selected = layer;
    context().edit(next, what);
}

/// The reason why something was not applied has the space of all that depends on it.
void SeedPage::spanReason()
{
    m_table->clearSpans();
    if (const auto row = m_model->refusedRow(); row >= 0)
        m_table->setSpan(row, LayersModel::ReasonColumn, 1, LayersModel::ColumnCount - LayersModel::ReasonColumn);
    showSelected();
}

void SeedPage::refuse(const QString& sentence)
{
    m_selectedTitle->setText(tr("Not applied"));
    m_selectedText->setTone(Tone::Err);
    m_selectedText->setText(sentence);
    context().say(sentence);
}

void SeedPage::importNetwork(const std::filesystem::path& file)
{
    try {
        const auto name = file.filename().string();
        const auto network = readNetwork(file).network;
        const auto& previous = context().session()->draft().config.handTuned;
        // The hand-tuned network stays beside the new seed as long as it takes the same windows.
        const bool fits = previous && previous->input == network.input;
        useSeed(network, fits ? previous : std::nullopt, tr("Import the seed %1").arg(QString::fromStdString(name)));
    } catch (const Error& error) {
        refuse(QString::fromStdString(error.what()));
    }
}

/// Nothing to do for a network whose searched convolutions are not dilated.
void SeedPage::refreshMakeSeed(bool isWritable)
{
    const auto isDilated = [](const Node& node) {
        const auto* conv = std::get_if<Conv1d>(&node.op);
        return conv != nullptr && node.searchable && conv->d > 1;
    };
    const auto* session = context().session();
    const bool isUseful = session != nullptr && std::ranges::any_of(session->draft().config.seed.nodes, isDilated);
    m_makeSeed->setEnabled(isWritable && isUseful);
    m_makeSeed->setToolTip(isUseful ? tr("Gives every convolution the undilated filter of its receptive field. The "
                                         "network as it is becomes the hand-tuned reference.")
                                    : tr("No convolution is dilated: the network is a seed already."));
}

const BuiltinSeed* SeedPage::builtinOfThisName() const
{
    const auto& name = context().session()->draft().config.seed.name;
    const auto found = std::ranges::find(m_builtin, name, [](const BuiltinSeed& b) { return b.seed.name; });
    return found == m_builtin.end() ? nullptr : &*found;
}

void SeedPage::refreshReset(bool isWritable)
{
    const auto* session = context().session();
    const auto* builtin = session == nullptr ? nullptr : builtinOfThisName();
    const bool isEdited = builtin != nullptr && builtin->seed != session->draft().config.seed;
    m_reset->setEnabled(isWritable && isEdited);
    m_reset->setToolTip(
        isEdited ? tr("Reset to the built-in %1; this can be undone").arg(QString::fromStdString(builtin->title))
        : builtin != nullptr ? tr("Nothing to reset: the seed is as it was built in")
                             : tr("Nothing to reset to: no built-in seed has this name"));
}

void SeedPage::resetToBuiltin()
{
    if (const auto* builtin = builtinOfThisName())
        useSeed(builtin->seed, builtin->handTuned,
                tr("reset to the built-in %1").arg(QString::fromStdString(builtin->title)));
}

void SeedPage::makeSeed()
{
    try {
        const auto handTuned = context().session()->draft().config.seed;
        useSeed(seedFrom(handTuned), handTuned, tr("Make %1 a seed").arg(QString::fromStdString(handTuned.name)));
    } catch (const Error& error) {
        refuse(QString::fromStdString(error.what()));
    }
}

void SeedPage::exportNetwork(const std::filesystem::path& file)
{
    try {
        writeFileAtomically(file, toJson(context().session()->draft().config.seed).dump(2) + "\n");
        context().say(tr("Seed written to %1").arg(QString::fromStdString(file.string())));
    } catch (const Error& error) {
        refuse(QString::fromStdString(error.what()));
    }
}

} // namespace pitlane
