// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/readingstrip.h"

#include "ui/backgroundtask.h"
#include "ui/widgets/panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QTimer>

namespace pitlane {

namespace {

constexpr int delayMs = 1000;
constexpr int parts = 1000;

} // namespace

ReadingStrip::ReadingStrip(QWidget* parent) : QFrame(parent)
{
    setProperty("role", QStringLiteral("foot"));
    setAttribute(Qt::WA_StyledBackground);
    setObjectName(QStringLiteral("readingStrip"));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(12, 6, 8, 6);
    line->setSpacing(12);
    m_words = new QLabel(this);
    m_words->setProperty("role", QStringLiteral("note"));
    m_words->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_bar = new QProgressBar(this);
    m_bar->setTextVisible(false);
    m_bar->setRange(0, parts);
    m_bar->setFixedWidth(160);
    m_bar->setAccessibleName(tr("Progress of reading"));
    auto* cancel = makeButton(tr("Cancel"), QStringLiteral("stop"), this);
    cancel->setObjectName(QStringLiteral("cancelReading"));
    cancel->setAutoDefault(false);
    line->addWidget(m_words, 1);
    line->addWidget(m_bar);
    line->addWidget(cancel);
    connect(cancel, &QPushButton::clicked, this, &ReadingStrip::cancelled);
    m_delay = new QTimer(this);
    m_delay->setSingleShot(true);
    m_delay->setInterval(delayMs);
    connect(m_delay, &QTimer::timeout, this, [this] { setVisible(m_task != nullptr && m_task->isRunning()); });
    hide();
}

void ReadingStrip::follow(const BackgroundTask& task)
{
    m_task = &task;
    connect(&task, &BackgroundTask::progressed, this, &ReadingStrip::refresh);
    connect(&task, &BackgroundTask::ended, this, &ReadingStrip::refresh);
    connect(&task, &QObject::destroyed, this, [this] { m_task = nullptr; });
    refresh();
}

void ReadingStrip::refresh()
{
    if (m_task == nullptr || !m_task->isRunning()) {
        m_delay->stop();
        hide();
        return;
    }
    if (!isVisible() && !m_delay->isActive())
        m_delay->start();
    m_words->setText(m_task->sentence());
    m_words->setToolTip(m_task->sentence());
    m_bar->setValue(qRound(m_task->share() * parts));
}

} // namespace pitlane
