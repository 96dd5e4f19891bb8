// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "readertest.h"

#include <QtTest>

#include <hdf5.h>

#include <numeric>

using namespace pitlane;
using namespace pitlane::test;

namespace {

hid_t create(const std::filesystem::path& path)
{
    return H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
}

void attribute(hid_t object, const char* name, const char* text)
{
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, std::strlen(text) + 1);
    const hid_t space = H5Screate(H5S_SCALAR);
    const hid_t made = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    H5Awrite(made, type, text);
    H5Aclose(made);
    H5Sclose(space);
    H5Tclose(type);
}

void attribute(hid_t object, const char* name, double value)
{
    const hid_t space = H5Screate(H5S_SCALAR);
    const hid_t made = H5Acreate2(object, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT);
    H5Awrite(made, H5T_NATIVE_DOUBLE, &value);
    H5Aclose(made);
    H5Sclose(space);
}

/// Left open, for attributes.
hid_t write(hid_t place, const char* name, hid_t stored, hid_t memory, const std::vector<hsize_t>& shape,
            const void* values, hid_t plan = H5P_DEFAULT)
{
    const hid_t space =
        shape.empty() ? H5Screate(H5S_SCALAR) : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
    const hid_t set = H5Dcreate2(place, name, stored, space, H5P_DEFAULT, plan, H5P_DEFAULT);
    if (values != nullptr)
        H5Dwrite(set, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
    H5Sclose(space);
    return set;
}

hid_t packed(const std::vector<hsize_t>& chunk)
{
    const hid_t plan = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(plan, static_cast<int>(chunk.size()), chunk.data());
    H5Pset_shuffle(plan);
    H5Pset_deflate(plan, 6);
    return plan;
}

} // namespace

class TestHdf5 : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void groupsTypesAttributes();
    void text();
    void packedInChunks();
    void linksAndCycles();
    void whatIsLeftOut();
    void malformed_data();
    void malformed();
    void truncated();
    void claimsTerabytes();
    void damagedChunk();
    void progressAndCancel();
    void sniff();

private:
    QTemporaryDir m_folder;
    [[nodiscard]] std::filesystem::path at(const std::string& name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    /// A file with one packed data set of 1000 x 3 numbers.
    std::filesystem::path simple(const std::string& name) const
    {
        std::vector<float> values(3000);
        std::iota(values.begin(), values.end(), 0.0F);
        const hid_t file = create(at(name));
        const hid_t plan = packed({100, 3});
        H5Dclose(write(file, "x", H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, {1000, 3}, values.data(), plan));
        H5Pclose(plan);
        H5Fclose(file);
        return at(name);
    }
};

