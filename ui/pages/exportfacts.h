// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/exportpoint.h"

#include <QWidget>

class QGridLayout;
class QVBoxLayout;

namespace pitlane {

class StateGlyph;
class ToneLabel;

/// What a point is on its target: verdict, quality in float and int8, estimates beside what the device has, and what a
/// proof found.
class ExportFacts : public QWidget
{
    Q_OBJECT
public:
    explicit ExportFacts(QWidget* parent = nullptr);

    void showNothing(const QString& sentence);
    void showProblem(const QString& sentence);
    /// `target` as the device that the result is for.
    void showResult(const ExportResult& result, const TargetDevice& target);
    /// The verdict as it is read out.
    [[nodiscard]] QString verdict() const;

private:
    void clear();
    void addFact(const QString& what, const QString& value, const QString& note);
    void addRun(const ProofRun& run);

    StateGlyph* m_glyph;
    ToneLabel* m_verdict;
    ToneLabel* m_note;
    QWidget* m_table;
    QGridLayout* m_facts;
    QWidget* m_runs;
    QVBoxLayout* m_runRows;
};

} // namespace pitlane
