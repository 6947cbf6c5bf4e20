/* SPDX-License-Identifier: MIT */
#include "engine.h"

#include "clock.h"

#include <limits.h>

bool tcv_engine_init(tcv_engine *engine, const tcvod_allocator *allocator)
{
    *engine = (tcv_engine){.multi = curl_multi_init(), .timers = {.allocator = allocator}};
    return engine->multi != NULL;
}

void tcv_engine_release(tcv_engine *engine)
{
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

static void finish(tcv_engine *engine, tcv_transfer *transfer, CURLcode code)
{
    curl_multi_remove_handle(engine->multi, transfer->easy);
    tcv_timer_clear(&engine->timers, &transfer->timer);
    unlink_transfer(engine, transfer);
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

CURLcode tcv_engine_start(tcv_engine *engine, tcv_transfer *transfer)
{
    if (!tcv_timers_reserve(&engine->timers, engine->running_count + 1))
        return CURLE_OUT_OF_MEMORY;
    CURLMcode code = curl_multi_add_handle(engine->multi, transfer->easy);
    if (code)
        return code == CURLM_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_FAILED_INIT;
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

static void give_up(tcv_engine *engine, CURLMcode code)
{
    while (engine->running)
        finish(engine, engine->running,
               code == CURLM_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_FAILED_INIT);
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
    CURLMcode code = curl_multi_perform(engine->multi, &running);
    if (!code && !deliver_finished(engine) && running > 0)
        code = curl_multi_poll(engine->multi, NULL, 0, poll_ms(engine, wait_ms), NULL);
    if (code)
        give_up(engine, code);
    else if (engine->timers.count)
        tcv_timers_fire(&engine->timers, tcv_monotonic_ms());
}
