// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/pickle.h"

#include "core/data/text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <unordered_map>
#include <utility>

namespace pitlane::binary {

namespace {

using Kind = PickleValue::Kind;

/// Values, places on the stack, memos: PPG-DaLiA has some hundreds.
constexpr std::size_t mostValues = std::size_t{4} << 20U;
constexpr std::size_t mostItems = std::size_t{16} << 20U;
constexpr std::size_t mostLists = std::size_t{1} << 18U;
constexpr std::size_t longestName = 256;

constexpr std::uint32_t noneValue = 0;
constexpr std::uint32_t falseValue = 1;
constexpr std::uint32_t trueValue = 2;

enum GlobalName : std::int64_t { Reconstruct, NdArray, NumpyType, NumpyScalar, Encode, BytesType };

/// Names as they stand in Python's pickletools.
std::string opcodeName(unsigned char code)
{
    static const std::unordered_map<int, const char*> names = {
        {'(', "MARK"},
        {'.', "STOP"},
        {'0', "POP"},
        {'1', "POP_MARK"},
        {'2', "DUP"},
        {'F', "FLOAT"},
        {'I', "INT"},
        {'J', "BININT"},
        {'K', "BININT1"},
        {'L', "LONG"},
        {'M', "BININT2"},
        {'N', "NONE"},
        {'P', "PERSID"},
        {'Q', "BINPERSID"},
        {'R', "REDUCE"},
        {'S', "STRING"},
        {'T', "BINSTRING"},
        {'U', "SHORT_BINSTRING"},
        {'V', "UNICODE"},
        {'X', "BINUNICODE"},
        {'a', "APPEND"},
        {'b', "BUILD"},
        {'c', "GLOBAL"},
        {'d', "DICT"},
        {'}', "EMPTY_DICT"},
        {'e', "APPENDS"},
        {'g', "GET"},
        {'h', "BINGET"},
        {'i', "INST"},
        {'j', "LONG_BINGET"},
        {'l', "LIST"},
        {']', "EMPTY_LIST"},
        {'o', "OBJ"},
        {'p', "PUT"},
        {'q', "BINPUT"},
        {'r', "LONG_BINPUT"},
        {'s', "SETITEM"},
        {'t', "TUPLE"},
        {')', "EMPTY_TUPLE"},
        {'u', "SETITEMS"},
        {'G', "BINFLOAT"},
        {0x80, "PROTO"},
        {0x81, "NEWOBJ"},
        {0x82, "EXT1"},
        {0x83, "EXT2"},
        {0x84, "EXT4"},
        {0x85, "TUPLE1"},
        {0x86, "TUPLE2"},
        {0x87, "TUPLE3"},
        {0x88, "NEWTRUE"},
        {0x89, "NEWFALSE"},
        {0x8a, "LONG1"},
        {0x8b, "LONG4"},
        {'B', "BINBYTES"},
        {'C', "SHORT_BINBYTES"},
        {0x8c, "SHORT_BINUNICODE"},
        {0x8d, "BINUNICODE8"},
        {0x8e, "BINBYTES8"},
        {0x8f, "EMPTY_SET"},
        {0x90, "ADDITEMS"},
        {0x91, "FROZENSET"},
        {0x92, "NEWOBJ_EX"},
        {0x93, "STACK_GLOBAL"},
        {0x94, "MEMOIZE"},
        {0x95, "FRAME"},
        {0x96, "BYTEARRAY8"},
        {0x97, "NEXT_BUFFER"},
        {0x98, "READONLY_BUFFER"},
    };
    const auto found = names.find(code);
    return found == names.end() ? inQuotes(std::string(1, static_cast<char>(code))) : std::string(found->second);
}

/// The machine: a stack, marks on it, a memo.
class Machine
{
public:
    Machine(Bytes& bytes, const Progress& progress) : m_bytes(bytes), m_progress(progress)
    {
        m_pickle.values = {{.kind = Kind::None}, {.kind = Kind::Bool}, {.kind = Kind::Bool, .integer = 1}};
    }

