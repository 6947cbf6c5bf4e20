/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

fixture *fixture_open(server_answer answer, tcvod_client_options options)
{
    fixture *opened = calloc(1, sizeof *opened);
    assert_non_null(opened);
    server_start(&opened->server, answer);
    options.secret_id = SECRET_ID;
    options.secret_key = SECRET_KEY;
    options.endpoint = opened->server.endpoint;
    if (!options.max_attempts)
        options.max_attempts = 1;
    assert_int_equal(tcvod_client_create(&opened->client, &options, &opened->error), TCVOD_OK);
    return opened;
}

void fixture_close(fixture *opened)
{
    tcvod_free(opened->response);
    tcvod_client_destroy(opened->client);
    server_stop(&opened->server);
    free(opened);
}

int fixture_call(fixture *opened, uint32_t action, const small_request *request,
                 tcvod_call_options options)
{
    void *response = NULL;
    tcvod_free(opened->response);
    int status =
        tcvod_call(opened->client, action, LAYOUT, request, &options, &response, &opened->error);
    opened->response = response;
    server_settle(&opened->server);
    assert_int_equal(status, opened->error.category);
    return status;
}

void fixture_fails(fixture *opened, int category, const char *step, const char *message)
{
    int status = fixture_call(opened, ECHO, NULL, (tcvod_call_options){0});
    if (status != category || strcmp(opened->error.step, step) != 0)
        fail_msg("%s at %s: %s", tcvod_category_name(status), opened->error.step,
                 opened->error.message);
    assert_contains(opened->error.message, message);
    assert_null(opened->response);
    assert_lacks(opened->error.message, "Signature");
    assert_lacks(opened->error.message, SECRET_ID);
}

void one_call_fails(server_answer answer, int category, const char *step, const char *message)
{
    fixture *opened = fixture_open(answer, (tcvod_client_options){0});
    fixture_fails(opened, category, step, message);
    fixture_close(opened);
}

void assert_contains(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" lacks \"%s\"", text, part);
}

void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("\"%s\" holds \"%s\"", text, part);
}
