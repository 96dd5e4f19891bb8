// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/iconengine.h"

#include "ui/theme/theme.h"

#include <QFile>
#include <QHash>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

namespace pitlane {

namespace {

/// The text of resources/icons/<name>.svg; empty when there is no such icon.
const QByteArray& svgText(const QString& name)
{
    static QHash<QString, QByteArray> texts;
    const auto found = texts.constFind(name);
    if (found != texts.constEnd())
        return *found;
    QFile file(QStringLiteral(":/pitlane/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        qWarning("There is no icon \"%s\" in resources/icons.", qUtf8Printable(name));
    return texts.insert(name, file.isOpen() ? file.readAll() : QByteArray()).value();
}

QColor colourFor(ThemedIconEngine::Ground ground, QIcon::Mode mode, QIcon::State state)
{
    const auto& tokens = Theme::instance().tokens();
    if (mode == QIcon::Disabled)
        return tokens.disabled;
    if (ground == ThemedIconEngine::Ground::Accent)
        return tokens.onAccent;
    return state == QIcon::On ? tokens.accent : tokens.text;
}

} // namespace

void paintIcon(QPainter& painter, const QRectF& rect, const QString& name, const QColor& colour)
{
    auto svg = svgText(name);
    if (svg.isEmpty())
        return;
    svg.replace("currentColor", colour.name().toLatin1());
    QSvgRenderer(svg).render(&painter, rect);
}

ThemedIconEngine::ThemedIconEngine(QString name, Ground ground) : m_name(std::move(name)), m_ground(ground) {}

void ThemedIconEngine::paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state)
{
    paintIcon(*painter, rect, m_name, colourFor(m_ground, mode, state));
}

QPixmap ThemedIconEngine::pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state)
{
    return scaledPixmap(size, mode, state, 1);
}

QPixmap ThemedIconEngine::scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal scale)
{
    Q_UNUSED(scale) // `size` is in device pixels already
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    paint(&painter, QRect(QPoint(), size), mode, state);
    return pixmap;
}

QIconEngine* ThemedIconEngine::clone() const
{
    return new ThemedIconEngine(*this);
}

bool ThemedIconEngine::isNull()
{
    return svgText(m_name).isEmpty();
}

} // namespace pitlane
