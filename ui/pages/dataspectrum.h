// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/spectra.h"

#include <QWidget>

#include <memory>

class QLabel;
class QStackedWidget;

namespace pitlane {

class BackgroundTask;
class Choice;
class ReadingStrip;
class Segmented;

/// Spectra of the train part, class by class: where each class has its energy. Computed in the background, and only
/// while it can be seen; says so where a spectrum would mean nothing.
class DataSpectrum : public QWidget
{
    Q_OBJECT
public:
    explicit DataSpectrum(QWidget* parent = nullptr);
    ~DataSpectrum() override;

    /// Null: nothing yet.
    void setData(std::shared_ptr<const Dataset> data);

Q_SIGNALS:
    void shown(); ///< spectra are on the screen

protected:
    void showEvent(QShowEvent* event) override;

private:
    void refresh();
    void take(const Spectra& spectra);
    void refreshReadout();
    void showMessage(const QString& headline, const QString& sentence, bool canRetry = false);

    QWidget* m_header = nullptr;
    Choice* m_channel = nullptr;
    Segmented* m_scale = nullptr;
    QStackedWidget* m_views = nullptr;
    QWidget* m_plotView = nullptr;
    QWidget* m_message = nullptr;
    SpectrumPlot* m_plot = nullptr;
    QLabel* m_readout = nullptr;
    ReadingStrip* m_strip = nullptr;
    BackgroundTask* m_computing = nullptr;
    std::shared_ptr<const Dataset> m_data;
    QString m_note; ///< how many examples, what was left out
    bool m_isStale = false;
};

} // namespace pitlane
