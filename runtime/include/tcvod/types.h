/* SPDX-License-Identifier: MIT */
/* Values that requests and responses are made of.
 *
 * Numbers and booleans are typed optionals: a zeroed one is absent, TCVOD_INT(0) is a real zero,
 * and one with a value but without presence (`.page_size = 5` in an initialiser) is refused by the
 * call. Strings and objects: NULL is absent, "" is present. Lists and maps: NULL items is absent;
 * non-NULL items with count 0 is present and empty.
 */
#ifndef TCVOD_TYPES_H
#define TCVOD_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__) && !defined(TCVOD_STATIC)
#define TCVOD_API __attribute__((visibility("default")))
#else
#define TCVOD_API
#endif

#if defined(__GNUC__)
#define TCVOD_DEPRECATED(sentence) __attribute__((deprecated(sentence)))
#else
#define TCVOD_DEPRECATED(sentence)
#endif

#ifdef __cplusplus
#define TCVOD_BEGIN_C extern "C" {
#define TCVOD_END_C }
#else
#define TCVOD_BEGIN_C
#define TCVOD_END_C
#endif

TCVOD_BEGIN_C

typedef struct tcvod_int {
    int64_t value;
    bool present;
} tcvod_int;

typedef struct tcvod_uint {
    uint64_t value;
    bool present;
} tcvod_uint;

typedef struct tcvod_double {
    double value;
    bool present;
} tcvod_double;

typedef struct tcvod_bool {
    bool value;
    bool present;
} tcvod_bool;

typedef struct tcvod_string_list {
    const char *const *items;
    size_t count;
} tcvod_string_list;

typedef struct tcvod_int_list {
    const int64_t *items;
    size_t count;
} tcvod_int_list;

typedef struct tcvod_uint_list {
    const uint64_t *items;
    size_t count;
} tcvod_uint_list;

typedef struct tcvod_double_list {
    const double *items;
    size_t count;
} tcvod_double_list;

typedef struct tcvod_bool_list {
    const bool *items;
    size_t count;
} tcvod_bool_list;

/* An entry of a map; `key` is never NULL. */
typedef struct tcvod_string_entry {
    const char *key;
    const char *value;
} tcvod_string_entry;

typedef struct tcvod_int_entry {
    const char *key;
    int64_t value;
} tcvod_int_entry;

typedef struct tcvod_uint_entry {
    const char *key;
    uint64_t value;
} tcvod_uint_entry;

typedef struct tcvod_double_entry {
    const char *key;
    double value;
} tcvod_double_entry;

typedef struct tcvod_bool_entry {
    const char *key;
    bool value;
} tcvod_bool_entry;

typedef struct tcvod_string_map {
    const tcvod_string_entry *items;
    size_t count;
} tcvod_string_map;

typedef struct tcvod_int_map {
    const tcvod_int_entry *items;
    size_t count;
} tcvod_int_map;

typedef struct tcvod_uint_map {
    const tcvod_uint_entry *items;
    size_t count;
} tcvod_uint_map;

typedef struct tcvod_double_map {
    const tcvod_double_entry *items;
    size_t count;
} tcvod_double_map;

typedef struct tcvod_bool_map {
    const tcvod_bool_entry *items;
    size_t count;
} tcvod_bool_map;

/* Bytes that the library borrows. */
typedef struct tcvod_bytes {
    const void *data;
    size_t size_bytes;
} tcvod_bytes;

TCVOD_END_C

#ifdef __cplusplus
inline tcvod_int tcvod_make_int(int64_t value)
{
    return tcvod_int{value, true};
}
inline tcvod_uint tcvod_make_uint(uint64_t value)
{
    return tcvod_uint{value, true};
}
inline tcvod_double tcvod_make_double(double value)
{
    return tcvod_double{value, true};
}
inline tcvod_bool tcvod_make_bool(bool value)
{
    return tcvod_bool{value, true};
}
#define TCVOD_INT(number) tcvod_make_int(number)
#define TCVOD_UINT(number) tcvod_make_uint(number)
#define TCVOD_DOUBLE(number) tcvod_make_double(number)
#define TCVOD_BOOL(truth) tcvod_make_bool(truth)
#else
#define TCVOD_INT(number) ((tcvod_int){(number), true})
#define TCVOD_UINT(number) ((tcvod_uint){(number), true})
#define TCVOD_DOUBLE(number) ((tcvod_double){(number), true})
#define TCVOD_BOOL(truth) ((tcvod_bool){(truth), true})
/* Lists in place, valid as long as the enclosing block: .tags = TCVOD_STRINGS("pet", "cute") */
#define TCVOD_STRINGS(...)                                                                         \
    ((tcvod_string_list){(const char *const[]){__VA_ARGS__},                                       \
                         sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)})
#define TCVOD_INTS(...)                                                                            \
    ((tcvod_int_list){(const int64_t[]){__VA_ARGS__},                                              \
                      sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t)})
/* A list of objects from an array: .play_set = TCVOD_LIST(tcvod_play_url_list, array) */
#define TCVOD_LIST(list_type, array) ((list_type){(array), sizeof(array) / sizeof *(array)})
#endif

/* Walks a list or map: tcvod_each(tcvod_play_url, play, response->play_set) puts(play->url); */
#define tcvod_each(element_type, name, list)                                                       \
    for (const element_type *name = (list).items, *name##_end = name ? name + (list).count : name; \
         name != name##_end; ++name)

#endif
