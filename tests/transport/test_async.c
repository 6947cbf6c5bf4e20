/* SPDX-License-Identifier: MIT */
/* Submitted calls: who completes them, when, and what cancelling and destroying does. */
#include "fixture.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct tally {
    tcvod_client *client;
    tcvod_operation operation;
    size_t completed;
    size_t succeeded;
    size_t canceled;
    tcvod_error last;
    char text[64];
    size_t to_submit;
    bool destroy;
    int nested_status;
} tally;

static void count(void *user, int status, void *response, const tcvod_error *error)
{
    tally *counted = user;
    const small_response *typed = response;
    counted->completed++;
    counted->succeeded += status == TCVOD_OK;
    counted->canceled += status == TCVOD_ERROR_CANCELED;
    counted->last = *error;
    assert_int_equal(status, error->category);
    assert_true((status == TCVOD_OK) == (response != NULL));
    if (typed)
        snprintf(counted->text, sizeof counted->text, "%s", typed->text);
    tcvod_free(response);
}

static int submit(fixture *opened, tally *counted, tcvod_completion completion)
{
    small_request request = {.name = "n"};
    counted->client = opened->client;
    return tcvod_submit(opened->client, ECHO, LAYOUT, &request, NULL, completion, counted,
                        &counted->operation, &opened->error);
}

static void poll_to_the_end(tcvod_client *client)
{
    for (size_t pending = 1; pending > 0;)
        assert_int_equal(tcvod_poll(client, -1, &pending), TCVOD_OK);
}

static bool stay_silent(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)number;
    wait_for_close(peer);
    return false;
}

static void a_call_completes_while_polled(void **state)
{
    (void)state;
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){0});
    tally counted = {0};
    size_t pending = 7;
    assert_int_equal(tcvod_poll(opened->client, -1, &pending), TCVOD_OK);
    assert_int_equal(pending, 0);
    assert_int_equal(submit(opened, &counted, count), TCVOD_OK);
    assert_int_not_equal(counted.operation, 0);
    poll(NULL, 0, 20);
    assert_int_equal(counted.completed, 0);
    poll_to_the_end(opened->client);
    assert_int_equal(counted.succeeded, 1);
    assert_int_equal(counted.last.attempts, 1);
    assert_string_equal(counted.text, "hello");
    fixture_close(opened);
}

static void the_request_may_go_away(void **state)
{
    (void)state;
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){0});
    tally counted = {0};
    char *name = strdup("kept"), *region = strdup("bj"), *value = strdup("extra");
    tcvod_parameter extra = {"Extra", value};
    tcvod_call_options options = {.region = region, .extra = &extra, .extra_count = 1};
    small_request request = {.name = name};
    assert_int_equal(tcvod_submit(opened->client, ECHO, LAYOUT, &request, &options, count, &counted,
                                  NULL, &opened->error),
                     TCVOD_OK);
    memset(name, 'x', 4), memset(region, 'x', 2), memset(value, 'x', 5);
    free(name), free(region), free(value);
    poll_to_the_end(opened->client);
    server_settle(&opened->server);
    assert_contains(opened->server.request, "name=kept");
    assert_contains(opened->server.request, "Region=bj");
    assert_contains(opened->server.request, "Extra=extra");
    fixture_close(opened);
}

static void what_is_wrong_is_told_at_once(void **state)
{
    (void)state;
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){0});
    tally counted = {.operation = 9};
    tcvod_error error;
    tcvod_parameter unnamed = {"", "v"};
    tcvod_call_options options = {.extra = &unnamed, .extra_count = 1};
    small_request request = {.name = "n"};
    assert_int_equal(tcvod_submit(opened->client, ECHO, LAYOUT, &request, &options, count, &counted,
                                  &counted.operation, &error),
                     TCVOD_ERROR_ARGUMENT);
    assert_int_equal(counted.operation, 0);
    assert_string_equal(error.action, "Echo");
    assert_int_equal(
        tcvod_submit(opened->client, 0x7ffff, LAYOUT, &request, NULL, count, NULL, NULL, &error),
        TCVOD_ERROR_ARGUMENT);
    assert_int_equal(
        tcvod_submit(opened->client, ECHO, LAYOUT, &request, NULL, NULL, NULL, NULL, &error),
        TCVOD_ERROR_ARGUMENT);
    assert_string_equal(error.field, "completion");
    assert_int_equal(tcvod_submit(NULL, ECHO, LAYOUT, NULL, NULL, count, NULL, NULL, &error),
                     TCVOD_ERROR_ARGUMENT);
    assert_int_equal(
        tcvod_submit_json(opened->client, "Nothing", NULL, NULL, count, NULL, NULL, &error),
        TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_poll(NULL, 0, NULL), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_cancel(NULL, 1), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_wake(NULL), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_loop_attach(opened->client, NULL, &error), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_loop_attach(opened->client, &(tcvod_loop_hooks){0}, &error),
                     TCVOD_ERROR_ARGUMENT);
    poll_to_the_end(opened->client);
    assert_int_equal(counted.completed, 0);
    fixture_close(opened);
}

