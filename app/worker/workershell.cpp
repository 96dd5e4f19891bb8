// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/workershell.h"

#include "app/worker/eventlog.h"
#include "app/worker/outputpipe.h"
#include "core/base/filelock.h"
#include "core/base/files.h"
#include "core/base/jsonreader.h"
#include "core/jobs/workerprotocol.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <fcntl.h>
#include <fstream>
#include <malloc.h>
#include <memory>
#include <mutex>
#include <poll.h>
#include <thread>
#include <unistd.h>

namespace pitlane {

namespace fs = std::filesystem;

namespace {

/// A job that was asked for, and how it may be asked to end.
struct Request
{
    fs::path jobFile;
    std::stop_source now;
    std::stop_source afterEpoch;
};

int signalPipe[2] = {-1, -1};

extern "C" void onStopSignal(int /*signal*/)
{
    const auto keep = errno;
    (void)!::write(signalPipe[1], "s", 1);
    errno = keep;
}

void listenTo(int signal, void (*handler)(int))
{
    struct sigaction action
    {
    };
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    ::sigaction(signal, &action, nullptr);
}

/// Turns standard input and signals into requests, on a thread of its own.
class Inbox
{
public:
    explicit Inbox(bool readsStandardInput) : m_readsStandardInput(readsStandardInput)
    {
        if (::pipe2(signalPipe, O_CLOEXEC | O_NONBLOCK) != 0)
            throw Error("The worker could not make a pipe.");
        listenTo(SIGTERM, onStopSignal);
        listenTo(SIGINT, readsStandardInput ? SIG_IGN : onStopSignal); // Ctrl-C is for the program that started us
        listenTo(SIGHUP, SIG_IGN);
        listenTo(SIGPIPE, SIG_IGN);
        m_thread = std::jthread([this](const std::stop_token& stop) { listen(stop); });
    }

    ~Inbox()
    {
        m_thread.request_stop();
        onStopSignal(0); // wakes it
    }
    Inbox(const Inbox&) = delete;
    Inbox& operator=(const Inbox&) = delete;

    /// Waits for the next job; null when the worker is to leave.
    std::shared_ptr<Request> next()
    {
        std::unique_lock lock(m_mutex);
        m_current.reset();
        m_changed.wait(lock, [this] { return m_leaving || !m_requests.empty(); });
        if (m_requests.empty())
            return nullptr;
        m_current = m_requests.front();
        m_requests.pop_front();
        return m_current;
    }

    std::shared_ptr<Request> add(const fs::path& jobFile)
    {
        const std::lock_guard lock(m_mutex);
        m_requests.push_back(std::make_shared<Request>(Request{.jobFile = jobFile}));
        m_changed.notify_all();
        return m_requests.back();
    }

    void leave()
    {
        const std::lock_guard lock(m_mutex);
        m_leaving = true;
        m_changed.notify_all();
    }

private:
    /// The job that a stop command means: the last one that was asked for.
    std::shared_ptr<Request> latest()
    {
        const std::lock_guard lock(m_mutex);
        return m_requests.empty() ? m_current : m_requests.back();
    }

    void listen(const std::stop_token& stop)
    {
        std::string text;
        auto open = m_readsStandardInput;
        while (!stop.stop_requested()) {
            std::array sources{pollfd{.fd = signalPipe[0], .events = POLLIN, .revents = 0},
                               pollfd{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0}};
            if (::poll(sources.data(), open ? 2 : 1, -1) < 0)
                continue;
            if (sources[0].revents != 0) {
                char drained[16];
                while (::read(signalPipe[0], drained, sizeof drained) > 0) {
                }
                if (!stop.stop_requested())
                    stopAndLeave();
            }
            if (open && sources[1].revents != 0)
                open = readCommands(text);
        }
    }

    bool readCommands(std::string& text)
    {
        std::array<char, 4096> block{};
        const auto count = ::read(STDIN_FILENO, block.data(), block.size());
        if (count < 0 && errno == EINTR)
            return true;
        if (count <= 0) {
            leave(); // after the job that is running
            return false;
        }
        text.append(block.data(), static_cast<std::size_t>(count));
        for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
            obey(text.substr(0, end));
            text.erase(0, end + 1);
        }
        return true;
    }

    void obey(const std::string& line)
    {
        std::optional<WorkerCommand> command;
        try {
            command = workerCommandFromJsonLine(line);
        } catch (const JsonError&) {
            return; // nobody to tell: events belong to jobs
        }
        if (!command)
            return;
        switch (command->kind) {
        case WorkerCommand::Kind::Run:
            add(command->jobFile);
            break;
        case WorkerCommand::Kind::StopNow:
            if (const auto request = latest())
                request->now.request_stop();
            break;
        case WorkerCommand::Kind::StopAfterEpoch:
            if (const auto request = latest())
                request->afterEpoch.request_stop();
            break;
        case WorkerCommand::Kind::Quit:
            leave();
            break;
        }
    }

    void stopAndLeave()
    {
        const std::lock_guard lock(m_mutex);
        if (m_current)
            m_current->now.request_stop();
        for (const auto& request : m_requests)
            request->now.request_stop();
        m_leaving = true;
        m_changed.notify_all();
    }

