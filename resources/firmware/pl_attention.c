/* SPDX-FileCopyrightText: 2026 The Pitlane authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Attention with context in whole numbers, for t in time order:
 *   a[r] = clamp(requantize_r(sum_c w[r][c] (x[t][c] - zero_in)), -512, 512)     in steps of 1/128
 *   v[r] = tanh of |a[r]| by table, with the sign of a[r]                        in steps of 1/127
 *   s[t] = sum_r context[r] v[r]
 *   i[t] = min(requantize_score(max s - s[t]), 4095)                             in steps of 1/256
 *   e[t] = (exp_high[i / 64] exp_low[i mod 64] + 2^14) / 2^15                    2^15 is 1
 *   m[c] = 256 sum_t e[t] (x[t][c] - zero_in) / sum_t e[t]                       to nearest, halves away from 0
 *   y[c] = clamp(zero_out + requantize_output(m[c])) */
#include "pitlane_kernels.h"

/* clang-format off */
/* round(127 tanh(i / 128)) */
static const int8_t tanh_table[513] = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 24, 25, 26, 27, 28, 29,
    30, 31, 32, 33, 34, 35, 36, 37, 38, 38, 39, 40, 41, 42, 43, 44, 45, 46, 46, 47, 48, 49, 50, 51, 51, 52, 53, 54,
    55, 56, 56, 57, 58, 59, 59, 60, 61, 62, 63, 63, 64, 65, 65, 66, 67, 68, 68, 69, 70, 70, 71, 72, 72, 73, 74, 74,
    75, 76, 76, 77, 78, 78, 79, 79, 80, 81, 81, 82, 82, 83, 84, 84, 85, 85, 86, 86, 87, 87, 88, 88, 89, 89, 90, 90,
    91, 91, 92, 92, 93, 93, 94, 94, 95, 95, 95, 96, 96, 97, 97, 98, 98, 98, 99, 99, 100, 100, 100, 101, 101, 101,
    102, 102, 102, 103, 103, 103, 104, 104, 104, 105, 105, 105, 106, 106, 106, 107, 107, 107, 107, 108, 108, 108,
    109, 109, 109, 109, 110, 110, 110, 110, 111, 111, 111, 111, 112, 112, 112, 112, 112, 113, 113, 113, 113, 113,
    114, 114, 114, 114, 114, 115, 115, 115, 115, 115, 115, 116, 116, 116, 116, 116, 116, 117, 117, 117, 117, 117,
    117, 118, 118, 118, 118, 118, 118, 118, 118, 119, 119, 119, 119, 119, 119, 119, 119, 120, 120, 120, 120, 120,
    120, 120, 120, 120, 121, 121, 121, 121, 121, 121, 121, 121, 121, 121, 121, 122, 122, 122, 122, 122, 122, 122,
    122, 122, 122, 122, 122, 122, 123, 123, 123, 123, 123, 123, 123, 123, 123, 123, 123, 123, 123, 123, 123, 123,
    123, 124, 124, 124, 124, 124, 124, 124, 124, 124, 124, 124, 124, 124, 124, 124, 124, 124, 124, 124, 124, 124,
    124, 125, 125, 125, 125, 125, 125, 125, 125, 125, 125, 125, 125, 125, 125, 125, 125, 125, 125, 125, 125, 125,
    125, 125, 125, 125, 125, 125, 125, 125, 125, 125, 125, 125, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126,
    126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126,
    126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126,
    126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 126, 127, 127, 127, 127, 127, 127,
    127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127,
    127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127,
    127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127,
    127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127,
    127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127,
};

/* round(2^15 exp(-i / 4)) */
static const int32_t exp_high[64] = {
    32768, 25520, 19875, 15479, 12055, 9388, 7312, 5694, 4435, 3454, 2690, 2095, 1631, 1271, 990, 771, 600, 467, 364,
    283, 221, 172, 134, 104, 81, 63, 49, 38, 30, 23, 18, 14, 11, 9, 7, 5, 4, 3, 2, 2, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
};

/* round(2^15 exp(-i / 256)) */
static const int32_t exp_low[64] = {
    32768, 32640, 32513, 32386, 32260, 32134, 32009, 31884, 31760, 31636, 31513, 31390, 31267, 31146, 31024, 30903,
    30783, 30663, 30543, 30424, 30305, 30187, 30070, 29952, 29836, 29719, 29603, 29488, 29373, 29259, 29144, 29031,
    28918, 28805, 28693, 28581, 28469, 28358, 28248, 28138, 28028, 27919, 27810, 27701, 27593, 27486, 27379, 27272,
    27166, 27060, 26954, 26849, 26744, 26640, 26536, 26433, 26330, 26227, 26125, 26023, 25922, 25821, 25720, 25620,
};
/* clang-format on */

int32_t pl_attention_term(const pl_attention_layer* layer, int32_t r, int32_t sum)
{
    const int32_t a = pl_requantize(sum, layer->multiplier[r], layer->shift[r]);
    if (a < 0)
        return -layer->context[r] * tanh_table[a < -512 ? 512 : -a];
    return layer->context[r] * tanh_table[a > 512 ? 512 : a];
}

static int32_t score(const pl_attention_layer* layer, const int8_t* x)
{
    const int8_t* w = layer->weights;
    int32_t result = 0;
    int32_t r, c;
    for (r = 0; r < layer->C; ++r, w += layer->C) {
        int32_t sum = 0;
        for (c = 0; c < layer->C; ++c)
            sum += w[c] * (x[c] - layer->zero_in);
        result += pl_attention_term(layer, r, sum);
    }
    return result;
}

/* Weight of a sample whose score is `below` under the largest one. */
static int32_t weight_of(const pl_attention_layer* layer, int32_t below)
{
    int32_t i = pl_requantize(below, layer->score_multiplier, layer->score_shift);
    if (i > 4095)
        i = 4095;
    return (exp_high[i / 64] * exp_low[i % 64] + (1 << 14)) >> 15;
}

void pl_attention_mean(const pl_attention_layer* layer, const int8_t* x, const int32_t* scores, int64_t* sums,
                       int8_t* y)
{
    const int32_t C = layer->C;
    const int32_t T = layer->T;
    int64_t total = 0;
    int32_t largest = scores[0];
    int32_t t, c;
    for (t = 1; t < T; ++t) {
        if (scores[t] > largest)
            largest = scores[t];
    }
    for (c = 0; c < C; ++c)
        sums[c] = 0;
    for (t = 0; t < T; ++t) {
        const int32_t e = weight_of(layer, largest - scores[t]);
        total += e;
        for (c = 0; c < C; ++c)
            sums[c] += e * (x[t * C + c] - layer->zero_in);
    }
    for (c = 0; c < C; ++c) {
        const int64_t wide = 256 * sums[c];
        const int32_t mean = (int32_t)((wide > 0 ? wide + total / 2 : wide - total / 2) / total);
        int32_t value = layer->zero_out + pl_requantize(mean, layer->output_multiplier, layer->output_shift);
        if (value < layer->out_min)
            value = layer->out_min;
        if (value > layer->out_max)
            value = layer->out_max;
        y[c] = (int8_t)value;
    }
}

void pl_attention(const pl_attention_layer* layer, const int8_t* x, int8_t* y, void* scratch)
{
    int64_t* sums = (int64_t*)(((uintptr_t)scratch + 7) & ~(uintptr_t)7);
    int32_t* scores = (int32_t*)(sums + layer->C);
    int32_t t;
    for (t = 0; t < layer->T; ++t)
        scores[t] = score(layer, x + t * layer->C);
    pl_attention_mean(layer, x, scores, sums, y);
}
