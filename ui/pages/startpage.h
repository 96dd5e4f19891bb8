// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"

class QLabel;
class QListView;
class QPushButton;
class QStackedLayout;
class QTableWidget;

namespace pitlane {

class RecentModel;
class Settings;

/// Start: recent projects with their fronts, the demo and the examples, how a study runs, and a place to drop files.
class StartPage : public Page
{
    Q_OBJECT
public:
    StartPage(Context& context, Settings& settings, QWidget* parent = nullptr);

private:
    [[nodiscard]] QWidget* makeRecent();
    [[nodiscard]] QWidget* makeDropZone();
    [[nodiscard]] QWidget* makeExamples();
    [[nodiscard]] QWidget* makeSteps();
    void refreshRecent();
    void refreshExamples();
    void openRecent(int row);
    void browse();

    Settings& m_settings;
    RecentModel* m_recent = nullptr;
    QListView* m_list = nullptr;
    QStackedLayout* m_recentStack = nullptr;
    QPushButton* m_resume = nullptr;
    QTableWidget* m_examples = nullptr;
    QPushButton* m_openExample = nullptr;
    QLabel* m_exampleNote = nullptr;
};

} // namespace pitlane
