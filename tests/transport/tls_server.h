/* SPDX-License-Identifier: MIT */
/* A server with a certificate of its own for `localhost`. */
#ifndef TEST_TLS_SERVER_H
#define TEST_TLS_SERVER_H

#include "fixture.h"

typedef struct tls_server {
    test_server server;
    SSL_CTX *context;
    char ca_file[32];
} tls_server;

tls_server *tls_server_open(server_answer answer, int most_version);
void tls_server_close(tls_server *opened);

#endif
