/* SPDX-License-Identifier: MIT */
#include "call.h"

#include "clock.h"
#include "fail.h"
#include "retry.h"

#include <inttypes.h>
#include <string.h>

static void on_turn(tcv_turn *turn, tcv_transfer *transfer);
static void on_timer(tcv_timer *timer, int64_t now_ms, void *user);

void tcv_call_init(tcv_call *call, const tcv_settings *settings)
{
    *call = (tcv_call){.settings = settings};
    call->turn.come = on_turn;
    call->timer = (tcv_timer){.fire = on_timer, .user = call};
    tcv_exchange_init(&call->exchange, settings);
}

void tcv_call_release(tcv_call *call)
{
    tcv_exchange_release(&call->exchange);
}

int tcv_call_encode(tcv_call *call, const tcv_order *order)
{
    const char *name = tcv_text(order->service, order->action->name);
    int64_t total_ms = order->options.total_timeout_ms ? order->options.total_timeout_ms
                                                       : call->settings->total_timeout_ms;
    call->started_ms = tcv_monotonic_ms();
    call->deadline_ms = tcv_due_ms(call->started_ms, total_ms);
    call->total_timeout_ms = total_ms;
    call->exchange.order = *order;
    tcv_copy_cut(call->error.action, sizeof call->error.action, name, strlen(name));
    call->protocol = tcv_protocol_of(order->service);
    if (!call->protocol)
        return tcv_fail(&call->error, TCVOD_ERROR_ARGUMENT, "encode", "",
                        "the bindings of %s were made for a newer tcvod: update the library",
                        tcv_text(order->service, order->service->name));
    return call->protocol->encode(&call->exchange, &call->error);
}

int tcv_call_sign(tcv_call *call)
{
    return call->protocol->prepare(&call->exchange, &call->error);
}

/* Leaves the engine, but for a transfer. */
static void leave(tcv_call *call)
{
    tcv_engine_withdraw_turn(call->engine, &call->turn);
    tcv_timer_clear(&call->engine->timers, &call->timer);
    tcv_engine_remove_timer_user(call->engine);
    if (call->transfer)
        tcv_engine_give_back(call->engine, call->transfer);
    call->transfer = NULL;
    call->state = TCV_CALL_DONE;
    call->error.elapsed_ms = tcv_monotonic_ms() - call->started_ms;
}

static void finish(tcv_call *call)
{
    if (call->error.category == TCVOD_OK)
        call->error = (tcvod_error){.attempts = call->error.attempts};
    leave(call);
    if (call->on_done)
        call->on_done(call);
}

static void decide(tcv_call *call, CURLcode code)
{
    tcv_transfer *transfer = call->transfer;
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

static void on_transfer_done(tcv_transfer *transfer, CURLcode code)
{
    decide(transfer->user, code);
}

/* One attempt, signed afresh. */
static void attempt(tcv_call *call)
{
    if (tcv_call_sign(call)) {
        finish(call);
        return;
    }
    tcv_transfer *transfer = call->transfer;
    transfer->total_timeout_ms = call->total_timeout_ms;
    transfer->on_done = on_transfer_done;
    transfer->user = call;
    CURLcode code = tcv_transfer_prepare(transfer, &call->exchange.http, call->deadline_ms);
    if (!code)
        code = tcv_engine_start(call->engine, transfer);
    if (code) {
        tcv_transfer_error(transfer, code, &call->error);
        finish(call);
        return;
    }
    call->error.attempts++;
    call->state = TCV_CALL_SENDING;
}

static void on_turn(tcv_turn *turn, tcv_transfer *transfer)
{
    tcv_call *call = (tcv_call *)(void *)((char *)turn - offsetof(tcv_call, turn));
    tcv_timer_clear(&call->engine->timers, &call->timer);
    call->transfer = transfer;
    if (transfer) {
        attempt(call);
        return;
    }
    tcv_fail_memory(&call->error, "connect");
    finish(call);
}

static void on_timer(tcv_timer *timer, int64_t now_ms, void *user)
{
    (void)timer;
    (void)now_ms;
    tcv_call *call = user;
    tcv_fail(&call->error, TCVOD_ERROR_TIMEOUT, "connect", "",
             "no connection was free within total_timeout_ms (%" PRId64
             "): raise max_connections or submit fewer calls at once",
             call->total_timeout_ms);
    call->error.retryable = true;
    finish(call);
}

static void queue(tcv_call *call)
{
    call->state = TCV_CALL_QUEUED;
    tcv_timer_set(&call->engine->timers, &call->timer, call->deadline_ms);
    tcv_engine_request_turn(call->engine, &call->turn);
}

bool tcv_call_start(tcv_call *call, tcv_engine *engine)
{
    if (!tcv_engine_add_timer_user(engine)) {
        tcv_fail_memory(&call->error, "connect");
        call->state = TCV_CALL_DONE;
        return false;
    }
    call->engine = engine;
    queue(call);
    return true;
}

void tcv_call_cancel(tcv_call *call)
{
    if (call->state == TCV_CALL_SENDING)
        tcv_engine_abort(call->engine, call->transfer);
    tcv_fail(&call->error, TCVOD_ERROR_CANCELED, call->state == TCV_CALL_IDLE ? "encode" : "send",
             "", "canceled before the answer came");
    if (call->state == TCV_CALL_IDLE)
        call->state = TCV_CALL_DONE;
    else
        leave(call);
}

void tcv_call_clear(tcv_call *call)
{
    tcv_exchange_clear(&call->exchange);
    call->state = TCV_CALL_IDLE;
    call->response = NULL;
    call->error = (tcvod_error){0};
}
