/* SPDX-License-Identifier: MIT */
/* A server on loopback whose behaviour, odd or not, is a function of the test. One thread, one
 * connection at a time unless `concurrent`. */
#ifndef TEST_SERVER_H
#define TEST_SERVER_H

#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

enum { REQUEST_BYTES = 262144 };

typedef struct test_peer {
    int socket;
    SSL *tls; /* NULL: plain */
} test_peer;

typedef struct test_server test_server;

/* Answers request number `number` (from 1); false closes the connection. */
typedef bool (*server_answer)(test_server *server, test_peer *peer, unsigned number);

struct test_server {
    server_answer answer;
    SSL_CTX *tls;
    atomic_int accept_delay_ms; /* before a connection's first byte is read */
    unsigned short port;
    int listener;
    pthread_t thread;
    atomic_uint requests;
    atomic_uint connections;
    atomic_uint open_connections;
    pthread_mutex_t lock;
    char request[REQUEST_BYTES]; /* the last one, head and body */
    size_t head_bytes;
    size_t request_bytes;
    char endpoint[64];
};

void server_start(test_server *server, server_answer answer);
void server_start_tls(test_server *server, server_answer answer, SSL_CTX *tls);
/* Waits for its connections, which clients hold open: destroy these first. */
void server_stop(test_server *server);
/* Answers nothing until the client has given up. */
void wait_for_close(test_peer *peer);

/* To be called before the test reads `request`: its writer has let go of it. */
void server_settle(test_server *server);

void send_bytes(test_peer *peer, const void *data, size_t size_bytes);
void send_text(test_peer *peer, const char *text);
/* A complete answer with Content-Length. */
void send_answer(test_peer *peer, int status, const char *content_type, const char *body);
void send_json(test_peer *peer, const char *body);

/* An answer function: {"code": 0, "message": "", "text": "hello"}. */
bool answer_hello(test_server *server, test_peer *peer, unsigned number);

#endif
