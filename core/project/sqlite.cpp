// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/sqlite.h"

#include <QSqlError>
#include <QUrl>

#include <atomic>

namespace pitlane::sqlite {

namespace {

/// Primary result codes of SQLite, sqlite.org/rescode.html.
enum ResultCode {
    Busy = 5,
    Locked = 6,
    ReadOnlyFile = 8,
    InputOutput = 10,
    Corrupt = 11,
    Full = 13,
    CannotOpen = 14,
    NotADatabase = 26
};

constexpr int busyTimeoutMs = 5000;

struct Explanation
{
    StorageError::Kind kind;
    const char* sentence; ///< follows the file's name
};

Explanation explain(int resultCode)
{
    using Kind = StorageError::Kind;
    switch (resultCode & 0xff) {
    case Busy:
    case Locked:
        return {Kind::Locked, "is locked by another program. Close the program that holds it, then try again."};
    case ReadOnlyFile:
        return {Kind::ReadOnly,
                "cannot be written. Give yourself write permission for the folder, or copy the project elsewhere."};
    case Corrupt:
    case NotADatabase:
        return {Kind::Damaged, "is damaged or not a Pitlane project. Put back a copy of it; finished networks are safe "
                               "in the folders runs and warmups beside it."};
    case Full:
    case InputOutput:
        return {Kind::DiskFull, "could not be written, probably because the disk is full. Free some space and try "
                                "again; what was stored before is unchanged."};
    case CannotOpen:
        return {Kind::CannotOpen, "cannot be opened. Check that the file exists and that you may read and write it and "
                                  "its folder."};
    default:
        return {Kind::Other, "could not be read or written."};
    }
}

} // namespace

void fail(const Connection& connection, const QSqlError& error, const QString& sql)
{
    const auto explanation = explain(error.nativeErrorCode().toInt());
    auto words = error.driverText();
    if (!error.databaseText().isEmpty())
        words += QStringLiteral(": ") + error.databaseText();
    throw StorageError(explanation.kind, "The project file " + connection.file().string() + " " + explanation.sentence +
                                             " [" + sql.simplified().toStdString() + ": " + words.toStdString() + "]");
}

Connection::Connection(const std::filesystem::path& file, Mode mode) : m_file(file)
{
    static std::atomic<int> counter = 0;
    m_name = QStringLiteral("pitlane-project-%1").arg(++counter);
    m_database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
    const auto path = QString::fromStdString(file.string());
    auto options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(busyTimeoutMs);
    if (mode == Mode::ReadOnly)
        options += QStringLiteral(";QSQLITE_OPEN_READONLY");
    if (mode == Mode::Immutable) {
        options += QStringLiteral(";QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI");
        m_database.setDatabaseName(QString::fromUtf8(QUrl::fromLocalFile(path).toEncoded()) +
                                   QStringLiteral("?immutable=1"));
    } else {
        m_database.setDatabaseName(path);
    }
    m_database.setConnectOptions(options);
    try {
        if (!m_database.open())
            fail(*this, m_database.lastError(), QStringLiteral("open"));
        if (mode == Mode::ReadWrite) {
            execute(QStringLiteral("PRAGMA journal_mode = WAL"));
            execute(QStringLiteral("PRAGMA synchronous = NORMAL"));
        }
        execute(QStringLiteral("PRAGMA foreign_keys = ON"));
    } catch (...) {
        close();
        throw;
    }
}

Connection::~Connection()
{
    close();
}

void Connection::close()
{
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_name);
}

void Connection::execute(const QString& sql)
{
    QSqlQuery query(m_database);
    if (!query.exec(sql))
        fail(*this, query.lastError(), sql);
}

QVariant Connection::value(const QString& sql)
{
    Statement statement(*this, sql);
    statement.execute();
    return statement.next() ? statement.value(0) : QVariant();
}

int Connection::userVersion()
{
    return value(QStringLiteral("PRAGMA user_version")).toInt();
}

Statement::Statement(Connection& connection, const QString& sql)
    : m_connection(connection), m_query(connection.database())
{
    m_query.setForwardOnly(true);
    if (!m_query.prepare(sql))
        fail(m_connection, m_query.lastError(), sql);
}

Statement& Statement::bind(const QVariant& value)
{
    m_query.addBindValue(value);
    return *this;
}

void Statement::execute()
{
    if (!m_query.exec())
        fail(m_connection, m_query.lastError(), m_query.lastQuery());
}

bool Statement::next()
{
    if (m_query.next())
        return true;
    if (m_query.lastError().isValid())
        fail(m_connection, m_query.lastError(), m_query.lastQuery());
    return false;
}

Transaction::Transaction(Connection& connection) : m_connection(connection)
{
    m_connection.execute(QStringLiteral("BEGIN IMMEDIATE"));
}

Transaction::~Transaction()
{
    if (!m_open)
        return;
    QSqlQuery query(m_connection.database());
    query.exec(QStringLiteral("ROLLBACK"));
}

void Transaction::commit()
{
    m_connection.execute(QStringLiteral("COMMIT"));
    m_open = false;
}

} // namespace pitlane::sqlite
