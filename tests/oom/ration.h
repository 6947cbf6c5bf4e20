/* SPDX-License-Identifier: MIT */
/* Stands in for malloc, calloc and realloc of the whole process, libcurl, json-c and OpenSSL
 * included, and counts what the thread under test asks for between ration_begin() and ration_end().
 */
#ifndef RATION_H
#define RATION_H

#include <stdbool.h>
#include <stddef.h>

/* Request number `fails_at` (1: the first, 0: none) is denied, and all that follow if `for_good`.
 */
void ration_begin(size_t fails_at, bool for_good);
/* How many requests there were. */
size_t ration_end(void);

#endif
