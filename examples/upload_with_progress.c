/* SPDX-License-Identifier: MIT */
/* upload_with_progress FILE [NAME]: uploads a file and prints the id of the video. Ctrl-C stops it;
 * the same command again goes on where it stopped. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <tcvod/vod_v2.h>

static volatile sig_atomic_t was_interrupted;

static void on_signal(int number)
{
    (void)number;
    was_interrupted = 1;
}

/* Anything but 0 ends the upload. */
static int on_progress(void *user, const tcvod_upload_progress *progress)
{
    static const char *const states[] = {
        [TCVOD_UPLOAD_HASHING] = "hashing",     [TCVOD_UPLOAD_STARTING] = "starting",
        [TCVOD_UPLOAD_SENDING] = "sending",     [TCVOD_UPLOAD_PAUSED] = "paused",
        [TCVOD_UPLOAD_FINISHING] = "finishing", [TCVOD_UPLOAD_DONE] = "done"};
    bool is_hashing = progress->state == TCVOD_UPLOAD_HASHING;
    uint64_t bytes = is_hashing ? progress->bytes_hashed : progress->bytes_confirmed;
    (void)user;
    fprintf(stderr, "\r%-9s %3" PRIu64 "%%  %8.1f KiB/s", states[progress->state],
            bytes * 100 / progress->file_bytes, progress->bytes_per_second / 1024);
    return was_interrupted;
}

int main(int argc, char **argv)
{
    tcvod_error error = {0};
    tcvod_client *client = NULL;
    tcvod_upload_result *result = NULL;
    if (argc != 2 && argc != 3)
        return fprintf(stderr, "usage: upload_with_progress FILE [NAME]\n"), 2;
    signal(SIGINT, on_signal);

    tcvod_client_options options = {.credentials_from = TCVOD_CREDENTIALS_FROM_ENVIRONMENT,
                                    .endpoint = getenv("TCVOD_ENDPOINT"),
                                    .ca_file = getenv("TCVOD_CA_FILE")};
    int status = tcvod_client_create(&client, &options, &error);
    if (status == TCVOD_OK)
        status =
            tcvod_upload(client,
                         &(tcvod_upload_options){
                             .source.path = argv[1], .name = argv[2], .on_progress = on_progress},
                         &result, &error);
    fputc('\n', stderr);
    if (status == TCVOD_OK)
        printf("%s\n", result->file_id);
    else
        fprintf(stderr, "%s: %s (%s)\n", tcvod_category_name(status), error.message,
                error.service_code);
    tcvod_upload_result_free(result);
    tcvod_client_destroy(client);
    return status == TCVOD_OK ? 0 : 1;
}
