// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/context.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace pitlane {

/// A room: a 48 px page bar (title, what is shown, actions at the right; at most one filled button) over its content.
class Page : public QWidget
{
    Q_OBJECT
public:
    Page(Context& context, const QString& title, QWidget* parent = nullptr);

    [[nodiscard]] Badge badge() const { return m_badge; }

Q_SIGNALS:
    void badgeChanged(pitlane::Badge badge);

protected:
    [[nodiscard]] Context& context() const { return m_context; }
    /// Left part of the page bar, behind the title; add widgets.
    [[nodiscard]] QHBoxLayout& barLeft() const { return *m_barLeft; }
    /// Right part: actions.
    [[nodiscard]] QHBoxLayout& barRight() const { return *m_barRight; }
    /// Grey text behind the title.
    void setSubtitle(const QString& text);
    /// Takes the page's one content widget.
    void setContent(QWidget* content);
    void setBadge(Badge badge);

private:
    Context& m_context;
    QHBoxLayout* m_barLeft = nullptr;
    QHBoxLayout* m_barRight = nullptr;
    QLabel* m_subtitle = nullptr;
    QVBoxLayout* m_layout = nullptr;
    Badge m_badge = Badge::None;
};

} // namespace pitlane
