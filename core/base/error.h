// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>

namespace pitlane {

/// Base of everything that core throws. The message is a sentence for the user: the step, the object, the value found,
/// the value expected, and the way out.
class Error : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// A file that cannot be opened, read, written or renamed; the message names it.
class FileError : public Error
{
public:
    using Error::Error;
};

/// JSON that is not well formed or lacks a field; the message names the source and the place ("nodes[3].K").
class JsonError : public Error
{
public:
    using Error::Error;
};

} // namespace pitlane
