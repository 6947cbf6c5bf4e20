/* SPDX-License-Identifier: MIT */
#include "engine.h"

#include "clock.h"

#include <limits.h>

bool tcv_engine_init(tcv_engine *engine, const tcv_settings *settings, size_t max_transfers)
{
    *engine = (tcv_engine){.settings = settings,
                           .multi = curl_multi_init(),
                           .timers = {.allocator = &settings->allocator},
                           .max_transfers = max_transfers,
                           .curl_due_ms = INT64_MAX,
                           .announced_ms = INT64_MAX};
    /* With less than that, libcurl looks for the oldest one of them all whenever a transfer ends. */
    long kept_connections = max_transfers < INT_MAX ? (long)max_transfers : INT_MAX;
    if (engine->multi)
        curl_multi_setopt(engine->multi, CURLMOPT_MAXCONNECTS, kept_connections);
    return engine->multi != NULL;
}

void tcv_engine_release(tcv_engine *engine)
{
    while (engine->idle) {
        tcv_transfer *transfer = engine->idle;
        engine->idle = transfer->next;
        tcv_transfer_release(transfer);
        tcv_release(&engine->settings->allocator, transfer);
    }
    if (engine->multi)
        curl_multi_cleanup(engine->multi);
    engine->multi = NULL;
    tcv_timers_release(&engine->timers);
}

static void link_transfer(tcv_engine *engine, tcv_transfer *transfer)
{
    transfer->previous = NULL;
    transfer->next = engine->running;
    if (engine->running)
        engine->running->previous = transfer;
    engine->running = transfer;
    engine->running_count++;
}

static void unlink_transfer(tcv_engine *engine, tcv_transfer *transfer)
{
    if (transfer->previous)
        transfer->previous->next = transfer->next;
    else
        engine->running = transfer->next;
    if (transfer->next)
        transfer->next->previous = transfer->previous;
    transfer->previous = transfer->next = NULL;
    engine->running_count--;
}

void tcv_engine_abort(tcv_engine *engine, tcv_transfer *transfer)
{
    curl_multi_remove_handle(engine->multi, transfer->easy);
    tcv_timer_clear(&engine->timers, &transfer->timer);
    tcv_engine_remove_timer_user(engine);
    unlink_transfer(engine, transfer);
}

static void finish(tcv_engine *engine, tcv_transfer *transfer, CURLcode code)
{
    tcv_engine_abort(engine, transfer);
    transfer->on_done(transfer, code);
}

static tcv_transfer *transfer_of(tcv_timer *timer)
{
    return (tcv_transfer *)(void *)((char *)timer - offsetof(tcv_transfer, timer));
}

static void check_limits(tcv_timer *timer, int64_t now_ms, void *user)
{
    tcv_engine *engine = user;
    tcv_transfer *transfer = transfer_of(timer);
    int64_t next_ms = tcv_transfer_check_limits(transfer, now_ms);
    if (transfer->stop != TCV_STOP_NONE)
        finish(engine, transfer, CURLE_OPERATION_TIMEDOUT);
    else
        tcv_timer_set(&engine->timers, timer, next_ms);
}

bool tcv_engine_add_timer_user(tcv_engine *engine)
{
    if (!tcv_timers_reserve(&engine->timers, engine->timer_users + 1))
        return false;
    engine->timer_users++;
    return true;
}

void tcv_engine_remove_timer_user(tcv_engine *engine)
{
    engine->timer_users--;
}

CURLcode tcv_engine_start(tcv_engine *engine, tcv_transfer *transfer)
{
    if (!tcv_engine_add_timer_user(engine))
        return CURLE_OUT_OF_MEMORY;
    CURLMcode code = curl_multi_add_handle(engine->multi, transfer->easy);
    if (code) {
        tcv_engine_remove_timer_user(engine);
        return code == CURLM_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_FAILED_INIT;
    }
    link_transfer(engine, transfer);
    transfer->timer = (tcv_timer){.fire = check_limits, .user = engine};
    tcv_timer_set(&engine->timers, &transfer->timer, tcv_transfer_next_check_ms(transfer));
    return CURLE_OK;
}

static bool deliver_finished(tcv_engine *engine)
{
    int left = 0;
    bool any = false;
    CURLMsg *message;
    while ((message = curl_multi_info_read(engine->multi, &left)) != NULL) {
        char *transfer = NULL;
        CURLcode code = message->data.result;
        if (message->msg != CURLMSG_DONE ||
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer) != CURLE_OK)
            continue;
        finish(engine, (tcv_transfer *)(void *)transfer, code);
        any = true;
    }
    return any;
}

