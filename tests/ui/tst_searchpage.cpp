// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/searchpage.h"

#include "core/base/files.h"
#include "tests/ui/setupfixture.h"
#include "ui/models/masksmodel.h"
#include "ui/pages/datapreview.h"
#include "ui/pages/searchmasks.h"
#include "ui/pages/searchsummary.h"
#include "ui/theme/theme.h"
#include "ui/widgets/choice.h"
#include "ui/widgets/lambdaeditor.h"
#include "ui/widgets/numberfield.h"

#include <nlohmann/json.hpp>

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QElapsedTimer>
#include <QPushButton>
#include <QLabel>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <cmath>

using namespace pitlane;
using pitlane::testing::SetupFixture;

class TestSearchPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::install(*qApp, ThemeChoice::Light); }
    void saysWhatWillHappen();
    void sizeOfTheSpaceOfEcgtcn();
    void methodDecidesWhatIsSearched();
    void methodOfANewerVersion();
    void masksEditTheDraftAndUndoRestoresThem();
    void launchWaitsForTheDecision();
    void strengthFields();
    void strengthDrawingIsOneStepOfUndo();
    void costOffersItsRange();
    void costsOnATargetWithALimit();
    void changingOneCostKeepsTheOthers();
    void suggestedRangeComesFromTheTrainedSeed();
    void cornersCanBeLeftAlone();
    void phasesEditTheDraft();
    void problemsStopTheLaunch();
    void summaryFollowsWithinATenthOfASecond();

private:
    struct Opened
    {
        explicit Opened(SetupFixture::Data data) : fixture(data), page(fixture.context)
        {
            page.resize(1368, 800);
            page.show();
        }
        [[nodiscard]] QPushButton& launch() { return *page.findChild<QPushButton*>(QStringLiteral("launch")); }
        [[nodiscard]] QString text(const char* name)
        {
            return page.findChild<QLabel*>(QLatin1String(name))->text().remove(QChar(0x202F));
        }
        [[nodiscard]] NumberField& field(const char* name)
        {
            return *page.findChild<NumberField*>(QLatin1String(name));
        }
        void type(NumberField& field, const QString& text)
        {
            field.setFocus();
            field.selectAll();
            QTest::keyClicks(&field, text);
            QTest::keyClick(&field, Qt::Key_Return);
        }
        void choose(const char* name, const QVariant& value)
        {
            auto* box = page.findChild<Choice*>(QLatin1String(name));
            box->setCurrentIndex(box->findData(value));
            Q_EMIT box->activated(box->currentIndex());
        }
        [[nodiscard]] QPushButton& button(const char* name)
        {
            return *page.findChild<QPushButton*>(QLatin1String(name));
        }
        void waitForData() { QTRY_COMPARE(DataPreview::of(fixture.context).state(), DataPreview::State::Ready); }
        SetupFixture fixture;
        SearchPage page;
    };
};

void TestSearchPage::saysWhatWillHappen()
{
    Opened opened(SetupFixture::Data::Synthetic);
    opened.waitForData();
    QCOMPARE(opened.text("bigPoints"), QStringLiteral("8 networks"));
    QCOMPARE(opened.text("bigTime"), QStringLiteral("—")); // nothing was measured yet
    QVERIFY(opened.text("command").startsWith(QStringLiteral("pitlane-cli sweep ")));
    QCOMPARE(opened.launch().text(), QStringLiteral("Launch 8 points"));
    QVERIFY(opened.launch().isEnabled());
    QCOMPARE(opened.page.badge(), Badge::Complete);
    const auto& outlook = opened.page.findChild<SearchSummary*>()->outlook();
    QVERIFY(outlook.timeNote.contains(QStringLiteral("not known before the first search")));
}

void TestSearchPage::sizeOfTheSpaceOfEcgtcn()
{
    Opened opened(SetupFixture::Data::Synthetic);
    QCOMPARE(opened.text("bigReachable"), QStringLiteral("2.3×10¹⁸"));
    opened.page.findChild<MasksModel*>()->setColumns(true, false, false);
    QCOMPARE(opened.text("bigReachable"), QStringLiteral("1771561")); // 11^6
}

