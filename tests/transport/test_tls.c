/* SPDX-License-Identifier: MIT */
/* Certificates are checked, and the error says what is wrong with them. */
#include "tls_server.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int create(tcvod_client **client, tcvod_client_options options, tcvod_error *error)
{
    options.secret_id = SECRET_ID;
    options.secret_key = SECRET_KEY;
    return tcvod_client_create(client, &options, error);
}

static int call_with(tcvod_client *client, int times, tcvod_error *error)
{
    int status = TCVOD_OK;
    while (status == TCVOD_OK && times-- > 0) {
        void *response;
        status = tcvod_call(client, WRITE_ONLY, LAYOUT, NULL, NULL, &response, error);
        tcvod_free(response);
    }
    tcvod_client_destroy(client);
    return status;
}

static int call(tcvod_client_options options, int times, tcvod_error *error)
{
    tcvod_client *client;
    assert_int_equal(create(&client, options, error), TCVOD_OK);
    return call_with(client, times, error);
}

static void a_trusted_server_is_talked_to(void **state)
{
    (void)state;
    tcvod_error error;
    tls_server *opened = tls_server_open(answer_hello, 0);
    tcvod_client_options options = {.endpoint = opened->server.endpoint,
                                    .ca_file = opened->ca_file};
    assert_int_equal(call(options, 5, &error), TCVOD_OK);
    assert_int_equal(opened->server.connections, 1);
    assert_int_equal(opened->server.requests, 5);
    tls_server_close(opened);
}

static void an_unknown_issuer_is_refused(void **state)
{
    (void)state;
    tcvod_error error;
    tls_server *opened = tls_server_open(answer_hello, 0);
    tcvod_client_options options = {.endpoint = opened->server.endpoint};
    assert_int_equal(call(options, 1, &error), TCVOD_ERROR_TLS);
    assert_string_equal(error.step, "tls");
    assert_contains(error.message, "no secure connection to localhost: ");
    assert_contains(error.message, "the certificate is not trusted: check the clock");
    assert_false(error.retryable);
    options.dangerously_disable_tls_verification = true;
    assert_int_equal(call(options, 1, &error), TCVOD_OK);
    assert_int_equal(opened->server.requests, 1);
    tls_server_close(opened);
}

static void another_name_is_refused(void **state)
{
    (void)state;
    char endpoint[64];
    tcvod_error error;
    tls_server *opened = tls_server_open(answer_hello, 0);
    snprintf(endpoint, sizeof endpoint, "https://127.0.0.1:%u", opened->server.port);
    tcvod_client_options options = {.endpoint = endpoint, .ca_file = opened->ca_file};
    assert_int_equal(call(options, 1, &error), TCVOD_ERROR_TLS);
    assert_contains(error.message, "the certificate is for another name");
    assert_int_equal(opened->server.requests, 0);
    tls_server_close(opened);
}

static void old_tls_is_refused(void **state)
{
    (void)state;
    tcvod_error error;
    tls_server *opened = tls_server_open(answer_hello, TLS1_1_VERSION);
    tcvod_client_options options = {.endpoint = opened->server.endpoint,
                                    .ca_file = opened->ca_file};
    assert_int_equal(call(options, 1, &error), TCVOD_ERROR_TLS);
    assert_contains(error.message, "TLS 1.2 or newer");
    tls_server_close(opened);
}

static void a_plain_server_is_refused(void **state)
{
    (void)state;
    char endpoint[64];
    tcvod_error error;
    test_server server = {0};
    server_start(&server, answer_hello);
    snprintf(endpoint, sizeof endpoint, "https://127.0.0.1:%u", server.port);
    int status =
        call((tcvod_client_options){.endpoint = endpoint, .connect_timeout_ms = 500}, 1, &error);
    assert_int_equal(status, TCVOD_ERROR_TIMEOUT);
    assert_contains(error.message, "no connection to 127.0.0.1 within connect_timeout_ms (500)");
    assert_true(error.retryable);
    assert_int_equal(server.requests, 0);
    server_stop(&server);
}

static void spoil(const char *path)
{
    FILE *file = fopen(path, "w");
    fputs("nothing of use\n", file);
    fclose(file);
}

static void assert_holds_no_certificate(const char *ca_file)
{
    tcvod_error error;
    tcvod_client *client;
    ERR_clear_error();
    assert_int_equal(create(&client, (tcvod_client_options){.ca_file = ca_file}, &error),
                     TCVOD_ERROR_FILE);
    assert_null(client);
    assert_string_equal(error.field, "ca_file");
    assert_contains(error.message, ca_file);
    assert_contains(error.message, "holds no certificate in PEM form");
    assert_int_equal(ERR_peek_error(), 0);
}

static void a_ca_file_without_certificates_is_named(void **state)
{
    (void)state;
    tls_server *opened = tls_server_open(answer_hello, 0);
    spoil(opened->ca_file);
    assert_holds_no_certificate(opened->ca_file);
    assert_holds_no_certificate("/tmp");
    tls_server_close(opened);
}

static void a_ca_file_that_loses_its_certificates_is_named(void **state)
{
    (void)state;
    tcvod_error error;
    tcvod_client *client;
    tls_server *opened = tls_server_open(answer_hello, 0);
    tcvod_client_options options = {.endpoint = opened->server.endpoint,
                                    .ca_file = opened->ca_file};
    assert_int_equal(create(&client, options, &error), TCVOD_OK);
    spoil(opened->ca_file);
    assert_int_equal(call_with(client, 1, &error), TCVOD_ERROR_TLS);
    assert_contains(error.message, "check that ca_file holds certificates");
    tls_server_close(opened);
}

static bool answer_after_a_while(test_server *server, test_peer *peer, unsigned number)
{
    poll(NULL, 0, 600);
    return answer_hello(server, peer, number);
}

static void the_stall_limit_counts_from_the_connection(void **state)
{
    (void)state;
    tcvod_error error;
    tls_server *opened = tls_server_open(answer_after_a_while, 0);
    opened->server.accept_delay_ms = 700;
    tcvod_client_options options = {.endpoint = opened->server.endpoint,
                                    .ca_file = opened->ca_file,
                                    .stall_timeout_ms = 1000,
                                    .max_attempts = 1};
    assert_int_equal(call(options, 1, &error), TCVOD_OK);
    tls_server_close(opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trusted_server_is_talked_to),
        cmocka_unit_test(the_stall_limit_counts_from_the_connection),
        cmocka_unit_test(an_unknown_issuer_is_refused),
        cmocka_unit_test(another_name_is_refused),
        cmocka_unit_test(old_tls_is_refused),
        cmocka_unit_test(a_plain_server_is_refused),
        cmocka_unit_test(a_ca_file_without_certificates_is_named),
        cmocka_unit_test(a_ca_file_that_loses_its_certificates_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
