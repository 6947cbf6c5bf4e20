/* SPDX-License-Identifier: MIT */
/* What is tried again, when, how often, and with which clock. */
#include "fixture.h"
#include "hosts.h"
#include "retry.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const tcv_retry_policy policy = {.max_attempts = 3, .base_ms = 200, .cap_ms = 20000};

static tcv_retry_question failed(int attempts)
{
    return (tcv_retry_question){.attempts = attempts,
                                .retryable = true,
                                .deadline_ms = INT64_MAX,
                                .retry_after_ms = -1,
                                .random = UINT64_MAX};
}

static void waits_double_and_are_drawn(void **state)
{
    (void)state;
    tcv_retry_policy patient = {.max_attempts = 100, .base_ms = 200, .cap_ms = 20000};
    int64_t longest_ms = 200;
    for (int attempts = 1; attempts < 60; attempts++) {
        tcv_retry_question question = failed(attempts);
        for (uint64_t random = 0; random < 100000; random += 997) {
            question.random = random;
            assert_in_range(tcv_retry_wait_ms(&patient, &question), 0, longest_ms);
        }
        question.random = (uint64_t)longest_ms;
        assert_int_equal(tcv_retry_wait_ms(&patient, &question), longest_ms);
        longest_ms = longest_ms * 2 < 20000 ? longest_ms * 2 : 20000;
    }
}

static void attempts_and_deadlines_end(void **state)
{
    (void)state;
    tcv_retry_question question = failed(3);
    assert_int_equal(tcv_retry_wait_ms(&policy, &question), -1);
    question = failed(1);
    question.retryable = false;
    assert_int_equal(tcv_retry_wait_ms(&policy, &question), -1);
    question.refused_at_the_door = true;
    assert_int_equal(tcv_retry_wait_ms(&policy, &question), 0);
    question = failed(1);
    question.random = 200;
    question.now_ms = 1000;
    question.deadline_ms = 1200;
    assert_int_equal(tcv_retry_wait_ms(&policy, &question), -1);
    question.deadline_ms = 1201;
    assert_int_equal(tcv_retry_wait_ms(&policy, &question), 200);
    question.retry_after_ms = 5000;
    assert_int_equal(tcv_retry_wait_ms(&policy, &question), -1);
    question.deadline_ms = 10000;
    assert_int_equal(tcv_retry_wait_ms(&policy, &question), 5000);
}

static void retry_after_is_read(void **state)
{
    (void)state;
    int64_t now_ms = 784111777000; /* Sun, 06 Nov 1994 08:49:37 GMT */
    assert_int_equal(tcv_retry_after_ms("", now_ms), -1);
    assert_int_equal(tcv_retry_after_ms("0", now_ms), 0);
    assert_int_equal(tcv_retry_after_ms("120", now_ms), 120000);
    assert_int_equal(tcv_retry_after_ms("-5", now_ms), -1);
    assert_int_equal(tcv_retry_after_ms("12x", now_ms), -1);
    assert_true(tcv_retry_after_ms("99999999999999999999999", now_ms) > 1000000);
    assert_int_equal(tcv_retry_after_ms("Sun, 06 Nov 1994 08:50:07 GMT", now_ms), 30000);
    assert_int_equal(tcv_retry_after_ms("Sun, 06 Nov 1994 08:00:00 GMT", now_ms), 0);
    assert_int_equal(tcv_retry_after_ms("soon", now_ms), -1);
}

static void clocks_are_compared(void **state)
{
    (void)state;
    const int64_t minute_ms = 60000, now_ms = 1700000000000;
    tcv_hosts hosts;
    assert_true(tcv_hosts_init(&hosts));
    tcv_sighting seen = {.received_unix_ms = now_ms, .server_unix_ms = now_ms + 3 * minute_ms};
    assert_false(tcv_hosts_see_clock(&hosts, "a", &seen));
    assert_int_equal(tcv_hosts_skew_ms(&hosts, "a"), 0);
    seen.server_unix_ms = now_ms + 90 * minute_ms;
    seen.has_age = true;
    assert_false(tcv_hosts_see_clock(&hosts, "a", &seen));
    seen.has_age = false;
    seen.round_trip_ms = 16 * minute_ms;
    assert_false(tcv_hosts_see_clock(&hosts, "a", &seen));
    seen.round_trip_ms = 2 * minute_ms;
    assert_true(tcv_hosts_see_clock(&hosts, "a", &seen));
    assert_int_equal(tcv_hosts_skew_ms(&hosts, "a"), 91 * minute_ms);
    assert_int_equal(tcv_hosts_skew_ms(&hosts, "b"), 0);
    assert_false(tcv_hosts_see_clock(&hosts, "a", &seen));
    seen.server_unix_ms = now_ms; /* set right meanwhile */
    assert_true(tcv_hosts_see_clock(&hosts, "a", &seen));
    assert_int_equal(tcv_hosts_skew_ms(&hosts, "a"), 0);
    for (char name[2] = "c"; name[0] < 'z'; name[0]++)
        assert_int_equal(tcv_hosts_skew_ms(&hosts, name), 0);
    tcv_hosts_release(&hosts);
}

