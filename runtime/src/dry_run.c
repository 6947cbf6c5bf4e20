/* SPDX-License-Identifier: MIT */
/* What a call would send, as JSON. */
#include "fail.h"
#include "invoke.h"

#include <inttypes.h>
#include <string.h>
#include <tcvod/dynamic.h>

static void write_member(tcv_buffer *json, const char *name, const char *value, size_t size_bytes)
{
    tcv_buffer_format(json, "\"%s\": ", name);
    tcv_buffer_json_string(json, value, size_bytes);
    tcv_buffer_text(json, ",\n  ");
}

static void write_parameters(tcv_buffer *json, const tcv_exchange *exchange)
{
    tcv_buffer_text(json, "\"parameters\": {");
    for (size_t i = 0; i < exchange->signed_count; i++) {
        const tcvod_parameter *item = &exchange->signed_items[i];
        tcv_buffer_text(json, i ? ",\n    " : "\n    ");
        tcv_buffer_json_string(json, item->name, strlen(item->name));
        tcv_buffer_text(json, ": ");
        tcv_buffer_json_string(json, item->value, strlen(item->value));
    }
    tcv_buffer_text(json, "\n  }\n}\n");
}

static void write_request(tcv_buffer *json, const tcv_exchange *exchange)
{
    const tcv_http_request *http = &exchange->http;
    bool has_form = http->post && !http->binary;
    tcv_buffer_text(json, "{\n  ");
    write_member(json, "method", exchange->method, strlen(exchange->method));
    write_member(json, "url", http->url, strlen(http->url));
    write_member(json, "body", has_form ? http->body.data : "",
                 has_form ? (size_t)http->body.size_bytes : 0);
    tcv_buffer_format(json, "\"body_bytes\": %" PRIu64 ",\n  ", http->body.size_bytes);
    write_member(json, "string_to_sign", exchange->string_to_sign.data,
                 exchange->string_to_sign.size_bytes);
    write_member(json, "signature", exchange->signature, strlen(exchange->signature));
    write_parameters(json, exchange);
}

static int prepare_and_write(tcvod_client *client, const tcv_order *order, char **json,
                             tcvod_error *error)
{
    tcv_worker *worker;
    tcv_buffer buffer;
    int status = tcv_worker_borrow(client, &worker, error);
    if (status)
        return status;
    status = tcv_call_encode(&worker->call, order);
    if (!status)
        status = tcv_call_sign(&worker->call);
    if (error && status)
        *error = worker->call.error;
    if (!status) {
        tcv_buffer_init(&buffer, &tcv_default_allocator);
        buffer.secret = true;
        write_request(&buffer, &worker->call.exchange);
        *json = tcv_buffer_take(&buffer);
        status = *json ? TCVOD_OK : tcv_fail_memory(error, "encode");
        tcv_buffer_release(&buffer);
    }
    tcv_worker_give_back(client, worker);
    return status;
}

static int dry_run(tcvod_client *client, const tcv_named_request *named,
                   const tcvod_call_options *options, char **json, tcvod_error *error)
{
    tcv_order order;
    tcv_arena arena;
    tcv_error_reset(error);
    if (json)
        *json = NULL;
    if (!client || !json)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", client ? "json" : "client",
                        "%s is NULL", client ? "json" : "client");
    int status = tcv_order_from_named(client, named, options, &order, &arena, error);
    if (!status)
        status = prepare_and_write(client, &order, json, error);
    tcv_arena_release(&arena);
    return status;
}

int tcvod_dry_run_json(tcvod_client *client, const char *action, const char *request_json,
                       const tcvod_call_options *options, char **json, tcvod_error *error)
{
    tcv_named_request named = {.action = action, .json = request_json ? request_json : "{}"};
    return dry_run(client, &named, options, json, error);
}

int tcvod_dry_run_parameters(tcvod_client *client, const char *action,
                             const tcvod_parameter *parameters, size_t count,
                             const tcvod_call_options *options, char **json, tcvod_error *error)
{
    tcv_named_request named = {.action = action, .parameters = parameters, .count = count};
    return dry_run(client, &named, options, json, error);
}
