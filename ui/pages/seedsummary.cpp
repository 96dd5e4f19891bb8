// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/seedsummary.h"

#include "core/network/cost.h"
#include "core/session/projectsession.h"
#include "core/study/searchspace.h"
#include "ui/format.h"
#include "ui/pages/datapreview.h"
#include "ui/widgets/messagecard.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/receptivefield.h"
#include "ui/widgets/tonelabel.h"

#include <QGridLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace pitlane {

namespace {

ToneLabel* number(const QString& text = {})
{
    auto* label = new ToneLabel(text);
    label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return label;
}

/// "1 + 10 + 2·10 + 2·20": how the layers add up, when they do so in one line; else empty.
QString fieldSum(const NetworkSpec& network)
{
    std::vector<std::pair<std::int64_t, int>> steps;
    std::int64_t sum = 1;
    for (const auto& layer : layers(network)) {
        const auto step = layer.F() - 1;
        if (layer.s != 1)
            return {};
        if (step == 0)
            continue;
        sum += step;
        if (!steps.empty() && steps.back().first == step && steps.size() > 1)
            ++steps.back().second;
        else
            steps.emplace_back(step, 1);
    }
    if (sum != receptiveField(network) || steps.empty())
        return {};
    QStringList parts{QStringLiteral("1")};
    for (const auto& [step, times] : steps)
        parts.append(times > 1 ? QStringLiteral("%1·%2").arg(times).arg(step) : QString::number(step));
    return parts.join(QStringLiteral(" + "));
}

/// Dilations of the layers that are searched, in order: "1 1 2 2 4 4".
QString dilationsOf(const NetworkSpec& network)
{
    QStringList values;
    for (const auto& layer : layers(network)) {
        const auto node = network.indexOf(layer.name);
        if (layer.K > 1 && node >= 0 && network.nodes[static_cast<std::size_t>(node)].searchable)
            values.append(QString::number(layer.d));
    }
    return values.size() > 10 ? values.mid(0, 9).join(QLatin1Char(' ')) + QStringLiteral(" …")
                              : values.join(QLatin1Char(' '));
}

SeedCheck inputCheck(const NetworkSpec& seed, const DataPreview& preview)
{
    const auto shape = QObject::tr("%1 × %2").arg(format::count(seed.input.C), format::count(seed.input.T));
    const auto* train = preview.train();
    if (train == nullptr)
        return {SeedCheck::State::Info, QObject::tr("Input %1; the data are not read yet").arg(shape)};
    if (train->channels == seed.input.C && train->length == seed.input.T)
        return {SeedCheck::State::Ok, QObject::tr("Input %1 matches the data").arg(shape)};
    return {SeedCheck::State::Error,
            QObject::tr("Input %1, but the data have %2 × %3. Choose a built-in seed: it takes the data's shape.")
                .arg(shape, format::count(train->channels), format::count(train->length))};
}

SeedCheck outputCheck(std::int64_t outputs, const DataPreview& preview)
{
    const auto* train = preview.train();
    if (train == nullptr)
        return {SeedCheck::State::Info, QObject::tr("%1 outputs").arg(outputs)};
    const auto wanted = seedRequestFor(*train).outputs;
    const auto of = train->task == Task::Classification ? QObject::tr("%1 classes").arg(wanted)
                    : train->task == Task::Regression   ? QObject::tr("one number")
                                                        : QObject::tr("%1 channels of the next step").arg(wanted);
    if (wanted == outputs)
        return {SeedCheck::State::Ok, QObject::tr("%1 outputs for %2").arg(outputs).arg(of)};
    return {SeedCheck::State::Error,
            QObject::tr("%1 outputs, but the data need %2. Give the last layer that many channels, or choose a "
                        "built-in seed: it takes the data's shape.")
                .arg(outputs)
                .arg(of)};
}

SeedCheck searchableCheck(const SearchSpace& space)
{
    int searched = 0;
    int following = 0;
    int fixed = 0;
    for (const auto& layer : space.layers) {
        const bool isFree = space.groups[layer.group].frozen == Frozen::No;
        if ((isFree && layer.ownsGroup) || layer.field == Frozen::No || layer.dilation == Frozen::No)
            ++searched;
        else
            ++(isFree ? following : fixed);
    }
    if (searched == 0)
        return {SeedCheck::State::Error,
                QObject::tr("No layer can be searched: every layer is fixed by the seed or makes the outputs.")};
    auto sentence = QObject::tr("%1 layers can be searched").arg(searched);
    if (following > 0)
        sentence += QObject::tr(", %1 follow").arg(following);
    if (fixed > 0)
        sentence += QObject::tr(", %1 fixed").arg(fixed);
    return {SeedCheck::State::Ok, sentence};
}

} // namespace

