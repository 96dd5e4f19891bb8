// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/format.h"

#include <QDateTime>
#include <QTest>

#include <limits>

using namespace pitlane;

namespace {

/// Expected texts are written with '_' for the narrow no-break space and '-' for the minus sign U+2212.
QString typeset(QString text)
{
    return text.replace(QLatin1Char('_'), QChar(0x202F)).replace(QLatin1Char('-'), QChar(0x2212));
}

} // namespace

class TestFormat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void count_data()
    {
        QTest::addColumn<qint64>("value");
        QTest::addColumn<QString>("expected");
        QTest::newRow("zero") << qint64(0) << "0";
        QTest::newRow("below a thousand") << qint64(999) << "999";
        QTest::newRow("a thousand") << qint64(1000) << "1_000";
        QTest::newRow("seed ECGTCN") << qint64(24871) << "24_871";
        QTest::newRow("six digits") << qint64(123456) << "123_456";
        QTest::newRow("seven digits") << qint64(2366000) << "2_366_000";
        QTest::newRow("negative") << qint64(-1912) << "-1_912";
        QTest::newRow("negative three digits") << qint64(-100) << "-100";
    }
    void count()
    {
        QFETCH(qint64, value);
        QFETCH(QString, expected);
        QCOMPARE(format::count(value), typeset(expected));
    }

    void shortCount_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("expected");
        QTest::newRow("zero") << 0.0 << "0";
        QTest::newRow("small") << 28.0 << "28";
        QTest::newRow("rounds below a thousand") << 999.4 << "999";
        QTest::newRow("rounds to a thousand") << 999.6 << "1.0k";
        QTest::newRow("thousands") << 355740.0 << "355.7k";
        QTest::newRow("rounds to a million") << 999960.0 << "1.00M";
        QTest::newRow("millions") << 2366000.0 << "2.37M";
        QTest::newRow("milliards") << 1.5e9 << "1.50G";
        QTest::newRow("not a number") << std::numeric_limits<double>::quiet_NaN() << "—";
    }
    void shortCount()
    {
        QFETCH(double, value);
        QFETCH(QString, expected);
        QCOMPARE(format::shortCount(value), typeset(expected));
    }

    void percent()
    {
        QCOMPARE(format::percent(0.941), QStringLiteral("94.1 %"));
        QCOMPARE(format::percent(1), QStringLiteral("100.0 %"));
        QCOMPARE(format::percent(0.12345, 2), QStringLiteral("12.35 %"));
        QCOMPARE(format::percentNumber(0.941), QStringLiteral("94.1"));
        QCOMPARE(format::percentNumber(0.99951), QStringLiteral("100.0"));
    }

    void difference_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<int>("decimals");
        QTest::addColumn<QString>("expected");
        QTest::newRow("up") << 0.3 << 1 << "+0.3";
        QTest::newRow("down") << -0.3 << 1 << "-0.3";
        QTest::newRow("none") << 0.0 << 1 << "0.0";
        QTest::newRow("rounds to none from below") << -0.04 << 1 << "0.0";
        QTest::newRow("rounds to none from above") << 0.04 << 1 << "0.0";
        QTest::newRow("groups") << -12345.0 << 0 << "-12_345";
        QTest::newRow("whole") << 92.0 << 0 << "+92";
    }
    void difference()
    {
        QFETCH(double, value);
        QFETCH(int, decimals);
        QFETCH(QString, expected);
        QCOMPARE(format::difference(value, decimals), typeset(expected));
    }

    void power_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("expected");
        QTest::newRow("lambda") << 5.2e-5 << "5.2×10⁻⁵";
        QTest::newRow("one") << 1e-6 << "1.0×10⁻⁶";
        QTest::newRow("rounds up a decade") << 9.99e-7 << "1.0×10⁻⁶";
        QTest::newRow("ten digits exponent") << 2.3e18 << "2.3×10¹⁸";
        QTest::newRow("exponent zero") << 3.0 << "3.0×10⁰";
        QTest::newRow("zero") << 0.0 << "0";
    }
    void power()
    {
        QFETCH(double, value);
        QFETCH(QString, expected);
        QCOMPARE(format::power(value), expected);
    }

    void duration_data()
    {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("expected");
        QTest::newRow("unknown") << -1.0 << "—";
        QTest::newRow("zero") << 0.0 << "0:00";
        QTest::newRow("seconds") << 9.6 << "0:10";
        QTest::newRow("minutes") << 70.0 << "1:10";
        QTest::newRow("rounds to an hour") << 3599.7 << "1:00:00";
        QTest::newRow("hours") << 3723.0 << "1:02:03";
    }
    void duration()
    {
        QFETCH(double, seconds);
        QFETCH(QString, expected);
        QCOMPARE(format::duration(seconds), expected);
    }

    void bytes_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("expected");
        QTest::newRow("bytes") << 512.0 << "512 B";
        QTest::newRow("1 kB is 1 000 bytes") << 18000.0 << "18.0 kB";
        QTest::newRow("megabytes") << 41.2e6 << "41.2 MB";
        QTest::newRow("gigabytes") << 16.0e9 << "16.0 GB";
    }
    void bytes()
    {
        QFETCH(double, value);
        QFETCH(QString, expected);
        QCOMPARE(format::bytes(value), expected);
    }

    void clockShowsLocalTimeOrDay()
    {
        const auto now = QDateTime::currentDateTime();
        QCOMPARE(format::clock(now.toUTC().toString(Qt::ISODateWithMs)), now.toString(QStringLiteral("HH:mm")));
        QCOMPARE(format::clock(QStringLiteral("2019-11-18T12:00:00Z")), QStringLiteral("18 Nov 2019"));
        QCOMPARE(format::clock(QStringLiteral("no time")), QString());
    }

    void stateWords_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("role");
        QTest::addColumn<bool>("onFront");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, PointStatus status, PointRole role, bool onFront, const char* expected) {
            QTest::newRow(name) << int(status) << int(role) << onFront << QString::fromUtf8(expected);
        };
        row("on the front", PointStatus::Done, PointRole::Found, true, "front");
        row("dominated", PointStatus::Done, PointRole::Found, false, "dominated");
        row("running", PointStatus::Running, PointRole::Found, false, "search 34/80");
        row("queued", PointStatus::Queued, PointRole::Found, false, "queued");
        row("failed", PointStatus::Failed, PointRole::Found, false, "failed");
        row("interrupted", PointStatus::Interrupted, PointRole::Found, false, "interrupted");
        row("seed", PointStatus::Done, PointRole::Seed, false, "seed");
        row("hand-tuned", PointStatus::Done, PointRole::HandTuned, true, "hand-tuned");
    }
    void stateWords()
    {
        QFETCH(int, status);
        QFETCH(int, role);
        QFETCH(bool, onFront);
        QFETCH(QString, expected);
        SearchPoint point;
        point.status = static_cast<PointStatus>(status);
        point.role = static_cast<PointRole>(role);
        point.phase = Phase::Search;
        point.epoch = 34;
        point.epochs = 80;
        QCOMPARE(format::stateWord(point, onFront), expected);
    }
};

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_format.moc"