static CURLcode end_code(CURLMcode code)
{
    return code == CURLM_OUT_OF_MEMORY         ? CURLE_OUT_OF_MEMORY
           : code == CURLM_ABORTED_BY_CALLBACK ? CURLE_ABORTED_BY_CALLBACK
                                               : CURLE_FAILED_INIT;
}

/* The multi handle is of no use any more to what it runs now. */
static void give_up(tcv_engine *engine, CURLMcode code)
{
    while (engine->running)
        finish(engine, engine->running, end_code(code));
}

static int poll_ms(const tcv_engine *engine, int64_t wait_ms)
{
    int64_t next_ms = tcv_timers_next_ms(&engine->timers);
    if (next_ms != INT64_MAX) {
        int64_t left_ms = next_ms - tcv_monotonic_ms();
        wait_ms = left_ms < wait_ms ? left_ms : wait_ms;
    }
    return wait_ms < 0 ? 0 : wait_ms > INT_MAX ? INT_MAX : (int)wait_ms;
}

void tcv_engine_step(tcv_engine *engine, int64_t wait_ms)
{
    int running = 0;
    bool any = tcv_engine_serve_turns(engine);
    CURLMcode code = curl_multi_perform(engine->multi, &running);
    any = deliver_finished(engine) || any;
    if (!code && !any)
        code = curl_multi_poll(engine->multi, NULL, 0, poll_ms(engine, wait_ms), NULL);
    if (code)
        give_up(engine, code);
    if (engine->timers.count)
        tcv_timers_fire(&engine->timers, tcv_monotonic_ms());
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *user, void *socket_user)
{
    (void)easy;
    (void)socket_user;
    const tcvod_loop_hooks *hooks = user;
    int events = what == CURL_POLL_IN      ? TCVOD_LOOP_READ
                 : what == CURL_POLL_OUT   ? TCVOD_LOOP_WRITE
                 : what == CURL_POLL_INOUT ? TCVOD_LOOP_READ | TCVOD_LOOP_WRITE
                                           : 0;
    int refused = hooks->watch(hooks->user, fd, events);
    return refused && events ? -1 : 0;
}

static int on_timer(CURLM *multi, long timeout_ms, void *user)
{
    (void)multi;
    tcv_engine *engine = user;
    engine->curl_due_ms = timeout_ms < 0 ? INT64_MAX : tcv_due_ms(tcv_monotonic_ms(), timeout_ms);
    return 0;
}

void tcv_engine_attach(tcv_engine *engine, const tcvod_loop_hooks *hooks)
{
    engine->hooks = *hooks;
    engine->has_hooks = true;
    curl_multi_setopt(engine->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(engine->multi, CURLMOPT_SOCKETDATA, (void *)&engine->hooks);
    curl_multi_setopt(engine->multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(engine->multi, CURLMOPT_TIMERDATA, (void *)engine);
}

static void announce(tcv_engine *engine)
{
    int64_t now_ms = tcv_monotonic_ms();
    int64_t due_ms = tcv_timers_next_ms(&engine->timers);
    if (engine->curl_due_ms < due_ms)
        due_ms = engine->curl_due_ms;
    if (engine->first_turn && engine->running_count < engine->max_transfers)
        due_ms = now_ms;
    if (due_ms == engine->announced_ms)
        return;
    engine->announced_ms = due_ms;
    int64_t left_ms = due_ms > now_ms ? due_ms - now_ms : 0;
    engine->hooks.set_timer(engine->hooks.user, due_ms == INT64_MAX ? -1 : left_ms);
}

void tcv_engine_turn_loop(tcv_engine *engine, curl_socket_t fd, int events)
{
    int running = 0;
    CURLMcode code = CURLM_OK;
    int64_t now_ms = tcv_monotonic_ms();
    if (fd != CURL_SOCKET_TIMEOUT)
        code = curl_multi_socket_action(engine->multi, fd, events, &running);
    else
        engine->announced_ms = INT64_MIN; /* whatever was set may be over */
    tcv_engine_serve_turns(engine);
    if (!code && engine->curl_due_ms <= now_ms) {
        engine->curl_due_ms = INT64_MAX;
        code = curl_multi_socket_action(engine->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    deliver_finished(engine);
    if (code)
        give_up(engine, code);
    tcv_timers_fire(&engine->timers, tcv_monotonic_ms());
    tcv_engine_serve_turns(engine);
    announce(engine);
}
