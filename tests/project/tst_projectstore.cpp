// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/network/seeds.h"
#include "core/project/projectstore.h"
#include "core/project/sqlite.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>

using namespace pitlane;
namespace fs = std::filesystem;

namespace {

Draft exampleDraft()
{
    Draft draft{.workers = 3};
    const auto builtin = ecgtcn();
    draft.config.seed = builtin.seed;
    draft.config.handTuned = builtin.handTuned;
    draft.config.lambdas = {1e-6, 2.5e-5, 5e-4};
    draft.config.masks.layers = {{.layer = "b0.conv0", .field = false, .keepAtLeast = 2}};
    draft.config.seedNumber = 18446744073709551615ULL;
    return draft;
}

SearchPoint examplePoint(SweepId sweep)
{
    return {.sweep = sweep,
            .number = 2,
            .lambda = 2.5e-5,
            .seedNumber = 18446744073709551615ULL,
            .status = PointStatus::Running,
            .phase = Phase::Search,
            .epoch = 7,
            .epochs = 30,
            .parameters = 3871,
            .macs = 135200,
            .validation = Quality{.score = 0.93, .loss = 0.265, .rows = 100},
            .layers = {{.name = "b0.conv0", .C_out = 8, .F = 9, .d = 2, .K = 5},
                       {.name = "b1.conv0", .C_out = 0, .F = 0, .d = 0, .K = 0, .removed = true}},
            .seconds = 12.5,
            .stoppedEarly = true,
            .message = "Said \"no\"; it's a test.",
            .runFolder = "runs/1/2"};
}

EpochEvent epochEvent(Phase phase, int epoch)
{
    return {.phase = phase,
            .epoch = epoch,
            .epochs = 30,
            .trainLoss = 0.5 / epoch,
            .lambdaR = phase == Phase::Search ? 0.125 : 0,
            .validation = {.score = 0.9, .loss = 0.25, .rows = 100},
            .parameters = 1000 * epoch,
            .macs = 5000,
            .seconds = 0.25};
}

MasksEvent masksEvent(int epoch)
{
    return {.epoch = epoch,
            .layers = {{.shape = {.name = "b0.conv0", .C_out = 2, .F = 3, .d = 1, .K = 3},
                        .alpha = {1.0F, 0.5F, 0.25F},
                        .beta = {1.5F, 0.75F, 0.5F},
                        .gamma = {2.0F, 0.5F}}}};
}

/// The message of the StorageError that `work` throws; empty: it throws none.
template <class Work> QString messageOf(Work&& work)
{
    try {
        work();
    } catch (const StorageError& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

} // namespace

class TestProjectStore : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_dir;
    int m_count = 0;

    fs::path freshFolder() { return fs::path(m_dir.path().toStdString()) / ("study" + std::to_string(++m_count)); }

private Q_SLOTS:
    void roundTrip()
    {
        const auto folder = freshFolder();
        const auto draft = exampleDraft();
        PointId reference;
        Sweep sweep;
        auto point = examplePoint({});
        {
            auto store = ProjectStore::create(folder, QStringLiteral("wrist"), draft);
            QVERIFY(!store->isReadOnly());
            sweep = store->addSweep(draft.config, QStringLiteral("2026-05-01T10:00:00Z"));
            QCOMPARE(sweep.number, 1);
            store->inTransaction([&] {
                reference = store->addPoint({.sweep = sweep.id, .role = PointRole::Seed}, "seed:abc");
                point.sweep = sweep.id;
                point.id = store->addPoint(point);
                store->saveEpoch(point.id, epochEvent(Phase::Search, 1));
                store->saveMasks(point.id, masksEvent(1));
                store->saveMasks(point.id, masksEvent(0));
                store->saveEpoch(reference, epochEvent(Phase::Warmup, 1));
                store->saveDecision({QStringLiteral("leak"), QStringLiteral("accepted"), QStringLiteral("2026")});
            });
        }
        auto store = ProjectStore::open(folder);
        QCOMPARE(store->name(), QStringLiteral("wrist"));
        QVERIFY(store->draft() == draft);
        QCOMPARE(store->sweeps().size(), 1U);
        QVERIFY(store->sweeps().front() == sweep);
        const auto points = store->points();
        QCOMPARE(points.size(), 2U);
        QCOMPARE(points.front().id, reference);
        QVERIFY(points.back() == point);
        QCOMPARE(store->referenceWithKey("seed:abc"), reference);
        QVERIFY(!store->referenceWithKey("seed:xyz"));
        const auto history = store->history(point.id);
        QCOMPARE(history.size(), 1U);
        QVERIFY(history.front() == (EpochRecord{epochEvent(Phase::Search, 1), masksEvent(1)}));
        QVERIFY(!store->history(reference).front().masks);
        QCOMPARE(store->decisions().front().note, QStringLiteral("accepted"));
        store->removeDecision(QStringLiteral("leak"));
        QVERIFY(store->decisions().empty());

        point.status = PointStatus::Done;
        point.validation.reset();
        point.message.clear();
        store->savePoint(point);
        QVERIFY(store->points().back() == point);
    }

    void epochsAreReplacedAndDropped()
    {
        auto store = ProjectStore::create(freshFolder(), QStringLiteral("p"), exampleDraft());
        const auto sweep = store->addSweep(exampleDraft().config, QStringLiteral("t"));
        const auto point = store->addPoint({.sweep = sweep.id});
        for (int epoch = 1; epoch <= 3; ++epoch)
            store->saveEpoch(point, epochEvent(Phase::Search, epoch));
        store->saveEpoch(point, epochEvent(Phase::FineTune, 1));
        auto again = epochEvent(Phase::Search, 2);
        again.trainLoss = 42;
        store->saveEpoch(point, again);
        QCOMPARE(store->epochCount(point), 4);
        QCOMPARE(store->history(point)[1].epoch.trainLoss, 42.0);
        QCOMPARE(store->history(point)[3].epoch.phase, Phase::FineTune);
        store->dropEpochsAfter(point, Phase::Search, 2);
        QCOMPARE(store->epochCount(point), 2);
        QCOMPARE(store->history(point).back().epoch.epoch, 2);
    }

    void transactionRollsBack()
    {
        auto store = ProjectStore::create(freshFolder(), QStringLiteral("p"), exampleDraft());
        const auto sweep = store->addSweep(exampleDraft().config, QStringLiteral("t"));
        QVERIFY_EXCEPTION_THROWN(store->inTransaction([&] {
            (void)store->addPoint({.sweep = sweep.id});
            throw Error("in the middle");
        }),
                                 Error);
        QVERIFY(store->points().empty());
        store->inTransaction([&] { (void)store->addPoint({.sweep = sweep.id}); });
        QCOMPARE(store->points().size(), 1U);
    }

    void unknownSweepIsRefused()
    {
        auto store = ProjectStore::create(freshFolder(), QStringLiteral("p"), exampleDraft());
        const auto message = messageOf([&] { (void)store->addPoint({.sweep = {99}}); });
        QVERIFY2(message.contains(QStringLiteral("FOREIGN KEY")), qPrintable(message));
        QVERIFY2(message.contains(QStringLiteral("INSERT INTO points")), qPrintable(message));
    }

    void testOpeningsAreLogged()
    {
        auto store = ProjectStore::create(freshFolder(), QStringLiteral("p"), exampleDraft());
        const auto sweep = store->addSweep(exampleDraft().config, QStringLiteral("t"));
        const auto point = store->addPoint({.sweep = sweep.id});
        store->openTest(point, QStringLiteral("2026-01-01T00:00:00Z"));
        store->openTest(point, QStringLiteral("2026-01-02T00:00:00Z"));
        const Quality quality{
            .score = 5.31, .loss = 4.6, .rows = 4500, .measure = QualityMeasure::Mae, .unit = "bpm"};
        store->saveTestResult({.point = point, .quality = quality, .openedAt = {}});
        const auto log = store->testLog();
        QCOMPARE(log.size(), 2U);
        QVERIFY(!log[0].quality);
        QVERIFY(log[1].quality == quality);
        const auto results = store->testResults();
        QCOMPARE(results.size(), 1U);
        QCOMPARE(results.front().openedAt, std::string("2026-01-02T00:00:00Z"));
    }

    void secondOpenerReadsOnly()
    {
        const auto folder = freshFolder();
        auto writer = ProjectStore::create(folder, QStringLiteral("p"), exampleDraft());
        auto reader = ProjectStore::open(folder);
        QVERIFY(reader->isReadOnly());
        QCOMPARE(
            reader->writer(),
            QStringLiteral("process %1 on host %2").arg(::getpid()).arg(QString::fromStdString(FileLock::hostName())));
        const auto sweep = writer->addSweep(exampleDraft().config, QStringLiteral("t"));
        QCOMPARE(reader->sweeps().size(), 1U); // sees what the writer commits
        const auto message = messageOf([&] { reader->saveDraft(exampleDraft()); });
        QVERIFY2(message.contains(QStringLiteral("read-only")) && message.contains(reader->writer()),
                 qPrintable(message));
        QVERIFY_EXCEPTION_THROWN((void)reader->addPoint({.sweep = sweep.id}), StorageError);
        writer.reset();
        reader.reset();
        QVERIFY(!ProjectStore::open(folder)->isReadOnly());
    }

    void lockGoesWithAKilledProcess()
    {
        const auto folder = freshFolder();
        (void)ProjectStore::create(folder, QStringLiteral("p"), exampleDraft());
        int ready[2];
        QCOMPARE(::pipe(ready), 0);
        const auto child = ::fork();
        if (child == 0) {
            const auto lock = FileLock::tryLock(folder / projectfile::lock);
            (void)!::write(ready[1], lock ? "y" : "n", 1);
            ::pause();
            ::_exit(0);
        }
        char answer = 0;
        QCOMPARE(::read(ready[0], &answer, 1), 1);
        QCOMPARE(answer, 'y');
        QVERIFY(FileLock::isHeld(folder / projectfile::lock));
        QVERIFY(ProjectStore::open(folder)->writer().startsWith(QStringLiteral("process %1 on").arg(child)));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        QVERIFY(!FileLock::isHeld(folder / projectfile::lock));
        QVERIFY(!ProjectStore::open(folder)->isReadOnly());
    }

    void damagedFile_data()
    {
        QTest::addColumn<bool>("header");
        QTest::newRow("not a database") << true;
        QTest::newRow("a page in the middle") << false;
    }

    void damagedFile()
    {
        QFETCH(bool, header);
        const auto folder = freshFolder();
        (void)ProjectStore::create(folder, QStringLiteral("p"), exampleDraft());
        auto bytes = readFile(folder / projectfile::database);
        if (header)
            bytes = std::string(4096, 'x');
        else
            std::fill(bytes.begin() + 100, bytes.end(), '\xff');
        writeFileAtomically(folder / projectfile::database, bytes);
        const auto message = messageOf([&] { (void)ProjectStore::open(folder); });
        QVERIFY2(message.contains(QStringLiteral("project.db is damaged")), qPrintable(message));
        QVERIFY2(message.contains(QString::fromStdString(folder.filename().string())), qPrintable(message));
    }

    void lockedFileIsNamed()
    {
        const auto folder = freshFolder();
        auto store = ProjectStore::create(folder, QStringLiteral("p"), exampleDraft());
        sqlite::Connection other(folder / projectfile::database, sqlite::Connection::Mode::ReadWrite);
        sqlite::Transaction held(other);
        const auto message = messageOf([&] { store->saveDraft(exampleDraft()); });
        QVERIFY2(message.contains(QStringLiteral("is locked by another program")), qPrintable(message));
    }

    void fullDiskIsNamed()
    {
        const auto folder = freshFolder();
        auto store = ProjectStore::create(folder, QStringLiteral("p"), exampleDraft());
        // SQLite answers a page limit with the same code as a full disk.
        sqlite::Connection limited(folder / projectfile::database, sqlite::Connection::Mode::ReadWrite);
        const auto pages = limited.value(QStringLiteral("PRAGMA page_count")).toInt();
        limited.execute(QStringLiteral("PRAGMA max_page_count = %1").arg(pages));
        const auto message = messageOf([&] {
            sqlite::Statement(limited, QStringLiteral("UPDATE project SET draft = ?"))
                .bind(QString(1'000'000, QLatin1Char('x')))
                .execute();
        });
        QVERIFY2(message.contains(QStringLiteral("disk is full")), qPrintable(message));
        QVERIFY(store->draft() == exampleDraft());
    }

    void readOnlyFolder()
    {
        if (::geteuid() == 0)
            QSKIP("Root may write everywhere; this case needs an ordinary user.");
        const auto folder = freshFolder();
        (void)ProjectStore::create(folder, QStringLiteral("p"), exampleDraft());
        fs::remove(folder / projectfile::lock);
        fs::permissions(folder, fs::perms::owner_read | fs::perms::owner_exec);
        auto store = ProjectStore::open(folder);
        QVERIFY(store->isReadOnly());
        QCOMPARE(store->name(), QStringLiteral("p"));
        QVERIFY(store->writer().contains(QStringLiteral("cannot be written")));
        store.reset();
        const auto message =
            messageOf([&] { (void)ProjectStore::create(folder / "inner", QStringLiteral("q"), exampleDraft()); });
        QVERIFY2(message.contains(QStringLiteral("inner")), qPrintable(message));
        fs::permissions(folder, fs::perms::owner_all);
    }

    void immutableConnectionReads()
    {
        const auto folder = freshFolder();
        (void)ProjectStore::create(folder, QStringLiteral("p"), exampleDraft());
        sqlite::Connection connection(folder / projectfile::database, sqlite::Connection::Mode::Immutable);
        QCOMPARE(connection.value(QStringLiteral("SELECT name FROM project")).toString(), QStringLiteral("p"));
    }

    void foldersThatAreRefused()
    {
        const auto folder = freshFolder();
        QVERIFY(messageOf([&] { (void)ProjectStore::open(folder); }).contains(QStringLiteral("There is no project")));
        fs::create_directories(folder);
        writeFileAtomically(folder / "letter.txt", "hello");
        QVERIFY(messageOf([&] {
                    (void)ProjectStore::create(folder, QStringLiteral("p"), {});
                }).contains(QStringLiteral("is not empty")));
        const auto project = freshFolder();
        (void)ProjectStore::create(project, QStringLiteral("p"), exampleDraft());
        QVERIFY(messageOf([&] {
                    (void)ProjectStore::create(project, QStringLiteral("p"), {});
                }).contains(QStringLiteral("holds a project already")));
    }
};

QTEST_GUILESS_MAIN(TestProjectStore)
#include "tst_projectstore.moc"
