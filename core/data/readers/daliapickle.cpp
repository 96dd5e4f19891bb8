// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/binaryreaders.h"
#include "core/data/readers/npy.h"
#include "core/data/readers/pickle.h"
#include "core/data/text.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace pitlane::binary {

namespace {

using Kind = PickleValue::Kind;

constexpr int deepest = 64;
constexpr std::size_t mostArrays = 10000;
constexpr std::size_t mostNotes = 100;
constexpr std::int64_t longestText = 4096;

/// What PPG-DaLiA's description says of its signals; the files themselves do not.
std::optional<double> daliaRate(std::string_view name)
{
    static constexpr std::pair<std::string_view, double> rates[] = {
        {"signal/wrist/BVP", 64}, {"signal/wrist/ACC", 32}, {"signal/wrist/EDA", 4},
        {"signal/wrist/TEMP", 4}, {"activity", 4},          {"label", 0.5},
    };
    if (name.starts_with("signal/chest/"))
        return 700;
    const auto* const found = std::ranges::find(rates, name, &std::pair<std::string_view, double>::first);
    return found == std::end(rates) ? std::nullopt : std::optional(found->second);
}

/// The tree of a pickle as arrays.
class Document
{
public:
    Document(Bytes& bytes, const Progress& progress) : m_bytes(bytes), m_pickle(parsePickleValues(bytes, progress))
    {
        m_mostVisits = 4 * m_pickle.values.size() + 1000;
        for (const auto& list : m_pickle.lists)
            m_mostVisits += 4 * list.size();
        m_info.format = FileFormat::DaliaPickle;
        walk(m_pickle.root, "", 0);
        if (m_info.arrays.empty())
            fail(m_bytes.name(), "the pickle holds no array, number or text. Choose a file with data in it.");
        nameRates();
    }

    [[nodiscard]] const FileInfo& info() const { return m_info; }

    [[nodiscard]] Array load(std::size_t place, const Progress& progress)
    {
        const auto& info = m_info.arrays[place];
        const auto& source = m_sources[place];
        if (source.array)
            return numpyArray(info, *source.array, progress);
        progress.at(0, info.name);
        if (info.type == "text") {
            std::vector<std::string> texts;
            for (const auto value : source.values)
                texts.push_back(textOf(value));
            return textArray(info, texts);
        }
        Array array;
        static_cast<ArrayInfo&>(array) = info;
        for (const auto value : source.values)
            array.values.push_back(numberOf(m_pickle.values[value]));
        return array;
    }

private:
    /// Where the numbers of an array stand.
    struct Source
    {
        const PickleArray* array = nullptr;
        std::vector<std::uint32_t> values; ///< where it is no numpy array
    };

    [[nodiscard]] static bool isNumber(const PickleValue& value)
    {
        return value.kind == Kind::Bool || value.kind == Kind::Integer || value.kind == Kind::Real;
    }
    [[nodiscard]] static bool isText(const PickleValue& value)
    {
        return value.kind == Kind::Text || value.kind == Kind::Bytes;
    }
    [[nodiscard]] static float numberOf(const PickleValue& value)
    {
        std::vector<float> number;
        const double wide = value.kind == Kind::Real ? value.real : static_cast<double>(value.integer);
        appendNumbers(
            {.kind = ElementType::Kind::Float, .size = 8, .bigEndian = std::endian::native == std::endian::big},
            std::string_view(reinterpret_cast<const char*>(&wide), sizeof wide), number);
        return number[0];
    }
    [[nodiscard]] std::string textOf(std::uint32_t place)
    {
        const auto& value = m_pickle.values[place];
        auto text = m_bytes.text(value.offset, static_cast<std::size_t>(std::min(value.integer, longestText)));
        while (value.integer > longestText && !text.empty() && !isUtf8(text) && text.size() + 4 > longestText)
            text.pop_back(); // a character that was cut
        return asUtf8(text);
    }

