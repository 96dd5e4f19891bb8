// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/spliteditor.h"

#include "ui/format.h"
#include "ui/pages/sourcereading.h"
#include "ui/widgets/checklistbutton.h"
#include "ui/widgets/choice.h"
#include "ui/widgets/numberfield.h"
#include "ui/widgets/splitbar.h"
#include "ui/widgets/tonelabel.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <set>

namespace pitlane {

namespace {

using Kind = SplitRule::Kind;

/// Repetition numbers, those of the test part included, in order.
QStringList repetitionNames(const SourceReading& reading)
{
    const auto& known = reading.knownRepetitions();
    std::set<std::int64_t> numbers(known.begin(), known.end());
    const auto& rule = reading.source().pipeline.split;
    numbers.insert(rule.testRepetitions.begin(), rule.testRepetitions.end());
    numbers.insert(rule.validationRepetitions.begin(), rule.validationRepetitions.end());
    for (const auto& file : reading.source().files)
        if (file.repetition != 0)
            numbers.insert(file.repetition);
    QStringList names;
    for (const auto number : numbers)
        names << QString::number(number);
    return names;
}

bool hasListed(const SourceReading& reading)
{
    const auto& source = reading.source();
    const auto* train = reading.train();
    return !source.lists.validation.empty() || !source.pipeline.validationArrays.values.empty() ||
           std::ranges::any_of(source.files, [](const DataFile& f) { return f.part == Part::Validation; }) ||
           (train != nullptr && std::ranges::count(train->listedForValidation, 1) > 0);
}

template <class Names> QList<int> placesOf(const QStringList& all, const Names& names)
{
    QList<int> places;
    for (const auto& name : names) {
        const auto at = all.indexOf(name);
        if (at >= 0)
            places << static_cast<int>(at);
    }
    std::ranges::sort(places);
    return places;
}

QStringList textsOf(const std::vector<std::string>& names)
{
    QStringList texts;
    for (const auto& name : names)
        texts << QString::fromStdString(name);
    return texts;
}

QStringList textsOf(const std::vector<std::int64_t>& numbers)
{
    QStringList texts;
    for (const auto number : numbers)
        texts << QString::number(number);
    return texts;
}

} // namespace

int foldsOf(const SplitRule& rule)
{
    switch (rule.kind) {
    case Kind::Stratified:
    case Kind::Random:
    case Kind::Groups:
        return std::max(2, static_cast<int>(std::lround(1 / std::max(rule.fraction, 0.01))));
    case Kind::PpgDalia:
        return rule.folds;
    default:
        return 1;
    }
}

QStringList subjectNames(const SourceReading& reading)
{
    QStringList names;
    const auto add = [&](const std::string& name) {
        const auto text = QString::fromStdString(name);
        if (!text.isEmpty() && !names.contains(text))
            names << text;
    };
    const auto& source = reading.source();
    if (source.pipeline.groupArray.empty() && source.pipeline.layout == Layout::Recordings)
        for (const auto& file : source.files)
            if (file.part == Part::Train || file.part == Part::Validation)
                add(file.group);
    for (const auto& name : reading.knownGroups())
        add(name);
    for (const auto& name : source.pipeline.split.test)
        add(name);
    for (const auto& name : source.pipeline.split.validation)
        add(name);
    return names;
}

SplitEditor::SplitEditor(QWidget* parent) : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_kind = new Choice(tr("Method of the split"), this);
    m_kind->setObjectName(QStringLiteral("splitMethod"));
    m_seedNumber = new NumberField(NumberField::Kind::Whole, 0, 9e15, tr("Seed number"), this);
    m_seedNumber->setFixedWidth(56);
    m_seedNumber->setObjectName(QStringLiteral("splitSeed"));
    auto* first = new QHBoxLayout;
    first->setSpacing(8);
    auto* method = new ToneLabel(tr("Method"), Tone::Text2, TextSize::Body, this);
    method->setFixedWidth(72);
    first->addWidget(method);
    first->addWidget(m_kind, 1);
    first->addWidget(new ToneLabel(tr("seed"), Tone::Text2, TextSize::Body, this));
    first->addWidget(m_seedNumber);
    column->addLayout(first);
    m_fraction = new NumberField(NumberField::Kind::Decimal, 1, 50, tr("Share for validation in percent"), this);
    m_fraction->setObjectName(QStringLiteral("splitShare"));
    m_fractionLine = makeLine(tr("Validation"), m_fraction, tr("% of the train part"));
    m_folds = new NumberField(NumberField::Kind::Whole, 2, 1000, tr("Number of sets of subjects"), this);
    m_foldsLine = makeLine(tr("Sets"), m_folds, tr("of subjects"));
    m_turn = new Choice(tr("Which subject of the set tests"), this);
    m_turnLine = makeLine(tr("Tests"), m_turn);
    m_test = new CheckListButton(tr("For the test"), this);
    m_test->setObjectName(QStringLiteral("splitTest"));
    m_testLine = makeLine(tr("Test"), m_test);
    m_validation = new CheckListButton(tr("For validation"), this);
    m_validation->setObjectName(QStringLiteral("splitValidation"));
    m_validationLine = makeLine(tr("Validation"), m_validation);
    for (auto* line : {m_fractionLine, m_foldsLine, m_turnLine, m_testLine, m_validationLine})
        column->addWidget(line);
    column->addSpacing(4);
    m_bar = new SplitBar(this);
    column->addWidget(m_bar);
    m_note = makeNote({}, this);
    m_note->setObjectName(QStringLiteral("splitNote"));
    column->addWidget(m_note);

