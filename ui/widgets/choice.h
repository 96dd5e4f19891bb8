// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace pitlane {

/// A combo box that stays as narrow as its place, keeps its value when the wheel only passes over it, and shows values
/// with words. Setting never emits.
class Choice : public QComboBox
{
    Q_OBJECT
public:
    struct Item
    {
        QString text;
        QVariant value;
        QString reason = {}; ///< why it cannot be chosen now; empty: it can
    };

    explicit Choice(const QString& name, QWidget* parent = nullptr);
    void setItems(const QList<Item>& items, const QVariant& current);
    [[nodiscard]] QVariant value() const { return currentData(); }

Q_SIGNALS:
    void chosen(const QVariant& value); ///< by the user

private:
    void wheelEvent(QWheelEvent* event) override;
    QList<Item> m_items;
};

} // namespace pitlane
