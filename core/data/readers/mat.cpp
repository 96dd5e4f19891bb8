// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/binaryreaders.h"
#include "core/data/readers/binarytools.h"
#include "core/data/readers/hdf5silence.h"
#include "core/data/readers/matcheck.h"
#include "core/data/text.h"

#include <matio.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <memory>

namespace pitlane::binary {

namespace {

constexpr std::size_t mostArrays = 10000;
constexpr int deepest = 32;

using Variable = std::unique_ptr<matvar_t, decltype(&Mat_VarFree)>;

/// The last thing that matio had to say. Guarded by hdf5Mutex().
std::string& said()
{
    static std::string text;
    return text;
}

std::optional<ElementType> elementType(matio_types type)
{
    using Kind = ElementType::Kind;
    const bool bigEndian = std::endian::native == std::endian::big;
    const auto made = [&](Kind kind, std::size_t size) { return ElementType{kind, size, bigEndian}; };
    switch (type) {
    case MAT_T_INT8:
        return made(Kind::Int, 1);
    case MAT_T_UINT8:
    case MAT_T_UTF8:
        return made(Kind::Unsigned, 1);
    case MAT_T_INT16:
        return made(Kind::Int, 2);
    case MAT_T_UINT16:
    case MAT_T_UTF16:
        return made(Kind::Unsigned, 2);
    case MAT_T_INT32:
        return made(Kind::Int, 4);
    case MAT_T_UINT32:
    case MAT_T_UTF32:
        return made(Kind::Unsigned, 4);
    case MAT_T_INT64:
        return made(Kind::Int, 8);
    case MAT_T_UINT64:
        return made(Kind::Unsigned, 8);
    case MAT_T_SINGLE:
        return made(Kind::Float, 4);
    case MAT_T_DOUBLE:
        return made(Kind::Float, 8);
    default:
        return std::nullopt;
    }
}

std::string typeName(const matvar_t& variable)
{
    if (variable.isLogical != 0)
        return "bool";
    switch (variable.class_type) {
    case MAT_C_SINGLE:
        return "float32";
    case MAT_C_INT8:
        return "int8";
    case MAT_C_UINT8:
        return "uint8";
    case MAT_C_INT16:
        return "int16";
    case MAT_C_UINT16:
        return "uint16";
    case MAT_C_INT32:
        return "int32";
    case MAT_C_UINT32:
        return "uint32";
    case MAT_C_INT64:
        return "int64";
    case MAT_C_UINT64:
        return "uint64";
    default:
        return "float64";
    }
}

bool isEmpty(const matvar_t* variable)
{
    return variable == nullptr || variable->class_type == MAT_C_EMPTY || variable->rank < 1 ||
           variable->dims == nullptr ||
           std::find(variable->dims, variable->dims + variable->rank, std::size_t{0}) !=
               variable->dims + variable->rank;
}

bool isNumeric(const matvar_t* variable)
{
    return variable != nullptr && variable->class_type >= MAT_C_DOUBLE && variable->class_type <= MAT_C_UINT64 &&
           variable->isComplex == 0;
}

/// Why a variable is left out; nullptr where it is not.
const char* unsupported(const matvar_t& variable)
{
    switch (variable.class_type) {
    case MAT_C_SPARSE:
        return "a sparse matrix; save full(x)";
    case MAT_C_FUNCTION:
        return "a function; save its values";
    case MAT_C_OBJECT:
    case MAT_C_OPAQUE:
        return "an object (a table, string or class of MATLAB's own); save it as a matrix, struct or cell array";
    default:
        return variable.isComplex != 0 ? "complex numbers; save real(x) and imag(x)" : nullptr;
    }
}

std::vector<std::int64_t> shapeOf(const matvar_t& variable)
{
    return {variable.dims, variable.dims + variable.rank};
}

/// An open file with what it holds. Whoever has one holds hdf5Mutex().
class MatFile
{
public:
    MatFile(const std::filesystem::path& path, const Progress& progress)
        : m_name(fileName(path)), m_file(nullptr, &Mat_Close)
    {
        Bytes bytes(path);
        m_size = bytes.size();
        checkMat(bytes);
        Mat_LogInitFunc("Pitlane", [](int, char* message) { said() = message; });
        said().clear();
        m_file.reset(Mat_Open(path.c_str(), MAT_ACC_RDONLY));
        if (!m_file)
            complain("it cannot be opened as MATLAB data");
        m_info.format = FileFormat::Mat;
        while (Variable next{Mat_VarReadNextInfo(m_file.get()), &Mat_VarFree}) {
            progress.at(0);
            const std::string name = next->name == nullptr ? "unnamed" : asUtf8(next->name);
            m_variables.push_back(std::move(next));
            walk(m_variables.back().get(), name, 0);
        }
        if (m_info.arrays.empty())
            fail(m_name, "the file holds no numbers or text" +
                             (m_info.notes.empty() ? std::string(".") : ": " + m_info.notes.front()) +
                             " Save the data as matrices.");
    }

