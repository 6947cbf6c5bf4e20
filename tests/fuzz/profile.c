/* SPDX-License-Identifier: MIT */
/* Profile files, as the library and the command read them. Complaints never repeat a value: the
 * marker stands in for a key. What was read can be written, and is read as the same. */
#include "fuzz.h"

#include "profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char marker[] = "KEY0123456789KEY";

static char *write_back(const tcv_profile *profile, size_t size_bytes)
{
    size_t room = size_bytes + 256, used = 0;
    char *text = malloc(room);
    REQUIRE(text != NULL);
    used += (size_t)snprintf(text, room, "[again]\n");
    for (unsigned i = 0; i < TCV_PROFILE_KEY_COUNT; i++)
        if (profile->values[i] != NULL)
            used += (size_t)snprintf(text + used, room - used, "%s=%s\n", tcv_profile_key_name(i),
                                     profile->values[i]);
    REQUIRE(used < room);
    return text;
}

static void check_values(const tcv_profile *profile, size_t size_bytes)
{
    tcv_profile again;
    char *text = write_back(profile, size_bytes);
    REQUIRE(tcv_profile_parse(&again, "again", text) == TCV_PROFILE_READ);
    for (unsigned i = 0; i < TCV_PROFILE_KEY_COUNT; i++) {
        const char *first = profile->values[i], *second = again.values[i];
        REQUIRE((first == NULL) == (second == NULL));
        REQUIRE(first == NULL || (*first != '\0' && strcmp(first, second) == 0));
    }
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    tcv_profile profile;
    char *text = malloc(size_bytes + 1);
    REQUIRE(text != NULL);
    if (size_bytes != 0)
        memcpy(text, data, size_bytes);
    text[size_bytes] = '\0';
    tcv_profile_status status =
        tcv_profile_parse(&profile, size_bytes % 2 == 0 ? NULL : "work", text);
    REQUIRE(status != TCV_PROFILE_NO_FILE);
    REQUIRE((status == TCV_PROFILE_READ) == (profile.problem[0] == '\0'));
    REQUIRE((status == TCV_PROFILE_BAD_FILE) == (profile.line != 0));
    REQUIRE(strstr(profile.problem, marker) == NULL);
    if (status == TCV_PROFILE_READ)
        check_values(&profile, size_bytes);
    free(text);
    return 0;
}
