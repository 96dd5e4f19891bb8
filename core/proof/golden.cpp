// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/proof/golden.h"

#include "core/deploy/package/networkcode.h"
#include "core/deploy/package/package.h"

namespace pitlane {

namespace {

constexpr std::size_t hashBytes = 64;

/// Reads a golden file from front to back.
class GoldenReader
{
public:
    explicit GoldenReader(const std::string& bytes) : m_bytes(bytes) {}

    std::span<const std::int8_t> take(std::size_t count)
    {
        if (count > m_bytes.size() - m_at)
            throw ExportError("Reading Check/golden.bin: it ends at byte " + std::to_string(m_bytes.size()) +
                              ", expected at least " + std::to_string(m_at + count) + ". Export the network again.");
        const auto* begin = reinterpret_cast<const std::int8_t*>(m_bytes.data()) + m_at;
        m_at += count;
        return {begin, count};
    }
    std::uint32_t word()
    {
        std::uint32_t value = 0;
        const auto bytes = take(4);
        for (std::size_t i = 0; i < 4; ++i)
            value |= std::uint32_t{static_cast<std::uint8_t>(bytes[i])} << (8 * i);
        return value;
    }

private:
    const std::string& m_bytes;
    std::size_t m_at = 0;
};

} // namespace

std::uint32_t expectedDigest(const std::string& goldenFile, std::int64_t windows)
{
    GoldenReader reader(goldenFile);
    (void)reader.take(8);
    const std::int64_t all = reader.word();
    const std::int64_t withRaw = reader.word();
    const auto inputBytes = reader.word();
    const auto outputBytes = reader.word();
    const auto layers = reader.word();
    (void)reader.take(hashBytes);
    if (windows > all)
        throw ExportError("Reading Check/golden.bin: it has " + std::to_string(all) +
                          " windows, and the check program compared " + std::to_string(windows) + ".");
    auto digest = checksum({});
    for (std::int64_t i = 0; i < windows; ++i) {
        if (i < withRaw)
            (void)reader.take(std::size_t{4} * inputBytes);
        (void)reader.take(inputBytes);
        digest = checksum(reader.take(std::size_t{4} * layers), digest);
        digest = checksum(reader.take(outputBytes), digest);
    }
    return digest;
}

} // namespace pitlane
