// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/stripgeometry.h"

#include "ui/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace pitlane {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("LayerStrip", text);
}

/// The graph by node index, with channel counts as found.
class Graph
{
public:
    Graph(const NetworkSpec& network, const std::vector<LayerShape>& found) : m_network(network)
    {
        for (const auto& shape : found)
            m_found.emplace(shape.name, shape);
    }

    [[nodiscard]] const LayerShape* found(const std::string& name) const
    {
        const auto it = m_found.find(name);
        return it == m_found.end() ? nullptr : &it->second;
    }

    /// Channels of the activation `name`, in the seed or as found.
    [[nodiscard]] std::int64_t channels(const std::string& name, bool asFound) const
    {
        const auto index = m_network.indexOf(name);
        if (index < 0)
            return m_network.input.C;
        const auto& node = m_network.nodes[static_cast<std::size_t>(index)];
        if (asFound)
            if (const auto* shape = found(node.name))
                return shape->removed ? 0 : shape->C_out;
        if (const auto* conv = std::get_if<Conv1d>(&node.op))
            return conv->C_out;
        if (const auto* linear = std::get_if<Linear>(&node.op))
            return linear->C_out;
        std::int64_t most = 0;
        for (const auto& input : node.inputs)
            most = std::max(most, channels(input, asFound));
        return most;
    }

    /// Convolutions and linear layers on the way from `name` back to `stop`, nearest first; follows the first input.
    [[nodiscard]] std::vector<std::string> path(std::string name, const std::string& stop) const
    {
        std::vector<std::string> layersOnPath;
        while (name != stop) {
            const auto index = m_network.indexOf(name);
            if (index < 0)
                break;
            const auto& node = m_network.nodes[static_cast<std::size_t>(index)];
            if (std::holds_alternative<Conv1d>(node.op) || std::holds_alternative<Linear>(node.op))
                layersOnPath.push_back(node.name);
            if (node.inputs.empty())
                break;
            name = node.inputs.front();
        }
        return layersOnPath;
    }

    /// Everything on the way from `name` back to the input, `name` and "input" included.
    [[nodiscard]] std::vector<std::string> ancestors(std::string name) const
    {
        std::vector<std::string> names;
        for (;;) {
            names.push_back(name);
            const auto index = m_network.indexOf(name);
            if (index < 0 || m_network.nodes[static_cast<std::size_t>(index)].inputs.empty())
                return names;
            name = m_network.nodes[static_cast<std::size_t>(index)].inputs.front();
        }
    }

    /// Where the branches of an Add part: the nearest node that all of them come from.
    [[nodiscard]] std::string fork(const Node& add) const
    {
        auto common = ancestors(add.inputs.front());
        for (std::size_t i = 1; i < add.inputs.size(); ++i) {
            const auto other = ancestors(add.inputs[i]);
            const std::set<std::string> names(other.begin(), other.end());
            std::erase_if(common, [&](const std::string& name) { return !names.contains(name); });
        }
        return common.empty() ? std::string(NetworkSpec::inputName) : common.front();
    }

private:
    const NetworkSpec& m_network;
    std::map<std::string, LayerShape> m_found;
};

/// A skip as the graph tells it: the layers of the long way, and those of the short ways that are drawn as bracket
/// only.
struct Skip
{
    std::string add;
    std::set<std::string> block;
    std::vector<std::string> skipLayers;
};

