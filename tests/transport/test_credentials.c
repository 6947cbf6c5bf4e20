/* SPDX-License-Identifier: MIT */
/* Where keys come from, when they are renewed, and that they leave no trace. */
#include "fixture.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int64_t now_ms = 1700000000000;

static int64_t clock_of_test(void *user)
{
    (void)user;
    return now_ms;
}

typedef struct source {
    atomic_uint asked;
    int64_t lifetime_ms;
    bool refuses;
    bool gives_rubbish;
    bool is_slow;
} source;

static int provide(void *user, tcvod_credential_sink *sink)
{
    source *from = user;
    char id[32], key[] = "key-of-the-provider";
    snprintf(id, sizeof id, "AKIDprovided%u", atomic_fetch_add(&from->asked, 1) + 1);
    if (from->is_slow)
        poll(NULL, 0, 50);
    if (from->refuses)
        return -1;
    tcvod_credential credential = {id, from->gives_rubbish ? "two\nlines" : key, "tok", 0};
    if (from->lifetime_ms)
        credential.expires_unix_ms = now_ms + from->lifetime_ms;
    int status = tcvod_credential_give(sink, &credential);
    assert_int_equal(tcvod_credential_give(NULL, &credential), TCVOD_ERROR_ARGUMENT);
    memset(key, 'x', sizeof key - 1);
    return status == TCVOD_ERROR_MEMORY;
}

static fixture *open_with(source *from)
{
    return fixture_open(answer_hello,
                        (tcvod_client_options){.credentials_from = TCVOD_CREDENTIALS_FROM_PROVIDER,
                                               .credential_provider = provide,
                                               .credential_user = from,
                                               .trust_local_clock = true,
                                               .now_unix_ms = clock_of_test});
}

static int call(fixture *opened)
{
    return fixture_call(opened, ECHO, &(small_request){.name = "n"}, (tcvod_call_options){0});
}

static void keys_are_renewed_early(void **state)
{
    (void)state;
    source from = {.lifetime_ms = 3600000};
    fixture *opened = open_with(&from);
    assert_int_equal(from.asked, 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(call(opened), TCVOD_OK);
    assert_int_equal(from.asked, 1);
    assert_contains(opened->server.request, "SecretId=AKIDprovided1");
    assert_contains(opened->server.request, "Token=tok");
    now_ms += 3600000 - 300000 - 1000;
    assert_int_equal(call(opened), TCVOD_OK);
    assert_int_equal(from.asked, 1);
    now_ms += 2000;
    assert_int_equal(call(opened), TCVOD_OK);
    assert_int_equal(from.asked, 2);
    assert_contains(opened->server.request, "SecretId=AKIDprovided2");
    fixture_close(opened);
}

static void old_keys_serve_while_they_can(void **state)
{
    (void)state;
    source from = {.lifetime_ms = 600000};
    fixture *opened = open_with(&from);
    assert_int_equal(call(opened), TCVOD_OK);
    from.refuses = true;
    now_ms += 400000;
    assert_int_equal(call(opened), TCVOD_OK);
    assert_int_equal(call(opened), TCVOD_OK);
    assert_int_equal(from.asked, 2); /* not with every call */
    now_ms += 11000;
    assert_int_equal(call(opened), TCVOD_OK);
    assert_int_equal(from.asked, 3);
    now_ms += 400000;
    assert_int_equal(call(opened), TCVOD_ERROR_CREDENTIAL);
    assert_contains(opened->error.message, "expired");
    assert_int_equal(opened->error.attempts, 0);
    from.refuses = false;
    assert_int_equal(call(opened), TCVOD_OK);
    fixture_close(opened);
}

static void rubbish_is_named(void **state)
{
    (void)state;
    source from = {.gives_rubbish = true};
    fixture *opened = open_with(&from);
    assert_int_equal(call(opened), TCVOD_ERROR_CREDENTIAL);
    assert_string_equal(opened->error.field, "secret_key");
    assert_lacks(opened->error.message, "two");
    from.gives_rubbish = false;
    from.refuses = true;
    assert_int_equal(call(opened), TCVOD_ERROR_CREDENTIAL);
    assert_contains(opened->error.message, "provider has no credentials");
    fixture_close(opened);
}

static void *call_once(void *user)
{
    void *response = NULL;
    int status =
        tcvod_call(user, ECHO, LAYOUT, &(small_request){.name = "n"}, NULL, &response, NULL);
    tcvod_free(response);
    return status ? user : NULL;
}

static void all_threads_ask_once(void **state)
{
    (void)state;
    enum { THREADS = 8 };
    source from = {.is_slow = true};
    fixture *opened = open_with(&from);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, call_once, opened->client), 0);
    for (int i = 0; i < THREADS; i++) {
        void *failed;
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    assert_int_equal(from.asked, 1);
    fixture_close(opened);
}

