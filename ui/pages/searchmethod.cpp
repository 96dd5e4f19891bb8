// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/searchmethod.h"

#include "core/study/method.h"
#include "ui/widgets/numberfield.h"
#include "ui/widgets/tonelabel.h"

#include <QComboBox>
#include <QHBoxLayout>

#include <algorithm>

namespace pitlane {

namespace {

using Kind = NumberField::Kind;

constexpr int fieldWidth = 46;

QString text(const std::string& words)
{
    return QString::fromStdString(words);
}

} // namespace

SearchMethod::SearchMethod(QWidget* parent) : QWidget(parent)
{
    m_method = new QComboBox;
    m_method->setObjectName(QStringLiteral("method"));
    m_method->setAccessibleName(tr("Method"));
    m_method->setMinimumWidth(190);
    for (const auto& method : methods())
        if (method.kind == MethodKind::Search) {
            m_method->addItem(text(method.title), text(method.id));
            m_method->setItemData(m_method->count() - 1, text(method.explanation), Qt::ToolTipRole);
        }
    m_explanation = makeNote();
    m_explanation->setObjectName(QStringLiteral("methodExplanation"));
    m_explanation->setMinimumWidth(120);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 6, 12, 6);
    row->setSpacing(10);
    row->addWidget(new ToneLabel(tr("Method"), Tone::Text2));
    row->addWidget(m_method);
    row->addWidget(m_explanation, 1);
    addKnob("morphnet", tr("Threshold"), new NumberField(Kind::Decimal, 1e-9, 1e9, tr("Threshold of MorphNet")),
            "morphnet.threshold", [](Draft& d) -> double& { return d.config.morphNet.threshold; });
    auto* choices = new NumberField(Kind::Whole, 0, 64, tr("Channel counts to choose from"));
    choices->setLeastText(tr("all"));
    addKnob("fbnetv2", tr("Choices"), choices, "fbnetv2.choices",
            [](Draft& d) -> int& { return d.config.fbNetV2.choices; });
    addKnob("fbnetv2", tr("Temperature"), new NumberField(Kind::Decimal, 1e-6, 1e6, tr("First temperature")),
            "fbnetv2.temperatureStart", [](Draft& d) -> double& { return d.config.fbNetV2.temperatureStart; });
    addKnob("fbnetv2", tr("to"), new NumberField(Kind::Decimal, 1e-6, 1e6, tr("Last temperature")),
            "fbnetv2.temperatureEnd", [](Draft& d) -> double& { return d.config.fbNetV2.temperatureEnd; });
    auto* paths = new NumberField(Kind::Whole, 0, 64, tr("Choices per hyper-parameter"));
    paths->setLeastText(tr("auto"));
    addKnob("proxylessnas", tr("Choices each"), paths, "proxylessnas.paths",
            [](Draft& d) -> int& { return d.config.proxylessNas.paths; });
    connect(m_method, &QComboBox::activated, this, &SearchMethod::chooseMethod);
}

template <class Pick>
void SearchMethod::addKnob(const std::string& method, const QString& label, NumberField* field, const char* jsonField,
                           Pick pick)
{
    using Number = std::remove_reference_t<decltype(pick(std::declval<Draft&>()))>;
    field->setFixedWidth(fieldWidth);
    field->setObjectName(QLatin1String(jsonField));
    for (const auto& knob : methodNamed(method)->knobs)
        if (knob.field == jsonField)
            field->setToolTip(text(knob.explanation));
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(new ToneLabel(label, Tone::Text2, TextSize::Note));
    row->addWidget(field);
    layout()->addWidget(box);
    connect(field, &NumberField::valueEdited, this, [this, field, pick](double value) {
        auto draft = m_draft;
        pick(draft) = static_cast<Number>(value);
        Q_EMIT edited(draft, field->accessibleName(), {});
    });
    connect(field, &NumberField::refused, this, &SearchMethod::refused);
    m_knobs.push_back({method, box, field,
                       [pick](const Draft& draft) { return static_cast<double>(pick(const_cast<Draft&>(draft))); }});
}

void SearchMethod::chooseMethod(int index)
{
    auto draft = m_draft;
    draft.config.method = m_method->itemData(index).toString().toStdString();
    if (draft.config.method != m_draft.config.method)
        Q_EMIT edited(draft, tr("Method"), {});
}

/// A draft of a newer version may name a method that is not listed: nothing is chosen then, and the checks say why.
void SearchMethod::setDraft(const Draft& draft)
{
    m_draft = draft;
    m_method->setCurrentIndex(m_method->findData(text(draft.config.method)));
    const auto* method = methodNamed(draft.config.method);
    m_explanation->setText(method == nullptr ? QString() : text(method->explanation));
    const auto paper = method == nullptr ? QString() : text(method->citation);
    m_explanation->setToolTip(paper);
    m_method->setToolTip(paper);
    for (const auto& knob : m_knobs) {
        knob.field->setValue(knob.read(draft));
        knob.box->setVisible(knob.method == draft.config.method);
    }
}

void SearchMethod::setEditable(bool editable)
{
    m_method->setEnabled(editable);
    for (const auto& knob : m_knobs)
        knob.field->setEnabled(editable);
}

} // namespace pitlane
