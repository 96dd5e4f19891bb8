// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/pipelinefields.h"

#include "ui/widgets/choice.h"
#include "ui/widgets/numberfield.h"

#include <QCheckBox>

#include <algorithm>

namespace pitlane {

void settle(Pipeline& pipeline)
{
    const auto measures = measuresFor(pipeline.task);
    if (std::ranges::find(measures, pipeline.measure) == measures.end())
        pipeline.measure = measures.front();
    if (pipeline.task != Task::Classification)
        pipeline.classWeights = ClassWeights::None;
    if (pipeline.task == Task::NextStep) {
        pipeline.layout = Layout::Sequences;
        pipeline.label.from = LabelRole::From::Nothing;
        pipeline.frontEnd.kind = FrontEnd::Kind::None;
        pipeline.augmentations.clear();
    } else if (pipeline.layout == Layout::Sequences) {
        pipeline.layout = Layout::Series;
    }
    auto& label = pipeline.label;
    if (pipeline.task == Task::Regression && label.reduce == LabelRole::Reduce::Majority)
        label.reduce = LabelRole::Reduce::Mean;
    if (pipeline.task == Task::Classification && label.reduce == LabelRole::Reduce::Mean)
        label.reduce = LabelRole::Reduce::Majority;
    if (pipeline.layout == Layout::Series && label.from == LabelRole::From::Array)
        label.per = LabelRole::Per::Series;
    if (label.per != LabelRole::Per::Sample)
        pipeline.window.runs = false;
    if (pipeline.layout == Layout::Series && pipeline.window.whole == false && label.per != LabelRole::Per::Series)
        pipeline.window.whole = true;
    if (pipeline.split.kind == SplitRule::Kind::Stratified && pipeline.task == Task::NextStep)
        pipeline.split.kind = SplitRule::Kind::Random;
}

PipelineFields::PipelineFields(FormRows& rows, QObject* parent) : QObject(parent), m_rows(rows) {}

void PipelineFields::keep(const DataSource& source, const SourceScan& scan)
{
    m_source = source;
    m_scan = scan;
}

void PipelineFields::change(const QString& what, const std::function<void(Pipeline&)>& edit)
{
    auto next = m_source.pipeline;
    edit(next);
    settle(next);
    if (next == m_source.pipeline)
        return;
    m_source.pipeline = next;
    Q_EMIT edited(next, what);
}

NumberField* PipelineFields::makeNumber(bool isWhole, double least, double most, const QString& name,
                                        const std::function<void(Pipeline&, double)>& edit)
{
    auto* number = new NumberField(isWhole ? NumberField::Kind::Whole : NumberField::Kind::Decimal, least, most, name);
    connect(number, &NumberField::refused, this, &PipelineFields::refused);
    connect(number, &NumberField::valueEdited, this,
            [=, this](double value) { change(name, [&](Pipeline& p) { edit(p, value); }); });
    return number;
}

Choice* PipelineFields::makeChoice(const QString& name, const std::function<void(Pipeline&, const QVariant&)>& edit)
{
    auto* choice = new Choice(name);
    connect(choice, &Choice::chosen, this,
            [=, this](const QVariant& value) { change(name, [&](Pipeline& p) { edit(p, value); }); });
    return choice;
}

QCheckBox* PipelineFields::makeBox(const QString& words, const std::function<void(Pipeline&, bool)>& edit)
{
    auto* box = new QCheckBox(words);
    connect(box, &QCheckBox::clicked, this, [=, this](bool on) { change(words, [&](Pipeline& p) { edit(p, on); }); });
    return box;
}

} // namespace pitlane
