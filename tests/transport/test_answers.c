/* SPDX-License-Identifier: MIT */
/* What complete answers mean. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct answer {
    const char *name;
    uint32_t action;
    int status;
    const char *content_type;
    const char *body;
    int category;
    const char *code;
    const char *message; /* part of it */
    bool retryable;
} answer;

#define JSON "application/json"

static const answer answers[] = {
    {"zero", ECHO, 200, JSON, "{\"code\": 0}", TCVOD_OK, "", "", false},
    {"zero as text", ECHO, 200, JSON, "{\"code\": \"0\"}", TCVOD_OK, "", "", false},
    {"another success of the action", STORE, 200, JSON, "{\"code\": 1}", TCVOD_OK, "", "", false},
    {"wrong content type", ECHO, 200, "text/html", "{\"code\": 0}", TCVOD_OK, "", "", false},
    {"no success for this action", ECHO, 200, JSON, "{\"code\": 1, \"message\": \"m\"}",
     TCVOD_ERROR_SERVICE, "1", "m", false},
    {"signature", ECHO, 200, JSON,
     "{\"code\": 4100, \"message\": \"wrong\", \"codeDesc\": \"Auth\"}", TCVOD_ERROR_SERVICE,
     "4100", "wrong", false},
    {"code as text", ECHO, 200, JSON, "{\"code\": \"4100\", \"message\": \"wrong\"}",
     TCVOD_ERROR_SERVICE, "4100", "wrong", false},
    {"known code, no message", ECHO, 200, JSON, "{\"code\": 6000}", TCVOD_ERROR_SERVICE, "6000",
     "no reason known", true},
    {"unknown code, no message", ECHO, 200, JSON, "{\"code\": -77}", TCVOD_ERROR_SERVICE, "-77",
     "gives no reason", false},
    {"later, but the action must not be repeated", WRITE_ONLY, 200, JSON, "{\"code\": 6000}",
     TCVOD_ERROR_SERVICE, "6000", "", false},
    {"resign", WRITE_ONLY, 200, JSON, "{\"code\": 4200}", TCVOD_ERROR_SERVICE, "4200", "", true},
    {"server says retry", STORE, 200, JSON, "{\"code\": -10006, \"canRetry\": 1}",
     TCVOD_ERROR_SERVICE, "-10006", "", true},
    {"server says no", STORE, 200, JSON, "{\"code\": -10006, \"canRetry\": 0}", TCVOD_ERROR_SERVICE,
     "-10006", "", false},
    {"the code of another action", ECHO, 200, JSON, "{\"code\": -10006}", TCVOD_ERROR_SERVICE,
     "-10006", "gives no reason", false},
    {"code of an unexpected kind", ECHO, 200, JSON,
     "{\"code\": \"AuthFailure\", \"message\": \"m\"}", TCVOD_ERROR_SERVICE, "AuthFailure", "m",
     false},
    {"service error with a status", ECHO, 500, JSON, "{\"code\": 6000, \"message\": \"oops\"}",
     TCVOD_ERROR_SERVICE, "6000", "oops", true},
    {"status with a success code", ECHO, 500, JSON, "{\"code\": 0}", TCVOD_ERROR_HTTP, "",
     "HTTP status 500", true},
    {"gateway", ECHO, 502, "text/html", "<html><b>Bad Gateway</b></html>", TCVOD_ERROR_HTTP, "",
     "HTTP status 502; content type text/html, it begins \"<html><b>Bad Gateway", true},
    {"gateway, and the action must not be repeated", WRITE_ONLY, 502, "text/html", "<html>",
     TCVOD_ERROR_HTTP, "", "HTTP status 502", false},
    {"throttled", ECHO, 429, "text/plain", "", TCVOD_ERROR_HTTP, "", "HTTP status 429", true},
    {"not found", ECHO, 404, "text/plain", "nothing", TCVOD_ERROR_HTTP, "", "check endpoint",
     false},
    {"no content", ECHO, 204, "text/plain", "", TCVOD_ERROR_HTTP, "", "HTTP status 204", false},
    {"redirect", ECHO, 302, "text/plain", "", TCVOD_ERROR_HTTP, "", "redirects are never followed",
     false},
    {"empty", ECHO, 200, JSON, "", TCVOD_ERROR_DECODE, "", "unusable answer: empty", false},
    {"no JSON", ECHO, 200, "text/html", "<html>\1hello", TCVOD_ERROR_DECODE, "",
     "at byte 0; content type text/html, it begins \"<html>?hello\"", false},
    {"cut JSON", ECHO, 200, JSON, "{\"code\": 0, \"te", TCVOD_ERROR_DECODE, "", "at byte 15",
     false},
    {"two values", ECHO, 200, JSON, "{\"code\": 0} {}", TCVOD_ERROR_DECODE, "", "at byte 12",
     false},
    {"a list", ECHO, 200, JSON, "[]", TCVOD_ERROR_DECODE, "", "", false},
    {"no code", ECHO, 200, JSON, "{\"text\": \"t\"}", TCVOD_ERROR_DECODE, "", "without a code",
     false},
    {"null code", ECHO, 200, JSON, "{\"code\": null}", TCVOD_ERROR_DECODE, "", "without a code",
     false},
    {"not UTF-8", ECHO, 200, JSON, "{\"code\": 0, \"text\": \"\xff\"}", TCVOD_ERROR_DECODE, "",
     "at byte 21", false},
};

