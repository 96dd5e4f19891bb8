// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/context.h"
#include "ui/pages/sourcereading.h"

namespace pitlane {

/// The reading of the open project's data; follows its draft, shared by the pages.
class DataPreview : public SourceReading
{
    Q_OBJECT
public:
    /// The one of this context; made at the first call.
    [[nodiscard]] static DataPreview& of(Context& context);

private:
    explicit DataPreview(Context& context);
    void follow();

    Context& m_context;
    QObject* m_sessionOf = nullptr; ///< whose data these are
};

/// Keys of recorded decisions.
inline constexpr auto noSubjectIdKey = "leak.no-subject-id";
inline constexpr auto sharedSubjectsKey = "leak.shared-subjects";
inline constexpr auto overlapKey = "leak.overlapping-windows";
/// Of findings that are kept as they are: healthKey + Finding::key.
inline constexpr auto healthKey = "health.";

/// Decisions that the data ask for and nobody has taken yet; a launch waits for them.
[[nodiscard]] QStringList openDecisions(const ProjectSession& session);
[[nodiscard]] QStringList openDecisions(const DataSource& data, const std::vector<Decision>& decisions);

} // namespace pitlane