    bool m_readsStandardInput;
    std::mutex m_mutex; ///< guards what follows
    std::condition_variable m_changed;
    std::deque<std::shared_ptr<Request>> m_requests;
    std::shared_ptr<Request> m_current;
    bool m_leaving = false;
    std::jthread m_thread; ///< last: it uses everything above
};

/// Sends standard error to the run folder while a job runs, so that a report has what a library printed.
class ErrorRedirection
{
public:
    explicit ErrorRedirection(const fs::path& file) : m_saved(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3))
    {
        const auto target = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
        if (target < 0)
            return;
        ::dup2(target, STDERR_FILENO);
        ::close(target);
    }
    ErrorRedirection(const ErrorRedirection&) = delete;
    ErrorRedirection& operator=(const ErrorRedirection&) = delete;
    ~ErrorRedirection()
    {
        if (m_saved < 0)
            return;
        ::dup2(m_saved, STDERR_FILENO);
        ::close(m_saved);
    }

private:
    int m_saved;
};

FileLock lockRunFolder(const fs::path& folder)
{
    const auto path = folder / runfile::lock;
    for (int attempt = 0; attempt < 40; ++attempt) { // a reader may probe it, a leaving worker may still hold it
        if (auto lock = FileLock::tryLock(path))
            return std::move(*lock);
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    const auto holder = FileLock::holder(path);
    throw Error("Another worker (" + (holder ? holder->text() : std::string("unknown")) + ") works in " +
                folder.string() + ". Wait until it is done, then resume.");
}

/// How the job that threw ended, and with which exit code.
std::pair<ErrorEvent, WorkerExit> explainCurrentException()
{
    try {
        throw;
    } catch (const Cancelled& error) {
        return {{.sentence = error.what(), .cancelled = true}, WorkerExit::Cancelled};
    } catch (const OutOfMemory& error) {
        return {{.sentence = error.what()}, WorkerExit::OutOfMemory};
    } catch (const Error& error) {
        return {{.sentence = error.what()}, WorkerExit::JobFailed};
    } catch (const std::bad_alloc&) { // of the shell itself
        return {{.sentence = OutOfMemory().what()}, WorkerExit::OutOfMemory};
    } catch (const std::exception& error) {
        std::string words = error.what();
        words = words.substr(0, words.find("\nException raised from")); // torch appends its call stack
        return {{.sentence = "The worker met an error that it does not know: " + words}, WorkerExit::JobFailed};
    } catch (...) {
        return {{.sentence = "The worker met an error without words."}, WorkerExit::JobFailed};
    }
}

/// Runs one job. The run folder is free again when the last event is written.
WorkerExit runRequest(const WorkerShell& shell, const Request& request, OutputPipe& out)
{
    const HelloEvent hello{.program = shell.program, .pid = ::getpid()};
    out.writeLine(toJsonLine(hello));
    JobEvent last = DoneEvent{};
    auto code = WorkerExit::Ok;
    try {
        const auto name = request.jobFile.string();
        const auto job = jobSpecFromJson(parseJson(readFile(request.jobFile), name), name);
        const auto folder = fs::path(job.projectFolder) / job.runFolder;
        fs::create_directories(folder);
        const auto lock = lockRunFolder(folder);
        removeTemporaries(folder);
        const ErrorRedirection redirection(folder / runfile::log);
        EventLog log(folder / eventFileName(job.kind));
        log.write(hello);
        const EventSink sink = [&](const JobEvent& event) {
            if (std::holds_alternative<DoneEvent>(event)) {
                last = event; // told when the folder is free
                return;
            }
            log.write(event);
            out.writeLine(toJsonLine(event));
        };
        try {
            shell.run(job, sink, {.now = request.now.get_token(), .afterEpoch = request.afterEpoch.get_token()});
        } catch (...) {
            std::tie(last, code) = explainCurrentException();
        }
        log.write(last);
    } catch (...) {
        std::tie(last, code) = explainCurrentException();
    }
    out.writeLine(toJsonLine(last));
    out.drain();
    return code;
}

/// The system stays fluid, and ends a worker before anything else when memory runs out.
void beModest()
{
    (void)!::nice(5);
    std::ofstream("/proc/self/oom_score_adj") << 500;
}

} // namespace

int WorkerShell::serve() const
{
    beModest();
    Inbox inbox(true);
    OutputPipe out(STDOUT_FILENO);
    while (const auto request = inbox.next())
        if (runRequest(*this, *request, out) == WorkerExit::OutOfMemory)
            ::malloc_trim(0); // the next job, which may be on its way already, finds what this one has freed
    return static_cast<int>(WorkerExit::Ok);
}

int WorkerShell::runOnce(const fs::path& jobFile) const
{
    beModest();
    Inbox inbox(false);
    OutputPipe out(STDOUT_FILENO);
    inbox.add(fs::absolute(jobFile));
    const auto request = inbox.next();
    return static_cast<int>(runRequest(*this, *request, out));
}

} // namespace pitlane
