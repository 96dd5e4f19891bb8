// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/plottheme.h"

namespace pitlane {

/// A theme with colours that tests can tell apart.
inline PlotTheme themeForTests()
{
    PlotTheme theme;
    theme.base = theme.alt = Qt::white;
    theme.text = theme.text2 = theme.text3 = theme.ink = QColor(0x2A, 0x34, 0x40);
    theme.line = theme.line2 = theme.border = theme.axis = theme.grid = theme.hatch = QColor(0xE9, 0xEB, 0xEE);
    theme.inkGround = theme.ghostGround = theme.ghostLine = QColor(0xEE, 0xF0, 0xF3);
    theme.accent = QColor(0x00, 0x72, 0xB2);
    theme.sel = QColor(0xD5, 0xE8, 0xF6);
    theme.live = QColor(0xB0, 0x50, 0x8A);
    theme.liveGround = QColor(0xF7, 0xE6, 0xF0);
    theme.ok = QColor(0x00, 0x8F, 0x68);
    theme.warn = QColor(0xB8, 0x77, 0x00);
    theme.err = QColor(0xD5, 0x5E, 0x00);
    theme.tickFont.setPointSizeF(8.25);
    theme.titleFont.setPointSizeF(9);
    return theme;
}

} // namespace pitlane
