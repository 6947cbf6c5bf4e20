/* SPDX-License-Identifier: MIT */
/* What is logged and what never is; the way through a proxy. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

typedef struct journal {
    char text[8192];
    size_t records;
} journal;

static void write_down(void *user, const tcvod_log_record *record)
{
    journal *book = user;
    size_t used = strlen(book->text);
    book->records++;
    used += (size_t)snprintf(book->text + used, sizeof book->text - used, "%d %s", record->level,
                             record->event);
    for (size_t i = 0; i < record->field_count; i++)
        used += (size_t)snprintf(book->text + used, sizeof book->text - used, " %s=%s",
                                 record->fields[i].name, record->fields[i].value);
    snprintf(book->text + used, sizeof book->text - used, "\n");
}

static bool busy_once(test_server *server, test_peer *peer, unsigned number)
{
    if (number > 1)
        return answer_hello(server, peer, number);
    send_answer(peer, 503, "text/plain", server->request);
    return true;
}

static fixture *open_logged(server_answer answer, journal *book, int level)
{
    return fixture_open(answer, (tcvod_client_options){.log = write_down,
                                                       .log_user = book,
                                                       .log_level = level,
                                                       .token = "token-of-the-log",
                                                       .max_attempts = 2,
                                                       .retry_base_ms = 1});
}

static int call(fixture *opened)
{
    small_request request = {.name = "private-name"};
    return fixture_call(opened, ECHO, &request, (tcvod_call_options){0});
}

static void calls_are_told_step_by_step(void **state)
{
    (void)state;
    journal book = {.records = 0};
    fixture *opened = open_logged(busy_once, &book, TCVOD_LOG_DEBUG);
    assert_int_equal(call(opened), TCVOD_OK);
    assert_int_equal(book.records, 4);
    assert_contains(book.text,
                    "4 attempt action=Echo host=127.0.0.1 method=GET attempt=1\n2 retry ");
    assert_contains(book.text, "status=HTTP step=receive http_status=503");
    assert_contains(book.text, "attempt=2\n3 done ");
    assert_contains(book.text, " attempts=2 elapsed_ms=");
    fixture_close(opened);
}

static void nothing_private_is_told(void **state)
{
    (void)state;
    journal book = {.records = 0};
    fixture *opened = open_logged(busy_once, &book, TCVOD_LOG_DEBUG);
    assert_int_equal(call(opened), TCVOD_OK);
    static const char *const secrets[] = {SECRET_KEY,  SECRET_ID,      "token-of-the-log",
                                          "Signature", "private-name", "Nonce",
                                          "/v2/",      "http://"};
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        assert_lacks(book.text, secrets[i]);
    fixture_close(opened);
}

static void levels_are_respected(void **state)
{
    (void)state;
    journal book = {.records = 0};
    fixture *opened = open_logged(busy_once, &book, TCVOD_LOG_ERROR);
    assert_int_equal(call(opened), TCVOD_OK);
    assert_int_equal(book.records, 0);
    fixture_close(opened);
    opened = open_logged(busy_once, &book, 0);
    assert_int_equal(call(opened), TCVOD_OK);
    assert_int_equal(book.records, 2);
    fixture_close(opened);
    tcvod_client *client;
    tcvod_client_options loud = {.secret_id = "i",
                                 .secret_key = "k",
                                 .dangerously_disable_tls_verification = true,
                                 .log = write_down,
                                 .log_user = &book};
    assert_int_equal(tcvod_client_create(&client, &loud, NULL), TCVOD_OK);
    assert_contains(book.text, "2 unverified\n");
    tcvod_client_destroy(client);
}

static void call_over_proxy(tcvod_client_options options, tcvod_error *error, int expected)
{
    tcvod_client *client;
    void *response = NULL;
    options.secret_id = SECRET_ID;
    options.secret_key = SECRET_KEY;
    options.endpoint = "http://vod.example.invalid";
    options.allow_plain_http = true;
    options.max_attempts = 1;
    assert_int_equal(tcvod_client_create(&client, &options, error), TCVOD_OK);
    assert_int_equal(tcvod_call(client, ECHO, LAYOUT, NULL, NULL, &response, error), expected);
    tcvod_free(response);
    tcvod_client_destroy(client);
}

static bool refuse_proxying(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)number;
    send_answer(peer, 407, "text/plain", "no");
    return true;
}

static void a_proxy_is_used_when_asked_for(void **state)
{
    (void)state;
    tcvod_error error;
    char url[128];
    test_server proxy = {0};
    server_start(&proxy, answer_hello);
    snprintf(url, sizeof url, "http://user:proxy-password@127.0.0.1:%u", proxy.port);
    call_over_proxy((tcvod_client_options){.proxy = url}, &error, TCVOD_OK);
    server_settle(&proxy);
    assert_contains(proxy.request, "GET http://vod.example.invalid/");
    assert_contains(proxy.request, "Proxy-Authorization: Basic dXNlcjpwcm94eS1wYXNzd29yZA==");
    setenv("http_proxy", url, 1);
    call_over_proxy((tcvod_client_options){0}, &error, TCVOD_ERROR_DNS);
    call_over_proxy((tcvod_client_options){.proxy_from_environment = true}, &error, TCVOD_OK);
    unsetenv("http_proxy");
    server_stop(&proxy);
}

static void its_password_is_not_told(void **state)
{
    (void)state;
    tcvod_error error;
    char url[128];
    test_server proxy = {0};
    server_start(&proxy, refuse_proxying);
    snprintf(url, sizeof url, "http://user:proxy-password@127.0.0.1:%u", proxy.port);
    call_over_proxy((tcvod_client_options){.proxy = url}, &error, TCVOD_ERROR_HTTP);
    assert_lacks(error.message, "password");
    server_stop(&proxy);
    call_over_proxy((tcvod_client_options){.proxy = url}, &error, TCVOD_ERROR_CONNECT);
    assert_lacks(error.message, "password");
    tcvod_client *client;
    tcvod_client_options wrong = {
        .secret_id = "i", .secret_key = "k", .proxy = "ftp://user:proxy-password@h"};
    assert_int_equal(tcvod_client_create(&client, &wrong, &error), TCVOD_ERROR_ARGUMENT);
    assert_string_equal(error.field, "proxy");
    assert_lacks(error.message, "proxy-password");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_are_told_step_by_step),
        cmocka_unit_test(nothing_private_is_told),
        cmocka_unit_test(levels_are_respected),
        cmocka_unit_test(a_proxy_is_used_when_asked_for),
        cmocka_unit_test(its_password_is_not_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
