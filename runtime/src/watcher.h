/* SPDX-License-Identifier: MIT */
/* The event loop of clients that have none: an epoll set, a timer and a way to wake it. */
#ifndef TCV_WATCHER_H
#define TCV_WATCHER_H

#include <stdbool.h>
#include <tcvod/async.h>

typedef struct tcv_watcher {
    int set_fd;
    int wake_fd;
    int64_t due_ms;
} tcv_watcher;

/* What is ready; `fd` -1: the timer has fired, or somebody has woken the watcher. */
typedef struct tcv_ready {
    int fd;
    int events; /* TCVOD_LOOP_READ, TCVOD_LOOP_WRITE */
} tcv_ready;

/* False when there are no descriptors (errno). */
bool tcv_watcher_open(tcv_watcher *watcher);
void tcv_watcher_close(tcv_watcher *watcher);

tcvod_loop_hooks tcv_watcher_hooks(tcv_watcher *watcher);

/* Waits until something is ready, but no longer than `wait_ms`. How much of `ready` is filled. */
size_t tcv_watcher_wait(const tcv_watcher *watcher, int64_t wait_ms, tcv_ready *ready,
                        size_t ready_count);

#endif
