/* SPDX-License-Identifier: MIT */
#include "call.h"

#include "clock.h"
#include "fail.h"
#include "log.h"
#include "retry.h"

#include <inttypes.h>
#include <string.h>
#include <tcvod/response.h>
#include <time.h>

enum { HALF_A_SECOND_MS = 500 /* a Date is cut to seconds */, EARLIEST_DATE_S = 1600000000 };

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
    tcv_log_done(call);
}

static void finish(tcv_call *call)
{
    if (call->error.category == TCVOD_OK)
        call->error = (tcvod_error){.attempts = call->error.attempts};
    leave(call);
    if (call->on_done)
        call->on_done(call);
}

static void queue(tcv_call *call)
{
    call->state = TCV_CALL_QUEUED;
    tcv_timer_set(&call->engine->timers, &call->timer, call->deadline_ms);
    tcv_engine_request_turn(call->engine, &call->turn);
}

static void wait_for(tcv_call *call, int64_t wait_ms)
{
    tcvod_free(call->response);
    call->response = NULL;
    tcv_engine_give_back(call->engine, call->transfer);
    call->transfer = NULL;
    call->state = TCV_CALL_WAITING;
    tcv_timer_set(&call->engine->timers, &call->timer, tcv_monotonic_ms() + wait_ms);
}

/* What earlier attempts came to does not belong to what comes now. */
static void forget_failure(tcv_call *call)
{
    tcvod_error last = call->error;
    call->error = (tcvod_error){.attempts = last.attempts};
    memcpy(call->error.action, last.action, sizeof last.action);
}

static void judge(tcv_call *call, CURLcode code)
{
    tcv_transfer *transfer = call->transfer;
    forget_failure(call);
    if (code == CURLE_OK && !transfer->answer.head_is_complete)
        code = CURLE_PARTIAL_FILE;
    if (code == CURLE_OK || transfer->stop == TCV_STOP_ERROR_BODY_SIZE) {
        call->protocol->interpret(&call->exchange, &transfer->answer, &call->response,
                                  &call->error);
        return;
    }
    tcv_transfer_error(transfer, code, &call->error);
    call->error.retryable = tcv_failure_is_retryable(call->exchange.order.action, &call->error);
}

/* The code of a failure that the service told; NULL when there is none. */
static const tcv_error_code *service_code(const tcv_call *call)
{
    const tcv_order *order = &call->exchange.order;
    if (call->error.category != TCVOD_ERROR_SERVICE)
        return NULL;
    return tcv_find_error_code(order->service, order->action, call->error.service_code);
}

/* Only a service that refuses the time is believed: its Date may be wrong while it accepts ours. */
static void see_clock(tcv_call *call)
{
    const tcv_transfer *transfer = call->transfer;
    const tcv_error_code *code = service_code(call);
    if (call->settings->trust_local_clock || transfer->answer.status != 200 || !code ||
        code->retry != TCV_RETRY_RESIGN)
        return;
    int64_t date_s = tcv_http_date_s(transfer->answer.date);
    if (date_s <= EARLIEST_DATE_S)
        return;
    tcv_sighting sighting = {.received_unix_ms = tcv_settings_now_ms(call->settings),
                             .round_trip_ms = tcv_monotonic_ms() - transfer->started_ms,
                             .server_unix_ms = date_s * 1000 + HALF_A_SECOND_MS,
                             .has_age = transfer->answer.has_age};
    const char *host = call->exchange.endpoint.host;
    if (tcv_hosts_see_clock(call->settings->hosts, host, &sighting))
        tcv_log_clock(call, tcv_hosts_skew_ms(call->settings->hosts, host));
}

/* Refused before anything was done, for its time or its key: signed anew it may be accepted. */
static bool asks_for_a_new_signature(const tcv_call *call)
{
    const tcv_exchange *exchange = &call->exchange;
    const tcv_error_code *code = service_code(call);
    if (!code)
        return false;
    return code->retry == TCV_RETRY_RESIGN ||
           (code->retry == TCV_RETRY_RENEW &&
            tcv_keyring_refuse(exchange->settings->keyring, exchange->key));
}

static tcv_retry_question question_of(const tcv_call *call)
{
    const tcv_settings *settings = call->settings;
    int64_t skew_ms = tcv_hosts_skew_ms(settings->hosts, call->exchange.endpoint.host);
    bool asks = asks_for_a_new_signature(call);
    tcv_retry_question question = {.attempts = call->error.attempts,
                                   .retryable = call->error.retryable && !asks,
                                   .refused_at_the_door = !call->signed_anew && asks,
                                   .now_ms = tcv_monotonic_ms(),
                                   .deadline_ms = call->deadline_ms,
                                   .retry_after_ms =
                                       tcv_retry_after_ms(call->transfer->answer.retry_after,
                                                          tcv_settings_now_ms(settings) + skew_ms)};
    if (!tcv_os_random(&question.random))
        question.random = UINT64_MAX; /* as good as any: others draw */
    return question;
}

/* Milliseconds until the next attempt; negative: there is none. */
static int64_t next_attempt_ms(tcv_call *call)
{
    const tcv_settings *settings = call->settings;
    tcv_retry_policy policy = settings->retry;
    tcv_retry_question question = question_of(call);
    if (call->exchange.order.options.max_attempts > 0)
        policy.max_attempts = call->exchange.order.options.max_attempts;
    int64_t wait_ms = tcv_retry_wait_ms(&policy, &question);
    if (wait_ms >= 0 && !question.refused_at_the_door &&
        !tcv_hosts_spend(settings->hosts, call->exchange.endpoint.host,
                         tcv_retry_cost(&call->error)))
        return -1;
    call->signed_anew = call->signed_anew || question.refused_at_the_door;
    return wait_ms;
}

static void decide(tcv_call *call, CURLcode code)
{
    enum { SUCCESS_GAIN = 1 };
    judge(call, code);
    see_clock(call);
    if (call->error.category == TCVOD_OK)
        tcv_hosts_earn(call->settings->hosts, call->exchange.endpoint.host, SUCCESS_GAIN);
    int64_t wait_ms = call->error.category == TCVOD_OK ? -1 : next_attempt_ms(call);
    if (wait_ms < 0) {
        finish(call);
        return;
    }
    tcv_log_retry(call, wait_ms);
    wait_for(call, wait_ms);
}

static void on_transfer_done(tcv_transfer *transfer, CURLcode code)
{
    decide(transfer->user, code);
}

/* One attempt, signed afresh. */
static void attempt(tcv_call *call)
{
    forget_failure(call);
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
    tcv_log_attempt(call);
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
    forget_failure(call);
    tcv_fail_memory(&call->error, "connect");
    finish(call);
}

static void on_timer(tcv_timer *timer, int64_t now_ms, void *user)
{
    (void)timer;
    (void)now_ms;
    tcv_call *call = user;
    if (call->state == TCV_CALL_WAITING) {
        queue(call);
        return;
    }
    forget_failure(call);
    tcv_fail(&call->error, TCVOD_ERROR_TIMEOUT, "connect", "",
             "no connection was free within total_timeout_ms (%" PRId64
             "): raise max_connections or submit fewer calls at once",
             call->total_timeout_ms);
    call->error.retryable = true;
    finish(call);
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
    forget_failure(call);
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
    call->signed_anew = false;
}
