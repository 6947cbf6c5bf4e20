/* SPDX-License-Identifier: MIT */
/* Submitted calls on an epoll set. Linux; needs _POSIX_C_SOURCE >= 199309L (or -std=gnu11).
 *
 *     tcvod_epoll loop;
 *     tcvod_epoll_open(&loop, client, &error);
 *     ...submit...
 *     while (tcvod_epoll_run(&loop, -1) > 0)
 *         continue;
 *     tcvod_client_destroy(client);
 *     tcvod_epoll_close(&loop);
 *
 * An application with an epoll set of its own watches `loop.fd` for EPOLLIN and then calls
 * tcvod_epoll_run(&loop, 0). */
#ifndef TCVOD_ADAPTERS_EPOLL_H
#define TCVOD_ADAPTERS_EPOLL_H

#include <tcvod/async.h>

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#ifndef CLOCK_MONOTONIC
#error "define _POSIX_C_SOURCE as 200809L before any include, or compile with -std=gnu11"
#endif

TCVOD_BEGIN_C

typedef struct tcvod_epoll {
    tcvod_client *client;
    int fd; /* the epoll set */
    int timer_fd;
    int wake_fd;
} tcvod_epoll;

static inline int tcvod_epoll_control(int set, int fd, uint32_t events)
{
    struct epoll_event event;
    memset(&event, 0, sizeof event);
    event.events = events;
    event.data.fd = fd;
    if (!events)
        return epoll_ctl(set, EPOLL_CTL_DEL, fd, &event);
    if (epoll_ctl(set, EPOLL_CTL_MOD, fd, &event) == 0)
        return 0;
    return errno == ENOENT ? epoll_ctl(set, EPOLL_CTL_ADD, fd, &event) : -1;
}

static inline int tcvod_epoll_watch(void *user, int fd, int events)
{
    uint32_t wanted = (events & TCVOD_LOOP_READ ? (uint32_t)EPOLLIN : 0U) |
                      (events & TCVOD_LOOP_WRITE ? (uint32_t)EPOLLOUT : 0U);
    return tcvod_epoll_control(((tcvod_epoll *)user)->fd, fd, wanted);
}

static inline void tcvod_epoll_set_timer(void *user, int64_t timeout_ms)
{
    struct itimerspec due;
    memset(&due, 0, sizeof due);
    if (timeout_ms >= 0) {
        due.it_value.tv_sec = (time_t)(timeout_ms / 1000);
        due.it_value.tv_nsec = (long)(timeout_ms % 1000) * 1000000L;
        if (timeout_ms == 0)
            due.it_value.tv_nsec = 1; /* all zero would disarm it */
    }
    timerfd_settime(((tcvod_epoll *)user)->timer_fd, 0, &due, NULL);
}

static inline void tcvod_epoll_wake(void *user)
{
    uint64_t one = 1;
    ssize_t written = write(((tcvod_epoll *)user)->wake_fd, &one, sizeof one);
    (void)written; /* a full counter wakes as well */
}

/* After the client was destroyed. */
static inline void tcvod_epoll_close(tcvod_epoll *loop)
{
    if (loop->wake_fd >= 0)
        close(loop->wake_fd);
    if (loop->timer_fd >= 0)
        close(loop->timer_fd);
    if (loop->fd >= 0)
        close(loop->fd);
    loop->fd = loop->timer_fd = loop->wake_fd = -1;
}

/* Attaches the client; `loop` must stay where it is until tcvod_epoll_close(). FILE: no
 * descriptors. */
static inline int tcvod_epoll_open(tcvod_epoll *loop, tcvod_client *client, tcvod_error *error)
{
    tcvod_loop_hooks hooks;
    hooks.watch = tcvod_epoll_watch;
    hooks.set_timer = tcvod_epoll_set_timer;
    hooks.wake = tcvod_epoll_wake;
    hooks.user = loop;
    loop->client = client;
    loop->fd = epoll_create1(EPOLL_CLOEXEC);
    loop->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    loop->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    int status = TCVOD_ERROR_FILE;
    if (loop->fd >= 0 && loop->timer_fd >= 0 && loop->wake_fd >= 0 &&
        tcvod_epoll_control(loop->fd, loop->timer_fd, EPOLLIN) == 0 &&
        tcvod_epoll_control(loop->fd, loop->wake_fd, EPOLLIN) == 0)
        status = tcvod_loop_attach(client, &hooks, error);
    else if (error) {
        memset(error, 0, sizeof *error);
        error->category = TCVOD_ERROR_FILE;
        error->system_errno = errno;
        strcpy(error->message, "no descriptors for epoll: raise the limit (ulimit -n)");
    }
    if (status)
        tcvod_epoll_close(loop);
    return status;
}

static inline size_t tcvod_epoll_dispatch(tcvod_epoll *loop, const struct epoll_event *event)
{
    int fd = event->data.fd;
    if (fd == loop->timer_fd || fd == loop->wake_fd) {
        uint64_t count;
        ssize_t got = read(fd, &count, sizeof count);
        (void)got; /* it may have been set anew meanwhile */
        return tcvod_loop_timer_fired(loop->client);
    }
    int events = (event->events & EPOLLIN ? TCVOD_LOOP_READ : 0) |
                 (event->events & EPOLLOUT ? TCVOD_LOOP_WRITE : 0);
    if (event->events & (EPOLLERR | EPOLLHUP))
        events = TCVOD_LOOP_READ | TCVOD_LOOP_WRITE;
    return tcvod_loop_socket_ready(loop->client, fd, events);
}

/* Waits until something can get on, but no longer than `timeout_ms` (negative: no limit), and lets
 * it. Does not wait when no call is under way. Returns the number of calls whose completion is
 * still to come, -1 on failure (errno). Not to be called again after a completion destroyed the
 * client. */
static inline long tcvod_epoll_run(tcvod_epoll *loop, int timeout_ms)
{
    struct epoll_event events[64];
    int most = (int)(sizeof events / sizeof *events);
    size_t pending = 1;
    int count = epoll_wait(loop->fd, events, most, 0);
    if (count == 0) {
        pending = tcvod_loop_timer_fired(loop->client);
        if (pending == 0 || timeout_ms == 0)
            return (long)pending;
        count = epoll_wait(loop->fd, events, most, timeout_ms);
    }
    if (count < 0)
        return errno == EINTR ? (long)pending : -1;
    for (int i = 0; i < count && pending > 0; i++)
        pending = tcvod_epoll_dispatch(loop, &events[i]);
    return (long)pending;
}

TCVOD_END_C

#endif
