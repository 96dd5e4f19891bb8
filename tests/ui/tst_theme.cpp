// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/segmented.h"
#include "ui/widgets/stateglyph.h"

#include <QApplication>
#include <QDir>
#include <QDirIterator>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

using namespace pitlane;

namespace {

double luminance(const QColor& colour)
{
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

/// Contrast of WCAG 2: 1 (equal) to 21 (black on white).
double contrast(const QColor& a, const QColor& b)
{
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

int pixelsOf(const QImage& image, const QColor& colour)
{
    int found = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            found += image.pixelColor(x, y) == colour ? 1 : 0;
    return found;
}

} // namespace

class TestTheme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::install(*qApp, ThemeChoice::Light); }

    void textIsReadable_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void textIsReadable()
    {
        QFETCH(bool, dark);
        const auto t = dark ? Tokens::darkTokens() : Tokens::light();
        const auto readable = [](const char* name, const QColor& text, const QColor& ground) {
            const double ratio = contrast(text, ground);
            QVERIFY2(ratio >= 4.5, qPrintable(QStringLiteral("%1: %2 on %3 has %4:1")
                                                  .arg(QLatin1String(name), text.name(), ground.name())
                                                  .arg(ratio, 0, 'f', 2)));
        };
        for (const auto& ground : {t.window, t.mode, t.base, t.alt, t.sel, t.selInactive, t.inkGround}) {
            readable("text", t.text, ground);
            readable("text2", t.text2, ground);
        }
        for (const auto& ground : {t.window, t.base, t.alt})
            readable("text3", t.text3, ground);
        readable("onAccent", t.onAccent, t.accent);
        readable("onAccent, hovered", t.onAccent, t.accentHover);
        readable("link", t.accentHover, t.base);
        readable("link on window", t.accentHover, t.window);
        for (const auto& base : {t.base, t.window}) {
            readable("ok", t.okText, base);
            readable("warn", t.warnText, base);
            readable("err", t.errText, base);
            readable("live", t.liveText, base);
        }
        readable("ok card", t.okText, t.okGround);
        readable("warn card", t.warnText, t.warnGround);
        readable("err card", t.errText, t.errGround);
        readable("live card", t.liveText, t.liveGround);
        readable("text on a warn card", t.text, t.warnGround);
        readable("text on an err card", t.text, t.errGround);
        for (const auto& mark : {t.okMark, t.warnMark, t.errMark, t.liveMark, t.accent, t.ink, t.border, t.axis})
            QVERIFY2(contrast(mark, t.base) >= 3, qPrintable(mark.name()));
    }

    void switchingRepaintsEverything()
    {
        auto& theme = Theme::instance();
        theme.setChoice(ThemeChoice::Light);
        QWidget window;
        auto* layout = new QVBoxLayout(&window);
        auto* panel = new Panel(QStringLiteral("Points"));
        panel->setContent(makeEmptyState(QStringLiteral("explore"), QStringLiteral("No points yet"),
                                         QStringLiteral("A search makes them.")));
        layout->addWidget(panel);
        auto* primary = makePrimaryButton(QStringLiteral("Launch"), QStringLiteral("play"));
        layout->addWidget(primary);
        window.resize(400, 300);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const auto light = window.grab().toImage();
        QVERIFY(pixelsOf(light, Tokens::light().base) > 1000);
        QVERIFY(pixelsOf(light, Tokens::light().accent) > 500);

        QSignalSpy changed(&theme, &Theme::changed);
        theme.setChoice(ThemeChoice::Dark);
        QCOMPARE(changed.count(), 1);
        QVERIFY(theme.plotTheme().dark);
        const auto dark = window.grab().toImage();
        QVERIFY(pixelsOf(dark, Tokens::darkTokens().base) > 1000);
        QVERIFY(pixelsOf(dark, Tokens::darkTokens().accent) > 500);
        QCOMPARE(pixelsOf(dark, Tokens::light().base), 0);
        theme.setChoice(ThemeChoice::Light);
        QVERIFY(!theme.plotTheme().dark);
        QCOMPARE(window.grab().toImage(), light);
    }

    void systemPaletteDecides()
    {
        auto& theme = Theme::instance();
        theme.setChoice(ThemeChoice::System);
        QPalette desktop;
        desktop.setColor(QPalette::Window, QColor(30, 30, 30));
        desktop.setColor(QPalette::WindowText, QColor(230, 230, 230));
        QApplication::setPalette(desktop);
        QCOMPARE(theme.tokens().dark, true);
        QCOMPARE(QApplication::palette().color(QPalette::Base), Tokens::darkTokens().base);
        desktop.setColor(QPalette::Window, QColor(240, 240, 240));
        desktop.setColor(QPalette::WindowText, QColor(10, 10, 10));
        QApplication::setPalette(desktop);
        QCOMPARE(theme.tokens().dark, false);
        QCOMPARE(QApplication::palette().color(QPalette::Base), Tokens::light().base);
    }

