/* SPDX-License-Identifier: MIT */
#include "watcher.h"

#include "clock.h"

#include <errno.h>
#include <limits.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { MAX_EVENTS = 64 };

static int control(int set_fd, int fd, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.fd = fd};
    if (!events)
        return epoll_ctl(set_fd, EPOLL_CTL_DEL, fd, &event);
    if (epoll_ctl(set_fd, EPOLL_CTL_ADD, fd, &event) == 0)
        return 0;
    return errno == EEXIST ? epoll_ctl(set_fd, EPOLL_CTL_MOD, fd, &event) : -1;
}

bool tcv_watcher_open(tcv_watcher *watcher)
{
    watcher->due_ms = INT64_MAX;
    watcher->set_fd = epoll_create1(EPOLL_CLOEXEC);
    watcher->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (watcher->set_fd >= 0 && watcher->wake_fd >= 0 &&
        control(watcher->set_fd, watcher->wake_fd, EPOLLIN) == 0)
        return true;
    int reason = errno;
    tcv_watcher_close(watcher);
    errno = reason;
    return false;
}

void tcv_watcher_close(tcv_watcher *watcher)
{
    if (watcher->wake_fd >= 0)
        close(watcher->wake_fd);
    if (watcher->set_fd >= 0)
        close(watcher->set_fd);
    watcher->set_fd = watcher->wake_fd = -1;
}

static int watch(void *user, int fd, int events)
{
    uint32_t wanted = (events & TCVOD_LOOP_READ ? (uint32_t)EPOLLIN : 0U) |
                      (events & TCVOD_LOOP_WRITE ? (uint32_t)EPOLLOUT : 0U);
    return control(((tcv_watcher *)user)->set_fd, fd, wanted);
}

static void set_timer(void *user, int64_t timeout_ms)
{
    ((tcv_watcher *)user)->due_ms = tcv_due_ms(tcv_monotonic_ms(), timeout_ms);
}

static void wake(void *user)
{
    uint64_t one = 1;
    ssize_t written = write(((tcv_watcher *)user)->wake_fd, &one, sizeof one);
    (void)written; /* a full counter wakes as well */
}

tcvod_loop_hooks tcv_watcher_hooks(tcv_watcher *watcher)
{
    return (tcvod_loop_hooks){
        .watch = watch, .set_timer = set_timer, .wake = wake, .user = watcher};
}

static int bounded_ms(const tcv_watcher *watcher, int64_t wait_ms)
{
    if (watcher->due_ms != INT64_MAX) {
        int64_t left_ms = watcher->due_ms - tcv_monotonic_ms();
        wait_ms = left_ms < wait_ms ? left_ms : wait_ms;
    }
    return wait_ms < 0 ? 0 : wait_ms > INT_MAX ? INT_MAX : (int)wait_ms;
}

static tcv_ready ready_of(const struct epoll_event *event)
{
    tcv_ready ready = {.fd = event->data.fd};
    if (event->events & (EPOLLIN | EPOLLERR | EPOLLHUP))
        ready.events |= TCVOD_LOOP_READ;
    if (event->events & (EPOLLOUT | EPOLLERR | EPOLLHUP))
        ready.events |= TCVOD_LOOP_WRITE;
    return ready;
}

size_t tcv_watcher_wait(const tcv_watcher *watcher, int64_t wait_ms, tcv_ready *ready,
                        size_t ready_count)
{
    struct epoll_event events[MAX_EVENTS];
    int most = ready_count - 1 < MAX_EVENTS ? (int)(ready_count - 1) : MAX_EVENTS;
    int count = epoll_wait(watcher->set_fd, events, most, bounded_ms(watcher, wait_ms));
    bool fired = watcher->due_ms <= tcv_monotonic_ms();
    size_t filled = 0;
    for (int i = 0; i < count; i++) {
        uint64_t woken;
        if (events[i].data.fd == watcher->wake_fd)
            fired = read(watcher->wake_fd, &woken, sizeof woken) > 0 || fired;
        else
            ready[filled++] = ready_of(&events[i]);
    }
    if (fired)
        ready[filled++] = (tcv_ready){.fd = -1};
    return filled;
}
