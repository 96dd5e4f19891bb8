// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/costoptions.h"
#include "core/session/projectsession.h"
#include "core/session/sweepoptions.h"

#include <QProcess>
#include <QTest>

#include <set>

using namespace pitlane;

namespace {

/// Applies a command as the command line would, to the default draft.
Draft parse(const QString& command)
{
    auto draft = defaultDraft(DataSource{}, {});
    const auto words = QProcess::splitCommand(command);
    std::map<QString, QStringList> given;
    for (auto i = 3; i + 1 < words.size(); i += 2)
        given[words[i]] << words[i + 1];
    for (const auto& option : sweepOptions()) {
        const auto found = given.find(QString::fromStdString(option.flag));
        if (found != given.end())
            option.write(draft, found->second.join(QLatin1Char('\n')).toStdString());
    }
    return draft;
}

const SweepOption& optionNamed(const std::string& flag)
{
    for (const auto& option : sweepOptions())
        if (option.flag == flag)
            return option;
    throw Error("no option " + flag);
}

} // namespace

class TestSweepOptions : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void defaultsMakeAShortCommand()
    {
        QCOMPARE(equivalentCommand("my-study", defaultDraft(DataSource{}, {})),
                 QStringLiteral("pitlane-cli sweep my-study --cost size --lambda 1e-6:5e-4:8"));
    }

    void commandHoldsEverySetting()
    {
        auto draft = defaultDraft(DataSource{}, {});
        auto& c = draft.config;
        c.costs = {{.kind = CostKind::Latency, .target = targetNamed("gap8", {}), .limit = 0.8},
                   {.kind = CostKind::Size, .weight = 0.5}};
        c.method = "proxylessnas";
        c.morphNet.threshold = 0.2;
        c.fbNetV2 = {.choices = 0, .temperatureStart = 4, .temperatureEnd = 0.25};
        c.proxylessNas.paths = 3;
        c.lambdas = {1e-7, 3.3e-6, 0.1};
        c.budgets = {12000, 800.5};
        c.seedNumber = 18446744073709551615ULL;
        c.data.pipeline.split.fraction = 0.25;
        c.masks = {.channels = true,
                   .field = false,
                   .dilation = true,
                   .strided = true,
                   .granularity = 2,
                   .layers = {{.layer = "b0.conv0", .dilation = false, .keepAtLeast = 3},
                              {.layer = "b1.conv1", .channels = false, .field = false, .dilation = false}}};
        c.warmup = {.epochs = 51, .patience = 11, .lrW = 2e-3};
        c.search = {.minEpochs = 31, .maxEpochs = 32, .minSteps = 421, .patience = 21, .lrW = 3e-3, .lrTheta = 4e-2};
        c.fineTune = {.epochs = 52,
                      .patience = 6,
                      .lrStart = 5e-3,
                      .lrEnd = 6e-5,
                      .distillation = 0.25,
                      .temperature = 3.5,
                      .fromScratch = true};
        c.stopCorners = false;
        c.batchSize = 31;
        c.gradientClip = 0;
        c.weightDecay = 1e-4;
        c.dropout = true;
        c.threads = 2;
        draft.workers = 3;
        draft.repeats = 2;
        const auto command = equivalentCommand("/tmp/a study's folder", draft);
        QCOMPARE(
            QProcess::splitCommand(QString(command).replace(QStringLiteral("'\\''"), QStringLiteral("x"))).value(1),
            QStringLiteral("sweep"));
        QVERIFY2(command.contains(QStringLiteral("'/tmp/a study'\\''s folder'")), qPrintable(command));
        const auto plain = equivalentCommand("study", draft);
        QVERIFY2(parse(plain) == draft, qPrintable(plain));
        // every option is needed here, so none is forgotten in this test
        for (const auto& option : sweepOptions())
            QVERIFY2(plain.contains(QString::fromStdString(option.flag) + QLatin1Char(' ')), option.flag.c_str());
    }

    void budgets_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected"); // as it is written again; empty: refused
        QTest::newRow("list") << QStringLiteral("12000,6000,800") << QStringLiteral("12000,6000,800");
        QTest::newRow("thousands") << QStringLiteral("12k,1.5k,800") << QStringLiteral("12000,1500,800");
        QTest::newRow("millions") << QStringLiteral("1.25M,200k") << QStringLiteral("1250000,200000");
        QTest::newRow("sorted, each once") << QStringLiteral("800,12k,800") << QStringLiteral("12000,800");
        QTest::newRow("milliseconds") << QStringLiteral("0.5,0.25") << QStringLiteral("0.5,0.25");
        QTest::newRow("nothing") << QString(QLatin1String("")) << QString();
        QTest::newRow("a letter alone") << QStringLiteral("12k,k") << QString();
        QTest::newRow("text") << QStringLiteral("small") << QString();
    }

    void budgets()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        if (expected.isEmpty())
            QVERIFY_EXCEPTION_THROWN((void)budgetsFromText(text.toStdString()), Error);
        else
            QCOMPARE(budgetsFromText(text.toStdString()), budgetsFromText(expected.toStdString()));
        QVERIFY(budgetsFromText("none").empty());
    }

    void budgetsBringTheirSettings()
    {
        const auto plain = defaultDraft(DataSource{}, {});
        auto draft = parse(QStringLiteral("pitlane-cli sweep study --budgets 12k,800 --theta-lr 0.02"));
        QVERIFY((draft.config.budgets == std::vector<double>{12000, 800}));
        QCOMPARE(draft.config.lambdas, std::vector<double>{4e-5});
        QCOMPARE(draft.config.search.lrTheta, 0.02); // said by hand, whatever the order
        QCOMPARE(draft.config.search.maxEpochs, 20);
        QCOMPARE(equivalentCommand("study", draft),
                 QStringLiteral("pitlane-cli sweep study --cost size --budgets 12000,800 --lambda 4e-5 --theta-lr 0.02"));
        QVERIFY(parse(equivalentCommand("study", draft)) == draft);
        draft.config.search = plain.config.search; // the usual settings of the classic search are written then
        QVERIFY(parse(equivalentCommand("study", draft)) == draft);
        optionNamed("--budgets").write(draft, "none");
        QVERIFY(draft == plain);
        optionNamed("--budgets").write(draft, "none");
        QVERIFY(draft == plain);
    }

    void lambdas_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected"); // as it is written again; empty: refused
        QTest::newRow("range") << QStringLiteral("1e-6:5e-4:8") << QStringLiteral("1e-6:5e-4:8");
        QTest::newRow("list") << QStringLiteral("1e-6,2e-6,1e-3") << QStringLiteral("1e-6,2e-6,0.001");
        QTest::newRow("one") << QStringLiteral("4e-5") << QStringLiteral("4e-5");
        QTest::newRow("one of a range") << QStringLiteral("4e-5:1:1") << QStringLiteral("4e-5");
        QTest::newRow("text") << QStringLiteral("many") << QString();
        QTest::newRow("number with a tail") << QStringLiteral("1e-6x") << QString();
        QTest::newRow("comma at the end of nothing") << QStringLiteral("1e-6,,1e-5") << QString();
        QTest::newRow("two parts") << QStringLiteral("1e-6:1e-4") << QString();
        QTest::newRow("zero in a range") << QStringLiteral("0:1e-4:4") << QString();
        QTest::newRow("no count") << QStringLiteral("1e-6:1e-4:0") << QString();
        QTest::newRow("a count that fills memory") << QStringLiteral("1e-6:1e-4:2000000000") << QString();
    }

    void lambdas()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        if (expected.isEmpty())
            QVERIFY_EXCEPTION_THROWN((void)lambdasFromText(text.toStdString()), Error);
        else
            QCOMPARE(QString::fromStdString(lambdasToText(lambdasFromText(text.toStdString()))), expected);
    }

    void costs_data()
    {
        QTest::addColumn<QString>("command"); // options after the project
        QTest::addColumn<QString>("again");   // as they are written; without --lambda
        const auto row = [](const char* name, const char* command, const char* again) {
            QTest::newRow(name) << QString::fromLatin1(command) << QString::fromLatin1(again);
        };
        row("plain", "--cost ops", "--cost ops");
        row("usual target", "--cost latency", "--cost latency --target stm32h743");
        row("a target", "--cost energy --target gap8", "--cost energy --target gap8");
        row("several targets", "--cost latency@gap8,latency@stm32h743:0.5",
            "--cost latency@gap8,latency@stm32h743:0.5");
        row("limits", "--cost latency --target gap8 --limit 800us,10kB",
            "--cost latency,size --target gap8 --limit 0.8ms,10000B");
        row("a limit alone", "--limit 200kMACs", "--cost size,ops --limit 2e+05MACs");
        row("a limit of the plain cost", "--limit 1e3B", "--cost size --limit 1000B");
        row("limits on several targets", "--cost latency@gap8,latency@stm32h743 --limit 1ms@gap8,2ms@stm32h743",
            "--cost latency@gap8,latency@stm32h743 --limit 1ms@gap8,2ms@stm32h743");
        row("no limits any more", "--cost ops --limit none", "--cost ops");
    }

    void costs()
    {
        QFETCH(QString, command);
        QFETCH(QString, again);
        const auto draft = parse(QStringLiteral("pitlane-cli sweep study ") + command);
        QVERIFY(validate(draft.config).empty());
        const auto written = equivalentCommand("study", draft);
        auto withoutLambdas = written;
        withoutLambdas.remove(QStringLiteral("pitlane-cli sweep study "))
            .remove(QStringLiteral(" --lambda 1e-6:5e-4:8"));
        QCOMPARE(withoutLambdas, again);
        QVERIFY(parse(written) == draft);
    }

    void strengthsFollowTheCost()
    {
        auto config = defaultDraft(DataSource{}, {}).config;
        QVERIFY(defaultLambdas(config) == defaultLambdas(Regulariser::Size, config.seed));
        setCostsFromText(config, "latency@gap8");
        const auto [first, last] = defaultLambdaRange(config);
        const auto size = costOf(config.seed, *makeCostModel(CostKind::Size));
        const auto ms = costOf(config.seed, *makeCostModel(config.costs.front()));
        QVERIFY(std::abs(first * ms / (1e-6 * size) - 1) < 0.05); // two digits
        QVERIFY(std::abs(last * ms / (5e-4 * size) - 1) < 0.05);
        setLimitsFromText(config, "0.8ms");
        QCOMPARE(QString::fromStdString(costsInWords(config)),
                 QStringLiteral("latency on GreenWaves GAP8, at most 0.8 ms"));
    }

    void badValuesAreRefused_data()
    {
        QTest::addColumn<QString>("flag");
        QTest::addColumn<QString>("value");
        QTest::newRow("cost") << QStringLiteral("--cost") << QStringLiteral("joules");
        QTest::newRow("no cost") << QStringLiteral("--cost") << QString();
        QTest::newRow("cost twice on nothing") << QStringLiteral("--cost") << QStringLiteral("size,,ops");
        QTest::newRow("size on a target") << QStringLiteral("--cost") << QStringLiteral("size@gap8");
        QTest::newRow("weight of zero") << QStringLiteral("--cost") << QStringLiteral("size:0");
        QTest::newRow("weight with a tail") << QStringLiteral("--cost") << QStringLiteral("size:2x");
        QTest::newRow("target of a size") << QStringLiteral("--target") << QStringLiteral("gap8");
        QTest::newRow("limit without a unit") << QStringLiteral("--limit") << QStringLiteral("0.8");
        QTest::newRow("limit in an unknown unit") << QStringLiteral("--limit") << QStringLiteral("0.8mW");
        QTest::newRow("limit of zero") << QStringLiteral("--limit") << QStringLiteral("0ms");
        QTest::newRow("two limits for one cost") << QStringLiteral("--limit") << QStringLiteral("1ms,2ms");
        QTest::newRow("limit of a size on a target") << QStringLiteral("--limit") << QStringLiteral("10kB@gap8");
        QTest::newRow("method") << QStringLiteral("--method") << QStringLiteral("hand-tuned");
        QTest::newRow("preset") << QStringLiteral("--masks") << QStringLiteral("channel-only");
        QTest::newRow("masks") << QStringLiteral("--masks") << QStringLiteral("channels,taps");
        QTest::newRow("layer without masks") << QStringLiteral("--layer") << QStringLiteral("b0.conv0");
        QTest::newRow("layer keep") << QStringLiteral("--layer") << QStringLiteral("b0.conv0=channels:few");
        QTest::newRow("number") << QStringLiteral("--warmup-epochs") << QStringLiteral("2.5");
        QTest::newRow("negative seed number") << QStringLiteral("--seed") << QStringLiteral("-1");
        QTest::newRow("switch") << QStringLiteral("--dropout") << QStringLiteral("yes");
    }

    void badValuesAreRefused()
    {
        QFETCH(QString, flag);
        QFETCH(QString, value);
        Draft draft;
        try {
            optionNamed(flag.toStdString()).write(draft, value.toStdString());
            QFAIL("The value was taken.");
        } catch (const Error& error) {
            QVERIFY2(QString::fromUtf8(error.what()).startsWith(flag), error.what());
        }
    }

    void maskPresetsAreTaken()
    {
        auto draft = defaultDraft(DataSource{}, {});
        const auto& option = optionNamed("--masks");
        for (const auto& [id, list] : {std::pair{"channels-only", "channels"}, {"field-only", "field"},
                                       {"dilation-only", "dilation"}, {"all", "channels,field,dilation"}}) {
            option.write(draft, id);
            QCOMPARE(option.read(draft), std::string(list));
        }
    }

    void flagsAreUnique()
    {
        std::set<std::string> flags;
        for (const auto& option : sweepOptions())
            QVERIFY2(flags.insert(option.flag).second, option.flag.c_str());
    }
};

QTEST_GUILESS_MAIN(TestSweepOptions)
#include "tst_sweepoptions.moc"
