// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/source.h"

#include <QWidget>

namespace pitlane {

class DataPreview;
class FileList;
class FirstRows;
class Panel;
class PipelineEditor;
class ProjectSession;

/// Left column of the Data page: files with part, subject and hash, how they are imported, the first rows.
class DataFiles : public QWidget
{
    Q_OBJECT
public:
    explicit DataFiles(QWidget* parent = nullptr);
    void setPreview(const ProjectSession& session, const DataPreview& preview);
    void chooseSubject();

Q_SIGNALS:
    void addRequested(bool folder);
    void filesEdited(const std::vector<pitlane::DataFile>& files, const QString& what);
    void pipelineEdited(const pitlane::Pipeline& pipeline, const QString& what);
    void refused(const QString& sentence);

private:
    Panel* m_filesPanel = nullptr;
    FileList* m_files = nullptr;
    Panel* m_importPanel = nullptr;
    PipelineEditor* m_editor = nullptr;
    Panel* m_rowsPanel = nullptr;
    FirstRows* m_rows = nullptr;
};

} // namespace pitlane
