// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/datapage.h"

#include "core/data/guess.h"
#include "core/network/networkspec.h"
#include "tests/ui/setupfixture.h"
#include "ui/dialogs/mergedialog.h"
#include "ui/models/splitmodel.h"
#include "ui/pages/databrowse.h"
#include "ui/pages/datapreview.h"
#include "ui/pages/filelist.h"
#include "ui/pages/pipelineeditor.h"
#include "ui/pages/relocatecard.h"
#include "ui/theme/theme.h"
#include "ui/widgets/checklistbutton.h"
#include "ui/widgets/choice.h"
#include "ui/widgets/messagecard.h"
#include "ui/widgets/numberfield.h"
#include "ui/widgets/stepseditor.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <cmath>

using namespace pitlane;
using pitlane::testing::SetupFixture;

class TestDataPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::install(*qApp, ThemeChoice::Light); }
    void withoutAProject();
    void readsTheTrainPart();
    void continueWaitsForTheDecision();
    void missingFileShowsItsCard();
    void locatedFilesAreReadAgain();
    void otherContentIsNotTaken();
    void otherDataShapeTheSeed();
    void anotherWindowIsOneStepWithItsSeed();
    void overlappingWindowsWaitForADecision();
    void problemsStandBesideTheirField();
    void smallClassesAreWeighedOrKept();
    void smallClassesAreMerged();
    void whatIsMeantIsShown();
    void partsAndSubjectsAreEdited();
    void splitFollowsTheDraft();
};

void TestDataPage::withoutAProject()
{
    Context context;
    const DataPage page(context);
    QCOMPARE(page.badge(), Badge::None);
    QVERIFY(!page.findChild<QPushButton*>(QStringLiteral("continueToSeed"))->isEnabled());
}

void TestDataPage::readsTheTrainPart()
{
    SetupFixture fixture(SetupFixture::Data::Synthetic);
    DataPage page(fixture.context);
    page.resize(1368, 800);
    page.show();
    auto& preview = DataPreview::of(fixture.context);
    QTRY_COMPARE(preview.state(), DataPreview::State::Ready);
    QCOMPARE(preview.train()->size(), 500);
    QCOMPARE(preview.signalRows().size(), 5U);
    QCOMPARE(preview.split().train.size() + preview.split().validation.size(), 500U);
    QTRY_COMPARE(preview.testCounts().size(), 5U); // asked for by the visible page
    QCOMPARE(page.badge(), Badge::Complete);       // a generator has no subjects to decide about
    QVERIFY(page.findChild<QPushButton*>(QStringLiteral("continueToSeed"))->isEnabled());
}

void TestDataPage::continueWaitsForTheDecision()
{
    SetupFixture fixture(SetupFixture::Data::Files);
    DataPage page(fixture.context);
    page.show();
    QTRY_COMPARE(DataPreview::of(fixture.context).state(), DataPreview::State::Ready);
    auto* next = page.findChild<QPushButton*>(QStringLiteral("continueToSeed"));
    QVERIFY(!next->isEnabled());
    QVERIFY(next->toolTip().contains(QStringLiteral("1 decision is open")));
    QCOMPARE(page.badge(), Badge::Decision);

    page.findChild<QPushButton*>(QStringLiteral("acceptLeak"))->click();
    QCOMPARE(fixture.session().decisions().size(), 1U);
    QCOMPARE(fixture.session().decisions().front().key, QStringLiteral("leak.no-subject-id"));
    QVERIFY(next->isEnabled());
    QCOMPARE(page.badge(), Badge::Complete);
    QSignalSpy wish(&fixture.context, &Context::modeRequested);
    next->click();
    QCOMPARE(wish.count(), 1);
    QCOMPARE(wish.front().front().value<Mode>(), Mode::Seed);

    page.findChild<QPushButton*>(QStringLiteral("reopenLeak"))->click();
    QVERIFY(fixture.session().decisions().empty());
    QVERIFY(!next->isEnabled());
}

