// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/filesignatures.h"

#include "core/data/dataset.h"
#include "core/data/text.h"

#include <algorithm>
#include <array>
#include <fstream>

namespace pitlane {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

namespace {

constexpr std::string_view formats = "a table (.csv, .tsv, .txt), a .ts, .arff or another data file";

struct Signature
{
    std::string_view start;
    std::string_view kind; ///< "a picture (PNG)"
    enum class Way { Unpack, Choose, Save, Fetch } way = Way::Choose;
    bool isBinary = true; ///< the start alone could be that of a text: something binary must follow
};

using enum Signature::Way;
constexpr std::array signatures{
    Signature{"PK\x03\x04"sv, "a packed archive (zip)", Unpack, false},
    Signature{"PK\x05\x06"sv, "an empty archive (zip)", Choose, false},
    Signature{"\x1f\x8b"sv, "a packed archive (gzip)", Unpack, false},
    Signature{"7z\xbc\xaf\x27\x1c"sv, "a packed archive (7z)", Unpack, false},
    Signature{"Rar!\x1a\x07"sv, "a packed archive (rar)", Unpack, false},
    Signature{"BZh"sv, "a packed archive (bzip2)", Unpack},
    Signature{"\xfd\x37zXZ"sv, "a packed archive (xz)", Unpack, false},
    Signature{"\x28\xb5\x2f\xfd"sv, "a packed archive (zstd)", Unpack, false},
    Signature{"\x89PNG"sv, "a picture (PNG)", Choose, false},
    Signature{"\xff\xd8\xff"sv, "a picture (JPEG)", Choose, false},
    Signature{"GIF8"sv, "a picture (GIF)"},
    Signature{"BM"sv, "a picture (BMP)"},
    Signature{"II*\0"sv, "a picture (TIFF)", Choose, false},
    Signature{"MM\0*"sv, "a picture (TIFF)", Choose, false},
    Signature{"%PDF-"sv, "a PDF document", Choose, false},
    Signature{"\x7f\x45LF"sv, "a program (ELF)", Choose, false},
    Signature{"MZ"sv, "a program (Windows)"},
    Signature{"\xcf\xfa\xed\xfe"sv, "a program (macOS)", Choose, false},
    Signature{"\xca\xfe\xba\xbe"sv, "a program (macOS or Java)", Choose, false},
    Signature{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv, "an old Office document (.xls, .doc)", Save, false},
    Signature{"SQLite format 3"sv, "a database (SQLite)"},
    Signature{"PAR1"sv, "a Parquet file", Save},
    Signature{"ARROW1"sv, "an Arrow file", Save},
    Signature{"ID3"sv, "a piece of music (MP3)"},
    Signature{"\xff\xfe"sv, "text in UTF-16", Save, false},
    Signature{"\xfe\xff"sv, "text in UTF-16", Save, false},
    Signature{"<!doctype html"sv, "a web page, as a download that went wrong leaves it", Fetch, false},
    Signature{"<html"sv, "a web page, as a download that went wrong leaves it", Fetch, false},
    Signature{"version https://git-lfs"sv, "a Git LFS pointer, not the data", Fetch, false},
};

bool isBinary(std::string_view head)
{
    const auto isControl = [](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        return byte < 0x20 && letter != '\t' && letter != '\n' && letter != '\r';
    };
    return head.find('\0') != head.npos ||
           static_cast<std::size_t>(std::ranges::count_if(head, isControl)) * 50 > head.size();
}

/// UTF-16 without a mark: every other byte is zero.
bool looksLikeUtf16(std::string_view head)
{
    head = head.substr(0, 512);
    std::array<std::size_t, 2> zeros{};
    for (std::size_t i = 0; i < head.size(); ++i)
        if (head[i] == '\0')
            ++zeros[i % 2];
    const auto many = head.size() * 2 / 5;
    return head.size() >= 8 && ((zeros[0] >= many && zeros[1] == 0) || (zeros[1] >= many && zeros[0] == 0));
}

std::string wayOut(Signature::Way way)
{
    switch (way) {
    case Unpack:
        return "Unpack it and choose " + std::string(formats) + " inside.";
    case Save:
        return "Save the data as CSV in UTF-8 and choose that file.";
    case Fetch:
        return "Fetch the file again.";
    case Choose:
        break;
    }
    return "Choose " + std::string(formats) + ".";
}

} // namespace

std::string foreignKind(std::string_view head)
{
    if (head.starts_with("PK\x03\x04") && head.find("[Content_Types].xml") != head.npos)
        return "this is an Office document (.xlsx, .docx). " + wayOut(Save);
    const auto start = lowerCase(head.substr(0, 32));
    for (const auto& signature : signatures)
        if ((head.starts_with(signature.start) || (signature.start[0] == '<' && start.starts_with(signature.start))) &&
            (!signature.isBinary || isBinary(head)))
            return "this is " + std::string(signature.kind) + ". " + wayOut(signature.way);
    if (head.size() > 262 && head.substr(257, 5) == "ustar")
        return "this is a packed archive (tar). " + wayOut(Unpack);
    if (looksLikeUtf16(head))
        return "this is text in UTF-16. " + wayOut(Save);
    return {};
}

bool isPlainText(std::string_view head)
{
    if (head.starts_with("\xef\xbb\xbf"))
        head.remove_prefix(3);
    return head.find_first_not_of(" \t\r\n") != head.npos && !isBinary(head) && foreignKind(head).empty();
}

std::string whyUnreadable(std::string_view head)
{
    if (head.starts_with("\xef\xbb\xbf"))
        head.remove_prefix(3);
    if (head.find_first_not_of(" \t\r\n") == head.npos)
        return "the file is empty. Choose the file that holds the data, or fetch it again.";
    if (auto kind = foreignKind(head); !kind.empty())
        return kind;
    if (isBinary(head))
        return "this is not a text file, and not a binary file of a known format. " + wayOut(Signature::Way::Choose);
    return "neither content nor extension is of a known format. " + wayOut(Signature::Way::Choose);
}

void checkIsReadableFile(const fs::path& path)
{
    std::error_code error;
    const auto status = fs::status(path, error);
    if (!fs::exists(status))
        throw DatasetError(path.string() + ": there is no such file. Check its name, or bring it back.");
    if (fs::is_directory(status))
        throw DatasetError(path.string() + ": this is a folder. Choose a data file inside.");
    if (!fs::is_regular_file(status))
        throw DatasetError(path.string() + ": this is not a file. Choose a data file.");
    if (!std::ifstream(path, std::ios::binary))
        throw DatasetError(path.string() + ": the file cannot be opened. Check that you may read it.");
}

std::string readHead(const fs::path& path)
{
    checkIsReadableFile(path);
    std::ifstream in(path, std::ios::binary);
    std::string head(headBytes, '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(in.gcount()));
    return head;
}

} // namespace pitlane
