// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/formrows.h"
#include "ui/pages/pipelinefields.h"
#include "ui/widgets/checklistbutton.h"
#include "ui/widgets/choice.h"
#include "ui/widgets/numberfield.h"
#include "ui/widgets/tonelabel.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <set>

namespace pitlane {

namespace {

using Section = FormRows::Section;
using Level = FormRows::Level;

const auto fromFile = QStringLiteral("file:");
const auto nothing = QStringLiteral("nothing:");
const auto arrayMark = QStringLiteral("array:");

QString textOf(const std::string& text)
{
    return QString::fromStdString(text);
}

QString nameOfFormat(FileFormat format)
{
    const auto name = nameOf(format);
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

/// One line: widgets side by side, no margins.
QWidget* inLine(std::initializer_list<QWidget*> widgets)
{
    auto* holder = new QWidget;
    auto* line = new QHBoxLayout(holder);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    for (auto* widget : widgets)
        line->addWidget(widget);
    return holder;
}

/// Arrays by name, those that are not `numeric` included when asked; `first` goes before them.
QList<Choice::Item> arrayItems(const SourceScan& scan, const std::string& current, QList<Choice::Item> first,
                               const QString& mark = {})
{
    bool hasCurrent = current.empty();
    for (const auto& array : scan.arrays) {
        first << Choice::Item{.text = titleOf(array), .value = mark + textOf(array.name)};
        hasCurrent = hasCurrent || array.name == current;
    }
    if (!hasCurrent)
        first << Choice::Item{.text = textOf(current), .value = mark + textOf(current)};
    return first;
}

} // namespace

RoleFields::RoleFields(FormRows& rows, QObject* parent) : PipelineFields(rows, parent)
{
    m_format = makeChoice(tr("Format"), [](Pipeline& p, const QVariant& value) {
        p.read.format = value.toInt() < 0 ? std::nullopt : std::optional(static_cast<FileFormat>(value.toInt()));
    });
    rows.add(Section::Roles, Level::Simple, tr("Format"), m_format, {QStringLiteral("read.format")});
    m_header = makeChoice(tr("First line"), [](Pipeline& p, const QVariant& value) {
        p.read.table.header = static_cast<TableOptions::Header>(value.toInt());
    });
    rows.add(Section::Roles, Level::More, tr("First line"), m_header);
    m_separator = makeChoice(tr("Separator"), [](Pipeline& p, const QVariant& value) {
        p.read.table.separator = static_cast<char>(value.toInt());
    });
    rows.add(Section::Roles, Level::More, tr("Separator"), m_separator);
    m_task =
        makeChoice(tr("Task"), [](Pipeline& p, const QVariant& value) { p.task = static_cast<Task>(value.toInt()); });
    rows.add(Section::Roles, Level::More, tr("Task"), m_task, {QStringLiteral("task")});
    m_layout = makeChoice(tr("Examples are"), [](Pipeline& p, const QVariant& value) {
        p.layout = static_cast<Layout>(value.toInt());
        if (p.layout == Layout::Sequences)
            p.task = Task::NextStep;
        else if (p.task == Task::NextStep)
            p.task = Task::Classification;
    });
    rows.add(Section::Roles, Level::More, tr("Examples are"), m_layout, {QStringLiteral("layout")});

    m_label = makeChoice(tr("Label"), [](Pipeline& p, const QVariant& value) {
        const auto text = value.toString();
        if (text == fromFile) {
            p.label.from = LabelRole::From::File;
            p.label.per = LabelRole::Per::Series;
        } else if (text == nothing) {
            p.label.from = LabelRole::From::Nothing;
        } else {
            p.label.from = LabelRole::From::Array;
            p.label.array = text.mid(arrayMark.size()).toStdString();
        }
        p.label.leaveOut.clear();
    });
    m_label->setObjectName(QStringLiteral("labelChoice"));
    rows.add(Section::Roles, Level::Simple, tr("Label"), m_label,
             {QStringLiteral("label.from"), QStringLiteral("label.array")});
    m_per = makeChoice(tr("One label per"), [](Pipeline& p, const QVariant& value) {
        p.label.per = static_cast<LabelRole::Per>(value.toInt());
    });
    rows.add(Section::Roles, Level::Simple, tr("One label per"), m_per, {QStringLiteral("label.per")});
    m_reduce = makeChoice(tr("Of a window"), [](Pipeline& p, const QVariant& value) {
        p.label.reduce = static_cast<LabelRole::Reduce>(value.toInt());
    });
    rows.add(Section::Roles, Level::More, tr("Of a window"), m_reduce, {QStringLiteral("label.reduce")});
    m_purity = makeNumber(false, 0, 100, tr("Share of a window that must agree"),
                          [](Pipeline& p, double value) { p.label.purity = value / 100; });
    m_purity->setFixedWidth(64);
    m_purityHolder = inLine({m_purity, new ToneLabel(tr("% agree"), Tone::Text2)});
    rows.add(Section::Roles, Level::More, tr("At least"), m_purityHolder, {QStringLiteral("label.purity")});
    m_leaveOut = new CheckListButton(tr("Classes left out"));
    connect(m_leaveOut, &CheckListButton::checkedEdited, this, [this] {
        change(tr("Classes left out"), [this](Pipeline& p) {
            p.label.leaveOut.clear();
            for (const auto at : m_leaveOut->checked())
                p.label.leaveOut.push_back(m_classes[at].toStdString());
        });
    });
    rows.add(Section::Roles, Level::Simple, tr("Left out"), m_leaveOut, {QStringLiteral("label.leaveOut")});
    m_merged = new CheckListButton(tr("Merged classes"));
    m_merged->setObjectName(QStringLiteral("mergedClasses"));
    m_merged->setToolTip(tr("Classes that were merged. What is no longer ticked is taken apart."));
    connect(m_merged, &CheckListButton::checkedEdited, this, [this] {
        change(tr("Take classes apart"), [this](Pipeline& p) {
            const auto merged = mergedClasses(p.label);
            int at = 0;
            for (const auto& [title, classes] : merged)
                if (!m_merged->checked().contains(at++))
                    separateClasses(p.label, title);
        });
    });
    rows.add(Section::Roles, Level::Simple, tr("Merged"), m_merged);
    m_unit = new QLineEdit;
    m_unit->setAccessibleName(tr("Unit of the target"));
    m_unit->setPlaceholderText(tr("no unit"));
    connect(m_unit, &QLineEdit::editingFinished, this, [this] {
        change(tr("Unit of the target"),
               [this](Pipeline& p) { p.label.unit = m_unit->text().trimmed().toStdString(); });
    });
    rows.add(Section::Roles, Level::More, tr("Unit"), m_unit);

    m_signal = makeSignal();
    rows.add(Section::Roles, Level::Simple, tr("Signal"), m_signal,
             {QStringLiteral("channels"), QStringLiteral("firstColumn"), QStringLiteral("lastColumn"),
              QStringLiteral("values")});
    m_subject = makeChoice(tr("Subject id"), [](Pipeline& p, const QVariant& value) {
        const auto before = p.groupArray;
        p.groupArray = value.toString().toStdString();
        const bool isDealt = p.split.kind == SplitRule::Kind::Stratified || p.split.kind == SplitRule::Kind::Random;
        if (before.empty() && !p.groupArray.empty() && isDealt)
            p.split.kind = SplitRule::Kind::Groups; // a subject is on one side only, unless somebody wants otherwise
        if (p.groupArray.empty() && p.split.kind == SplitRule::Kind::Groups)
            p.split.kind = SplitRule::Kind::Stratified;
    });
    m_subject->setObjectName(QStringLiteral("subjectChoice"));
    rows.add(Section::Roles, Level::Simple, tr("Subject id"), m_subject, {QStringLiteral("groupArray")});
    m_repetition = makeChoice(tr("Repetition"), [](Pipeline& p, const QVariant& value) {
        p.repetitionArray = value.toString().toStdString();
    });
    rows.add(Section::Roles, Level::More, tr("Repetition"), m_repetition, {QStringLiteral("repetitionArray")});
    m_timeArray = makeChoice(tr("Time column"),
                             [](Pipeline& p, const QVariant& value) { p.timeArray = value.toString().toStdString(); });
    m_timeUnit = makeChoice(tr("Unit of the time"),
                            [](Pipeline& p, const QVariant& value) { p.timeUnitSeconds = value.toDouble(); });
    m_timeUnit->setMaximumWidth(72);
    m_time = inLine({m_timeArray, m_timeUnit});
    rows.add(Section::Roles, Level::More, tr("Time"), m_time,
             {QStringLiteral("timeArray"), QStringLiteral("timeUnitSeconds")});
    m_rate = makeNumber(false, 0, 1e9, tr("Sample rate"), [](Pipeline& p, double value) {
        p.sampleRateHz = value > 0 ? std::optional(value) : std::nullopt;
        if (!p.sampleRateHz && p.window.length == 0)
            p.window.inSeconds = false;
    });
    m_rate->setLeastText(tr("not given"));
    m_rate->setFixedWidth(96);
    m_rate->setObjectName(QStringLiteral("sampleRate"));
    m_rateHolder = inLine({m_rate, new ToneLabel(tr("Hz"), Tone::Text2)});
    static_cast<QHBoxLayout*>(m_rateHolder->layout())->addStretch(1);
    rows.add(Section::Roles, Level::Simple, tr("Sample rate"), m_rateHolder, {QStringLiteral("sampleRateHz")});
}

QWidget* RoleFields::makeSignal()
{
    m_values = makeChoice(tr("Array with the signal"), [](Pipeline& p, const QVariant& value) {
        p.values = value.toString().toStdString();
        p.firstColumn.clear();
        p.lastColumn.clear();
    });
    m_channels = new CheckListButton(tr("Channels"));
    m_channels->setObjectName(QStringLiteral("channelsButton"));
    connect(m_channels, &CheckListButton::checkedEdited, this, [this] {
        change(tr("Channels"), [this](Pipeline& p) {
            p.channels.clear();
            for (const auto at : m_channels->checked())
                p.channels.push_back(m_possible[static_cast<std::size_t>(at)]);
        });
    });
    m_first = makeChoice(tr("First column of the signal"),
                         [](Pipeline& p, const QVariant& value) { p.firstColumn = value.toString().toStdString(); });
    m_last = makeChoice(tr("Last column of the signal"),
                        [](Pipeline& p, const QVariant& value) { p.lastColumn = value.toString().toStdString(); });
    m_columns = inLine({m_first, new ToneLabel(tr("to"), Tone::Text2), m_last});
    auto* holder = new QWidget;
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_values, m_channels, m_columns})
        column->addWidget(widget);
    return holder;
}

