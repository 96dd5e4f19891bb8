// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/splitbar.h"

#include "ui/format.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <vector>

namespace pitlane {

namespace {

struct Part
{
    QString word;
    std::int64_t count;
    QColor ground;
    QColor text;
};

} // namespace

SplitBar::SplitBar(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void SplitBar::setCounts(std::int64_t train, std::int64_t validation, std::optional<std::int64_t> test)
{
    m_train = train;
    m_validation = validation;
    m_test = test;
    setAccessibleName(
        tr("%1 series train, %2 validate, %3 test")
            .arg(format::count(train), format::count(validation), test ? format::count(*test) : tr("none")));
    update();
}

void SplitBar::paintEvent(QPaintEvent*)
{
    const auto& tokens = Theme::instance().tokens();
    std::vector<Part> parts{{tr("train"), m_train, tokens.accent, tokens.onAccent},
                            {tr("validation"), m_validation, tokens.ramp[tokens.dark ? 1 : 2], tokens.text}};
    if (m_test)
        parts.push_back({tr("test"), *m_test, tokens.inkGround, tokens.text});
    std::int64_t all = 0;
    for (const auto& part : parts)
        all += part.count;
    if (all == 0)
        return;

    QPainter painter(this);
    const auto font = painter.font();
    auto small = font;
    small.setPointSizeF(9);
    painter.setFont(small);
    const auto metrics = painter.fontMetrics();
    // Every part is wide enough for its words; what is left is shared by count.
    std::vector<int> least;
    int needed = static_cast<int>(parts.size()) - 1;
    for (const auto& part : parts) {
        least.push_back(
            std::max(metrics.horizontalAdvance(part.word), metrics.horizontalAdvance(format::count(part.count))) + 12);
        needed += least.back();
    }
    const auto rest = std::max(0, width() - needed);
    int x = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto& part = parts[i];
        const bool last = i + 1 == parts.size();
        const auto share = static_cast<double>(part.count) / static_cast<double>(all);
        const auto w = last ? width() - x : least[i] + static_cast<int>(std::lround(rest * share));
        const QRect rect(x, 0, w, 24);
        painter.fillRect(rect, part.ground);
        painter.setPen(part.text);
        painter.drawText(rect, Qt::AlignCenter, part.word);
        painter.setPen(tokens.text2);
        painter.drawText(QRect(x, 26, w, 18),
                         static_cast<int>(last ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter,
                         format::count(part.count));
        x += w + 1;
    }
}

} // namespace pitlane
