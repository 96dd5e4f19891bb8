/* SPDX-FileCopyrightText: 2026 The Pitlane authors */
/* SPDX-License-Identifier: Apache-2.0 */
#include "pl_cortexm.h"

#include <stddef.h>
#include <string.h>

/* Widened values: 2 (x + 128) in 16 bits each. */
#define SIGNS 0x80808080u
#define DOUBLED_BYTES 0x01FE01FEu

static inline uint32_t load4(const int8_t* from)
{
    uint32_t word;
    memcpy(&word, from, 4);
    return word;
}

static inline uint32_t load2(const int8_t* from)
{
    uint16_t half;
    memcpy(&half, from, 2);
    return half;
}

static inline uint32_t widen1(const int8_t* from)
{
    return (uint32_t)(*from + 128) << 1;
}

/* Four values into bytes 0 and 2, and 1 and 3. */
static inline void widen4(uint32_t word, uint32_t* even, uint32_t* odd)
{
    word ^= SIGNS;
    *even = (word << 1) & DOUBLED_BYTES;
    *odd = (word >> 7) & DOUBLED_BYTES;
}

static inline uint32_t widen2(uint32_t half)
{
    half ^= SIGNS & 0xFFFFu;
    return ((half | half << 8) << 1) & DOUBLED_BYTES;
}

static uint32_t* fill(uint32_t* word, int32_t count, uint32_t value)
{
    for (; count >= 4; count -= 4, word += 4) {
        word[0] = value;
        word[1] = value;
        word[2] = value;
        word[3] = value;
    }
    for (; count > 0; --count)
        *word++ = value;
    return word;
}

static int32_t at_least(int32_t value, int32_t low)
{
    return value > low ? value : low;
}

static int32_t at_most(int32_t value, int32_t high)
{
    return value < high ? value : high;
}

/* Rows of a tile: `lead` before the input, `inside` in it from sample `first` on, the others behind it. */
typedef struct rows_of_tile
{
    int32_t count, lead, inside, first;
} rows_of_tile;

static rows_of_tile rows_of(const pl_cortexm_conv1d_layer* layer, int32_t row, int32_t count)
{
    const int32_t g = layer->row_step;
    const int32_t start = row * g - layer->pad_left;
    rows_of_tile rows;
    rows.count = count;
    rows.lead = start < 0 ? at_most((g == 1 ? -start : (-start + g - 1) / g), count) : 0;
    rows.first = start + rows.lead * g;
    rows.inside = layer->T_in - rows.first;
    if (g != 1)
        rows.inside = (rows.inside + g - 1) / g;
    rows.inside = at_least(at_most(rows.inside, count - rows.lead), 0);
    return rows;
}

/* Channels two by two, in groups of four: (0, 2) and (1, 3). */
static void widen_channels(const pl_cortexm_conv1d_layer* layer, const int8_t* x, rows_of_tile rows, char* planes)
{
    const int32_t pitch = layer->pitch;
    const int32_t step = layer->row_step * layer->C_in;
    const int32_t filled = (layer->C_in + 1) / 2;
    const int32_t trail = rows.count - rows.lead - rows.inside;
    const int8_t* column = x + rows.first * layer->C_in;
    char* plane = planes;
    int32_t left = layer->C_in;
    int32_t i;
    if (rows.lead > 0 || trail > 0) {
        for (i = 0; i < filled; ++i) {
            uint32_t* word = fill((uint32_t*)(planes + i * pitch), rows.lead, layer->zero_word);
            fill(word + rows.inside, trail, layer->zero_word);
        }
    }
    if (rows.inside == 0)
        return;
    plane += 4 * rows.lead;
    for (; left >= 4; left -= 4, column += 4, plane += 2 * pitch) {
        uint32_t* even = (uint32_t*)plane;
        uint32_t* odd = (uint32_t*)(plane + pitch);
        const int8_t* from = column;
        for (i = rows.inside; i >= 4; i -= 4, even += 4, odd += 4) {
            widen4(load4(from), even, odd);
            from += step;
            widen4(load4(from), even + 1, odd + 1);
            from += step;
            widen4(load4(from), even + 2, odd + 2);
            from += step;
            widen4(load4(from), even + 3, odd + 3);
            from += step;
        }
        for (; i > 0; --i, from += step)
            widen4(load4(from), even++, odd++);
    }
    /* The last sample's neighbour behind the input is nobody's: all but that one are loaded with what follows. */
    if (left == 3) {
        uint32_t* even = (uint32_t*)plane;
        uint32_t* odd = (uint32_t*)(plane + pitch);
        for (i = rows.inside; i > 1; --i, column += step)
            widen4(load4(column), even++, odd++);
        *even = widen1(column) | widen1(column + 2) << 16;
        *odd = widen1(column + 1);
    } else if (left == 2) {
        uint32_t* word = (uint32_t*)plane;
        for (i = rows.inside; i > 0; --i, column += step)
            *word++ = widen2(load2(column));
    } else if (left == 1) {
        uint32_t* word = (uint32_t*)plane;
        for (i = rows.inside; i > 0; --i, column += step)
            *word++ = widen1(column);
    }
}