void TestSearchPage::methodDecidesWhatIsSearched()
{
    Opened opened(SetupFixture::Data::Synthetic);
    auto* method = opened.page.findChild<QComboBox*>(QStringLiteral("method"));
    auto* preset = opened.page.findChild<QComboBox*>(QStringLiteral("maskPreset"));
    QCOMPARE(method->count(), 5);
    const auto labels = opened.page.findChildren<QLabel*>();
    QVERIFY(std::ranges::any_of(
        labels, [](const QLabel* label) { return label->text().startsWith(QStringLiteral("PIT (TC'23) · new search")); }));
    const auto before = opened.fixture.session().draft();
    const auto choose = [&](const char* id) {
        method->setCurrentIndex(method->findData(QString::fromUtf8(id)));
        Q_EMIT method->activated(method->currentIndex());
    };
    choose("fbnetv2");
    QCOMPARE(opened.fixture.config().method, std::string("fbnetv2"));
    QCOMPARE(opened.text("bigReachable"), QStringLiteral("4096")); // 3 6 9 11 channels of six groups
    QVERIFY(opened.text("methodExplanation").contains(QStringLiteral("Gumbel")));
    QCOMPARE(preset->currentText(), QStringLiteral("Channels only"));
    QVERIFY(!preset->isEnabled());
    QVERIFY(opened.field("fbnetv2.choices").isVisible() && !opened.field("morphnet.threshold").isVisible());
    opened.type(opened.field("fbnetv2.choices"), QStringLiteral("0"));
    QCOMPARE(opened.fixture.config().fbNetV2.choices, 0);
    QCOMPARE(opened.text("bigReachable"), QStringLiteral("1771561")); // 11^6
    QVERIFY(opened.text("command").contains(QStringLiteral("--method fbnetv2 --fbnet-choices 0")));
    // Freezing a layer here leaves the other masks as they were for the methods that search them.
    opened.page.findChild<MasksModel*>()->setRows({1}, false);
    const auto& masks = opened.fixture.config().masks;
    QVERIFY(masks.channels && masks.field && masks.dilation);
    QCOMPARE(masks.layers.size(), std::size_t{1});
    QVERIFY(!masks.layers.front().channels && masks.layers.front().field && masks.layers.front().dilation);
    choose("pit-dac21");
    QCOMPARE(preset->currentText(), QStringLiteral("Dilation only"));
    QCOMPARE(opened.text("bigReachable"), QStringLiteral("14400")); // (4 5 6)^2
    for (int step = 0; step < 4; ++step)
        opened.fixture.context.undoStack().undo();
    QCOMPARE(opened.fixture.session().draft(), before);
    QCOMPARE(method->currentData().toString(), QStringLiteral("pit-tc23"));
}

void TestSearchPage::methodOfANewerVersion()
{
    Opened opened(SetupFixture::Data::Synthetic);
    auto draft = opened.fixture.session().draft();
    draft.config.method = "magic";
    opened.fixture.session().setDraft(draft);
    QCOMPARE(opened.page.findChild<QComboBox*>(QStringLiteral("method"))->currentIndex(), -1);
    QVERIFY(!opened.launch().isEnabled());
    QCOMPARE(opened.page.findChild<MasksModel*>()->rowCount(), 0);
    QCOMPARE(opened.text("bigReachable"), QStringLiteral("—"));
}

void TestSearchPage::masksEditTheDraftAndUndoRestoresThem()
{
    Opened opened(SetupFixture::Data::Synthetic);
    auto* model = opened.page.findChild<MasksModel*>();
    const auto before = opened.fixture.session().draft();
    model->setColumns(false, true, true);
    QVERIFY(!opened.fixture.config().masks.channels);
    QCOMPARE(opened.page.findChild<QComboBox*>(QStringLiteral("maskPreset"))->currentText(),
             QStringLiteral("By choice"));
    opened.fixture.context.undoStack().undo();
    QCOMPARE(opened.fixture.session().draft(), before);
    QCOMPARE(model->masks(), before.config.masks);
    QCOMPARE(opened.page.findChild<QComboBox*>(QStringLiteral("maskPreset"))->currentText(),
             QStringLiteral("All three masks"));
    opened.fixture.context.undoStack().redo();
    QVERIFY(!opened.fixture.config().masks.channels);
}

void TestSearchPage::launchWaitsForTheDecision()
{
    Opened opened(SetupFixture::Data::Files);
    opened.waitForData();
    QVERIFY(!opened.launch().isEnabled());
    QVERIFY2(opened.launch().toolTip().contains(QStringLiteral("decision is open")),
             qPrintable(opened.launch().toolTip()));
    QCOMPARE(opened.page.badge(), Badge::Decision);
    opened.fixture.session().decide(QStringLiteral("leak.no-subject-id"), QStringLiteral("accepted in a test"));
    QVERIFY(opened.launch().isEnabled());
    QCOMPARE(opened.page.badge(), Badge::Complete);
    opened.fixture.session().revokeDecision(QStringLiteral("leak.no-subject-id"));
    QVERIFY(!opened.launch().isEnabled());
}

