// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/health.h"
#include "core/data/random.h"
#include "testdata.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace pitlane;
using namespace pitlane::test;

class TestHealth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void healthyData();
    void noSeries();
    void missingValues();
    void constantChannels();
    void clipping();
    void silenceIsNotClipping();
    void paddingIsNotClipping();
    void duplicates();
    void classes();
    void range();
    void targets();
    void rolls();
    void groups();
    void worstFirst();
    void histograms();
    void envelopeEqualsBruteForce();
    void envelopeOfMissing();
    void envelopeOutside();
    void envelopeOfTenMillionSamples();
};

namespace {

const float missing = std::numeric_limits<float>::quiet_NaN();

/// 2 channels x 16 samples, `perClass` series of two classes, smooth and all different.
Dataset healthy(std::int64_t perClass)
{
    Dataset data{.name = "healthy", .channels = 2, .length = 16, .classNames = {"1", "walk"}};
    data.channelNames = {"x", "y"};
    for (std::int64_t n = 0; n < 2 * perClass; ++n) {
        data.labels.push_back(n % 2);
        for (int i = 0; i < 32; ++i)
            data.values.push_back(static_cast<float>(std::sin(0.3 * i + 0.7 * static_cast<double>(n))));
    }
    return data;
}

float* channel(Dataset& data, std::int64_t n, std::int64_t c)
{
    return &data.values[static_cast<std::size_t>(data.startOf(n) + c * data.lengthOf(n))];
}

Finding find(const Dataset& data, std::string_view key)
{
    for (const auto& finding : healthCheck(data))
        if (finding.key == key)
            return finding;
    return {.key = "none"};
}

bool contains(const std::string& text, std::string_view words)
{
    return text.find(words) != std::string::npos;
}

Envelope::Bucket bruteForce(std::span<const float> signal, std::int64_t from, std::int64_t to)
{
    Envelope::Bucket bucket{missing, missing};
    for (auto t = from; t < to; ++t) {
        const auto value = signal[static_cast<std::size_t>(t)];
        if (std::isnan(value))
            continue;
        bucket.low = std::isnan(bucket.low) ? value : std::min(bucket.low, value);
        bucket.high = std::isnan(bucket.high) ? value : std::max(bucket.high, value);
    }
    return bucket;
}

bool equal(const Envelope::Bucket& a, const Envelope::Bucket& b)
{
    const auto same = [](float x, float y) { return x == y || (std::isnan(x) && std::isnan(y)); };
    return same(a.low, b.low) && same(a.high, b.high);
}

} // namespace

void TestHealth::healthyData()
{
    const auto findings = healthCheck(healthy(30));
    QCOMPARE(findings.size(), std::size_t{8});
    for (const auto& finding : findings) {
        QVERIFY2(finding.severity == Severity::Passed, finding.sentence.c_str());
        QVERIFY(!finding.sentence.empty() && finding.examples.empty());
    }
    QCOMPARE(find(healthy(30), "balance").sentence,
             std::string("2 classes, the largest is Class 1 with 50.0 % of the series"));
    QCOMPARE(find(healthy(30), "length").sentence, std::string("All series 16 samples long"));
}

void TestHealth::noSeries()
{
    const auto findings = healthCheck(Dataset{});
    QCOMPARE(findings.size(), std::size_t{1});
    QCOMPARE(findings[0].severity, Severity::Broken);
}

void TestHealth::missingValues()
{
    auto data = healthy(30);
    channel(data, 7, 1)[2] = missing;
    channel(data, 9, 0)[0] = missing;
    channel(data, 9, 0)[1] = missing;
    channel(data, 40, 0)[15] = std::numeric_limits<float>::infinity();
    const auto finding = find(data, "missing");
    QCOMPARE(finding.severity, Severity::Broken);
    QCOMPARE(finding.sentence, std::string("3 missing values, 1 infinite values"));
    QVERIFY2(contains(finding.detail, "At series 8, y, sample 3; series 10, x, sample 1; series 10, x, sample 2; …."),
             finding.detail.c_str());
    QCOMPARE(finding.examples, (std::vector<std::int64_t>{7, 9, 40}));
}

