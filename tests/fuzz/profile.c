/* SPDX-License-Identifier: MIT */
/* The library's reader of profile files. What it takes can be signed with; its errors never repeat
 * a value: the marker stands in for a key. */
#include "file.h"
#include "fuzz.h"
#include "keyring.h"

#include <string.h>

static const char marker[] = "KEY0123456789KEY";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    tcvod_credential credential = {0};
    char *text = NULL;
    tcvod_error error = {.category = TCVOD_OK};
    const char *path = fuzz_write_file("tcvod/config", data, size_bytes);
    int status = tcv_read_profile(path, size_bytes % 2 == 0 ? NULL : "work", NULL, &credential,
                                  &text, &error);
    fuzz_check_error(&error, status);
    REQUIRE(status == TCVOD_OK || status == TCVOD_ERROR_FILE || status == TCVOD_ERROR_CREDENTIAL);
    REQUIRE(strstr(error.message, marker) == NULL && strstr(error.field, marker) == NULL);
    if (status == TCVOD_OK)
        REQUIRE(text != NULL);
    tcv_release(NULL, text);
    return 0;
}
