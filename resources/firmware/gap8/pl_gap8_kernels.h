/* SPDX-FileCopyrightText: 2026 The Pitlane authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * The inner loops: in Xpulp instructions (pl_gap8_xpulp.S), or in C for any processor (pl_gap8_plain.c).
 */
#ifndef PL_GAP8_KERNELS_H
#define PL_GAP8_KERNELS_H

#include <stdint.h>

enum pl_gap8_finish {
    PL_GAP8_FINISH_FOUR = 0,  /* 4 channels, all of -128..127 */
    PL_GAP8_FINISH_SOME = 1,  /* `channels` of them */
    PL_GAP8_FINISH_CLAMP = 2, /* `channels` of them, in lower..upper */
    PL_GAP8_FINISH_RAW = 3    /* one block; y is int32_t[16]: 4 steps of channel 0, of channel 1 ... */
};

/* Blocks of 4 output channels x 4 steps along time; the fields lie as pl_gap8_xpulp.S reads them. */
typedef struct {
    const int8_t *x;        /* first tap of the first step */
    int32_t row;            /* bytes between the inputs of two steps */
    const int8_t *w;        /* weights of the record */
    int32_t taps;
    int32_t words;          /* of a tap */
    int32_t skip;           /* bytes added to x after the words of a tap */
    const int32_t *bias;    /* words 4..19 of the record */
    int8_t *y;
    int32_t y_row;
    const int8_t *y_end;    /* y after the last block */
    int32_t lower;
    int32_t upper;
    int32_t channels;       /* 1..4 */
    int32_t finish;
} pl_gap8_block;

/* One step of 4 output channels. */
typedef struct {
    const int8_t *x;
    const int8_t *w;
    int32_t taps;
    int32_t words;
    int32_t skip;
    const int32_t *bias; /* words 4..19 of a quick record; NULL: raw sums without biases */
    int8_t *y;           /* 4 bytes, or int32_t[4] for raw sums */
    int32_t lower;
    int32_t upper;
} pl_gap8_column;

/* Element-wise sum; see pl_gap8_add_parameters. */
typedef struct {
    const int8_t *x;
    const int8_t *x2;
    int8_t *y;
    int32_t count;         /* > 0 */
    int32_t zero[2];
    int32_t round[3];
    int32_t sign[2];
    int32_t multiplier[3];
    int32_t shift[3];
    int32_t lower;
    int32_t upper;
} pl_gap8_sum_line;

void pl_gap8_run_blocks(const pl_gap8_block *block);
void pl_gap8_run_column(const pl_gap8_column *column);
void pl_gap8_run_sum(const pl_gap8_sum_line *line);

#endif
