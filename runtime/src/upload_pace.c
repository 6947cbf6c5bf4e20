/* SPDX-License-Identifier: MIT */
#include "upload_pace.h"

#include <math.h>

enum {
    SHORTEST_LOOK_MS = 100,
    METER_MEMORY_MS = 3000,
    FIRST_BACKOFF_MS = 250,
    LONGEST_BACKOFF_MS = 16000
};

int64_t tcv_pace_wait_ms(const tcv_pace *pace, int64_t now_ms)
{
    double left_ms = pace->free_from_ms - (double)now_ms;
    return pace->bytes_per_second == 0 || left_ms <= 0 ? 0 : (int64_t)ceil(left_ms);
}

void tcv_pace_spend(tcv_pace *pace, int64_t now_ms, uint64_t size_bytes)
{
    if (pace->bytes_per_second == 0)
        return;
    if (pace->free_from_ms < (double)now_ms)
        pace->free_from_ms = (double)now_ms;
    pace->free_from_ms += (double)size_bytes * 1000 / (double)pace->bytes_per_second;
}

void tcv_meter_see(tcv_meter *meter, int64_t now_ms, uint64_t bytes)
{
    int64_t passed_ms = now_ms - meter->seen_ms;
    if (meter->seen_ms == 0) {
        meter->seen_ms = now_ms;
        meter->seen_bytes = bytes;
        return;
    }
    if (passed_ms < SHORTEST_LOOK_MS)
        return;
    double now = (double)(bytes - meter->seen_bytes) * 1000 / (double)passed_ms;
    double kept = exp(-(double)passed_ms / METER_MEMORY_MS);
    meter->bytes_per_second =
        meter->bytes_per_second > 0 ? meter->bytes_per_second * kept + now * (1 - kept) : now;
    meter->seen_ms = now_ms;
    meter->seen_bytes = bytes;
}

int64_t tcv_backoff_ms(unsigned failures, uint64_t chance)
{
    int64_t longest_ms = FIRST_BACKOFF_MS;
    while (failures-- > 1 && longest_ms < LONGEST_BACKOFF_MS)
        longest_ms *= 2;
    return longest_ms / 2 + (int64_t)(chance % (uint64_t)(longest_ms / 2 + 1));
}
