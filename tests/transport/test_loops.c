/* SPDX-License-Identifier: MIT */
/* The same calls driven by event loops. */
#include <poll.h>
#include <tcvod/adapters/epoll.h>
#include <tcvod/adapters/uv.h>

#undef ECHO /* <termios.h> has one */
#include "fixture.h"

enum { CALLS = 200 };

typedef struct tally {
    tcvod_client *client;
    tcvod_uv *uv; /* closed with the last call */
    size_t left;
    size_t succeeded;
    size_t canceled;
    bool submit_more;
    bool destroy;
    tcvod_error last;
} tally;

static void count(void *user, int status, void *response, const tcvod_error *error);

static void submit(tally *counted, size_t calls)
{
    small_request request = {.name = "n"};
    tcvod_error error;
    counted->left += calls;
    for (size_t i = 0; i < calls; i++)
        if (tcvod_submit(counted->client, ECHO, LAYOUT, &request, NULL, count, counted, NULL,
                         &error))
            fail_msg("%s", error.message);
}

static void count(void *user, int status, void *response, const tcvod_error *error)
{
    tally *counted = user;
    counted->left--;
    counted->succeeded += status == TCVOD_OK;
    counted->canceled += status == TCVOD_ERROR_CANCELED;
    counted->last = *error;
    tcvod_free(response);
    if (counted->submit_more) {
        counted->submit_more = false;
        submit(counted, CALLS);
    }
    if (counted->destroy || (counted->left == 0 && counted->uv)) {
        counted->destroy = false;
        tcvod_client_destroy(counted->client);
        if (counted->uv)
            tcvod_uv_close(counted->uv);
        counted->uv = NULL;
    }
}

static bool stay_silent(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)number;
    wait_for_close(peer);
    return false;
}

static void run_epoll(tcvod_epoll *loop)
{
    long pending;
    while ((pending = tcvod_epoll_run(loop, 10000)) > 0)
        continue;
    assert_int_equal(pending, 0);
}

static void epoll_drives(void **state)
{
    (void)state;
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){.max_connections = 8});
    tally counted = {.client = opened->client, .submit_more = true};
    tcvod_epoll loop;
    assert_int_equal(tcvod_epoll_open(&loop, opened->client, &opened->error), TCVOD_OK);
    assert_int_equal(tcvod_poll(opened->client, 0, NULL), TCVOD_ERROR_ARGUMENT);
    submit(&counted, CALLS);
    run_epoll(&loop);
    assert_int_equal(counted.succeeded, 2 * CALLS);
    assert_in_range(opened->server.connections, 1, 8);
    fixture_close(opened);
    tcvod_epoll_close(&loop);
}

static void a_loop_without_calls_does_not_wait(void **state)
{
    (void)state;
    fixture *opened = fixture_open(stay_silent, (tcvod_client_options){0});
    tally counted = {.client = opened->client};
    tcvod_epoll loop;
    assert_int_equal(tcvod_epoll_open(&loop, opened->client, &opened->error), TCVOD_OK);
    assert_int_equal(tcvod_epoll_run(&loop, -1), 0);
    submit(&counted, 3);
    assert_int_equal(tcvod_epoll_run(&loop, 0), 3);
    assert_int_equal(tcvod_epoll_run(&loop, 20), 3);
    fixture_close(opened);
    assert_int_equal(counted.canceled, 3);
    tcvod_epoll_close(&loop);
}

static void limits_hold_in_a_loop(void **state)
{
    (void)state;
    fixture *opened = fixture_open(stay_silent, (tcvod_client_options){.stall_timeout_ms = 100});
    tally counted = {.client = opened->client};
    tcvod_epoll loop;
    assert_int_equal(tcvod_epoll_open(&loop, opened->client, &opened->error), TCVOD_OK);
    submit(&counted, 3);
    run_epoll(&loop);
    assert_int_equal(counted.last.category, TCVOD_ERROR_TIMEOUT);
    assert_in_range(counted.last.elapsed_ms, 90, 1500);
    fixture_close(opened);
    tcvod_epoll_close(&loop);
}

static void *cancel_soon(void *user)
{
    poll(NULL, 0, 50);
    tcvod_cancel(user, (uint64_t)1 << 32 | 1);
    return NULL;
}

static void other_threads_reach_a_loop(void **state)
{
    (void)state;
    fixture *opened = fixture_open(stay_silent, (tcvod_client_options){0});
    tally counted = {.client = opened->client};
    tcvod_epoll loop;
    pthread_t thread;
    assert_int_equal(tcvod_epoll_open(&loop, opened->client, &opened->error), TCVOD_OK);
    submit(&counted, 1);
    assert_int_equal(pthread_create(&thread, NULL, cancel_soon, opened->client), 0);
    run_epoll(&loop);
    pthread_join(thread, NULL);
    assert_int_equal(counted.canceled, 1);
    fixture_close(opened);
    tcvod_epoll_close(&loop);
}

