// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>
#include <QStringList>

namespace pitlane {

/// A button that says which names of a list are chosen and opens the list with boxes. The choice is taken when the list
/// closes: one edit.
class CheckListButton : public QPushButton
{
    Q_OBJECT
public:
    explicit CheckListButton(const QString& name, QWidget* parent = nullptr);
    /// `checked`: numbers of the chosen names. `none`: words for no choice.
    void setNames(const QStringList& names, const QList<int>& checked, const QString& none);
    [[nodiscard]] const QList<int>& checked() const { return m_checked; }
    [[nodiscard]] QStringList checkedNames() const;
    /// As the list does when it closes.
    void choose(const QList<int>& checked);

Q_SIGNALS:
    void checkedEdited();

private:
    void open();
    void paintEvent(QPaintEvent* event) override;
    void refresh();
    [[nodiscard]] QSize minimumSizeHint() const override;

    QStringList m_names;
    QList<int> m_checked;
    QString m_none;
};

} // namespace pitlane
