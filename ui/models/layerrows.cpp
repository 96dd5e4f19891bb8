// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/layerrows.h"

#include "core/network/blocks.h"
#include "core/network/edit.h"
#include "ui/models/words.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace pitlane {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("LayerRows", text);
}

Shape shapeAt(const NetworkSpec& network, const std::vector<Shape>& shapes, const std::string& name)
{
    const auto place = network.indexOf(name);
    return place < 0 ? network.input : shapes[static_cast<std::size_t>(place)];
}

/// The layer, sum or input that an activation comes from, through what only passes values on.
std::string originOf(const NetworkSpec& network, std::string name)
{
    for (auto place = network.indexOf(name); place >= 0; place = network.indexOf(name)) {
        const auto& node = network.nodes[static_cast<std::size_t>(place)];
        if (std::holds_alternative<Conv1d>(node.op) || std::holds_alternative<Linear>(node.op) ||
            std::holds_alternative<Attention>(node.op) || std::holds_alternative<Add>(node.op))
            break;
        name = node.inputs.front();
    }
    return name;
}

/// "conv1", "skip" of "b0.conv1", "b0.skip"; names that do not all begin alike stay as they are.
QStringList withoutPrefix(QStringList names)
{
    const auto prefix = names.front().section(QLatin1Char('.'), 0, 0) + QLatin1Char('.');
    if (std::ranges::all_of(names, [&](const QString& name) { return name.startsWith(prefix); }))
        for (auto& name : names)
            name = name.mid(prefix.size());
    return names;
}

} // namespace

std::vector<LayerRow> layerRows(const NetworkSpec& network, const std::vector<LayerSpec>& layers)
{
    const auto shapeOf = shapes(network);
    const auto all = blocks(network);
    std::vector<std::string> leadOf(network.nodes.size());
    for (const auto& block : all)
        for (const auto place : block.nodes)
            leadOf[place] = network.nodes[block.lead()].name;

    std::vector<LayerRow> rows;
    rows.reserve(all.size());
    for (const auto& block : all) {
        const auto& lead = network.nodes[block.lead()];
        LayerRow row{.name = lead.name, .op = lead.op, .searchable = lead.searchable};
        for (std::size_t i = 1; i < block.nodes.size(); ++i)
            row.followedBy.emplace_back(kindOf(network.nodes[block.nodes[i]].op));
        row.in = shapeAt(network, shapeOf, lead.inputs.front());
        row.out = shapeOf[block.last()];
        const auto found = std::ranges::find(layers, lead.name, &LayerSpec::name);
        if (found != layers.end()) {
            row.layer = static_cast<std::size_t>(found - layers.begin());
            row.parameters = found->parameters;
            row.macs = found->macs;
            row.from = QString::fromStdString(found->from);
        }
        QStringList feeders;
        QStringList origins;
        for (const auto& input : lead.inputs) {
            const auto place = network.indexOf(input);
            feeders.append(QString::fromStdString(place < 0 ? input : leadOf[static_cast<std::size_t>(place)]));
            origins.append(QString::fromStdString(originOf(network, input)));
        }
        row.fromBlocks = feeders.join(QStringLiteral(" + "));
        if (!row.layer)
            row.from = origins.size() == 1 ? feeders.front() : withoutPrefix(origins).join(QStringLiteral(" + "));
        rows.push_back(std::move(row));
    }
    return rows;
}

namespace words {

QString kind(const LayerRow& row)
{
    const auto* conv = std::get_if<Conv1d>(&row.op);
    const auto kindName = std::string(kindOf(row.op));
    const auto name = [&]() -> std::string {
        if (std::holds_alternative<Add>(row.op))
            return tr("sum").toStdString();
        if (std::holds_alternative<AvgPool>(row.op))
            return tr("average pool").toStdString();
        if (std::holds_alternative<MaxPool>(row.op))
            return tr("max pool").toStdString();
        if (std::holds_alternative<GlobalAvgPool>(row.op))
            return tr("mean over time").toStdString();
        if (std::holds_alternative<SpatialDropout>(row.op))
            return tr("channel dropout").toStdString();
        if (std::holds_alternative<BatchNorm>(row.op))
            return tr("batch-norm").toStdString();
        if (std::holds_alternative<Relu>(row.op))
            return tr("ReLU").toStdString();
        return kindName;
    }();
    return kind(name, conv != nullptr ? conv->K : 0, row.followedBy);
}

QStringList paddingRules()
{
    return {tr("none"), tr("causal"), tr("same")};
}

QString setting(const Op& op)
{
    if (const auto* conv = std::get_if<Conv1d>(&op)) {
        const auto rule = edit::paddingRule(*conv);
        return rule == edit::PaddingRule::Other
                   ? QStringLiteral("%1, %2").arg(conv->padding.left).arg(conv->padding.right)
                   : paddingRules().at(static_cast<int>(rule));
    }
    if (const auto* dropout = std::get_if<Dropout>(&op))
        return QStringLiteral("p %1").arg(dropout->p);
    if (const auto* spatial = std::get_if<SpatialDropout>(&op))
        return QStringLiteral("p %1").arg(spatial->p);
    return {};
}

std::optional<Padding> readPadding(const QString& text, const Conv1d& conv)
{
    const auto rule = paddingRules().indexOf(text.trimmed().toLower());
    if (rule >= 0)
        return edit::paddingFor(conv, static_cast<edit::PaddingRule>(rule));
    static const QRegularExpression twoNumbers(QStringLiteral("^\\s*(-?\\d{1,7})\\s*[,; ]\\s*(-?\\d{1,7})\\s*$"));
    const auto match = twoNumbers.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    return Padding{.left = match.captured(1).toLongLong(), .right = match.captured(2).toLongLong()};
}

} // namespace words

} // namespace pitlane