void TestHdf5::groupsTypesAttributes()
{
    const auto path = at("a.h5");
    const hid_t file = create(path);
    const hid_t group = H5Gcreate2(file, "subject1", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    const std::array<double, 6> numbers = {1, 2, missing, 4, 5, 1e300};
    const hid_t emg = write(group, "emg", H5T_IEEE_F64BE, H5T_NATIVE_DOUBLE, {2, 3}, numbers.data());
    attribute(emg, "units", "uV");
    attribute(emg, "sampling_rate", 2000);
    H5Dclose(emg);
    const std::array<std::int16_t, 8> whole = {-1, 2, 3, 4, 5, 6, 7, -32768};
    const hid_t cube = write(group, "cube", H5T_STD_I16LE, H5T_NATIVE_INT16, {2, 2, 2}, whole.data());
    attribute(cube, "fs", 0.5);
    H5Dclose(cube);
    const double scalar = 2.5;
    H5Dclose(write(file, "scalar", H5T_IEEE_F32LE, H5T_NATIVE_DOUBLE, {}, &scalar));
    // True and false as h5py writes them.
    const hid_t boolean = H5Tenum_create(H5T_STD_I8LE);
    const std::array<std::int8_t, 2> both = {0, 1};
    H5Tenum_insert(boolean, "FALSE", &both[0]);
    H5Tenum_insert(boolean, "TRUE", &both[1]);
    const std::array<std::int8_t, 3> flags = {1, 0, 1};
    H5Dclose(write(file, "flags", boolean, boolean, {3}, flags.data()));
    H5Tclose(boolean);
    H5Dclose(write(file, "empty", H5T_STD_U8LE, H5T_NATIVE_UINT8, {0, 4}, nullptr));
    H5Gclose(group);
    H5Fclose(file);

    const auto info = described(hdf5Reader(), path);
    QCOMPARE(listOf(info),
             std::string("empty uint8 0x4\nflags bool 3\nscalar float32 \nsubject1/cube int16 2x2x2 0.5Hz\n"
                         "subject1/emg float64 2x3 uV 2000Hz\n"));
    const auto arrays = loaded(hdf5Reader(), path);
    QCOMPARE(valuesOf(arrays[0]), std::string());
    QCOMPARE(valuesOf(arrays[1]), std::string("1 0 1"));
    QCOMPARE(valuesOf(arrays[2]), std::string("2.5"));
    QCOMPARE(valuesOf(arrays[3]), std::string("-1 2 3 4 5 6 7 -32768"));
    QCOMPARE(valuesOf(arrays[4]), std::string("1 2 ? 4 5 inf"));
    const auto two = loaded(hdf5Reader(), path, {"subject1/emg", "scalar"});
    QCOMPARE(two.size(), std::size_t{2});
    QCOMPARE(static_cast<const ArrayInfo&>(two[0]), info.arrays[4]);
    const auto problem = messageOf<DatasetError>([&] { static_cast<void>(loaded(hdf5Reader(), path, {"emg"})); });
    QVERIFY(problem && problem->starts_with("Reading a.h5: there is no array \"emg\"; the file has \"empty\", "));
}

void TestHdf5::text()
{
    const auto path = at("text.h5");
    const hid_t file = create(path);
    const hid_t variable = H5Tcopy(H5T_C_S1);
    H5Tset_size(variable, H5T_VARIABLE);
    H5Tset_cset(variable, H5T_CSET_UTF8);
    const std::array<const char*, 4> words = {"walk", "", "\xce\xb1", "walk"};
    H5Dclose(write(file, "activity", variable, variable, {4}, words.data()));
    H5Tclose(variable);
    const hid_t fixed = H5Tcopy(H5T_C_S1);
    H5Tset_size(fixed, 4);
    const char* const numbers = "10\0\0"
                                "9\0\0\0"
                                "10\0\0"
                                "-1\0\0";
    H5Dclose(write(file, "label", fixed, fixed, {2, 2}, numbers));
    H5Tclose(fixed);
    H5Fclose(file);
    QCOMPARE(listOf(described(hdf5Reader(), path)), std::string("activity text 4\nlabel text 2x2\n"));
    const auto arrays = loaded(hdf5Reader(), path);
    QCOMPARE(valuesOf(arrays[0]), std::string("'walk' '' '\xce\xb1' 'walk'"));
    QCOMPARE(valuesOf(arrays[1]), std::string("'10' '9' '10' '-1'"));
    QCOMPARE(arrays[1].categories, (std::vector<std::string>{"-1", "9", "10"}));
}

void TestHdf5::packedInChunks()
{
    const auto path = at("packed.h5");
    const hsize_t rows = 40000;
    const hsize_t columns = 60;
    std::vector<std::int32_t> values(rows * columns);
    std::iota(values.begin(), values.end(), -1000);
    const hid_t file = create(path);
    const hid_t plan = packed({700, 13});
    H5Dclose(write(file, "x", H5T_STD_I32LE, H5T_NATIVE_INT32, {rows, columns}, values.data(), plan));
    H5Pclose(plan);
    H5Fclose(file);
    const auto x = loaded(hdf5Reader(), path)[0];
    QCOMPARE(x.values, std::vector<float>(values.begin(), values.end()));
}

void TestHdf5::linksAndCycles()
{
    const auto path = at("links.h5");
    const hid_t file = create(path);
    const hid_t group = H5Gcreate2(file, "a", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    const float one = 1;
    H5Dclose(write(group, "x", H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, {1}, &one));
    H5Lcreate_hard(file, "/", group, "back", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_hard(file, "/a", file, "again", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_soft("/a/x", file, "soft", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_soft("/nothing", file, "broken", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_external("other.h5", "/x", file, "outside", H5P_DEFAULT, H5P_DEFAULT);
    H5Gclose(group);
    H5Fclose(file);
    const auto info = described(hdf5Reader(), path);
    QCOMPARE(listOf(info), std::string("a/x float32 1\nsoft float32 1\n"));
    QCOMPARE(info.notes, (std::vector<std::string>{"\"broken\" is a link to nothing and is left out.",
                                                   "\"outside\" is a link into another file and is left out."}));
}

void TestHdf5::whatIsLeftOut()
{
    const auto path = at("types.h5");
    const hid_t file = create(path);
    const hid_t record = H5Tcreate(H5T_COMPOUND, 8);
    H5Tinsert(record, "a", 0, H5T_NATIVE_FLOAT);
    H5Tinsert(record, "b", 4, H5T_NATIVE_FLOAT);
    const std::array<float, 2> numbers = {1, 2};
    H5Dclose(write(file, "record", record, record, {1}, numbers.data()));
    H5Tclose(record);
    H5Fclose(file);
    const auto problem = errorOf(hdf5Reader(), path);
    QCOMPARE(problem, std::string("Reading types.h5: the file holds no data set of numbers or text: \"record\" is left "
                                  "out: it holds records of several fields; save each field as a data set of its own. "
                                  "Save the data as plain arrays."));
}

void TestHdf5::malformed_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char* name, const std::string& content, const char* message) {
        QTest::newRow(name) << QByteArray::fromStdString(content) << QByteArray("Reading a.h5: ") + message;
    };
    row("empty", "", "the file is empty, expected HDF5.");
    row("binary noise", noise(5000), "it does not have the signature of HDF5 (\\x89HDF at byte 0, 512, 1024 ..).");
    row("signature only", "\x89HDF\r\n\x1a\n", "it ");
    row("signature, then noise", "\x89HDF\r\n\x1a\n" + noise(5000), "it cannot be opened as HDF5 (");
    const auto path = simple("nothing.h5");
    H5Fclose(create(path));
    row("no data set", contentOf(path), "the file holds no data set of numbers or text.");
}

void TestHdf5::malformed()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, message);
    writeText(at("a.h5"), content.toStdString());
    const auto problem = QByteArray::fromStdString(errorOf(hdf5Reader(), at("a.h5")));
    QVERIFY2(problem.startsWith(message), problem.constData());
}

void TestHdf5::truncated()
{
    const auto content = contentOf(simple("whole.h5"));
    QCOMPARE(truncationsThatPass(hdf5Reader(), at("cut.h5"), content), std::int64_t{-1});
    writeText(at("cut.h5"), content.substr(0, content.size() - 10));
    const auto problem = errorOf(hdf5Reader(), at("cut.h5"));
    QVERIFY2(problem.starts_with("Reading cut.h5: it cannot be opened as HDF5 (truncated file"), problem.c_str());
}

void TestHdf5::claimsTerabytes()
{
    const auto path = at("huge.h5");
    const hid_t file = create(path);
    const hid_t plan = packed({1000, 1000});
    H5Dclose(write(file, "x", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {2000000, 1000000}, nullptr, plan));
    H5Pclose(plan);
    const float one = 1;
    H5Dclose(write(file, "y", H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, {1}, &one));
    H5Fclose(file);
    const auto info = described(hdf5Reader(), path);
    QCOMPARE(listOf(info), std::string("y float32 1\n"));
    QCOMPARE(info.notes,
             (std::vector<std::string>{
                 "\"x\" is left out: it holds 2000000 x 1000000 elements of 8 bytes by its header, but only "
                 "0 bytes in the file; it was never filled."}));
    const auto problem = messageOf<DatasetError>([&] { static_cast<void>(loaded(hdf5Reader(), path, {"x"})); });
    QVERIFY(problem && problem->starts_with("Reading huge.h5: there is no array \"x\""));
}

void TestHdf5::damagedChunk()
{
    const auto path = simple("damaged.h5");
    auto content = contentOf(path);
    // The packed numbers stand behind the last header; some of their bytes are wrong.
    const auto begin = content.find("\x78\x9c");
    QVERIFY(begin != std::string::npos);
    content.replace(begin, 40, noise(40));
    writeText(path, content);
    const auto problem = errorOf(hdf5Reader(), path, true);
    QVERIFY2(problem.starts_with("Reading damaged.h5: \"x\" cannot be read ("), problem.c_str());
}

void TestHdf5::progressAndCancel()
{
    const auto path = at("long.h5");
    const std::vector<float> values(5 << 20U, 1.0F);
    const hid_t file = create(path);
    H5Dclose(write(file, "x", H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, {5 << 20U}, values.data()));
    H5Fclose(file);
    int calls = 0;
    std::stop_source stop;
    Progress progress{.tell = [&](double, std::string_view) { ++calls; }, .stop = stop.get_token()};
    QCOMPARE(hdf5Reader().load(path, {}, {}, progress)[0].values, values);
    QVERIFY(calls >= 6);
    progress.tell = [&](double share, std::string_view) {
        if (share > 0.5)
            stop.request_stop();
    };
    QVERIFY(messageOf<ReadCancelled>([&] { static_cast<void>(hdf5Reader().load(path, {}, {}, progress)); }));
    QCOMPARE(H5Fget_obj_count(static_cast<hid_t>(H5F_OBJ_ALL), H5F_OBJ_ALL), ssize_t{0}); // closed all the same
}

void TestHdf5::sniff()
{
    const auto content = contentOf(simple("sniff.h5"));
    QCOMPARE(hdf5Reader().sniff(content, "a.bin"), 100);
    QCOMPARE(hdf5Reader().sniff(std::string(512, '\0') + content, "a.bin"), 100);
    QCOMPARE(hdf5Reader().sniff("MATLAB 7.3 MAT-file" + std::string(493, ' ') + content, "a.mat"), 60);
    QCOMPARE(hdf5Reader().sniff(noise(5000), "a.h5"), 0);
}

QTEST_GUILESS_MAIN(TestHdf5)
#include "tst_hdf5.moc"
