// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/seeds.h"
#include "core/project/migrations.h"
#include "core/project/projectstore.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

using namespace pitlane;
namespace fs = std::filesystem;

namespace {

/// A project as schema 1 wrote it: no test openings.
const char* const version1[] = {
    "CREATE TABLE project (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL, created TEXT NOT NULL, draft "
    "TEXT "
    "NOT NULL)",
    "CREATE TABLE decisions (key TEXT PRIMARY KEY, note TEXT NOT NULL, decided TEXT NOT NULL)",
    "CREATE TABLE sweeps (id INTEGER PRIMARY KEY AUTOINCREMENT, number INTEGER NOT NULL UNIQUE, created TEXT NOT NULL, "
    "config TEXT NOT NULL)",
    "CREATE TABLE points (id INTEGER PRIMARY KEY AUTOINCREMENT, sweep INTEGER NOT NULL REFERENCES sweeps (id) ON "
    "DELETE "
    "CASCADE, role TEXT NOT NULL, number INTEGER NOT NULL, lambda REAL NOT NULL, seed_number TEXT NOT NULL, status "
    "TEXT "
    "NOT NULL, phase TEXT NOT NULL, epoch INTEGER NOT NULL, epochs INTEGER NOT NULL, parameters INTEGER NOT NULL, macs "
    "INTEGER NOT NULL, accuracy REAL, loss REAL, rows INTEGER, layers TEXT NOT NULL, seconds REAL NOT NULL, "
    "stopped_early INTEGER NOT NULL, message TEXT NOT NULL, run_folder TEXT NOT NULL, reference_key TEXT NOT NULL)",
    "CREATE TABLE sweep_references (sweep INTEGER NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE, point INTEGER NOT "
    "NULL REFERENCES points (id) ON DELETE CASCADE, PRIMARY KEY (sweep, point)) WITHOUT ROWID",
    "CREATE TABLE epochs (point INTEGER NOT NULL REFERENCES points (id) ON DELETE CASCADE, phase INTEGER NOT NULL, "
    "epoch "
    "INTEGER NOT NULL, event TEXT, masks TEXT, PRIMARY KEY (point, phase, epoch)) WITHOUT ROWID",
    "CREATE INDEX points_of_sweep ON points (sweep)",
    "INSERT INTO decisions VALUES ('leak.no-subject-id', 'one subject', '2026-01-01T00:00:00Z')",
    "INSERT INTO points VALUES (4, 1, 'found', 3, 5e-05, '7', 'done', 'fine-tune', 50, 50, 1912, 56800, 0.938, 0.21, "
    "100, '[{\"name\":\"b0.conv0\",\"C_out\":4,\"F\":5,\"d\":2,\"K\":3,\"removed\":false}]', 61.5, 0, '', 'runs/1/3', "
    "'')",
    "PRAGMA user_version = 1",
};

/// What schema 2 added: the test openings, one of them finished.
const char* const version2[] = {
    "CREATE TABLE test_openings (id INTEGER PRIMARY KEY AUTOINCREMENT, point INTEGER NOT NULL REFERENCES points (id) "
    "ON DELETE CASCADE, opened TEXT NOT NULL, accuracy REAL, loss REAL, rows INTEGER)",
    "INSERT INTO points VALUES (5, 1, 'found', 4, 1e-04, '7', 'queued', 'warm-up', 0, 50, 0, 0, NULL, NULL, NULL, "
    "'[]', 0, 0, '', 'runs/1/4', '')",
    "INSERT INTO epochs VALUES (4, 1, 1, '{\"type\":\"epoch\",\"phase\":\"search\",\"epoch\":1,\"epochs\":30,"
    "\"validation\":{\"accuracy\":0.9,\"loss\":0.25,\"rows\":100}}', NULL)",
    "INSERT INTO test_openings VALUES (1, 4, '2026-02-01T00:00:00Z', 0.931, 0.24, 4500)",
    "INSERT INTO test_openings VALUES (2, 4, '2026-02-02T00:00:00Z', NULL, NULL, NULL)",
    "PRAGMA user_version = 2",
};

void writeVersion1(const fs::path& folder)
{
    fs::create_directories(folder);
    sqlite::Connection connection(folder / projectfile::database, sqlite::Connection::Mode::ReadWrite);
    connection.execute(QStringLiteral("PRAGMA foreign_keys = OFF"));
    for (const auto* sql : version1)
        connection.execute(QString::fromUtf8(sql));
    Draft draft;
    draft.config.seed = ecgtcn().seed;
    sqlite::Statement(connection, QStringLiteral("INSERT INTO project VALUES (1, 'old', '2026', ?)"))
        .bind(toJson(draft).dump())
        .execute();
    sqlite::Statement(connection, QStringLiteral("INSERT INTO sweeps VALUES (1, 1, '2026', ?)"))
        .bind(toJson(draft.config).dump())
        .execute();
}

void writeVersion2(const fs::path& folder)
{
    writeVersion1(folder);
    sqlite::Connection connection(folder / projectfile::database, sqlite::Connection::Mode::ReadWrite);
    connection.execute(QStringLiteral("PRAGMA foreign_keys = OFF"));
    for (const auto* sql : version2)
        connection.execute(QString::fromUtf8(sql));
}

QStringList tables(sqlite::Connection& connection)
{
    sqlite::Statement select(connection,
                             QStringLiteral("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"));
    select.execute();
    QStringList names;
    while (select.next())
        names << select.value(0).toString().simplified();
    return names;
}

} // namespace

