// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/progress.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QtConcurrent>

#include <atomic>
#include <memory>
#include <mutex>

namespace pitlane {

/// One long read at a time, away from the window's thread: tells how far it is, can be cancelled, and drops the answer
/// of a run that was cancelled or followed by another one. Destroying it asks the work to end and does not wait.
class BackgroundTask : public QObject
{
    Q_OBJECT
public:
    explicit BackgroundTask(QObject* parent);
    ~BackgroundTask() override;

    [[nodiscard]] bool isRunning() const { return m_run != nullptr; }
    [[nodiscard]] double share() const { return m_share; } ///< 0 .. 1
    [[nodiscard]] QString step() const { return m_step; }  ///< what is being done, as a few words
    [[nodiscard]] double seconds() const;                  ///< since the start
    /// "Reading files, 42 %, about 12 s left".
    [[nodiscard]] QString sentence() const;

    /// Runs `work(progress)` elsewhere, then, here, `done(value)` or `failed(sentence)`. Ends what ran before.
    template <class Work, class Done, class Failed> void start(Work work, Done done, Failed failed)
    {
        using Value = std::invoke_result_t<Work, const Progress&>;
        struct Answer
        {
            std::optional<Value> value;
            QString problem;
        };
        auto run = begin();
        QtConcurrent::run([run, work = std::move(work)]() -> std::shared_ptr<Answer> {
            auto answer = std::make_shared<Answer>();
            try {
                answer->value.emplace(work(run->progress()));
            } catch (const std::exception& error) {
                answer->problem = QString::fromUtf8(error.what());
            }
            return answer;
        }).then(this, [this, run, done = std::move(done), failed = std::move(failed)](std::shared_ptr<Answer> answer) {
            // Always later: work that is finished at once would else answer inside the call that began it.
            QMetaObject::invokeMethod(
                this,
                [this, run, done, failed, answer] {
                    if (run != m_run)
                        return;
                    end();
                    if (answer->value)
                        done(std::move(*answer->value));
                    else
                        failed(answer->problem);
                },
                Qt::QueuedConnection);
        });
    }

public Q_SLOTS:
    /// Asks the work to end; nothing is delivered any more.
    void cancel();

Q_SIGNALS:
    void progressed(); ///< at most some ten times a second
    void ended();      ///< delivered, failed or cancelled

private:
    /// What the thread of the work and the one of the window share.
    class Run
    {
    public:
        explicit Run(BackgroundTask* task) : m_task(task) {}
        [[nodiscard]] Progress progress();
        void leave(); ///< the task goes: tell it nothing more

    private:
        friend class BackgroundTask;
        std::stop_source m_stop;
        std::mutex m_mutex;
        BackgroundTask* m_task;
        double m_share = 0;
        std::string m_step;
        bool m_isTold = true;
        QElapsedTimer m_sinceTold;
    };

    [[nodiscard]] std::shared_ptr<Run> begin();
    void end();
    void take(const std::shared_ptr<Run>& run);

    std::shared_ptr<Run> m_run;
    double m_share = 0;
    QString m_step;
    QElapsedTimer m_clock;
};

} // namespace pitlane
