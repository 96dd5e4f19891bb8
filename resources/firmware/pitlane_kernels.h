/* SPDX-FileCopyrightText: 2026 The Pitlane authors */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PITLANE_KERNELS_H
#define PITLANE_KERNELS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Integer kernels of Pitlane, for any C99 compiler: no allocation, no floating point, no library.
 *
 * These functions define what a network computes; faster ones for a processor give the same bytes. The arithmetic is
 * that of TensorFlow Lite's int8: an activation q stands for scale (q - zero_point), weights are symmetric with a scale
 * per output channel, a bias has the scale of the accumulator.
 *
 * Layout: activations [T][C], the oldest sample first; convolution weights [C_out][K][C_in], the oldest tap first.
 * A multiplier is a factor of 2^-31; a shift is a power of two, positive to the left.
 *
 * No function reads outside the arrays that its layer describes, and none needs them aligned. Output and input may not
 * overlap, except where it says so. */

/* y[t][o] = clamp(zero_out + requantize(bias[o] + sum_k sum_c w[o][k][c] (x[t s + k d - pad_left][c] - zero_in)))
 * for 0 <= t < T_out. A sample outside the input counts as zero_in, so it adds nothing. A negative pad_left cuts
 * samples off. T_out says how much is padded on the right; the input may be shorter than the filter. */
typedef struct pl_conv1d_layer
{
    int32_t C_in, C_out;
    int32_t T_in, T_out;
    int32_t K;        /* filter taps */
    int32_t d;        /* dilation, in samples */
    int32_t s;        /* stride, in samples */
    int32_t pad_left; /* samples in front of the oldest one */
    int32_t zero_in, zero_out;
    int32_t out_min, out_max;  /* -128 to 127; a ReLU makes out_min = zero_out */
    const int8_t* weights;     /* [C_out][K][C_in] */
    const int32_t* bias;       /* [C_out] */
    const int32_t* multiplier; /* [C_out] */
    const int32_t* shift;      /* [C_out] */
} pl_conv1d_layer;

/* y[o] = clamp(zero_out + requantize(bias[o] + sum_i w[o][i] (x[i] - zero_in))) */
typedef struct pl_linear_layer
{
    int32_t C_in, C_out;
    int32_t zero_in, zero_out;
    int32_t out_min, out_max;
    const int8_t* weights;     /* [C_out][C_in] */
    const int32_t* bias;       /* [C_out] */
    const int32_t* multiplier; /* [C_out] */
    const int32_t* shift;      /* [C_out] */
} pl_linear_layer;

/* y[i] = clamp(zero_out + requantize(requantize((a[i] - zero_a) 2^20; a) + requantize((b[i] - zero_b) 2^20; b); out))
 * where the name behind the semicolon says whose multiplier and shift. */
typedef struct pl_add_layer
{
    int32_t count; /* T C */
    int32_t zero_a, zero_b, zero_out;
    int32_t multiplier_a, multiplier_b, multiplier_out;
    int32_t shift_a, shift_b, shift_out;
    int32_t out_min, out_max;
} pl_add_layer;

/* A window of K samples every s samples, without padding: T_out = (T_in - K) / s + 1. Scale and zero point stay. */
typedef struct pl_pool_layer
{
    int32_t C;
    int32_t T_in, T_out;
    int32_t K;
    int32_t s;
    int32_t out_min, out_max;
} pl_pool_layer;

/* y[t][c] = clamp(zero_out + requantize(offset[c] + factor[c] (x[t][c] - zero_in))) with multiplier[c] and shift[c].
 * A batch-norm that no convolution can take in. |factor[c]| may reach 2^22: the sum is one of 32 bits. */
typedef struct pl_batch_norm_layer
{
    int32_t C, T;
    int32_t zero_in, zero_out;
    int32_t out_min, out_max;
    const int32_t* factor;     /* [C] */
    const int32_t* offset;     /* [C] */
    const int32_t* multiplier; /* [C] */
    const int32_t* shift;      /* [C] */
} pl_batch_norm_layer;

