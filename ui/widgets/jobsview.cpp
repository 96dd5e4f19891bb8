// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/jobsview.h"

#include "ui/format.h"
#include "ui/widgets/jobrow.h"
#include "ui/widgets/panel.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>

#include <algorithm>

namespace pitlane {
namespace {

constexpr std::size_t mostRows = 60; ///< more waiting points are counted, not listed

} // namespace

JobsView::JobsView(QWidget* parent) : QWidget(parent)
{
    m_overall = new QWidget(this);
    m_headline = new QLabel(m_overall);
    m_headline->setTextFormat(Qt::RichText);
    m_left = new QLabel(m_overall);
    m_doneAt = new QLabel(m_overall);
    m_doneAt->setProperty("role", QStringLiteral("small"));
    m_bar = new QProgressBar(m_overall);
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(7);
    m_bar->setAccessibleName(tr("Progress of the search"));
    auto* words = new QHBoxLayout;
    words->setSpacing(8);
    words->addWidget(m_headline, 1);
    words->addWidget(m_left);
    words->addWidget(m_doneAt);
    auto* top = new QVBoxLayout(m_overall);
    top->setContentsMargins(12, 9, 12, 9);
    top->setSpacing(7);
    top->addLayout(words);
    top->addWidget(m_bar);

    auto* list = new QWidget;
    list->setProperty("role", QStringLiteral("base"));
    m_rows = new QVBoxLayout(list);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    m_more = new QLabel(list);
    m_more->setProperty("role", QStringLiteral("small"));
    m_more->setContentsMargins(12, 8, 12, 8);
    m_rows->addWidget(m_more);
    m_rows->addStretch();
    m_scroll = new QScrollArea(this);
    m_scroll->setAccessibleName(tr("Jobs"));
    m_scroll->setWidget(list);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

    m_empty =
        makeEmptyState({}, tr("No jobs."),
                       tr("Jobs run in the background, one process for each point. The queue is kept when Pitlane "
                          "is closed. Ctrl+J shows this panel from every page."),
                       nullptr, this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_overall);
    auto* rule = new QFrame(this);
    rule->setProperty("role", QStringLiteral("rule"));
    column->addWidget(rule);
    column->addWidget(m_scroll, 1);
    column->addWidget(m_empty, 1);
    show({}, 0, {}, false);
}

JobRow& JobsView::rowFor(const JobItem& item)
{
    auto*& row = m_rowOf[item.point.id];
    if (row == nullptr) {
        row = new JobRow(item.point.id, m_scroll->widget());
        connect(row, &JobRow::stopRequested, this, &JobsView::stopRequested);
        connect(row, &JobRow::cancelRequested, this, &JobsView::cancelRequested);
        connect(row, &JobRow::resumeRequested, this, &JobsView::resumeRequested);
        connect(row, &JobRow::logRequested, this, &JobsView::logRequested);
        connect(row, &JobRow::pointHovered, this, &JobsView::pointHovered);
    }
    return *row;
}

void JobsView::show(const WorkSummary& work, double progress, const std::vector<JobItem>& items, bool readOnly)
{
    const bool busy = work.running + work.queued > 0;
    m_overall->setVisible(busy);
    m_empty->setVisible(!busy && items.empty());
    m_scroll->setVisible(busy || !items.empty());
    auto headline = tr("<b>%1 of %2</b> points done").arg(work.donePoints).arg(work.totalPoints);
    if (work.failedPoints > 0)
        headline += tr(", %1 failed").arg(work.failedPoints);
    m_headline->setText(headline);
    m_left->setText(work.secondsLeft >= 0 ? tr("%1 left").arg(format::duration(work.secondsLeft)) : QString());
    m_doneAt->setText(work.secondsLeft >= 0 ? tr("done at %1")
                                                  .arg(QDateTime::currentDateTime()
                                                           .addSecs(static_cast<qint64>(work.secondsLeft))
                                                           .toString(QStringLiteral("HH:mm")))
                                            : QString());
    m_bar->setValue(static_cast<int>(1000 * std::clamp(progress, 0.0, 1.0)));

    std::vector<PointId> order;
    for (const auto& item : items) {
        const bool mustShow = item.point.status != PointStatus::Queued;
        if (order.size() < mostRows || mustShow)
            order.push_back(item.point.id);
    }
    if (order != m_order) {
        const std::set<PointId> kept(order.begin(), order.end());
        for (auto it = m_rowOf.begin(); it != m_rowOf.end();) {
            if (kept.contains(it->first)) {
                ++it;
            } else {
                it->second->deleteLater();
                it->second->hide();
                it = m_rowOf.erase(it);
            }
        }
    }
    int position = 0;
    for (const auto& item : items) {
        if (std::find(order.begin(), order.end(), item.point.id) == order.end())
            continue;
        auto& row = rowFor(item);
        if (m_rows->indexOf(&row) != position)
            m_rows->insertWidget(position, &row);
        row.show(item, readOnly);
        row.setVisible(true);
        ++position;
    }
    m_order = order;
    const auto hidden = items.size() - order.size();
    m_more->setText(tr("and %1 more queued").arg(hidden));
    m_more->setVisible(hidden > 0);
}

std::vector<PointId> JobsView::shownPoints() const
{
    return m_order;
}

void JobsView::setHovered(PointId point)
{
    for (const auto& [id, row] : m_rowOf)
        row->setHovered(id == point);
}

} // namespace pitlane
