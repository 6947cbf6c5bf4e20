/* SPDX-License-Identifier: MIT */
/* The seam between calls and what travels: how a call becomes an HTTP request, and an answer a
 * response or an error. Nothing above it knows which protocol a service speaks. */
#ifndef TCV_PROTOCOL_H
#define TCV_PROTOCOL_H

#include "http.h"
#include "parameters.h"
#include "settings.h"
#include "signing.h"
#include "table.h"

/* What the caller asked for; everything is borrowed. */
typedef struct tcv_order {
    const tcv_service *service;
    const tcv_action *action;
    uint16_t layout_version;
    const void *request;
    tcvod_call_options options;
    tcv_body body; /* borrowed until the call is done; first the one of the options */
} tcv_order;

/* A call on its way, as its protocol sees it. The buffers keep their memory from call to call. */
typedef struct tcv_exchange {
    const tcv_settings *settings;
    tcv_order order;
    tcv_parameters parameters; /* made by encode(): the action's and the extra ones, sorted */
    const char *region;        /* the call's own, or NULL */

    /* Made by prepare(), afresh for each attempt. */
    tcv_endpoint endpoint;
    tcv_key *key; /* held */
    const char *path;
    const char *method;
    tcvod_parameter *signed_items; /* with the common ones, sorted */
    size_t signed_count;
    size_t signed_capacity;
    char timestamp[24];
    char nonce[24];
    char signature[45];
    tcv_buffer form; /* name=value&…, percent-encoded */
    tcv_buffer url;
    tcv_buffer string_to_sign;
    tcv_http_request http;
} tcv_exchange;

typedef struct tcv_protocol {
    /* Reads the request: afterwards the caller's struct is not looked at again. */
    int (*encode)(tcv_exchange *exchange, tcvod_error *error);
    /* Signs with the present time; fills `http`. */
    int (*prepare)(tcv_exchange *exchange, tcvod_error *error);
    /* Takes the body out of `answer`. With a service error *response is set when the order asks for
     * it. */
    int (*interpret)(const tcv_exchange *exchange, tcv_http_answer *answer, void **response,
                     tcvod_error *error);
} tcv_protocol;

extern const tcv_protocol tcv_protocol_query;
/* NULL: the service's tables are newer than this library. */
const tcv_protocol *tcv_protocol_of(const tcv_service *service);

/* interpret() of the query protocol. */
int tcv_query_interpret(const tcv_exchange *exchange, tcv_http_answer *answer, void **response,
                        tcvod_error *error);

void tcv_exchange_init(tcv_exchange *exchange, const tcv_settings *settings);
void tcv_exchange_drop_key(tcv_exchange *exchange);
/* Forgets the call, keeps the memory that is worth keeping. */
void tcv_exchange_clear(tcv_exchange *exchange);
void tcv_exchange_release(tcv_exchange *exchange);

/* Overwrites the client's secrets and the signature with '*', see tcv_redact(). */
void tcv_exchange_redact(const tcv_exchange *exchange, char *text);

#endif
