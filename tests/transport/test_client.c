/* SPDX-License-Identifier: MIT */
/* Options, threads, secrets. */
#include "fixture.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CREDENTIALS .secret_id = SECRET_ID, .secret_key = SECRET_KEY

static void *no_memory(size_t size_bytes, void *user)
{
    (void)size_bytes;
    (void)user;
    return NULL;
}

static const tcvod_allocator incomplete = {.allocate = no_memory};

static void bad_options_are_refused(void **state)
{
    (void)state;
    static const struct {
        tcvod_client_options options;
        int category;
        const char *field;
        const char *message;
    } cases[] = {
        {{0}, TCVOD_ERROR_CREDENTIAL, "secret_id", "secret_id is missing"},
        {{.secret_id = "x"}, TCVOD_ERROR_CREDENTIAL, "secret_key", "secret_key is missing"},
        {{.secret_id = "x", .secret_key = ""}, TCVOD_ERROR_CREDENTIAL, "secret_key", "is missing"},
        {{.secret_id = "x", .secret_key = "key\n"},
         TCVOD_ERROR_CREDENTIAL,
         "secret_key",
         "line end"},
        {{.secret_id = " x", .secret_key = "k"}, TCVOD_ERROR_CREDENTIAL, "secret_id", "blank"},
        {{CREDENTIALS, .token = ""}, TCVOD_ERROR_CREDENTIAL, "token", "is missing"},
        {{CREDENTIALS, .endpoint = "vod.example"}, TCVOD_ERROR_ARGUMENT, "endpoint", "https://"},
        {{CREDENTIALS, .endpoint = "http://vod.example"},
         TCVOD_ERROR_ARGUMENT,
         "endpoint",
         "allow_plain_http"},
        {{CREDENTIALS, .endpoint = "http://128.0.0.1"},
         TCVOD_ERROR_ARGUMENT,
         "endpoint",
         "allow_plain_http"},
        {{CREDENTIALS, .path = "v2"}, TCVOD_ERROR_ARGUMENT, "path", "must begin with /"},
        {{CREDENTIALS, .path = "/a?b"}, TCVOD_ERROR_ARGUMENT, "path", "must begin with /"},
        {{CREDENTIALS, .user_agent = "a\r\nX: y"}, TCVOD_ERROR_ARGUMENT, "user_agent", "control"},
        {{CREDENTIALS, .region = ""}, TCVOD_ERROR_ARGUMENT, "region", "is empty"},
        {{CREDENTIALS, .region = "g\xff"}, TCVOD_ERROR_ARGUMENT, "region", "not UTF-8"},
        {{CREDENTIALS, .token = "t\xc0\x80"}, TCVOD_ERROR_CREDENTIAL, "token", "not UTF-8"},
        {{CREDENTIALS, .signature_method = 3}, TCVOD_ERROR_ARGUMENT, "signature_method", "none of"},
        {{CREDENTIALS, .signature_method = -1},
         TCVOD_ERROR_ARGUMENT,
         "signature_method",
         "none of"},
        {{CREDENTIALS, .max_attempts = -1}, TCVOD_ERROR_ARGUMENT, "max_attempts", "negative"},
        {{CREDENTIALS, .retry_base_ms = 3600001},
         TCVOD_ERROR_ARGUMENT,
         "retry_base_ms",
         "must be from 0"},
        {{CREDENTIALS, .retry_cap_ms = -1}, TCVOD_ERROR_ARGUMENT, "retry_cap_ms", "must be from 0"},
        {{CREDENTIALS, .max_url_bytes = 63}, TCVOD_ERROR_ARGUMENT, "max_url_bytes", "at least 64"},
        {{CREDENTIALS, .allocator = &incomplete}, TCVOD_ERROR_ARGUMENT, "allocator", "three"},
        {{CREDENTIALS, .ca_file = "no/such/file.pem"},
         TCVOD_ERROR_FILE,
         "ca_file",
         "no/such/file.pem cannot be read"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tcvod_client *client = (tcvod_client *)&client;
        tcvod_error error;
        int status = tcvod_client_create(&client, &cases[i].options, &error);
        assert_int_equal(status, cases[i].category);
        assert_null(client);
        assert_int_equal(error.category, status);
        assert_int_equal(error.system_errno, status == TCVOD_ERROR_FILE ? ENOENT : 0);
        assert_string_equal(error.step, "options");
        assert_string_equal(error.field, cases[i].field);
        assert_contains(error.message, cases[i].message);
        assert_lacks(error.message, SECRET_KEY);
        assert_int_equal(tcvod_client_create(&client, &cases[i].options, NULL), status);
    }
    assert_int_equal(tcvod_client_create(NULL, &(tcvod_client_options){CREDENTIALS}, NULL),
                     TCVOD_ERROR_ARGUMENT);
}

static void plain_http_is_for_loopback(void **state)
{
    (void)state;
    static const char *const endpoints[] = {"http://127.0.0.1:80", "http://127.9.8.7",
                                            "http://[::1]:80", "http://LOCALHOST:1",
                                            "HTTPS://vod.example/"};
    for (size_t i = 0; i < sizeof endpoints / sizeof *endpoints; i++) {
        tcvod_client *client;
        tcvod_client_options options = {CREDENTIALS, .endpoint = endpoints[i]};
        assert_int_equal(tcvod_client_create(&client, &options, NULL), TCVOD_OK);
        tcvod_client_destroy(client);
    }
    tcvod_client_destroy(NULL);
}

static void a_plain_host_needs_permission(void **state)
{
    (void)state;
    char *json;
    tcvod_error error;
    for (int allowed = 0; allowed < 2; allowed++) {
        tcvod_client *client;
        tcvod_client_options options = {CREDENTIALS, .allow_plain_http = allowed};
        assert_int_equal(tcvod_client_create(&client, &options, NULL), TCVOD_OK);
        int status = tcvod_dry_run_json(client, "Store", "{}", NULL, &json, &error);
        assert_int_equal(status, allowed ? TCVOD_OK : TCVOD_ERROR_ARGUMENT);
        if (allowed)
            assert_contains(json, "\"url\": \"http://old.invalid/v2/index.php?");
        else
            assert_contains(error.message, "set allow_plain_http");
        tcvod_text_free(json);
        tcvod_client_destroy(client);
    }
}

static void loopback_needs_no_proxy(void **state)
{
    (void)state;
    assert_int_equal(setenv("http_proxy", "http://nowhere.invalid:1", 1), 0);
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){0});
    int status = fixture_call(opened, ECHO, NULL, (tcvod_call_options){0});
    unsetenv("http_proxy");
    assert_int_equal(status, TCVOD_OK);
    fixture_close(opened);
}

