// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/jsonreader.h"
#include "core/network/seeds.h"
#include "core/study/method.h"
#include "core/study/methodspace.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

using namespace pitlane;

namespace {

SearchConfig configFor(const std::string& method)
{
    SearchConfig config;
    config.method = method;
    config.seed = ecgtcn().seed;
    config.lambdas = {1e-5};
    return config;
}

} // namespace

class TestMethod : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listIsComplete();
    void knobsAreInTheFile();
    void presetsAreTheAblations();
    void roundTripAndOldFiles();
    void problems_data();
    void problems();
    void spaceOfEachMethod();
    void reasonsOfWhatStays();
    void choices();
};

void TestMethod::listIsComplete()
{
    std::set<std::string> ids;
    for (const auto& method : methods()) {
        QVERIFY(ids.insert(method.id).second);
        QVERIFY(methodNamed(method.id) == &method);
        QVERIFY(!method.title.empty() && method.explanation.ends_with('.'));
        const bool isSearch = method.kind == MethodKind::Search;
        QCOMPARE(isSearch, !method.citation.empty());
        QCOMPARE(isSearch, method.channels || method.field || method.dilation);
    }
    QCOMPARE(QString::fromStdString(searchMethodIds()),
             QStringLiteral("pit-tc23, pit-dac21, morphnet, fbnetv2, proxylessnas"));
    QVERIFY(ids.contains("seed") && ids.contains("hand-tuned"));
    QCOMPARE(methods().front().id, SearchConfig{}.method);
    QVERIFY(methodNamed("magic") == nullptr);
}

/// Every knob names a number in the JSON of a configuration.
void TestMethod::knobsAreInTheFile()
{
    const auto document = toJson(configFor("pit-tc23"));
    int knobs = 0;
    for (const auto& method : methods())
        for (const auto& knob : method.knobs) {
            auto path = "/" + knob.field;
            std::ranges::replace(path, '.', '/');
            QVERIFY2(document.at(nlohmann::json::json_pointer(path)).is_number(), knob.field.c_str());
            QVERIFY(knob.flag.starts_with("--") && knob.explanation.ends_with('.'));
            ++knobs;
        }
    QCOMPARE(knobs, 6);
}

void TestMethod::presetsAreTheAblations()
{
    std::set<std::tuple<bool, bool, bool>> sets;
    for (const auto& preset : maskPresets())
        sets.insert({preset.channels, preset.field, preset.dilation});
    QVERIFY((sets == std::set<std::tuple<bool, bool, bool>>{
                         {true, true, true}, {true, false, false}, {false, true, false}, {false, false, true}}));
}

void TestMethod::roundTripAndOldFiles()
{
    auto config = configFor("fbnetv2");
    config.morphNet.threshold = 0.25;
    config.fbNetV2 = {.choices = 0, .temperatureStart = 3, .temperatureEnd = 0.25};
    config.proxylessNas.paths = 8;
    QVERIFY(searchConfigFromJson(parseJson(toJson(config).dump(), "config"), "config") == config);
    auto old = toJson(configFor("pit-tc23"));
    for (const auto* field : {"morphnet", "fbnetv2", "proxylessnas"})
        QCOMPARE(old.erase(field), std::size_t{1});
    QVERIFY(searchConfigFromJson(old, "old") == configFor("pit-tc23"));
}

void TestMethod::problems_data()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("words");
    QTest::newRow("a reference is no search") << 0 << QStringLiteral("method") << QStringLiteral("fbnetv2");
    QTest::newRow("channels are off") << 1 << QStringLiteral("masks") << QStringLiteral("FBNetV2");
    QTest::newRow("dilation is off") << 2 << QStringLiteral("masks") << QStringLiteral("DAC'21");
    QTest::newRow("threshold 0") << 3 << QStringLiteral("morphnet.threshold") << QStringLiteral("threshold");
    QTest::newRow("one choice") << 4 << QStringLiteral("fbnetv2.choices") << QStringLiteral("is 1;");
    QTest::newRow("temperature 0") << 5 << QStringLiteral("fbnetv2.temperatureEnd") << QStringLiteral("above 0");
    QTest::newRow("100 paths") << 6 << QStringLiteral("proxylessnas.paths") << QStringLiteral("is 100;");
}

void TestMethod::problems()
{
    QFETCH(int, index);
    QFETCH(QString, field);
    QFETCH(QString, words);
    static const std::vector<void (*)(SearchConfig&)> changes{
        [](SearchConfig& c) { c.method = "seed"; },
        [](SearchConfig& c) {
            c.method = "fbnetv2";
            c.masks.channels = false;
        },
        [](SearchConfig& c) {
            c.method = "pit-dac21";
            c.masks.dilation = false;
        },
        [](SearchConfig& c) { c.morphNet.threshold = 0; },
        [](SearchConfig& c) { c.fbNetV2.choices = 1; },
        [](SearchConfig& c) { c.fbNetV2.temperatureEnd = 0; },
        [](SearchConfig& c) { c.proxylessNas.paths = 100; },
    };
    auto config = configFor("pit-tc23");
    QVERIFY(validate(config).empty());
    changes[static_cast<std::size_t>(index)](config);
    const auto found = validate(config);
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(found.front().field), field);
    QVERIFY2(QString::fromStdString(found.front().sentence).contains(words), found.front().sentence.c_str());
}