    [[nodiscard]] const FileInfo& info() const { return m_info; }
    [[nodiscard]] const std::string& name() const { return m_name; }

    [[nodiscard]] Array load(std::size_t place, const Progress& progress)
    {
        const auto& info = m_info.arrays[place];
        const auto& source = m_sources[place];
        if (info.type == "text")
            return loadText(info, source, progress);
        Array array;
        static_cast<ArrayInfo&>(array) = info;
        for (std::size_t i = 0; i < source.parts.size(); ++i) {
            progress.at(static_cast<double>(i) / static_cast<double>(source.parts.size()), info.name);
            if (isEmpty(source.parts[i]))
                continue;
            auto& part = *source.parts[i];
            auto values = numbersOf(part, info.name);
            // Stored column by column: T x C is [C, T] already, C x T is not.
            if (!source.timeFirst)
                values = toRowMajor(std::move(values), shapeOf(part));
            if (source.parts.size() == 1)
                array.values = std::move(values);
            else
                array.values.insert(array.values.end(), values.begin(), values.end());
        }
        if (static_cast<std::int64_t>(array.values.size()) != info.count())
            complain(inQuotes(info.name) + " has " + std::to_string(array.values.size()) + " numbers, expected " +
                     std::to_string(info.count()));
        progress.at(1, info.name);
        return array;
    }

private:
    /// Where the numbers of an array stand.
    struct Source
    {
        std::vector<matvar_t*> parts; ///< nullptr: an empty cell
        bool timeFirst = false;       ///< ragged: items are T x C
    };

    [[noreturn]] void complain(const std::string& problem) const
    {
        const auto reason = std::string(trimmed(said()));
        fail(m_name, problem + (reason.empty() ? "" : " (" + reason + ")") +
                         ". Copy or download the file again, or save it again in MATLAB with -v7.");
    }

    void add(const std::string& path, ArrayInfo info, Source source)
    {
        if (m_info.arrays.size() >= mostArrays)
            fail(m_name, "the file holds more than 10000 arrays. Save fewer and larger ones.");
        // matio makes room for what a header claims; deflate makes 1040 bytes of one at best.
        const auto count = elementCount(info.shape);
        if (!count || *count / 1040 > m_size + (std::uint64_t{1} << 14U))
            fail(m_name, inQuotes(path) + " claims " + (count ? shapeText(info) : "more than 4e18") +
                             " elements, more than " + std::to_string(m_size) +
                             " bytes can hold. The file is damaged; save it again in MATLAB.");
        info.name = uniqueName(m_taken, path);
        m_info.arrays.push_back(std::move(info));
        m_sources.push_back(std::move(source));
    }

    void walk(matvar_t* variable, const std::string& path, int depth)
    {
        if (depth > deepest)
            fail(m_name, "cells and structs stand in one another more than 32 deep, at " + inQuotes(path) +
                             ". Save the data as matrices.");
        if (variable == nullptr || variable->class_type == MAT_C_EMPTY)
            return note(path, "is empty and is left out.");
        if (const char* why = unsupported(*variable))
            return note(path, std::string("is left out: it is ") + why + ".");
        switch (variable->class_type) {
        case MAT_C_CELL: {
            const auto count = variable->nbytes / sizeof(matvar_t*);
            const auto* const cells = static_cast<matvar_t**>(variable->data);
            return walkItems(cells == nullptr ? std::vector<matvar_t*>() : std::vector<matvar_t*>(cells, cells + count),
                             path, depth);
        }
        case MAT_C_STRUCT:
            return walkStruct(variable, path, depth);
        case MAT_C_CHAR: {
            const auto rows = variable->rank < 1 || isEmpty(variable) ? 1 : variable->dims[0];
            std::vector<std::int64_t> shape;
            if (rows != 1)
                shape.push_back(static_cast<std::int64_t>(rows));
            return add(path, {.shape = std::move(shape), .type = "text"}, {.parts = {variable}});
        }
        default:
            return add(path, {.shape = shapeOf(*variable), .type = typeName(*variable)}, {.parts = {variable}});
        }
    }