    Pickle run()
    {
        start();
        std::uint64_t told = 0;
        while (true) {
            m_opcodeAt = m_at;
            if (m_at - told > chunkBytes || m_at < told) {
                told = m_at;
                m_progress.at(static_cast<double>(m_at) / static_cast<double>(m_bytes.size()));
            }
            m_opcode = byte();
            if (m_opcode == '.')
                break;
            step();
        }
        if (m_stack.size() != 1 || !m_marks.empty())
            refuse("leaves " + counted(static_cast<std::int64_t>(m_stack.size()), "value") + ", expected 1");
        m_pickle.root = m_stack.back();
        return std::move(m_pickle);
    }

private:
    [[noreturn]] void refuse(const std::string& problem) const
    {
        fail(m_bytes.name(), "byte " + std::to_string(m_opcodeAt) + ", opcode " + opcodeName(m_opcode) + ": " +
                                 problem +
                                 ". Only pickles of numpy arrays, numbers, text, lists and dictionaries are read, and "
                                 "nothing in them is executed; save the arrays with numpy.savez instead.");
    }
    [[noreturn]] void failTruncated() const
    {
        fail(m_bytes.name(), "byte " + std::to_string(m_opcodeAt) + ", opcode " + opcodeName(m_opcode) +
                                 ": it goes on behind the end of the file at byte " + std::to_string(m_bytes.size()) +
                                 ". The file was cut off; copy or download it again.");
    }

    void start()
    {
        if (m_bytes.size() == 0)
            fail(m_bytes.name(), "the file is empty, expected a pickle. Copy or download it again.");
        const auto head = m_bytes.text(0, 2);
        if (head.size() < 2 || head[0] != '\x80')
            fail(m_bytes.name(), "it starts with " + inQuotes(head) +
                                     ", expected a pickle of protocol 2, 3 or 4 (\\x80\\x02 ..). Save it again with "
                                     "pickle.dump(data, file, protocol=4).");
        if (head[1] < 2 || head[1] > 4)
            fail(m_bytes.name(), "it is a pickle of protocol " +
                                     std::to_string(static_cast<int>(static_cast<unsigned char>(head[1]))) +
                                     ", expected 2, 3 or 4. Save it again with pickle.dump(data, file, protocol=4).");
        m_at = 2;
    }

    // Bytes of the file

    unsigned char byte()
    {
        if (m_at < m_bufferAt || m_at >= m_bufferAt + m_buffered) {
            m_bufferAt = m_at;
            m_buffered = m_bytes.read(m_at, m_buffer.data(), m_buffer.size());
            if (m_buffered == 0) {
                if (m_opcodeAt == m_at)
                    fail(m_bytes.name(), "the file ends at byte " + std::to_string(m_at) +
                                             " without the opcode STOP. It was cut off; copy or download it again.");
                failTruncated();
            }
        }
        return static_cast<unsigned char>(m_buffer[static_cast<std::size_t>(m_at++ - m_bufferAt)]);
    }
    std::uint64_t little(int count)
    {
        std::uint64_t value = 0;
        for (int i = 0; i < count; ++i)
            value |= static_cast<std::uint64_t>(byte()) << static_cast<unsigned>(8 * i);
        return value;
    }
    std::string line()
    {
        std::string text;
        for (auto letter = byte(); letter != '\n'; letter = byte()) {
            text += static_cast<char>(letter);
            if (text.size() > longestName)
                refuse("found a name of more than 256 bytes");
        }
        return text;
    }
    std::string textOf(std::uint32_t value)
    {
        const auto& text = m_pickle.values[value];
        if ((text.kind != Kind::Text && text.kind != Kind::Bytes) ||
            text.integer > static_cast<std::int64_t>(longestName))
            refuse("found a value where a short text was expected");
        return m_bytes.text(text.offset, static_cast<std::size_t>(text.integer));
    }

    // The stack

