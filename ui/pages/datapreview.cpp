// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/datapreview.h"

#include <algorithm>

namespace pitlane {

DataPreview& DataPreview::of(Context& context)
{
    if (auto* known = context.findChild<DataPreview*>(QString(), Qt::FindDirectChildrenOnly))
        return *known;
    return *new DataPreview(context);
}

DataPreview::DataPreview(Context& context) : SourceReading(&context), m_context(context)
{
    connect(&context, &Context::sessionChanged, this, &DataPreview::follow);
    follow();
}

void DataPreview::follow()
{
    auto* session = m_context.session();
    if (session == nullptr) {
        m_sessionOf = nullptr;
        clear();
        return;
    }
    if (session != m_sessionOf) {
        m_sessionOf = session;
        connect(session, &ProjectSession::draftChanged, this, &DataPreview::follow);
    }
    const auto& config = session->draft().config;
    setSource(config.data, session->folder(), config.seedNumber);
}

QStringList openDecisions(const ProjectSession& session)
{
    return openDecisions(session.draft().config.data, session.decisions());
}

QStringList openDecisions(const DataSource& data, const std::vector<Decision>& decisions)
{
    QStringList open;
    // A generator draws every series on its own: nobody's heartbeat can be in two parts.
    if (data.kind == DataSource::Kind::Synthetic)
        return open;
    const auto kind = data.pipeline.split.kind;
    const bool ignoresSubjects = kind == SplitRule::Kind::Stratified || kind == SplitRule::Kind::Random;
    const auto require = [&](const char* name) {
        const auto key = QString::fromLatin1(name);
        if (std::ranges::find(decisions, key, &Decision::key) == decisions.end())
            open.append(key);
    };
    if (!hasSubjects(data))
        require(noSubjectIdKey);
    else if (ignoresSubjects)
        require(sharedSubjectsKey);
    return open;
}

} // namespace pitlane
