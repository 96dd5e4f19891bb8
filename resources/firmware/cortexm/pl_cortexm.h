/* SPDX-FileCopyrightText: 2026 The Pitlane authors */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PL_CORTEXM_H
#define PL_CORTEXM_H

#include "pitlane_kernels.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Convolution and linear layer for Cortex-M processors with the DSP extension (M4, M7, M33, M55). The bytes are those
 * of pl_conv1d() and pl_linear().
 *
 * The layers here are not written by hand: whoever exports a network reorders the weights and folds zero points and
 * roundings into the parameters, and says for which layers that is exact. The others stay with pl_conv1d() and
 * pl_linear(). Words of activations are loaded from any address, as these processors do unless told to trap; weights
 * and parameters are aligned as their types say.
 *
 * The input is widened once: 2 (x + 128) as 16 bits, two of them in a word. A plane is a row of such words along time,
 * and holds two channels, or, of a single channel, two taps. Two output channels and four steps at a time then need 12
 * instructions for 16 products; a dilation is the distance between two loads and costs nothing. */

/* What a core is called with; pl_cortexm_core.inc knows the offsets. */
typedef struct pl_cortexm_call
{
    int32_t next_run;            /* bytes from the end of a run to the start of the next one */
    const uint32_t* weights_end; /* of this channel pair */
    int32_t run;                 /* words of weights in a run */
    const char* planes;          /* first step of the first block */
    const uint32_t* weights;
    const int32_t* parameters;
    int8_t* y;
    int32_t C_out;
    int32_t flags;  /* bit 0: there is a lower clamp, in bits 8 to 31; bit 1: there is one channel only */
    int32_t blocks; /* of four steps */
} pl_cortexm_call;

typedef void (*pl_cortexm_core)(const pl_cortexm_call* call);

typedef struct pl_cortexm_conv1d_layer
{
    int32_t C_in, C_out;
    int32_t T_in, T_out;
    int32_t pad_left;   /* samples */
    int32_t row_step;   /* samples from a word of a plane to the next one */
    int32_t tap_pair;   /* words between the two taps of a word where C_in = 1, otherwise 0 */
    int32_t stride;     /* words from a step to the next one */
    int32_t history;    /* words that a step needs beyond its first one */
    int32_t tile;       /* steps for which planes are made at a time */
    int32_t planes;     /* planes in the scratch memory */
    int32_t pitch;      /* bytes from a plane to the next one, a multiple of 8 */
    int32_t run, runs;  /* words of weights in a run, runs of a channel pair */
    int32_t next_run;   /* see pl_cortexm_call */
    int32_t flags;      /* see pl_cortexm_call */
    uint32_t zero_word; /* the zero point of the input, widened, twice */
    pl_cortexm_core core;
    const uint32_t* weights;   /* [ceil(C_out / 2)][runs][run] */
    const int32_t* parameters; /* [ceil(C_out / 2)][8]: two start values, then addend, multiplier and shift of two
                                  channels */
} pl_cortexm_conv1d_layer;

typedef struct pl_cortexm_linear_layer
{
    int32_t C_in, C_out;
    int32_t quads; /* groups of four outputs that share a widened input; up to two outputs are left over */
    int32_t chunk; /* words of the widened input after which the sums are brought together */
    int32_t out_min, out_max;
    const uint32_t* weights;
    const int32_t* parameters; /* [max(4 quads, C_out)][4]: start value, addend, multiplier, shift */
} pl_cortexm_linear_layer;

/* scratch: as many bytes as the macros below say, contents do not matter, no alignment needed. */
void pl_cortexm_conv1d(const pl_cortexm_conv1d_layer* layer, const int8_t* x, int8_t* y, void* scratch);
void pl_cortexm_linear(const pl_cortexm_linear_layer* layer, const int8_t* x, int8_t* y, void* scratch);

/* pl_add(), pl_avg_pool() and pl_max_pool() for the same layers, with what the processor can do at once. */
void pl_cortexm_add(const pl_add_layer* layer, const int8_t* a, const int8_t* b, int8_t* y);
void pl_cortexm_avg_pool(const pl_pool_layer* layer, const int8_t* x, int8_t* y);
void pl_cortexm_max_pool(const pl_pool_layer* layer, const int8_t* x, int8_t* y);

/* pl_attention() for the same layer. */
void pl_cortexm_attention(const pl_attention_layer* layer, const int8_t* x, int8_t* y, void* scratch);

#define PL_CORTEXM_ATTENTION_SCRATCH(C, T) (PL_ATTENTION_SCRATCH(C, T) + ((C) / 4) * 16)

/* Bytes of scratch memory: planes, four steps of output where there are fewer than four, and 8 for alignment. */
#define PL_CORTEXM_CONV1D_SCRATCH(planes, pitch, C_out, T_out)                                                         \
    ((planes) * (pitch) + ((T_out) < 4 ? 4 * (C_out) : 0) + 8)
#define PL_CORTEXM_LINEAR_SCRATCH(C_in, quads) ((quads) > 0 ? ((C_in) + 15) / 16 * 32 + 8 : 0)

#ifdef __cplusplus
}
#endif
#endif