/* Softmax over channels, at every sample: e[c] = table[max - x[c]], S = sum of all e[c],
 * y[c] = clamp(zero_out + (256 e[c] + S / 2) / S), in whole numbers. C may reach 2^14. */
typedef struct pl_softmax_layer
{
    int32_t C, T;
    int32_t zero_out;
    int32_t out_min, out_max;
    const int32_t* table; /* [256], round(2^16 exp(-scale i)) */
} pl_softmax_layer;

/* Attention over time, in the steps that pl_attention.c states; T becomes 1. */
typedef struct pl_attention_layer
{
    int32_t C, T;
    int32_t zero_in, zero_out;
    int32_t out_min, out_max;
    int32_t score_multiplier, score_shift;
    int32_t output_multiplier, output_shift;
    const int8_t* weights;     /* [C][C] */
    const int32_t* multiplier; /* [C] */
    const int32_t* shift;      /* [C] */
    const int8_t* context;     /* [C] */
} pl_attention_layer;

/* round(round(value 2^max(shift,0) multiplier / 2^31) / 2^max(-shift,0)): the first rounding takes halves up, the
 * second one away from zero. Of a left shift the low 32 bits count. -31 <= shift <= 31. */
int32_t pl_requantize(int32_t value, int32_t multiplier, int32_t shift);

void pl_conv1d(const pl_conv1d_layer* layer, const int8_t* x, int8_t* y);

/* One filter per channel, C_in = C_out, weights [C][K]:
 * y[t][c] = clamp(zero_out + requantize(bias[c] + sum_k w[c][k] (x[t s + k d - pad_left][c] - zero_in))) */
void pl_depthwise1d(const pl_conv1d_layer* layer, const int8_t* x, int8_t* y);

void pl_linear(const pl_linear_layer* layer, const int8_t* x, int8_t* y);

/* y may be a or b. */
void pl_add(const pl_add_layer* layer, const int8_t* a, const int8_t* b, int8_t* y);

/* The sum of the window divided by K, rounded to the nearest, halves away from zero. A mean over all time is the window
 * K = T_in. |sum| < 2^31 for K up to 2^23. */
void pl_avg_pool(const pl_pool_layer* layer, const int8_t* x, int8_t* y);

/* The largest value of the window. */
void pl_max_pool(const pl_pool_layer* layer, const int8_t* x, int8_t* y);

/* y may be x. */
void pl_batch_norm(const pl_batch_norm_layer* layer, const int8_t* x, int8_t* y);

/* y[i] = table[x[i] + 128]: any function of one value, such as tanh or sigmoid. y may be x. */
void pl_table(const int8_t table[256], int32_t count, const int8_t* x, int8_t* y);

/* y[i] = clamp(x[i]): a ReLU that no layer before it can take in has out_min = zero point. y may be x. */
void pl_clamp(int32_t out_min, int32_t out_max, int32_t count, const int8_t* x, int8_t* y);

/* y may be x. */
void pl_softmax(const pl_softmax_layer* layer, const int8_t* x, int8_t* y);

/* scratch: PL_ATTENTION_SCRATCH bytes, contents do not matter, no alignment needed. */
void pl_attention(const pl_attention_layer* layer, const int8_t* x, int8_t* y, void* scratch);

/* Its two parts, for kernels that only find the sums faster: context[r] v[r] of one row, from its sum over channels,
 * and everything behind the scores s[T]; sums: memory for C values. */
int32_t pl_attention_term(const pl_attention_layer* layer, int32_t r, int32_t sum);
void pl_attention_mean(const pl_attention_layer* layer, const int8_t* x, const int32_t* scores, int64_t* sums,
                       int8_t* y);

#define PL_ATTENTION_SCRATCH(C, T) (8 * (C) + 4 * (T) + 8)

#ifdef __cplusplus
}
#endif
#endif
