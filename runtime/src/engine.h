/* SPDX-License-Identifier: MIT */
/* Any number of transfers over one curl multi handle, with their timers. Belongs to one thread at a
 * time. */
#ifndef TCV_ENGINE_H
#define TCV_ENGINE_H

#include "transfer.h"

typedef struct tcv_engine {
    CURLM *multi;
    tcv_timers timers;
    tcv_transfer *running;
    size_t running_count;
} tcv_engine;

/* False when memory is out. */
bool tcv_engine_init(tcv_engine *engine, const tcvod_allocator *allocator);
/* No transfer may be running. */
void tcv_engine_release(tcv_engine *engine);

/* Starts a prepared transfer. Its end is told by on_done(), which is called from tcv_engine_step()
 * and never from here; it may start the transfer again. Otherwise the result says why it did not
 * start. */
CURLcode tcv_engine_start(tcv_engine *engine, tcv_transfer *transfer);

/* Lets all transfers get on, and waits until one of them can, but no longer than `wait_ms`. */
void tcv_engine_step(tcv_engine *engine, int64_t wait_ms);

#endif
