// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/seeds.h"
#include "tests/firmware/gap8/firmwaretest.h"
#include "tests/firmware/gap8/graphmaker.h"
#include "tests/firmware/gap8/seedgraphs.h"

using namespace pitlane;
using namespace pitlane::gap8test;

class TestGap8Networks : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void networks_data();
    void networks();
    void randomNetworks();
    void plainCodeUnderSanitizers_data();
    void plainCodeUnderSanitizers();
    void benchmarkNetworks_data();
    void benchmarkNetworks();
    void placing();
    void sameGraphSameBytes();
    void refusals();

private:
    std::unique_ptr<FirmwareRun> m_run;
};

void TestGap8Networks::initTestCase()
{
    m_run = std::make_unique<FirmwareRun>();
    QVERIFY2(!m_run->missing().isEmpty() || m_run->problem().isEmpty(), qPrintable(m_run->problem()));
}

void TestGap8Networks::networks_data()
{
    QTest::addColumn<QString>("network");
    QTest::addColumn<qint64>("L1");
    QTest::addColumn<bool>("ram");
    QTest::addColumn<bool>("inL1");
    QTest::addRow("ECG") << QStringLiteral("ecg") << qint64{50000} << false << true;
    QTest::addRow("ECG, little L1") << QStringLiteral("ecg") << qint64{6000} << false << false;
    QTest::addRow("ECG, weights in external memory") << QStringLiteral("ecg") << qint64{50000} << true << true;
    QTest::addRow("heart rate, narrow") << QStringLiteral("narrow") << qint64{50000} << false << true;
    QTest::addRow("heart rate, wide") << QStringLiteral("wide") << qint64{50000} << false << true;
    QTest::addRow("heart rate, wide, tiles") << QStringLiteral("wide") << qint64{20000} << false << false;
    QTest::addRow("heart rate, wide, tiles, external") << QStringLiteral("wide") << qint64{20000} << true << false;
}

void TestGap8Networks::networks()
{
    NEED_COMPILER();
    QFETCH(QString, network);
    QFETCH(qint64, L1);
    QFETCH(bool, ram);
    QFETCH(bool, inL1);
    GraphMaker net = network == QStringLiteral("ecg")      ? ecgNetwork()
                     : network == QStringLiteral("narrow") ? heartRateNetwork(5)
                                                           : heartRateNetwork(30);
    const gap8::Memories memories{.L1Bytes = L1, .weightsInRam = ram};
    const gap8::Program program = gap8::plan(net.graph(), memories);
    QCOMPARE(program.activationsInL1, inL1);
    QVERIFY(program.L1Bytes <= L1);
    for (const gap8::Step& step : program.steps) {
        for (const gap8::Step::Transfer& transfer : step.transfers) {
            QVERIFY(transfer.way != (ram ? gap8::Step::WeightsToL1 : gap8::Step::RamToL2));
            QVERIFY(transfer.way == gap8::Step::RamToL2 || transfer.near + transfer.bytes <= program.L1Bytes);
        }
    }
    AGREES(net.graph(), net.input(), memories, network);
}

void TestGap8Networks::randomNetworks()
{
    NEED_COMPILER();
    int tiled = 0;
    for (quint32 seed = 0; seed < 40; ++seed) {
        RandomLayers random(seed + 4000);
        GraphMaker net(random.between(8, 150), random.between(0, 2) == 0 ? 1 : random.between(1, 12), seed + 5000);
        net.looksAhead = true;
        std::int64_t last = 0;
        for (std::int64_t layer = random.between(3, 9); layer > 0; --layer) {
            // mostly in a row, now and then from further back
            const std::int64_t input = random.between(0, 4) == 0 ? random.between(0, last) : last;
            const std::vector<std::int64_t> partners = net.alike(input);
            const std::int64_t T = net.shape(input).T;
            switch (random.between(0, 5)) {
            case 0:
                last = net.add(input, partners[static_cast<std::size_t>(
                                          random.between(0, static_cast<std::int64_t>(partners.size()) - 1))]);
                break;
            case 1:
                last = net.pool(input, random.between(0, 1) == 0, random.between(1, std::min<std::int64_t>(3, T)), 2);
                break;
            default:
                last = net.conv(input, random.between(0, 2) == 0 ? net.shape(input).C : random.between(1, 14),
                                random.between(1, 7), random.between(1, 5), random.between(0, 5) == 0 ? 2 : 1);
            }
        }
        if (random.between(0, 1) == 0) {
            net.linear(random.between(0, 1) == 0 ? last : net.pool(last, true, net.shape(last).T, 1),
                       random.between(1, 20));
        }
        for (const std::int64_t L1 : {50000, 4500}) {
            const gap8::Memories memories{.L1Bytes = L1, .weightsInRam = seed % 4 == 0};
            try {
                tiled += gap8::plan(net.graph(), memories).activationsInL1 ? 0 : 1;
            } catch (const gap8::PackingError& error) {
                QVERIFY2(L1 < 50000, error.what());
                continue;
            }
            AGREES(net.graph(), net.input(), memories, QStringLiteral("network %1, L1 %2").arg(seed).arg(L1));
        }
    }
    QVERIFY2(tiled >= 5, qPrintable(QString::number(tiled)));
}

