// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/deploy/package/report.h"
#include "core/deploy/package/stm32package.h"
#include "tests/deploy/packagefixture.h"
#include "tests/network/networks.h"
#include "tests/search/randomnetwork.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace pitlane;
using namespace pitlane::test;
namespace fs = std::filesystem;

namespace {

QByteArray messageOf(const auto& call)
{
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

/// The package's network with the portable kernels as the body of a C file, so that many of them make one program.
struct HostProgram
{
    QTemporaryDir folder;
    QStringList sources;
    QByteArray calls;
    std::vector<std::vector<std::vector<std::int8_t>>> expected; ///< per network and window: all outputs, one behind
                                                                 ///< the other

    void add(const QuantisedFixture& fixture, const Package& package)
    {
        const auto p = fixture.options.prefix;
        const auto own = fs::path(folder.path().toStdString()) / p;
        for (const auto* name : {"network.h", "network.c", "network_data.h", "network_data.c", "network_verify.c"}) {
            fs::create_directories(own);
            writeFileAtomically(own / name, package.files.at(std::string("App/") + name).content);
        }
        for (const auto* name : {"network.c", "network_data.c", "network_verify.c"})
            sources << QString::fromStdString((own / name).string());
        const auto name = QByteArray::fromStdString(p);
        QByteArray inputs;
        for (const auto& input : fixture.options.vectors.inputs) {
            inputs += "{";
            for (const auto value : input)
                inputs += QByteArray::number(value) + ",";
            inputs += "},";
        }
        QByteArray raw;
        for (const auto value : fixture.options.vectors.raw.front())
            raw += QByteArray::number(static_cast<double>(value), 'g', 9) + "f,";
        const auto runner = "#include \"" + name +
                            "/network.h\"\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n"
                            "static void watch(void* context, int32_t layer, const int8_t* values)\n{\n"
                            "    (void)context;\n    fwrite(values, 1, (size_t)(" +
                            name + "_layers[layer].channels * " + name +
                            "_layers[layer].samples), stdout);\n}\nvoid run_" + name + "(void);\nvoid run_" + name +
                            "(void)\n{\n"
                            "    static const int8_t inputs[][" +
                            name.toUpper() + "_INPUT_BYTES] = {" + inputs +
                            "};\n"
                            "    static const float raw[] = {" +
                            raw +
                            "};\n"
                            "    size_t i;\n"
                            "    int8_t* quantised = malloc(sizeof inputs[0]);\n"
                            "    " +
                            name +
                            "_quantize(raw, quantised);\n"
                            "    fwrite(quantised, 1, sizeof inputs[0], stdout);\n    free(quantised);\n"
                            "    for (i = 0; i < sizeof inputs / sizeof inputs[0]; ++i) {\n"
                            "        int8_t* arena = malloc(" +
                            name.toUpper() +
                            "_ARENA_BYTES);\n"
                            "        int8_t* x = malloc(sizeof inputs[0]);\n"
                            "        int8_t* y = malloc(" +
                            name.toUpper() +
                            "_OUTPUT_BYTES);\n"
                            "        memcpy(x, inputs[i], sizeof inputs[0]);\n"
                            "        memset(arena, (int)i, " +
                            name.toUpper() +
                            "_ARENA_BYTES);\n"
                            "        " +
                            name +
                            "_run_watched(x, y, arena, watch, 0);\n"
                            "        fwrite(y, 1, " +
                            name.toUpper() +
                            "_OUTPUT_BYTES, stdout);\n"
                            "        if (" +
                            name +
                            "_verify(arena, y) != 0)\n            exit(3);\n"
                            "        free(y);\n        free(x);\n        free(arena);\n    }\n}\n";
        const auto file = fs::path(folder.path().toStdString()) / ("run_" + p + ".c");
        writeFileAtomically(file, runner.toStdString());
        sources << QString::fromStdString(file.string());
        declarations += "void run_" + name + "(void);\n";
        calls += "    run_" + name + "();\n";
        const IntegerExecutor executor(fixture.network);
        auto& windows = expected.emplace_back();
        windows.push_back(fixture.options.vectors.inputs.front()); // of raw values
        for (const auto& input : fixture.options.vectors.inputs) {
            auto& all = windows.emplace_back();
            const auto outputs = executor.run(input);
            for (std::size_t i = 0; i < outputs.size(); ++i)
                if (!isAlias(fixture.network, i))
                    all.insert(all.end(), outputs[i].begin(), outputs[i].end());
            all.insert(all.end(), outputs.back().begin(), outputs.back().end());
        }
    }

    /// Everything that the program wrote, or what went wrong.
    std::pair<QByteArray, QByteArray> run()
    {
        const auto path = [&](const char* name) { return folder.filePath(QLatin1String(name)); };
        writeFileAtomically(path("main.c").toStdString(),
                            (declarations + "int main(void)\n{\n" + calls + "    return 0;\n}\n").toStdString());
        const auto firmware = QStringLiteral(PITLANE_SOURCE_DIR "/resources/firmware/");
        QProcess compiler;
        compiler.setProcessChannelMode(QProcess::MergedChannels);
        compiler.start(
            QStringLiteral("cc"),
            QStringList{QStringLiteral("-std=c99"), QStringLiteral("-O1"), QStringLiteral("-Wall"),
                        QStringLiteral("-Wextra"), QStringLiteral("-Wpedantic"), QStringLiteral("-Werror"),
                        QStringLiteral("-fsanitize=address,undefined"), QStringLiteral("-fno-sanitize-recover=all"),
                        QStringLiteral("-I") + firmware, QStringLiteral("-I") + folder.path()} +
                sources +
                QStringList{path("main.c"), firmware + QStringLiteral("pl_portable.c"),
                            firmware + QStringLiteral("pl_attention.c"), firmware + QStringLiteral("pl_softmax.c"),
                            QStringLiteral("-o"), path("program")});
        if (!compiler.waitForFinished(240000) || compiler.exitCode() != 0)
            return {{}, "It does not compile: " + compiler.readAll().left(4000)};
        QProcess program;
        program.start(path("program"), QStringList{});
        if (!program.waitForFinished(120000) || program.exitCode() != 0)
            return {{},
                    "It ended with " + QByteArray::number(program.exitCode()) + ": " +
                        program.readAllStandardError().left(4000)};
        return {program.readAllStandardOutput(), {}};
    }

    QByteArray declarations;
};

QuantisedFixture small(const std::string& prefix = "net")
{
    auto fixture = quantisedFixture(chain({2, 12}, {conv(3, 2), Relu{}, Flatten{}, Linear{.C_out = 2}}), 1, 2);
    fixture.options.prefix = prefix;
    return fixture;
}

} // namespace

class TestPackage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void randomGraphs_data();
    void randomGraphs();
    void everyKindOfNode();
    void isDeterministic();
    void foldersAndZips();
    void nothingIsHalfWritten();
    void changedFilesAreFound();
    void problems();
    void textsAreSafe();
};

