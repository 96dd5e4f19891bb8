// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchpoint.h"

#include <QWidget>

class QPainter;

namespace pitlane {

/// The 14 px marks of states: filled disc (front), hollow disc (dominated), purple ring with progress arc (running),
/// dashed ring (queued), vermillion cross (failed), amber ring with two bars (interrupted), hollow square (seed),
/// hollow diamond (hand-tuned); and for messages: tick, triangle, octagon with cross, info square.
enum class Glyph {
    Front,
    Dominated,
    Running,
    Queued,
    Failed,
    Interrupted,
    Cancelled,
    Seed,
    HandTuned,
    Ok,
    Warning,
    Error,
    Info,
    Lock,
};

[[nodiscard]] Glyph glyphFor(const SearchPoint& point, bool onFront);
/// Paints into `rect` (square) with the theme's colours; `progress` 0..1 for Glyph::Running.
void paintGlyph(QPainter& painter, const QRectF& rect, Glyph glyph, double progress = 0);

class StateGlyph : public QWidget
{
    Q_OBJECT
public:
    explicit StateGlyph(Glyph glyph, QWidget* parent = nullptr);
    void setGlyph(Glyph glyph, double progress = 0);
    [[nodiscard]] QSize sizeHint() const override;

private:
    void paintEvent(QPaintEvent* event) override;
    Glyph m_glyph;
    double m_progress = 0;
};

} // namespace pitlane
