/* SPDX-License-Identifier: MIT */
/* Allocations: few of them, and each may fail. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

typedef struct ration {
    size_t asked;
    size_t fails_at; /* 1: the first; 0: never */
    bool for_good;
    long live;
} ration;

static bool is_denied(ration *counted)
{
    size_t number = ++counted->asked;
    return counted->fails_at != 0 &&
           (number == counted->fails_at || (counted->for_good && number > counted->fails_at));
}

static void *ration_allocate(size_t size_bytes, void *user)
{
    ration *counted = user;
    if (is_denied(counted))
        return NULL;
    counted->live++;
    return malloc(size_bytes);
}

static void *ration_reallocate(void *memory, size_t size_bytes, void *user)
{
    ration *counted = user;
    if (is_denied(counted))
        return NULL;
    counted->live += memory == NULL;
    return realloc(memory, size_bytes);
}

static void ration_release(void *memory, void *user)
{
    ((ration *)user)->live -= memory != NULL;
    free(memory);
}

static bool answer_by_number(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)number;
    send_answer(peer, 200, "application/json",
                "{\"code\": 0, \"message\": \"\", \"text\": \"hello\", \"newThing\": [1]}");
    return true;
}

static int whole_life(const char *endpoint, const tcvod_allocator *allocator)
{
    tcvod_client *client;
    tcvod_error error;
    void *response = NULL;
    char *json = NULL;
    char name[3000];
    memset(name, 'n', sizeof name);
    name[sizeof name - 1] = '\0';
    tcvod_parameter extra = {"Extra", "x"};
    tcvod_call_options options = {.extra = &extra, .extra_count = 1};
    small_request request = {.name = name, .tags = TCVOD_STRINGS("a", "b")};
    tcvod_client_options client_options = {.secret_id = SECRET_ID,
                                           .secret_key = SECRET_KEY,
                                           .token = "token",
                                           .endpoint = endpoint,
                                           .allocator = allocator};
    int status = tcvod_client_create(&client, &client_options, &error);
    if (!status)
        status = tcvod_call(client, ECHO, LAYOUT, &request, &options, &response, &error);
    tcvod_free(response);
    if (!status)
        status = tcvod_call_json(client, "Echo", "{\"tags\": [\"a\"]}", NULL, &response, &error);
    else
        response = NULL;
    tcvod_free(response);
    if (!status)
        status = tcvod_dry_run_parameters(client, "Echo", &(tcvod_parameter){"tags.1", "a"}, 1,
                                          NULL, &json, &error);
    tcvod_text_free(json);
    tcvod_client_destroy(client);
    assert_int_equal(error.category, status);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    test_server server = {0};
    server_start(&server, answer_by_number);
    for (int for_good = 0; for_good < 2; for_good++) {
        size_t failed = 0;
        for (size_t i = 1;; i++) {
            ration counted = {.fails_at = i, .for_good = for_good};
            tcvod_allocator allocator = {ration_allocate, ration_reallocate, ration_release,
                                         &counted};
            int status = whole_life(server.endpoint, &allocator);
            assert_int_equal(counted.live, 0);
            if (counted.asked < i)
                break;
            if (status != TCVOD_OK)
                assert_int_equal(status, TCVOD_ERROR_MEMORY);
            failed += status != TCVOD_OK;
        }
        assert_true(failed > 30);
    }
    server_stop(&server);
}

static void a_client_works_after_lack_of_memory(void **state)
{
    (void)state;
    ration counted = {0};
    tcvod_allocator allocator = {ration_allocate, ration_reallocate, ration_release, &counted};
    fixture *opened =
        fixture_open(answer_by_number, (tcvod_client_options){.allocator = &allocator});
    small_request request = {.name = "n", .tags = TCVOD_STRINGS("a", "b")};
    for (size_t i = 1; i < 30; i++) {
        counted.asked = 0;
        counted.fails_at = i;
        int status = fixture_call(opened, ECHO, &request, (tcvod_call_options){0});
        counted.fails_at = 0;
        assert_true(status == TCVOD_OK || status == TCVOD_ERROR_MEMORY);
        assert_int_equal(fixture_call(opened, ECHO, &request, (tcvod_call_options){0}), TCVOD_OK);
    }
    fixture_close(opened);
    assert_int_equal(counted.live, 0);
}

static void a_call_allocates_little(void **state)
{
    (void)state;
    ration counted = {0};
    tcvod_allocator allocator = {ration_allocate, ration_reallocate, ration_release, &counted};
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){.allocator = &allocator});
    small_request request = {.name = "n", .tags = TCVOD_STRINGS("a", "b")};
    long live = 0;
    for (int i = 0; i < 100; i++) {
        counted.asked = 0;
        assert_int_equal(fixture_call(opened, ECHO, &request, (tcvod_call_options){0}), TCVOD_OK);
        if (i == 1)
            live = counted.live;
    }
    assert_int_equal(counted.live, live);
    print_message("%zu allocations a call\n", counted.asked);
    assert_in_range(counted.asked, 1, 12);
    fixture_close(opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(a_client_works_after_lack_of_memory),
        cmocka_unit_test(a_call_allocates_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
