// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"

#include <QWidget>

class QPushButton;

namespace pitlane {

class MessageCard;
class SourceReading;

/// What a person has to decide about possible leaks: overlapping windows on both sides, subjects on both sides, or no
/// subject id. Launch waits for it.
class LeakCards : public QWidget
{
    Q_OBJECT
public:
    explicit LeakCards(QWidget* parent = nullptr);
    /// `decisions`: what has been decided; `open`: keys that are still open.
    void setReading(const SourceReading& reading, const std::vector<Decision>& decisions, const QStringList& open);
    void setEditable(bool isEditable, const QString& why);

Q_SIGNALS:
    void splitBySubject(); ///< deal whole subjects
    void noOverlap();      ///< cut windows that touch
    void chooseSubject();  ///< say which column holds the subject
    void overlapAccepted();
    void accepted(const QString& key);
    void reopened(const QString& key);

private:
    struct Card
    {
        MessageCard* card = nullptr;
        QPushButton* accept = nullptr;
        QPushButton* reopen = nullptr;
    };
    [[nodiscard]] Card makeCard(const QString& name, const QString& key, QPushButton* first);
    void fill(const Card& card, const QString& key, bool isOpen, const std::vector<Decision>& decisions,
              const QString& headline, const QString& text);

    MessageCard* m_overlap = nullptr;
    QPushButton* m_bySubject = nullptr;
    QPushButton* m_noOverlap = nullptr;
    QPushButton* m_acceptOverlap = nullptr;
    Card m_noId;
    Card m_shared;
    QWidget* m_lock = nullptr;
    std::vector<QPushButton*> m_buttons;
};

} // namespace pitlane
