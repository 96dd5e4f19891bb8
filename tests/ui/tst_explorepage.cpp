// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/curves.h"
#include "plots/frontplot.h"
#include "tests/session/sessionfixture.h"
#include "ui/models/pointsmodel.h"
#include "ui/pages/explorepage.h"
#include "ui/pages/pointactions.h"
#include "ui/theme/theme.h"
#include "ui/widgets/dockheader.h"
#include "ui/widgets/emptycard.h"
#include "ui/widgets/failurereport.h"
#include "ui/widgets/hovercard.h"
#include "ui/widgets/jobsview.h"
#include "ui/widgets/notebar.h"
#include "ui/widgets/pointsview.h"
#include "ui/widgets/suggestionbar.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QMainWindow>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace pitlane;

namespace {

template <class Widget> Widget& only(const QWidget& page)
{
    const auto all = page.findChildren<Widget*>();
    if (all.size() != 1)
        throw Error("expected one widget of a kind, found " + std::to_string(all.size()));
    return *all.front();
}

PanelDock& dock(const QWidget& page, const char* name)
{
    return *page.findChild<PanelDock*>(QLatin1String(name));
}

} // namespace

class tst_ExplorePage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void withoutProject();
    void emptyProjectNamesTheNextStep();
    void followsASearchToItsEnd();
    void selectionIsLinked();
    void hoverIsLinked();
    void failedPointIsExplained();
    void cancelledJobsLeaveTheList();
    void layoutIsKeptAndReset();
    void smallWindowFoldsDocks();
    void figureIsWritten();
    void networkOfAPointIsExported();
    void pointsAreRefitAndRunAgain();
    void frontInInt8();
    void repeatsShowTheirSpread();
    void endedSearchesSayWhy();
    void gapsOfTheFrontAreSearched();

private:
    void start(const SessionFixture& fixture);

    std::unique_ptr<Context> m_context;
    std::unique_ptr<ExplorePage> m_page;
};

void tst_ExplorePage::initTestCase()
{
    Theme::install(*qApp, ThemeChoice::Light);
}

/// A page of its own for each test, with the fixture's project open.
void tst_ExplorePage::start(const SessionFixture& fixture)
{
    m_page.reset();
    m_context = std::make_unique<Context>();
    m_page = std::make_unique<ExplorePage>(*m_context);
    m_page->resize(1368, 848);
    m_page->show();
    m_context->setSession(fixture.create());
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void tst_ExplorePage::withoutProject()
{
    Context context;
    ExplorePage page(context);
    page.resize(1368, 848);
    page.show();
    QCOMPARE(page.badge(), Badge::None);
    QVERIFY(!only<EmptyCard>(page).isVisible());
    QVERIFY(!page.grab().isNull());
}

void tst_ExplorePage::emptyProjectNamesTheNextStep()
{
    const SessionFixture fixture;
    start(fixture);
    QVERIFY(only<EmptyCard>(*m_page).isVisible());
    const auto& model = only<PointsModel>(*m_page);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0, PointsModel::Parameters).data().toString(), QStringLiteral("24\u202F871"));
    QCOMPARE(model.index(1, PointsModel::Parameters).data().toString(), QStringLiteral("15\u202F191"));
    QCOMPARE(only<FrontPlot>(*m_page).marks().size(), std::size_t{2});
    QVERIFY(!only<SuggestionBar>(*m_page).isVisible());
    QSignalSpy asked(m_context.get(), &Context::modeRequested);
    only<EmptyCard>(*m_page).findChild<QPushButton*>()->click();
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked[0][0].value<Mode>(), Mode::Search);
}

