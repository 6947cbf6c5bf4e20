/* SPDX-License-Identifier: MIT */
#include "tls_server.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

tls_server *tls_server_open(server_answer answer, int most_version)
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
    server_start_tls(&opened->server, answer, opened->context);
    return opened;
}

void tls_server_close(tls_server *opened)
{
    server_stop(&opened->server);
    unlink(opened->ca_file);
    SSL_CTX_free(opened->context);
    free(opened);
}
