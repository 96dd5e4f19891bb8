// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/source.h"
#include "core/data/split.h"
#include "ui/context.h"
#include "ui/pages/datachecks.h"

namespace pitlane {

/// The train part of the open project's data, read in the background and kept as long as its content stays the same;
/// shared by the pages. Of the test part only the counts per class are kept.
class DataPreview : public QObject
{
    Q_OBJECT
public:
    enum class State { Empty, Loading, Ready, Failed };

    /// The one of this context; made at the first call.
    [[nodiscard]] static DataPreview& of(Context& context);

    [[nodiscard]] State state() const { return m_state; }
    /// The train part; null unless Ready.
    [[nodiscard]] const Dataset* train() const { return m_train.get(); }
    [[nodiscard]] const std::vector<datachecks::Finding>& findings() const { return m_findings; }
    [[nodiscard]] const std::vector<SignalRow>& signalRows() const { return m_signals; }
    /// The split of the draft; empty unless Ready, or when it cannot be drawn (then splitProblem() says why).
    [[nodiscard]] const Split& split() const { return m_split; }
    [[nodiscard]] QString splitProblem() const { return m_splitProblem; }
    /// Series per class of the test part; empty until countTest() has answered, or when there is none.
    [[nodiscard]] const std::vector<std::int64_t>& testCounts() const { return m_testCounts; }
    [[nodiscard]] QString testProblem() const { return m_testProblem; }
    /// Why the train part could not be read: a sentence.
    [[nodiscard]] QString problem() const { return m_problem; }
    [[nodiscard]] double loadSeconds() const { return m_loadSeconds; }
    [[nodiscard]] std::int64_t channel() const { return m_channel; }

    /// Which channel the signals show.
    void setChannel(std::int64_t channel);
    /// Reads the labels of the test part, once per content.
    void countTest();
    /// Reads the train part again.
    void reload();

Q_SIGNALS:
    void changed();

private:
    explicit DataPreview(Context& context);
    void follow();
    void load();
    void drawSplit();
    void clear(State state);

    struct Loaded;
    void take(Loaded loaded);

    Context& m_context;
    State m_state = State::Empty;
    std::shared_ptr<const Dataset> m_train;
    std::vector<datachecks::Finding> m_findings;
    std::vector<SignalRow> m_signals;
    Split m_split;
    std::uint64_t m_splitSeed = 0;
    QString m_splitProblem;
    std::vector<std::int64_t> m_testCounts;
    QString m_testProblem;
    bool m_testAsked = false;
    QString m_problem;
    double m_loadSeconds = 0;
    std::int64_t m_channel = 0;
    std::optional<DataSource> m_source;
    QObject* m_sessionOf = nullptr; ///< whose data these are
    int m_job = 0;                  ///< answers to earlier questions are dropped
};

/// Keys of recorded decisions.
inline constexpr auto noSubjectIdKey = "leak.no-subject-id";

/// Decisions that the data ask for and nobody has taken yet; a launch waits for them.
[[nodiscard]] QStringList openDecisions(const ProjectSession& session);

} // namespace pitlane