    void note(const std::string& path, const std::string& sentence)
    {
        if (m_info.notes.size() < 100)
            m_info.notes.push_back(inQuotes(path) + " " + sentence);
        else if (m_info.notes.size() == 100)
            m_info.notes.emplace_back("More variables are left out for the same reasons.");
    }

    void walkStruct(matvar_t* variable, const std::string& path, int depth)
    {
        const auto fields = Mat_VarGetNumberOfFields(variable);
        const auto* const names = Mat_VarGetStructFieldnames(variable);
        const auto count = elementCount(shapeOf(*variable)).value_or(0);
        if (fields == 0 || names == nullptr || count == 0 || variable->data == nullptr)
            return note(path, "is an empty struct and is left out.");
        for (unsigned f = 0; f < fields; ++f) {
            const auto inner = path + "/" + asUtf8(names[f]);
            if (count == 1) {
                walk(Mat_VarGetStructFieldByIndex(variable, f, 0), inner, depth + 1);
                continue;
            }
            std::vector<matvar_t*> items;
            for (std::size_t i = 0; i < count; ++i)
                items.push_back(Mat_VarGetStructFieldByIndex(variable, f, i));
            if (!addTogether(items, inner))
                for (std::size_t i = 0; i < count; ++i)
                    walk(items[i], path + "/" + std::to_string(i + 1) + "/" + asUtf8(names[f]), depth + 1);
        }
    }

    void walkItems(const std::vector<matvar_t*>& items, const std::string& path, int depth)
    {
        if (items.empty())
            return note(path, "is an empty cell array and is left out.");
        if (addTogether(items, path))
            return;
        for (std::size_t i = 0; i < items.size(); ++i)
            walk(items[i], path + "/" + std::to_string(i + 1), depth + 1);
    }

    /// Adds cells or the fields of a struct array as one array, where they fit together.
    bool addTogether(const std::vector<matvar_t*>& items, const std::string& path)
    {
        const auto n = static_cast<std::int64_t>(items.size());
        const auto isOneText = [](const matvar_t* item) {
            return item != nullptr && item->class_type == MAT_C_CHAR &&
                   (isEmpty(item) || (item->rank == 2 && item->dims[0] == 1));
        };
        if (std::ranges::all_of(items, isOneText)) {
            add(path, {.shape = {n}, .type = "text"}, {.parts = items});
            return true;
        }
        const auto first = std::ranges::find_if_not(items, isEmpty);
        if (first == items.end() || !std::ranges::all_of(items, [](const matvar_t* item) {
                return isNumeric(item) || item == nullptr || item->class_type == MAT_C_EMPTY;
            }))
            return false;
        const auto shape = shapeOf(**first);
        std::string type = typeName(**first);
        for (const auto* item : items)
            if (!isEmpty(item) && typeName(*item) != type)
                type = "float64";
        const auto agree = [&](auto condition) {
            return std::ranges::all_of(items, [&](const matvar_t* item) { return isEmpty(item) || condition(*item); });
        };
        const bool someEmpty = std::ranges::any_of(items, isEmpty);
        if (!someEmpty && agree([&](const matvar_t& item) { return shapeOf(item) == shape; })) {
            std::vector<std::int64_t> whole = {n};
            if (*elementCount(shape) != 1)
                whole.insert(whole.end(), shape.begin(), shape.end());
            add(path, {.shape = std::move(whole), .type = type}, {.parts = items});
            return true;
        }
        if (!agree([](const matvar_t& item) { return item.rank == 2; }))
            return false;
        // The axis that differs is time; where none does (some are empty), the longer one of the first.
        const bool sameRows = agree([&](const matvar_t& item) { return item.dims[0] == (*first)->dims[0]; });
        const bool sameColumns = agree([&](const matvar_t& item) { return item.dims[1] == (*first)->dims[1]; });
        if (!sameRows && !sameColumns)
            return false;
        const bool timeFirst = sameRows && sameColumns ? shape[0] > shape[1] : sameColumns;
        ArrayInfo info{.shape = {n, timeFirst ? shape[1] : shape[0], 0}, .type = type};
        for (const auto* item : items)
            info.lengths.push_back(isEmpty(item) ? 0 : static_cast<std::int64_t>(item->dims[timeFirst ? 0 : 1]));
        add(path, std::move(info), {.parts = items, .timeFirst = timeFirst});
        return true;
    }

