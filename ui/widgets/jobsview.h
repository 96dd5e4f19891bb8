// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

#include "ui/models/jobsmodel.h"

#include <map>
#include <set>

class QLabel;
class QProgressBar;
class QVBoxLayout;

namespace pitlane {

class JobRow;

/// The Jobs dock: overall progress, then a row for each running, waiting, failed or interrupted point.
class JobsView : public QWidget
{
    Q_OBJECT
public:
    explicit JobsView(QWidget* parent = nullptr);

    /// `readOnly`: another process owns the jobs, so that nothing can be stopped or resumed here.
    void show(const WorkSummary& work, double progress, const std::vector<JobItem>& items, bool readOnly);
    /// Rows shown, in order; for tests.
    [[nodiscard]] std::vector<PointId> shownPoints() const;
    void setHovered(PointId point);

Q_SIGNALS:
    void stopRequested(pitlane::PointId point);   ///< after this epoch, keep the result
    void cancelRequested(pitlane::PointId point); ///< now
    void resumeRequested(pitlane::PointId point);
    void logRequested(pitlane::PointId point);
    void pointHovered(pitlane::PointId point);

private:
    JobRow& rowFor(const JobItem& item);

    QLabel* m_headline = nullptr;
    QLabel* m_left = nullptr;
    QLabel* m_doneAt = nullptr;
    QProgressBar* m_bar = nullptr;
    QWidget* m_overall = nullptr;
    QWidget* m_empty = nullptr;
    QScrollArea* m_scroll = nullptr;
    QVBoxLayout* m_rows = nullptr;
    QLabel* m_more = nullptr;
    std::map<PointId, JobRow*> m_rowOf;
    std::vector<PointId> m_order;
};

} // namespace pitlane
