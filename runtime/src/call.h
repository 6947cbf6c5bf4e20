/* SPDX-License-Identifier: MIT */
/* One call as a state machine that never blocks: encode → sign → send → decide → done. */
#ifndef TCV_CALL_H
#define TCV_CALL_H

#include "engine.h"
#include "protocol.h"

enum tcv_call_state { TCV_CALL_IDLE, TCV_CALL_SENDING, TCV_CALL_DONE };

typedef struct tcv_call {
    const tcv_settings *settings;
    tcv_engine *engine;
    const tcv_protocol *protocol;
    tcv_exchange exchange;
    tcv_transfer transfer;
    enum tcv_call_state state;
    int64_t started_ms;
    int64_t deadline_ms;
    void *response; /* of a finished call; the taker's */
    tcvod_error error;
} tcv_call;

/* False when memory is out. A call is used again and again, its place in memory must not change. */
bool tcv_call_init(tcv_call *call, const tcv_settings *settings, tcv_engine *engine);
void tcv_call_release(tcv_call *call);

/* Afterwards the call is either under way on its engine or done. */
void tcv_call_start(tcv_call *call, const tcv_order *order);

/* Encodes and signs what tcv_call_start() would send, and stops there. */
int tcv_call_prepare(tcv_call *call, const tcv_order *order);

/* Forgets a finished call. */
void tcv_call_clear(tcv_call *call);

#endif
