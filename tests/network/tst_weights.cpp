// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/network/cost.h"
#include "core/network/seeds.h"
#include "core/network/weights.h"
#include "tests/network/networks.h"

#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <fstream>
#include <limits>

using namespace pitlane;

namespace {

/// A file as the format asks for: length of the header, header, values.
std::string fileOf(std::string header, std::size_t valueBytes, std::size_t pad = 1)
{
    header.resize((header.size() + pad - 1) / pad * pad, ' ');
    std::string content(8, '\0');
    const std::uint64_t length = header.size();
    std::memcpy(content.data(), &length, 8);
    return content + header + std::string(valueBytes, '\0');
}

/// Hundreds of files are written here: without the flush to disk of writeFileAtomically().
void write(const std::filesystem::path& path, std::string_view content)
{
    std::filesystem::remove(path); // overwriting in place may wait for the disk
    std::ofstream(path, std::ios::binary) << content;
}

std::string errorOf(const std::filesystem::path& path)
{
    try {
        static_cast<void>(loadWeights(path));
    } catch (const FileError& error) {
        return error.what();
    }
    return {};
}

} // namespace

class TestWeights : public QObject
{
    Q_OBJECT

private slots:
    void init() { QVERIFY(m_folder.isValid()); }
    void shapesOfTheSeed();
    void shapesWithoutBias();
    void shapesOfAttention();
    void bytesAreKnown();
    void sameWeightsSameBytes();
    void roundTrip();
    void specialValues();
    void emptyFile();
    void foreignFileIsRead();
    void malformed_data();
    void malformed();
    void everyCutIsFound();
    void everyDamagedHeaderByteIsSafe();
    void savingRefuses();
    void failedSavingKeepsTheOldFile();
    void missingFile();
    void folderInsteadOfFile();

private:
    [[nodiscard]] std::filesystem::path path(const char* name = "weights.safetensors") const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

    QTemporaryDir m_folder;
};

