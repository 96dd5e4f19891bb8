// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"

class QPushButton;
class QStackedWidget;
class QTableView;

namespace pitlane {

class DropZone;
class ExamplesModel;
class RecentList;
class Settings;

/// Start: recent projects, the demo and the examples, and where to drop files.
class StartPage : public Page
{
    Q_OBJECT
public:
    StartPage(Context& context, Settings& settings, QWidget* parent = nullptr);

    /// Marks the drop zone while something is dragged over the window.
    void setDropActive(bool isActive);

private:
    void showEvent(QShowEvent* event) override;
    [[nodiscard]] QWidget* makeRecent();
    [[nodiscard]] QWidget* makeExamples();
    [[nodiscard]] QWidget* makeDemo();
    [[nodiscard]] QWidget* makeSteps();
    void refreshRecent();
    void refreshExamples();
    void openProject();
    void openExample();
    void browse(bool folder);
    void resume(const QString& folder);
    void locate(const QString& folder);

    Settings& m_settings;
    QStackedWidget* m_recentStack = nullptr;
    RecentList* m_recent = nullptr;
    DropZone* m_dropZone = nullptr;
    ExamplesModel* m_examples = nullptr;
    QTableView* m_examplesView = nullptr;
    QPushButton* m_openExample = nullptr;
};

} // namespace pitlane