void TestSearchPage::strengthFields()
{
    Opened opened(SetupFixture::Data::Synthetic);
    opened.type(opened.field("lambdaCount"), QStringLiteral("5"));
    QCOMPARE(opened.fixture.config().lambdas, logSpaced(1e-6, 5e-4, 5));
    opened.type(opened.field("lambdaTo"), QStringLiteral("1e-3"));
    QCOMPARE(opened.fixture.config().lambdas, logSpaced(1e-6, 1e-3, 5));
    opened.type(opened.field("lambdaFrom"), QStringLiteral("1e-5"));
    QCOMPARE(opened.fixture.config().lambdas, logSpaced(1e-5, 1e-3, 5));
    QCOMPARE(opened.launch().text(), QStringLiteral("Launch 5 points"));
    QCOMPARE(opened.page.findChild<LambdaEditor*>()->lambdas(), opened.fixture.config().lambdas);
    opened.type(opened.field("lambdaFrom"), QStringLiteral("nonsense"));
    QCOMPARE(opened.fixture.config().lambdas, logSpaced(1e-5, 1e-3, 5));
    opened.fixture.context.undoStack().undo();
    QCOMPARE(opened.fixture.config().lambdas, logSpaced(1e-6, 1e-3, 5));
}

void TestSearchPage::strengthDrawingIsOneStepOfUndo()
{
    Opened opened(SetupFixture::Data::Synthetic);
    auto* editor = opened.page.findChild<LambdaEditor*>();
    const auto before = opened.fixture.config().lambdas;
    auto lambdas = before;
    for (int i = 1; i <= 3; ++i) {
        lambdas.front() = before.front() * (1 + 0.1 * i);
        Q_EMIT editor->lambdasEdited(lambdas, i == 3);
    }
    QCOMPARE(opened.fixture.config().lambdas, lambdas);
    QCOMPARE(opened.fixture.context.undoStack().count(), 1);
    opened.fixture.context.undoStack().undo();
    QCOMPARE(opened.fixture.config().lambdas, before);
}

void TestSearchPage::costOffersItsRange()
{
    Opened opened(SetupFixture::Data::Synthetic);
    opened.choose("cost0Kind", static_cast<int>(CostKind::Ops));
    QCOMPARE(opened.fixture.config().regulariser, Regulariser::Ops);
    const auto [first, last] = defaultLambdaRange(Regulariser::Ops, opened.fixture.config().seed);
    QCOMPARE(opened.fixture.config().lambdas, logSpaced(first, last, 8));
    auto* offer = opened.page.findChild<QPushButton*>(QStringLiteral("defaultRange"));
    QVERIFY(offer->isHidden());
    opened.type(opened.field("lambdaTo"), QStringLiteral("1e-3"));
    QVERIFY(!offer->isHidden());
    offer->click();
    QCOMPARE(opened.fixture.config().lambdas, logSpaced(first, last, 8));
}

void TestSearchPage::costsOnATargetWithALimit()
{
    Opened opened(SetupFixture::Data::Synthetic);
    const auto before = opened.fixture.config();
    opened.choose("cost0Kind", static_cast<int>(CostKind::Latency));
    auto terms = costTerms(opened.fixture.config());
    QCOMPARE(terms.size(), std::size_t{1});
    QCOMPARE(terms[0].kind, CostKind::Latency);
    QCOMPARE(terms[0].target->id, std::string("stm32h743"));
    const auto [first, last] = defaultLambdaRange(opened.fixture.config());
    QCOMPARE(opened.fixture.config().lambdas, logSpaced(first, last, 8)); // was the default, is the default
    opened.choose("cost0Target", QStringLiteral("gap8"));
    opened.type(opened.field("cost0Limit"), QStringLiteral("0,8"));
    terms = costTerms(opened.fixture.config());
    QCOMPARE(terms[0].target->id, std::string("gap8"));
    QVERIFY(terms[0].limit == 0.8);
    QVERIFY(validate(opened.fixture.config()).empty());
    QVERIFY2(opened.text("command").contains(QStringLiteral("--cost latency --target gap8 --limit 0.8ms")),
             qPrintable(opened.text("command")));
    opened.type(opened.field("cost0Limit"), QStringLiteral("0"));
    QVERIFY(!costTerms(opened.fixture.config())[0].limit);
    for (int i = 0; i < 4; ++i)
        opened.fixture.context.undoStack().undo();
    QVERIFY(opened.fixture.config() == before);
}

void TestSearchPage::changingOneCostKeepsTheOthers()
{
    Opened opened(SetupFixture::Data::Synthetic);
    opened.choose("cost0Kind", static_cast<int>(CostKind::Latency));
    opened.button("addCost").click();
    auto terms = costTerms(opened.fixture.config());
    QCOMPARE(terms.size(), std::size_t{2});
    QCOMPARE(terms[1].kind, CostKind::Size); // the first that is not there yet
    opened.type(opened.field("cost1Weight"), QStringLiteral("0.5"));
    opened.type(opened.field("cost1Limit"), QStringLiteral("4000"));
    opened.choose("cost0Kind", static_cast<int>(CostKind::Ops));
    terms = costTerms(opened.fixture.config());
    QCOMPARE(terms.size(), std::size_t{2});
    QCOMPARE(terms[0].kind, CostKind::Ops);
    QVERIFY(!terms[0].target);
    QCOMPARE(terms[1].kind, CostKind::Size);
    QCOMPARE(terms[1].weight, 0.5);
    QVERIFY(terms[1].limit == 4000.0);
    QVERIFY(validate(opened.fixture.config()).empty());
    opened.page.findChild<QToolButton*>(QStringLiteral("cost0Remove"))->click();
    terms = costTerms(opened.fixture.config());
    QCOMPARE(terms.size(), std::size_t{1});
    QCOMPARE(terms[0].kind, CostKind::Size);
    QVERIFY(opened.page.findChild<QToolButton*>(QStringLiteral("cost0Remove"))->isHidden()); // one has to stay
}