std::vector<Skip> skipsOf(const NetworkSpec& seed, const Graph& graph, const std::vector<LayerSpec>& specs)
{
    std::map<std::string, std::int64_t> taps;
    for (const auto& spec : specs)
        taps[spec.name] = spec.K;
    std::vector<Skip> skips;
    for (const auto& node : seed.nodes) {
        if (!std::holds_alternative<Add>(node.op) || node.inputs.size() < 2)
            continue;
        const auto fork = graph.fork(node);
        std::vector<std::vector<std::string>> branches;
        for (const auto& input : node.inputs)
            branches.push_back(graph.path(input, fork));
        const auto weight = [&](const std::vector<std::string>& branch) {
            std::int64_t sum = 0;
            for (const auto& name : branch)
                sum += taps[name];
            return sum;
        };
        const auto main = std::max_element(branches.begin(), branches.end(),
                                           [&](const auto& a, const auto& b) { return weight(a) < weight(b); });
        Skip skip{.add = node.name, .block = {main->begin(), main->end()}, .skipLayers = {}};
        for (auto branch = branches.begin(); branch != branches.end(); ++branch) {
            if (branch == main)
                continue;
            const bool short1x1 = branch->size() <= 1 && weight(*branch) <= 1;
            for (const auto& name : *branch)
                if (short1x1)
                    skip.skipLayers.push_back(name);
                else
                    skip.block.insert(name);
        }
        if (!skip.block.empty())
            skips.push_back(std::move(skip));
    }
    return skips;
}

std::int64_t groupsOf(const NetworkSpec& seed, const std::string& name)
{
    const auto& node = seed.nodes[static_cast<std::size_t>(seed.indexOf(name))];
    const auto* conv = std::get_if<Conv1d>(&node.op);
    return conv == nullptr ? 1 : std::max<std::int64_t>(conv->groups, 1);
}

bool hasBias(const NetworkSpec& seed, const std::string& name)
{
    const auto& node = seed.nodes[static_cast<std::size_t>(seed.indexOf(name))];
    if (const auto* conv = std::get_if<Conv1d>(&node.op))
        return conv->bias;
    const auto* linear = std::get_if<Linear>(&node.op);
    return linear != nullptr && linear->bias;
}

/// Inputs, parameters and multiply-accumulates of a layer as found, counted like layers() counts the seed's.
void countFound(StripColumn& column, const NetworkSpec& seed, const Graph& graph)
{
    const auto name = column.seed.name;
    const auto& node = seed.nodes[static_cast<std::size_t>(seed.indexOf(name))];
    const auto& shape = column.shape;
    if (shape.removed)
        return;
    const auto before = std::max<std::int64_t>(graph.channels(node.inputs.front(), false), 1);
    column.C_in = graph.channels(node.inputs.front(), true) * column.seed.C_in / before;
    if (std::holds_alternative<Attention>(node.op)) {
        const auto perSample = [](std::int64_t C) { return C * (C + 2); };
        column.parameters = shape.C_out * (shape.C_out + 1);
        column.macs = column.seed.macs / perSample(column.seed.C_out) * perSample(shape.C_out);
        return;
    }
    const bool depthwise = groupsOf(seed, name) > 1;
    const auto weights = shape.C_out * (depthwise ? 1 : column.C_in) * shape.K;
    const auto norms = std::count(column.seed.followedBy.begin(), column.seed.followedBy.end(), "batch_norm");
    column.parameters = weights + (hasBias(seed, name) ? shape.C_out : 0) + 2 * norms * shape.C_out;
    column.macs = weights * column.seed.T;
}

StripColumn columnFor(const LayerSpec& spec, const NetworkSpec& seed, const Graph& graph, bool showFound,
                      const QStringList& fixedLayers)
{
    StripColumn column;
    column.kind = spec.kind == "conv1d" ? StripColumn::Kind::Conv : StripColumn::Kind::Linear;
    column.name = QString::fromStdString(spec.name);
    column.seed = spec;
    column.shape = {.name = spec.name, .C_out = spec.C_out, .F = spec.F(), .d = spec.d, .K = spec.K, .removed = false};
    column.found = showFound;
    const auto& node = seed.nodes[static_cast<std::size_t>(seed.indexOf(spec.name))];
    column.fixed = !node.searchable || fixedLayers.contains(column.name);
    column.C_in = spec.C_in;
    column.parameters = spec.parameters;
    column.macs = spec.macs;
    if (const auto* shape = graph.found(spec.name)) {
        column.shape = *shape;
        column.parameters = 0;
        column.macs = 0;
    }
    if (showFound)
        countFound(column, seed, graph);
    return column;
}

} // namespace

