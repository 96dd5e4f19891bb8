// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/hovercard.h"

#include "ui/format.h"
#include "ui/models/jobsmodel.h"
#include "ui/models/pointsmodel.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace pitlane {
namespace {

/// "2 · 3 5 · 3 5": one value per layer, blocks apart.
QString perBlock(const SearchPoint& point, const std::vector<std::vector<std::string>>& blocks,
                 std::int64_t LayerShape::*value)
{
    QStringList groups;
    for (const auto& block : blocks) {
        QStringList values;
        for (const auto& name : block) {
            const auto it = std::find_if(point.layers.begin(), point.layers.end(),
                                         [&](const LayerShape& layer) { return layer.name == name; });
            if (it != point.layers.end())
                values << (it->removed ? QStringLiteral("–") : QString::number((*it).*value));
        }
        if (!values.isEmpty())
            groups << values.join(QLatin1Char(' '));
    }
    return groups.join(QStringLiteral(" · "));
}

QString shareNote(std::int64_t value, std::int64_t whole)
{
    if (value <= 0 || whole <= 0 || value == whole)
        return {};
    return format::difference(100.0 * (static_cast<double>(value) / static_cast<double>(whole) - 1), 0) +
           QStringLiteral(" %");
}

} // namespace

HoverFacts hoverFacts(const SearchPoint& point, const SearchPoint* seed, bool onFront, bool knee,
                      const std::vector<std::vector<std::string>>& blocks)
{
    HoverFacts facts;
    facts.title = pointTitle(point);
    facts.lambda = point.lambda > 0 ? QStringLiteral("λ ") + format::power(point.lambda) : QString();
    facts.glyph = point.role == PointRole::Seed        ? Glyph::Seed
                  : point.role == PointRole::HandTuned ? Glyph::HandTuned
                                                       : glyphFor(point, onFront);
    facts.progress = phaseProgress(point);
    facts.knee = knee;
    const bool compare = seed != nullptr && seed->id != point.id;
    const auto unknown = QStringLiteral("—");
    facts.left.push_back({HoverCard::tr("Parameters"), point.parameters > 0 ? format::count(point.parameters) : unknown,
                          compare ? shareNote(point.parameters, seed->parameters) : QString()});
    facts.left.push_back({HoverCard::tr("MACs"),
                          point.macs > 0 ? format::shortCount(static_cast<double>(point.macs)) : unknown,
                          compare ? shareNote(point.macs, seed->macs) : QString()});
    QString gain;
    const auto measure = point.validation                      ? point.validation->measure
                         : seed != nullptr && seed->validation ? seed->validation->measure
                                                               : QualityMeasure::Accuracy;
    if (compare && point.validation && seed->validation && seed->validation->measure == measure)
        gain = format::qualityDifference(*point.validation, *seed->validation);
    facts.left.push_back(
        {format::measureShort(measure), point.validation ? format::quality(*point.validation) : unknown, gain});
    facts.right.push_back({HoverCard::tr("State"), format::stateWord(point, onFront), {}});
    facts.right.push_back({HoverCard::tr("Loss"),
                           point.validation ? QString::number(point.validation->loss, 'f', 3) : unknown,
                           point.validation && measure != QualityMeasure::Mae ? HoverCard::tr("nats") : QString()});
    facts.right.push_back({HoverCard::tr("Computed"), point.seconds > 0 ? format::duration(point.seconds) : unknown,
                           point.seconds > 0 ? HoverCard::tr("min:s") : QString()});
    facts.channels = perBlock(point, blocks, &LayerShape::C_out);
    facts.dilations = perBlock(point, blocks, &LayerShape::d);
    return facts;
}

HoverCard::HoverCard(QWidget* parent) : QWidget(parent)
{
    setFixedSize(cardSize);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
}

void HoverCard::setFacts(const HoverFacts& facts)
{
    m_facts = facts;
    QStringList spoken = {facts.title, facts.lambda};
    for (const auto& row : facts.left)
        spoken << QStringLiteral("%1 %2 %3").arg(row.label, row.value, row.note).trimmed();
    setAccessibleName(spoken.join(QStringLiteral(", ")));
    update();
}

void HoverCard::paintEvent(QPaintEvent*)
{
    const auto& tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(tokens.border);
    painter.setBrush(tokens.base);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);

    const QFont body = font();
    QFont bold = body;
    bold.setBold(true);
    const QFont small = Theme::instance().plotTheme().titleFont;
    const QFontMetricsF boldMetrics(bold), smallMetrics(small);
    double x = 12;
    paintGlyph(painter, QRectF(x, 9, 14, 14), m_facts.glyph, m_facts.progress);
    x += 20;
    painter.setFont(bold);
    painter.setPen(tokens.text);
    painter.drawText(QPointF(x, 21), m_facts.title);
    x += boldMetrics.horizontalAdvance(m_facts.title) + 6;
    painter.setFont(small);
    painter.setPen(tokens.text2);
    const auto heading = m_facts.lambda.isEmpty() ? tr("reference") : tr("%1  against the seed").arg(m_facts.lambda);
    painter.drawText(QPointF(x, 21), heading);
    if (m_facts.knee) {
        const auto word = tr("knee");
        const double width = smallMetrics.horizontalAdvance(word);
        painter.setPen(tokens.accentHover);
        painter.drawText(QPointF(this->width() - 12 - width, 21), word);
        Theme::icon(QStringLiteral("star"))
            .paint(&painter, QRect(static_cast<int>(this->width() - 12 - width) - 20, 8, 16, 16), Qt::AlignCenter,
                   QIcon::Normal, QIcon::On);
    }

    const auto column = [&](double left, double valueRight, const std::vector<HoverFacts::Row>& rows) {
        double y = 43;
        for (const auto& row : rows) {
            painter.setFont(small);
            painter.setPen(tokens.text2);
            painter.drawText(QPointF(left, y), row.label);
            painter.setPen(tokens.text);
            painter.setFont(body);
            const QFontMetricsF metrics(body);
            painter.drawText(QPointF(valueRight - metrics.horizontalAdvance(row.value), y), row.value);
            painter.setFont(small);
            painter.setPen(tokens.text2);
            painter.drawText(QPointF(valueRight + 7, y), row.note);
            y += 18;
        }
    };
    column(12, 144, m_facts.left);
    column(198, 322, m_facts.right);

    painter.setFont(small);
    const auto pair = [&](double left, double right, double y, const QString& label, const QString& values) {
        if (values.isEmpty())
            return;
        painter.setPen(tokens.text2);
        painter.drawText(QPointF(left, y), label);
        const double at = left + smallMetrics.horizontalAdvance(label) + 8;
        painter.setPen(tokens.text);
        painter.drawText(QPointF(at, y), smallMetrics.elidedText(values, Qt::ElideRight, right - at));
    };
    const bool wide = smallMetrics.horizontalAdvance(m_facts.channels) > 110;
    if (wide) {
        pair(12, 364, 101, tr("Channels"), m_facts.channels);
        pair(12, 364, 118, tr("Dilation"), m_facts.dilations);
    } else {
        pair(12, 190, 109, tr("Channels"), m_facts.channels);
        pair(198, 364, 109, tr("Dilation"), m_facts.dilations);
    }
}

} // namespace pitlane
