// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pitlane {

/// Number of examples of one class, subject or range of targets in each part.
struct ClassCounts
{
    std::string name;
    std::int64_t train = 0;
    std::int64_t validation = 0;
    std::optional<std::int64_t> test;  ///< none: there is no test part, or it is not counted yet
    std::optional<double> weight = {}; ///< of the class in the loss; none: nothing is weighed
    bool operator==(const ClassCounts&) const = default;
};

/// How classes, subjects or targets fall into train, validation and test part; the last row is the sum. Counts only.
class SplitModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Columns { ClassColumn, TrainColumn, ValidationColumn, TestColumn, AllColumn, WeightColumn, ColumnCount };
    enum Roles {
        SortRole = Qt::UserRole, ///< raw numbers
        WarningRole,             ///< true: this part has no example of the class
        SumRole,                 ///< true in the last row
    };

    explicit SplitModel(QObject* parent = nullptr);
    /// `title` heads the first column: "Class", "Subject". `warnsOfNone`: a part without examples of a row is worth a
    /// look (classes: yes; subjects: that is the point of the split).
    void setCounts(const std::vector<ClassCounts>& classes, const QString& title = {}, bool warnsOfNone = true);
    [[nodiscard]] const std::vector<ClassCounts>& counts() const { return m_classes; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    [[nodiscard]] std::optional<std::int64_t> value(int row, int column) const;
    std::vector<ClassCounts> m_classes;
    QString m_title;
    bool m_isWeighed = false;
    bool m_warns = true;
};

} // namespace pitlane
