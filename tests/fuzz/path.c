/* SPDX-License-Identifier: MIT */
/* PATH\nBODY: the getters agree with each other about any path. */
#include "fuzz.h"
#include "json_check.h"

#include <tcvod/dynamic.h>
#include <tcvod/response.h>

#include <stdlib.h>
#include <string.h>

static void check_getters(const void *response, const char *path)
{
    const char *text = NULL;
    int64_t whole;
    double real;
    bool truth;
    size_t count;
    char *json = NULL;
    int status = tcvod_get_string(response, path, &text);
    int others[] = {tcvod_get_int(response, path, &whole), tcvod_get_double(response, path, &real),
                    tcvod_get_bool(response, path, &truth),
                    tcvod_get_count(response, path, &count)};
    REQUIRE(status == TCVOD_OK || status == TCVOD_ERROR_ARGUMENT || status == TCVOD_ERROR_DECODE);
    REQUIRE((text != NULL) == (status == TCVOD_OK));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        REQUIRE(others[i] == TCVOD_OK || others[i] == TCVOD_ERROR_DECODE || others[i] == status);
        REQUIRE((others[i] == TCVOD_ERROR_ARGUMENT) == (status == TCVOD_ERROR_ARGUMENT));
    }
    if (tcvod_get_json(response, path, &json) == TCVOD_OK)
        REQUIRE(tcv_json_check(json, strlen(json)).problem == NULL);
    else
        REQUIRE(json == NULL && status != TCVOD_OK && others[3] != TCVOD_OK);
    tcvod_text_free(json);
    if (others[3] == TCVOD_OK)
        REQUIRE(status == TCVOD_ERROR_DECODE && others[0] != TCVOD_OK && others[2] != TCVOD_OK);
    if (others[0] == TCVOD_OK)
        REQUIRE(status == TCVOD_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    tcvod_action_info action;
    void *response = NULL;
    fuzz_input input = fuzz_split(data, size_bytes);
    REQUIRE(tcvod_action_at(0, &action) == TCVOD_OK);
    if (tcvod_decode(action.name, input.text, input.size_bytes, &response, NULL) == TCVOD_OK)
        check_getters(response, input.head);
    tcvod_free(response);
    free(input.text);
    return 0;
}