void TestHealth::constantChannels()
{
    auto data = healthy(30);
    std::fill_n(channel(data, 3, 1), 16, 0.25F);
    auto finding = find(data, "constant");
    QCOMPARE(finding.severity, Severity::LookAt);
    QCOMPARE(finding.sentence, std::string("1 constant channel in 60 series"));
    QVERIFY(contains(finding.detail, "The first is series 4, y."));
    QCOMPARE(finding.examples, std::vector<std::int64_t>{3});
    QCOMPARE(find(data, "clipped").severity, Severity::Passed);

    for (std::int64_t n = 0; n < data.size(); ++n)
        std::fill_n(channel(data, n, 0), 16, static_cast<float>(n));
    finding = find(data, "constant");
    QCOMPARE(finding.sentence, std::string("61 constant channels in 60 series"));
    QVERIFY(contains(finding.detail, "X never changes within a series: leave it out."));
}

void TestHealth::clipping()
{
    auto data = healthy(30);
    std::fill_n(channel(data, 5, 1) + 2, 4, 1.5F); // a run of four and one of five: 9 of 960 samples
    std::fill_n(channel(data, 8, 1) + 11, 5, 1.5F);
    std::fill_n(channel(data, 11, 1) + 3, 3, 1.5F); // three: chance
    std::fill_n(channel(data, 12, 0) + 3, 9, 0.1F); // not extreme
    const auto finding = find(data, "clipped");
    QCOMPARE(finding.severity, Severity::LookAt);
    QCOMPARE(finding.sentence, std::string("1 channel looks clipped"));
    QVERIFY2(finding.detail.starts_with("Y stays at its limit 1.50 for 0.9 % of the samples."), finding.detail.c_str());
    QCOMPARE(finding.examples, (std::vector<std::int64_t>{5, 8}));

    auto both = healthy(30);
    std::fill_n(channel(both, 5, 0) + 2, 6, -2.25F);
    std::fill_n(channel(both, 5, 1) + 2, 6, 7.0F);
    QCOMPARE(find(both, "clipped").sentence, std::string("2 channels look clipped"));
    std::fill_n(channel(both, 2, 1) + 2, 6, 7.0F);
    QCOMPARE(find(both, "clipped").examples, (std::vector<std::int64_t>{2, 5})); // of both channels
    QVERIFY(contains(find(both, "clipped").detail, "X stays at its limit -2.25 for 0.6 % of the samples; y stays"));
}

void TestHealth::silenceIsNotClipping()
{
    auto data = healthy(30);
    std::fill_n(channel(data, 5, 0) + 2, 12, -87.4F); // the lowest feature of a clip that falls silent
    QCOMPARE(find(data, "clipped").severity, Severity::LookAt);
    for (const std::string kind : {"MFCC ", "mel "}) {
        data.channelNames = {kind + "0", kind + "1"};
        QCOMPARE(find(data, "clipped").key, std::string("none"));
    }
}

void TestHealth::paddingIsNotClipping()
{
    auto data = healthy(30);
    for (auto& value : data.values)
        value = std::abs(value) + 0.01F;
    for (std::int64_t n = 0; n < 20; ++n)
        std::fill_n(channel(data, n, 0), 8, 0.0F);
    QCOMPARE(find(data, "clipped").severity, Severity::Passed);
    std::fill_n(channel(data, 30, 0) + 2, 8, 0.0F); // in the middle
    QCOMPARE(find(data, "clipped").severity, Severity::LookAt);
}

void TestHealth::duplicates()
{
    auto data = healthy(30);
    std::copy_n(channel(data, 10, 0), 32, channel(data, 20, 0));
    auto finding = find(data, "duplicates");
    QCOMPARE(finding.severity, Severity::LookAt);
    QCOMPARE(finding.sentence, std::string("1 series appears twice"));
    QVERIFY(contains(finding.detail, "Series 21 equals series 11."));
    QVERIFY(!contains(finding.detail, "another class"));
    std::copy_n(channel(data, 10, 0), 32, channel(data, 23, 0));
    finding = find(data, "duplicates");
    QCOMPARE(finding.sentence, std::string("2 series appear twice"));
    QVERIFY(contains(finding.detail, "1 of them have another class than the series they copy."));
    QCOMPARE(finding.examples, (std::vector<std::int64_t>{20, 23}));
    QCOMPARE(finding.classes, (std::vector<std::int64_t>{0, 1})); // series 11 is of one, series 24 of the other
}

