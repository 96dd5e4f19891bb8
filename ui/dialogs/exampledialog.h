// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/examples.h"
#include "ui/backgroundtask.h"

#include <QDialog>

class QLabel;
class QPushButton;

namespace pitlane {

class MessageCard;
class ReadingStrip;

/// One example before it is opened: what it shows, which files it needs, where to get them and under which terms; then,
/// how far its data are read. Accepted when the draft of its project is ready.
class ExampleDialog : public QDialog
{
    Q_OBJECT
public:
    /// `projectFolder`: where the project will be.
    ExampleDialog(const Example& example, const QString& dataFolder, const QString& projectFolder,
                  QWidget* parent = nullptr);

    [[nodiscard]] const Draft& draft() const { return m_draft; }
    [[nodiscard]] QString dataFolder() const { return m_dataFolder; } ///< as located
    [[nodiscard]] bool isSynthetic() const { return m_isSynthetic; }
    /// Takes `folder` for the one with the files, and begins when they are there.
    void locate(const QString& folder);
    void begin(bool synthetic);

private:
    void askForFolder();
    void refresh();

    Example m_example;
    QString m_dataFolder;
    QString m_projectFolder;
    QString m_problem;
    Draft m_draft;
    bool m_isSynthetic = false;
    BackgroundTask m_task;
    MessageCard* m_card = nullptr;
    ReadingStrip* m_strip = nullptr;
    QLabel* m_reading = nullptr;
    QPushButton* m_locate = nullptr;
    QPushButton* m_synthetic = nullptr;
    QPushButton* m_open = nullptr;
};

} // namespace pitlane