static void calls_by_name_are_submitted(void **state)
{
    (void)state;
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){0});
    tally counted = {0};
    char json[] = "{\"name\": \"by name\"}";
    assert_int_equal(tcvod_submit_json(opened->client, "Echo", json, NULL, count, &counted, NULL,
                                       &opened->error),
                     TCVOD_OK);
    memset(json, ' ', sizeof json - 1);
    poll_to_the_end(opened->client);
    assert_int_equal(counted.succeeded, 1);
    server_settle(&opened->server);
    assert_contains(opened->server.request, "name=by%20name");
    fixture_close(opened);
}

static void polling_is_bounded(void **state)
{
    (void)state;
    fixture *opened = fixture_open(stay_silent, (tcvod_client_options){.total_timeout_ms = 200});
    tally counted = {0};
    size_t pending;
    assert_int_equal(submit(opened, &counted, count), TCVOD_OK);
    assert_int_equal(tcvod_poll(opened->client, 0, &pending), TCVOD_OK);
    assert_int_equal(pending, 1);
    assert_int_equal(tcvod_poll(opened->client, 30, &pending), TCVOD_OK);
    assert_int_equal(pending, 1);
    poll_to_the_end(opened->client);
    assert_int_equal(counted.last.category, TCVOD_ERROR_TIMEOUT);
    assert_in_range(counted.last.elapsed_ms, 190, 1500);
    fixture_close(opened);
}

static void canceled_calls_complete_with_canceled(void **state)
{
    (void)state;
    fixture *opened = fixture_open(stay_silent, (tcvod_client_options){.max_connections = 1});
    tally counted[3] = {{0}};
    size_t pending;
    for (int i = 0; i < 3; i++)
        assert_int_equal(submit(opened, &counted[i], count), TCVOD_OK);
    assert_int_equal(tcvod_cancel(opened->client, counted[2].operation), TCVOD_OK); /* inbox */
    assert_int_equal(tcvod_poll(opened->client, 50, &pending), TCVOD_OK);
    assert_int_equal(counted[2].canceled, 1);
    assert_int_equal(counted[2].last.attempts, 0);
    assert_int_equal(tcvod_poll(opened->client, 50, &pending), TCVOD_OK);
    assert_int_equal(pending, 2);
    assert_int_equal(tcvod_cancel(opened->client, counted[1].operation), TCVOD_OK); /* queued */
    assert_int_equal(tcvod_cancel(opened->client, counted[0].operation), TCVOD_OK); /* sent */
    poll_to_the_end(opened->client);
    assert_int_equal(counted[0].canceled, 1);
    assert_int_equal(counted[0].last.attempts, 1);
    assert_int_equal(counted[1].canceled, 1);
    for (int i = 0; i < 3; i++) /* late, twice, never given */
        assert_int_equal(tcvod_cancel(opened->client, counted[i].operation), TCVOD_OK);
    assert_int_equal(tcvod_cancel(opened->client, 0), TCVOD_OK);
    assert_int_equal(tcvod_cancel(opened->client, UINT64_MAX), TCVOD_OK);
    poll_to_the_end(opened->client);
    for (int i = 0; i < 3; i++)
        assert_int_equal(counted[i].completed, 1);
    fixture_close(opened);
}

