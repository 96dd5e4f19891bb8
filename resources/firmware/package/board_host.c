/* SPDX-FileCopyrightText: 2026 The Pitlane authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The computer that the package is built on as the board: nothing is counted. */
#include "pl_platform.h"

#include <stdio.h>
#include <stdlib.h>

void pl_board_init(void) {}

void pl_put_text(const char* text)
{
    fputs(text, stdout);
}

void pl_exit(int code)
{
    exit(code);
}

void pl_count_start(void) {}

uint64_t pl_count(void)
{
    return 0;
}
