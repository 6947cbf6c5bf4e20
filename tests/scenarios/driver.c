/* SPDX-License-Identifier: MIT
 * scenario_driver: reads one scenario as JSON from stdin, makes its call through the public API, and
 * prints what came out as JSON. The corpus and its expectations are in corpus/, the judge is
 * test_scenarios.py. */
#include <tcvod/tcvod.h>

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *text(struct json_object *object, const char *name)
{
    struct json_object *member;
    return json_object_object_get_ex(object, name, &member) ? json_object_get_string(member) : NULL;
}

static int64_t number(struct json_object *object, const char *name)
{
    struct json_object *member;
    return json_object_object_get_ex(object, name, &member) ? json_object_get_int64(member) : 0;
}

static bool truth(struct json_object *object, const char *name)
{
    struct json_object *member;
    return json_object_object_get_ex(object, name, &member) && json_object_get_boolean(member);
}

static int method_of(const char *name)
{
    if (name && strcmp(name, "GET") == 0)
        return TCVOD_METHOD_GET;
    return name && strcmp(name, "POST") == 0 ? TCVOD_METHOD_POST : TCVOD_METHOD_AUTO;
}

static tcvod_client_options client_options(struct json_object *given)
{
    const char *hash = text(given, "signature_method");
    return (tcvod_client_options){
        .secret_id = text(given, "secret_id"),
        .secret_key = text(given, "secret_key"),
        .token = text(given, "token"),
        .endpoint = text(given, "endpoint"),
        .path = text(given, "path"),
        .ca_file = text(given, "ca_file"),
        .allow_plain_http = truth(given, "allow_plain_http"),
        .strict_requests = truth(given, "strict_requests"),
        .strict_responses = truth(given, "strict_responses"),
        .signature_method =
            hash && strcmp(hash, "HmacSHA256") == 0 ? TCVOD_SIGNATURE_HMAC_SHA256 : 0,
        .connect_timeout_ms = number(given, "connect_timeout_ms"),
        .total_timeout_ms = number(given, "total_timeout_ms"),
        .stall_timeout_ms = number(given, "stall_timeout_ms"),
        .max_response_bytes = (size_t)number(given, "max_response_bytes"),
        .max_url_bytes = (size_t)number(given, "max_url_bytes"),
    };
}

static void add_text(struct json_object *object, const char *name, const char *value)
{
    json_object_object_add(object, name, json_object_new_string(value));
}

static struct json_object *describe(int status, const tcvod_error *error, const void *response)
{
    struct json_object *out = json_object_new_object(), *notes = json_object_new_array();
    char *view = NULL;
    add_text(out, "status", tcvod_category_name(status));
    add_text(out, "category", tcvod_category_name(error->category));
    add_text(out, "step", error->step);
    add_text(out, "field", error->field);
    add_text(out, "message", error->message);
    add_text(out, "action", error->action);
    add_text(out, "service_code", error->service_code);
    add_text(out, "service_description", error->service_description);
    json_object_object_add(out, "http_status", json_object_new_int(error->http_status));
    json_object_object_add(out, "attempts", json_object_new_int(error->attempts));
    json_object_object_add(out, "elapsed_ms", json_object_new_int64(error->elapsed_ms));
    json_object_object_add(out, "retryable", json_object_new_boolean(error->retryable));
    if (response && tcvod_response_view(response, &view, NULL) == TCVOD_OK)
        json_object_object_add(out, "view", json_tokener_parse(view));
    tcvod_text_free(view);
    for (size_t i = 0; response && i < tcvod_response_note_count(response); i++)
        json_object_array_add(notes, json_object_new_string(tcvod_response_note(response, i)));
    json_object_object_add(out, "notes", notes);
    return out;
}

static struct json_object *read_stdin(void)
{
    static char buffer[1 << 20];
    size_t bytes = fread(buffer, 1, sizeof buffer - 1, stdin);
    buffer[bytes] = '\0';
    return json_tokener_parse(buffer);
}

int main(void)
{
    tcvod_client *client = NULL;
    tcvod_error error = {0};
    void *response = NULL;
    struct json_object *scenario = read_stdin(), *options = NULL, *request = NULL;
    if (!scenario || !json_object_object_get_ex(scenario, "options", &options))
        return fprintf(stderr, "scenario_driver: stdin holds no scenario\n"), 2;
    json_object_object_get_ex(scenario, "request", &request);
    const char *body = text(scenario, "body");

    tcvod_client_options settings = client_options(options);
    int status = tcvod_client_create(&client, &settings, &error);
    for (int64_t calls = 0; status == TCVOD_OK && calls < number(scenario, "calls"); calls++) {
        tcvod_call_options call = {
            .method = method_of(text(scenario, "method")),
            .body = {body, body ? strlen(body) : 0},
            .deliver_error_response = truth(scenario, "deliver_error_response"),
        };
        tcvod_free(response);
        status = tcvod_call_json(client, text(scenario, "action"),
                                 request ? json_object_to_json_string(request) : "{}", &call,
                                 &response, &error);
    }
    struct json_object *out = describe(status, &error, response);
    puts(json_object_to_json_string_ext(out, JSON_C_TO_STRING_PLAIN));
    json_object_put(out);
    json_object_put(scenario);
    tcvod_free(response);
    tcvod_client_destroy(client);
    return 0;
}
