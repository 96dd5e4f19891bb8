// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/exportpoint.h"

#include <QWidget>

class QCheckBox;
class QLineEdit;
class QPushButton;

namespace pitlane {

class Choice;
class NumberField;

/// What a firmware package is to be like and where it goes.
class ExportForm : public QWidget
{
    Q_OBJECT
public:
    explicit ExportForm(QWidget* parent = nullptr);

    /// The settings as they stand; `out` is what the field says.
    [[nodiscard]] ExportSettings settings() const;
    /// Proposes a place for the package of a point, unless a person has typed one.
    void propose(const QString& out);
    void setHasRefit(bool has);
    /// Why nothing can be exported now, shown on the button; empty: it can.
    void setObstacle(const QString& sentence);

Q_SIGNALS:
    void exportRequested();
    void changed(); ///< of what decides over the estimates: target, weights

private:
    void browse(bool zip);

    Choice* m_target;
    Choice* m_weights;
    QLineEdit* m_out;
    QLineEdit* m_prefix;
    NumberField* m_vectors;
    QCheckBox* m_random;
    QCheckBox* m_proof;
    QPushButton* m_export;
    bool m_typed = false;
};

} // namespace pitlane