    void push(std::uint32_t value)
    {
        if (m_stack.size() >= mostValues)
            refuse("there are more than 4 million values on the stack");
        m_stack.push_back(value);
    }
    std::uint32_t add(PickleValue value)
    {
        if (m_pickle.values.size() >= mostValues)
            refuse("there are more than 4 million single values");
        m_pickle.values.push_back(value);
        return static_cast<std::uint32_t>(m_pickle.values.size() - 1);
    }
    void pushNew(PickleValue value) { push(add(value)); }
    void pushList(Kind kind, std::vector<std::uint32_t> items)
    {
        if (m_pickle.lists.size() >= mostLists)
            refuse("there are more than 262144 lists, tuples and dictionaries");
        countItems(items.size());
        m_pickle.lists.push_back(std::move(items));
        pushNew({.kind = kind, .integer = static_cast<std::int64_t>(m_pickle.lists.size() - 1)});
    }
    void countItems(std::size_t count)
    {
        m_items += count;
        if (m_items > mostItems)
            refuse("there are more than 16 million items in lists");
    }
    [[nodiscard]] std::size_t floor() const { return m_marks.empty() ? 0 : m_marks.back(); }
    std::uint32_t pop()
    {
        if (m_stack.size() <= floor())
            refuse("the stack is empty");
        const auto value = m_stack.back();
        m_stack.pop_back();
        return value;
    }
    std::uint32_t top()
    {
        if (m_stack.size() <= floor())
            refuse("the stack is empty");
        return m_stack.back();
    }
    std::vector<std::uint32_t> popToMark()
    {
        if (m_marks.empty())
            refuse("there is no MARK on the stack");
        const auto begin = m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back());
        std::vector<std::uint32_t> items(begin, m_stack.end());
        m_stack.erase(begin, m_stack.end());
        m_marks.pop_back();
        return items;
    }
    std::vector<std::uint32_t> popSeveral(std::size_t count)
    {
        std::vector<std::uint32_t> items(count);
        while (count-- > 0)
            items[count] = pop();
        return items;
    }
    std::vector<std::uint32_t>& listOf(std::uint32_t value, Kind kind, const char* what)
    {
        if (m_pickle.values[value].kind != kind)
            refuse(std::string("found another value where ") + what + " was expected");
        return m_pickle.lists[static_cast<std::size_t>(m_pickle.values[value].integer)];
    }
    void extend(Kind kind, const char* what, const std::vector<std::uint32_t>& items)
    {
        if (kind == Kind::Dict && items.size() % 2 != 0)
            refuse("a key has no value");
        countItems(items.size());
        auto& list = listOf(top(), kind, what);
        list.insert(list.end(), items.begin(), items.end());
    }
    void memoize(std::uint64_t place)
    {
        if (m_memo.size() >= mostValues)
            refuse("there are more than 4 million memos");
        m_memo[static_cast<std::uint32_t>(place)] = top();
    }
    void recall(std::uint64_t place)
    {
        const auto found = m_memo.find(static_cast<std::uint32_t>(place));
        if (found == m_memo.end())
            refuse("memo " + std::to_string(place) + " was never set");
        push(found->second);
    }

    // Opcodes

    void pushString(Kind kind, int lengthBytes)
    {
        const auto length = little(lengthBytes);
        if (length > m_bytes.size() - m_at)
            refuse("it claims " + std::to_string(length) + " bytes, the file has " +
                   std::to_string(m_bytes.size() - m_at) + " more: cut off, or damaged");
        PickleValue value{.kind = kind, .integer = static_cast<std::int64_t>(length)};
        value.offset = m_at;
        pushNew(value);
        m_at += length;
    }
    void pushInteger(std::int64_t value) { pushNew({.kind = Kind::Integer, .integer = value}); }
    void pushLong(std::uint64_t count)
    {
        if (count > 8)
            refuse("found a whole number of " + std::to_string(count) + " bytes, expected 8 at most");
        auto value = little(static_cast<int>(count));
        if (count > 0 && count < 8 && (value >> (8 * count - 1)) != 0)
            value |= ~std::uint64_t{0} << (8 * count);
        pushInteger(static_cast<std::int64_t>(value));
    }
    void pushReal()
    {
        std::uint64_t bits = 0;
        for (int i = 0; i < 8; ++i)
            bits = bits << 8U | byte();
        PickleValue value{.kind = Kind::Real};
        value.real = std::bit_cast<double>(bits);
        pushNew(value);
    }

    void pushGlobal(const std::string& module, const std::string& name)
    {
        static const std::array<std::pair<const char*, GlobalName>, 10> known = {{
            {"numpy.core.multiarray _reconstruct", Reconstruct},
            {"numpy._core.multiarray _reconstruct", Reconstruct},
            {"numpy ndarray", NdArray},
            {"numpy dtype", NumpyType},
            {"numpy.core.multiarray scalar", NumpyScalar},
            {"numpy._core.multiarray scalar", NumpyScalar},
            {"_codecs encode", Encode},
            {"__builtin__ bytes", BytesType},
            {"builtins bytes", BytesType},
            {"numpy.core.multiarray ndarray", NdArray},
        }};
        for (const auto& [text, global] : known)
            if (module + " " + name == text)
                return pushNew({.kind = Kind::Global, .integer = global});
        refuse("it asks for " + inQuotes(module + "." + name) + ", which is not part of a numpy array");
    }