    /// Calls use(bytes of the elements, their type) with the content of a variable, which is given back afterwards.
    template <typename Use> auto withContent(matvar_t& variable, const std::string& name, Use use)
    {
        said().clear();
        if (Mat_VarReadDataAll(m_file.get(), &variable) != 0 || variable.data == nullptr)
            complain(inQuotes(name) + " cannot be read");
        const auto type = elementType(variable.data_type);
        if (!type)
            complain(inQuotes(name) + " has elements of the type " + std::to_string(variable.data_type) +
                     ", expected numbers");
        auto result = use(std::string_view(static_cast<const char*>(variable.data), variable.nbytes), *type);
        std::free(variable.data); // matio's own, taken with malloc
        variable.data = nullptr;
        return result;
    }

    [[nodiscard]] std::vector<float> numbersOf(matvar_t& variable, const std::string& name)
    {
        const auto shape = shapeOf(variable);
        const auto count = elementCount(shape).value_or(0);
        return withContent(variable, name, [&](std::string_view bytes, const ElementType& type) {
            if (bytes.size() / type.size < count)
                complain(inQuotes(name) + " holds " + std::to_string(bytes.size()) + " bytes, expected " +
                         std::to_string(count * type.size));
            std::vector<float> values;
            values.reserve(static_cast<std::size_t>(count));
            appendNumbers(type, bytes.substr(0, static_cast<std::size_t>(count) * type.size), values);
            return values;
        });
    }

    [[nodiscard]] std::vector<std::string> rowsOf(matvar_t& variable, const std::string& name)
    {
        if (isEmpty(&variable))
            return {""};
        const auto rows = variable.dims[0];
        return withContent(variable, name, [&](std::string_view bytes, const ElementType& type) {
            std::vector<std::string> texts(rows);
            if (type.size == 1 && rows == 1) {
                texts[0] = asUtf8(bytes);
            } else {
                std::vector<float> codes;
                appendNumbers(type, bytes, codes);
                for (std::size_t i = 0; i < codes.size(); ++i)
                    appendUtf8(static_cast<std::uint32_t>(codes[i]), texts[i % rows]);
            }
            for (auto& text : texts)
                text = text.substr(0, text.find_last_not_of(std::string_view(" \0", 2)) + 1);
            return texts;
        });
    }

    [[nodiscard]] Array loadText(const ArrayInfo& info, const Source& source, const Progress& progress)
    {
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < source.parts.size(); ++i) {
            progress.at(static_cast<double>(i) / static_cast<double>(source.parts.size()), info.name);
            for (auto& text : rowsOf(*source.parts[i], info.name))
                texts.push_back(std::move(text));
        }
        return textArray(info, texts);
    }

    std::string m_name;
    std::uint64_t m_size = 0;
    std::unique_ptr<mat_t, decltype(&Mat_Close)> m_file;
    std::vector<Variable> m_variables;
    FileInfo m_info;
    std::vector<Source> m_sources;
    std::set<std::string> m_taken;
};

class MatReader final : public Reader
{
public:
    [[nodiscard]] FileFormat format() const override { return FileFormat::Mat; }
    [[nodiscard]] int sniff(std::string_view head, const std::filesystem::path& path) const override
    {
        if (head.starts_with("MATLAB 5.0 MAT-file") || head.starts_with("MATLAB 7.3 MAT-file"))
            return 100;
        const bool named = lowerCase(path.extension().string()) == ".mat";
        if (head.size() >= 128 && (head.substr(126, 2) == "IM" || head.substr(126, 2) == "MI") && named)
            return 90;
        return named && looksLikeMat4(head) ? 80 : named ? 30 : 0;
    }
    [[nodiscard]] FileInfo describe(const std::filesystem::path& path, const ReadOptions& /*options*/,
                                    const Progress& progress) const override
    {
        progress.at(0);
        const std::lock_guard lock(hdf5Mutex());
        const Silence silence;
        return MatFile(path, progress).info();
    }
    [[nodiscard]] std::vector<Array> load(const std::filesystem::path& path, std::span<const std::string> names,
                                          const ReadOptions& /*options*/, const Progress& progress) const override
    {
        progress.at(0);
        const std::lock_guard lock(hdf5Mutex());
        const Silence silence;
        MatFile file(path, progress);
        return loadEach(placesOf(file.info().arrays, names, file.name()), progress,
                        [&](std::size_t place, const Progress& part) { return file.load(place, part); });
    }
};

} // namespace

} // namespace pitlane::binary

namespace pitlane {

const Reader& matReader()
{
    static const binary::MatReader reader;
    return reader;
}

} // namespace pitlane