static const answer *current;

static bool give_current(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)number;
    if (current->status == 204)
        send_text(peer, "HTTP/1.1 204 None\r\n\r\n");
    else if (current->status == 302)
        send_text(
            peer,
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    else
        send_answer(peer, current->status, current->content_type, current->body);
    return true;
}

static void answers_are_told_apart(void **state)
{
    (void)state;
    fixture *opened = fixture_open(give_current, (tcvod_client_options){0});
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        current = &answers[i];
        tcvod_error *error = &opened->error;
        int status = fixture_call(opened, current->action, NULL, (tcvod_call_options){0});
        if (status != current->category || error->retryable != current->retryable)
            fail_msg("%s: %d %s, retryable %d", current->name, status, error->message,
                     error->retryable);
        assert_string_equal(error->service_code, current->code);
        assert_contains(error->message, current->message);
        assert_int_equal(error->http_status, status ? current->status : 0);
        assert_int_equal(error->attempts, 1);
        assert_int_equal(opened->response != NULL, status == TCVOD_OK);
    }
    assert_int_equal(opened->server.connections, 1);
    fixture_close(opened);
}

static void success_clears_the_error(void **state)
{
    (void)state;
    current = &answers[0];
    fixture *opened = fixture_open(give_current, (tcvod_client_options){0});
    memset(&opened->error, 0x55, sizeof opened->error);
    assert_int_equal(fixture_call(opened, ECHO, NULL, (tcvod_call_options){0}), TCVOD_OK);
    tcvod_error expected = {.attempts = 1, .elapsed_ms = opened->error.elapsed_ms};
    assert_memory_equal(&opened->error, &expected, sizeof expected);
    fixture_close(opened);
}

static void service_errors_are_delivered_on_request(void **state)
{
    (void)state;
    static const answer refusal = {
        "",
        ECHO,
        200,
        JSON,
        "{\"code\": 4100, \"message\": \"m\", \"codeDesc\": \"D\", \"text\": \"t\"}",
        0,
        "",
        "",
        false};
    fixture *opened = fixture_open(give_current, (tcvod_client_options){0});
    current = &refusal;
    assert_int_equal(fixture_call(opened, ECHO, NULL, (tcvod_call_options){0}),
                     TCVOD_ERROR_SERVICE);
    assert_null(opened->response);
    assert_string_equal(opened->error.service_description, "D");
    assert_int_equal(
        fixture_call(opened, ECHO, NULL, (tcvod_call_options){.deliver_error_response = true}),
        TCVOD_ERROR_SERVICE);
    assert_non_null(opened->response);
    assert_int_equal(opened->response->code.value, 4100);
    assert_string_equal(opened->response->text, "t");
    fixture_close(opened);
}

static void strict_clients_refuse_notes(void **state)
{
    (void)state;
    static const answer noted = {"", ECHO, 200, JSON, "{\"code\": 0, \"text\": [1, 2]}",
                                 0,  "",   "",  false};
    static const answer refusal = {"", ECHO, 200, JSON, "{\"code\": 4100, \"newThing\": 1}",
                                   0,  "",   "",  false};
    fixture *opened = fixture_open(give_current, (tcvod_client_options){.strict_responses = true});
    current = &noted;
    assert_int_equal(fixture_call(opened, ECHO, NULL, (tcvod_call_options){0}), TCVOD_ERROR_DECODE);
    assert_string_equal(opened->error.field, "text");
    current = &refusal; /* the service's word counts more */
    assert_int_equal(fixture_call(opened, ECHO, NULL, (tcvod_call_options){0}),
                     TCVOD_ERROR_SERVICE);
    fixture_close(opened);
    current = &noted;
    opened = fixture_open(give_current, (tcvod_client_options){0});
    assert_int_equal(fixture_call(opened, ECHO, NULL, (tcvod_call_options){0}), TCVOD_OK);
    assert_int_equal(tcvod_response_note_count(opened->response), 1);
    fixture_close(opened);
}

static bool name_the_request(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    static const char body[] = "{\"code\": 4100, \"requestId\": \"from-the-body\"}";
    char head[256];
    snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\n%sContent-Length: %zu\r\n\r\n",
             number == 1 ? "X-Request-ID:  from-the-header \r\n" : "", strlen(body));
    send_text(peer, head);
    send_text(peer, body);
    return true;
}

static void request_ids_are_found(void **state)
{
    (void)state;
    fixture *opened = fixture_open(name_the_request, (tcvod_client_options){0});
    tcvod_call_options options = {.deliver_error_response = true};
    assert_int_equal(fixture_call(opened, ECHO, NULL, options), TCVOD_ERROR_SERVICE);
    assert_string_equal(opened->error.request_id, "from-the-header");
    assert_string_equal(tcvod_response_request_id(opened->response), "from-the-header");
    assert_int_equal(fixture_call(opened, ECHO, NULL, options), TCVOD_ERROR_SERVICE);
    assert_string_equal(opened->error.request_id, "from-the-body");
    assert_string_equal(tcvod_response_request_id(opened->response), "from-the-body");
    fixture_close(opened);
}

