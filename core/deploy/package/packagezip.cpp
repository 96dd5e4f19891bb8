// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/package/packagezip.h"

#include <zip.h>

#include <memory>

namespace pitlane {

namespace {

constexpr zip_uint16_t fixedTime = 0;
constexpr zip_uint16_t fixedDate = 0x21; ///< 1980-01-01, the first day that the format knows
constexpr zip_uint32_t filePermissions = 0100644;
constexpr zip_uint32_t programPermissions = 0100755;

} // namespace

void writeZip(const Package& package, const std::filesystem::path& path, const std::string& top,
              const std::filesystem::path& shown)
{
    const auto fail = [&](const std::string& reason) {
        throw FileError("Writing " + shown.string() + ": " + reason +
                        ". Choose a folder that can be written and has room.");
    };
    int code = 0;
    std::unique_ptr<zip_t, decltype(&zip_discard)> archive(
        zip_open(path.string().c_str(), ZIP_CREATE | ZIP_EXCL, &code), zip_discard);
    if (!archive) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        const std::string reason = zip_error_strerror(&error);
        zip_error_fini(&error);
        fail(reason);
    }
    const auto check = [&](bool good) {
        if (!good)
            fail(zip_strerror(archive.get()));
    };
    for (const auto& [name, file] : package.files) {
        auto* source = zip_source_buffer(archive.get(), file.content.data(), file.content.size(), 0);
        check(source != nullptr);
        const auto place = zip_file_add(archive.get(), (top + "/" + name).c_str(), source, ZIP_FL_ENC_UTF_8);
        if (place < 0)
            zip_source_free(source);
        check(place >= 0);
        const auto entry = static_cast<zip_uint64_t>(place);
        check(zip_set_file_compression(archive.get(), entry, ZIP_CM_DEFLATE, 6) == 0);
        check(zip_file_set_dostime(archive.get(), entry, fixedTime, fixedDate, 0) == 0);
        const auto permissions = file.isExecutable ? programPermissions : filePermissions;
        check(zip_file_set_external_attributes(archive.get(), entry, 0, ZIP_OPSYS_UNIX, permissions << 16) == 0);
    }
    check(zip_close(archive.get()) == 0);
    (void)archive.release();
}

} // namespace pitlane
