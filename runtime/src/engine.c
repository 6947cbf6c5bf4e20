/* SPDX-License-Identifier: MIT */
#include "engine.h"

#include "clock.h"

#include <limits.h>

bool tcv_engine_init(tcv_engine *engine, const tcv_settings *settings, size_t max_transfers)
{
    *engine = (tcv_engine){.settings = settings,
                           .timers = {.allocator = &settings->allocator},
                           .max_transfers = max_transfers,
                           .announced_ms = INT64_MAX};
    return tcv_engine_shard_with_room(engine) != NULL;
}

void tcv_engine_release(tcv_engine *engine)
{
    const tcvod_allocator *allocator = &engine->settings->allocator;
    while (engine->idle) {
        tcv_transfer *transfer = engine->idle;
        engine->idle = transfer->next;
        tcv_transfer_release(transfer);
        tcv_release(allocator, transfer);
    }
    while (engine->shards) {
        tcv_shard *shard = engine->shards;
        engine->shards = shard->next;
        curl_multi_cleanup(shard->multi);
        tcv_release(allocator, shard);
    }
    tcv_release(allocator, engine->shard_by_fd);
    tcv_timers_release(&engine->timers);
}

static void link_transfer(tcv_engine *engine, tcv_transfer *transfer)
{
    tcv_shard *shard = transfer->shard;
    transfer->previous = NULL;
    transfer->next = shard->running;
    if (shard->running)
        shard->running->previous = transfer;
    shard->running = transfer;
    engine->running_count++;
}

static void unlink_transfer(tcv_engine *engine, tcv_transfer *transfer)
{
    if (transfer->previous)
        transfer->previous->next = transfer->next;
    else
        transfer->shard->running = transfer->next;
    if (transfer->next)
        transfer->next->previous = transfer->previous;
    transfer->previous = transfer->next = NULL;
    engine->running_count--;
}

void tcv_engine_abort(tcv_engine *engine, tcv_transfer *transfer)
{
    curl_multi_remove_handle(transfer->shard->multi, transfer->easy);
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
    int64_t next_ms = now_ms;
    if (transfer->stop == TCV_STOP_NONE)
        next_ms = tcv_transfer_check_limits(transfer, now_ms);
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
    CURLMcode code = curl_multi_add_handle(transfer->shard->multi, transfer->easy);
    if (code) {
        tcv_engine_remove_timer_user(engine);
        return code == CURLM_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_FAILED_INIT;
    }
    link_transfer(engine, transfer);
    transfer->timer = (tcv_timer){.fire = check_limits, .user = engine};
    tcv_timer_set(&engine->timers, &transfer->timer, tcv_transfer_next_check_ms(transfer));
    return CURLE_OK;
}

static CURLcode end_code(CURLMcode code)
{
    return code == CURLM_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_FAILED_INIT;
}

bool tcv_shard_deliver(tcv_shard *shard, CURLMcode code)
{
    int left = 0;
    bool any = false;
    CURLMsg *message;
    while ((message = curl_multi_info_read(shard->multi, &left)) != NULL) {
        char *transfer = NULL;
        CURLcode result = message->data.result;
        if (message->msg != CURLMSG_DONE ||
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer) != CURLE_OK)
            continue;
        finish(shard->engine, (tcv_transfer *)(void *)transfer, result);
        any = true;
    }
    /* The multi handle is of no use any more to what it runs now. */
    while (code && shard->running)
        finish(shard->engine, shard->running, end_code(code));
    return any;
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
    tcv_shard *shard = engine->shards;
    bool any = tcv_engine_serve_turns(engine);
    CURLMcode code = curl_multi_perform(shard->multi, &running);
    any = tcv_shard_deliver(shard, code) || any;
    if (!code && !any)
        code = curl_multi_poll(shard->multi, NULL, 0, poll_ms(engine, wait_ms), NULL);
    if (code)
        tcv_shard_deliver(shard, code);
    if (engine->timers.count)
        tcv_timers_fire(&engine->timers, tcv_monotonic_ms());
}