    void note(const std::string& sentence)
    {
        if (m_info.notes.size() < mostNotes)
            m_info.notes.push_back(sentence);
        else if (m_info.notes.size() == mostNotes)
            m_info.notes.emplace_back("More values are left out for the same reasons.");
    }

    void addArray(const std::string& path, ArrayInfo info, Source source)
    {
        if (m_info.arrays.size() >= mostArrays)
            fail(m_bytes.name(), "the pickle holds more than 10000 arrays. Save fewer and larger ones.");
        m_elements += static_cast<std::uint64_t>(info.count());
        if (m_elements > 4 * m_bytes.size() + 4096)
            fail(m_bytes.name(), "its dictionaries name the same arrays over and over: " + std::to_string(m_elements) +
                                     " numbers come of " + std::to_string(m_bytes.size()) +
                                     " bytes. Save each array once, with numpy.savez.");
        info.name = uniqueName(m_taken, path.empty() ? "values" : path);
        m_info.arrays.push_back(std::move(info));
        m_sources.push_back(std::move(source));
    }

    void walk(std::uint32_t place, const std::string& path, int depth)
    {
        if (depth > deepest)
            fail(m_bytes.name(), "values stand in one another more than 64 deep, at " + inQuotes(path) +
                                     ". Save the arrays with numpy.savez instead.");
        visit(1);
        const auto& value = m_pickle.values[place];
        const auto shown = path.empty() ? std::string("The value") : inQuotes(path);
        switch (value.kind) {
        case Kind::None:
            return note(shown + " is empty (None) and is left out.");
        case Kind::Bool:
        case Kind::Integer:
        case Kind::Real:
        case Kind::Text:
        case Kind::Bytes:
            return addList({place}, path, {});
        case Kind::List:
        case Kind::Tuple:
            return walkList(value, path, depth);
        case Kind::Dict:
            return walkDict(value, path, depth);
        case Kind::Array:
            return walkArray(value, path, depth);
        case Kind::Type:
        case Kind::Global:
            return note(shown + " is a name of numpy, not data, and is left out.");
        }
    }

    void visit(std::size_t count)
    {
        m_visits += count;
        if (m_visits > m_mostVisits)
            fail(m_bytes.name(), "its lists hold the same values over and over. Save the arrays with numpy.savez "
                                 "instead.");
    }

    void addList(std::vector<std::uint32_t> values, const std::string& path, std::vector<std::int64_t> shape)
    {
        const auto all = [&](Kind kind) {
            return std::ranges::all_of(values, [&](auto item) { return m_pickle.values[item].kind == kind; });
        };
        std::string type = "float64";
        if (isText(m_pickle.values[values.front()]))
            type = "text";
        else if (all(Kind::Bool))
            type = "bool";
        else if (all(Kind::Integer))
            type = "int64";
        addArray(path, {.shape = std::move(shape), .type = type}, {.values = std::move(values)});
    }

    void walkList(const PickleValue& value, const std::string& path, int depth)
    {
        const auto& items = m_pickle.lists[static_cast<std::size_t>(value.integer)];
        visit(items.size());
        if (items.empty())
            return note((path.empty() ? "The value" : inQuotes(path)) + " is an empty list and is left out.");
        const auto at = [&](std::uint32_t item) -> const PickleValue& { return m_pickle.values[item]; };
        if (std::ranges::all_of(items, [&](auto item) { return isNumber(at(item)); }) ||
            std::ranges::all_of(items, [&](auto item) { return isText(at(item)); }))
            return addList(items, path, {static_cast<std::int64_t>(items.size())});
        for (std::size_t i = 0; i < items.size(); ++i)
            walk(items[i], joined(path, std::to_string(i)), depth + 1);
    }

    void walkDict(const PickleValue& value, const std::string& path, int depth)
    {
        const auto& items = m_pickle.lists[static_cast<std::size_t>(value.integer)];
        for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
            const auto& key = m_pickle.values[items[i]];
            std::string name;
            if (isText(key) && key.integer <= 256)
                name = textOf(items[i]);
            else if (key.kind == Kind::Integer)
                name = std::to_string(key.integer);
            else
                fail(m_bytes.name(), "a key of the dictionary " + inQuotes(path) +
                                         " is neither a text of up to 256 bytes nor a whole number. Save the arrays "
                                         "with numpy.savez instead.");
            walk(items[i + 1], joined(path, name), depth + 1);
        }
    }

