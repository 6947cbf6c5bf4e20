/* SPDX-License-Identifier: MIT */
#include "baseline_many.h"

#include "baseline_call.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { MAX_EVENTS = 64 };

typedef struct loop {
    CURLM *multi;
    int set;
    long timeout_ms;
} loop;

static void must(int truth, const char *what)
{
    if (truth)
        return;
    fprintf(stderr, "baseline: %s failed\n", what);
    exit(1);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *user, void *known)
{
    loop *running = user;
    struct epoll_event event = {.data.fd = fd};
    (void)easy;
    if (what == CURL_POLL_REMOVE)
        return epoll_ctl(running->set, EPOLL_CTL_DEL, fd, &event);
    event.events = (what & CURL_POLL_IN ? (uint32_t)EPOLLIN : 0U) |
                   (what & CURL_POLL_OUT ? (uint32_t)EPOLLOUT : 0U);
    curl_multi_assign(running->multi, fd, running);
    return epoll_ctl(running->set, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event);
}

static int on_timer(CURLM *multi, long timeout_ms, void *user)
{
    (void)multi;
    ((loop *)user)->timeout_ms = timeout_ms;
    return 0;
}

static void add(loop *running, baseline *call)
{
    CURL *easy = baseline_prepare(call, "1");
    must(easy && curl_easy_setopt(easy, CURLOPT_PRIVATE, (void *)call) == CURLE_OK &&
             curl_multi_add_handle(running->multi, easy) == CURLM_OK,
         "curl_multi_add_handle");
}

/* How many calls were the last of their handle. */
static unsigned take_finished(loop *running, bool (*on_completion)(void *user), void *user)
{
    int left;
    unsigned ended = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(running->multi, &left)) != NULL) {
        char *private = NULL;
        CURL *easy = message->easy_handle;
        must(message->data.result == CURLE_OK, "a transfer");
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &private);
        curl_multi_remove_handle(running->multi, easy);
        baseline *call = (baseline *)(void *)private;
        must(baseline_read(call) >= 0, "reading an answer");
        if (on_completion(user))
            add(running, call);
        else
            ended++;
    }
    return ended;
}

static void run(loop *running, unsigned in_flight, bool (*on_completion)(void *user), void *user)
{
    int still;
    while (in_flight > 0) {
        struct epoll_event events[MAX_EVENTS];
        int ready = epoll_wait(running->set, events, MAX_EVENTS, (int)running->timeout_ms);
        if (ready == 0) {
            running->timeout_ms = -1;
            curl_multi_socket_action(running->multi, CURL_SOCKET_TIMEOUT, 0, &still);
        }
        for (int i = 0; i < ready; i++) {
            int mask = (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
                       (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0);
            curl_multi_socket_action(running->multi, events[i].data.fd, mask, &still);
        }
        in_flight -= take_finished(running, on_completion, user);
    }
}

void baseline_many(const char *endpoint, unsigned in_flight, bool (*on_completion)(void *user),
                   void *user)
{
    loop running = {.multi = curl_multi_init(), .set = epoll_create1(0), .timeout_ms = -1};
    baseline **calls = calloc(in_flight, sizeof(baseline *));
    must(running.multi && running.set >= 0 && calls, "curl_multi_init");
    curl_multi_setopt(running.multi, CURLMOPT_MAXCONNECTS, (long)in_flight);
    curl_multi_setopt(running.multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(running.multi, CURLMOPT_SOCKETDATA, (void *)&running);
    curl_multi_setopt(running.multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(running.multi, CURLMOPT_TIMERDATA, (void *)&running);
    for (unsigned i = 0; i < in_flight; i++) {
        calls[i] = baseline_create(endpoint, "id", "key");
        must(calls[i] != NULL, "baseline_create");
        add(&running, calls[i]);
    }
    run(&running, in_flight, on_completion, user);
    for (unsigned i = 0; i < in_flight; i++)
        baseline_destroy(calls[i]);
    free(calls);
    curl_multi_cleanup(running.multi);
    close(running.set);
}
