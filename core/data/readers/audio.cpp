// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/binaryreaders.h"
#include "core/data/readers/binarytools.h"
#include "core/data/text.h"

#include <sndfile.h>

#include <algorithm>
#include <array>
#include <memory>

namespace pitlane::binary {

namespace {

constexpr const char* arrayName = "samples";
/// No format here packs more frames into a byte (FLAC: 65535 equal samples in some 14 bytes).
constexpr std::uint64_t mostFramesPerByte = 8192;

std::string typeName(int format)
{
    switch (format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_S8:
        return "int8";
    case SF_FORMAT_PCM_U8:
        return "uint8";
    case SF_FORMAT_PCM_16:
        return "int16";
    case SF_FORMAT_PCM_24:
        return "int24";
    case SF_FORMAT_PCM_32:
        return "int32";
    case SF_FORMAT_FLOAT:
        return "float32";
    case SF_FORMAT_DOUBLE:
        return "float64";
    default: {
        SF_FORMAT_INFO info{.format = format & SF_FORMAT_SUBMASK};
        return sf_command(nullptr, SFC_GET_FORMAT_INFO, &info, sizeof info) == 0 ? info.name : "unknown";
    }
    }
}

/// The library takes a header's word for less than it says where the file is shorter; here it is told. Only the sizes
/// of a RIFF file's chunks are looked at.
void checkChunks(Bytes& bytes)
{
    const auto number = [&](std::uint64_t at) {
        const auto text = bytes.text(at, 4);
        std::uint64_t value = 0;
        for (std::size_t i = text.size(); i-- > 0;)
            value = value * 256 + static_cast<unsigned char>(text[i]);
        return value;
    };
    if (bytes.text(0, 4) != "RIFF" || bytes.text(8, 4) != "WAVE")
        return;
    bool hasFormat = false;
    for (std::uint64_t at = 12; at + 8 <= bytes.size();) {
        const auto id = bytes.text(at, 4);
        const auto size = number(at + 4);
        hasFormat = hasFormat || id == "fmt ";
        if (id == "data") {
            const auto there = bytes.size() - at - 8;
            // Recorders that cannot go back write the largest number for "until the end".
            if (size > there && size != 0xffffffffU)
                fail(bytes.name(), "byte " + std::to_string(at) + ": the header claims " + std::to_string(size) +
                                       " bytes of samples, but " + std::to_string(there) +
                                       " follow. The file was cut off; copy or download it again.");
            if (!hasFormat)
                fail(bytes.name(), "byte " + std::to_string(at) +
                                       ": samples come before their format. The file is damaged; write it again.");
            return;
        }
        at += 8 + size + size % 2;
    }
    fail(bytes.name(), "the file ends before its samples begin (no \"data\" chunk in " + std::to_string(bytes.size()) +
                           " bytes). Copy or download it again.");
}

class AudioFile
{
public:
    explicit AudioFile(const std::filesystem::path& path) : m_name(fileName(path)), m_file(nullptr, &sf_close)
    {
        Bytes bytes(path);
        if (bytes.size() == 0)
            fail(m_name, "the file is empty, expected audio. Copy or download it again.");
        checkChunks(bytes);
        m_size = bytes.size();
        m_file.reset(sf_open(path.c_str(), SFM_READ, &m_info));
        if (!m_file)
            fail(m_name, std::string("it cannot be read as audio (") + std::string(trimmed(sf_strerror(nullptr))) +
                             "), expected WAV, FLAC, AIFF or OGG. Copy or download it again, or convert it to WAV.");
        if (m_info.channels < 1 || m_info.samplerate < 1 || m_info.frames < 0)
            fail(m_name, "the header names " + std::to_string(m_info.channels) + " channels at " +
                             std::to_string(m_info.samplerate) + " Hz. The file is damaged; convert it to WAV again.");
        if (static_cast<std::uint64_t>(m_info.frames) / mostFramesPerByte > m_size)
            fail(m_name, "the header claims " + std::to_string(m_info.frames) + " samples, which a file of " +
                             std::to_string(m_size) + " bytes cannot hold. Convert it to WAV again.");
        if (m_info.frames == 0)
            fail(m_name, "the file holds no samples. Leave it out, or record it again.");
    }

