/* SPDX-License-Identifier: MIT */
/* soak SECONDS: mixed calls against a server that fails at random. By the clock of the test every
 * call ends within its deadline and a tenth, every call that was started ends once, and neither
 * blocks, nor memory, nor descriptors grow. */
#include "../transport/fixture.h"

#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    BLOCKING_THREADS = 3,
    DEADLINE_MS = 2000,
    LATEST_MS = DEADLINE_MS + DEADLINE_MS / 10,
    IN_FLIGHT = 50,
    BODY_BYTES = 10000,
    REPORT_EVERY_MS = 60000
};

typedef struct tally {
    tcvod_client *client;
    atomic_ulong started, succeeded, failed, canceled, late;
    atomic_ulong slowest_ms;
    atomic_long live_blocks;
    atomic_bool over;
} tally;

static tally counted;

typedef struct usage {
    long blocks;
    long resident_kib;
    long descriptors;
} usage;

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static unsigned draw(unsigned *seed, unsigned below)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % below;
}

static bool misbehave(test_server *server, test_peer *peer, unsigned number)
{
    unsigned seed = number * 2654435761U;
    switch (draw(&seed, 40)) {
    case 0:
        return false;
    case 1:
        send_answer(peer, 503, "text/plain", "busy");
        return true;
    case 2:
        send_text(peer, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"code\"");
        return false;
    case 3:
        poll(NULL, 0, (int)draw(&seed, DEADLINE_MS + DEADLINE_MS / 2));
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

static void note(int status, const tcvod_error *error, int64_t took_ms)
{
    atomic_fetch_add(status == TCVOD_OK               ? &counted.succeeded
                     : status == TCVOD_ERROR_CANCELED ? &counted.canceled
                                                      : &counted.failed,
                     1);
    unsigned long slowest_ms = atomic_load(&counted.slowest_ms);
    while ((unsigned long)took_ms > slowest_ms &&
           !atomic_compare_exchange_weak(&counted.slowest_ms, &slowest_ms, (unsigned long)took_ms))
        continue;
    if (took_ms <= LATEST_MS)
        return;
    atomic_fetch_add(&counted.late, 1);
    fprintf(stderr, "late: %lld ms, %s: %s\n", (long long)took_ms, tcvod_category_name(status),
            error->message);
}

static int call_something(unsigned *seed, void **response, tcvod_error *error)
{
    static const char body[BODY_BYTES];
    tcvod_client *client = counted.client;
    small_request request = {.name = "b", .count = TCVOD_INT(draw(seed, 1000))};
    tcvod_call_options by_post = {.method = TCVOD_METHOD_POST};
    tcvod_call_options with_body = {.body = {body, draw(seed, BODY_BYTES)}};
    switch (draw(seed, 5)) {
    case 0:
        return tcvod_call(client, ECHO, LAYOUT, &request, &by_post, response, error);
    case 1:
        return tcvod_call(client, WRITE_ONLY, LAYOUT, &request, NULL, response, error);
    case 2:
        return tcvod_call(client, STORE, LAYOUT, NULL, &with_body, response, error);
    case 3:
        return tcvod_call_json(client, "Echo", "{\"tags\": [\"a\"]}", NULL, response, error);
    default:
        return tcvod_call(client, ECHO, LAYOUT, &request, NULL, response, error);
    }
}

static void *block(void *user)
{
    unsigned seed = (unsigned)(uintptr_t)user;
    while (!atomic_load(&counted.over)) {
        void *response = NULL;
        tcvod_error error;
        atomic_fetch_add(&counted.started, 1);
        int64_t started_ms = now_ms();
        int status = call_something(&seed, &response, &error);
        note(status, &error, now_ms() - started_ms);
        tcvod_free(response);
    }
    return NULL;
}

typedef struct submission {
    int64_t started_ms;
    bool is_free;
} submission;

static void complete(void *user, int status, void *response, const tcvod_error *error)
{
    submission *submitted = user;
    if (submitted->is_free)
        abort(); /* completed twice */
    submitted->is_free = true;
    note(status, error, now_ms() - submitted->started_ms);
    tcvod_free(response);
}

static void submit(submission *submitted, unsigned *seed)
{
    tcvod_operation operation;
    *submitted = (submission){.started_ms = now_ms()};
    atomic_fetch_add(&counted.started, 1);
    if (tcvod_submit(counted.client, ECHO, LAYOUT, &(small_request){.name = "s"}, NULL, complete,
                     submitted, &operation, NULL))
        abort();
    if (draw(seed, 20) == 0)
        tcvod_cancel(counted.client, operation);
}

static void *drive(void *user)
{
    static submission submissions[IN_FLIGHT];
    unsigned seed = (unsigned)(uintptr_t)user;
    size_t pending = 0;
    for (size_t i = 0; i < IN_FLIGHT; i++)
        submissions[i].is_free = true;
    while (!atomic_load(&counted.over) || pending > 0) {
        for (size_t i = 0; i < IN_FLIGHT && !atomic_load(&counted.over); i++)
            if (submissions[i].is_free)
                submit(&submissions[i], &seed);
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

static long resident_kib(void)
{
    char line[256];
    long kib = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "VmRSS: %ld", &kib) == 1)
            break;
    if (status)
        fclose(status);
    return kib;
}

static long open_descriptors(void)
{
    long count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count;
}

static usage look(const char *when)
{
    usage seen = {atomic_load(&counted.live_blocks), resident_kib(), open_descriptors()};
    printf(
        "%-10s %9lu started, %9lu succeeded, %8lu failed, %7lu canceled, %lu late, slowest %lu ms; "
        "%ld blocks, %ld KiB, %ld descriptors\n",
        when, counted.started, counted.succeeded, counted.failed, counted.canceled, counted.late,
        counted.slowest_ms, seen.blocks, seen.resident_kib, seen.descriptors);
    fflush(stdout);
    return seen;
}

static void wait_and_report(int64_t until_ms)
{
    for (int64_t left_ms; (left_ms = until_ms - now_ms()) > 0;) {
        poll(NULL, 0, (int)(left_ms < REPORT_EVERY_MS ? left_ms : REPORT_EVERY_MS));
        if (left_ms > REPORT_EVERY_MS)
            look("");
    }
}

/* A sanitizer keeps what was freed for a while. */
static bool is_flat(const usage *half, const usage *end)
{
    enum { BLOCKS_IN_USE = 1000, DESCRIPTORS_IN_USE = 200, NOISE_KIB = 4096 };
#ifdef __SANITIZE_ADDRESS__
    bool memory_is_flat = true;
#else
    bool memory_is_flat =
        end->resident_kib < half->resident_kib + half->resident_kib / 10 + NOISE_KIB;
#endif
    return memory_is_flat && end->blocks < half->blocks + BLOCKS_IN_USE &&
           end->descriptors < half->descriptors + DESCRIPTORS_IN_USE;
}

static bool adds_up(const usage *half, const usage *end, const usage *after, long first_descriptors)
{
    unsigned long ended = atomic_load(&counted.succeeded) + atomic_load(&counted.failed) +
                          atomic_load(&counted.canceled);
    return atomic_load(&counted.started) == ended && counted.late == 0 && counted.succeeded > 0 &&
           counted.failed > 0 && counted.canceled > 0 && is_flat(half, end) && after->blocks == 0 &&
           after->descriptors <= first_descriptors;
}

int main(int count, char **arguments)
{
    int64_t seconds = count == 2 ? atoi(arguments[1]) : 20;
    static test_server server;
    pthread_t threads[BLOCKING_THREADS + 1];
    tcvod_allocator allocator = {allocate, reallocate, release, NULL};
    long first_descriptors = open_descriptors();
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
    int64_t begun_ms = now_ms();
    for (uintptr_t i = 0; i < BLOCKING_THREADS; i++)
        pthread_create(&threads[i], NULL, block, (void *)(i + 1));
    pthread_create(&threads[BLOCKING_THREADS], NULL, drive, (void *)(uintptr_t)99);
    wait_and_report(begun_ms + seconds * 500);
    usage half = look("half time");
    wait_and_report(begun_ms + seconds * 1000);
    usage end = look("end");
    atomic_store(&counted.over, true);
    for (int i = 0; i <= BLOCKING_THREADS; i++)
        pthread_join(threads[i], NULL);
    tcvod_client_destroy(counted.client);
    server_stop(&server);
    usage after = look("after it");
    return adds_up(&half, &end, &after, first_descriptors) ? 0 : 1;
}
