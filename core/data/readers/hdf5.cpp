// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/binaryreaders.h"
#include "core/data/readers/binarytools.h"
#include "core/data/readers/hdf5silence.h"
#include "core/data/text.h"

#include <algorithm>
#include <utility>

namespace pitlane::binary {

namespace {

constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
constexpr int deepest = 64;
constexpr std::size_t mostArrays = 10000;
/// What deflate makes of a byte at best, rounded up.
constexpr std::uint64_t bestRatio = 1040;
/// Data sets may be smaller than that in the file: never written, and read as their fill value.
constexpr std::uint64_t mostUnwritten = std::uint64_t{16} << 20U;

/// An identifier of the library with the function that gives it back.
class Handle
{
public:
    Handle(hid_t id, herr_t (*close)(hid_t)) : m_id(id), m_close(close) {}
    Handle(Handle&& other) noexcept : m_id(std::exchange(other.m_id, -1)), m_close(other.m_close) {}
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    Handle& operator=(Handle&&) = delete;
    ~Handle()
    {
        if (m_id >= 0)
            m_close(m_id);
    }
    [[nodiscard]] hid_t operator*() const { return m_id; }
    explicit operator bool() const { return m_id >= 0; }

private:
    hid_t m_id;
    herr_t (*m_close)(hid_t);
};

/// What the library has to say of the last failure: its innermost sentence.
std::string words()
{
    std::string text = "no reason given";
    H5Ewalk2(
        H5E_DEFAULT, H5E_WALK_UPWARD,
        [](unsigned n, const H5E_error2_t* error, void* to) -> herr_t {
            if (n == 0 && error->desc != nullptr)
                *static_cast<std::string*>(to) = error->desc;
            return 0;
        },
        &text);
    H5Eclear2(H5E_DEFAULT);
    return text;
}

std::string typeName(hid_t type)
{
    const auto bits = std::to_string(8 * H5Tget_size(type));
    switch (H5Tget_class(type)) {
    case H5T_FLOAT:
        return "float" + bits;
    case H5T_INTEGER:
        return (H5Tget_sign(type) == H5T_SGN_NONE ? "uint" : "int") + bits;
    case H5T_ENUM:
        return "enum";
    case H5T_STRING:
        return "text";
    default:
        return {};
    }
}

const char* unsupported(hid_t type)
{
    switch (H5Tget_class(type)) {
    case H5T_COMPOUND:
        return "records of several fields; save each field as a data set of its own";
    case H5T_REFERENCE:
        return "references to other objects; save the numbers themselves";
    case H5T_VLEN:
        return "lists of different lengths; save each as a data set of its own";
    case H5T_ARRAY:
        return "arrays in each element; save them as one more axis";
    case H5T_OPAQUE:
    case H5T_BITFIELD:
        return "plain bytes without a meaning; save numbers";
    default:
        return "elements of an unknown type; save float32";
    }
}

/// The first of the attributes `names` that `object` has.
std::optional<Handle> attribute(hid_t object, std::initializer_list<const char*> names)
{
    for (const char* name : names)
        if (H5Aexists(object, name) > 0)
            if (Handle found(H5Aopen(object, name, H5P_DEFAULT), &H5Aclose); found) {
                const Handle space(H5Aget_space(*found), &H5Sclose);
                if (space && H5Sget_simple_extent_npoints(*space) == 1)
                    return found;
            }
    return std::nullopt;
}

std::string unitOf(hid_t object)
{
    const auto found = attribute(object, {"units", "unit", "Units", "Unit"});
    if (!found)
        return {};
    const Handle type(H5Aget_type(**found), &H5Tclose);
    if (!type || H5Tget_class(*type) != H5T_STRING)
        return {};
    if (H5Tis_variable_str(*type) > 0) {
        const Handle memory(H5Tcopy(*type), &H5Tclose);
        char* text = nullptr;
        if (H5Aread(**found, *memory, &text) < 0 || text == nullptr)
            return {};
        auto unit = asUtf8(text);
        H5free_memory(text);
        return unit;
    }
    const auto size = H5Tget_size(*type);
    if (size > 1024)
        return {};
    std::string text(size, '\0');
    if (H5Aread(**found, *type, text.data()) < 0)
        return {};
    return asUtf8(trimmed(std::string_view(text).substr(0, text.find('\0'))));
}

std::optional<double> rateOf(hid_t object)
{
    const auto found = attribute(object, {"sample_rate", "sampling_rate", "fs", "SamplingFrequency",
                                          "sampling_frequency", "Fs", "sample_rate_hz"});
    double rate = 0;
    if (!found || H5Aread(**found, H5T_NATIVE_DOUBLE, &rate) < 0 || !(rate > 0) || rate > 1e12)
        return std::nullopt;
    return rate;
}

/// An open file. Whoever has one holds hdf5Mutex().
class Hdf5File
{
public:
    Hdf5File(const std::filesystem::path& path, const Progress& progress)
        : m_name(fileName(path)), m_file(opened(path, m_name))
    {
        m_info.format = FileFormat::Hdf5;
        walk(*m_file, "", 0, progress);
        if (m_info.arrays.empty())
            fail(m_name, "the file holds no data set of numbers or text" +
                             (m_info.notes.empty() ? std::string(".") : ": " + m_info.notes.front()) +
                             " Save the data as plain arrays.");
    }