static void *cancel_soon(void *user)
{
    tally *counted = user;
    poll(NULL, 0, 50);
    tcvod_cancel(counted->client, counted->operation);
    return NULL;
}

static void *wake_soon(void *user)
{
    poll(NULL, 0, 50);
    tcvod_wake(user);
    return NULL;
}

static void other_threads_cancel_and_wake(void **state)
{
    (void)state;
    fixture *opened = fixture_open(stay_silent, (tcvod_client_options){0});
    tally counted = {0};
    pthread_t thread;
    size_t pending;
    assert_int_equal(submit(opened, &counted, count), TCVOD_OK);
    assert_int_equal(pthread_create(&thread, NULL, wake_soon, opened->client), 0);
    assert_int_equal(tcvod_poll(opened->client, -1, &pending), TCVOD_OK);
    assert_int_equal(pending, 1);
    pthread_join(thread, NULL);
    assert_int_equal(pthread_create(&thread, NULL, cancel_soon, &counted), 0);
    poll_to_the_end(opened->client);
    pthread_join(thread, NULL);
    assert_int_equal(counted.canceled, 1);
    fixture_close(opened);
}

static void destroying_completes_first(void **state)
{
    (void)state;
    fixture *opened = fixture_open(stay_silent, (tcvod_client_options){.max_connections = 2});
    tally counted = {0};
    for (int i = 0; i < 5; i++)
        assert_int_equal(submit(opened, &counted, count), TCVOD_OK);
    assert_int_equal(tcvod_poll(opened->client, 50, NULL), TCVOD_OK);
    for (int i = 0; i < 5; i++)
        assert_int_equal(submit(opened, &counted, count), TCVOD_OK);
    tcvod_client_destroy(opened->client);
    opened->client = NULL;
    assert_int_equal(counted.canceled, 10);
    fixture_close(opened);
}

static void *poll_in_thread(void *user)
{
    size_t pending = 1;
    while (pending > 0)
        tcvod_poll(user, -1, &pending);
    return NULL;
}

static void destroying_ends_the_poll_of_another_thread(void **state)
{
    (void)state;
    fixture *opened = fixture_open(stay_silent, (tcvod_client_options){.total_timeout_ms = 20000});
    tally counted = {0};
    pthread_t thread;
    assert_int_equal(submit(opened, &counted, count), TCVOD_OK);
    assert_int_equal(pthread_create(&thread, NULL, poll_in_thread, opened->client), 0);
    poll(NULL, 0, 200);
    tcvod_client_destroy(opened->client);
    opened->client = NULL;
    pthread_join(thread, NULL);
    assert_int_equal(counted.canceled, 1);
    assert_true(counted.last.elapsed_ms < 10000);
    fixture_close(opened);
}

static bool ask_to_come_later(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)number;
    send_text(peer, "HTTP/1.1 503 No\r\nRetry-After: 10\r\nX-Request-Id: r\r\n"
                    "Content-Length: 0\r\n\r\n");
    return true;
}

static void a_canceled_wait_tells_nothing_of_the_attempt(void **state)
{
    (void)state;
    tcvod_client_options options = {.max_attempts = 2, .total_timeout_ms = 60000};
    fixture *opened = fixture_open(ask_to_come_later, options);
    tally counted = {0};
    assert_int_equal(submit(opened, &counted, count), TCVOD_OK);
    while (opened->server.requests == 0)
        assert_int_equal(tcvod_poll(opened->client, 20, NULL), TCVOD_OK);
    assert_int_equal(tcvod_poll(opened->client, 100, NULL), TCVOD_OK);
    assert_int_equal(tcvod_cancel(opened->client, counted.operation), TCVOD_OK);
    poll_to_the_end(opened->client);
    assert_int_equal(counted.canceled, 1);
    assert_int_equal(counted.last.attempts, 1);
    assert_int_equal(counted.last.http_status, 0);
    assert_string_equal(counted.last.request_id, "");
    assert_false(counted.last.retryable);
    fixture_close(opened);
}

static void destroy_and_submit(void *user, int status, void *response, const tcvod_error *error)
{
    tally *counted = user;
    tcvod_error refused;
    small_request request = {.name = "late"};
    count(user, status, response, error);
    tcvod_client_destroy(counted->client);
    counted->nested_status =
        tcvod_submit(counted->client, ECHO, LAYOUT, &request, NULL, count, counted, NULL, &refused);
}

