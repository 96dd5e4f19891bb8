// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/weights.h"

#include "core/base/files.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>
#include <limits>
#include <optional>
#include <set>
#include <tuple>

// File layout: 8 bytes header length (little endian), header (JSON, padded with spaces), then the values of all
// tensors without gaps: https://github.com/huggingface/safetensors.
namespace pitlane {

namespace fs = std::filesystem;
using nlohmann::json;

static_assert(std::endian::native == std::endian::little, "values are copied as they lie in memory");
static_assert(sizeof(float) == 4 && std::numeric_limits<float>::is_iec559);

namespace {

constexpr std::uint64_t lengthBytes = 8;
constexpr std::uint64_t largestHeader = 100'000'000; ///< limit of the format's reference reader
constexpr const char* metadataKey = "__metadata__";
constexpr int deepestLevel = 4; ///< header, tensor, list; deeper JSON is no safetensors header

/// Number of elements, or nothing when a size is negative or the product does not fit.
std::optional<std::uint64_t> elementCount(const std::vector<std::int64_t>& shape)
{
    constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max() / sizeof(float);
    std::uint64_t count = 1;
    bool isEmpty = false;
    for (const auto size : shape) {
        if (size < 0)
            return std::nullopt;
        if (size == 0) {
            isEmpty = true;
            continue;
        }
        if (count > largest / static_cast<std::uint64_t>(size))
            return std::nullopt;
        count *= static_cast<std::uint64_t>(size);
    }
    return isEmpty ? 0 : count;
}

std::string text(const std::vector<std::int64_t>& shape)
{
    std::string result = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        result += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
    return result + "]";
}

/// One entry of a header, checked against the size of the file.
struct Entry
{
    std::string name;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0; ///< bytes behind the header
    std::uint64_t end = 0;
};

/// Reads one file; no memory is taken for values before every entry is known to lie within the file.
class Reader
{
public:
    explicit Reader(const fs::path& path) : m_path(path) {}

    [[nodiscard]] Weights read()
    {
        open();
        const auto header = parse(readHeader());
        auto entries = checkedEntries(header);
        checkLayout(entries);
        Weights weights;
        for (auto& entry : entries) {
            WeightTensor tensor;
            tensor.values.resize((entry.end - entry.begin) / sizeof(float));
            m_in.seekg(static_cast<std::streamoff>(m_dataStart + entry.begin));
            readBytes(reinterpret_cast<char*>(tensor.values.data()), entry.end - entry.begin,
                      "the values of tensor " + entry.name);
            tensor.shape = std::move(entry.shape);
            weights.emplace(std::move(entry.name), std::move(tensor));
        }
        return weights;
    }

private:
    [[noreturn]] void fail(const std::string& problem) const
    {
        throw FileError("Reading weights " + m_path.string() + ": " + problem);
    }

    [[noreturn]] void failTensor(const std::string& tensor, const std::string& problem) const
    {
        fail("tensor " + tensor + ": " + problem);
    }

    void open()
    {
        std::error_code error;
        const auto size = fs::file_size(m_path, error);
        if (error)
            fail(error.message() + ". Check the name of the file.");
        m_in.open(m_path, std::ios::binary);
        if (!m_in)
            fail("the file cannot be opened. Check its permissions.");
        m_fileBytes = size;
    }

    void readBytes(char* target, std::uint64_t count, const std::string& what)
    {
        if (count > 0 && !m_in.read(target, static_cast<std::streamsize>(count)))
            fail("the file ends within " + what + ". Copy or train it again.");
    }

    std::string readHeader()
    {
        if (m_fileBytes < lengthBytes)
            fail("found " + std::to_string(m_fileBytes) +
                 " bytes, expected at least 8 for the length of the header. Copy or train it again.");
        char raw[lengthBytes];
        readBytes(raw, lengthBytes, "the length of the header");
        std::uint64_t length = 0;
        std::memcpy(&length, raw, lengthBytes);
        const auto available = m_fileBytes - lengthBytes;
        if (length > available || length > largestHeader)
            fail("the header claims " + std::to_string(length) + " bytes, expected at most " +
                 std::to_string(std::min(available, largestHeader)) +
                 ". The file is cut short, or is no .safetensors file.");
        m_dataStart = lengthBytes + length;
        std::string header(static_cast<std::size_t>(length), '\0');
        readBytes(header.data(), length, "the header");
        if (header.empty() || header.front() != '{')
            fail("the header does not start with {. The file is no .safetensors file.");
        return header;
    }

