/* SPDX-License-Identifier: MIT */
/* Networks and servers that misbehave: every call ends, and its error says what happened. */
#include "clock.h"
#include "fixture.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define NO_OPTIONS ((tcvod_call_options){0})

static void expect_within(fixture *opened, int category, const char *step, const char *message,
                          int64_t least_ms, int64_t most_ms)
{
    int64_t start_ms = tcv_monotonic_ms();
    fixture_fails(opened, category, step, message);
    assert_in_range(tcv_monotonic_ms() - start_ms, least_ms, most_ms);
    assert_in_range(opened->error.elapsed_ms, least_ms, most_ms);
}

static int call_endpoint(const char *endpoint, tcvod_error *error)
{
    tcvod_client *client;
    void *response;
    tcvod_client_options options = {.secret_id = SECRET_ID,
                                    .secret_key = SECRET_KEY,
                                    .endpoint = endpoint,
                                    .allow_plain_http = true};
    assert_int_equal(tcvod_client_create(&client, &options, error), TCVOD_OK);
    int status = tcvod_call(client, ECHO, LAYOUT, NULL, NULL, &response, error);
    tcvod_client_destroy(client);
    return status;
}

static void nobody_listens(void **state)
{
    (void)state;
    test_server server = {0};
    tcvod_error error;
    server_start(&server, answer_hello);
    server_stop(&server);
    assert_int_equal(call_endpoint(server.endpoint, &error), TCVOD_ERROR_CONNECT);
    assert_string_equal(error.step, "connect");
    assert_contains(error.message, "127.0.0.1: Connection refused; check endpoint");
    assert_int_equal(error.system_errno, ECONNREFUSED);
    assert_int_equal(error.curl_code, 7);
    assert_true(error.retryable);
}

static void a_name_without_address(void **state)
{
    (void)state;
    tcvod_error error;
    assert_int_equal(call_endpoint("http://nowhere.invalid", &error), TCVOD_ERROR_DNS);
    assert_string_equal(error.step, "resolve");
    assert_contains(error.message, "nowhere.invalid has no address");
}

static bool close_at_once(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)peer;
    (void)number;
    return false;
}

static bool reset(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)number;
    struct linger hard = {.l_onoff = 1};
    setsockopt(peer->socket, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    return false;
}

static bool reset_in_the_body(test_server *server, test_peer *peer, unsigned number)
{
    send_text(peer, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"code\": 0");
    poll(NULL, 0, 50);
    return reset(server, peer, number);
}

static bool truncate_body(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)number;
    send_text(peer, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"code\": 0}");
    return false;
}

static bool truncate_chunks(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)number;
    send_text(peer, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n{\"code\": 0}\r\n");
    return false;
}

static bool truncate_head(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)number;
    send_text(peer, "HTTP/1.1 200 OK\r\nContent-Le");
    return false;
}

static bool speak_something_else(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)number;
    send_text(peer, "220 mail.example ESMTP ready\r\n");
    return false;
}

static void connections_that_break(void **state)
{
    (void)state;
    static const char message[] = "broke before the answer was complete";
    one_call_fails(close_at_once, TCVOD_ERROR_CONNECT, "receive", message);
    one_call_fails(close_at_once, TCVOD_ERROR_CONNECT, "receive", "does it want https://?");
    one_call_fails(reset, TCVOD_ERROR_CONNECT, "receive", message);
    one_call_fails(reset_in_the_body, TCVOD_ERROR_CONNECT, "receive", message);
    one_call_fails(truncate_body, TCVOD_ERROR_CONNECT, "receive", message);
    one_call_fails(truncate_chunks, TCVOD_ERROR_CONNECT, "receive", message);
    one_call_fails(truncate_head, TCVOD_ERROR_CONNECT, "receive", message);
    one_call_fails(speak_something_else, TCVOD_ERROR_HTTP, "receive", "did not answer in HTTP/1.1");
}

static bool say_nothing(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)number;
    wait_for_close(peer);
    return false;
}

static bool stop_in_the_body(test_server *server, test_peer *peer, unsigned number)
{
    send_text(peer, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"code\": 0");
    return say_nothing(server, peer, number);
}

static bool trickle(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)number;
    static const char body[] = "{\"code\": 0}";
    send_text(peer, "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n");
    for (size_t i = 0; i < 11; i++) {
        poll(NULL, 0, 60);
        send_bytes(peer, body + i, 1);
    }
    return true;
}

static void silence_ends_by_the_stall_limit(void **state)
{
    (void)state;
    tcvod_client_options options = {.stall_timeout_ms = 200};
    fixture *opened = fixture_open(say_nothing, options);
    expect_within(opened, TCVOD_ERROR_TIMEOUT, "receive", "within stall_timeout_ms (200)", 195,
                  400);
    assert_true(opened->error.retryable);
    assert_int_equal(fixture_call(opened, WRITE_ONLY, NULL, NO_OPTIONS), TCVOD_ERROR_TIMEOUT);
    assert_false(opened->error.retryable);
    fixture_close(opened);
    opened = fixture_open(stop_in_the_body, options);
    expect_within(opened, TCVOD_ERROR_TIMEOUT, "receive", "within stall_timeout_ms (200)", 195,
                  400);
    assert_int_equal(opened->error.http_status, 200);
    fixture_close(opened);
}

