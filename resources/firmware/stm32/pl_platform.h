/* SPDX-FileCopyrightText: 2026 The Pitlane authors */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PL_PLATFORM_H
#define PL_PLATFORM_H

#include <stdint.h>

/* What the example program asks of a board or an emulator. Nothing else in a package needs these files. */

/* Called by the start-up code before main(): clocks, caches, serial port. */
void pl_board_init(void);

/* Writes a text that ends with 0. */
void pl_put_text(const char* text);
/* Writes a number in decimal. */
void pl_put_number(int64_t number);

/* Ends the program; an emulator ends with this code, a board stops. */
void pl_exit(int code);

/* A counter: on a board cycles of the processor (DWT), under an emulator executed instructions (SysTick, see
 * board_emulated.c). */
void pl_count_start(void);
uint64_t pl_count(void);

#endif
