/* SPDX-License-Identifier: MIT */
/* Answers of the query protocol: JSON with an envelope. */
#include "fail.h"
#include "json_document.h"
#include "protocol.h"
#include "response.h"
#include "retry.h"

#include <stdio.h>
#include <string.h>
#include <tcvod/response.h>

/* Wider than any text of an error, so that a secret is found before the text is cut. */
enum { WIDE_TEXT_BYTES = 2048, SHOWN_BYTES = 80 };

/* How the body began, kept because the body is given away before anybody knows if it is any good.
 */
typedef struct sample {
    size_t size_bytes;
    char bytes[512];
} sample;

static void copy_safe(const tcv_exchange *exchange, char *target, size_t target_bytes,
                      const char *source, size_t source_bytes)
{
    char wide[WIDE_TEXT_BYTES];
    tcv_copy_cut(wide, sizeof wide, source, source_bytes);
    tcv_exchange_redact(exchange, wide);
    tcv_copy_cut(target, target_bytes, wide, strlen(wide));
}

static const char *text_at(const tcv_exchange *exchange, tcv_json *document, uint32_t field)
{
    const char *value = NULL;
    const char *path = tcv_text(exchange->order.service, field);
    return *path && tcv_json_get_string(document, path, &value) == TCVOD_OK && value ? value : "";
}

static bool server_allows_retry(const tcv_exchange *exchange, const tcv_json *document)
{
    const char *path = tcv_text(exchange->order.service, exchange->order.service->retryable_field);
    int64_t number = 0;
    return *path && tcv_json_get_int(document, path, &number) == TCVOD_OK && number == 1;
}

/* False when there is no code: then this is no answer of the service. false and 0.0 are none. */
static bool read_code(const tcv_exchange *exchange, const tcv_json *document, char *code,
                      size_t code_bytes)
{
    const char *path = tcv_text(exchange->order.service, exchange->order.service->code_field);
    char wide[WIDE_TEXT_BYTES] = "";
    if (!tcv_json_copy_code(document, path, wide, sizeof wide))
        return false;
    copy_safe(exchange, code, code_bytes, wide, strlen(wide));
    return *code != '\0';
}

static bool is_success(const tcv_order *order, const char *code)
{
    for (size_t i = 0; i < order->action->success_count; i++) {
        uint32_t success = order->service->success_codes[order->action->first_success + i];
        if (strcmp(tcv_text(order->service, success), code) == 0)
            return true;
    }
    return false;
}

static void find_request_id(const tcv_exchange *exchange, tcv_json *document, tcvod_error *error)
{
    static const char *const paths[] = {"requestId", "RequestId"};
    const char *id = NULL;
    for (size_t i = 0; i < 2 && error->request_id[0] == '\0'; i++)
        if (tcv_json_get_string(document, paths[i], &id) == TCVOD_OK && id)
            copy_safe(exchange, error->request_id, sizeof error->request_id, id, strlen(id));
}

static int service_error(const tcv_exchange *exchange, tcv_json *document, const char *code,
                         tcvod_error *error)
{
    const tcv_order *order = &exchange->order;
    const tcv_error_code *known = tcv_find_error_code(order->service, order->action, code);
    const char *text = text_at(exchange, document, order->service->message_field);
    const char *description = text_at(exchange, document, order->service->description_field);
    char message[sizeof error->message];
    if (*text == '\0')
        text = known ? tcv_text(order->service, known->summary) : "the service gives no reason";
    copy_safe(exchange, message, sizeof message, text, strlen(text));
    copy_safe(exchange, error->service_description, sizeof error->service_description, description,
              strlen(description));
    tcv_copy_cut(error->service_code, sizeof error->service_code, code, strlen(code));
    find_request_id(exchange, document, error);
    error->retryable =
        tcv_code_is_retryable(order->action, known, server_allows_retry(exchange, document));
    return tcv_fail(error, TCVOD_ERROR_SERVICE, "service", "", "%s", message);
}

/* "content type text/html, it begins "<html>"": `text` has room for it. */
static void describe(const tcv_exchange *exchange, const tcv_http_answer *answer,
                     const sample *begin, char text[256])
{
    char shown[SHOWN_BYTES];
    char type[sizeof answer->content_type] = "unknown";
    copy_safe(exchange, shown, sizeof shown, begin->bytes, begin->size_bytes);
    if (answer->content_type[0])
        copy_safe(exchange, type, sizeof type, answer->content_type, strlen(answer->content_type));
    snprintf(text, 256, "content type %s, it begins \"%s\"", type, shown);
}

