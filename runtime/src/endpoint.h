/* SPDX-License-Identifier: MIT */
/* Where requests go: "https://host[:port]". */
#ifndef TCV_ENDPOINT_H
#define TCV_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <tcvod/error.h>

enum { TCV_HOST_BYTES = 256 };

typedef struct tcv_endpoint {
    char host[TCV_HOST_BYTES]; /* lower case, without port: what is signed; IPv6 in brackets */
    unsigned port;             /* 0: the scheme's own */
    bool plain_http;
} tcv_endpoint;

/* ARGUMENT errors name the option `endpoint` and say what is wrong with the text. */
int tcv_endpoint_parse(tcv_endpoint *endpoint, const char *text, tcvod_error *error);

/* 127.0.0.0/8, [::1] or localhost: plain HTTP to these does not leave the machine. */
bool tcv_is_loopback(const char *host);

#endif