static void slow_is_not_stalled(void **state)
{
    (void)state;
    fixture *opened = fixture_open(trickle, (tcvod_client_options){.stall_timeout_ms = 300});
    assert_int_equal(fixture_call(opened, ECHO, NULL, NO_OPTIONS), TCVOD_OK);
    assert_in_range(opened->error.elapsed_ms, 600, 3000);
    fixture_close(opened);
}

static void slow_ends_by_the_total_limit(void **state)
{
    (void)state;
    fixture *opened = fixture_open(
        trickle, (tcvod_client_options){.total_timeout_ms = 250, .stall_timeout_ms = -1});
    expect_within(opened, TCVOD_ERROR_TIMEOUT, "receive", "within total_timeout_ms (250)", 245,
                  450);
    fixture_close(opened);
    opened = fixture_open(trickle, (tcvod_client_options){0});
    assert_int_equal(
        fixture_call(opened, ECHO, NULL, (tcvod_call_options){.total_timeout_ms = 100}),
        TCVOD_ERROR_TIMEOUT);
    assert_in_range(opened->error.elapsed_ms, 95, 300);
    assert_int_equal(fixture_call(opened, ECHO, NULL, (tcvod_call_options){.total_timeout_ms = -1}),
                     TCVOD_OK);
    fixture_close(opened);
}

/* A listener whose queue is full: the kernel lets further connections wait. */
static int full_listener(char endpoint[64], int fillers[8])
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listener, 0), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
    for (int i = 0; i < 8; i++) {
        fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        connect(fillers[i], (struct sockaddr *)&address, sizeof address);
    }
    snprintf(endpoint, 64, "http://127.0.0.1:%u", ntohs(address.sin_port));
    return listener;
}

static void no_connection_ends_by_the_connect_limit(void **state)
{
    (void)state;
    char endpoint[64];
    int fillers[8];
    int listener = full_listener(endpoint, fillers);
    tcvod_client *client;
    tcvod_error error;
    void *response;
    tcvod_client_options options = {.secret_id = SECRET_ID,
                                    .secret_key = SECRET_KEY,
                                    .max_attempts = 1,
                                    .endpoint = endpoint,
                                    .stall_timeout_ms = 50,
                                    .connect_timeout_ms = 300};
    assert_int_equal(tcvod_client_create(&client, &options, &error), TCVOD_OK);
    assert_int_equal(tcvod_call(client, WRITE_ONLY, LAYOUT, NULL, NULL, &response, &error),
                     TCVOD_ERROR_TIMEOUT);
    assert_string_equal(error.step, "connect");
    assert_contains(error.message, "within connect_timeout_ms (300)");
    assert_in_range(error.elapsed_ms, 295, 600);
    assert_true(error.retryable);
    tcvod_client_destroy(client);
    for (int i = 0; i < 8; i++)
        close(fillers[i]);
    close(listener);
}

static bool hello_then_close(test_server *server, test_peer *peer, unsigned number)
{
    answer_hello(server, peer, number);
    return number % 2 == 0;
}

static void a_connection_that_went_away_is_replaced(void **state)
{
    (void)state;
    fixture *opened = fixture_open(hello_then_close, (tcvod_client_options){0});
    for (int i = 0; i < 6; i++) {
        assert_int_equal(fixture_call(opened, ECHO, NULL, NO_OPTIONS), TCVOD_OK);
        poll(NULL, 0, 20);
    }
    assert_int_equal(opened->server.connections, 4);
    fixture_close(opened);
}

static bool fail_then_work(test_server *server, test_peer *peer, unsigned number)
{
    return number == 1   ? reset(server, peer, number)
           : number == 2 ? stop_in_the_body(server, peer, number)
           : number == 3 ? truncate_body(server, peer, number)
                         : answer_hello(server, peer, number);
}

static void a_client_works_after_failures(void **state)
{
    (void)state;
    fixture *opened = fixture_open(fail_then_work, (tcvod_client_options){.stall_timeout_ms = 100});
    for (int i = 0; i < 3; i++)
        assert_int_not_equal(fixture_call(opened, ECHO, NULL, NO_OPTIONS), TCVOD_OK);
    assert_int_equal(fixture_call(opened, ECHO, NULL, NO_OPTIONS), TCVOD_OK);
    assert_string_equal(opened->response->text, "hello");
    fixture_close(opened);
}

static bool continue_first(test_server *server, test_peer *peer, unsigned number)
{
    send_text(peer, "HTTP/1.1 100 Continue\r\n\r\n");
    return answer_hello(server, peer, number);
}

static void interim_answers_are_skipped(void **state)
{
    (void)state;
    fixture *opened = fixture_open(continue_first, (tcvod_client_options){0});
    assert_int_equal(fixture_call(opened, STORE, NULL, (tcvod_call_options){.body = {"x", 1}}),
                     TCVOD_OK);
    fixture_close(opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_listens),
        cmocka_unit_test(a_name_without_address),
        cmocka_unit_test(connections_that_break),
        cmocka_unit_test(silence_ends_by_the_stall_limit),
        cmocka_unit_test(slow_is_not_stalled),
        cmocka_unit_test(slow_ends_by_the_total_limit),
        cmocka_unit_test(no_connection_ends_by_the_connect_limit),
        cmocka_unit_test(a_connection_that_went_away_is_replaced),
        cmocka_unit_test(a_client_works_after_failures),
        cmocka_unit_test(interim_answers_are_skipped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
