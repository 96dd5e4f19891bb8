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
    fields->addWidget(m_default);
    column->addLayout(fields);
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
        const auto [first, last] = defaultLambdaRange(m_draft.config.regulariser, m_draft.config.seed);
        setRange(lambdas.empty() ? first : std::ranges::min(lambdas),
                 lambdas.size() < 2 ? std::max(last, lambdas.empty() ? last : lambdas.front())
                                    : std::ranges::max(lambdas),
                 static_cast<int>(values), tr("Number of values"));
    });
    for (auto* field : {m_from, m_to, m_count})
        connect(field, &NumberField::refused, this, &SearchStrength::refused);
    connect(m_default, &QPushButton::clicked, this, [this, count] {
        const auto [first, last] = defaultLambdaRange(m_draft.config.regulariser, m_draft.config.seed);
        setRange(first, last, count(), tr("Default strengths"));
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
    for (QWidget* widget : std::initializer_list<QWidget*>{m_from, m_to, m_count, m_default, m_editor})
        widget->setEnabled(editable);
}

void SearchStrength::setFound(const std::vector<FoundSize>& found)
{
    const bool isSize = m_draft.config.regulariser == Regulariser::Size;
    double seedSize = 0;
    if (validate(m_draft.config.seed).empty())
        seedSize = static_cast<double>(isSize ? parameterCount(m_draft.config.seed) : macCount(m_draft.config.seed));
    m_editor->setFound(found, isSize ? tr("Parameters found") : tr("MACs found"), seedSize);
}

void SearchStrength::setDraft(const Draft& draft)
{
    m_draft = draft;
    const auto& config = draft.config;
    const auto& lambdas = config.lambdas;
    if (!lambdas.empty()) {
        m_from->setValue(std::ranges::min(lambdas));
        m_to->setValue(std::ranges::max(lambdas));
    }
    m_count->setValue(static_cast<double>(lambdas.size()));
    m_editor->setLambdas(lambdas);
    m_note->setText(isLogSpaced(lambdas) ? tr("equal ratios") : tr("moved by hand"));
    if (!validate(config.seed).empty() || config.seed.nodes.empty()) {
        m_editor->setSeedMark(0);
        m_default->hide();
        return;
    }
    const auto size = config.regulariser == Regulariser::Size ? parameterCount(config.seed) : macCount(config.seed);
    m_editor->setSeedMark(size > 0 ? 1 / static_cast<double>(size) : 0);
    const auto [first, last] = defaultLambdaRange(config.regulariser, config.seed);
    const bool isDefault = lambdas.size() > 1 && std::abs(std::log(std::ranges::min(lambdas) / first)) < 1e-3 &&
                           std::abs(std::log(std::ranges::max(lambdas) / last)) < 1e-3;
    m_default->setText(tr("Use %1 to %2").arg(format::power(first), format::power(last)));
    m_default->setToolTip(config.regulariser == Regulariser::Size
                              ? tr("The default range for parameters")
                              : tr("The default range for MACs: λR starts as large as with parameters"));
    m_default->setVisible(!isDefault);
}

} // namespace pitlane