static bool fail_twice(test_server *server, test_peer *peer, unsigned number)
{
    if (number > 2)
        return answer_hello(server, peer, number);
    send_answer(peer, 503, "text/plain", "busy");
    return true;
}

static bool always_busy(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)number;
    send_answer(peer, 503, "text/plain", "busy");
    return true;
}

static const tcvod_client_options quick = {.max_attempts = 3, .retry_base_ms = 5};

static int call_action(fixture *opened, uint32_t action)
{
    return fixture_call(opened, action, &(small_request){.name = "n"}, (tcvod_call_options){0});
}

static void safe_actions_are_repeated(void **state)
{
    (void)state;
    fixture *opened = fixture_open(fail_twice, quick);
    assert_int_equal(call_action(opened, ECHO), TCVOD_OK);
    assert_int_equal(opened->error.attempts, 3);
    fixture_close(opened);
    opened = fixture_open(always_busy, quick);
    assert_int_equal(call_action(opened, ECHO), TCVOD_ERROR_HTTP);
    assert_int_equal(opened->error.attempts, 3);
    assert_true(opened->error.retryable);
    assert_int_equal(opened->server.requests, 3);
    fixture_close(opened);
}

static void other_actions_are_not(void **state)
{
    (void)state;
    fixture *opened = fixture_open(fail_twice, quick);
    assert_int_equal(call_action(opened, WRITE_ONLY), TCVOD_ERROR_HTTP);
    assert_int_equal(opened->server.requests, 1);
    assert_false(opened->error.retryable);
    fixture_close(opened);
}

static bool close_the_second(test_server *server, test_peer *peer, unsigned number)
{
    return number != 2 && answer_hello(server, peer, number);
}

static void nothing_is_sent_twice_unasked(void **state)
{
    (void)state;
    fixture *opened = fixture_open(close_the_second, quick);
    assert_int_equal(call_action(opened, WRITE_ONLY), TCVOD_OK);
    assert_int_equal(call_action(opened, WRITE_ONLY), TCVOD_ERROR_CONNECT);
    assert_contains(opened->error.message, "closed the connection before it began to answer");
    assert_int_equal(opened->error.attempts, 1);
    assert_int_equal(opened->server.requests, 2);
    fixture_close(opened);
    opened = fixture_open(close_the_second, quick);
    assert_int_equal(call_action(opened, ECHO), TCVOD_OK);
    assert_int_equal(call_action(opened, ECHO), TCVOD_OK);
    assert_int_equal(opened->error.attempts, 2);
    assert_int_equal(opened->server.requests, 3);
    fixture_close(opened);
}

static char nonces[2][32];

static bool note_nonce(test_server *server, test_peer *peer, unsigned number)
{
    if (number <= 2)
        sscanf(strstr(server->request, "Nonce="), "Nonce=%31[0-9]", nonces[number - 1]);
    if (number == 1)
        send_json(peer, "{\"code\": 4200, \"message\": \"replayed\"}");
    else
        send_json(peer, "{\"code\": 0}");
    return true;
}

static void a_refused_signature_is_made_anew_once(void **state)
{
    (void)state;
    fixture *opened = fixture_open(note_nonce, quick);
    assert_int_equal(call_action(opened, WRITE_ONLY), TCVOD_OK);
    assert_int_equal(opened->error.attempts, 2);
    assert_string_not_equal(nonces[0], nonces[1]);
    fixture_close(opened);
}

static bool refuse_always(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)number;
    send_json(peer, "{\"code\": 4200, \"message\": \"expired\"}");
    return true;
}

static void but_not_for_ever(void **state)
{
    (void)state;
    fixture *opened = fixture_open(refuse_always, quick);
    assert_int_equal(call_action(opened, ECHO), TCVOD_ERROR_SERVICE);
    assert_int_equal(opened->server.requests, 2);
    assert_string_equal(opened->error.service_code, "4200");
    fixture_close(opened);
}

static bool busy_for_a_second(test_server *server, test_peer *peer, unsigned number)
{
    if (number > 1)
        return answer_hello(server, peer, number);
    send_text(peer, "HTTP/1.1 429 Slow\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n");
    return true;
}