class TestMigrations : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_dir;
    [[nodiscard]] fs::path folder(const char* name) const { return fs::path(m_dir.path().toStdString()) / name; }

private Q_SLOTS:
    void version1ComesForward()
    {
        writeVersion1(folder("old"));
        auto store = ProjectStore::open(folder("old"));
        QCOMPARE(store->name(), QStringLiteral("old"));
        QCOMPARE(store->decisions().front().note, QStringLiteral("one subject"));
        const auto points = store->points();
        QCOMPARE(points.size(), 1U);
        QCOMPARE(points.front().parameters, 1912);
        QCOMPARE(points.front().layers.front().d, 2);
        QVERIFY(store->testLog().empty());
        store->openTest(points.front().id, QStringLiteral("2026-02-02T00:00:00Z"));
        QCOMPARE(store->testLog().size(), 1U);
    }

    void version2KeepsItsFigures()
    {
        writeVersion2(folder("figures"));
        auto store = ProjectStore::open(folder("figures"));
        const auto points = store->points();
        QCOMPARE(points.size(), 2U);
        QVERIFY((points[0].validation == Quality{.score = 0.938, .loss = 0.21, .rows = 100}));
        QVERIFY(!points[1].validation);
        const auto epochs = store->history(points[0].id);
        QCOMPARE(epochs.size(), 1U);
        QVERIFY((epochs[0].epoch.validation == Quality{.score = 0.9, .loss = 0.25, .rows = 100}));
        const auto log = store->testLog();
        QCOMPARE(log.size(), 2U);
        QVERIFY((log[0].quality == Quality{.score = 0.931, .loss = 0.24, .rows = 4500}));
        QVERIFY(!log[1].quality);

        auto point = points[1];
        point.validation =
            Quality{.score = 5.31, .loss = 4.6, .rows = 80, .measure = QualityMeasure::Mae, .unit = "bpm"};
        store->savePoint(point);
        QVERIFY(store->points()[1].validation == point.validation);
        QVERIFY(store->points()[0].validation == points[0].validation);
    }

    void version3HasNoCopies()
    {
        writeVersion2(folder("copies"));
        auto store = ProjectStore::open(folder("copies"));
        auto point = store->points().front();
        QVERIFY(!point.snapshot);
        point.snapshot = SnapshotOrigin{.copy = 2, .epoch = 11, .budget = 0.75};
        store->savePoint(point);
        QVERIFY(store->points().front() == point);
        point.id = store->addPoint(point);
        QVERIFY(store->points().back() == point || store->points()[1] == point);
    }

    void oldAndFreshFilesEndAlike()
    {
        writeVersion1(folder("again"));
        (void)ProjectStore::open(folder("again"));
        (void)ProjectStore::create(folder("fresh"), QStringLiteral("fresh"), {});
        sqlite::Connection old(folder("again") / projectfile::database, sqlite::Connection::Mode::ReadOnly);
        sqlite::Connection fresh(folder("fresh") / projectfile::database, sqlite::Connection::Mode::ReadOnly);
        QCOMPARE(old.userVersion(), sqlite::schemaVersion);
        QCOMPARE(fresh.userVersion(), sqlite::schemaVersion);
        QCOMPARE(tables(old).size(), tables(fresh).size());
        QVERIFY(tables(fresh).join(QLatin1Char('\n')).contains(QStringLiteral("CREATE TABLE test_openings")));
    }

    void newerSchemaIsRefused()
    {
        (void)ProjectStore::create(folder("newer"), QStringLiteral("newer"), {});
        {
            sqlite::Connection connection(folder("newer") / projectfile::database, sqlite::Connection::Mode::ReadWrite);
            connection.execute(QStringLiteral("PRAGMA user_version = 99"));
        }
        try {
            (void)ProjectStore::open(folder("newer"));
            QFAIL("A newer schema was opened.");
        } catch (const StorageError& error) {
            QCOMPARE(error.kind(), StorageError::Kind::NewerSchema);
            const auto message = QString::fromUtf8(error.what());
            QVERIFY2(message.contains(QStringLiteral("schema 99")), error.what());
            QVERIFY2(message.contains(QStringLiteral("project.db")), error.what());
        }
    }

    void oldSchemaReadOnlyIsExplained()
    {
        writeVersion1(folder("held"));
        const auto lock = FileLock::tryLock(folder("held") / projectfile::lock);
        try {
            (void)ProjectStore::open(folder("held"));
            QFAIL("An old schema was opened read-only.");
        } catch (const StorageError& error) {
            QVERIFY2(QString::fromUtf8(error.what()).contains(QStringLiteral("older Pitlane")), error.what());
        }
    }
};

QTEST_GUILESS_MAIN(TestMigrations)
#include "tst_migrations.moc"
