/* SPDX-License-Identifier: MIT */
/* consume_events: takes every event from the reliable queue, says what it is, and confirms it. A
 * receiver of callbacks would call tcvod_event_decode() on the body and go on in the same way. */
#include <stdio.h>
#include <stdlib.h>
#include <tcvod/vod_v2.h>

static void handle(const tcvod_event *event)
{
    const tcvod_new_file_upload_event *upload = tcvod_new_file_upload_event_of(event);
    const tcvod_file_deleted_event *deleted = tcvod_file_deleted_event_of(event);
    if (upload != NULL && upload->data != NULL && upload->data->file_id != NULL)
        printf("new video %s\n", upload->data->file_id);
    else if (deleted != NULL && deleted->data != NULL)
        printf("%zu videos deleted\n", deleted->data->file_info.count);
    else
        printf("event of the kind %s: %s\n", tcvod_event_type(event),
               tcvod_response_json(event, NULL));
}

static int confirm(tcvod_client *client, const char *handle_text, tcvod_error *error)
{
    tcvod_confirm_event_response *response = NULL;
    tcvod_confirm_event_request request = {.msg_handle = TCVOD_STRINGS(handle_text)};
    int rc = tcvod_confirm_event(client, &request, &response, error);
    tcvod_free(response);
    return rc;
}

static int consume(tcvod_client *client, const tcvod_pull_event_response *pulled,
                   tcvod_error *error)
{
    int rc = TCVOD_OK;
    for (size_t i = 0; i < pulled->event_list.count && rc == TCVOD_OK; i++) {
        char path[64];
        tcvod_event *event = NULL;
        const char *handle_text = pulled->event_list.items[i].msg_handle;
        snprintf(path, sizeof path, "eventList[%zu].eventContent", i);
        rc = tcvod_event_decode_at(pulled, path, &event, error);
        if (rc == TCVOD_OK)
            handle(event);
        if (rc == TCVOD_OK && handle_text != NULL)
            rc = confirm(client, handle_text, error);
        tcvod_free(event);
    }
    return rc;
}

int main(void)
{
    tcvod_client *client = NULL;
    tcvod_pages *pages = NULL;
    tcvod_pull_event_response *pulled = NULL;
    tcvod_error error = {0};
    tcvod_client_options options = {.secret_id = getenv("TCVOD_SECRET_ID"),
                                    .secret_key = getenv("TCVOD_SECRET_KEY"),
                                    .endpoint = getenv("TCVOD_ENDPOINT"),
                                    .ca_file = getenv("TCVOD_CA_FILE")};
    int rc = tcvod_client_create(&client, &options, &error);
    if (rc == TCVOD_OK)
        rc = tcvod_pull_event_pages(client, NULL, &pages, &error);
    while (rc == TCVOD_OK &&
           (rc = tcvod_pull_event_next_page(pages, &pulled, &error)) == TCVOD_OK) {
        rc = consume(client, pulled, &error);
        tcvod_free(pulled);
    }
    if (rc != TCVOD_END)
        fprintf(stderr, "%s\n", error.message);
    tcvod_pages_close(pages);
    tcvod_client_destroy(client);
    return rc == TCVOD_END ? 0 : 1;
}