/// The project has a finished warm-up, whose loss is 0.5.
void TestSearchPage::suggestedRangeComesFromTheTrainedSeed()
{
    Opened opened(SetupFixture::Data::Synthetic);
    const auto before = opened.fixture.config();
    const SearchPoint seed{.role = PointRole::Seed,
                           .status = PointStatus::Done,
                           .validation = Quality{.score = 0.9, .loss = 0.5, .rows = 100}};
    const auto folder = opened.fixture.session().folder() / "warmups" / warmupHash(before);
    std::filesystem::create_directories(folder);
    writeFileAtomically(folder / "result.json", nlohmann::json::array({toJson(seed)}).dump());
    opened.button("suggestRange").click();
    const auto range = rangeFromLoss(before, 0.5);
    QCOMPARE(opened.fixture.config().lambdas, logSpaced(range.first, range.last, 8));
    auto* hint = opened.page.findChild<QLabel*>(QStringLiteral("rangeHint"));
    QVERIFY(!hint->isHidden());
    QVERIFY2(hint->text().contains(QStringLiteral("loss of 0.5")), qPrintable(hint->text()));
    opened.fixture.context.undoStack().undo();
    QVERIFY(opened.fixture.config() == before);
    QVERIFY(hint->isHidden()); // of other strengths it says nothing
}

void TestSearchPage::cornersCanBeLeftAlone()
{
    Opened opened(SetupFixture::Data::Synthetic);
    auto* box = opened.page.findChild<QCheckBox*>(QStringLiteral("stopCorners"));
    QVERIFY(box->isChecked());
    box->click();
    QVERIFY(!opened.fixture.config().stopCorners);
    QVERIFY(opened.text("command").contains(QStringLiteral("--corner-stop off")));
    opened.fixture.context.undoStack().undo();
    QVERIFY(box->isChecked());
}

void TestSearchPage::phasesEditTheDraft()
{
    Opened opened(SetupFixture::Data::Synthetic);
    opened.type(opened.field("lrTheta"), QStringLiteral("1e-2"));
    QCOMPARE(opened.fixture.config().search.lrTheta, 1e-2);
    opened.type(opened.field("seedNumber"), QStringLiteral("7"));
    QCOMPARE(opened.fixture.config().seedNumber, 7U);
    opened.type(opened.field("workers"), QStringLiteral("1"));
    QCOMPARE(opened.fixture.session().draft().workers, 1);
    for (int i = 0; i < 3; ++i)
        opened.fixture.context.undoStack().undo();
    QCOMPARE(opened.fixture.config().search.lrTheta, 3e-2);
}

void TestSearchPage::problemsStopTheLaunch()
{
    Opened opened(SetupFixture::Data::Synthetic);
    opened.waitForData();
    opened.page.findChild<MasksModel*>()->setColumns(false, false, false);
    QVERIFY(!opened.launch().isEnabled());
    QVERIFY2(opened.launch().toolTip().contains(QStringLiteral("Nothing is searched")),
             qPrintable(opened.launch().toolTip()));
    opened.fixture.context.undoStack().undo();
    QVERIFY(opened.launch().isEnabled());
}

void TestSearchPage::summaryFollowsWithinATenthOfASecond()
{
    Opened opened(SetupFixture::Data::Synthetic);
    opened.waitForData();
    QApplication::processEvents();
    auto* model = opened.page.findChild<MasksModel*>();
    std::vector<qint64> times;
    for (int i = 0; i < 9; ++i) {
        QElapsedTimer timer;
        timer.start();
        model->setColumns(true, i % 2 == 0, true);
        if (i == 0)
            model->setColumns(true, false, true);
        QApplication::processEvents();
        times.push_back(timer.elapsed());
    }
    std::ranges::sort(times);
    qInfo("median of an edit, painted: %lld ms", static_cast<long long>(times[times.size() / 2]));
    QVERIFY2(times[times.size() / 2] < 100, qPrintable(QString::number(times[times.size() / 2])));
}

QTEST_MAIN(TestSearchPage)
#include "tst_searchpage.moc"
