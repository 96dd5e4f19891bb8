/* SPDX-FileCopyrightText: 2026 The Pitlane authors */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PL_FILES_H
#define PL_FILES_H

#include <stdint.h>

/* How the check program reads its golden vectors: files_host.c with the C library, files_emulated.c by semihosting. */

/* Opens the one file that is read. Returns 0 where that fails. */
int pl_open(const char* name);
/* Reads exactly so many bytes. Returns 0 at the end of the file. */
int pl_read(void* to, int32_t bytes);
/* Processor time since the start, in hundredths of a second. */
int32_t pl_time(void);

#endif
