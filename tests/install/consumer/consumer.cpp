// SPDX-License-Identifier: MIT
// The same as consumer.c from C++11, which has no designated initialisers.
#include <tcvod/tcvod.h>
#include <tcvod/vod_v2.h>

#include <cstdio>
#include <cstring>
#include <memory>

int main()
{
    tcvod_error error = tcvod_error();
    tcvod_client_options options = tcvod_client_options();
    options.secret_id = "id";
    options.secret_key = "key";
    options.endpoint = "https://127.0.0.1:1";
    tcvod_client *client = nullptr;
    int status = tcvod_client_create(&client, &options, &error);
    std::unique_ptr<tcvod_client, decltype(&tcvod_client_destroy)> owner(client, tcvod_client_destroy);

    tcvod_describe_vod_play_urls_request request = tcvod_describe_vod_play_urls_request();
    request.file_id = "1";
    tcvod_describe_vod_play_urls_response *response = nullptr;
    if (status == TCVOD_OK)
        status = tcvod_describe_vod_play_urls(client, &request, &response, &error);
    std::unique_ptr<tcvod_describe_vod_play_urls_response, decltype(&tcvod_free)> answer(response,
                                                                                       tcvod_free);
    std::printf("%s %s\n", tcvod_version(), tcvod_category_name(status));
    return std::strcmp(tcvod_version(), TCVOD_VERSION) == 0 && status == TCVOD_ERROR_CONNECT ? 0 : 1;
}
