// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/projectstore.h"

#include "core/base/jsonreader.h"
#include "core/project/migrations.h"
#include "core/project/pointrows.h"
#include "core/project/sqlite.h"

#include <QDateTime>

#include <algorithm>
#include <unistd.h>

namespace pitlane {

namespace fs = std::filesystem;
using sqlite::Connection;
using sqlite::Statement;

namespace {

QVariant number(std::int64_t value)
{
    return QVariant::fromValue<qlonglong>(value);
}

/// Phases in the order of a run, as stored.
int rank(Phase phase)
{
    return static_cast<int>(phase);
}

QVariant textValue(const std::string& text)
{
    return QString::fromStdString(text);
}

template <class Event> std::optional<Event> eventFromText(const std::string& text)
{
    const auto event = jobEventFromJsonLine(text);
    if (event && std::holds_alternative<Event>(*event))
        return std::get<Event>(*event);
    return std::nullopt;
}

/// The lock, or why there is none.
std::pair<std::optional<FileLock>, QString> lockProject(const fs::path& folder)
{
    const auto path = folder / projectfile::lock;
    try {
        if (auto lock = FileLock::tryLock(path))
            return {std::move(lock), QString()};
    } catch (const FileError&) {
        return {std::nullopt, QStringLiteral("nobody: the folder cannot be written")};
    }
    const auto holder = FileLock::holder(path);
    return {std::nullopt, holder ? QString::fromStdString(holder->text())
                                 : QStringLiteral("another process that did not say its name")};
}

void requireEmptyFolder(const fs::path& folder)
{
    std::error_code error;
    if (!fs::exists(folder, error))
        return;
    if (!fs::is_directory(folder, error))
        throw StorageError("Cannot make a project in " + folder.string() +
                           ": a file has that name. Choose another one.");
    if (fs::exists(folder / projectfile::database, error))
        throw StorageError("The folder " + folder.string() +
                           " holds a project already. Open it, or choose another folder.");
    const fs::directory_iterator content(folder, error);
    if (error)
        throw StorageError(StorageError::Kind::CannotOpen,
                           "Cannot look into the folder " + folder.string() + ": " + error.message() + ".");
    if (content != fs::directory_iterator())
        throw StorageError("The folder " + folder.string() +
                           " is not empty. Choose a new or an empty folder for the project.");
}

/// Opens for reading without the right to write the WAL index, where even that is forbidden.
std::unique_ptr<Connection> connectReadOnly(const fs::path& database)
{
    auto mode = Connection::Mode::ReadOnly;
    if (::access(database.parent_path().c_str(), W_OK) != 0 && !fs::exists(database.string() + "-wal"))
        mode = Connection::Mode::Immutable;
    return std::make_unique<Connection>(database, mode);
}

} // namespace

ProjectStore::ProjectStore(fs::path folder, std::optional<FileLock> lock, QString writer)
    : m_folder(std::move(folder)), m_lock(std::move(lock)), m_writer(std::move(writer))
{
}

ProjectStore::~ProjectStore() = default;

std::unique_ptr<ProjectStore> ProjectStore::create(const fs::path& folder, const QString& name, const Draft& draft)
{
    requireEmptyFolder(folder);
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        throw StorageError(StorageError::Kind::ReadOnly,
                           "Cannot make the folder " + folder.string() + ": " + error.message() + ".");
    const auto absolute = fs::canonical(folder);
    auto [lock, writer] = lockProject(absolute);
    if (!lock)
        throw StorageError(StorageError::Kind::ReadOnly, "Cannot make a project in " + folder.string() +
                                                             ": it is held by " + writer.toStdString() + ".");
    std::unique_ptr<ProjectStore> store(new ProjectStore(absolute, std::move(lock), {}));
    store->m_connection = std::make_unique<Connection>(absolute / projectfile::database, Connection::Mode::ReadWrite);
    sqlite::migrate(*store->m_connection);
    Statement insert(*store->m_connection,
                     QStringLiteral("INSERT INTO project (id, name, created, draft) VALUES (1, ?, ?, ?)"));
    insert.bind(name).bind(QDateTime::currentDateTimeUtc().toString(Qt::ISODate)).bind(toJson(draft).dump()).execute();
    return store;
}

std::unique_ptr<ProjectStore> ProjectStore::open(const fs::path& folder)
{
    std::error_code error;
    if (!fs::exists(folder / projectfile::database, error))
        throw StorageError(StorageError::Kind::CannotOpen,
                           "There is no project in " + folder.string() + ": it has no file " + projectfile::database +
                               ". Choose a project folder, or make one with: pitlane-cli new " + folder.string());
    const auto absolute = fs::canonical(folder);
    const auto database = absolute / projectfile::database;
    auto [lock, writer] = lockProject(absolute);
    if (lock && ::access(database.c_str(), W_OK) != 0) {
        lock.reset();
        writer = QStringLiteral("nobody: the file %1 cannot be written").arg(QString::fromUtf8(projectfile::database));
    }
    std::unique_ptr<ProjectStore> store(new ProjectStore(absolute, std::move(lock), writer));
    if (store->isReadOnly()) {
        store->m_connection = connectReadOnly(database);
        sqlite::requireReadableSchema(*store->m_connection);
        if (store->m_connection->userVersion() < sqlite::schemaVersion)
            throw StorageError(StorageError::Kind::ReadOnly,
                               "The project file " + database.string() +
                                   " was made by an older Pitlane and must be "
                                   "brought up to date, but it can only be read (writer: " +
                                   writer.toStdString() +
                                   "). Copy the project to a folder that you can write, and open the copy.");
    } else {
        store->m_connection = std::make_unique<Connection>(database, Connection::Mode::ReadWrite);
        sqlite::migrate(*store->m_connection);
    }
    if (store->m_connection->value(QStringLiteral("SELECT count(*) FROM project")).toInt() != 1)
        throw StorageError(StorageError::Kind::Damaged, "The project file " + database.string() +
                                                            " holds no project: making it was interrupted. "
                                                            "Delete the folder and make the project again.");
    return store;
}

void ProjectStore::requireWritable() const
{
    if (isReadOnly())
        throw StorageError(StorageError::Kind::ReadOnly, "The project " + m_folder.string() +
                                                             " is open read-only. It is written by " +
                                                             m_writer.toStdString() + ".");
}

std::int64_t ProjectStore::dataVersion()
{
    return m_connection->value(QStringLiteral("PRAGMA data_version")).toLongLong();
}

void ProjectStore::inTransaction(const std::function<void()>& work)
{
    requireWritable();
    sqlite::Transaction transaction(*m_connection);
    work();
    transaction.commit();
}

QString ProjectStore::name()
{
    return m_connection->value(QStringLiteral("SELECT name FROM project")).toString();
}

Draft ProjectStore::draft()
{
    const auto source = (m_folder / projectfile::database).string() + ": draft";
    const auto text = m_connection->value(QStringLiteral("SELECT draft FROM project")).toString().toStdString();
    return draftFromJson(parseJson(text, source), source);
}

void ProjectStore::saveDraft(const Draft& draft)
{
    requireWritable();
    Statement(*m_connection, QStringLiteral("UPDATE project SET draft = ?")).bind(toJson(draft).dump()).execute();
}

std::vector<Decision> ProjectStore::decisions()
{
    Statement select(*m_connection, QStringLiteral("SELECT key, note, decided FROM decisions ORDER BY decided, key"));
    select.execute();
    std::vector<Decision> decisions;
    while (select.next())
        decisions.push_back({.key = select.value(0).toString(),
                             .note = select.value(1).toString(),
                             .decidedAt = select.value(2).toString()});
    return decisions;
}

void ProjectStore::saveDecision(const Decision& decision)
{
    requireWritable();
    Statement(*m_connection, QStringLiteral("INSERT OR REPLACE INTO decisions (key, note, decided) VALUES (?, ?, ?)"))
        .bind(decision.key)
        .bind(decision.note)
        .bind(decision.decidedAt)
        .execute();
}

void ProjectStore::removeDecision(const QString& key)
{
    requireWritable();
    Statement(*m_connection, QStringLiteral("DELETE FROM decisions WHERE key = ?")).bind(key).execute();
}

Sweep ProjectStore::addSweep(const SearchConfig& config, const QString& createdAt)
{
    requireWritable();
    Sweep sweep{.number = 1 + m_connection->value(QStringLiteral("SELECT max(number) FROM sweeps")).toInt(),
                .createdAt = createdAt,
                .config = config};
    Statement insert(*m_connection, QStringLiteral("INSERT INTO sweeps (number, created, config) VALUES (?, ?, ?)"));
    insert.bind(sweep.number).bind(createdAt).bind(toJson(config).dump()).execute();
    sweep.id.value = insert.lastInsertId();
    return sweep;
}

std::vector<Sweep> ProjectStore::sweeps()
{
    Statement select(*m_connection, QStringLiteral("SELECT id, number, created, config FROM sweeps ORDER BY number"));
    select.execute();
    std::vector<Sweep> sweeps;
    while (select.next()) {
        const auto source = (m_folder / projectfile::database).string() + ": search " + select.text(1);
        sweeps.push_back({.id = {select.value(0).toLongLong()},
                          .number = select.value(1).toInt(),
                          .createdAt = select.value(2).toString(),
                          .config = searchConfigFromJson(parseJson(select.text(3), source), source)});
    }
    return sweeps;
}

PointId ProjectStore::addPoint(const SearchPoint& point, const std::string& referenceKey)
{
    requireWritable();
    return sqlite::insertPoint(*m_connection, point, referenceKey);
}

void ProjectStore::linkReference(SweepId sweep, PointId point)
{
    requireWritable();
    Statement(*m_connection, QStringLiteral("INSERT OR IGNORE INTO sweep_references (sweep, point) VALUES (?, ?)"))
        .bind(number(sweep.value))
        .bind(number(point.value))
        .execute();
}

void ProjectStore::savePoint(const SearchPoint& point)
{
    requireWritable();
    sqlite::updatePoint(*m_connection, point);
}

std::vector<SearchPoint> ProjectStore::points()
{
    return sqlite::selectPoints(*m_connection);
}

std::vector<PointId> ProjectStore::linkedReferences(SweepId sweep)
{
    Statement select(*m_connection,
                     QStringLiteral("SELECT point FROM sweep_references WHERE sweep = ? ORDER BY point"));
    select.bind(number(sweep.value)).execute();
    std::vector<PointId> points;
    while (select.next())
        points.push_back({select.value(0).toLongLong()});
    return points;
}

std::optional<PointId> ProjectStore::referenceWithKey(const std::string& referenceKey)
{
    Statement select(*m_connection,
                     QStringLiteral("SELECT id FROM points WHERE reference_key = ? ORDER BY id LIMIT 1"));
    select.bind(referenceKey).execute();
    if (!select.next())
        return std::nullopt;
    return PointId{select.value(0).toLongLong()};
}

void ProjectStore::saveEpoch(PointId point, const EpochEvent& epoch)
{
    requireWritable();
    Statement(*m_connection, QStringLiteral("INSERT INTO epochs (point, phase, epoch, event) VALUES (?, ?, ?, ?) "
                                            "ON CONFLICT (point, phase, epoch) DO UPDATE SET event = excluded.event"))
        .bind(number(point.value))
        .bind(rank(epoch.phase))
        .bind(epoch.epoch)
        .bind(toJsonLine(epoch))
        .execute();
}

void ProjectStore::saveMasks(PointId point, const MasksEvent& masks)
{
    requireWritable();
    Statement(*m_connection, QStringLiteral("INSERT INTO epochs (point, phase, epoch, masks) VALUES (?, ?, ?, ?) "
                                            "ON CONFLICT (point, phase, epoch) DO UPDATE SET masks = excluded.masks"))
        .bind(number(point.value))
        .bind(rank(Phase::Search))
        .bind(masks.epoch)
        .bind(textValue(toJsonLine(masks)))
        .execute();
}

void ProjectStore::dropEpochsAfter(PointId point, Phase phase, int epoch)
{
    requireWritable();
    Statement(*m_connection, QStringLiteral("DELETE FROM epochs WHERE point = ? AND (phase, epoch) > (?, ?)"))
        .bind(number(point.value))
        .bind(rank(phase))
        .bind(epoch)
        .execute();
}

std::vector<EpochRecord> ProjectStore::history(PointId point)
{
    Statement select(*m_connection, QStringLiteral("SELECT event, masks FROM epochs WHERE point = ? AND event IS NOT "
                                                   "NULL ORDER BY phase, epoch"));
    select.bind(number(point.value)).execute();
    std::vector<EpochRecord> records;
    while (select.next()) {
        const auto epoch = eventFromText<EpochEvent>(select.text(0));
        if (!epoch)
            continue;
        EpochRecord record{.epoch = *epoch};
        if (!select.isNull(1))
            record.masks = eventFromText<MasksEvent>(select.text(1));
        records.push_back(std::move(record));
    }
    return records;
}

std::int64_t ProjectStore::epochCount(PointId point)
{
    Statement select(*m_connection,
                     QStringLiteral("SELECT count(*) FROM epochs WHERE point = ? AND event IS NOT NULL"));
    select.bind(number(point.value)).execute();
    return select.next() ? select.value(0).toLongLong() : 0;
}

void ProjectStore::openTest(PointId point, const QString& openedAt, bool refit)
{
    requireWritable();
    Statement(*m_connection, QStringLiteral("INSERT INTO test_openings (point, opened, refit) VALUES (?, ?, ?)"))
        .bind(number(point.value))
        .bind(openedAt)
        .bind(refit ? 1 : 0)
        .execute();
}

void ProjectStore::saveTestResult(const TestResult& result)
{
    requireWritable();
    Statement(*m_connection, QStringLiteral("UPDATE test_openings SET score = ?, loss = ?, rows = ?, measure = ?, "
                                            "unit = ? WHERE id = "
                                            "(SELECT max(id) FROM test_openings WHERE point = ? AND refit = ?)"))
        .bind(result.quality.score)
        .bind(result.quality.loss)
        .bind(number(result.quality.rows))
        .bind(std::string(idOf(result.quality.measure)))
        .bind(result.quality.unit)
        .bind(number(result.point.value))
        .bind(result.refit ? 1 : 0)
        .execute();
}

std::vector<TestOpening> ProjectStore::testLog()
{
    Statement select(*m_connection,
                     QStringLiteral("SELECT point, opened, score, loss, rows, measure, unit, refit FROM test_openings "
                                    "ORDER BY id"));
    select.execute();
    std::vector<TestOpening> log;
    while (select.next()) {
        TestOpening opening{.point = {select.value(0).toLongLong()},
                            .openedAt = select.value(1).toString(),
                            .refit = select.value(7).toInt() != 0};
        if (!select.isNull(2))
            opening.quality = Quality{.score = select.value(2).toDouble(),
                                      .loss = select.value(3).toDouble(),
                                      .rows = select.value(4).toLongLong(),
                                      .measure = measureFromId(select.text(5)),
                                      .unit = select.text(6)};
        log.push_back(std::move(opening));
    }
    return log;
}

std::vector<TestResult> ProjectStore::testResults()
{
    std::vector<TestResult> results;
    for (const auto& opening : testLog()) {
        if (!opening.quality)
            continue;
        std::erase_if(results, [&](const TestResult& other) {
            return other.point == opening.point && other.refit == opening.refit;
        });
        results.push_back({.point = opening.point,
                           .quality = *opening.quality,
                           .openedAt = opening.openedAt.toStdString(),
                           .refit = opening.refit});
    }
    return results;
}

} // namespace pitlane
