// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QProxyStyle>

namespace pitlane {

/// Fusion with 1 px frames, check marks and radio marks of 16 px, and the focus ring, all in the theme's tokens.
class PitlaneStyle : public QProxyStyle
{
    Q_OBJECT
public:
    PitlaneStyle();

    void setTokens(const Tokens& tokens) { m_tokens = tokens; }

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
    [[nodiscard]] QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                       const QWidget* widget) const override;
    [[nodiscard]] QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                         const QWidget* widget) const override;
    [[nodiscard]] int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    [[nodiscard]] int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                                QStyleHintReturn* data) const override;

private:
    void drawField(const QStyleOption& option, QPainter& painter) const;
    void drawMark(PrimitiveElement element, const QStyleOption& option, QPainter& painter) const;
    void drawChevron(QPainter& painter, const QPointF& centre, bool enabled, bool up = false) const;

    Tokens m_tokens;
};

} // namespace pitlane