void TestPackage::randomGraphs_data()
{
    QTest::addColumn<int>("first");
    for (int first = 1; first <= 48; first += 16)
        QTest::newRow(qPrintable(QStringLiteral("graphs %1 to %2").arg(first).arg(first + 15))) << first;
}

void TestPackage::randomGraphs()
{
    if (QStandardPaths::findExecutable(QStringLiteral("cc")).isEmpty())
        QSKIP("Install gcc to run this.");
    QFETCH(const int, first);
    HostProgram program;
    for (int i = first; i < first + 16; ++i) {
        RandomNetwork random(static_cast<unsigned>(1000 + i));
        auto fixture = quantisedFixture(random.draw(), static_cast<unsigned>(i), 3);
        fixture.options.prefix = "net" + std::to_string(i);
        program.add(fixture, stm32Package(fixture.network, fixture.options));
    }
    const auto [bytes, problem] = program.run();
    QVERIFY2(problem.isEmpty(), problem);
    qsizetype at = 0;
    for (std::size_t n = 0; n < program.expected.size(); ++n)
        for (const auto& window : program.expected[n]) {
            const QByteArray wanted(reinterpret_cast<const char*>(window.data()),
                                    static_cast<qsizetype>(window.size()));
            QVERIFY2(bytes.mid(at, wanted.size()) == wanted, qPrintable(QStringLiteral("network %1").arg(n)));
            at += wanted.size();
        }
    QCOMPARE(at, bytes.size());
}