StripMetrics StripMetrics::of(StripSize size)
{
    if (size == StripSize::Docked)
        return {};
    return {.sample = 4,
            .lane = 13,
            .tallest = 143,
            .minColumn = 64,
            .gapInBlock = 16,
            .gapBetween = 32,
            .nameBaseline = 24,
            .boxTop = 64,
            .firstRow = 18,
            .rowPitch = 16,
            .rows = 3,
            .labelWidth = 112,
            .blob = 18,
            .bottom = 16};
}

StripGeometry StripGeometry::of(StripSize size, const NetworkSpec& seed, const std::vector<LayerShape>& found,
                                const QStringList& fixedLayers)
{
    StripGeometry geometry;
    geometry.metrics = StripMetrics::of(size);
    const auto& m = geometry.metrics;
    const auto specs = layers(seed);
    const Graph graph(seed, found);
    const auto skips = skipsOf(seed, graph, specs);

    std::set<std::string> hidden;
    for (const auto& skip : skips)
        hidden.insert(skip.skipLayers.begin(), skip.skipLayers.end());

    StripColumn input;
    input.kind = StripColumn::Kind::Input;
    input.name =
        QString::fromLatin1(NetworkSpec::inputName.data(), static_cast<qsizetype>(NetworkSpec::inputName.size()));
    input.seed.C_out = seed.input.C;
    input.seed.T = seed.input.T;
    input.shape = {.name = std::string(NetworkSpec::inputName), .C_out = seed.input.C};
    input.fixed = true;
    geometry.columns.push_back(input);
    for (const auto& spec : specs)
        if (!hidden.contains(spec.name))
            geometry.columns.push_back(columnFor(spec, seed, graph, !found.empty(), fixedLayers));

    std::int64_t mostChannels = 1;
    for (const auto& column : geometry.columns)
        mostChannels = std::max(mostChannels, column.seed.C_out);
    const double fitted = m.tallest / static_cast<double>(mostChannels);
    geometry.lane = fitted >= m.lane ? m.lane : fitted >= 1 ? std::floor(fitted) : fitted;
    const double tallestBox = geometry.lane * static_cast<double>(mostChannels);
    geometry.base = m.boxTop + tallestBox;

    for (std::size_t s = 0; s < skips.size(); ++s)
        for (auto& column : geometry.columns)
            if (skips[s].block.contains(column.seed.name))
                column.block = static_cast<int>(s);

    double x = m.labelWidth;
    for (std::size_t i = 0; i < geometry.columns.size(); ++i) {
        auto& column = geometry.columns[i];
        const double height = std::max(2.0, geometry.lane * static_cast<double>(column.seed.C_out));
        const bool timed = column.kind == StripColumn::Kind::Conv;
        const double boxWidth = timed ? m.sample * static_cast<double>(column.seed.F()) : m.blob;
        if (column.kind == StripColumn::Kind::Input) {
            column.box = QRectF(m.labelWidth - 16 - boxWidth, geometry.base - height, boxWidth, height);
            column.width = boxWidth;
            continue;
        }
        column.width = std::max(boxWidth, m.minColumn);
        column.box = QRectF(x, geometry.base - height, boxWidth, height);
        const bool last = i + 1 == geometry.columns.size();
        const bool sameBlock = !last && column.block >= 0 && geometry.columns[i + 1].block == column.block;
        x += column.width + (last ? 0 : sameBlock ? m.gapInBlock : m.gapBetween);
    }

    for (std::size_t s = 0; s < skips.size(); ++s) {
        StripBracket bracket;
        bracket.add = QString::fromStdString(skips[s].add);
        for (const auto& name : skips[s].skipLayers)
            bracket.skipLayers << QString::fromStdString(name);
        bracket.first = -1;
        double top = geometry.base;
        for (std::size_t i = 0; i < geometry.columns.size(); ++i) {
            const auto& column = geometry.columns[i];
            if (!skips[s].block.contains(column.seed.name))
                continue;
            if (bracket.first < 0) {
                bracket.first = static_cast<int>(i);
                bracket.left = column.box.left() - 7.5;
            }
            bracket.last = static_cast<int>(i);
            bracket.right = column.box.right() + 7.5;
            top = std::min(top, column.box.top());
        }
        bracket.top = top - 7.5;
        if (bracket.first >= 0)
            geometry.brackets.push_back(bracket);
    }
    geometry.size = QSizeF(x + 12, geometry.base + m.firstRow + m.rowPitch * (m.rows - 1) + m.bottom);
    return geometry;
}

