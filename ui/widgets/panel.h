// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QPushButton>

class QHBoxLayout;
class QLabel;
class QToolButton;
class QVBoxLayout;

namespace pitlane {

/// A flat panel: 32 px header (bold title, grey note, tools at the right) over its content, 1 px lines, no shadow.
class Panel : public QFrame
{
    Q_OBJECT
public:
    explicit Panel(const QString& title, QWidget* parent = nullptr);
    void setTitle(const QString& title);
    void setNote(const QString& note);                            ///< grey text behind the title
    [[nodiscard]] QHBoxLayout& tools() const { return *m_tools; } ///< right part of the header, small controls
    void setContent(QWidget* content);
    void setFoot(QWidget* foot); ///< a strip below the content: counts, hints

private:
    QLabel* m_title = nullptr;
    QLabel* m_note = nullptr;
    QHBoxLayout* m_tools = nullptr;
    QVBoxLayout* m_layout = nullptr;
    QWidget* m_foot = nullptr;
};

/// The page's one filled button: the next step.
[[nodiscard]] QPushButton* makePrimaryButton(const QString& text, const QString& iconName = {},
                                             QWidget* parent = nullptr);
/// A button with a border.
[[nodiscard]] QPushButton* makeButton(const QString& text, const QString& iconName = {}, QWidget* parent = nullptr);
/// A flat 24 px icon button for panel headers; `tip` is also its accessible name.
[[nodiscard]] QToolButton* makeToolButton(const QString& iconName, const QString& tip, QWidget* parent = nullptr);
/// Empty state: icon, one bold line, one sentence, the next step as a button (null: none; ownership passes).
[[nodiscard]] QWidget* makeEmptyState(const QString& iconName, const QString& headline, const QString& sentence,
                                      QPushButton* action = nullptr, QWidget* parent = nullptr);

} // namespace pitlane
