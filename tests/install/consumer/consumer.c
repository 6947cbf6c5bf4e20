/* SPDX-License-Identifier: MIT
 * What an application sees of an installed tcvod: headers, a typed call, a classified failure. */
#include <tcvod/tcvod.h>
#include <tcvod/vod_v2.h>

#include <stdio.h>
#include <string.h>

int main(void)
{
    tcvod_error error = {0};
    tcvod_client *client = NULL;
    tcvod_describe_vod_play_urls_response *response = NULL;
    int status = tcvod_client_create(&client,
                                     &(tcvod_client_options){.secret_id = "id",
                                                             .secret_key = "key",
                                                             .endpoint = "https://127.0.0.1:1"},
                                     &error);
    if (status == TCVOD_OK)
        status = tcvod_describe_vod_play_urls(
            client, &(tcvod_describe_vod_play_urls_request){.file_id = "1"}, &response, &error);
    int nowhere = tcvod_describe_class(client, NULL, NULL, &error);
    tcvod_client_destroy(client);
    printf("%s %s\n", tcvod_version(), tcvod_category_name(status));
    if (nowhere != TCVOD_ERROR_ARGUMENT || strcmp(error.field, "response") != 0)
        return 1;
    return strcmp(tcvod_version(), TCVOD_VERSION) == 0 && status == TCVOD_ERROR_CONNECT ? 0 : 1;
}
