// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/searchsettings.h"

#include "ui/pages/searchcosts.h"
#include "ui/pages/searchestimate.h"
#include "ui/widgets/numberfield.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/tonelabel.h"

#include <QCheckBox>
#include <QFrame>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QThread>
#include <QVBoxLayout>

#include <algorithm>

namespace pitlane {

namespace {

using Kind = NumberField::Kind;

constexpr int mostEpochs = 100000;
constexpr int countWidth = 46;
constexpr int rateWidth = 76;

ToneLabel* note(const QString& text)
{
    return new ToneLabel(text, Tone::Text2, TextSize::Note);
}

ToneLabel* strong(const QString& text)
{
    auto* label = new ToneLabel(text);
    label->setBold(true);
    return label;
}

QFrame* verticalRule()
{
    auto* rule = new QFrame;
    rule->setProperty("role", QStringLiteral("verticalRule"));
    return rule;
}

/// Widgets beside each other, at the left.
QWidget* together(std::initializer_list<QWidget*> widgets, int spacing = 4)
{
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(spacing);
    for (auto* widget : widgets)
        row->addWidget(widget);
    row->addStretch(1);
    return box;
}

} // namespace

SearchSettings::SearchSettings(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeGoal(), 6);
    layout->addWidget(verticalRule());
    layout->addWidget(makePhases(), 9);
    layout->addWidget(verticalRule());
    layout->addWidget(makeWorkers(), 4);
}

NumberField* SearchSettings::bind(NumberField* field, int width, std::function<double(const Draft&)> read,
                                  std::function<void(Draft&, double)> write)
{
    field->setFixedWidth(width);
    connect(field, &NumberField::valueEdited, this, [this, field, write = std::move(write)](double value) {
        auto draft = m_draft;
        write(draft, value);
        Q_EMIT edited(draft, field->accessibleName(), {});
    });
    connect(field, &NumberField::refused, this, &SearchSettings::refused);
    m_bindings.push_back({field, std::move(read)});
    return field;
}

Panel* SearchSettings::makeGoal()
{
    auto* panel = new Panel(tr("Goal"));
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(12, 10, 12, 10);
    column->setSpacing(6);
    column->addWidget(new ToneLabel(tr("Cost to reduce"), Tone::Text2));
    m_costs = new SearchCosts;
    column->addWidget(m_costs);
    auto* seedNumber = bind(
        new NumberField(Kind::Whole, 0, 9e15, tr("Seed number")), 64,
        [](const Draft& d) { return static_cast<double>(d.config.seedNumber); },
        [](Draft& d, double v) { d.config.seedNumber = static_cast<std::uint64_t>(v); });
    seedNumber->setObjectName(QStringLiteral("seedNumber"));
    column->addSpacing(2);
    seedNumber->setToolTip(tr("Draws split, first weights and data order: same number, same result."));
    column->addWidget(together({new ToneLabel(tr("Seed number"), Tone::Text2), seedNumber}, 8));
    column->addStretch(1);
    auto* scroll = new QScrollArea; // for several costs
    scroll->setAccessibleName(tr("Goal"));
    scroll->setFocusPolicy(Qt::NoFocus); // its fields take the keys
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setMinimumWidth(236);
    scroll->setWidget(box);
    box->setProperty("role", QStringLiteral("base"));
    box->setAttribute(Qt::WA_StyledBackground);
    panel->setContent(scroll);
    connect(m_costs, &SearchCosts::edited, this, &SearchSettings::edited);
    connect(m_costs, &SearchCosts::refused, this, &SearchSettings::refused);
    return panel;
}

