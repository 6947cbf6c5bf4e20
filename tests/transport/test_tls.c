/* SPDX-License-Identifier: MIT */
/* Certificates are checked, and the error says what is wrong with them. */
#include "tls_server.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int call(tcvod_client_options options, int times, tcvod_error *error)
{
    tcvod_client *client;
    int status = TCVOD_OK;
    options.secret_id = SECRET_ID;
    options.secret_key = SECRET_KEY;
    assert_int_equal(tcvod_client_create(&client, &options, error), TCVOD_OK);
    while (status == TCVOD_OK && times-- > 0) {
        void *response;
        status = tcvod_call(client, WRITE_ONLY, LAYOUT, NULL, NULL, &response, error);
        tcvod_free(response);
    }
    tcvod_client_destroy(client);
    return status;
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

static void a_ca_file_without_certificates_is_named(void **state)
{
    (void)state;
    tcvod_error error;
    tls_server *opened = tls_server_open(answer_hello, 0);
    FILE *file = fopen(opened->ca_file, "w");
    fputs("nothing of use\n", file);
    fclose(file);
    tcvod_client_options options = {.endpoint = opened->server.endpoint,
                                    .ca_file = opened->ca_file};
    assert_int_equal(call(options, 1, &error), TCVOD_ERROR_TLS);
    assert_contains(error.message, "check that ca_file holds certificates");
    tls_server_close(opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trusted_server_is_talked_to),
        cmocka_unit_test(an_unknown_issuer_is_refused),
        cmocka_unit_test(another_name_is_refused),
        cmocka_unit_test(old_tls_is_refused),
        cmocka_unit_test(a_plain_server_is_refused),
        cmocka_unit_test(a_ca_file_without_certificates_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