void TestHealth::classes()
{
    auto data = healthy(3);
    auto finding = find(data, "small-class");
    QCOMPARE(finding.severity, Severity::LookAt);
    QCOMPARE(finding.sentence, std::string("Class 1 has 3, \"walk\" has 3"));
    QCOMPARE(finding.classes, (std::vector<std::int64_t>{0, 1}));
    QCOMPARE(finding.examples, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5})); // all of them are of small classes
    QVERIFY(contains(finding.detail, "no series of such a class"));

    data = healthy(100);
    for (std::size_t n = 0; n < 180; ++n)
        data.labels[n] = 0;
    finding = find(data, "balance");
    QCOMPARE(finding.severity, Severity::LookAt);
    QCOMPARE(finding.sentence, std::string("2 classes, the largest is Class 1 with 95.0 % of the series"));
    data.classNames.resize(1);
    std::ranges::fill(data.labels, 0);
    QCOMPARE(find(data, "balance").severity, Severity::Broken);
}

void TestHealth::range()
{
    auto data = healthy(30);
    channel(data, 0, 0)[0] = -1234.5F;
    channel(data, 0, 1)[0] = missing;
    const auto finding = find(data, "range");
    QCOMPARE(finding.sentence, std::string("Values from -1234.50 to 1.00"));
    QVERIFY2(contains(finding.detail, "X spans 1235.50, y 2.00: scale every channel by itself."),
             finding.detail.c_str());
    std::ranges::fill(data.values, 3.0F);
    QCOMPARE(find(data, "range").sentence, std::string("All values are 3.00"));
    std::ranges::fill(data.values, missing);
    QCOMPARE(find(data, "range").sentence, std::string("No finite value in the train part"));
}

void TestHealth::targets()
{
    auto data = healthy(2);
    data.task = Task::Regression;
    data.labels.clear();
    data.classNames.clear();
    data.targets = {60, 70, 80, 130};
    data.targetUnit = "bpm";
    auto finding = find(data, "targets");
    QCOMPARE(finding.severity, Severity::Passed);
    QCOMPARE(finding.sentence, std::string("Targets from 60.00 to 130.00 bpm"));
    QCOMPARE(finding.detail,
             std::string("Half of them between 67.50 and 92.50, mean 85.00; always saying 75.00 is wrong "
                         "by 20.00 bpm on average"));
    QCOMPARE(find(data, "small-class").key, std::string("none"));
    data.targets[2] = missing;
    finding = find(data, "targets");
    QCOMPARE(finding.severity, Severity::Broken);
    QCOMPARE(finding.sentence, std::string("1 series has no target"));
    QCOMPARE(finding.examples, std::vector<std::int64_t>{2});
    data.targets = {5, 5, 5, 5};
    QCOMPARE(find(data, "targets").sentence, std::string("All targets are 5.00 bpm"));
}

void TestHealth::rolls()
{
    Dataset data{.name = "rolls", .task = Task::NextStep, .channels = 3, .length = 4};
    data.lengths = {2, 4, 3};
    data.values = {1, 0, 0, 1, 0, 0, /**/ 1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, /**/ 0, 0, 0, 1, 1, 1, 0, 0, 0};
    QCOMPARE(find(data, "notes").sentence, std::string("On average 1.11 of 3 channels are on at a step")); // 10 of 9
    QCOMPARE(find(data, "notes").detail, std::string("1 channels are never on"));
    QCOMPARE(find(data, "length").sentence, std::string("Lengths from 2 to 4 steps"));
    QCOMPARE(find(data, "length").detail, std::string("Half of the sequences are longer than 3"));
    QCOMPARE(find(data, "constant").key, std::string("none"));
    data.values[20] = 0.5F;
    QCOMPARE(find(data, "notes").severity, Severity::Broken);
    QCOMPARE(find(data, "notes").examples, std::vector<std::int64_t>{2});
    data.lengths = {1, 4, 4};
    QCOMPARE(find(data, "length").severity, Severity::Broken);
    QCOMPARE(find(data, "length").examples, std::vector<std::int64_t>{0});
}

void TestHealth::groups()
{
    auto data = healthy(30);
    data.groupNames = {"S1", "S2", "S3"};
    for (std::int64_t n = 0; n < data.size(); ++n)
        data.groups.push_back(n < 20 ? 0 : 2); // S2 is in the test part
    QCOMPARE(find(data, "group").sentence, std::string("2 groups with 20 to 40 series"));
    std::ranges::fill(data.groups, 1);
    QCOMPARE(find(data, "group").severity, Severity::LookAt);
}

void TestHealth::worstFirst()
{
    auto data = healthy(3);
    channel(data, 1, 1)[4] = missing;
    const auto findings = healthCheck(data);
    QCOMPARE(findings.front().key, std::string("missing"));
    QVERIFY(std::ranges::is_sorted(findings, std::ranges::greater{}, &Finding::severity));
    QVERIFY(findings[1].severity == Severity::LookAt);
}