void TestPackage::everyKindOfNode()
{
    if (QStandardPaths::findExecutable(QStringLiteral("cc")).isEmpty())
        QSKIP("Install gcc to run this.");
    const std::vector<std::vector<Op>> chains = {
        {conv(5, 3, 2, 1, {4, 0}), Relu{}, Attention{}, Linear{.C_out = 4}, Softmax{}},
        {Relu{}, conv(7, 41, 1, 1, {40, 0}), BatchNorm{}, GlobalAvgPool{}, Sigmoid{}},
        {conv(6, 5, 32, 1, {128, 0}), MaxPool{.K = 3, .s = 2}, BatchNorm{}, AvgPool{.K = 5, .s = 1}, conv(3, 1)},
        {conv(4, 3, 1, 3, {1, 1}), Relu{}, BatchNorm{}, Relu{}, Flatten{}, Linear{.C_out = 3}, Sigmoid{}},
        {conv(4, 4, 1, 1, {-3, 2}), GlobalAvgPool{}, Flatten{}},
        {Softmax{}, Attention{}, Flatten{}},
        {Linear{.C_out = 9}, BatchNorm{}, Sigmoid{}},
    };
    HostProgram program;
    int i = 0;
    for (const auto& ops : chains) {
        auto fixture = quantisedFixture(chain({3, 43}, ops), static_cast<unsigned>(++i), 4);
        fixture.options.prefix = "kind" + std::to_string(i);
        program.add(fixture, stm32Package(fixture.network, fixture.options));
    }
    const auto [bytes, problem] = program.run();
    QVERIFY2(problem.isEmpty(), problem);
    QByteArray wanted;
    for (const auto& windows : program.expected)
        for (const auto& window : windows)
            wanted += QByteArray(reinterpret_cast<const char*>(window.data()), static_cast<qsizetype>(window.size()));
    QCOMPARE(bytes.size(), wanted.size());
    QVERIFY(bytes == wanted);
}

void TestPackage::isDeterministic()
{
    const auto fixture = small();
    const auto package = stm32Package(fixture.network, fixture.options);
    QVERIFY(package == stm32Package(small().network, small().options));
    for (const auto& [name, file] : package.files) {
        QVERIFY2(!file.content.empty(), name.c_str());
        QVERIFY2(file.content.find("{{") == std::string::npos || name == "report.json", name.c_str());
    }
    // The manifest is what sha256sum -c reads.
    const auto& manifest = package.files.at(Package::manifest).content;
    QVERIFY(manifest.find(sha256(package.files.at("App/network.c").content) + "  App/network.c\n") !=
            std::string::npos);
}

void TestPackage::foldersAndZips()
{
    const QTemporaryDir place;
    const fs::path root = place.path().toStdString();
    const auto fixture = small();
    const auto package = stm32Package(fixture.network, fixture.options);
    write(package, root / "new" / "deep");
    QVERIFY(readPackage(root / "new" / "deep") == package);
    fs::create_directory(root / "empty");
    write(package, root / "empty/");
    QVERIFY(readPackage(root / "empty") == package);
    write(package, root / "a.zip");
    qputenv("TZ", "Asia/Tokyo");
    fs::create_directory(root / "other");
    write(package, root / "other" / "a.zip");
    qunsetenv("TZ");
    QCOMPARE(readFile(root / "a.zip"), readFile(root / "other" / "a.zip"));
    if (QStandardPaths::findExecutable(QStringLiteral("python3")).isEmpty())
        QSKIP("Install python3 to unpack with another program.");
    QProcess unpack;
    unpack.setWorkingDirectory(place.path());
    unpack.start(QStringLiteral("python3"), {QStringLiteral("-m"), QStringLiteral("zipfile"), QStringLiteral("-e"),
                                             QStringLiteral("a.zip"), QStringLiteral("unpacked")});
    QVERIFY(unpack.waitForFinished() && unpack.exitCode() == 0);
    const auto unpacked = readPackage(root / "unpacked" / "a");
    QCOMPARE(unpacked.files.size(), package.files.size());
    for (const auto& [name, file] : package.files)
        QVERIFY2(unpacked.files.at(name).content == file.content, name.c_str());
}

void TestPackage::nothingIsHalfWritten()
{
    const QTemporaryDir place;
    const fs::path root = place.path().toStdString();
    const auto fixture = small();
    const auto package = stm32Package(fixture.network, fixture.options);
    const auto entries = [&] { return std::distance(fs::directory_iterator(root), fs::directory_iterator()); };
    fs::create_directory(root / "full");
    writeFileAtomically(root / "full" / "mine.txt", "mine");
    QVERIFY(messageOf([&] { write(package, root / "full"); }).contains("there is something already"));
    writeFileAtomically(root / "old.zip", "old");
    QVERIFY(messageOf([&] { write(package, root / "old.zip"); }).contains("there is something already"));
    QVERIFY(messageOf([&] { write(package, root / "old.zip" / "x"); }).contains("Choose a folder"));
    QCOMPARE(readFile(root / "old.zip"), std::string("old"));
    QCOMPARE(entries(), 2);
    // A name that no file system takes fails after the first files were written.
    auto broken = package;
    broken.files["zzz/" + std::string(300, 'x')].content = "x";
    QVERIFY(messageOf([&] { write(broken, root / "broken"); }).contains("Writing"));
    QCOMPARE(entries(), 2);
    if (::geteuid() != 0) {
        fs::create_directory(root / "locked");
        fs::permissions(root / "locked", fs::perms::owner_read | fs::perms::owner_exec);
        QVERIFY(messageOf([&] { write(package, root / "locked" / "x"); }).contains("ermission denied"));
        QVERIFY(messageOf([&] { write(package, root / "locked" / "x.zip"); }).contains("ermission denied"));
        fs::permissions(root / "locked", fs::perms::owner_all);
    }
}

