// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/datachecks.h"

#include <QTest>

#include <algorithm>
#include <limits>

using namespace pitlane;
using namespace pitlane::datachecks;

namespace {

/// `perClass` series of four samples for two classes; all different.
Dataset twoClasses(std::int64_t perClass)
{
    Dataset data{.name = "two",
                 .channels = 1,
                 .length = 4,
                 .values = {},
                 .labels = {},
                 .classNames = {"1", "2"},
                 .sampleRateHz = std::nullopt};
    for (std::int64_t n = 0; n < 2 * perClass; ++n) {
        data.labels.push_back(n % 2);
        for (int t = 0; t < 4; ++t)
            data.values.push_back(static_cast<float>(n * 10 + t));
    }
    return data;
}

bool has(const std::vector<Finding>& findings, Severity severity, const char* words)
{
    return std::ranges::any_of(findings, [&](const Finding& f) {
        QString text = f.sentence + f.detail;
        return f.severity == severity && text.remove(QChar(0x202F)).contains(QLatin1String(words));
    });
}

} // namespace

class TestDataChecks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void healthyData()
    {
        const auto findings = healthCheck(twoClasses(30));
        QCOMPARE(findings.size(), 8U);
        for (const auto& finding : findings)
            QCOMPARE(finding.severity, Severity::Passed);
    }

    void missingValueNamesItsPlace()
    {
        auto data = twoClasses(30);
        data.values[4 * 7 + 2] = std::numeric_limits<float>::quiet_NaN();
        const auto findings = healthCheck(data);
        QCOMPARE(findings.front().severity, Severity::Broken); // what needs a look comes first
        QVERIFY(has(findings, Severity::Broken, "series 8, sample 3"));
    }

    void constantSeriesAndCopies()
    {
        auto data = twoClasses(30);
        std::fill_n(data.values.begin() + 4 * 3, 4, 5.0F);
        std::copy_n(data.values.begin() + 4 * 10, 4, data.values.begin() + 4 * 20);
        const auto findings = healthCheck(data);
        QVERIFY(has(findings, Severity::LookAt, "series 4"));
        QVERIFY(has(findings, Severity::LookAt, "Series 21 equals series 11"));
    }

    void smallClass()
    {
        const auto findings = healthCheck(twoClasses(3));
        QVERIFY(has(findings, Severity::LookAt, "Class 1 has 3"));
        QVERIFY(has(findings, Severity::LookAt, "no series of such a class"));
    }

    void numbersAreGrouped()
    {
        auto data = twoClasses(600);
        data.values[0] = -1234.5F;
        const auto findings = healthCheck(data);
        const auto says = [&](const QString& words) {
            return std::ranges::any_of(findings, [&](const Finding& f) { return f.sentence.contains(words); });
        };
        QVERIFY(says(QStringLiteral("No duplicates in 1\u202F200 series")));
        QVERIFY(says(QStringLiteral("Values from \u22121\u202F234.50 to 11\u202F993.00")));
    }

    void meanAndBand()
    {
        const auto rows = signalsByClass(twoClasses(21), 0, 5);
        QCOMPARE(rows.size(), 2U);
        QCOMPARE(rows[0].name, QStringLiteral("Class 1"));
        QCOMPARE(rows[0].examples.size(), 5U);
        // Class 0 holds n = 0, 2 ... 40: sample t has the values 10 n + t.
        QCOMPARE(rows[0].mean[3], 203.0);
        QCOMPARE(rows[0].low[0], 20.0);
        QCOMPARE(rows[0].high[0], 380.0);
    }
};

QTEST_GUILESS_MAIN(TestDataChecks)
#include "tst_datachecks.moc"
