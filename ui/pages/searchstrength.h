// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/projectsession.h"
#include "ui/widgets/panel.h"

namespace pitlane {

struct FoundSize;
class LambdaEditor;
class NumberField;
class ToneLabel;

/// Strength panel of the Search page: fields and drawing edit the same strengths.
class SearchStrength : public Panel
{
    Q_OBJECT
public:
    explicit SearchStrength(QWidget* parent = nullptr);
    void setDraft(const Draft& draft);
    /// Networks of earlier searches with this seed and this cost term.
    void setFound(const std::vector<FoundSize>& found);
    void setEditable(bool editable);
    /// A range that was found: its words stay as long as the strengths are those.
    void setSuggested(const LambdaRange& range);
    /// The seed is being trained for its loss; epochs 0: it is not.
    void setProbing(bool probing, int epoch = 0, int epochs = 0);

Q_SIGNALS:
    void rangeRequested();
    void probeCancelled();
    void edited(const pitlane::Draft& draft, const QString& what, const QString& mergeKey);
    void refused(const QString& sentence);

private:
    void setLambdas(std::vector<double> lambdas, const QString& what, const QString& mergeKey = {});
    /// None: seed or costs are not valid.
    [[nodiscard]] std::optional<std::pair<double, double>> defaultRange() const;
    void showHint();
    void setRange(double first, double last, int count, const QString& what);

    Draft m_draft;
    NumberField* m_from = nullptr;
    NumberField* m_to = nullptr;
    NumberField* m_count = nullptr;
    ToneLabel* m_note = nullptr;
    QPushButton* m_default = nullptr;
    QPushButton* m_suggest = nullptr;
    ToneLabel* m_hint = nullptr;
    LambdaEditor* m_editor = nullptr;
    std::optional<LambdaRange> m_suggested;
    QString m_probe; ///< what is being done to find a range; empty: nothing
    int m_drags = 0; ///< one drag is one step of undo
};

} // namespace pitlane
