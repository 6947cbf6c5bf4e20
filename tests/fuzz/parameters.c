/* SPDX-License-Identifier: MIT */
/* ACTION\nNAME=VALUE\n…: flat parameters. What is accepted is JSON that the request's table takes,
 * and is sent as exactly these parameters. */
#include "fuzz.h"
#include "json.h"
#include "json_check.h"
#include "query.h"
#include "request_json.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_PARAMETERS = 64 };

static size_t split(char *text, tcvod_parameter parameters[static MOST_PARAMETERS])
{
    size_t count = 0;
    while (text != NULL && *text != '\0' && count < MOST_PARAMETERS) {
        char *line_end = strchr(text, '\n');
        if (line_end != NULL)
            *line_end = '\0';
        char *equals = strchr(text, '=');
        if (equals != NULL)
            *equals = '\0';
        parameters[count++] =
            (tcvod_parameter){.name = text, .value = equals != NULL ? equals + 1 : ""};
        text = line_end != NULL ? line_end + 1 : NULL;
    }
    return count;
}

static bool is_given(const tcvod_parameter *parameters, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(parameters[i].name, name) == 0)
            return true;
    return false;
}

static void check_sent(const tcv_service *service, uint16_t type, const char *json,
                       const tcvod_parameter *parameters, size_t count)
{
    tcv_arena arena;
    tcv_parameters sent;
    void *request = NULL;
    tcvod_error error = {.category = TCVOD_OK};
    tcv_arena_init(&arena, NULL, 0);
    tcv_parameters_init(&sent, NULL);
    int status = tcv_request_from_json(service, type, json, &arena, &request, &error);
    fuzz_check_error(&error, status);
    REQUIRE(status == TCVOD_OK || status == TCVOD_ERROR_ARGUMENT);
    if (status == TCVOD_OK) {
        status =
            tcv_encode_query(service, type, service->layout_version, request, false, &sent, &error);
        REQUIRE(status == TCVOD_OK && sent.count == count);
        for (size_t i = 0; i < sent.count; i++)
            REQUIRE(is_given(parameters, count, sent.items[i].name));
    }
    tcv_parameters_release(&sent);
    tcv_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    tcvod_parameter parameters[MOST_PARAMETERS];
    const tcv_service *service;
    tcv_buffer json;
    tcvod_error error = {.category = TCVOD_OK};
    fuzz_input input = fuzz_split(data, size_bytes);
    uint16_t type = fuzz_action(input.head, &service)->request;
    size_t count = split(input.text, parameters);
    tcv_buffer_init(&json, NULL);
    int status = tcv_json_from_parameters(service, type, parameters, count, &json, &error);
    fuzz_check_error(&error, status);
    REQUIRE(status == TCVOD_OK || status == TCVOD_ERROR_ARGUMENT);
    if (status == TCVOD_OK) {
        REQUIRE(tcv_json_check(json.data, json.size_bytes).problem == NULL);
        check_sent(service, type, json.data, parameters, count);
    }
    tcv_buffer_release(&json);
    free(input.text);
    return 0;
}