void TestDataPage::missingFileShowsItsCard()
{
    SetupFixture fixture(SetupFixture::Data::Files);
    std::filesystem::rename(fixture.dataFolder / "train.tsv", fixture.dataFolder / "moved.tsv");
    DataPage page(fixture.context);
    page.show();
    QTRY_COMPARE(DataPreview::of(fixture.context).state(), DataPreview::State::Failed);
    const auto* card = page.findChild<MessageCard*>(QStringLiteral("relocateCard"));
    QVERIFY(card->isVisible());
    QVERIFY2(card->text().contains(QStringLiteral("train.tsv")), qPrintable(card->text()));
    QVERIFY2(card->headline().contains(QStringLiteral("moved")), qPrintable(card->headline()));
    QCOMPARE(page.badge(), Badge::Failed);
    QVERIFY(!page.findChild<QPushButton*>(QStringLiteral("continueToSeed"))->isEnabled());
}

void TestDataPage::locatedFilesAreReadAgain()
{
    SetupFixture fixture(SetupFixture::Data::Files);
    const auto place = fixture.dataFolder.parent_path() / "archive" / "deep";
    std::filesystem::create_directories(place.parent_path());
    std::filesystem::rename(fixture.dataFolder, place);
    DataPage page(fixture.context);
    page.show();
    auto& preview = DataPreview::of(fixture.context);
    QTRY_COMPARE(preview.state(), DataPreview::State::Failed);
    const auto* card = page.findChild<MessageCard*>(QStringLiteral("relocateCard"));
    QVERIFY(card->headline().contains(QStringLiteral("2 of 2")));
    page.findChild<RelocateCard*>()->searchIn(place.parent_path());
    QTRY_COMPARE(preview.state(), DataPreview::State::Ready);
    QVERIFY(fixture.config().data.files.front().file.path.find("deep") != std::string::npos);
    QCOMPARE(preview.train()->size(), 60);
    QCOMPARE(page.badge(), Badge::Decision);
    fixture.context.undoStack().undo();
    QVERIFY(fixture.config().data.files.front().file.path.find("deep") == std::string::npos);
}

void TestDataPage::otherContentIsNotTaken()
{
    SetupFixture fixture(SetupFixture::Data::Files);
    const auto place = fixture.dataFolder.parent_path() / "elsewhere";
    std::filesystem::create_directories(place);
    std::filesystem::remove(fixture.dataFolder / "train.tsv");
    writeFileAtomically(place / "train.tsv", pitlane::testing::ucrTable(60, 9));
    DataPage page(fixture.context);
    page.show();
    QTRY_COMPARE(DataPreview::of(fixture.context).state(), DataPreview::State::Failed);
    const auto before = fixture.config().data;
    page.findChild<RelocateCard*>()->searchIn(place);
    const auto* card = page.findChild<MessageCard*>(QStringLiteral("relocateCard"));
    const auto says = [&] {
        QString all;
        for (const auto* label : card->findChildren<QLabel*>())
            all += label->text();
        return all;
    };
    QTRY_VERIFY2(says().contains(QStringLiteral("None of the missing files")), qPrintable(says()));
    QCOMPARE(fixture.config().data, before);
}

void TestDataPage::otherDataShapeTheSeed()
{
    SetupFixture fixture(SetupFixture::Data::Synthetic);
    std::string table;
    for (int n = 0; n < 30; ++n) {
        table += std::to_string(n % 3 + 1);
        for (int t = 0; t < 96; ++t)
            table += '\t' + std::to_string((n * 7 + t * 3) % 23);
        table += '\n';
    }
    writeFileAtomically(fixture.dataFolder / "three.tsv", table);
    DataPage page(fixture.context);
    page.show();
    auto& preview = DataPreview::of(fixture.context);
    QTRY_COMPARE(preview.state(), DataPreview::State::Ready);
    const auto before = fixture.session().draft();
    const auto folder = fixture.session().folder();
    const auto source = sourceFromFiles(fixture.dataFolder / "three.tsv", {}, folder);
    page.use(source, loadTrainPart(source, folder), QStringLiteral("Other data"));
    QCOMPARE(fixture.config().seed.input, (Shape{1, 96}));
    QCOMPARE(shapes(fixture.config().seed).back().C, 3);
    QCOMPARE(fixture.config().handTuned->input, (Shape{1, 96}));
    QTRY_COMPARE(preview.state(), DataPreview::State::Ready);
    QCOMPARE(page.badge(), Badge::Decision);
    fixture.context.undoStack().undo();
    QCOMPARE(fixture.session().draft(), before);
}

