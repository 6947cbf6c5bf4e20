/* SPDX-License-Identifier: MIT */
/* The public functions that send. */
#include "invoke.h"

#include "fail.h"
#include "json.h"
#include "order.h"
#include "request_json.h"

#include <string.h>
#include <tcvod/dynamic.h>

enum { REQUEST_CHUNK_BYTES = 1024 };

static int check_targets(tcvod_client *client, void **response, tcvod_error *error)
{
    tcv_error_reset(error);
    if (response)
        *response = NULL;
    if (client && response)
        return TCVOD_OK;
    const char *missing = client ? "response" : "client";
    return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", missing, "%s is NULL", missing);
}

int tcvod_call_sized(tcvod_client *client, uint32_t action_id, uint32_t layout_version,
                     const void *request, const tcvod_call_options *options, size_t options_size,
                     void **response, tcvod_error *error)
{
    tcv_order order;
    int status = check_targets(client, response, error);
    if (!status)
        status = tcv_order_by_id(&order, action_id, layout_version, options, options_size, error);
    if (status)
        return status;
    order.request = request;
    return tcv_client_call(client, &order, response, error);
}

static int parameters_to_json(const tcv_named_request *named, const tcv_order *order,
                              tcv_buffer *json, tcvod_error *error)
{
    if (named->count > 0 && !named->parameters)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", "parameters",
                        "parameters is NULL and count is not 0");
    int status = tcv_json_from_parameters(order->service, order->action->request, named->parameters,
                                          named->count, json, error);
    return status || !json->failed ? status : tcv_fail_memory(error, "encode");
}

static void name_action(const tcv_order *order, tcvod_error *error)
{
    if (!error || !order->action)
        return;
    const char *name = tcv_text(order->service, order->action->name);
    tcv_copy_cut(error->action, sizeof error->action, name, strlen(name));
}

int tcv_order_from_named(tcvod_client *client, const tcv_named_request *named,
                         const tcvod_call_options *options, tcv_order *order, tcv_arena *arena,
                         tcvod_error *error)
{
    tcv_buffer json;
    void *request = NULL;
    tcv_buffer_init(&json, tcv_client_allocator(client));
    tcv_arena_init(arena, tcv_client_allocator(client), REQUEST_CHUNK_BYTES);
    int status = tcv_order_by_name(order, named->action, options, error);
    if (!status && !named->json)
        status = parameters_to_json(named, order, &json, error);
    if (!status)
        status =
            tcv_request_from_json(order->service, order->action->request,
                                  named->json ? named->json : json.data, arena, &request, error);
    order->request = request;
    tcv_buffer_release(&json);
    if (status)
        name_action(order, error);
    return status;
}

static int call_named(tcvod_client *client, const tcv_named_request *named,
                      const tcvod_call_options *options, void **response, tcvod_error *error)
{
    tcv_order order;
    tcv_arena arena;
    int status = check_targets(client, response, error);
    if (status)
        return status;
    status = tcv_order_from_named(client, named, options, &order, &arena, error);
    if (!status)
        status = tcv_client_call(client, &order, response, error);
    tcv_arena_release(&arena);
    return status;
}

int tcvod_call_json(tcvod_client *client, const char *action, const char *request_json,
                    const tcvod_call_options *options, void **response, tcvod_error *error)
{
    tcv_named_request named = {.action = action, .json = request_json ? request_json : "{}"};
    return call_named(client, &named, options, response, error);
}

int tcvod_call_parameters(tcvod_client *client, const char *action,
                          const tcvod_parameter *parameters, size_t count,
                          const tcvod_call_options *options, void **response, tcvod_error *error)
{
    tcv_named_request named = {.action = action, .parameters = parameters, .count = count};
    return call_named(client, &named, options, response, error);
}