static int create(tcvod_client_options options, tcvod_error *error)
{
    tcvod_client *client;
    int status = tcvod_client_create(&client, &options, error);
    tcvod_client_destroy(client);
    return status;
}

static void the_environment_gives_keys(void **state)
{
    (void)state;
    tcvod_error error;
    tcvod_client_options options = {.credentials_from = TCVOD_CREDENTIALS_FROM_ENVIRONMENT};
    unsetenv("TCVOD_SECRET_ID");
    assert_int_equal(create(options, &error), TCVOD_ERROR_CREDENTIAL);
    setenv("TCVOD_SECRET_ID", "AKIDenvironment", 1);
    setenv("TCVOD_SECRET_KEY", "key", 1);
    setenv("TCVOD_TOKEN", "", 1);
    assert_int_equal(create(options, &error), TCVOD_OK);
    fixture *opened = fixture_open(answer_hello, options);
    assert_int_equal(call(opened), TCVOD_OK);
    assert_contains(opened->server.request, "SecretId=AKIDenvironment");
    assert_lacks(opened->server.request, "Token=");
    fixture_close(opened);
}

static char path[] = "/tmp/tcvod-credentials-XXXXXX";

static void write_profile(const char *text, mode_t mode)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    assert_int_equal(chmod(path, mode), 0);
}

static void profiles_give_keys(void **state)
{
    (void)state;
    tcvod_error error;
    tcvod_client_options options = {.credentials_from = TCVOD_CREDENTIALS_FROM_PROFILE,
                                    .credential_file = path};
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    close(descriptor);
    write_profile("secret_id = AKIDone\nsecret_key=one\nregion = gz\n# c\n[ two ]\r\n"
                  "secret_id=AKIDtwo\r\nsecret_key = t=w=o\r\ntoken = tok\r\n",
                  0600);
    fixture *opened = fixture_open(answer_hello, options);
    assert_int_equal(call(opened), TCVOD_OK);
    assert_contains(opened->server.request, "SecretId=AKIDone");
    fixture_close(opened);
    options.credential_profile = "two";
    opened = fixture_open(answer_hello, options);
    assert_int_equal(call(opened), TCVOD_OK);
    assert_contains(opened->server.request, "SecretId=AKIDtwo");
    assert_contains(opened->server.request, "Token=tok");
    fixture_close(opened);
    write_profile("secret_id = AKIDone\nsecret_kye = one\n", 0600);
    options.credential_profile = NULL;
    assert_int_equal(create(options, &error), TCVOD_ERROR_FILE);
    assert_contains(error.message, ":2: unknown key 'secret_kye'; known are secret_id, ");
    assert_string_equal(error.field, "credential_file");
    write_profile("secret_id = AKIDone\nsecret_key = one\n", 0600);
    options.credential_profile = "three";
    assert_int_equal(create(options, &error), TCVOD_ERROR_CREDENTIAL);
    assert_contains(error.message, "no profile [three]");
    unlink(path);
}

static void profiles_that_others_can_read_are_refused(void **state)
{
    (void)state;
    static const mode_t modes[] = {0640, 0604, 0660, 0644};
    tcvod_error error;
    tcvod_client_options options = {.credentials_from = TCVOD_CREDENTIALS_FROM_PROFILE,
                                    .credential_file = path};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        write_profile("secret_id = a\nsecret_key = b\n", modes[i]);
        assert_int_equal(create(options, &error), TCVOD_ERROR_FILE);
        assert_contains(error.message, "chmod 600");
    }
    write_profile("secret_id = a\nsecret_key = b\n", 0600);
    if (geteuid() == 0) { /* others cannot give files away */
        assert_int_equal(chown(path, 65534, 65534), 0);
        assert_int_equal(create(options, &error), TCVOD_ERROR_FILE);
        assert_contains(error.message, "belongs to another user");
    }
    unlink(path);
    assert_int_equal(create(options, &error), TCVOD_ERROR_FILE);
    assert_contains(error.message, path);
    options.credential_file = "/";
    assert_int_equal(create(options, &error), TCVOD_ERROR_FILE);
    options.credentials_from = TCVOD_CREDENTIALS_FROM_PROVIDER;
    assert_int_equal(create(options, &error), TCVOD_ERROR_ARGUMENT);
    options.credentials_from = 9;
    assert_int_equal(create(options, &error), TCVOD_ERROR_ARGUMENT);
}

static void *refuse_large_blocks(size_t size_bytes, void *user)
{
    (void)user;
    return size_bytes < 60000 ? malloc(size_bytes) : NULL;
}

static void *reallocate(void *memory, size_t size_bytes, void *user)
{
    (void)user;
    return realloc(memory, size_bytes);
}

