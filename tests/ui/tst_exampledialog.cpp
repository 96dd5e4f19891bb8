// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/exampledialog.h"

#include "core/base/files.h"
#include "tests/ui/setupfixture.h"
#include "ui/theme/theme.h"
#include "ui/widgets/messagecard.h"

#include <QApplication>
#include <QPushButton>
#include <QTest>

#include <algorithm>

using namespace pitlane;

class TestExampleDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        Theme::install(*qApp, ThemeChoice::Light);
        const auto examples = readExamples(std::filesystem::path(PITLANE_SOURCE_DIR) / "projects");
        const auto found = std::ranges::find(examples, std::string("ecg5000"), &Example::id);
        QVERIFY(found != examples.end());
        m_example = *found;
    }

    void missingDataAreExplained()
    {
        const QTemporaryDir empty;
        ExampleDialog dialog(m_example, {}, empty.filePath(QStringLiteral("new")));
        dialog.show();
        const auto* card = dialog.findChild<MessageCard*>(QStringLiteral("exampleMissing"));
        QCOMPARE(card->text(), QString::fromStdString(m_example.download));
        QVERIFY(!dialog.findChild<QPushButton*>(QStringLiteral("exampleOpen"))->isEnabled());
        dialog.locate(empty.path()); // holds nothing
        QVERIFY2(card->text().contains(QStringLiteral("ECG5000_TRAIN")), qPrintable(card->text()));
        QVERIFY2(card->text().contains(empty.path()), qPrintable(card->text()));
        QVERIFY(dialog.isVisible());
    }

    void aStandInIsMadeInTheBackground()
    {
        const QTemporaryDir empty;
        ExampleDialog dialog(m_example, {}, empty.filePath(QStringLiteral("new")));
        dialog.show();
        dialog.findChild<QPushButton*>(QStringLiteral("exampleSynthetic"))->click();
        QTRY_COMPARE(dialog.result(), static_cast<int>(QDialog::Accepted));
        QVERIFY(dialog.isSynthetic());
        QCOMPARE(dialog.draft().config.data.kind, DataSource::Kind::Synthetic);
        QCOMPARE(dialog.draft().config.seed.input, (Shape{1, 140}));
    }

    void otherContentIsRefused()
    {
        auto example = m_example;
        const QTemporaryDir folder;
        for (auto& file : example.files) {
            const auto place = std::filesystem::path(folder.path().toStdString()) / file.use.file.path;
            std::filesystem::create_directories(place.parent_path());
            const auto table = testing::ucrTable(20, 1);
            writeFileAtomically(place, table);
            file.use.file.bytes = static_cast<std::int64_t>(table.size()); // of the right size, but not the content
        }
        ExampleDialog dialog(example, {}, folder.filePath(QStringLiteral("new")));
        dialog.show();
        dialog.locate(folder.path());
        const auto* card = dialog.findChild<MessageCard*>(QStringLiteral("exampleMissing"));
        QTRY_VERIFY2(card->text().contains(QStringLiteral("SHA-256")), qPrintable(card->text()));
        QVERIFY(dialog.isVisible());
    }

private:
    Example m_example;
};

QTEST_MAIN(TestExampleDialog)
#include "tst_exampledialog.moc"
