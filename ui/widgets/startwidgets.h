// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

namespace pitlane {

/// The dashed box that takes files; in truth the whole window does.
class DropZone : public QWidget
{
    Q_OBJECT
public:
    explicit DropZone(QWidget* parent = nullptr);
    void setActive(bool isActive);

Q_SIGNALS:
    void browseRequested(bool folder); ///< or for files

private:
    void paintEvent(QPaintEvent* event) override;
    bool m_isActive = false;
};

/// A few signals of the demo, one line each; made after the first paint.
class DemoSignals : public QWidget
{
    Q_OBJECT
public:
    explicit DemoSignals(QWidget* parent = nullptr);

private:
    void showEvent(QShowEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    std::vector<std::vector<float>> m_lines;
};

/// An icon of the theme in the accent colour.
class AccentIcon : public QWidget
{
    Q_OBJECT
public:
    AccentIcon(QString name, int size, QWidget* parent = nullptr);

private:
    void paintEvent(QPaintEvent* event) override;
    QString m_name;
};

} // namespace pitlane
