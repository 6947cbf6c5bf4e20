/* SPDX-License-Identifier: MIT */
#include "operations.h"

#include "clock.h"
#include "fail.h"

#include <pthread.h>

enum { KEPT_OPERATIONS = 64 };

typedef struct operation operation;
struct operation {
    tcv_call call;
    tcv_operations *owner;
    tcvod_completion completion;
    void *user;
    uint32_t slot;
    operation *next; /* in the inbox or among the spare ones */
};

/* Where a number leads: slot and generation make it, so that it is never given twice. */
typedef struct slot {
    operation *taken_by;
    uint32_t generation;
    uint32_t next_free; /* index + 1; 0: none */
    bool canceled;
} slot;

struct tcv_operations {
    const tcv_settings *settings;
    tcv_engine engine;
    uint64_t completed; /* only the driving thread looks at it */

    pthread_mutex_t lock; /* of all below */
    operation *first_in, *last_in;
    operation *spare;
    size_t spare_count;
    slot *slots;
    uint32_t slot_count;
    uint32_t first_free; /* index + 1 */
    size_t pending;
    bool any_canceled;
    bool woken;
    bool driven;
    bool closed;
    bool used;
};

tcv_operations *tcv_operations_create(const tcv_settings *settings, size_t max_transfers)
{
    tcv_operations *created = tcv_allocate_zeroed(&settings->allocator, sizeof *created);
    if (!created)
        return NULL;
    created->settings = settings;
    if (!tcv_engine_init(&created->engine, settings, max_transfers))
        goto no_engine;
    if (pthread_mutex_init(&created->lock, NULL) != 0)
        goto no_lock;
    return created;
no_lock:
    tcv_engine_release(&created->engine);
no_engine:
    tcv_release(&settings->allocator, created);
    return NULL;
}

static bool grow_slots(tcv_operations *operations)
{
    uint32_t count = operations->slot_count ? operations->slot_count * 2 : 64;
    if (count >= UINT32_MAX / 2)
        return false;
    slot *slots = tcv_reallocate(&operations->settings->allocator, operations->slots,
                                 (size_t)count * sizeof *slots);
    if (!slots)
        return false;
    for (uint32_t i = operations->slot_count; i < count; i++)
        slots[i] = (slot){.next_free = i + 1 < count ? i + 2 : 0};
    operations->first_free = operations->slot_count + 1;
    operations->slots = slots;
    operations->slot_count = count;
    return true;
}

/* Called with the lock held; 0 when memory is out. */
static tcvod_operation take_slot(tcv_operations *operations, operation *taker)
{
    if (operations->first_free == 0 && !grow_slots(operations))
        return 0;
    taker->slot = operations->first_free - 1;
    slot *taken = &operations->slots[taker->slot];
    operations->first_free = taken->next_free;
    taken->taken_by = taker;
    taken->canceled = false;
    taken->generation++;
    return (uint64_t)taken->generation << 32 | (taker->slot + 1);
}

static void free_slot(tcv_operations *operations, uint32_t index)
{
    operations->slots[index].taken_by = NULL;
    operations->slots[index].next_free = operations->first_free;
    operations->first_free = index + 1;
}

static void discard(tcv_operations *operations, operation *old)
{
    tcv_call_release(&old->call);
    tcv_release(&operations->settings->allocator, old);
}

/* Takes its memory back or lets it go. */
static void put_away(tcv_operations *operations, operation *done)
{
    tcv_call_clear(&done->call);
    pthread_mutex_lock(&operations->lock);
    bool keep = operations->spare_count < KEPT_OPERATIONS;
    if (keep) {
        done->next = operations->spare;
        operations->spare = done;
        operations->spare_count++;
    }
    pthread_mutex_unlock(&operations->lock);
    if (!keep)
        discard(operations, done);
}

static operation *take_operation(tcv_operations *operations)
{
    pthread_mutex_lock(&operations->lock);
    operation *taken = operations->spare;
    if (taken) {
        operations->spare = taken->next;
        operations->spare_count--;
    }
    pthread_mutex_unlock(&operations->lock);
    if (taken)
        return taken;
    taken = tcv_allocate_zeroed(&operations->settings->allocator, sizeof *taken);
    if (taken) {
        taken->owner = operations;
        tcv_call_init(&taken->call, operations->settings);
    }
    return taken;
}

