// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QProgressBar;
class QTimer;

namespace pitlane {

class BackgroundTask;

/// A strip that tells how far a long read is and cancels it. Shows itself when the read has taken a moment.
class ReadingStrip : public QFrame
{
    Q_OBJECT
public:
    explicit ReadingStrip(QWidget* parent = nullptr);
    /// Follows `task` as long as both live.
    void follow(const BackgroundTask& task);
    /// To be called when the task may have begun or ended.
    void refresh();

Q_SIGNALS:
    void cancelled();

private:
    const BackgroundTask* m_task = nullptr;
    QLabel* m_words = nullptr;
    QProgressBar* m_bar = nullptr;
    QTimer* m_delay = nullptr;
};

} // namespace pitlane