void TestDataPage::anotherWindowIsOneStepWithItsSeed()
{
    SetupFixture fixture(SetupFixture::Data::Files);
    const auto table = fixture.dataFolder / "moves.csv";
    writeFileAtomically(table, pitlane::testing::movesTable(4, true));
    const auto folder = fixture.session().folder();
    auto source = sourceFromFiles(table, {}, folder);
    source.pipeline.window = {.whole = false, .length = 2, .hop = 2};
    fixture.session().setDraft(draftForData(source, loadTrainPart(source, folder)));
    DataPage page(fixture.context);
    page.show();
    auto& preview = DataPreview::of(fixture.context);
    QTRY_COMPARE(preview.state(), DataPreview::State::Ready);
    QCOMPARE(fixture.config().seed.input, (Shape{2, 40}));
    const auto before = fixture.session().draft();

    auto* length = page.findChild<NumberField*>(QStringLiteral("windowLength"));
    length->setFocus();
    length->setText(QStringLiteral("5"));
    length->setModified(true);
    QTest::keyClick(length, Qt::Key_Return);
    QTRY_COMPARE(fixture.config().seed.input, (Shape{2, 100}));
    QCOMPARE(fixture.config().data.pipeline.window.hop, 5.0); // windows that touch go on touching
    QCOMPARE(fixture.context.undoStack().count(), 1);
    fixture.context.undoStack().undo();
    QCOMPARE(fixture.session().draft(), before);
    QTRY_COMPARE(preview.state(), DataPreview::State::Ready);
    QCOMPARE(fixture.session().draft(), before); // reading again changes nothing
    fixture.context.undoStack().redo();
    QCOMPARE(fixture.config().seed.input, (Shape{2, 100}));
}

void TestDataPage::overlappingWindowsWaitForADecision()
{
    SetupFixture fixture(SetupFixture::Data::Files);
    const auto table = fixture.dataFolder / "moves.csv";
    writeFileAtomically(table, pitlane::testing::movesTable(4, true));
    const auto folder = fixture.session().folder();
    auto source = sourceFromFiles(table, {}, folder);
    source.pipeline.window = {.whole = false, .length = 2, .hop = 1};
    source.pipeline.split.kind = SplitRule::Kind::Stratified;
    fixture.session().setDraft(draftForData(source, loadTrainPart(source, folder)));
    fixture.session().decide(QString::fromLatin1(sharedSubjectsKey), QStringLiteral("known"));
    DataPage page(fixture.context);
    page.show();
    auto& preview = DataPreview::of(fixture.context);
    QTRY_COMPARE(preview.state(), DataPreview::State::Ready);
    auto* card = page.findChild<MessageCard*>(QStringLiteral("overlapCard"));
    auto* next = page.findChild<QPushButton*>(QStringLiteral("continueToSeed"));
    QVERIFY(card->isVisible());
    QCOMPARE(page.badge(), Badge::Decision);
    QVERIFY(!next->isEnabled());

    page.findChild<QPushButton*>(QStringLiteral("overlapBySubject"))->click();
    QCOMPARE(fixture.config().data.pipeline.split.kind, SplitRule::Kind::Groups);
    QVERIFY(!card->isVisible());
    QVERIFY(next->isEnabled());
    QCOMPARE(page.findChild<QTableView*>(QStringLiteral("splitTable"))->model()->rowCount(), 5); // four subjects, sum
    fixture.context.undoStack().undo();
    QVERIFY(card->isVisible());

    page.findChild<QPushButton*>(QStringLiteral("overlapNone"))->click();
    QTRY_COMPARE(preview.state(), DataPreview::State::Ready);
    QCOMPARE(fixture.config().data.pipeline.window.hop, 2.0);
    QVERIFY(!card->isVisible());
    fixture.context.undoStack().undo();
    QTRY_COMPARE(preview.state(), DataPreview::State::Ready);
    QTRY_VERIFY(card->isVisible());

    page.findChild<QPushButton*>(QStringLiteral("overlapAccept"))->click();
    QVERIFY(fixture.config().data.pipeline.split.allowOverlap);
    QVERIFY(!card->isVisible());
    const auto decisions = fixture.session().decisions();
    QVERIFY(std::ranges::find(decisions, QString::fromLatin1(overlapKey), &Decision::key) != decisions.end());
    QVERIFY(next->isEnabled());
}

