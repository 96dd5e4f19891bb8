// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"
#include "core/study/searchpoint.h"

#include <QScrollArea>

#include <memory>

namespace pitlane {

/// How big the strip draws: on the Seed page, or docked in Explore and Compare.
enum class StripSize { Page, Docked };
/// What colours the cells.
enum class StripColour { Taps, Parameters, Macs };

/// The one drawing of a network everywhere: columns in network order, a box per convolution (width F_seed, height
/// C_seed), filled cells = taps that remain at dilation d, right edge = newest sample, skips as brackets ending in a +.
/// Scrolls sideways when there is more than fits.
class LayerStrip : public QScrollArea
{
    Q_OBJECT
public:
    explicit LayerStrip(StripSize size, QWidget* parent = nullptr);
    ~LayerStrip() override;

    /// Draws `seed` as full blocks. Names in `fixed` are drawn in ink (not searched).
    void setSeed(const NetworkSpec& seed, const QStringList& fixedLayers = {});
    /// Draws `found` over the seed's ghosts; empty: the seed alone.
    void setFound(const std::vector<LayerShape>& found);
    void setColour(StripColour colour);
    void setSelectedLayer(const QString& name);
    [[nodiscard]] QString selectedLayer() const;
    void clear();

Q_SIGNALS:
    void layerSelected(const QString& name); ///< by click or arrow key

private:
    class Canvas;
    Canvas* m_canvas = nullptr;
};

} // namespace pitlane
