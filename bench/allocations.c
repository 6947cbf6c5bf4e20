/* SPDX-License-Identifier: MIT
 * Allocations per call: the library's own (through the client's allocator) and the whole process's,
 * and whether memory grows over 10,000 calls. */
#include "baseline_call.h"
#include "counted_malloc.h"
#include "support.h"

#include <tcvod/tcvod.h>
#include <tcvod/vod_v2.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { WARM_UP_CALLS = 100, CALLS = 10000 };

static const char answer[] =
    "{\"code\":0,\"message\":\"\",\"playSet\":["
    "{\"url\":\"http://example.com/1.f0.mp4\",\"definition\":0,\"vbitrate\":2332000,"
    "\"vheight\":576,\"vwidth\":1024}]}";

static void *count_allocate(size_t size_bytes, void *user)
{
    ++*(size_t *)user;
    return malloc(size_bytes);
}

static void *count_reallocate(void *memory, size_t size_bytes, void *user)
{
    ++*(size_t *)user;
    return realloc(memory, size_bytes);
}

static void count_release(void *memory, void *user)
{
    (void)user;
    free(memory);
}

static void call(tcvod_client *client, int repetitions)
{
    for (int i = 0; i < repetitions; i++) {
        tcvod_error error;
        tcvod_describe_vod_play_urls_response *response = NULL;
        if (tcvod_describe_vod_play_urls(client,
                                         &(tcvod_describe_vod_play_urls_request){.file_id = "1"},
                                         &response, &error) != TCVOD_OK) {
            fprintf(stderr, "tcvod: %s\n", error.message);
            exit(1);
        }
        tcvod_free(response);
    }
}

/* The lowest over some calls: libcurl keeps the last URL, and its length varies with the
 * signature's escapes. */
static size_t live_bytes(tcvod_client *client)
{
    size_t lowest = SIZE_MAX;
    for (int i = 0; i < WARM_UP_CALLS; i++) {
        call(client, 1);
        size_t now = counted_live_bytes();
        lowest = now < lowest ? now : lowest;
    }
    return lowest;
}

static void print_figures(double own, double all, double by_hand, double growth_bytes)
{
    double ratio = all / by_hand;
    bench_print(&(bench_figure){.name = "allocations per call, own",
                                .unit = "allocations",
                                .goal = "<= 12",
                                .values = &own,
                                .value_count = 1});
    bench_print(&(bench_figure){.name = "allocations per call, all libraries",
                                .unit = "ratio",
                                .values = &ratio,
                                .value_count = 1,
                                .subject = all,
                                .baseline = by_hand,
                                .side_unit = "allocations"});
    bench_print(&(bench_figure){.name = "growth over 10,000 calls",
                                .unit = "bytes",
                                .goal = "<= 0",
                                .values = &growth_bytes,
                                .value_count = 1});
}

int main(void)
{
    size_t own = 0;
    bench_server server;
    tcvod_error error = {0};
    tcvod_client *client = NULL;
    tcvod_allocator allocator = {count_allocate, count_reallocate, count_release, &own};
    if (bench_server_start(&server, answer) != 0)
        return 1;
    if (tcvod_client_create(&client,
                            &(tcvod_client_options){.secret_id = "id",
                                                    .secret_key = "key",
                                                    .endpoint = server.endpoint,
                                                    .allocator = &allocator},
                            &error) != TCVOD_OK)
        return fprintf(stderr, "%s\n", error.message), 1;
    baseline *by_hand = baseline_create(server.endpoint, "id", "key");

    call(client, WARM_UP_CALLS);
    size_t live_before = live_bytes(client);
    size_t own_before = own, all_before = counted_allocations();
    call(client, CALLS);
    size_t own_calls = own - own_before, all_calls = counted_allocations() - all_before;
    long growth = (long)(live_bytes(client) - live_before);

    for (int i = 0; i < WARM_UP_CALLS; i++)
        baseline_call(by_hand, "1");
    size_t baseline_before = counted_allocations();
    for (int i = 0; i < CALLS; i++)
        baseline_call(by_hand, "1");
    size_t baseline_calls = counted_allocations() - baseline_before;

    print_figures((double)own_calls / CALLS, (double)all_calls / CALLS,
                  (double)baseline_calls / CALLS, (double)growth);
    baseline_destroy(by_hand);
    tcvod_client_destroy(client);
    bench_server_stop(&server);
    return 0;
}
