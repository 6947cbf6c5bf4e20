/* SPDX-License-Identifier: MIT */
/* The members of generated structs, seen without their types: read and written by memcpy, because
 * the table knows their kind and the compiler does not. */
#ifndef TCV_ACCESS_H
#define TCV_ACCESS_H

#include "table.h"

#include <stdbool.h>

/* Any …_list and any …_map. */
typedef struct tcv_sequence {
    const void *items;
    size_t count;
} tcv_sequence;

/* A scalar without its presence: an element of a list, the value of an entry. */
typedef union tcv_bare {
    const char *text;
    int64_t integer;
    uint64_t natural;
    double real;
    bool truth;
    const void *object;
} tcv_bare;

static inline bool tcv_is_object(const tcv_field *field)
{
    return field->kind == TCV_OBJECT || field->kind == TCV_VARIANT;
}

tcv_sequence tcv_load_sequence(const void *slot);
void tcv_store_sequence(void *slot, const void *items, size_t count);

/* A SINGLE member: false when absent. */
bool tcv_load_single(const tcv_field *field, const void *slot, tcv_bare *value);
/* Whether `value`, just loaded and absent, is what `.member = 5` leaves behind: C lets the braces
 * of an optional go and fills its value alone. */
bool tcv_lacks_presence(const tcv_field *field, const tcv_bare *value);
void tcv_store_single(const tcv_field *field, void *slot, const tcv_bare *value);

/* Element of a list; objects are in the list by value, and *value points to it. */
size_t tcv_element_bytes(const tcv_service *service, const tcv_field *field, uint16_t version);
void tcv_load_element(const tcv_field *field, const void *element, tcv_bare *value);
void tcv_store_element(const tcv_field *field, void *element, const tcv_bare *value);

/* Entry of a map. */
size_t tcv_entry_bytes(const tcv_field *field);
const char *tcv_load_entry(const tcv_field *field, const void *entry, tcv_bare *value);
void tcv_store_entry(const tcv_field *field, void *entry, const char *key, const tcv_bare *value);

#endif