void RoleFields::fill(const DataSource& source, const SourceScan& scan, const Dataset* train)
{
    keep(source, scan);
    const auto& p = source.pipeline;
    const bool fromFiles = source.kind == DataSource::Kind::Files;
    for (QWidget* widget :
         std::initializer_list<QWidget*>{m_format, m_task, m_layout, m_label, m_signal, m_subject, m_rateHolder})
        rows().setUsed(widget, fromFiles);
    QList<Choice::Item> formats{
        {.text = scan.format && !p.read.format ? nameOfFormat(*scan.format) : tr("as found"), .value = -1}};
    for (int i = 0; i <= static_cast<int>(FileFormat::DaliaPickle); ++i)
        formats << Choice::Item{.text = tr("as %1").arg(nameOfFormat(static_cast<FileFormat>(i))), .value = i};
    m_format->setItems(formats, p.read.format ? static_cast<int>(*p.read.format) : -1);
    const bool isTable =
        fromFiles && scan.format &&
        (*scan.format == FileFormat::Csv || *scan.format == FileFormat::UcrTsv || *scan.format == FileFormat::UcrTxt);
    rows().setUsed(m_header, isTable);
    rows().setUsed(m_separator, isTable);
    m_header->setItems({{.text = tr("found out"), .value = static_cast<int>(TableOptions::Header::Auto)},
                        {.text = tr("names of columns"), .value = static_cast<int>(TableOptions::Header::Yes)},
                        {.text = tr("data"), .value = static_cast<int>(TableOptions::Header::No)}},
                       static_cast<int>(p.read.table.header));
    m_separator->setItems({{.text = tr("found out"), .value = 0},
                           {.text = tr("comma"), .value = static_cast<int>(',')},
                           {.text = tr("semicolon"), .value = static_cast<int>(';')},
                           {.text = tr("tab"), .value = static_cast<int>('\t')},
                           {.text = tr("blanks"), .value = static_cast<int>(' ')}},
                          static_cast<int>(p.read.table.separator));
    m_task->setItems({{.text = tr("classification"), .value = static_cast<int>(Task::Classification)},
                      {.text = tr("regression"), .value = static_cast<int>(Task::Regression)},
                      {.text = tr("next step"), .value = static_cast<int>(Task::NextStep)}},
                     static_cast<int>(p.task));
    m_layout->setItems({{.text = tr("labelled series"), .value = static_cast<int>(Layout::Series)},
                        {.text = tr("cut from recordings"), .value = static_cast<int>(Layout::Recordings)},
                        {.text = tr("sequences"), .value = static_cast<int>(Layout::Sequences)}},
                       static_cast<int>(p.layout));
    fillLabel(train);
    fillSignal(train);

    std::set<std::string> subjects;
    for (const auto& file : source.files)
        if (!file.group.empty())
            subjects.insert(file.group);
    const auto perFile = subjects.empty() && source.lists.groupEndsAt.empty() ? tr("none")
                         : subjects.empty()                                   ? tr("from the file names")
                                                                              : tr("by file: %1").arg(subjects.size());
    m_subject->setItems(arrayItems(scan, p.groupArray, {{.text = perFile, .value = QString()}}), textOf(p.groupArray));
    m_repetition->setItems(arrayItems(scan, p.repetitionArray, {{.text = tr("none"), .value = QString()}}),
                           textOf(p.repetitionArray));
    m_timeArray->setItems(arrayItems(scan, p.timeArray, {{.text = tr("none"), .value = QString()}}),
                          textOf(p.timeArray));
    m_timeUnit->setItems(
        {{.text = tr("s"), .value = 1.0}, {.text = tr("ms"), .value = 0.001}, {.text = tr("µs"), .value = 1e-6}},
        p.timeUnitSeconds);
    m_timeUnit->setEnabled(!p.timeArray.empty());
    const bool isRecording = fromFiles && p.layout == Layout::Recordings;
    rows().setUsed(m_repetition, fromFiles && p.layout != Layout::Sequences);
    rows().setUsed(m_time, isRecording);
    const bool hasFeatures = p.frontEnd.kind != FrontEnd::Kind::None; // then the data's rate is that of the frames
    const auto found = train != nullptr && !hasFeatures ? train->sampleRateHz.value_or(0) : 0.0;
    m_rate->setValue(p.sampleRateHz.value_or(found));
}

