// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/pointsmodel.h"

#include "core/pareto/front.h"
#include "ui/format.h"
#include "ui/widgets/stateglyph.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace pitlane {
namespace {

bool isReference(const SearchPoint& point)
{
    return point.role != PointRole::Found;
}

bool isUnfinished(const SearchPoint& point)
{
    return point.status != PointStatus::Done;
}

QString csvField(const QString& text)
{
    static const QString special = QStringLiteral(",\"\r\n");
    const bool quoted = std::any_of(text.begin(), text.end(), [](QChar c) { return special.contains(c); });
    if (!quoted)
        return text;
    auto escaped = text;
    return QLatin1Char('"') + escaped.replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
}

QString roleName(const SearchPoint& point)
{
    return QString::fromStdString(nameOf(point.role));
}

} // namespace

double phaseProgress(const SearchPoint& point)
{
    if (point.status == PointStatus::Done)
        return 1;
    return point.epochs > 0 ? std::clamp(static_cast<double>(point.epoch) / point.epochs, 0.0, 1.0) : 0;
}

PointsModel::PointsModel(QObject* parent) : QAbstractTableModel(parent) {}

void PointsModel::setPoints(const std::vector<SearchPoint>& points, const std::set<PointId>& front)
{
    if (const auto shared = sharedQuality(points); std::exchange(m_shared, shared) != shared)
        Q_EMIT headerDataChanged(Qt::Horizontal, Score, Score);
    const auto sameRows = std::min(points.size(), m_points.size());
    const bool prefixStays = points.size() >= m_points.size() &&
                             std::equal(m_points.begin(), m_points.end(), points.begin(),
                                        [](const SearchPoint& a, const SearchPoint& b) { return a.id == b.id; });
    if (!prefixStays) {
        beginResetModel();
        m_points = points;
        m_front = front;
        endResetModel();
        return;
    }
    const auto oldFront = std::exchange(m_front, front);
    for (std::size_t i = 0; i < sameRows; ++i) {
        const auto id = points[i].id;
        if (m_points[i] == points[i] && oldFront.contains(id) == m_front.contains(id))
            continue;
        m_points[i] = points[i];
        Q_EMIT dataChanged(index(static_cast<int>(i), 0), index(static_cast<int>(i), ColumnCount - 1));
    }
    if (points.size() > sameRows) {
        beginInsertRows({}, static_cast<int>(sameRows), static_cast<int>(points.size()) - 1);
        m_points.insert(m_points.end(), points.begin() + static_cast<std::ptrdiff_t>(sameRows), points.end());
        endInsertRows();
    }
}

int PointsModel::rowOf(PointId point) const
{
    const auto it = std::find_if(m_points.begin(), m_points.end(), [&](const auto& p) { return p.id == point; });
    return it == m_points.end() || !point.isValid() ? -1 : static_cast<int>(it - m_points.begin());
}

PointId PointsModel::idAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_points[static_cast<std::size_t>(row)].id : PointId{};
}

int PointsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_points.size());
}

int PointsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PointsModel::display(const SearchPoint& point, int column) const
{
    switch (column) {
    case Number:
        return isReference(point) ? QString() : QString::number(point.number);
    case State:
        return isReference(point) && point.status == PointStatus::Queued
                   ? tr("%1, untrained").arg(point.role == PointRole::Seed ? tr("seed") : tr("hand-tuned"))
               : isReference(point) && point.status != PointStatus::Done
                   ? QStringLiteral("%1, %2").arg(point.role == PointRole::Seed ? tr("seed") : tr("hand-tuned"),
                                                  format::stateWord(point, false))
                   : format::stateWord(point, m_front.contains(point.id));
    case Lambda:
        return point.lambda > 0 ? format::power(point.lambda) : QString();
    case Parameters:
        return point.parameters > 0 ? format::count(point.parameters) : QString();
    case Macs:
        return point.macs > 0 ? format::shortCount(static_cast<double>(point.macs)) : QString();
    case Score:
        if (!point.validation)
            return QString();
        return point.validation->measure == m_shared.measure ? format::qualityNumber(*point.validation)
                                                             : format::quality(*point.validation);
    default:
        return {};
    }
}

