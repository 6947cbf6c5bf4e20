/* SPDX-License-Identifier: MIT */
#include "cases.h"

#include <stdbool.h>
#include <string.h>

/* Longer than what a first chunk of memory holds. */
#define TEN "0123456789"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define THOUSAND HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED

const char oom_answer[] =
    "{\"code\":0,\"message\":\"\",\"fileId\":\"1" THOUSAND THOUSAND THOUSAND
    "\",\"url\":\"http://h/"
    "1\",\"surprise\":[99999999999999999999,1.5,true],"
    "\"totalCount\":\"3\",\"fileSet\":[{\"fileId\":\"1\",\"name\":\"a \\u00e9\"},{\"fileId\":2}],"
    "\"eventList\":[{\"msgHandle\":\"h\",\"eventContent\":{\"version\":\"4.0\",\"eventType\":"
    "\"FileDeleted\",\"data\":{\"fileIds\":[\"1\"]}}}]}";

static const char event_body[] = "{\"version\":\"4.0\",\"eventType\":\"NewFileUpload\",\"data\":{"
                                 "\"status\":0,\"fileId\":\"1\"}}";

static int make_client(const surroundings *around)
{
    tcvod_client *client = NULL;
    tcvod_error error;
    tcvod_client_options options = {.secret_id = "AKID",
                                    .secret_key = "key",
                                    .token = "token",
                                    .region = "gz",
                                    .path = "/v2/index.php",
                                    .user_agent = "test",
                                    .endpoint = around->endpoint,
                                    .retry_base_ms = 1};
    int status = tcvod_client_create(&client, &options, &error);
    tcvod_client_destroy(client);
    return status;
}

static int give_credential(void *user, tcvod_credential_sink *sink)
{
    static const tcvod_credential credential = {"AKID", "key", "token", 0};
    (void)user;
    return tcvod_credential_give(sink, &credential);
}

static int ask_provider(const surroundings *around)
{
    tcvod_client *client = NULL;
    char *json = NULL;
    tcvod_client_options options = {.credentials_from = TCVOD_CREDENTIALS_FROM_PROVIDER,
                                    .credential_provider = give_credential,
                                    .endpoint = around->endpoint};
    int status = tcvod_client_create(&client, &options, NULL);
    if (status == TCVOD_OK)
        status = tcvod_dry_run_json(client, "GetTaskList", "{}", NULL, &json, NULL);
    tcvod_text_free(json);
    tcvod_client_destroy(client);
    return status;
}

static const tcvod_parameter extra = {"Extra", "x"};
static const tcvod_call_options with_extra = {.extra = &extra, .extra_count = 1};

static int call_typed(const surroundings *around)
{
    tcvod_create_vod_tags_response *response = NULL;
    tcvod_error error;
    tcvod_create_vod_tags_request request = {.file_id = "1", .tags = TCVOD_STRINGS("a", "b")};
    int status =
        tcvod_create_vod_tags_with(around->client, &request, &with_extra, &response, &error);
    tcvod_free(response);
    return status;
}

/* A client of its own has no connection yet. */
static int call_afresh(const surroundings *around)
{
    tcvod_client *client = NULL;
    tcvod_error error;
    tcvod_client_options options = {
        .secret_id = "AKID", .secret_key = "key", .endpoint = around->endpoint, .retry_base_ms = 1};
    int status = tcvod_client_create(&client, &options, &error);
    surroundings with_client = {.client = client};
    if (status == TCVOD_OK)
        status = call_typed(&with_client);
    tcvod_client_destroy(client);
    return status;
}

static int call_by_post(const surroundings *around)
{
    char text[4000];
    void *response = NULL;
    memset(text, 'n', sizeof text);
    text[sizeof text - 1] = '\0';
    tcvod_parameter parameters[] = {{"fileId", "1"}, {"fileName", text}};
    int status = tcvod_call_parameters(around->client, "ModifyVodInfo", parameters, 2, NULL,
                                       &response, NULL);
    tcvod_free(response);
    return status;
}

