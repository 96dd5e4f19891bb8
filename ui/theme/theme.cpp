// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/focusring.h"
#include "ui/theme/iconengine.h"
#include "ui/theme/style.h"

#include <QApplication>
#include <QEvent>
#include <QFile>
#include <QFontDatabase>
#include <QFontInfo>
#include <QRegularExpression>
#include <QScopedValueRollback>

/// Resources of a static library are registered by a call from outside of any namespace.
static void registerResources()
{
    Q_INIT_RESOURCE(pitlane);
}

namespace pitlane {

namespace {

Theme* theInstance = nullptr;

QPalette paletteFrom(const Tokens& t)
{
    QPalette palette;
    const auto all = [&](QPalette::ColorRole role, const QColor& colour) { palette.setColor(role, colour); };
    all(QPalette::Window, t.window);
    all(QPalette::WindowText, t.text);
    all(QPalette::Base, t.base);
    all(QPalette::AlternateBase, t.alt);
    all(QPalette::Text, t.text);
    all(QPalette::Button, t.base);
    all(QPalette::ButtonText, t.text);
    all(QPalette::BrightText, t.onAccent);
    all(QPalette::ToolTipBase, t.base);
    all(QPalette::ToolTipText, t.text);
    all(QPalette::PlaceholderText, t.text2);
    all(QPalette::Highlight, t.sel);
    all(QPalette::HighlightedText, t.text);
    all(QPalette::Link, t.accentHover);
    all(QPalette::LinkVisited, t.accentHover);
    all(QPalette::Light, t.alt);
    all(QPalette::Midlight, t.line);
    all(QPalette::Mid, t.line2);
    all(QPalette::Dark, t.border);
    all(QPalette::Shadow, t.border);
    palette.setColor(QPalette::Inactive, QPalette::Highlight, t.selInactive);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, t.disabled);
    return palette;
}

PlotTheme plotThemeFrom(const Tokens& t, const QFont& font)
{
    PlotTheme p;
    p.dark = t.dark;
    p.base = t.base;
    p.alt = t.alt;
    p.text = t.text;
    p.text2 = t.text2;
    p.text3 = t.text3;
    p.line = t.line;
    p.line2 = t.line2;
    p.border = t.border;
    p.axis = t.axis;
    p.grid = t.grid;
    p.hatch = t.hatch;
    p.ink = t.ink;
    p.inkGround = t.inkGround;
    p.accent = t.accent;
    p.sel = t.sel;
    p.live = t.liveMark;
    p.liveGround = t.liveGround;
    p.ok = t.okMark;
    p.warn = t.warnMark;
    p.err = t.errMark;
    p.ghostLine = t.ghostLine;
    p.ghostGround = t.ghostGround;
    p.series = t.series;
    p.ramp = t.ramp;
    p.tickFont = font;
    p.tickFont.setPointSizeF(font.pointSizeF() * 0.825);
    p.titleFont = font;
    p.titleFont.setPointSizeF(font.pointSizeF() * 0.9);
    return p;
}

/// The template of resources/style with every @name replaced.
QString styleSheetFrom(const Tokens& t, double bodyPt)
{
    QFile file(QStringLiteral(":/pitlane/style/pitlane.qss"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    auto sheet = QString::fromUtf8(file.readAll());
    const auto pt = [&](double share) { return QStringLiteral("%1pt").arg(bodyPt * share, 0, 'f', 2); };
    const QHash<QString, QString> values{
        {QStringLiteral("size-small"), pt(0.9)},
        {QStringLiteral("size-body"), pt(1)},
        {QStringLiteral("size-title"), pt(1.2)},
        {QStringLiteral("size-big"), pt(1.5)},
        {QStringLiteral("window"), t.window.name()},
        {QStringLiteral("mode"), t.mode.name()},
        {QStringLiteral("base"), t.base.name()},
        {QStringLiteral("alt"), t.alt.name()},
        {QStringLiteral("line"), t.line.name()},
        {QStringLiteral("line2"), t.line2.name()},
        {QStringLiteral("border"), t.border.name()},
        {QStringLiteral("text"), t.text.name()},
        {QStringLiteral("text2"), t.text2.name()},
        {QStringLiteral("text3"), t.text3.name()},
        {QStringLiteral("disabled"), t.disabled.name()},
        {QStringLiteral("accent"), t.accent.name()},
        {QStringLiteral("accentHover"), t.accentHover.name()},
        {QStringLiteral("accentPressed"), t.accentPressed.name()},
        {QStringLiteral("onAccent"), t.onAccent.name()},
        {QStringLiteral("sel"), t.sel.name()},
        {QStringLiteral("selInactive"), t.selInactive.name()},
        {QStringLiteral("okMark"), t.okMark.name()},
        {QStringLiteral("okText"), t.okText.name()},
        {QStringLiteral("okGround"), t.okGround.name()},
        {QStringLiteral("warnMark"), t.warnMark.name()},
        {QStringLiteral("warnText"), t.warnText.name()},
        {QStringLiteral("warnGround"), t.warnGround.name()},
        {QStringLiteral("errMark"), t.errMark.name()},
        {QStringLiteral("errText"), t.errText.name()},
        {QStringLiteral("errGround"), t.errGround.name()},
        {QStringLiteral("liveMark"), t.liveMark.name()},
        {QStringLiteral("liveText"), t.liveText.name()},
        {QStringLiteral("liveGround"), t.liveGround.name()},
        {QStringLiteral("ink"), t.ink.name()},
        {QStringLiteral("inkGround"), t.inkGround.name()},
    };
    static const QRegularExpression name(QStringLiteral("@([A-Za-z0-9]+(?:-[a-z]+)?)"));
    QString filled;
    qsizetype last = 0;
    sheet.remove(QRegularExpression(QStringLiteral("/\\*.*?\\*/"), QRegularExpression::DotMatchesEverythingOption));
    for (auto matches = name.globalMatch(sheet); matches.hasNext();) {
        const auto match = matches.next();
        Q_ASSERT_X(values.contains(match.captured(1)), "pitlane.qss", qUtf8Printable(match.captured(1)));
        filled += QStringView(sheet).mid(last, match.capturedStart() - last);
        filled += values.value(match.captured(1));
        last = match.capturedEnd();
    }
    filled += QStringView(sheet).mid(last);
    return filled;
}

/// The desktop's font; Noto Sans in at least 10 pt where no desktop sets one.
QFont bodyFont(QFont font)
{
    static const QStringList unset{QStringLiteral("Sans"),        QStringLiteral("Sans Serif"),
                                   QStringLiteral("sans-serif"),  QStringLiteral("Helvetica"),
                                   QStringLiteral("DejaVu Sans"), QString()};
    const auto noto = QStringLiteral("Noto Sans");
    if (unset.contains(font.family()) && QFontDatabase::families().contains(noto))
        font.setFamilies({noto});
    if (font.pointSizeF() < 10)
        font.setPointSizeF(10);
    return font;
}

} // namespace

Theme& Theme::install(QApplication& application, ThemeChoice choice)
{
    registerResources();
    if (theInstance == nullptr)
        theInstance = new Theme(application, choice);
    else
        theInstance->setChoice(choice);
    return *theInstance;
}

Theme& Theme::instance()
{
    Q_ASSERT_X(theInstance != nullptr, "Theme::instance", "Theme::install() comes first");
    return *theInstance;
}

Theme::Theme(QApplication& application, ThemeChoice choice)
    : QObject(&application), m_application(application), m_style(new PitlaneStyle), m_choice(choice),
      m_systemPalette(QApplication::palette()), m_systemFont(QApplication::font())
{
    QApplication::setStyle(m_style);
    QApplication::setFont(bodyFont(m_systemFont));
    new FocusRing(application);
    connect(this, &QObject::destroyed, this, [] { theInstance = nullptr; });
    refill();
    application.installEventFilter(this);
}

void Theme::setChoice(ThemeChoice choice)
{
    if (choice == m_choice)
        return;
    m_choice = choice;
    refill();
}

bool Theme::wantsDark() const
{
    if (m_choice != ThemeChoice::System)
        return m_choice == ThemeChoice::Dark;
    return m_systemPalette.color(QPalette::WindowText).lightnessF() >
           m_systemPalette.color(QPalette::Window).lightnessF();
}

void Theme::refill()
{
    const QScopedValueRollback<bool> guard(m_refilling, true);
    m_tokens = wantsDark() ? Tokens::darkTokens() : Tokens::light();
    const auto font = QApplication::font();
    m_plotTheme = plotThemeFrom(m_tokens, font);
    m_style->setTokens(m_tokens);
    QApplication::setPalette(paletteFrom(m_tokens));
    m_application.setStyleSheet(styleSheetFrom(m_tokens, font.pointSizeF()));
    Q_EMIT changed();
}

bool Theme::eventFilter(QObject* watched, QEvent* event)
{
    if (!m_refilling) {
        if (event->type() == QEvent::ApplicationPaletteChange && watched == &m_application) {
            m_systemPalette = QApplication::palette(); // somebody set it, not we
            refill();
        } else if (event->type() == QEvent::ThemeChange) {
            const QScopedValueRollback<bool> guard(m_refilling, true);
            QApplication::setPalette(QPalette()); // the desktop's shows through for a moment
            m_systemPalette = QApplication::palette();
            refill();
        }
    }
    return QObject::eventFilter(watched, event);
}

QIcon Theme::icon(const QString& name)
{
    return QIcon(new ThemedIconEngine(name, ThemedIconEngine::Ground::Plain));
}

QIcon Theme::iconOnAccent(const QString& name)
{
    return QIcon(new ThemedIconEngine(name, ThemedIconEngine::Ground::Accent));
}

} // namespace pitlane
