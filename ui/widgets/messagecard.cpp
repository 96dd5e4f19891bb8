// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/messagecard.h"

#include "ui/theme/theme.h"
#include "ui/widgets/stateglyph.h"
#include "ui/widgets/tonelabel.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace pitlane {

namespace {

Glyph glyphOf(MessageCard::Kind kind)
{
    switch (kind) {
    case MessageCard::Kind::Decision:
        return Glyph::Warning;
    case MessageCard::Kind::Error:
        return Glyph::Error;
    case MessageCard::Kind::Settled:
        return Glyph::Ok;
    }
    return Glyph::Info;
}

Glyph glyphOf(CheckRow::State state)
{
    switch (state) {
    case CheckRow::State::Ok:
        return Glyph::Ok;
    case CheckRow::State::Warning:
        return Glyph::Warning;
    case CheckRow::State::Error:
        return Glyph::Error;
    case CheckRow::State::Info:
        return Glyph::Info;
    }
    return Glyph::Info;
}

} // namespace

MessageCard::MessageCard(Kind kind, QWidget* parent) : QFrame(parent), m_kind(kind)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    m_glyph = new StateGlyph(glyphOf(kind), this);
    layout->addWidget(m_glyph, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->setSpacing(8);
    m_headline = new ToneLabel({}, Tone::Text, TextSize::Body, this);
    m_headline->setBold(true);
    m_text = new ToneLabel({}, Tone::Text, TextSize::Body, this);
    m_note = makeNote({}, this);
    for (auto* label : {m_headline, m_text, m_note}) {
        label->setWordWrap(true);
        column->addWidget(label);
    }
    m_actions = new QHBoxLayout;
    m_actions->setSpacing(8);
    m_actions->addStretch(1);
    column->addLayout(m_actions);
    layout->addLayout(column, 1);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void MessageCard::setKind(Kind kind)
{
    m_kind = kind;
    m_glyph->setGlyph(glyphOf(kind));
    update();
}

void MessageCard::setText(const QString& headline, const QString& text, const QString& note)
{
    m_headline->setText(headline);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    setAccessibleName(headline);
    setAccessibleDescription(text);
}

QString MessageCard::headline() const
{
    return m_headline->text();
}

QString MessageCard::text() const
{
    return m_text->text();
}

void MessageCard::addAction(QPushButton* button)
{
    m_actions->insertWidget(m_actions->count() - 1, button);
}

void MessageCard::paintEvent(QPaintEvent*)
{
    const auto& tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto [ground, mark] = m_kind == Kind::Decision ? std::pair{tokens.warnGround, tokens.warnMark}
                                : m_kind == Kind::Error  ? std::pair{tokens.errGround, tokens.errMark}
                                                         : std::pair{tokens.okGround, tokens.okMark};
    painter.setPen(QPen(mark, 1));
    painter.setBrush(ground);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

CheckRow::CheckRow(State state, const QString& sentence, const QString& note, QWidget* parent) : QWidget(parent)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 4);
    layout->setSpacing(8);
    layout->addWidget(new StateGlyph(glyphOf(state), this), 0, Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    auto* label = new ToneLabel(sentence, Tone::Text, TextSize::Body, this);
    label->setWordWrap(true);
    label->setBold(!note.isEmpty() && state != State::Ok && state != State::Info);
    column->addWidget(label);
    if (!note.isEmpty())
        column->addWidget(makeNote(note, this));
    layout->addLayout(column, 1);
    setAccessibleName(sentence);
}

} // namespace pitlane
