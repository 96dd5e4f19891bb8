// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/files.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace pitlane;

class TestFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void roundTrip_data();
    void roundTrip();
    void replacesWithoutLeftovers();
    void failureKeepsTheOldFile();
    void commitRenames();
    void errorsNameThePath();
};

void TestFiles::roundTrip_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("one\r\ntwo\n");
    QTest::newRow("zeros") << QByteArray("\0a\0", 3);
    QTest::newRow("a megabyte") << QByteArray(1 << 20, 'x');
}

void TestFiles::roundTrip()
{
    QFETCH(QByteArray, content);
    QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("a.txt")).toStdString();
    writeFileAtomically(path, content.toStdString());
    QCOMPARE(QByteArray::fromStdString(readFile(path)), content);
}

void TestFiles::replacesWithoutLeftovers()
{
    QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("a.txt")).toStdString();
    writeFileAtomically(path, "a longer first content");
    writeFileAtomically(path, "second");
    QCOMPARE(readFile(path), std::string("second"));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList{QStringLiteral("a.txt")});
}

void TestFiles::failureKeepsTheOldFile()
{
    QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("full")).toStdString();
    QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("full"))); // a file cannot replace a folder
    std::ofstream(path + "/inside") << "kept";
    QVERIFY_EXCEPTION_THROWN(writeFileAtomically(path, "new"), FileError);
    QCOMPARE(readFile(path + "/inside"), std::string("kept"));
}

void TestFiles::commitRenames()
{
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath(QStringLiteral("model.pt")).toStdString();
    const auto temporary = temporaryFor(path);
    QCOMPARE(temporary.parent_path(), path.parent_path());
    QVERIFY(temporary != path);
    std::ofstream(temporary) << "weights";
    commitFile(temporary, path);
    QCOMPARE(readFile(path), std::string("weights"));
    QVERIFY(!std::filesystem::exists(temporary));
    QVERIFY_EXCEPTION_THROWN(commitFile(temporary, path), FileError);
    QCOMPARE(readFile(path), std::string("weights"));
}

void TestFiles::errorsNameThePath()
{
    QTemporaryDir folder;
    const auto absent = folder.filePath(QStringLiteral("no/such.txt")).toStdString();
    for (const bool reading : {true, false}) {
        try {
            if (reading)
                static_cast<void>(readFile(absent));
            else
                writeFileAtomically(absent, "x");
            QFAIL("no error");
        } catch (const FileError& error) {
            QVERIFY(std::string_view(error.what()).find("no/such.txt") != std::string_view::npos);
            QVERIFY(std::string_view(error.what()).find("No such file") != std::string_view::npos);
        }
    }
}

QTEST_GUILESS_MAIN(TestFiles)
#include "tst_files.moc"