void TestDataPage::problemsStandBesideTheirField()
{
    SetupFixture fixture(SetupFixture::Data::Files);
    DataPage page(fixture.context);
    page.show();
    auto& preview = DataPreview::of(fixture.context);
    QTRY_COMPARE(preview.state(), DataPreview::State::Ready);
    auto draft = fixture.session().draft();
    draft.config.data.pipeline.filters = {{.kind = FilterStep::Kind::LowPass, .order = 20, .highHz = 3}};
    fixture.context.edit(draft, QStringLiteral("filter"));
    QTRY_COMPARE(preview.state(), DataPreview::State::Failed);
    const auto* card = page.findChild<MessageCard*>(QStringLiteral("dataError"));
    QVERIFY(card->isVisible());
    QVERIFY2(card->text().contains(QStringLiteral("order is 20")), qPrintable(card->text()));
    auto* filters = page.findChild<StepsEditor*>(QStringLiteral("filters"));
    QVERIFY(filters->isVisible()); // unfolded by its problem
    int beside = 0;
    for (const auto* label : page.findChild<PipelineEditor*>()->findChildren<QLabel*>())
        beside += label->isVisible() && label->text().contains(QStringLiteral("order is 20")) ? 1 : 0;
    QCOMPARE(beside, 1);
    fixture.context.undoStack().undo();
    QTRY_COMPARE(preview.state(), DataPreview::State::Ready);
    QVERIFY(!filters->isVisible());
}

void TestDataPage::smallClassesAreWeighedOrKept()
{
    SetupFixture fixture(SetupFixture::Data::Files);
    DataPage page(fixture.context);
    page.show();
    QTRY_COMPARE(DataPreview::of(fixture.context).state(), DataPreview::State::Ready);
    auto* keep = page.findChild<QPushButton*>(QStringLiteral("keep.small-class"));
    QVERIFY(keep != nullptr);
    keep->click();
    QVERIFY(fixture.session().decisions().front().key.startsWith(QLatin1String(healthKey)));
    auto* reopen = page.findChild<QPushButton*>(QStringLiteral("reopen.small-class"));
    QVERIFY(reopen != nullptr);
    reopen->click();
    page.findChild<QPushButton*>(QStringLiteral("weigh.small-class"))->click();
    QCOMPARE(fixture.config().data.pipeline.classWeights, ClassWeights::Balanced);
    auto* model = page.findChild<QTableView*>(QStringLiteral("splitTable"))->model();
    QCOMPARE(model->columnCount(), static_cast<int>(SplitModel::ColumnCount));
    // N / (classes x N_class), by hand.
    const auto& split = DataPreview::of(fixture.context).split();
    const auto ofClass = model->index(0, SplitModel::TrainColumn).data(SplitModel::SortRole).toDouble();
    const auto weight = model->index(0, SplitModel::WeightColumn).data(SplitModel::SortRole).toDouble();
    QVERIFY(std::abs(weight - static_cast<double>(split.train.size()) / (5 * ofClass)) < 1e-9);
}

void TestDataPage::smallClassesAreMerged()
{
    SetupFixture fixture(SetupFixture::Data::Files);
    DataPage page(fixture.context);
    page.show();
    auto& preview = DataPreview::of(fixture.context);
    QTRY_COMPARE(preview.state(), DataPreview::State::Ready);
    const auto before = classCounts(*preview.train());
    QCOMPARE(preview.train()->classNames.size(), 5U);
    std::int64_t small = 0;
    for (const auto count : before)
        small += count < 20 ? count : 0;
    const auto draft = fixture.session().draft();

    bool wasAsked = false;
    QTimer::singleShot(0, &page, [&] {
        auto* dialog = qobject_cast<MergeDialog*>(QApplication::activeModalWidget());
        QVERIFY(dialog != nullptr);
        auto* list = dialog->findChild<QListWidget*>(QStringLiteral("mergeList"));
        auto* merge = dialog->findChild<QPushButton*>(QStringLiteral("mergeNow"));
        for (int i = 0; i < list->count(); ++i)
            QCOMPARE(list->item(i)->checkState() == Qt::Checked, before[static_cast<std::size_t>(i)] < 20);
        auto* title = dialog->findChild<QLineEdit*>(QStringLiteral("mergeTitle"));
        title->setText(QStringLiteral("1"));
        Q_EMIT title->textEdited(title->text());
        QVERIFY(!merge->isEnabled()); // the name of a class that is not ticked
        title->setText(QStringLiteral("rare"));
        Q_EMIT title->textEdited(title->text());
        QVERIFY(merge->isEnabled());
        wasAsked = true;
        merge->click();
    });
    page.findChild<QPushButton*>(QStringLiteral("merge.small-class"))->click();
    QVERIFY(wasAsked);
    QTRY_COMPARE(preview.state(), DataPreview::State::Ready);
    const auto* train = preview.train();
    const auto rare = std::ranges::find(train->classNames, "rare");
    QVERIFY(rare != train->classNames.end());
    QCOMPARE(classCounts(*train)[static_cast<std::size_t>(rare - train->classNames.begin())], small);
    QVERIFY(train->classNames.size() < 5);
    auto* merged = page.findChild<CheckListButton*>(QStringLiteral("mergedClasses"));
    QVERIFY(merged->isVisible());
    QVERIFY(merged->text().startsWith(QStringLiteral("rare: ")));
    // The seed answers with fewer classes, in the same step.
    QTRY_COMPARE(shapes(fixture.config().seed).back().C, std::ssize(train->classNames));
    merged->choose({}); // taken apart
    QTRY_COMPARE(preview.state(), DataPreview::State::Ready);
    QCOMPARE(preview.train()->classNames.size(), 5U);
    QVERIFY(!merged->isVisible());
    fixture.context.undoStack().undo();
    fixture.context.undoStack().undo();
    QTRY_COMPARE(preview.state(), DataPreview::State::Ready);
    QCOMPARE(fixture.session().draft(), draft);
    QCOMPARE(preview.train()->classNames.size(), 5U);
}

