/* SPDX-License-Identifier: MIT */
/* The way by object storage: ApplyUpload names the places, CommitUpload makes a video of what is
 * there. The transfer between them is anybody's. */
#include "job_support.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <tcvod/vod_v2/upload.h>

enum { VIDEO_BYTES = 70000, COVER_BYTES = 300 };

typedef struct reader {
    const char *bytes;
    size_t left_bytes;
} reader;

static size_t give(char *buffer, size_t unit, size_t count, void *user)
{
    reader *from = user;
    size_t size_bytes = unit * count < from->left_bytes ? unit * count : from->left_bytes;
    memcpy(buffer, from->bytes, size_bytes);
    from->bytes += size_bytes;
    from->left_bytes -= size_bytes;
    return size_bytes;
}

static void put(const char *place, const char *bytes, size_t size_bytes)
{
    char url[512];
    long status = 0;
    reader from = {bytes, size_bytes};
    CURL *easy = curl_easy_init();
    snprintf(url, sizeof url, "%s%s", getenv("TCVOD_TEST_HTTP"), place);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(easy, CURLOPT_READDATA, (void *)&from);
    curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)size_bytes);
    assert_int_equal(curl_easy_perform(easy), CURLE_OK);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    assert_int_equal(status, 200);
    curl_easy_cleanup(easy);
}

static tcvod_apply_upload_response *apply(tcvod_client *client)
{
    tcvod_apply_upload_response *places = NULL;
    tcvod_error error;
    tcvod_apply_upload_request request = {.video_type = "mp4",
                                          .video_name = "夜 & day",
                                          .video_size = TCVOD_INT(VIDEO_BYTES),
                                          .cover_type = "jpg",
                                          .cover_size = TCVOD_INT(COVER_BYTES)};
    assert_int_equal(tcvod_apply_upload(client, &request, &places, &error), TCVOD_OK);
    assert_non_null(places->video);
    assert_non_null(places->cover);
    assert_non_null(places->vod_session_key);
    return places;
}

static void a_video_and_its_cover(void **state)
{
    (void)state;
    char *video = random_bytes(VIDEO_BYTES), *cover = random_bytes(COVER_BYTES);
    tcvod_client *client = make_client(NULL);
    tcvod_error error;
    tcvod_apply_upload_response *places = apply(client);
    put(places->video->storage_path, video, VIDEO_BYTES);
    put(places->cover->storage_path, cover, COVER_BYTES);
    tcvod_commit_upload_request request = {.vod_session_key = places->vod_session_key};
    tcvod_commit_upload_response *done = NULL;
    assert_int_equal(tcvod_commit_upload(client, &request, &done, &error), TCVOD_OK);
    assert_true(strlen(done->file_id) > 0);
    assert_bytes_at(done->video->url, video, VIDEO_BYTES);
    assert_bytes_at(done->cover->url, cover, COVER_BYTES);
    tcvod_free(done);
    tcvod_free(places);
    tcvod_client_destroy(client);
    free(video);
    free(cover);
}

static void nothing_was_put_there(void **state)
{
    (void)state;
    tcvod_client *client = make_client(NULL);
    tcvod_error error;
    tcvod_apply_upload_response *places = apply(client);
    tcvod_commit_upload_request request = {.vod_session_key = places->vod_session_key};
    tcvod_commit_upload_response *done = NULL;
    assert_int_equal(tcvod_commit_upload(client, &request, &done, &error), TCVOD_ERROR_SERVICE);
    assert_string_equal(error.service_code, "32001");
    assert_null(done);
    tcvod_free(places);
    tcvod_client_destroy(client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_video_and_its_cover),
        cmocka_unit_test(nothing_was_put_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