    void walkArray(const PickleValue& value, const std::string& path, int depth)
    {
        const auto& array = m_pickle.arrays[static_cast<std::size_t>(value.integer)];
        const auto& data = m_pickle.values[array.data];
        const auto problem = [&](const std::string& sentence) {
            fail(m_bytes.name(), "byte " + std::to_string(array.at) + ", array " +
                                     inQuotes(path.empty() ? "values" : path) + ": " + sentence);
        };
        if (array.descr.empty())
            problem("it has no type and no data. Save it again.");
        const auto descr = std::string_view(array.descr);
        if (data.kind == Kind::List || descr.find('O') != std::string_view::npos) {
            if (data.kind != Kind::List)
                return note(inQuotes(path) + " is one python object and is left out.");
            return walkList(data, path, depth);
        }
        const auto type = parseElementType(descr);
        if (!type)
            return note(inQuotes(path) + " is left out: " + refusalOf(descr));
        const auto count = elementCount(array.shape);
        const auto size = static_cast<std::uint64_t>(data.integer);
        const bool fits =
            count && (type->size > 0 || *count == 0) && (type->size == 0 || *count <= (size / type->size) + 1);
        const auto expected = fits ? *count * type->size : 0;
        // As text, a byte of 128 or more takes two.
        if (!fits || (data.latin1AsUtf8 ? expected > size || size > 2 * expected : expected != size))
            problem("its shape is " + shapeText({.shape = array.shape}) + " elements of " +
                    counted(static_cast<std::int64_t>(type->size), "byte") + ", but its data are " +
                    counted(data.integer, "byte") + ". The file is damaged; save it again.");
        addArray(path, {.shape = array.shape, .type = type->name()}, {.array = &array});
    }

    [[nodiscard]] static std::string joined(const std::string& path, const std::string& name)
    {
        return path.empty() ? name : path + "/" + name;
    }

    void nameRates()
    {
        const auto has = [&](const char* name) {
            return std::ranges::find(m_info.arrays, name, &ArrayInfo::name) != m_info.arrays.end();
        };
        if (!has("signal/wrist/BVP") || !has("signal/wrist/ACC") || !has("label") || !has("activity"))
            return;
        for (auto& array : m_info.arrays)
            if (!array.shape.empty())
                array.sampleRateHz = daliaRate(array.name);
        m_info.notes.emplace_back("Sample rates are those of PPG-DaLiA's description: wrist BVP 64 Hz, ACC 32 Hz, EDA "
                                  "and TEMP 4 Hz, chest 700 Hz, activity 4 Hz, a label every 2 s.");
    }

