/* SPDX-License-Identifier: MIT */
/* A service small enough to be read at once: every kind in every container, two layout versions, a
 * variant, types that contain themselves. Layout version 2 added Pet.mood, Everything.late and
 * EchoResponse.note. */
#ifndef SMALL_SERVICE_H
#define SMALL_SERVICE_H

#include "table.h"

#include <tcvod/types.h>

enum {
    SMALL_SERVICE_NUMBER = 9,
    SMALL_ECHO = 9 << 16 | 1,
    SMALL_SEND_BYTES = 9 << 16 | 3,
    SMALL_VALUES_MOOD = 9 << 16 | 1
};

enum small_type {
    SMALL_PET = 1,
    SMALL_EVERYTHING,
    SMALL_ECHO_RESPONSE,
    SMALL_WALK,
    SMALL_MEAL,
    SMALL_DEED,
    SMALL_EMPTY,
    SMALL_SEND_BYTES_REQUEST
};

typedef struct small_pet small_pet;

typedef struct small_pet_list {
    const small_pet *items;
    size_t count;
} small_pet_list;

typedef struct small_pet_entry {
    const char *key;
    const small_pet *value;
} small_pet_entry;

typedef struct small_pet_map {
    const small_pet_entry *items;
    size_t count;
} small_pet_map;

struct small_pet {
    const char *name;
    tcvod_int age;
    const small_pet *parent;
    small_pet_list friends;
    const char *mood; /* since 2 */
};

/* What a program that was built with layout version 1 has. */
typedef struct small_pet_v1 {
    const char *name;
    tcvod_int age;
    const small_pet *parent;
    small_pet_list friends;
} small_pet_v1;

typedef struct small_walk {
    tcvod_int meters;
} small_walk;

typedef struct small_meal {
    tcvod_string_list dishes;
} small_meal;

typedef struct small_deed {
    const small_walk *walk;
    const small_meal *meal;
} small_deed;

typedef struct small_everything {
    const char *text;
    tcvod_int whole;
    tcvod_uint natural;
    tcvod_double real;
    tcvod_bool truth;
    const char *raw;
    const small_pet *pet;
    tcvod_string_list texts; /* from 1 on the wire */
    tcvod_int_list wholes;
    tcvod_uint_list naturals;
    tcvod_double_list reals;
    tcvod_bool_list truths;
    tcvod_string_list raws;
    small_pet_list pets;
    tcvod_string_map text_map;
    tcvod_int_map whole_map;
    tcvod_uint_map natural_map;
    tcvod_double_map real_map;
    tcvod_bool_map truth_map;
    tcvod_string_map raw_map;
    small_pet_map pet_map;
    const char *kind; /* chooses deed: "walk" or "meal" */
    const small_deed *deed;
    const char *secret; /* sensitive */
    const char *code;   /* sensitive, and a list in reality: `also` */
    const char *late;   /* since 2 */
} small_everything;

typedef struct small_echo_response {
    tcvod_int code;
    const char *message;
    const char *code_desc;
    const small_everything *everything;
    small_pet_list pets;
    tcvod_int loose;  /* comes as a string, too: `also` */
    const char *note; /* since 2 */
} small_echo_response;

typedef struct small_send_bytes_request {
    const char *name;
    tcvod_int offset;
} small_send_bytes_request;

extern const tcv_service small_service;

#endif
