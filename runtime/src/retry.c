/* SPDX-License-Identifier: MIT */
#include "retry.h"

#include <curl/curl.h>
#include <string.h>

static const tcv_error_code *find(const tcv_service *service, size_t first, size_t count,
                                  const char *code)
{
    for (size_t i = first; i < first + count; i++)
        if (strcmp(tcv_text(service, service->errors[i].code), code) == 0)
            return &service->errors[i];
    return NULL;
}

const tcv_error_code *tcv_find_error_code(const tcv_service *service, const tcv_action *action,
                                          const char *code)
{
    const tcv_error_code *own = find(service, action->first_error, action->error_count, code);
    return own ? own : find(service, 0, service->error_count, code);
}

bool tcv_code_is_retryable(const tcv_action *action, const tcv_error_code *code, bool server_allows)
{
    if (!code)
        return server_allows;
    switch (code->retry) {
    case TCV_RETRY_LATER:
        return action->retry != TCV_ACTION_NEVER;
    case TCV_RETRY_RESIGN:
        return true; /* refused at the door: nothing was done */
    case TCV_RETRY_SERVER:
        return server_allows;
    default:
        return false;
    }
}

/* The request did not leave, so that even what must not be done twice may be tried again. */
static bool was_not_sent(const tcvod_error *error)
{
    return strcmp(error->step, "resolve") == 0 || strcmp(error->step, "connect") == 0 ||
           strcmp(error->step, "tls") == 0;
}

bool tcv_failure_is_retryable(const tcv_action *action, const tcvod_error *error)
{
    bool may_repeat = action->retry != TCV_ACTION_NEVER;
    switch (error->category) {
    case TCVOD_ERROR_DNS:
    case TCVOD_ERROR_CONNECT:
    case TCVOD_ERROR_TIMEOUT:
        return may_repeat || was_not_sent(error);
    case TCVOD_ERROR_TLS: /* the handshake broke; a certificate stays what it is */
        return error->curl_code == CURLE_SSL_CONNECT_ERROR;
    case TCVOD_ERROR_HTTP:
        return may_repeat && (error->http_status == 429 || error->http_status == 500 ||
                              error->http_status == 502 || error->http_status == 503 ||
                              error->http_status == 504);
    default:
        return false;
    }
}

/* Full jitter: anything between at once and the doubled base, so that clients that failed together
 * do not come back together. */
static int64_t backoff_ms(const tcv_retry_policy *policy, int attempts, uint64_t random)
{
    int64_t longest_ms = policy->base_ms;
    for (int i = 1; i < attempts && longest_ms < policy->cap_ms; i++)
        longest_ms *= 2;
    if (longest_ms > policy->cap_ms)
        longest_ms = policy->cap_ms;
    return (int64_t)(random % ((uint64_t)longest_ms + 1));
}

int64_t tcv_retry_wait_ms(const tcv_retry_policy *policy, const tcv_retry_question *question)
{
    int64_t wait_ms = 0;
    if (question->attempts >= policy->max_attempts)
        return -1;
    if (!question->refused_at_the_door) {
        if (!question->retryable)
            return -1;
        wait_ms = backoff_ms(policy, question->attempts, question->random);
        if (question->retry_after_ms > wait_ms)
            wait_ms = question->retry_after_ms;
    }
    return wait_ms < question->deadline_ms - question->now_ms ? wait_ms : -1;
}

int tcv_retry_cost(const tcvod_error *error)
{
    enum { TRANSIENT = 10, OTHER = 5 };
    return error->http_status == 0 ? TRANSIENT : OTHER;
}

int64_t tcv_http_date_s(const char *text)
{
    static const int64_t latest_s = INT64_C(253402300799);
    time_t date = *text ? curl_getdate(text, NULL) : -1;
    return date >= 0 && date <= latest_s ? (int64_t)date : -1;
}

int64_t tcv_retry_after_ms(const char *text, int64_t now_unix_ms)
{
    enum { MOST_DIGITS = 9 };
    size_t digits = strspn(text, "0123456789");
    if (digits > 0 && text[digits] == '\0') {
        int64_t seconds = 0;
        for (size_t i = 0; i < digits && i < MOST_DIGITS; i++)
            seconds = seconds * 10 + (text[i] - '0');
        return seconds * 1000;
    }
    int64_t date_s = digits == 0 ? tcv_http_date_s(text) : -1;
    if (date_s < 0)
        return -1;
    int64_t wait_ms = date_s * 1000 - now_unix_ms;
    return wait_ms > 0 ? wait_ms : 0;
}
