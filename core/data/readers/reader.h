// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/array.h"
#include "core/data/progress.h"

#include <filesystem>
#include <span>
#include <string_view>

/// Files to arrays. A reader knows one format and nothing of labels, windows or networks; core/data/source.h makes
/// examples of what it gives. Nothing in a file is ever executed.
namespace pitlane {

enum class FileFormat { UcrTsv, UcrTxt, Ts, Arff, Csv, Npy, Npz, Mat, Hdf5, Edf, Audio, DaliaPickle };

/// "UCR table, tab separated" ...
[[nodiscard]] std::string_view nameOf(FileFormat format);
/// Stable in files: "ucr-tsv", "csv", "mat" ...
[[nodiscard]] std::string_view idOf(FileFormat format);

/// How a table of text is to be taken where the file leaves it open. The defaults find it out.
struct TableOptions
{
    enum class Header { Auto, Yes, No };
    Header header = Header::Auto;
    char separator = 0;         ///< ',', ';', '\t', ' ' (any blanks); 0: find out
    char decimal = 0;           ///< '.' or ','; 0: find out
    std::int64_t skipLines = 0; ///< lines before the table
    bool operator==(const TableOptions&) const = default;
};

struct ReadOptions
{
    std::optional<FileFormat> format; ///< nothing: from content and extension
    TableOptions table;
    bool operator==(const ReadOptions&) const = default;
};

/// What a file holds.
struct FileInfo
{
    FileFormat format = FileFormat::Csv;
    std::vector<ArrayInfo> arrays;
    std::vector<std::string> notes; ///< what the reader found out, as sentences: "Separated by ;, decimal comma."
    bool operator==(const FileInfo&) const = default;
};

/// Reads one format. Stateless; safe to call from several threads.
class Reader
{
public:
    virtual ~Reader() = default;
    [[nodiscard]] virtual FileFormat format() const = 0;
    /// How sure the start of the content makes this reader, 0 (not mine) .. 100 (a signature). `head`: the first 256 kB
    /// at most; a text format may look at the extension of `path` to choose between equals.
    [[nodiscard]] virtual int sniff(std::string_view head, const std::filesystem::path& path) const = 0;
    /// What is in the file, without its numbers: cheap, except where only a full pass can tell (a table's rows).
    /// Throws DatasetError naming file and place.
    [[nodiscard]] virtual FileInfo describe(const std::filesystem::path& path, const ReadOptions& options,
                                            const Progress& progress) const = 0;
    /// The arrays `names`, in that order; empty: all numeric and text arrays. Memory: the arrays asked for plus a
    /// bounded rest, never what a header claims. Throws DatasetError naming file, row or byte, column, what was found
    /// and what to do (also for a name that the file lacks); ReadCancelled.
    [[nodiscard]] virtual std::vector<Array> load(const std::filesystem::path& path, std::span<const std::string> names,
                                                  const ReadOptions& options, const Progress& progress) const = 0;
};

/// All readers, one per format.
[[nodiscard]] std::span<const Reader* const> readers();
/// Endings of files that a reader knows, for file dialogs and for walking through folders: ".csv", ".wav" ...
[[nodiscard]] std::span<const std::string_view> knownExtensions();
/// The reader for a file: by content first, then by extension. Throws DatasetError naming the file, what it looks like
/// (a packed archive, a picture, an executable ...) and what to do.
[[nodiscard]] const Reader& readerFor(const std::filesystem::path& path, const ReadOptions& options = {});

/// readerFor(path).describe() and .load() in one call.
[[nodiscard]] FileInfo describeFile(const std::filesystem::path& path, const ReadOptions& options = {},
                                    const Progress& progress = {});
[[nodiscard]] std::vector<Array> loadArrays(const std::filesystem::path& path, std::span<const std::string> names = {},
                                            const ReadOptions& options = {}, const Progress& progress = {});

} // namespace pitlane
