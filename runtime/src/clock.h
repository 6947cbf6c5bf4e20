/* SPDX-License-Identifier: MIT */
/* Time and randomness from the operating system. */
#ifndef TCV_CLOCK_H
#define TCV_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

int64_t tcv_monotonic_ms(void);
int64_t tcv_unix_ms(void);
bool tcv_os_random(uint64_t *number);

/* `start_ms` + `wait_ms`; INT64_MAX when there is no limit (negative wait) or the sum would not
 * fit. */
int64_t tcv_due_ms(int64_t start_ms, int64_t wait_ms);

#endif
