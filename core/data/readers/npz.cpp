// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/binaryreaders.h"
#include "core/data/readers/npy.h"
#include "core/data/text.h"

#include <zip.h>

#include <algorithm>
#include <memory>

namespace pitlane::binary {

namespace {

using ZipMember = std::unique_ptr<zip_file_t, decltype(&zip_fclose)>;

/// What deflate can make of a byte at best, rounded up.
constexpr std::uint64_t bestRatio = 1040;

/// An archive of .npy members.
class Npz
{
public:
    explicit Npz(const std::filesystem::path& path) : m_name(fileName(path)), m_archive(nullptr, &zip_discard)
    {
        const Bytes file(path); // a file that cannot be opened is told in our words
        checkSize(file.size());
        int code = 0;
        m_archive.reset(zip_open(path.c_str(), ZIP_RDONLY, &code));
        if (!m_archive) {
            zip_error_t problem;
            zip_error_init_with_code(&problem, code);
            const std::string words = zip_error_strerror(&problem);
            zip_error_fini(&problem);
            complain(words);
        }
        list();
    }

    Npz(std::string_view content, std::string name) : m_name(std::move(name)), m_archive(nullptr, &zip_discard)
    {
        checkSize(content.size());
        zip_error_t problem;
        zip_error_init(&problem);
        auto* source = zip_source_buffer_create(content.data(), content.size(), 0, &problem);
        if (source != nullptr) {
            m_archive.reset(zip_open_from_source(source, ZIP_RDONLY, &problem));
            if (!m_archive)
                zip_source_free(source);
        }
        const std::string words = zip_error_strerror(&problem);
        zip_error_fini(&problem);
        if (!m_archive)
            complain(words);
        list();
    }

    [[nodiscard]] const FileInfo& info() const { return m_info; }
    [[nodiscard]] const std::string& name() const { return m_name; }

    [[nodiscard]] Array load(std::size_t place, const Progress& progress) const
    {
        const auto& entry = m_entries[place];
        const auto member = open(entry);
        const auto source = sourceOf(entry, *member);
        const auto header = readNpyHeader(source);
        auto array = readNpyData(source, header, m_info.arrays[place].name, progress);
        std::string rest(std::size_t{1} << 16U, '\0'); // the checksum is compared at the member's end
        while (source.read(rest.data(), rest.size()) == rest.size())
            progress.at(1, array.name);
        return array;
    }

private:
    struct Entry
    {
        std::uint64_t index = 0;
        std::string name;
        std::uint64_t size = 0;
    };

    void checkSize(std::uint64_t size) const
    {
        if (size == 0)
            fail(m_name, "the file is empty, expected an archive of NumPy arrays. Write it again with numpy.savez.");
    }

    [[noreturn]] void complain(const std::string& words) const
    {
        fail(m_name, "this is no complete archive (" + words +
                         "), expected NumPy arrays in a zip archive. Copy or download the file again, or write it "
                         "again with numpy.savez.");
    }

    void list()
    {
        m_info.format = FileFormat::Npz;
        std::set<std::string> taken;
        const auto count = zip_get_num_entries(m_archive.get(), 0);
        for (zip_int64_t i = 0; i < count; ++i) {
            zip_stat_t stat;
            zip_stat_init(&stat);
            if (zip_stat_index(m_archive.get(), static_cast<zip_uint64_t>(i), 0, &stat) != 0)
                complain(zip_strerror(m_archive.get()));
            Entry entry{.index = static_cast<std::uint64_t>(i), .name = asUtf8(stat.name), .size = stat.size};
            if (entry.name.ends_with("/"))
                continue;
            if (!entry.name.ends_with(".npy")) {
                m_info.notes.push_back("Member " + inQuotes(entry.name) + " is not a .npy array and is left out.");
                continue;
            }
            if (stat.encryption_method != ZIP_EM_NONE)
                fail(m_name, "member " + inQuotes(entry.name) +
                                 " is encrypted. Unpack the archive with its password and choose the .npy files.");
            if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)
                fail(m_name, "member " + inQuotes(entry.name) + " is packed by method " +
                                 std::to_string(stat.comp_method) +
                                 ", expected stored or deflated. Write the file again with numpy.savez_compressed.");
            if (stat.size / bestRatio > stat.comp_size ||
                (stat.comp_method == ZIP_CM_STORE && stat.size != stat.comp_size))
                fail(m_name, "member " + inQuotes(entry.name) + " claims " + std::to_string(stat.size) + " bytes in " +
                                 std::to_string(stat.comp_size) +
                                 " packed ones, which cannot be. Copy or download the file again.");
            const auto member = open(entry);
            const auto header = readNpyHeader(sourceOf(entry, *member));
            const auto stem = entry.name.substr(0, entry.name.size() - 4);
            m_info.arrays.push_back(infoOf(header, uniqueName(taken, stem)));
            m_entries.push_back(std::move(entry));
        }
        if (m_info.arrays.empty())
            fail(m_name, "the archive holds no .npy array (" + counted(count, "member") +
                             "). Unpack it and choose the data files in it.");
    }

