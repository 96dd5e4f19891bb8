// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/jsonreader.h"
#include "core/network/seeds.h"
#include "tests/network/networks.h"

#include <QTest>

#include <functional>

using namespace pitlane;
using nlohmann::json;

using Change = std::function<void(json&)>;
Q_DECLARE_METATYPE(Change)

namespace {

NetworkSpec small()
{
    NetworkSpec network{.name = "small", .input = {.C = 1, .T = 8}, .nodes = {}};
    auto conv = test::conv(2, 3, 2, 1, {.left = 4, .right = -1});
    conv.bias = false;
    network.nodes.push_back({.name = "b1.conv0", .inputs = {"input"}, .op = conv, .searchable = false});
    network.nodes.push_back({.name = "bn", .inputs = {"b1.conv0"}, .op = BatchNorm{}});
    network.nodes.push_back({.name = "sum", .inputs = {"bn", "b1.conv0"}, .op = Add{}});
    network.nodes.push_back({.name = "drop", .inputs = {"sum"}, .op = Dropout{0.3}});
    return network;
}

/// As a user would write it by hand.
constexpr const char* smallText = R"json({
    "schema": 1,
    "name": "small",
    "input": {"C": 1, "T": 8},
    "nodes": [
        {"name": "b1.conv0", "kind": "conv1d", "inputs": ["input"], "searchable": false, "C_out": 2, "K": 3, "d": 2,
         "s": 1, "padding": {"left": 4, "right": -1}, "groups": 1, "bias": false},
        {"name": "bn", "kind": "batch_norm", "inputs": ["b1.conv0"], "searchable": true, "eps": 1e-5, "momentum": 0.1},
        {"name": "sum", "kind": "add", "inputs": ["bn", "b1.conv0"], "searchable": true},
        {"name": "drop", "kind": "dropout", "inputs": ["sum"], "searchable": true, "p": 0.3}
    ]
})json";

} // namespace

class TestNetworkJson : public QObject
{
    Q_OBJECT

private slots:
    void knownText();
    void seedsRoundTrip();
    void randomNetworksRoundTrip();
    void error_data();
    void error();
};

void TestNetworkJson::knownText()
{
    QCOMPARE(networkFromJson(json::parse(smallText), "small.json"), small());
    QCOMPARE(toJson(small()).dump(), json::parse(smallText).dump());
}

void TestNetworkJson::seedsRoundTrip()
{
    const auto builtin = ecgtcn();
    for (const auto& network : {builtin.seed, builtin.handTuned}) {
        const auto text = toJson(network).dump(2);
        QCOMPARE(networkFromJson(parseJson(text, "seed"), "seed"), network);
    }
}

void TestNetworkJson::randomNetworksRoundTrip()
{
    std::mt19937 random(11);
    for (int i = 0; i < 300; ++i) {
        const auto network = test::randomNetwork(random, 1 + i % 15);
        const auto text = toJson(network).dump();
        const auto read = networkFromJson(parseJson(text, "network"), "network");
        QCOMPARE(read, network);
        QCOMPARE(toJson(read).dump(), text);
    }
}

