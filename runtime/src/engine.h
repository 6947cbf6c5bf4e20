/* SPDX-License-Identifier: MIT */
/* Any number of transfers over curl multi handles, with timers. Belongs to one thread at a time. */
#ifndef TCV_ENGINE_H
#define TCV_ENGINE_H

#include "transfer.h"

#include <tcvod/async.h>

typedef struct tcv_engine tcv_engine;

/* Somebody who waits for a transfer. */
typedef struct tcv_turn tcv_turn;
struct tcv_turn {
    /* The transfer is to be started or given back; NULL: memory is out. */
    void (*come)(tcv_turn *turn, tcv_transfer *transfer);
    tcv_turn *previous, *next;
    bool waiting;
};

/* A curl multi handle and the transfers that use it for good. libcurl walks through all connections
 * of a handle for each transfer: several handles keep that short. */
typedef struct tcv_shard tcv_shard;
struct tcv_shard {
    tcv_engine *engine;
    CURLM *multi;
    tcv_transfer *running;
    size_t transfer_count; /* running or idle */
    int64_t due_ms;        /* when libcurl wants to be called; with hooks only */
    tcv_shard *next;
};

struct tcv_engine {
    const tcv_settings *settings;
    tcv_shard *shards; /* the first one has room, if any has */
    tcv_timers timers;
    size_t timer_users;
    size_t running_count;
    tcv_transfer *idle; /* last in, first out */
    size_t max_transfers;
    tcv_turn *first_turn, *last_turn;
    /* Driven by an event loop. */
    bool has_hooks;
    tcvod_loop_hooks hooks;
    tcv_shard **shard_by_fd;
    size_t fd_room;
    int64_t announced_ms;
};

/* False when memory is out. At most `max_transfers` are under way at once. */
bool tcv_engine_init(tcv_engine *engine, const tcv_settings *settings, size_t max_transfers);
/* No transfer may be running. */
void tcv_engine_release(tcv_engine *engine);

/* Before the first transfer. */
void tcv_engine_attach(tcv_engine *engine, const tcvod_loop_hooks *hooks);

/* Room for one timer more, until it is given up. False when memory is out. */
bool tcv_engine_add_timer_user(tcv_engine *engine);
void tcv_engine_remove_timer_user(tcv_engine *engine);

/* turn->come() is called from a step, in the order of the requests, and never from here. */
void tcv_engine_request_turn(tcv_engine *engine, tcv_turn *turn);
void tcv_engine_withdraw_turn(tcv_engine *engine, tcv_turn *turn);
/* Of a transfer that does not run. */
void tcv_engine_give_back(tcv_engine *engine, tcv_transfer *transfer);

/* Part of every step; true when somebody's turn came. */
bool tcv_engine_serve_turns(tcv_engine *engine);

/* Starts a prepared transfer. Its end is told by on_done(), which is called from a step and never
 * from here; it may start the transfer again. Otherwise the result says why it did not start. */
CURLcode tcv_engine_start(tcv_engine *engine, tcv_transfer *transfer);
/* Ends it without on_done(). */
void tcv_engine_abort(tcv_engine *engine, tcv_transfer *transfer);

/* Lets the transfers get on, and waits until one of them can, but no longer than `wait_ms`. For an
 * engine without hooks, of one transfer: each step looks at all of them. */
void tcv_engine_step(tcv_engine *engine, int64_t wait_ms);

/* The same for an engine with hooks, which never waits and looks at what is ready only. `fd`:
 * CURL_SOCKET_TIMEOUT or what is ready. */
void tcv_engine_turn_loop(tcv_engine *engine, curl_socket_t fd, int events);

/* Of the files of the engine. */
/* NULL when memory is out. */
tcv_shard *tcv_engine_shard_with_room(tcv_engine *engine);
void tcv_shard_hook(tcv_shard *shard);
/* Calls on_done() of what has ended; `code` is libcurl's last word. True when there was any. */
bool tcv_shard_deliver(tcv_shard *shard, CURLMcode code);

#endif
