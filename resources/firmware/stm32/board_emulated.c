/* SPDX-FileCopyrightText: 2026 The Pitlane authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* An emulator as the board: text, exit and counter. Run with
 *     qemu-system-arm -M mps2-an500 -display none -icount shift=6 \
 *                     -semihosting-config enable=on,target=native -kernel program.elf
 * Semihosting calls go to whoever runs the processor; without a debugger a board stops at them. */
#include "pl_platform.h"

#define SYSTICK_CONTROL (*(volatile uint32_t*)0xE000E010)
#define SYSTICK_RELOAD (*(volatile uint32_t*)0xE000E014)
#define SYSTICK_VALUE (*(volatile uint32_t*)0xE000E018)
#define SYSTICK_MASK 0xFFFFFFu

#define SYS_WRITE0 0x04
#define SYS_EXIT_EXTENDED 0x20
#define STOPPED_BY_APPLICATION 0x20026u

static volatile uint32_t wraps;

static void semihosting(int operation, const void* argument)
{
    register int r0 __asm__("r0") = operation;
    register const void* r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
}

void pl_board_init(void) {}

void pl_put_text(const char* text)
{
    semihosting(SYS_WRITE0, text);
}

void pl_exit(int code)
{
    uint32_t block[2];
    block[0] = STOPPED_BY_APPLICATION;
    block[1] = (uint32_t)code;
    for (;;)
        semihosting(SYS_EXIT_EXTENDED, block);
}

void SysTick_Handler(void);
void SysTick_Handler(void)
{
    ++wraps;
}

void pl_count_start(void)
{
    SYSTICK_RELOAD = SYSTICK_MASK;
    SYSTICK_VALUE = 0;
    SYSTICK_CONTROL = 7;
    wraps = 0;
}

/* Under -icount shift=6 an instruction takes 64 ns, and SysTick counts down at 25 MHz, every 40 ns. */
uint64_t pl_count(void)
{
    uint32_t high, low;
    do {
        high = wraps;
        low = SYSTICK_VALUE;
    } while (high != wraps);
    return (((uint64_t)high << 24) + (SYSTICK_MASK - low)) * 40 / 64;
}
