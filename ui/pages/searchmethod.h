// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/projectsession.h"

#include <QWidget>

#include <functional>

class QComboBox;

namespace pitlane {

class NumberField;
class ToneLabel;

/// Top row of the Search page: which method finds the networks, what it does, and the settings that it alone reads.
class SearchMethod : public QWidget
{
    Q_OBJECT
public:
    explicit SearchMethod(QWidget* parent = nullptr);
    void setDraft(const Draft& draft);
    void setEditable(bool editable);

Q_SIGNALS:
    void edited(const pitlane::Draft& draft, const QString& what, const QString& mergeKey);
    void refused(const QString& sentence);

private:
    /// A number of the draft that one method reads.
    struct Knob
    {
        std::string method;
        QWidget* box; ///< label and field
        NumberField* field;
        std::function<double(const Draft&)> read;
    };
    template <class Pick>
    void addKnob(const std::string& method, const QString& label, NumberField* field, const char* jsonField, Pick pick);
    void chooseMethod(int index);

    Draft m_draft;
    QComboBox* m_method = nullptr;
    ToneLabel* m_explanation = nullptr;
    std::vector<Knob> m_knobs;
};

} // namespace pitlane