void TestHealth::histograms()
{
    const std::vector<double> values{0, 0.9, 1, 2.5, 4, std::nan(""), 4, 3.999};
    QCOMPARE(histogramOf(values, 4), (Histogram{.low = 0, .high = 4, .counts = {2, 1, 1, 3}}));
    QCOMPARE(histogramOf(std::vector<double>{2, 2}, 4), (Histogram{.low = 2, .high = 2, .counts = {2}}));
    QCOMPARE(histogramOf({}, 4), Histogram{});
    Dataset data{.task = Task::NextStep, .channels = 1, .length = 9};
    data.lengths = {1, 2, 9, 9};
    QCOMPARE(lengthHistogram(data, 2), (Histogram{.low = 1, .high = 9, .counts = {2, 2}}));
    data = {.task = Task::Regression, .channels = 1, .length = 1};
    data.targets = {1, 2, 3};
    QCOMPARE(targetHistogram(data, 2), (Histogram{.low = 1, .high = 3, .counts = {1, 2}}));
}

void TestHealth::envelopeEqualsBruteForce()
{
    Random random(5);
    for (int round = 0; round < 300; ++round) {
        std::vector<float> signal(1 + random.below(3000));
        for (auto& value : signal)
            value = random.below(8) == 0 ? missing : static_cast<float>(random.normal());
        const Envelope envelope(signal);
        QCOMPARE(envelope.size(), std::ssize(signal));
        const auto first = static_cast<std::int64_t>(random.below(signal.size()));
        const auto count = 1 + static_cast<std::int64_t>(random.below(signal.size() - static_cast<std::size_t>(first)));
        const auto buckets = 1 + static_cast<std::int64_t>(random.below(400));
        const auto result = envelope.over(first, count, buckets);
        const auto n = std::ssize(result);
        QCOMPARE(n, std::min(buckets, count));
        for (std::int64_t i = 0; i < n; ++i)
            QVERIFY(equal(result[static_cast<std::size_t>(i)],
                          bruteForce(signal, first + i * count / n, first + (i + 1) * count / n)));
    }
}

void TestHealth::envelopeOfMissing()
{
    std::vector<float> signal(64, missing);
    signal[40] = 2;
    signal[41] = -std::numeric_limits<float>::infinity();
    const auto result = Envelope(signal).over(0, 64, 2);
    QVERIFY(std::isnan(result[0].low) && std::isnan(result[0].high));
    QCOMPARE(result[1].low, -std::numeric_limits<float>::infinity());
    QCOMPARE(result[1].high, 2.0F);
}

void TestHealth::envelopeOutside()
{
    const std::vector<float> signal{1, 2, 3, 4, 5};
    const Envelope envelope(signal);
    QVERIFY(envelope.over(5, 3, 10).empty());
    QVERIFY(envelope.over(0, 0, 10).empty());
    QVERIFY(envelope.over(0, 5, 0).empty());
    QVERIFY(Envelope({}).over(0, 5, 3).empty());
    const auto all = envelope.over(0, std::numeric_limits<std::int64_t>::max(), 1);
    QCOMPARE(all.size(), std::size_t{1});
    QVERIFY(equal(all[0], {1, 5}));
    QVERIFY(equal(envelope.over(3, 100, 1)[0], {4, 5}));
}

/// Exact at every zoom, in 40 MB of levels.
void TestHealth::envelopeOfTenMillionSamples()
{
    std::vector<float> signal(10'000'000);
    for (std::size_t t = 0; t < signal.size(); ++t)
        signal[t] = static_cast<float>(t * 2'654'435'761U % 1'000'003);
    const Envelope envelope(signal);
    QVERIFY(envelope.bytes() < 42'000'000);
    for (const std::int64_t count : {10'000'000, 1'234'567, 9'999, 1'000}) {
        const std::int64_t first = count == 10'000'000 ? 0 : 7'654'321;
        const auto result = envelope.over(first, count, 1000);
        QCOMPARE(result.size(), std::size_t{1000});
        for (std::int64_t i = 0; i < 1000; i += 37)
            QVERIFY(equal(result[static_cast<std::size_t>(i)],
                          bruteForce(signal, first + i * count / 1000, first + (i + 1) * count / 1000)));
    }
}

QTEST_GUILESS_MAIN(TestHealth)
#include "tst_health.moc"
