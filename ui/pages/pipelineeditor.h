// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/pipelinefields.h"

#include <QWidget>

class QPushButton;

namespace pitlane {

/// All settings between files and network: the body of the Import panel, and the steps Roles and Windows of the import
/// wizard. What is simple is seen at once, the rest is folded; problems stand under their field, and sentences sum up.
class PipelineEditor : public QWidget
{
    Q_OBJECT
public:
    enum class Extent { All, Roles, Windows };

    explicit PipelineEditor(QWidget* parent = nullptr);
    void setExtent(Extent extent);
    void setSource(const DataSource& source, const SourceScan& scan, const Dataset* train);
    void setUnfolded(bool isUnfolded);
    /// Opens the list of what can be a subject id.
    void chooseSubject();

Q_SIGNALS:
    /// One setting was changed by the user; `what` names it.
    void edited(const pitlane::Pipeline& pipeline, const QString& what);
    void refused(const QString& sentence);

private:
    void refresh();

    FormRows* m_rows = nullptr;
    RoleFields* m_roles = nullptr;
    WindowFields* m_windows = nullptr;
    LearningFields* m_learning = nullptr;
    QPushButton* m_more = nullptr;
    ToneLabel* m_problems = nullptr;
    ToneLabel* m_words = nullptr;
    Extent m_extent = Extent::All;
    bool m_isUnfolded = false;
};

} // namespace pitlane