Panel* SearchSettings::makePhases()
{
    auto* panel = new Panel(tr("Phases"));
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* grid = new QGridLayout;
    grid->setContentsMargins(12, 6, 12, 6);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(4, 1);
    const QString heads[] = {tr("Phase"), tr("Epochs"), tr("Patience"), tr("lr W"), tr("lr θ")};
    for (int i = 0; i < 5; ++i)
        grid->addWidget(note(heads[i]), 0, i);
    grid->addWidget(strong(tr("Warm-up")), 1, 0);
    grid->addWidget(strong(tr("Search")), 2, 0);
    grid->addWidget(strong(tr("Fine-tune")), 3, 0);

    const auto whole = [this](const QString& name, double least) {
        return new NumberField(Kind::Whole, least, mostEpochs, name, this);
    };
    const auto rate = [this](const QString& name) { return new NumberField(Kind::Power, 1e-9, 10, name, this); };

    grid->addWidget(bind(
                        whole(tr("Warm-up epochs"), 1), countWidth,
                        [](const Draft& d) { return d.config.warmup.epochs; },
                        [](Draft& d, double v) { d.config.warmup.epochs = static_cast<int>(v); }),
                    1, 1);
    grid->addWidget(bind(
                        whole(tr("Warm-up patience"), 1), countWidth,
                        [](const Draft& d) { return d.config.warmup.patience; },
                        [](Draft& d, double v) { d.config.warmup.patience = static_cast<int>(v); }),
                    1, 2);
    grid->addWidget(bind(
                        rate(tr("Warm-up learning rate of the weights")), rateWidth,
                        [](const Draft& d) { return d.config.warmup.lrW; },
                        [](Draft& d, double v) { d.config.warmup.lrW = v; }),
                    1, 3);
    grid->addWidget(note(tr("frozen at 1")), 1, 4);

    auto* least = bind(
        whole(tr("Least search epochs"), 1), countWidth, [](const Draft& d) { return d.config.search.minEpochs; },
        [](Draft& d, double v) {
            d.config.search.minEpochs = static_cast<int>(v);
            d.config.search.maxEpochs = std::max(d.config.search.maxEpochs, d.config.search.minEpochs);
        });
    auto* most = bind(
        whole(tr("Most search epochs"), 1), countWidth, [](const Draft& d) { return d.config.search.maxEpochs; },
        [](Draft& d, double v) {
            d.config.search.maxEpochs = static_cast<int>(v);
            d.config.search.minEpochs = std::min(d.config.search.minEpochs, d.config.search.maxEpochs);
        });
    grid->addWidget(together({least, new ToneLabel(QStringLiteral("–"), Tone::Text2), most}), 2, 1);
    grid->addWidget(bind(
                        whole(tr("Search patience"), 1), countWidth,
                        [](const Draft& d) { return d.config.search.patience; },
                        [](Draft& d, double v) { d.config.search.patience = static_cast<int>(v); }),
                    2, 2);
    grid->addWidget(bind(
                        rate(tr("Search learning rate of the weights")), rateWidth,
                        [](const Draft& d) { return d.config.search.lrW; },
                        [](Draft& d, double v) { d.config.search.lrW = v; }),
                    2, 3);
    auto* theta = bind(
        rate(tr("Search learning rate of theta")), rateWidth, [](const Draft& d) { return d.config.search.lrTheta; },
        [](Draft& d, double v) { d.config.search.lrTheta = v; });
    theta->setObjectName(QStringLiteral("lrTheta"));
    grid->addWidget(theta, 2, 4, Qt::AlignLeft);

    grid->addWidget(bind(
                        whole(tr("Fine-tune epochs"), 0), countWidth,
                        [](const Draft& d) { return d.config.fineTune.epochs; },
                        [](Draft& d, double v) { d.config.fineTune.epochs = static_cast<int>(v); }),
                    3, 1);
    auto* patience = whole(tr("Fine-tune patience"), 0);
    patience->setLeastText(tr("off"));
    grid->addWidget(bind(
                        patience, countWidth, [](const Draft& d) { return d.config.fineTune.patience; },
                        [](Draft& d, double v) { d.config.fineTune.patience = static_cast<int>(v); }),
                    3, 2);
    grid->addWidget(bind(
                        rate(tr("First fine-tune learning rate")), rateWidth,
                        [](const Draft& d) { return d.config.fineTune.lrStart; },
                        [](Draft& d, double v) { d.config.fineTune.lrStart = v; }),
                    3, 3);
    auto* end = bind(
        rate(tr("Last fine-tune learning rate")), rateWidth, [](const Draft& d) { return d.config.fineTune.lrEnd; },
        [](Draft& d, double v) { d.config.fineTune.lrEnd = v; });
    grid->addWidget(together({note(tr("cosine to")), end}, 6), 3, 4);
    column->addLayout(grid);

    auto* distillation = bind(
        new NumberField(Kind::Decimal, 0, 1, tr("Share of distillation")), countWidth,
        [](const Draft& d) { return d.config.fineTune.distillation; },
        [](Draft& d, double v) { d.config.fineTune.distillation = v; });
    distillation->setLeastText(tr("off"));
    auto* steps = bind(
        new NumberField(Kind::Whole, 0, 1e9, tr("Least search steps")), 52,
        [](const Draft& d) { return d.config.search.minSteps; },
        [](Draft& d, double v) { d.config.search.minSteps = static_cast<int>(v); });
    auto* batch = bind(
        new NumberField(Kind::Whole, 2, 1e6, tr("Batch size")), countWidth,
        [](const Draft& d) { return d.config.batchSize; },
        [](Draft& d, double v) { d.config.batchSize = static_cast<int>(v); });
    auto* more = together(
        {note(tr("Distillation")), distillation, note(tr(" Search steps at least")), steps, note(tr(" Batch")), batch},
        6);
    more->layout()->setContentsMargins(12, 0, 12, 8);
    column->addWidget(more);
    column->addStretch(1);
    panel->setContent(box);
    return panel;
}

