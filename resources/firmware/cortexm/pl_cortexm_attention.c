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

/* Bytes 0 and 2, or 1 and 3, as two numbers of 16 bits. */
static inline uint32_t even_bytes(uint32_t word)
{
    uint32_t result;
    __asm__("sxtb16 %0, %1" : "=r"(result) : "r"(word));
    return result;
}

static inline uint32_t odd_bytes(uint32_t word)
{
    uint32_t result;
    __asm__("sxtb16 %0, %1, ror #8" : "=r"(result) : "r"(word));
    return result;
}

static inline uint32_t minus(uint32_t pair, uint32_t zeros)
{
    uint32_t result;
    __asm__("ssub16 %0, %1, %2" : "=r"(result) : "r"(pair), "r"(zeros));
    return result;
}

static inline int32_t add_products(uint32_t a, uint32_t b, int32_t sum)
{
    __asm__("smlad %0, %1, %2, %0" : "+r"(sum) : "r"(a), "r"(b));
    return sum;
}

/* x - zero_in of two samples, four channels in four words: even and odd ones of the first, then of the second. */
static void widen(const pl_attention_layer* layer, const int8_t* first, const int8_t* second, uint32_t* to)
{
    const uint32_t zero = (uint32_t)layer->zero_in & 0xFFFFu;
    const uint32_t zeros = zero | zero << 16;
    int32_t left;
    for (left = layer->C / 4; left > 0; --left, first += 4, second += 4, to += 4) {
        const uint32_t a = load4(first);
        const uint32_t b = load4(second);
        to[0] = minus(even_bytes(a), zeros);
        to[1] = minus(odd_bytes(a), zeros);
        to[2] = minus(even_bytes(b), zeros);
        to[3] = minus(odd_bytes(b), zeros);
    }
}

/* Sums of rows r and r + 1 of the weights for two samples: a block of 2 x 2. */
static void add_rows(const pl_attention_layer* layer, int32_t r, const int8_t* first, const int8_t* second,
                     const uint32_t* widened, int32_t* scores)
{
    const int32_t C = layer->C;
    const int32_t both = r + 1 < C;
    const int8_t* w0 = layer->weights + r * C;
    const int8_t* w1 = both ? w0 + C : w0;
    int32_t s00 = 0, s01 = 0, s10 = 0, s11 = 0;
    int32_t c;
    for (c = 0; c + 4 <= C; c += 4, w0 += 4, w1 += 4, widened += 4) {
        const uint32_t a = load4(w0);
        const uint32_t b = load4(w1);
        const uint32_t a_even = even_bytes(a), a_odd = odd_bytes(a);
        const uint32_t b_even = even_bytes(b), b_odd = odd_bytes(b);
        s00 = add_products(a_even, widened[0], s00);
        s10 = add_products(b_even, widened[0], s10);
        s00 = add_products(a_odd, widened[1], s00);
        s10 = add_products(b_odd, widened[1], s10);
        s01 = add_products(a_even, widened[2], s01);
        s11 = add_products(b_even, widened[2], s11);
        s01 = add_products(a_odd, widened[3], s01);
        s11 = add_products(b_odd, widened[3], s11);
    }
    for (; c < C; ++c, ++w0, ++w1) {
        const int32_t x0 = first[c] - layer->zero_in;
        const int32_t x1 = second[c] - layer->zero_in;
        s00 += *w0 * x0;
        s01 += *w0 * x1;
        s10 += *w1 * x0;
        s11 += *w1 * x1;
    }
    scores[0] += pl_attention_term(layer, r, s00);
    scores[1] += pl_attention_term(layer, r, s01);
    if (both) {
        scores[0] += pl_attention_term(layer, r + 1, s10);
        scores[1] += pl_attention_term(layer, r + 1, s11);
    }
}

void pl_cortexm_attention(const pl_attention_layer* layer, const int8_t* x, int8_t* y, void* scratch)
{
    const int32_t C = layer->C;
    const int32_t T = layer->T;
    int64_t* sums = (int64_t*)(((uintptr_t)scratch + 7) & ~(uintptr_t)7);
    uint32_t* widened = (uint32_t*)(sums + C);
    int32_t* scores = (int32_t*)(widened + C / 4 * 4);
    int32_t t, r;
    for (t = 0; t < T; t += 2) {
        const int32_t more = t + 1 < T; /* the last sample may be alone: it is then taken twice */
        const int8_t* first = x + t * C;
        const int8_t* second = more ? first + C : first;
        int32_t pair[2] = {0, 0};
        widen(layer, first, second, widened);
        for (r = 0; r < C; r += 2)
            add_rows(layer, r, first, second, widened, pair);
        scores[t] = pair[0];
        if (more)
            scores[t + 1] = pair[1];
    }
    pl_attention_mean(layer, x, scores, sums, y);
}
