// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/searchstrength.h"

#include "core/network/cost.h"
#include "ui/format.h"
#include "ui/pages/searchestimate.h"
#include "ui/widgets/lambdaeditor.h"
#include "ui/widgets/numberfield.h"
#include "ui/widgets/tonelabel.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

constexpr int mostValues = 200;
constexpr int usualCount = 8;

bool isLogSpaced(const std::vector<double>& lambdas)
{
    if (lambdas.size() < 3 || lambdas.front() <= 0)
        return true;
    const auto expected = logSpaced(lambdas.front(), lambdas.back(), static_cast<int>(lambdas.size()));
    for (std::size_t i = 0; i < lambdas.size(); ++i)
        if (std::abs(std::log(lambdas[i] / expected[i])) > 1e-6)
            return false;
    return true;
}

/// One over what the seed costs: the rule of thumb.
double seedMark(const SearchConfig& config)
{
    const auto cost = costOf(config.seed, *makeCostModel(costTerms(config).front()));
    return cost > 0 ? 1 / cost : 0;
}

} // namespace

SearchStrength::SearchStrength(QWidget* parent) : Panel(tr("Strength λ"), parent)
{
    setNote(tr("each value gives one network"));
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* fields = new QHBoxLayout;
    fields->setContentsMargins(16, 4, 16, 4);
    fields->setSpacing(8);
    m_from =
        new NumberField(NumberField::Kind::Power, LambdaEditor::lowest, LambdaEditor::highest, tr("Strength from"));
    m_to = new NumberField(NumberField::Kind::Power, LambdaEditor::lowest, LambdaEditor::highest, tr("Strength to"));
    m_count = new NumberField(NumberField::Kind::Whole, 1, mostValues, tr("Number of values"));
    m_from->setObjectName(QStringLiteral("lambdaFrom"));
    m_to->setObjectName(QStringLiteral("lambdaTo"));
    m_count->setObjectName(QStringLiteral("lambdaCount"));
    m_from->setFixedWidth(84);
    m_to->setFixedWidth(84);
    m_count->setFixedWidth(48);
    m_default = makeButton({});
    m_default->setObjectName(QStringLiteral("defaultRange"));
    m_note = new ToneLabel({}, Tone::Text2, TextSize::Note);
    fields->addWidget(new ToneLabel(tr("From"), Tone::Text2));
    fields->addWidget(m_from);
    fields->addWidget(new ToneLabel(tr("to"), Tone::Text2));
    fields->addWidget(m_to);
    fields->addSpacing(8);
    fields->addWidget(new ToneLabel(tr("values"), Tone::Text2));
    fields->addWidget(m_count);
    fields->addSpacing(8);
    fields->addWidget(m_note);
    fields->addStretch(1);
    m_suggest = makeButton(tr("Suggest range"));
    m_suggest->setObjectName(QStringLiteral("suggestRange"));
    m_suggest->setToolTip(tr("Takes the range in which the cost weighs between a tenth of the trained seed's loss and all "
                             "of it. Trains the seed first where that is not done yet; the search starts from the same "
                             "training."));
    fields->addWidget(m_default);
    fields->addWidget(m_suggest);
    column->addLayout(fields);
    m_hint = makeNote();
    m_hint->setObjectName(QStringLiteral("rangeHint"));
    m_hint->setContentsMargins(16, 0, 16, 4);
    m_hint->hide();
    column->addWidget(m_hint);
    auto* rule = new QFrame;
    rule->setProperty("role", QStringLiteral("rule"));
    column->addWidget(rule);
    m_editor = new LambdaEditor;
    m_editor->setObjectName(QStringLiteral("lambdaEditor"));
    column->addWidget(m_editor, 1);
    setContent(content);

    const auto count = [this] { return std::max(1, static_cast<int>(m_draft.config.lambdas.size())); };
    connect(m_from, &NumberField::valueEdited, this, [this, count](double first) {
        const auto last = m_draft.config.lambdas.empty() ? first : std::ranges::max(m_draft.config.lambdas);
        setRange(first, std::max(first, last), count(), tr("Strength from"));
    });
    connect(m_to, &NumberField::valueEdited, this, [this, count](double last) {
        const auto first = m_draft.config.lambdas.empty() ? last : std::ranges::min(m_draft.config.lambdas);
        setRange(std::min(first, last), last, count(), tr("Strength to"));
    });
    connect(m_count, &NumberField::valueEdited, this, [this](double values) {
        const auto& lambdas = m_draft.config.lambdas;
        const auto [first, last] = defaultRange().value_or(std::pair(1e-6, 5e-4));
        setRange(lambdas.empty() ? first : std::ranges::min(lambdas),
                 lambdas.size() < 2 ? std::max(last, lambdas.empty() ? last : lambdas.front())
                                    : std::ranges::max(lambdas),
                 static_cast<int>(values), tr("Number of values"));
    });
    for (auto* field : {m_from, m_to, m_count})
        connect(field, &NumberField::refused, this, &SearchStrength::refused);
    connect(m_default, &QPushButton::clicked, this, [this, count] {
        if (const auto range = defaultRange())
            setRange(range->first, range->second, count(), tr("Default strengths"));
    });
    connect(m_suggest, &QPushButton::clicked, this, [this] {
        if (m_probe.isEmpty())
            Q_EMIT rangeRequested();
        else
            Q_EMIT probeCancelled();
    });
    connect(m_editor, &LambdaEditor::lambdasEdited, this, [this](const std::vector<double>& lambdas, bool settled) {
        setLambdas(lambdas, tr("Strengths"), QStringLiteral("lambda-drag-%1").arg(m_drags));
        m_drags += settled ? 1 : 0;
    });
}

