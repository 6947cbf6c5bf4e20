/* SPDX-License-Identifier: MIT */
/* How much a server may send. */
#include "fixture.h"

#include <string.h>

static bool send_too_much(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    static char block[1024];
    memset(block, 'x', sizeof block);
    send_text(peer, number == 1   ? "HTTP/1.1 200 OK\r\n\r\n"
                    : number == 2 ? "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"
                                  : "HTTP/1.1 500 No\r\nContent-Type: text/x\r\n\r\n");
    for (int i = 0; i < 200; i++)
        send_bytes(peer, block, sizeof block);
    return false;
}

static void answers_are_limited(void **state)
{
    (void)state;
    fixture *opened =
        fixture_open(send_too_much, (tcvod_client_options){.max_response_bytes = 100000});
    fixture_fails(opened, TCVOD_ERROR_HTTP, "receive", "larger than max_response_bytes (100000)");
    assert_false(opened->error.retryable);
    fixture_fails(opened, TCVOD_ERROR_HTTP, "receive", "larger than max_response_bytes (100000)");
    fixture_fails(opened, TCVOD_ERROR_HTTP, "receive", "HTTP status 500; content type text/x");
    assert_int_equal(opened->error.http_status, 500);
    fixture_close(opened);
}

static bool send_a_large_answer(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)number;
    static char block[1024];
    memset(block, 'x', sizeof block);
    send_text(peer, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"code\": 0, \"text\": \"");
    for (int i = 0; i < 3000; i++)
        send_bytes(peer, block, sizeof block);
    send_text(peer, "\"}");
    return false;
}

static void large_answers_within_the_limit_are_whole(void **state)
{
    (void)state;
    fixture *opened = fixture_open(send_a_large_answer, (tcvod_client_options){0});
    assert_int_equal(fixture_call(opened, ECHO, NULL, (tcvod_call_options){0}), TCVOD_OK);
    assert_int_equal(strlen(opened->response->text), 3000 * 1024);
    fixture_close(opened);
}

static bool send_many_headers(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)number;
    send_text(peer, "HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 1000; i++)
        send_text(peer, "X-Header-Of-Sixty-Four-Bytes: 12345678901234567890123456789012\r\n");
    send_text(peer, "Content-Length: 11\r\n\r\n{\"code\": 0}");
    return false;
}

static void headers_are_limited(void **state)
{
    (void)state;
    one_call_fails(send_many_headers, TCVOD_ERROR_HTTP, "receive", "more than 32 KiB of headers");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_limited),
        cmocka_unit_test(large_answers_within_the_limit_are_whole),
        cmocka_unit_test(headers_are_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
