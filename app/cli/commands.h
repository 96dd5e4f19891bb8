// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <map>
#include <string>
#include <vector>

/// What each subcommand does. All return an exit code and throw Error with a sentence.
namespace pitlane::cli {

/// Wrong arguments: exit code 2.
class UsageError : public Error
{
public:
    using Error::Error;
};

struct NewOptions
{
    std::string folder;
    std::string name;
    std::string train;
    std::string test;
    bool demo = false;
};
int newProject(const NewOptions& options);

int describeData(const std::string& project, bool json);

struct SweepArguments
{
    std::string project;
    std::map<std::string, std::string> settings; ///< by flag, as SweepOption::write takes them
    bool json = false;
};
int sweep(const SweepArguments& arguments);

/// number 0: all that can be resumed.
int resume(const std::string& project, int number, int sweepNumber, bool json);
int show(const std::string& project, int sweepNumber, bool json);
int test(const std::string& project, const std::string& point, int sweepNumber, bool json);
/// empty `out`: standard output.
int exportCsv(const std::string& project, const std::string& out);

} // namespace pitlane::cli