    for (auto* field : {m_seedNumber, m_fraction, m_folds})
        connect(field, &NumberField::refused, this, &SplitEditor::refused);
    connect(m_seedNumber, &NumberField::valueEdited, this, &SplitEditor::seedNumberEdited);
    connect(m_kind, &Choice::chosen, this, [this](const QVariant& value) {
        change(tr("Method of the split"), [&](SplitRule& rule) {
            rule.kind = static_cast<Kind>(value.toInt());
            rule.fold = 0;
            rule.turn = 0;
            rule.allowOverlap = false;
            if (rule.kind != Kind::LeaveOneOut) {
                rule.test.clear();
                rule.validation.clear();
            }
            if (rule.kind != Kind::Repetitions) {
                rule.testRepetitions.clear();
                rule.validationRepetitions.clear();
            }
        });
    });
    connect(m_fraction, &NumberField::valueEdited, this, [this](double percent) {
        change(tr("Share for validation"), [&](SplitRule& rule) {
            rule.fraction = percent / 100;
            rule.fold = std::min(rule.fold, foldsOf(rule) - 1);
        });
    });
    connect(m_folds, &NumberField::valueEdited, this, [this](double folds) {
        change(tr("Sets of subjects"), [&](SplitRule& rule) {
            rule.folds = static_cast<int>(folds);
            rule.fold = std::min(rule.fold, rule.folds - 1);
        });
    });
    connect(m_turn, &Choice::chosen, this, [this](const QVariant& value) {
        change(tr("Subject of the test"), [&](SplitRule& rule) { rule.turn = value.toInt(); });
    });
    const auto take = [this](const CheckListButton& button, std::vector<std::string> SplitRule::*names,
                             std::vector<std::int64_t> SplitRule::*numbers) {
        change(button.accessibleName(), [&](SplitRule& rule) {
            (rule.*names).clear();
            (rule.*numbers).clear();
            for (const auto& name : button.checkedNames()) {
                if (rule.kind == Kind::LeaveOneOut)
                    (rule.*names).push_back(name.toStdString());
                else
                    (rule.*numbers).push_back(name.toLongLong());
            }
        });
    };
    connect(m_test, &CheckListButton::checkedEdited, this,
            [=, this] { take(*m_test, &SplitRule::test, &SplitRule::testRepetitions); });
    connect(m_validation, &CheckListButton::checkedEdited, this,
            [=, this] { take(*m_validation, &SplitRule::validation, &SplitRule::validationRepetitions); });
}

QWidget* SplitEditor::makeLine(const QString& name, QWidget* field, const QString& unit)
{
    auto* holder = new QWidget(this);
    auto* line = new QHBoxLayout(holder);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    auto* label = new ToneLabel(name, Tone::Text2, TextSize::Body, holder);
    label->setFixedWidth(72);
    label->setBuddy(field);
    line->addWidget(label);
    if (qobject_cast<NumberField*>(field) == nullptr) {
        line->addWidget(field, 1);
        return holder;
    }
    field->setFixedWidth(56);
    line->addWidget(field);
    line->addWidget(new ToneLabel(unit, Tone::Text2, TextSize::Body, holder));
    line->addStretch(1);
    return holder;
}

void SplitEditor::change(const QString& what, const std::function<void(SplitRule&)>& edit)
{
    auto next = m_rule;
    edit(next);
    if (next == m_rule)
        return;
    m_rule = next;
    Q_EMIT edited(next, what);
}

void SplitEditor::setReading(const SourceReading& reading, std::uint64_t seedNumber)
{
    m_rule = reading.source().pipeline.split;
    m_seedNumber->setValue(static_cast<double>(seedNumber));
    fillKinds(reading);
    fillNames(reading);
    fillBar(reading);
}