    [[nodiscard]] ZipMember open(const Entry& entry) const
    {
        ZipMember member(zip_fopen_index(m_archive.get(), entry.index, 0), &zip_fclose);
        if (!member)
            fail(m_name, "member " + inQuotes(entry.name) + " cannot be opened (" + zip_strerror(m_archive.get()) +
                             "). Copy or download the file again.");
        return member;
    }

    [[nodiscard]] ByteSource sourceOf(const Entry& entry, zip_file_t& member) const
    {
        const auto name = m_name + ", member " + inQuotes(entry.name);
        return {.name = name,
                .size = entry.size,
                .sizeIsSure = false,
                .read = [&member, name](char* to, std::size_t count) {
                    std::size_t found = 0;
                    while (found < count) {
                        const auto part = zip_fread(&member, to + found, count - found);
                        if (part < 0)
                            fail(name, std::string("it cannot be unpacked (") + zip_file_strerror(&member) +
                                           "). Copy or download the file again.");
                        if (part == 0)
                            break;
                        found += static_cast<std::size_t>(part);
                    }
                    return found;
                }};
    }

    std::string m_name;
    std::unique_ptr<zip_t, decltype(&zip_discard)> m_archive;
    FileInfo m_info;
    std::vector<Entry> m_entries;
};

std::vector<Array> loadFrom(const Npz& archive, std::span<const std::string> names, const Progress& progress)
{
    return loadEach(placesOf(archive.info().arrays, names, archive.name()), progress,
                    [&](std::size_t place, const Progress& part) { return archive.load(place, part); });
}

class NpzReader final : public Reader
{
public:
    [[nodiscard]] FileFormat format() const override { return FileFormat::Npz; }
    [[nodiscard]] int sniff(std::string_view head, const std::filesystem::path& path) const override
    {
        if (!head.starts_with("PK\x03\x04") && !head.starts_with("PK\x05\x06"))
            return 0;
        if (lowerCase(path.extension().string()) == ".npz")
            return 100;
        // The first member's name stands behind 30 bytes; its length at byte 26.
        if (head.size() < 30)
            return 0;
        const auto length = static_cast<std::size_t>(static_cast<unsigned char>(head[26])) +
                            256U * static_cast<std::size_t>(static_cast<unsigned char>(head[27]));
        return head.substr(30, length).ends_with(".npy") ? 90 : 0;
    }
    [[nodiscard]] FileInfo describe(const std::filesystem::path& path, const ReadOptions& /*options*/,
                                    const Progress& progress) const override
    {
        progress.at(0);
        return Npz(path).info();
    }
    [[nodiscard]] std::vector<Array> load(const std::filesystem::path& path, std::span<const std::string> names,
                                          const ReadOptions& /*options*/, const Progress& progress) const override
    {
        progress.at(0);
        return loadFrom(Npz(path), names, progress);
    }
};

} // namespace

std::vector<Array> parseNpz(std::string_view content, const std::string& name)
{
    return loadFrom(Npz(content, name), {}, {});
}

} // namespace pitlane::binary

namespace pitlane {

const Reader& npzReader()
{
    static const binary::NpzReader reader;
    return reader;
}

} // namespace pitlane