Panel* SearchSettings::makeWorkers()
{
    auto* panel = new Panel(tr("Workers"));
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(12, 10, 12, 10);
    column->setSpacing(8);
    const auto cores = QThread::idealThreadCount();
    column->addWidget(
        together({strong(tr("This computer")), note(cores == 1 ? tr("1 core") : tr("%1 cores").arg(cores))}, 8));
    auto* workers = new NumberField(Kind::Whole, 0, std::max(1, cores), tr("Workers"));
    workers->setLeastText(tr("auto"));
    workers->setObjectName(QStringLiteral("workers"));
    bind(
        workers, countWidth, [](const Draft& d) { return d.workers; },
        [](Draft& d, double v) { d.workers = static_cast<int>(v); });
    auto* threads = bind(
        new NumberField(Kind::Whole, 1, std::max(1, cores), tr("Threads of a worker")), countWidth,
        [](const Draft& d) { return d.config.threads; },
        [](Draft& d, double v) { d.config.threads = static_cast<int>(v); });
    threads->setObjectName(QStringLiteral("threads"));
    column->addWidget(together(
        {workers, new ToneLabel(tr("workers ×"), Tone::Text2), threads, new ToneLabel(tr("threads"), Tone::Text2)}, 8));
    m_workersNote = makeNote();
    column->addWidget(m_workersNote);
    m_corners = new QCheckBox(tr("End searches that find nothing"));
    m_corners->setObjectName(QStringLiteral("stopCorners"));
    m_corners->setToolTip(tr("A strength can be so large that the masks close everything, or so small that they close "
                             "nothing. Such a search then ends early, keeps its network and says why."));
    column->addWidget(m_corners);
    connect(m_corners, &QCheckBox::clicked, this, [this](bool on) {
        auto draft = m_draft;
        draft.config.stopCorners = on;
        Q_EMIT edited(draft, tr("End searches that find nothing"), {});
    });
    column->addStretch(1);
    panel->setContent(box);
    return panel;
}

void SearchSettings::setDraft(const Draft& draft)
{
    m_draft = draft;
    for (const auto& binding : m_bindings)
        binding.field->setValue(binding.read(draft));
    m_costs->setDraft(draft);
    m_corners->setChecked(draft.config.stopCorners);
    const auto workers = estimate::workersOf(draft, QThread::idealThreadCount());
    m_workersNote->setText(
        draft.workers == 0
            ? tr("auto: as many as the cores allow, %1 now. Each trains one point at a time.").arg(workers)
            : tr("%1 at a time. Each trains one point at a time.").arg(workers));
}

void SearchSettings::setEditable(bool editable)
{
    for (const auto& binding : m_bindings)
        binding.field->setEnabled(editable);
    m_costs->setEditable(editable);
    m_corners->setEnabled(editable);
}

} // namespace pitlane
