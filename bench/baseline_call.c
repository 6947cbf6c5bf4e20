/* SPDX-License-Identifier: MIT */
#include "baseline_call.h"

#include <curl/curl.h>
#include <json-c/json.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

struct baseline {
    CURL *easy;
    const char *endpoint, *secret_id, *secret_key;
    char *body;
    size_t body_bytes, body_room;
};

static size_t collect(char *data, size_t size, size_t count, void *user)
{
    baseline *state = user;
    size_t bytes = size * count;
    if (state->body_bytes + bytes + 1 > state->body_room) {
        size_t room = 2 * (state->body_bytes + bytes + 1);
        char *grown = realloc(state->body, room);
        if (!grown)
            return 0;
        state->body = grown;
        state->body_room = room;
    }
    memcpy(state->body + state->body_bytes, data, bytes);
    state->body_bytes += bytes;
    state->body[state->body_bytes] = '\0';
    return bytes;
}

baseline *baseline_create(const char *endpoint, const char *secret_id, const char *secret_key)
{
    baseline *state = calloc(1, sizeof *state);
    if (!state)
        return NULL;
    state->endpoint = endpoint;
    state->secret_id = secret_id;
    state->secret_key = secret_key;
    state->easy = curl_easy_init();
    curl_easy_setopt(state->easy, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(state->easy, CURLOPT_WRITEDATA, state);
    curl_easy_setopt(state->easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(state->easy, CURLOPT_CONNECTTIMEOUT_MS, 10000L);
    curl_easy_setopt(state->easy, CURLOPT_TIMEOUT_MS, 60000L);
    return state;
}

static void sign(const baseline *state, const char *query, char *signature)
{
    char text[2048];
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    const char *host = strstr(state->endpoint, "//") + 2;
    int bytes = snprintf(text, sizeof text, "GET%.*s/v2/index.php?%s", (int)strcspn(host, ":"),
                         host, query);
    HMAC(EVP_sha1(), state->secret_key, (int)strlen(state->secret_key), (unsigned char *)text,
         (size_t)bytes, digest, &length);
    EVP_EncodeBlock((unsigned char *)signature, digest, (int)length);
}

static int64_t read_int(struct json_object *object, const char *name)
{
    struct json_object *member;
    return json_object_object_get_ex(object, name, &member) ? json_object_get_int64(member) : 0;
}

static int64_t read_answer(const char *body)
{
    struct json_object *root = json_tokener_parse(body), *list, *member;
    int64_t sum = root && read_int(root, "code") == 0 ? 0 : -1;
    if (sum == 0 && json_object_object_get_ex(root, "playSet", &list)) {
        size_t count = json_object_array_length(list);
        for (size_t i = 0; i < count; i++) {
            struct json_object *play = json_object_array_get_idx(list, i);
            sum += read_int(play, "definition") + read_int(play, "vbitrate") +
                   read_int(play, "vheight") + read_int(play, "vwidth");
            if (json_object_object_get_ex(play, "url", &member))
                sum += (int64_t)strlen(json_object_get_string(member));
        }
    }
    json_object_put(root);
    return sum;
}

CURL *baseline_prepare(baseline *state, const char *file_id)
{
    char query[1024], signature[64], url[4096];
    unsigned nonce = 0;
    if (getrandom(&nonce, sizeof nonce, 0) != sizeof nonce)
        return NULL;
    snprintf(query, sizeof query,
             "Action=DescribeVodPlayUrls&Nonce=%u&Region=gz&SecretId=%s&Timestamp=%lld&fileId=%s",
             nonce, state->secret_id, (long long)time(NULL), file_id);
    sign(state, query, signature);
    char *escaped = curl_easy_escape(state->easy, signature, 0);
    snprintf(url, sizeof url, "%s/v2/index.php?%s&Signature=%s", state->endpoint, query, escaped);
    curl_free(escaped);
    state->body_bytes = 0;
    return curl_easy_setopt(state->easy, CURLOPT_URL, url) == CURLE_OK ? state->easy : NULL;
}

int64_t baseline_read(const baseline *state)
{
    long status = 0;
    if (curl_easy_getinfo(state->easy, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK ||
        status != 200)
        return -1;
    return read_answer(state->body);
}

int64_t baseline_call(baseline *state, const char *file_id)
{
    CURL *easy = baseline_prepare(state, file_id);
    return easy && curl_easy_perform(easy) == CURLE_OK ? baseline_read(state) : -1;
}

void baseline_destroy(baseline *state)
{
    curl_easy_cleanup(state->easy);
    free(state->body);
    free(state);
}
