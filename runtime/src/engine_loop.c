/* SPDX-License-Identifier: MIT */
/* An engine that is driven by an event loop. */
#include "engine.h"

#include "clock.h"

static bool reserve_fd(tcv_engine *engine, size_t fd)
{
    if (fd < engine->fd_room)
        return true;
    size_t room = engine->fd_room ? engine->fd_room : 64;
    while (room <= fd)
        room *= 2;
    tcv_shard **shards = tcv_reallocate(&engine->settings->allocator, engine->shard_by_fd,
                                        room * sizeof(tcv_shard *));
    if (!shards)
        return false;
    for (size_t i = engine->fd_room; i < room; i++)
        shards[i] = NULL;
    engine->shard_by_fd = shards;
    engine->fd_room = room;
    return true;
}

static enum tcv_stop watch(tcv_shard *shard, curl_socket_t fd, int events)
{
    tcv_engine *engine = shard->engine;
    if (events && !reserve_fd(engine, (size_t)fd))
        return TCV_STOP_MEMORY;
    if (events)
        engine->shard_by_fd[fd] = shard;
    int refused = engine->hooks.watch(engine->hooks.user, fd, events);
    return refused && events ? TCV_STOP_UNWATCHED : TCV_STOP_NONE;
}

/* A failure ends the one transfer: told to libcurl, it would be the end of the multi handle. */
static int on_socket(CURL *easy, curl_socket_t fd, int what, void *user, void *socket_user)
{
    (void)socket_user;
    tcv_shard *shard = user;
    char *private = NULL;
    int events = what == CURL_POLL_IN      ? TCVOD_LOOP_READ
                 : what == CURL_POLL_OUT   ? TCVOD_LOOP_WRITE
                 : what == CURL_POLL_INOUT ? TCVOD_LOOP_READ | TCVOD_LOOP_WRITE
                                           : 0;
    enum tcv_stop stop = watch(shard, fd, events);
    if (stop != TCV_STOP_NONE && curl_easy_getinfo(easy, CURLINFO_PRIVATE, &private) == CURLE_OK &&
        private) {
        tcv_transfer *transfer = (tcv_transfer *)(void *)private;
        transfer->stop = stop;
        tcv_timer_set(&shard->engine->timers, &transfer->timer, tcv_monotonic_ms());
    }
    return 0;
}

static int on_timer(CURLM *multi, long timeout_ms, void *user)
{
    (void)multi;
    tcv_shard *shard = user;
    shard->due_ms = timeout_ms < 0 ? INT64_MAX : tcv_due_ms(tcv_monotonic_ms(), timeout_ms);
    return 0;
}

void tcv_shard_hook(tcv_shard *shard)
{
    curl_multi_setopt(shard->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(shard->multi, CURLMOPT_SOCKETDATA, (void *)shard);
    curl_multi_setopt(shard->multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(shard->multi, CURLMOPT_TIMERDATA, (void *)shard);
}

void tcv_engine_attach(tcv_engine *engine, const tcvod_loop_hooks *hooks)
{
    engine->hooks = *hooks;
    engine->has_hooks = true;
    for (tcv_shard *shard = engine->shards; shard; shard = shard->next)
        tcv_shard_hook(shard);
}

static void announce(tcv_engine *engine)
{
    int64_t now_ms = tcv_monotonic_ms();
    int64_t due_ms = tcv_timers_next_ms(&engine->timers);
    for (const tcv_shard *shard = engine->shards; shard; shard = shard->next)
        due_ms = shard->due_ms < due_ms ? shard->due_ms : due_ms;
    if (engine->first_turn && engine->running_count < engine->max_transfers)
        due_ms = now_ms;
    if (due_ms == engine->announced_ms)
        return;
    engine->announced_ms = due_ms;
    int64_t left_ms = due_ms > now_ms ? due_ms - now_ms : 0;
    engine->hooks.set_timer(engine->hooks.user, due_ms == INT64_MAX ? -1 : left_ms);
}

static void serve_socket(tcv_engine *engine, curl_socket_t fd, int events)
{
    tcv_shard *shard = fd >= 0 && (size_t)fd < engine->fd_room ? engine->shard_by_fd[fd] : NULL;
    int running = 0;
    if (shard)
        tcv_shard_deliver(shard, curl_multi_socket_action(shard->multi, fd, events, &running));
}

static void serve_due_shards(tcv_engine *engine)
{
    int64_t now_ms = tcv_monotonic_ms();
    for (tcv_shard *shard = engine->shards; shard; shard = shard->next) {
        int running = 0;
        if (shard->due_ms > now_ms)
            continue;
        shard->due_ms = INT64_MAX;
        tcv_shard_deliver(shard,
                          curl_multi_socket_action(shard->multi, CURL_SOCKET_TIMEOUT, 0, &running));
    }
}

void tcv_engine_turn_loop(tcv_engine *engine, curl_socket_t fd, int events)
{
    if (fd == CURL_SOCKET_TIMEOUT)
        engine->announced_ms = INT64_MIN; /* whatever was set may be over */
    else
        serve_socket(engine, fd, events);
    tcv_engine_serve_turns(engine);
    serve_due_shards(engine);
    tcv_timers_fire(&engine->timers, tcv_monotonic_ms());
    tcv_engine_serve_turns(engine);
    announce(engine);
}
