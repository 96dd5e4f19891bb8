// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QStandardItemModel;
class QTableView;

namespace pitlane {

class SourceReading;
class ToneLabel;

/// The first examples as a table: label or target and the first samples; below it, how reading went.
class FirstRows : public QWidget
{
    Q_OBJECT
public:
    FirstRows(int rows, int samples, QWidget* parent = nullptr);
    void setReading(const SourceReading& reading);

private:
    int m_shownRows;
    int m_shownSamples;
    QStandardItemModel* m_rows = nullptr;
    QTableView* m_table = nullptr;
    ToneLabel* m_read = nullptr;
};

} // namespace pitlane
