// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/startpage.h"

#include "core/base/files.h"
#include "ui/models/examplesmodel.h"
#include "ui/models/recentmodel.h"
#include "ui/projectactions.h"
#include "ui/settings.h"
#include "ui/widgets/recentlist.h"

#include <QAbstractItemModelTester>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace pitlane;

namespace {

QPushButton* buttonNamed(const QWidget& parent, const QString& text)
{
    const auto buttons = parent.findChildren<QPushButton*>();
    const auto found = std::ranges::find_if(buttons, [&](const QPushButton* button) { return button->text() == text; });
    return found == buttons.end() ? nullptr : *found;
}

} // namespace

class TestStartPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::install(*qApp, ThemeChoice::Light); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings = std::make_unique<Settings>(m_folder->filePath(QStringLiteral("settings.ini")));
    }

    void modelsKeepTheRules()
    {
        RecentModel recent;
        const QAbstractItemModelTester recentTester(&recent);
        ExamplesModel examples;
        const QAbstractItemModelTester examplesTester(&examples);
        recent.setProjects({study("a", 0), study("b", 3)});
        QCOMPARE(recent.rowCount(), 2);
        recent.setProjects({});
        QCOMPARE(recent.rowCount(), 0);
        examples.setRows({{.example = {.id = "ecg", .title = "ECG", .input = {1, 140}}, .isReady = true}});
        QCOMPARE(examples.index(0, ExamplesModel::Input).data().toString(), QStringLiteral("1 × 140"));
        QCOMPARE(examples.index(0, ExamplesModel::Data).data().toString(), QStringLiteral("ready"));
        QCOMPARE(examples.index(0, ExamplesModel::Published).data().toString(), QStringLiteral("none published"));
        examples.setRows({});
    }

    void withoutProjectsTheDemoIsTheNextStep()
    {
        Context context;
        StartPage page(context, *m_settings);
        page.show();
        QSignalSpy demo(&context, &Context::demoRequested);
        auto* button = buttonNamed(page, QStringLiteral("Open demo"));
        QVERIFY(button != nullptr);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(demo.count(), 1);
        QSignalSpy fresh(&context, &Context::newRequested);
        QTest::mouseClick(buttonNamed(page, QStringLiteral("New project…")), Qt::LeftButton);
        QCOMPARE(fresh.count(), 1);
    }

    void recentProjectsOpenFilterAndResume()
    {
        (void)ProjectSession::create(m_folder->filePath(QStringLiteral("wrist")).toStdString(),
                                     QStringLiteral("wrist"));
        (void)ProjectSession::create(m_folder->filePath(QStringLiteral("bell")).toStdString(), QStringLiteral("bell"));
        m_settings->noteProject(study("bell", 0), true);
        m_settings->noteProject(study("wrist", 4), true); // was interrupted
        m_settings->noteProject(study("gone", 0), true);  // its folder is not there
        Context context;
        StartPage page(context, *m_settings);
        page.resize(1300, 800);
        page.show();
        auto* list = page.findChild<RecentList*>();
        QCOMPARE(list->model()->rowCount(), 3);

        auto* resume = buttonNamed(page, QStringLiteral("Resume"));
        QVERIFY(resume != nullptr);
        QVERIFY(resume->accessibleName().contains(QStringLiteral("wrist")));
        QVERIFY(buttonNamed(page, QStringLiteral("Locate…")) != nullptr);
        QSignalSpy opened(&context, &Context::openRequested);
        QTest::mouseClick(resume, Qt::LeftButton);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened.takeFirst().front().toString(), m_folder->filePath(QStringLiteral("wrist")));

        list->setFilter(QStringLiteral("BELL"));
        QCOMPARE(list->model()->rowCount(), 1);
        list->setCurrentIndex(list->model()->index(0, 0));
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened.takeFirst().front().toString(), m_folder->filePath(QStringLiteral("bell")));
        list->setFilter({});
        QCOMPARE(list->model()->rowCount(), 3);
        m_settings->forgetProject(m_folder->filePath(QStringLiteral("gone")));
        QCOMPARE(list->model()->rowCount(), 2);
        QTRY_VERIFY(buttonNamed(page, QStringLiteral("Locate…")) == nullptr); // views delete their cells later
    }

    void rowsDrawTheFront()
    {
        auto project = study("wrist", 0);
        project.marks = {{.x = 900, .y = 0.92, .onFront = true},
                         {.x = 5000, .y = 0.94, .onFront = true},
                         {.x = 24871, .y = 0.93, .role = PointRole::Seed}};
        RecentModel model;
        model.setProjects({project});
        QListView view;
        view.setModel(&model);
        view.setItemDelegate(new RecentDelegate(&view));
        view.resize(600, 200);
        const auto drawn = view.grab().toImage();
        model.setProjects({study("wrist", 0)});
        QVERIFY(view.grab().toImage() != drawn);
        QCOMPARE(view.sizeHintForRow(0), 80);
    }

private:
    [[nodiscard]] RecentProject study(const char* name, int open) const
    {
        RecentProject project{.folder = m_folder->filePath(QLatin1String(name)), .name = QLatin1String(name)};
        project.openedAt = QDateTime::currentDateTimeUtc();
        project.sweep = open > 0 ? 1 : 0;
        project.points = 8;
        project.open = open;
        return project;
    }
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Settings> m_settings;
};

QTEST_MAIN(TestStartPage)
#include "tst_startpage.moc"
