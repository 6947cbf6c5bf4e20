/* SPDX-License-Identifier: MIT */
/* A client and the server it talks to. */
#ifndef TEST_FIXTURE_H
#define TEST_FIXTURE_H

#include "server.h"
#include "small_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define SECRET_ID "AKIDfixture0001"
#define SECRET_KEY "key-of-the-fixture"

typedef struct fixture {
    test_server server;
    tcvod_client *client;
    tcvod_error error;
    small_response *response;
} fixture;

/* `options` lack credentials and endpoint only. Nothing is retried unless they say so. */
fixture *fixture_open(server_answer answer, tcvod_client_options options);
void fixture_close(fixture *fixture);

/* Calls an action; the response and the error are the fixture's. */
int fixture_call(fixture *fixture, uint32_t action, const small_request *request,
                 tcvod_call_options options);

/* Calls ECHO, which fails so, with nothing secret in the message. */
void fixture_fails(fixture *fixture, int category, const char *step, const char *message);
/* The same with a fixture of its own. */
void one_call_fails(server_answer answer, int category, const char *step, const char *message);

void assert_contains(const char *text, const char *part);
void assert_lacks(const char *text, const char *part);

#endif
