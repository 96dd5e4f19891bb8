// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchconfig.h"

#include <QWidget>

class QGridLayout;
class QVBoxLayout;

namespace pitlane {

class DataPreview;
class ReceptiveField;
class ToneLabel;

/// A line of the shape checks.
struct SeedCheck
{
    enum class State { Ok, Warning, Error, Info };
    State state = State::Ok;
    QString sentence;
    bool operator==(const SeedCheck&) const = default;
};

/// Whether the seed fits the data and can be searched; an Error stops a launch.
[[nodiscard]] std::vector<SeedCheck> checkSeed(const SearchConfig& config, const DataPreview& preview);

/// Right column of the Seed page: totals, receptive field over an example, hand-tuned beside the seed, checks.
class SeedSummary : public QWidget
{
    Q_OBJECT
public:
    explicit SeedSummary(QWidget* parent = nullptr);
    /// `config.seed` must be valid.
    void setConfig(const SearchConfig& config, const DataPreview& preview);

private:
    void fillTotals(const SearchConfig& config);
    void fillField(const SearchConfig& config, const DataPreview& preview);
    void fillHandTuned(const SearchConfig& config);
    void fillChecks(const std::vector<SeedCheck>& checks);

    ToneLabel* m_parameters = nullptr;
    ToneLabel* m_macs = nullptr;
    ToneLabel* m_weights = nullptr;
    ToneLabel* m_layers = nullptr;
    ReceptiveField* m_field = nullptr;
    ToneLabel* m_fieldSentence = nullptr;
    ToneLabel* m_fieldNote = nullptr;
    QGridLayout* m_against = nullptr;
    QVBoxLayout* m_checks = nullptr;
};

} // namespace pitlane
