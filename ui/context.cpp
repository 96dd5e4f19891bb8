// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/context.h"

#include <QUndoCommand>

namespace pitlane {

namespace {

/// Replaces the session's draft; a row of commands with the same merge key is one step.
class DraftCommand : public QUndoCommand
{
public:
    DraftCommand(ProjectSession& session, Draft after, const QString& text, QString mergeKey)
        : QUndoCommand(text), m_session(session), m_before(session.draft()), m_after(std::move(after)),
          m_mergeKey(std::move(mergeKey))
    {
    }

    void redo() override { m_session.setDraft(m_after); }
    void undo() override { m_session.setDraft(m_before); }
    [[nodiscard]] int id() const override { return m_mergeKey.isEmpty() ? -1 : 1; }

    bool mergeWith(const QUndoCommand* other) override
    {
        const auto* next = dynamic_cast<const DraftCommand*>(other);
        if (next == nullptr || next->m_mergeKey != m_mergeKey)
            return false;
        m_after = next->m_after;
        setObsolete(m_after == m_before);
        return true;
    }

private:
    ProjectSession& m_session;
    Draft m_before;
    Draft m_after;
    QString m_mergeKey;
};

} // namespace

Context::Context(QObject* parent) : QObject(parent) {}

Context::~Context() = default;

void Context::setSession(std::unique_ptr<ProjectSession> session)
{
    m_undo.clear(); // its commands hold on to the old session
    m_sweep = {};
    m_selected = {};
    m_hovered = {};
    const auto old = std::move(m_session); // lives until everybody has let go of it
    m_session = std::move(session);
    if (m_session != nullptr) {
        connect(m_session.get(), &ProjectSession::sweepAdded, this, &Context::setSweep);
        if (const auto sweeps = m_session->sweeps(); !sweeps.empty())
            m_sweep = sweeps.back().id;
    }
    Q_EMIT sessionChanged(m_session.get());
    Q_EMIT sweepChanged(m_sweep);
    Q_EMIT selectedChanged(m_selected);
}

void Context::setSweep(SweepId sweep)
{
    if (sweep == m_sweep)
        return;
    m_sweep = sweep;
    Q_EMIT sweepChanged(sweep);
}

void Context::setSelected(PointId point)
{
    if (point == m_selected)
        return;
    m_selected = point;
    Q_EMIT selectedChanged(point);
}

void Context::setHovered(PointId point)
{
    if (point == m_hovered)
        return;
    m_hovered = point;
    Q_EMIT hoveredChanged(point);
}

void Context::edit(const Draft& draft, const QString& text, const QString& mergeKey)
{
    if (m_session == nullptr || m_session->isReadOnly() || draft == m_session->draft())
        return;
    m_undo.push(new DraftCommand(*m_session, draft, text, mergeKey));
}

} // namespace pitlane
