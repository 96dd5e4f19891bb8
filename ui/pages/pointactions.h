// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/context.h"

#include <QList>
#include <QObject>

class QAction;
class QWidget;

namespace pitlane {

/// What can be done with the selected point beside looking at it: export its network, run it again and compare, refit
/// it on all rows. Entries of the menus of plot and table.
class PointActions : public QObject
{
    Q_OBJECT
public:
    /// `window`: parent of what asks and tells.
    PointActions(Context& context, QWidget* window);

    [[nodiscard]] QList<QAction*> actions() const { return {m_export, m_rerun, m_refit}; }
    /// Writes ONNX, with weights. Throws FileError, NetworkError.
    void exportNetwork(PointId id, const QString& path);

Q_SIGNALS:
    /// A second run has ended: verdict first, as lines.
    void compared(pitlane::PointId point, const QStringList& lines);

private:
    void setSession(ProjectSession* session);
    void refresh();
    void askNetworkFile();
    void act(const std::function<void(ProjectSession&, PointId)>& action);
    void tell(PointId point, const QStringList& lines);

    Context& m_context;
    QWidget* m_window;
    QAction* m_export;
    QAction* m_rerun;
    QAction* m_refit;
};

} // namespace pitlane
