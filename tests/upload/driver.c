/* SPDX-License-Identifier: MIT */
/* driver NAME=VALUE…: one upload with limits short enough for tests; prints what came of it as
 * JSON. path=FILE, cover=FILE, stall=MS (of a connection), attempts=N, parallel=N, part=BYTES,
 * rate=BYTES, total=MS, cancel_at=BYTES and stop_at=BYTES (confirmed), pause_ms=MS (at half),
 * cache=FILE. */
#include <json-c/json.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tcvod/tcvod.h>
#include <time.h>

typedef struct watcher {
    tcvod_upload_control *control;
    uint64_t cancel_at, stop_at;
    long pause_ms;
    bool paused, went_wrong;
    int calls, pauses_seen;
    tcvod_upload_progress last;
    pthread_t resumer;
} watcher;

static const char *argument(int argc, char **argv, const char *name)
{
    size_t length = strlen(name);
    for (int i = 1; i < argc; i++)
        if (strncmp(argv[i], name, length) == 0 && argv[i][length] == '=')
            return argv[i] + length + 1;
    return NULL;
}

static long number(int argc, char **argv, const char *name)
{
    const char *text = argument(argc, argv, name);
    return text ? strtol(text, NULL, 10) : 0;
}

static void *resume_later(void *user)
{
    watcher *watched = user;
    struct timespec wait = {watched->pause_ms / 1000, watched->pause_ms % 1000 * 1000000};
    nanosleep(&wait, NULL);
    tcvod_upload_resume(watched->control);
    return NULL;
}

static bool goes_back(const tcvod_upload_progress *then, const tcvod_upload_progress *now)
{
    return now->bytes_hashed < then->bytes_hashed || now->bytes_sent < then->bytes_sent ||
           now->bytes_confirmed < then->bytes_confirmed ||
           now->parts_confirmed < then->parts_confirmed || now->bytes_hashed > now->file_bytes ||
           now->bytes_sent > now->file_bytes || now->bytes_confirmed > now->file_bytes ||
           now->parts_confirmed > now->parts;
}

static int on_progress(void *user, const tcvod_upload_progress *progress)
{
    watcher *watched = user;
    watched->calls++;
    watched->went_wrong |= goes_back(&watched->last, progress);
    watched->last = *progress;
    watched->pauses_seen += progress->state == TCVOD_UPLOAD_PAUSED;
    if (watched->cancel_at && progress->bytes_confirmed >= watched->cancel_at)
        tcvod_upload_cancel(watched->control);
    if (watched->pause_ms && !watched->paused &&
        progress->bytes_confirmed >= progress->file_bytes / 2) {
        watched->paused = true;
        tcvod_upload_pause(watched->control);
        pthread_create(&watched->resumer, NULL, resume_later, watched);
    }
    return watched->stop_at && progress->bytes_confirmed >= watched->stop_at;
}

static void add_text(struct json_object *to, const char *name, const char *text)
{
    json_object_object_add(to, name, json_object_new_string(text));
}

static void add_number(struct json_object *to, const char *name, uint64_t value)
{
    json_object_object_add(to, name, json_object_new_int64((int64_t)value));
}

static void print(const tcvod_upload_result *result, const tcvod_error *error,
                  const watcher *watched)
{
    struct json_object *told = json_object_new_object();
    add_text(told, "category", tcvod_category_name(error->category));
    add_text(told, "action", error->action);
    add_text(told, "step", error->step);
    add_text(told, "field", error->field);
    add_text(told, "message", error->message);
    add_number(told, "attempts", (uint64_t)error->attempts);
    add_number(told, "elapsed_ms", (uint64_t)error->elapsed_ms);
    add_number(told, "progress_calls", (uint64_t)watched->calls);
    add_number(told, "pauses_seen", (uint64_t)watched->pauses_seen);
    json_object_object_add(told, "progress_went_wrong",
                           json_object_new_boolean(watched->went_wrong));
    add_number(told, "last_state", (uint64_t)watched->last.state);
    add_number(told, "confirmed", watched->last.bytes_confirmed);
    add_number(told, "hashed", watched->last.bytes_hashed);
    if (result) {
        add_number(told, "outcome", (uint64_t)result->outcome);
        add_text(told, "file_id", result->file_id);
        add_text(told, "url", result->url);
        add_text(told, "cover_url", result->cover_url);
        add_text(told, "task_id", result->task_id);
        add_number(told, "bytes_sent", result->bytes_sent);
        add_number(told, "parts", result->parts);
        add_number(told, "parts_skipped", result->parts_skipped);
        add_number(told, "retries", result->retries);
    }
    puts(json_object_to_json_string(told));
    json_object_put(told);
}

static int upload(tcvod_client *client, int argc, char **argv)
{
    watcher watched = {.cancel_at = (uint64_t)number(argc, argv, "cancel_at"),
                       .stop_at = (uint64_t)number(argc, argv, "stop_at"),
                       .pause_ms = number(argc, argv, "pause_ms")};
    tcvod_error error = {0};
    tcvod_upload_result *result = NULL;
    if (tcvod_upload_control_create(&watched.control) != TCVOD_OK)
        return 1;
    tcvod_upload_options options = {
        .source = {.path = argument(argc, argv, "path")},
        .cover = {.path = argument(argc, argv, "cover")},
        .procedure = argument(argc, argv, "procedure"),
        .part_bytes = (size_t)number(argc, argv, "part"),
        .parallel_parts = (unsigned)number(argc, argv, "parallel"),
        .max_attempts = (unsigned)number(argc, argv, "attempts"),
        .max_bytes_per_second = (uint64_t)number(argc, argv, "rate"),
        .total_timeout_ms = number(argc, argv, "total"),
        .stall_timeout_ms = number(argc, argv, "job_stall"),
        .hash_cache_path = argument(argc, argv, "cache"),
        .on_progress = on_progress,
        .progress_interval_ms = 1,
        .user = &watched,
        .control = watched.control,
    };
    tcvod_upload(client, &options, &result, &error);
    if (watched.paused)
        pthread_join(watched.resumer, NULL);
    print(result, &error, &watched);
    tcvod_upload_result_free(result);
    tcvod_upload_control_destroy(watched.control);
    return 0;
}

int main(int argc, char **argv)
{
    tcvod_client *client = NULL;
    tcvod_error error = {0};
    tcvod_client_options options = {
        .secret_id = getenv("TCVOD_SECRET_ID"),
        .secret_key = getenv("TCVOD_SECRET_KEY"),
        .endpoint = getenv("TCVOD_ENDPOINT"),
        .ca_file = getenv("TCVOD_CA_FILE"),
        .connect_timeout_ms = 2000,
        .stall_timeout_ms = number(argc, argv, "stall"),
    };
    if (tcvod_client_create(&client, &options, &error) != TCVOD_OK)
        return fprintf(stderr, "%s\n", error.message), 1;
    int status = upload(client, argc, argv);
    tcvod_client_destroy(client);
    return status;
}
