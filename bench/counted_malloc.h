/* SPDX-License-Identifier: MIT
 * Counts every allocation of the process, libraries included. */
#ifndef BENCH_COUNTED_MALLOC_H
#define BENCH_COUNTED_MALLOC_H

#include <stddef.h>

size_t counted_allocations(void);
size_t counted_live_bytes(void);

#endif
