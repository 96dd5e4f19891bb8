// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/projectsession.h"

#include <QAbstractButton>

namespace pitlane {

/// The Jobs button at the foot of the mode bar: a ring of 26 px with the points that are done, or "No jobs". A click
/// shows the Jobs panel.
class JobRing : public QAbstractButton
{
    Q_OBJECT
public:
    explicit JobRing(QWidget* parent = nullptr);
    void setWork(const WorkSummary& work);
    [[nodiscard]] QSize sizeHint() const override;

private:
    void paintEvent(QPaintEvent* event) override;
    WorkSummary m_work;
};

} // namespace pitlane
