/* SPDX-FileCopyrightText: 2026 The Pitlane authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs the job in the file that is named on the command line: seven numbers, then steps, weights and input. Every buffer
 * is as large as they say and no larger, for the sanitizers to watch. Writes the output to standard output.
 */
#include "pl_gap8.h"

#include <stdio.h>
#include <stdlib.h>

static void *filled(FILE *file, size_t bytes)
{
    void *buffer = malloc(bytes);
    if (!buffer || fread(buffer, 1, bytes, file) != bytes) {
        exit(2);
    }
    return buffer;
}

int main(int count, char **arguments)
{
    FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
    int32_t n[7];
    if (!file || fread(n, sizeof n[0], 7, file) != 7) {
        return 2;
    }
    pl_gap8_step *steps = filled(file, (size_t)n[0] * sizeof *steps);
    int8_t *weights = filled(file, (size_t)n[1]);
    int8_t *input = filled(file, (size_t)n[5]);
    const pl_gap8_network network = {steps, n[0], weights, n[2], n[3], n[4]};
    pl_gap8_job job = {0};
    job.network = &network;
    job.l1 = malloc((size_t)n[2]);
    job.l2 = malloc((size_t)n[3]);
    job.input = input;
    job.output = malloc((size_t)n[6]);
    job.ram_base = (uintptr_t)weights;
    if (!job.l1 || !job.l2 || !job.output) {
        return 2;
    }
    pl_gap8_run(&job);
    const int bad = fwrite(job.output, 1, (size_t)n[6], stdout) != (size_t)n[6];
    free(job.output);
    free(job.l2);
    free(job.l1);
    free(input);
    free(weights);
    free(steps);
    fclose(file);
    return bad;
}
