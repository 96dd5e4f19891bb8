// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/study/searchpoint.h"
#include "ui/widgets/stateglyph.h"

#include <vector>

namespace pitlane {

/// What the card says about one point.
struct HoverFacts
{
    struct Row
    {
        QString label, value, note;
    };
    QString title;
    QString lambda;
    Glyph glyph = Glyph::Front;
    double progress = 0;
    bool knee = false;
    std::vector<Row> left, right;
    QString channels, dilations;
};

/// Facts of `point`, differences against `seed` (null: none). `blocks` are the names of searched convolutions, one list
/// for each block of the network.
[[nodiscard]] HoverFacts hoverFacts(const SearchPoint& point, const SearchPoint* seed, bool onFront, bool knee,
                                    const std::vector<std::vector<std::string>>& blocks);

/// The card beside a hovered point: 376 x 128, lets the mouse through.
class HoverCard : public QWidget
{
    Q_OBJECT
public:
    static constexpr QSize cardSize{376, 128};

    explicit HoverCard(QWidget* parent);
    void setFacts(const HoverFacts& facts);
    [[nodiscard]] const HoverFacts& facts() const { return m_facts; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    HoverFacts m_facts;
};

} // namespace pitlane
