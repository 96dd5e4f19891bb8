// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/formrows.h"
#include "ui/pages/pipelinefields.h"
#include "ui/widgets/choice.h"
#include "ui/widgets/stepseditor.h"
#include "ui/widgets/tonelabel.h"

#include <QCheckBox>
#include <QVBoxLayout>

namespace pitlane {

namespace {

using Section = FormRows::Section;
using Level = FormRows::Level;

std::vector<StepsEditor::Kind> augmentationKinds()
{
    using Field = StepsEditor::Field;
    const auto decibel = QObject::tr("dB");
    const Field share{
        .name = QObject::tr("of the examples"), .unit = QStringLiteral("%"), .least = 0, .most = 100, .initial = 100};
    const auto amount = [](const QString& name, const QString& unit, double initial, double least = 0) {
        return Field{.name = name, .unit = unit, .least = least, .most = 1e6, .initial = initial};
    };
    return {
        {.title = QObject::tr("jitter"), .fields = {amount(QObject::tr("signal to noise"), decibel, 25, -100), share}},
        {.title = QObject::tr("scaling"), .fields = {amount(QObject::tr("deviation"), {}, 0.1), share}},
        {.title = QObject::tr("magnitude warp"), .fields = {amount(QObject::tr("deviation"), {}, 0.2), share}},
        {.title = QObject::tr("time warp"), .fields = {amount(QObject::tr("deviation"), {}, 0.2), share}},
        {.title = QObject::tr("time shift"), .fields = {amount(QObject::tr("by up to"), QObject::tr("s"), 0.1), share}},
        {.title = QObject::tr("background noise"),
         .fields = {amount(QObject::tr("signal to noise from"), decibel, 5, -100),
                    amount(QObject::tr("to"), decibel, 25, -100), share}}};
}

StepsEditor::Step stepOf(const Augmentation& change)
{
    StepsEditor::Step step{.kind = static_cast<int>(change.kind), .numbers = {change.amount}};
    if (change.kind == Augmentation::Kind::Noise)
        step.numbers.push_back(change.amountHigh);
    step.numbers.push_back(change.probability * 100);
    return step;
}

Augmentation augmentationOf(const StepsEditor::Step& step)
{
    Augmentation change;
    change.kind = static_cast<Augmentation::Kind>(step.kind);
    change.amount = step.numbers.front();
    change.amountHigh = step.numbers.size() > 2 ? step.numbers[1] : change.amount;
    change.probability = step.numbers.back() / 100;
    return change;
}

QString titleOfMeasure(QualityMeasure measure)
{
    const auto title = titleOf(measure);
    return QString::fromUtf8(title.data(), static_cast<qsizetype>(title.size()));
}

} // namespace

LearningFields::LearningFields(FormRows& rows, QObject* parent) : PipelineFields(rows, parent)
{
    m_scaling = makeChoice(tr("Scaling"), [](Pipeline& p, const QVariant& value) {
        p.scaling.kind = static_cast<ScalingRule::Kind>(value.toInt());
    });
    m_scaling->setObjectName(QStringLiteral("scalingChoice"));
    m_perChannel = makeBox(tr("each channel on its own"), [](Pipeline& p, bool on) { p.scaling.perChannel = on; });
    auto* scaling = new QWidget;
    auto* column = new QVBoxLayout(scaling);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_scaling);
    column->addWidget(m_perChannel);
    rows.add(Section::Windows, Level::Simple, tr("Scaling"), scaling, {QStringLiteral("scaling")});
    auto* missing = new ToneLabel(tr("stop and show the row"));
    missing->setMinimumHeight(26);
    missing->setToolTip(tr("Missing values are never filled in unseen: training stops and says where they are. The "
                           "health check lists them."));
    rows.add(Section::Windows, Level::Simple, tr("Missing"), missing);
    m_measure = makeChoice(tr("Quality"), [](Pipeline& p, const QVariant& value) {
        p.measure = static_cast<QualityMeasure>(value.toInt());
    });
    rows.add(Section::Learning, Level::More, tr("Quality"), m_measure, {QStringLiteral("measure")});
    m_weights = makeChoice(tr("Class weights"), [](Pipeline& p, const QVariant& value) {
        p.classWeights = static_cast<ClassWeights>(value.toInt());
    });
    rows.add(Section::Learning, Level::More, tr("Class weights"), m_weights, {QStringLiteral("classWeights")});
    m_augmentations = new StepsEditor(augmentationKinds(), tr("Changes of training examples"), tr("Add change"));
    m_augmentations->setObjectName(QStringLiteral("augmentations"));
    connect(m_augmentations, &StepsEditor::refused, this, &PipelineFields::refused);
    connect(m_augmentations, &StepsEditor::edited, this, [this] {
        change(tr("Changes of training examples"), [this](Pipeline& p) {
            p.augmentations.clear();
            for (const auto& step : m_augmentations->steps())
                p.augmentations.push_back(augmentationOf(step));
        });
    });
    rows.add(Section::Learning, Level::More, tr("Augment"), m_augmentations, {QStringLiteral("augmentations")});
}

void LearningFields::fill(const DataSource& source, const SourceScan& scan, const Dataset* train)
{
    keep(source, scan);
    const auto& p = source.pipeline;
    m_scaling->setItems(
        {{.text = tr("min–max of train part"), .value = static_cast<int>(ScalingRule::Kind::MinMax)},
         {.text = tr("mean, deviation of train"), .value = static_cast<int>(ScalingRule::Kind::ZScore)},
         {.text = tr("median, quartiles of train"), .value = static_cast<int>(ScalingRule::Kind::Robust)},
         {.text = tr("none"), .value = static_cast<int>(ScalingRule::Kind::None)}},
        static_cast<int>(p.scaling.kind));
    m_perChannel->setChecked(p.scaling.perChannel);
    const bool hasChannels = train == nullptr || train->channels > 1;
    m_perChannel->setVisible(p.scaling.kind != ScalingRule::Kind::None && (hasChannels || p.scaling.perChannel));
    QList<Choice::Item> measures;
    for (const auto measure : measuresFor(p.task))
        measures << Choice::Item{.text = titleOfMeasure(measure), .value = static_cast<int>(measure)};
    m_measure->setItems(measures, static_cast<int>(p.measure));
    m_weights->setItems({{.text = tr("all the same"), .value = static_cast<int>(ClassWeights::None)},
                         {.text = tr("balanced, rare ones more"), .value = static_cast<int>(ClassWeights::Balanced)}},
                        static_cast<int>(p.classWeights));
    rows().setUsed(m_weights, p.task == Task::Classification);
    std::vector<StepsEditor::Step> steps;
    for (const auto& change : p.augmentations)
        steps.push_back(stepOf(change));
    m_augmentations->setSteps(steps);
    rows().setUsed(m_augmentations, p.task != Task::NextStep);
}

} // namespace pitlane
