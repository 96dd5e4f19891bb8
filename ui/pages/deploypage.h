// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"

class QLabel;
class QPushButton;

namespace pitlane {

/// Deploy: says how far the selected point is from a device, and what this page is for.
class DeployPage : public Page
{
    Q_OBJECT
public:
    explicit DeployPage(Context& context, QWidget* parent = nullptr);

private:
    void refresh();
    QLabel* m_point = nullptr;
    QLabel* m_test = nullptr;
    QPushButton* m_open = nullptr;
};

} // namespace pitlane