static void retry_after_is_honoured_within_the_deadline(void **state)
{
    (void)state;
    fixture *opened = fixture_open(busy_for_a_second, quick);
    assert_int_equal(call_action(opened, ECHO), TCVOD_OK);
    assert_in_range(opened->error.elapsed_ms, 990, 2500);
    fixture_close(opened);
    opened = fixture_open(busy_for_a_second,
                          (tcvod_client_options){.max_attempts = 3, .total_timeout_ms = 500});
    assert_int_equal(call_action(opened, ECHO), TCVOD_ERROR_HTTP);
    assert_int_equal(opened->error.http_status, 429);
    assert_true(opened->error.retryable);
    assert_in_range(opened->error.elapsed_ms, 0, 450);
    fixture_close(opened);
}

static void a_failing_server_is_spared(void **state)
{
    (void)state;
    enum { WARM_UP = 100, CALLS = 1000 };
    fixture *opened =
        fixture_open(always_busy, (tcvod_client_options){.max_attempts = 3, .retry_base_ms = 1});
    for (int i = 0; i < WARM_UP; i++)
        assert_int_equal(call_action(opened, ECHO), TCVOD_ERROR_HTTP);
    unsigned before = opened->server.requests;
    for (int i = 0; i < CALLS; i++)
        assert_int_equal(call_action(opened, ECHO), TCVOD_ERROR_HTTP);
    unsigned sent = opened->server.requests - before;
    print_message("%.3f requests a call of a server that answers 503\n", (double)sent / CALLS);
    assert_in_range(sent, CALLS, CALLS + CALLS / 10);
    fixture_close(opened);
}

/* A service that knows what time it is. */
static bool keep_time(test_server *server, test_peer *peer, unsigned number)
{
    (void)number;
    char date[64], answer[256];
    const char *body = "{\"code\": 0, \"text\": \"in time\"}";
    time_t now = time(NULL);
    struct tm utc;
    long long timestamp = 0;
    sscanf(strstr(server->request, "Timestamp="), "Timestamp=%lld", &timestamp);
    if (llabs(timestamp - (long long)now) > 7200)
        body = "{\"code\": 4200, \"message\": \"your clock\"}";
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&now, &utc));
    snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nDate: %s\r\nContent-Length: %zu\r\n\r\n%s",
             date, strlen(body), body);
    send_text(peer, answer);
    return true;
}

static int64_t offset_ms;

static int64_t wrong_clock(void *user)
{
    (void)user;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + offset_ms;
}

static void count_clock(void *user, const tcvod_log_record *record)
{
    *(unsigned *)user += strcmp(record->event, "clock") == 0;
}

static void a_wrong_clock_is_corrected(void **state)
{
    (void)state;
    const int64_t day_ms = 86400000;
    unsigned corrections = 0;
    const int64_t steps_ms[] = {day_ms, day_ms, -day_ms, -day_ms, 0, 0, 3 * 3600000, 3 * 3600000};
    fixture *opened = fixture_open(keep_time, (tcvod_client_options){.max_attempts = 3,
                                                                     .now_unix_ms = wrong_clock,
                                                                     .log = count_clock,
                                                                     .log_user = &corrections});
    int64_t before_ms = 0;
    for (size_t i = 0; i < sizeof steps_ms / sizeof *steps_ms; i++) {
        offset_ms = steps_ms[i];
        assert_int_equal(call_action(opened, WRITE_ONLY), TCVOD_OK);
        assert_int_equal(opened->error.attempts, offset_ms == before_ms ? 1 : 2);
        before_ms = offset_ms;
    }
    assert_int_equal(corrections, 4);
    fixture_close(opened);
    offset_ms = day_ms;
    opened = fixture_open(keep_time, (tcvod_client_options){.max_attempts = 3,
                                                            .trust_local_clock = true,
                                                            .now_unix_ms = wrong_clock});
    assert_int_equal(call_action(opened, ECHO), TCVOD_ERROR_SERVICE);
    assert_string_equal(opened->error.service_code, "4200");
    fixture_close(opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_double_and_are_drawn),
        cmocka_unit_test(attempts_and_deadlines_end),
        cmocka_unit_test(retry_after_is_read),
        cmocka_unit_test(clocks_are_compared),
        cmocka_unit_test(safe_actions_are_repeated),
        cmocka_unit_test(other_actions_are_not),
        cmocka_unit_test(nothing_is_sent_twice_unasked),
        cmocka_unit_test(a_refused_signature_is_made_anew_once),
        cmocka_unit_test(but_not_for_ever),
        cmocka_unit_test(retry_after_is_honoured_within_the_deadline),
        cmocka_unit_test(a_failing_server_is_spared),
        cmocka_unit_test(a_wrong_clock_is_corrected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