/* One channel: word i holds the samples of rows i and i + tap_pair. */
static void widen_taps(const pl_cortexm_conv1d_layer* layer, const int8_t* x, rows_of_tile rows, char* planes)
{
    const int32_t step = layer->row_step;
    const int32_t apart = layer->tap_pair;
    const uint32_t zero_low = layer->zero_word & 0xFFFFu;
    const uint32_t zero_high = layer->zero_word & 0xFFFF0000u;
    /* The rows of the input, seen from the lower and from the upper half of a word. */
    const int32_t low_begin = at_most(rows.lead, rows.count - apart);
    const int32_t low_end = at_most(rows.lead + rows.inside, rows.count - apart);
    const int32_t high_begin = at_least(rows.lead - apart, 0);
    const int32_t high_end = at_least(rows.lead + rows.inside - apart, 0);
    const int32_t words = rows.count - apart;
    const int8_t* low = x + rows.first + (low_begin - rows.lead) * step;
    const int8_t* high = x + rows.first + (high_begin + apart - rows.lead) * step;
    uint32_t* word = fill((uint32_t*)planes, high_begin, layer->zero_word);
    int32_t i = high_begin;
    for (; i < at_most(low_begin, high_end); ++i, high += step)
        *word++ = zero_low | widen1(high) << 16;
    if (i < low_begin) {
        word = fill(word, low_begin - i, layer->zero_word);
        i = low_begin;
    }
    for (; i < high_end; ++i, low += step, high += step)
        *word++ = widen1(low) | widen1(high) << 16;
    for (; i < low_end; ++i, low += step)
        *word++ = widen1(low) | zero_high;
    fill(word, words - i, layer->zero_word);
}

static void* aligned8(void* scratch)
{
    return (void*)(((uintptr_t)scratch + 7) & ~(uintptr_t)7);
}

void pl_cortexm_conv1d(const pl_cortexm_conv1d_layer* layer, const int8_t* x, int8_t* y, void* scratch)
{
    const int32_t C_out = layer->C_out;
    const int32_t words = layer->runs * layer->run;
    const int32_t T = at_least(layer->T_out, 4);
    char* planes = aligned8(scratch);
    int8_t* to = T == layer->T_out ? y : (int8_t*)planes + layer->planes * layer->pitch;
    int32_t t, o;
    for (t = 0; t < T; t += layer->tile) {
        int32_t steps = at_most(layer->tile, T - t);
        const uint32_t* weights = layer->weights;
        if (steps < 4) { /* the last tile begins earlier */
            t = T - 4;
            steps = 4;
        }
        {
            const int32_t count = (steps - 1) * layer->stride + layer->history + 1;
            if (layer->tap_pair > 0)
                widen_taps(layer, x, rows_of(layer, t * layer->stride, count + layer->tap_pair), planes);
            else
                widen_channels(layer, x, rows_of(layer, t * layer->stride, count), planes);
        }
        for (o = 0; o < C_out; o += 2, weights += words) {
            pl_cortexm_call call;
            call.next_run = layer->next_run;
            call.weights_end = weights + words;
            call.run = layer->run;
            call.planes = planes;
            call.weights = weights;
            call.parameters = layer->parameters + 4 * o;
            call.y = to + t * C_out + o;
            call.C_out = C_out;
            call.flags = layer->flags | (o + 1 < C_out ? 0 : 2);
            call.blocks = steps >> 2;
            layer->core(&call);
            if ((steps & 3) != 0) { /* the last block begins earlier */
                call.planes = planes + 4 * layer->stride * (steps - 4);
                call.y = to + (t + steps - 4) * C_out + o;
                call.blocks = 1;
                layer->core(&call);
            }
        }
    }
    if (to != y)
        memcpy(y, to, (size_t)(layer->T_out * C_out));
}

