// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/pipeline.h"

#include <QWidget>

#include <functional>

namespace pitlane {

class CheckListButton;
class Choice;
class NumberField;
class SourceReading;
class SplitBar;
class ToneLabel;

/// How the train part is dealt: the kind of split that the data allow, its numbers, the seed number, the parts as a bar
/// and what to know about them. Serves the Data page and the last step of the import wizard.
class SplitEditor : public QWidget
{
    Q_OBJECT
public:
    explicit SplitEditor(QWidget* parent = nullptr);
    void setReading(const SourceReading& reading, std::uint64_t seedNumber);

Q_SIGNALS:
    void edited(const pitlane::SplitRule& rule, const QString& what);
    void seedNumberEdited(double seedNumber);
    void refused(const QString& sentence);

private:
    void fillKinds(const SourceReading& reading);
    void fillNames(const SourceReading& reading);
    void fillBar(const SourceReading& reading);
    void change(const QString& what, const std::function<void(SplitRule&)>& edit);
    [[nodiscard]] QWidget* makeLine(const QString& name, QWidget* field, const QString& unit = {});

    SplitRule m_rule;
    Choice* m_kind = nullptr;
    NumberField* m_seedNumber = nullptr;
    NumberField* m_fraction = nullptr;
    QWidget* m_fractionLine = nullptr;
    NumberField* m_folds = nullptr;
    QWidget* m_foldsLine = nullptr;
    Choice* m_turn = nullptr;
    QWidget* m_turnLine = nullptr;
    CheckListButton* m_test = nullptr;
    QWidget* m_testLine = nullptr;
    CheckListButton* m_validation = nullptr;
    QWidget* m_validationLine = nullptr;
    QStringList m_names; ///< of subjects, or repetition numbers
    SplitBar* m_bar = nullptr;
    ToneLabel* m_note = nullptr;
};

/// How many folds the rule deals, and so which of them can be shown; 1: the rule knows none.
[[nodiscard]] int foldsOf(const SplitRule& rule);
/// Subjects of a source, those of the test part included, as far as they are known.
[[nodiscard]] QStringList subjectNames(const SourceReading& reading);

} // namespace pitlane
