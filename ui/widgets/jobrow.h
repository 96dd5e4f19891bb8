// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include "ui/models/jobsmodel.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace pitlane {

class StateGlyph;

/// One point in the Jobs dock, with the buttons that fit its state.
class JobRow : public QFrame
{
    Q_OBJECT
public:
    explicit JobRow(PointId point, QWidget* parent = nullptr);
    void show(const JobItem& item, bool readOnly);
    void setHovered(bool hovered);
    [[nodiscard]] PointId point() const { return m_point; }

Q_SIGNALS:
    void stopRequested(pitlane::PointId point);
    void cancelRequested(pitlane::PointId point);
    void resumeRequested(pitlane::PointId point);
    void logRequested(pitlane::PointId point);
    void pointHovered(pitlane::PointId point);

protected:
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    PointId m_point;
    PointStatus m_status = PointStatus::Queued;
    bool m_cancelling = false;
    bool m_stopping = false;
    bool m_hovered = false;
    StateGlyph* m_glyph = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_detail = nullptr;
    QLabel* m_left = nullptr;
    QProgressBar* m_bar = nullptr;
    QToolButton* m_stop = nullptr;
    QToolButton* m_cancel = nullptr;
    QPushButton* m_resume = nullptr;
    QPushButton* m_log = nullptr;
};

} // namespace pitlane
