// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/lambdaeditor.h"

#include "ui/theme/theme.h"
#include "ui/widgets/numberfield.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace pitlane;

class TestLambdaEditor : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::install(*qApp, ThemeChoice::Light); }

    void keysMoveValues()
    {
        LambdaEditor editor;
        editor.setLambdas({1e-6, 1e-5, 1e-4});
        QSignalSpy edited(&editor, &LambdaEditor::lambdasEdited);
        QTest::keyClick(&editor, Qt::Key_Right); // the first end: values between follow in equal ratios
        QCOMPARE(edited.count(), 1);
        QVERIFY(std::abs(std::log10(editor.lambdas()[0]) + 5.99) < 1e-9);
        QVERIFY(std::abs(std::log10(editor.lambdas()[1]) + 4.995) < 1e-9);
        QCOMPARE(editor.lambdas()[2], 1e-4);
        QTest::keyClick(&editor, Qt::Key_Left, Qt::ShiftModifier);
        QVERIFY(std::abs(std::log10(editor.lambdas()[0]) + 6.09) < 1e-9);
    }

    void deleteRemovesAndKeepsTheLastOne()
    {
        LambdaEditor editor;
        editor.setLambdas({1e-6, 1e-4});
        QTest::keyClick(&editor, Qt::Key_Delete);
        QCOMPARE(editor.lambdas(), std::vector{1e-4});
        QTest::keyClick(&editor, Qt::Key_Delete);
        QCOMPARE(editor.lambdas(), std::vector{1e-4});
    }

    void endsDoNotCross()
    {
        LambdaEditor editor;
        editor.setLambdas({1e-5, 1.1e-5});
        for (int i = 0; i < 50; ++i)
            QTest::keyClick(&editor, Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(editor.lambdas().front() < editor.lambdas().back());
        QCOMPARE(editor.lambdas().back(), 1.1e-5);
    }

    void doubleClickAdds()
    {
        LambdaEditor editor;
        editor.resize(700, 200);
        editor.setLambdas({1e-7, 1e-6});
        QSignalSpy edited(&editor, &LambdaEditor::lambdasEdited);
        QTest::mouseDClick(&editor, Qt::LeftButton, {}, QPoint(500, 60));
        QCOMPARE(edited.count(), 1);
        QCOMPARE(editor.lambdas().size(), 3U);
        QVERIFY(std::ranges::is_sorted(editor.lambdas()));
    }

    void numbersAsPeopleTypeThem_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("value");
        QTest::newRow("plain") << QStringLiteral("50") << 50.0;
        QTest::newRow("exponent") << QStringLiteral("1e-6") << 1e-6;
        QTest::newRow("as shown") << QStringLiteral("5.0×10⁻⁴") << 5e-4;
        QTest::newRow("comma") << QStringLiteral("0,5") << 0.5;
        QTest::newRow("groups") << QStringLiteral("24\u202F871") << 24871.0;
    }

    void numbersAsPeopleTypeThem()
    {
        QFETCH(QString, text);
        QFETCH(double, value);
        const auto number = numberFromText(text);
        QVERIFY(number.has_value());
        QVERIFY(std::abs(*number - value) <= 1e-12 * value);
    }

    void fieldRefusesWithASentence()
    {
        NumberField field(NumberField::Kind::Whole, 1, 100, QStringLiteral("Search epochs"));
        field.setValue(30);
        QSignalSpy edited(&field, &NumberField::valueEdited);
        QSignalSpy refused(&field, &NumberField::refused);
        field.selectAll();
        QTest::keyClicks(&field, QStringLiteral("1000"));
        QTest::keyClick(&field, Qt::Key_Return);
        QCOMPARE(edited.count(), 0);
        QCOMPARE(refused.count(), 1);
        QVERIFY(refused.front().front().toString().contains(QStringLiteral("from 1 to 100")));
        QCOMPARE(field.value(), 30.0);
        field.selectAll();
        QTest::keyClicks(&field, QStringLiteral("40"));
        QTest::keyClick(&field, Qt::Key_Return);
        QCOMPARE(edited.count(), 1);
        QCOMPARE(field.value(), 40.0);
    }
};

QTEST_MAIN(TestLambdaEditor)
#include "tst_lambdaeditor.moc"