QVariant PointsModel::sortValue(const SearchPoint& point, int column) const
{
    constexpr double last = std::numeric_limits<double>::infinity();
    switch (column) {
    case Number:
        return point.number;
    case State:
        return display(point, State);
    case Lambda:
        return point.lambda > 0 ? point.lambda : last;
    case Parameters:
        return point.parameters > 0 ? static_cast<double>(point.parameters) : last;
    case Macs:
        return point.macs > 0 ? static_cast<double>(point.macs) : last;
    case Score:
        return point.validation ? point.validation->score : isHigherBetter(m_shared.measure) ? -1.0 : last;
    default:
        return {};
    }
}

PointsModel::Tone PointsModel::tone(const SearchPoint& point, int column) const
{
    if (column == State)
        switch (point.status) {
        case PointStatus::Running:
            return Tone::Live;
        case PointStatus::Failed:
            return Tone::Error;
        case PointStatus::Interrupted:
            return Tone::Warning;
        case PointStatus::Queued:
        case PointStatus::Paused:
        case PointStatus::Cancelled:
            return isReference(point) ? Tone::Plain : Tone::Quiet;
        case PointStatus::Done:
            return Tone::Plain;
        }
    const bool measured = column == Score || (!isReference(point) && (column == Parameters || column == Macs));
    return measured && isUnfinished(point) ? Tone::Quiet : Tone::Plain;
}

QVariant PointsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto& point = m_points[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return display(point, index.column());
    case Qt::TextAlignmentRole:
        return QVariant((index.column() == State ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        if (!point.message.empty())
            return QString::fromStdString(point.message);
        return index.column() == State ? display(point, State) : QVariant(); // the column may be too narrow
    case Qt::AccessibleTextRole:
        return index.column() == Lambda && point.lambda > 0 ? QString::number(point.lambda, 'g', 2)
                                                            : display(point, index.column());
    case SortRole:
        return sortValue(point, index.column());
    case IdRole:
        return QVariant::fromValue<qint64>(point.id.value);
    case GlyphRole: {
        // A reference keeps its own mark whatever its training does.
        if (point.role == PointRole::Seed && point.status != PointStatus::Failed)
            return static_cast<int>(Glyph::Seed);
        if (point.role == PointRole::HandTuned && point.status != PointStatus::Failed)
            return static_cast<int>(Glyph::HandTuned);
        return static_cast<int>(glyphFor(point, m_front.contains(point.id)));
    }
    case ProgressRole:
        return phaseProgress(point);
    case ToneRole:
        return static_cast<int>(tone(point, index.column()));
    case ReferenceRole:
        return isReference(point);
    default:
        return {};
    }
}

QString PointsModel::scoreTitle() const
{
    const auto unit = QString::fromStdString(shownUnit(m_shared.measure, m_shared.unit));
    const auto title =
        m_shared.measure == QualityMeasure::Accuracy ? tr("Acc.") : format::measureShort(m_shared.measure);
    return unit.isEmpty() ? title : title + QLatin1Char(' ') + unit;
}

QVariant PointsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == State ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    static const std::array<const char*, ColumnCount> titles = {"#", "State", "λ", "Params", "MACs", ""};
    static const std::array<const char*, ColumnCount> tips = {
        "Number of the point",
        "On the front, dominated, or where its job stands",
        "Strength of the cost term",
        "Parameters of the network, biases and batch-norm included",
        "Multiply-accumulates of one inference",
        ""};
    if (section < 0 || section >= ColumnCount)
        return {};
    if (section == Score && role == Qt::DisplayRole)
        return scoreTitle();
    if (section == Score && role == Qt::ToolTipRole)
        return tr("%1 on the validation part").arg(format::measureTitle(m_shared.measure));
    if (role == Qt::DisplayRole)
        return QString::fromUtf8(titles[static_cast<std::size_t>(section)]);
    if (role == Qt::ToolTipRole)
        return tr(tips[static_cast<std::size_t>(section)]);
    return {};
}

PointsFilter::PointsFilter(QObject* parent) : QSortFilterProxyModel(parent)
{
    setSortRole(PointsModel::SortRole);
    setDynamicSortFilter(true);
}

void PointsFilter::setText(const QString& text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

bool PointsFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    if (m_text.isEmpty())
        return true;
    const auto text = [&](int column) { return sourceModel()->index(row, column, parent).data().toString(); };
    if (std::ranges::all_of(m_text, [](QChar c) { return c.isDigit(); })) // not the epochs of a state as well
        return text(PointsModel::Number) == m_text;
    return text(PointsModel::State).contains(m_text, Qt::CaseInsensitive);
}

