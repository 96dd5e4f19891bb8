// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>
#include <QString>

class QCustomPlot;

namespace pitlane {

/// What an exported figure says about itself, in the metadata of its file.
struct FigureInfo
{
    QString title;      ///< "Pareto front of search 3, ecg5000-wrist"
    QString provenance; ///< project, search settings, data hash, version: free text, several lines
};

/// Writes `plot` as it is drawn now, by the ending of `path`: .png (twice the pixels), .svg or .pdf. `size` in px;
/// empty: as on screen. Throws FileError, also for an unknown ending.
void exportFigure(QCustomPlot& plot, const QString& path, const FigureInfo& info, const QSize& size = {});

} // namespace pitlane