/* Answers with what it was sent, as a proxy's error page may do. */
static bool mirror(test_server *server, test_peer *peer, unsigned number)
{
    char body[4096];
    const char *query = strchr(server->request, '?') + 1;
    int length = (int)strcspn(query, " ");
    if (number == 1) {
        snprintf(body, sizeof body, "<html>%.*s</html>", length, strstr(query, "Signature="));
        send_answer(peer, 502, "text/html", body);
    } else if (number == 2) {
        snprintf(body, sizeof body,
                 "{\"code\": 4100, \"message\": \"%.*s and the-token-of-this and " SECRET_KEY "\"}",
                 length, query);
        send_json(peer, body);
    } else {
        snprintf(body, sizeof body, "the-token-of-this %s", strstr(query, "Token="));
        send_answer(peer, 200, "text/plain", body);
    }
    return true;
}

static void secrets_are_not_repeated(void **state)
{
    (void)state;
    fixture *opened = fixture_open(mirror, (tcvod_client_options){.token = "the-token-of-this"});
    for (int i = 0; i < 3; i++) {
        assert_int_not_equal(fixture_call(opened, ECHO, NULL, (tcvod_call_options){0}), TCVOD_OK);
        assert_contains(opened->error.message, "***");
        assert_lacks(opened->error.message, "the-token-of-this");
        assert_lacks(opened->error.message, SECRET_KEY);
        const char *signature = strstr(opened->server.request, "Signature=") + 10;
        char start[9] = {0};
        memcpy(start, signature, 8);
        assert_lacks(opened->error.message, start);
    }
    fixture_close(opened);
}

/* A signature where it may be cut: in a header, in a name, in a value; a token longer than what is
 * kept of a body. */
static bool mirror_in_places_that_are_cut(test_server *server, test_peer *peer, unsigned number)
{
    char signature[64] = "", token[4096] = "", body[6000], head[400];
    sscanf(strstr(server->request, "Signature="), "Signature=%63[^& ]", signature);
    sscanf(strstr(server->request, "Token="), "Token=%4095[^& ]", token);
    if (number == 1)
        snprintf(body, sizeof body, "{\"code\": 0, \"text\": [\"%s\"], \"%s\": 1}", signature,
                 token);
    else
        snprintf(body, sizeof body, "{\"code\": 4100, \"message\": \"%s\"}", token);
    snprintf(head, sizeof head,
             "HTTP/1.1 %d OK\r\nX-Request-Id: %.45s%s\r\nContent-Type: a/%.40s%s\r\n"
             "Content-Length: %zu\r\n\r\n",
             number == 3 ? 500 : 200, "a long request id, and the rest of it is this", signature,
             "and a content type that is as long as that", signature, strlen(body));
    send_text(peer, head);
    send_text(peer, number == 3 ? token : body);
    return number != 3;
}

static void assert_holds_none_of(const char *text, const char *secret)
{
    char start[5] = {0};
    memcpy(start, secret, 4);
    assert_lacks(text, start);
}

static void secrets_are_not_repeated_where_they_are_cut(void **state)
{
    (void)state;
    char token[3001];
    memset(token, '#', sizeof token - 1);
    memcpy(token, "TOKN", 4);
    token[sizeof token - 1] = '\0';
    for (char *each = token + 4; *each; each++)
        *each = (char)('a' + (each - token) % 26);
    fixture *opened =
        fixture_open(mirror_in_places_that_are_cut, (tcvod_client_options){.token = token});
    for (int i = 0; i < 3; i++) {
        int status = fixture_call(opened, ECHO, NULL, (tcvod_call_options){0});
        assert_int_equal(status == TCVOD_OK, i == 0);
        server_settle(&opened->server);
        const char *signature = strstr(opened->server.request, "Signature=") + 10;
        assert_holds_none_of(opened->error.message, "TOKN");
        assert_holds_none_of(opened->error.message, signature);
        assert_holds_none_of(opened->error.request_id, signature);
        for (size_t n = 0; n < tcvod_response_note_count(opened->response); n++) {
            assert_holds_none_of(tcvod_response_note(opened->response, n), "TOKN");
            assert_holds_none_of(tcvod_response_note(opened->response, n), signature);
        }
        if (i == 0) {
            assert_int_equal(tcvod_response_note_count(opened->response), 2);
            assert_holds_none_of(tcvod_response_request_id(opened->response), signature);
        }
    }
    fixture_close(opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_told_apart),
        cmocka_unit_test(success_clears_the_error),
        cmocka_unit_test(service_errors_are_delivered_on_request),
        cmocka_unit_test(strict_clients_refuse_notes),
        cmocka_unit_test(request_ids_are_found),
        cmocka_unit_test(secrets_are_not_repeated),
        cmocka_unit_test(secrets_are_not_repeated_where_they_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
