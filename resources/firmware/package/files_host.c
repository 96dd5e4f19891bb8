/* SPDX-FileCopyrightText: 2026 The Pitlane authors */
/* SPDX-License-Identifier: Apache-2.0 */
#include "pl_files.h"

#include <stdio.h>
#include <time.h>

static FILE* file;

int pl_open(const char* name)
{
    file = fopen(name, "rb");
    return file != NULL;
}

int pl_read(void* to, int32_t bytes)
{
    return fread(to, 1, (size_t)bytes, file) == (size_t)bytes;
}

int32_t pl_time(void)
{
    return (int32_t)(clock() / (CLOCKS_PER_SEC / 100));
}
