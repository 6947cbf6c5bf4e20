/* SPDX-License-Identifier: MIT */
/* Ten thousand calls under way at once, driven by one thread. */
#include "barrier_server.h"

#include <dirent.h>
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <tcvod/adapters/epoll.h>
#include <tcvod/adapters/uv.h>
#include <unistd.h>

#undef ECHO /* <termios.h> has one */
#include "../transport/small_service.h"

#include <cmocka.h>

#if defined(__SANITIZE_ADDRESS__)
/* Its header comes with clang only. */
size_t __sanitizer_get_current_allocated_bytes(void);
#endif

enum {
    CALLS = 10000,
    LIMIT_MS = 240000, /* far away: what is measured is not the time */
    MOST_BYTES_WAITING = 4096,
    MOST_BYTES_UNDER_WAY = 64 * 1024
};

typedef struct tally {
    tcvod_client *client;
    tcvod_uv *uv; /* closed with the last call */
    size_t completed;
    size_t succeeded;
    size_t waiting_bytes;
    size_t submitted_bytes, peak_bytes; /* of the heap */
} tally;

typedef void (*driver)(tally *counted);

/* Of the library, libcurl and the loop. */
static size_t heap_bytes(void)
{
#if defined(__SANITIZE_ADDRESS__)
    return __sanitizer_get_current_allocated_bytes();
#else
    struct mallinfo2 heap = mallinfo2();
    return heap.uordblks + heap.hblkhd;
#endif
}

static size_t open_descriptors(void)
{
    size_t count = 0;
    DIR *folder = opendir("/proc/self/fd");
    assert_non_null(folder);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

static void count(void *user, int status, void *response, const tcvod_error *error)
{
    tally *counted = user;
    if (counted->completed++ == 0)
        counted->peak_bytes = heap_bytes();
    if (status != TCVOD_OK && counted->completed - counted->succeeded == 1)
        print_message("%s\n", error->message);
    counted->succeeded += status == TCVOD_OK;
    tcvod_free(response);
    if (counted->completed == CALLS && counted->uv) {
        tcvod_client_destroy(counted->client);
        tcvod_uv_close(counted->uv);
    }
}

static void submit_all(tally *counted)
{
    tcvod_error error;
    size_t before = heap_bytes();
    for (int i = 0; i < CALLS; i++)
        if (tcvod_submit(counted->client, ECHO, LAYOUT, &(small_request){.name = "n"}, NULL, count,
                         counted, NULL, &error))
            fail_msg("%s", error.message);
    counted->submitted_bytes = heap_bytes();
    counted->waiting_bytes = (counted->submitted_bytes - before) / CALLS;
}

static void poll_all(tally *counted)
{
    submit_all(counted);
    for (size_t pending = 1; pending > 0;)
        assert_int_equal(tcvod_poll(counted->client, -1, &pending), TCVOD_OK);
    tcvod_client_destroy(counted->client);
}

static void run_epoll(tally *counted)
{
    tcvod_epoll loop;
    tcvod_error error;
    long pending = 1;
    assert_int_equal(tcvod_epoll_open(&loop, counted->client, &error), TCVOD_OK);
    submit_all(counted);
    while (pending > 0)
        pending = tcvod_epoll_run(&loop, -1);
    assert_int_equal(pending, 0);
    tcvod_client_destroy(counted->client);
    tcvod_epoll_close(&loop);
}

static void run_uv(tally *counted)
{
    uv_loop_t loop;
    tcvod_uv adapter;
    tcvod_error error;
    assert_int_equal(uv_loop_init(&loop), 0);
    assert_int_equal(tcvod_uv_attach(&adapter, &loop, counted->client, &error), TCVOD_OK);
    counted->uv = &adapter;
    submit_all(counted);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
    uv_library_shutdown(); /* its own descriptors */
}

static void all_under_way(driver drive)
{
    tally counted = {0};
    tcvod_error error;
    barrier_server server;
    size_t descriptors = open_descriptors();
    unsigned at_once = barrier_server_connections(CALLS);
    assert_int_equal(
        barrier_server_start(&server, at_once, CALLS, "{\"code\": 0, \"text\": \"together\"}"), 0);
    tcvod_client_options options = {.secret_id = "AKIDmany",
                                    .secret_key = "key",
                                    .endpoint = server.endpoint,
                                    .max_connections = at_once,
                                    .connect_timeout_ms = LIMIT_MS,
                                    .stall_timeout_ms = LIMIT_MS,
                                    .total_timeout_ms = LIMIT_MS};
    assert_int_equal(tcvod_client_create(&counted.client, &options, &error), TCVOD_OK);
    drive(&counted);
    size_t call_bytes =
        counted.waiting_bytes + (counted.peak_bytes - counted.submitted_bytes) / at_once;
    print_message("%u of %d calls under way at once%s: %zu bytes each, %zu bytes while they wait\n",
                  at_once, CALLS, at_once < CALLS ? " (limit of descriptors, ulimit -Hn)" : "",
                  call_bytes, counted.waiting_bytes);
    assert_int_equal(counted.completed, CALLS);
    assert_int_equal(counted.succeeded, CALLS);
    assert_int_equal(open_descriptors(), descriptors);
    assert_in_range(counted.waiting_bytes, 1, MOST_BYTES_WAITING);
    assert_in_range(call_bytes, 1, MOST_BYTES_UNDER_WAY);
    barrier_server_stop(&server);
}

static void ten_thousand_polled(void **state)
{
    (void)state;
    all_under_way(poll_all);
}

static void ten_thousand_in_an_epoll_loop(void **state)
{
    (void)state;
    all_under_way(run_epoll);
}

static void ten_thousand_in_a_libuv_loop(void **state)
{
    (void)state;
    all_under_way(run_uv);
}

/* Nothing hangs and nothing is left behind when there are too few descriptors. */
static void without_descriptors_it_says_so(void **state)
{
    (void)state;
    struct rlimit limit, none;
    tcvod_client *client = NULL;
    tcvod_error error;
    tcvod_client_options options = {
        .secret_id = "AKIDmany", .secret_key = "key", .endpoint = "http://127.0.0.1:1"};
    assert_int_equal(tcvod_client_create(&client, &options, &error), TCVOD_OK);
    size_t descriptors = open_descriptors();
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    none = (struct rlimit){.rlim_cur = 0, .rlim_max = limit.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    int status = tcvod_submit(client, ECHO, LAYOUT, NULL, NULL, count, NULL, NULL, &error);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
    assert_int_equal(status, TCVOD_ERROR_FILE);
    assert_int_not_equal(error.system_errno, 0);
    assert_int_equal(open_descriptors(), descriptors);
    tcvod_client_destroy(client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_thousand_polled),
        cmocka_unit_test(ten_thousand_in_an_epoll_loop),
        cmocka_unit_test(ten_thousand_in_a_libuv_loop),
        cmocka_unit_test(without_descriptors_it_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
