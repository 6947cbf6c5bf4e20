/* SPDX-License-Identifier: MIT */
/* Whether and when the same call is tried again; pure functions. */
#ifndef TCV_RETRY_H
#define TCV_RETRY_H

#include "table.h"

#include <stdbool.h>
#include <stdint.h>
#include <tcvod/error.h>

/* NULL when neither the action nor the service knows `code`. */
const tcv_error_code *tcv_find_error_code(const tcv_service *service, const tcv_action *action,
                                          const char *code);

/* `server_allows`: what the answer itself says, where it says something. */
bool tcv_code_is_retryable(const tcv_action *action, const tcv_error_code *code,
                           bool server_allows);

/* Of a call that ended without the service's word. */
bool tcv_failure_is_retryable(const tcv_action *action, const tcvod_error *error);

typedef struct tcv_retry_policy {
    int max_attempts;
    int64_t base_ms;
    int64_t cap_ms;
} tcv_retry_policy;

/* A failed attempt. */
typedef struct tcv_retry_question {
    int attempts; /* so far */
    bool retryable;
    bool
        refused_at_the_door; /* the code asks for a new signature, and none was made for that yet */
    int64_t now_ms;          /* monotonic, as the deadline */
    int64_t deadline_ms;
    int64_t retry_after_ms; /* negative: the answer does not say */
    uint64_t random;
} tcv_retry_question;

/* How long to wait before the next attempt; negative: there is none. */
int64_t tcv_retry_wait_ms(const tcv_retry_policy *policy, const tcv_retry_question *question);

/* What a retry costs of a host's budget. */
int tcv_retry_cost(const tcvod_error *error);

/* Retry-After: seconds or an HTTP date; negative when it is neither. */
int64_t tcv_retry_after_ms(const char *text, int64_t now_unix_ms);

/* An HTTP date in seconds; negative when it is none between 1970 and the year 9999. */
int64_t tcv_http_date_s(const char *text);

#endif
