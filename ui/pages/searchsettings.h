// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/projectsession.h"

#include <QWidget>

#include <functional>

class QCheckBox;

namespace pitlane {

class NumberField;
class Panel;
class SearchCosts;
class ToneLabel;

/// Bottom row of the Search page: goal, phases, workers. Every field edits one value of the draft.
class SearchSettings : public QWidget
{
    Q_OBJECT
public:
    explicit SearchSettings(QWidget* parent = nullptr);
    void setDraft(const Draft& draft);
    void setEditable(bool editable);

Q_SIGNALS:
    void edited(const pitlane::Draft& draft, const QString& what, const QString& mergeKey);
    void refused(const QString& sentence);

private:
    /// A field bound to one value of the draft.
    struct Binding
    {
        NumberField* field;
        std::function<double(const Draft&)> read;
    };

    [[nodiscard]] Panel* makeGoal();
    [[nodiscard]] Panel* makePhases();
    [[nodiscard]] Panel* makeWorkers();
    NumberField* bind(NumberField* field, int width, std::function<double(const Draft&)> read,
                      std::function<void(Draft&, double)> write);

    Draft m_draft;
    std::vector<Binding> m_bindings;
    SearchCosts* m_costs = nullptr;
    QCheckBox* m_corners = nullptr;
    ToneLabel* m_workersNote = nullptr;
};

} // namespace pitlane