void tst_ExplorePage::followsASearchToItsEnd()
{
    const SessionFixture fixture;
    start(fixture);
    QSignalSpy finished(m_context->session(), &ProjectSession::sweepFinished);
    std::set<Badge> badges;
    connect(m_page.get(), &Page::badgeChanged, this, [&](Badge badge) { badges.insert(badge); });
    fixture.script({{"all", {{"epochMs", 30}}}});
    const auto sweep = m_context->session()->launch(SessionFixture::config(4));
    QTRY_VERIFY(!only<EmptyCard>(*m_page).isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(only<Curves>(*m_page).epochCount() > 3, 10000); // nothing selected: the running point's
    QVERIFY(finished.count() > 0 || finished.wait(30000));
    QTRY_COMPARE(m_page->badge(), Badge::Complete);
    QVERIFY(badges.contains(Badge::Working));
    const auto& model = only<PointsModel>(*m_page);
    QCOMPARE(model.rowCount(), 6);
    QVERIFY(model.points() == m_context->session()->points(sweep));
    QVERIFY(only<JobsView>(*m_page).shownPoints().empty());
    int onFront = 0;
    for (const auto& mark : only<FrontPlot>(*m_page).marks()) {
        onFront += mark.onFront ? 1 : 0;
        QVERIFY(mark.y.has_value());
    }
    QVERIFY(onFront >= 1);

    // A page that only sees the end: nothing is selected, the suggested point's training is shown.
    ExplorePage later(*m_context);
    later.resize(1368, 848);
    later.show();
    QVERIFY(!m_context->selected().isValid());
    QTRY_VERIFY(only<Curves>(later).epochCount() > 0);
    for (const auto* choice : later.findChildren<QComboBox*>())
        if (choice->accessibleName() == QStringLiteral("Point whose training is shown"))
            QVERIFY(choice->currentIndex() >= 0);
}

void tst_ExplorePage::selectionIsLinked()
{
    const SessionFixture fixture;
    start(fixture);
    QSignalSpy finished(m_context->session(), &ProjectSession::sweepFinished);
    const auto sweep = m_context->session()->launch(SessionFixture::config(3));
    QVERIFY(finished.wait(30000));
    const auto id = pointNumber(*m_context->session(), sweep, 2).id;
    auto& plot = only<FrontPlot>(*m_page);
    auto& table = only<PointsView>(*m_page);
    QTRY_VERIFY(plot.positionOf(id).has_value());
    QTest::mouseClick(&plot, Qt::LeftButton, {}, plot.positionOf(id)->toPoint());
    // Points may lie on one another in the fake's numbers: whichever was hit is selected everywhere.
    QVERIFY(m_context->selected().isValid());
    QCOMPARE(table.selected(), m_context->selected());
    m_context->setSelected(id);
    QCOMPARE(plot.selected(), id);
    QCOMPARE(table.selected(), id);
    QTRY_VERIFY(only<Curves>(*m_page).epochCount() > 0);
    const auto buttons = m_page->findChildren<QPushButton*>();
    QVERIFY(std::any_of(buttons.begin(), buttons.end(), [](const QPushButton* button) {
        return button->text() == QStringLiteral("Deploy point 2") && button->isEnabled();
    }));
    QTest::keyClick(&plot, Qt::Key_Escape);
    QTest::keyClick(&plot, Qt::Key_Escape);
    QVERIFY(!m_context->selected().isValid());
    QVERIFY(!table.selected().isValid());
}

void tst_ExplorePage::hoverIsLinked()
{
    const SessionFixture fixture;
    start(fixture);
    QSignalSpy finished(m_context->session(), &ProjectSession::sweepFinished);
    const auto sweep = m_context->session()->launch(SessionFixture::config(3));
    QVERIFY(finished.wait(30000));
    const auto id = pointNumber(*m_context->session(), sweep, 1).id;
    auto& plot = only<FrontPlot>(*m_page);
    QTRY_VERIFY(plot.positionOf(id).has_value());
    m_context->setHovered(id);
    auto& card = only<HoverCard>(*m_page);
    QVERIFY(card.isVisible());
    QCOMPARE(card.facts().title, QStringLiteral("Point 1"));
    QVERIFY(!card.geometry().contains(plot.positionOf(id)->toPoint()));
    QCOMPARE(plot.hovered(), id);
    m_context->setHovered({});
    QVERIFY(!card.isVisible());
}

void tst_ExplorePage::failedPointIsExplained()
{
    const SessionFixture fixture;
    start(fixture);
    fixture.script({{"2", {{"failAt", 3}}}});
    QSignalSpy finished(m_context->session(), &ProjectSession::sweepFinished);
    const auto sweep = m_context->session()->launch(SessionFixture::config(3));
    QVERIFY(finished.wait(30000));
    const auto point = pointNumber(*m_context->session(), sweep, 2);
    QCOMPARE(point.status, PointStatus::Failed);
    QTRY_COMPARE(m_page->badge(), Badge::Failed);
    QTRY_COMPARE(only<JobsView>(*m_page).shownPoints(), std::vector<PointId>{point.id});

    const auto before = m_page->layoutState();
    m_context->setSelected(point.id);
    QVERIFY(dock(*m_page, "reportDock").isVisible());
    QVERIFY(!dock(*m_page, "layersDock").isVisible());
    QVERIFY(!dock(*m_page, "trainingDock").isVisible());
    auto& report = only<FailureReport>(*m_page);
    QCOMPARE(report.point(), point.id);
    QVERIFY(report.text().contains(QString::fromStdString(point.message)));
    QCOMPARE(m_page->layoutState(), before); // the report is no part of the saved layout

    QSignalSpy again(m_context->session(), &ProjectSession::sweepFinished);
    Q_EMIT report.resumeRequested(point.id);
    QVERIFY(again.wait(30000));
    QTRY_COMPARE(m_page->badge(), Badge::Complete);
    QVERIFY(!dock(*m_page, "reportDock").isVisible());
    QVERIFY(dock(*m_page, "layersDock").isVisible());
    QVERIFY(dock(*m_page, "trainingDock").isVisible());
}

void tst_ExplorePage::cancelledJobsLeaveTheList()
{
    const SessionFixture fixture;
    start(fixture);
    fixture.script({{"all", {{"epochMs", 100}}}});
    (void)m_context->session()->launch(SessionFixture::config(4));
    auto& jobs = only<JobsView>(*m_page);
    QTRY_VERIFY(jobs.shownPoints().size() >= 4);
    m_context->session()->cancelAll();
    QTRY_VERIFY_WITH_TIMEOUT(jobs.shownPoints().empty(), 15000);
    QTRY_VERIFY(!m_page->findChild<QPushButton*>(QStringLiteral("stopMenu"))->isEnabled());
}

void tst_ExplorePage::layoutIsKeptAndReset()
{
    const SessionFixture fixture;
    start(fixture);
    const auto initial = m_page->layoutState();
    dock(*m_page, "trainingDock").close();
    dock(*m_page, "jobsDock").setFloating(true);
    const auto changed = m_page->layoutState();
    QVERIFY(changed != initial);
    m_page->resetLayout();
    QVERIFY(dock(*m_page, "trainingDock").isVisible());
    QVERIFY(!dock(*m_page, "jobsDock").isFloating());
    QVERIFY(m_page->restoreLayout(changed));
    QVERIFY(!dock(*m_page, "trainingDock").isVisible());
    QVERIFY(dock(*m_page, "jobsDock").isFloating());
    QVERIFY(!m_page->restoreLayout(QByteArray("an older version")));
    m_page->showJobs();
    QVERIFY(dock(*m_page, "jobsDock").isVisible());
}

void tst_ExplorePage::smallWindowFoldsDocks()
{
    const SessionFixture fixture;
    start(fixture);
    auto* window = m_page->findChild<QMainWindow*>(QStringLiteral("exploreDocks"));
    auto* layers = &dock(*m_page, "layersDock");
    auto* training = &dock(*m_page, "trainingDock");
    QVERIFY(window->tabifiedDockWidgets(layers).isEmpty());
    m_page->resize(1108, 640);
    QTRY_COMPARE(window->tabifiedDockWidgets(layers), QList<QDockWidget*>{training});
    m_page->resize(1368, 848);
    QTRY_VERIFY(window->tabifiedDockWidgets(layers).isEmpty());
    QTRY_VERIFY(training->isVisible() && layers->isVisible());
    QTRY_VERIFY(training->geometry().top() > layers->geometry().bottom()); // docks move with an animation

    // A hidden page folds when it is shown, and knows after a restart that it was not the user who did that.
    m_page->hide();
    m_page->resize(1108, 590);
    m_page->show();
    auto* points = &dock(*m_page, "pointsDock");
    auto* jobs = &dock(*m_page, "jobsDock");
    QTRY_COMPARE(window->tabifiedDockWidgets(layers), QList<QDockWidget*>{training});
    QCOMPARE(window->tabifiedDockWidgets(points), QList<QDockWidget*>{jobs});
    const auto folded = m_page->layoutState();
    m_page->resetLayout();
    QVERIFY(m_page->restoreLayout(folded));
    m_page->resize(1368, 848);
    QTRY_VERIFY(window->tabifiedDockWidgets(layers).isEmpty());
    QVERIFY(window->tabifiedDockWidgets(points).isEmpty());
}

void tst_ExplorePage::figureIsWritten()
{
    const SessionFixture fixture;
    start(fixture);
    QSignalSpy finished(m_context->session(), &ProjectSession::sweepFinished);
    (void)m_context->session()->launch(SessionFixture::config(3));
    QVERIFY(finished.wait(30000));
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("front.svg"));
    m_page->exportFront(path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto text = QString::fromUtf8(file.readAll());
    QVERIFY(text.contains(QStringLiteral("Configuration SHA-256")));
    QVERIFY(text.contains(QStringLiteral("study")));
}

void tst_ExplorePage::networkOfAPointIsExported()
{
    const SessionFixture fixture;
    start(fixture);
    auto& session = *m_context->session();
    QSignalSpy finished(&session, &ProjectSession::sweepFinished);
    const auto sweep = session.launch(SessionFixture::config(1));
    QVERIFY(finished.wait(30000));
    const auto point = pointNumber(session, sweep, 1);
    auto* action = m_page->findChild<QAction*>(QStringLiteral("exportNetwork"));
    QVERIFY(!action->isEnabled());
    m_context->setSelected(point.id);
    QVERIFY(action->isEnabled());

    const auto network = session.network(point.id);
    Weights weights; // the fake worker trains nothing
    for (const auto& [name, dims] : weightShapes(network)) {
        std::size_t values = 1;
        for (const auto size : dims)
            values *= static_cast<std::size_t>(size);
        weights[name] = {.shape = dims, .values = std::vector<float>(values, 0.5F)};
    }
    saveWeights(weights, fixture.folder() / point.runFolder / runfile::weights);
    const QTemporaryDir folder;
    m_page->findChild<PointActions*>()->exportNetwork(point.id, folder.filePath(QStringLiteral("point")));
    const auto back = readNetwork(folder.filePath(QStringLiteral("point.onnx")).toStdString());
    QVERIFY(back.weights == std::optional(weights));
}

void tst_ExplorePage::pointsAreRefitAndRunAgain()
{
    const SessionFixture fixture;
    start(fixture);
    auto& session = *m_context->session();
    QSignalSpy finished(&session, &ProjectSession::sweepFinished);
    const auto sweep = session.launch(SessionFixture::config(1));
    QVERIFY(finished.wait(30000));
    auto& refit = *m_page->findChild<QAction*>(QStringLiteral("refitPoint"));
    auto& rerun = *m_page->findChild<QAction*>(QStringLiteral("rerunPoint"));
    QVERIFY(!refit.isEnabled() && !rerun.isEnabled());
    m_context->setSelected(reference(session, sweep, PointRole::Seed).id);
    QVERIFY(!refit.isEnabled() && rerun.isEnabled());
    const auto point = pointNumber(session, sweep, 1);
    m_context->setSelected(point.id);
    QCOMPARE(refit.text(), QStringLiteral("Refit on train and validation"));
    QSignalSpy done(&session, &ProjectSession::refitFinished);
    refit.trigger();
    QVERIFY(!refit.isEnabled());
    QVERIFY(done.wait(30000));
    QVERIFY(session.hasRefit(point.id));
    QVERIFY(refit.isEnabled());
    QCOMPARE(refit.text(), QStringLiteral("Refit on train and validation again"));
    QVERIFY(session.point(point.id) == std::optional(point)); // the point itself stays as it is

    // The fake worker writes no weights, so the comparison cannot be made: a sentence says so.
    QSignalSpy compared(m_page->findChild<PointActions*>(), &PointActions::compared);
    rerun.trigger();
    QVERIFY(compared.wait(30000));
    QCOMPARE(compared.front().at(1).toStringList().first(), QStringLiteral("The second run did not finish."));
    auto* box = m_page->findChild<QMessageBox*>(QStringLiteral("verdict"));
    QVERIFY(box != nullptr && box->isVisible());
    box->close();
}

/// Points of before int8 was measured have no place on that axis; those with a figure stand at it.
void tst_ExplorePage::frontInInt8()
{
    const SessionFixture fixture;
    start(fixture);
    auto& session = *m_context->session();
    auto& plot = *m_page->findChild<FrontPlot*>();
    auto& quality = *m_page->findChild<QComboBox*>(QStringLiteral("qualityIn"));
    QSignalSpy finished(&session, &ProjectSession::sweepFinished);
    m_context->setSweep(session.launch(SessionFixture::config(2)));
    QVERIFY(finished.wait(30000));
    const auto placed = [&] {
        return std::ranges::count_if(plot.marks(),
                                     [](const FrontMark& mark) { return mark.role == PointRole::Found && mark.y; });
    };
    QTRY_COMPARE(placed(), 2);
    const auto inFloat = plot.marks();
    quality.setCurrentIndex(1);
    Q_EMIT quality.activated(1);
    QTRY_COMPARE(placed(), 2); // the fake worker says two percent less
    for (std::size_t i = 0; i < inFloat.size(); ++i)
        if (inFloat[i].role == PointRole::Found)
            QVERIFY(std::abs(*inFloat[i].y - *plot.marks()[i].y - 2) < 1e-9);
    QVERIFY(plot.description().contains(QStringLiteral("int8")) ||
            plot.yAxis->label().contains(QStringLiteral("int8")));
}

void tst_ExplorePage::repeatsShowTheirSpread()
{
    const SessionFixture fixture;
    start(fixture);
    auto& session = *m_context->session();
    auto& plot = *m_page->findChild<FrontPlot*>();
    QVERIFY(plot.spreads().empty());
    QSignalSpy finished(&session, &ProjectSession::sweepFinished);
    m_context->setSweep(session.launch(SessionFixture::config(2), 3));
    QVERIFY(finished.wait(30000));
    QTRY_COMPARE(plot.spreads().size(), std::size_t{2});
    for (const auto& spread : plot.spreads()) {
        QVERIFY(spread.low.x() <= spread.mean.x() && spread.mean.x() <= spread.high.x());
        QVERIFY(spread.low.y() <= spread.mean.y() && spread.mean.y() <= spread.high.y());
        const auto inside = std::ranges::count_if(plot.marks(), [&](const FrontMark& mark) {
            return mark.role == PointRole::Found && mark.x >= spread.low.x() && mark.x <= spread.high.x() && mark.y &&
                   *mark.y >= spread.low.y() && *mark.y <= spread.high.y();
        });
        QVERIFY(inside >= 3);
    }
}

void tst_ExplorePage::endedSearchesSayWhy()
{
    const SessionFixture fixture;
    start(fixture);
    fixture.script({{"found", {{"history", "closes"}}}});
    auto config = SessionFixture::config(1);
    config.search.minEpochs = config.search.maxEpochs = 12;
    auto& session = *m_context->session();
    QSignalSpy finished(&session, &ProjectSession::sweepFinished);
    m_context->setSweep(session.launch(config));
    QVERIFY(finished.wait(20000));
    auto& bar = *m_page->findChild<NoteBar*>(QStringLiteral("endedEarly"));
    QVERIFY(bar.isHidden());
    m_context->setSelected(pointNumber(session, m_context->sweep(), 1).id);
    QVERIFY(bar.isVisible());
    QVERIFY2(bar.sentence().startsWith(QStringLiteral("Point 1: In epoch 6: The cost term outweighs the loss")),
             qPrintable(bar.sentence()));
    m_context->setSelected(reference(session, m_context->sweep(), PointRole::Seed).id);
    QVERIFY(bar.isHidden());
}

void tst_ExplorePage::gapsOfTheFrontAreSearched()
{
    const SessionFixture fixture;
    start(fixture);
    auto config = SessionFixture::config(2);
    config.lambdas = {1e-6, 1e-4}; // 12435 and 500 parameters, says the fake worker
    auto& session = *m_context->session();
    QSignalSpy finished(&session, &ProjectSession::sweepFinished);
    m_context->setSweep(session.launch(config));
    auto& bar = *m_page->findChild<NoteBar*>(QStringLiteral("frontGap"));
    QVERIFY(bar.isHidden()); // what runs may fill it
    QVERIFY(finished.wait(20000));
    QTRY_VERIFY(bar.isVisible());
    QCOMPARE(bar.sentence(), QStringLiteral("Front has a gap between 500 and 12.4k parameters: try λ 1.0×10⁻⁵"));
    bar.findChild<QPushButton*>()->click();
    QVERIFY(bar.isHidden());
    QCOMPARE(session.sweeps().size(), std::size_t{2});
    const auto added = session.sweeps().back();
    QCOMPARE(added.config.lambdas, std::vector{1e-5});
    QVERIFY(finished.wait(20000));
    QCOMPARE(countOf(session, added.id, PointStatus::Done), 3);    // with the references of the first search
    QTRY_VERIFY(bar.sentence().contains(QStringLiteral("12.4k"))); // what was found counts: 2261 parameters
    QVERIFY(bar.sentence().contains(QStringLiteral("2.3k")));
}

QTEST_MAIN(tst_ExplorePage)
#include "tst_explorepage.moc"
