// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"

#include "core/base/filelock.h"
#include "ui/modebar.h"
#include "ui/page.h"
#include "ui/projectactions.h"
#include "ui/settings.h"
#include "ui/widgets/banner.h"

#include <QAccessible>
#include <QAction>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTemporaryDir>
#include <QTest>

using namespace pitlane;

namespace {

constexpr Mode allModes[] = {Mode::Start, Mode::Data, Mode::Seed, Mode::Search, Mode::Explore, Mode::Deploy};

/// A window with settings of its own.
struct House
{
    explicit House(const QString& settingsFile) : settings(settingsFile) {}
    Settings settings;
    Context context;
    MainWindow window{context, settings};
    [[nodiscard]] ModeBar& bar() const { return *window.findChild<ModeBar*>(); }
    [[nodiscard]] Banner& banner() const { return *window.findChild<Banner*>(); }
};

/// Of the menu bar: buttons of the pages have menus too.
QAction* actionNamed(const MainWindow& window, const QString& text)
{
    for (const auto* top : window.menuBar()->actions())
        for (auto* action : top->menu()->actions())
            if (action->text().remove(QLatin1Char('&')).startsWith(text))
                return action;
    return nullptr;
}

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::install(*qApp, ThemeChoice::Light); }
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void opensWithoutAProject()
    {
        House house(settingsFile());
        house.window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&house.window));
        QCOMPARE(house.window.mode(), Mode::Start);
        for (const auto mode : allModes) {
            const auto& button = house.bar().button(mode);
            QCOMPARE(button.isEnabled(), mode == Mode::Start);
            QVERIFY(!button.accessibleName().isEmpty());
            if (mode != Mode::Start)
                QVERIFY2(button.toolTip().contains(QStringLiteral("needs a project")), qPrintable(button.toolTip()));
        }
        house.window.setMode(Mode::Explore); // as Ctrl+5 would
        QCOMPARE(house.window.mode(), Mode::Start);
        for (const auto* name : {"Launch", "Stop", "Cancel now", "Close project", "Undo", "Redo"})
            QVERIFY2(!actionNamed(house.window, QLatin1String(name))->isEnabled(), name);
        QVERIFY(!house.window.findChild<QPushButton*>(QStringLiteral("stopMenu"))->isEnabled());
        QCOMPARE(house.window.menuBar()->height(), 28);
        QCOMPARE(house.window.statusBar()->height(), 24);
        QCOMPARE(house.bar().width(), 72);
        QCOMPARE(house.bar().button(Mode::Data).height(), 64);
    }

    void opensTheDemoOnSearch()
    {
        House house(settingsFile());
        house.window.show();
        QVERIFY(house.window.openDemo(at("demo")));
        QCOMPARE(house.window.mode(), Mode::Search);
        for (const auto mode : allModes) {
            QVERIFY(house.bar().button(mode).isEnabled());
            house.window.setMode(mode);
            QCOMPARE(house.window.mode(), mode);
            QVERIFY(house.window.page(mode).isVisible());
        }
        QCOMPARE(house.settings.recentProjects().size(), std::size_t(1));
        QVERIFY(house.window.windowTitle().contains(house.context.session()->name()));
        QVERIFY(actionNamed(house.window, QStringLiteral("Launch"))->isEnabled());
        QVERIFY(!actionNamed(house.window, QStringLiteral("Stop"))->isEnabled()); // nothing runs
        QVERIFY(!actionNamed(house.window, QStringLiteral("Cancel now"))->isEnabled());
        QVERIFY(!house.window.findChild<QPushButton*>(QStringLiteral("stopMenu"))->isEnabled());
        house.context.requestOpen(at("demo")); // is open already
        QVERIFY(!house.banner().isVisible());
    }

    void aFailedOpenSaysWhyAndKeepsTheProject()
    {
        House house(settingsFile());
        house.window.show();
        QVERIFY(house.window.openDemo(at("demo")));
        QVERIFY(!house.window.openProject(at("nowhere")));
        QVERIFY(house.banner().isVisible());
        QVERIFY2(house.banner().sentence().contains(at("nowhere")), qPrintable(house.banner().sentence()));
        QVERIFY(house.context.session() != nullptr);
    }

    void aProjectThatIsInUseIsReadOnly()
    {
        const auto writer = pitlane::openDemo(at("demo"));
        House house(settingsFile());
        house.window.show();
        QVERIFY(house.window.openProject(at("demo")));
        QVERIFY(house.context.session()->isReadOnly());
        QVERIFY(house.banner().isVisible());
        QVERIFY2(house.banner().sentence().contains(QString::number(QCoreApplication::applicationPid())),
                 qPrintable(house.banner().sentence()));
        QVERIFY(!actionNamed(house.window, QStringLiteral("Launch"))->isEnabled());
        auto draft = house.context.session()->draft();
        draft.config.seedNumber += 1;
        house.context.edit(draft, QStringLiteral("Seed number"));
        QVERIFY(!house.context.undoStack().canUndo());
    }

    void theSessionIsRestored()
    {
        const QSize size(1300, 700);
        {
            House house(settingsFile());
            house.window.show();
            QVERIFY(house.window.openDemo(at("demo")));
            house.window.resize(size);
            house.window.setMode(Mode::Seed);
            QVERIFY(house.window.close());
        }
        House house(settingsFile());
        house.window.show();
        QCOMPARE(house.window.size(), size);
        QCOMPARE(house.window.mode(), Mode::Start);
        house.window.restoreLastSession();
        QVERIFY(house.context.session() != nullptr);
        QCOMPARE(QString::fromStdString(house.context.session()->folder().string()), at("demo"));
        QCOMPARE(house.window.mode(), Mode::Seed);
    }

    void aLostProjectDoesNotStopTheStart()
    {
        House house(settingsFile());
        house.settings.setLastSession({.folder = at("gone"), .mode = Mode::Explore});
        house.window.show();
        house.window.restoreLastSession();
        QCOMPARE(house.window.mode(), Mode::Start);
        QVERIFY(house.banner().isVisible());
    }

    void closingTheProjectEmptiesThePages()
    {
        House house(settingsFile());
        house.window.show();
        QVERIFY(house.window.openDemo(at("demo")));
        actionNamed(house.window, QStringLiteral("Close project"))->trigger();
        QVERIFY(house.context.session() == nullptr);
        QCOMPARE(house.window.mode(), Mode::Start);
        QVERIFY(!house.bar().button(Mode::Search).isEnabled());
        QVERIFY(!FileLock::isHeld((at("demo") + QStringLiteral("/project.lock")).toStdString()));
    }

    void editsAreUndoneInTheDraft()
    {
        House house(settingsFile());
        QVERIFY(house.window.openDemo(at("demo")));
        auto& session = *house.context.session();
        const auto before = session.draft();
        auto draft = before;
        draft.config.seedNumber = 5;
        house.context.edit(draft, QStringLiteral("Seed number"), QStringLiteral("seedNumber"));
        draft.config.seedNumber = 56;
        house.context.edit(draft, QStringLiteral("Seed number"), QStringLiteral("seedNumber"));
        QCOMPARE(house.context.undoStack().count(), 1); // typing in one field is one step
        draft.config.batchSize = 64;
        house.context.edit(draft, QStringLiteral("Batch size"), QStringLiteral("batchSize"));
        QCOMPARE(house.context.undoStack().count(), 2);
        QCOMPARE(session.draft(), draft);
        auto* undo = actionNamed(house.window, QStringLiteral("Undo"));
        undo->trigger();
        QCOMPARE(session.draft().config.batchSize, before.config.batchSize);
        QCOMPARE(session.draft().config.seedNumber, std::uint64_t(56));
        undo->trigger();
        QCOMPARE(session.draft(), before);
        QVERIFY(!undo->isEnabled());
        actionNamed(house.window, QStringLiteral("Redo"))->trigger();
        QCOMPARE(session.draft().config.seedNumber, std::uint64_t(56));
    }

    void undoEndsWithTheProject()
    {
        House house(settingsFile());
        QVERIFY(house.window.openDemo(at("demo")));
        auto draft = house.context.session()->draft();
        draft.config.seedNumber = 5;
        house.context.edit(draft, QStringLiteral("Seed number"));
        QVERIFY(house.context.undoStack().canUndo());
        QVERIFY(house.window.openDemo(at("other")));
        QVERIFY(!house.context.undoStack().canUndo());
    }

    void keysMoveBetweenModesAndPanels()
    {
        House house(settingsFile());
        house.window.show();
        QVERIFY(house.window.openDemo(at("demo")));
        QVERIFY(QTest::qWaitForWindowExposed(&house.window));
        house.window.activateWindow();
        QTest::keyClick(&house.window, Qt::Key_3, Qt::ControlModifier);
        QCOMPARE(house.window.mode(), Mode::Seed);
        QTest::keyClick(&house.window, Qt::Key_J, Qt::ControlModifier);
        QCOMPARE(house.window.mode(), Mode::Explore);
        QTest::keyClick(&house.window, Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(house.window.mode(), Mode::Start);
        QTest::keyClick(&house.window, Qt::Key_F, Qt::ControlModifier);
        auto* filter = qobject_cast<QLineEdit*>(house.window.focusWidget());
        QVERIFY(filter != nullptr);
        QVERIFY(filter->property("filter").toBool());
        QVERIFY(filter->accessibleName().startsWith(QStringLiteral("Filter")));
        QTest::keyClick(&house.window, Qt::Key_F6);
        QVERIFY(house.window.focusWidget() != filter);
    }

    void projectsDroppedOnTheWindowOpen()
    {
        (void)pitlane::openDemo(at("demo"));
        House house(settingsFile());
        house.window.show();
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(at("demo"))});
        QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&house.window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&house.window, &drop);
        QVERIFY(house.context.session() != nullptr);
    }

    void everyWidgetThatTakesFocusHasAName()
    {
        House house(settingsFile());
        house.window.show();
        QVERIFY(house.window.openDemo(at("demo")));
        QStringList nameless;
        for (const auto mode : allModes) {
            house.window.setMode(mode);
            int seen = 0;
            for (auto* widget : house.window.page(mode).findChildren<QWidget*>()) {
                if (!widget->isVisible() || widget->focusProxy() != nullptr || !(widget->focusPolicy() & Qt::TabFocus))
                    continue;
                ++seen;
                const auto* accessible = QAccessible::queryAccessibleInterface(widget);
                if (accessible == nullptr || accessible->text(QAccessible::Name).isEmpty())
                    nameless << QStringLiteral("%1: %2 %3")
                                    .arg(modeName(mode), QLatin1String(widget->metaObject()->className()),
                                         widget->objectName());
            }
            QVERIFY2(seen > 0, qPrintable(modeName(mode)));
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QLatin1Char('\n'))));
    }

private:
    [[nodiscard]] QString at(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
    [[nodiscard]] QString settingsFile() const { return at("settings.ini"); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
