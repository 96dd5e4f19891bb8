// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>
#include <QTimer>

#include <optional>

namespace pitlane {

/// Ticks of the processors since the computer started, from the first line of /proc/stat.
struct CpuTicks
{
    qint64 busy = 0;
    qint64 total = 0;
    bool operator==(const CpuTicks&) const = default;
};
[[nodiscard]] std::optional<CpuTicks> cpuTicksFrom(const QByteArray& procStat);
/// A value of /proc/meminfo or /proc/<pid>/status ("MemTotal", "VmRSS") in bytes.
[[nodiscard]] std::optional<qint64> bytesFrom(const QByteArray& text, const QByteArray& field);

/// How busy the computer is, and how much memory Pitlane and its workers hold; measured every two seconds.
class SystemLoad : public QObject
{
    Q_OBJECT
public:
    explicit SystemLoad(QObject* parent = nullptr);

    void start();
    [[nodiscard]] double cpuShare() const { return m_cpuShare; } ///< 0 .. 1, all processors; negative: not known yet
    [[nodiscard]] qint64 ownBytes() const { return m_ownBytes; }
    [[nodiscard]] qint64 totalBytes() const { return m_totalBytes; }

Q_SIGNALS:
    void measured();

private:
    void measure();
    QTimer m_timer;
    CpuTicks m_last;
    double m_cpuShare = -1;
    qint64 m_ownBytes = 0;
    qint64 m_totalBytes = 0;
};

} // namespace pitlane