    json parse(const std::string& header) const
    {
        std::set<std::string> tensors;
        std::set<std::string> fields;
        const auto rejectDuplicates = [&](int depth, json::parse_event_t event, json& value) {
            if (depth > deepestLevel)
                fail("the header is nested deeper than a .safetensors header is.");
            if (event != json::parse_event_t::key)
                return true;
            const auto& key = value.get_ref<const std::string&>();
            if (depth == 1) {
                fields.clear();
                if (!tensors.insert(key).second)
                    failTensor(key, "found twice in the header, expected once.");
            } else if (!fields.insert(key).second) {
                fail("the header names the field \"" + key + "\" twice in one tensor, expected once.");
            }
            return true;
        };
        try {
            return json::parse(header, rejectDuplicates);
        } catch (const json::exception&) {
            fail("the header is not valid JSON. The file is damaged.");
        }
    }

    [[nodiscard]] std::uint64_t asCount(const std::string& tensor, const char* field, const json& value) const
    {
        if (!value.is_number_unsigned() ||
            value.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            failTensor(tensor, std::string(field) + ": found " +
                                   value.dump(-1, ' ', true, json::error_handler_t::replace) +
                                   ", expected a whole number of at least 0.");
        return value.get<std::uint64_t>();
    }

    [[nodiscard]] const json& member(const std::string& tensor, const json& object, const char* field) const
    {
        const auto found = object.find(field);
        if (found == object.end())
            failTensor(tensor, "the field \"" + std::string(field) + "\" is missing.");
        return *found;
    }

    [[nodiscard]] std::vector<Entry> checkedEntries(const json& header) const
    {
        std::vector<Entry> entries;
        for (const auto& item : header.items()) {
            const auto& name = item.key();
            if (name == metadataKey)
                continue;
            if (!item.value().is_object())
                failTensor(name, "expected an object with dtype, shape and data_offsets.");
            entries.push_back(checkedEntry(name, item.value()));
        }
        return entries;
    }

    [[nodiscard]] Entry checkedEntry(const std::string& name, const json& object) const
    {
        Entry entry;
        entry.name = name;
        if (const auto& dtype = member(name, object, "dtype"); dtype != "F32")
            failTensor(name, "found dtype " + dtype.dump(-1, ' ', true, json::error_handler_t::replace) +
                                 ", expected \"F32\". Convert the weights to float32.");
        const auto& shape = member(name, object, "shape");
        if (!shape.is_array())
            failTensor(name, "shape: expected a list.");
        for (const auto& size : shape)
            entry.shape.push_back(static_cast<std::int64_t>(asCount(name, "shape", size)));
        const auto& offsets = member(name, object, "data_offsets");
        if (!offsets.is_array() || offsets.size() != 2)
            failTensor(name, "data_offsets: expected a list of 2 numbers.");
        entry.begin = asCount(name, "data_offsets", offsets[0]);
        entry.end = asCount(name, "data_offsets", offsets[1]);
        const auto available = m_fileBytes - m_dataStart;
        if (entry.begin > entry.end || entry.end > available)
            failTensor(name, "found bytes " + std::to_string(entry.begin) + " to " + std::to_string(entry.end) +
                                 ", but the file holds " + std::to_string(available) +
                                 " bytes of values. The file is cut short or damaged.");
        const auto count = elementCount(entry.shape);
        if (!count || *count * sizeof(float) != entry.end - entry.begin)
            failTensor(name, "found " + std::to_string(entry.end - entry.begin) + " bytes for shape " +
                                 text(entry.shape) +
                                 " of float32, expected 4 bytes for each value. The header is damaged.");
        return entry;
    }

    /// The format knows neither overlaps nor gaps: both mean that the header lies.
    void checkLayout(std::vector<Entry>& entries) const
    {
        std::sort(entries.begin(), entries.end(),
                  [](const Entry& a, const Entry& b) { return std::tie(a.begin, a.end) < std::tie(b.begin, b.end); });
        std::uint64_t expected = 0;
        for (const auto& entry : entries) {
            if (entry.begin != expected)
                failTensor(entry.name,
                           "starts at byte " + std::to_string(entry.begin) +
                               (entry.begin < expected ? ", within the tensor before it" : ", after a gap") +
                               ", expected byte " + std::to_string(expected) + ". The header is damaged.");
            expected = entry.end;
        }
        if (const auto available = m_fileBytes - m_dataStart; expected != available)
            fail("found " + std::to_string(available) + " bytes of values, expected " + std::to_string(expected) +
                 ". The file is damaged.");
    }

    fs::path m_path;
    std::ifstream m_in;
    std::uint64_t m_fileBytes = 0;
    std::uint64_t m_dataStart = 0;
};

} // namespace

std::map<std::string, std::vector<std::int64_t>> weightShapes(const NetworkSpec& network)
{
    const auto outputs = shapes(network);
    std::map<std::string, std::vector<std::int64_t>> result;
    for (const auto& node : network.nodes) {
        const auto place = network.indexOf(node.inputs.front());
        const auto C_in = place < 0 ? network.input.C : outputs[static_cast<std::size_t>(place)].C;
        if (const auto* conv = std::get_if<Conv1d>(&node.op)) {
            result[node.name + ".weight"] = {conv->C_out, C_in / conv->groups, conv->K};
            if (conv->bias)
                result[node.name + ".bias"] = {conv->C_out};
        } else if (const auto* linear = std::get_if<Linear>(&node.op)) {
            result[node.name + ".weight"] = {linear->C_out, C_in};
            if (linear->bias)
                result[node.name + ".bias"] = {linear->C_out};
        } else if (std::holds_alternative<Attention>(node.op)) {
            result[node.name + ".weight"] = {C_in, C_in};
            result[node.name + ".context"] = {C_in};
        } else if (std::holds_alternative<BatchNorm>(node.op)) {
            for (const auto* part : {".weight", ".bias", ".running_mean", ".running_var"})
                result[node.name + part] = {C_in};
        }
    }
    return result;
}

void saveWeights(const Weights& weights, const fs::path& path)
{
    const auto fail = [&path](const std::string& problem) {
        throw FileError("Writing weights " + path.string() + ": " + problem);
    };
    auto header = json::object(); // sorted by name, like the values below
    std::uint64_t offset = 0;
    for (const auto& [name, tensor] : weights) {
        if (name == metadataKey)
            fail("a tensor is named " + name + ", which the format keeps for itself. Rename the node.");
        const auto count = elementCount(tensor.shape);
        if (!count || *count != tensor.values.size())
            fail("tensor " + name + " has " + std::to_string(tensor.values.size()) + " values, but its shape is " +
                 text(tensor.shape) + ".");
        const auto end = offset + tensor.values.size() * sizeof(float);
        header[name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
        offset = end;
    }
    std::string content;
    try {
        content = header.dump();
    } catch (const json::exception&) {
        fail("the name of a tensor is not valid UTF-8. Rename the node.");
    }
    content.resize((content.size() + 7) / 8 * 8, ' ');
    const std::uint64_t length = content.size();
    content.insert(0, lengthBytes, '\0');
    std::memcpy(content.data(), &length, lengthBytes);
    content.reserve(content.size() + offset);
    for (const auto& item : weights)
        content.append(reinterpret_cast<const char*>(item.second.values.data()),
                       item.second.values.size() * sizeof(float));
    writeFileAtomically(path, content);
}

Weights loadWeights(const fs::path& path)
{
    return Reader(path).read();
}

} // namespace pitlane
