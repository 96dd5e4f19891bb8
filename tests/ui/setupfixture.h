// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/data/synthetic/syntheticecg.h"
#include "ui/context.h"

#include <QTemporaryDir>

#include <filesystem>
#include <sstream>

namespace pitlane::testing {

/// `series` synthetic heartbeats as a UCR table, labels 1 to 5.
inline std::string ucrTable(std::int64_t series, std::uint64_t seed)
{
    const auto data = syntheticEcg({.series = series, .seed = seed});
    std::ostringstream text;
    for (std::int64_t n = 0; n < data.size(); ++n) {
        text << data.labels[static_cast<std::size_t>(n)] + 1;
        for (const auto value : data.series(n))
            text << '\t' << value;
        text << '\n';
    }
    return text.str();
}

/// A project in a temporary folder, opened in a context. `data/` beside it holds train.tsv and test.tsv.
class SetupFixture
{
public:
    enum class Data { Synthetic, Files };

    explicit SetupFixture(Data data)
    {
        const std::filesystem::path root(m_root.path().toStdString());
        dataFolder = root / "data";
        std::filesystem::create_directory(dataFolder);
        writeFileAtomically(dataFolder / "train.tsv", ucrTable(60, 1));
        writeFileAtomically(dataFolder / "test.tsv", ucrTable(20, 2));
        const auto folder = root / "study";
        auto session = ProjectSession::create(folder, QStringLiteral("study"));
        const auto source = data == Data::Synthetic
                                ? DataSource{}
                                : sourceFromFiles(dataFolder / "train.tsv", dataFolder / "test.tsv", folder);
        session->setDraft(defaultDraft(source, folder));
        context.setSession(std::move(session));
    }

    [[nodiscard]] ProjectSession& session() { return *context.session(); }
    [[nodiscard]] const SearchConfig& config() { return session().draft().config; }

private:
    QTemporaryDir m_root; // outlives the project

public:
    std::filesystem::path dataFolder;
    Context context;
};

} // namespace pitlane::testing
