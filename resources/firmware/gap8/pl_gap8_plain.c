/* SPDX-FileCopyrightText: 2026 The Pitlane authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * The inner loops of pl_gap8_kernels.h in C, for processors without Xpulp: link this file or pl_gap8_xpulp.S.
 */
#include "pl_gap8_kernels.h"

/* dot product of `words` words for 4 channels, whose weights take turns word by word; w moves on */
static void add_products(const int8_t *x, const int8_t **w, int32_t words, int32_t *sums)
{
    const int8_t *v = *w;
    for (int32_t i = 0; i < words; ++i, x += 4, v += 16) {
        for (int channel = 0; channel < 4; ++channel) {
            const int8_t *u = v + 4 * channel;
            sums[channel] += x[0] * u[0] + x[1] * u[1] + x[2] * u[2] + x[3] * u[3];
        }
    }
    *w = v;
}

static int8_t clamped(int32_t value, int32_t lower, int32_t upper)
{
    return (int8_t)(value < lower ? lower : value > upper ? upper : value);
}

/* p[0] = 64 (rounding + zero point), p[1] = multiplier, p[2] = shift */
static int32_t quick(int32_t sum, const int32_t *p)
{
    const int32_t first = (int32_t)(((int64_t)sum * p[1] + (1 << 30)) >> 31);
    return (first + (sum >> 31) + p[0] / 64) >> p[2];
}

void pl_gap8_run_blocks(const pl_gap8_block *block)
{
    const int8_t *x = block->x;
    int8_t *y = block->y;
    const int channels = block->finish == PL_GAP8_FINISH_FOUR ? 4 : block->channels;
    const int32_t lower = block->finish == PL_GAP8_FINISH_CLAMP ? block->lower : -128;
    const int32_t upper = block->finish == PL_GAP8_FINISH_CLAMP ? block->upper : 127;
    do {
        for (int step = 0; step < 4; ++step) {
            int32_t sums[4];
            const int8_t *w = block->w;
            const int8_t *tap = x + step * block->row;
            for (int channel = 0; channel < 4; ++channel) {
                sums[channel] = block->bias[channel];
            }
            for (int32_t k = 0; k < block->taps; ++k, tap += 4 * block->words + block->skip) {
                add_products(tap, &w, block->words, sums);
            }
            for (int channel = 0; channel < 4; ++channel) {
                if (block->finish == PL_GAP8_FINISH_RAW) {
                    ((int32_t *)(void *)y)[4 * channel + step] = sums[channel];
                } else if (channel < channels) {
                    y[step * block->y_row + channel] =
                        clamped(quick(sums[channel], block->bias + 4 + 3 * channel), lower, upper);
                }
            }
        }
        if (block->finish == PL_GAP8_FINISH_RAW) {
            return;
        }
        x += 4 * block->row;
        y += 4 * block->y_row;
    } while (y != block->y_end);
}

void pl_gap8_run_column(const pl_gap8_column *column)
{
    const int8_t *x = column->x;
    const int8_t *w = column->w;
    int32_t sums[4];
    for (int channel = 0; channel < 4; ++channel) {
        sums[channel] = column->bias ? column->bias[channel] : 0;
    }
    for (int32_t k = 0; k < column->taps; ++k, x += 4 * column->words + column->skip) {
        add_products(x, &w, column->words, sums);
    }
    for (int channel = 0; channel < 4; ++channel) {
        if (column->bias) {
            column->y[channel] =
                clamped(quick(sums[channel], column->bias + 4 + 3 * channel), column->lower, column->upper);
        } else {
            ((int32_t *)(void *)column->y)[channel] = sums[channel];
        }
    }
}

static int32_t scaled(int32_t value, const pl_gap8_sum_line *line, int input)
{
    const int32_t v = value * (1 << 22) + line->zero[input];
    const int32_t high = (int32_t)(((int64_t)v * line->multiplier[input]) >> 32);
    const int32_t first = (high + line->round[input] + 1) >> 1;
    return (first - (v < line->sign[input])) >> line->shift[input];
}

void pl_gap8_run_sum(const pl_gap8_sum_line *line)
{
    for (int32_t i = 0; i < line->count; ++i) {
        const int32_t sum = scaled(line->x[i], line, 0) + scaled(line->x2[i], line, 1);
        const int32_t high = (int32_t)(((int64_t)(sum * 4) * line->multiplier[2]) >> 32);
        const int32_t first = (high + line->round[2] + 1) >> 1;
        line->y[i] = clamped((first + (sum >> 31)) >> line->shift[2], line->lower, line->upper);
    }
}
