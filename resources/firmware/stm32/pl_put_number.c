/* SPDX-FileCopyrightText: 2026 The Pitlane authors */
/* SPDX-License-Identifier: Apache-2.0 */
#include "pl_platform.h"

void pl_put_number(int64_t number)
{
    char digits[24];
    char* first = digits + sizeof digits - 1;
    uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    *first = 0;
    do {
        *--first = (char)('0' + left % 10);
        left /= 10;
    } while (left != 0);
    if (number < 0)
        *--first = '-';
    pl_put_text(first);
}
