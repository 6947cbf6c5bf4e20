/* SPDX-License-Identifier: MIT */
/* A service of four actions, by hand, for tests that need no generated bindings. */
#ifndef TEST_SMALL_SERVICE_H
#define TEST_SMALL_SERVICE_H

#include <tcvod/tcvod.h>

enum { LAYOUT = 1 };
enum { ECHO = 0x70001, STORE = 0x70002, READ_ONLY = 0x70003, WRITE_ONLY = 0x70004 };

/* Of all actions. */
typedef struct small_request {
    const char *name;
    tcvod_int count;
    tcvod_string_list tags;
} small_request;

typedef struct small_response {
    tcvod_int code;
    const char *message;
    const char *code_desc;
    const char *text;
    tcvod_int can_retry;
} small_response;

#endif
