/* SPDX-License-Identifier: MIT */
/* One call as a state machine that never blocks: encode → (wait for a turn → sign → send → decide)*
 * → done. */
#ifndef TCV_CALL_H
#define TCV_CALL_H

#include "engine.h"
#include "protocol.h"

enum tcv_call_state {
    TCV_CALL_IDLE,
    TCV_CALL_QUEUED, /* for a transfer */
    TCV_CALL_SENDING,
    TCV_CALL_WAITING, /* before the next attempt */
    TCV_CALL_DONE
};

typedef struct tcv_call tcv_call;
struct tcv_call {
    const tcv_settings *settings;
    tcv_engine *engine;
    const tcv_protocol *protocol;
    tcv_exchange exchange;
    tcv_transfer *transfer; /* while it is sending */
    tcv_turn turn;
    tcv_timer timer; /* while it is not */
    enum tcv_call_state state;
    bool signed_anew; /* because the service asked for it */
    int64_t total_timeout_ms;
    int64_t started_ms;
    int64_t deadline_ms;
    void *response; /* of a finished call; the taker's */
    tcvod_error error;
    void (*on_done)(tcv_call *call); /* from a step of the engine; may be NULL */
};

/* A call is used again and again, its place in memory must not change. */
void tcv_call_init(tcv_call *call, const tcv_settings *settings);
void tcv_call_release(tcv_call *call);

/* Reads the order, on any thread; what it borrows may go away afterwards, except for its body. */
int tcv_call_encode(tcv_call *call, const tcv_order *order);
/* Signs an encoded call as if it were to be sent now. */
int tcv_call_sign(tcv_call *call);

/* Puts an encoded call on its way; false when memory is out, then it is done. */
bool tcv_call_start(tcv_call *call, tcv_engine *engine);
/* Ends a call that is not done; on_done() is not called. */
void tcv_call_cancel(tcv_call *call);

/* Forgets a finished call. */
void tcv_call_clear(tcv_call *call);

#endif
