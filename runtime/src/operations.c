/* SPDX-License-Identifier: MIT */
#include "operations.h"

#include "clock.h"
#include "fail.h"
#include "slots.h"
#include "watcher.h"

#include <errno.h>
#include <pthread.h>

enum { KEPT_OPERATIONS = 64, READY_AT_ONCE = 64 };

typedef struct operation operation;
struct operation {
    tcv_call call;
    tcv_operations *owner;
    tcvod_completion completion;
    void *user;
    tcvod_operation number;
    operation *next; /* in the inbox or among the spare ones */
};

struct tcv_operations {
    const tcv_settings *settings;
    tcv_engine engine;
    tcv_watcher watcher; /* closed when an event loop stands in for it */
    uint64_t completed;  /* only the driving thread looks at it */

    pthread_mutex_t lock; /* of all below */
    operation *first_in, *last_in;
    operation *spare;
    size_t spare_count;
    tcv_slots slots;
    size_t pending;
    bool any_canceled;
    bool woken;
    bool driven;
    bool closed;
    bool used;
};

static int no_descriptors(tcvod_error *error)
{
    int reason = errno;
    if (error)
        error->system_errno = reason;
    return tcv_fail(error, TCVOD_ERROR_FILE, "options", "",
                    "no descriptors for submitted calls: raise the limit (ulimit -n)");
}

int tcv_operations_create(const tcv_settings *settings, size_t max_transfers,
                          tcv_operations **operations, tcvod_error *error)
{
    tcv_operations *created = tcv_allocate_zeroed(&settings->allocator, sizeof *created);
    if (!created)
        return tcv_fail_memory(error, "options");
    int status = TCVOD_OK;
    created->settings = settings;
    created->slots.allocator = &settings->allocator;
    if (!tcv_engine_init(&created->engine, settings, max_transfers)) {
        status = tcv_fail_memory(error, "options");
        goto no_engine;
    }
    if (!tcv_watcher_open(&created->watcher)) {
        status = no_descriptors(error);
        goto no_watcher;
    }
    if (pthread_mutex_init(&created->lock, NULL) != 0) {
        status = tcv_fail_memory(error, "options");
        goto no_lock;
    }
    tcvod_loop_hooks hooks = tcv_watcher_hooks(&created->watcher);
    tcv_engine_attach(&created->engine, &hooks);
    *operations = created;
    return TCVOD_OK;
no_lock:
    tcv_watcher_close(&created->watcher);
no_watcher:
    tcv_engine_release(&created->engine);
no_engine:
    tcv_release(&settings->allocator, created);
    return status;
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

static bool is_closed(tcv_operations *operations)
{
    pthread_mutex_lock(&operations->lock);
    bool closed = operations->closed;
    pthread_mutex_unlock(&operations->lock);
    return closed;
}

static void complete(operation *done)
{
    tcv_operations *operations = done->owner;
    pthread_mutex_lock(&operations->lock);
    tcv_slots_give_back(&operations->slots, done->number);
    operations->pending--;
    pthread_mutex_unlock(&operations->lock);
    operations->completed++;
    done->completion(done->user, done->call.error.category, done->call.response, &done->call.error);
    if (is_closed(operations))
        operations->engine.max_transfers = 0;
    put_away(operations, done);
}

static void on_call_done(tcv_call *call)
{
    complete((operation *)(void *)((char *)call - offsetof(operation, call)));
}

/* Wakes whoever drives; called with the lock held. */
static void wake(tcv_operations *operations)
{
    operations->engine.hooks.wake(operations->engine.hooks.user);
}

static bool has_loop(const tcv_operations *operations)
{
    return operations->watcher.set_fd < 0;
}

static int enqueue(tcv_operations *operations, operation *made, tcvod_operation *number,
                   tcvod_error *error)
{
    pthread_mutex_lock(&operations->lock);
    bool closed = operations->closed;
    made->number = closed ? 0 : tcv_slots_take(&operations->slots, made);
    bool taken = made->number != 0;
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
            *number = made->number;
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
    pthread_mutex_lock(&operations->lock);
    tcv_slot *meant = tcv_slots_find(&operations->slots, number);
    if (meant) {
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
    for (; !found && *index < operations->slots.count; ++*index) {
        const tcv_slot *looked_at = &operations->slots.items[*index];
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
    bool free = !operations->driven && !operations->closed && has_loop(operations) == by_loop;
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
    if (!mine)
        wake(operations);
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

void tcv_operations_turn_loop(tcv_operations *operations, curl_socket_t fd, int events)
{
    if (take_in(operations))
        cancel_where(operations, false);
    tcv_engine_turn_loop(&operations->engine, fd, events);
}

static void step(tcv_operations *operations, int64_t wait_ms)
{
    tcv_ready ready[READY_AT_ONCE];
    size_t count = tcv_watcher_wait(&operations->watcher, wait_ms, ready, READY_AT_ONCE);
    for (size_t i = 0; i < count && operations->engine.max_transfers > 0; i++) {
        int mask = (ready[i].events & TCVOD_LOOP_READ ? CURL_CSELECT_IN : 0) |
                   (ready[i].events & TCVOD_LOOP_WRITE ? CURL_CSELECT_OUT : 0);
        tcv_operations_turn_loop(operations, ready[i].fd < 0 ? CURL_SOCKET_TIMEOUT : ready[i].fd,
                                 mask);
    }
}

void tcv_operations_poll(tcv_operations *operations, int64_t timeout_ms)
{
    uint64_t completed = operations->completed;
    int64_t until_ms = tcv_due_ms(tcv_monotonic_ms(), timeout_ms);
    int64_t left_ms = timeout_ms;
    do {
        if (is_over(operations, completed))
            break;
        left_ms = until_ms == INT64_MAX ? INT64_MAX : until_ms - tcv_monotonic_ms();
        step(operations, left_ms);
    } while (!is_over(operations, completed) && left_ms > 0);
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
    bool unused = !operations->used && !has_loop(operations);
    operations->used = true;
    if (unused) {
        tcv_watcher_close(&operations->watcher);
        tcv_engine_attach(&operations->engine, hooks);
    }
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
    tcv_watcher_close(&operations->watcher);
    pthread_mutex_destroy(&operations->lock);
    tcv_slots_release(&operations->slots);
    tcv_release(allocator, operations);
}
