// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/panel.h"

#include <vector>

class QComboBox;
class QScrollArea;
class QStackedWidget;

namespace pitlane {

class HistogramView;
class RollView;
class Segmented;
class SignalPlot;
class SourceReading;

/// The middle of the Data page. Classes: name, share and count of each class, or range of the targets, beside mean,
/// band and examples on one sample axis; for next steps a roll. Other views stand behind it.
class DataClasses : public Panel
{
    Q_OBJECT
public:
    explicit DataClasses(QWidget* parent = nullptr);
    void setReading(const SourceReading& reading);
    /// Another view of the same data, chosen in the header. Returns its number.
    int addView(const QString& name, QWidget* view);
    /// Whether there is a choice of views; without it the first one is shown.
    void setChoosable(bool isChoosable);
    [[nodiscard]] int shownView() const;
    void showView(int view);

Q_SIGNALS:
    void channelChosen(int channel);
    void viewShown(int view); ///< 0: Classes

private:
    class Labels;
    void placeLabels();
    void resizeEvent(QResizeEvent* event) override;
    void fillChannels(const SourceReading& reading);
    void refreshHeader();

    QStackedWidget* m_views = nullptr;
    QStackedWidget* m_classes = nullptr; ///< signals or roll
    Segmented* m_segments = nullptr;
    std::vector<QWidget*> m_legend;
    HistogramView* m_histogram = nullptr;
    RollView* m_roll = nullptr;
    SignalPlot* m_plot = nullptr;
    Labels* m_labels = nullptr;
    QComboBox* m_channel = nullptr;
    bool m_hasChannels = false;
};

} // namespace pitlane