void RoleFields::fillLabel(const Dataset* train)
{
    const auto& p = source().pipeline;
    const auto& label = p.label;
    const bool isUsed = source().kind == DataSource::Kind::Files && p.task != Task::NextStep;
    rows().setUsed(m_label, isUsed);
    QList<Choice::Item> labels{{.text = tr("class of the folder or file"), .value = fromFile},
                               {.text = tr("none"), .value = nothing}};
    m_label->setItems(arrayItems(scan(), label.array, labels, arrayMark), label.from == LabelRole::From::File ? fromFile
                                                                          : label.from == LabelRole::From::Nothing
                                                                              ? nothing
                                                                              : arrayMark + textOf(label.array));
    const bool isRecording = isUsed && p.layout == Layout::Recordings && label.from == LabelRole::From::Array;
    rows().setUsed(m_per, isRecording);
    m_per->setItems({{.text = tr("recording"), .value = static_cast<int>(LabelRole::Per::Series)},
                     {.text = tr("sample"), .value = static_cast<int>(LabelRole::Per::Sample)},
                     {.text = tr("window"), .value = static_cast<int>(LabelRole::Per::Window)}},
                    static_cast<int>(label.per));
    const bool isPerSample = isRecording && label.per == LabelRole::Per::Sample;
    rows().setUsed(m_reduce, isPerSample && !p.window.runs);
    QList<Choice::Item> reductions;
    if (p.task == Task::Classification)
        reductions << Choice::Item{.text = tr("the majority"), .value = static_cast<int>(LabelRole::Reduce::Majority)};
    else
        reductions << Choice::Item{.text = tr("the mean"), .value = static_cast<int>(LabelRole::Reduce::Mean)};
    reductions << Choice::Item{.text = tr("the last sample"), .value = static_cast<int>(LabelRole::Reduce::Last)};
    m_reduce->setItems(reductions, static_cast<int>(label.reduce));
    rows().setUsed(m_purityHolder, isPerSample && !p.window.runs && label.reduce == LabelRole::Reduce::Majority);
    m_purity->setValue(label.purity * 100);

    m_classes.clear();
    for (const auto& name : label.leaveOut)
        m_classes << textOf(name);
    if (train != nullptr)
        for (const auto& name : train->classNames)
            if (!m_classes.contains(textOf(name)))
                m_classes << textOf(name);
    QList<int> out;
    for (int i = 0; i < static_cast<int>(label.leaveOut.size()); ++i)
        out << i;
    m_leaveOut->setNames(m_classes, out, tr("no class"));
    m_leaveOut->setEnabled(!m_classes.isEmpty());
    rows().setUsed(m_leaveOut, isUsed && p.task == Task::Classification);
    const auto merged = mergedClasses(label);
    QStringList titles;
    QList<int> all;
    for (const auto& [title, classes] : merged) {
        QStringList names;
        for (const auto& name : classes)
            names << textOf(name);
        all << static_cast<int>(titles.size());
        titles << tr("%1: %2").arg(textOf(title), names.join(QStringLiteral(", ")));
    }
    m_merged->setNames(titles, all, tr("none"));
    rows().setUsed(m_merged, isUsed && p.task == Task::Classification && !merged.empty());
    rows().setUsed(m_unit, isUsed && p.task == Task::Regression);
    if (!m_unit->hasFocus())
        m_unit->setText(textOf(label.unit));
}

