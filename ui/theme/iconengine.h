// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIconEngine>
#include <QString>

namespace pitlane {

/// Draws an SVG of resources/icons in the theme's colours as they are at the moment of painting, so that icons follow
/// the theme without being made again.
class ThemedIconEngine : public QIconEngine
{
public:
    enum class Ground { Plain, Accent };
    ThemedIconEngine(QString name, Ground ground);

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override;
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal scale) override;
    [[nodiscard]] QIconEngine* clone() const override;
    bool isNull() override;

private:
    QString m_name;
    Ground m_ground;
};

/// Draws icon `name` in `colour` into `rect`.
void paintIcon(QPainter& painter, const QRectF& rect, const QString& name, const QColor& colour);

} // namespace pitlane
