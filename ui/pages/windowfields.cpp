// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/format.h"
#include "ui/pages/formrows.h"
#include "ui/pages/pipelinefields.h"
#include "ui/widgets/choice.h"
#include "ui/widgets/numberfield.h"
#include "ui/widgets/stepseditor.h"
#include "ui/widgets/tonelabel.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace pitlane {

namespace {

using Section = FormRows::Section;
using Level = FormRows::Level;

enum Cut { Whole, Windows, Runs };

Cut cutOf(const WindowRule& window)
{
    return window.runs ? Runs : window.whole ? Whole : Windows;
}

std::vector<StepsEditor::Kind> filterKinds()
{
    const StepsEditor::Field order{
        .name = QObject::tr("order"), .unit = {}, .least = 1, .most = 10, .initial = 2, .isWhole = true};
    const StepsEditor::Field low{
        .name = QObject::tr("from"), .unit = QObject::tr("Hz"), .least = 1e-6, .most = 1e9, .initial = 0.5};
    const StepsEditor::Field high{
        .name = QObject::tr("up to"), .unit = QObject::tr("Hz"), .least = 1e-6, .most = 1e9, .initial = 8};
    const auto phase = QObject::tr("zero phase, forwards and backwards");
    return {{.title = QObject::tr("remove mean"), .fields = {}},
            {.title = QObject::tr("detrend"), .fields = {}},
            {.title = QObject::tr("rectify"), .fields = {}},
            {.title = QObject::tr("low-pass"), .fields = {high, order}, .flag = phase, .initialFlag = true},
            {.title = QObject::tr("high-pass"), .fields = {low, order}, .flag = phase, .initialFlag = true},
            {.title = QObject::tr("band-pass"), .fields = {low, high, order}, .flag = phase, .initialFlag = true}};
}

StepsEditor::Step stepOf(const FilterStep& filter)
{
    StepsEditor::Step step{
        .kind = static_cast<int>(filter.kind), .numbers = {}, .flag = filter.zeroPhase, .kept = filter.channels};
    const bool high = filter.kind == FilterStep::Kind::HighPass || filter.kind == FilterStep::Kind::BandPass;
    const bool low = filter.kind == FilterStep::Kind::LowPass || filter.kind == FilterStep::Kind::BandPass;
    if (high)
        step.numbers.push_back(filter.lowHz);
    if (low)
        step.numbers.push_back(filter.highHz);
    if (high || low)
        step.numbers.push_back(filter.order);
    return step;
}

FilterStep filterOf(const StepsEditor::Step& step)
{
    FilterStep filter;
    filter.kind = static_cast<FilterStep::Kind>(step.kind);
    filter.channels = step.kept;
    if (step.numbers.empty())
        return filter;
    filter.zeroPhase = step.flag;
    filter.order = static_cast<int>(step.numbers.back());
    if (filter.kind == FilterStep::Kind::LowPass)
        filter.highHz = step.numbers.front();
    else
        filter.lowHz = step.numbers.front();
    if (filter.kind == FilterStep::Kind::BandPass)
        filter.highHz = step.numbers[1];
    return filter;
}

} // namespace

WindowFields::WindowFields(FormRows& rows, QObject* parent) : PipelineFields(rows, parent)
{
    m_window = makeWindow();
    rows.add(Section::Windows, Level::Simple, tr("Window"), m_window, {QStringLiteral("window")});
    m_filters = new StepsEditor(filterKinds(), tr("Filters"), tr("Add filter"));
    m_filters->setObjectName(QStringLiteral("filters"));
    connect(m_filters, &StepsEditor::refused, this, &PipelineFields::refused);
    connect(m_filters, &StepsEditor::edited, this, [this] {
        change(tr("Filters"), [this](Pipeline& p) {
            p.filters.clear();
            for (const auto& step : m_filters->steps())
                p.filters.push_back(filterOf(step));
        });
    });
    rows.add(Section::Windows, Level::More, tr("Filters"), m_filters, {QStringLiteral("filters")});
    m_frontEnd = makeFrontEnd();
    rows.add(Section::Windows, Level::More, tr("Front end"), m_frontEnd, {QStringLiteral("frontEnd")});
}

