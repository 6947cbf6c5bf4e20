/* SPDX-License-Identifier: MIT */
/* Certificates are checked, and the error says what is wrong with them. */
#include "fixture.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct tls_server {
    test_server server;
    SSL_CTX *context;
    char ca_file[32];
} tls_server;

static void add_subject_name(X509 *certificate)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension =
        X509V3_EXT_conf_nid(NULL, &context, NID_subject_alt_name, "DNS:localhost");
    assert_non_null(extension);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

/* For `localhost`, signed by itself. */
static X509 *make_certificate(EVP_PKEY *key)
{
    X509 *certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME *name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1, -1,
                               0);
    X509_set_issuer_name(certificate, name);
    add_subject_name(certificate);
    assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
    return certificate;
}

static tls_server *open_server(int most_version)
{
    tls_server *opened = calloc(1, sizeof *opened);
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = make_certificate(key);
    opened->context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_security_level(opened->context, 0);
    SSL_CTX_set_min_proto_version(opened->context, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(opened->context, most_version);
    assert_int_equal(SSL_CTX_use_certificate(opened->context, certificate), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(opened->context, key), 1);
    strcpy(opened->ca_file, "/tmp/tcvod-test-XXXXXX");
    FILE *file = fdopen(mkstemp(opened->ca_file), "w");
    PEM_write_X509(file, certificate);
    fclose(file);
    X509_free(certificate);
    EVP_PKEY_free(key);
    server_start_tls(&opened->server, answer_hello, opened->context);
    return opened;
}

static void close_server(tls_server *opened)
{
    server_stop(&opened->server);
    unlink(opened->ca_file);
    SSL_CTX_free(opened->context);
    free(opened);
}

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
    tls_server *opened = open_server(0);
    tcvod_client_options options = {.endpoint = opened->server.endpoint,
                                    .ca_file = opened->ca_file};
    assert_int_equal(call(options, 5, &error), TCVOD_OK);
    assert_int_equal(opened->server.connections, 1);
    assert_int_equal(opened->server.requests, 5);
    close_server(opened);
}

static void an_unknown_issuer_is_refused(void **state)
{
    (void)state;
    tcvod_error error;
    tls_server *opened = open_server(0);
    tcvod_client_options options = {.endpoint = opened->server.endpoint};
    assert_int_equal(call(options, 1, &error), TCVOD_ERROR_TLS);
    assert_string_equal(error.step, "tls");
    assert_contains(error.message, "no secure connection to localhost: ");
    assert_contains(error.message, "the certificate is not trusted: check the clock");
    assert_false(error.retryable);
    options.dangerously_disable_tls_verification = true;
    assert_int_equal(call(options, 1, &error), TCVOD_OK);
    assert_int_equal(opened->server.requests, 1);
    close_server(opened);
}

static void another_name_is_refused(void **state)
{
    (void)state;
    char endpoint[64];
    tcvod_error error;
    tls_server *opened = open_server(0);
    snprintf(endpoint, sizeof endpoint, "https://127.0.0.1:%u", opened->server.port);
    tcvod_client_options options = {.endpoint = endpoint, .ca_file = opened->ca_file};
    assert_int_equal(call(options, 1, &error), TCVOD_ERROR_TLS);
    assert_contains(error.message, "the certificate is for another name");
    assert_int_equal(opened->server.requests, 0);
    close_server(opened);
}

static void old_tls_is_refused(void **state)
{
    (void)state;
    tcvod_error error;
    tls_server *opened = open_server(TLS1_1_VERSION);
    tcvod_client_options options = {.endpoint = opened->server.endpoint,
                                    .ca_file = opened->ca_file};
    assert_int_equal(call(options, 1, &error), TCVOD_ERROR_TLS);
    assert_contains(error.message, "TLS 1.2 or newer");
    close_server(opened);
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
    tls_server *opened = open_server(0);
    FILE *file = fopen(opened->ca_file, "w");
    fputs("nothing of use\n", file);
    fclose(file);
    tcvod_client_options options = {.endpoint = opened->server.endpoint,
                                    .ca_file = opened->ca_file};
    assert_int_equal(call(options, 1, &error), TCVOD_ERROR_TLS);
    assert_contains(error.message, "check that ca_file holds certificates");
    close_server(opened);
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
