/* SPDX-License-Identifier: MIT */
/* Calls. The generated headers hold a typed function for each action; each of them is a line around
 * tcvod_call(). */
#ifndef TCVOD_CALL_H
#define TCVOD_CALL_H

#include <tcvod/client.h>

TCVOD_BEGIN_C

enum {
    TCVOD_METHOD_AUTO = 0, /* GET while the URL is short, then POST */
    TCVOD_METHOD_GET = 1,
    TCVOD_METHOD_POST = 2
};

typedef struct tcvod_parameter {
    const char *name;
    const char *value;
} tcvod_parameter;

/* Borrowed until the call returns. Zero or NULL is the default. */
typedef struct tcvod_call_options {
    const tcvod_parameter
        *extra; /* parameters newer than the library, sent and signed as they are */
    size_t extra_count;
    tcvod_bytes body;            /* of an action that takes raw bytes */
    const char *region;          /* in place of the client's */
    int method;                  /* TCVOD_METHOD_… */
    int64_t total_timeout_ms;    /* in place of the client's */
    bool deliver_error_response; /* *response is set even when the result is TCVOD_ERROR_SERVICE */
    int max_attempts;            /* in place of the client's */
} tcvod_call_options;

/* One call of action `action_id`, with `request` laid out as `layout_version` says: both are
 * constants of the generated headers. On success *response is to be released by tcvod_free(). */
TCVOD_API int tcvod_call_sized(tcvod_client *client, uint32_t action_id, uint32_t layout_version,
                               const void *request, const tcvod_call_options *options,
                               size_t options_size, void **response, tcvod_error *error);

static inline int tcvod_call(tcvod_client *client, uint32_t action_id, uint32_t layout_version,
                             const void *request, const tcvod_call_options *options,
                             void **response, tcvod_error *error)
{
    return tcvod_call_sized(client, action_id, layout_version, request, options, sizeof *options,
                            response, error);
}

TCVOD_END_C

#endif
