/* SPDX-License-Identifier: MIT */
/* Once a client is destroyed, its secret key is nowhere in the memory of the process: not in use,
 * not freed, not on a stack; nor is the key as HMAC mixes it. */
#include "../transport/server.h"

#include <tcvod/vod_v2.h>

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { KEY_BYTES = 32, LARGEST_MAPPING_BYTES = 256 * 1024 * 1024 };
enum { AS_IT_IS = 0, INNER_PAD = 0x36, OUTER_PAD = 0x5c };

/* Made afresh from a number each time, so that the test itself keeps no copy. */
static volatile unsigned seed = 40503;

static unsigned char key_byte(size_t position)
{
    return (unsigned char)('A' + (seed * (position + 1) * (position + 7) >> 3) % 26);
}

static void write_key(char key[static KEY_BYTES + 1])
{
    for (size_t i = 0; i < KEY_BYTES; i++)
        key[i] = (char)key_byte(i);
    key[KEY_BYTES] = '\0';
}

static void wipe(volatile char *text, size_t size_bytes)
{
    while (size_bytes-- > 0)
        text[size_bytes] = 0;
}

/* Reads memory that nobody may read any more, too; hundreds of MiB, so that nothing may be counted.
 */
__attribute__((no_sanitize("address", "undefined"), no_profile_instrument_function)) static size_t
count_in(const volatile unsigned char *memory, size_t size_bytes, unsigned mask)
{
    const unsigned first = key_byte(0) ^ mask;
    size_t found = 0;
    for (size_t i = 0; i + KEY_BYTES <= size_bytes; i++) {
        size_t matched = 0;
        if (memory[i] != first)
            continue;
        while (matched < KEY_BYTES && memory[i + matched] == (key_byte(matched) ^ mask))
            matched++;
        found += matched == KEY_BYTES;
    }
    return found;
}

static size_t count_in_process(unsigned mask)
{
    char line[512];
    size_t found = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    assert_non_null(maps);
    while (fgets(line, sizeof line, maps) != NULL) {
        uintptr_t begin;
        uintptr_t end;
        char rights[5];
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s", &begin, &end, rights) != 3)
            continue;
        if (strncmp(rights, "rw", 2) == 0 && end - begin <= LARGEST_MAPPING_BYTES)
            found += count_in((const volatile unsigned char *)begin, end - begin, mask);
    }
    fclose(maps);
    return found;
}

static tcvod_client *create_client(const char *endpoint, int signature_method)
{
    char key[KEY_BYTES + 1];
    tcvod_client *client = NULL;
    write_key(key);
    tcvod_client_options options = {.secret_id = "AKIDsecrets",
                                    .secret_key = key,
                                    .endpoint = endpoint,
                                    .signature_method = signature_method};
    assert_int_equal(tcvod_client_create(&client, &options, NULL), TCVOD_OK);
    wipe(key, sizeof key);
    return client;
}

static void take_response(void *user, int status, void *response, const tcvod_error *error)
{
    (void)user;
    (void)error;
    assert_int_equal(status, TCVOD_OK);
    tcvod_free(response);
}

static void use(tcvod_client *client)
{
    tcvod_create_vod_tags_response *response = NULL;
    tcvod_create_vod_tags_request request = {.file_id = "1", .tags = TCVOD_STRINGS("a")};
    char *json = NULL;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(tcvod_create_vod_tags(client, &request, &response, NULL), TCVOD_OK);
        tcvod_free(response);
    }
    assert_int_equal(
        tcvod_create_vod_tags_submit(client, &request, NULL, take_response, NULL, NULL, NULL),
        TCVOD_OK);
    for (size_t pending = 1; pending > 0;)
        assert_int_equal(tcvod_poll(client, -1, &pending), TCVOD_OK);
    assert_int_equal(tcvod_dry_run_json(client, "GetTaskList", "{}", NULL, &json, NULL), TCVOD_OK);
    tcvod_text_free(json);
}

static void sign_alone(void)
{
    char key[KEY_BYTES + 1];
    char *text = NULL;
    char *signature = NULL;
    write_key(key);
    int status = tcvod_sign("GET", "h", "/", NULL, 0, key, &text, &signature, NULL);
    wipe(key, sizeof key);
    assert_int_equal(status, TCVOD_OK);
    tcvod_text_free(text);
    tcvod_text_free(signature);
}

static void no_key_is_left(void **state)
{
    (void)state;
    for (int method = TCVOD_SIGNATURE_HMAC_SHA1; method <= TCVOD_SIGNATURE_HMAC_SHA256; method++) {
        test_server server = {0};
        server_start(&server, answer_hello);
        tcvod_client *client = create_client(server.endpoint, method);
        use(client);
        sign_alone();
        assert_int_equal(count_in_process(AS_IT_IS), 1);
        tcvod_client_destroy(client);
        server_stop(&server); /* or its threads' stacks would vanish under the search */
        assert_int_equal(count_in_process(AS_IT_IS), 0);
        assert_int_equal(count_in_process(INNER_PAD), 0);
        assert_int_equal(count_in_process(OUTER_PAD), 0);
    }
}

static void a_refused_client_leaves_no_key(void **state)
{
    (void)state;
    char key[KEY_BYTES + 1];
    tcvod_client *client = NULL;
    write_key(key);
    tcvod_client_options options = {
        .secret_id = "AKIDsecrets", .secret_key = key, .endpoint = "nonsense"};
    int status = tcvod_client_create(&client, &options, NULL);
    wipe(key, sizeof key);
    assert_int_equal(status, TCVOD_ERROR_ARGUMENT);
    assert_int_equal(count_in_process(AS_IT_IS), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_key_is_left),
        cmocka_unit_test(a_refused_client_leaves_no_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
