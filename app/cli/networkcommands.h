// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace CLI {
class App;
}

/// `pitlane-cli network ...`: networks between files, other programs and projects.
namespace pitlane::cli {

struct NetworkArguments
{
    std::string source;    ///< network file, or project folder
    std::string point;     ///< of a project
    int search = 0;        ///< its number; 0: the last one
    std::string pitConfig; ///< empty: none
    double expansion = 1;
    std::string out; ///< empty: nothing is written
};

/// Prints the layers with their parameters and MACs; writes the network, with its weights where there are any.
int importNetwork(const NetworkArguments& arguments);
/// Writes a network with its weights as ONNX.
int exportNetwork(const NetworkArguments& arguments);
/// Makes a seed out of a hand-tuned network.
int makeSeed(const NetworkArguments& arguments);

/// Adds the subcommands to the program; they read into `arguments` and set `result`.
void addNetworkCommands(CLI::App& app, NetworkArguments& arguments, int& result);

} // namespace pitlane::cli
