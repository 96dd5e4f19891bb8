// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/importwizard.h"

#include "tests/ui/setupfixture.h"
#include "ui/pages/datapreview.h"
#include "ui/projectactions.h"
#include "ui/theme/theme.h"
#include "ui/widgets/checklistbutton.h"
#include "ui/widgets/choice.h"
#include "ui/widgets/messagecard.h"
#include "ui/widgets/numberfield.h"
#include "ui/widgets/windowoverlay.h"

#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTest>
#include <QThreadPool>

using namespace pitlane;

namespace {

void choose(Choice& choice, const QVariant& value)
{
    choice.setCurrentIndex(choice.findData(value));
    Q_EMIT choice.activated(choice.currentIndex());
}

void enter(NumberField& field, const QString& text)
{
    field.setText(text);
    field.setModified(true);
    QTest::keyClick(&field, Qt::Key_Return);
}

} // namespace

class TestImportWizard : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::install(*qApp, ThemeChoice::Light); }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        writeFileAtomically(at("moves.csv").toStdString(), testing::movesTable(4, false));
        writeFileAtomically(at("named.csv").toStdString(), testing::movesTable(4, true));
    }

    void aTableBecomesAProject()
    {
        ImportWizard wizard(start({at("moves.csv")}));
        wizard.show();
        const auto& reading = wizard.reading();
        QTRY_COMPARE(reading.state(), SourceReading::State::Ready);
        // Roles: as the content suggests.
        const auto& found = reading.source().pipeline;
        QCOMPARE(found.layout, Layout::Recordings);
        QCOMPARE(found.label.array, std::string("activity"));
        QCOMPARE(found.channels.size(), 2U);
        QCOMPARE(*found.sampleRateHz, 20.0);
        QCOMPARE(wizard.projectName(), QStringLiteral("moves"));

        wizard.go(ImportWizard::Roles);
        child<CheckListButton>(wizard, "channelsButton").choose({1, 2}); // time_s is the first column
        wizard.go(ImportWizard::Windows);
        auto& length = child<NumberField>(wizard, "windowLength");
        QVERIFY(length.isVisible());
        enter(length, QStringLiteral("2"));
        QTRY_COMPARE(reading.state(), SourceReading::State::Ready);
        QCOMPARE(reading.train()->length, 40); // 2 s at 20 Hz
        QCOMPARE(reading.train()->size(), 40); // 80 s in windows of 2 s
        auto* overlay = wizard.findChild<WindowOverlay*>();
        QTRY_COMPARE(overlay->windows().size(), 40U);
        QCOMPARE(overlay->windows()[3], (std::pair<std::int64_t, std::int64_t>{120, 40}));
        enter(child<NumberField>(wizard, "windowHop"), QStringLiteral("1"));
        QTRY_COMPARE(overlay->windows().size(), 79U);
        QTRY_COMPARE(reading.state(), SourceReading::State::Ready);

        wizard.go(ImportWizard::Split);
        auto& overlap = child<MessageCard>(wizard, "overlapCard");
        QVERIFY(overlap.isVisible());
        QVERIFY(!child<QPushButton>(wizard, "overlapBySubject").isVisible()); // nobody says whose windows these are
        child<QPushButton>(wizard, "overlapNone").click();
        QTRY_COMPARE(reading.state(), SourceReading::State::Ready);
        QVERIFY(!overlap.isVisible());
        QVERIFY(child<MessageCard>(wizard, "leakCard").isVisible());
        child<QPushButton>(wizard, "acceptLeak").click();
        QCOMPARE(wizard.decisions().size(), 1U);

        auto& finish = child<QPushButton>(wizard, "importFinish");
        QVERIFY2(finish.isEnabled(), qPrintable(finish.toolTip()));
        finish.click();
        QCOMPARE(wizard.result(), static_cast<int>(QDialog::Accepted));
        QCOMPARE(wizard.projectFolder(), at("studies/moves"));
        const auto session =
            createProject({.folder = wizard.projectFolder(), .name = wizard.projectName(), .source = wizard.source()},
                          *wizard.train(), wizard.seedNumber());
        const auto& config = session->draft().config;
        QCOMPARE(config.seed.input, (Shape{2, 40}));
        QCOMPARE(config.data.pipeline.window.length, 2.0);
        // The project finds its data by its own path.
        QCOMPARE(loadTrainPart(config.data, session->folder()), *wizard.train());
    }

    void aSubjectColumnKeepsSubjectsApart()
    {
        ImportWizard wizard(start({at("named.csv")}));
        wizard.show();
        const auto& reading = wizard.reading();
        QTRY_COMPARE(reading.state(), SourceReading::State::Ready);
        QCOMPARE(reading.source().pipeline.groupArray, std::string("subject"));
        QCOMPARE(reading.source().pipeline.split.kind, SplitRule::Kind::Groups);
        wizard.go(ImportWizard::Split);
        QVERIFY(!child<MessageCard>(wizard, "leakCard").isVisible());
        auto& method = child<Choice>(wizard, "splitMethod");
        const auto isOpen = [&](SplitRule::Kind kind) {
            const auto row = method.findData(static_cast<int>(kind));
            return (method.model()->flags(method.model()->index(row, 0)) & Qt::ItemIsEnabled) != 0;
        };
        QVERIFY(isOpen(SplitRule::Kind::LeaveOneOut));
        QVERIFY(!isOpen(SplitRule::Kind::Repetitions));
        QVERIFY(!isOpen(SplitRule::Kind::Listed));

        choose(method, static_cast<int>(SplitRule::Kind::LeaveOneOut));
        child<CheckListButton>(wizard, "splitTest").choose({3});
        QTRY_VERIFY(reading.state() != SourceReading::State::Loading);
        QVERIFY2(reading.problem().isEmpty(), qPrintable(reading.problem()));
        QCOMPARE(reading.source().pipeline.split.test, std::vector<std::string>{"p4"});
        QVERIFY(hasTestPart(reading.source()));
        for (const auto group : reading.train()->groups)
            QVERIFY(reading.train()->groupNames[static_cast<std::size_t>(group)] != "p4");

        choose(method, static_cast<int>(SplitRule::Kind::Stratified));
        QTRY_COMPARE(reading.state(), SourceReading::State::Ready);
        QVERIFY(child<MessageCard>(wizard, "sharedCard").isVisible()); // subjects on both sides
        child<QPushButton>(wizard, "sharedBySubject").click();
        QCOMPARE(reading.source().pipeline.split.kind, SplitRule::Kind::Groups);
    }

    void droppingTheSubjectReopensTheQuestion()
    {
        ImportWizard wizard(start({at("named.csv")}));
        wizard.show();
        QTRY_COMPARE(wizard.reading().state(), SourceReading::State::Ready);
        wizard.go(ImportWizard::Roles);
        choose(child<Choice>(wizard, "subjectChoice"), QString());
        QTRY_COMPARE(wizard.reading().state(), SourceReading::State::Ready);
        QCOMPARE(wizard.reading().source().pipeline.split.kind, SplitRule::Kind::Stratified);
        wizard.go(ImportWizard::Split);
        QVERIFY(child<MessageCard>(wizard, "leakCard").isVisible());
    }

    void filesThatCannotBeReadSayWhy()
    {
        writeFileAtomically(at("noise.csv").toStdString(), std::string("\x7f"
                                                                       "ELF\0\1\2",
                                                                       7));
        ImportWizard wizard(start({at("noise.csv")}));
        wizard.show();
        auto& card = child<MessageCard>(wizard, "importProblem");
        QTRY_VERIFY(card.isVisible());
        QVERIFY2(card.text().contains(QStringLiteral("noise.csv")), qPrintable(card.text()));
        QVERIFY(!child<QPushButton>(wizard, "importFinish").isEnabled());
        wizard.look({at("moves.csv")}); // the way out
        QTRY_COMPARE(wizard.reading().state(), SourceReading::State::Ready);
        QVERIFY(!card.isVisible());
        QVERIFY(child<QPushButton>(wizard, "importFinish").isEnabled());
    }

    void aWrongSettingIsToldAndCanBeMended()
    {
        ImportWizard wizard(start({at("moves.csv")}));
        wizard.show();
        QTRY_COMPARE(wizard.reading().state(), SourceReading::State::Ready);
        wizard.go(ImportWizard::Windows);
        auto& length = child<NumberField>(wizard, "windowLength");
        enter(length, QStringLiteral("1000"));
        QTRY_COMPARE(wizard.reading().state(), SourceReading::State::Failed); // longer than the recording
        QVERIFY(child<MessageCard>(wizard, "importProblem").isVisible());
        QVERIFY(!child<QPushButton>(wizard, "importFinish").isEnabled());
        enter(length, QStringLiteral("2"));
        QTRY_COMPARE(wizard.reading().state(), SourceReading::State::Ready);
        QVERIFY(child<QPushButton>(wizard, "importFinish").isEnabled());
    }

    void aNameThatIsTakenStopsTheEnd()
    {
        QDir().mkpath(at("studies/taken"));
        ImportWizard wizard(start({at("moves.csv")}));
        wizard.show();
        QTRY_COMPARE(wizard.reading().state(), SourceReading::State::Ready);
        auto& finish = child<QPushButton>(wizard, "importFinish");
        QVERIFY(finish.isEnabled());
        child<QLineEdit>(wizard, "projectName").setText(QStringLiteral("taken"));
        QVERIFY(!finish.isEnabled());
        QVERIFY(finish.toolTip().contains(QStringLiteral("exists already")));
    }

    void stepsFollowTheKeyboard()
    {
        ImportWizard wizard(start({at("moves.csv")}));
        wizard.show();
        QTRY_COMPARE(wizard.reading().state(), SourceReading::State::Ready);
        auto& steps = child<QListWidget>(wizard, "importSteps");
        steps.setFocus();
        QTest::keyClick(&steps, Qt::Key_Down);
        QCOMPARE(steps.currentRow(), static_cast<int>(ImportWizard::Roles));
        QVERIFY(child<Choice>(wizard, "labelChoice").isVisible());
        child<QPushButton>(wizard, "importNext").click();
        QCOMPARE(steps.currentRow(), static_cast<int>(ImportWizard::Windows));
        QVERIFY(!child<Choice>(wizard, "labelChoice").isVisible());
        QVERIFY(child<Choice>(wizard, "windowChoice").isVisible());
    }

    void closingWhileReadingEndsTheRead()
    {
        {
            ImportWizard wizard(start({at("moves.csv")}));
            wizard.show();
        }
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents(); // late answers find nobody
    }

private:
    template <class Widget> Widget& child(const ImportWizard& wizard, const char* name) const
    {
        auto* found = wizard.findChild<Widget*>(QLatin1String(name));
        if (found == nullptr)
            qFatal("no widget %s", name);
        return *found;
    }
    [[nodiscard]] ImportWizard::Start start(const QStringList& paths) const
    {
        return {.paths = paths, .projectFolder = {}, .parentFolder = at("studies")};
    }
    [[nodiscard]] QString at(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_MAIN(TestImportWizard)
#include "tst_importwizard.moc"
