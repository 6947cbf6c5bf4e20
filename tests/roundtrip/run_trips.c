/* SPDX-License-Identifier: MIT */
/* Makes every round trip with the client that the environment describes; ends with the number of
 * those that failed, at most 100. */
#include "roundtrip.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static jmp_buf trip_start;
static const char *trip_name;

void trip_failed(const char *member, const char *found)
{
    printf("%s: %s: %s\n", trip_name, member, found);
    longjmp(trip_start, 1);
}

void trip_failed_call(const tcvod_error *error)
{
    printf("%s: %s %s %s: %s\n", trip_name, tcvod_category_name(error->category),
           error->service_code, error->field, error->message);
    longjmp(trip_start, 1);
}

void same_text(const char *member, const char *found, const char *expected)
{
    if (found == NULL)
        trip_failed(member, "absent");
    else if (strcmp(found, expected) != 0)
        trip_failed(member, found);
}

void same_int(const char *member, int64_t found, int64_t expected)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRId64, found);
    if (found != expected)
        trip_failed(member, text);
}

void same_uint(const char *member, uint64_t found, uint64_t expected)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRIu64, found);
    if (found != expected)
        trip_failed(member, text);
}

void same_double(const char *member, double found, double expected)
{
    char text[32];
    snprintf(text, sizeof text, "%.17g", found);
    if (found < expected || found > expected)
        trip_failed(member, text);
}

/* False when it failed. */
static bool make(trip *about, const named_trip *named)
{
    trip_name = named->name;
    if (setjmp(trip_start) != 0)
        return false;
    named->run(about);
    return true;
}

int main(void)
{
    trip about = {0};
    int failures = 0;
    tcvod_client_options options = {.secret_id = getenv("TCVOD_SECRET_ID"),
                                    .secret_key = getenv("TCVOD_SECRET_KEY"),
                                    .endpoint = getenv("TCVOD_TEST_HTTP"),
                                    .strict_requests = true,
                                    .strict_responses = true};
    if (tcvod_client_create(&about.client, &options, &about.error) != TCVOD_OK) {
        fprintf(stderr, "%s\n", about.error.message);
        return 101;
    }
    for (size_t i = 0; i < trip_count; i++)
        failures += !make(&about, &trips[i]);
    tcvod_client_destroy(about.client);
    printf("%zu trips, %d failed\n", trip_count, failures);
    return failures < 100 ? failures : 100;
}
