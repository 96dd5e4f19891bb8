/* SPDX-FileCopyrightText: 2026 The Pitlane authors */
/* SPDX-License-Identifier: Apache-2.0 */
#include "pl_cortexm.h"

#include <string.h>

static inline uint32_t load4(const int8_t* from)
{
    uint32_t word;
    memcpy(&word, from, 4);
    return word;
}

/* ---- add ---- */

/* addend + round(a b / 2^32) */
static inline int32_t high_product(int32_t addend, int32_t a, int32_t b)
{
    __asm__("smmlar %0, %1, %2, %0" : "+r"(addend) : "r"(a), "r"(b));
    return addend;
}

static inline int32_t saturated(int32_t value)
{
    __asm__("ssat %0, #8, %0" : "+r"(value));
    return value;
}

/* A way to requantise: doubled values in, a shift to the right of 1 to 22; see pl_core_requantize. With the multiplier
 * 2^30 an input of the sum is only moved, to the left by `exact` bits. */
typedef struct requantization
{
    int32_t addend, multiplier, shift, exact;
} requantization;

#define EXACT_MULTIPLIER 0x40000000

static int can_be_exact(int32_t multiplier, int32_t shift)
{
    return multiplier == EXACT_MULTIPLIER && shift <= 0 && shift >= -19;
}

static int can_be_rounded(int32_t multiplier, int32_t shift)
{
    return multiplier >= 0 && shift <= -1 && shift >= -22;
}

static requantization requantization_of(int32_t multiplier, int32_t shift, int32_t zero)
{
    requantization way;
    const int32_t right = shift < 0 ? -shift : 1;
    way.multiplier = multiplier;
    way.shift = right;
    way.addend = ((int32_t)1 << (right - 1)) + zero * ((int32_t)1 << right);
    way.exact = 19 + shift;
    return way;
}

static inline int32_t scaled(int32_t value, int32_t start, requantization way, int exact)
{
    int32_t doubled;
    if (exact)
        return (int32_t)((uint32_t)value << way.exact) + start;
    doubled = (int32_t)((uint32_t)value << 21) + start;
    return high_product(way.addend + (doubled >> 31), doubled, way.multiplier) >> way.shift;
}

static inline void add_all(const pl_add_layer* layer, const int8_t* a, const int8_t* b, int8_t* y, int a_exact,
                           int b_exact)
{
    const requantization way_a = requantization_of(layer->multiplier_a, layer->shift_a, 0);
    const requantization way_b = requantization_of(layer->multiplier_b, layer->shift_b, 0);
    const requantization way_out = requantization_of(layer->multiplier_out, layer->shift_out, layer->zero_out);
    const int32_t start_a = -layer->zero_a * ((int32_t)1 << (a_exact ? way_a.exact : 21));
    const int32_t start_b = -layer->zero_b * ((int32_t)1 << (b_exact ? way_b.exact : 21));
    const int32_t low = layer->out_min;
    const int8_t* end = a + layer->count;
    while (a != end) {
        const int32_t sum = scaled(*a++, start_a, way_a, a_exact) + scaled(*b++, start_b, way_b, b_exact);
        const int32_t doubled = (int32_t)((uint32_t)sum << 1);
        int32_t value = high_product(way_out.addend + (doubled >> 31), doubled, way_out.multiplier);
        value = saturated(value >> way_out.shift);
        *y++ = (int8_t)(value < low ? low : value);
    }
}

void pl_cortexm_add(const pl_add_layer* layer, const int8_t* a, const int8_t* b, int8_t* y)
{
    const int a_exact = can_be_exact(layer->multiplier_a, layer->shift_a);
    const int b_exact = can_be_exact(layer->multiplier_b, layer->shift_b);
    if (layer->out_max != 127 || !can_be_rounded(layer->multiplier_out, layer->shift_out) ||
        !(a_exact || can_be_rounded(layer->multiplier_a, layer->shift_a)) ||
        !(b_exact || can_be_rounded(layer->multiplier_b, layer->shift_b)))
        pl_add(layer, a, b, y);
    else if (a_exact && b_exact)
        add_all(layer, a, b, y, 1, 1);
    else if (a_exact)
        add_all(layer, a, b, y, 1, 0);
    else if (b_exact)
        add_all(layer, a, b, y, 0, 1);
    else
        add_all(layer, a, b, y, 0, 0);
}

/* ---- pools ---- */

static inline int8_t clamp(int32_t value, const pl_pool_layer* layer)
{
    if (value < layer->out_min)
        value = layer->out_min;
    if (value > layer->out_max)
        value = layer->out_max;
    return (int8_t)value;
}

