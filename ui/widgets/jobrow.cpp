// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/jobrow.h"

#include "ui/theme/theme.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/stateglyph.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QToolButton>

namespace pitlane {

JobRow::JobRow(PointId point, QWidget* parent) : QFrame(parent), m_point(point)
{
    m_glyph = new StateGlyph(Glyph::Queued, this);
    m_title = new QLabel(this);
    m_title->setProperty("role", QStringLiteral("strong"));
    m_detail = new QLabel(this);
    m_detail->setProperty("role", QStringLiteral("small"));
    m_detail->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_left = new QLabel(this);
    m_left->setProperty("role", QStringLiteral("smallText"));
    m_bar = new QProgressBar(this);
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(6);
    m_stop = makeToolButton(QStringLiteral("stop"), tr("Stop after this epoch and keep the result"), this);
    m_cancel = makeToolButton(QStringLiteral("close"), tr("Cancel now; the point can be resumed"), this);
    m_resume = makeButton(tr("Resume"), {}, this);
    m_log = makeButton(tr("Log"), {}, this);
    for (auto* button : {m_resume, m_log}) {
        button->setProperty("size", QStringLiteral("small"));
    }

    auto* words = new QHBoxLayout;
    words->setSpacing(12);
    words->addWidget(m_title);
    words->addWidget(m_detail, 1);
    words->addWidget(m_left);
    auto* middle = new QVBoxLayout;
    middle->setContentsMargins(0, 6, 0, 6);
    middle->setSpacing(3);
    middle->addStretch();
    middle->addLayout(words);
    middle->addWidget(m_bar);
    middle->addStretch();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 8, 1);
    row->setSpacing(6);
    row->addWidget(m_glyph);
    row->addLayout(middle, 1);
    row->addWidget(m_stop);
    row->addWidget(m_cancel);
    row->addWidget(m_resume);
    row->addWidget(m_log);

    connect(m_stop, &QToolButton::clicked, this, [this] {
        m_stopping = true;
        m_detail->setText(tr("Stopping after this epoch…"));
        m_stop->setEnabled(false);
        Q_EMIT stopRequested(m_point);
    });
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        m_cancelling = true;
        m_detail->setText(tr("Cancelling…"));
        m_stop->setEnabled(false);
        m_cancel->setEnabled(false);
        Q_EMIT cancelRequested(m_point);
    });
    connect(m_resume, &QPushButton::clicked, this, [this] { Q_EMIT resumeRequested(m_point); });
    connect(m_log, &QPushButton::clicked, this, [this] { Q_EMIT logRequested(m_point); });
}

void JobRow::show(const JobItem& item, bool readOnly)
{
    const auto status = item.point.status;
    if (status != m_status) {
        m_cancelling = false;
        m_stopping = false;
        m_status = status;
    }
    const bool running = status == PointStatus::Running;
    const bool waiting = status == PointStatus::Queued || status == PointStatus::Paused;
    const bool ended = !running && !waiting;
    m_glyph->setGlyph(glyphFor(item.point, false), item.progress);
    m_title->setText(item.title);
    m_detail->setText(m_cancelling ? tr("Cancelling…") : m_stopping ? tr("Stopping after this epoch…") : item.detail);
    m_detail->setToolTip(QString::fromStdString(item.point.message));
    m_left->setText(item.left);
    m_left->setVisible(running && !item.left.isEmpty());
    m_bar->setVisible(running);
    m_bar->setValue(static_cast<int>(1000 * item.progress));
    m_stop->setVisible(running);
    m_stop->setEnabled(!readOnly && !m_cancelling && !m_stopping);
    m_cancel->setVisible(!ended);
    m_cancel->setEnabled(!readOnly && !m_cancelling);
    m_resume->setVisible(ended);
    m_resume->setEnabled(!readOnly);
    m_log->setVisible(ended);
    setFixedHeight(running ? 41 : ended ? 36 : 32);
    setAccessibleName(QStringLiteral("%1, %2 %3").arg(item.title, m_detail->text(), item.left).trimmed());
    update();
}

void JobRow::setHovered(bool hovered)
{
    m_hovered = hovered;
    update();
}

void JobRow::enterEvent(QEnterEvent* event)
{
    QFrame::enterEvent(event);
    Q_EMIT pointHovered(m_point);
}

void JobRow::leaveEvent(QEvent* event)
{
    QFrame::leaveEvent(event);
    Q_EMIT pointHovered({});
}

void JobRow::paintEvent(QPaintEvent*)
{
    const auto& tokens = Theme::instance().tokens();
    QPainter painter(this);
    const auto ground = m_status == PointStatus::Failed        ? tokens.errGround
                        : m_status == PointStatus::Interrupted ? tokens.warnGround
                        : m_hovered                            ? tokens.inkGround
                                                               : tokens.base;
    painter.fillRect(rect(), ground);
    painter.setPen(tokens.line);
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
}

} // namespace pitlane
