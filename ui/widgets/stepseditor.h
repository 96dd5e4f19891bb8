// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <string>
#include <vector>

class QPushButton;
class QVBoxLayout;

namespace pitlane {

/// A list of steps of several kinds, each with a few numbers: filters, changes of training examples. Steps are added at
/// the end, moved up and removed.
class StepsEditor : public QWidget
{
    Q_OBJECT
public:
    struct Field
    {
        QString name;
        QString unit;
        double least = 0;
        double most = 1e9;
        double initial = 0;
        bool isWhole = false;
    };
    struct Kind
    {
        QString title;
        std::vector<Field> fields;
        QString flag = {}; ///< words of a box; empty: none
        bool initialFlag = false;
    };
    struct Step
    {
        int kind = 0;
        std::vector<double> numbers; ///< of the fields of its kind
        bool flag = false;
        std::vector<std::string> kept = {}; ///< what the owner wants back with the step
        bool operator==(const Step&) const = default;
    };

    /// `name`: what the steps are, in the plural: "Filters". `add`: words of the button.
    StepsEditor(std::vector<Kind> kinds, const QString& name, const QString& add, QWidget* parent = nullptr);
    void setSteps(const std::vector<Step>& steps);
    [[nodiscard]] const std::vector<Step>& steps() const { return m_steps; }

Q_SIGNALS:
    void edited();
    void refused(const QString& sentence);

private:
    void rebuild();
    [[nodiscard]] QWidget* makeRow(std::size_t at);
    [[nodiscard]] Step fresh(int kind) const;
    void change(const std::vector<Step>& steps);

    std::vector<Kind> m_kinds;
    QString m_name;
    std::vector<Step> m_steps;
    QVBoxLayout* m_rows = nullptr;
    QPushButton* m_add = nullptr;
};

} // namespace pitlane
