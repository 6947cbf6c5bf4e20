/* SPDX-License-Identifier: MIT */
/* Whole uploads against the emulator that TCVOD_TEST_HTTP names. */
#include "allocations.h"
#include "unit.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <tcvod/tcvod.h>
#include <tcvod/vod_v2/media.h>
#include <unistd.h>

enum { SIZE = 3 * 1024 * 1024 + 17 };

static char *random_bytes(size_t size_bytes)
{
    char *bytes = malloc(size_bytes);
    FILE *source = fopen("/dev/urandom", "rb");
    assert_non_null(bytes);
    assert_non_null(source);
    assert_int_equal(fread(bytes, 1, size_bytes, source), size_bytes);
    fclose(source);
    return bytes;
}

static tcvod_client *make_client(const tcvod_allocator *allocator)
{
    tcvod_client *client = NULL;
    tcvod_error error = {0};
    tcvod_client_options options = {.secret_id = getenv("TCVOD_SECRET_ID"),
                                    .secret_key = getenv("TCVOD_SECRET_KEY"),
                                    .endpoint = getenv("TCVOD_TEST_HTTP"),
                                    .allocator = allocator};
    return tcvod_client_create(&client, &options, &error) == TCVOD_OK ? client : NULL;
}

typedef struct download {
    char *bytes;
    size_t size_bytes;
} download;

static size_t collect(char *data, size_t unit, size_t count, void *user)
{
    download *to = user;
    if (to->size_bytes + unit * count > SIZE)
        return 0;
    memcpy(to->bytes + to->size_bytes, data, unit * count);
    to->size_bytes += unit * count;
    return unit * count;
}

static void assert_bytes_at(const char *url, const char *expected, size_t size_bytes)
{
    download got = {.bytes = malloc(SIZE)};
    CURL *easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, (void *)&got);
    assert_int_equal(curl_easy_perform(easy), CURLE_OK);
    curl_easy_cleanup(easy);
    assert_int_equal(got.size_bytes, size_bytes);
    assert_memory_equal(got.bytes, expected, size_bytes);
    free(got.bytes);
}

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

static tcvod_upload_result *upload_video(tcvod_client *client)
{
    char *bytes = random_bytes(1000);
    tcvod_error error;
    tcvod_upload_result *result = NULL;
    tcvod_upload_options options = {.source = {.memory = {bytes, 1000}}, .type = "mp4"};
    assert_int_equal(tcvod_upload(client, &options, &result, &error), TCVOD_OK);
    free(bytes);
    return result;
}

static void assert_is_cover_of(tcvod_client *client, const char *file_id, const char *url)
{
    tcvod_error error;
    tcvod_get_video_info_response *response = NULL;
    tcvod_get_video_info_request request = {.file_id = file_id};
    assert_int_equal(tcvod_get_video_info(client, &request, &response, &error), TCVOD_OK);
    assert_string_equal(response->basic_info->cover_url, url);
    tcvod_free(response);
}

static void a_cover_for_an_older_video(void **state)
{
    (void)state;
    char folder[] = "/tmp/tcvod-job-XXXXXX", path[64];
    char *bytes = random_bytes(5000);
    tcvod_error error;
    tcvod_upload_result *cover = NULL;
    tcvod_client *client = make_client(NULL);
    tcvod_upload_result *video = upload_video(client);
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/front:1.jpg", folder);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    assert_int_equal(write(fd, bytes, 5000), 5000);
    assert_int_equal(tcvod_upload_cover(client, video->file_id,
                                        &(tcvod_upload_source){.path = path}, NULL, NULL, &cover,
                                        &error),
                     TCVOD_OK);
    assert_string_equal(error.message, "");
    assert_int_equal(cover->outcome, TCVOD_UPLOAD_SENT);
    assert_string_equal(cover->file_id, video->file_id);
    assert_string_equal(cover->type, "jpg");
    assert_string_equal(cover->name, "front_1");
    assert_true(cover->name_was_changed);
    assert_int_equal(cover->file_bytes, 5000);
    assert_int_equal(cover->bytes_sent, 5000);
    assert_bytes_at(cover->cover_url, bytes, 5000);
    assert_is_cover_of(client, video->file_id, cover->cover_url);
    tcvod_upload_result_free(cover);
    tcvod_upload_result_free(video);
    tcvod_client_destroy(client);
    close(fd);
    unlink(path);
    rmdir(folder);
    free(bytes);
}

static void a_cover_for_no_video(void **state)
{
    (void)state;
    tcvod_error error;
    tcvod_upload_result *result = NULL;
    tcvod_client *client = make_client(NULL);
    tcvod_upload_source cover = {.memory = {"picture", 7}};
    assert_int_equal(tcvod_upload_cover(client, "1", &cover, "c", "jpg", &result, &error),
                     TCVOD_ERROR_SERVICE);
    assert_string_equal(error.action, "SmallFileUpload");
    assert_null(result);
    tcvod_client_destroy(client);
}

static void impossible_covers(void **state)
{
    (void)state;
    char *bytes = random_bytes(1000);
    tcvod_error error;
    tcvod_upload_result *result = NULL;
    tcvod_client *client = make_client(NULL);
    tcvod_upload_source cover = {.memory = {bytes, 1000}};
    assert_int_equal(tcvod_upload_cover(client, "1", &cover, "c", "jpg", NULL, &error),
                     TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_upload_cover(client, NULL, &cover, "c", "jpg", &result, &error),
                     TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_upload_cover(client, "1", &cover, "c", NULL, &result, &error),
                     TCVOD_ERROR_ARGUMENT);
    assert_string_equal(error.field, "cover_type");
    assert_null(result);
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
        cmocka_unit_test(from_a_descriptor),
        cmocka_unit_test(side_by_side_with_one_client),
        cmocka_unit_test(a_cover_for_an_older_video),
        cmocka_unit_test(a_cover_for_no_video),
        cmocka_unit_test(impossible_covers),
        cmocka_unit_test(impossible_options),
        cmocka_unit_test(survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
