/* SPDX-License-Identifier: MIT */
/* Pages of an action that is known by its name only. */
#include "invoke.h"
#include "pages.h"

#include <tcvod/dynamic.h>

static int open_named(tcvod_client *client, const tcv_named_request *named,
                      const tcvod_call_options *options, tcvod_pages **pages, tcvod_error *error)
{
    tcv_order order;
    tcv_arena arena;
    int status = tcv_pages_check_targets(client, pages, error);
    if (status != TCVOD_OK)
        return status;
    status = tcv_order_from_named(client, named, options, &order, &arena, error);
    if (status == TCVOD_OK)
        status = tcv_pages_open(client, &order, pages, error);
    tcv_arena_release(&arena);
    return status;
}

int tcvod_pages_open_json(tcvod_client *client, const char *action, const char *request_json,
                          const tcvod_call_options *options, tcvod_pages **pages,
                          tcvod_error *error)
{
    tcv_named_request named = {.action = action,
                               .json = request_json != NULL ? request_json : "{}"};
    return open_named(client, &named, options, pages, error);
}

int tcvod_pages_open_parameters(tcvod_client *client, const char *action,
                                const tcvod_parameter *parameters, size_t count,
                                const tcvod_call_options *options, tcvod_pages **pages,
                                tcvod_error *error)
{
    tcv_named_request named = {.action = action, .parameters = parameters, .count = count};
    return open_named(client, &named, options, pages, error);
}
