// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/study/searchpoint.h"

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace pitlane {

class StateGlyph;

/// Why a point failed or was interrupted, what is safe, and what to do: replaces Layers and Training on Explore while
/// such a point is selected.
class FailureReport : public QWidget
{
    Q_OBJECT
public:
    explicit FailureReport(QWidget* parent = nullptr);

    /// `others`: points that keep running; `workers`: at work now, as chosen; `folder`: the run folder.
    struct Facts
    {
        SearchPoint point;
        int others = 0;
        int workers = 1;
        bool readOnly = false;
        QString folder;
        QStringList log;
        bool operator==(const Facts&) const = default;
    };
    void show(const Facts& facts);
    [[nodiscard]] PointId point() const { return m_facts.point.id; }
    /// The whole report as plain text.
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void resumeRequested(pitlane::PointId point);
    void workersRequested(int workers);

private:
    void showWholeLog();

    Facts m_facts;
    StateGlyph* m_glyph = nullptr;
    QLabel* m_headline = nullptr;
    QLabel* m_details = nullptr;
    QLabel* m_resumeTitle = nullptr;
    QLabel* m_resumeNote = nullptr;
    QPushButton* m_resume = nullptr;
    QWidget* m_fewerRow = nullptr;
    QLabel* m_fewerNote = nullptr;
    QPushButton* m_fewer = nullptr;
    QLabel* m_logNote = nullptr;
    QPlainTextEdit* m_log = nullptr;
    QPushButton* m_folder = nullptr;
};

} // namespace pitlane
