/* SPDX-License-Identifier: MIT
 * Many calls in flight, the way one would write it by hand: an easy handle for each of them, one
 * multi handle, libcurl's socket and timer callbacks on an epoll set. */
#ifndef BENCH_BASELINE_MANY_H
#define BENCH_BASELINE_MANY_H

#include <stdbool.h>

/* Calls are made, `in_flight` at once, until `on_completion` has been false that often. */
void baseline_many(const char *endpoint, unsigned in_flight, bool (*on_completion)(void *user),
                   void *user);

#endif