bool PointsFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const bool leftReference = left.data(PointsModel::ReferenceRole).toBool();
    const bool rightReference = right.data(PointsModel::ReferenceRole).toBool();
    if (leftReference != rightReference)
        return leftReference == (sortOrder() == Qt::AscendingOrder);
    if (leftReference)
        return (left.row() < right.row()) == (sortOrder() == Qt::AscendingOrder);
    return QSortFilterProxyModel::lessThan(left, right);
}

QString countsSentence(const std::vector<SearchPoint>& points, const std::set<PointId>& front)
{
    int onFront = 0, dominated = 0, running = 0, queued = 0, failed = 0, interrupted = 0, cancelled = 0;
    for (const auto& point : points) {
        if (isReference(point))
            continue;
        switch (point.status) {
        case PointStatus::Done:
            ++(front.contains(point.id) ? onFront : dominated);
            break;
        case PointStatus::Running:
            ++running;
            break;
        case PointStatus::Queued:
        case PointStatus::Paused:
            ++queued;
            break;
        case PointStatus::Failed:
            ++failed;
            break;
        case PointStatus::Interrupted:
            ++interrupted;
            break;
        case PointStatus::Cancelled:
            ++cancelled;
            break;
        }
    }
    QStringList parts;
    const auto add = [&](int count, const QString& text) {
        if (count > 0)
            parts << text.arg(count);
    };
    add(onFront, PointsModel::tr("%1 on the front"));
    add(dominated, PointsModel::tr("%1 dominated"));
    add(running, PointsModel::tr("%1 running"));
    add(queued, PointsModel::tr("%1 queued"));
    add(interrupted, PointsModel::tr("%1 interrupted"));
    add(cancelled, PointsModel::tr("%1 cancelled"));
    add(failed, PointsModel::tr("%1 failed"));
    return parts.isEmpty() ? PointsModel::tr("No points yet") : parts.join(QStringLiteral(", "));
}

QByteArray pointsCsv(const std::vector<SearchPoint>& points, const std::set<PointId>& front)
{
    QStringList layerNames;
    for (const auto& point : points)
        for (const auto& layer : point.layers)
            if (const auto name = QString::fromStdString(layer.name); !layerNames.contains(name))
                layerNames << name;
    QStringList header = {QStringLiteral("number"),           QStringLiteral("role"),
                          QStringLiteral("status"),           QStringLiteral("on_front"),
                          QStringLiteral("lambda"),           QStringLiteral("seed_number"),
                          QStringLiteral("parameters"),       QStringLiteral("macs"),
                          QStringLiteral("validation_score"), QStringLiteral("validation_measure"),
                          QStringLiteral("validation_unit"),  QStringLiteral("validation_loss"),
                          QStringLiteral("seconds")};
    for (const auto& name : layerNames)
        for (const char* symbol : {"C_out", "F", "d", "K"})
            header << name + QLatin1Char(' ') + QLatin1String(symbol);
    for (auto& field : header)
        field = csvField(field);
    QStringList lines = {header.join(QLatin1Char(','))};
    const auto number = [](double value) { return QString::number(value, 'g', 10); };
    for (const auto& point : points) {
        QStringList fields = {isReference(point) ? QString() : QString::number(point.number),
                              roleName(point),
                              QString::fromStdString(nameOf(point.status)),
                              front.contains(point.id) ? QStringLiteral("1") : QStringLiteral("0"),
                              point.lambda > 0 ? number(point.lambda) : QString(),
                              QString::number(point.seedNumber),
                              point.parameters > 0 ? QString::number(point.parameters) : QString(),
                              point.macs > 0 ? QString::number(point.macs) : QString(),
                              point.validation ? number(point.validation->score) : QString(),
                              point.validation ? QString::fromStdString(std::string(idOf(point.validation->measure)))
                                               : QString(),
                              point.validation ? QString::fromStdString(storedUnit(*point.validation)) : QString(),
                              point.validation ? number(point.validation->loss) : QString(),
                              number(point.seconds)};
        for (const auto& name : layerNames) {
            const auto it = std::find_if(point.layers.begin(), point.layers.end(), [&](const LayerShape& layer) {
                return QString::fromStdString(layer.name) == name;
            });
            if (it == point.layers.end())
                fields << QString() << QString() << QString() << QString();
            else
                fields << QString::number(it->C_out) << QString::number(it->F) << QString::number(it->d)
                       << QString::number(it->K);
        }
        for (auto& field : fields)
            field = csvField(field);
        lines << fields.join(QLatin1Char(','));
    }
    return lines.join(QStringLiteral("\r\n")).toUtf8() + "\r\n";
}

} // namespace pitlane
