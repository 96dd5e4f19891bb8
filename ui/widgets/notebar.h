// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace pitlane {

/// A strip with an icon, a sentence and, where there is something to do about it, a link. Hidden without a sentence.
class NoteBar : public QFrame
{
    Q_OBJECT
public:
    explicit NoteBar(const QString& iconName, QWidget* parent = nullptr);
    /// `sentence` is plain text and wraps; `action` is the text of the link, empty: none.
    void say(const QString& sentence, const QString& action = {});
    [[nodiscard]] QString sentence() const;

Q_SIGNALS:
    void triggered();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_icon;
    QLabel* m_label = nullptr;
    QPushButton* m_action = nullptr;
};

} // namespace pitlane
