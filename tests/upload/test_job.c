/* SPDX-License-Identifier: MIT */
/* Whole uploads against the emulator that TCVOD_TEST_HTTP names. */
#include "allocations.h"
#include "job_support.h"

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { SIZE = 3 * 1024 * 1024 + 17 };

static void assert_stored(const char *url, const char *expected)
{
    assert_bytes_at(url, expected, SIZE);
}

static void assert_uploads(const tcvod_upload_source *source, const char *expected)
{
    tcvod_error error;
    tcvod_upload_result *result = NULL;
    tcvod_client *client = make_client(NULL);
    tcvod_upload_options options = {.source = *source, .name = "film", .type = "mp4"};
    int status = tcvod_upload(client, &options, &result, &error);
    tcvod_client_destroy(client);
    assert_string_equal(error.message, "");
    assert_int_equal(status, TCVOD_OK);
    assert_int_equal(result->outcome, TCVOD_UPLOAD_SENT);
    assert_int_equal(result->bytes_sent, SIZE);
    assert_stored(result->url, expected);
    tcvod_upload_result_free(result);
}

static void from_memory(void **state)
{
    (void)state;
    char *bytes = random_bytes(SIZE);
    assert_uploads(&(tcvod_upload_source){.memory = {bytes, SIZE}}, bytes);
    free(bytes);
}

static int read_at(void *user, uint64_t offset, void *buffer, size_t size_bytes)
{
    memcpy(buffer, (const char *)user + offset, size_bytes);
    return 0;
}

static void from_a_callback(void **state)
{
    (void)state;
    char *bytes = random_bytes(SIZE);
    tcvod_upload_source source = {.read_at = read_at, .user = bytes, .size_bytes = SIZE};
    assert_uploads(&source, bytes);
    free(bytes);
}

typedef struct watched_source {
    const char *bytes;
    uint64_t read_bytes;
} watched_source;

static int read_watched(void *user, uint64_t offset, void *buffer, size_t size_bytes)
{
    watched_source *watched = user;
    memcpy(buffer, watched->bytes + offset, size_bytes);
    watched->read_bytes += size_bytes;
    return 0;
}

static int stop_after_a_part(void *user, const tcvod_upload_progress *progress)
{
    (void)user;
    return progress->parts_confirmed > 0;
}

static int upload_watched(watched_source *watched, bool stop, tcvod_upload_result **result)
{
    tcvod_error error;
    tcvod_client *client = make_client(NULL);
    tcvod_upload_options options = {
        .source = {.read_at = read_watched, .user = watched, .size_bytes = SIZE},
        .type = "mp4",
        .parallel_parts = 1,
        .on_progress = stop ? stop_after_a_part : NULL,
        .progress_interval_ms = 1};
    int status = tcvod_upload(client, &options, result, &error);
    tcvod_client_destroy(client);
    return status;
}

static void reads_once_to_hash_and_once_what_is_missing(void **state)
{
    (void)state;
    char *bytes = random_bytes(SIZE);
    tcvod_upload_result *result = NULL;
    watched_source watched = {.bytes = bytes};
    assert_int_equal(upload_watched(&watched, true, &result), TCVOD_ERROR_CALLBACK);
    watched.read_bytes = 0;
    assert_int_equal(upload_watched(&watched, false, &result), TCVOD_OK);
    assert_int_equal(result->outcome, TCVOD_UPLOAD_CONTINUED);
    assert_true(result->parts_skipped > 0);
    assert_int_equal(watched.read_bytes, SIZE + result->bytes_sent);
    assert_int_equal(result->bytes_sent, SIZE - (result->parts_skipped << 20));
    assert_stored(result->url, bytes);
    tcvod_upload_result_free(result);
    free(bytes);
}

