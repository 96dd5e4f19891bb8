/* SPDX-FileCopyrightText: 2026 The Pitlane authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs the job at the address RUNNER_JOB, which the test has put there with all that it points to. Ends with 1 where a
 * step of the packer has another size. Without the simulator, prints the output as hexadecimal digits.
 */
#include "pl_gap8.h"

typedef struct {
    pl_gap8_job job;
    int32_t step_bytes;
    int32_t output_bytes;
} runner_job;

#ifndef PL_STANDIN_SIMULATOR
extern int standin_semihost(int operation, const void *argument);

static void print(const int8_t *bytes, int32_t count)
{
    enum { SYS_WRITE0 = 4 };
    static const char digits[] = "0123456789abcdef";
    for (int32_t i = 0; i < count; ++i) {
        const char text[3] = {digits[(uint8_t)bytes[i] >> 4], digits[bytes[i] & 15], 0};
        standin_semihost(SYS_WRITE0, text);
    }
}
#endif

int main(void)
{
    const runner_job *run = (const runner_job *)RUNNER_JOB;
    if (run->step_bytes != (int32_t)sizeof(pl_gap8_step)) {
        return 1;
    }
    pl_gap8_run(&run->job);
#ifndef PL_STANDIN_SIMULATOR
    print(run->job.output, run->output_bytes);
#endif
    return 0;
}
