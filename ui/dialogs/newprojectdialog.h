// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/projectactions.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace pitlane {

class Choice;
class NumberField;

/// Asks for the name and place of a new project and for its data: files, which the import wizard then asks about, or a
/// generator.
class NewProjectDialog : public QDialog
{
    Q_OBJECT
public:
    explicit NewProjectDialog(const QString& parentFolder, QWidget* parent = nullptr);
    /// True: the import wizard is to follow.
    [[nodiscard]] bool wantsFiles() const;
    [[nodiscard]] QString name() const;
    [[nodiscard]] QString parentFolder() const;
    /// With synthetic data; !wantsFiles().
    [[nodiscard]] NewProject request() const;

private:
    void browse();
    void refresh();
    /// Why the project cannot be made yet; empty: it can.
    [[nodiscard]] QString problem() const;

    QLineEdit* m_name = nullptr;
    QLineEdit* m_parentFolder = nullptr;
    QLabel* m_place = nullptr;
    QRadioButton* m_files = nullptr;
    QRadioButton* m_synthetic = nullptr;
    Choice* m_generator = nullptr;
    NumberField* m_train = nullptr;
    NumberField* m_test = nullptr;
    QLabel* m_shapedLike = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_create = nullptr;
};

} // namespace pitlane
