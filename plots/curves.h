// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qcustomplot.h> // before the standard library: moc of Qt 6.4 cannot read <compare> otherwise

#include "core/study/jobevent.h"
#include "plots/plottheme.h"

#include <vector>

namespace pitlane {

/// One phase on the shared epoch axis: epochs `first` + 1 to `last`.
struct PhaseBand
{
    Phase phase = Phase::Warmup;
    int first = 0;
    int last = 0;
    bool operator==(const PhaseBand&) const = default;
};

/// Phases of `epochs` laid end to end.
[[nodiscard]] std::vector<PhaseBand> phaseBands(const std::vector<EpochEvent>& epochs);

/// Three curves of one point side by side over one epoch axis (zoom and pan are shared): task loss of train and
/// validation, balance of the loss L and the cost term lambda R, effective parameters. Phases lie as bands on top.
class Curves : public QCustomPlot
{
    Q_OBJECT
public:
    explicit Curves(QWidget* parent = nullptr);

    void setTheme(const PlotTheme& theme);
    /// All epochs of one point in order; the epoch axis runs over all phases.
    void setEpochs(const std::vector<EpochEvent>& epochs);
    [[nodiscard]] int epochCount() const { return m_count; }
    [[nodiscard]] QCPGraph* graph(int panel, int curve) const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    class Bands;
    struct Panel
    {
        QCPAxisRect* rect = nullptr;
        QString title;
        struct Curve
        {
            QString name;
            QCPGraph* graph = nullptr;
        };
        std::vector<Curve> curves;
    };

    void addPanel(int column, const QString& title, const QStringList& names);
    void fitRanges();
    void style();

    PlotTheme m_theme;
    std::vector<Panel> m_panels;
    std::vector<PhaseBand> m_bands;
    Bands* m_bandLayer = nullptr;
    int m_count = 0;
};

} // namespace pitlane
