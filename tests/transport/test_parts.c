/* SPDX-License-Identifier: MIT */
/* Endpoints, timers, sized structs and bodies read by offset, each on its own. */
#include "clock.h"
#include "endpoint.h"
#include "engine.h"
#include "fixture.h"
#include "settings.h"

#include <stdlib.h>
#include <string.h>

static void endpoints_are_taken_apart(void **state)
{
    (void)state;
    static const struct {
        const char *text, *host;
        unsigned port;
        bool plain;
    } cases[] = {
        {"https://vod.api.qcloud.com", "vod.api.qcloud.com", 0, false},
        {"HTTP://VOD.Example:80/", "vod.example", 80, true},
        {"https://127.0.0.1:65535", "127.0.0.1", 65535, false},
        {"http://[::1]:8080", "[::1]", 8080, true},
        {"https://[FE80::1]/", "[fe80::1]", 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tcv_endpoint endpoint;
        assert_int_equal(tcv_endpoint_parse(&endpoint, cases[i].text, NULL), TCVOD_OK);
        assert_string_equal(endpoint.host, cases[i].host);
        assert_int_equal(endpoint.port, cases[i].port);
        assert_int_equal(endpoint.plain_http, cases[i].plain);
    }
}

static void bad_endpoints_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "begins with neither"},
        {"vod.example", "begins with neither"},
        {"ftp://vod.example", "begins with neither"},
        {"https://", "no usable host"},
        {"https://:80", "no usable host"},
        {"https://user:pass@vod.example", "holds a user name"},
        {"https://vod.example/v2", "holds a path"},
        {"https://vod.example:80/v2", "holds a path"},
        {"https://vod.example?x", "holds a path"},
        {"https://vod example", "character that no host has"},
        {"https://vod.example:", "malformed port"},
        {"https://vod.example:0", "malformed port"},
        {"https://vod.example:65536", "malformed port"},
        {"https://vod.example:123456", "malformed port"},
        {"https://vod.example:80x", "character that no host has"},
        {"https://[::1", "no usable host"},
        {"https://[:::]", "malformed IPv6"},
        {"https://[]", "malformed IPv6"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tcv_endpoint endpoint;
        tcvod_error error = {0};
        assert_int_equal(tcv_endpoint_parse(&endpoint, cases[i].text, &error),
                         TCVOD_ERROR_ARGUMENT);
        assert_contains(error.message, cases[i].message);
        assert_contains(error.message, "it has the form https://host[:port]");
    }
    char longest[400] = "https://";
    memset(longest + 8, 'a', 300);
    tcv_endpoint endpoint;
    assert_int_equal(tcv_endpoint_parse(&endpoint, longest, NULL), TCVOD_ERROR_ARGUMENT);
}

static void loopback_is_known(void **state)
{
    (void)state;
    assert_true(tcv_is_loopback("127.0.0.1"));
    assert_true(tcv_is_loopback("127.255.0.9"));
    assert_true(tcv_is_loopback("localhost"));
    assert_true(tcv_is_loopback("[::1]"));
    assert_false(tcv_is_loopback("127.0.0.1.example"));
    assert_false(tcv_is_loopback("128.0.0.1"));
    assert_false(tcv_is_loopback("localhost.example"));
    assert_false(tcv_is_loopback("[::2]"));
}

typedef struct log {
    int64_t last_ms;
    size_t fired;
} log_of_fires;

static void note_fire(tcv_timer *timer, int64_t now_ms, void *user)
{
    log_of_fires *log = user;
    assert_true(timer->due_ms <= now_ms);
    assert_true(timer->due_ms >= log->last_ms);
    log->last_ms = timer->due_ms;
    log->fired++;
}

static void timers_fire_in_order(void **state)
{
    (void)state;
    enum { COUNT = 500 };
    static tcv_timer timers[COUNT];
    tcv_timers heap = {.allocator = &tcv_default_allocator};
    log_of_fires log = {0};
    uint32_t random = 1;
    size_t cleared = 0;
    assert_true(tcv_timers_reserve(&heap, COUNT));
    for (size_t round = 0; round < 3; round++)
        for (size_t i = 0; i < COUNT; i++) {
            random = random * 1664525 + 1013904223;
            timers[i].fire = note_fire;
            timers[i].user = &log;
            tcv_timer_set(&heap, &timers[i], 1 + random % 1000);
        }
    for (size_t i = 0; i < COUNT; i += 7, cleared++)
        tcv_timer_clear(&heap, &timers[i]);
    tcv_timer_clear(&heap, &timers[0]);
    tcv_timer_set(&heap, &timers[1], INT64_MAX);
    cleared++;
    assert_int_equal(heap.count, COUNT - cleared);
    tcv_timers_fire(&heap, 500);
    assert_true(tcv_timers_next_ms(&heap) > 500);
    tcv_timers_fire(&heap, 1001);
    assert_int_equal(log.fired, COUNT - cleared);
    assert_true(tcv_timers_next_ms(&heap) == INT64_MAX);
    tcv_timers_release(&heap);
}

static void sized_structs_are_copied(void **state)
{
    (void)state;
    struct {
        int first, second, third;
    } source = {1, 2, 3}, target;
    assert_true(tcv_copy_sized(&target, sizeof target, &source, sizeof(int)));
    assert_int_equal(target.first, 1);
    assert_int_equal(target.second, 0);
    assert_false(tcv_copy_sized(&target, 2 * sizeof(int), &source, sizeof source));
    source.third = 0;
    assert_true(tcv_copy_sized(&target, 2 * sizeof(int), &source, sizeof source));
    assert_true(tcv_copy_sized(&target, sizeof target, NULL, sizeof source));
    assert_int_equal(target.first, 0);
}

