// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTabBar>

namespace pitlane {

/// Segmented control: a QTabBar that looks like joined buttons ("Front | Compare | Masks over time").
class Segmented : public QTabBar
{
    Q_OBJECT
public:
    explicit Segmented(const QStringList& segments, QWidget* parent = nullptr);

protected:
    [[nodiscard]] QSize tabSizeHint(int index) const override;
    [[nodiscard]] QSize minimumTabSizeHint(int index) const override;
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    int m_hovered = -1;
};

} // namespace pitlane
