// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/rawplot.h"

#include <qcustomplot.h>

namespace pitlane {

/// What a RawPlot paints besides its curves: bands and windows behind them, the lane below them, the cursor above them.
class RawMarks : public QCPAbstractItem
{
public:
    enum class Part { Behind, Lane, Above };
    RawMarks(QCustomPlot* plot, const RawPlot& owner, Part part);
    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

    static constexpr int labelHeight = 20;    ///< of the lane
    static constexpr int windowsHeight = 26;  ///< of the lane
    static constexpr double leastHop = 10;    ///< pixels between windows that can be told apart
    static constexpr std::int64_t levels = 8; ///< overlapping windows in the lane, above each other

protected:
    void draw(QCPPainter* painter) override;

private:
    struct Frame
    {
        std::int64_t window = 0;
        double left = 0; ///< pixels
        double right = 0;
    };
    [[nodiscard]] double pixel(double time) const;
    [[nodiscard]] QRectF rowArea(std::size_t row) const;
    [[nodiscard]] std::vector<Frame> frames() const;
    void drawBehind(QCPPainter& painter) const;
    void drawLane(QCPPainter& painter) const;
    void drawAbove(QCPPainter& painter) const;

    const RawPlot& m_owner;
    Part m_part;
};

} // namespace pitlane
