/* SPDX-License-Identifier: MIT */
/* A request given by name: as JSON or as flat parameters. */
#ifndef TCV_INVOKE_H
#define TCV_INVOKE_H

#include "client.h"

/* `parameters` are looked at when `json` is NULL. */
typedef struct tcv_named_request {
    const char *action;
    const char *json;
    const tcvod_parameter *parameters;
    size_t count;
} tcv_named_request;

/* Fills `order` from the request, which lives in `arena` (initialised here, to be released in any
 * case). */
int tcv_order_from_named(tcvod_client *client, const tcv_named_request *named,
                         const tcvod_call_options *options, tcv_order *order, tcv_arena *arena,
                         tcvod_error *error);

#endif
