// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

/// `pitlane-cli data ...`: what files hold, what Pitlane makes of them, whether that is fit to train on.
namespace pitlane::cli {

struct DataArguments
{
    std::vector<std::string> paths; ///< one project folder, or data files and folders
    std::string pipeline;           ///< file with pipeline settings that go before what the files suggest; empty: none
    bool json = false;
    int examples = 1; ///< of each class, in the preview
};

/// What is in the files, and the pipeline that they suggest.
int describeData(const DataArguments& arguments);
/// Health check, split and leaks. Failed when something is broken.
int checkData(const DataArguments& arguments);
/// Examples as they go into a network, drawn with characters.
int previewData(const DataArguments& arguments);

} // namespace pitlane::cli
