/* SPDX-License-Identifier: MIT */
/* Submitted calls over an engine of their own. Submitting, cancelling and waking are for any
 * thread; one thread at a time drives. */
#ifndef TCV_OPERATIONS_H
#define TCV_OPERATIONS_H

#include "call.h"

typedef struct tcv_operations tcv_operations;

/* MEMORY, FILE (no descriptors). */
int tcv_operations_create(const tcv_settings *settings, size_t max_transfers,
                          tcv_operations **operations, tcvod_error *error);
/* Completes what is under way with CANCELED. Not while it is driven: see tcv_operations_close(). */
void tcv_operations_destroy(tcv_operations *operations);

/* The order's request is read before this returns, its body (`order->body`) is borrowed until the
 * completion. */
int tcv_operations_submit(tcv_operations *operations, const tcv_order *order,
                          tcvod_completion completion, void *user, tcvod_operation *operation,
                          tcvod_error *error);
void tcv_operations_cancel(tcv_operations *operations, tcvod_operation operation);
void tcv_operations_wake(tcv_operations *operations);

/* Between begin() and end() this thread drives. False: somebody does already, it was closed, or an
 * event loop is (not) attached. */
bool tcv_operations_begin(tcv_operations *operations, bool by_loop);
/* False when it was closed meanwhile: the caller has to destroy it. */
bool tcv_operations_end(tcv_operations *operations);
/* Nothing can be submitted any more. True: to be destroyed by the caller; false: by the one who
 * drives it now, or it was closed before. */
bool tcv_operations_close(tcv_operations *operations);

/* As tcvod_poll(). */
void tcv_operations_poll(tcv_operations *operations, int64_t timeout_ms);
void tcv_operations_turn_loop(tcv_operations *operations, curl_socket_t fd, int events);
/* Completes everything with CANCELED now; for the thread that drives. */
void tcv_operations_cancel_all(tcv_operations *operations);
size_t tcv_operations_pending(tcv_operations *operations);

/* False after the first submission. */
bool tcv_operations_attach(tcv_operations *operations, const tcvod_loop_hooks *hooks);

#endif
