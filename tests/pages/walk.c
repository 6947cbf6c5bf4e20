/* SPDX-License-Identifier: MIT */
#include "walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

tcvod_client *walk_client(const walk *about, const tcvod_allocator *allocator)
{
    tcvod_client *client = NULL;
    tcvod_client_options options = {.secret_id = "AKID",
                                    .secret_key = "key",
                                    .endpoint = about->server.endpoint,
                                    .allocator = allocator};
    return tcvod_client_create(&client, &options, NULL) == TCVOD_OK ? client : NULL;
}

void walk_begin(walk *about, server_answer answer)
{
    memset(about, 0, sizeof *about);
    server_start(&about->server, answer);
    about->client = walk_client(about, NULL);
    assert_non_null(about->client);
}

void walk_end(walk *about)
{
    tcvod_pages_close(about->pages);
    tcvod_client_destroy(about->client);
    server_stop(&about->server);
}

int asked(const test_server *server, const char *name)
{
    const char *found = strstr(server->request, name);
    return found != NULL ? atoi(found + strlen(name)) : -1;
}

bool answer_videos(test_server *server, test_peer *peer, unsigned number)
{
    char body[256];
    int page = asked(server, "pageNo=");
    int first = (page - 1) * 2;
    (void)number;
    if (first >= 5)
        snprintf(body, sizeof body, "{\"code\":0,\"totalCount\":5,\"fileSet\":[]}");
    else if (first == 4)
        snprintf(body, sizeof body,
                 "{\"code\":0,\"totalCount\":5,\"fileSet\":[{\"fileId\":\"4\"}]}");
    else
        snprintf(body, sizeof body,
                 "{\"code\":0,\"totalCount\":\"5\",\"fileSet\":[{\"fileId\":\"%d\"},{\"fileId\":\"%"
                 "d\"}]}",
                 first, first + 1);
    send_json(peer, body);
    return true;
}

void open_videos(walk *about, tcvod_int page)
{
    char name[] = "city";
    tcvod_describe_vod_play_info_request request = {
        .file_name = name, .page_no = page, .page_size = TCVOD_INT(2)};
    assert_int_equal(
        tcvod_describe_vod_play_info_pages(about->client, &request, &about->pages, &about->error),
        TCVOD_OK);
    memset(name, 'x', sizeof name - 1); /* the walk has a copy */
}

int collect_videos(walk *about, char *ids)
{
    tcvod_describe_vod_play_info_response *response = NULL;
    int status;
    *ids = '\0';
    while ((status = tcvod_describe_vod_play_info_next_page(about->pages, &response,
                                                            &about->error)) == TCVOD_OK) {
        tcvod_each(tcvod_named_video, video, response->file_set) strcat(ids, video->file_id);
        strcat(ids, " ");
        tcvod_free(response);
    }
    assert_null(response);
    return status;
}