static int call_with_json(const surroundings *around)
{
    void *response = NULL;
    int status =
        tcvod_call_json(around->client, "CreateVodTags",
                        "{\"fileId\": \"1\", \"tags\": [\"a\", \"b\"]}", NULL, &response, NULL);
    tcvod_free(response);
    return status;
}

static int dry_run(const surroundings *around)
{
    char *json = NULL;
    tcvod_parameter parameters[] = {{"fileId", "1"}, {"tags.1", "a"}};
    int status = tcvod_dry_run_json(around->client, "CreateVodTags", "{\"fileId\": \"1\"}", NULL,
                                    &json, NULL);
    tcvod_text_free(json);
    json = NULL;
    if (status == TCVOD_OK)
        status = tcvod_dry_run_parameters(around->client, "CreateVodTags", parameters, 2, NULL,
                                          &json, NULL);
    tcvod_text_free(json);
    return status;
}

/* The completion of calls that somebody waits for. */
static void keep_status(void *user, int status, void *response, const tcvod_error *error)
{
    (void)error;
    *(int *)user = status;
    tcvod_free(response);
}

/* Every call that was accepted completes, however little memory there is. */
static int drive(const surroundings *around, int *status)
{
    size_t pending = 1;
    while (pending > 0 && *status < 0)
        if (tcvod_poll(around->client, 10000, &pending) != TCVOD_OK)
            return TCVOD_ERROR_MEMORY;
    return *status < 0 ? TCVOD_ERROR_CANCELED : *status;
}

static int submit(const surroundings *around)
{
    int completed = -1;
    tcvod_create_vod_tags_request request = {.file_id = "1", .tags = TCVOD_STRINGS("a", "b")};
    int status = tcvod_create_vod_tags_submit(around->client, &request, NULL, keep_status,
                                              &completed, NULL, NULL);
    return status == TCVOD_OK ? drive(around, &completed) : status;
}

static int submit_and_cancel(const surroundings *around)
{
    int completed = -1;
    tcvod_operation operation = 0;
    int status = tcvod_submit_json(around->client, "DescribeVodInfo", "{}", NULL, keep_status,
                                   &completed, &operation, NULL);
    if (status != TCVOD_OK)
        return status;
    tcvod_cancel(around->client, operation);
    tcvod_wake(around->client);
    status = drive(around, &completed);
    return status == TCVOD_ERROR_CANCELED ? TCVOD_OK : status;
}

static int walk_pages(const surroundings *around)
{
    tcvod_pages *pages = NULL;
    tcvod_pull_event_request request = {0};
    int status = tcvod_pull_event_pages(around->client, &request, &pages, NULL);
    for (int i = 0; i < 2 && status == TCVOD_OK; i++) {
        tcvod_pull_event_response *response = NULL;
        status = tcvod_pull_event_next_page(pages, &response, NULL);
        tcvod_free(response);
    }
    tcvod_pages_close(pages);
    return status;
}

static int open_named_pages(const surroundings *around)
{
    tcvod_pages *pages = NULL;
    tcvod_parameter parameter = {"fileIds.1", "1"};
    int status = tcvod_pages_open_parameters(around->client, "DescribeVodInfo", &parameter, 1, NULL,
                                             &pages, NULL);
    tcvod_pages_close(pages);
    if (status != TCVOD_OK)
        return status;
    status = tcvod_pages_open_json(around->client, "DescribeVodInfo", "{\"fileIds\": [\"1\"]}",
                                   NULL, &pages, NULL);
    tcvod_pages_close(pages);
    return status;
}

static int decode(const surroundings *around)
{
    void *response = NULL;
    char *text = NULL;
    const char *number = NULL;
    (void)around;
    int status =
        tcvod_decode("DescribeVodInfo", oom_answer, sizeof oom_answer - 1, &response, NULL);
    if (status == TCVOD_OK)
        status = tcvod_response_view(response, &text, NULL);
    tcvod_text_free(text);
    text = NULL;
    if (status == TCVOD_OK)
        status = tcvod_get_json(response, "surprise", &text);
    tcvod_text_free(text);
    if (status == TCVOD_OK)
        status = tcvod_get_string(response, "surprise[0]", &number);
    if (status == TCVOD_OK && strcmp(number, "99999999999999999999") != 0)
        status = TCVOD_ERROR_DECODE;
    tcvod_free(response);
    return status;
}

