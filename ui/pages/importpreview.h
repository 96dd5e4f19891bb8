// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/source.h"
#include "ui/backgroundtask.h"

#include <QWidget>

#include <filesystem>

class QStackedWidget;

namespace pitlane {

class DataClasses;
class FirstRows;
class MessageCard;
class SourceReading;
class WindowOverlay;

/// What an import gives, as it is edited: the first rows, the examples by class, and the windows on the raw signal; or
/// why it cannot be read.
class ImportPreview : public QWidget
{
    Q_OBJECT
public:
    explicit ImportPreview(QWidget* parent = nullptr);
    void setReading(const SourceReading& reading, const std::filesystem::path& projectFolder);
    /// Shows a sentence instead: nothing could be made of the files.
    void setProblem(const QString& headline, const QString& sentence);
    void showWindows(bool isShown);

Q_SIGNALS:
    void channelChosen(int channel);

private:
    void readRecording(const SourceReading& reading, const std::filesystem::path& projectFolder);

    QStackedWidget* m_stack = nullptr;
    MessageCard* m_problem = nullptr;
    FirstRows* m_rows = nullptr;
    DataClasses* m_classes = nullptr;
    WindowOverlay* m_overlay = nullptr;
    BackgroundTask m_task;
    bool m_areCut = true;       ///< windows out of recordings, not sequences
    std::string m_recordingKey; ///< of the recording that is shown or read
};

} // namespace pitlane
