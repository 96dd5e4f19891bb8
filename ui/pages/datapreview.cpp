// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/datapreview.h"

#include <QElapsedTimer>
#include <QtConcurrent>

#include <algorithm>

namespace pitlane {

/// What the background has read: values, or why not.
struct DataPreview::Loaded
{
    std::shared_ptr<const Dataset> train;
    std::vector<datachecks::Finding> findings;
    std::vector<SignalRow> signalRows;
    QString problem;
    double seconds = 0;
};

DataPreview& DataPreview::of(Context& context)
{
    if (auto* known = context.findChild<DataPreview*>(QString(), Qt::FindDirectChildrenOnly))
        return *known;
    return *new DataPreview(context);
}

DataPreview::DataPreview(Context& context) : QObject(&context), m_context(context)
{
    connect(&context, &Context::sessionChanged, this, &DataPreview::follow);
    follow();
}

void DataPreview::follow()
{
    auto* session = m_context.session();
    if (session == nullptr) {
        m_source.reset();
        m_sessionOf = nullptr;
        clear(State::Empty);
        Q_EMIT changed();
        return;
    }
    if (session != m_sessionOf) {
        m_sessionOf = session;
        m_source.reset();
        connect(session, &ProjectSession::draftChanged, this, &DataPreview::follow);
    }
    const auto& config = session->draft().config;
    if (m_source != config.data) {
        m_source = config.data;
        load();
    } else if (m_state == State::Ready &&
               m_splitSeed != config.seedNumber) {
        drawSplit();
        Q_EMIT changed();
    }
}

void DataPreview::clear(State state)
{
    ++m_job;
    m_state = state;
    m_train.reset();
    m_findings.clear();
    m_signals.clear();
    m_split = {};
    m_splitProblem.clear();
    m_testCounts.clear();
    m_testProblem.clear();
    m_testAsked = false;
    m_problem.clear();
    m_channel = 0;
}

void DataPreview::reload()
{
    if (m_source)
        load();
}

void DataPreview::load()
{
    clear(State::Loading);
    const auto job = m_job;
    QtConcurrent::run([source = *m_source, folder = m_context.session()->folder()] {
        Loaded loaded;
        QElapsedTimer timer;
        timer.start();
        try {
            loaded.train = std::make_shared<const Dataset>(loadTrainPart(source, folder));
            loaded.findings = datachecks::healthCheck(*loaded.train);
            loaded.signalRows = datachecks::signalsByClass(*loaded.train);
        } catch (const std::exception& error) {
            loaded.train.reset();
            loaded.problem = QString::fromStdString(error.what());
        }
        loaded.seconds = static_cast<double>(timer.elapsed()) / 1000;
        return loaded;
    }).then(this, [this, job](Loaded loaded) {
        if (job == m_job)
            take(std::move(loaded));
    });
    Q_EMIT changed();
}

void DataPreview::take(Loaded loaded)
{
    m_loadSeconds = loaded.seconds;
    m_train = std::move(loaded.train);
    m_findings = std::move(loaded.findings);
    m_signals = std::move(loaded.signalRows);
    m_problem = loaded.problem;
    m_state = m_train != nullptr ? State::Ready : State::Failed;
    if (m_state == State::Ready)
        drawSplit();
    Q_EMIT changed();
}

void DataPreview::drawSplit()
{
    const auto& config = m_context.session()->draft().config;
    m_splitSeed = config.seedNumber;
    m_splitProblem.clear();
    try {
        m_split = pitlane::drawSplit(*m_train, config.data.pipeline.split, config.seedNumber);
    } catch (const Error& error) {
        m_split = {};
        m_splitProblem = QString::fromStdString(error.what());
    }
}

void DataPreview::setChannel(std::int64_t channel)
{
    if (m_state != State::Ready || channel == m_channel || channel < 0 || channel >= m_train->channels)
        return;
    m_channel = channel;
    const auto job = m_job;
    QtConcurrent::run([train = m_train, channel] {
        return datachecks::signalsByClass(*train, channel);
    }).then(this, [this, job, channel](std::vector<SignalRow> rows) {
        if (job != m_job || channel != m_channel)
            return;
        m_signals = std::move(rows);
        Q_EMIT changed();
    });
}

void DataPreview::countTest()
{
    if (m_testAsked || m_state != State::Ready)
        return;
    m_testAsked = true;
    const auto& source = *m_source;
    if (!hasTestPart(source))
        return;
    const auto job = m_job;
    QtConcurrent::run([source, folder = m_context.session()->folder()] {
        std::pair<std::vector<std::int64_t>, QString> answer;
        try {
            answer.first = classCounts(loadTestPart(source, folder));
        } catch (const std::exception& error) {
            answer.second = QString::fromStdString(error.what());
        }
        return answer;
    }).then(this, [this, job](std::pair<std::vector<std::int64_t>, QString> answer) {
        if (job != m_job)
            return;
        m_testCounts = std::move(answer.first);
        m_testProblem = answer.second;
        Q_EMIT changed();
    });
}

QStringList openDecisions(const ProjectSession& session)
{
    QStringList open;
    // A generator draws every series on its own: nobody's heartbeat can be in two parts.
    if (session.draft().config.data.kind == DataSource::Kind::Synthetic)
        return open;
    const auto decisions = session.decisions();
    const auto key = QString::fromLatin1(noSubjectIdKey);
    if (std::ranges::find(decisions, key, &Decision::key) == decisions.end())
        open.append(key);
    return open;
}

} // namespace pitlane
