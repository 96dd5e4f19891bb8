// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/context.h"

#include <QAbstractButton>

#include <array>

class QButtonGroup;

namespace pitlane {

class JobRing;

/// One mode of the bar: icon, label, badge.
class ModeButton : public QAbstractButton
{
    Q_OBJECT
public:
    ModeButton(QString iconName, const QString& label, QWidget* parent = nullptr);
    void setBadge(Badge badge);
    [[nodiscard]] Badge badge() const { return m_badge; }
    [[nodiscard]] QSize sizeHint() const override;

private:
    void paintEvent(QPaintEvent* event) override;
    QString m_iconName;
    Badge m_badge = Badge::None;
};

/// The left bar of 72 px: six rooms with the state of each, then Jobs and Target.
class ModeBar : public QWidget
{
    Q_OBJECT
public:
    explicit ModeBar(QWidget* parent = nullptr);

    void setMode(Mode mode);
    void setBadge(Mode mode, Badge badge);
    /// Without a project only Start can be entered; tips say why.
    void setHasProject(bool hasProject);
    [[nodiscard]] ModeButton& button(Mode mode) const { return *m_buttons[static_cast<std::size_t>(mode)]; }
    [[nodiscard]] JobRing& jobs() const { return *m_jobs; }

Q_SIGNALS:
    void modeChosen(pitlane::Mode mode);
    void jobsChosen();

private:
    void paintEvent(QPaintEvent* event) override;
    std::array<ModeButton*, 6> m_buttons{};
    QButtonGroup* m_group = nullptr;
    JobRing* m_jobs = nullptr;
};

/// "Data", as on the bar and in menus.
[[nodiscard]] QString modeName(Mode mode);

} // namespace pitlane
