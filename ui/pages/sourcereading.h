// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/source.h"
#include "core/data/split.h"
#include "ui/backgroundtask.h"
#include "ui/models/sourcescan.h"
#include "ui/pages/datachecks.h"

#include <memory>
#include <vector>

namespace pitlane {

/// The train part of a source, read in the background and kept as long as nothing changes that decides over it: what
/// the Data page and the import wizard show. Of the test part only labels and groups are kept, for counts.
class SourceReading : public QObject
{
    Q_OBJECT
public:
    enum class State { Empty, Loading, Ready, Failed };

    explicit SourceReading(QObject* parent);
    ~SourceReading() override;

    /// Reads `source` where it differs from the last one in what decides over the examples; draws the split anew where
    /// only that differs.
    void setSource(const DataSource& source, const std::filesystem::path& projectFolder, std::uint64_t seedNumber);
    void clear();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const DataSource& source() const { return m_source; }
    /// The train part; null unless Ready.
    [[nodiscard]] const Dataset* train() const { return m_train.get(); }
    [[nodiscard]] std::shared_ptr<const Dataset> sharedTrain() const { return m_train; }
    [[nodiscard]] const std::vector<datachecks::Finding>& findings() const { return m_findings; }
    [[nodiscard]] const std::vector<SignalRow>& signalRows() const { return m_signals; }
    /// What the files hold; kept while examples are read anew.
    [[nodiscard]] const SourceScan& scan() const { return m_scan; }

    /// The split of the source; empty unless Ready, or when it cannot be drawn (then splitProblem() says why).
    [[nodiscard]] const Split& split() const { return m_split; }
    [[nodiscard]] QString splitProblem() const { return m_splitProblem; }
    /// Examples of both sides share samples, and nobody has allowed it: what that means. split() shows the split
    /// nevertheless.
    [[nodiscard]] QString overlap() const { return m_overlap; }
    /// Subjects with examples on both sides, where the split does not look at subjects.
    [[nodiscard]] int sharedGroups() const { return m_sharedGroups; }

    /// Subjects and repetitions that the last reading of these files named, also while they are read again.
    [[nodiscard]] const std::vector<std::string>& knownGroups() const { return m_knownGroups; }
    [[nodiscard]] const std::vector<std::int64_t>& knownRepetitions() const { return m_knownRepetitions; }

    /// Examples per class of the test part; empty until countTest() has answered, or when there is none.
    [[nodiscard]] const std::vector<std::int64_t>& testCounts() const { return m_testCounts; }
    /// Labels, targets and groups of the test part without its values; null like testCounts().
    [[nodiscard]] const Dataset* testOutline() const { return m_testOutline.get(); }
    [[nodiscard]] QString testProblem() const { return m_testProblem; }

    /// Why the train part could not be read: a sentence.
    [[nodiscard]] QString problem() const { return m_problem; }
    [[nodiscard]] bool isCancelled() const { return m_isCancelled; }
    [[nodiscard]] double loadSeconds() const { return m_loadSeconds; }
    [[nodiscard]] std::int64_t channel() const { return m_channel; }
    [[nodiscard]] const BackgroundTask& task() const { return m_task; }

    /// Which channel the signals show.
    void setChannel(std::int64_t channel);
    /// Reads the labels of the test part, once per content.
    void countTest();
    /// Reads the train part again.
    void reload();
    /// Ends a running read; the state is Failed then, reload() begins anew.
    void cancel();

Q_SIGNALS:
    void changed();
    void progressed(); ///< of a running read

private:
    struct Loaded;
    void load();
    void forget(State state);
    void take(Loaded loaded);
    void drawSplit();

    DataSource m_source;
    std::filesystem::path m_folder;
    std::uint64_t m_seedNumber = 0;
    bool m_hasSource = false;
    State m_state = State::Empty;
    BackgroundTask m_task;
    BackgroundTask m_testTask;
    BackgroundTask m_signalTask;
    std::shared_ptr<const Dataset> m_train;
    std::vector<datachecks::Finding> m_findings;
    std::vector<SignalRow> m_signals;
    SourceScan m_scan;
    bool m_isScanned = false;
    Split m_split;
    QString m_splitProblem;
    QString m_overlap;
    int m_sharedGroups = 0;
    std::vector<std::string> m_knownGroups;
    std::vector<std::int64_t> m_knownRepetitions;
    std::vector<std::int64_t> m_testCounts;
    std::shared_ptr<const Dataset> m_testOutline;
    QString m_testProblem;
    bool m_testAsked = false;
    QString m_problem;
    bool m_isCancelled = false;
    double m_loadSeconds = 0;
    std::int64_t m_channel = 0;
};

/// Whether the source says which subject an example is of.
[[nodiscard]] bool hasSubjects(const DataSource& source);

} // namespace pitlane
