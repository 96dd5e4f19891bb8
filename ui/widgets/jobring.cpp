// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/jobring.h"

#include "ui/theme/iconengine.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <cmath>

namespace pitlane {

JobRing::JobRing(QWidget* parent) : QAbstractButton(parent)
{
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setWork({});
}

QSize JobRing::sizeHint() const
{
    return {72, 72};
}

void JobRing::setWork(const WorkSummary& work)
{
    m_work = work;
    const bool works = work.running + work.queued > 0;
    const auto words = works ? tr("Jobs: %1 of %2 points done, %3 running, %4 waiting")
                                   .arg(work.donePoints)
                                   .arg(work.totalPoints)
                                   .arg(work.running)
                                   .arg(work.queued)
                             : tr("No jobs run");
    setAccessibleName(words);
    setToolTip(tr("%1. Click to see the Jobs panel (Ctrl+J)").arg(words));
    update();
}

void JobRing::paintEvent(QPaintEvent*)
{
    const auto& t = Theme::instance().tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (isEnabled() && underMouse())
        painter.fillRect(rect(), t.inkGround);
    const QPointF centre(width() / 2.0, 28);
    auto font = this->font();
    font.setPointSizeF(font.pointSizeF() * 0.9);
    const QRect label(0, 46, width(), 18);
    if (m_work.running + m_work.queued == 0) {
        paintIcon(painter, QRectF(centre.x() - 9, centre.y() - 9, 18, 18), QStringLiteral("play"),
                  isEnabled() ? t.text3 : t.disabled);
        painter.setFont(font);
        painter.setPen(isEnabled() ? t.text2 : t.disabled);
        painter.drawText(label, Qt::AlignCenter, tr("No jobs"));
        return;
    }
    const QRectF ring(centre.x() - 11.5, centre.y() - 11.5, 23, 23);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(t.line2, 3));
    painter.drawEllipse(ring);
    const double share = m_work.totalPoints > 0 ? static_cast<double>(m_work.donePoints) / m_work.totalPoints : 0;
    painter.setPen(QPen(t.liveMark, 3, Qt::SolidLine, Qt::FlatCap));
    painter.drawArc(ring, 90 * 16, -static_cast<int>(std::lround(share * 360 * 16)));
    auto bold = font;
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(t.text);
    painter.drawText(ring, Qt::AlignCenter, QString::number(m_work.donePoints));
    painter.setFont(font);
    painter.setPen(t.text2);
    painter.drawText(label, Qt::AlignCenter, tr("of %1").arg(m_work.totalPoints));
}

} // namespace pitlane
