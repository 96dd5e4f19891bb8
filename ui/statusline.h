// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/projectsession.h"

#include <QLabel>
#include <QObject>

class QProgressBar;
class QStatusBar;

namespace pitlane {

class SystemLoad;

/// Fills the status bar of 24 px: the last event at the left; workers, processors, memory and the time left at the
/// right.
class StatusLine : public QObject
{
    Q_OBJECT
public:
    StatusLine(QStatusBar& bar, SystemLoad& load, QObject* parent = nullptr);

    void say(const QString& sentence);
    void setWork(const WorkSummary& work);
    void setHasProject(bool hasProject);

private:
    void showLoad();
    void showWork();

    SystemLoad& m_load;
    QLabel* m_event = nullptr;
    QLabel* m_workers = nullptr;
    QLabel* m_cpu = nullptr;
    QProgressBar* m_cpuBar = nullptr;
    QLabel* m_memory = nullptr;
    QLabel* m_left = nullptr;
    WorkSummary m_work;
    bool m_hasProject = false;
};

} // namespace pitlane
