/* SPDX-License-Identifier: MIT */
/* The body of a callback. An event is of a kind that is known, or of none. */
#include "fuzz.h"
#include "json_check.h"

#include <tcvod/dynamic.h>
#include <tcvod/event.h>
#include <tcvod/response.h>

#include <stdlib.h>
#include <string.h>

static bool is_known(const char *type)
{
    tcvod_event_info info;
    for (size_t i = 0; tcvod_event_at(i, &info) == TCVOD_OK; i++)
        if (strcmp(info.name, type) == 0)
            return true;
    return false;
}

static void check_event(const tcvod_event *event, const char *body, size_t size_bytes)
{
    size_t kept_bytes = 0;
    char *view = NULL;
    const char *type = tcvod_event_type(event);
    const char *kept = tcvod_response_json(event, &kept_bytes);
    REQUIRE(kept_bytes == size_bytes && memcmp(kept, body, size_bytes) == 0);
    REQUIRE((tcvod_event_payload(event, type) != NULL) == is_known(type));
    REQUIRE(tcvod_event_payload(event, "no such event") == NULL);
    fuzz_check_notes(event, body);
    REQUIRE(tcvod_response_view(event, &view, NULL) == TCVOD_OK);
    REQUIRE(tcv_json_check(view, strlen(view)).problem == NULL);
    tcvod_text_free(view);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    tcvod_event *event = NULL;
    tcvod_error error;
    char *body = malloc(size_bytes + 1);
    if (body == NULL)
        exit(1);
    if (size_bytes != 0)
        memcpy(body, data, size_bytes);
    body[size_bytes] = '\0';
    int status = tcvod_event_read(0, 0, body, size_bytes, &event, &error);
    fuzz_check_error(&error, status);
    REQUIRE(status == TCVOD_OK || status == TCVOD_ERROR_DECODE);
    REQUIRE((event != NULL) == (status == TCVOD_OK));
    if (event != NULL)
        check_event(event, body, size_bytes);
    tcvod_free(event);
    free(body);
    return 0;
}
