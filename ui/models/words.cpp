// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/words.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

namespace pitlane::words {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("words", text);
}

} // namespace

QString shortName(const std::string& layer)
{
    const auto name = QString::fromStdString(layer);
    return name.section(QLatin1Char('.'), -1);
}

QString groupName(const SearchSpace& space, std::size_t group)
{
    const auto& members = space.groups[group].layers;
    const auto owner = QString::fromStdString(space.layers[members.front()].name);
    const auto prefix = owner.section(QLatin1Char('.'), 0, 0);
    const bool oneBlock = std::ranges::all_of(members, [&](std::size_t member) {
        return QString::fromStdString(space.layers[member].name).section(QLatin1Char('.'), 0, 0) == prefix;
    });
    static const QRegularExpression blockName(QStringLiteral("^(?:b|block)(\\d+)$"));
    const auto match = blockName.match(prefix);
    return oneBlock && match.hasMatch() ? tr("block %1").arg(match.captured(1)) : owner;
}

QString reason(Frozen frozen)
{
    switch (frozen) {
    case Frozen::No:
        return {};
    case Frozen::ByChoice:
        return tr("frozen by choice");
    case Frozen::FixedBySeed:
        return tr("fixed by the seed");
    case Frozen::MakesOutputs:
        return tr("makes the outputs");
    case Frozen::SharesInput:
        return tr("added to the input");
    case Frozen::SharesFixed:
        return tr("added to a fixed layer");
    case Frozen::NeedsChannels:
        return tr("next node needs all channels");
    case Frozen::Strided:
        return tr("has a stride");
    case Frozen::OneTap:
        return tr("one tap only");
    case Frozen::ByMethod:
        return tr("not searched by this method");
    case Frozen::NoNorm:
        return tr("no batch-norm follows");
    }
    return {};
}

QString dilations(std::int64_t F_seed)
{
    QStringList values;
    for (std::int64_t i = 0; i < gammaLength(F_seed); ++i)
        values.append(QString::number(std::int64_t{1} << i));
    return values.join(QLatin1Char(' '));
}

QString kind(const std::string& kind, std::int64_t K, const std::vector<std::string>& followedBy)
{
    QStringList parts{QString::fromStdString(kind)};
    if (kind == "conv1d" && K == 1)
        parts.front() += QStringLiteral(" 1×1");
    for (const auto& next : followedBy) {
        if (next == "batch_norm")
            parts.append(QStringLiteral("BN"));
        else if (next == "relu")
            parts.append(QStringLiteral("ReLU"));
        else if (next == "avg_pool")
            parts.append(tr("average pool"));
        else if (next == "max_pool")
            parts.append(tr("max pool"));
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace pitlane::words