static void release(void *memory, void *user)
{
    (void)user;
    free(memory);
}

static void odd_profiles_are_refused(void **state)
{
    (void)state;
    static char large[70000];
    tcvod_error error;
    tcvod_allocator frugal = {refuse_large_blocks, reallocate, release, NULL};
    tcvod_client_options options = {.credentials_from = TCVOD_CREDENTIALS_FROM_PROFILE,
                                    .credential_file = path};
    memset(large, '#', sizeof large - 1);
    write_profile(large, 0600);
    assert_int_equal(create(options, &error), TCVOD_ERROR_FILE);
    assert_contains(error.message, "larger than 64 KiB");
    write_profile("# none\n[ ]\n", 0600);
    assert_int_equal(create(options, &error), TCVOD_ERROR_FILE);
    assert_contains(error.message, ":2: the section has no name");
    options.allocator = &frugal;
    assert_int_equal(create(options, &error), TCVOD_ERROR_MEMORY);
    unlink(path);
}

static void profiles_have_a_place_of_their_own(void **state)
{
    (void)state;
    tcvod_error error;
    tcvod_client_options options = {.credentials_from = TCVOD_CREDENTIALS_FROM_PROFILE};
    setenv("XDG_CONFIG_HOME", "/nonexistent/xdg", 1);
    setenv("HOME", "/nonexistent/home", 1);
    assert_int_equal(create(options, &error), TCVOD_ERROR_FILE);
    assert_contains(error.message, "/nonexistent/xdg/tcvod/config");
    assert_int_equal(error.system_errno, ENOENT);
    setenv("XDG_CONFIG_HOME", "relative", 1);
    assert_int_equal(create(options, &error), TCVOD_ERROR_FILE);
    assert_contains(error.message, "/nonexistent/home/.config/tcvod/config");
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("HOME");
    assert_int_equal(create(options, &error), TCVOD_ERROR_FILE);
    assert_contains(error.message, "set HOME or credential_file");
}

static const char secret[] = "needle-in-the-freed-hay";
static size_t traces;

static void look(const char *memory, size_t size_bytes)
{
    for (size_t i = 0; i + sizeof secret - 1 <= size_bytes; i++)
        traces += memcmp(memory + i, secret, sizeof secret - 1) == 0;
}

/* Keeps the size in front, so that what is released can be searched. */
static void *search_allocate(size_t size_bytes, void *user)
{
    (void)user;
    size_t *block = calloc(1, size_bytes + 16); /* what libcurl left there is not ours */
    *block = size_bytes;
    return (char *)block + 16;
}

static void search_release(void *memory, void *user)
{
    (void)user;
    if (!memory)
        return;
    char *block = (char *)memory - 16;
    look(memory, *(size_t *)(void *)block);
    free(block);
}

static void *search_reallocate(void *memory, size_t size_bytes, void *user)
{
    char *moved = search_allocate(size_bytes, user);
    if (memory) {
        size_t old_bytes = *(size_t *)(void *)((char *)memory - 16);
        memcpy(moved, memory, old_bytes < size_bytes ? old_bytes : size_bytes);
        search_release(memory, user);
    }
    return moved;
}

static void released_memory_holds_no_key(void **state)
{
    (void)state;
    tcvod_allocator allocator = {search_allocate, search_reallocate, search_release, NULL};
    tcvod_error error;
    void *response = NULL;
    tcvod_client *client;
    test_server server = {0};
    server_start(&server, answer_hello);
    tcvod_client_options options = {.secret_id = "AKIDhay",
                                    .secret_key = secret,
                                    .token = secret,
                                    .endpoint = server.endpoint,
                                    .allocator = &allocator};
    assert_int_equal(tcvod_client_create(&client, &options, &error), TCVOD_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(tcvod_call(client, ECHO, LAYOUT, &(small_request){.name = "n"}, NULL,
                                    &response, &error),
                         TCVOD_OK);
        tcvod_free(response);
    }
    tcvod_client_destroy(client);
    server_stop(&server);
    assert_int_equal(traces, 0);
    search_release(strcpy(search_allocate(sizeof secret, NULL), secret), NULL);
    assert_int_equal(traces, 1); /* it would have been found */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_renewed_early),
        cmocka_unit_test(old_keys_serve_while_they_can),
        cmocka_unit_test(rubbish_is_named),
        cmocka_unit_test(all_threads_ask_once),
        cmocka_unit_test(the_environment_gives_keys),
        cmocka_unit_test(profiles_give_keys),
        cmocka_unit_test(odd_profiles_are_refused),
        cmocka_unit_test(profiles_have_a_place_of_their_own),
        cmocka_unit_test(profiles_that_others_can_read_are_refused),
        cmocka_unit_test(released_memory_holds_no_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
