// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/storageerror.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariant>

#include <filesystem>

/// Owning classes over Qt SQL's SQLite driver. Every failed call throws StorageError; destructors never do.
namespace pitlane::sqlite {

/// One connection to one file; used on the thread that made it.
class Connection
{
public:
    enum class Mode {
        ReadWrite, ///< makes the file where it is missing; WAL
        ReadOnly,
        Immutable ///< for folders where not even the WAL index can be written
    };
    Connection(const std::filesystem::path& file, Mode mode);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    void execute(const QString& sql);
    /// First column of the first row.
    [[nodiscard]] QVariant value(const QString& sql);
    [[nodiscard]] int userVersion();
    [[nodiscard]] const std::filesystem::path& file() const { return m_file; }
    [[nodiscard]] QSqlDatabase database() const { return m_database; }

private:
    void close();

    std::filesystem::path m_file;
    QString m_name;
    QSqlDatabase m_database;
};

/// A prepared statement with bound values; releases itself.
class Statement
{
public:
    Statement(Connection& connection, const QString& sql);

    /// Binds the next `?`.
    Statement& bind(const QVariant& value);
    Statement& bind(const std::string& value) { return bind(QString::fromStdString(value)); }
    void execute();
    [[nodiscard]] bool next();

    [[nodiscard]] QVariant value(int column) const { return m_query.value(column); }
    [[nodiscard]] bool isNull(int column) const { return m_query.value(column).isNull(); }
    [[nodiscard]] std::string text(int column) const { return m_query.value(column).toString().toStdString(); }
    [[nodiscard]] std::int64_t lastInsertId() const { return m_query.lastInsertId().toLongLong(); }

private:
    Connection& m_connection;
    QSqlQuery m_query;
};

/// Rolls back unless commit() was called.
class Transaction
{
public:
    explicit Transaction(Connection& connection);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();
    void commit();

private:
    Connection& m_connection;
    bool m_open = true;
};

/// The error of `connection`'s file as a sentence with the way out, the SQL and the driver's words.
[[noreturn]] void fail(const Connection& connection, const QSqlError& error, const QString& sql);

} // namespace pitlane::sqlite
