// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace pitlane {

/// The card over an empty plot: icon, one bold line, a sentence, the next step, and what is ready or missing for it.
class EmptyCard : public QFrame
{
    Q_OBJECT
public:
    EmptyCard(const QString& iconName, const QString& headline, const QString& sentence, QPushButton* action,
              QWidget* parent);
    void setReady(const QString& sentence);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_icon;
    QLabel* m_ready = nullptr;
};

} // namespace pitlane
