/* SPDX-License-Identifier: MIT */
/* What a client is doing, told to a callback of the application. The library prints nothing. */
#ifndef TCVOD_LOG_H
#define TCVOD_LOG_H

#include <tcvod/types.h>

TCVOD_BEGIN_C

enum {
    TCVOD_LOG_NONE = 0,
    TCVOD_LOG_ERROR = 1,   /* a call failed */
    TCVOD_LOG_WARNING = 2, /* an attempt is repeated; the clock is wrong; TLS is not verified */
    TCVOD_LOG_INFO = 3,    /* a call succeeded */
    TCVOD_LOG_DEBUG = 4    /* each attempt */
};

typedef struct tcvod_log_field {
    const char *name;
    const char *value;
} tcvod_log_field;

/* Valid until the callback returns. `event` is "attempt", "retry", "done", "clock" or "unverified".
 * Fields are action, host, method, attempt, attempts, status, step, http_status, service_code,
 * request_id, elapsed_ms, wait_ms and skew_ms, those that are known; never a parameter of the
 * request, a body, a key, a token, a signature or a URL. */
typedef struct tcvod_log_record {
    int level;
    const char *event;
    const tcvod_log_field *fields;
    size_t field_count;
} tcvod_log_record;

/* Called on the thread that makes or drives the call; several threads may call it at once. It must
 * not use the client. */
typedef void (*tcvod_log_callback)(void *user, const tcvod_log_record *record);

TCVOD_END_C

#endif