    [[nodiscard]] const FileInfo& info() const { return m_info; }
    [[nodiscard]] const std::string& name() const { return m_name; }

    [[nodiscard]] Array load(std::size_t place, const Progress& progress) const
    {
        const auto& info = m_info.arrays[place];
        const Handle set(H5Dopen2(*m_file, m_paths[place].c_str(), H5P_DEFAULT), &H5Dclose);
        if (!set)
            failOf(info.name);
        return info.type == "text" ? loadText(*set, info, progress) : loadNumbers(*set, info, progress);
    }

private:
    static Handle opened(const std::filesystem::path& path, const std::string& name)
    {
        if (Bytes(path).size() == 0)
            fail(name, "the file is empty, expected HDF5. Copy or download it again.");
        if (H5Fis_hdf5(path.c_str()) <= 0)
            fail(name,
                 "it does not have the signature of HDF5 (\\x89HDF at byte 0, 512, 1024 ..). Choose another file, "
                 "or name its format.");
        Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), &H5Fclose);
        if (!file)
            fail(name, "it cannot be opened as HDF5 (" + words() +
                           "). Copy or download it again, or close the program that still writes it.");
        return file;
    }

    [[noreturn]] void failOf(const std::string& what) const
    {
        fail(m_name, inQuotes(what) + " cannot be read (" + words() +
                         "). Copy or download the file again, or save this data set without the filter it uses.");
    }

