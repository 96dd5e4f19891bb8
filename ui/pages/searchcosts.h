// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/projectsession.h"

#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace pitlane {

class Choice;
class NumberField;

/// The costs of a search, one block each: what it is, on which target, at most how much, and how strongly it pulls
/// beside the first. Edits one cost at a time and leaves the others as they are.
class SearchCosts : public QWidget
{
    Q_OBJECT
public:
    explicit SearchCosts(QWidget* parent = nullptr);
    void setDraft(const Draft& draft);
    void setEditable(bool editable);

Q_SIGNALS:
    void edited(const pitlane::Draft& draft, const QString& what, const QString& mergeKey);
    void refused(const QString& sentence);

private:
    struct Block
    {
        QWidget* box = nullptr;
        Choice* kind = nullptr;
        Choice* target = nullptr;
        NumberField* limit = nullptr;
        QLabel* unit = nullptr;
        QWidget* weightBox = nullptr;
        NumberField* weight = nullptr;
        QToolButton* remove = nullptr;
    };

    void addBlock();
    void show(std::size_t index, const std::vector<CostTerm>& terms);
    void chooseKind(std::size_t index, CostKind kind);
    void chooseTarget(std::size_t index, const QString& id);
    void addTerm();
    [[nodiscard]] std::vector<CostTerm> terms() const { return costTerms(m_draft.config); }
    /// Stores `terms`; strengths that still are the default of the old first cost become that of the new one.
    void store(std::vector<CostTerm> terms, const QString& what);

    Draft m_draft;
    std::vector<TargetDevice> m_targets;
    std::vector<Block> m_blocks;
    QVBoxLayout* m_column = nullptr;
    QPushButton* m_add = nullptr;
};

} // namespace pitlane
