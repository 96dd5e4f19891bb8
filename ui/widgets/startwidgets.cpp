// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/startwidgets.h"

#include "core/data/synthetic/syntheticecg.h"
#include "ui/theme/iconengine.h"
#include "ui/theme/theme.h"
#include "ui/widgets/panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace pitlane {

DropZone::DropZone(QWidget* parent) : QWidget(parent)
{
    setMinimumHeight(112);
    setAccessibleName(tr("Drop files or a folder here"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(80, 16, 24, 16);
    row->setSpacing(16);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    auto* head = new QLabel(tr("Drop files or a folder here"), this);
    head->setProperty("role", QStringLiteral("strong"));
    auto* signalFiles = new QLabel(tr("Signals: tables, UCR, NumPy, MATLAB, HDF5, EDF, sound"), this);
    signalFiles->setProperty("role", QStringLiteral("note"));
    auto* others = new QLabel(tr("Network: .json  ·  Project folder"), this);
    others->setProperty("role", QStringLiteral("note"));
    words->addStretch(1);
    words->addWidget(head);
    signalFiles->setWordWrap(true);
    words->addWidget(signalFiles);
    words->addWidget(others);
    words->addStretch(1);
    row->addLayout(words, 1);
    auto* buttons = new QVBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    for (const auto& [text, icon, folder] :
         {std::tuple{tr("Files…"), QStringLiteral("file"), false}, {tr("Folder…"), QStringLiteral("folder"), true}}) {
        auto* browse = makeButton(text, icon, this);
        connect(browse, &QPushButton::clicked, this, [this, folder = folder] { Q_EMIT browseRequested(folder); });
        buttons->addWidget(browse);
    }
    buttons->addStretch(1);
    row->addLayout(buttons);
}

void DropZone::setActive(bool isActive)
{
    m_isActive = isActive;
    update();
}

void DropZone::paintEvent(QPaintEvent*)
{
    const auto& t = Theme::instance().tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPen pen(m_isActive ? t.accent : t.border, m_isActive ? 2 : 1);
    pen.setDashPattern({4, 3});
    painter.setPen(pen);
    painter.setBrush(m_isActive ? QBrush(t.sel) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    paintIcon(painter, QRectF(24, height() / 2.0 - 16, 32, 32), QStringLiteral("import"), t.text2);
}

DemoSignals::DemoSignals(QWidget* parent) : QWidget(parent)
{
    setFixedSize(152, 104);
    setAccessibleName(tr("Heartbeats of three classes of the demo"));
}

void DemoSignals::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_lines.empty())
        return;
    QTimer::singleShot(0, this, [this] {
        if (!m_lines.empty()) // shown twice before this ran
            return;
        const auto beats = syntheticEcg({.series = 40, .seed = 1});
        for (std::int64_t label = 0; label < 3; ++label) {
            const auto found = std::ranges::find(beats.labels, label);
            if (found == beats.labels.end())
                continue;
            const auto series = beats.series(found - beats.labels.begin());
            m_lines.emplace_back(series.begin(), series.end());
        }
        update();
    });
}

void DemoSignals::paintEvent(QPaintEvent*)
{
    const auto& t = Theme::instance().tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t.line2, 1));
    painter.setBrush(t.base);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    const double band = (height() - 16.0) / 3;
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const auto& line = m_lines[i];
        const auto [low, high] = std::ranges::minmax(line);
        const double scale = (band - 6) / std::max(high - low, 1e-6F);
        QPolygonF points;
        for (std::size_t k = 0; k < line.size(); ++k)
            points << QPointF(12 + (width() - 24.0) * static_cast<double>(k) / static_cast<double>(line.size() - 1),
                              8 + band * static_cast<double>(i + 1) - 3 - (line[k] - low) * scale);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(t.series[i], 1.5));
        painter.drawPolyline(points);
    }
}

AccentIcon::AccentIcon(QString name, int size, QWidget* parent) : QWidget(parent), m_name(std::move(name))
{
    setFixedSize(size, size);
}

void AccentIcon::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintIcon(painter, QRectF(rect()), m_name, Theme::instance().tokens().accent);
}

} // namespace pitlane
