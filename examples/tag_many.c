/* SPDX-License-Identifier: MIT */
/* tag_many TAG: adds a tag to each of the videos whose ids are on stdin, a line each. One thread
 * drives all calls on a libuv loop; of any number of videos only a few calls are under way at once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tcvod/adapters/uv.h>
#include <tcvod/vod_v2.h>

enum { MOST_IN_FLIGHT = 16 };

typedef struct job {
    tcvod_client *client;
    tcvod_uv adapter;
    const char *tag;
    unsigned in_flight, tagged, failed;
} job;

typedef struct call {
    job *of;
    char file_id[64];
} call;

static void submit_more(job *of);

static void on_tagged(void *user, int status, void *response, const tcvod_error *error)
{
    call *done = user;
    job *of = done->of;
    if (status == TCVOD_OK)
        of->tagged++;
    else
        fprintf(stderr, "%s: %s (%s)\n", done->file_id, error->message, error->service_code);
    of->failed += status != TCVOD_OK;
    of->in_flight--;
    tcvod_free(response);
    free(done);
    submit_more(of);
}

static void submit(job *of, const char *file_id)
{
    tcvod_error error = {0};
    call *next = calloc(1, sizeof *next);
    int status = TCVOD_ERROR_MEMORY;
    if (next != NULL) {
        next->of = of;
        snprintf(next->file_id, sizeof next->file_id, "%s", file_id);
        status = tcvod_create_vod_tags_submit(
            of->client,
            &(tcvod_create_vod_tags_request){.file_id = file_id, .tags = TCVOD_STRINGS(of->tag)},
            NULL, on_tagged, next, NULL, &error);
    }
    if (status == TCVOD_OK) {
        of->in_flight++;
        return;
    }
    fprintf(stderr, "%s: %s\n", file_id, error.message);
    of->failed++;
    free(next);
}

/* Keeps as many calls under way as may be; the last completion ends the loop. */
static void submit_more(job *of)
{
    char line[64];
    while (of->in_flight < MOST_IN_FLIGHT && fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] != '\0')
            submit(of, line);
    }
    if (of->in_flight > 0)
        return;
    tcvod_client_destroy(of->client);
    tcvod_uv_close(&of->adapter);
}

int main(int argc, char **argv)
{
    static job all;
    tcvod_error error = {0};
    if (argc != 2)
        return fprintf(stderr, "usage: tag_many TAG <IDS\n"), 2;
    all.tag = argv[1];

    tcvod_client_options options = {.credentials_from = TCVOD_CREDENTIALS_FROM_ENVIRONMENT,
                                    .endpoint = getenv("TCVOD_ENDPOINT"),
                                    .ca_file = getenv("TCVOD_CA_FILE")};
    int status = tcvod_client_create(&all.client, &options, &error);
    if (status == TCVOD_OK)
        status = tcvod_uv_attach(&all.adapter, uv_default_loop(), all.client, &error);
    if (status != TCVOD_OK) {
        fprintf(stderr, "%s\n", error.message);
        tcvod_client_destroy(all.client);
        return 1;
    }
    submit_more(&all);
    uv_run(uv_default_loop(), UV_RUN_DEFAULT);
    printf("%u tagged, %u failed\n", all.tagged, all.failed);
    uv_loop_close(uv_default_loop());
    return all.failed == 0 ? 0 : 1;
}
