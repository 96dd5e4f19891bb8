// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "core/data/progress.h"

namespace pitlane::cli {

/// Shows how far a long read has come, with the time left, and ends it at Ctrl-C: the read then throws ReadCancelled.
class ReadProgress
{
public:
    ReadProgress();
    ~ReadProgress();
    ReadProgress(const ReadProgress&) = delete;
    ReadProgress& operator=(const ReadProgress&) = delete;
    [[nodiscard]] const Progress& progress() const { return m_progress; }

private:
    void show(double share, std::string_view step);

    Progress m_progress;
    ProgressLine m_line;
    double m_begin = 0;
    double m_shown = 0;
};

} // namespace pitlane::cli