/* How a mean is taken: divided by K, or shifted where K is a power of two. A mean needs a clamp only where there is one
 * inside of int8. */
typedef enum mean_form { divided, shifted, shifted_unclamped } mean_form;

static inline int8_t mean(int32_t sum, int32_t half, int32_t shift, const pl_pool_layer* layer, mean_form form)
{
    int32_t value;
    if (form == divided)
        value = (sum > 0 ? sum + half : sum - half) / layer->K;
    else /* halves away from zero */
        value = (sum + half + (sum >> 31)) >> shift;
    return form == shifted_unclamped ? (int8_t)value : clamp(value, layer);
}

/* Sums of bytes 0 and 2, and 1 and 3, in 16 bits each. */
static inline void add_bytes(uint32_t word, uint32_t* even, uint32_t* odd)
{
    __asm__("sxtab16 %0, %0, %1" : "+r"(*even) : "r"(word));
    __asm__("sxtab16 %0, %0, %1, ror #8" : "+r"(*odd) : "r"(word));
}

static inline int32_t low_half(uint32_t word)
{
    return (int16_t)(uint16_t)word;
}

static inline int32_t high_half(uint32_t word)
{
    return (int32_t)word >> 16;
}

static inline void average_all(const pl_pool_layer* layer, const int8_t* x, int8_t* y, int32_t shift, mean_form form)
{
    const int32_t C = layer->C;
    const int32_t half = layer->K / 2;
    int32_t t, c, k;
    for (t = 0; t < layer->T_out; ++t, x += layer->s * C) {
        for (c = 0; c + 4 <= C; c += 4, y += 4) {
            const int8_t* sample = x + c;
            uint32_t even = 0;
            uint32_t odd = 0;
            for (k = layer->K; k > 0; --k, sample += C)
                add_bytes(load4(sample), &even, &odd);
            y[0] = mean(low_half(even), half, shift, layer, form);
            y[1] = mean(low_half(odd), half, shift, layer, form);
            y[2] = mean(high_half(even), half, shift, layer, form);
            y[3] = mean(high_half(odd), half, shift, layer, form);
        }
        for (; c < C; ++c) {
            const int8_t* sample = x + c;
            int32_t sum = 0;
            for (k = layer->K; k > 0; --k, sample += C)
                sum += *sample;
            *y++ = mean(sum, half, shift, layer, form);
        }
    }
}

void pl_cortexm_avg_pool(const pl_pool_layer* layer, const int8_t* x, int8_t* y)
{
    int32_t shift = 1;
    while (shift < 8 && (int32_t)1 << shift != layer->K)
        ++shift;
    if (layer->K > 255) /* beyond 16 bits */
        pl_avg_pool(layer, x, y);
    else if (shift == 8)
        average_all(layer, x, y, 0, divided);
    else if (layer->out_min > -128 || layer->out_max < 127)
        average_all(layer, x, y, shift, shifted);
    else
        average_all(layer, x, y, shift, shifted_unclamped);
}

/* The larger of each two bytes. */
static inline uint32_t larger_bytes(uint32_t a, uint32_t b)
{
    uint32_t difference;
    __asm__("ssub8 %0, %1, %2\n\tsel %1, %1, %2" : "=&r"(difference), "+r"(a) : "r"(b));
    return a;
}

void pl_cortexm_max_pool(const pl_pool_layer* layer, const int8_t* x, int8_t* y)
{
    const int32_t C = layer->C;
    const uint32_t low = 0x01010101u * (uint8_t)layer->out_min;
    int32_t t, c, k;
    for (t = 0; t < layer->T_out; ++t, x += layer->s * C) {
        for (c = 0; c + 4 <= C; c += 4, y += 4) {
            const int8_t* sample = x + c;
            uint32_t largest = low;
            for (k = layer->K; k > 0; --k, sample += C)
                largest = larger_bytes(load4(sample), largest);
            if (layer->out_max != 127) { /* the smaller of each two: the larger of the complements */
                const uint32_t high = 0x01010101u * (uint8_t)layer->out_max;
                largest = ~larger_bytes(~largest, ~high);
            }
            memcpy(y, &largest, 4);
        }
        for (; c < C; ++c) {
            const int8_t* sample = x + c;
            int32_t largest = -128;
            for (k = layer->K; k > 0; --k, sample += C) {
                if (*sample > largest)
                    largest = *sample;
            }
            *y++ = clamp(largest, layer);
        }
    }
}
