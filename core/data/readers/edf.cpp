// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/binaryreaders.h"
#include "core/data/readers/binarytools.h"
#include "core/data/text.h"

#include <edflib.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

namespace pitlane::binary {

namespace {

constexpr const char* onsetName = "annotations/onset";
constexpr const char* textName = "annotations/text";
constexpr std::string_view bdfStart = "\xff"
                                      "BIOSEMI";
constexpr std::string_view edfStart = "0       ";

/// EDFlib keeps one table of open files for the whole process and refuses the same path twice.
std::mutex& edfMutex()
{
    static std::mutex mutex;
    return mutex;
}

/// EDFlib says "format errors" of every damage. The sizes that a copy cut short gets wrong are looked at here, so that
/// the sentence can name them.
void checkHeader(Bytes& bytes)
{
    const auto& file = bytes.name();
    if (bytes.size() == 0)
        fail(file, "the file is empty, expected EDF or BDF. Copy or download it again.");
    const auto head = bytes.text(0, 256);
    const bool bdf = head.starts_with(bdfStart);
    if (!bdf && !head.starts_with(edfStart))
        fail(file, "it starts with " + inQuotes(std::string_view(head).substr(0, 8)) +
                       ", expected \"0       \" (EDF) or \\xffBIOSEMI (BDF). Choose another file, or name its format.");
    const auto number = [&](std::uint64_t at, std::size_t length, const char* what) {
        const auto text = bytes.text(at, length);
        double value = 0;
        if (text.size() < length)
            fail(file, "the file ends at byte " + std::to_string(bytes.size()) + ", in its header (" + what +
                           " at byte " + std::to_string(at) + "). Copy or download it again.");
        if (!parseNumber(trimmed(text), value) || value != std::floor(value) || std::abs(value) > 1e9)
            fail(file, "header, byte " + std::to_string(at) + ": found " + inQuotes(text) + ", expected " + what +
                           " as a whole number. The file is damaged; export it again.");
        return static_cast<std::int64_t>(value);
    };
    const auto headerBytes = number(184, 8, "the length of the header");
    const auto records = number(236, 8, "the number of records");
    const auto signals = number(252, 4, "the number of signals");
    if (signals < 1 || signals > EDFLIB_MAXSIGNALS)
        fail(file, "header, byte 252: found " + std::to_string(signals) +
                       " signals, expected 1 .. 640. The file is damaged; export it again.");
    if (headerBytes != 256 * (signals + 1))
        fail(file, "header, byte 184: a header of " + std::to_string(headerBytes) + " bytes for " +
                       counted(signals, "signal") + ", expected " + std::to_string(256 * (signals + 1)) +
                       ". The file is damaged; export it again.");
    if (records < 1)
        fail(file, "header, byte 236: found " + std::to_string(records) +
                       " records, expected 1 or more. The recording was not closed; save it again in its program.");
    std::uint64_t recordBytes = 0;
    for (std::int64_t i = 0; i < signals; ++i) {
        const auto samples = number(static_cast<std::uint64_t>(256 + 216 * signals + 8 * i), 8, "samples per record");
        if (samples < 1)
            fail(file, "signal " + std::to_string(i + 1) + " has " + std::to_string(samples) +
                           " samples per record, expected 1 or more. The file is damaged; export it again.");
        recordBytes += static_cast<std::uint64_t>(samples) * (bdf ? 3 : 2);
    }
    const auto expected = static_cast<std::uint64_t>(headerBytes) + recordBytes * static_cast<std::uint64_t>(records);
    if (bytes.size() != expected)
        fail(file, "the header claims " + std::to_string(records) + " records of " + std::to_string(recordBytes) +
                       " bytes, " + std::to_string(expected) + " bytes with the header, but the file has " +
                       std::to_string(bytes.size()) + ". " +
                       (bytes.size() < expected ? "It was cut off; copy or download it again."
                                                : "It is damaged; export it again."));
}

const char* words(int code)
{
    switch (code) {
    case EDFLIB_FILE_CONTAINS_FORMAT_ERRORS:
        return "its header does not follow the format: export it again, or open it in EDFbrowser, which names the "
               "field that is wrong";
    case EDFLIB_FILE_IS_DISCONTINUOUS:
        return "it is a recording with gaps (EDF+D), expected a continuous one: convert it to EDF+C, for example with "
               "EDFbrowser";
    case EDFLIB_MAXFILES_REACHED:
        return "too many files are open: close some";
    case EDFLIB_MALLOC_ERROR:
        return "there is not enough memory: close other programs";
    default:
        return "it could not be read: check that it exists and may be read, and copy it again";
    }
}

/// An open file. Whoever has one holds edfMutex().
class EdfFile
{
public:
    explicit EdfFile(const std::filesystem::path& path)
        : m_name(fileName(path)), m_header(std::make_unique<edf_hdr_struct>())
    {
        Bytes bytes(path);
        checkHeader(bytes);
        if (edfopen_file_readonly(path.c_str(), m_header.get(), EDFLIB_READ_ALL_ANNOTATIONS) != 0)
            fail(m_name, std::string(words(m_header->filetype)) + " (EDFlib's error " +
                             std::to_string(m_header->filetype) + ").");
        list();
    }
    EdfFile(const EdfFile&) = delete;
    EdfFile& operator=(const EdfFile&) = delete;
    ~EdfFile() { edfclose_file(m_header->handle); }

