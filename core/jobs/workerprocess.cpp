// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/workerprocess.h"

#include "core/base/error.h"
#include "core/jobs/workerprotocol.h"

#include <QDeadlineTimer>
#include <QProcessEnvironment>

#include <algorithm>
#include <unistd.h>

namespace pitlane {

namespace {

constexpr qsizetype longestLine = 64 << 20; ///< bytes; more without a line end is not our worker
constexpr qsizetype keptError = 4096;

} // namespace

WorkerProcess::WorkerProcess(const QString& program, int threads, QObject* parent)
    : QObject(parent), m_program(program), m_threads(threads)
{
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const auto* variable : {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"})
        environment.insert(QString::fromUtf8(variable), QString::number(threads));
    m_process.setProcessEnvironment(environment);
    // A group of its own: Ctrl-C in the terminal reaches the program that runs the pool, which then asks its workers.
    m_process.setChildProcessModifier([] { ::setpgid(0, 0); });

    connect(&m_process, &QProcess::readyReadStandardOutput, this, &WorkerProcess::readOutput);
    connect(&m_process, &QProcess::readyReadStandardError, this, &WorkerProcess::readError);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            processEnded({.startFailed = true, .startError = m_process.errorString().toStdString()});
    });
    connect(&m_process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        const auto crashed = status == QProcess::CrashExit;
        processEnded({.signal = crashed ? code : 0, .exitCode = crashed ? 0 : code, .lastWords = lastWords()});
    });
    m_escalation.setSingleShot(true);
    connect(&m_escalation, &QTimer::timeout, this, [this] {
        if (!m_leaving) {
            m_leaving = true;
            m_process.terminate();
            m_escalation.start(m_patience.terminateMs);
        } else {
            m_process.kill();
        }
    });
    m_process.start(program, QStringList());
}

WorkerProcess::~WorkerProcess()
{
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished(1000);
    }
}

void WorkerProcess::run(JobId job, const std::filesystem::path& jobFile, const QString& name)
{
    m_job = job;
    m_name = name;
    m_progress.reset();
    m_outcome.reset();
    m_busy = true;
    m_greeted = false;
    m_stopping = false;
    send(toJsonLine(WorkerCommand{WorkerCommand::Kind::Run, jobFile.string()}));
    if (m_gone) // it could not be started: say so as for any other end, after the caller has stored the job
        QMetaObject::invokeMethod(
            this, [this] { finishJob(outcomeOf(m_end)); }, Qt::QueuedConnection);
}

void WorkerProcess::stopNow()
{
    if (!m_busy || m_stopping)
        return;
    m_stopping = true;
    send(toJsonLine(WorkerCommand{WorkerCommand::Kind::StopNow, {}}));
    m_escalation.start(m_patience.askMs);
}

void WorkerProcess::stopAfterEpoch()
{
    if (m_busy)
        send(toJsonLine(WorkerCommand{WorkerCommand::Kind::StopAfterEpoch, {}}));
}

void WorkerProcess::quit()
{
    m_leaving = true;
    send(toJsonLine(WorkerCommand{WorkerCommand::Kind::Quit, {}}));
    m_process.closeWriteChannel();
}

void WorkerProcess::endAll(const std::vector<WorkerProcess*>& workers, int milliseconds)
{
    for (auto* worker : workers) {
        worker->m_process.disconnect(worker);
        if (worker->m_busy)
            worker->send(toJsonLine(WorkerCommand{WorkerCommand::Kind::StopNow, {}}));
        worker->quit();
    }
    const QDeadlineTimer deadline(milliseconds);
    for (auto* worker : workers) {
        auto& process = worker->m_process;
        if (process.state() == QProcess::Starting)
            process.waitForStarted(static_cast<int>(deadline.remainingTime()));
        // remainingTime() is never negative: a spent deadline still collects processes that have ended
        if (process.state() != QProcess::NotRunning &&
            !process.waitForFinished(static_cast<int>(deadline.remainingTime())))
            process.terminate();
    }
    for (auto* worker : workers) {
        auto& process = worker->m_process;
        if (process.state() != QProcess::NotRunning && !process.waitForFinished(500)) {
            process.kill();
            process.waitForFinished(1000);
        }
    }
}

void WorkerProcess::send(const std::string& line)
{
    if (m_gone)
        return;
    m_process.write(line.data(), static_cast<qint64>(line.size()));
    m_process.write("\n", 1);
}

