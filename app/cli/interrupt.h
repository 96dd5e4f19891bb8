// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace pitlane::cli {

/// Turns Ctrl-C and SIGTERM into a Qt signal. A second Ctrl-C ends the program at once.
class Interrupt : public QObject
{
    Q_OBJECT
public:
    explicit Interrupt(QObject* parent = nullptr);
    ~Interrupt() override;

Q_SIGNALS:
    void requested();
};

} // namespace pitlane::cli
