/* SPDX-License-Identifier: MIT */
/* A server in a process of its own that keeps requests waiting, so that as many of them are under
 * way at the same time as one wants. */
#ifndef TEST_BARRIER_SERVER_H
#define TEST_BARRIER_SERVER_H

#include <sys/types.h>

typedef struct barrier_server {
    pid_t process;
    char endpoint[64]; /* "http://127.0.0.1:PORT" */
} barrier_server;

/* Whenever `waiting` requests have not been answered, the oldest is; and all are once `total` have
 * come in. So waiting = total means: nobody is answered before everybody has asked. `body` is JSON.
 * Not 0 when the system has no room for it. */
int barrier_server_start(barrier_server *server, unsigned waiting, unsigned total,
                         const char *body);
void barrier_server_stop(const barrier_server *server);

/* Raises the limit of descriptors of this process, and of servers that it starts, as far as the
 * system allows. How many connections one process may have at once then, `wanted` at most. */
unsigned barrier_server_connections(unsigned wanted);

#endif
