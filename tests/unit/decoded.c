/* SPDX-License-Identifier: MIT */
#include "decoded.h"

#include "response.h"
#include "unit.h"

#include <tcvod/response.h>

char *copy_of(const char *body, size_t size_bytes)
{
    char *copy = tcv_allocate(NULL, size_bytes + 1);
    assert_non_null(copy);
    memcpy(copy, body, size_bytes);
    copy[size_bytes] = '\0';
    return copy;
}

void *decode_as(uint16_t type, uint16_t version, const char *body)
{
    void *response = NULL;
    tcvod_error error = {0};
    size_t size_bytes = strlen(body);
    int status = tcv_response_create(&response, NULL, &small_service, type, version,
                                     copy_of(body, size_bytes), size_bytes, false, NULL, &error);
    if (status != TCVOD_OK)
        fail_msg("%s", error.message);
    return response;
}

const small_everything *decode_everything(const char *body)
{
    return decode_as(SMALL_EVERYTHING, 2, body);
}

void assert_no_notes(const void *response)
{
    if (tcvod_response_note_count(response) != 0)
        fail_msg("unexpected note: %s", tcvod_response_note(response, 0));
}

void assert_notes(const void *response, const char *const *notes)
{
    size_t count = 0;
    for (; notes[count] != NULL; count++) {
        assert_non_null(tcvod_response_note(response, count));
        assert_string_equal(tcvod_response_note(response, count), notes[count]);
    }
    assert_int_equal(tcvod_response_note_count(response), count);
    assert_null(tcvod_response_note(response, count));
}
