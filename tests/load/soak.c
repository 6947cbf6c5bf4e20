/* SPDX-License-Identifier: MIT */
/* soak SECONDS: mixed calls against a server that fails at random. Every call ends within its
 * deadline, every call that was started has ended, and nothing is left behind. */
#include "../transport/fixture.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCKING_THREADS = 3, DEADLINE_MS = 400, GRACE_MS = 100, IN_FLIGHT = 50 };

typedef struct tally {
    tcvod_client *client;
    atomic_ulong started, succeeded, failed, canceled, late;
    atomic_long live_blocks;
    atomic_bool over;
} tally;

static tally counted;

static unsigned draw(unsigned *seed, unsigned below)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % below;
}

static bool misbehave(test_server *server, test_peer *peer, unsigned number)
{
    unsigned seed = number * 2654435761U;
    switch (draw(&seed, 20)) {
    case 0:
        return false;
    case 1:
        send_answer(peer, 503, "text/plain", "busy");
        return true;
    case 2:
        send_text(peer, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"code\"");
        return false;
    case 3:
        poll(NULL, 0, (int)draw(&seed, 2 * DEADLINE_MS));
        return answer_hello(server, peer, number);
    case 4:
        send_json(peer, "{\"code\": 6000, \"message\": \"oops\"}");
        return true;
    case 5:
        send_json(peer, "{\"code\": 0, \"text\": [[[");
        return true;
    case 6:
        send_text(peer, "HTTP/1.1 429 Slow\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n");
        return true;
    case 7:
        wait_for_close(peer);
        return false;
    default:
        return answer_hello(server, peer, number);
    }
}

static void note(int status, const tcvod_error *error)
{
    atomic_fetch_add(status == TCVOD_OK               ? &counted.succeeded
                     : status == TCVOD_ERROR_CANCELED ? &counted.canceled
                                                      : &counted.failed,
                     1);
    if (error->elapsed_ms > DEADLINE_MS + DEADLINE_MS / 10 + GRACE_MS) {
        atomic_fetch_add(&counted.late, 1);
        fprintf(stderr, "late: %lld ms, %s: %s\n", (long long)error->elapsed_ms,
                tcvod_category_name(status), error->message);
    }
}

static void *block(void *user)
{
    unsigned seed = (unsigned)(uintptr_t)user;
    while (!atomic_load(&counted.over)) {
        void *response = NULL;
        tcvod_error error;
        small_request request = {.name = "b", .count = TCVOD_INT(draw(&seed, 1000))};
        atomic_fetch_add(&counted.started, 1);
        int status = tcvod_call(counted.client, draw(&seed, 2) ? ECHO : WRITE_ONLY, LAYOUT,
                                &request, NULL, &response, &error);
        note(status, &error);
        tcvod_free(response);
    }
    return NULL;
}

static void complete(void *user, int status, void *response, const tcvod_error *error)
{
    (void)user;
    note(status, error);
    tcvod_free(response);
}

static void *drive(void *user)
{
    unsigned seed = (unsigned)(uintptr_t)user;
    size_t pending = 0;
    while (!atomic_load(&counted.over) || pending > 0) {
        while (pending < IN_FLIGHT && !atomic_load(&counted.over)) {
            tcvod_operation operation;
            atomic_fetch_add(&counted.started, 1);
            if (tcvod_submit(counted.client, ECHO, LAYOUT, &(small_request){.name = "s"}, NULL,
                             complete, NULL, &operation, NULL))
                abort();
            if (draw(&seed, 20) == 0)
                tcvod_cancel(counted.client, operation);
            pending++;
        }
        tcvod_poll(counted.client, 50, &pending);
    }
    return NULL;
}

static void *allocate(size_t size_bytes, void *user)
{
    (void)user;
    atomic_fetch_add(&counted.live_blocks, 1);
    return malloc(size_bytes);
}

static void *reallocate(void *memory, size_t size_bytes, void *user)
{
    (void)user;
    atomic_fetch_add(&counted.live_blocks, memory == NULL);
    return realloc(memory, size_bytes);
}

static void release(void *memory, void *user)
{
    (void)user;
    atomic_fetch_sub(&counted.live_blocks, memory != NULL);
    free(memory);
}

static bool adds_up(long live_at_half, long live_at_end)
{
    unsigned long started = atomic_load(&counted.started);
    unsigned long ended = atomic_load(&counted.succeeded) + atomic_load(&counted.failed) +
                          atomic_load(&counted.canceled);
    printf("%lu calls: %lu succeeded, %lu failed, %lu canceled, %lu late; %ld and %ld blocks at "
           "half time and at the end, %ld after the client\n",
           started, counted.succeeded, counted.failed, counted.canceled, counted.late, live_at_half,
           live_at_end, counted.live_blocks);
    return started == ended && counted.late == 0 && counted.live_blocks == 0 &&
           live_at_end <= 2 * live_at_half + 1000 && counted.succeeded > 0;
}

int main(int count, char **arguments)
{
    int seconds = count == 2 ? atoi(arguments[1]) : 20;
    static test_server server;
    pthread_t threads[BLOCKING_THREADS + 1];
    tcvod_allocator allocator = {allocate, reallocate, release, NULL};
    server_start(&server, misbehave);
    tcvod_client_options options = {.secret_id = SECRET_ID,
                                    .secret_key = SECRET_KEY,
                                    .endpoint = server.endpoint,
                                    .total_timeout_ms = DEADLINE_MS,
                                    .stall_timeout_ms = DEADLINE_MS / 2,
                                    .retry_base_ms = 10,
                                    .max_connections = 16,
                                    .allocator = &allocator};
    if (tcvod_client_create(&counted.client, &options, NULL))
        return 2;
    for (uintptr_t i = 0; i < BLOCKING_THREADS; i++)
        pthread_create(&threads[i], NULL, block, (void *)(i + 1));
    pthread_create(&threads[BLOCKING_THREADS], NULL, drive, (void *)(uintptr_t)99);
    poll(NULL, 0, seconds * 500);
    long live_at_half = atomic_load(&counted.live_blocks);
    poll(NULL, 0, seconds * 500);
    long live_at_end = atomic_load(&counted.live_blocks);
    atomic_store(&counted.over, true);
    for (int i = 0; i <= BLOCKING_THREADS; i++)
        pthread_join(threads[i], NULL);
    tcvod_client_destroy(counted.client);
    server_stop(&server);
    return adds_up(live_at_half, live_at_end) ? 0 : 1;
}
