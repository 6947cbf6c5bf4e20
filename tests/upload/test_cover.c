/* SPDX-License-Identifier: MIT */
/* Covers for videos that are there already. */
#include "job_support.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <tcvod/vod_v2/media.h>
#include <unistd.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cover_for_an_older_video),
        cmocka_unit_test(a_cover_for_no_video),
        cmocka_unit_test(impossible_covers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
