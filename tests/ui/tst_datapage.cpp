// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/datapage.h"

#include "tests/ui/setupfixture.h"
#include "ui/pages/datapreview.h"
#include "ui/theme/theme.h"
#include "ui/widgets/messagecard.h"

#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

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
    void missingFileShowsItsSentence();
    void locatedFileIsReadAgain();
    void anotherFileIsRefused();
    void changedFilesShapeTheSeed();
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

void TestDataPage::missingFileShowsItsSentence()
{
    SetupFixture fixture(SetupFixture::Data::Files);
    std::filesystem::rename(fixture.dataFolder / "train.tsv", fixture.dataFolder / "moved.tsv");
    DataPage page(fixture.context);
    page.show();
    QTRY_COMPARE(DataPreview::of(fixture.context).state(), DataPreview::State::Failed);
    const auto* card = page.findChild<MessageCard*>(QStringLiteral("dataError"));
    QVERIFY(card->isVisible());
    QVERIFY2(card->text().contains(QStringLiteral("train.tsv")), qPrintable(card->text()));
    QVERIFY2(card->text().contains(QStringLiteral("moved")), qPrintable(card->text()));
    QCOMPARE(page.badge(), Badge::Failed);
    QVERIFY(!page.findChild<QPushButton*>(QStringLiteral("continueToSeed"))->isEnabled());
}

void TestDataPage::locatedFileIsReadAgain()
{
    SetupFixture fixture(SetupFixture::Data::Files);
    std::filesystem::rename(fixture.dataFolder / "train.tsv", fixture.dataFolder / "moved.tsv");
    DataPage page(fixture.context);
    page.show();
    auto& preview = DataPreview::of(fixture.context);
    QTRY_COMPARE(preview.state(), DataPreview::State::Failed);
    page.relink(fixture.dataFolder / "moved.tsv");
    QTRY_COMPARE(preview.state(), DataPreview::State::Ready);
    QVERIFY(fixture.config().data.files.front().file.path.find("moved.tsv") != std::string::npos);
    QCOMPARE(preview.train()->size(), 60);
}

void TestDataPage::anotherFileIsRefused()
{
    SetupFixture fixture(SetupFixture::Data::Files);
    std::filesystem::rename(fixture.dataFolder / "train.tsv", fixture.dataFolder / "moved.tsv");
    writeFileAtomically(fixture.dataFolder / "other.tsv", pitlane::testing::ucrTable(60, 9));
    DataPage page(fixture.context);
    page.show();
    QTRY_COMPARE(DataPreview::of(fixture.context).state(), DataPreview::State::Failed);
    const auto before = fixture.config().data;
    page.relink(fixture.dataFolder / "other.tsv");
    const auto* card = page.findChild<MessageCard*>(QStringLiteral("dataError"));
    QVERIFY2(card->text().contains(QStringLiteral("another file")), qPrintable(card->text()));
    QCOMPARE(fixture.config().data, before);
}

void TestDataPage::changedFilesShapeTheSeed()
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
    page.changeFiles(fixture.dataFolder / "three.tsv", {});
    QTRY_COMPARE(fixture.config().seed.input, (Shape{1, 96}));
    QCOMPARE(shapes(fixture.config().seed).back().C, 3);
    QCOMPARE(fixture.config().handTuned->input, (Shape{1, 96}));
    QTRY_COMPARE(preview.state(), DataPreview::State::Ready);
    QCOMPARE(page.badge(), Badge::Decision);
    fixture.context.undoStack().undo();
    QCOMPARE(fixture.session().draft(), before);
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
