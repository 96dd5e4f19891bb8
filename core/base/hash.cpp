// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"

#include "core/base/error.h"

#include <array>
#include <fstream>
#include <memory>
#include <openssl/evp.h>

namespace pitlane {

namespace {

/// Incremental SHA-256 over libcrypto.
class Sha256
{
public:
    Sha256() : m_context(EVP_MD_CTX_new(), &EVP_MD_CTX_free)
    {
        check(m_context && EVP_DigestInit_ex(m_context.get(), EVP_sha256(), nullptr) == 1);
    }

    void add(std::string_view bytes) { check(EVP_DigestUpdate(m_context.get(), bytes.data(), bytes.size()) == 1); }

    [[nodiscard]] std::array<unsigned char, 32> finish()
    {
        std::array<unsigned char, 32> digest{};
        check(EVP_DigestFinal_ex(m_context.get(), digest.data(), nullptr) == 1);
        return digest;
    }

    [[nodiscard]] std::string finishHex()
    {
        constexpr std::string_view digits = "0123456789abcdef";
        std::string hex;
        for (const auto byte : finish()) {
            hex += digits[byte >> 4U];
            hex += digits[byte & 15U];
        }
        return hex;
    }

private:
    static void check(bool succeeded)
    {
        if (!succeeded)
            throw Error("The cryptography library could not compute a SHA-256 hash.");
    }

    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> m_context;
};

} // namespace

std::string sha256(std::string_view bytes)
{
    Sha256 hash;
    hash.add(bytes);
    return hash.finishHex();
}

std::string sha256OfFile(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    if (!in)
        throw FileError("Cannot read " + path.string() + " to compute its hash.");
    Sha256 hash;
    std::array<char, 1 << 16> block{};
    while (in.read(block.data(), block.size()) || in.gcount() > 0)
        hash.add({block.data(), static_cast<std::size_t>(in.gcount())});
    return hash.finishHex();
}

std::uint64_t derivedSeed(std::uint64_t seedNumber, std::string_view purpose, std::uint64_t index)
{
    Sha256 hash;
    hash.add(std::to_string(seedNumber) + "/" + std::string(purpose) + "/" + std::to_string(index));
    std::uint64_t value = 0;
    const auto digest = hash.finish();
    for (std::size_t i = 0; i < 8; ++i)
        value = value << 8U | digest[i];
    return value;
}

} // namespace pitlane
