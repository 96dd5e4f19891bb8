// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/cost.h"
#include "core/study/searchpoint.h"
#include "ui/widgets/layerstrip.h"

#include <QRectF>
#include <QStringList>

#include <vector>

namespace pitlane {

/// Lengths in px of one size of the strip.
struct StripMetrics
{
    double sample = 3;        ///< width of one sample
    double lane = 5;          ///< height of one channel, before it shrinks for wide networks
    double tallest = 60;      ///< a box is at most this high: lanes shrink to fit, below 1 px they become a solid bar
    double minColumn = 60;    ///< a column is at least this wide
    double gapInBlock = 15;   ///< between columns under one bracket
    double gapBetween = 30;   ///< between other columns
    double nameBaseline = 15; ///< text base line of the layer names, from the top
    double boxTop = 33;       ///< top of the tallest box
    double firstRow = 12;     ///< centre of the first row of numbers, below the base line
    double rowPitch = 14;
    int rows = 4;
    double labelWidth = 96; ///< left of the first layer: row labels and the input
    double blob = 18;       ///< width of the input and of linear layers, which have no time axis
    double bottom = 8;      ///< below the centre of the last row
    [[nodiscard]] static StripMetrics of(StripSize size);
};

/// One layer (or the input) with its place.
struct StripColumn
{
    enum class Kind { Input, Conv, Linear };
    Kind kind = Kind::Conv;
    QString name;
    LayerSpec seed;              ///< numbers of the seed; the input: C_out channels, T samples
    LayerShape shape;            ///< numbers that are drawn: those found, or the seed's
    bool found = false;          ///< shape differs in meaning from the seed: "found of seed"
    bool fixed = false;          ///< not searched: drawn in ink
    std::int64_t C_in = 0;       ///< inputs of the drawn layer
    std::int64_t parameters = 0; ///< of the drawn layer
    std::int64_t macs = 0;
    int block = -1;   ///< index of its bracket
    double width = 0; ///< of the column, from box.left()
    QRectF box;       ///< ghost of the seed, standing on the base line
};

/// A skip: from left of its first column to a + on the base line, right of its last.
struct StripBracket
{
    QString add;            ///< the Add node
    QStringList skipLayers; ///< 1 x 1 convolutions of the skip, which have no column of their own; empty: identity
    int first = 0;          ///< columns
    int last = 0;
    double left = 0;
    double right = 0;
    double top = 0;
};

/// Places of everything that the strip draws, in px from its top left corner: plain numbers, no painting.
struct StripGeometry
{
    StripMetrics metrics;
    double lane = 5; ///< height of one channel in this network; below 1: solid bars
    double base = 0; ///< y of the base line
    std::vector<StripColumn> columns;
    std::vector<StripBracket> brackets;
    QSizeF size;

    /// Lays `seed` out, `found` over it (empty: the seed alone). Throws NetworkError when `seed` is not valid.
    [[nodiscard]] static StripGeometry of(StripSize size, const NetworkSpec& seed, const std::vector<LayerShape>& found,
                                          const QStringList& fixedLayers);
    /// Index of the column of `layer`, or -1.
    [[nodiscard]] int columnOf(const QString& layer) const;
    /// Index of the bracket whose skip holds `layer`, or -1.
    [[nodiscard]] int bracketOf(const QString& layer) const;
    /// The layer drawn at `position`: a column, or a skip near its bracket; empty: none.
    [[nodiscard]] QString layerAt(const QPointF& position) const;
    /// Kept taps of a column, one rectangle per tap and channel, or one per tap where lanes are solid.
    [[nodiscard]] std::vector<QRectF> cells(const StripColumn& column) const;
};

/// "b1.conv1: 8 of 11 channels, field 9 of 21, dilation 2, 5 taps": what a screen reader says, and the tip.
[[nodiscard]] QString describe(const StripColumn& column);

} // namespace pitlane
