/* SPDX-License-Identifier: MIT */
#include "timer.h"

static void put(tcv_timers *timers, size_t index, tcv_timer *timer)
{
    timers->heap[index] = timer;
    timer->place = index + 1;
}

static void move_up(tcv_timers *timers, size_t index, tcv_timer *timer)
{
    while (index > 0 && timers->heap[(index - 1) / 2]->due_ms > timer->due_ms) {
        put(timers, index, timers->heap[(index - 1) / 2]);
        index = (index - 1) / 2;
    }
    put(timers, index, timer);
}

static void move_down(tcv_timers *timers, size_t index, tcv_timer *timer)
{
    for (;;) {
        size_t child = 2 * index + 1;
        if (child >= timers->count)
            break;
        if (child + 1 < timers->count &&
            timers->heap[child + 1]->due_ms < timers->heap[child]->due_ms)
            child++;
        if (timers->heap[child]->due_ms >= timer->due_ms)
            break;
        put(timers, index, timers->heap[child]);
        index = child;
    }
    put(timers, index, timer);
}

static void settle(tcv_timers *timers, size_t index, tcv_timer *timer)
{
    if (index > 0 && timers->heap[(index - 1) / 2]->due_ms > timer->due_ms)
        move_up(timers, index, timer);
    else
        move_down(timers, index, timer);
}

bool tcv_timers_reserve(tcv_timers *timers, size_t count)
{
    if (count <= timers->capacity)
        return true;
    size_t capacity = timers->capacity ? timers->capacity : 4;
    while (capacity < count)
        capacity *= 2;
    tcv_timer **heap =
        tcv_reallocate(timers->allocator, timers->heap, capacity * sizeof(tcv_timer *));
    if (!heap)
        return false;
    timers->heap = heap;
    timers->capacity = capacity;
    return true;
}

void tcv_timers_release(tcv_timers *timers)
{
    tcv_release(timers->allocator, timers->heap);
    *timers = (tcv_timers){.allocator = timers->allocator};
}

void tcv_timer_set(tcv_timers *timers, tcv_timer *timer, int64_t due_ms)
{
    if (due_ms == INT64_MAX) {
        tcv_timer_clear(timers, timer);
        return;
    }
    timer->due_ms = due_ms;
    if (timer->place)
        settle(timers, timer->place - 1, timer);
    else
        move_up(timers, timers->count++, timer);
}

void tcv_timer_clear(tcv_timers *timers, tcv_timer *timer)
{
    if (!timer->place)
        return;
    size_t index = timer->place - 1;
    timer->place = 0;
    tcv_timer *last = timers->heap[--timers->count];
    if (last != timer)
        settle(timers, index, last);
}

int64_t tcv_timers_next_ms(const tcv_timers *timers)
{
    return timers->count ? timers->heap[0]->due_ms : INT64_MAX;
}

void tcv_timers_fire(tcv_timers *timers, int64_t now_ms)
{
    while (timers->count && timers->heap[0]->due_ms <= now_ms) {
        tcv_timer *timer = timers->heap[0];
        tcv_timer_clear(timers, timer);
        timer->fire(timer, now_ms, timer->user);
    }
}
