// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace pitlane {

enum class Tone { Text, Text2, Text3, Ok, Warn, Err };
enum class TextSize {
    Note, ///< 9 pt
    Body, ///< 10 pt
    Big,  ///< 15 pt bold
    Mono, ///< 8.25 pt, fixed pitch
};

/// A label in one of the text colours of the theme.
class ToneLabel : public QLabel
{
    Q_OBJECT
public:
    explicit ToneLabel(const QString& text, Tone tone = Tone::Text, TextSize size = TextSize::Body,
                       QWidget* parent = nullptr);
    void setTone(Tone tone);
    void setBold(bool bold);

private:
    void chooseRole();
    Tone m_tone;
};

/// A note that wraps: 9 pt, second text colour.
[[nodiscard]] ToneLabel* makeNote(const QString& text = {}, QWidget* parent = nullptr);

} // namespace pitlane
