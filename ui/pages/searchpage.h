// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"
#include "ui/pages/searchestimate.h"

class QStackedWidget;
class QTimer;

namespace pitlane {

class DataPreview;
class SearchMasks;
class SearchMethod;
class SearchSettings;
class SearchStrength;
class SearchSummary;
struct SearchOutlook;
struct FoundSize;

/// Search: masks, strengths, phases, and what a launch will do. Every edit reaches the summary at once.
class SearchPage : public Page
{
    Q_OBJECT
public:
    explicit SearchPage(Context& context, QWidget* parent = nullptr);

    /// Starts the draft's search and goes to Explore; a refusal stays in the summary.
    void launch();

private:
    void follow(ProjectSession* session);
    void refresh();
    void suggestRange();
    /// Reads what earlier searches of the project tell: times and sizes.
    void readPast();
    void apply(const Draft& draft, const QString& what, const QString& mergeKey);
    [[nodiscard]] SearchOutlook outlook() const;
    void describeTime(SearchOutlook& outlook, const Draft& draft) const;
    void describeRows(SearchOutlook& outlook, const SearchConfig& config) const;
    void describeChecks(SearchOutlook& outlook, const SearchConfig& config) const;
    [[nodiscard]] std::int64_t trainRows() const;
    [[nodiscard]] std::vector<FoundSize> foundSizes(const SearchConfig& config) const;

    /// A finished point with its sweep's configuration.
    struct Past
    {
        SearchPoint point;
        std::shared_ptr<const Sweep> sweep;
    };

    DataPreview& m_preview;
    QStackedWidget* m_stack = nullptr;
    SearchMethod* m_method = nullptr;
    SearchMasks* m_masks = nullptr;
    SearchStrength* m_strength = nullptr;
    SearchSettings* m_settings = nullptr;
    SearchSummary* m_summary = nullptr;
    std::vector<Past> m_past;
    std::size_t m_sweeps = 0;
    QString m_launchProblem;
    QTimer* m_pastTimer = nullptr;
};

} // namespace pitlane