static int read_events(const surroundings *around)
{
    tcvod_event *event = NULL;
    int status = tcvod_event_read(0, 0, event_body, sizeof event_body - 1, &event, NULL);
    if (status == TCVOD_OK && tcvod_event_payload(event, "NewFileUpload") == NULL)
        status = TCVOD_ERROR_DECODE;
    tcvod_free(event);
    event = NULL;
    if (status == TCVOD_OK)
        status =
            tcvod_event_read_at(0, 0, around->response, "eventList[0].eventContent", &event, NULL);
    if (status == TCVOD_OK && strcmp(tcvod_event_type(event), "FileDeleted") != 0)
        status = TCVOD_ERROR_DECODE;
    tcvod_free(event);
    return status;
}

static int sign(const surroundings *around)
{
    char *text = NULL;
    char *signature = NULL;
    const tcvod_parameter parameters[] = {{"Action", "A"}, {"SignatureMethod", "HmacSHA256"}};
    (void)around;
    int status = tcvod_sign("get", "https://vod.api.qcloud.com", "/v2/index.php", parameters, 2,
                            "key", &text, &signature, NULL);
    if (status == TCVOD_OK && strlen(signature) != 44)
        status = TCVOD_ERROR_DECODE;
    tcvod_text_free(text);
    tcvod_text_free(signature);
    return status;
}

const oom_case oom_cases[] = {
    {"client", make_client},
    {"provider", ask_provider},
    {"typed call", call_typed},
    {"first call", call_afresh},
    {"call by POST", call_by_post},
    {"JSON call", call_with_json},
    {"dry run", dry_run},
    {"upload", oom_upload},
    {"event loop", oom_run_loop},
    {"submit", submit},
    {"cancel", submit_and_cancel},
    {"pages", walk_pages},
    {"named pages", open_named_pages},
    {"decode", decode},
    {"events", read_events},
    {"sign", sign},
};
const size_t oom_case_count = sizeof oom_cases / sizeof *oom_cases;

static void describe(void)
{
    tcvod_action_info action = {.id = 0};
    tcvod_error_code_info code;
    tcvod_field_info field;
    tcvod_value_info value;
    tcvod_event_info event;
    tcvod_paging_info paging;
    for (size_t i = 0; i < tcvod_action_count(); i++)
        tcvod_action_at(i, &action);
    tcvod_action_named("DescribeVodInfo", &action);
    tcvod_action_error_at(action.id, 0, &code);
    tcvod_action_paging(action.id, &paging);
    tcvod_field_at(action.request_type, 0, &field);
    tcvod_value_at(field.value_set, 0, &value);
    tcvod_value_ordinal(1, "WAITING");
    tcvod_value_summary(1, "WAITING");
    tcvod_event_at(0, &event);
    tcvod_error_text("4100");
    tcvod_category_name(TCVOD_ERROR_MEMORY);
    tcvod_version();
}

void call_what_allocates_nothing(const surroundings *around)
{
    const void *response = around->response;
    const char *text;
    size_t count;
    int64_t whole;
    double real;
    bool truth;
    describe();
    tcvod_response_json(response, &count);
    tcvod_response_request_id(response);
    for (size_t i = tcvod_response_note_count(response); i > 0; i--)
        tcvod_response_note(response, i - 1);
    tcvod_get_string(response, "fileSet[0].fileId", &text);
    tcvod_get_int(response, "totalCount", &whole);
    tcvod_get_double(response, "surprise[1]", &real);
    tcvod_get_bool(response, "surprise[2]", &truth);
    tcvod_get_count(response, "fileSet", &count);
    tcvod_free(NULL);
    tcvod_text_free(NULL);
    tcvod_client_destroy(NULL);
    tcvod_pages_set_limit(NULL, 1);
    tcvod_pages_close(NULL);
    tcvod_upload_result_free(NULL);
    tcvod_upload_control_destroy(NULL);
}
