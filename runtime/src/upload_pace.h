/* SPDX-License-Identifier: MIT */
/* How fast an upload may send, and how fast it does. Pure: the time is the caller's. */
#ifndef TCV_UPLOAD_PACE_H
#define TCV_UPLOAD_PACE_H

#include <stdint.h>

/* What was sent is paid for by waiting: after `n` bytes nothing may begin for n / rate. */
typedef struct tcv_pace {
    uint64_t bytes_per_second; /* 0: unlimited */
    double free_from_ms;
} tcv_pace;

/* 0 when something may begin now. */
int64_t tcv_pace_wait_ms(const tcv_pace *pace, int64_t now_ms);
void tcv_pace_spend(tcv_pace *pace, int64_t now_ms, uint64_t size_bytes);

/* Speed over the last seconds. */
typedef struct tcv_meter {
    int64_t seen_ms; /* 0: never */
    uint64_t seen_bytes;
    double bytes_per_second;
} tcv_meter;

/* `bytes` never goes back. */
void tcv_meter_see(tcv_meter *meter, int64_t now_ms, uint64_t bytes);

/* How long to wait before the attempt after `failures` failed ones; `chance` is any random number.
 */
int64_t tcv_backoff_ms(unsigned failures, uint64_t chance);

#endif
