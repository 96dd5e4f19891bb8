// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/words.h"

namespace pitlane {

namespace {

template <class... Functions> struct Overloaded : Functions...
{
    using Functions::operator()...;
};
template <class... Functions> Overloaded(Functions...) -> Overloaded<Functions...>;

QString nameOfPhase(Phase phase)
{
    return QString::fromStdString(nameOf(phase));
}

} // namespace

QString nameInWords(const SearchPoint& point)
{
    switch (point.role) {
    case PointRole::Seed:
        return QStringLiteral("the seed");
    case PointRole::HandTuned:
        return QStringLiteral("the hand-tuned network");
    case PointRole::Found:
        break;
    }
    return QStringLiteral("point %1").arg(point.number);
}

QString nameAtStart(const SearchPoint& point)
{
    auto name = nameInWords(point);
    name[0] = name[0].toUpper();
    return name;
}

QString inWords(const JobEvent& event)
{
    return std::visit(Overloaded{
                          [](const HelloEvent& e) {
                              return QStringLiteral("%1, process %2").arg(QString::fromStdString(e.program)).arg(e.pid);
                          },
                          [](const PhaseEvent& e) {
                              if (e.epoch == 0)
                                  return QStringLiteral("%1 begins").arg(nameOfPhase(e.phase));
                              return QStringLiteral("%1 goes on after epoch %2 of %3")
                                  .arg(nameOfPhase(e.phase))
                                  .arg(e.epoch)
                                  .arg(e.epochs);
                          },
                          [](const EpochEvent& e) {
                              auto text = QStringLiteral("%1 epoch %2 of %3: loss %4")
                                              .arg(nameOfPhase(e.phase))
                                              .arg(e.epoch)
                                              .arg(e.epochs)
                                              .arg(e.trainLoss, 0, 'f', 3);
                              if (e.lambdaR != 0)
                                  text += QStringLiteral(", λR %1").arg(e.lambdaR, 0, 'f', 3);
                              return text + QStringLiteral(", %1 on validation, %2 parameters")
                                                .arg(QString::fromStdString(scoreInWords(e.validation)))
                                                .arg(e.parameters);
                          },
                          [](const MasksEvent&) { return QString(); },
                          [](const DoneEvent& e) {
                              if (e.points.empty() || !e.points.front().validation)
                                  return QStringLiteral("done");
                              if (e.points.size() > 1)
                                  return QStringLiteral("done: %1 networks, %2 to %3 parameters")
                                      .arg(e.points.size())
                                      .arg(e.points.front().parameters)
                                      .arg(e.points.back().parameters);
                              return QStringLiteral("done: %1 on validation, %2 parameters")
                                  .arg(QString::fromStdString(scoreInWords(*e.points.front().validation)))
                                  .arg(e.points.front().parameters);
                          },
                          [](const ErrorEvent& e) { return QString::fromStdString(e.sentence); },
                          [](const LogEvent& e) { return QString::fromStdString(e.text); },
                      },
                      event);
}

} // namespace pitlane
