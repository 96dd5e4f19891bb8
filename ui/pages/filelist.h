// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/source.h"
#include "ui/models/sourcescan.h"

#include <QWidget>

class QVBoxLayout;

namespace pitlane {

/// The files of a source, grouped by recording: size, rows and hash of each, its part and its subject as fields. Of
/// very many files the first ones, and one field for all.
class FileList : public QWidget
{
    Q_OBJECT
public:
    explicit FileList(QWidget* parent = nullptr);
    void setSource(const DataSource& source, const SourceScan& scan, const std::filesystem::path& projectFolder);

Q_SIGNALS:
    /// One change by the user; `what` names it.
    void edited(const std::vector<pitlane::DataFile>& files, const QString& what);
    void addRequested(bool folder);

private:
    void rebuild();
    [[nodiscard]] QWidget* makeRow(std::size_t at);
    [[nodiscard]] QWidget* makeAll();
    void change(const QString& what, const std::function<void(std::vector<DataFile>&)>& edit);

    DataSource m_source;
    SourceScan m_scan;
    std::filesystem::path m_folder;
    bool m_isBuilt = false;
    QVBoxLayout* m_rows = nullptr;
};

/// "df86…92a1".
[[nodiscard]] QString shortHash(const std::string& hash);

} // namespace pitlane
