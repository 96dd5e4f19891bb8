// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

class QApplication;
class QFocusFrame;
class QWidget;

namespace pitlane {

/// Puts the 2 px accent ring around the control that has the keyboard focus, 1 px outside of it. Shown once the
/// keyboard is used to move the focus (Tab, shortcuts), hidden when the mouse is.
class FocusRing : public QObject
{
    Q_OBJECT
public:
    explicit FocusRing(QApplication& application);

private:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void show(QWidget* widget);
    void hide();

    QPointer<QFocusFrame> m_frame;
};

} // namespace pitlane
