// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/source.h"

#include <QWidget>

class QScrollBar;

namespace pitlane {

/// A piece of a recording with the windows that are cut from it: channels under each other, a colour for the label
/// behind them, a bracket for each window.
class WindowOverlay : public QWidget
{
    Q_OBJECT
public:
    explicit WindowOverlay(QWidget* parent = nullptr);
    void setRecording(Recording recording);
    void setPipeline(const Pipeline& pipeline);
    /// Why there is nothing to see; shown instead of a recording.
    void setNote(const QString& note);
    /// First samples of the windows that are cut from the recording, and how many samples each has.
    [[nodiscard]] std::vector<std::pair<std::int64_t, std::int64_t>> windows() const;

private:
    class Canvas;
    void refresh();
    [[nodiscard]] std::int64_t samples() const;
    [[nodiscard]] std::int64_t shownSamples() const;
    [[nodiscard]] QString labelText(std::size_t at) const;

    Recording m_recording;
    Pipeline m_pipeline;
    QString m_note;
    Canvas* m_canvas = nullptr;
    QScrollBar* m_bar = nullptr;
};

} // namespace pitlane