void TestWeights::shapesOfTheSeed()
{
    using S = std::vector<std::int64_t>;
    const auto seed = ecgtcn().seed;
    const auto all = weightShapes(seed);
    QCOMPARE(all.at("conv0.weight"), (S{2, 1, 11}));
    QCOMPARE(all.at("b0.conv0.weight"), (S{11, 2, 11}));
    QCOMPARE(all.at("b2.conv1.weight"), (S{11, 11, 41}));
    QCOMPARE(all.at("b2.conv1.bias"), S{11});
    QCOMPARE(all.at("b2.conv1.bn.running_var"), S{11});
    QCOMPARE(all.at("fc.weight"), (S{5, 1'540}));
    QCOMPARE(all.at("fc.bias"), S{5});
    std::int64_t trained = 0;
    for (const auto& [name, shape] : all) {
        if (name.ends_with(".running_mean") || name.ends_with(".running_var"))
            continue;
        std::int64_t count = 1;
        for (const auto size : shape)
            count *= size;
        trained += count;
    }
    QCOMPARE(trained, parameterCount(seed));
}

void TestWeights::shapesWithoutBias()
{
    auto depthwise = test::conv(6, 3, 1, 1, {2, 0}, 6);
    depthwise.bias = false;
    const auto all = weightShapes(test::chain({6, 8}, {depthwise, Relu{}, Linear{.C_out = 2, .bias = false}}));
    const std::map<std::string, std::vector<std::int64_t>> expected = {{"n0.weight", {6, 1, 3}}, {"n2.weight", {2, 6}}};
    QCOMPARE(all, expected);
}

void TestWeights::shapesOfAttention()
{
    const auto all = weightShapes(test::chain({6, 8}, {test::conv(4, 1), Attention{}}));
    const std::map<std::string, std::vector<std::int64_t>> expected = {
        {"n0.weight", {4, 6, 1}}, {"n0.bias", {4}}, {"n1.weight", {4, 4}}, {"n1.context", {4}}};
    QCOMPARE(all, expected);
}

void TestWeights::bytesAreKnown()
{
    saveWeights({{"b", {{2}, {1.0F, -2.0F}}}, {"a", {{1, 1}, {0.5F}}}}, path());
    const std::string header = R"({"a":{"data_offsets":[0,4],"dtype":"F32","shape":[1,1]},)"
                               R"("b":{"data_offsets":[4,12],"dtype":"F32","shape":[2]}})";
    auto expected = fileOf(header, 0, 8);
    expected += std::string("\x00\x00\x00\x3f\x00\x00\x80\x3f\x00\x00\x00\xc0", 12);
    QCOMPARE(readFile(path()), expected);
    QCOMPARE((expected.size() - 12) % 8, std::size_t{0});
}

void TestWeights::sameWeightsSameBytes()
{
    Weights forward;
    Weights backward;
    const std::vector<std::string> names = {"fc.weight", "b0.conv0.bias", "conv0.weight", "a"};
    const auto tensor = [](const std::string& name) {
        return WeightTensor{{2}, {static_cast<float>(name.size()), 1.0F / 3.0F}};
    };
    for (auto name = names.begin(); name != names.end(); ++name)
        forward.emplace(*name, tensor(*name));
    for (auto name = names.rbegin(); name != names.rend(); ++name)
        backward.emplace(*name, tensor(*name));
    saveWeights(forward, path("forward"));
    saveWeights(backward, path("backward"));
    QCOMPARE(readFile(path("forward")), readFile(path("backward")));
    saveWeights(loadWeights(path("forward")), path("again"));
    QCOMPARE(readFile(path("again")), readFile(path("forward")));
}

void TestWeights::roundTrip()
{
    std::mt19937 random(13);
    std::normal_distribution<float> normal;
    Weights weights;
    for (const auto& [name, shape] : weightShapes(ecgtcn().seed)) {
        WeightTensor tensor{.shape = shape, .values = {}};
        std::size_t count = 1;
        for (const auto size : shape)
            count *= static_cast<std::size_t>(size);
        for (std::size_t i = 0; i < count; ++i)
            tensor.values.push_back(normal(random));
        weights.emplace(name, std::move(tensor));
    }
    saveWeights(weights, path());
    QCOMPARE(loadWeights(path()), weights);
}

void TestWeights::specialValues()
{
    const std::vector<float> values = {std::numeric_limits<float>::infinity(), -0.0F,
                                       std::numeric_limits<float>::denorm_min(),
                                       std::numeric_limits<float>::quiet_NaN()};
    saveWeights({{"x", {{2, 2}, values}}, {"scalar", {{}, {7.0F}}}, {"none", {{3, 0}, {}}}}, path());
    const auto read = loadWeights(path());
    QCOMPARE(read.at("x").values.size(), values.size());
    QCOMPARE(std::memcmp(read.at("x").values.data(), values.data(), values.size() * sizeof(float)), 0);
    QCOMPARE(read.at("scalar"), (WeightTensor{{}, {7.0F}}));
    QCOMPARE(read.at("none"), (WeightTensor{{3, 0}, {}}));
}

void TestWeights::emptyFile()
{
    saveWeights({}, path());
    QVERIFY(loadWeights(path()).empty());
}

void TestWeights::foreignFileIsRead()
{
    // Another writer: metadata, tensors out of order, no padding.
    auto content = fileOf(R"({"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                          R"("a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
                          0);
    content += std::string("\x00\x00\x80\x3f\x00\x00\x00\x3f", 8);
    write(path(), content);
    QCOMPARE(loadWeights(path()), (Weights{{"a", {{1}, {0.5F}}}, {"b", {{1}, {1.0F}}}}));
}

void TestWeights::malformed_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("found");
    const auto row = [](const char* name, const char* found, const std::string& content) {
        QTest::newRow(name) << QByteArray::fromStdString(content) << QByteArray(found);
    };
    const auto one = [](const std::string& fields) { return "{\"w\":{" + fields + "}}"; };
    const auto length = [](std::uint64_t bytes, const std::string& rest) {
        std::string content(8, '\0');
        std::memcpy(content.data(), &bytes, 8);
        return content + rest;
    };
    row("empty", "found 0 bytes", "");
    row("seven bytes", "found 7 bytes", std::string(7, 'x'));
    row("header longer than the file", "claims 100 bytes, expected at most 2", length(100, "{}"));
    row("header of 2^64 - 1 bytes", "claims 18446744073709551615 bytes", length(~0ULL, "{}"));
    row("header of 2^63 bytes", "claims 9223372036854775808 bytes", length(1ULL << 63, "{}"));
    row("no header", "does not start with {", length(0, ""));
    row("header a list", "does not start with {", fileOf("[]", 0));
    row("header starts with a space", "does not start with {", fileOf(" {}", 0));
    row("not JSON", "not valid JSON", fileOf("{\"w\":", 0));
    row("not UTF-8", "not valid JSON", fileOf("{\"w\xff\":{}}", 0));
    row("nested deeply", "nested deeper", fileOf("{\"w\":" + std::string(100'000, '['), 0));
    row("tensor a number", "tensor w: expected an object", fileOf("{\"w\":3}", 0));
    row("no dtype", "tensor w: the field \"dtype\" is missing", fileOf(one(R"("shape":[1],"data_offsets":[0,4])"), 4));
    row("wrong dtype", "tensor w: found dtype \"F16\", expected \"F32\"",
        fileOf(one(R"("dtype":"F16","shape":[2],"data_offsets":[0,4])"), 4));
    row("dtype a number", "tensor w: found dtype 32", fileOf(one(R"("dtype":32,"shape":[1],"data_offsets":[0,4])"), 4));
    row("no shape", "tensor w: the field \"shape\" is missing",
        fileOf(one(R"("dtype":"F32","data_offsets":[0,4])"), 4));
    row("shape a number", "tensor w: shape: expected a list",
        fileOf(one(R"("dtype":"F32","shape":1,"data_offsets":[0,4])"), 4));
    row("negative shape", "tensor w: shape: found -1",
        fileOf(one(R"("dtype":"F32","shape":[-1],"data_offsets":[0,4])"), 4));
    row("fractional shape", "tensor w: shape: found 1.5",
        fileOf(one(R"("dtype":"F32","shape":[1.5],"data_offsets":[0,4])"), 4));
    row("shape beyond 63 bits", "tensor w: shape: found 9223372036854775808",
        fileOf(one(R"("dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4])"), 4));
    row("shape whose product overflows to the right size", "tensor w: found 4 bytes for shape",
        fileOf(one(R"("dtype":"F32","shape":[4611686018427387905,4,1],"data_offsets":[0,4])"), 4));
    row("shape larger than its bytes", "tensor w: found 4 bytes for shape [2]",
        fileOf(one(R"("dtype":"F32","shape":[2],"data_offsets":[0,4])"), 4));
    row("no offsets", "tensor w: the field \"data_offsets\" is missing",
        fileOf(one(R"("dtype":"F32","shape":[1])"), 4));
    row("three offsets", "tensor w: data_offsets: expected a list of 2",
        fileOf(one(R"("dtype":"F32","shape":[1],"data_offsets":[0,4,8])"), 4));
    row("negative offset", "tensor w: data_offsets: found -4",
        fileOf(one(R"("dtype":"F32","shape":[1],"data_offsets":[-4,0])"), 4));
    row("offsets swapped", "tensor w: found bytes 4 to 0",
        fileOf(one(R"("dtype":"F32","shape":[1],"data_offsets":[4,0])"), 4));
    row("values cut short", "tensor w: found bytes 0 to 8, but the file holds 4",
        fileOf(one(R"("dtype":"F32","shape":[2],"data_offsets":[0,8])"), 4));
    row("a terabyte of values", "tensor w: found bytes 0 to 1099511627776",
        fileOf(one(R"("dtype":"F32","shape":[274877906944],"data_offsets":[0,1099511627776])"), 4));
    row("bytes left over", "found 8 bytes of values, expected 4",
        fileOf(one(R"("dtype":"F32","shape":[1],"data_offsets":[0,4])"), 8));
    row("gap before", "tensor w: starts at byte 4, after a gap, expected byte 0",
        fileOf(one(R"("dtype":"F32","shape":[1],"data_offsets":[4,8])"), 8));
    row("overlap", "tensor w: starts at byte 4, within the tensor before it, expected byte 8",
        fileOf(R"({"v":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
               R"("w":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})",
               12));
    row("same bytes twice", "starts at byte 0, within the tensor before it",
        fileOf(R"({"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
               R"("w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
               4));
    row("tensor twice", "tensor w: found twice",
        fileOf(R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
               R"("w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
               8));
    row("field twice", "names the field \"shape\" twice",
        fileOf(one(R"("dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4])"), 4));
}

void TestWeights::malformed()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, found);
    write(path(), content.toStdString());
    const auto error = QByteArray::fromStdString(errorOf(path()));
    QVERIFY2(error.contains(found), error.constData());
    QVERIFY2(error.startsWith("Reading weights ") && error.contains("weights.safetensors: "), error.constData());
}

void TestWeights::everyCutIsFound()
{
    saveWeights({{"a.weight", {{2, 1, 2}, {1, 2, 3, 4}}}, {"a.bias", {{2}, {5, 6}}}}, path());
    const auto whole = readFile(path());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        write(path("cut"), std::string_view(whole).substr(0, size));
        QVERIFY2(!errorOf(path("cut")).empty(), std::to_string(size).c_str());
    }
}

void TestWeights::everyDamagedHeaderByteIsSafe()
{
    const Weights weights = {{"a.weight", {{2, 1, 2}, {1, 2, 3, 4}}}, {"a.bias", {{2}, {5, 6}}}};
    saveWeights(weights, path());
    const auto whole = readFile(path());
    int read = 0;
    for (std::size_t i = 0; i < whole.size() - 24; ++i) {
        for (const char damage : {'\0', '"', '9', '\xff', '{'}) {
            auto content = whole;
            content[i] = damage;
            write(path("damaged"), content);
            try {
                // What is still accepted holds as many values as the file, whatever the names have become.
                std::size_t values = 0;
                for (const auto& [name, tensor] : loadWeights(path("damaged")))
                    values += tensor.values.size();
                QCOMPARE(values, std::size_t{6});
                ++read;
            } catch (const FileError&) {
            }
        }
    }
    QVERIFY(read > 0); // a letter of a name may change
}

void TestWeights::savingRefuses()
{
    const auto refused = [this](const Weights& weights, const char* found) {
        try {
            saveWeights(weights, path("refused"));
        } catch (const FileError& error) {
            return QByteArray(error.what()).contains(found);
        }
        return false;
    };
    QVERIFY(refused({{"w", {{2}, {1.0F}}}}, "tensor w has 1 values, but its shape is [2]"));
    QVERIFY(refused({{"w", {{-1}, {}}}}, "tensor w has 0 values, but its shape is [-1]"));
    QVERIFY(refused({{"__metadata__", {{1}, {1.0F}}}}, "__metadata__"));
    QVERIFY(refused({{"\xff", {{1}, {1.0F}}}}, "UTF-8"));
    QVERIFY(!std::filesystem::exists(path("refused")));
}

void TestWeights::failedSavingKeepsTheOldFile()
{
    saveWeights({{"w", {{1}, {1.0F}}}}, path());
    const auto before = readFile(path());
    QVERIFY_EXCEPTION_THROWN(saveWeights({{"w", {{2}, {1.0F}}}}, path()), FileError);
    QCOMPARE(readFile(path()), before);
    QVERIFY_EXCEPTION_THROWN(saveWeights({}, path() / "below" / "a.safetensors"), FileError);
}

void TestWeights::missingFile()
{
    const auto error = errorOf(path("nobody"));
    QVERIFY(error.find("nobody: ") != std::string::npos);
}

void TestWeights::folderInsteadOfFile()
{
    QVERIFY(!errorOf(m_folder.path().toStdString()).empty());
}

QTEST_GUILESS_MAIN(TestWeights)
#include "tst_weights.moc"
