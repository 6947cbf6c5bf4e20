/* SPDX-License-Identifier: MIT */
/* callback_server [PORT]: takes the events that the service posts to a callback URL, and prints
 * what happened, a line each. Port 0, the default, is a free one. Ends when stdin does. */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tcvod/vod_v2.h>

enum { MOST_BODY_BYTES = 1024 * 1024 };

typedef struct body {
    char *bytes;
    size_t size_bytes;
    bool is_refused;
} body;

static void tell(const tcvod_event *event)
{
    const tcvod_new_file_upload_event *upload = tcvod_new_file_upload_event_of(event);
    const tcvod_file_deleted_event *deleted = tcvod_file_deleted_event_of(event);
    if (upload != NULL && upload->data != NULL && upload->data->file_id != NULL)
        printf("new video %s\n", upload->data->file_id);
    else if (deleted != NULL && deleted->data != NULL)
        printf("%zu videos deleted\n", deleted->data->file_info.count);
    else
        printf("event of the kind %s\n", tcvod_event_type(event));
    fflush(stdout);
}

/* The service repeats an event until it gets status 200: what cannot be read now never will be. */
static unsigned handle(const body *received)
{
    tcvod_event *event = NULL;
    tcvod_error error = {0};
    if (tcvod_event_decode(received->bytes, received->size_bytes, &event, &error) != TCVOD_OK) {
        fprintf(stderr, "no event: %s\n", error.message);
        return MHD_HTTP_BAD_REQUEST;
    }
    tell(event);
    tcvod_free(event);
    return MHD_HTTP_OK;
}

static void take(body *received, const char *bytes, size_t size_bytes)
{
    char *larger = NULL;
    if (size_bytes <= MOST_BODY_BYTES - received->size_bytes)
        larger = realloc(received->bytes, received->size_bytes + size_bytes);
    if (larger == NULL) {
        received->is_refused = true;
        return;
    }
    memcpy(larger + received->size_bytes, bytes, size_bytes);
    received->bytes = larger;
    received->size_bytes += size_bytes;
}

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned status)
{
    struct MHD_Response *empty = MHD_create_response_from_buffer(0, "", MHD_RESPMEM_PERSISTENT);
    enum MHD_Result queued = MHD_queue_response(connection, status, empty);
    MHD_destroy_response(empty);
    return queued;
}

/* Called when the head is there, for each piece of the body, and at its end. */
static enum MHD_Result on_request(void *user, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_bytes, void **request)
{
    (void)user, (void)url, (void)version;
    if (strcmp(method, "POST") != 0)
        return answer(connection, MHD_HTTP_METHOD_NOT_ALLOWED);
    if (*request == NULL)
        return (*request = calloc(1, sizeof(body))) != NULL ? MHD_YES : MHD_NO;
    body *received = *request;
    if (*upload_bytes == 0)
        return answer(connection,
                      received->is_refused ? MHD_HTTP_CONTENT_TOO_LARGE : handle(received));
    if (!received->is_refused)
        take(received, upload, *upload_bytes);
    *upload_bytes = 0;
    return MHD_YES;
}

static void on_end(void *user, struct MHD_Connection *connection, void **request,
                   enum MHD_RequestTerminationCode how)
{
    body *received = *request;
    (void)user, (void)connection, (void)how;
    if (received != NULL)
        free(received->bytes);
    free(received);
}

int main(int argc, char **argv)
{
    uint16_t port = argc > 1 ? (uint16_t)atoi(argv[1]) : 0;
    struct MHD_Daemon *server =
        MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_ERROR_LOG, port, NULL, NULL,
                         on_request, NULL, MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL,
                         MHD_OPTION_CONNECTION_TIMEOUT, 30u, MHD_OPTION_END);
    if (server == NULL)
        return fprintf(stderr, "cannot listen on port %d\n", port), 1;
    printf("listening on port %d\n", MHD_get_daemon_info(server, MHD_DAEMON_INFO_BIND_PORT)->port);
    fflush(stdout);
    while (getchar() != EOF)
        continue;
    MHD_stop_daemon(server);
    return 0;
}
