// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Qt first: moc of Qt 6.4 trips over <compare> of GCC 12 when no other standard header came before it.
#include <QObject>
#include <QProcess>
#include <QString>
#include <QTimer>

#include "core/jobs/joboutcome.h"
#include "core/study/ids.h"
#include "core/study/jobevent.h"

#include <filesystem>
#include <vector>

namespace pitlane {

/// Controls one pitlane-worker: hands it job after job and turns its lines into events, its end into a sentence.
class WorkerProcess : public QObject
{
    Q_OBJECT
public:
    /// How long a worker may take to obey before the next, harder means.
    struct Patience
    {
        int askMs = 5000;       ///< from "stop now" to SIGTERM
        int terminateMs = 3000; ///< from SIGTERM to SIGKILL
    };

    /// Starts `program`; `threads` is what its libraries may use.
    WorkerProcess(const QString& program, int threads, QObject* parent = nullptr);
    ~WorkerProcess() override;

    void setPatience(Patience patience) { m_patience = patience; }
    [[nodiscard]] int threads() const { return m_threads; }
    [[nodiscard]] bool isIdle() const { return !m_busy && !m_gone && !m_leaving; }
    [[nodiscard]] bool isBusy() const { return m_busy; }
    [[nodiscard]] qint64 processId() const { return m_process.processId(); }

    /// Only when idle. `name` appears in sentences: "point 3".
    void run(JobId job, const std::filesystem::path& jobFile, const QString& name);
    /// Ask, wait, terminate, kill.
    void stopNow();
    void stopAfterEpoch();
    /// Leave when the job is done; at once when idle.
    void quit();
    /// Stops and leaves; waits up to `milliseconds`, then ends the process. Sends no signals.
    static void endAll(const std::vector<WorkerProcess*>& workers, int milliseconds);

Q_SIGNALS:
    /// All events that came in one go, in order; hello is checked and not among them.
    void eventsReceived(pitlane::JobId job, const std::vector<pitlane::JobEvent>& events);
    /// The worker is idle again, or gone.
    void jobEnded(pitlane::JobId job, const pitlane::JobOutcome& outcome);
    void exited();

private:
    void send(const std::string& line);
    void readOutput();
    void readError();
    void take(std::string_view line, std::vector<JobEvent>& batch);
    void noteProgress(const JobEvent& event);
    void finishJob(const JobOutcome& outcome);
    void refuse(const std::string& sentence);
    void processEnded(const WorkerEnd& end);
    [[nodiscard]] std::string lastWords() const;
    [[nodiscard]] JobOutcome outcomeOf(const WorkerEnd& end) const;

    QProcess m_process;
    QString m_program;
    int m_threads;
    Patience m_patience;
    QTimer m_escalation;
    QByteArray m_pending; ///< start of a line whose end has not come yet
    QByteArray m_errorTail;
    JobId m_job;
    QString m_name;
    std::optional<JobProgress> m_progress;
    std::optional<JobOutcome> m_outcome; ///< set by done or error, reported after the batch
    WorkerEnd m_end;                     ///< once m_gone
    bool m_busy = false;
    bool m_greeted = false;
    bool m_stopping = false; ///< "stop now" was sent
    bool m_leaving = false;
    bool m_gone = false;
};

} // namespace pitlane