    [[nodiscard]] const FileInfo& info() const { return m_info; }
    [[nodiscard]] const std::string& name() const { return m_name; }

    [[nodiscard]] Array load(std::size_t place, const Progress& progress)
    {
        const auto signals = static_cast<std::size_t>(m_header->edfsignals);
        if (place >= signals)
            return annotations(m_info.arrays[place], progress);
        Array array;
        static_cast<ArrayInfo&>(array) = m_info.arrays[place];
        const auto signal = static_cast<int>(place);
        const auto count = m_header->signalparam[place].smp_in_file;
        array.values.reserve(static_cast<std::size_t>(count)); // compared with the file's size in checkHeader()
        std::vector<double> chunk(chunkBytes / sizeof(double));
        edfrewind(m_header->handle, signal);
        for (long long done = 0; done < count;) {
            progress.at(static_cast<double>(done) / static_cast<double>(count), array.name);
            const auto wanted = static_cast<int>(std::min<long long>(count - done, std::ssize(chunk)));
            const int got = edfread_physical_samples(m_header->handle, signal, wanted, chunk.data());
            if (got != wanted)
                fail(m_name, "signal " + inQuotes(array.name) + ", sample " + std::to_string(done) +
                                 " and the following cannot be read. Copy or download the file again.");
            for (int i = 0; i < got; ++i)
                array.values.push_back(static_cast<float>(chunk[static_cast<std::size_t>(i)]));
            done += got;
        }
        return array;
    }

private:
    void list()
    {
        static const std::map<int, const char*> kinds = {{EDFLIB_FILETYPE_EDF, "EDF"},
                                                         {EDFLIB_FILETYPE_EDFPLUS, "EDF+"},
                                                         {EDFLIB_FILETYPE_BDF, "BDF"},
                                                         {EDFLIB_FILETYPE_BDFPLUS, "BDF+"}};
        m_info.format = FileFormat::Edf;
        const auto kind = kinds.find(m_header->filetype);
        const double seconds = static_cast<double>(m_header->datarecord_duration) / EDFLIB_TIME_DIMENSION;
        std::set<std::string> taken = {onsetName, textName};
        const bool bdf = m_header->filetype == EDFLIB_FILETYPE_BDF || m_header->filetype == EDFLIB_FILETYPE_BDFPLUS;
        for (int i = 0; i < m_header->edfsignals; ++i) {
            const auto& signal = m_header->signalparam[i];
            auto label = asUtf8(trimmed(signal.label));
            if (label.empty())
                label = "signal " + std::to_string(i + 1);
            ArrayInfo array{.name = uniqueName(taken, label),
                            .shape = {signal.smp_in_file},
                            .type = bdf ? "int24" : "int16",
                            .unit = asUtf8(trimmed(signal.physdimension))};
            if (seconds > 0)
                array.sampleRateHz = signal.smp_in_datarecord / seconds;
            m_info.arrays.push_back(std::move(array));
        }
        if (m_header->annotations_in_file > 0) {
            const auto count = static_cast<std::int64_t>(m_header->annotations_in_file);
            m_info.arrays.push_back({.name = onsetName, .shape = {count}, .type = "float64", .unit = "s"});
            m_info.arrays.push_back({.name = textName, .shape = {count}, .type = "text"});
        }
        if (m_info.arrays.empty())
            fail(m_name, "the file holds neither signals nor annotations. Choose the file with the recording.");
        m_info.notes.push_back(std::string(kind == kinds.end() ? "EDF" : kind->second) + ", " +
                               counted(m_header->edfsignals, "signal") + ", " +
                               counted(static_cast<std::int64_t>(m_header->annotations_in_file), "annotation") +
                               "; values in physical units.");
    }

