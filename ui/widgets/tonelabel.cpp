// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tonelabel.h"

#include <QFontDatabase>
#include <QStyle>

namespace pitlane {

ToneLabel::ToneLabel(const QString& text, Tone tone, TextSize size, QWidget* parent)
    : QLabel(text, parent), m_tone(tone)
{
    auto font = size == TextSize::Mono ? QFontDatabase::systemFont(QFontDatabase::FixedFont) : this->font();
    switch (size) {
    case TextSize::Note:
        font.setPointSizeF(9);
        break;
    case TextSize::Body:
        font.setPointSizeF(10);
        break;
    case TextSize::Big:
        font.setPointSizeF(15);
        font.setBold(true);
        break;
    case TextSize::Mono:
        font.setPointSizeF(8.25);
        break;
    }
    setFont(font);
    chooseRole();
}

void ToneLabel::setTone(Tone tone)
{
    if (m_tone == tone)
        return;
    m_tone = tone;
    chooseRole();
    style()->unpolish(this);
    style()->polish(this);
}

void ToneLabel::setBold(bool bold)
{
    auto bolder = font();
    bolder.setBold(bold);
    setFont(bolder);
}

/// The style sheet colours labels by their role.
void ToneLabel::chooseRole()
{
    static constexpr const char* roles[] = {"", "note", "units", "ok", "warn", "err"};
    setProperty("role", QLatin1String(roles[static_cast<int>(m_tone)]));
}

ToneLabel* makeNote(const QString& text, QWidget* parent)
{
    auto* label = new ToneLabel(text, Tone::Text2, TextSize::Note, parent);
    label->setWordWrap(true);
    return label;
}

} // namespace pitlane
