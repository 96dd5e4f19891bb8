// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/deploy/targetdevice.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <functional>

using namespace pitlane;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

TargetDevice gap8()
{
    return targetNamed("gap8", {});
}

QString messageOf(const std::function<void()>& action)
{
    try {
        action();
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

} // namespace

class TestTargetDevice : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theBuiltInTargets()
    {
        QStringList ids;
        for (const auto& target : builtinTargets())
            ids << QString::fromStdString(target.id);
        QCOMPARE(ids.front(), QStringLiteral("stm32h743"));
        ids.sort();
        QCOMPARE(ids,
                 QStringList({QStringLiteral("gap8"), QStringLiteral("nrf52840"), QStringLiteral("stm32f746"),
                              QStringLiteral("stm32h743"), QStringLiteral("stm32l476"), QStringLiteral("stm32u575")}));
    }

    /// SPEC.md, section 9.
    void publishedFigures()
    {
        const auto gap = gap8();
        QCOMPARE(gap.clockHz, 100'000'000);
        QCOMPARE(gap.ram.at(0).bytes, 65536);
        QVERIFY(gap.ram.at(0).usableBytes < gap.ram.at(0).bytes);
        QCOMPARE(gap.ram.at(1).bytes, 524288);
        QCOMPARE(gap.powerMw.value(), 51.0);
        const auto stm = targetNamed(defaultTargetId, {});
        QCOMPARE(stm.clockHz, 480'000'000);
        QCOMPARE(stm.flashBytes, 2097152);
        std::int64_t sum = 0;
        for (const auto& region : stm.ram)
            sum += region.bytes;
        QCOMPARE(sum, (1024 - 32) * 1024); // 1 MiB with the 64 KiB of instruction memory, less the 32 KiB too much
        QCOMPARE(stm.powerMw.value(), 234.0);
    }

    void everyNumberHasItsSource()
    {
        for (const auto& target : builtinTargets()) {
            const auto document = toJson(target);
            for (const auto& [field, value] : document.items())
                if (field != "schema" && (value.is_number() || value.is_array() || value.is_null()))
                    QVERIFY2(target.sources.contains(field) && target.sources.at(field).size() > 10,
                             (target.id + ": " + field).c_str());
        }
    }

    void roundTrip()
    {
        for (const auto& target : builtinTargets())
            QVERIFY(targetFromJson(json::parse(toJson(target).dump()), target.id) == target);
    }

    void mistakesNameTheirPlace_data()
    {
        QTest::addColumn<QString>("patch");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const char* patch, const char* words) {
            QTest::newRow(name) << QString::fromLatin1(patch) << QString::fromLatin1(words);
        };
        row("misspelt", R"({"clockHertz": 1})", "mine.json: clockHertz: there is no such field");
        row("missing", R"({"clockHz": null})", "mine.json: the field \"clockHz\" is missing");
        row("clock of zero", R"({"clockHz": 0})", "mine.json: clockHz: expected a whole number from 1");
        row("id with a space", R"({"id": "my chip"})", "mine.json: id: expected lower case letters");
        row("unknown kernels", R"({"kernels": "magic"})", "expected pitlane-gap8 or pitlane-cortex-m, found \"magic\"");
        row("no memory", R"({"ram": []})", "mine.json: ram: expected at least one region");
        row("more usable than there is", R"({"ram": [{"name": "L1", "bytes": 10, "usableBytes": 11}]})",
            "mine.json: ram[0].usableBytes: expected a whole number from 1 to 10, found 11");
        row("misspelt in a region", R"({"ram": [{"name": "L1", "bytes": 10, "size": 11}]})", "mine.json: ram[0].size");
        row("negative power", R"({"powerMw": -1})", "mine.json: powerMw: expected a number above 0, found -1");
        row("cycles per instruction where cycles are counted", R"({"cyclesPerInstruction": 1})",
            "mine.json: cyclesPerInstruction");
        row("newer", R"({"schema": 99})", "newer Pitlane");
        row("source of nothing", R"({"sources": {"speed": "somewhere"}})", "mine.json: sources.speed");
    }

    void mistakesNameTheirPlace()
    {
        QFETCH(QString, patch);
        QFETCH(QString, words);
        auto document = toJson(gap8());
        document.update(json::parse(patch.toStdString()));
        if (document["clockHz"].is_null())
            document.erase("clockHz");
        const auto message = messageOf([&] { (void)targetFromJson(document, "mine.json"); });
        QVERIFY2(message.contains(words), qPrintable(message));
    }

    void aUsersFileGoesBeforeABuiltInOne()
    {
        const QTemporaryDir folder;
        const fs::path path(folder.path().toStdString());
        auto edited = gap8();
        edited.clockHz = 170'000'000;
        writeFileAtomically(path / "faster.json", toJson(edited).dump());
        auto own = targetNamed("stm32l476", {});
        own.id = "my-board";
        writeFileAtomically(path / "board.json", toJson(own).dump());
        writeFileAtomically(path / "notes.txt", "not a target");
        const auto targets = availableTargets(path);
        QCOMPARE(targets.size(), builtinTargets().size() + 1);
        QCOMPARE(targetNamed("gap8", path).clockHz, 170'000'000);
        QVERIFY(targetNamed("my-board", path) == own);
        QCOMPARE(gap8().clockHz, 100'000'000);

        writeFileAtomically(path / "zz.json", toJson(own).dump());
        const auto message = messageOf([&] { (void)availableTargets(path); });
        QVERIFY2(message.contains(QStringLiteral("zz.json")) && message.contains(QStringLiteral("my-board")),
                 qPrintable(message));
        writeFileAtomically(path / "zz.json", "{\"id\": ");
        QVERIFY(messageOf([&] { (void)availableTargets(path); }).contains(QStringLiteral("zz.json")));
    }

    void anUnknownTarget()
    {
        const auto message = messageOf([] { (void)targetNamed("esp32", "/nowhere/targets"); });
        QVERIFY2(message.contains(QStringLiteral("\"esp32\"")) && message.contains(QStringLiteral("stm32h743, ")) &&
                     message.contains(QStringLiteral("/nowhere/targets")),
                 qPrintable(message));
    }

    void whereAUsersTargetsLie()
    {
        const auto data = qgetenv("XDG_DATA_HOME");
        const bool wasSet = qEnvironmentVariableIsSet("XDG_DATA_HOME");
        qputenv("XDG_DATA_HOME", "/some/share");
        QCOMPARE(userTargetFolder(), fs::path("/some/share/pitlane/targets"));
        qunsetenv("XDG_DATA_HOME");
        QVERIFY(userTargetFolder().string().ends_with(".local/share/pitlane/targets"));
        if (wasSet)
            qputenv("XDG_DATA_HOME", data);
    }
};

QTEST_GUILESS_MAIN(TestTargetDevice)
#include "tst_targetdevice.moc"