static void from_a_descriptor(void **state)
{
    (void)state;
    char path[] = "/tmp/tcvod-job-XXXXXX";
    char *bytes = random_bytes(SIZE);
    int fd = mkstemp(path);
    assert_int_equal(write(fd, bytes, SIZE), SIZE);
    unlink(path);
    assert_uploads(&(tcvod_upload_source){.fd = TCVOD_INT(fd)}, bytes);
    assert_int_equal(lseek(fd, 0, SEEK_CUR), SIZE);
    close(fd);
    free(bytes);
}

typedef struct thread_upload {
    tcvod_client *client;
    char *bytes;
    int status;
    tcvod_upload_result *result;
} thread_upload;

static void *upload_in_thread(void *user)
{
    thread_upload *mine = user;
    tcvod_error error;
    tcvod_upload_options options = {
        .source = {.memory = {mine->bytes, SIZE}}, .name = "film", .type = "mp4"};
    mine->status = tcvod_upload(mine->client, &options, &mine->result, &error);
    return NULL;
}

static void side_by_side_with_one_client(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    thread_upload uploads[THREADS];
    tcvod_client *client = make_client(NULL);
    for (int i = 0; i < THREADS; i++) {
        uploads[i] = (thread_upload){.client = client, .bytes = random_bytes(SIZE)};
        assert_int_equal(pthread_create(&threads[i], NULL, upload_in_thread, &uploads[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    tcvod_client_destroy(client);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(uploads[i].status, TCVOD_OK);
        assert_stored(uploads[i].result->url, uploads[i].bytes);
        tcvod_upload_result_free(uploads[i].result);
        free(uploads[i].bytes);
    }
}

static void *cancel_later(void *user)
{
    struct timespec wait = {.tv_nsec = 50000000};
    nanosleep(&wait, NULL);
    tcvod_upload_cancel(user);
    return NULL;
}

static void another_thread_cancels(void **state)
{
    (void)state;
    pthread_t thread;
    char *bytes = random_bytes(SIZE);
    tcvod_error error;
    tcvod_upload_result *result = NULL;
    tcvod_upload_control *control = NULL;
    tcvod_client *client = make_client(NULL);
    assert_int_equal(tcvod_upload_control_create(&control), TCVOD_OK);
    tcvod_upload_options options = {
        .source = {.memory = {bytes, SIZE}}, .type = "mp4", .control = control};
    tcvod_upload_pause(control);
    assert_int_equal(pthread_create(&thread, NULL, cancel_later, control), 0);
    assert_int_equal(tcvod_upload(client, &options, &result, &error), TCVOD_ERROR_CANCELED);
    pthread_join(thread, NULL);
    assert_null(result);
    tcvod_upload_control_destroy(control);
    tcvod_client_destroy(client);
    free(bytes);
}

static void impossible_options(void **state)
{
    (void)state;
    tcvod_client *client = make_client(NULL);
    tcvod_error error;
    tcvod_upload_result *result = NULL;
    tcvod_upload_options parts = {.source = {.memory = {"x", 1}}, .type = "mp4", .part_bytes = 5};
    tcvod_upload_options many = {
        .source = {.memory = {"x", 1}}, .type = "mp4", .parallel_parts = 65};
    assert_int_equal(tcvod_upload(client, &parts, &result, &error), TCVOD_ERROR_ARGUMENT);
    assert_string_equal(error.field, "part_bytes");
    assert_int_equal(tcvod_upload(client, &many, &result, &error), TCVOD_ERROR_ARGUMENT);
    assert_string_equal(error.field, "parallel_parts");
    assert_int_equal(tcvod_upload(NULL, &many, &result, &error), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_upload(client, &many, NULL, &error), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_upload(client, NULL, &result, &error), TCVOD_ERROR_ARGUMENT);
    tcvod_client_destroy(client);
}

static int ignore_progress(void *user, const tcvod_upload_progress *progress)
{
    (void)user;
    (void)progress;
    return 0;
}

static void assert_ends_with(tcvod_upload_options options, int category, const char *field)
{
    tcvod_client *client = make_client(NULL);
    tcvod_error error;
    tcvod_upload_result *result = NULL;
    char *fresh = random_bytes(64);
    options.source.memory = (tcvod_bytes){fresh, 64};
    int status = tcvod_upload(client, &options, &result, &error);
    assert_string_equal(error.field, field);
    assert_int_equal(status, category);
    assert_int_equal(result != NULL, category == TCVOD_OK);
    tcvod_upload_result_free(result);
    tcvod_client_destroy(client);
    free(fresh);
}

static void absurd_options(void **state)
{
    (void)state;
    static const char *const tags[] = {"a", NULL};
    static const tcvod_upload_options harmless[] = {
        {.type = "mp4", .total_timeout_ms = INT64_MIN, .stall_timeout_ms = INT64_MIN},
        {.type = "mp4", .total_timeout_ms = INT64_MAX, .stall_timeout_ms = INT64_MAX},
        {.type = "mp4", .progress_interval_ms = INT64_MAX, .on_progress = ignore_progress},
        {.type = "mp4", .progress_interval_ms = INT64_MIN, .on_progress = ignore_progress},
        {.type = "mp4", .max_bytes_per_second = 1, .max_attempts = 1},
        {.type = "mp4", .max_bytes_per_second = UINT64_MAX, .max_attempts = UINT_MAX},
        {.type = "mp4", .parallel_parts = 64, .hash_cache_path = ""},
        {.type = "mp4", .name = "", .notify_url = "", .hash_cache_path = "/tmp"},
    };
    for (size_t i = 0; i < COUNT_OF(harmless); i++)
        assert_ends_with(harmless[i], TCVOD_OK, "");
    assert_ends_with((tcvod_upload_options){.type = "mp4", .total_timeout_ms = 1},
                     TCVOD_ERROR_TIMEOUT, "total_timeout_ms");
    assert_ends_with((tcvod_upload_options){.type = ""}, TCVOD_ERROR_ARGUMENT, "type");
    assert_ends_with((tcvod_upload_options){.type = "mp4", .tags = {NULL, 3}}, TCVOD_ERROR_ARGUMENT,
                     "tags");
    assert_ends_with((tcvod_upload_options){.type = "mp4", .tags = {tags, 2}}, TCVOD_ERROR_ARGUMENT,
                     "tags[1]");
    assert_ends_with((tcvod_upload_options){.type = "mp4", .part_bytes = SIZE_MAX},
                     TCVOD_ERROR_ARGUMENT, "part_bytes");
    assert_ends_with((tcvod_upload_options){.type = "mp4", .parallel_parts = UINT_MAX},
                     TCVOD_ERROR_ARGUMENT, "parallel_parts");
}

/* Other bytes each time: a file that is there already would take another way. */
static int upload_once(const tcvod_allocator *allocator, void *user)
{
    static unsigned round;
    char *bytes = user;
    tcvod_error error;
    tcvod_upload_result *result = NULL;
    tcvod_client *client = make_client(allocator);
    if (!client)
        return TCVOD_ERROR_MEMORY;
    round++;
    memcpy(bytes, &round, sizeof round);
    tcvod_upload_options options = {
        .source = {.memory = {bytes, 600000}}, .type = "mp4", .part_bytes = 524288};
    int status = tcvod_upload(client, &options, &result, &error);
    tcvod_upload_result_free(result);
    tcvod_client_destroy(client);
    return status;
}

static void survives_lack_of_memory(void **state)
{
    (void)state;
    char *bytes = random_bytes(600000);
    check_every_failure(upload_once, bytes);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_memory),
        cmocka_unit_test(from_a_callback),
        cmocka_unit_test(reads_once_to_hash_and_once_what_is_missing),
        cmocka_unit_test(from_a_descriptor),
        cmocka_unit_test(another_thread_cancels),
        cmocka_unit_test(side_by_side_with_one_client),
        cmocka_unit_test(impossible_options),
        cmocka_unit_test(absurd_options),
        cmocka_unit_test(survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
