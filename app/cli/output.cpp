// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

namespace pitlane::cli {

void print(const std::string& line)
{
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
}

void complain(const std::string& sentence)
{
    std::fprintf(stderr, "pitlane-cli: %s\n", sentence.c_str());
}

bool outputIsTerminal()
{
    return ::isatty(STDOUT_FILENO) == 1;
}

std::string count(long long value)
{
    auto digits = std::to_string(value < 0 ? -value : value);
    for (auto place = static_cast<int>(digits.size()) - 3; place > 0; place -= 3)
        digits.insert(static_cast<std::size_t>(place), 1, ' ');
    if (value < 0)
        digits.insert(digits.begin(), '-');
    return digits;
}

std::string measureInSentence(QualityMeasure measure)
{
    std::string title(titleOf(measure));
    title.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(title.front())));
    return title;
}

std::string duration(double seconds)
{
    if (!(seconds >= 0))
        return "-";
    const auto whole = std::llround(seconds);
    char text[32];
    if (whole >= 3600)
        std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60, whole % 60);
    else
        std::snprintf(text, sizeof text, "%lld:%02lld", whole / 60, whole % 60);
    return text;
}

std::string strength(double lambda)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1e", lambda);
    return text;
}

std::string aligned(const std::vector<TableRow>& rows)
{
    std::vector<std::size_t> widths(rows.front().size());
    for (const auto& row : rows)
        for (std::size_t c = 0; c < row.size(); ++c)
            widths[c] = std::max(widths[c], row[c].size());
    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t c = 0; c < row.size(); ++c) {
            const std::string space(widths[c] - row[c].size(), ' ');
            line += (c == 0 ? "" : "  ") + (c == 1 ? row[c] + space : space + row[c]);
        }
        text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return text;
}

ProgressLine::ProgressLine() : m_terminal(outputIsTerminal()) {}

ProgressLine::~ProgressLine()
{
    clear();
}

void ProgressLine::show(const std::string& text)
{
    if (!m_terminal || text == m_shown)
        return;
    winsize window{};
    const auto known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 1;
    m_shown = text;
    std::printf("\r\033[K%s", text.substr(0, known ? window.ws_col - 1U : 79U).c_str());
    std::fflush(stdout);
}

void ProgressLine::printAbove(const std::string& line)
{
    const auto below = m_shown;
    clear();
    print(line);
    if (!below.empty())
        show(below);
}

void ProgressLine::clear()
{
    if (m_terminal && !m_shown.empty()) {
        std::printf("\r\033[K");
        std::fflush(stdout);
    }
    m_shown.clear();
}

} // namespace pitlane::cli
