/* SPDX-License-Identifier: MIT */
/* What the child of a process that uses the library may do. */
#include "tls_server.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHECK(condition) ((condition) ? (void)0 : _exit(__LINE__ % 250 + 1))

/* A child says by its exit code in which line it failed. */
static void assert_child_succeeds(pid_t child)
{
    int ended = 1;
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_int_equal(ended, 0);
}

static bool is_refusal(int status, const tcvod_error *error)
{
    return status == TCVOD_ERROR_ARGUMENT && strstr(error->message, "fork()");
}

static void never(void *user, int status, void *response, const tcvod_error *error)
{
    (void)user;
    (void)status;
    (void)response;
    (void)error;
    abort();
}

static int watch(void *user, int fd, int events)
{
    (void)user;
    (void)fd;
    (void)events;
    return 0;
}

static void set_timer(void *user, int64_t wait_ms)
{
    (void)user;
    (void)wait_ms;
}

static void wake(void *user)
{
    (void)user;
}

static void try_everything(tcvod_client *client)
{
    void *response = NULL;
    tcvod_error error;
    tcvod_operation operation;
    tcvod_upload_result *result = NULL;
    tcvod_upload_options upload = {.source.memory = {"bytes", 5}, .name = "n", .type = "mp4"};
    tcvod_loop_hooks hooks = {.watch = watch, .set_timer = set_timer, .wake = wake};
    CHECK(is_refusal(tcvod_call(client, ECHO, LAYOUT, NULL, NULL, &response, &error), &error));
    CHECK(is_refusal(
        tcvod_submit(client, ECHO, LAYOUT, NULL, NULL, never, NULL, &operation, &error), &error));
    CHECK(is_refusal(tcvod_upload(client, &upload, &result, &error), &error));
    CHECK(is_refusal(tcvod_loop_attach(client, &hooks, &error), &error));
    CHECK(tcvod_poll(client, 0, NULL) == TCVOD_ERROR_ARGUMENT);
    CHECK(tcvod_cancel(client, 1) == TCVOD_ERROR_ARGUMENT);
    CHECK(tcvod_wake(client) == TCVOD_ERROR_ARGUMENT);
}

static void the_parents_client_is_refused(void **state)
{
    (void)state;
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){0});
    assert_int_equal(fixture_call(opened, ECHO, NULL, (tcvod_call_options){0}), TCVOD_OK);
    pid_t child = fork();
    if (child == 0) {
        try_everything(opened->client);
        _exit(0);
    }
    assert_child_succeeds(child);
    assert_int_equal(fixture_call(opened, ECHO, NULL, (tcvod_call_options){0}), TCVOD_OK);
    fixture_close(opened);
}

static void a_child_may_have_a_client_of_its_own(void **state)
{
    (void)state;
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){0});
    assert_int_equal(fixture_call(opened, ECHO, NULL, (tcvod_call_options){0}), TCVOD_OK);
    pid_t child = fork();
    if (child == 0) {
        void *response = NULL;
        tcvod_client *own = NULL;
        tcvod_client_options options = {
            .secret_id = SECRET_ID, .secret_key = SECRET_KEY, .endpoint = opened->server.endpoint};
        CHECK(tcvod_client_create(&own, &options, NULL) == TCVOD_OK);
        CHECK(tcvod_call(own, ECHO, LAYOUT, NULL, NULL, &response, NULL) == TCVOD_OK);
        tcvod_free(response);
        tcvod_client_destroy(own);
        _exit(0);
    }
    assert_child_succeeds(child);
    fixture_close(opened);
}

static void responses_are_the_childs_too(void **state)
{
    (void)state;
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){0});
    assert_int_equal(fixture_call(opened, ECHO, NULL, (tcvod_call_options){0}), TCVOD_OK);
    pid_t child = fork();
    if (child == 0) {
        CHECK(strcmp(opened->response->text, "hello") == 0);
        tcvod_free(opened->response);
        _exit(0);
    }
    assert_child_succeeds(child);
    assert_string_equal(opened->response->text, "hello");
    fixture_close(opened);
}

/* Its end of the connection would say goodbye to the server in the parent's name. */
static void destroying_in_the_child_leaves_the_parents_connections(void **state)
{
    (void)state;
    tls_server *server = tls_server_open(answer_hello, TLS1_3_VERSION);
    tcvod_client *client = NULL;
    tcvod_client_options options = {.secret_id = SECRET_ID,
                                    .secret_key = SECRET_KEY,
                                    .endpoint = server->server.endpoint,
                                    .ca_file = server->ca_file,
                                    .max_attempts = 1};
    assert_int_equal(tcvod_client_create(&client, &options, NULL), TCVOD_OK);
    for (int i = 0; i < 2; i++) {
        void *response = NULL;
        assert_int_equal(tcvod_call(client, WRITE_ONLY, LAYOUT, NULL, NULL, &response, NULL),
                         TCVOD_OK);
        tcvod_free(response);
        pid_t child = i == 0 ? fork() : 1;
        if (child == 0) {
            tcvod_client_destroy(client);
            _exit(0);
        }
        if (i == 0)
            assert_child_succeeds(child);
    }
    assert_int_equal(server->server.connections, 1);
    tcvod_client_destroy(client);
    tls_server_close(server);
}

static pid_t completed_in;

static void complete(void *user, int status, void *response, const tcvod_error *error)
{
    (void)error;
    completed_in = getpid();
    *(int *)user = status;
    tcvod_free(response);
}

static void submitted_calls_stay_with_the_parent(void **state)
{
    (void)state;
    int status = -1;
    size_t pending = 1;
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){0});
    assert_int_equal(tcvod_submit(opened->client, ECHO, LAYOUT, &(small_request){.name = "n"}, NULL,
                                  complete, &status, NULL, NULL),
                     TCVOD_OK);
    pid_t child = fork();
    if (child == 0) {
        tcvod_client_destroy(opened->client);
        CHECK(status == -1);
        _exit(0);
    }
    assert_child_succeeds(child);
    while (pending > 0)
        assert_int_equal(tcvod_poll(opened->client, 1000, &pending), TCVOD_OK);
    assert_int_equal(status, TCVOD_OK);
    assert_int_equal(completed_in, getpid());
    fixture_close(opened);
}

/* The client's ends of connections to the server that are open; those that exec closes. */
static void count_connections(const test_server *server, int *open_ones, int *closed_by_exec)
{
    *open_ones = *closed_by_exec = 0;
    for (int fd = 0; fd < 1024; fd++) {
        struct sockaddr_in peer;
        socklen_t length = sizeof peer;
        if (getpeername(fd, (struct sockaddr *)&peer, &length) != 0 || peer.sin_family != AF_INET ||
            ntohs(peer.sin_port) != server->port)
            continue;
        (*open_ones)++;
        *closed_by_exec += (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0;
    }
}

static void exec_closes_connections(void **state)
{
    (void)state;
    int open_ones, closed_by_exec;
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){0});
    assert_int_equal(fixture_call(opened, ECHO, NULL, (tcvod_call_options){0}), TCVOD_OK);
    count_connections(&opened->server, &open_ones, &closed_by_exec);
    assert_int_equal(open_ones, 1);
    assert_int_equal(closed_by_exec, 1);
    fixture_close(opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_parents_client_is_refused),
        cmocka_unit_test(a_child_may_have_a_client_of_its_own),
        cmocka_unit_test(responses_are_the_childs_too),
        cmocka_unit_test(destroying_in_the_child_leaves_the_parents_connections),
        cmocka_unit_test(submitted_calls_stay_with_the_parent),
        cmocka_unit_test(exec_closes_connections),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