    void reduce()
    {
        const auto& arguments = listOf(pop(), Kind::Tuple, "a tuple of arguments");
        const auto& global = m_pickle.values[pop()];
        if (global.kind != Kind::Global)
            refuse("found a value where a name was expected");
        const auto kindOf = [&](std::size_t i) { return m_pickle.values[arguments[i]].kind; };
        switch (static_cast<GlobalName>(global.integer)) {
        case Reconstruct:
            if (arguments.size() != 3 || kindOf(0) != Kind::Global || m_pickle.values[arguments[0]].integer != NdArray)
                refuse("numpy's _reconstruct is asked for something else than an array");
            return pushArray({.at = m_opcodeAt});
        case NumpyType:
            if (arguments.empty())
                refuse("a numpy type has no name");
            if (m_pickle.values[arguments[0]].integer > 32)
                refuse("a numpy type has a name of more than 32 bytes");
            m_pickle.types.push_back(textOf(arguments[0]));
            return pushNew({.kind = Kind::Type, .integer = static_cast<std::int64_t>(m_pickle.types.size() - 1)});
        case NumpyScalar:
            if (arguments.size() != 2 || kindOf(0) != Kind::Type || kindOf(1) != Kind::Bytes)
                refuse("a numpy scalar has no type and bytes");
            return pushArray({.descr = typeOf(arguments[0]), .data = arguments[1], .at = m_opcodeAt});
        case Encode: {
            if (arguments.size() != 2 || kindOf(0) != Kind::Text)
                refuse("_codecs.encode is asked for something else than text as bytes");
            if (const auto code = textOf(arguments[1]); code != "latin1" && code != "latin-1")
                refuse("_codecs.encode is asked for " + inQuotes(code) + ", expected latin1");
            auto bytes = m_pickle.values[arguments[0]];
            bytes.kind = Kind::Bytes;
            bytes.latin1AsUtf8 = true;
            return pushNew(bytes);
        }
        case BytesType:
            if (!arguments.empty())
                refuse("bytes are asked for from a value");
            return pushNew({.kind = Kind::Bytes});
        case NdArray:
            break;
        }
        refuse("numpy.ndarray is called, expected numpy's _reconstruct");
    }

    void pushArray(PickleArray array)
    {
        if (m_pickle.arrays.size() >= mostLists)
            refuse("there are more than 262144 arrays");
        m_pickle.arrays.push_back(std::move(array));
        pushNew({.kind = Kind::Array, .integer = static_cast<std::int64_t>(m_pickle.arrays.size() - 1)});
    }
    std::string& typeOf(std::uint32_t value)
    {
        return m_pickle.types[static_cast<std::size_t>(m_pickle.values[value].integer)];
    }

    void build()
    {
        const auto& state = listOf(pop(), Kind::Tuple, "a tuple with the state");
        const auto target = m_pickle.values[top()];
        const auto valueOf = [&](std::size_t i) -> const PickleValue& { return m_pickle.values[state[i]]; };
        if (target.kind == Kind::Type) {
            if (state.size() < 5)
                refuse("the state of a numpy type has " + std::to_string(state.size()) + " parts, expected 5 or more");
            if (valueOf(2).kind != Kind::None || valueOf(3).kind != Kind::None || valueOf(4).kind != Kind::None)
                refuse("a numpy type is a record of several fields, expected plain numbers");
            const auto order = textOf(state[1]);
            if (order != "<" && order != ">" && order != "|" && order != "=")
                refuse("a numpy type has the byte order " + inQuotes(order) + ", expected <, >, | or =");
            auto& type = typeOf(top());
            type = order + type.substr(std::min(type.find_first_not_of("<>|="), type.size()));
            return;
        }
        if (target.kind != Kind::Array)
            refuse("it changes a value that is neither an array nor a numpy type");
        auto& array = m_pickle.arrays[static_cast<std::size_t>(target.integer)];
        if (state.size() != 5 || valueOf(2).kind != Kind::Type || valueOf(3).kind != Kind::Bool ||
            (valueOf(4).kind != Kind::Bytes && valueOf(4).kind != Kind::List))
            refuse("the state of an array is not (version, shape, type, order, data)");
        array.shape.clear();
        for (const auto extent : listOf(state[1], Kind::Tuple, "the shape of an array")) {
            const auto& count = m_pickle.values[extent];
            if (count.kind != Kind::Integer || count.integer < 0 || array.shape.size() >= 32)
                refuse("the shape of an array is not up to 32 counts");
            array.shape.push_back(count.integer);
        }
        array.descr = typeOf(state[2]);
        array.fortranOrder = valueOf(3).integer != 0;
        array.data = state[4];
    }

