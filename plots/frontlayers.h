// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/frontplot.h"

namespace pitlane {

/// One buffer of the front plot.
class FrontLayerable : public QCPLayerable
{
public:
    FrontLayerable(FrontPlot& plot, const QString& layer) : QCPLayerable(&plot, layer), m_plot(plot) {}

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(true); }
    [[nodiscard]] QRect clipRect() const override;
    FrontPlot& m_plot;
};

class FrontPlot::Marks final : public FrontLayerable
{
public:
    using FrontLayerable::FrontLayerable;

protected:
    void draw(QCPPainter* painter) override;

private:
    void drawSpreads(QCPPainter& painter) const;
    void drawFront(QCPPainter& painter, const std::vector<const FrontMark*>& front) const;
};

class FrontPlot::Live final : public FrontLayerable
{
public:
    using FrontLayerable::FrontLayerable;

protected:
    void draw(QCPPainter* painter) override;

private:
    void drawTrail(QCPPainter& painter, const FrontTrail& trail, LabelPlacer& placer) const;
};

class FrontPlot::Overlay final : public FrontLayerable
{
public:
    using FrontLayerable::FrontLayerable;

protected:
    void draw(QCPPainter* painter) override;
};

} // namespace pitlane
