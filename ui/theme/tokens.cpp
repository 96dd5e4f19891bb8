// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

namespace pitlane {

namespace {

QColor hex(unsigned rgb)
{
    return QColor::fromRgb(0xff000000U | rgb);
}

} // namespace

Tokens Tokens::light()
{
    Tokens t;
    t.dark = false;
    t.window = hex(0xF3F4F6);
    t.mode = hex(0xE7E9ED);
    t.base = hex(0xFFFFFF);
    t.alt = hex(0xF8F9FA);
    t.line = hex(0xD8DBE0);
    t.line2 = hex(0xC2C7CE);
    t.border = hex(0x868D98);
    t.text = hex(0x1A1D21);
    t.text2 = hex(0x4F5660);
    t.text3 = hex(0x59606A);
    t.disabled = hex(0x9AA0A9);
    t.accent = hex(0x0072B2);
    t.accentHover = hex(0x005F95);
    t.accentPressed = hex(0x004B77);
    t.onAccent = hex(0xFFFFFF);
    t.sel = hex(0xD5E8F6);
    t.selInactive = hex(0xE3E6EA);
    t.okMark = hex(0x008F68);
    t.okText = hex(0x00684B);
    t.okGround = hex(0xE2F3EC);
    t.warnMark = hex(0xB87700);
    t.warnText = hex(0x764C00);
    t.warnGround = hex(0xFCF1D8);
    t.errMark = hex(0xD55E00);
    t.errText = hex(0xA03D00);
    t.errGround = hex(0xFBE7DA);
    t.liveMark = hex(0xB0508A);
    t.liveText = hex(0x8C366A);
    t.liveGround = hex(0xF7E6F0);
    t.ink = hex(0x2A3440);
    t.inkGround = hex(0xEEF0F3);
    t.grid = hex(0xE9EBEE);
    t.axis = hex(0x6B727C);
    t.hatch = hex(0xB9BEC6);
    t.series = {hex(0x0072B2), hex(0xC77700), hex(0x008F68), hex(0xA8487E)};
    t.ghostLine = hex(0xC4C9D1);
    t.ghostGround = hex(0xF1F2F5);
    t.ramp = {hex(0xF1F3F6), hex(0xCFE0EE), hex(0x9CC3E0), hex(0x5B9CCB), hex(0x1F77B4), hex(0x0B4F80)};
    return t;
}

Tokens Tokens::darkTokens()
{
    Tokens t;
    t.dark = true;
    t.window = hex(0x26282C);
    t.mode = hex(0x1E2023);
    t.base = hex(0x1A1B1E);
    t.alt = hex(0x1F2124);
    t.line = hex(0x383B40);
    t.line2 = hex(0x4A4E55);
    t.border = hex(0x7C828D);
    t.text = hex(0xE6E8EB);
    t.text2 = hex(0xB0B6C0);
    t.text3 = hex(0xA3AAB5);
    t.disabled = hex(0x6A707A);
    t.accent = hex(0x56B4E9);
    t.accentHover = hex(0x7BC5F0);
    t.accentPressed = hex(0x3E9DD3);
    t.onAccent = hex(0x0B1720);
    t.sel = hex(0x1D3F57);
    t.selInactive = hex(0x33363B);
    t.okMark = hex(0x2EBC8C);
    t.okText = hex(0x62D2A9);
    t.okGround = hex(0x16342A);
    t.warnMark = hex(0xE69F00);
    t.warnText = hex(0xF0BB50);
    t.warnGround = hex(0x3A2D10);
    t.errMark = hex(0xF07F3C);
    t.errText = hex(0xFF9F6A);
    t.errGround = hex(0x422412);
    t.liveMark = hex(0xD888B8);
    t.liveText = hex(0xE6A6CC);
    t.liveGround = hex(0x3C2333);
    t.ink = hex(0xD5DBE3);
    t.inkGround = hex(0x2B2E33);
    t.grid = hex(0x2A2D31);
    t.axis = hex(0x8C939E);
    t.hatch = hex(0x4C5058);
    t.series = {hex(0x56B4E9), hex(0xE69F00), hex(0x2EBC8C), hex(0xD888B8)};
    t.ghostLine = hex(0x4A4F57);
    t.ghostGround = hex(0x222428);
    t.ramp = {hex(0x222428), hex(0x1E3A50), hex(0x235A80), hex(0x2F82B8), hex(0x56B4E9), hex(0xB5E0FA)};
    return t;
}

} // namespace pitlane
