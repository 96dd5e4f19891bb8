// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/messagecard.h"
#include "ui/widgets/panel.h"

#include <QWidget>

class QGridLayout;
class QPushButton;
class QVBoxLayout;

namespace pitlane {

class ToneLabel;

/// Everything that the summary says, found by the page.
struct SearchOutlook
{
    int points = 0;
    QString time;                                  ///< "about 3 min"; empty: not known
    QString timeNote;                              ///< "on 2 workers" or why it is not known
    QString reachable;                             ///< "2.3×10¹⁸"
    QString disk;                                  ///< "12.3 MB"
    QString diskNote;                              ///< "at most, 512 GB free"
    std::vector<std::pair<QString, QString>> rows; ///< plain-word rows: name, sentence
    struct Check
    {
        CheckRow::State state;
        QString sentence;
        bool operator==(const Check&) const = default;
    };
    std::vector<Check> checks; ///< an Error stops the launch
    QString command;
    [[nodiscard]] bool canLaunch() const;
    bool operator==(const SearchOutlook&) const = default;
};

/// "What will happen": four numbers, plain words, checks, the command line, and Launch.
class SearchSummary : public Panel
{
    Q_OBJECT
public:
    explicit SearchSummary(QWidget* parent = nullptr);
    void setOutlook(const SearchOutlook& outlook);
    [[nodiscard]] const SearchOutlook& outlook() const { return m_outlook; }

Q_SIGNALS:
    void launchRequested();
    void copied();

private:
    SearchOutlook m_outlook;
    ToneLabel* m_points = nullptr;
    ToneLabel* m_pointsNote = nullptr;
    ToneLabel* m_time = nullptr;
    ToneLabel* m_timeNote = nullptr;
    ToneLabel* m_reachable = nullptr;
    ToneLabel* m_disk = nullptr;
    ToneLabel* m_diskNote = nullptr;
    QVBoxLayout* m_rows = nullptr;
    QVBoxLayout* m_checks = nullptr;
    ToneLabel* m_command = nullptr;
    QPushButton* m_launch = nullptr;
};

} // namespace pitlane
