// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/searchcosts.h"

#include "ui/models/costwords.h"
#include "ui/widgets/choice.h"
#include "ui/widgets/numberfield.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/tonelabel.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

constexpr CostKind kinds[] = {CostKind::Size, CostKind::Ops, CostKind::Latency, CostKind::Energy};
constexpr auto storedTarget = "=";
constexpr int limitWidth = 72;
constexpr int weightWidth = 46;

/// Targets of the program and of the user; files that cannot be read leave the built-in ones.
std::vector<TargetDevice> knownTargets()
{
    try {
        return availableTargets();
    } catch (const Error&) {
        return builtinTargets();
    }
}

QHBoxLayout* rowIn(QWidget* box)
{
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    return row;
}

bool isThere(const std::vector<CostTerm>& terms, std::size_t except, CostKind kind,
             const std::optional<TargetDevice>& target)
{
    for (std::size_t i = 0; i < terms.size(); ++i)
        if (i != except && terms[i].kind == kind && terms[i].target == target)
            return true;
    return false;
}

} // namespace

SearchCosts::SearchCosts(QWidget* parent) : QWidget(parent), m_targets(knownTargets())
{
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(8);
    m_add = makeButton(tr("Add a cost"));
    m_add->setObjectName(QStringLiteral("addCost"));
    m_add->setToolTip(tr("Reduces another cost together with the first"));
    m_column->addWidget(m_add, 0, Qt::AlignLeft);
    connect(m_add, &QPushButton::clicked, this, &SearchCosts::addTerm);
}

void SearchCosts::addBlock()
{
    const auto index = m_blocks.size();
    const auto name = [index](const char* what) {
        return QStringLiteral("cost%1%2").arg(index).arg(QLatin1String(what));
    };
    Block block;
    block.box = new QWidget;
    auto* column = new QVBoxLayout(block.box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* first = new QWidget;
    auto* second = new QWidget;
    auto* row = rowIn(first);
    block.kind = new Choice(tr("Cost to reduce"));
    block.kind->setObjectName(name("Kind"));
    block.target = new Choice(tr("Target"));
    block.target->setObjectName(name("Target"));
    block.remove = makeToolButton(QStringLiteral("close"), tr("Remove this cost"));
    block.remove->setObjectName(name("Remove"));
    row->addWidget(block.kind, 4);
    row->addWidget(block.target, 5);
    row->addWidget(block.remove);
    row = rowIn(second);
    block.limit = new NumberField(NumberField::Kind::Decimal, 0, 1e12, tr("Limit of the cost"));
    block.limit->setObjectName(name("Limit"));
    block.limit->setLeastText(tr("no limit"));
    block.limit->setFixedWidth(limitWidth);
    block.limit->setToolTip(tr("The strength then adapts during the search until the network costs at most this much. "
                               "0: no limit"));
    block.unit = new ToneLabel({}, Tone::Text2);
    block.weightBox = new QWidget;
    auto* weightRow = rowIn(block.weightBox);
    block.weight = new NumberField(NumberField::Kind::Decimal, 1e-6, 1e6, tr("Weight of the cost"));
    block.weight->setObjectName(name("Weight"));
    block.weight->setFixedWidth(weightWidth);
    block.weight->setToolTip(tr("How strongly this cost pulls at the seed: equal weights pull equally"));
    weightRow->addWidget(new ToneLabel(tr("weight"), Tone::Text2));
    weightRow->addWidget(block.weight);
    row->addWidget(new ToneLabel(tr("at most"), Tone::Text2));
    row->addWidget(block.limit);
    row->addWidget(block.unit);
    row->addStretch(1);
    weightRow->addStretch(1);
    column->addWidget(first);
    column->addWidget(second);
    column->addWidget(block.weightBox); // the panel is too narrow for one line
    m_column->insertWidget(static_cast<int>(index), block.box);

    connect(block.kind, &Choice::chosen, this,
            [this, index](const QVariant& value) { chooseKind(index, static_cast<CostKind>(value.toInt())); });
    connect(block.target, &Choice::chosen, this,
            [this, index](const QVariant& value) { chooseTarget(index, value.toString()); });
    connect(block.limit, &NumberField::valueEdited, this, [this, index](double value) {
        auto changed = terms();
        changed[index].limit = value > 0 ? std::optional(value) : std::nullopt;
        store(std::move(changed), tr("Limit of the cost"));
    });
    connect(block.weight, &NumberField::valueEdited, this, [this, index](double value) {
        auto changed = terms();
        changed[index].weight = value;
        store(std::move(changed), tr("Weight of the cost"));
    });
    connect(block.remove, &QToolButton::clicked, this, [this, index] {
        auto changed = terms();
        changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(index));
        store(std::move(changed), tr("Remove a cost"));
    });
    for (auto* field : {block.limit, block.weight})
        connect(field, &NumberField::refused, this, &SearchCosts::refused);
    m_blocks.push_back(block);
}