static void a_loop_survives_its_client(void **state)
{
    (void)state;
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){.max_connections = 2});
    tally counted = {.client = opened->client, .destroy = true};
    tcvod_epoll loop;
    assert_int_equal(tcvod_epoll_open(&loop, opened->client, &opened->error), TCVOD_OK);
    submit(&counted, 10);
    run_epoll(&loop);
    opened->client = NULL;
    assert_int_equal(counted.left, 0);
    assert_int_equal(counted.succeeded + counted.canceled, 10);
    assert_true(counted.canceled > 0);
    tcvod_epoll_close(&loop);
    fixture_close(opened);
}

static void clients_are_attached_once_and_first(void **state)
{
    (void)state;
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){0});
    tally counted = {.client = opened->client};
    tcvod_epoll loop;
    submit(&counted, 1);
    assert_int_equal(tcvod_epoll_open(&loop, opened->client, &opened->error), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_loop_timer_fired(opened->client), 0);
    while (counted.left > 0)
        assert_int_equal(tcvod_poll(opened->client, -1, NULL), TCVOD_OK);
    assert_int_equal(counted.succeeded, 1);
    fixture_close(opened);
}

static int refuse(void *user, int fd, int events)
{
    (void)user;
    (void)fd;
    return events ? -1 : 0;
}

static void set_no_timer(void *user, int64_t timeout_ms)
{
    *(int64_t *)user = timeout_ms;
}

static void wake_nobody(void *user)
{
    (void)user;
}

static void a_hook_that_refuses_fails_the_calls(void **state)
{
    (void)state;
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){0});
    tally counted = {.client = opened->client};
    int64_t timeout_ms = -1;
    tcvod_loop_hooks hooks = {refuse, set_no_timer, wake_nobody, &timeout_ms};
    assert_int_equal(tcvod_loop_attach(opened->client, &hooks, &opened->error), TCVOD_OK);
    submit(&counted, 3);
    for (int i = 0; i < 100 && counted.left > 0; i++)
        tcvod_loop_timer_fired(opened->client);
    assert_int_equal(counted.left, 0);
    assert_int_equal(counted.last.category, TCVOD_ERROR_CALLBACK);
    fixture_close(opened);
}

static void libuv_drives(void **state)
{
    (void)state;
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){.max_connections = 8});
    static tcvod_uv adapter;
    uv_loop_t loop;
    tally counted = {.client = opened->client, .uv = &adapter, .submit_more = true};
    assert_int_equal(uv_loop_init(&loop), 0);
    assert_int_equal(tcvod_uv_attach(&adapter, &loop, opened->client, &opened->error), TCVOD_OK);
    submit(&counted, CALLS);
    uv_run(&loop, UV_RUN_DEFAULT);
    opened->client = NULL;
    assert_int_equal(uv_loop_close(&loop), 0);
    assert_int_equal(counted.succeeded, 2 * CALLS);
    fixture_close(opened);
}

static bool answer_the_first(test_server *server, test_peer *peer, unsigned number)
{
    return number == 1 ? answer_hello(server, peer, number) : stay_silent(server, peer, number);
}

static void libuv_ends_when_the_client_goes_early(void **state)
{
    (void)state;
    fixture *opened = fixture_open(answer_the_first, (tcvod_client_options){.max_connections = 8});
    static tcvod_uv adapter;
    uv_loop_t loop;
    tally counted = {.client = opened->client, .uv = &adapter, .destroy = true};
    assert_int_equal(uv_loop_init(&loop), 0);
    assert_int_equal(tcvod_uv_attach(&adapter, &loop, opened->client, &opened->error), TCVOD_OK);
    submit(&counted, 8);
    uv_run(&loop, UV_RUN_DEFAULT);
    opened->client = NULL;
    assert_int_equal(uv_loop_close(&loop), 0);
    assert_int_equal(counted.succeeded, 1);
    assert_int_equal(counted.canceled, 7);
    fixture_close(opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(epoll_drives),
        cmocka_unit_test(a_loop_without_calls_does_not_wait),
        cmocka_unit_test(limits_hold_in_a_loop),
        cmocka_unit_test(other_threads_reach_a_loop),
        cmocka_unit_test(a_loop_survives_its_client),
        cmocka_unit_test(clients_are_attached_once_and_first),
        cmocka_unit_test(a_hook_that_refuses_fails_the_calls),
        cmocka_unit_test(libuv_drives),
        cmocka_unit_test(libuv_ends_when_the_client_goes_early),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