static void complete(operation *done)
{
    tcv_operations *operations = done->owner;
    pthread_mutex_lock(&operations->lock);
    free_slot(operations, done->slot);
    operations->pending--;
    pthread_mutex_unlock(&operations->lock);
    operations->completed++;
    done->completion(done->user, done->call.error.category, done->call.response, &done->call.error);
    put_away(operations, done);
}

static void on_call_done(tcv_call *call)
{
    complete((operation *)(void *)((char *)call - offsetof(operation, call)));
}

/* Wakes whoever drives; called with the lock held. */
static void wake(tcv_operations *operations)
{
    if (operations->engine.has_hooks)
        operations->engine.hooks.wake(operations->engine.hooks.user);
    else
        curl_multi_wakeup(operations->engine.multi);
}

static int enqueue(tcv_operations *operations, operation *made, tcvod_operation *number,
                   tcvod_error *error)
{
    pthread_mutex_lock(&operations->lock);
    bool closed = operations->closed;
    tcvod_operation taken = closed ? 0 : take_slot(operations, made);
    if (taken) {
        bool first = !operations->first_in;
        made->next = NULL;
        if (first)
            operations->first_in = made;
        else
            operations->last_in->next = made;
        operations->last_in = made;
        operations->pending++;
        operations->used = true;
        if (number)
            *number = taken;
        if (first)
            wake(operations);
    }
    pthread_mutex_unlock(&operations->lock);
    if (closed)
        return tcv_fail(error, TCVOD_ERROR_CANCELED, "encode", "client",
                        "the client is being destroyed");
    return taken ? TCVOD_OK : tcv_fail_memory(error, "encode");
}

int tcv_operations_submit(tcv_operations *operations, const tcv_order *order,
                          tcvod_completion completion, void *user, tcvod_operation *number,
                          tcvod_error *error)
{
    operation *made = take_operation(operations);
    if (!made)
        return tcv_fail_memory(error, "encode");
    made->completion = completion;
    made->user = user;
    made->call.on_done = on_call_done;
    int status = tcv_call_encode(&made->call, order);
    if (status && error)
        *error = made->call.error;
    if (!status)
        status = enqueue(operations, made, number, error);
    if (status)
        put_away(operations, made);
    return status;
}

void tcv_operations_cancel(tcv_operations *operations, tcvod_operation number)
{
    uint64_t index = (number & UINT32_MAX) - 1;
    pthread_mutex_lock(&operations->lock);
    slot *meant = number && index < operations->slot_count ? &operations->slots[index] : NULL;
    if (meant && meant->taken_by && meant->generation == number >> 32) {
        meant->canceled = true;
        operations->any_canceled = true;
        wake(operations);
    }
    pthread_mutex_unlock(&operations->lock);
}

void tcv_operations_wake(tcv_operations *operations)
{
    pthread_mutex_lock(&operations->lock);
    operations->woken = true;
    wake(operations);
    pthread_mutex_unlock(&operations->lock);
}

/* Starts what was submitted; the clock of its deadline has run since then. True when a call that
 * was taken in, now or before, is to be canceled. */
static bool take_in(tcv_operations *operations)
{
    pthread_mutex_lock(&operations->lock);
    operation *next = operations->first_in;
    bool any_canceled = operations->any_canceled;
    operations->first_in = operations->last_in = NULL;
    operations->any_canceled = false;
    pthread_mutex_unlock(&operations->lock);
    while (next) {
        operation *taken = next;
        next = taken->next;
        if (!tcv_call_start(&taken->call, &operations->engine))
            complete(taken);
    }
    return any_canceled;
}

static void cancel_one(operation *canceled)
{
    tcv_call_cancel(&canceled->call);
    complete(canceled);
}

/* The next call to be canceled from slot `*index` on; NULL when there is none. One that is idle
 * still is in the inbox: it was canceled so late that the next round sees to it. */
