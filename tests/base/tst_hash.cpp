// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/hash.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>
#include <set>

using namespace pitlane;

class TestHash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sha256_data();
    void sha256();
    void fileLargerThanABlock();
    void derivedSeeds();
};

/// Test vectors of FIPS 180-4.
void TestHash::sha256_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("digest");
    QTest::newRow("empty") << QByteArray()
                           << QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    QTest::newRow("abc") << QByteArray("abc")
                         << QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    QTest::newRow("a million times a") << QByteArray(1'000'000, 'a')
                                       << QByteArray(
                                              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

void TestHash::sha256()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, digest);
    QCOMPARE(QByteArray::fromStdString(pitlane::sha256(text.toStdString())), digest);
}

void TestHash::fileLargerThanABlock()
{
    QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("a")).toStdString();
    const std::string content((1 << 17) + 5, 'z');
    std::ofstream(path, std::ios::binary) << content;
    QCOMPARE(sha256OfFile(path), pitlane::sha256(content));
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(sha256OfFile(path + "absent")), FileError);
}

void TestHash::derivedSeeds()
{
    // The first 8 bytes of SHA-256 of "1/split/0", most significant first.
    QCOMPARE(QByteArray::number(static_cast<qulonglong>(derivedSeed(1, "split")), 16).rightJustified(16, '0'),
             QByteArray::fromStdString(pitlane::sha256("1/split/0").substr(0, 16)));
    std::set<std::uint64_t> seeds;
    for (std::uint64_t seed = 0; seed < 10; ++seed)
        for (const char* purpose : {"split", "order", "dropout"})
            for (std::uint64_t index = 0; index < 10; ++index)
                seeds.insert(derivedSeed(seed, purpose, index));
    QCOMPARE(seeds.size(), std::size_t{300});
}

QTEST_GUILESS_MAIN(TestHash)
#include "tst_hash.moc"