void TestGap8Networks::plainCodeUnderSanitizers_data()
{
    networks_data();
}

void TestGap8Networks::plainCodeUnderSanitizers()
{
    if (!m_run->missingHostCompiler().isEmpty()) {
        QSKIP(qPrintable(QStringLiteral("Not installed: ") + m_run->missingHostCompiler()));
    }
    QFETCH(QString, network);
    QFETCH(qint64, L1);
    QFETCH(bool, ram);
    GraphMaker net = network == QStringLiteral("ecg")      ? ecgNetwork()
                     : network == QStringLiteral("narrow") ? heartRateNetwork(5)
                                                           : heartRateNetwork(30);
    const Values input = net.input();
    const Values expected = run(net.graph(), input).back();
    const Values found = m_run->onHost(gap8::plan(net.graph(), {.L1Bytes = L1, .weightsInRam = ram}), input,
                                       static_cast<std::int64_t>(expected.size()));
    const QString text = difference(found, expected);
    QVERIFY2(text.isEmpty(), qPrintable(text));
}

void TestGap8Networks::benchmarkNetworks_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("T");
    QTest::addColumn<bool>("ram");
    QTest::addColumn<double>("published"); ///< ms on GAP8 at 100 MHz; 0: none
    QTest::addRow("ECGTCN") << QStringLiteral("ecgtcn") << 140 << false << 2.69;
    QTest::addRow("TEMPONet") << QStringLiteral("temponet") << 256 << true << 23.2;
    QTest::addRow("TC-ResNet14") << QStringLiteral("tc-resnet14") << 98 << false << 13.4;
    QTest::addRow("TCCNet T 300") << QStringLiteral("tccnet") << 300 << false << 61.0;
    QTest::addRow("ECGTCN T 1500") << QStringLiteral("ecgtcn") << 1500 << false << 0.0;
    QTest::addRow("TCCNet T 500") << QStringLiteral("tccnet") << 500 << false << 0.0;
    QTest::addRow("ResTCN Nottingham T 128") << QStringLiteral("restcn-nottingham") << 128 << true << 0.0;
}

void TestGap8Networks::benchmarkNetworks()
{
    NEED_COMPILER();
    QFETCH(QString, id);
    QFETCH(int, T);
    QFETCH(bool, ram);
    QFETCH(double, published);
    NetworkSpec network;
    if (id == QStringLiteral("ecgtcn")) {
        network = ecgtcn({1, T}).handTuned;
    } else if (id == QStringLiteral("temponet")) {
        network = temponet({4, T}).handTuned;
    } else if (id == QStringLiteral("tc-resnet14")) {
        network = tcResNet14({40, T}).handTuned;
    } else if (id == QStringLiteral("tccnet")) {
        network = tccnet({10, T}).handTuned;
    } else {
        network = resTcnNottingham({88, T}).handTuned;
    }
    const gap8::Graph graph = graphOf(network, 31);
    const gap8::Program program = gap8::plan(graph, {.weightsInRam = ram});
    RandomLayers random(32);
    const Values input = random.values(graph.T * graph.C);
    const std::vector<Values> expected = run(graph, input);
    const Outcome outcome = m_run->onSimulator(program, input, static_cast<std::int64_t>(expected.back().size()));
    for (std::size_t layer = 0; layer < expected.size(); ++layer) {
        QVERIFY2(outcome.sums[layer] == checksum(expected[layer]), qPrintable(QString::number(layer)));
    }
    QVERIFY(outcome.output == expected.back());
    const Outcome untraced =
        m_run->onSimulator(program, input, static_cast<std::int64_t>(expected.back().size()), {}, false);
    QVERIFY(untraced.output == expected.back());
    const double ms = static_cast<double>(untraced.totalCycles) / 100e3;
    const std::int64_t macs = macsOf(graph);
    QTextStream(stdout) << QStringLiteral("%1: %2 kMAC, %3 kB weights%4, %5 steps, %6: %7k cycles, %8 MAC per cycle, "
                                          "%9 ms at 100 MHz")
                               .arg(QString::fromUtf8(QTest::currentDataTag()))
                               .arg(macs / 1000)
                               .arg(program.weights.size() / 1000)
                               .arg(ram ? QStringLiteral(" in external memory") : QString())
                               .arg(program.steps.size())
                               .arg(program.activationsInL1 ? QStringLiteral("activations in L1")
                                                            : QStringLiteral("tiles of time"))
                               .arg(untraced.totalCycles / 1000)
                               .arg(static_cast<double>(macs) / static_cast<double>(untraced.totalCycles), 0, 'f', 1)
                               .arg(ms, 0, 'f', 2)
                        << (published > 0 ? QStringLiteral(" (published %1)").arg(published) : QString()) << '\n';
    QVERIFY(published == 0 || ms < published);
}

