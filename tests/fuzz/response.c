/* SPDX-License-Identifier: MIT */
/* ACTION\nBODY: any body through any action's table. What decodes prints, and the print decodes to
 * the same. */
#include "fuzz.h"
#include "json_check.h"

#include <tcvod/dynamic.h>
#include <tcvod/response.h>

#include <stdlib.h>
#include <string.h>

static char *view_of(const void *response)
{
    char *view = NULL;
    REQUIRE(tcvod_response_view(response, &view, NULL) == TCVOD_OK);
    REQUIRE(tcv_json_check(view, strlen(view)).problem == NULL);
    return view;
}

static void check_round_trip(const char *action, const void *response)
{
    void *again = NULL;
    char *view = view_of(response);
    REQUIRE(tcvod_decode(action, view, strlen(view), &again, NULL) == TCVOD_OK);
    REQUIRE(tcvod_response_note_count(again) == 0);
    char *second = view_of(again);
    REQUIRE(strcmp(view, second) == 0);
    tcvod_text_free(second);
    tcvod_free(again);
    tcvod_text_free(view);
}

static void check_response(const char *action, const void *response, const fuzz_input *input)
{
    size_t size_bytes = 0;
    const char *body = tcvod_response_json(response, &size_bytes);
    REQUIRE(size_bytes == input->size_bytes && memcmp(body, input->text, size_bytes) == 0);
    REQUIRE(tcvod_response_request_id(response) != NULL);
    fuzz_check_notes(response, input->text);
    check_round_trip(action, response);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    const tcv_service *service;
    void *response = NULL;
    tcvod_error error;
    fuzz_input input = fuzz_split(data, size_bytes);
    const tcv_action *action = fuzz_action(input.head, &service);
    const char *name = tcv_text(service, action->name);
    int status = tcvod_decode(name, input.text, input.size_bytes, &response, &error);
    fuzz_check_error(&error, status);
    REQUIRE(status == TCVOD_OK || status == TCVOD_ERROR_DECODE);
    REQUIRE((response != NULL) == (status == TCVOD_OK));
    if (response != NULL)
        check_response(name, response, &input);
    tcvod_free(response);
    free(input.text);
    return 0;
}
