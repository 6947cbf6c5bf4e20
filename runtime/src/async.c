/* SPDX-License-Identifier: MIT */
/* The public functions for calls that do not block. */
#include "fail.h"
#include "invoke.h"
#include "order.h"

static int refuse(tcvod_error *error, const char *field, const char *why)
{
    return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "options", field, "%s %s", field, why);
}

/* Also makes room for the call. */
static int check_submission(tcvod_client *client, tcvod_completion completion,
                            tcvod_operation *operation, tcv_operations **operations,
                            tcvod_error *error)
{
    tcv_error_reset(error);
    if (operation)
        *operation = 0;
    if (!client || !completion)
        return refuse(error, client ? "completion" : "client", "is NULL");
    return tcv_client_operations(client, operations, error);
}

int tcvod_submit_sized(tcvod_client *client, uint32_t action_id, uint32_t layout_version,
                       const void *request, const tcvod_call_options *options, size_t options_size,
                       tcvod_completion completion, void *user, tcvod_operation *operation,
                       tcvod_error *error)
{
    tcv_order order;
    tcv_operations *operations = NULL;
    int status = check_submission(client, completion, operation, &operations, error);
    if (!status)
        status = tcv_order_by_id(&order, action_id, layout_version, options, options_size, error);
    if (status)
        return status;
    order.request = request;
    return tcv_operations_submit(operations, &order, completion, user, operation, error);
}

int tcvod_submit_json(tcvod_client *client, const char *action, const char *request_json,
                      const tcvod_call_options *options, tcvod_completion completion, void *user,
                      tcvod_operation *operation, tcvod_error *error)
{
    tcv_order order;
    tcv_arena arena;
    tcv_operations *operations = NULL;
    tcv_named_request named = {.action = action, .json = request_json ? request_json : "{}"};
    int status = check_submission(client, completion, operation, &operations, error);
    if (status)
        return status;
    status = tcv_order_from_named(client, &named, options, &order, &arena, error);
    if (!status)
        status = tcv_operations_submit(operations, &order, completion, user, operation, error);
    tcv_arena_release(&arena);
    return status;
}

/* The operations of a client that this thread drives from now on. */
static tcv_operations *begin(tcvod_client *client, bool by_loop)
{
    tcv_operations *operations = NULL;
    if (!client || tcv_client_operations(client, &operations, NULL))
        return NULL;
    return tcv_operations_begin(operations, by_loop) ? operations : NULL;
}

/* A completion may have destroyed the client: then it goes now. */
static size_t end(tcvod_client *client, tcv_operations *operations)
{
    if (tcv_operations_end(operations))
        return tcv_operations_pending(operations);
    tcv_client_release(client);
    return 0;
}

int tcvod_poll(tcvod_client *client, int64_t timeout_ms, size_t *pending)
{
    tcv_operations *operations = begin(client, false);
    if (pending)
        *pending = 0;
    if (!operations)
        return TCVOD_ERROR_ARGUMENT;
    tcv_operations_poll(operations, timeout_ms);
    size_t left = end(client, operations);
    if (pending)
        *pending = left;
    return TCVOD_OK;
}

int tcvod_cancel(tcvod_client *client, tcvod_operation operation)
{
    tcv_operations *operations = NULL;
    if (!client)
        return TCVOD_ERROR_ARGUMENT;
    int status = tcv_client_operations(client, &operations, NULL);
    if (!status)
        tcv_operations_cancel(operations, operation);
    return status;
}

int tcvod_wake(tcvod_client *client)
{
    tcv_operations *operations = NULL;
    if (!client)
        return TCVOD_ERROR_ARGUMENT;
    int status = tcv_client_operations(client, &operations, NULL);
    if (!status)
        tcv_operations_wake(operations);
    return status;
}

int tcvod_loop_attach_sized(tcvod_client *client, const tcvod_loop_hooks *hooks, size_t hooks_size,
                            tcvod_error *error)
{
    tcvod_loop_hooks known;
    tcv_operations *operations = NULL;
    tcv_error_reset(error);
    if (!client || !hooks)
        return refuse(error, client ? "hooks" : "client", "is NULL");
    if (!tcv_copy_sized(&known, sizeof known, hooks, hooks_size))
        return refuse(error, "hooks", "holds something newer than this library: update it");
    if (!known.watch || !known.set_timer || !known.wake)
        return refuse(error, "hooks", "lacks one of its three functions");
    int status = tcv_client_operations(client, &operations, error);
    if (!status && !tcv_operations_attach(operations, &known))
        status =
            refuse(error, "client",
                   "has submitted calls or is attached to a loop: attach it once, before that");
    return status;
}

static size_t turn_loop(tcvod_client *client, curl_socket_t fd, int events)
{
    tcv_operations *operations = begin(client, true);
    if (!operations)
        return 0;
    tcv_operations_turn_loop(operations, fd, events);
    return end(client, operations);
}

size_t tcvod_loop_socket_ready(tcvod_client *client, int fd, int events)
{
    int mask = (events & TCVOD_LOOP_READ ? CURL_CSELECT_IN : 0) |
               (events & TCVOD_LOOP_WRITE ? CURL_CSELECT_OUT : 0);
    return turn_loop(client, fd, mask);
}

size_t tcvod_loop_timer_fired(tcvod_client *client)
{
    return turn_loop(client, CURL_SOCKET_TIMEOUT, 0);
}
