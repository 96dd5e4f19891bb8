/* SPDX-FileCopyrightText: 2026 The Pitlane authors */
/* SPDX-License-Identifier: Apache-2.0 */
#include "pitlane_kernels.h"

static int8_t clamp(int32_t value, int32_t low, int32_t high)
{
    if (value < low)
        value = low;
    if (value > high)
        value = high;
    return (int8_t)value;
}

/* Sums wrap around as those of a processor do; that of a well quantised layer never gets there. */
static int32_t plus(int32_t a, int32_t b)
{
    return (int32_t)((uint32_t)a + (uint32_t)b);
}

/* What follows divides by shifting; this line does not compile where a compiler shifts negative numbers otherwise. */
typedef char pl_shift_keeps_the_sign[(-3 >> 1) == -2 ? 1 : -1];

int32_t pl_requantize(int32_t value, int32_t multiplier, int32_t shift)
{
    int32_t high;
    int32_t mask;
    if (shift > 0)
        value = (int32_t)((uint32_t)value << shift);
    if (value == INT32_MIN && multiplier == INT32_MIN)
        high = INT32_MAX;
    else
        high = (int32_t)(((int64_t)value * multiplier + ((int64_t)1 << 30)) >> 31);
    if (shift >= 0)
        return high;
    mask = (int32_t)(((uint32_t)1 << -shift) - 1);
    return (high >> -shift) + ((high & mask) > (mask >> 1) + (high < 0) ? 1 : 0);
}

/* The taps first <= k < last whose sample lies in the input. */
static void taps_inside(const pl_conv1d_layer* layer, int32_t start, int32_t* first, int32_t* last)
{
    const int32_t d = layer->d;
    *first = start >= 0 ? 0 : (-start + d - 1) / d;
    *last = start >= layer->T_in ? 0 : (layer->T_in - 1 - start) / d + 1;
    if (*last > layer->K)
        *last = layer->K;
}

void pl_conv1d(const pl_conv1d_layer* layer, const int8_t* x, int8_t* y)
{
    const int32_t C_in = layer->C_in;
    const int32_t zero_in = layer->zero_in;
    int32_t t, o, k, c;
    for (t = 0; t < layer->T_out; ++t) {
        const int32_t start = t * layer->s - layer->pad_left;
        int32_t first, last;
        taps_inside(layer, start, &first, &last);
        for (o = 0; o < layer->C_out; ++o) {
            int32_t sum = layer->bias[o];
            for (k = first; k < last; ++k) {
                const int8_t* w = layer->weights + (o * layer->K + k) * C_in;
                const int8_t* sample = x + (start + k * layer->d) * C_in;
                for (c = 0; c < C_in; ++c)
                    sum = plus(sum, w[c] * (sample[c] - zero_in));
            }
            sum = plus(layer->zero_out, pl_requantize(sum, layer->multiplier[o], layer->shift[o]));
            y[t * layer->C_out + o] = clamp(sum, layer->out_min, layer->out_max);
        }
    }
}

void pl_depthwise1d(const pl_conv1d_layer* layer, const int8_t* x, int8_t* y)
{
    const int32_t C = layer->C_out;
    int32_t t, c, k;
    for (t = 0; t < layer->T_out; ++t) {
        const int32_t start = t * layer->s - layer->pad_left;
        int32_t first, last;
        taps_inside(layer, start, &first, &last);
        for (c = 0; c < C; ++c) {
            int32_t sum = layer->bias[c];
            for (k = first; k < last; ++k)
                sum =
                    plus(sum, layer->weights[c * layer->K + k] * (x[(start + k * layer->d) * C + c] - layer->zero_in));
            sum = plus(layer->zero_out, pl_requantize(sum, layer->multiplier[c], layer->shift[c]));
            y[t * C + c] = clamp(sum, layer->out_min, layer->out_max);
        }
    }
}

void pl_linear(const pl_linear_layer* layer, const int8_t* x, int8_t* y)
{
    const int8_t* w = layer->weights;
    int32_t o, i;
    for (o = 0; o < layer->C_out; ++o, w += layer->C_in) {
        int32_t sum = layer->bias[o];
        for (i = 0; i < layer->C_in; ++i)
            sum = plus(sum, w[i] * (x[i] - layer->zero_in));
        sum = plus(layer->zero_out, pl_requantize(sum, layer->multiplier[o], layer->shift[o]));
        y[o] = clamp(sum, layer->out_min, layer->out_max);
    }
}

void pl_add(const pl_add_layer* layer, const int8_t* a, const int8_t* b, int8_t* y)
{
    const int32_t unit = (int32_t)1 << 20;
    int32_t i;
    for (i = 0; i < layer->count; ++i) {
        const int32_t from_a = pl_requantize((a[i] - layer->zero_a) * unit, layer->multiplier_a, layer->shift_a);
        const int32_t from_b = pl_requantize((b[i] - layer->zero_b) * unit, layer->multiplier_b, layer->shift_b);
        const int32_t sum = pl_requantize(plus(from_a, from_b), layer->multiplier_out, layer->shift_out);
        y[i] = clamp(plus(layer->zero_out, sum), layer->out_min, layer->out_max);
    }
}

void pl_avg_pool(const pl_pool_layer* layer, const int8_t* x, int8_t* y)
{
    const int32_t half = layer->K / 2;
    int32_t t, c, k;
    for (t = 0; t < layer->T_out; ++t) {
        for (c = 0; c < layer->C; ++c) {
            const int8_t* sample = x + t * layer->s * layer->C + c;
            int32_t sum = 0;
            for (k = 0; k < layer->K; ++k)
                sum += sample[k * layer->C];
            sum = sum > 0 ? (sum + half) / layer->K : (sum - half) / layer->K;
            y[t * layer->C + c] = clamp(sum, layer->out_min, layer->out_max);
        }
    }
}

void pl_max_pool(const pl_pool_layer* layer, const int8_t* x, int8_t* y)
{
    int32_t t, c, k;
    for (t = 0; t < layer->T_out; ++t) {
        for (c = 0; c < layer->C; ++c) {
            const int8_t* sample = x + t * layer->s * layer->C + c;
            int32_t largest = sample[0];
            for (k = 1; k < layer->K; ++k) {
                if (sample[k * layer->C] > largest)
                    largest = sample[k * layer->C];
            }
            y[t * layer->C + c] = clamp(largest, layer->out_min, layer->out_max);
        }
    }
}

void pl_batch_norm(const pl_batch_norm_layer* layer, const int8_t* x, int8_t* y)
{
    int32_t t, c;
    for (t = 0; t < layer->T; ++t) {
        for (c = 0; c < layer->C; ++c) {
            const int32_t i = t * layer->C + c;
            const int32_t sum = plus(layer->offset[c], layer->factor[c] * (x[i] - layer->zero_in));
            const int32_t value = pl_requantize(sum, layer->multiplier[c], layer->shift[c]);
            y[i] = clamp(plus(layer->zero_out, value), layer->out_min, layer->out_max);
        }
    }
}

void pl_table(const int8_t table[256], int32_t count, const int8_t* x, int8_t* y)
{
    int32_t i;
    for (i = 0; i < count; ++i)
        y[i] = table[x[i] + 128];
}

void pl_clamp(int32_t out_min, int32_t out_max, int32_t count, const int8_t* x, int8_t* y)
{
    int32_t i;
    for (i = 0; i < count; ++i)
        y[i] = clamp(x[i], out_min, out_max);
}