    void plotThemeFollowsTokens()
    {
        auto& theme = Theme::instance();
        theme.setChoice(ThemeChoice::Dark);
        QCOMPARE(theme.plotTheme().ink, Tokens::darkTokens().ink);
        QCOMPARE(theme.plotTheme().ramp, Tokens::darkTokens().ramp);
        QVERIFY(theme.plotTheme().tickFont.pointSizeF() < theme.plotTheme().titleFont.pointSizeF());
        theme.setChoice(ThemeChoice::Light);
    }

    void everyIconDraws()
    {
        int icons = 0;
        for (QDirIterator it(QStringLiteral(":/pitlane/icons")); it.hasNext();) {
            const auto name = QFileInfo(it.next()).baseName();
            const auto icon = Theme::icon(name);
            QVERIFY2(!icon.isNull(), qPrintable(name));
            const auto normal = icon.pixmap(48).toImage();
            const auto disabled = icon.pixmap(QSize(48, 48), QIcon::Disabled).toImage();
            QVERIFY2(pixelsOf(normal, Theme::instance().tokens().text) > 3, qPrintable(name));
            QVERIFY2(pixelsOf(disabled, Theme::instance().tokens().disabled) > 3, qPrintable(name));
            ++icons;
        }
        QVERIFY(icons > 30);
    }

    void iconsAreSharpOnDenseScreens()
    {
        const auto pixmap = Theme::icon(QStringLiteral("home")).pixmap(QSize(24, 24), 2.0);
        QCOMPARE(pixmap.size(), QSize(48, 48));
        QCOMPARE(pixmap.deviceIndependentSize(), QSizeF(24, 24));
    }

    void unknownIconSaysItsName()
    {
        QTest::ignoreMessage(QtWarningMsg, "There is no icon \"no-such\" in resources/icons.");
        QVERIFY(Theme::icon(QStringLiteral("no-such")).isNull());
    }

    void controlsHaveTheirSizes()
    {
        QWidget window;
        auto* layout = new QVBoxLayout(&window);
        auto* button = makeButton(QStringLiteral("Open…"), QStringLiteral("folder"));
        auto* segmented = new Segmented({QStringLiteral("Front"), QStringLiteral("Compare")});
        auto* panel = new Panel(QStringLiteral("Jobs"));
        auto* small = makeButton(QStringLiteral("Log"));
        panel->tools().addWidget(small);
        auto* tool = makeToolButton(QStringLiteral("close"), QStringLiteral("Close this panel"));
        panel->tools().addWidget(tool);
        panel->setContent(new QWidget);
        layout->addWidget(button);
        layout->addWidget(segmented);
        layout->addWidget(panel);
        window.ensurePolished();
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QCOMPARE(button->sizeHint().height(), 28);
        QCOMPARE(segmented->height(), 28);
        QCOMPARE(small->sizeHint().height(), 24);
        QCOMPARE(tool->size(), QSize(24, 24));
        QCOMPARE(tool->accessibleName(), QStringLiteral("Close this panel"));
        QCOMPARE(panel->findChild<QWidget*>(QStringLiteral("panelHeader"))->height(), 32);
    }

    void glyphsDiffer()
    {
        std::vector<QImage> images;
        for (const auto glyph : {Glyph::Front, Glyph::Dominated, Glyph::Running, Glyph::Queued, Glyph::Failed,
                                 Glyph::Interrupted, Glyph::Cancelled, Glyph::Seed, Glyph::HandTuned, Glyph::Ok,
                                 Glyph::Warning, Glyph::Error, Glyph::Info, Glyph::Lock}) {
            QImage image(14, 14, QImage::Format_ARGB32);
            image.fill(Qt::transparent);
            QPainter painter(&image);
            paintGlyph(painter, QRectF(0, 0, 14, 14), glyph, 0.5);
            painter.end();
            for (const auto& other : images)
                QVERIFY(other != image);
            images.push_back(image);
        }
    }

    void glyphTellsTheState()
    {
        SearchPoint point;
        point.status = PointStatus::Done;
        QCOMPARE(glyphFor(point, true), Glyph::Front);
        QCOMPARE(glyphFor(point, false), Glyph::Dominated);
        point.role = PointRole::Seed;
        QCOMPARE(glyphFor(point, false), Glyph::Seed);
        point.status = PointStatus::Failed;
        QCOMPARE(glyphFor(point, false), Glyph::Failed);
        point.status = PointStatus::Interrupted;
        QCOMPARE(glyphFor(point, true), Glyph::Interrupted);
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