    void step()
    {
        switch (m_opcode) {
        case 0x80: // PROTO
            if (byte() > 4)
                refuse("the protocol changes");
            return;
        case 0x95: // FRAME
            static_cast<void>(little(8));
            return;
        case '(':
            if (m_marks.size() >= mostValues)
                refuse("there are more than 4 million marks");
            return m_marks.push_back(m_stack.size());
        case '0':
            return static_cast<void>(pop());
        case '1':
            return static_cast<void>(popToMark());
        case 'N':
            return push(noneValue);
        case 0x88:
            return push(trueValue);
        case 0x89:
            return push(falseValue);
        case 'J':
            return pushInteger(static_cast<std::int32_t>(static_cast<std::uint32_t>(little(4))));
        case 'K':
            return pushInteger(byte());
        case 'M':
            return pushInteger(static_cast<std::int64_t>(little(2)));
        case 0x8a:
            return pushLong(byte());
        case 0x8b:
            return pushLong(little(4));
        case 'G':
            return pushReal();
        case 'U': // Python 2's str: text or bytes, as whoever uses it sees it
        case 'C':
            return pushString(Kind::Bytes, 1);
        case 'T':
        case 'B':
            return pushString(Kind::Bytes, 4);
        case 0x8e:
            return pushString(Kind::Bytes, 8);
        case 0x8c:
            return pushString(Kind::Text, 1);
        case 'X':
            return pushString(Kind::Text, 4);
        case 0x8d:
            return pushString(Kind::Text, 8);
        case ']':
            return pushList(Kind::List, {});
        case ')':
            return pushList(Kind::Tuple, {});
        case '}':
            return pushList(Kind::Dict, {});
        case 't':
            return pushList(Kind::Tuple, popToMark());
        case 0x85:
        case 0x86:
        case 0x87:
            return pushList(Kind::Tuple, popSeveral(m_opcode - 0x84U));
        case 'a':
            return extend(Kind::List, "a list", popSeveral(1));
        case 'e':
            return extend(Kind::List, "a list", popToMark());
        case 's':
            return extend(Kind::Dict, "a dictionary", popSeveral(2));
        case 'u':
            return extend(Kind::Dict, "a dictionary", popToMark());
        case 'q':
            return memoize(byte());
        case 'r':
            return memoize(little(4));
        case 0x94:
            return memoize(m_memo.size());
        case 'h':
            return recall(byte());
        case 'j':
            return recall(little(4));
        case 'c': {
            const auto module = line();
            return pushGlobal(module, line());
        }
        case 0x93: {
            const auto names = popSeveral(2);
            return pushGlobal(textOf(names[0]), textOf(names[1]));
        }
        case 'R':
            return reduce();
        case 'b':
            return build();
        default:
            refuse("it is not among those that arrays need");
        }
    }

    Bytes& m_bytes;
    const Progress& m_progress;
    Pickle m_pickle;
    std::array<char, std::size_t{1} << 16U> m_buffer;
    std::uint64_t m_bufferAt = 0;
    std::size_t m_buffered = 0;
    std::uint64_t m_at = 0;
    std::uint64_t m_opcodeAt = 0;
    unsigned char m_opcode = 0;
    std::size_t m_items = 0;
    std::vector<std::uint32_t> m_stack;
    std::vector<std::size_t> m_marks;
    std::unordered_map<std::uint32_t, std::uint32_t> m_memo;
};

} // namespace

Pickle parsePickleValues(Bytes& bytes, const Progress& progress)
{
    return Machine(bytes, progress).run();
}

} // namespace pitlane::binary
