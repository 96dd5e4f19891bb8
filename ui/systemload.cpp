// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/systemload.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <set>

namespace pitlane {

namespace {

constexpr int everyMs = 2000;

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Resident memory of this process and of the processes that it started, workers of theirs included.
qint64 memoryOfFamily()
{
    struct Process
    {
        qint64 parent = 0;
        qint64 bytes = 0;
    };
    std::map<qint64, Process> processes;
    const auto names = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
    for (const auto& name : names) {
        bool isPid = false;
        const auto pid = name.toLongLong(&isPid);
        if (!isPid)
            continue;
        const auto status = contentOf(QStringLiteral("/proc/%1/status").arg(pid));
        const auto at = status.indexOf("\nPPid:");
        if (at < 0)
            continue;
        const auto end = status.indexOf('\n', at + 1);
        processes[pid] = {status.mid(at + 6, end - at - 6).trimmed().toLongLong(), bytesFrom(status, "VmRSS").value_or(0)};
    }
    std::set<qint64> family{QCoreApplication::applicationPid()};
    for (bool grew = true; grew;) {
        grew = false;
        for (const auto& [pid, process] : processes)
            if (family.contains(process.parent) && family.insert(pid).second)
                grew = true;
    }
    qint64 sum = 0;
    for (const auto pid : family)
        sum += processes[pid].bytes;
    return sum;
}

} // namespace

std::optional<CpuTicks> cpuTicksFrom(const QByteArray& procStat)
{
    const auto line = procStat.left(procStat.indexOf('\n')).simplified();
    const auto fields = line.split(' ');
    if (fields.size() < 5 || fields.front() != "cpu")
        return std::nullopt;
    CpuTicks ticks;
    for (qsizetype i = 1; i < std::min<qsizetype>(fields.size(), 9); ++i) { // guest time is part of user time
        bool isNumber = false;
        const auto value = fields[i].toLongLong(&isNumber);
        if (!isNumber)
            return std::nullopt;
        ticks.total += value;
        if (i != 4 && i != 5) // idle, waiting for disks
            ticks.busy += value;
    }
    return ticks;
}

std::optional<qint64> bytesFrom(const QByteArray& text, const QByteArray& field)
{
    const auto at = ("\n" + text).indexOf("\n" + field + ":");
    if (at < 0)
        return std::nullopt;
    const auto value = text.mid(at + field.size() + 1, 40).trimmed();
    const auto end = value.indexOf(" kB");
    bool isNumber = false;
    const auto kibibytes = value.left(end).trimmed().toLongLong(&isNumber);
    return end > 0 && isNumber ? std::optional(kibibytes * 1024) : std::nullopt;
}

SystemLoad::SystemLoad(QObject* parent) : QObject(parent)
{
    m_timer.setInterval(everyMs);
    m_timer.setTimerType(Qt::CoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &SystemLoad::measure);
}

void SystemLoad::start()
{
    m_last = cpuTicksFrom(contentOf(QStringLiteral("/proc/stat"))).value_or(CpuTicks{});
    m_totalBytes = bytesFrom(contentOf(QStringLiteral("/proc/meminfo")), "MemTotal").value_or(0);
    m_ownBytes = memoryOfFamily();
    m_timer.start();
    Q_EMIT measured();
}

void SystemLoad::measure()
{
    if (const auto now = cpuTicksFrom(contentOf(QStringLiteral("/proc/stat")));
        now && now->total > m_last.total) {
        m_cpuShare = static_cast<double>(now->busy - m_last.busy) / static_cast<double>(now->total - m_last.total);
        m_last = *now;
    }
    m_ownBytes = memoryOfFamily();
    Q_EMIT measured();
}

} // namespace pitlane
