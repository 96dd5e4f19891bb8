/* SPDX-FileCopyrightText: 2026 The Pitlane authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the layers of run_cases and prints for each: index, outputs that differ, bytes written outside of output and
 * scratch memory, executed instructions; with CMSIS_NN also what that library needs for the portable ones. */
#include "runlayers.h"

#include "pl_platform.h"

#include <string.h>

#ifdef CMSIS_NN
#include "arm_nnfunctions.h"
#endif

#define GUARD 64
#ifndef MOST_OUTPUTS
#define MOST_OUTPUTS 400000
#define MOST_SCRATCH 1200000
#endif

static int8_t outputs[GUARD + MOST_OUTPUTS + GUARD];
static uint8_t scratch[GUARD + MOST_SCRATCH + GUARD];

static int64_t instructions_of_nothing;

static int32_t changed(const void* memory, int32_t bytes)
{
    const uint8_t* byte = memory;
    int32_t count = 0;
    int32_t i;
    for (i = 0; i < bytes; ++i)
        count += byte[i] != 0x55;
    return count;
}

#ifdef CMSIS_NN
static void run_cmsis_nn(const run_case* test, int8_t* y, uint8_t* work)
{
    cmsis_nn_context context = {work, MOST_SCRATCH};
    if (test->kind == linear_portable) {
        const pl_linear_layer* l = test->layer;
        const cmsis_nn_fc_params parameters = {-l->zero_in, 0, l->zero_out, {l->out_min, l->out_max}};
        const cmsis_nn_per_channel_quant_params scales = {(int32_t*)l->multiplier, (int32_t*)l->shift};
        const cmsis_nn_dims in = {1, 1, 1, l->C_in}, filter = {l->C_in, 1, 1, l->C_out}, out = {1, 1, 1, l->C_out};
        arm_fully_connected_per_channel_s8(&context, &parameters, &scales, &in, test->x, &filter, l->weights, &out,
                                           l->bias, &out, y);
    } else if (test->kind == convolution_portable) {
        const pl_conv1d_layer* l = test->layer;
        const cmsis_nn_conv_params parameters = {.input_offset = -l->zero_in,
                                                 .output_offset = l->zero_out,
                                                 .stride = {.w = l->s, .h = 1},
                                                 .padding = {.w = l->pad_left, .h = 0},
                                                 .dilation = {.w = l->d, .h = 1},
                                                 .activation = {l->out_min, l->out_max}};
        const cmsis_nn_per_channel_quant_params scales = {(int32_t*)l->multiplier, (int32_t*)l->shift};
        const cmsis_nn_dims in = {1, 1, l->T_in, l->C_in}, filter = {l->C_out, 1, l->K, l->C_in},
                            bias = {1, 1, 1, l->C_out}, out = {1, 1, l->T_out, l->C_out};
        arm_convolve_wrapper_s8(&context, &parameters, &scales, &in, test->x, &filter, l->weights, &bias, l->bias, &out,
                                y);
    } else if (test->kind == sum_portable) {
        const pl_add_layer* l = test->layer;
        arm_elementwise_add_s8(test->x, test->second, -l->zero_a, l->multiplier_a, l->shift_a, -l->zero_b,
                               l->multiplier_b, l->shift_b, 20, y, l->zero_out, l->multiplier_out, l->shift_out,
                               l->out_min, l->out_max, l->count);
    } else {
        const pl_pool_layer* l = test->layer;
        const cmsis_nn_pool_params parameters = {
            .stride = {.w = l->s, .h = 1}, .padding = {0, 0}, .activation = {l->out_min, l->out_max}};
        const cmsis_nn_dims in = {1, 1, l->T_in, l->C}, filter = {1, 1, l->K, 1}, out = {1, 1, l->T_out, l->C};
        if (test->kind == average_portable)
            arm_avgpool_s8(&context, &parameters, &in, test->x, &filter, &out, y);
        else
            arm_max_pool_s8(&context, &parameters, &in, test->x, &filter, &out, y);
    }
}
#endif

static void run(const run_case* test, int8_t* y, uint8_t* work)
{
#ifdef CMSIS_NN
    run_cmsis_nn(test, y, work);
#else
    switch (test->kind) {
    case convolution_packed:
        pl_cortexm_conv1d(test->layer, test->x, y, work);
        break;
    case convolution_portable:
        pl_conv1d(test->layer, test->x, y);
        break;
    case linear_packed:
        pl_cortexm_linear(test->layer, test->x, y, work);
        break;
    case linear_portable:
        pl_linear(test->layer, test->x, y);
        break;
    case sum_packed:
        pl_cortexm_add(test->layer, test->x, test->second, y);
        break;
    case sum_portable:
        pl_add(test->layer, test->x, test->second, y);
        break;
    case average_packed:
        pl_cortexm_avg_pool(test->layer, test->x, y);
        break;
    case average_portable:
        pl_avg_pool(test->layer, test->x, y);
        break;
    case maximum_packed:
        pl_cortexm_max_pool(test->layer, test->x, y);
        break;
    case maximum_portable:
        pl_max_pool(test->layer, test->x, y);
        break;
    }
#endif
}

static void print(int64_t number, const char* behind)
{
    pl_put_number(number);
    pl_put_text(behind);
}

int main(void)
{
    int32_t i, j;
    pl_count_start();
    instructions_of_nothing = -(int64_t)pl_count();
    instructions_of_nothing += (int64_t)pl_count();
    for (i = 0; i < run_case_count; ++i) {
        const run_case* test = &run_cases[i];
        int8_t* y = outputs + GUARD;
        uint8_t* work = scratch + GUARD + i % 8; /* any address will do */
        int32_t wrong = 0;
        int32_t outside;
        int64_t instructions;
        if (test->outputs > MOST_OUTPUTS || test->scratch > MOST_SCRATCH - 8) {
            pl_put_text("too large for this program\n");
            return 1;
        }
        memset(outputs, 0x55, (size_t)(GUARD + test->outputs + GUARD));
        memset(scratch, 0x55, (size_t)(GUARD + i % 8 + test->scratch + GUARD));
        instructions = -(int64_t)pl_count();
        run(test, y, work);
        instructions += (int64_t)pl_count() - instructions_of_nothing;
        for (j = 0; j < test->outputs; ++j)
            wrong += y[j] != test->expected[j];
        outside = changed(outputs, GUARD) + changed(y + test->outputs, GUARD);
#ifndef CMSIS_NN
        outside += changed(scratch, GUARD + i % 8) + changed(work + test->scratch, GUARD);
#endif
        print(i, ";");
        print(wrong, ";");
        print(outside, ";");
        print(instructions, "\n");
    }
    pl_put_text("done\n");
    return 0;
}