void SearchCosts::chooseKind(std::size_t index, CostKind kind)
{
    auto changed = terms();
    auto& term = changed[index];
    if (term.kind == kind)
        return;
    term.kind = kind;
    term.limit.reset(); // of another unit
    if (!needsTarget(kind)) {
        term.target.reset();
    } else {
        const auto fits = [&](const std::optional<TargetDevice>& target) {
            return target && (kind != CostKind::Energy || target->powerMw) && !isThere(changed, index, kind, target);
        };
        for (const auto& other : changed) // the one that is in use, then the usual one
            if (!fits(term.target) && other.target)
                term.target = other.target;
        for (const auto& target : m_targets)
            if (!fits(term.target))
                term.target = target;
    }
    store(std::move(changed), tr("Cost to reduce"));
}

void SearchCosts::chooseTarget(std::size_t index, const QString& id)
{
    const auto target = std::ranges::find(m_targets, id.toStdString(), &TargetDevice::id);
    if (target == m_targets.end())
        return; // the stored one
    auto changed = terms();
    changed[index].target = *target;
    store(std::move(changed), tr("Target of the cost"));
}

void SearchCosts::addTerm()
{
    auto changed = terms();
    CostTerm term;
    for (const auto kind : kinds) {
        term.kind = kind;
        term.target.reset();
        if (needsTarget(kind)) {
            for (const auto& other : changed)
                if (other.target && !term.target)
                    term.target = other.target;
            if (!term.target && !m_targets.empty())
                term.target = m_targets.front();
        }
        const bool isPossible = kind != CostKind::Energy || (term.target && term.target->powerMw);
        if (isPossible && !isThere(changed, changed.size(), kind, term.target))
            break;
    }
    changed.push_back(term);
    store(std::move(changed), tr("Add a cost"));
}

void SearchCosts::store(std::vector<CostTerm> terms, const QString& what)
{
    auto draft = m_draft;
    auto& config = draft.config;
    setCostTerms(config, std::move(terms));
    const auto oldTerm = costTerms(m_draft.config).front();
    const auto newTerm = costTerms(config).front();
    auto& lambdas = config.lambdas;
    const bool isOtherCost = oldTerm.kind != newTerm.kind || oldTerm.target != newTerm.target;
    if (isOtherCost && validate(config.seed).empty() && !config.seed.nodes.empty() && lambdas.size() > 1) {
        try {
            const auto [first, last] = defaultLambdaRange(m_draft.config);
            const auto close = [](double a, double b) { return a > b * 0.99 && a < b * 1.01; };
            if (close(std::ranges::min(lambdas), first) && close(std::ranges::max(lambdas), last)) {
                const auto [newFirst, newLast] = defaultLambdaRange(config);
                lambdas = logSpaced(newFirst, newLast, static_cast<int>(lambdas.size()));
            }
        } catch (const Error& error) { // the strengths stay; the checks name what is wrong
            Q_EMIT refused(QString::fromUtf8(error.what()));
        }
    }
    Q_EMIT edited(draft, what, {});
}

void SearchCosts::show(std::size_t index, const std::vector<CostTerm>& terms)
{
    auto& block = m_blocks[index];
    const auto& term = terms[index];
    QList<Choice::Item> items;
    for (const auto kind : kinds) {
        const bool isTaken = !needsTarget(kind) && isThere(terms, index, kind, std::nullopt);
        items.append(
            {costwords::title(kind), static_cast<int>(kind), isTaken ? tr("It is there already.") : QString()});
    }
    block.kind->setItems(items, static_cast<int>(term.kind));
    block.target->setVisible(needsTarget(term.kind));
    if (needsTarget(term.kind)) {
        QList<Choice::Item> targets;
        QString current;
        for (const auto& target : m_targets) {
            const auto id = QString::fromStdString(target.id);
            if (term.target == target)
                current = id;
            const auto reason = term.kind == CostKind::Energy && !target.powerMw
                                    ? tr("Its power is not known, so its energy is not.")
                                : isThere(terms, index, term.kind, target) ? tr("It is there already.")
                                                                           : QString();
            targets.append({QString::fromStdString(target.name), id, reason});
        }
        if (current.isEmpty() && term.target) { // a copy that no file has any more
            current = QLatin1String(storedTarget);
            targets.append({tr("%1, as stored").arg(QString::fromStdString(term.target->name)), current});
        }
        block.target->setItems(targets, current);
    }
    block.limit->setValue(term.limit.value_or(0));
    block.unit->setText(costwords::unit(term.kind));
    block.weightBox->setVisible(terms.size() > 1);
    block.weight->setValue(term.weight);
    block.remove->setVisible(terms.size() > 1);
}

void SearchCosts::setDraft(const Draft& draft)
{
    m_draft = draft;
    const auto all = terms();
    while (m_blocks.size() < all.size())
        addBlock();
    for (std::size_t i = 0; i < m_blocks.size(); ++i) {
        m_blocks[i].box->setVisible(i < all.size());
        if (i < all.size())
            show(i, all);
    }
    m_add->setVisible(all.size() < std::size(kinds));
}

void SearchCosts::setEditable(bool editable)
{
    for (const auto& block : m_blocks)
        block.box->setEnabled(editable);
    m_add->setEnabled(editable);
}

} // namespace pitlane
