/* SPDX-FileCopyrightText: 2026 The Pitlane authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Vector table and start-up for a Cortex-M4, M7 or M33: fills memory, turns the floating point unit on, calls main().
 * The linker scripts beside this file place the vectors first. Interrupts of the device are not used; an exception
 * that nobody handles ends the program with code 99. */
#include "pl_platform.h"

#include <stddef.h>

extern uint32_t pl_data_load[], pl_data_begin[], pl_data_end[], pl_bss_begin[], pl_bss_end[], pl_stack_top[];

int main(void);
void pl_reset(void);
void SysTick_Handler(void);

#define CPACR (*(volatile uint32_t*)0xE000ED88)

void pl_reset(void)
{
    const uint32_t* from = pl_data_load;
    uint32_t* to;
    for (to = pl_data_begin; to < pl_data_end; ++to)
        *to = *from++;
    for (to = pl_bss_begin; to < pl_bss_end; ++to)
        *to = 0;
    CPACR |= 0xFu << 20;
    __asm__ volatile("dsb\n\tisb" ::: "memory");
    pl_board_init();
    pl_exit(main());
    for (;;) {
    }
}

static void unexpected_exception(void)
{
    pl_put_text("An exception that nobody handles has stopped the program.\n");
    pl_exit(99);
    for (;;) {
    }
}

__attribute__((weak)) void SysTick_Handler(void)
{
    unexpected_exception();
}

typedef struct vector_table
{
    uint32_t* stack;
    void (*handlers[15])(void);
} vector_table;

__attribute__((section(".vectors"), used)) static const vector_table vectors = {
    pl_stack_top,
    {
        pl_reset,
        unexpected_exception, /* NMI */
        unexpected_exception, /* hard fault */
        unexpected_exception, /* memory management */
        unexpected_exception, /* bus fault */
        unexpected_exception, /* usage fault */
        NULL,
        NULL,
        NULL,
        NULL,
        unexpected_exception, /* supervisor call */
        unexpected_exception, /* debug monitor */
        NULL,
        unexpected_exception, /* pendable call */
        SysTick_Handler,
    },
};