    [[nodiscard]] Array numpyArray(const ArrayInfo& info, const PickleArray& array, const Progress& progress)
    {
        const auto& data = m_pickle.values[array.data];
        const auto type = *parseElementType(array.descr);
        const NpyHeader header{.shape = array.shape,
                               .type = type,
                               .fortranOrder = array.fortranOrder,
                               .dataOffset = data.offset,
                               .dataBytes = static_cast<std::uint64_t>(info.count()) * type.size};
        const auto end = data.offset + static_cast<std::uint64_t>(data.integer);
        auto at = data.offset;
        ByteSource source{.name = m_bytes.name(), .size = header.dataBytes, .sizeIsSure = true, .read = {}};
        const auto plain = [&](char* to, std::size_t count) {
            const auto found = m_bytes.read(at, to, static_cast<std::size_t>(std::min<std::uint64_t>(count, end - at)));
            at += found;
            return found;
        };
        const auto fromText = [&](char* to, std::size_t count) {
            std::size_t done = 0;
            while (done < count && at < end) {
                const auto most = std::min<std::uint64_t>({count - done, end - at, std::size_t{1} << 16U});
                auto bytes = m_bytes.text(at, static_cast<std::size_t>(std::max<std::uint64_t>(most, 1)));
                if (bytes.empty())
                    break;
                if ((static_cast<unsigned char>(bytes.back()) & 0xe0U) == 0xc0U && at + bytes.size() < end)
                    bytes += m_bytes.text(at + bytes.size(), 1);
                for (std::size_t i = 0; i < bytes.size(); ++i) {
                    const auto first = static_cast<unsigned char>(bytes[i]);
                    const auto second = i + 1 < bytes.size() ? static_cast<unsigned char>(bytes[i + 1]) : 0U;
                    if (first < 0x80) {
                        to[done++] = bytes[i];
                    } else if ((first == 0xc2 || first == 0xc3) && (second & 0xc0U) == 0x80U) {
                        to[done++] =
                            static_cast<char>(static_cast<unsigned char>((first & 3U) << 6U | (second & 0x3fU)));
                        ++i;
                    } else {
                        fail(m_bytes.name(), "byte " + std::to_string(at + i) + ", array " + inQuotes(info.name) +
                                                 ": its bytes are not Latin-1 text. The file is damaged; save it "
                                                 "again.");
                    }
                }
                at += bytes.size();
            }
            return done;
        };
        source.read = data.latin1AsUtf8 ? std::function<std::size_t(char*, std::size_t)>(fromText) : plain;
        auto result = readNpyData(source, header, info.name, progress);
        if (at != end)
            fail(m_bytes.name(), "array " + inQuotes(info.name) + ": " + std::to_string(end - at) +
                                     " bytes are left behind its last number. The file is damaged; save it again.");
        result.sampleRateHz = info.sampleRateHz;
        return result;
    }

    Bytes& m_bytes;
    Pickle m_pickle;
    FileInfo m_info;
    std::vector<Source> m_sources;
    std::set<std::string> m_taken;
    std::size_t m_visits = 0;
    std::size_t m_mostVisits = 0;
    std::uint64_t m_elements = 0;
};

std::vector<Array> loadFrom(Bytes& bytes, std::span<const std::string> names, const Progress& progress)
{
    Document document(bytes, progress.part(0, 0.1));
    return loadEach(placesOf(document.info().arrays, names, bytes.name()), progress.part(0.1, 1),
                    [&](std::size_t place, const Progress& part) { return document.load(place, part); });
}

class DaliaPickleReader final : public Reader
{
public:
    [[nodiscard]] FileFormat format() const override { return FileFormat::DaliaPickle; }
    [[nodiscard]] int sniff(std::string_view head, const std::filesystem::path& path) const override
    {
        const auto extension = lowerCase(path.extension().string());
        const bool named = extension == ".pkl" || extension == ".pickle";
        if (head.size() < 3 || head[0] != '\x80' || head[1] < 2 || head[1] > 5)
            return named ? 30 : 0;
        // The first opcode of a dictionary, a frame, or a name.
        const bool known = std::string_view("}]c(\x95X").find(head[2]) != std::string_view::npos;
        return known ? 95 : named ? 60 : 0;
    }
    [[nodiscard]] FileInfo describe(const std::filesystem::path& path, const ReadOptions& /*options*/,
                                    const Progress& progress) const override
    {
        progress.at(0);
        Bytes bytes(path);
        return Document(bytes, progress).info();
    }
    [[nodiscard]] std::vector<Array> load(const std::filesystem::path& path, std::span<const std::string> names,
                                          const ReadOptions& /*options*/, const Progress& progress) const override
    {
        progress.at(0);
        Bytes bytes(path);
        return loadFrom(bytes, names, progress);
    }
};

} // namespace

std::vector<Array> parsePickle(std::string_view content, const std::string& name)
{
    Bytes bytes(content, name);
    return loadFrom(bytes, {}, {});
}

} // namespace pitlane::binary

namespace pitlane {

const Reader& daliaPickleReader()
{
    static const binary::DaliaPickleReader reader;
    return reader;
}

} // namespace pitlane
