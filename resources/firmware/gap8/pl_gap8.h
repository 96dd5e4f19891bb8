/* SPDX-FileCopyrightText: 2026 The Pitlane authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * A small int8 network on the cluster of GAP8, in the arithmetic of TensorFlow Lite.
 *
 * The exporter has planned everything: a network is a list of steps, each with numbers for one operation in L1 and the
 * transfers that run beside it, usually the weights of the next step. The eight cores go through the list together.
 *
 * Activations are [rows][C4] bytes: a row per sample, C4 = channels rounded up to 4. What lies in the added lanes is of
 * no account, their weights are zero. Rows of the zero point stand before and behind a tensor where a convolution reads
 * past its ends. Weights come in records, one for 4 output channels:
 *   word 0        0: quick requantisation, 1: exact
 *   words 1..3    unused
 *   words 4..7    4 biases, with the zero point of the input folded in
 *   words 8..19   4 times 3 words: quick {64 ((1 << (r - 1)) + (zero point << r)), multiplier, r}, 1 <= r <= 17, all
 *                 |sum| < 2^24, or exact {zero point, multiplier, shift of TensorFlow Lite, positive to the left}
 *   then          taps x words of a tap x 4 channels x 4 bytes, oldest tap first
 */
#ifndef PL_GAP8_H
#define PL_GAP8_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef PL_GAP8_CORES /* 1 for a single processor */
#define PL_GAP8_CORES 8
#endif
#define PL_GAP8_TRANSFERS 5

enum pl_gap8_kind {
    PL_GAP8_NOTHING = 0, /* transfers and filling only */
    PL_GAP8_CONV = 1,
    PL_GAP8_LINEAR = 2,  /* all words of x; the cores share the words when there are few channels */
    PL_GAP8_ADD = 3,     /* x + x2 */
    PL_GAP8_AVERAGE = 4,
    PL_GAP8_MAXIMUM = 5,
    PL_GAP8_ROWS = 6,    /* copies rows of `channels` bytes: adds or drops the lanes beyond the channels */
    PL_GAP8_SPREAD = 7,  /* one channel: row t becomes samples t, t + d, t + 2 d, t + 3 d, and four taps become one */
    PL_GAP8_MEAN = 8     /* over all samples, which come in parts: sums wait in `scratch` for the last part */
};

/* MEAN and LINEAR: bits of x2; without PL_GAP8_PART a LINEAR is whole */
enum { PL_GAP8_FIRST_PART = 1, PL_GAP8_LAST_PART = 2, PL_GAP8_PART = 4 };

enum pl_gap8_way {
    PL_GAP8_NONE = 0,
    PL_GAP8_WEIGHTS_TO_L1 = 1,
    PL_GAP8_INPUT_TO_L1 = 2,
    PL_GAP8_L2_TO_L1 = 3,
    PL_GAP8_L1_TO_L2 = 4,
    PL_GAP8_L1_TO_OUTPUT = 5,
    PL_GAP8_RAM_TO_L2 = 6 /* external memory; `near` is an offset in the L2 buffer then */
};

typedef struct {
    int32_t way;
    int32_t far;   /* offset in weights, input, output, L2 buffer or external memory */
    int32_t near;  /* offset in L1 */
    int32_t bytes;
} pl_gap8_transfer;

/* Offsets are bytes in the L1 buffer. */
typedef struct {
    int32_t kind;
    int32_t x;          /* CONV: the row of the first tap of the first step, perhaps before the tensor's row 0 */
    int32_t x2;         /* ADD: the second input; SPREAD: rows before row 0; MEAN, LINEAR: see above */
    int32_t y;
    int32_t x_row;      /* bytes between the inputs of two steps (stride included); ROWS: of two rows of x */
    int32_t y_row;      /* bytes between two rows of y */
    int32_t x_rows;     /* SPREAD: samples */
    int32_t w;          /* records; ADD: a pl_gap8_add_parameters */
    int32_t groups;     /* records of this step; ADD, AVERAGE, MAXIMUM, MEAN: words of a row */
    int32_t group_bytes;
    int32_t taps;       /* AVERAGE, MAXIMUM, MEAN: samples of a window */
    int32_t tap_words;
    int32_t tap_skip;   /* bytes added to x after the words of a tap; SPREAD: d */
    int32_t steps;      /* rows of y that are computed; MEAN: rows of x in this part */
    int32_t channels;   /* without the lanes added behind the last one */
    int32_t lower;
    int32_t upper;
    int32_t fill[2][2]; /* offset and words of rows that get fill_word */
    int32_t fill_word;
    int32_t scratch;    /* LINEAR: 128 bytes, in parts 16 for each record; MEAN: 16 bytes for each word of a row */
    int32_t layer;      /* that the step belongs to; -1: to the network's input or output */
    int32_t check;      /* what has become ready of that layer's output: offset, row bytes, rows, channels */
    int32_t check_row;
    int32_t check_steps;
    int32_t check_channels;
    pl_gap8_transfer transfers[PL_GAP8_TRANSFERS]; /* up to the first NONE; run beside the step, and end with it */
} pl_gap8_step;

/* The sum of TensorFlow Lite with a left shift of 20. */
typedef struct {
    int32_t quick;                              /* 1: the fields named quick_ hold, 0: only the others */
    int32_t zero[3];                            /* zero points of x, x2, y */
    int32_t multiplier[3];
    int32_t shift[3];                           /* to the right */
    int32_t quick_zero[2];                      /* -(zero << 22) */
    int32_t quick_round[3];                     /* 1 << shift, 0 where shift is 0; y: + zero << (shift + 1) */
    int32_t quick_sign[2];                      /* 0, or -2^31 where shift is 0 */
} pl_gap8_add_parameters;

typedef struct {
    const pl_gap8_step *steps; /* in L2 */
    int32_t step_count;
    const int8_t *weights;     /* in L2 */
    int32_t l1_bytes;          /* of the L1 buffer, the first PL_GAP8_L1_HEAD bytes for the run time */
    int32_t l2_bytes;          /* of the L2 buffer */
    int32_t layer_count;
} pl_gap8_network;

typedef struct {
    const pl_gap8_network *network;
    int8_t *l1;           /* 8-byte aligned */
    int8_t *l2;           /* may be NULL when l2_bytes is 0 */
    const int8_t *input;  /* in L2, [T][C] */
    int8_t *output;       /* in L2, [T][C] */
    void *ram;            /* the open device of the external memory, or NULL */
    uintptr_t ram_base;   /* where the network's data start there */
    uint32_t *sums;       /* NULL, or one word a layer: FNV-1a over its output, channel by channel, row by row */
    uint32_t *cycles;     /* NULL, or one word a layer and one for input and output: cycles of core 0 */
} pl_gap8_job;

/* What lies at the start of the L1 buffer: two steps, between which the run time alternates, and the job. */
#define PL_GAP8_L1_HEAD 512

/* Runs the job on all cores; called on core 0 of the cluster, in a task. */
void pl_gap8_run(const pl_gap8_job *job);

/* Initial value, and one byte more, of the checksum of pl_gap8_job. */
#define PL_GAP8_SUM_START 2166136261u
static inline uint32_t pl_gap8_sum(uint32_t sum, int8_t value) { return (sum ^ (uint8_t)value) * 16777619u; }

#ifdef __cplusplus
}
#endif

#endif
