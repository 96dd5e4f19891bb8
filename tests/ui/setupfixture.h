// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/data/guess.h"
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

/// Two accelerometer channels at 20 Hz: `subjects` persons walk and rest in turn, ten seconds each, with their names in
/// a column where asked for.
inline std::string movesTable(int subjects, bool withNames)
{
    std::ostringstream text;
    text << "time_s,ax,ay,activity" << (withNames ? ",subject" : "") << '\n';
    int sample = 0;
    for (int person = 0; person < subjects; ++person)
        for (const auto* activity : {"walk", "rest"})
            for (int t = 0; t < 200; ++t, ++sample) {
                const double size = activity[0] == 'w' ? 1.0 : 0.1;
                text << sample / 20 << '.' << (sample % 20 * 5 < 10 ? "0" : "") << sample % 20 * 5 << ','
                     << size * ((t * 7 + person) % 13) << ',' << size * ((t * 5 + person) % 11) << ',' << activity;
                if (withNames)
                    text << ",p" << person + 1;
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
