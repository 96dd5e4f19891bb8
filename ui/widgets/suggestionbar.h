// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include "core/study/ids.h"

class QLabel;
class QPushButton;

namespace pitlane {

/// The strip below the front: which point is suggested and why. Never applied by itself.
class SuggestionBar : public QFrame
{
    Q_OBJECT
public:
    explicit SuggestionBar(QWidget* parent = nullptr);
    /// `sentence` is rich text; an invalid point hides the bar.
    void suggest(PointId point, const QString& sentence);
    [[nodiscard]] PointId point() const { return m_point; }
    [[nodiscard]] QString sentence() const;

Q_SIGNALS:
    void chosen(pitlane::PointId point);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    PointId m_point;
    QLabel* m_label = nullptr;
    QPushButton* m_select = nullptr;
};

} // namespace pitlane
