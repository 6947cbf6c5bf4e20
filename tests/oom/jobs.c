/* SPDX-License-Identifier: MIT */
/* Cases that are made of several calls. */
#include "cases.h"

#include <tcvod/adapters/epoll.h>

#include <stdio.h>
#include <string.h>

static int show_no_progress(void *user, const tcvod_upload_progress *progress)
{
    (void)user;
    (void)progress;
    return 0;
}

static int upload_with(const surroundings *around, tcvod_upload_control *control)
{
    static const char picture[] = "a picture";
    char video[2000];
    tcvod_upload_result *result = NULL;
    memset(video, 'v', sizeof video);
    tcvod_upload_options options = {.source = {.memory = {video, sizeof video}},
                                    .name = "a: name",
                                    .type = "mp4",
                                    .tags = TCVOD_STRINGS("a"),
                                    .cover = {.memory = {picture, sizeof picture}},
                                    .cover_type = "jpg",
                                    .procedure = "p",
                                    .on_progress = show_no_progress,
                                    .max_attempts = 1,
                                    .control = control};
    int status = tcvod_upload(around->client, &options, &result, NULL);
    tcvod_upload_result_free(result);
    result = NULL;
    if (status == TCVOD_OK)
        status = tcvod_upload_cover(around->client, "1", &options.cover, "c", "jpg", &result, NULL);
    tcvod_upload_result_free(result);
    return status;
}

int oom_upload(const surroundings *around)
{
    tcvod_upload_control *control = NULL;
    int status = tcvod_upload_control_create(&control);
    if (status != TCVOD_OK)
        return status;
    tcvod_upload_pause(control);
    tcvod_upload_resume(control);
    status = upload_with(around, control);
    tcvod_upload_cancel(control);
    tcvod_upload_control_destroy(control);
    return status;
}

static void keep_status(void *user, int status, void *response, const tcvod_error *error)
{
    (void)error;
    *(int *)user = status;
    tcvod_free(response);
}

static int submit_and_run(tcvod_client *client, tcvod_epoll *loop)
{
    int completed = -1;
    int status = tcvod_submit_json(client, "DescribeVodInfo", "{}", NULL, keep_status, &completed,
                                   NULL, NULL);
    while (status == TCVOD_OK && completed < 0)
        if (tcvod_epoll_run(loop, 10000) < 0)
            status = TCVOD_ERROR_CALLBACK;
    return status == TCVOD_OK ? completed : status;
}

/* tcvod_loop_attach(), tcvod_loop_socket_ready() and tcvod_loop_timer_fired(), by way of the
 * adapter. */
int oom_run_loop(const surroundings *around)
{
    tcvod_client *client = NULL;
    tcvod_epoll loop;
    tcvod_client_options options = {
        .secret_id = "AKID", .secret_key = "key", .endpoint = around->endpoint, .retry_base_ms = 1};
    int status = tcvod_client_create(&client, &options, NULL);
    if (status != TCVOD_OK)
        return status;
    status = tcvod_epoll_open(&loop, client, NULL);
    bool is_open = status == TCVOD_OK;
    if (is_open)
        status = submit_and_run(client, &loop);
    tcvod_client_destroy(client);
    if (is_open)
        tcvod_epoll_close(&loop);
    return status;
}
