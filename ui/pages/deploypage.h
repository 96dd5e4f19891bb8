// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/exportpoint.h"
#include "ui/page.h"

class QLabel;
class QPushButton;
class QStackedWidget;

namespace pitlane {

class BackgroundTask;
class ExportFacts;
class ExportForm;
class ReadingStrip;

/// Deploy: what the selected point is on a device, the opening of its test part, and its firmware package.
class DeployPage : public Page
{
    Q_OBJECT
public:
    explicit DeployPage(Context& context, QWidget* parent = nullptr);
    ~DeployPage() override;

    /// Exports as the form says.
    void exportPackage();

protected:
    void showEvent(QShowEvent* event) override;

private:
    [[nodiscard]] QWidget* makePointPanel();
    [[nodiscard]] QWidget* makeExportPanel();
    [[nodiscard]] QWidget* makeFactsPanel();
    void refresh();
    void refreshTest(const SearchPoint& point);
    /// Quantises the point and shows what it would be on the device, without a package.
    void estimate();
    void run(ExportSettings settings);
    void tellExported(const ExportSettings& settings, const ExportResult& result);

    QStackedWidget* m_pages = nullptr; ///< nothing selected; a point
    QLabel* m_point = nullptr;
    QLabel* m_test = nullptr;
    QPushButton* m_open = nullptr;
    QLabel* m_refit = nullptr;
    QPushButton* m_openRefit = nullptr;
    ExportForm* m_form = nullptr;
    ExportFacts* m_facts = nullptr;
    ReadingStrip* m_strip = nullptr;
    BackgroundTask* m_task = nullptr;
    QPushButton* m_showFolder = nullptr;
    QPushButton* m_showReport = nullptr;
    QString m_written;      ///< the last package of this point
    PointId m_shown;        ///< whose facts stand there, or are on their way
    bool m_exports = false; ///< what runs writes a package
};

} // namespace pitlane