int StripGeometry::columnOf(const QString& layer) const
{
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i].name == layer)
            return static_cast<int>(i);
    return -1;
}

int StripGeometry::bracketOf(const QString& layer) const
{
    for (std::size_t i = 0; i < brackets.size(); ++i)
        if (brackets[i].skipLayers.contains(layer))
            return static_cast<int>(i);
    return -1;
}

QString StripGeometry::layerAt(const QPointF& position) const
{
    for (const auto& bracket : brackets) {
        if (bracket.skipLayers.isEmpty())
            continue;
        const bool onTop = std::abs(position.y() - bracket.top) <= 4 && position.x() >= bracket.left - 3 &&
                           position.x() <= bracket.right + 3;
        const bool onSide =
            std::abs(position.x() - bracket.right) <= 6 && position.y() >= bracket.top && position.y() <= base + 6;
        if (onTop || onSide)
            return bracket.skipLayers.front();
    }
    for (const auto& column : columns)
        if (column.kind != StripColumn::Kind::Input && position.x() >= column.box.left() - 7 &&
            position.x() < column.box.left() + column.width + 7)
            return column.name;
    return {};
}

std::vector<QRectF> StripGeometry::cells(const StripColumn& column) const
{
    std::vector<QRectF> rectangles;
    const auto& shape = column.shape;
    if (shape.removed || shape.C_out <= 0)
        return rectangles;
    const bool solid = lane <= 1;
    const auto lanes = solid ? std::int64_t{1} : shape.C_out;
    const double laneHeight = solid ? std::max(2.0, lane * static_cast<double>(shape.C_out)) : lane;
    const double cellHeight = solid ? laneHeight : lane - 1;
    const bool timed = column.kind == StripColumn::Kind::Conv;
    const auto taps = timed ? shape.K : std::int64_t{1};
    const double cellWidth = timed ? metrics.sample - 1 : column.box.width();
    for (std::int64_t k = 0; k < taps; ++k) {
        const double right = column.box.right() - (timed ? metrics.sample * static_cast<double>(k * shape.d) : 0.0);
        for (std::int64_t c = 0; c < lanes; ++c) {
            const double bottom = base - laneHeight * static_cast<double>(c);
            rectangles.emplace_back(right - cellWidth, bottom - cellHeight, cellWidth, cellHeight);
        }
    }
    return rectangles;
}

QString describe(const StripColumn& column)
{
    const auto& seed = column.seed;
    const auto& shape = column.shape;
    if (column.kind == StripColumn::Kind::Input)
        return tr("%1: %2 channels, %3 samples").arg(column.name, format::count(seed.C_out), format::count(seed.T));
    if (shape.removed)
        return tr("%1: removed").arg(column.name);
    const auto of = [&](std::int64_t found, std::int64_t whole) {
        return column.found ? tr("%1 of %2").arg(format::count(found), format::count(whole)) : format::count(whole);
    };
    QString text;
    if (column.kind == StripColumn::Kind::Linear)
        text = tr("%1: %2 outputs, %3 inputs").arg(column.name, format::count(shape.C_out), of(column.C_in, seed.C_in));
    else
        text = tr("%1: %2 channels, field %3, dilation %4, %5 taps")
                   .arg(column.name, of(shape.C_out, seed.C_out), of(shape.F, seed.F()), format::count(shape.d),
                        format::count(shape.K));
    return column.fixed ? tr("%1, not searched").arg(text) : text;
}

} // namespace pitlane