static void options_of_other_versions(void **state)
{
    (void)state;
    struct {
        tcvod_client_options known;
        int64_t unknown;
    } newer = {{CREDENTIALS, .endpoint = "nonsense"}, 0};
    tcvod_client *client;
    tcvod_error error;
    size_t older_bytes = offsetof(tcvod_client_options, endpoint);
    assert_int_equal(tcvod_client_create_sized(&client, &newer.known, older_bytes, &error),
                     TCVOD_OK);
    tcvod_client_destroy(client);
    newer.known.endpoint = NULL;
    assert_int_equal(tcvod_client_create_sized(&client, &newer.known, sizeof newer, &error),
                     TCVOD_OK);
    newer.unknown = 1;
    tcvod_client *refused;
    assert_int_equal(tcvod_client_create_sized(&refused, &newer.known, sizeof newer, &error),
                     TCVOD_ERROR_ARGUMENT);
    assert_contains(error.message, "newer than this library");

    struct {
        tcvod_call_options known;
        int64_t unknown;
    } call_options = {{0}, 1};
    void *response;
    assert_int_equal(tcvod_call_sized(client, ECHO, LAYOUT, NULL, &call_options.known,
                                      sizeof call_options, &response, &error),
                     TCVOD_ERROR_ARGUMENT);
    assert_string_equal(error.field, "options");
    tcvod_client_destroy(client);
}

static void bindings_of_other_versions(void **state)
{
    (void)state;
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){0});
    static const struct {
        uint32_t action, layout;
        const char *message;
    } cases[] = {
        {0x70005, 1, "action 0x70005 is unknown to this library"},
        {0x80001, 1, "is unknown to this library"},
        {ECHO, 2, "built with bindings of layout 2"},
        {ECHO, 65537, "built with bindings of layout 65537"},
        {ECHO, 0, "built with bindings of layout 0"},
    };
    void *response = opened;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(tcvod_call(opened->client, cases[i].action, cases[i].layout, NULL, NULL,
                                    &response, &opened->error),
                         TCVOD_ERROR_ARGUMENT);
        assert_null(response);
        assert_contains(opened->error.message, cases[i].message);
    }
    assert_int_equal(tcvod_call(NULL, ECHO, LAYOUT, NULL, NULL, &response, &opened->error),
                     TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_call(opened->client, ECHO, LAYOUT, NULL, NULL, NULL, NULL),
                     TCVOD_ERROR_ARGUMENT);
    assert_int_equal(opened->server.requests, 0);
    fixture_close(opened);
}

static void everything_is_copied(void **state)
{
    (void)state;
    test_server server = {0};
    tcvod_client *client;
    void *response;
    server_start(&server, answer_hello);
    char id[] = "AKIDcopied", key[] = "key-copied", path[] = "/copied", endpoint[64],
         agent[] = "agent";
    strcpy(endpoint, server.endpoint);
    tcvod_client_options options = {.secret_id = id,
                                    .secret_key = key,
                                    .path = path,
                                    .endpoint = endpoint,
                                    .user_agent = agent};
    assert_int_equal(tcvod_client_create(&client, &options, NULL), TCVOD_OK);
    memset(id, 'x', sizeof id - 1);
    memset(key, 'x', sizeof key - 1);
    memset(path, 'x', sizeof path - 1);
    memset(endpoint, 'x', sizeof endpoint);
    memset(agent, 'x', sizeof agent - 1);
    memset(&options, 0x55, sizeof options);
    assert_int_equal(tcvod_call(client, ECHO, LAYOUT, NULL, NULL, &response, NULL), TCVOD_OK);
    server_settle(&server);
    assert_contains(server.request, "GET /copied?Action=Echo");
    assert_contains(server.request, "AKIDcopied");
    assert_contains(server.request, "User-Agent: agent");
    tcvod_client_destroy(client);
    assert_string_equal(((small_response *)response)->text, "hello"); /* outlives its client */
    tcvod_free(response);
    server_stop(&server);
}

