// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/pointactions.h"

#include "ui/format.h"
#include "ui/models/jobsmodel.h"

#include <QAction>
#include <QFileDialog>
#include <QMessageBox>

namespace pitlane {

PointActions::PointActions(Context& context, QWidget* window)
    : QObject(window), m_context(context), m_window(window), m_export(new QAction(tr("Export ONNX…"), this)),
      m_rerun(new QAction(tr("Run again and compare"), this)),
      m_refit(new QAction(tr("Refit on train and validation"), this))
{
    m_export->setObjectName(QStringLiteral("exportNetwork"));
    m_rerun->setObjectName(QStringLiteral("rerunPoint"));
    m_refit->setObjectName(QStringLiteral("refitPoint"));
    m_rerun->setToolTip(tr("Runs the point's job a second time and says whether it gives the same numbers."));
    m_refit->setToolTip(
        tr("Fine-tunes the network once more, on the rows that validate, too. The point stays as it is."));
    connect(m_export, &QAction::triggered, this, &PointActions::askNetworkFile);
    connect(m_rerun, &QAction::triggered, this, [this] {
        act([this](ProjectSession& session, PointId id) {
            session.rerun(id);
            m_context.say(tr("%1 runs again").arg(pointTitle(*session.point(id))));
        });
    });
    connect(m_refit, &QAction::triggered, this, [this] {
        act([this](ProjectSession& session, PointId id) {
            session.refit(id);
            m_context.say(tr("%1 is refit on all its rows").arg(pointTitle(*session.point(id))));
            refresh();
        });
    });
    connect(&context, &Context::selectedChanged, this, &PointActions::refresh);
    connect(&context, &Context::sessionChanged, this, &PointActions::setSession);
    setSession(context.session());
}

void PointActions::setSession(ProjectSession* session)
{
    if (session != nullptr) {
        connect(session, &ProjectSession::pointChanged, this, [this](const SearchPoint& point) {
            if (point.id == m_context.selected())
                refresh();
        });
        connect(session, &ProjectSession::rerunFinished, this, [this, session](const RerunReport& report) {
            QStringList lines;
            const auto name = pointTitle(*session->point(report.point));
            for (const auto& line : inWords(report, name.toStdString()))
                lines << QString::fromStdString(line);
            tell(report.point, lines);
        });
        connect(session, &ProjectSession::rerunFailed, this, [this](PointId id, const QString& sentence) {
            tell(id, {tr("The second run did not finish."), sentence});
        });
        connect(session, &ProjectSession::refitFinished, this, [this, session](PointId id) {
            m_context.say(
                tr("%1 has a refit now; Deploy opens the test part for it").arg(pointTitle(*session->point(id))));
            refresh();
        });
        connect(session, &ProjectSession::refitFailed, this, [this](PointId id, const QString& sentence) {
            tell(id, {tr("The refit did not finish."), sentence});
            refresh();
        });
    }
    refresh();
}

void PointActions::refresh()
{
    const auto* session = m_context.session();
    const auto point = session != nullptr ? session->point(m_context.selected()) : std::nullopt;
    const bool done = point && point->status == PointStatus::Done;
    const bool canWork = done && !session->isReadOnly();
    m_export->setEnabled(done);
    m_rerun->setEnabled(canWork && !point->stoppedEarly);
    m_refit->setEnabled(canWork && point->role == PointRole::Found && !session->isRefitting(point->id));
    m_refit->setText(done && session->hasRefit(point->id) ? tr("Refit on train and validation again")
                                                          : tr("Refit on train and validation"));
}

void PointActions::askNetworkFile()
{
    const auto* session = m_context.session();
    const auto point = session != nullptr ? session->point(m_context.selected()) : std::nullopt;
    if (!point)
        return;
    const auto name = pointTitle(*point).toLower().replace(QLatin1Char(' '), QLatin1Char('-'));
    const auto path = QFileDialog::getSaveFileName(m_window, tr("Export the network"), name + QStringLiteral(".onnx"),
                                                   tr("ONNX (*.onnx)"));
    if (!path.isEmpty())
        act([&](ProjectSession&, PointId id) { exportNetwork(id, path); });
}

void PointActions::exportNetwork(PointId id, const QString& path)
{
    const auto file =
        path.endsWith(QLatin1String(".onnx"), Qt::CaseInsensitive) ? path : path + QStringLiteral(".onnx");
    writeNetwork(m_context.session()->trainedNetwork(id), file.toStdString());
    m_context.say(tr("Network written to %1").arg(file));
}

void PointActions::act(const std::function<void(ProjectSession&, PointId)>& action)
{
    auto* session = m_context.session();
    if (session == nullptr || !m_context.selected().isValid())
        return;
    try {
        action(*session, m_context.selected());
    } catch (const Error& error) {
        QMessageBox::warning(m_window, tr("Pitlane"), QString::fromUtf8(error.what()));
    }
}

/// Without stopping what the person does now: a box that does not block, and a line below.
void PointActions::tell(PointId point, const QStringList& lines)
{
    m_context.say(lines.first());
    Q_EMIT compared(point, lines);
    auto* box = new QMessageBox(QMessageBox::Information, tr("Pitlane"), lines.first(), QMessageBox::Ok, m_window);
    box->setObjectName(QStringLiteral("verdict"));
    box->setInformativeText(lines.mid(1).join(QLatin1Char('\n')));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowModality(Qt::NonModal);
    box->show();
}

} // namespace pitlane