std::vector<SeedCheck> checkSeed(const SearchConfig& config, const DataPreview& preview)
{
    std::vector<SeedCheck> checks;
    const auto& seed = config.seed;
    for (const auto& problem : validate(seed))
        checks.push_back({SeedCheck::State::Error,
                          problem.node.empty() ? QString::fromStdString(problem.sentence)
                                               : QObject::tr("%1: %2").arg(QString::fromStdString(problem.node),
                                                                           QString::fromStdString(problem.sentence))});
    if (!checks.empty() || seed.nodes.empty()) {
        if (checks.empty())
            checks.push_back({SeedCheck::State::Error, QObject::tr("There is no seed. Choose a built-in one.")});
        return checks;
    }
    const auto table = layers(seed);
    checks.push_back(inputCheck(seed, preview));
    checks.push_back(outputCheck(shapes(seed).back().C, preview));
    checks.push_back(searchableCheck(analyse(seed, {})));
    if (config.handTuned && config.handTuned->input != seed.input)
        checks.push_back(
            {SeedCheck::State::Error,
             QObject::tr("The hand-tuned network has another input than the seed. Choose a built-in seed.")});
    if (receptiveField(seed) < seed.input.T)
        checks.push_back(
            {SeedCheck::State::Info, QObject::tr("One output sample sees %1 of %2 samples")
                                         .arg(format::count(receptiveField(seed)), format::count(seed.input.T))});
    const auto largest = std::ranges::max(table, {}, &LayerSpec::parameters);
    const auto all = parameterCount(seed);
    if (all > 0)
        checks.push_back(
            {SeedCheck::State::Info,
             QObject::tr("Largest layer is %1: %2 of the parameters")
                 .arg(QString::fromStdString(largest.name),
                      format::percent(static_cast<double>(largest.parameters) / static_cast<double>(all), 0))});
    return checks;
}

SeedSummary::SeedSummary(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);

    auto* totals = new Panel(tr("Totals"), this);
    auto* totalsBox = new QWidget;
    auto* grid = new QGridLayout(totalsBox);
    grid->setContentsMargins(12, 12, 12, 12);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(5);
    grid->setColumnStretch(0, 1);
    grid->setColumnMinimumWidth(2, 88);
    int row = 0;
    const auto add = [&](const QString& name, ToneLabel*& value, const QString& unit) {
        value = number();
        grid->addWidget(new ToneLabel(name, Tone::Text2), row, 0);
        grid->addWidget(value, row, 1);
        grid->addWidget(new ToneLabel(unit, Tone::Text2, TextSize::Note), row, 2);
        ++row;
    };
    add(tr("Parameters"), m_parameters, {});
    add(tr("MACs"), m_macs, tr("per window"));
    add(tr("Weights float"), m_weights, tr("4 bytes each"));
    add(tr("Layers"), m_layers, tr("conv, linear"));
    totals->setContent(totalsBox);
    layout->addWidget(totals);

    auto* field = new Panel(tr("Receptive field"), this);
    auto* fieldBox = new QWidget;
    auto* fieldColumn = new QVBoxLayout(fieldBox);
    fieldColumn->setContentsMargins(12, 12, 12, 12);
    fieldColumn->setSpacing(4);
    m_field = new ReceptiveField;
    m_fieldSentence = new ToneLabel({});
    m_fieldSentence->setWordWrap(true);
    m_fieldNote = makeNote();
    fieldColumn->addWidget(m_field);
    fieldColumn->addWidget(m_fieldSentence);
    fieldColumn->addWidget(m_fieldNote);
    field->setContent(fieldBox);
    layout->addWidget(field);

    auto* against = new Panel(tr("Against hand-tuned"), this);
    auto* againstBox = new QWidget;
    m_against = new QGridLayout(againstBox);
    m_against->setContentsMargins(12, 8, 12, 12);
    m_against->setHorizontalSpacing(12);
    m_against->setVerticalSpacing(6);
    m_against->setColumnStretch(0, 1);
    against->setContent(againstBox);
    layout->addWidget(against);

    auto* checks = new Panel(tr("Checks"), this);
    auto* checksBox = new QWidget;
    m_checks = new QVBoxLayout(checksBox);
    m_checks->setContentsMargins(12, 8, 12, 12);
    m_checks->setSpacing(0);
    checks->setContent(checksBox);
    layout->addWidget(checks, 1);
}