QWidget* WindowFields::makeWindow()
{
    m_cut = makeChoice(tr("Window"), [](Pipeline& p, const QVariant& value) {
        p.window.runs = value.toInt() == Runs;
        p.window.whole = value.toInt() == Whole;
        if (value.toInt() == Windows && !(p.window.length > 0)) {
            p.window.inSeconds = p.sampleRateHz.has_value();
            p.window.length = p.window.inSeconds ? 1 : 256;
            p.window.hop = p.window.length;
        }
    });
    m_cut->setObjectName(QStringLiteral("windowChoice"));
    m_length = new ToneLabel({}, Tone::Text2);
    m_seconds = makeNumber(false, 0, 1e9, tr("Length of a window"), [](Pipeline& p, double value) {
        if (p.window.hop == p.window.length)
            p.window.hop = value; // windows that touch go on touching
        p.window.length = value;
    });
    m_seconds->setObjectName(QStringLiteral("windowLength"));
    m_seconds->setLeastText(tr("as it is"));
    m_hop = makeNumber(false, 0, 1e9, tr("From one window to the next"),
                       [](Pipeline& p, double value) { p.window.hop = value; });
    m_hop->setObjectName(QStringLiteral("windowHop"));
    m_hop->setLeastText(tr("= length"));
    m_unit = makeChoice(tr("Unit of window and hop"), [](Pipeline& p, const QVariant& value) {
        const bool seconds = value.toBool();
        if (p.sampleRateHz && seconds != p.window.inSeconds) { // the same windows in the other unit
            const auto factor = seconds ? 1 / *p.sampleRateHz : *p.sampleRateHz;
            p.window.length *= factor;
            p.window.hop *= factor;
        }
        p.window.inSeconds = seconds;
    });
    for (auto* field : {m_seconds, m_hop})
        field->setFixedWidth(68);
    auto* holder = new QWidget;
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* first = new QHBoxLayout;
    first->setSpacing(8);
    first->addWidget(m_cut, 1);
    first->addWidget(m_length);
    column->addLayout(first);
    m_lengths = new QWidget;
    auto* lines = new QGridLayout(m_lengths);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(4);
    lines->addWidget(new ToneLabel(tr("length"), Tone::Text2, TextSize::Note), 0, 0);
    lines->addWidget(m_seconds, 0, 1);
    lines->addWidget(m_unit, 0, 2);
    m_hopHolder = new QWidget;
    auto* hop = new QHBoxLayout(m_hopHolder);
    hop->setContentsMargins(0, 0, 0, 0);
    hop->addWidget(m_hop);
    auto* every = new ToneLabel(tr("every"), Tone::Text2, TextSize::Note);
    lines->addWidget(every, 1, 0);
    lines->addWidget(m_hopHolder, 1, 1);
    lines->setColumnStretch(2, 1);
    every->setBuddy(m_hop);
    m_hopHolder->setProperty("caption", QVariant::fromValue<QWidget*>(every));
    column->addWidget(m_lengths);
    return holder;
}

