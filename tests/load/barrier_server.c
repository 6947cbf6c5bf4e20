/* SPDX-License-Identifier: MIT */
#include "barrier_server.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SPARE_DESCRIPTORS = 100, MAX_EVENTS = 256, LONGEST_QUEUE = 4096 };

typedef struct barrier {
    int set;
    int listener;
    int *queue; /* connections that wait, in the order of their requests */
    unsigned asked, answered;
    unsigned waiting, total;
    char *answer;
    size_t answer_bytes;
} barrier;

static void must(int truth, const char *what)
{
    if (truth)
        return;
    perror(what);
    _exit(1);
}

static void watch(const barrier *state, int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    must(fd >= 0, "accept");
    must(epoll_ctl(state->set, EPOLL_CTL_ADD, fd, &event) == 0, "epoll_ctl");
}

/* A client that has given up is of no interest. */
static void answer_oldest(barrier *state)
{
    int peer = state->queue[state->answered++ % state->total];
    ssize_t sent = send(peer, state->answer, state->answer_bytes, MSG_NOSIGNAL);
    (void)sent;
}

/* Requests are short: one arrives in one piece on loopback. A connection is closed by its client
 * only. */
static void read_request(barrier *state, int peer)
{
    char text[4096];
    if (recv(peer, text, sizeof text, 0) <= 0) {
        close(peer);
        return;
    }
    state->queue[state->asked++ % state->total] = peer;
    while (state->asked - state->answered >= state->waiting ||
           (state->asked >= state->total && state->answered < state->asked))
        answer_oldest(state);
}

static void serve(barrier *state)
{
    struct epoll_event events[MAX_EVENTS];
    state->set = epoll_create1(0);
    state->queue = calloc(state->total, sizeof *state->queue);
    must(state->set >= 0 && state->queue, "epoll_create1");
    watch(state, state->listener);
    for (;;) {
        int ready = epoll_wait(state->set, events, MAX_EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.fd == state->listener)
                watch(state, accept(state->listener, NULL, NULL));
            else
                read_request(state, events[i].data.fd);
        }
    }
}

static int listen_somewhere(char *endpoint, size_t endpoint_bytes)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, LONGEST_QUEUE) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &length) != 0) {
        if (listener >= 0)
            close(listener);
        return -1;
    }
    snprintf(endpoint, endpoint_bytes, "http://127.0.0.1:%u", ntohs(address.sin_port));
    return listener;
}

int barrier_server_start(barrier_server *server, unsigned waiting, unsigned total, const char *body)
{
    barrier state = {.waiting = waiting, .total = total};
    size_t room = strlen(body) + 128;
    state.answer = malloc(room);
    state.listener = listen_somewhere(server->endpoint, sizeof server->endpoint);
    server->process = state.answer && state.listener >= 0 ? fork() : -1;
    if (server->process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* whoever started it may fail */
        state.answer_bytes = (size_t)snprintf(state.answer, room,
                                              "HTTP/1.1 200 OK\r\nContent-Type: application/json"
                                              "\r\nContent-Length: %zu\r\n\r\n%s",
                                              strlen(body), body);
        serve(&state);
    }
    free(state.answer);
    if (state.listener >= 0)
        close(state.listener);
    return server->process > 0 ? 0 : -1;
}

void barrier_server_stop(const barrier_server *server)
{
    kill(server->process, SIGKILL);
    waitpid(server->process, NULL, 0);
}

unsigned barrier_server_connections(unsigned wanted)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 1;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur <= SPARE_DESCRIPTORS)
        return 1;
    rlim_t room = limit.rlim_cur - SPARE_DESCRIPTORS;
    return room < wanted ? (unsigned)room : wanted;
}