void SearchStrength::setLambdas(std::vector<double> lambdas, const QString& what, const QString& mergeKey)
{
    auto draft = m_draft;
    draft.config.lambdas = std::move(lambdas);
    Q_EMIT edited(draft, what, mergeKey);
}

void SearchStrength::setRange(double first, double last, int count, const QString& what)
{
    setLambdas(first < last ? logSpaced(first, last, count) : std::vector{first}, what);
}

void SearchStrength::setEditable(bool editable)
{
    for (QWidget* widget : std::initializer_list<QWidget*>{m_from, m_to, m_count, m_default, m_suggest, m_editor})
        widget->setEnabled(editable);
}

std::optional<std::pair<double, double>> SearchStrength::defaultRange() const
{
    const auto& config = m_draft.config;
    if (!validate(config.seed).empty() || config.seed.nodes.empty())
        return std::nullopt;
    try {
        return defaultLambdaRange(config);
    } catch (const Error&) { // of the costs, which the checks name
        return std::nullopt;
    }
}

void SearchStrength::setSuggested(const LambdaRange& range)
{
    m_suggested = range;
    const auto count = static_cast<int>(m_draft.config.lambdas.size());
    setRange(range.first, range.last, count > 1 ? count : usualCount, tr("Suggested strengths"));
    showHint();
}

void SearchStrength::setProbing(bool probing, int epoch, int epochs)
{
    m_probe = !probing    ? QString()
              : epoch > 0 ? tr("Training the seed for its loss, epoch %1 of at most %2. A search starts from the same "
                               "training, so it is not done twice.")
                                .arg(epoch)
                                .arg(epochs)
                          : tr("Training the seed for its loss.");
    m_suggest->setText(probing ? tr("Cancel") : tr("Suggest range"));
    showHint();
}

void SearchStrength::showHint()
{
    const auto& lambdas = m_draft.config.lambdas;
    const bool isSuggested = m_suggested && lambdas.size() > 1 && std::ranges::min(lambdas) == m_suggested->first &&
                             std::ranges::max(lambdas) == m_suggested->last;
    m_hint->setText(!m_probe.isEmpty() ? m_probe
                    : isSuggested      ? QString::fromStdString(inWords(*m_suggested))
                                       : QString());
    m_hint->setVisible(!m_hint->text().isEmpty());
}

void SearchStrength::setFound(const std::vector<FoundSize>& found)
{
    const bool isMacs = costTerms(m_draft.config).front().kind == CostKind::Ops;
    double seedSize = 0;
    if (validate(m_draft.config.seed).empty())
        seedSize = static_cast<double>(isMacs ? macCount(m_draft.config.seed) : parameterCount(m_draft.config.seed));
    m_editor->setFound(found, isMacs ? tr("MACs found") : tr("Parameters found"), seedSize);
}

void SearchStrength::setDraft(const Draft& draft)
{
    m_draft = draft;
    const auto& lambdas = draft.config.lambdas;
    if (!lambdas.empty()) {
        m_from->setValue(std::ranges::min(lambdas));
        m_to->setValue(std::ranges::max(lambdas));
    }
    m_count->setValue(static_cast<double>(lambdas.size()));
    m_note->setText(isLogSpaced(lambdas) ? tr("equal ratios") : tr("moved by hand"));
    showHint();
    const auto range = defaultRange();
    m_editor->setSeedMark(range ? seedMark(draft.config) : 0);
    m_editor->setLambdas(lambdas);
    if (!range) {
        m_default->hide();
        return;
    }
    const auto [first, last] = *range;
    const bool isDefault = lambdas.size() > 1 && std::abs(std::log(std::ranges::min(lambdas) / first)) < 1e-3 &&
                           std::abs(std::log(std::ranges::max(lambdas) / last)) < 1e-3;
    m_default->setText(tr("Use %1 to %2").arg(format::power(first), format::power(last)));
    m_default->setToolTip(costTerms(draft.config).front().kind == CostKind::Size
                              ? tr("The default range for parameters")
                              : tr("The default range for this cost: λR starts as large as with parameters"));
    m_default->setVisible(!isDefault);
}

} // namespace pitlane
