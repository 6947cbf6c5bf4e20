/* SPDX-License-Identifier: MIT
 * The program one would write by hand: a reused easy handle, HMAC-SHA1, json-c, the same fields
 * read. */
#ifndef BENCH_BASELINE_CALL_H
#define BENCH_BASELINE_CALL_H

#include <curl/curl.h>
#include <stdint.h>

typedef struct baseline baseline;

baseline *baseline_create(const char *endpoint, const char *secret_id, const char *secret_key);
/* One DescribeVodPlayUrls; the sum of everything that was read, or -1. */
int64_t baseline_call(baseline *state, const char *file_id);
/* The same in two halves, for a transfer of a multi handle; NULL, -1 on failure. */
CURL *baseline_prepare(baseline *state, const char *file_id);
int64_t baseline_read(const baseline *state);
void baseline_destroy(baseline *state);

#endif
