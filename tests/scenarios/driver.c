/* SPDX-License-Identifier: MIT
 * scenario_driver [--driver blocking|poll|loop]: reads one scenario as JSON from stdin, makes its
 * call through the public API, and prints what came out as JSON. The corpus and its expectations
 * are in corpus/, the judge is test_scenarios.py. */
#include <tcvod/adapters/epoll.h>
#include <tcvod/tcvod.h>

#include <json-c/json.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

static int64_t clock_offset_ms;

static int64_t shifted_clock(void *user)
{
    (void)user;
    return (int64_t)time(NULL) * 1000 + clock_offset_ms;
}

/* Gives the listed credentials one after the other, the last one for good. */
typedef struct provider {
    struct json_object *credentials;
    int64_t asked;
} provider;

static provider provided;

static int provide(void *user, tcvod_credential_sink *sink)
{
    provider *from = user;
    int64_t last = (int64_t)json_object_array_length(from->credentials) - 1;
    int64_t next = from->asked < last ? from->asked : last;
    struct json_object *given = json_object_array_get_idx(from->credentials, (size_t)next);
    from->asked++;
    return tcvod_credential_give(sink, &(tcvod_credential){.secret_id = text(given, "secret_id"),
                                                           .secret_key = text(given, "secret_key"),
                                                           .token = text(given, "token")});
}

static tcvod_client_options client_options(struct json_object *given)
{
    bool has_provider = json_object_object_get_ex(given, "provider", &provided.credentials);
    const char *hash = text(given, "signature_method");
    clock_offset_ms = number(given, "clock_offset_seconds") * 1000;
    return (tcvod_client_options){
        .now_unix_ms = clock_offset_ms ? shifted_clock : NULL,
        .trust_local_clock = truth(given, "trust_local_clock"),
        .max_attempts = (int)number(given, "max_attempts"),
        .retry_base_ms = number(given, "retry_base_ms"),
        .retry_cap_ms = number(given, "retry_cap_ms"),
        .credentials_from = has_provider ? TCVOD_CREDENTIALS_FROM_PROVIDER : 0,
        .credential_provider = provide,
        .credential_user = &provided,
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
    json_object_object_add(out, "provider_calls", json_object_new_int64(provided.asked));
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

typedef struct answer {
    bool done;
    int status;
    void *response;
    tcvod_error error;
} answer;

static void take(void *user, int status, void *response, const tcvod_error *error)
{
    *(answer *)user =
        (answer){.done = true, .status = status, .response = response, .error = *error};
}

typedef struct call {
    const char *driver;
    tcvod_client *client;
    tcvod_epoll loop;
    const char *action;
    const char *request;
    tcvod_call_options options;
} call;

static int make(call *made, void **response, tcvod_error *error)
{
    answer got = {0};
    if (strcmp(made->driver, "blocking") == 0)
        return tcvod_call_json(made->client, made->action, made->request, &made->options, response,
                               error);
    *response = NULL;
    int status = tcvod_submit_json(made->client, made->action, made->request, &made->options, take,
                                   &got, NULL, error);
    if (status)
        return status;
    while (!got.done)
        if (strcmp(made->driver, "loop") == 0)
            tcvod_epoll_run(&made->loop, -1);
        else
            tcvod_poll(made->client, -1, NULL);
    *response = got.response;
    *error = got.error;
    return got.status;
}

static struct json_object *read_stdin(void)
{
    static char buffer[1 << 20];
    size_t bytes = fread(buffer, 1, sizeof buffer - 1, stdin);
    buffer[bytes] = '\0';
    return json_tokener_parse(buffer);
}

static int run(struct json_object *scenario, struct json_object *options, const char *driver,
               void **response, tcvod_error *error)
{
    struct json_object *request = NULL;
    const char *body = text(scenario, "body");
    json_object_object_get_ex(scenario, "request", &request);
    call made = {.driver = driver,
                 .action = text(scenario, "action"),
                 .request = request ? json_object_to_json_string(request) : "{}",
                 .options = {.method = method_of(text(scenario, "method")),
                             .body = {body, body ? strlen(body) : 0},
                             .deliver_error_response = truth(scenario, "deliver_error_response")}};
    bool by_loop = strcmp(driver, "loop") == 0;
    tcvod_client_options settings = client_options(options);
    int status = tcvod_client_create(&made.client, &settings, error);
    if (!status && by_loop)
        status = tcvod_epoll_open(&made.loop, made.client, error);
    for (int64_t calls = 0; !status && calls < number(scenario, "calls"); calls++) {
        tcvod_free(*response);
        if (calls > 0)
            poll(NULL, 0, (int)number(scenario, "pause_ms"));
        status = make(&made, response, error);
    }
    bool opened = made.client && by_loop;
    tcvod_client_destroy(made.client);
    if (opened)
        tcvod_epoll_close(&made.loop);
    return status;
}

int main(int count, char **arguments)
{
    tcvod_error error = {0};
    void *response = NULL;
    const char *driver =
        count == 3 && strcmp(arguments[1], "--driver") == 0 ? arguments[2] : "blocking";
    struct json_object *scenario = read_stdin(), *options = NULL;
    if (!scenario || !json_object_object_get_ex(scenario, "options", &options))
        return fprintf(stderr, "scenario_driver: stdin holds no scenario\n"), 2;
    int status = run(scenario, options, driver, &response, &error);
    struct json_object *out = describe(status, &error, response);
    puts(json_object_to_json_string_ext(out, JSON_C_TO_STRING_PLAIN));
    json_object_put(out);
    json_object_put(scenario);
    tcvod_free(response);
    return 0;
}
