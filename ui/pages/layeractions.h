// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/edit.h"

#include <QObject>

#include <functional>
#include <optional>

class QAction;
class QHBoxLayout;
class QMenu;
class QTableView;

namespace pitlane {

class LayersModel;

/// What can be done to the selected layer of the seed: add beside it, duplicate, remove, move, and what belongs to it.
/// As buttons over the table, as its context menu, and by key.
class LayerActions : public QObject
{
    Q_OBJECT
public:
    LayerActions(QTableView& table, LayersModel& model);

    /// Buttons at the end of `tools`.
    void addButtons(QHBoxLayout& tools);
    /// Without: everything is off.
    void setWritable(bool isWritable);
    /// C_out of a linear layer that becomes the last one; none: that of what it reads.
    void setOutputs(std::optional<std::int64_t> outputs) { m_outputs = outputs; }

Q_SIGNALS:
    /// As LayersModel::networkEdited().
    void networkEdited(const pitlane::NetworkSpec& network, const QString& what, const QString& layer);
    void editRefused(const QString& sentence);

private:
    QAction* makeAction(const QString& objectName, const QString& icon, const QString& text, const QString& tip);
    void fillAddMenu(QMenu& menu, edit::Side side);
    void fillSkipMenu();
    void refresh();
    void showMenu(const QPoint& at);
    [[nodiscard]] QString selected() const;
    void add(edit::LayerKind kind, edit::Side side);
    /// Does it to the selected layer; what cannot be done is said in its row.
    void apply(const QString& what, const std::function<edit::Edited(const std::string& layer)>& change);

    QTableView& m_table;
    LayersModel& m_model;
    bool m_isWritable = true;
    std::optional<std::int64_t> m_outputs;
    QMenu* m_addAfter = nullptr;
    QMenu* m_addBefore = nullptr;
    QMenu* m_skipFrom = nullptr;
    QAction* m_duplicate = nullptr;
    QAction* m_remove = nullptr;
    QAction* m_up = nullptr;
    QAction* m_down = nullptr;
    QAction* m_norm = nullptr;
    QAction* m_relu = nullptr;
    QAction* m_searched = nullptr;
};

} // namespace pitlane
