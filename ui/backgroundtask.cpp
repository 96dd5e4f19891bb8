// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/backgroundtask.h"

#include "ui/format.h"

namespace pitlane {

namespace {

constexpr qint64 tellEveryMs = 80;
constexpr double leastShareToEstimate = 0.05;

} // namespace

BackgroundTask::BackgroundTask(QObject* parent) : QObject(parent) {}

BackgroundTask::~BackgroundTask()
{
    if (m_run != nullptr)
        m_run->leave();
}

Progress BackgroundTask::Run::progress()
{
    Progress progress;
    progress.stop = m_stop.get_token();
    progress.tell = [this](double share, std::string_view step) {
        const std::scoped_lock lock(m_mutex);
        m_share = share;
        if (!step.empty())
            m_step = step;
        if (m_task == nullptr || !m_isTold || (m_sinceTold.isValid() && m_sinceTold.elapsed() < tellEveryMs))
            return;
        m_isTold = false;
        m_sinceTold.start();
        QMetaObject::invokeMethod(
            m_task, [task = m_task] { task->take(task->m_run); }, Qt::QueuedConnection);
    };
    return progress;
}

void BackgroundTask::Run::leave()
{
    m_stop.request_stop();
    const std::scoped_lock lock(m_mutex);
    m_task = nullptr;
}

std::shared_ptr<BackgroundTask::Run> BackgroundTask::begin()
{
    if (m_run != nullptr)
        m_run->leave();
    m_run = std::make_shared<Run>(this);
    m_share = 0;
    m_step.clear();
    m_clock.start();
    return m_run;
}

void BackgroundTask::end()
{
    m_run.reset();
    m_share = 1;
    Q_EMIT ended();
}

void BackgroundTask::cancel()
{
    if (m_run == nullptr)
        return;
    m_run->leave();
    end();
}

void BackgroundTask::take(const std::shared_ptr<Run>& run)
{
    if (run == nullptr)
        return;
    {
        const std::scoped_lock lock(run->m_mutex);
        m_share = run->m_share;
        m_step = QString::fromStdString(run->m_step);
        run->m_isTold = true;
    }
    Q_EMIT progressed();
}

double BackgroundTask::seconds() const
{
    return m_clock.isValid() ? static_cast<double>(m_clock.elapsed()) / 1000 : 0;
}

QString BackgroundTask::sentence() const
{
    auto text = m_step.isEmpty() ? tr("Reading") : m_step;
    text += tr(", %1 %").arg(qRound(m_share * 100));
    if (m_share >= leastShareToEstimate && m_share < 1)
        text += tr(", about %1 left").arg(format::duration(seconds() * (1 - m_share) / m_share));
    return text;
}

} // namespace pitlane