    [[nodiscard]] std::vector<std::string> namesIn(hid_t group, const std::string& path) const
    {
        std::vector<std::string> names;
        const auto collect = [](hid_t, const char* name, const H5L_info_t*, void* to) -> herr_t {
            static_cast<std::vector<std::string>*>(to)->emplace_back(name);
            return 0;
        };
        if (H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, nullptr, collect, &names) < 0)
            failOf(path.empty() ? "/" : path);
        return names;
    }

    void walk(hid_t group, const std::string& path, int depth, const Progress& progress)
    {
        if (depth > deepest)
            fail(m_name, "groups stand in one another more than 64 deep, at " + inQuotes(path) +
                             ". Save the data in fewer groups.");
        H5O_info_t self;
        if (H5Oget_info2(group, &self, H5O_INFO_BASIC) < 0)
            failOf(path.empty() ? "/" : path);
        if (!m_seen.insert(self.addr).second)
            return; // a link back to a group that was listed
        for (const auto& name : namesIn(group, path)) {
            progress.at(0, path);
            const auto inner = path.empty() ? name : path + "/" + name;
            H5L_info_t link;
            if (H5Lget_info(group, name.c_str(), &link, H5P_DEFAULT) < 0)
                failOf(inner);
            if (link.type != H5L_TYPE_HARD && link.type != H5L_TYPE_SOFT) {
                m_info.notes.push_back(inQuotes(inner) + " is a link into another file and is left out.");
                continue;
            }
            const Handle object(H5Oopen(group, name.c_str(), H5P_DEFAULT), &H5Oclose);
            if (!object && link.type == H5L_TYPE_SOFT) {
                m_info.notes.push_back(inQuotes(inner) + " is a link to nothing and is left out.");
                H5Eclear2(H5E_DEFAULT);
                continue;
            }
            if (!object)
                failOf(inner);
            const auto kind = H5Iget_type(*object);
            if (kind == H5I_GROUP)
                walk(*object, inner, depth + 1, progress);
            else if (kind == H5I_DATASET)
                list(*object, inner);
        }
    }

    void list(hid_t set, const std::string& path)
    {
        const Handle type(H5Dget_type(set), &H5Tclose);
        const Handle space(H5Dget_space(set), &H5Sclose);
        const Handle plan(H5Dget_create_plist(set), &H5Pclose);
        if (!type || !space || !plan)
            failOf(path);
        const auto leaveOut = [&](const std::string& why) {
            m_info.notes.push_back(inQuotes(path) + " is left out: it holds " + why + ".");
        };
        auto name = typeName(*type);
        if (name.empty())
            return leaveOut(unsupported(*type));
        if (name == "enum") {
            name = typeName(*Handle(H5Tget_super(*type), &H5Tclose));
            if (H5Tget_nmembers(*type) == 2 && H5Tget_member_index(*type, "TRUE") >= 0)
                name = "bool";
        }
        const int rank = H5Sget_simple_extent_ndims(*space);
        if (H5Sget_simple_extent_type(*space) == H5S_NULL || rank < 0)
            return leaveOut("nothing");
        std::vector<hsize_t> extents(static_cast<std::size_t>(rank));
        H5Sget_simple_extent_dims(*space, extents.data(), nullptr);
        ArrayInfo info{.name = path, .type = name, .unit = unitOf(set), .sampleRateHz = rateOf(set)};
        for (const auto extent : extents)
            info.shape.push_back(extent > (hsize_t{1} << 62U) ? -1 : static_cast<std::int64_t>(extent));
        H5Eclear2(H5E_DEFAULT);

        if (H5Pget_layout(*plan) == H5D_VIRTUAL || H5Pget_external_count(*plan) > 0)
            return leaveOut("numbers of other files; save them in this one");
        const auto size = H5Tget_size(*type);
        const auto count = elementCount(info.shape);
        const std::uint64_t stored = H5Dget_storage_size(set);
        if (!count || *count / bestRatio > (stored + mostUnwritten / bestRatio) / size)
            return leaveOut((count ? shapeText(info) : "more than 4e18") + " elements of " + std::to_string(size) +
                            " bytes by its header, but only " + counted(static_cast<std::int64_t>(stored), "byte") +
                            " in the file; it was never filled");
        if (m_info.arrays.size() >= mostArrays)
            fail(m_name, "the file holds more than 10000 data sets. Save fewer and larger ones.");
        m_info.arrays.push_back(std::move(info));
        m_paths.push_back("/" + path);
    }

    /// Calls read(memory space, file space, offset, count) for the parts of about 4 MiB of a data set, whole chunks of
    /// the first axis at a time.
    template <typename Read>
    void inBlocks(hid_t set, const ArrayInfo& info, std::size_t elementBytes, const Progress& progress, Read read) const
    {
        const Handle space(H5Dget_space(set), &H5Sclose);
        const Handle plan(H5Dget_create_plist(set), &H5Pclose);
        const auto rank = info.shape.size();
        const auto all = static_cast<std::size_t>(info.count());
        if (all == 0)
            return;
        const auto rows = rank == 0 ? 1 : static_cast<std::size_t>(info.shape[0]);
        const auto perRow = all / rows;
        std::vector<hsize_t> start(rank, 0);
        std::vector<hsize_t> extent(info.shape.begin(), info.shape.end());
        auto step = std::max<std::size_t>(chunkBytes / std::max<std::size_t>(perRow * elementBytes, 1), 1);
        if (rank > 0 && H5Pget_layout(*plan) == H5D_CHUNKED) {
            std::vector<hsize_t> chunk(rank, 1);
            H5Pget_chunk(*plan, static_cast<int>(rank), chunk.data());
            const auto first = static_cast<std::size_t>(std::max<hsize_t>(chunk[0], 1));
            step = std::max<std::size_t>(step / first, 1) * first; // no chunk is unpacked twice
        }
        for (std::size_t row = 0; row < rows; row += step) {
            progress.at(static_cast<double>(row) / static_cast<double>(rows), info.name);
            const auto taken = std::min(step, rows - row);
            const hsize_t count = taken * perRow;
            const Handle memory(H5Screate_simple(1, &count, nullptr), &H5Sclose);
            if (rank > 0) {
                start[0] = row;
                extent[0] = taken;
                H5Sselect_hyperslab(*space, H5S_SELECT_SET, start.data(), nullptr, extent.data(), nullptr);
            }
            if (read(*memory, *space, row * perRow, static_cast<std::size_t>(count)) < 0)
                failOf(info.name);
        }
        progress.at(1, info.name);
    }

    [[nodiscard]] Array loadNumbers(hid_t set, const ArrayInfo& info, const Progress& progress) const
    {
        Array array;
        static_cast<ArrayInfo&>(array) = info;
        array.values.resize(static_cast<std::size_t>(info.count())); // compared with what is stored in list()
        inBlocks(set, info, sizeof(float), progress, [&](hid_t memory, hid_t space, std::size_t at, std::size_t) {
            return H5Dread(set, H5T_NATIVE_FLOAT, memory, space, H5P_DEFAULT, array.values.data() + at);
        });
        return array;
    }

    [[nodiscard]] Array loadText(hid_t set, const ArrayInfo& info, const Progress& progress) const
    {
        const Handle type(H5Dget_type(set), &H5Tclose);
        const auto size = H5Tget_size(*type);
        std::vector<std::string> texts;
        inBlocks(set, info, size, progress, [&](hid_t memory, hid_t space, std::size_t, std::size_t count) {
            if (H5Tis_variable_str(*type) > 0) {
                std::vector<char*> places(count, nullptr);
                const auto result = H5Dread(set, *type, memory, space, H5P_DEFAULT, places.data());
                for (const char* place : places)
                    texts.push_back(place == nullptr ? std::string() : asUtf8(place));
                H5Dvlen_reclaim(*type, memory, H5P_DEFAULT, places.data());
                return result;
            }
            std::string bytes(count * size, '\0');
            const auto result = H5Dread(set, *type, memory, space, H5P_DEFAULT, bytes.data());
            for (std::size_t i = 0; i < count; ++i) {
                const auto text = std::string_view(bytes).substr(i * size, size);
                texts.push_back(asUtf8(trimmed(text.substr(0, text.find('\0')))));
            }
            return result;
        });
        return textArray(info, texts);
    }

    std::string m_name;
    Handle m_file;
    FileInfo m_info;
    std::vector<std::string> m_paths; ///< of the arrays
    std::set<haddr_t> m_seen;         ///< groups
};

