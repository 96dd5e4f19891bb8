// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace pitlane {

class DataPreview;
class MessageCard;
class NumberField;
class Panel;
class ProjectSession;
class SplitBar;
class ToneLabel;

/// Right column of the Data page: health check, split, and the decision about a possible leak.
class DataHealth : public QWidget
{
    Q_OBJECT
public:
    explicit DataHealth(QWidget* parent = nullptr);
    void setPreview(const ProjectSession& session, const DataPreview& preview);

Q_SIGNALS:
    void validationFractionEdited(double fraction);
    void seedNumberEdited(double seedNumber);
    void leakAccepted();
    void leakReopened();
    void refused(const QString& sentence);

private:
    void fillHealth(const DataPreview& preview);
    void fillSplit(const ProjectSession& session, const DataPreview& preview);
    void fillLeak(const ProjectSession& session);

    Panel* m_health = nullptr;
    QVBoxLayout* m_findings = nullptr;
    NumberField* m_fraction = nullptr;
    NumberField* m_seedNumber = nullptr;
    SplitBar* m_bar = nullptr;
    ToneLabel* m_splitNote = nullptr;
    MessageCard* m_leak = nullptr;
    QPushButton* m_accept = nullptr;
    QPushButton* m_reopen = nullptr;
    QWidget* m_lock = nullptr;
};

} // namespace pitlane