void TestGap8Networks::placing()
{
    // Three buffers in a row, where the first and the third may share.
    std::vector<gap8::Lifetime> buffers{{.bytes = 100, .first = 0, .last = 1},
                                        {.bytes = 30, .first = 1, .last = 2},
                                        {.bytes = 60, .first = 2, .last = 3}};
    QCOMPARE(gap8::place(buffers), std::int64_t{104 + 32});
    QCOMPARE(buffers[0].at, std::int64_t{0});
    QCOMPARE(buffers[1].at, std::int64_t{104});
    QCOMPARE(buffers[2].at, std::int64_t{0});
    for (std::uint32_t seed = 0; seed < 50; ++seed) {
        RandomLayers random(seed);
        std::vector<gap8::Lifetime> many(static_cast<std::size_t>(random.between(1, 20)));
        std::int64_t most = 0; // a sum of all that live at one time
        for (gap8::Lifetime& buffer : many) {
            buffer = {.bytes = random.between(0, 300), .first = random.between(0, 9)};
            buffer.last = buffer.first + random.between(0, 4);
        }
        const std::int64_t bytes = gap8::place(many);
        for (std::int64_t time = 0; time < 14; ++time) {
            std::int64_t now = 0;
            for (const gap8::Lifetime& one : many) {
                now += one.first <= time && time <= one.last ? one.bytes : 0;
            }
            most = std::max(most, now);
        }
        for (std::size_t a = 0; a < many.size(); ++a) {
            QVERIFY(many[a].at % 8 == 0 && many[a].at >= 0 && many[a].at + many[a].bytes <= bytes);
            for (std::size_t b = 0; b < a; ++b) {
                const bool together = many[a].first <= many[b].last && many[b].first <= many[a].last;
                const bool apart = many[a].at + many[a].bytes <= many[b].at || many[b].at + many[b].bytes <= many[a].at;
                QVERIFY(!together || apart);
            }
        }
        QVERIFY(bytes >= most);
    }
}

void TestGap8Networks::sameGraphSameBytes()
{
    const gap8::Program first = gap8::plan(ecgNetwork().graph());
    QVERIFY(first == gap8::plan(ecgNetwork().graph()));
    QVERIFY(first.exactRecords == 0);
}

void TestGap8Networks::refusals()
{
    const auto message = [](const gap8::Graph& graph, std::int64_t L1) {
        try {
            (void)gap8::plan(graph, {.L1Bytes = L1});
        } catch (const gap8::PackingError& error) {
            return QString::fromUtf8(error.what());
        }
        return QStringLiteral("no error");
    };
    GraphMaker net(64, 8, 1);
    net.conv(0, 8, 5, 2);
    QVERIFY2(message(net.graph(), 900).contains(QStringLiteral("bytes of L1")), qPrintable(message(net.graph(), 900)));
    QVERIFY2(message(net.graph(), 3000).contains(QStringLiteral("no error")), qPrintable(message(net.graph(), 3000)));
    gap8::Graph other = net.graph();
    other.C = 7;
    QVERIFY2(message(other, 50000).contains(QStringLiteral("64 samples of 7 channels, expected 64 samples of 8")),
             qPrintable(message(other, 50000)));
    other = net.graph();
    std::get<gap8::Convolution>(other.layers.front().op).weights.pop_back();
    QVERIFY2(message(other, 50000).contains(QStringLiteral("319, expected 320")), qPrintable(message(other, 50000)));
    other = net.graph();
    other.layers.front().inputs = {1};
    QVERIFY(message(other, 50000).contains(QStringLiteral("input 1")));
    QVERIFY(message({}, 50000).contains(QStringLiteral("no layers")));
}

QTEST_GUILESS_MAIN(TestGap8Networks)
#include "tst_gap8networks.moc"
