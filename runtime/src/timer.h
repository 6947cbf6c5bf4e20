/* SPDX-License-Identifier: MIT */
/* Timers of an engine: a binary heap of intrusive entries. */
#ifndef TCV_TIMER_H
#define TCV_TIMER_H

#include "memory.h"

typedef struct tcv_timer tcv_timer;
struct tcv_timer {
    int64_t due_ms;
    size_t place; /* position in the heap + 1; 0: not set */
    void (*fire)(tcv_timer *timer, int64_t now_ms, void *user);
    void *user;
};

typedef struct tcv_timers {
    const tcvod_allocator *allocator;
    tcv_timer **heap;
    size_t count;
    size_t capacity;
} tcv_timers;

/* Room for `count` timers in all, so that setting one of them cannot fail. */
bool tcv_timers_reserve(tcv_timers *timers, size_t count);
void tcv_timers_release(tcv_timers *timers);

/* Sets or moves a timer. INT64_MAX never comes, so it clears it. */
void tcv_timer_set(tcv_timers *timers, tcv_timer *timer, int64_t due_ms);
void tcv_timer_clear(tcv_timers *timers, tcv_timer *timer);

/* INT64_MAX when none is set. */
int64_t tcv_timers_next_ms(const tcv_timers *timers);
/* Fires what is due; a timer is cleared before it fires and may set itself again. */
void tcv_timers_fire(tcv_timers *timers, int64_t now_ms);

#endif
