/* SPDX-License-Identifier: MIT */
#include "call.h"

#include "clock.h"
#include "fail.h"
#include "retry.h"

#include <string.h>

static void on_transfer_done(tcv_transfer *transfer, CURLcode code);

bool tcv_call_init(tcv_call *call, const tcv_settings *settings, tcv_engine *engine)
{
    *call = (tcv_call){.settings = settings, .engine = engine};
    if (!tcv_transfer_init(&call->transfer, settings))
        return false;
    call->transfer.on_done = on_transfer_done;
    tcv_exchange_init(&call->exchange, settings);
    return true;
}

void tcv_call_release(tcv_call *call)
{
    tcv_transfer_release(&call->transfer);
    tcv_exchange_release(&call->exchange);
}

static void finish(tcv_call *call)
{
    if (call->error.category == TCVOD_OK)
        call->error = (tcvod_error){.attempts = call->error.attempts};
    call->state = TCV_CALL_DONE;
    call->error.elapsed_ms = tcv_monotonic_ms() - call->started_ms;
}

static void decide(tcv_call *call, CURLcode code)
{
    tcv_transfer *transfer = &call->transfer;
    if (code == CURLE_OK && !transfer->answer.head_is_complete)
        code = CURLE_PARTIAL_FILE;
    if (code == CURLE_OK || transfer->stop == TCV_STOP_ERROR_BODY_SIZE) {
        call->protocol->interpret(&call->exchange, &transfer->answer, &call->response,
                                  &call->error);
    } else {
        tcv_transfer_error(transfer, code, &call->error);
        call->error.retryable = tcv_failure_is_retryable(call->exchange.order.action, &call->error);
    }
    finish(call);
}

static tcv_call *call_of(tcv_transfer *transfer)
{
    return (tcv_call *)(void *)((char *)transfer - offsetof(tcv_call, transfer));
}

static void on_transfer_done(tcv_transfer *transfer, CURLcode code)
{
    decide(call_of(transfer), code);
}

/* One attempt, signed afresh. */
static void attempt(tcv_call *call)
{
    if (call->protocol->prepare(&call->exchange, &call->error)) {
        finish(call);
        return;
    }
    CURLcode code = tcv_transfer_prepare(&call->transfer, &call->exchange.http, call->deadline_ms);
    if (!code)
        code = tcv_engine_start(call->engine, &call->transfer);
    if (code) {
        tcv_transfer_error(&call->transfer, code, &call->error);
        finish(call);
        return;
    }
    call->error.attempts++;
    call->state = TCV_CALL_SENDING;
}

static int begin(tcv_call *call, const tcv_order *order)
{
    const char *name = tcv_text(order->service, order->action->name);
    int64_t total_ms = order->options.total_timeout_ms ? order->options.total_timeout_ms
                                                       : call->settings->total_timeout_ms;
    call->started_ms = tcv_monotonic_ms();
    call->deadline_ms = tcv_due_ms(call->started_ms, total_ms);
    call->transfer.total_timeout_ms = total_ms;
    call->exchange.order = *order;
    tcv_copy_cut(call->error.action, sizeof call->error.action, name, strlen(name));
    call->protocol = tcv_protocol_of(order->service);
    if (!call->protocol)
        return tcv_fail(&call->error, TCVOD_ERROR_ARGUMENT, "encode", "",
                        "the bindings of %s were made for a newer tcvod: update the library",
                        tcv_text(order->service, order->service->name));
    return call->protocol->encode(&call->exchange, &call->error);
}

void tcv_call_start(tcv_call *call, const tcv_order *order)
{
    if (begin(call, order))
        finish(call);
    else
        attempt(call);
}

int tcv_call_prepare(tcv_call *call, const tcv_order *order)
{
    int status = begin(call, order);
    return status ? status : call->protocol->prepare(&call->exchange, &call->error);
}

void tcv_call_clear(tcv_call *call)
{
    tcv_exchange_clear(&call->exchange);
    tcv_http_answer_clear(&call->transfer.answer, &call->settings->allocator);
    call->state = TCV_CALL_IDLE;
    call->response = NULL;
    call->error = (tcvod_error){0};
}
