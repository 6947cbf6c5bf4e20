/* SPDX-License-Identifier: MIT */
/* list_play_urls FILE_ID: prints the URLs from which a video can be played. */
#include <tcvod/tcvod.h>
#include <tcvod/vod_v2.h>

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    tcvod_error error = {0};
    tcvod_client *client = NULL;
    tcvod_describe_vod_play_urls_response *response = NULL;
    if (argc != 2)
        return fprintf(stderr, "usage: list_play_urls FILE_ID\n"), 2;

    int status = tcvod_client_create(&client,
                                     &(tcvod_client_options){
                                         .secret_id = getenv("TCVOD_SECRET_ID"),
                                         .secret_key = getenv("TCVOD_SECRET_KEY"),
                                         .endpoint = getenv("TCVOD_ENDPOINT"),
                                         .ca_file = getenv("TCVOD_CA_FILE"),
                                     },
                                     &error);
    if (status == TCVOD_OK)
        status = tcvod_describe_vod_play_urls(
            client, &(tcvod_describe_vod_play_urls_request){.file_id = argv[1]}, &response, &error);
    if (status == TCVOD_OK) {
        tcvod_each(tcvod_play_url, play, response->play_set) printf("%s\n", play->url);
    } else {
        fprintf(stderr, "%s: %s (%s)\n", tcvod_category_name(status), error.message,
                error.service_code);
    }
    tcvod_free(response);
    tcvod_client_destroy(client);
    return status == TCVOD_OK ? 0 : 1;
}
