// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
/// Included once by each kernels_*.cpp, which defines PITLANE_LANES and is compiled for its instruction set. Uses nothing
/// of the standard library: a shared inline function compiled here could reach a processor that lacks the instructions.
#include "core/kernels/kernels.h"

namespace pitlane::kernels {
namespace {

constexpr int lanes = PITLANE_LANES;
using Vector = float __attribute__((vector_size(lanes * 4)));
using Unaligned = float __attribute__((vector_size(lanes * 4), aligned(4)));
using Integers = std::int32_t __attribute__((vector_size(lanes * 4)));

// Registers: 32 with AVX-512, else 16.
constexpr int mostRows = lanes == 16 ? 8 : 4;    ///< output channels of a tile
constexpr int mostVectors = lanes == 16 ? 3 : 2; ///< vectors of time of a tile
constexpr int gradientRows = lanes == 16 ? 4 : 3;
constexpr int gradientColumns = lanes == 16 ? 6 : 3;
constexpr std::int64_t cacheBytes = 480 * 1024;    ///< of the second level, for a chunk of the batch
constexpr std::int64_t innerCacheBytes = 36 * 1024; ///< of the first level

inline Vector load(const float* p) { return *reinterpret_cast<const Unaligned*>(p); }
inline void store(float* p, Vector v) { *reinterpret_cast<Unaligned*>(p) = v; }
inline Vector all(float x) { return x - Vector{}; }
inline std::int64_t least(std::int64_t a, std::int64_t b) { return a < b ? a : b; }
inline std::int64_t most(std::int64_t a, std::int64_t b) { return a > b ? a : b; }

inline float sumOf(Vector v)
{
    float part[lanes];
    store(part, v);
    for (int width = lanes / 2; width > 0; width /= 2)
        for (int i = 0; i < width; ++i)
            part[i] += part[i + width];
    return part[0];
}

/// Ones in the lanes below `count`.
inline Integers firstLanes(std::int64_t count)
{
    Integers index{};
    for (int i = 0; i < lanes; ++i)
        index[i] = i;
    return index < static_cast<std::int32_t>(count);
}

/// M rows dealt to blocks of nearly equal size, at most `size` rows each.
struct Blocks
{
    std::int64_t M, count;
    Blocks(std::int64_t rows, std::int64_t size) : M(rows), count((rows + size - 1) / size) {}
    [[nodiscard]] int size(std::int64_t block) const { return static_cast<int>(M / count + (block < M % count ? 1 : 0)); }
};

std::int64_t packedSize(const Packing& p) { return p.M * p.L * p.J; }

/// Order of the weights: [block of rows][l][j][row of the block].
void pack(const Packing& p, float* out)
{
    const Blocks blocks(p.M, mostRows);
    std::int64_t first = 0;
    for (std::int64_t b = 0; b < blocks.count; ++b) {
        const auto size = blocks.size(b);
        for (std::int64_t l = 0; l < p.L; ++l)
            for (std::int64_t j = 0; j < p.J; ++j) {
                const auto* from = p.weights + p.columns[l] + p.taps[j];
                const auto scale = (p.tapScale ? p.tapScale[j] : 1.0F) * (p.columnScale ? p.columnScale[l] : 1.0F);
                for (int m = 0; m < size; ++m)
                    *out++ = from[p.rows[first + m]] * scale * (p.rowScale ? p.rowScale[first + m] : 1.0F);
            }
        first += size;
    }
}

template <int MB, int TB> inline void convolveTile(const Convolution& c, std::int64_t firstRow, std::int64_t time, const float* w)
{
    Vector sum[MB][TB];
#pragma GCC unroll 8
    for (int m = 0; m < MB; ++m) {
        const auto* to = c.target + c.targetRows[firstRow + m] + time;
#pragma GCC unroll 3
        for (int t = 0; t < TB; ++t) {
            sum[m][t] = c.start ? all(c.start[firstRow + m]) : Vector{};
            if (c.accumulate)
                sum[m][t] += load(to + t * lanes);
        }
    }
    for (std::int64_t l = 0; l < c.L; ++l) {
        const auto* row = c.source + c.sourceRows[l] + time;
        for (std::int64_t j = 0; j < c.J; ++j, w += MB) {
            const auto* from = row + c.taps[j];
            Vector x[TB];
#pragma GCC unroll 3
            for (int t = 0; t < TB; ++t)
                x[t] = load(from + t * lanes);
#pragma GCC unroll 8
            for (int m = 0; m < MB; ++m) {
                const auto weight = all(w[m]);
#pragma GCC unroll 3
                for (int t = 0; t < TB; ++t)
                    sum[m][t] += weight * x[t];
            }
        }
    }
#pragma GCC unroll 8
    for (int m = 0; m < MB; ++m) {
        auto* to = c.target + c.targetRows[firstRow + m] + time;
#pragma GCC unroll 3
        for (int t = 0; t < TB; ++t)
            store(to + t * lanes, sum[m][t]);
    }
}

template <int TB> void convolveRows(int rows, const Convolution& c, std::int64_t firstRow, std::int64_t time, const float* w)
{
    switch (rows) {
    case 1: return convolveTile<1, TB>(c, firstRow, time, w);
    case 2: return convolveTile<2, TB>(c, firstRow, time, w);
    case 3: return convolveTile<3, TB>(c, firstRow, time, w);
    case 4: return convolveTile<4, TB>(c, firstRow, time, w);
#if PITLANE_LANES == 16
    case 5: return convolveTile<5, TB>(c, firstRow, time, w);
    case 6: return convolveTile<6, TB>(c, firstRow, time, w);
    case 7: return convolveTile<7, TB>(c, firstRow, time, w);
    case 8: return convolveTile<8, TB>(c, firstRow, time, w);
#endif
    default: return;
    }
}

void convolve(const Convolution& c)
{
    const Blocks blocks(c.M, mostRows);
    std::int64_t first = 0;
    for (std::int64_t b = 0; b < blocks.count; ++b) {
        const auto rows = blocks.size(b);
        const auto* w = c.weights + first * c.L * c.J;
        for (std::int64_t v = 0; v < c.vectors;) {
            const auto left = c.vectors - v;
            const auto width = left == 4 ? 2 : least(left, mostVectors); // 4 = 2 + 2, not 3 + 1
            if (width == 3)
                convolveRows<3>(rows, c, first, v * lanes, w);
            else if (width == 2)
                convolveRows<2>(rows, c, first, v * lanes, w);
            else
                convolveRows<1>(rows, c, first, v * lanes, w);
            v += width;
        }
        first += rows;
    }
}

template <int MB, int QB>
void gradientTile(const WeightGradient& g, std::int64_t firstRow, std::int64_t firstColumn, std::int64_t n0, std::int64_t n1)
{
    Vector sum[MB][QB];
#pragma GCC unroll 4
    for (int m = 0; m < MB; ++m)
#pragma GCC unroll 6
        for (int q = 0; q < QB; ++q)
            sum[m][q] = Vector{};
    for (auto n = n0; n < n1; ++n) {
        const auto* gradient = g.gradient + n * g.gradientStep;
        const auto* input = g.input + n * g.inputStep;
        for (std::int64_t v = 0; v < g.vectors; ++v) {
            Vector row[MB];
#pragma GCC unroll 4
            for (int m = 0; m < MB; ++m)
                row[m] = load(gradient + g.gradientRows[firstRow + m] + v * lanes);
#pragma GCC unroll 6
            for (int q = 0; q < QB; ++q) {
                const auto x = load(input + g.columns[firstColumn + q] + v * lanes);
#pragma GCC unroll 4
                for (int m = 0; m < MB; ++m)
                    sum[m][q] += row[m] * x;
            }
        }
    }
    for (int m = 0; m < MB; ++m)
        for (int q = 0; q < QB; ++q)
            g.out[(firstRow + m) * g.Q + firstColumn + q] += sumOf(sum[m][q]);
}

template <int MB>
void gradientRow(int columns, const WeightGradient& g, std::int64_t row, std::int64_t column, std::int64_t n0, std::int64_t n1)
{
    switch (columns) {
    case 1: return gradientTile<MB, 1>(g, row, column, n0, n1);
    case 2: return gradientTile<MB, 2>(g, row, column, n0, n1);
    case 3: return gradientTile<MB, 3>(g, row, column, n0, n1);
#if PITLANE_LANES == 16
    case 4: return gradientTile<MB, 4>(g, row, column, n0, n1);
    case 5: return gradientTile<MB, 5>(g, row, column, n0, n1);
    case 6: return gradientTile<MB, 6>(g, row, column, n0, n1);
#endif
    default: return;
    }
}

void weightGradient(const WeightGradient& g)
{
    for (std::int64_t i = 0; i < g.M * g.Q; ++i)
        g.out[i] = 0;
    if (g.M == 0 || g.Q == 0)
        return;
    // A chunk of the batch stays in cache while all columns pass over it.
    const auto rowBytes = 4 * gradientRows * g.vectors * lanes;
    auto chunk = least(cacheBytes / (4 * g.inputStep + rowBytes), innerCacheBytes / rowBytes);
    chunk = most(1, least(g.N, chunk));
    if (chunk * g.vectors < 32) // a tile's sums over the lanes must not outweigh its products
        chunk = least(g.N, 32 / g.vectors + 1);
    const Blocks rows(g.M, gradientRows);
    const Blocks columns(g.Q, gradientColumns);
    for (std::int64_t n0 = 0; n0 < g.N; n0 += chunk) {
        const auto n1 = least(g.N, n0 + chunk);
        std::int64_t row = 0;
        for (std::int64_t a = 0; a < rows.count; ++a) {
            std::int64_t column = 0;
            for (std::int64_t b = 0; b < columns.count; ++b) {
                const auto width = columns.size(b);
                switch (rows.size(a)) {
                case 1: gradientRow<1>(width, g, row, column, n0, n1); break;
                case 2: gradientRow<2>(width, g, row, column, n0, n1); break;
                case 3: gradientRow<3>(width, g, row, column, n0, n1); break;
#if PITLANE_LANES == 16
                case 4: gradientRow<4>(width, g, row, column, n0, n1); break;
#endif
                default: break;
                }
                column += width;
            }
            row += rows.size(a);
        }
    }
}

Moments moments(Channel x, std::int64_t N, std::int64_t T)
{
    // Around the first value, so that a large mean costs no digits.
    const auto reference = *x.first;
    const auto centre = all(reference);
    const auto whole = T / lanes * lanes;
    const auto rest = firstLanes(T - whole);
    double sum = 0, squares = 0;
    for (std::int64_t n = 0; n < N; ++n) {
        const auto* row = x.first + n * x.step;
        Vector s{}, q{};
        for (std::int64_t t = 0; t < whole; t += lanes) {
            const auto v = load(row + t) - centre;
            s += v;
            q += v * v;
        }
        if (whole < T) {
            const auto v = rest ? load(row + whole) - centre : Vector{};
            s += v;
            q += v * v;
        }
        sum += static_cast<double>(sumOf(s));
        squares += static_cast<double>(sumOf(q));
    }
    const auto count = static_cast<double>(N) * static_cast<double>(T);
    const auto mean = sum / count;
    const auto variance = squares / count - mean * mean;
    return {mean + static_cast<double>(reference), variance > 0 ? variance : 0};
}

void normalise(const Normalisation& a)
{
    const auto mean = all(a.mean), deviation = all(a.inverseDeviation), scale = all(a.scale), shift = all(a.shift);
    const auto whole = a.T / lanes * lanes;
    const auto rest = firstLanes(a.T - whole);
    const Vector zero{};
    for (std::int64_t n = 0; n < a.N; ++n) {
        auto* x = a.x.first + n * a.x.step;
        auto* y = a.y.first ? a.y.first + n * a.y.step : nullptr;
        for (std::int64_t t = 0; t < a.T; t += lanes) {
            const auto h = (load(x + t) - mean) * deviation;
            store(x + t, h);
            if (!y)
                continue;
            auto out = h * scale + shift;
            if (a.relu)
                out = out < zero ? zero : out; // keeps NaN
            if (t >= whole)
                out = rest ? out : zero;
            store(y + t, out);
        }
    }
}

void normaliseGradient(NormalisationGradient& a)
{
    const auto scale = all(a.scale), shift = all(a.shift);
    const auto whole = a.T / lanes * lanes;
    const auto rest = firstLanes(a.T - whole);
    const Vector zero{};
    a.sum = a.sumOfProducts = 0;
    for (std::int64_t n = 0; n < a.N; ++n) {
        const auto* g = a.g.first + n * a.g.step;
        const auto* h = a.h.first + n * a.h.step;
        auto* gx = a.gx.first ? a.gx.first + n * a.gx.step : nullptr;
        Vector s{}, p{};
        for (std::int64_t t = 0; t < a.T; t += lanes) {
            auto gradient = load(g + t);
            auto value = load(h + t);
            if (t >= whole) { // behind the last sample h may hold anything
                gradient = rest ? gradient : zero;
                value = rest ? value : zero;
            }
            if (a.relu)
                gradient = value * scale + shift > zero ? gradient : zero;
            if (gx)
                store(gx + t, gradient);
            s += gradient;
            p += gradient * value;
        }
        a.sum += static_cast<double>(sumOf(s));
        a.sumOfProducts += static_cast<double>(sumOf(p));
    }
    if (!a.gx.first)
        return;
    const auto count = static_cast<double>(a.N) * static_cast<double>(a.T);
    const auto mean = all(static_cast<float>(a.sum / count));
    const auto product = all(static_cast<float>(a.sumOfProducts / count));
    const auto factor = all(a.factor);
    for (std::int64_t n = 0; n < a.N; ++n) {
        const auto* h = a.h.first + n * a.h.step;
        auto* gx = a.gx.first + n * a.gx.step;
        for (std::int64_t t = 0; t < a.T; t += lanes) {
            auto out = factor * (load(gx + t) - mean - load(h + t) * product);
            if (t >= whole)
                out = rest ? out : zero;
            store(gx + t, out);
        }
    }
}

void sumRows(float* y, const float* const* x, const float* scale, std::int64_t count, std::int64_t vectors, bool relu)
{
    const Vector zero{};
    for (std::int64_t v = 0; v < vectors; ++v) {
        Vector sum{};
        for (std::int64_t i = 0; i < count; ++i)
            sum += load(x[i] + v * lanes) * scale[i];
        store(y + v * lanes, relu ? (sum < zero ? zero : sum) : sum);
    }
}

void gateRow(float* gx, const float* g, const float* y, float scale, std::int64_t vectors, bool accumulate)
{
    const Vector zero{};
    for (std::int64_t v = 0; v < vectors; ++v) {
        auto out = load(g + v * lanes) * scale;
        if (y)
            out = load(y + v * lanes) > zero ? out : zero;
        store(gx + v * lanes, accumulate ? load(gx + v * lanes) + out : out);
    }
}

double dotRow(const float* a, const float* b, std::int64_t vectors)
{
    Vector sum{};
    for (std::int64_t v = 0; v < vectors; ++v)
        sum += load(a + v * lanes) * load(b + v * lanes);
    return static_cast<double>(sumOf(sum));
}

inline Vector rootOf(Vector v)
{
    Vector out;
    for (int i = 0; i < lanes; ++i)
        out[i] = __builtin_sqrtf(v[i]);
    return out;
}

void adam(const AdamStep& a)
{
    const auto step = [&](Vector& value, Vector gradient, Vector& m, Vector& v) {
        gradient = gradient * a.gradientScale + value * a.weightDecay;
        m = m * a.beta1 + gradient * (1 - a.beta1);
        v = v * a.beta2 + gradient * gradient * (1 - a.beta2);
        value -= m * a.rate / (rootOf(v) * a.correction + a.epsilon);
    };
    std::int64_t i = 0;
    for (; i + lanes <= a.count; i += lanes) {
        auto value = load(a.values + i), m = load(a.m + i), v = load(a.v + i);
        step(value, load(a.gradients + i), m, v);
        store(a.values + i, value);
        store(a.m + i, m);
        store(a.v + i, v);
    }
    if (i == a.count)
        return;
    Vector value{}, gradient{}, m{}, v{}; // the rest, by the same operations
    for (int k = 0; i + k < a.count; ++k) {
        value[k] = a.values[i + k];
        gradient[k] = a.gradients[i + k];
        m[k] = a.m[i + k];
        v[k] = a.v[i + k];
    }
    step(value, gradient, m, v);
    for (int k = 0; i + k < a.count; ++k) {
        a.values[i + k] = value[k];
        a.m[i + k] = m[k];
        a.v[i + k] = v[k];
    }
}

double squaredNorm(const float* values, std::int64_t count)
{
    double total = 0;
    std::int64_t i = 0;
    while (i + lanes <= count) { // float sums of a few values, double sums of those
        Vector sum{};
        for (int k = 0; k < 16 && i + lanes <= count; ++k, i += lanes) {
            const auto v = load(values + i);
            sum += v * v;
        }
        total += static_cast<double>(sumOf(sum));
    }
    for (; i < count; ++i)
        total += static_cast<double>(values[i]) * static_cast<double>(values[i]);
    return total;
}

constexpr Kernels form(const char* name, bool (*usable)())
{
    return {.name = name,
            .lanes = lanes,
            .usable = usable,
            .packedSize = packedSize,
            .pack = pack,
            .convolve = convolve,
            .weightGradient = weightGradient,
            .moments = moments,
            .normalise = normalise,
            .normaliseGradient = normaliseGradient,
            .sumRows = sumRows,
            .gateRow = gateRow,
            .dotRow = dotRow,
            .adam = adam,
            .squaredNorm = squaredNorm};
}

} // namespace
} // namespace pitlane::kernels