void TestDataPage::whatIsMeantIsShown()
{
    SetupFixture fixture(SetupFixture::Data::Files);
    DataPage page(fixture.context);
    page.show();
    auto& preview = DataPreview::of(fixture.context);
    QTRY_COMPARE(preview.state(), DataPreview::State::Ready);
    const auto counts = classCounts(*preview.train());
    std::vector<std::int64_t> rows;
    for (std::int64_t n = 0; n < preview.train()->size(); ++n)
        if (counts[static_cast<std::size_t>(preview.train()->labels[static_cast<std::size_t>(n)])] < 20)
            rows.push_back(n);
    auto* show = page.findChild<QPushButton*>(QStringLiteral("show.small-class"));
    QCOMPARE(show->text(), QStringLiteral("Show %1").arg(rows.size()));
    auto* browse = page.findChild<DataBrowse*>();
    QVERIFY(!browse->isVisible());
    show->click();
    QVERIFY(browse->isVisible());
    auto* position = browse->findChild<QLabel*>(QStringLiteral("position"));
    QTRY_VERIFY(position->text().startsWith(QStringLiteral("1 of %1 ").arg(rows.size())));
    QVERIFY(position->text().contains(QStringLiteral("row %1 of").arg(rows.front() + 1)));
}

void TestDataPage::partsAndSubjectsAreEdited()
{
    SetupFixture fixture(SetupFixture::Data::Files);
    DataPage page(fixture.context);
    page.show();
    QTRY_COMPARE(DataPreview::of(fixture.context).state(), DataPreview::State::Ready);
    auto* list = page.findChild<FileList*>();
    Choice* part = nullptr;
    for (auto* choice : list->findChildren<Choice*>())
        if (choice->accessibleName() == QStringLiteral("Part of test.tsv"))
            part = choice;
    QVERIFY(part != nullptr);
    part->setCurrentIndex(part->findData(static_cast<int>(Part::Unused)));
    Q_EMIT part->activated(part->currentIndex());
    QCOMPARE(fixture.config().data.files.back().part, Part::Unused);
    QCOMPARE(fixture.context.undoStack().count(), 1);
    fixture.context.undoStack().undo();
    QCOMPARE(fixture.config().data.files.back().part, Part::Test);
}

void TestDataPage::splitFollowsTheDraft()
{
    SetupFixture fixture(SetupFixture::Data::Synthetic);
    const DataPage page(fixture.context);
    auto& preview = DataPreview::of(fixture.context);
    QTRY_COMPARE(preview.state(), DataPreview::State::Ready);
    const auto first = preview.split();
    auto draft = fixture.session().draft();
    draft.config.data.pipeline.split.fraction = 0.5;
    fixture.context.edit(draft, QStringLiteral("half"));
    QVERIFY(preview.split().validation.size() > first.validation.size());
    fixture.context.undoStack().undo();
    QCOMPARE(preview.split(), first);
}

QTEST_MAIN(TestDataPage)
#include "tst_datapage.moc"
