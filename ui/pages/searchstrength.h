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

Q_SIGNALS:
    void edited(const pitlane::Draft& draft, const QString& what, const QString& mergeKey);
    void refused(const QString& sentence);

private:
    void setLambdas(std::vector<double> lambdas, const QString& what, const QString& mergeKey = {});
    void setRange(double first, double last, int count, const QString& what);

    Draft m_draft;
    NumberField* m_from = nullptr;
    NumberField* m_to = nullptr;
    NumberField* m_count = nullptr;
    ToneLabel* m_note = nullptr;
    QPushButton* m_default = nullptr;
    LambdaEditor* m_editor = nullptr;
    int m_drags = 0; ///< one drag is one step of undo
};

} // namespace pitlane