void SeedSummary::setConfig(const SearchConfig& config, const DataPreview& preview)
{
    fillChecks(checkSeed(config, preview));
    fillTotals(config);
    fillField(config, preview);
    fillHandTuned(config);
}

void SeedSummary::fillTotals(const SearchConfig& config)
{
    const auto parameters = parameterCount(config.seed);
    m_parameters->setText(format::count(parameters));
    m_macs->setText(format::shortCount(static_cast<double>(macCount(config.seed))));
    m_weights->setText(format::bytes(4.0 * static_cast<double>(parameters)));
    m_layers->setText(format::count(static_cast<std::int64_t>(layers(config.seed).size())));
}

void SeedSummary::fillField(const SearchConfig& config, const DataPreview& preview)
{
    const auto field = receptiveField(config.seed);
    const auto length = config.seed.input.T;
    const auto& rows = preview.signalRows();
    const bool hasExample = !rows.empty() && !rows.front().examples.empty();
    m_field->setSignal(hasExample ? rows.front().examples.front() : std::vector<double>(), length);
    m_field->setField(field);
    const auto samples = QStringLiteral("<b>%1</b>").arg(tr("%1 samples").arg(format::count(field)));
    m_fieldSentence->setText(field >= length
                                 ? tr("Sees %1, the whole window of %2.").arg(samples, format::count(length))
                                 : tr("Sees %1 of a window of %2.").arg(samples, format::count(length)));
    const auto* train = preview.train();
    const auto rate = train != nullptr ? train->sampleRateHz.value_or(0) : 0.0;
    const auto sum = fieldSum(config.seed);
    m_fieldNote->setText((sum.isEmpty() ? QString() : sum + QStringLiteral(". ")) +
                         (rate > 0
                              ? tr("%1 ms at %2 Hz.").arg(qRound(1000.0 * static_cast<double>(field) / rate)).arg(rate)
                              : tr("Give a sample rate on the Data page to read ms.")));
}

void SeedSummary::fillHandTuned(const SearchConfig& config)
{
    while (auto* item = m_against->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (!config.handTuned || !validate(*config.handTuned).empty()) {
        m_against->addWidget(
            makeNote(tr("This seed has no hand-tuned network beside it. Built-in seeds bring theirs.")), 0, 0, 1, 3);
        return;
    }
    const auto& tuned = *config.handTuned;
    const auto head = [](const QString& text) {
        auto* label = new ToneLabel(text, Tone::Text2, TextSize::Note);
        label->setAlignment(Qt::AlignRight);
        return label;
    };
    m_against->addWidget(head(tr("Seed")), 0, 1);
    m_against->addWidget(head(tr("Hand-tuned")), 0, 2);
    int row = 1;
    const auto add = [&](const QString& name, const QString& seed, const QString& hand) {
        m_against->addWidget(new ToneLabel(name, Tone::Text2), row, 0);
        m_against->addWidget(number(seed), row, 1);
        m_against->addWidget(number(hand), row, 2);
        ++row;
    };
    add(tr("Dilations d"), dilationsOf(config.seed), dilationsOf(tuned));
    add(tr("Parameters"), format::count(parameterCount(config.seed)), format::count(parameterCount(tuned)));
    add(tr("MACs"), format::shortCount(static_cast<double>(macCount(config.seed))),
        format::shortCount(static_cast<double>(macCount(tuned))));
    m_against->addWidget(makeNote(tr("Both are trained beside the search and stay on the Pareto plot as marks.")), row,
                         0, 1, 3);
}

void SeedSummary::fillChecks(const std::vector<SeedCheck>& checks)
{
    while (auto* item = m_checks->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const auto& check : checks) {
        const auto state = check.state == SeedCheck::State::Ok        ? CheckRow::State::Ok
                           : check.state == SeedCheck::State::Warning ? CheckRow::State::Warning
                           : check.state == SeedCheck::State::Error   ? CheckRow::State::Error
                                                                      : CheckRow::State::Info;
        m_checks->addWidget(new CheckRow(state, check.sentence));
    }
    m_checks->addStretch(1);
}

} // namespace pitlane
