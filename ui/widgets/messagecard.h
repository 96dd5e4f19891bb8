// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QHBoxLayout;
class QPushButton;

namespace pitlane {

class StateGlyph;
class ToneLabel;

/// A framed message: glyph, bold headline, text, a note, and up to three actions, best first.
class MessageCard : public QFrame
{
    Q_OBJECT
public:
    enum class Kind { Decision, Error, Settled };

    explicit MessageCard(Kind kind, QWidget* parent = nullptr);
    void setKind(Kind kind);
    void setText(const QString& headline, const QString& text, const QString& note = {});
    [[nodiscard]] QString headline() const;
    [[nodiscard]] QString text() const;
    /// Adds an action at the end of the row; the card owns it.
    void addAction(QPushButton* button);

private:
    void paintEvent(QPaintEvent* event) override;
    Kind m_kind;
    StateGlyph* m_glyph = nullptr;
    ToneLabel* m_headline = nullptr;
    ToneLabel* m_text = nullptr;
    ToneLabel* m_note = nullptr;
    QHBoxLayout* m_actions = nullptr;
};

/// One line of a check list: glyph, sentence, an optional note below.
class CheckRow : public QWidget
{
    Q_OBJECT
public:
    enum class State { Ok, Warning, Error, Info };
    CheckRow(State state, const QString& sentence, const QString& note = {}, QWidget* parent = nullptr);
};

} // namespace pitlane
