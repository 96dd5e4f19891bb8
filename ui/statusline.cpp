// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/statusline.h"

#include "ui/format.h"
#include "ui/systemload.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QProgressBar>
#include <QStatusBar>

#include <cmath>

namespace pitlane {

namespace {

/// An event that is longer than the bar is elided; its tip has all of it.
class ElidedLabel : public QLabel
{
public:
    using QLabel::QLabel;

private:
    [[nodiscard]] QSize minimumSizeHint() const override { return {0, QLabel::minimumSizeHint().height()}; }
    void paintEvent(QPaintEvent* event) override
    {
        const auto whole = text();
        const auto fits = fontMetrics().elidedText(whole, Qt::ElideRight, contentsRect().width() - 16);
        if (fits == whole) {
            QLabel::paintEvent(event);
            return;
        }
        QPainter painter(this);
        painter.setFont(font());
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(contentsRect().adjusted(8, 0, -8, 0), Qt::AlignLeft | Qt::AlignVCenter, fits);
    }
};

QString memoryInWords(qint64 own, qint64 total)
{
    const auto gigabytes = [](qint64 bytes) { return static_cast<double>(bytes) / 1e9; };
    return StatusLine::tr("Memory %1 of %2 GB").arg(gigabytes(own), 0, 'f', 1).arg(std::lround(gigabytes(total)));
}

} // namespace

StatusLine::StatusLine(QStatusBar& bar, SystemLoad& load, QObject* parent) : QObject(parent), m_load(load)
{
    bar.setSizeGripEnabled(false);
    bar.setFixedHeight(24);
    const auto cell = [&bar](const QString& tip) {
        auto* label = new QLabel(&bar);
        label->setProperty("role", QStringLiteral("cell"));
        label->setToolTip(tip);
        return label;
    };
    m_event = new ElidedLabel(tr("Ready"), &bar);
    m_event->setProperty("role", QStringLiteral("event"));
    bar.addWidget(m_event, 1);
    m_workers = cell(tr("Worker processes that compute, of those that may"));
    m_cpu = cell(tr("How busy the processors of this computer are, all programs together"));
    m_cpuBar = new QProgressBar(&bar);
    m_cpuBar->setProperty("role", QStringLiteral("meter"));
    m_cpuBar->setTextVisible(false);
    m_cpuBar->setRange(0, 100);
    m_cpuBar->setFixedSize(34, 6);
    auto* cpu = new QWidget(&bar);
    auto* row = new QHBoxLayout(cpu);
    row->setContentsMargins(0, 0, 12, 0);
    row->setSpacing(0);
    row->addWidget(m_cpu);
    row->addWidget(m_cpuBar, 0, Qt::AlignVCenter);
    m_memory = cell(tr("Memory that Pitlane and its workers hold, of all in this computer"));
    m_left = cell(tr("Time that the search still needs, about"));
    m_left->setProperty("role", QStringLiteral("cellStrong"));
    for (QWidget* widget : {static_cast<QWidget*>(m_workers), cpu, static_cast<QWidget*>(m_memory),
                            static_cast<QWidget*>(m_left)})
        bar.addPermanentWidget(widget);
    connect(&load, &SystemLoad::measured, this, &StatusLine::showLoad);
    showLoad();
    showWork();
}

void StatusLine::say(const QString& sentence)
{
    m_event->setText(sentence);
    m_event->setToolTip(sentence);
}

void StatusLine::setWork(const WorkSummary& work)
{
    m_work = work;
    showWork();
}

void StatusLine::setHasProject(bool hasProject)
{
    m_hasProject = hasProject;
    if (!hasProject)
        m_work = {};
    showWork();
}

void StatusLine::showLoad()
{
    const double share = m_load.cpuShare();
    m_cpu->setText(share < 0 ? tr("CPU") : tr("CPU %1 %").arg(std::lround(100 * share)));
    m_cpuBar->setValue(static_cast<int>(std::lround(100 * std::max(share, 0.0))));
    m_memory->setText(memoryInWords(m_load.ownBytes(), m_load.totalBytes()));
}

void StatusLine::showWork()
{
    const bool works = m_work.running + m_work.queued > 0;
    m_workers->setText(works ? tr("Workers %1 of %2").arg(m_work.running).arg(m_work.workers) : tr("No workers running"));
    m_cpuBar->setVisible(works);
    if (!m_hasProject)
        m_left->setText(tr("No project"));
    else if (works)
        m_left->setText(m_work.secondsLeft >= 0 ? tr("%1 left").arg(format::duration(m_work.secondsLeft))
                                                : tr("time not known yet"));
    m_left->setVisible(works || !m_hasProject);
}

} // namespace pitlane
