/* SPDX-FileCopyrightText: 2026 The Pitlane authors
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pmsis.h"

#ifdef PL_STANDIN_SIMULATOR

enum { CALL_BARRIER = 1, CALL_TRANSFER_START = 3, CALL_TRANSFER_WAIT = 4 };

static uint32_t call(uint32_t number, uint32_t first, uint32_t second, uint32_t third)
{
    register uint32_t a0 __asm__("a0") = first;
    register uint32_t a1 __asm__("a1") = second;
    register uint32_t a2 __asm__("a2") = third;
    register uint32_t a7 __asm__("a7") = number;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
    return a0;
}

static struct {
    void (*entry)(void *);
    void *argument;
} volatile team;

uint32_t pi_core_id(void)
{
    uint32_t id;
    __asm__ volatile("csrr %0, mhartid" : "=r"(id));
    return id;
}

void pi_cl_team_barrier(void)
{
    call(CALL_BARRIER, 0, 0, 0);
}

void pi_cl_team_fork(int cores, void (*entry)(void *), void *argument)
{
    (void)cores;
    team.entry = entry;
    team.argument = argument;
    pi_cl_team_barrier();
    entry(argument);
    pi_cl_team_barrier();
}

/* Where cores 1 to 7 spend their lives; start.S calls it. */
void standin_worker(void)
{
    for (;;) {
        pi_cl_team_barrier();
        team.entry(team.argument);
        pi_cl_team_barrier();
    }
}

static uint32_t transfer(uintptr_t to, uintptr_t from, uint32_t bytes)
{
    return call(CALL_TRANSFER_START, to, from, bytes);
}

static void wait_for(uint32_t number)
{
    call(CALL_TRANSFER_WAIT, number, 0, 0);
}

uint32_t pi_perf_read(int event)
{
    uint32_t cycles;
    (void)event;
    __asm__ volatile("csrr %0, 0x780" : "=r"(cycles)::"memory");
    return cycles;
}

#else

uint32_t pi_core_id(void)
{
    return 0;
}

void pi_cl_team_barrier(void) {}

void pi_cl_team_fork(int cores, void (*entry)(void *), void *argument)
{
    (void)cores;
    entry(argument);
}

static uint32_t transfer(uintptr_t to, uintptr_t from, uint32_t bytes)
{
    int8_t *target = (int8_t *)to;
    const int8_t *source = (const int8_t *)from;
    for (uint32_t i = 0; i < bytes; ++i) {
        target[i] = source[i];
    }
    return 0;
}

static void wait_for(uint32_t number)
{
    (void)number;
}

uint32_t pi_perf_read(int event)
{
    uint32_t instructions = 0;
    (void)event;
#ifdef __riscv
    __asm__ volatile("csrr %0, minstret" : "=r"(instructions)::"memory");
#endif
    return instructions;
}

#endif

void pi_cl_dma_memcpy(pi_cl_dma_copy_t *copy)
{
    const int to_l1 = copy->dir == PI_CL_DMA_DIR_EXT2LOC;
    copy->number = transfer(to_l1 ? copy->loc : copy->ext, to_l1 ? copy->ext : copy->loc, copy->size);
}

void pi_cl_dma_wait(pi_cl_dma_copy_t *copy)
{
    wait_for(copy->number);
}

void pi_cl_ram_read(struct pi_device *device, uintptr_t address, void *to, uint32_t bytes, pi_cl_ram_req_t *request)
{
    (void)device;
    request->number = transfer((uintptr_t)to, address, bytes);
}

void pi_cl_ram_read_wait(pi_cl_ram_req_t *request)
{
    wait_for(request->number);
}

void pi_perf_conf(unsigned events)
{
    (void)events;
}

void pi_perf_reset(void) {}

void pi_perf_start(void) {}

void pi_perf_stop(void) {}