    [[nodiscard]] Array annotations(const ArrayInfo& info, const Progress& progress) const
    {
        Array array;
        static_cast<ArrayInfo&>(array) = info;
        std::vector<std::string> texts;
        edf_annotation_struct annotation;
        for (int i = 0; i < m_header->annotations_in_file; ++i) {
            if (i % 4096 == 0)
                progress.at(static_cast<double>(i) / static_cast<double>(m_header->annotations_in_file), info.name);
            if (edf_get_annotation(m_header->handle, i, &annotation) != 0)
                fail(m_name, "annotation " + std::to_string(i + 1) + " cannot be read. Export the file again.");
            array.values.push_back(static_cast<float>(static_cast<double>(annotation.onset) / EDFLIB_TIME_DIMENSION));
            texts.push_back(asUtf8(annotation.annotation));
        }
        return info.name == textName ? textArray(info, texts) : array;
    }

    std::string m_name;
    std::unique_ptr<edf_hdr_struct> m_header; // large
    FileInfo m_info;
};

class EdfReader final : public Reader
{
public:
    [[nodiscard]] FileFormat format() const override { return FileFormat::Edf; }
    [[nodiscard]] int sniff(std::string_view head, const std::filesystem::path& path) const override
    {
        if (head.starts_with(bdfStart))
            return 100;
        if (!head.starts_with(edfStart))
            return 0;
        const auto extension = lowerCase(path.extension().string());
        // A table of numbers may start like this too; the header's length stands at byte 184.
        const bool hasLength =
            head.size() >= 256 && head.substr(184, 8).find_first_not_of("0123456789 ") == std::string_view::npos;
        return hasLength ? 100 : extension == ".edf" ? 80 : 0;
    }
    [[nodiscard]] FileInfo describe(const std::filesystem::path& path, const ReadOptions& /*options*/,
                                    const Progress& progress) const override
    {
        progress.at(0);
        const std::lock_guard lock(edfMutex());
        return EdfFile(path).info();
    }
    [[nodiscard]] std::vector<Array> load(const std::filesystem::path& path, std::span<const std::string> names,
                                          const ReadOptions& /*options*/, const Progress& progress) const override
    {
        progress.at(0);
        const std::lock_guard lock(edfMutex());
        EdfFile file(path);
        return loadEach(placesOf(file.info().arrays, names, file.name()), progress,
                        [&](std::size_t place, const Progress& part) { return file.load(place, part); });
    }
};

} // namespace

} // namespace pitlane::binary

namespace pitlane {

const Reader& edfReader()
{
    static const binary::EdfReader reader;
    return reader;
}

} // namespace pitlane
