/* SPDX-License-Identifier: MIT */
#include "server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static void must(bool truth, const char *what)
{
    if (!truth) {
        perror(what);
        abort();
    }
}

static ssize_t receive(test_peer *peer, char *target, size_t size_bytes)
{
    return peer->tls ? SSL_read(peer->tls, target, (int)size_bytes)
                     : recv(peer->socket, target, size_bytes, 0);
}

void send_bytes(test_peer *peer, const void *data, size_t size_bytes)
{
    const char *next = data;
    while (size_bytes > 0) {
        ssize_t sent = peer->tls ? SSL_write(peer->tls, next, (int)size_bytes)
                                 : send(peer->socket, next, size_bytes, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        next += sent;
        size_bytes -= (size_t)sent;
    }
}

void send_text(test_peer *peer, const char *text)
{
    send_bytes(peer, text, strlen(text));
}

void send_answer(test_peer *peer, int status, const char *content_type, const char *body)
{
    char head[512];
    snprintf(head, sizeof head,
             "HTTP/1.1 %d Status\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n", status,
             content_type, strlen(body));
    send_text(peer, head);
    send_text(peer, body);
}

void send_json(test_peer *peer, const char *body)
{
    send_answer(peer, 200, "application/json", body);
}

bool answer_hello(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)number;
    send_json(peer, "{\"code\": 0, \"message\": \"\", \"text\": \"hello\"}");
    return true;
}

static size_t content_length(const char *head)
{
    for (const char *line = head; line; line = strstr(line + 2, "\r\n"))
        if (strncasecmp(line, "\r\nContent-Length:", 17) == 0)
            return strtoul(line + 17, NULL, 10);
    return 0;
}

/* One whole request into `text`; false when the peer has gone. */
static bool read_request(test_peer *peer, char *text, size_t *head_bytes, size_t *request_bytes)
{
    size_t size = 0, wanted = SIZE_MAX;
    *head_bytes = 0;
    while (size < wanted) {
        must(size < REQUEST_BYTES - 1, "request too long for the test server");
        ssize_t got = receive(peer, text + size, REQUEST_BYTES - 1 - size);
        if (got <= 0)
            return false;
        size += (size_t)got;
        text[size] = '\0';
        const char *end = strstr(text, "\r\n\r\n");
        if (end && *head_bytes == 0) {
            *head_bytes = (size_t)(end - text) + 4;
            wanted = *head_bytes + content_length(text);
        }
    }
    *request_bytes = size;
    return true;
}

static void keep_request(test_server *server, const char *text, size_t head_bytes,
                         size_t request_bytes)
{
    pthread_mutex_lock(&server->lock);
    memcpy(server->request, text, request_bytes + 1);
    server->head_bytes = head_bytes;
    server->request_bytes = request_bytes;
    pthread_mutex_unlock(&server->lock);
}

void server_settle(test_server *server)
{
    pthread_mutex_lock(&server->lock);
    pthread_mutex_unlock(&server->lock);
}

static void talk(test_server *server, test_peer *peer)
{
    char *text = malloc(REQUEST_BYTES);
    size_t head_bytes, request_bytes;
    bool open = true;
    must(text != NULL, "malloc");
    while (open && read_request(peer, text, &head_bytes, &request_bytes)) {
        keep_request(server, text, head_bytes, request_bytes);
        open = server->answer(server, peer, atomic_fetch_add(&server->requests, 1) + 1);
    }
    free(text);
}

typedef struct test_visit {
    test_server *server;
    int socket;
} test_visit;

static void *serve(void *argument)
{
    test_visit *visit = argument;
    test_peer peer = {.socket = visit->socket};
    int on = 1;
    sigset_t broken_pipe; /* blocked here alone: the library must not raise it */
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, NULL);
    setsockopt(peer.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    poll(NULL, 0, visit->server->accept_delay_ms);
    if (visit->server->tls) {
        peer.tls = SSL_new(visit->server->tls);
        SSL_set_fd(peer.tls, peer.socket);
    }
    if (!peer.tls || SSL_accept(peer.tls) == 1)
        talk(visit->server, &peer);
    SSL_free(peer.tls);
    close(peer.socket);
    atomic_fetch_sub(&visit->server->open_connections, 1);
    free(visit);
    return NULL;
}

static void *accept_all(void *argument)
{
    test_server *server = argument;
    for (;;) {
        int socket = accept(server->listener, NULL, NULL);
        if (socket < 0)
            return NULL;
        atomic_fetch_add(&server->connections, 1);
        atomic_fetch_add(&server->open_connections, 1);
        test_visit *visit = malloc(sizeof *visit);
        *visit = (test_visit){server, socket};
        pthread_t thread;
        must(pthread_create(&thread, NULL, serve, visit) == 0, "pthread_create");
        pthread_detach(thread);
    }
}

void server_start_tls(test_server *server, server_answer answer, SSL_CTX *tls)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;
    server->answer = answer;
    server->tls = tls;
    pthread_mutex_init(&server->lock, NULL);
    server->listener = socket(AF_INET, SOCK_STREAM, 0);
    must(bind(server->listener, (struct sockaddr *)&address, sizeof address) == 0, "bind");
    must(listen(server->listener, 64) == 0, "listen");
    must(getsockname(server->listener, (struct sockaddr *)&address, &length) == 0, "getsockname");
    server->port = ntohs(address.sin_port);
    snprintf(server->endpoint, sizeof server->endpoint, "%s://%s:%u", tls ? "https" : "http",
             tls ? "localhost" : "127.0.0.1", server->port);
    must(pthread_create(&server->thread, NULL, accept_all, server) == 0, "pthread_create");
}

void server_start(test_server *server, server_answer answer)
{
    server_start_tls(server, answer, NULL);
}

void server_stop(test_server *server)
{
    shutdown(server->listener, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->listener);
    while (atomic_load(&server->open_connections) > 0)
        poll(NULL, 0, 1);
    pthread_mutex_destroy(&server->lock);
}

void wait_for_close(test_peer *peer)
{
    char byte;
    while (recv(peer->socket, &byte, 1, 0) > 0)
        continue;
}
