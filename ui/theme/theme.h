// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/plottheme.h"

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QObject>
#include <QPalette>

#include <array>

class QApplication;

namespace pitlane {

class PitlaneStyle;

/// The colour tokens of the design (one table, light and dark). Names as in the design's table.
struct Tokens
{
    bool dark = false;
    QColor window, mode, base, alt, line, line2, border, text, text2, text3, disabled;
    QColor accent, accentHover, accentPressed, onAccent, sel, selInactive;
    QColor okMark, okText, okGround, warnMark, warnText, warnGround, errMark, errText, errGround;
    QColor liveMark, liveText, liveGround, ink, inkGround, grid, axis, hatch;
    std::array<QColor, 4> series;
    QColor ghostLine, ghostGround;
    std::array<QColor, 6> ramp;
    [[nodiscard]] static Tokens light();
    [[nodiscard]] static Tokens darkTokens();
};

enum class ThemeChoice { System, Light, Dark };

/// Fusion with a QProxyStyle, one QSS template and one PlotTheme, all filled from Tokens and refilled when the palette
/// or the choice changes. One per application, made by install().
class Theme : public QObject
{
    Q_OBJECT
public:
    static Theme& install(QApplication& application, ThemeChoice choice = ThemeChoice::System);
    [[nodiscard]] static Theme& instance();

    [[nodiscard]] const Tokens& tokens() const { return m_tokens; }
    [[nodiscard]] const PlotTheme& plotTheme() const { return m_plotTheme; }
    [[nodiscard]] ThemeChoice choice() const { return m_choice; }
    void setChoice(ThemeChoice choice);

    /// The SVG icon resources/icons/<name>.svg, drawn in the text colour (accent when checked, disabled when disabled).
    [[nodiscard]] static QIcon icon(const QString& name);
    /// The same icon for the filled button: drawn in the colour of text on accent.
    [[nodiscard]] static QIcon iconOnAccent(const QString& name);

Q_SIGNALS:
    /// After tokens, palette and style sheet are the new ones: repaint, hand plotTheme() to plots.
    void changed();

private:
    explicit Theme(QApplication& application, ThemeChoice choice);
    bool eventFilter(QObject* watched, QEvent* event) override;
    void refill();
    [[nodiscard]] bool wantsDark() const;

    QApplication& m_application;
    PitlaneStyle* m_style = nullptr; ///< owned by the application
    ThemeChoice m_choice;
    QPalette m_systemPalette; ///< as last seen, before ours
    QFont m_systemFont;
    bool m_refilling = false;
    Tokens m_tokens;
    PlotTheme m_plotTheme;
};

} // namespace pitlane
