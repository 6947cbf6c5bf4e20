/* SPDX-License-Identifier: MIT
 * Time per call on loopback: tcvod against a hand-written program that does the same. */
#include "baseline_call.h"
#include "support.h"

#include <tcvod/tcvod.h>
#include <tcvod/vod_v2.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char answer[] =
    "{\"code\":0,\"message\":\"\",\"playSet\":["
    "{\"url\":\"http://example.com/1.f0.mp4\",\"definition\":0,\"vbitrate\":2332000,"
    "\"vheight\":576,\"vwidth\":1024},"
    "{\"url\":\"http://example.com/1.f20.mp4\",\"definition\":20,\"vbitrate\":512000,"
    "\"vheight\":360,\"vwidth\":640}]}";

typedef struct subjects {
    tcvod_client *client;
    baseline *baseline;
    int64_t tcvod_sum, baseline_sum;
} subjects;

static void run_tcvod(void *user, int repetitions)
{
    subjects *all = user;
    for (int i = 0; i < repetitions; i++) {
        tcvod_error error;
        tcvod_describe_vod_play_urls_response *response = NULL;
        if (tcvod_describe_vod_play_urls(
                all->client, &(tcvod_describe_vod_play_urls_request){.file_id = "1234567"},
                &response, &error) != TCVOD_OK) {
            fprintf(stderr, "tcvod: %s\n", error.message);
            exit(1);
        }
        int64_t sum = 0;
        tcvod_each(tcvod_play_url, play, response->play_set) sum +=
            play->definition.value + play->vbitrate.value + play->vheight.value +
            play->vwidth.value + (int64_t)strlen(play->url);
        all->tcvod_sum = sum;
        tcvod_free(response);
    }
}

static void run_baseline(void *user, int repetitions)
{
    subjects *all = user;
    for (int i = 0; i < repetitions; i++)
        all->baseline_sum = baseline_call(all->baseline, "1234567");
}

int main(void)
{
    bench_server server;
    subjects all = {0};
    tcvod_error error = {0};
    if (bench_server_start(&server, answer) != 0)
        return 1;
    all.baseline = baseline_create(server.endpoint, "id", "key");
    if (!all.baseline || tcvod_client_create(&all.client,
                                             &(tcvod_client_options){.secret_id = "id",
                                                                     .secret_key = "key",
                                                                     .endpoint = server.endpoint},
                                             &error) != TCVOD_OK)
        return fprintf(stderr, "%s\n", error.message), 1;
    int both = bench_compare("time per call, loopback HTTP", run_tcvod, run_baseline, &all, 2000,
                             15, 1.10);
    int same = !both || (all.tcvod_sum == all.baseline_sum && all.tcvod_sum > 0);
    if (!same)
        fprintf(stderr, "the two programs read different values\n");
    tcvod_client_destroy(all.client);
    baseline_destroy(all.baseline);
    bench_server_stop(&server);
    return same ? 0 : 1;
}
