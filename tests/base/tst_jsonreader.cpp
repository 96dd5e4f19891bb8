// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/jsonreader.h"

#include <QtTest>

#include <cmath>
#include <functional>

using namespace pitlane;

class TestJsonReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsValues();
    void absentFieldsKeepTheirDefaults();
    void errorsNameThePlace_data();
    void errorsNameThePlace();
    void syntaxErrorsNameLineAndColumn();
};

void TestJsonReader::readsValues()
{
    const auto json = parseJson(R"({"a":{"b":[1,2.5,"x",true,null]},"seed":18446744073709551615})", "t.json");
    const JsonReader reader(json, "t.json");
    const auto list = reader.at("a").at("b");
    QCOMPARE(list.size(), std::size_t{5});
    QCOMPARE(list.at(0).asInt(), 1);
    QCOMPARE(list.at(0).asDouble(), 1.0);
    QCOMPARE(list.at(1).asDouble(), 2.5);
    QCOMPARE(list.at(2).asString(), std::string("x"));
    QCOMPARE(list.at(3).asBool(), true);
    QVERIFY(std::isnan(list.at(4).asDouble()));
    QCOMPARE(list.at(1).place(), std::string("a.b[1]"));
    std::uint64_t seed = 0;
    reader.read("seed", seed);
    QCOMPARE(seed, std::uint64_t{18446744073709551615U});
}

void TestJsonReader::absentFieldsKeepTheirDefaults()
{
    const auto json = parseJson(R"({"epochs":7})", "t.json");
    const JsonReader reader(json, "t.json");
    int epochs = 1;
    double rate = 0.5;
    bool flag = true;
    std::string name = "kept";
    std::int64_t count = 3;
    reader.read("epochs", epochs);
    reader.read("rate", rate);
    reader.read("flag", flag);
    reader.read("name", name);
    reader.read("count", count);
    QCOMPARE(epochs, 7);
    QCOMPARE(rate, 0.5);
    QVERIFY(flag);
    QCOMPARE(name, std::string("kept"));
    QCOMPARE(count, 3);
    QVERIFY(reader.has("epochs") && !reader.has("rate"));
}

using Use = std::function<void(const JsonReader&)>;
Q_DECLARE_METATYPE(Use)

void TestJsonReader::errorsNameThePlace_data()
{
    QTest::addColumn<Use>("use");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char* name, Use use, const char* message) {
        QTest::newRow(name) << use << QByteArray(message);
    };
    row(
        "field missing", [](const JsonReader& r) { static_cast<void>(r.at("list").at(0).at("K")); },
        "t.json: list[0]: the field \"K\" is missing.");
    row(
        "text for a whole number", [](const JsonReader& r) { static_cast<void>(r.at("text").asInt()); },
        "t.json: text: expected a whole number, found \"many\".");
    row(
        "fraction for a whole number", [](const JsonReader& r) { static_cast<void>(r.at("fraction").asInt()); },
        "t.json: fraction: expected a whole number, found 1.5.");
    row(
        "too large for 64 bits with sign", [](const JsonReader& r) { static_cast<void>(r.at("huge").asInt()); },
        "t.json: huge: expected a whole number, found 18446744073709551615.");
    row(
        "too large for an int",
        [](const JsonReader& r) {
            int i = 0;
            r.read("billions", i);
        },
        "t.json: billions: the number 5000000000 is too large.");
    row(
        "negative for an unsigned",
        [](const JsonReader& r) {
            std::uint64_t u = 0;
            r.read("negative", u);
        },
        "t.json: negative: expected a whole number of at least 0, found -1.");
    row(
        "number for a text", [](const JsonReader& r) { static_cast<void>(r.at("fraction").asString()); },
        "t.json: fraction: expected a text, found 1.5.");
    row(
        "number for a truth value", [](const JsonReader& r) { static_cast<void>(r.at("fraction").asBool()); },
        "t.json: fraction: expected true or false, found 1.5.");
    row(
        "text for a number", [](const JsonReader& r) { static_cast<void>(r.at("text").asDouble()); },
        "t.json: text: expected a number, found \"many\".");
    row(
        "text for a list", [](const JsonReader& r) { static_cast<void>(r.at("text").size()); },
        "t.json: text: expected a list, found \"many\".");
    row(
        "list for an object", [](const JsonReader& r) { static_cast<void>(r.at("list").at("a")); },
        "t.json: list: expected an object, found [{}].");
    row(
        "behind the end of a list", [](const JsonReader& r) { static_cast<void>(r.at("list").at(1)); },
        "t.json: list: expected at least 2 elements, found 1.");
}

void TestJsonReader::errorsNameThePlace()
{
    QFETCH(Use, use);
    QFETCH(QByteArray, message);
    const auto json = parseJson(
        R"({"list":[{}],"text":"many","fraction":1.5,"huge":18446744073709551615,"billions":5000000000,"negative":-1})",
        "t.json");
    try {
        use(JsonReader(json, "t.json"));
        QFAIL("no error");
    } catch (const JsonError& error) {
        QCOMPARE(QByteArray(error.what()), message);
    }
}

void TestJsonReader::syntaxErrorsNameLineAndColumn()
{
    try {
        static_cast<void>(parseJson("{\n  \"a\": 1,\n  \"b\": oops\n}\n", "job.json"));
        QFAIL("no error");
    } catch (const JsonError& error) {
        QCOMPARE(QByteArray(error.what()), QByteArray("job.json: line 3, column 8: not valid JSON."));
    }
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(parseJson("", "empty")), JsonError);
}

QTEST_GUILESS_MAIN(TestJsonReader)
#include "tst_jsonreader.moc"