static int http_error(const tcv_exchange *exchange, const tcv_http_answer *answer,
                      const sample *begin, tcvod_error *error)
{
    char description[256];
    const char *advice = answer->status / 100 == 3 ? "; redirects are never followed"
                         : answer->status == 404   ? "; check endpoint and path"
                                                   : "";
    describe(exchange, answer, begin, description);
    int status =
        tcv_fail(error, TCVOD_ERROR_HTTP, "receive", "", "%s answered with HTTP status %d%s; %s",
                 exchange->endpoint.host, answer->status, advice, description);
    error->retryable = tcv_failure_is_retryable(exchange->order.action, error);
    return status;
}

static int not_an_answer(const tcv_exchange *exchange, const tcv_http_answer *answer,
                         const char *problem, const sample *begin, tcvod_error *error)
{
    char description[256];
    char reason[sizeof error->message];
    char field[sizeof error->field];
    describe(exchange, answer, begin, description);
    tcv_copy_cut(reason, sizeof reason, problem, strlen(problem));
    tcv_copy_cut(field, sizeof field, error->field, strlen(error->field));
    return tcv_fail(error, TCVOD_ERROR_DECODE, "decode", field, "unusable answer: %s; %s", reason,
                    description);
}

static int refuse_notes(const void *response, tcvod_error *error)
{
    const char *note = tcvod_response_note(response, 0);
    return note ? tcv_fail_note(error, TCVOD_ERROR_DECODE, "decode", note) : TCVOD_OK;
}

/* A note quotes what the other side wrote. */
static void redact_notes(const tcv_exchange *exchange, const tcv_notes *notes)
{
    for (size_t i = 0; i < notes->count; i++)
        tcv_exchange_redact(exchange, notes->items[i]);
}

static int judge(const tcv_exchange *exchange, const tcv_http_answer *answer, void *response,
                 const sample *begin, tcvod_error *error)
{
    char code[sizeof error->service_code];
    tcv_json *document = tcv_response_document(response);
    redact_notes(exchange, tcv_response_notes(response));
    if (!read_code(exchange, document, code, sizeof code))
        return not_an_answer(exchange, answer, "without a code", begin, error);
    if (!is_success(&exchange->order, code))
        return service_error(exchange, document, code, error);
    return exchange->settings->strict_responses ? refuse_notes(response, error) : TCVOD_OK;
}

static int decode(const tcv_exchange *exchange, tcv_http_answer *answer, const sample *begin,
                  void **response, tcvod_error *error)
{
    const tcv_order *order = &exchange->order;
    char *body = answer->body;
    if (!body)
        return not_an_answer(exchange, answer, "empty", begin, error);
    answer->body = NULL;
    int status = tcv_response_create(response, &exchange->settings->allocator, order->service,
                                     order->action->response, order->layout_version, body,
                                     answer->size_bytes, false, answer->request_id, error);
    if (status == TCVOD_ERROR_DECODE)
        return not_an_answer(exchange, answer, error->message, begin, error);
    return status ? status : judge(exchange, answer, *response, begin, error);
}

int tcv_query_interpret(const tcv_exchange *exchange, tcv_http_answer *answer, void **response,
                        tcvod_error *error)
{
    sample begin = {.size_bytes = 0};
    void *created = NULL;
    error->http_status = answer->status;
    tcv_exchange_redact(exchange, answer->request_id);
    tcv_copy_cut(error->request_id, sizeof error->request_id, answer->request_id,
                 strlen(answer->request_id));
    if (answer->body) {
        begin.size_bytes =
            answer->size_bytes < sizeof begin.bytes ? answer->size_bytes : sizeof begin.bytes;
        memcpy(begin.bytes, answer->body, begin.size_bytes);
    }
    int status = decode(exchange, answer, &begin, &created, error);
    if (answer->status != 200 && status != TCVOD_ERROR_SERVICE && status != TCVOD_ERROR_MEMORY)
        status = http_error(exchange, answer, &begin, error);
    if (status == TCVOD_OK ||
        (status == TCVOD_ERROR_SERVICE && exchange->order.options.deliver_error_response))
        *response = created;
    else
        tcvod_free(created);
    return status;
}
