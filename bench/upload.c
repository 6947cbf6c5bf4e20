/* SPDX-License-Identifier: MIT
 * upload FILE: one upload by the library; prints "seconds peak_memory_kib". */
#include <stdio.h>
#include <stdlib.h>
#include <tcvod/tcvod.h>

#include "support.h"

int main(int argc, char **argv)
{
    tcvod_error error = {0};
    tcvod_client *client = NULL;
    tcvod_upload_result *result = NULL;
    if (argc != 2)
        return fprintf(stderr, "usage: %s FILE\n", argv[0]), 2;
    tcvod_client_options options = {.secret_id = getenv("TCVOD_SECRET_ID"),
                                    .secret_key = getenv("TCVOD_SECRET_KEY"),
                                    .endpoint = getenv("TCVOD_ENDPOINT"),
                                    .ca_file = getenv("TCVOD_CA_FILE")};
    double started = bench_seconds();
    if (tcvod_client_create(&client, &options, &error) != TCVOD_OK ||
        tcvod_upload(client, &(tcvod_upload_options){.source.path = argv[1]}, &result, &error) !=
            TCVOD_OK)
        return fprintf(stderr, "%s: %s\n", error.action, error.message), 1;
    double seconds = bench_seconds() - started;
    printf("%.3f %ld\n", seconds, bench_peak_memory_kib());
    tcvod_upload_result_free(result);
    tcvod_client_destroy(client);
    return 0;
}
