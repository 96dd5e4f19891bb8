// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/context.h"
#include "ui/dialogs/importwizard.h"

#include <QMainWindow>

#include <array>

class QLabel;
class QStackedWidget;
class QTime;
class QTimer;

namespace pitlane {

class Banner;
class DataPage;
class ExplorePage;
class ModeBar;
class Page;
class SearchPage;
class Settings;
class StartPage;
class StatusLine;
class SystemLoad;

/// The frame: menu bar with the project's name, mode bar, the six pages, status bar. Opens, makes and closes projects;
/// remembers where things stood.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    MainWindow(Context& context, Settings& settings, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// All of them show what went wrong in the banner and return false.
    bool openProject(const QString& folder);
    bool openDemo(const QString& folder);
    /// Opens what was open at the end of the last start, on the same page.
    void restoreLastSession();
    /// Starts the draft's search, as the Launch button does.
    void launchSearch();
    void setMode(Mode mode);
    [[nodiscard]] Mode mode() const { return m_mode; }
    [[nodiscard]] Page& page(Mode mode) const { return *m_pages[static_cast<std::size_t>(mode)]; }
    [[nodiscard]] ExplorePage& explore() const { return *m_explore; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makePages();
    void makeMenus();
    void fillRecentMenu();
    void connectContext();
    void setSession(ProjectSession* session);
    void showProjectName(const QString& text);
    void showSaved(const QTime& when);
    void showWork(const WorkSummary& work);
    /// Moves the keyboard focus to the next (1) or the previous (-1) panel of the page.
    void focusPanel(int step);
    void focusFilter();
    void take(std::unique_ptr<ProjectSession> session, Mode mode);
    /// Runs `action`; an Error is shown in the banner.
    bool guarded(const std::function<void()>& action);
    /// False: the user wants the running points to go on.
    [[nodiscard]] bool mayLeave();
    void newProject(const QStringList& dropped);
    /// Opens the import wizard and makes a project of what comes out of it.
    void importNew(const ImportWizard::Start& start);
    /// Opens it on the data of the open project, or on `paths` instead.
    void importAgain(const QStringList& paths);
    void openExample(const QString& id);
    void askForProject();
    void closeProject();
    void noteProject(bool isOpened);
    void saveSession();

    Context& m_context;
    Settings& m_settings;
    SystemLoad* m_load = nullptr;
    ModeBar* m_modes = nullptr;
    Banner* m_banner = nullptr;
    QStackedWidget* m_stack = nullptr;
    std::array<Page*, 6> m_pages{};
    DataPage* m_data = nullptr;
    SearchPage* m_search = nullptr;
    ExplorePage* m_explore = nullptr;
    StartPage* m_start = nullptr;
    StatusLine* m_status = nullptr;
    QLabel* m_projectName = nullptr;
    QMenu* m_recent = nullptr;
    QAction* m_close = nullptr;
    QAction* m_launch = nullptr;
    QAction* m_stop = nullptr;
    QAction* m_cancel = nullptr;
    QTimer* m_noteTimer = nullptr; ///< gathers changes of points before they are noted
    Mode m_mode = Mode::Start;
};

} // namespace pitlane
