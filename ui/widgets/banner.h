// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace pitlane {

class StateGlyph;

/// A strip over the page: what happened, or how things stand, in a sentence; one action, and a cross to close it.
class Banner : public QFrame
{
    Q_OBJECT
public:
    enum class Kind { Warning, Error };
    explicit Banner(QWidget* parent = nullptr);

    /// Without an action the button is hidden. The banner shows itself.
    void tell(Kind kind, const QString& sentence, const QString& action = {});
    [[nodiscard]] QString sentence() const;

Q_SIGNALS:
    void actionChosen();

private:
    StateGlyph* m_glyph = nullptr;
    QLabel* m_sentence = nullptr;
    QPushButton* m_action = nullptr;
};

} // namespace pitlane