    [[nodiscard]] FileInfo info() const
    {
        FileInfo info{.format = FileFormat::Audio, .arrays = {array()}};
        SF_FORMAT_INFO format{.format = m_info.format & SF_FORMAT_TYPEMASK};
        if (sf_command(nullptr, SFC_GET_FORMAT_INFO, &format, sizeof format) == 0)
            info.notes.push_back(std::string(format.name) + ", " + typeName(m_info.format) + ", " +
                                 counted(m_info.channels, "channel") + " at " + std::to_string(m_info.samplerate) +
                                 " Hz; whole numbers are scaled to -1 to 1.");
        return info;
    }

    [[nodiscard]] ArrayInfo array() const
    {
        return {.name = arrayName,
                .shape = {m_info.channels, m_info.frames},
                .type = typeName(m_info.format),
                .sampleRateHz = m_info.samplerate};
    }

    [[nodiscard]] const std::string& name() const { return m_name; }

    [[nodiscard]] Array load(const Progress& progress)
    {
        Array result;
        static_cast<ArrayInfo&>(result) = array();
        const auto channels = static_cast<std::size_t>(m_info.channels);
        // Memory comes with what is decoded: the number of frames is only claimed.
        std::vector<std::vector<float>> planes(channels);
        const auto most = std::max<std::size_t>(chunkBytes / sizeof(float) / channels, 1);
        std::vector<float> chunk(most * channels);
        std::int64_t done = 0;
        while (true) {
            progress.at(std::min(1.0, static_cast<double>(done) / static_cast<double>(m_info.frames)), arrayName);
            const auto got = sf_readf_float(m_file.get(), chunk.data(), static_cast<sf_count_t>(most));
            if (got <= 0)
                break;
            for (std::size_t c = 0; c < channels; ++c)
                for (std::size_t i = 0; i < static_cast<std::size_t>(got); ++i)
                    planes[c].push_back(chunk[i * channels + c]);
            done += got;
        }
        if (const int problem = sf_error(m_file.get()); problem != SF_ERR_NO_ERROR)
            fail(m_name, "sample " + std::to_string(done) + " cannot be decoded (" +
                             std::string(trimmed(sf_strerror(m_file.get()))) + "). Copy or download the file again.");
        if (done != m_info.frames)
            fail(m_name, "the header claims " + std::to_string(m_info.frames) + " samples, but " +
                             std::to_string(done) + " are there. Copy or download the file again.");
        result.values = std::move(planes[0]);
        for (std::size_t c = 1; c < channels; ++c) {
            result.values.insert(result.values.end(), planes[c].begin(), planes[c].end());
            planes[c] = {};
        }
        return result;
    }

private:
    std::string m_name;
    std::uint64_t m_size = 0;
    SF_INFO m_info{};
    std::unique_ptr<SNDFILE, decltype(&sf_close)> m_file;
};

class AudioReader final : public Reader
{
public:
    [[nodiscard]] FileFormat format() const override { return FileFormat::Audio; }
    [[nodiscard]] int sniff(std::string_view head, const std::filesystem::path& /*path*/) const override
    {
        const auto at8 = head.size() >= 12 ? head.substr(8, 4) : std::string_view();
        const bool riff = head.starts_with("RIFF") || head.starts_with("RF64") || head.starts_with("RIFX");
        const bool aiff = head.starts_with("FORM") && (at8 == "AIFF" || at8 == "AIFC");
        return (riff && at8 == "WAVE") || aiff || head.starts_with("fLaC") || head.starts_with("OggS") ? 100 : 0;
    }
    [[nodiscard]] FileInfo describe(const std::filesystem::path& path, const ReadOptions& /*options*/,
                                    const Progress& progress) const override
    {
        progress.at(0);
        return AudioFile(path).info();
    }
    [[nodiscard]] std::vector<Array> load(const std::filesystem::path& path, std::span<const std::string> names,
                                          const ReadOptions& /*options*/, const Progress& progress) const override
    {
        progress.at(0);
        AudioFile file(path);
        const std::vector<ArrayInfo> infos = {file.array()};
        return loadEach(placesOf(infos, names, file.name()), progress,
                        [&](std::size_t, const Progress& part) { return file.load(part); });
    }
};

} // namespace

} // namespace pitlane::binary

namespace pitlane {

const Reader& audioReader()
{
    static const binary::AudioReader reader;
    return reader;
}

} // namespace pitlane
