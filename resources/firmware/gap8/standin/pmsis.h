/* SPDX-FileCopyrightText: 2026 The Pitlane authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * What pl_gap8.c uses of PMSIS, for machines without the GAP SDK. With PL_STANDIN_SIMULATOR: eight cores, barriers and
 * transfers of Pitlane's simulator. Without: one processor of any kind, transfers are copies, to be built with
 * -DPL_GAP8_CORES=1.
 */
#ifndef PMSIS_H
#define PMSIS_H

#include <stdint.h>

#define PI_L1 /* where the linker puts it */

enum { PI_CL_DMA_DIR_LOC2EXT = 0, PI_CL_DMA_DIR_EXT2LOC = 1 };
enum { PI_PERF_CYCLES = 0 };

typedef struct {
    uintptr_t ext;
    uintptr_t loc;
    uint16_t id;
    uint16_t size;
    int dir;
    uint8_t merge;
    uint32_t number; /* of the stand-in */
} pi_cl_dma_copy_t;

typedef struct {
    uint32_t number;
} pi_cl_ram_req_t;

struct pi_device;

uint32_t pi_core_id(void);
void pi_cl_team_fork(int cores, void (*entry)(void *), void *argument);
void pi_cl_team_barrier(void);
void pi_cl_dma_memcpy(pi_cl_dma_copy_t *copy);
void pi_cl_dma_wait(pi_cl_dma_copy_t *copy);
/* The external memory is ordinary memory here: `address` is where it lies. */
void pi_cl_ram_read(struct pi_device *device, uintptr_t address, void *to, uint32_t bytes, pi_cl_ram_req_t *request);
void pi_cl_ram_read_wait(pi_cl_ram_req_t *request);
void pi_perf_conf(unsigned events);
void pi_perf_reset(void);
void pi_perf_start(void);
void pi_perf_stop(void);
uint32_t pi_perf_read(int event);

#endif
