/* SPDX-FileCopyrightText: 2026 The Pitlane authors */
/* SPDX-License-Identifier: Apache-2.0 */
#include "pitlane_kernels.h"

void pl_softmax(const pl_softmax_layer* layer, const int8_t* x, int8_t* y)
{
    int32_t t, c;
    for (t = 0; t < layer->T; ++t, x += layer->C, y += layer->C) {
        int32_t largest = x[0];
        uint32_t sum = 0;
        for (c = 1; c < layer->C; ++c) {
            if (x[c] > largest)
                largest = x[c];
        }
        for (c = 0; c < layer->C; ++c)
            sum += (uint32_t)layer->table[largest - x[c]];
        for (c = 0; c < layer->C; ++c) {
            const uint32_t share = ((uint32_t)layer->table[largest - x[c]] * 256 + sum / 2) / sum;
            int32_t value = layer->zero_out + (int32_t)share;
            if (value < layer->out_min)
                value = layer->out_min;
            if (value > layer->out_max)
                value = layer->out_max;
            y[c] = (int8_t)value;
        }
    }
}
