/* SPDX-License-Identifier: MIT */
/* What travels. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_OPTIONS ((tcvod_call_options){0})

static fixture *hello(tcvod_client_options options)
{
    return fixture_open(answer_hello, options);
}

static const char *body_of(const fixture *opened)
{
    return opened->server.request + opened->server.head_bytes;
}

static void short_requests_are_sent_by_get(void **state)
{
    (void)state;
    fixture *opened = hello((tcvod_client_options){0});
    small_request request = {
        .name = "a b&ü", .count = TCVOD_INT(0), .tags = TCVOD_STRINGS("x", "y")};
    assert_int_equal(fixture_call(opened, ECHO, &request, NO_OPTIONS), TCVOD_OK);
    assert_string_equal(opened->response->text, "hello");
    const char *sent = opened->server.request;
    assert_memory_equal(sent, "GET /v2/index.php?Action=Echo&Nonce=", 36);
    assert_contains(sent, "&Region=gz&SecretId=" SECRET_ID "&Timestamp=");
    assert_contains(sent, "&count=0&name=a%20b%26%C3%BC&tags.1=x&tags.2=y&Signature=");
    assert_contains(sent, "\r\nUser-Agent: tcvod/" TCVOD_VERSION "\r\n");
    assert_contains(sent, "\r\nAccept-Encoding: identity\r\n");
    assert_lacks(sent, "SignatureMethod");
    assert_lacks(sent, "Token");
    assert_lacks(sent, SECRET_KEY);
    assert_int_equal(opened->error.attempts, 1);
    fixture_close(opened);
}

static void long_requests_are_sent_by_post(void **state)
{
    (void)state;
    char name[3001];
    memset(name, 'n', 3000);
    name[3000] = '\0';
    fixture *opened = hello((tcvod_client_options){0});
    assert_int_equal(fixture_call(opened, ECHO, &(small_request){.name = name}, NO_OPTIONS),
                     TCVOD_OK);
    const char *sent = opened->server.request;
    assert_memory_equal(sent, "POST /v2/index.php HTTP/1.1\r\n", 29);
    assert_contains(sent, "\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    assert_lacks(sent, "Expect:");
    assert_memory_equal(body_of(opened), "Action=Echo&Nonce=", 18);
    assert_contains(body_of(opened), "nnnn&Signature=");
    assert_int_equal(fixture_call(opened, READ_ONLY, &(small_request){.name = name}, NO_OPTIONS),
                     TCVOD_OK);
    assert_memory_equal(sent, "GET ", 4);
    assert_int_equal(fixture_call(opened, ECHO, &(small_request){.name = name},
                                  (tcvod_call_options){.method = TCVOD_METHOD_GET}),
                     TCVOD_OK);
    assert_memory_equal(sent, "GET ", 4);
    fixture_close(opened);
}

static void the_url_limit_is_an_option(void **state)
{
    (void)state;
    fixture *opened = hello((tcvod_client_options){.max_url_bytes = 64});
    assert_int_equal(fixture_call(opened, ECHO, NULL, NO_OPTIONS), TCVOD_OK);
    assert_memory_equal(opened->server.request, "POST ", 5);
    fixture_close(opened);
}

static void post_and_get_alternate_on_one_connection(void **state)
{
    (void)state;
    fixture *opened = hello((tcvod_client_options){0});
    for (int i = 0; i < 6; i++) {
        int method = i % 2 ? TCVOD_METHOD_GET : TCVOD_METHOD_POST;
        assert_int_equal(fixture_call(opened, ECHO, &(small_request){.name = "x"},
                                      (tcvod_call_options){.method = method}),
                         TCVOD_OK);
        assert_memory_equal(opened->server.request, i % 2 ? "GET " : "POST", 4);
        assert_int_equal(opened->server.request_bytes - opened->server.head_bytes > 0, i % 2 == 0);
    }
    assert_int_equal(opened->server.connections, 1);
    fixture_close(opened);
}

static void methods_that_an_action_lacks_are_refused(void **state)
{
    (void)state;
    fixture *opened = hello((tcvod_client_options){0});
    assert_int_equal(
        fixture_call(opened, READ_ONLY, NULL, (tcvod_call_options){.method = TCVOD_METHOD_POST}),
        TCVOD_ERROR_ARGUMENT);
    assert_string_equal(opened->error.message, "ReadOnly is sent by GET only");
    assert_string_equal(opened->error.action, "ReadOnly");
    assert_int_equal(
        fixture_call(opened, WRITE_ONLY, NULL, (tcvod_call_options){.method = TCVOD_METHOD_GET}),
        TCVOD_ERROR_ARGUMENT);
    assert_int_equal(fixture_call(opened, ECHO, NULL, (tcvod_call_options){.method = 7}),
                     TCVOD_ERROR_ARGUMENT);
    assert_string_equal(opened->error.field, "method");
    assert_int_equal(fixture_call(opened, WRITE_ONLY, NULL, NO_OPTIONS), TCVOD_OK);
    assert_memory_equal(opened->server.request, "POST ", 5);
    assert_int_equal(opened->server.requests, 1);
    fixture_close(opened);
}

static void at_signs_travel_by_get_alone(void **state)
{
    (void)state;
    char name[3001] = "@";
    memset(name + 1, 'n', 2999);
    small_request request = {.name = name};
    fixture *opened = hello((tcvod_client_options){0});
    assert_int_equal(fixture_call(opened, ECHO, &request, NO_OPTIONS), TCVOD_OK);
    assert_memory_equal(opened->server.request, "GET ", 4);
    assert_int_equal(
        fixture_call(opened, ECHO, &request, (tcvod_call_options){.method = TCVOD_METHOD_POST}),
        TCVOD_ERROR_ARGUMENT);
    assert_string_equal(opened->error.field, "name");
    assert_int_equal(fixture_call(opened, WRITE_ONLY, &request, NO_OPTIONS), TCVOD_ERROR_ARGUMENT);
    assert_string_equal(opened->error.field, "name");
    assert_int_equal(opened->server.requests, 1);
    fixture_close(opened);
}

static void raw_bytes_are_the_body(void **state)
{
    (void)state;
    fixture *opened = hello((tcvod_client_options){0});
    tcvod_call_options options = {.body = {"\0\1\2 bytes", 9}};
    assert_int_equal(fixture_call(opened, STORE, &(small_request){.name = "n"}, options), TCVOD_OK);
    assert_contains(opened->server.request, "POST /v2/index.php?Action=Store&");
    assert_contains(opened->server.request, "&name=n&Signature=");
    assert_contains(opened->server.request, "\r\nContent-Type: application/octet-stream\r\n");
    assert_int_equal(opened->server.request_bytes - opened->server.head_bytes, 9);
    assert_memory_equal(body_of(opened), "\0\1\2 bytes", 9);
    assert_int_equal(fixture_call(opened, STORE, NULL, NO_OPTIONS), TCVOD_OK);
    assert_contains(opened->server.request, "\r\nContent-Length: 0\r\n");
    assert_int_equal(fixture_call(opened, ECHO, NULL, options), TCVOD_ERROR_ARGUMENT);
    assert_string_equal(opened->error.field, "body");
    options.body.data = NULL;
    assert_int_equal(fixture_call(opened, STORE, NULL, options), TCVOD_ERROR_ARGUMENT);
    fixture_close(opened);
}

static void large_bodies_are_sent_whole(void **state)
{
    (void)state;
    enum { BODY_BYTES = 200000 };
    char *bytes = malloc(BODY_BYTES);
    for (size_t i = 0; i < BODY_BYTES; i++)
        bytes[i] = (char)(i * 31);
    fixture *opened = hello((tcvod_client_options){0});
    tcvod_call_options options = {.body = {bytes, BODY_BYTES}};
    assert_int_equal(fixture_call(opened, STORE, NULL, options), TCVOD_OK);
    assert_int_equal(opened->server.request_bytes - opened->server.head_bytes, BODY_BYTES);
    assert_memory_equal(body_of(opened), bytes, BODY_BYTES);
    fixture_close(opened);
    free(bytes);
}

static void extra_parameters_are_sent_and_signed(void **state)
{
    (void)state;
    char *json = NULL;
    fixture *opened = hello((tcvod_client_options){0});
    tcvod_parameter extra[] = {{"zeta.0", "1 2"}, {"Alpha", ""}};
    tcvod_call_options options = {.extra = extra, .extra_count = 2};
    assert_int_equal(fixture_call(opened, ECHO, &(small_request){.name = "n"}, options), TCVOD_OK);
    assert_contains(opened->server.request, "Action=Echo&Alpha=&Nonce=");
    assert_contains(opened->server.request, "&name=n&zeta.0=1%202&Signature=");
    assert_int_equal(
        tcvod_dry_run_json(opened->client, "Echo", "{}", &options, &json, &opened->error),
        TCVOD_OK);
    assert_contains(json, "GET127.0.0.1/v2/index.php?Action=Echo&Alpha=&Nonce=");
    assert_contains(json, "&zeta.0=1 2\"");
    tcvod_text_free(json);
    fixture_close(opened);
}

static void bad_extra_parameters_are_refused(void **state)
{
    (void)state;
    static const struct {
        tcvod_parameter extra;
        const char *message;
    } cases[] = {
        {{"a_b", "1"}, "extra parameter a_b holds _"},
        {{"Timestamp", "1"}, "is a common parameter"},
        {{"Signature", "1"}, "is a common parameter"},
        {{"Token", "1"}, "is a common parameter"},
        {{"name", "again"}, "parameter name is given twice"},
        {{"a&b", "1"}, "other than letters"},
        {{"\xc3\xbc", "1"}, "other than letters"},
        {{"a", "\xff"}, "is not UTF-8"},
        {{"a", NULL}, "has no value"},
        {{NULL, "1"}, "has no name"},
        {{"", "1"}, "has no name"},
    };
    fixture *opened = hello((tcvod_client_options){0});
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tcvod_call_options options = {.extra = &cases[i].extra, .extra_count = 1};
        assert_int_equal(fixture_call(opened, ECHO, &(small_request){.name = "n"}, options),
                         TCVOD_ERROR_ARGUMENT);
        assert_contains(opened->error.message, cases[i].message);
        assert_int_equal(opened->error.attempts, 0);
    }
    assert_int_equal(fixture_call(opened, ECHO, NULL, (tcvod_call_options){.extra_count = 1}),
                     TCVOD_ERROR_ARGUMENT);
    assert_int_equal(fixture_call(opened, ECHO, NULL, (tcvod_call_options){.region = "g\xff"}),
                     TCVOD_ERROR_ARGUMENT);
    assert_string_equal(opened->error.field, "region");
    assert_int_equal(opened->server.requests, 0);
    fixture_close(opened);
}

static void options_reach_the_wire(void **state)
{
    (void)state;
    fixture *opened =
        hello((tcvod_client_options){.token = "token of mine",
                                     .region = "sh",
                                     .path = "/v2/interface.php",
                                     .user_agent = "my-program/1",
                                     .signature_method = TCVOD_SIGNATURE_HMAC_SHA256});
    assert_int_equal(fixture_call(opened, ECHO, NULL, NO_OPTIONS), TCVOD_OK);
    const char *sent = opened->server.request;
    assert_contains(sent, "GET /v2/interface.php?");
    assert_contains(sent, "&Region=sh&");
    assert_contains(sent, "&SignatureMethod=HmacSHA256&");
    assert_contains(sent, "&Token=token%20of%20mine&");
    assert_contains(sent, "\r\nUser-Agent: my-program/1\r\n");
    assert_int_equal(fixture_call(opened, ECHO, NULL, (tcvod_call_options){.region = "bj"}),
                     TCVOD_OK);
    assert_contains(sent, "&Region=bj&");
    fixture_close(opened);
}

static int64_t fixed_time(void *user)
{
    (void)user;
    return 1465185768999;
}

static uint64_t counted(void *user)
{
    return (*(uint64_t *)user)++;
}

static void clock_and_randomness_can_be_injected(void **state)
{
    (void)state;
    uint64_t count = 2147483645;
    fixture *opened = hello((tcvod_client_options){
        .now_unix_ms = fixed_time, .random_number = counted, .user = &count});
    assert_int_equal(fixture_call(opened, ECHO, NULL, NO_OPTIONS), TCVOD_OK);
    assert_contains(opened->server.request, "&Nonce=2147483646&");
    assert_contains(opened->server.request, "&Timestamp=1465185768&");
    assert_int_equal(fixture_call(opened, ECHO, NULL, NO_OPTIONS), TCVOD_OK);
    assert_contains(opened->server.request, "&Nonce=2147483647&");
    assert_int_equal(fixture_call(opened, ECHO, NULL, NO_OPTIONS), TCVOD_OK);
    assert_contains(opened->server.request, "&Nonce=1&");
    fixture_close(opened);
}

static void the_signature_is_the_published_one(void **state)
{
    (void)state;
    char *string_to_sign = NULL, *signature = NULL, *json = NULL;
    tcvod_parameter parameters[] = {{"Action", "Echo"},
                                    {"Nonce", "8"},
                                    {"Region", "gz"},
                                    {"SecretId", "AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA"},
                                    {"Timestamp", "1465185768"},
                                    {"name", "x"}};
    uint64_t count = 7;
    tcvod_error error;
    tcvod_client *client;
    tcvod_client_options options = {.secret_id = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA",
                                    .secret_key = "Gu5t9xGARNpq86cd98joQYCN3Cozk1qA",
                                    .endpoint = "https://CVM.api.qcloud.com:8443",
                                    .now_unix_ms = fixed_time,
                                    .random_number = counted,
                                    .user = &count};
    assert_int_equal(tcvod_client_create(&client, &options, &error), TCVOD_OK);
    assert_int_equal(tcvod_sign("GET", "cvm.api.qcloud.com", "/v2/index.php", parameters, 6,
                                options.secret_key, &string_to_sign, &signature, &error),
                     TCVOD_OK);
    assert_int_equal(tcvod_dry_run_json(client, "Echo", "{\"name\": \"x\"}", NULL, &json, &error),
                     TCVOD_OK);
    assert_contains(json, string_to_sign);
    assert_contains(json, signature);
    assert_contains(json, "\"url\": \"https://cvm.api.qcloud.com:8443/v2/index.php?");
    tcvod_text_free(string_to_sign);
    tcvod_text_free(signature);
    tcvod_text_free(json);
    tcvod_client_destroy(client);
}

static void calls_by_name(void **state)
{
    (void)state;
    void *response = NULL;
    tcvod_parameter flat[] = {{"tags.1", "pet"}, {"name", "n"}};
    fixture *opened = hello((tcvod_client_options){0});
    assert_int_equal(tcvod_call_json(opened->client, "Echo",
                                     "{\"tags\": [\"pet\"], \"name\": \"n\"}", NULL, &response,
                                     &opened->error),
                     TCVOD_OK);
    server_settle(&opened->server);
    assert_contains(opened->server.request, "&name=n&tags.1=pet&Signature=");
    tcvod_free(response);
    assert_int_equal(
        tcvod_call_parameters(opened->client, "Echo", flat, 2, NULL, &response, &opened->error),
        TCVOD_OK);
    server_settle(&opened->server);
    assert_contains(opened->server.request, "&name=n&tags.1=pet&Signature=");
    tcvod_free(response);
    assert_int_equal(tcvod_call_json(opened->client, "Ecco", "{}", NULL, &response, &opened->error),
                     TCVOD_ERROR_ARGUMENT);
    assert_null(response);
    assert_contains(opened->error.message, "no action \"Ecco\"");
    assert_int_equal(
        tcvod_call_json(opened->client, "Echo", "{\"naem\": 1}", NULL, &response, &opened->error),
        TCVOD_ERROR_ARGUMENT);
    assert_string_equal(opened->error.action, "Echo");
    assert_int_equal(tcvod_call_json(opened->client, "Echo", NULL, NULL, &response, NULL),
                     TCVOD_OK);
    tcvod_free(response);
    fixture_close(opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_requests_are_sent_by_get),
        cmocka_unit_test(long_requests_are_sent_by_post),
        cmocka_unit_test(the_url_limit_is_an_option),
        cmocka_unit_test(post_and_get_alternate_on_one_connection),
        cmocka_unit_test(methods_that_an_action_lacks_are_refused),
        cmocka_unit_test(at_signs_travel_by_get_alone),
        cmocka_unit_test(raw_bytes_are_the_body),
        cmocka_unit_test(large_bodies_are_sent_whole),
        cmocka_unit_test(extra_parameters_are_sent_and_signed),
        cmocka_unit_test(bad_extra_parameters_are_refused),
        cmocka_unit_test(options_reach_the_wire),
        cmocka_unit_test(clock_and_randomness_can_be_injected),
        cmocka_unit_test(the_signature_is_the_published_one),
        cmocka_unit_test(calls_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