void TestPackage::changedFilesAreFound()
{
    const QTemporaryDir place;
    const fs::path root = fs::path(place.path().toStdString()) / "p";
    const auto fixture = small();
    write(stm32Package(fixture.network, fixture.options), root);
    writeFileAtomically(root / "App" / "network.c", "int x;");
    QVERIFY(messageOf([&] { (void)readPackage(root); }).contains("App/network.c has changed"));
    fs::remove(root / "App" / "network.c");
    QVERIFY(messageOf([&] { (void)readPackage(root); }).contains("App/network.c"));
    writeFileAtomically(root / Package::manifest, std::string(64, 'a') + "  ../secret\n");
    QVERIFY(messageOf([&] { (void)readPackage(root); }).contains("expected one inside the folder"));
    fs::remove(root / Package::manifest);
    QVERIFY(messageOf([&] { (void)readPackage(root); }).contains("SHA256SUMS is missing"));
}

void TestPackage::problems()
{
    auto fixture = small();
    const auto message = [&] { return messageOf([&] { (void)packageFor(fixture.network, fixture.options); }); };
    fixture.options.target = targetNamed("gap8", {});
    QVERIFY2(message().contains("Choose stm32h743"), message());
    fixture.options.target = targetNamed(defaultTargetId, {});
    fixture.options.target.flashBytes = 4000;
    QVERIFY2(message().contains("of flash, and there are 4000 bytes. Choose a smaller network."), message());
    fixture.options.target = targetNamed(defaultTargetId, {});
    fixture.options.prefix = "Not C";
    QVERIFY2(message().contains("\"Not C\" is no name of C"), message());
    fixture.options.prefix.clear();
    fixture.options.vectors.inputs.clear();
    QVERIFY2(message().contains("no golden vectors"), message());
    // 64 channels at 20000 samples: more than any memory of the chip.
    auto large = quantisedFixture(chain({1, 20000}, {conv(64, 1), conv(64, 1), GlobalAvgPool{}}), 1, 1);
    const auto text = messageOf([&] { (void)packageFor(large.network, large.options); });
    QVERIFY2(text.contains("of RAM in one piece at layer n") && text.contains("AXI SRAM, has 524288 bytes"), text);
    // 600 channels: weights for more than 2 MB.
    auto heavy = quantisedFixture(chain({600, 4}, {conv(600, 3, 1, 1, {2, 0}), conv(600, 3, 1, 1, {2, 0})}), 1, 1);
    const auto flash = messageOf([&] { (void)packageFor(heavy.network, heavy.options); });
    QVERIFY2(flash.contains("of flash, and there are 2097152 bytes"), flash);
}

void TestPackage::textsAreSafe()
{
    auto fixture = small();
    auto& words = fixture.options.words;
    words.title = "evil */ int x; /* <script>alert(1)</script>";
    words.classNames = {"a\"b\\\n?\?/", "ü*/"};
    words.inputSteps = {"a */ b"};
    fixture.options.provenance = {{"project", "<b>&\"bold\"</b>"}};
    const auto package = stm32Package(fixture.network, fixture.options);
    const auto& html = package.files.at("report.html").content;
    QVERIFY(html.find("<script>") == std::string::npos && html.find("<b>&") == std::string::npos);
    QVERIFY(html.find("http") == std::string::npos); // nothing is loaded
    QVERIFY(package.files.at("App/network.c").content.find("\"a\\042b\\134\\012\\077\\077/\"") != std::string::npos);
    for (const auto* name : {"App/network.h", "App/network.c"}) {
        const auto& text = package.files.at(name).content;
        QVERIFY2(text.find("evil */") == std::string::npos && text.find("a */ b") == std::string::npos, name);
    }
    HostProgram program;
    fixture.options.prefix = "safe";
    program.add(fixture, stm32Package(fixture.network, fixture.options));
    QCOMPARE(program.run().second, QByteArray());
}

QTEST_GUILESS_MAIN(TestPackage)
#include "tst_package.moc"
