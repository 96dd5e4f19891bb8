// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/recentproject.h"

class QPainter;
class QRectF;

namespace pitlane {

/// A front drawn small (112 × 56 on Start): steps, points and references, or "no search yet".
void paintFrontThumb(QPainter& painter, const QRectF& rect, const std::vector<ThumbMark>& marks, bool isGrey);

} // namespace pitlane
