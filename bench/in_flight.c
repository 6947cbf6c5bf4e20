/* SPDX-License-Identifier: MIT
 * Memory and processor time per call when many are in flight from one thread: the library against a
 * program written by hand. Each run is a process of its own, so that neither inherits a heap. */
#include "barrier_server.h"
#include "baseline_many.h"
#include "support.h"

#include <tcvod/tcvod.h>
#include <tcvod/vod_v2.h>

#include <curl/curl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CALLS = 10000, ROUNDS = 3, LIMIT_MS = 240000 };

static const char answer[] =
    "{\"code\":0,\"message\":\"\",\"playSet\":["
    "{\"url\":\"http://example.com/1.f0.mp4\",\"definition\":0,\"vbitrate\":2332000,"
    "\"vheight\":576,\"vwidth\":1024}]}";

/* `in_flight` calls are always under way until CALLS have completed; then they end. */
typedef struct measure {
    unsigned in_flight;
    unsigned completed;
    double heap_bytes, processor_s; /* before it, then of it */
    tcvod_client *client;
} measure;

typedef void (*program)(const char *endpoint, measure *taken);

static double heap_bytes(void)
{
    struct mallinfo2 heap = mallinfo2();
    return (double)(heap.uordblks + heap.hblkhd);
}

static double processor_s(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
}

/* Between the first completion and the last but `in_flight`, each stands for one call's work. */
static bool on_completion(void *user)
{
    measure *taken = user;
    taken->completed++;
    if (taken->completed == 1) {
        taken->heap_bytes = heap_bytes() - taken->heap_bytes;
        taken->processor_s = processor_s();
    }
    if (taken->completed == CALLS)
        taken->processor_s = processor_s() - taken->processor_s;
    return taken->completed <= CALLS;
}

static void submit(measure *taken);

static void complete(void *user, int status, void *response, const tcvod_error *error)
{
    if (status != TCVOD_OK) {
        fprintf(stderr, "tcvod: %s\n", error->message);
        exit(1);
    }
    tcvod_free(response);
    if (on_completion(user))
        submit(user);
}

static void submit(measure *taken)
{
    tcvod_error error;
    tcvod_describe_vod_play_urls_request request = {.file_id = "1"};
    if (tcvod_describe_vod_play_urls_submit(taken->client, &request, NULL, complete, taken, NULL,
                                            &error) == TCVOD_OK)
        return;
    fprintf(stderr, "tcvod: %s\n", error.message);
    exit(1);
}

static void by_library(const char *endpoint, measure *taken)
{
    tcvod_error error;
    tcvod_client_options options = {.secret_id = "id",
                                    .secret_key = "key",
                                    .endpoint = endpoint,
                                    .max_connections = taken->in_flight,
                                    .connect_timeout_ms = LIMIT_MS,
                                    .stall_timeout_ms = LIMIT_MS,
                                    .total_timeout_ms = LIMIT_MS};
    if (tcvod_client_create(&taken->client, &options, &error) != TCVOD_OK)
        exit(1);
    for (unsigned i = 0; i < taken->in_flight; i++)
        submit(taken);
    for (size_t pending = 1; pending > 0;)
        tcvod_poll(taken->client, -1, &pending);
    tcvod_client_destroy(taken->client);
}

static void by_hand(const char *endpoint, measure *taken)
{
    baseline_many(endpoint, taken->in_flight, on_completion, taken);
}

static void run_child(program run, const char *endpoint, unsigned in_flight, int result)
{
    measure taken = {.in_flight = in_flight};
    curl_global_init(CURL_GLOBAL_DEFAULT);
    taken.heap_bytes = heap_bytes();
    run(endpoint, &taken);
    _exit(write(result, &taken, sizeof taken) == sizeof taken ? 0 : 1);
}

static measure run_apart(program run, unsigned in_flight)
{
    barrier_server server;
    measure taken = {0};
    int ends[2], status = 1;
    if (pipe(ends) != 0 || barrier_server_start(&server, in_flight, CALLS + in_flight, answer) != 0)
        exit(1);
    pid_t child = fork();
    if (child == 0)
        run_child(run, server.endpoint, in_flight, ends[1]);
    waitpid(child, &status, 0);
    if (status != 0 || read(ends[0], &taken, sizeof taken) != sizeof taken)
        exit(1);
    close(ends[0]);
    close(ends[1]);
    barrier_server_stop(&server);
    return taken;
}

static void print_ratios(const char *name, unsigned in_flight, const char *goal,
                         const double *subjects, const double *baselines, const char *unit)
{
    char text[64];
    double values[ROUNDS];
    for (int i = 0; i < ROUNDS; i++)
        values[i] = subjects[i] / baselines[i];
    snprintf(text, sizeof text, "%s, %u in flight", name, in_flight);
    bench_print(&(bench_figure){.name = text,
                                .unit = "ratio",
                                .goal = goal,
                                .values = values,
                                .value_count = ROUNDS,
                                .subject = bench_median(subjects, ROUNDS),
                                .baseline = bench_median(baselines, ROUNDS),
                                .side_unit = unit});
}

/* Microseconds of processor time per call of the library go to `library_us`. */
static void compare(unsigned in_flight, double *library_us)
{
    double hand_us[ROUNDS], library_bytes[ROUNDS], hand_bytes[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        measure hand = run_apart(by_hand, in_flight);
        measure library = run_apart(by_library, in_flight);
        hand_us[i] = hand.processor_s * 1e6 / CALLS;
        library_us[i] = library.processor_s * 1e6 / CALLS;
        hand_bytes[i] = hand.heap_bytes / in_flight;
        library_bytes[i] = library.heap_bytes / in_flight;
    }
    print_ratios("processor time per call", in_flight, NULL, library_us, hand_us, "us");
    print_ratios("memory per call", in_flight, "<= 1.25", library_bytes, hand_bytes, "bytes");
}

int main(void)
{
    double few_us[ROUNDS], some_us[ROUNDS], many_us[ROUNDS];
    unsigned many = barrier_server_connections(10000);
    compare(100, few_us);
    compare(1000, some_us);
    compare(many, many_us);
    print_ratios("processor time per call against 100", many, "<= 1.50", many_us, few_us, "us");
    return 0;
}