void RoleFields::fillSignal(const Dataset* train)
{
    const auto& p = source().pipeline;
    const bool isRecording = p.layout == Layout::Recordings;
    const bool isTable = std::ranges::all_of(scan().arrays, [](const ArrayInfo& a) { return a.shape.size() == 1; }) &&
                         scan().arrays.size() > 2;
    const bool byColumns = !isRecording && (isTable || !p.firstColumn.empty());
    m_values->setVisible(!isRecording && !byColumns);
    m_columns->setVisible(byColumns);
    m_channels->setVisible(isRecording);
    if (isRecording) {
        m_possible = possibleChannels(scan(), p);
        for (const auto& channel : p.channels)
            if (std::ranges::find(m_possible, channel) == m_possible.end())
                m_possible.push_back(channel);
        QStringList names;
        QList<int> chosen;
        for (std::size_t i = 0; i < m_possible.size(); ++i) {
            const auto& channel = m_possible[i];
            names << textOf(channel.name.empty() ? channel.array : channel.name);
            if (std::ranges::find(p.channels, channel) != p.channels.end())
                chosen << static_cast<int>(i);
        }
        m_channels->setNames(names, chosen, tr("no channel chosen"));
    } else if (byColumns) {
        QList<Choice::Item> columns;
        for (const auto& array : scan().arrays)
            if (array.type != "text")
                columns << Choice::Item{.text = textOf(array.name), .value = textOf(array.name)};
        m_first->setItems(columns, textOf(p.firstColumn));
        m_last->setItems(columns, textOf(p.lastColumn));
    } else {
        QList<Choice::Item> arrays;
        for (const auto& array : scan().arrays)
            if (array.shape.size() > 1 || array.isRagged())
                arrays << Choice::Item{.text = titleOf(array), .value = textOf(array.name)};
        if (std::ranges::none_of(arrays, [&](const Choice::Item& item) { return item.value == textOf(p.values); }))
            arrays << Choice::Item{
                .text = train != nullptr
                            ? tr("%1  %2 × %3").arg(textOf(p.values)).arg(train->channels).arg(train->length)
                            : textOf(p.values),
                .value = textOf(p.values)};
        m_values->setItems(arrays, textOf(p.values));
    }
}

} // namespace pitlane
