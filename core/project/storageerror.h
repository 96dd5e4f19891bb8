// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

namespace pitlane {

/// A project that cannot be made, opened, read or written: a sentence naming the file and the way out, then the SQL and
/// the driver's words in brackets.
class StorageError : public Error
{
public:
    enum class Kind { Other, Locked, Damaged, NewerSchema, ReadOnly, DiskFull, CannotOpen };
    StorageError(Kind kind, const std::string& message) : Error(message), m_kind(kind) {}
    explicit StorageError(const std::string& message) : StorageError(Kind::Other, message) {}
    [[nodiscard]] Kind kind() const { return m_kind; }

private:
    Kind m_kind;
};

} // namespace pitlane
