/* SPDX-License-Identifier: MIT */
#include "request_json.h"

#include "fail.h"
#include "json_document.h"

#include <string.h>

static int as_argument(tcvod_error *error)
{
    if (error != NULL) {
        error->category = TCVOD_ERROR_ARGUMENT;
        memcpy(error->step, "encode", sizeof "encode");
    }
    return TCVOD_ERROR_ARGUMENT;
}

int tcv_request_from_json(const tcv_service *service, uint16_t type, const char *text,
                          tcv_arena *arena, void **request, tcvod_error *error)
{
    tcv_json *document = NULL;
    tcv_notes notes = {0};
    *request = NULL;
    int status = tcv_json_parse(&document, arena->allocator, text, strlen(text), error);
    if (status == TCVOD_ERROR_DECODE)
        return as_argument(error);
    if (status != TCVOD_OK)
        return status;
    uint16_t version = service->layout_version;
    void *target = tcv_arena_allocate(arena, tcv_struct_size(service, type, version));
    if (target == NULL)
        status = tcv_fail_memory(error, "encode");
    else
        status =
            tcv_json_decode_copied(document, service, type, version, arena, &notes, target, error);
    tcv_json_release(document);
    if (status == TCVOD_ERROR_DECODE)
        return as_argument(error);
    if (status == TCVOD_OK && notes.count != 0)
        return tcv_fail_note(error, TCVOD_ERROR_ARGUMENT, "encode", notes.items[0]);
    if (status == TCVOD_OK)
        *request = target;
    return status;
}
