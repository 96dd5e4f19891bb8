// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/projectsession.h"

#include <QObject>
#include <QUndoStack>

namespace pitlane {

/// The six rooms, in order.
enum class Mode { Start, Data, Seed, Search, Explore, Deploy };

/// What all pages share: the open project, the selected and hovered point, the undo stack, and the wish to go to
/// another page. Pages talk to the session through it and to each other only through its signals.
class Context : public QObject
{
    Q_OBJECT
public:
    explicit Context(QObject* parent = nullptr);
    ~Context() override;

    /// The open project, or null.
    [[nodiscard]] ProjectSession* session() const { return m_session.get(); }
    void setSession(std::unique_ptr<ProjectSession> session);

    /// The sweep that Explore shows; invalid: none yet.
    [[nodiscard]] SweepId sweep() const { return m_sweep; }
    void setSweep(SweepId sweep);
    [[nodiscard]] PointId selected() const { return m_selected; }
    void setSelected(PointId point);
    [[nodiscard]] PointId hovered() const { return m_hovered; }
    void setHovered(PointId point);

    /// Every edit of seed and search settings goes through here: pushes an undo command that sets the session's draft.
    /// Edits with the same non-empty `mergeKey` in a row (typing in one field) merge into one step.
    void edit(const Draft& draft, const QString& text, const QString& mergeKey = {});
    [[nodiscard]] QUndoStack& undoStack() { return m_undo; }

    /// One sentence for the status bar's left end.
    void say(const QString& sentence) { Q_EMIT said(sentence); }
    void go(Mode mode) { Q_EMIT modeRequested(mode); }
    /// Opens a project folder; errors are shown by the main window.
    void requestOpen(const QString& folder) { Q_EMIT openRequested(folder); }
    void requestDemo() { Q_EMIT demoRequested(); }
    void requestExample(const QString& exampleId) { Q_EMIT exampleRequested(exampleId); }
    void requestNew(const QStringList& droppedFiles = {}) { Q_EMIT newRequested(droppedFiles); }

Q_SIGNALS:
    void sessionChanged(pitlane::ProjectSession* session); ///< after open or close (null)
    void sweepChanged(pitlane::SweepId sweep);
    void selectedChanged(pitlane::PointId point);
    void hoveredChanged(pitlane::PointId point);
    void said(const QString& sentence);
    void modeRequested(pitlane::Mode mode);
    void openRequested(const QString& folder);
    void demoRequested();
    void exampleRequested(const QString& exampleId);
    void newRequested(const QStringList& droppedFiles);

private:
    std::unique_ptr<ProjectSession> m_session;
    SweepId m_sweep;
    PointId m_selected;
    PointId m_hovered;
    QUndoStack m_undo;
};

/// State of a mode as its badge in the mode bar.
enum class Badge { None, Complete, Decision, Working, Failed };

} // namespace pitlane