void TestNetworkJson::error_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char* name, const char* message, const Change& change) {
        QTest::newRow(name) << change << "Reading seed kws.json: " + QByteArray(message);
    };
    row("K 0", "node b1.conv0, field K: found 0, expected at least 1. Set K to 1 or more.",
        [](json& j) { j["nodes"][0]["K"] = 0; });
    row("K a text", "node b1.conv0, field K: expected a whole number, found \"many\".",
        [](json& j) { j["nodes"][0]["K"] = "many"; });
    row("K a fraction", "node b1.conv0, field K: expected a whole number, found 2.5.",
        [](json& j) { j["nodes"][0]["K"] = 2.5; });
    row("K beyond 64 bits", "node b1.conv0, field K: expected a whole number, found 18446744073709551615.",
        [](json& j) { j["nodes"][0]["K"] = 18446744073709551615ULL; });
    row("bias a number", "node b1.conv0, field bias: expected true or false, found 1.",
        [](json& j) { j["nodes"][0]["bias"] = 1; });
    row("C_out missing", "node b1.conv0: the field \"C_out\" is missing.",
        [](json& j) { j["nodes"][0].erase("C_out"); });
    row("searchable missing", "node bn: the field \"searchable\" is missing.",
        [](json& j) { j["nodes"][1].erase("searchable"); });
    row("name missing", "nodes[1]: the field \"name\" is missing.", [](json& j) { j["nodes"][1].erase("name"); });
    row("name a number", "nodes[1], field name: expected a text, found 4.", [](json& j) { j["nodes"][1]["name"] = 4; });
    row("unknown field", "node b1.conv0: the field \"dilation\" is not known. Remove it, or check its spelling.",
        [](json& j) { j["nodes"][0]["dilation"] = 2; });
    row("field of another kind", "node sum: the field \"K\" is not known. Remove it, or check its spelling.",
        [](json& j) { j["nodes"][2]["K"] = 2; });
    row("unknown kind",
        "node sum, field kind: found \"conv2d\", expected one of conv1d, linear, batch_norm, relu, add, avg_pool, "
        "max_pool, global_avg_pool, dropout, flatten, sigmoid, softmax, spatial_dropout, attention. Check its "
        "spelling.",
        [](json& j) { j["nodes"][2]["kind"] = "conv2d"; });
    row("padding without right", "node b1.conv0, field padding: the field \"right\" is missing.",
        [](json& j) { j["nodes"][0]["padding"].erase("right"); });
    row("padding with more",
        "node b1.conv0, field padding: the field \"top\" is not known. Remove it, or check its "
        "spelling.",
        [](json& j) { j["nodes"][0]["padding"]["top"] = 1; });
    row("padding a number", "node b1.conv0, field padding: expected an object, found 3.",
        [](json& j) { j["nodes"][0]["padding"] = 3; });
    row("inputs a text", "node sum, field inputs: expected a list, found \"bn\".",
        [](json& j) { j["nodes"][2]["inputs"] = "bn"; });
    row("inputs of numbers", "node sum, field inputs[1]: expected a text, found 7.",
        [](json& j) { j["nodes"][2]["inputs"][1] = 7; });
    row("p null", "node drop, field p: found nan, expected at least 0 and less than 1. Set p to 0.5 or less.",
        [](json& j) { j["nodes"][3]["p"] = nullptr; });
    row("shapes disagree",
        "node sum, field inputs: input gives 1 x 8, but bn gives 2 x 7 (channels x samples). Make the shapes equal "
        "before the sum.",
        [](json& j) { j["nodes"][2]["inputs"][1] = "input"; });
    row("input shape", "field input.T: found 0, expected 1 to 1000000. Set it to the shape of the data.",
        [](json& j) { j["input"]["T"] = 0; });
    row("input with more", "input: the field \"N\" is not known. Remove it, or check its spelling.",
        [](json& j) { j["input"]["N"] = 1; });
    row("no nodes", "field nodes: found no node, expected at least 1. Add the layers of the network.",
        [](json& j) { j["nodes"] = json::array(); });
    row("nodes an object", "nodes: expected a list, found {}.", [](json& j) { j["nodes"] = json::object(); });
    row("node a number", "nodes[1]: expected an object, found 5.", [](json& j) { j["nodes"][1] = 5; });
    row("unknown field of the network", "the field \"author\" is not known. Remove it, or check its spelling.",
        [](json& j) { j["author"] = "me"; });
    row("network name missing", "the field \"name\" is missing.", [](json& j) { j.erase("name"); });
    row("schema missing", "the field \"schema\" is missing.", [](json& j) { j.erase("schema"); });
    row("newer schema",
        "schema: found version 2, but this Pitlane reads networks up to version 1. Open it with a newer Pitlane.",
        [](json& j) {
            j["schema"] = 2;
            j["author"] = "a later version may know more fields";
        });
    row("schema 0", "schema: found version 0, expected 1 to 1. Export the network again.",
        [](json& j) { j["schema"] = 0; });
    row("a list", "expected an object, found [].", [](json& j) { j = json::array(); });
    row("null", "expected an object, found null.", [](json& j) { j = nullptr; });
}

void TestNetworkJson::error()
{
    QFETCH(Change, change);
    QFETCH(QByteArray, message);
    auto document = json::parse(smallText);
    change(document);
    try {
        static_cast<void>(networkFromJson(document, "seed kws.json"));
        QFAIL("the document was accepted");
    } catch (const NetworkError& found) {
        QCOMPARE(QByteArray(found.what()), message);
    }
}

QTEST_GUILESS_MAIN(TestNetworkJson)
#include "tst_networkjson.moc"
