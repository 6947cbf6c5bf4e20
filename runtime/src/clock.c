/* SPDX-License-Identifier: MIT */
#include "clock.h"

#include <errno.h>
#include <sys/random.h>
#include <time.h>

static int64_t read_ms(clockid_t clock)
{
    struct timespec now = {0};
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t tcv_monotonic_ms(void)
{
    return read_ms(CLOCK_MONOTONIC);
}

int64_t tcv_unix_ms(void)
{
    return read_ms(CLOCK_REALTIME);
}

bool tcv_os_random(uint64_t *number)
{
    ssize_t got;
    do
        got = getrandom(number, sizeof *number, 0);
    while (got < 0 && errno == EINTR);
    return got == (ssize_t)sizeof *number;
}

int64_t tcv_due_ms(int64_t start_ms, int64_t wait_ms)
{
    return wait_ms < 0 || wait_ms > INT64_MAX - start_ms ? INT64_MAX : start_ms + wait_ms;
}
