// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QGridLayout;
class QLabel;
class QStandardItemModel;
class QTableView;
class QVBoxLayout;

namespace pitlane {

class DataPreview;
class NumberField;
class Panel;
class ProjectSession;
class ToneLabel;

/// Left column of the Data page: files with role and hash, how they are read, the first rows.
class DataFiles : public QWidget
{
    Q_OBJECT
public:
    explicit DataFiles(QWidget* parent = nullptr);
    void setPreview(const ProjectSession& session, const DataPreview& preview);

Q_SIGNALS:
    void trainFileRequested();
    void testFileRequested();
    void sampleRateEdited(double hertz); ///< 0: not given
    void refused(const QString& sentence);

private:
    void fillFiles(const ProjectSession& session, const DataPreview& preview);
    void fillImport(const ProjectSession& session, const DataPreview& preview);
    void fillRows(const DataPreview& preview);
    void addFile(const QString& name, const QString& detail, const QString& role, const QString& tip,
                 void (DataFiles::*request)());

    Panel* m_filesPanel = nullptr;
    QVBoxLayout* m_files = nullptr;
    ToneLabel* m_format = nullptr;
    ToneLabel* m_signal = nullptr;
    ToneLabel* m_classes = nullptr;
    NumberField* m_sampleRate = nullptr;
    ToneLabel* m_scaling = nullptr;
    Panel* m_rowsPanel = nullptr;
    QStandardItemModel* m_rows = nullptr;
    QTableView* m_table = nullptr;
    ToneLabel* m_read = nullptr;
};

} // namespace pitlane