void WorkerProcess::readOutput()
{
    m_pending += m_process.readAllStandardOutput();
    std::vector<JobEvent> batch;
    qsizetype begin = 0;
    for (auto end = m_pending.indexOf('\n'); end >= 0; end = m_pending.indexOf('\n', begin)) {
        if (m_busy && !m_outcome)
            take(std::string_view(m_pending.constData() + begin, static_cast<std::size_t>(end - begin)), batch);
        begin = end + 1;
    }
    m_pending.remove(0, begin);
    if (m_pending.size() > longestLine && m_busy && !m_outcome)
        refuse("The worker of " + m_name.toStdString() + " wrote a line without end. Check that " +
               m_program.toStdString() + " is Pitlane's worker.");
    if (!batch.empty())
        Q_EMIT eventsReceived(m_job, batch);
    if (m_busy && m_outcome)
        finishJob(*m_outcome);
}

void WorkerProcess::take(std::string_view line, std::vector<JobEvent>& batch)
{
    std::optional<JobEvent> event;
    try {
        event = jobEventFromJsonLine(line);
    } catch (const JsonError&) {
        // A library that prints to standard output is no reason to lose a night's work.
        batch.push_back(LogEvent{.text = std::string(line.substr(0, 500))});
        return;
    }
    if (!event)
        return;
    if (const auto* hello = std::get_if<HelloEvent>(&*event)) {
        if (hello->protocol != HelloEvent::currentProtocol)
            refuse("The worker " + hello->program + " speaks protocol " + std::to_string(hello->protocol) +
                   ", but this program speaks protocol " + std::to_string(HelloEvent::currentProtocol) +
                   ". Install both from the same version of Pitlane.");
        m_greeted = true;
        return;
    }
    if (std::holds_alternative<LogEvent>(*event)) {
        batch.push_back(*event);
        return;
    }
    if (!m_greeted) {
        refuse("The worker of " + m_name.toStdString() + " did not say which protocol it speaks. Check that " +
               m_program.toStdString() + " is Pitlane's worker of the same version.");
        return;
    }
    noteProgress(*event);
    if (std::holds_alternative<DoneEvent>(*event))
        m_outcome = JobOutcome{};
    if (const auto* error = std::get_if<ErrorEvent>(&*event))
        m_outcome =
            JobOutcome{error->cancelled ? JobOutcome::Kind::Cancelled : JobOutcome::Kind::Failed, error->sentence};
    batch.push_back(std::move(*event));
}

void WorkerProcess::noteProgress(const JobEvent& event)
{
    if (const auto* phase = std::get_if<PhaseEvent>(&event))
        m_progress = JobProgress{phase->phase, phase->epoch, phase->epochs};
    if (const auto* epoch = std::get_if<EpochEvent>(&event))
        m_progress = JobProgress{epoch->phase, epoch->epoch, epoch->epochs};
}

void WorkerProcess::refuse(const std::string& sentence)
{
    m_outcome = JobOutcome{JobOutcome::Kind::Failed, sentence};
    m_leaving = true;
    m_process.kill();
}

void WorkerProcess::finishJob(const JobOutcome& outcome)
{
    m_busy = false;
    m_escalation.stop();
    Q_EMIT jobEnded(m_job, outcome);
}

void WorkerProcess::readError()
{
    m_errorTail += m_process.readAllStandardError();
    if (m_errorTail.size() > keptError)
        m_errorTail.remove(0, m_errorTail.size() - keptError);
}

std::string WorkerProcess::lastWords() const
{
    const auto lines = m_errorTail.trimmed().split('\n');
    return lines.isEmpty() ? std::string() : lines.last().trimmed().toStdString();
}

void WorkerProcess::processEnded(const WorkerEnd& end)
{
    if (m_gone)
        return;
    readOutput(); // what came last; a line without its end is dropped
    m_gone = true;
    m_end = end;
    if (m_busy)
        finishJob(outcomeOf(end));
    Q_EMIT exited();
}

JobOutcome WorkerProcess::outcomeOf(const WorkerEnd& end) const
{
    if (m_stopping)
        return {JobOutcome::Kind::Cancelled, "Cancelled."};
    return {JobOutcome::Kind::Failed, sentenceFor(end, m_name.toStdString(), m_progress, m_program.toStdString())};
}

} // namespace pitlane
