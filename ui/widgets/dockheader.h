// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>

class QHBoxLayout;
class QLabel;

namespace pitlane {

/// Title bar of a dock that looks like a panel header: bold title, grey note, tools, float and close. Dragging it moves
/// the dock.
class DockHeader : public QWidget
{
    Q_OBJECT
public:
    explicit DockHeader(QDockWidget& dock);
    void setTitle(const QString& title);
    void setNote(const QString& note);
    [[nodiscard]] QHBoxLayout& tools() const { return *m_tools; }

    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] QSize sizeHint() const override;

private:
    QDockWidget& m_dock;
    QLabel* m_title = nullptr;
    QLabel* m_note = nullptr;
    QHBoxLayout* m_tools = nullptr;
};

/// A dock with such a header, named for saveState().
class PanelDock : public QDockWidget
{
    Q_OBJECT
public:
    PanelDock(const QString& objectName, const QString& title, QWidget* parent);
    [[nodiscard]] DockHeader& header() const { return *m_header; }
    /// `foot` (may be null) is a strip of 32 px below the content.
    void setContent(QWidget* content, QWidget* foot = nullptr);

private:
    DockHeader* m_header = nullptr;
};

} // namespace pitlane