/* What pl_cortexm_linear4() is called with. */
typedef struct linear4_call
{
    const uint32_t* x;
    const uint32_t* x_end;
    const uint32_t* weights;
    int32_t nothing;
    int32_t sums[4];
} linear4_call;

void pl_cortexm_linear4(linear4_call* call);
int32_t pl_cortexm_linear1(const int8_t* x, const uint32_t* weights, int32_t groups);

/* pl_core_requantize of pl_cortexm_core.inc, then the clamp. */
static int8_t requantize(const pl_cortexm_linear_layer* layer, int32_t sum, const int32_t* parameters)
{
    int32_t value = parameters[1] + (sum >> 31);
    __asm__("smmlar %0, %1, %2, %0" : "+r"(value) : "r"(sum), "r"(parameters[2]));
    value >>= parameters[3];
    return (int8_t)at_least(at_most(value, layer->out_max), layer->out_min);
}

static void widen16(const int8_t* from, uint32_t* to)
{
    widen4(load4(from), to, to + 1);
    widen4(load4(from + 4), to + 2, to + 3);
    widen4(load4(from + 8), to + 4, to + 5);
    widen4(load4(from + 12), to + 6, to + 7);
}

void pl_cortexm_linear(const pl_cortexm_linear_layer* layer, const int8_t* x, int8_t* y, void* scratch)
{
    const int32_t C_in = layer->C_in;
    const int32_t C_out = layer->C_out;
    const uint32_t* weights = layer->weights;
    const int32_t* parameters = layer->parameters;
    int8_t tail[16];
    int32_t o = 0;
    if (layer->quads > 0) {
        uint32_t* widened = aligned8(scratch);
        uint32_t* end = widened;
        int32_t i, q;
        for (i = 0; i + 16 <= C_in; i += 16, end += 8)
            widen16(x + i, end);
        if (i < C_in) {
            memset(tail, 0, sizeof tail);
            memcpy(tail, x + i, (size_t)(C_in - i));
            widen16(tail, end);
            end += 8;
        }
        for (q = 0; q < layer->quads; ++q, parameters += 16) {
            linear4_call call;
            call.sums[0] = parameters[0];
            call.sums[1] = parameters[8];
            call.sums[2] = parameters[4];
            call.sums[3] = parameters[12];
            for (call.x = widened; call.x < end; call.x = call.x_end) {
                call.x_end = end - call.x > layer->chunk ? call.x + layer->chunk : end;
                call.weights = weights;
                weights += 2 * (call.x_end - call.x);
                pl_cortexm_linear4(&call);
            }
            y[o++] = requantize(layer, call.sums[0], parameters);
            y[o++] = requantize(layer, call.sums[2], parameters + 4);
            y[o++] = requantize(layer, call.sums[1], parameters + 8);
            if (o < C_out)
                y[o++] = requantize(layer, call.sums[3], parameters + 12);
        }
    }
    if (o < C_out) {
        const int32_t groups = C_in / 8;
        const int32_t rest = C_in - 8 * groups;
        memset(tail, 0, 8);
        memcpy(tail, x + 8 * groups, (size_t)rest);
        for (; o < C_out; parameters += 4) {
            int32_t sum = pl_cortexm_linear1(x, weights, groups);
            weights += 4 * groups;
            if (rest > 0) {
                sum += pl_cortexm_linear1(tail, weights, 1);
                weights += 4;
            }
            y[o++] = requantize(layer, parameters[0] + 2 * sum, parameters);
        }
    }
}
