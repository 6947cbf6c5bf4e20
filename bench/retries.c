/* SPDX-License-Identifier: MIT
 * Requests per call when a service answers 503 to everything, once the budget for retries is spent:
 * the library against a loop written by hand that tries each call three times. */
#include "support.h"

#include <curl/curl.h>
#include <tcvod/tcvod.h>
#include <tcvod/vod_v2.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WARM_UP_CALLS = 200, ROUNDS = 9, CALLS = 100, TRIES_BY_HAND = 3 };

static size_t by_library(tcvod_client *client, size_t calls)
{
    size_t requests = 0;
    for (size_t i = 0; i < calls; i++) {
        tcvod_error error;
        tcvod_describe_vod_play_urls_response *response = NULL;
        if (tcvod_describe_vod_play_urls(client,
                                         &(tcvod_describe_vod_play_urls_request){.file_id = "1"},
                                         &response, &error) == TCVOD_OK) {
            fprintf(stderr, "a call succeeded at a server that always refuses\n");
            exit(1);
        }
        requests += (size_t)error.attempts;
    }
    return requests;
}

static size_t discard(char *data, size_t unit, size_t count, void *user)
{
    (void)data, (void)user;
    return unit * count;
}

static size_t by_hand(CURL *easy, size_t calls)
{
    size_t requests = 0;
    for (size_t i = 0; i < calls; i++) {
        long status = 503;
        for (int tries = 0; tries < TRIES_BY_HAND && status == 503; tries++) {
            requests++;
            if (curl_easy_perform(easy) != CURLE_OK)
                exit(1);
            curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        }
    }
    return requests;
}

static int compare(tcvod_client *client, CURL *easy)
{
    double values[ROUNDS];
    double baseline = (double)by_hand(easy, CALLS) / CALLS;
    by_library(client, WARM_UP_CALLS);
    for (int i = 0; i < ROUNDS; i++)
        values[i] = (double)by_library(client, CALLS) / CALLS;
    bench_print(&(bench_figure){.name = "requests per call, all refused",
                                .unit = "requests",
                                .goal = "<= 1.1",
                                .values = values,
                                .value_count = ROUNDS,
                                .subject = values[ROUNDS / 2],
                                .baseline = baseline,
                                .side_unit = "requests"});
    return 0;
}

int main(void)
{
    bench_server server;
    tcvod_error error = {0};
    tcvod_client *client = NULL;
    if (bench_server_start_with(&server, "503 Service Unavailable", "{}") != 0)
        return 1;
    CURL *easy = curl_easy_init();
    if (!easy || tcvod_client_create(&client,
                                     &(tcvod_client_options){.secret_id = "id",
                                                             .secret_key = "key",
                                                             .endpoint = server.endpoint},
                                     &error) != TCVOD_OK)
        return fprintf(stderr, "%s\n", error.message), 1;
    curl_easy_setopt(easy, CURLOPT_URL, server.endpoint);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, discard);
    int failed = compare(client, easy);
    tcvod_client_destroy(client);
    curl_easy_cleanup(easy);
    bench_server_stop(&server);
    return failed;
}