static operation *next_canceled(tcv_operations *operations, uint32_t *index, bool all)
{
    operation *found = NULL;
    pthread_mutex_lock(&operations->lock);
    for (; !found && *index < operations->slot_count; ++*index) {
        const slot *looked_at = &operations->slots[*index];
        operation *taken_by = looked_at->taken_by;
        if (taken_by && (all || (looked_at->canceled && taken_by->call.state != TCV_CALL_IDLE)))
            found = taken_by;
    }
    pthread_mutex_unlock(&operations->lock);
    return found;
}

static void cancel_where(tcv_operations *operations, bool all)
{
    operation *canceled;
    for (uint32_t i = 0; (canceled = next_canceled(operations, &i, all)) != NULL;)
        cancel_one(canceled);
}

void tcv_operations_cancel_all(tcv_operations *operations)
{
    take_in(operations);
    cancel_where(operations, true);
}

bool tcv_operations_begin(tcv_operations *operations, bool by_loop)
{
    pthread_mutex_lock(&operations->lock);
    bool free =
        !operations->driven && !operations->closed && operations->engine.has_hooks == by_loop;
    operations->driven = operations->driven || free;
    pthread_mutex_unlock(&operations->lock);
    return free;
}

bool tcv_operations_end(tcv_operations *operations)
{
    pthread_mutex_lock(&operations->lock);
    bool open = !operations->closed;
    if (open)
        operations->driven = false;
    pthread_mutex_unlock(&operations->lock);
    return open;
}

bool tcv_operations_close(tcv_operations *operations)
{
    pthread_mutex_lock(&operations->lock);
    bool mine = !operations->closed && !operations->driven;
    operations->closed = true;
    pthread_mutex_unlock(&operations->lock);
    return mine;
}

/* Whether tcv_operations_poll() should return; an earlier tcvod_wake() is used up by that. */
static bool is_over(tcv_operations *operations, uint64_t completed_before)
{
    pthread_mutex_lock(&operations->lock);
    bool over = operations->closed || operations->woken || operations->pending == 0 ||
                operations->completed != completed_before;
    if (over)
        operations->woken = false;
    pthread_mutex_unlock(&operations->lock);
    return over;
}

void tcv_operations_poll(tcv_operations *operations, int64_t timeout_ms)
{
    uint64_t completed = operations->completed;
    int64_t until_ms = tcv_due_ms(tcv_monotonic_ms(), timeout_ms);
    int64_t left_ms = timeout_ms;
    do {
        if (take_in(operations))
            cancel_where(operations, false);
        if (is_over(operations, completed))
            break;
        left_ms = until_ms == INT64_MAX ? INT64_MAX : until_ms - tcv_monotonic_ms();
        tcv_engine_step(&operations->engine, left_ms);
    } while (!is_over(operations, completed) && left_ms > 0);
}

void tcv_operations_turn_loop(tcv_operations *operations, curl_socket_t fd, int events)
{
    if (take_in(operations))
        cancel_where(operations, false);
    tcv_engine_turn_loop(&operations->engine, fd, events);
}

size_t tcv_operations_pending(tcv_operations *operations)
{
    pthread_mutex_lock(&operations->lock);
    size_t pending = operations->pending;
    pthread_mutex_unlock(&operations->lock);
    return pending;
}

bool tcv_operations_attach(tcv_operations *operations, const tcvod_loop_hooks *hooks)
{
    pthread_mutex_lock(&operations->lock);
    bool unused = !operations->used && !operations->engine.has_hooks;
    operations->used = true;
    if (unused)
        tcv_engine_attach(&operations->engine, hooks);
    pthread_mutex_unlock(&operations->lock);
    return unused;
}

void tcv_operations_destroy(tcv_operations *operations)
{
    const tcvod_allocator *allocator = &operations->settings->allocator;
    tcv_operations_cancel_all(operations);
    while (operations->spare) {
        operation *spare = operations->spare;
        operations->spare = spare->next;
        discard(operations, spare);
    }
    tcv_engine_release(&operations->engine);
    pthread_mutex_destroy(&operations->lock);
    tcv_release(allocator, operations->slots);
    tcv_release(allocator, operations);
}
