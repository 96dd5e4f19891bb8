// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/readprogress.h"

#include <atomic>
#include <chrono>
#include <cmath>
#include <csignal>

namespace pitlane::cli {

namespace {

volatile std::sig_atomic_t interrupted = 0;

void onSignal(int)
{
    interrupted = 1;
}

double seconds()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace

ReadProgress::ReadProgress() : m_begin(seconds())
{
    interrupted = 0;
    std::signal(SIGINT, onSignal);
    m_progress.tell = [this](double share, std::string_view step) { show(share, step); };
}

ReadProgress::~ReadProgress()
{
    std::signal(SIGINT, SIG_DFL);
}

void ReadProgress::show(double share, std::string_view step)
{
    if (interrupted != 0)
        throw ReadCancelled("Interrupted: the data were not read to the end, nothing was changed.");
    const auto now = seconds();
    if (now - m_begin < 1 || now - m_shown < 0.2) // a short read needs no line
        return;
    m_shown = now;
    auto text = std::string(step) + " " + std::to_string(static_cast<int>(std::lround(share * 100))) + " %";
    if (share > 0.02)
        text += ", " + duration((now - m_begin) * (1 - share) / share) + " left";
    m_line.show(text);
}

} // namespace pitlane::cli
