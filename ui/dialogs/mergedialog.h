// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace pitlane {

/// Which classes are to be one class, and what it is called.
class MergeDialog : public QDialog
{
    Q_OBJECT
public:
    /// `chosen`: classes of the train part that are ticked at first.
    MergeDialog(const Dataset& train, const std::vector<std::int64_t>& chosen, QWidget* parent = nullptr);

    /// Of at least two classes, as they are shown.
    [[nodiscard]] std::vector<std::string> classes() const;
    [[nodiscard]] std::string title() const;

private:
    void refresh();
    [[nodiscard]] QString problem() const;

    std::vector<std::string> m_names;
    QListWidget* m_list = nullptr;
    QLineEdit* m_title = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_merge = nullptr;
    bool m_isTitleTheirs = false; ///< typed by a person
};

} // namespace pitlane
