/* SPDX-License-Identifier: MIT */
#include "job_support.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

char *random_bytes(size_t size_bytes)
{
    char *bytes = malloc(size_bytes);
    FILE *source = fopen("/dev/urandom", "rb");
    assert_non_null(bytes);
    assert_non_null(source);
    assert_int_equal(fread(bytes, 1, size_bytes, source), size_bytes);
    fclose(source);
    return bytes;
}

tcvod_client *make_client(const tcvod_allocator *allocator)
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
    size_t room_bytes;
} download;

static size_t collect(char *data, size_t unit, size_t count, void *user)
{
    download *to = user;
    if (to->size_bytes + unit * count > to->room_bytes)
        return 0;
    memcpy(to->bytes + to->size_bytes, data, unit * count);
    to->size_bytes += unit * count;
    return unit * count;
}

void assert_bytes_at(const char *url, const char *expected, size_t size_bytes)
{
    download got = {.bytes = malloc(size_bytes), .room_bytes = size_bytes};
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
