/* SPDX-License-Identifier: MIT */
/* What went wrong, in the caller's memory. Nothing here is allocated, thread-local or printed. */
#ifndef TCVOD_ERROR_H
#define TCVOD_ERROR_H

#include <tcvod/types.h>

TCVOD_BEGIN_C

/* Result of every function that can fail, and `tcvod_error.category`. Numbers never change. */
enum {
    TCVOD_OK = 0,
    TCVOD_ERROR_ARGUMENT = 1,    /* the caller's input; nothing was sent */
    TCVOD_ERROR_MEMORY = 2,      /* an allocation failed */
    TCVOD_ERROR_DNS = 3,         /* the host's name has no address */
    TCVOD_ERROR_CONNECT = 4,     /* no connection, or it broke before the answer was complete */
    TCVOD_ERROR_TLS = 5,         /* handshake or certificate */
    TCVOD_ERROR_TIMEOUT = 6,     /* connect, total or stall limit */
    TCVOD_ERROR_CANCELED = 7,    /* somebody asked for it */
    TCVOD_ERROR_HTTP = 8,        /* an HTTP status other than 200, or an answer over a limit */
    TCVOD_ERROR_SERVICE = 9,     /* the service answered with an error code */
    TCVOD_ERROR_DECODE = 10,     /* the answer is not what the API describes */
    TCVOD_ERROR_CREDENTIAL = 11, /* no usable credentials */
    TCVOD_ERROR_FILE = 12,       /* a local file */
    TCVOD_ERROR_CALLBACK = 13    /* a callback of the application asked to stop */
};

/* Set by every function that takes one, on success too (then all zero but attempts and elapsed_ms).
 * Texts are UTF-8, NUL-terminated, cut at a character when too long; "" when there is nothing to
 * say. They never hold a secret key, a token or a signature. */
typedef struct tcvod_error {
    int category;
    int http_status; /* 0: no answer came */
    int curl_code;   /* CURLcode, 0 when libcurl had no complaint */
    int system_errno;
    int attempts;   /* requests sent */
    bool retryable; /* the same call may succeed later */
    int64_t elapsed_ms;
    char service_code[64];         /* "4100" */
    char service_description[128]; /* codeDesc */
    char request_id[64];
    char action[64];
    char step[32];   /* "options", "encode", "sign", "resolve", "connect", "tls", "send",
                      * "receive", "decode", "service" or "print"; whole jobs (uploads,
                      * pages) have steps of their own beside these */
    char field[192]; /* path of the parameter or response field: "tags[2]", "playSet[0].url" */
    char message[512];
    char reserved[64];
} tcvod_error;

/* Name of a category: "SERVICE"; "UNKNOWN" for any other number. Static text. */
TCVOD_API const char *tcvod_category_name(int category);

TCVOD_END_C

#endif