class Hdf5Reader final : public Reader
{
public:
    [[nodiscard]] FileFormat format() const override { return FileFormat::Hdf5; }
    [[nodiscard]] int sniff(std::string_view head, const std::filesystem::path& /*path*/) const override
    {
        for (std::size_t at = 0; at < head.size(); at = at == 0 ? 512 : 2 * at)
            if (head.substr(at).starts_with(signature))
                return head.starts_with("MATLAB") ? 60 : 100;
        return 0;
    }
    [[nodiscard]] FileInfo describe(const std::filesystem::path& path, const ReadOptions& /*options*/,
                                    const Progress& progress) const override
    {
        progress.at(0);
        const std::lock_guard lock(hdf5Mutex());
        const Silence silence;
        return Hdf5File(path, progress).info();
    }
    [[nodiscard]] std::vector<Array> load(const std::filesystem::path& path, std::span<const std::string> names,
                                          const ReadOptions& /*options*/, const Progress& progress) const override
    {
        progress.at(0);
        const std::lock_guard lock(hdf5Mutex());
        const Silence silence;
        const Hdf5File file(path, progress);
        return loadEach(placesOf(file.info().arrays, names, file.name()), progress,
                        [&](std::size_t place, const Progress& part) { return file.load(place, part); });
    }
};

} // namespace

} // namespace pitlane::binary

namespace pitlane {

const Reader& hdf5Reader()
{
    static const binary::Hdf5Reader reader;
    return reader;
}

} // namespace pitlane
