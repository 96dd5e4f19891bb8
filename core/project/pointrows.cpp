// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/pointrows.h"

#include "core/base/jsonreader.h"
#include "core/study/pointjson.h"

namespace pitlane::sqlite {

namespace {

/// What changes while a point is worked on, in the order in which bindState() binds it.
const QString stateColumns = QStringLiteral("status, phase, epoch, epochs, parameters, macs, score, loss, rows, "
                                            "measure, unit, layers, seconds, stopped_early, message, run_folder, "
                                            "snapshot, int8");
/// What a point is from the start.
const QString identityColumns = QStringLiteral("sweep, role, number, lambda, seed_number");

std::string layersToText(const std::vector<LayerShape>& layers)
{
    auto list = nlohmann::json::array();
    for (const auto& layer : layers)
        list.push_back({{"name", layer.name},
                        {"C_out", layer.C_out},
                        {"F", layer.F},
                        {"d", layer.d},
                        {"K", layer.K},
                        {"removed", layer.removed}});
    return list.dump();
}

std::vector<LayerShape> layersFromText(const std::string& text, const std::string& source)
{
    const auto json = parseJson(text, source);
    const JsonReader list(json, source);
    std::vector<LayerShape> layers(list.size());
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const auto reader = list.at(i);
        auto& layer = layers[i];
        layer.name = reader.at("name").asString();
        reader.read("C_out", layer.C_out);
        reader.read("F", layer.F);
        reader.read("d", layer.d);
        reader.read("K", layer.K);
        reader.read("removed", layer.removed);
    }
    return layers;
}

std::string snapshotToText(const std::optional<SnapshotOrigin>& origin)
{
    if (!origin)
        return {};
    return nlohmann::json{{"copy", origin->copy}, {"epoch", origin->epoch}, {"budget", origin->budget}}.dump();
}

std::optional<SnapshotOrigin> snapshotFromText(const std::string& text, const std::string& source)
{
    if (text.empty())
        return std::nullopt;
    const auto json = parseJson(text, source);
    const JsonReader reader(json, source);
    SnapshotOrigin origin;
    reader.read("copy", origin.copy);
    reader.read("epoch", origin.epoch);
    reader.read("budget", origin.budget);
    return origin;
}

QVariant number(std::int64_t value)
{
    return QVariant::fromValue<qlonglong>(value);
}

void bindState(Statement& statement, const SearchPoint& point)
{
    const auto quality = point.validation;
    statement.bind(nameOf(point.status)).bind(nameOf(point.phase)).bind(point.epoch).bind(point.epochs);
    statement.bind(number(point.parameters)).bind(number(point.macs));
    statement.bind(quality ? QVariant(quality->score) : QVariant())
        .bind(quality ? QVariant(quality->loss) : QVariant())
        .bind(quality ? number(quality->rows) : QVariant())
        .bind(std::string(idOf(quality ? quality->measure : QualityMeasure::Accuracy)))
        .bind(quality ? quality->unit : std::string());
    statement.bind(layersToText(point.layers)).bind(point.seconds).bind(point.stoppedEarly);
    statement.bind(point.message).bind(point.runFolder).bind(snapshotToText(point.snapshot));
    statement.bind(point.int8 ? toJson(*point.int8).dump() : std::string());
}

} // namespace

PointId insertPoint(Connection& connection, const SearchPoint& point, const std::string& referenceKey)
{
    Statement insert(connection, QStringLiteral("INSERT INTO points (%1, reference_key, %2) VALUES (?, ?, ?, ?, ?, ?, "
                                                "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                                     .arg(identityColumns, stateColumns));
    insert.bind(number(point.sweep.value)).bind(nameOf(point.role)).bind(point.number).bind(point.lambda);
    insert.bind(std::to_string(point.seedNumber)).bind(referenceKey);
    bindState(insert, point);
    insert.execute();
    return {insert.lastInsertId()};
}

void updatePoint(Connection& connection, const SearchPoint& point)
{
    Statement update(connection, QStringLiteral("UPDATE points SET (%1) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                                                "?, ?, ?) "
                                                "WHERE id = ?")
                                     .arg(stateColumns));
    bindState(update, point);
    update.bind(number(point.id.value));
    update.execute();
}

std::vector<SearchPoint> selectPoints(Connection& connection)
{
    Statement select(connection, QStringLiteral("SELECT id, %1, %2 FROM points ORDER BY role = 'found', sweep, number, "
                                                "role = 'hand-tuned', id")
                                     .arg(identityColumns, stateColumns));
    select.execute();
    std::vector<SearchPoint> points;
    while (select.next()) {
        const auto source = connection.file().string() + ": point " + select.text(0);
        SearchPoint point;
        int column = 0;
        const auto next = [&] { return select.value(column++); };
        const auto nextText = [&] { return next().toString().toStdString(); };
        point.id.value = next().toLongLong();
        point.sweep.value = next().toLongLong();
        point.role = pointRoleFromName(nextText());
        point.number = next().toInt();
        point.lambda = next().toDouble();
        point.seedNumber = next().toULongLong();
        point.status = pointStatusFromName(nextText());
        point.phase = phaseFromName(nextText());
        point.epoch = next().toInt();
        point.epochs = next().toInt();
        point.parameters = next().toLongLong();
        point.macs = next().toLongLong();
        if (!select.isNull(column))
            point.validation = Quality{.score = select.value(column).toDouble(),
                                       .loss = select.value(column + 1).toDouble(),
                                       .rows = select.value(column + 2).toLongLong(),
                                       .measure = measureFromId(select.text(column + 3)),
                                       .unit = select.text(column + 4)};
        column += 5;
        point.layers = layersFromText(nextText(), source);
        point.seconds = next().toDouble();
        point.stoppedEarly = next().toBool();
        point.message = nextText();
        point.runFolder = nextText();
        point.snapshot = snapshotFromText(nextText(), source);
        if (const auto text = nextText(); !text.empty())
            point.int8 = int8QualityFromJson(JsonReader(parseJson(text, source), source));
        points.push_back(std::move(point));
    }
    return points;
}

} // namespace pitlane::sqlite
