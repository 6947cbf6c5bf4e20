/* SPDX-License-Identifier: MIT */
#include "retry.h"

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
    case TCVOD_ERROR_HTTP:
        return may_repeat && (error->http_status == 429 || error->http_status >= 500);
    default:
        return false;
    }
}