enum { THREADS = 8, CALLS = 100 };

static bool echo_number(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    char body[64];
    snprintf(body, sizeof body, "{\"code\": 0, \"text\": \"%u\"}", number);
    send_json(peer, body);
    return true;
}

static void *call_often(void *argument)
{
    tcvod_client *client = argument;
    uintptr_t failures = 0;
    for (int i = 0; i < CALLS; i++) {
        void *response;
        tcvod_error error;
        if (tcvod_call(client, ECHO, LAYOUT, &(small_request){.name = "n"}, NULL, &response,
                       &error))
            failures++;
        tcvod_free(response);
    }
    return (void *)failures;
}

static void threads_share_a_client(void **state)
{
    (void)state;
    static test_server server;
    pthread_t threads[THREADS];
    tcvod_client *client;
    server_start(&server, echo_number);
    tcvod_client_options options = {CREDENTIALS, .endpoint = server.endpoint};
    assert_int_equal(tcvod_client_create(&client, &options, NULL), TCVOD_OK);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, call_often, client), 0);
    for (int i = 0; i < THREADS; i++) {
        void *failures;
        pthread_join(threads[i], &failures);
        assert_null(failures);
    }
    assert_int_equal(server.requests, THREADS * CALLS);
    assert_in_range(server.connections, 1, THREADS);
    unsigned connections = server.connections;
    assert_null(call_often(client));
    assert_int_equal(server.connections, connections);
    tcvod_client_destroy(client);
    server_stop(&server);
}

typedef struct vault {
    unsigned found;
    unsigned live;
} vault;

typedef struct cell {
    size_t size_bytes;
    max_align_t memory[];
} cell;

static bool holds(const void *memory, size_t size_bytes, const char *secret)
{
    size_t length = strlen(secret);
    for (size_t i = 0; i + length <= size_bytes; i++)
        if (memcmp((const char *)memory + i, secret, length) == 0)
            return true;
    return false;
}

static void *vault_allocate(size_t size_bytes, void *user)
{
    vault *vault_of = user;
    cell *made = calloc(1, sizeof *made + size_bytes);
    made->size_bytes = size_bytes;
    vault_of->live++;
    return made->memory;
}

static void vault_release(void *memory, void *user)
{
    vault *vault_of = user;
    if (!memory)
        return;
    cell *old = (cell *)(void *)((char *)memory - offsetof(cell, memory));
    static const char *const secrets[] = {SECRET_KEY, "a-temporary-token"};
    for (size_t i = 0; i < 2; i++)
        vault_of->found += holds(memory, old->size_bytes, secrets[i]);
    vault_of->live--;
    free(old);
}

static void *vault_reallocate(void *memory, size_t size_bytes, void *user)
{
    void *moved = vault_allocate(size_bytes, user);
    if (memory) {
        cell *old = (cell *)(void *)((char *)memory - offsetof(cell, memory));
        memcpy(moved, memory, old->size_bytes < size_bytes ? old->size_bytes : size_bytes);
        vault_release(memory, user);
    }
    return moved;
}

static void freed_memory_holds_no_secret(void **state)
{
    (void)state;
    vault vault_of = {0};
    tcvod_allocator allocator = {vault_allocate, vault_reallocate, vault_release, &vault_of};
    char name[5000];
    memset(name, 'n', sizeof name);
    name[sizeof name - 1] = '\0';
    char *json = NULL;
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){
                                                     .allocator = &allocator,
                                                     .token = "a-temporary-token",
                                                 });
    for (size_t i = 0; i < sizeof name; i += 1000)
        assert_int_equal(
            fixture_call(opened, ECHO, &(small_request){.name = name + i}, (tcvod_call_options){0}),
            TCVOD_OK);
    assert_int_equal(tcvod_dry_run_json(opened->client, "Echo", "{}", NULL, &json, NULL), TCVOD_OK);
    tcvod_text_free(json);
    fixture_close(opened);
    assert_int_equal(vault_of.live, 0);
    assert_int_equal(vault_of.found, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_options_are_refused),
        cmocka_unit_test(plain_http_is_for_loopback),
        cmocka_unit_test(a_plain_host_needs_permission),
        cmocka_unit_test(loopback_needs_no_proxy),
        cmocka_unit_test(options_of_other_versions),
        cmocka_unit_test(bindings_of_other_versions),
        cmocka_unit_test(everything_is_copied),
        cmocka_unit_test(threads_share_a_client),
        cmocka_unit_test(freed_memory_holds_no_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
