// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/splitmodel.h"
#include "ui/page.h"

#include <filesystem>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace pitlane {

class DataClasses;
class DataFiles;
class DataHealth;
class DataPreview;
class MessageCard;

/// Data: files, signals by class, health, split, and the decision that Launch waits for. Shows the train part; of the
/// test part only counts.
class DataPage : public Page
{
    Q_OBJECT
public:
    explicit DataPage(Context& context, QWidget* parent = nullptr);

    /// Uses these files from now on; an empty `test` means no test part. Seeds are shaped anew when the shape changes.
    void changeFiles(const std::filesystem::path& train, const std::filesystem::path& test);
    /// Looks whether `file` has the content of a referenced file that cannot be read, and remembers its new place.
    void relink(const std::filesystem::path& file);

private:
    void showEvent(QShowEvent* event) override;
    void follow(ProjectSession* session);
    void refresh();
    void refreshBar();
    [[nodiscard]] std::vector<ClassCounts> classCounts() const;
    [[nodiscard]] Draft draft() const;
    void askForTrainFile();
    void askForTestFile();
    void askForLostFile();
    [[nodiscard]] QString askForFile(const QString& title);
    void fail(const QString& sentence);

    DataPreview& m_preview;
    QStackedWidget* m_stack = nullptr;
    QWidget* m_empty = nullptr;
    QWidget* m_content = nullptr;
    QStackedWidget* m_middle = nullptr;
    MessageCard* m_error = nullptr;
    DataFiles* m_files = nullptr;
    DataClasses* m_classes = nullptr;
    DataHealth* m_health = nullptr;
    SplitModel* m_splitModel = nullptr;
    QLabel* m_open = nullptr;
    QPushButton* m_reread = nullptr;
    QPushButton* m_continue = nullptr;
    bool m_isReading = false;
};

} // namespace pitlane