QWidget* WindowFields::makeFrontEnd()
{
    m_kind = makeChoice(tr("Front end"), [](Pipeline& p, const QVariant& value) {
        p.frontEnd.kind = static_cast<FrontEnd::Kind>(value.toInt());
        if (p.sampleRateHz) { // start with settings that the rate can carry
            p.frontEnd.highHz = std::min(p.frontEnd.highHz, *p.sampleRateHz / 2);
            const auto frame = static_cast<std::int64_t>(p.frontEnd.frameSeconds * *p.sampleRateHz);
            while (p.frontEnd.fftLength < frame)
                p.frontEnd.fftLength *= 2;
        }
    });
    m_details = new QWidget;
    auto* grid = new QGridLayout(m_details);
    grid->setContentsMargins(8, 0, 0, 0);
    grid->setSpacing(4);
    grid->setColumnStretch(0, 1);
    int line = 0;
    const auto add = [&](const QString& name, const QString& unit, bool isWhole, double least, double most,
                         const std::function<double(const FrontEnd&)>& get,
                         const std::function<void(FrontEnd&, double)>& set) {
        auto* number = makeNumber(isWhole, least, most, tr("Front end: %1").arg(name),
                                  [set](Pipeline& p, double value) { set(p.frontEnd, value); });
        number->setFixedWidth(64);
        grid->addWidget(new ToneLabel(name, Tone::Text2, TextSize::Note), line, 0);
        grid->addWidget(number, line, 1);
        grid->addWidget(new ToneLabel(unit, Tone::Text2, TextSize::Note), line++, 2);
        m_numbers.emplace_back(number, get);
        return number;
    };
    add(
        tr("frame"), tr("ms"), false, 0.001, 1e6, [](const FrontEnd& f) { return f.frameSeconds * 1000; },
        [](FrontEnd& f, double v) { f.frameSeconds = v / 1000; });
    add(
        tr("every"), tr("ms"), false, 0.001, 1e6, [](const FrontEnd& f) { return f.hopSeconds * 1000; },
        [](FrontEnd& f, double v) { f.hopSeconds = v / 1000; });
    add(
        tr("FFT"), tr("samples"), true, 2, 1 << 20, [](const FrontEnd& f) { return static_cast<double>(f.fftLength); },
        [](FrontEnd& f, double v) { f.fftLength = static_cast<std::int64_t>(v); });
    add(
        tr("mel bands"), {}, true, 1, 512, [](const FrontEnd& f) { return static_cast<double>(f.melBands); },
        [](FrontEnd& f, double v) { f.melBands = static_cast<std::int64_t>(v); });
    add(
        tr("from"), tr("Hz"), false, 0, 1e6, [](const FrontEnd& f) { return f.lowHz; },
        [](FrontEnd& f, double v) { f.lowHz = v; });
    add(
        tr("up to"), tr("Hz"), false, 0.001, 1e6, [](const FrontEnd& f) { return f.highHz; },
        [](FrontEnd& f, double v) { f.highHz = v; });
    m_coefficients = add(
        tr("coefficients"), {}, true, 1, 512, [](const FrontEnd& f) { return static_cast<double>(f.coefficients); },
        [](FrontEnd& f, double v) { f.coefficients = static_cast<std::int64_t>(v); });
    auto* holder = new QWidget;
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_kind);
    column->addWidget(m_details);
    return holder;
}

void WindowFields::fill(const DataSource& source, const SourceScan& scan, const Dataset* train)
{
    keep(source, scan);
    const auto& p = source.pipeline;
    const bool fromFiles = source.kind == DataSource::Kind::Files;
    const bool isRecording = p.layout == Layout::Recordings;
    rows().setUsed(m_window, p.layout != Layout::Sequences && fromFiles);
    rows().setUsed(m_filters, fromFiles && p.layout != Layout::Sequences);
    rows().setUsed(m_frontEnd, p.layout != Layout::Sequences);
    QList<Choice::Item> cuts{{.text = isRecording ? tr("whole recording") : tr("whole series"), .value = Whole},
                             {.text = tr("windows"), .value = Windows}};
    cuts << Choice::Item{.text = tr("runs of equal labels"),
                         .value = Runs,
                         .reason =
                             p.label.per == LabelRole::Per::Sample ? QString() : tr("needs a label for each sample")};
    const auto cut = cutOf(p.window);
    m_cut->setItems(cuts, cut);
    m_length->setText(train != nullptr && p.frontEnd.kind == FrontEnd::Kind::None
                          ? tr("%1 long").arg(format::count(train->length))
                          : QString());
    m_lengths->setVisible(isRecording || cut == Windows);
    m_seconds->setValue(p.window.length);
    m_hop->setValue(p.window.hop);
    m_hopHolder->setVisible(cut == Windows);
    m_hopHolder->property("caption").value<QWidget*>()->setVisible(cut == Windows);
    m_unit->setItems({{.text = tr("s"), .value = true}, {.text = tr("samples"), .value = false}}, p.window.inSeconds);

    std::vector<StepsEditor::Step> steps;
    for (const auto& filter : p.filters)
        steps.push_back(stepOf(filter));
    m_filters->setSteps(steps);
    m_kind->setItems({{.text = tr("none"), .value = static_cast<int>(FrontEnd::Kind::None)},
                      {.text = tr("log-mel energies"), .value = static_cast<int>(FrontEnd::Kind::LogMel)},
                      {.text = tr("MFCC"), .value = static_cast<int>(FrontEnd::Kind::Mfcc)}},
                     static_cast<int>(p.frontEnd.kind));
    m_details->setVisible(p.frontEnd.kind != FrontEnd::Kind::None);
    for (const auto& [number, get] : m_numbers)
        number->setValue(get(p.frontEnd));
    m_coefficients->setEnabled(p.frontEnd.kind == FrontEnd::Kind::Mfcc);
}

} // namespace pitlane
