// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/source.h"
#include "ui/backgroundtask.h"

#include <QWidget>

#include <filesystem>

namespace pitlane {

class MessageCard;
class ReadingStrip;

/// Files of a source that are not where they were: which ones, and a search for them, by name and content, in a folder
/// that the user names.
class RelocateCard : public QWidget
{
    Q_OBJECT
public:
    explicit RelocateCard(QWidget* parent = nullptr);
    /// False: nothing is missing.
    bool setSource(const DataSource& source, const std::filesystem::path& projectFolder);
    /// Looks for the missing files in `folder` and below.
    void searchIn(const std::filesystem::path& folder);

Q_SIGNALS:
    /// Some or all files were found: the source with their new places.
    void found(const pitlane::DataSource& source);
    void otherFilesWanted();

private:
    void tell();
    void take(const DataSource& source, const std::filesystem::path& folder);

    DataSource m_source;
    std::filesystem::path m_folder;
    std::vector<std::size_t> m_missing;
    QString m_result; ///< of the last search
    BackgroundTask m_task;
    MessageCard* m_card = nullptr;
    ReadingStrip* m_strip = nullptr;
};

} // namespace pitlane