void SplitEditor::fillKinds(const SourceReading& reading)
{
    const auto& source = reading.source();
    const auto subjects = subjectNames(reading).size();
    const auto needsSubjects = [&](qsizetype least) {
        return subjects >= least ? QString()
                                 : tr("needs at least %1 subjects, the data name %2").arg(least).arg(subjects);
    };
    const bool isSequence = source.pipeline.task == Task::NextStep;
    const auto add = [](const QString& text, Kind kind, const QString& reason) {
        return Choice::Item{.text = text, .value = static_cast<int>(kind), .reason = reason};
    };
    const auto folds = foldsOf({.kind = Kind::Stratified, .fraction = m_rule.fraction});
    m_kind->setItems({add(tr("%1 folds, stratified").arg(folds), Kind::Stratified,
                          isSequence ? tr("sequences have no classes to deal evenly") : QString()),
                      add(tr("%1 folds, at random").arg(folds), Kind::Random, {}),
                      add(tr("by subject"), Kind::Groups, needsSubjects(2)),
                      add(tr("leave subjects out"), Kind::LeaveOneOut, needsSubjects(2)),
                      add(tr("PPG-DaLiA scheme"), Kind::PpgDalia, needsSubjects(3)),
                      add(tr("as the files list it"), Kind::Listed,
                          hasListed(reading) ? QString() : tr("no file or list says which examples validate")),
                      add(tr("by repetition"), Kind::Repetitions,
                          repetitionNames(reading).size() >= 2 ? QString() : tr("the data name no repetitions"))},
                     static_cast<int>(m_rule.kind));
}

void SplitEditor::fillNames(const SourceReading& reading)
{
    const auto kind = m_rule.kind;
    const bool byName = kind == Kind::LeaveOneOut || kind == Kind::Repetitions;
    m_fractionLine->setVisible(kind == Kind::Stratified || kind == Kind::Random || kind == Kind::Groups ||
                               (kind == Kind::Repetitions && m_rule.validationRepetitions.empty()));
    m_foldsLine->setVisible(kind == Kind::PpgDalia);
    m_turnLine->setVisible(kind == Kind::PpgDalia);
    m_testLine->setVisible(byName);
    m_validationLine->setVisible(byName);
    m_fraction->setValue(m_rule.fraction * 100);
    m_folds->setValue(m_rule.folds);
    const auto subjects = subjectNames(reading);
    const auto perSet = std::max<qsizetype>(1, (subjects.size() + m_rule.folds - 1) / m_rule.folds);
    QList<Choice::Item> turns;
    for (int turn = 0; turn < std::max<int>(static_cast<int>(perSet), m_rule.turn + 1); ++turn)
        turns << Choice::Item{.text = tr("subject %1 of the set").arg(turn + 1), .value = turn};
    m_turn->setItems(turns, m_rule.turn);
    if (kind == Kind::LeaveOneOut) {
        m_names = subjects;
        m_test->setNames(m_names, placesOf(m_names, textsOf(m_rule.test)), tr("no subject"));
        m_validation->setNames(m_names, placesOf(m_names, textsOf(m_rule.validation)), tr("the next subject"));
    } else if (kind == Kind::Repetitions) {
        m_names = repetitionNames(reading);
        m_test->setNames(m_names, placesOf(m_names, textsOf(m_rule.testRepetitions)), tr("no repetition"));
        m_validation->setNames(m_names, placesOf(m_names, textsOf(m_rule.validationRepetitions)),
                               tr("a share of the others"));
    }
}

void SplitEditor::fillBar(const SourceReading& reading)
{
    const auto& split = reading.split();
    std::optional<std::int64_t> test;
    if (const auto* outline = reading.testOutline())
        test = outline->size();
    m_bar->setCounts(static_cast<std::int64_t>(split.train.size()), static_cast<std::int64_t>(split.validation.size()),
                     test);
    m_bar->setVisible(!split.train.empty());
    QStringList sentences;
    if (!reading.splitProblem().isEmpty())
        sentences << reading.splitProblem();
    const auto* train = reading.train();
    if (!split.validation.empty() && train != nullptr) {
        if (train->task == Task::Classification)
            sentences << tr("One validation example is %1. Smaller differences between points are noise.")
                             .arg(format::percent(1.0 / static_cast<double>(split.validation.size())));
        if (hasTestPart(reading.source()))
            sentences << tr("The test part is opened once per point, at Deploy.");
    }
    for (const auto& warning : split.warnings)
        sentences << QString::fromStdString(warning);
    if (!reading.testProblem().isEmpty())
        sentences << reading.testProblem();
    m_note->setText(sentences.join(QLatin1Char('\n')));
    m_note->setTone(reading.splitProblem().isEmpty() ? Tone::Text2 : Tone::Err);
}

} // namespace pitlane