static void limits_have_defaults(void **state)
{
    (void)state;
    tcv_settings settings;
    assert_int_equal(tcv_settings_init(&settings, &(tcvod_client_options){0}, NULL), TCVOD_OK);
    assert_int_equal(settings.connect_timeout_ms, 10000);
    assert_int_equal(settings.stall_timeout_ms, 30000);
    assert_int_equal(settings.total_timeout_ms, 60000);
    assert_int_equal(settings.retry.max_attempts, 3);
    assert_int_equal(settings.retry.base_ms, 200);
    assert_int_equal(settings.retry.cap_ms, 20000);
    assert_int_equal(settings.max_connections, 64);
    tcv_settings_release(&settings);
}

static void due_times_do_not_overflow(void **state)
{
    (void)state;
    assert_true(tcv_due_ms(1000, 5) == 1005);
    assert_true(tcv_due_ms(1000, -1) == INT64_MAX);
    assert_true(tcv_due_ms(1000, INT64_MAX) == INT64_MAX);
}

typedef struct source {
    const char *bytes;
    uint64_t furthest;
    uint64_t fails_from;
    unsigned rewinds;
} source;

static bool read_source(void *user, uint64_t offset, void *buffer, size_t size_bytes)
{
    source *from = user;
    if (offset + size_bytes > from->fails_from)
        return false;
    from->rewinds += offset < from->furthest;
    from->furthest = offset + size_bytes;
    memcpy(buffer, from->bytes + offset, size_bytes);
    return true;
}

typedef struct run {
    tcv_transfer transfer;
    tcv_settings settings;
    CURLcode code;
    bool done;
} run;

static void note_end(tcv_transfer *transfer, CURLcode code)
{
    run *ended = (run *)(void *)transfer;
    ended->code = code;
    ended->done = true;
}

static CURLcode send_source(run *sending, tcv_engine *engine, const char *url, source *from,
                            size_t size_bytes)
{
    tcv_http_request request = {
        .url = url,
        .host = "127.0.0.1",
        .post = true,
        .binary = true,
        .body = {.read_at = read_source, .user = from, .size_bytes = size_bytes}};
    sending->done = false;
    assert_int_equal(tcv_transfer_prepare(&sending->transfer, &request, INT64_MAX), CURLE_OK);
    assert_int_equal(tcv_engine_start(engine, &sending->transfer), CURLE_OK);
    while (!sending->done)
        tcv_engine_step(engine, 1000);
    return sending->code;
}

/* Goes away with the first request on a connection that it kept open before. */
static bool drop_the_second(test_server *server, test_peer *peer, unsigned number)
{
    return number != 2 && answer_hello(server, peer, number);
}

static void bodies_are_read_by_offset(void **state)
{
    (void)state;
    enum { BODY_BYTES = 150000 };
    static run sending;
    static test_server server;
    char *bytes = malloc(BODY_BYTES);
    for (size_t i = 0; i < BODY_BYTES; i++)
        bytes[i] = (char)(i * 31);
    source from = {.bytes = bytes, .fails_from = UINT64_MAX};
    tcv_engine engine;
    server_start(&server, drop_the_second);
    tcvod_client_options options = {
        .secret_id = "i", .secret_key = "k", .endpoint = server.endpoint};
    assert_int_equal(tcv_settings_init(&sending.settings, &options, NULL), TCVOD_OK);
    assert_true(tcv_engine_init(&engine, &sending.settings, 1));
    assert_true(tcv_transfer_init(&sending.transfer, &sending.settings));
    sending.transfer.on_done = note_end;
    sending.transfer.shard = engine.shards;
    assert_int_equal(send_source(&sending, &engine, server.endpoint, &from, BODY_BYTES), CURLE_OK);
    assert_int_equal(sending.transfer.answer.status, 200);
    /* libcurl would send it once more by itself: that is ours to decide. The body begins at 0
     * again. */
    assert_int_not_equal(send_source(&sending, &engine, server.endpoint, &from, BODY_BYTES),
                         CURLE_OK);
    assert_int_equal(sending.transfer.stop, TCV_STOP_RESEND);
    assert_int_equal(server.requests, 2);
    assert_int_equal(send_source(&sending, &engine, server.endpoint, &from, BODY_BYTES), CURLE_OK);
    assert_int_equal(server.requests, 3);
    assert_int_equal(from.rewinds, 2);
    server_settle(&server);
    assert_int_equal(server.request_bytes - server.head_bytes, BODY_BYTES);
    assert_memory_equal(server.request + server.head_bytes, bytes, BODY_BYTES);
    from.fails_from = 100000;
    tcvod_error error = {0};
    CURLcode code = send_source(&sending, &engine, server.endpoint, &from, BODY_BYTES);
    assert_int_equal(tcv_transfer_error(&sending.transfer, code, &error), TCVOD_ERROR_FILE);
    assert_contains(error.message, "the body could not be read at ");
    tcv_transfer_release(&sending.transfer);
    tcv_engine_release(&engine);
    tcv_settings_release(&sending.settings);
    server_stop(&server);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(endpoints_are_taken_apart), cmocka_unit_test(bad_endpoints_are_refused),
        cmocka_unit_test(loopback_is_known),         cmocka_unit_test(timers_fire_in_order),
        cmocka_unit_test(sized_structs_are_copied),  cmocka_unit_test(due_times_do_not_overflow),
        cmocka_unit_test(limits_have_defaults),      cmocka_unit_test(bodies_are_read_by_offset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
