// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/splitmodel.h"
#include "ui/widgets/panel.h"

class QComboBox;
class QScrollArea;

namespace pitlane {

class DataPreview;
class SignalPlot;

/// Signals by class: name, share and count of each class beside mean, band and examples on one sample axis.
class DataClasses : public Panel
{
    Q_OBJECT
public:
    explicit DataClasses(QWidget* parent = nullptr);
    void setPreview(const DataPreview& preview, const std::vector<ClassCounts>& counts);

Q_SIGNALS:
    void channelChosen(int channel);

private:
    class Labels;
    void placeLabels();

    SignalPlot* m_plot = nullptr;
    Labels* m_labels = nullptr;
    QComboBox* m_channel = nullptr;
};

} // namespace pitlane
