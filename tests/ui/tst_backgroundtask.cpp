// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/backgroundtask.h"

#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

#include <semaphore>

using namespace pitlane;

class TestBackgroundTask : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void answersAfterTheCallThatBeganIt()
    {
        for (int i = 0; i < 200; ++i) { // work that is done at once
            BackgroundTask task(this);
            int answer = 0;
            task.start([i](const Progress&) { return i + 1; }, [&](int value) { answer = value; },
                       [](const QString&) {});
            QCOMPARE(answer, 0);
            QVERIFY(task.isRunning());
            QTRY_COMPARE(answer, i + 1);
            QVERIFY(!task.isRunning());
        }
    }

    void aNewQuestionDropsTheOldAnswer()
    {
        BackgroundTask task(this);
        std::binary_semaphore gate(0);
        QStringList answers;
        const auto take = [&](const QString& answer) { answers << answer; };
        const auto nothing = [](const QString&) {};
        task.start(
            [&gate](const Progress&) {
                gate.acquire();
                return QStringLiteral("old");
            },
            take, nothing);
        task.start([](const Progress&) { return QStringLiteral("new"); }, take, nothing);
        gate.release();
        QThreadPool::globalInstance()->waitForDone();
        QTRY_COMPARE(answers, QStringList{QStringLiteral("new")});
        QCoreApplication::processEvents();
        QCOMPARE(answers.size(), 1);
    }

    void cancellingStopsTheWork()
    {
        BackgroundTask task(this);
        std::binary_semaphore begun(0);
        std::atomic<bool> wasStopped = false;
        bool answered = false;
        task.start(
            [&](const Progress& progress) {
                begun.release();
                try {
                    for (;;)
                        progress.at(0.5, "Walking");
                } catch (const ReadCancelled&) {
                    wasStopped = true;
                    throw;
                }
                return 0;
            },
            [&](int) { answered = true; }, [&](const QString&) { answered = true; });
        begun.acquire();
        QTRY_VERIFY(task.sentence().startsWith(QStringLiteral("Walking, 50 %")));
        task.cancel();
        QVERIFY(!task.isRunning());
        QThreadPool::globalInstance()->waitForDone();
        QVERIFY(wasStopped);
        QCoreApplication::processEvents();
        QVERIFY(!answered);
    }

    void failuresAreSentences()
    {
        BackgroundTask task(this);
        QString problem;
        task.start([](const Progress&) -> int { throw DatasetError("The file has no rows."); }, [](int) {},
                   [&](const QString& sentence) { problem = sentence; });
        QTRY_COMPARE(problem, QStringLiteral("The file has no rows."));
    }
};

QTEST_GUILESS_MAIN(TestBackgroundTask)
#include "tst_backgroundtask.moc"
