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

/// Asks for the name and place of a new project and for its data: files, or a synthetic ECG.
class NewProjectDialog : public QDialog
{
    Q_OBJECT
public:
    /// `dropped`: data files to start with; may be empty.
    NewProjectDialog(const QString& parentFolder, const Drop& dropped, QWidget* parent = nullptr);
    [[nodiscard]] NewProject request() const;

private:
    void browse(QLineEdit& field, const QString& title, bool forFolder);
    void refresh();
    /// Why the project cannot be made yet; empty: it can.
    [[nodiscard]] QString problem() const;

    QLineEdit* m_name = nullptr;
    QLineEdit* m_parentFolder = nullptr;
    QLabel* m_place = nullptr;
    QRadioButton* m_synthetic = nullptr;
    QRadioButton* m_files = nullptr;
    QLineEdit* m_train = nullptr;
    QLineEdit* m_test = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_create = nullptr;
};

} // namespace pitlane
