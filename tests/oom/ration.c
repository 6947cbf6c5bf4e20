/* SPDX-License-Identifier: MIT */
#include "ration.h"

#include <errno.h>

#if defined(__SANITIZE_ADDRESS__)
#define REAL(name) __interceptor_##name
#else
#define REAL(name) __libc_##name
#endif

/* They are called before a sanitizer is ready for its own checks. */
#define UNCHECKED __attribute__((no_sanitize("address", "undefined")))

extern void *REAL(malloc)(size_t size_bytes);
extern void *REAL(calloc)(size_t count, size_t size_bytes);
extern void *REAL(realloc)(void *memory, size_t size_bytes);

typedef struct ration {
    bool counts;
    bool for_good;
    size_t fails_at;
    size_t asked;
} ration;

static _Thread_local ration own;

UNCHECKED static bool is_denied(void)
{
    if (!own.counts)
        return false;
    own.asked++;
    bool denied = own.fails_at != 0 &&
                  (own.asked == own.fails_at || (own.for_good && own.asked > own.fails_at));
    if (denied)
        errno = ENOMEM;
    return denied;
}

UNCHECKED void *malloc(size_t size_bytes)
{
    return is_denied() ? NULL : REAL(malloc)(size_bytes);
}

UNCHECKED void *calloc(size_t count, size_t size_bytes)
{
    return is_denied() ? NULL : REAL(calloc)(count, size_bytes);
}

UNCHECKED void *realloc(void *memory, size_t size_bytes)
{
    return is_denied() ? NULL : REAL(realloc)(memory, size_bytes);
}

void ration_begin(size_t fails_at, bool for_good)
{
    own = (ration){.counts = true, .for_good = for_good, .fails_at = fails_at};
}

size_t ration_end(void)
{
    own.counts = false;
    return own.asked;
}
