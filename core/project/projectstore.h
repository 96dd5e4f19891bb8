// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/filelock.h"
#include "core/project/records.h"
#include "core/project/storageerror.h"
#include "core/study/searchpoint.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace pitlane {

namespace sqlite {
class Connection;
} // namespace sqlite

/// Names in a project folder.
namespace projectfile {
inline constexpr auto database = "project.db";
inline constexpr auto lock = "project.lock";
inline constexpr auto runs = "runs";
inline constexpr auto warmups = "warmups";
} // namespace projectfile

/// A project folder with its SQLite file. The process that holds project.lock is the only writer; a second one opens
/// the project read-only and learns who writes. Used on the thread that made it. All calls throw StorageError; those
/// that write do so on a read-only project, too.
class ProjectStore
{
public:
    /// Makes the folder, or takes an empty one, and an empty project in it.
    [[nodiscard]] static std::unique_ptr<ProjectStore> create(const std::filesystem::path& folder, const QString& name,
                                                              const Draft& draft);
    /// Opens and migrates forwards.
    [[nodiscard]] static std::unique_ptr<ProjectStore> open(const std::filesystem::path& folder);
    ~ProjectStore();

    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; } ///< absolute
    [[nodiscard]] bool isReadOnly() const { return !m_lock; }
    /// Why this is read-only: "process 4711 on host kiwi", or what forbids writing.
    [[nodiscard]] QString writer() const { return m_writer; }

    [[nodiscard]] QString name();
    [[nodiscard]] Draft draft();
    void saveDraft(const Draft& draft);

    [[nodiscard]] std::vector<Decision> decisions();
    void saveDecision(const Decision& decision);
    void removeDecision(const QString& key);

    /// Stores a new sweep under the next number.
    [[nodiscard]] Sweep addSweep(const SearchConfig& config, const QString& createdAt);
    [[nodiscard]] std::vector<Sweep> sweeps();

    /// Stores a new point; its id is given. `referenceKey`: what makes two references the same network, empty for found
    /// points. A reference belongs to the sweep that made it; others link to it.
    [[nodiscard]] PointId addPoint(const SearchPoint& point, const std::string& referenceKey = {});
    void linkReference(SweepId sweep, PointId point);
    void savePoint(const SearchPoint& point);
    [[nodiscard]] std::vector<SearchPoint> points();
    /// The references that `sweep` did not make itself.
    [[nodiscard]] std::vector<PointId> linkedReferences(SweepId sweep);
    [[nodiscard]] std::optional<PointId> referenceWithKey(const std::string& referenceKey);

    /// Adds or replaces; the masks of search epoch 0 are those before the first step.
    void saveEpoch(PointId point, const EpochEvent& epoch);
    void saveMasks(PointId point, const MasksEvent& masks);
    /// Forgets what lies behind `epoch` of `phase`: a resumed run writes it again.
    void dropEpochsAfter(PointId point, Phase phase, int epoch);
    [[nodiscard]] std::vector<EpochRecord> history(PointId point);
    /// Finished epochs that are stored, per phase in the order of a run.
    [[nodiscard]] std::int64_t epochCount(PointId point);

    /// Writes down that the test part is opened for `point`, and later what was found.
    void openTest(PointId point, const QString& openedAt, bool refit = false);
    void saveTestResult(const TestResult& result);
    [[nodiscard]] std::vector<TestOpening> testLog();
    /// The newest finished opening of each point.
    [[nodiscard]] std::vector<TestResult> testResults();

    /// Changes whenever another process has stored something.
    [[nodiscard]] std::int64_t dataVersion();

    /// Runs `work` in one transaction; an exception rolls back and goes on.
    void inTransaction(const std::function<void()>& work);

private:
    ProjectStore(std::filesystem::path folder, std::optional<FileLock> lock, QString writer);
    void requireWritable() const;

    std::filesystem::path m_folder;
    std::optional<FileLock> m_lock;
    QString m_writer;
    std::unique_ptr<sqlite::Connection> m_connection;
};

} // namespace pitlane