static void destroying_in_a_completion_is_deferred(void **state)
{
    (void)state;
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){.max_connections = 1});
    tally counted = {0};
    size_t pending = 1;
    for (int i = 0; i < 4; i++)
        assert_int_equal(submit(opened, &counted, destroy_and_submit), TCVOD_OK);
    while (pending > 0)
        assert_int_equal(tcvod_poll(opened->client, -1, &pending), TCVOD_OK);
    opened->client = NULL;
    assert_int_equal(counted.completed, 4);
    assert_int_equal(counted.succeeded, 1);
    assert_int_equal(counted.nested_status, TCVOD_ERROR_CANCELED);
    fixture_close(opened);
}

static void poll_in_place(void *user, int status, void *response, const tcvod_error *error)
{
    tally *counted = user;
    small_request request = {.name = "blocking"};
    void *other = NULL;
    count(user, status, response, error);
    counted->nested_status = tcvod_poll(counted->client, 0, NULL);
    assert_int_equal(tcvod_call(counted->client, ECHO, LAYOUT, &request, NULL, &other, NULL),
                     TCVOD_OK);
    tcvod_free(other);
    if (counted->to_submit > 0) {
        counted->to_submit--;
        assert_int_equal(tcvod_submit(counted->client, ECHO, LAYOUT, &request, NULL, poll_in_place,
                                      counted, NULL, NULL),
                         TCVOD_OK);
    }
}

static void completions_may_submit_and_call_but_not_poll(void **state)
{
    (void)state;
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){0});
    tally counted = {.to_submit = 10};
    assert_int_equal(submit(opened, &counted, poll_in_place), TCVOD_OK);
    poll_to_the_end(opened->client);
    assert_int_equal(counted.succeeded, 11);
    assert_int_equal(counted.nested_status, TCVOD_ERROR_ARGUMENT);
    fixture_close(opened);
}

static bool answer_slowly(test_server *server, test_peer *peer, unsigned number)
{
    poll(NULL, 0, 5);
    return answer_hello(server, peer, number);
}

static void connections_are_limited(void **state)
{
    (void)state;
    fixture *opened = fixture_open(answer_slowly, (tcvod_client_options){.max_connections = 4});
    tally counted = {0};
    for (int i = 0; i < 100; i++)
        assert_int_equal(submit(opened, &counted, count), TCVOD_OK);
    poll_to_the_end(opened->client);
    assert_int_equal(counted.succeeded, 100);
    assert_in_range(opened->server.connections, 1, 4);
    fixture_close(opened);
}

static void waiting_for_a_connection_counts(void **state)
{
    (void)state;
    fixture *opened = fixture_open(
        stay_silent, (tcvod_client_options){.max_connections = 1, .total_timeout_ms = 100});
    tally first = {0}, second = {0};
    assert_int_equal(submit(opened, &first, count), TCVOD_OK);
    assert_int_equal(submit(opened, &second, count), TCVOD_OK);
    poll_to_the_end(opened->client);
    assert_int_equal(second.last.category, TCVOD_ERROR_TIMEOUT);
    assert_in_range(second.last.elapsed_ms, 90, 1000);
    fixture_close(opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_completes_while_polled),
        cmocka_unit_test(the_request_may_go_away),
        cmocka_unit_test(what_is_wrong_is_told_at_once),
        cmocka_unit_test(calls_by_name_are_submitted),
        cmocka_unit_test(polling_is_bounded),
        cmocka_unit_test(canceled_calls_complete_with_canceled),
        cmocka_unit_test(other_threads_cancel_and_wake),
        cmocka_unit_test(destroying_completes_first),
        cmocka_unit_test(destroying_ends_the_poll_of_another_thread),
        cmocka_unit_test(a_canceled_wait_tells_nothing_of_the_attempt),
        cmocka_unit_test(destroying_in_a_completion_is_deferred),
        cmocka_unit_test(completions_may_submit_and_call_but_not_poll),
        cmocka_unit_test(connections_are_limited),
        cmocka_unit_test(waiting_for_a_connection_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
