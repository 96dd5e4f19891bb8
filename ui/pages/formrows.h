// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/pipeline.h"

#include <QStringList>
#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace pitlane {

class ToneLabel;

/// Named fields under each other. Each belongs to a step of the import and is simple or meant for few; problems of a
/// pipeline stand under the field that they are about.
class FormRows : public QWidget
{
    Q_OBJECT
public:
    enum class Section { Roles, Windows, Learning };
    enum class Level { Simple, More };

    explicit FormRows(QWidget* parent = nullptr);
    /// `fields`: beginnings of PipelineProblem::field that belong here.
    void add(Section section, Level level, const QString& name, QWidget* widget, const QStringList& fields = {});
    /// Hides or shows the row of `widget`, whatever is folded.
    void setUsed(QWidget* widget, bool isUsed);
    void setShown(const QList<Section>& sections, bool withMore);
    /// How many used rows are folded away.
    [[nodiscard]] int foldedRows() const;
    /// Problems that belong to no row are returned.
    QStringList setProblems(const std::vector<PipelineProblem>& problems);

private:
    struct Row
    {
        Section section = Section::Roles;
        Level level = Level::Simple;
        QWidget* holder = nullptr;
        QWidget* widget = nullptr;
        ToneLabel* problem = nullptr;
        QStringList fields;
        bool isUsed = true;
    };
    void refresh();

    QVBoxLayout* m_layout = nullptr;
    std::vector<Row> m_rows;
    QList<Section> m_sections{Section::Roles, Section::Windows, Section::Learning};
    bool m_withMore = false;
};

} // namespace pitlane
