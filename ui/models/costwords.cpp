// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/costwords.h"

#include <QCoreApplication>
#include <QStringList>

namespace pitlane::costwords {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Costs", text);
}

} // namespace

QString title(CostKind kind)
{
    switch (kind) {
    case CostKind::Size:
        return tr("Parameters");
    case CostKind::Ops:
        return tr("MACs");
    case CostKind::Latency:
        return tr("Latency");
    case CostKind::Energy:
        break;
    }
    return tr("Energy");
}

QString unit(CostKind kind)
{
    switch (kind) {
    case CostKind::Size:
        return tr("parameters");
    case CostKind::Ops:
        return tr("MACs");
    case CostKind::Latency:
        return tr("ms");
    case CostKind::Energy:
        break;
    }
    return tr("mJ");
}

QString shortName(const SearchConfig& config)
{
    QStringList names;
    for (const auto& term : costTerms(config))
        names << (term.kind == CostKind::Size  ? tr("size")
                  : term.kind == CostKind::Ops ? tr("MACs")
                                               : title(term.kind).toLower());
    return names.join(QStringLiteral(" + "));
}

QString sentence(const SearchConfig& config)
{
    QString text;
    for (const auto& term : costTerms(config)) {
        if (!text.isEmpty())
            text += tr(", and ");
        text += term.kind == CostKind::Size  ? tr("parameters")
                : term.kind == CostKind::Ops ? tr("MACs")
                                             : title(term.kind).toLower();
        if (term.target)
            text += tr(" on %1").arg(QString::fromStdString(term.target->name));
        if (term.limit)
            text += tr(", at most %1 %2").arg(*term.limit, 0, 'g', 6).arg(unit(term.kind));
    }
    return text;
}

} // namespace pitlane::costwords
