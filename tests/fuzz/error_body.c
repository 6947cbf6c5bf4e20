/* SPDX-License-Identifier: MIT */
/* STATUS CONTENT-TYPE REQUEST-ID\nBODY: an answer as it comes from the wire. Nothing in the error
 * may hold a secret, however the answer repeats it. */
#include "fuzz.h"
#include "protocol.h"

#include <tcvod/response.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECRET_KEY "SecretKeyOfFuzz"
#define TOKEN "TokenOfFuzz"
#define SIGNATURE "SignatureOfFuzz="

static bool holds_secret(const char *text)
{
    return strstr(text, SECRET_KEY) != NULL || strstr(text, TOKEN) != NULL ||
           strstr(text, SIGNATURE) != NULL;
}

static void check_error(const tcvod_error *error, int status)
{
    fuzz_check_error(error, status);
    REQUIRE(!holds_secret(error->message) && !holds_secret(error->service_description));
    REQUIRE(!holds_secret(error->service_code) && !holds_secret(error->request_id));
    REQUIRE(!holds_secret(error->field));
}

static void fill_answer(tcv_http_answer *answer, const fuzz_input *input)
{
    answer->status = 200;
    sscanf(input->head, "%9d %63s %63s", &answer->status, answer->content_type, answer->request_id);
    answer->head_is_complete = true;
    if (input->size_bytes == 0) {
        free(input->text);
        return;
    }
    answer->body = input->text;
    answer->size_bytes = input->size_bytes;
    answer->capacity_bytes = input->size_bytes + 1;
}

static void interpret(tcv_exchange *exchange, const fuzz_input *input, bool delivers)
{
    tcv_http_answer answer = {.status = 0};
    tcvod_error error = {.category = TCVOD_OK};
    void *response = NULL;
    fill_answer(&answer, input);
    exchange->order.options.deliver_error_response = delivers;
    int status = tcv_query_interpret(exchange, &answer, &response, &error);
    check_error(&error, status);
    REQUIRE(answer.body == NULL);
    if (status == TCVOD_OK)
        REQUIRE(response != NULL && answer.status == 200);
    else
        REQUIRE(response == NULL || (delivers && status == TCVOD_ERROR_SERVICE));
    tcvod_free(response);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    static char secret_id[] = "AKIDoffuzz", secret_key[] = SECRET_KEY, token[] = TOKEN;
    tcv_key key = {.secret_id = secret_id, .secret_key = secret_key, .token = token};
    tcv_settings settings = {0};
    tcv_exchange exchange;
    settings.allocator = tcv_default_allocator;
    tcv_exchange_init(&exchange, &settings);
    exchange.key = &key;
    memcpy(exchange.signature, SIGNATURE, sizeof SIGNATURE);
    exchange.order.action = fuzz_action("", &exchange.order.service);
    exchange.order.layout_version = exchange.order.service->layout_version;
    for (int i = 0; i < 2; i++) {
        fuzz_input input = fuzz_split(data, size_bytes);
        interpret(&exchange, &input, i == 1);
    }
    exchange.key = NULL; /* of no ring */
    tcv_exchange_release(&exchange);
    return 0;
}
