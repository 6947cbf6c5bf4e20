/* SPDX-License-Identifier: MIT */
/* One HTTP request and its answer, as far as the protocols above and libcurl below share them. */
#ifndef TCV_HTTP_H
#define TCV_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* From memory, or read by offset, so that it can be sent again from any place. Both are borrowed.
 */
typedef struct tcv_body {
    const void *data;
    /* Reads exactly `size_bytes` at `offset`; false stops the request. NULL: use `data`. */
    bool (*read_at)(void *user, uint64_t offset, void *buffer, size_t size_bytes);
    void *user;
    uint64_t size_bytes;
} tcv_body;

typedef struct tcv_http_request {
    const char *url;
    const char *host; /* for error messages */
    bool post;
    bool binary; /* POST: raw bytes instead of a form */
    bool once; /* cannot be repeated, so a connection that may have gone stale is not good enough */
    tcv_body body;
} tcv_http_request;

typedef struct tcv_http_answer {
    int status; /* 0: none came */
    char content_type[64];
    char request_id[64];
    char date[40];
    char retry_after[40];
    bool has_age;
    char *body; /* NUL-terminated; NULL when empty */
    size_t size_bytes;
    size_t capacity_bytes;
    size_t header_bytes;
    bool head_is_complete;
} tcv_http_answer;

#endif
