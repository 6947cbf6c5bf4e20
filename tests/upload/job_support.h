/* SPDX-License-Identifier: MIT */
/* Uploads to the emulator that TCVOD_TEST_HTTP names. */
#ifndef JOB_SUPPORT_H
#define JOB_SUPPORT_H

#include "unit.h"

#include <tcvod/tcvod.h>

/* The caller's to free(). */
char *random_bytes(size_t size_bytes);
/* NULL when memory is out. */
tcvod_client *make_client(const tcvod_allocator *allocator);
/* What the service gives out under `url`. */
void assert_bytes_at(const char *url, const char *expected, size_t size_bytes);

#endif
