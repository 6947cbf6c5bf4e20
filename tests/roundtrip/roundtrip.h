/* SPDX-License-Identifier: MIT */
/* What the generated round trips are made of. A failed check names the member and ends the trip. */
#ifndef ROUNDTRIP_H
#define ROUNDTRIP_H

#include <setjmp.h>
#include <tcvod/tcvod.h>

typedef struct trip {
    tcvod_client *client;
    tcvod_error error;
} trip;

typedef struct named_trip {
    const char *name;
    void (*run)(trip *about);
} named_trip;

extern const named_trip trips[];
extern const size_t trip_count;

/* Do not return. */
void trip_failed(const char *member, const char *found);
void trip_failed_call(const tcvod_error *error);

void same_text(const char *member, const char *found, const char *expected);
void same_int(const char *member, int64_t found, int64_t expected);
void same_uint(const char *member, uint64_t found, uint64_t expected);
void same_double(const char *member, double found, double expected);

#define SUCCEEDED(about, status)                                                                   \
    do {                                                                                           \
        if ((status) != TCVOD_OK)                                                                  \
            trip_failed_call(&(about)->error);                                                     \
    } while (0)
#define NOTELESS(response)                                                                         \
    do {                                                                                           \
        if (tcvod_response_note_count(response) != 0)                                              \
            trip_failed("notes", tcvod_response_note(response, 0));                                \
    } while (0)
#define PRESENT(member)                                                                            \
    do {                                                                                           \
        if (!(member))                                                                             \
            trip_failed(#member, "absent");                                                        \
    } while (0)
#define ABSENT(member)                                                                             \
    do {                                                                                           \
        if (member)                                                                                \
            trip_failed(#member, "present");                                                       \
    } while (0)
#define SAME_TEXT(member, expected) same_text(#member, member, expected)
#define SAME_INT(member, expected) same_int(#member, member, expected)
#define SAME_UINT(member, expected) same_uint(#member, member, expected)
#define SAME_DOUBLE(member, expected) same_double(#member, member, expected)
#define SAME_BOOL(member, expected) same_int(#member, member, expected)

#endif
