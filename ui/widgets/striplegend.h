// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/widgets/layerstrip.h"

namespace pitlane {

/// What the colours of a LayerStrip mean: seed, kept taps, not searched; or the ramp from few to many.
class StripLegend : public QWidget
{
    Q_OBJECT
public:
    explicit StripLegend(QWidget* parent = nullptr);
    void setColour(StripColour colour);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {0, 24}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QStringList words() const;
    StripColour m_colour = StripColour::Taps;
};

} // namespace pitlane
