/* SPDX-License-Identifier: MIT */
/* Submitted calls on a libuv loop. Link with libuv.
 *
 *     static tcvod_uv adapter;
 *     tcvod_uv_attach(&adapter, uv_default_loop(), client, &error);
 *     ...submit...
 *     uv_run(uv_default_loop(), UV_RUN_DEFAULT);
 *
 * The adapter keeps the loop running. When the last completion has come:
 * tcvod_client_destroy(client) and tcvod_uv_close(&adapter); both may be called from a completion,
 * in this order. The adapter's memory must stay until the loop has run once more. */
#ifndef TCVOD_ADAPTERS_UV_H
#define TCVOD_ADAPTERS_UV_H

#include <tcvod/async.h>

#include <stdlib.h>
#include <string.h>
#include <uv.h>

TCVOD_BEGIN_C

typedef struct tcvod_uv_socket tcvod_uv_socket;

typedef struct tcvod_uv {
    tcvod_client *client;
    uv_loop_t *loop;
    uv_timer_t timer;
    uv_async_t wake;
    tcvod_uv_socket **sockets; /* by descriptor */
    size_t socket_room;
} tcvod_uv;

struct tcvod_uv_socket {
    uv_poll_t poll;
    tcvod_uv *adapter;
    int fd;
};

static inline void tcvod_uv_on_socket(uv_poll_t *poll, int status, int events)
{
    tcvod_uv_socket *watched = (tcvod_uv_socket *)poll->data;
    int ready = (events & UV_READABLE ? TCVOD_LOOP_READ : 0) |
                (events & UV_WRITABLE ? TCVOD_LOOP_WRITE : 0);
    if (status < 0)
        ready = TCVOD_LOOP_READ | TCVOD_LOOP_WRITE;
    tcvod_loop_socket_ready(watched->adapter->client, watched->fd, ready);
}

static inline void tcvod_uv_on_timer(uv_timer_t *timer)
{
    tcvod_loop_timer_fired(((tcvod_uv *)timer->data)->client);
}

static inline void tcvod_uv_on_wake(uv_async_t *wake)
{
    tcvod_loop_timer_fired(((tcvod_uv *)wake->data)->client);
}

static inline void tcvod_uv_free_socket(uv_handle_t *handle)
{
    free(handle->data);
}

static inline int tcvod_uv_forget(tcvod_uv *adapter, int fd)
{
    if ((size_t)fd >= adapter->socket_room || !adapter->sockets[fd])
        return 0;
    tcvod_uv_socket *watched = adapter->sockets[fd];
    adapter->sockets[fd] = NULL;
    uv_poll_stop(&watched->poll);
    uv_close((uv_handle_t *)&watched->poll, tcvod_uv_free_socket);
    return 0;
}

static inline int tcvod_uv_reserve(tcvod_uv *adapter, size_t fd)
{
    size_t room = adapter->socket_room ? adapter->socket_room : 64;
    if (fd < adapter->socket_room)
        return 1;
    while (room <= fd)
        room *= 2;
    tcvod_uv_socket **sockets =
        (tcvod_uv_socket **)realloc(adapter->sockets, room * sizeof *sockets);
    if (!sockets)
        return 0;
    memset(sockets + adapter->socket_room, 0, (room - adapter->socket_room) * sizeof *sockets);
    adapter->sockets = sockets;
    adapter->socket_room = room;
    return 1;
}

static inline tcvod_uv_socket *tcvod_uv_add(tcvod_uv *adapter, int fd)
{
    if (!tcvod_uv_reserve(adapter, (size_t)fd))
        return NULL;
    if (adapter->sockets[fd])
        return adapter->sockets[fd];
    tcvod_uv_socket *watched = (tcvod_uv_socket *)calloc(1, sizeof *watched);
    if (!watched || uv_poll_init_socket(adapter->loop, &watched->poll, (uv_os_sock_t)fd) != 0) {
        free(watched);
        return NULL;
    }
    watched->poll.data = watched;
    watched->adapter = adapter;
    watched->fd = fd;
    adapter->sockets[fd] = watched;
    return watched;
}

static inline int tcvod_uv_watch(void *user, int fd, int events)
{
    tcvod_uv *adapter = (tcvod_uv *)user;
    if (!events)
        return tcvod_uv_forget(adapter, fd);
    if (!adapter->client)
        return -1;
    tcvod_uv_socket *watched = tcvod_uv_add(adapter, fd);
    int wanted = (events & TCVOD_LOOP_READ ? UV_READABLE : 0) |
                 (events & TCVOD_LOOP_WRITE ? UV_WRITABLE : 0);
    return watched ? uv_poll_start(&watched->poll, wanted, tcvod_uv_on_socket) : -1;
}

static inline void tcvod_uv_set_timer(void *user, int64_t timeout_ms)
{
    tcvod_uv *adapter = (tcvod_uv *)user;
    uv_update_time(adapter->loop);
    if (timeout_ms < 0)
        uv_timer_stop(&adapter->timer);
    else
        uv_timer_start(&adapter->timer, tcvod_uv_on_timer, (uint64_t)timeout_ms, 0);
}

static inline void tcvod_uv_wake(void *user)
{
    uv_async_send(&((tcvod_uv *)user)->wake);
}

/* After tcvod_client_destroy(): a destroyed client is not called any more. */
static inline void tcvod_uv_close(tcvod_uv *adapter)
{
    uv_timer_stop(&adapter->timer);
    uv_close((uv_handle_t *)&adapter->timer, NULL);
    uv_close((uv_handle_t *)&adapter->wake, NULL);
    for (size_t fd = 0; fd < adapter->socket_room; fd++)
        tcvod_uv_forget(adapter, (int)fd);
    free(adapter->sockets);
    adapter->client = NULL;
    adapter->sockets = NULL;
    adapter->socket_room = 0;
}

/* The errors of tcvod_loop_attach(), and MEMORY when libuv gives no handle. */
static inline int tcvod_uv_attach(tcvod_uv *adapter, uv_loop_t *loop, tcvod_client *client,
                                  tcvod_error *error)
{
    tcvod_loop_hooks hooks;
    hooks.watch = tcvod_uv_watch;
    hooks.set_timer = tcvod_uv_set_timer;
    hooks.wake = tcvod_uv_wake;
    hooks.user = adapter;
    memset(adapter, 0, sizeof *adapter);
    adapter->client = client;
    adapter->loop = loop;
    if (uv_async_init(loop, &adapter->wake, tcvod_uv_on_wake) != 0) {
        if (error) {
            memset(error, 0, sizeof *error);
            error->category = TCVOD_ERROR_MEMORY;
            strcpy(error->message, "libuv gives no handle");
        }
        return TCVOD_ERROR_MEMORY;
    }
    uv_timer_init(loop, &adapter->timer);
    adapter->timer.data = adapter;
    adapter->wake.data = adapter;
    int status = tcvod_loop_attach(client, &hooks, error);
    if (status)
        tcvod_uv_close(adapter);
    return status;
}

TCVOD_END_C

#endif
