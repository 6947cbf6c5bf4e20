/* SPDX-License-Identifier: MIT */
/* ACTION\nREQUEST: a request as JSON. What is accepted prints, and the print is accepted as the
 * same; its parameters, put together again, are the same request, too. */
#include "request_json.h"
#include "fuzz.h"
#include "json.h"
#include "json_check.h"
#include "query.h"

#include <stdlib.h>
#include <string.h>

typedef struct request_shape {
    const tcv_service *service;
    uint16_t type;
} request_shape;

static int read_request(const request_shape *shape, const char *json, tcv_arena *arena,
                        void **request)
{
    tcvod_error error = {.category = TCVOD_OK};
    tcv_arena_init(arena, NULL, 0);
    int status = tcv_request_from_json(shape->service, shape->type, json, arena, request, &error);
    fuzz_check_error(&error, status);
    REQUIRE(status == TCVOD_OK || status == TCVOD_ERROR_ARGUMENT);
    REQUIRE((*request != NULL) == (status == TCVOD_OK));
    return status;
}

static char *print(const request_shape *shape, const void *request)
{
    tcv_buffer buffer;
    tcv_buffer_init(&buffer, NULL);
    tcv_json_print(shape->service, shape->type, shape->service->layout_version, request, false,
                   &buffer);
    char *text = tcv_buffer_take(&buffer);
    REQUIRE(text != NULL && tcv_json_check(text, strlen(text)).problem == NULL);
    return text;
}

static void check_same(const request_shape *shape, const char *json, const char *printed)
{
    tcv_arena arena;
    void *request = NULL;
    REQUIRE(read_request(shape, json, &arena, &request) == TCVOD_OK);
    char *again = print(shape, request);
    REQUIRE(strcmp(again, printed) == 0);
    free(again);
    tcv_arena_release(&arena);
}

/* Empty lists and objects send nothing, so they do not come back. */
static bool says_everything(const char *printed)
{
    return strstr(printed, "[]") == NULL && strstr(printed, "{}") == NULL &&
           strstr(printed, "null") == NULL;
}

static void check_parameters(const request_shape *shape, const void *request, const char *printed)
{
    tcv_parameters parameters;
    tcv_buffer json;
    tcvod_error error = {.category = TCVOD_OK};
    tcv_parameters_init(&parameters, NULL);
    tcv_buffer_init(&json, NULL);
    int status = tcv_encode_query(shape->service, shape->type, shape->service->layout_version,
                                  request, false, &parameters, &error);
    fuzz_check_error(&error, status);
    REQUIRE(status == TCVOD_OK);
    status = tcv_json_from_parameters(shape->service, shape->type, parameters.items,
                                      parameters.count, &json, &error);
    if (says_everything(printed)) {
        REQUIRE(status == TCVOD_OK);
        check_same(shape, json.data, printed);
    }
    tcv_buffer_release(&json);
    tcv_parameters_release(&parameters);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    tcv_arena arena;
    void *request = NULL;
    request_shape shape;
    fuzz_input input = fuzz_split(data, size_bytes);
    shape.type = fuzz_action(input.head, &shape.service)->request;
    if (read_request(&shape, input.text, &arena, &request) == TCVOD_OK) {
        char *printed = print(&shape, request);
        check_same(&shape, printed, printed);
        check_parameters(&shape, request, printed);
        free(printed);
    }
    tcv_arena_release(&arena);
    free(input.text);
    return 0;
}
