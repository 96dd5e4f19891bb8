// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/projectsession.h"
#include "ui/widgets/panel.h"

class QComboBox;
class QPushButton;
class QTableView;

namespace pitlane {

class MasksModel;

/// Masks panel of the Search page: the table, presets, and freezing rows by choice.
class SearchMasks : public Panel
{
    Q_OBJECT
public:
    explicit SearchMasks(QWidget* parent = nullptr);
    /// A seed that is not valid leaves the table empty.
    void setDraft(const Draft& draft);
    void setEditable(bool editable);
    [[nodiscard]] MasksModel& model() const { return *m_model; }

Q_SIGNALS:
    void edited(const pitlane::Draft& draft, const QString& what, const QString& mergeKey);

private:
    void refreshTools();
    [[nodiscard]] QList<int> selectedRows() const;

    Draft m_draft;
    MasksModel* m_model = nullptr;
    QTableView* m_table = nullptr;
    QComboBox* m_preset = nullptr;
    QPushButton* m_freeze = nullptr;
    bool m_isEditable = true;
};

} // namespace pitlane