/// ECGTCN: three blocks of 11 channels (two groups each), six filters of 11, 11, 21, 21, 41, 41 taps.
void TestMethod::spaceOfEachMethod()
{
    QCOMPARE(searchSpaceOf(configFor("pit-tc23")).size, analyse(ecgtcn().seed, {}).size);
    QCOMPARE(searchSpaceOf(configFor("pit-dac21")).size, std::pow(4.0 * 5 * 6, 2)); // len of 11, 21, 41
    QCOMPARE(searchSpaceOf(configFor("morphnet")).size, std::pow(11.0, 6));
    QCOMPARE(searchSpaceOf(configFor("fbnetv2")).size, std::pow(4.0, 6)); // 3 6 9 11
    auto config = configFor("fbnetv2");
    config.fbNetV2.choices = 0;
    QCOMPARE(searchSpaceOf(config).size, std::pow(11.0, 6));
    QCOMPARE(searchSpaceOf(configFor("proxylessnas")).size, std::pow(2.0, 6) * std::pow(4.0, 6));
    config = configFor("proxylessnas");
    config.masks.channels = config.masks.dilation = false;
    QCOMPARE(searchSpaceOf(config).size, std::pow(4.0, 6));
    QVERIFY_THROWS_EXCEPTION(Error, searchSpaceOf(configFor("hand-tuned")));
}

void TestMethod::reasonsOfWhatStays()
{
    const auto dac = searchSpaceOf(configFor("pit-dac21"));
    for (const auto& group : dac.groups)
        QVERIFY(group.frozen != Frozen::No && group.frozen != Frozen::ByChoice && !group.mayVanish);
    for (const auto& layer : dac.layers)
        QVERIFY(layer.field != Frozen::No && layer.field != Frozen::ByChoice);
    const auto fbnet = searchSpaceOf(configFor("fbnetv2"));
    QVERIFY(std::ranges::any_of(fbnet.groups, [](const auto& group) { return group.frozen == Frozen::No; }));
    for (const auto& group : fbnet.groups)
        QVERIFY(!group.mayVanish && group.cuts.empty() && group.removedLayers.empty());
    QVERIFY(std::ranges::any_of(searchSpaceOf(configFor("morphnet")).groups, &AlphaGroup::mayVanish));
    // What a person has switched off remains said so.
    auto config = configFor("fbnetv2");
    config.masks.layers = {{.layer = "b1.conv0", .channels = false}};
    const auto space = searchSpaceOf(config);
    const auto layer = std::ranges::find(space.layers, "b1.conv0", &SearchLayer::name);
    QVERIFY(space.groups[layer->group].frozen == Frozen::ByChoice);
}

void TestMethod::choices()
{
    using List = std::vector<std::int64_t>;
    auto config = configFor("proxylessnas");
    config.masks.channels = config.masks.dilation = false;
    auto lists = choicesOf(config, searchSpaceOf(config));
    const auto space = searchSpaceOf(config);
    const auto at = [&](const char* name) {
        return static_cast<std::size_t>(std::ranges::find(space.layers, name, &SearchLayer::name) -
                                        space.layers.begin());
    };
    QCOMPARE(lists.fields[at("b0.conv0")], (List{4, 6, 9, 11}));
    QCOMPARE(lists.fields[at("b2.conv1")], (List{11, 21, 31, 41}));
    QCOMPARE(lists.fields[at("b2.skip")], (List{1}));
    QCOMPARE(lists.dilations[at("b2.conv1")], (List{1}));
    config.masks.dilation = true; // combined with the field: two of each
    lists = choicesOf(config, searchSpaceOf(config));
    QCOMPARE(lists.fields[at("b2.conv1")], (List{21, 41}));
    QCOMPARE(lists.dilations[at("b2.conv1")], (List{1, 2}));
    config.proxylessNas.paths = 16; // no dilation beyond the taps
    lists = choicesOf(config, searchSpaceOf(config));
    QCOMPARE(lists.dilations[at("b0.conv0")], (List{1, 2, 4, 8}));
    config = configFor("fbnetv2");
    config.masks.layers = {{.layer = "b1.conv0", .keepAtLeast = 5}};
    lists = choicesOf(config, searchSpaceOf(config));
    QCOMPARE(lists.channels[space.layers[at("b1.conv0")].group], (List{5, 6, 9, 11}));
    QCOMPARE(lists.channels[space.layers[at("b2.conv0")].group], (List{3, 6, 9, 11}));
}

QTEST_GUILESS_MAIN(TestMethod)
#include "tst_method.moc"
