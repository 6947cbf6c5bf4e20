/* SPDX-License-Identifier: MIT */
#include "access.h"

#include <tcvod/types.h>

#include <string.h>

/* Stands for every generated …_entry of objects, whose value is a pointer. */
typedef struct object_entry {
    const char *key;
    const void *value;
} object_entry;

typedef struct layout {
    size_t bare_bytes;     /* as an element of a list */
    size_t present_offset; /* 0: presence is in the pointer */
    size_t entry_bytes;
    size_t entry_value_offset;
} layout;

static const layout pointer_layout = {
    .bare_bytes = sizeof(void *),
    .entry_bytes = sizeof(object_entry),
    .entry_value_offset = offsetof(object_entry, value),
};

#define NUMBER_LAYOUT(type, bare)                                                                  \
    {                                                                                              \
        .bare_bytes = sizeof(bare), .present_offset = offsetof(tcvod_##type, present),             \
        .entry_bytes = sizeof(tcvod_##type##_entry),                                               \
        .entry_value_offset = offsetof(tcvod_##type##_entry, value)                                \
    }

static const layout int_layout = NUMBER_LAYOUT(int, int64_t);
static const layout uint_layout = NUMBER_LAYOUT(uint, uint64_t);
static const layout double_layout = NUMBER_LAYOUT(double, double);
static const layout bool_layout = NUMBER_LAYOUT(bool, bool);

static const layout *layout_of(const tcv_field *field)
{
    switch (field->kind) {
    case TCV_INT:
        return &int_layout;
    case TCV_UINT:
        return &uint_layout;
    case TCV_DOUBLE:
        return &double_layout;
    case TCV_BOOL:
        return &bool_layout;
    default:
        return &pointer_layout;
    }
}

tcv_sequence tcv_load_sequence(const void *slot)
{
    tcv_sequence sequence;
    memcpy(&sequence, slot, sizeof sequence);
    return sequence;
}

void tcv_store_sequence(void *slot, const void *items, size_t count)
{
    tcv_sequence sequence = {items, count};
    memcpy(slot, &sequence, sizeof sequence);
}

bool tcv_load_single(const tcv_field *field, const void *slot, tcv_bare *value)
{
    const layout *shape = layout_of(field);
    bool present;
    memcpy(value, slot, shape->bare_bytes);
    if (shape->present_offset == 0)
        return value->object != NULL;
    memcpy(&present, (const char *)slot + shape->present_offset, sizeof present);
    return present;
}

bool tcv_lacks_presence(const tcv_field *field, const tcv_bare *value)
{
    static const tcv_bare nothing;
    const layout *shape = layout_of(field);
    return shape->present_offset != 0 && memcmp(value, &nothing, shape->bare_bytes) != 0;
}

/* Most of decoding: sizes that the compiler knows. */
#define STORE(type, member)                                                                        \
    memcpy(slot, &(type){.value = value->member, .present = true}, sizeof(type))

void tcv_store_single(const tcv_field *field, void *slot, const tcv_bare *value)
{
    switch (field->kind) {
    case TCV_INT:
        STORE(tcvod_int, integer);
        break;
    case TCV_UINT:
        STORE(tcvod_uint, natural);
        break;
    case TCV_DOUBLE:
        STORE(tcvod_double, real);
        break;
    case TCV_BOOL:
        STORE(tcvod_bool, truth);
        break;
    default:
        memcpy(slot, &value->object, sizeof value->object);
        break;
    }
}

size_t tcv_element_bytes(const tcv_service *service, const tcv_field *field, uint16_t version)
{
    return tcv_is_object(field) ? tcv_struct_size(service, field->type, version)
                                : layout_of(field)->bare_bytes;
}

void tcv_load_element(const tcv_field *field, const void *element, tcv_bare *value)
{
    if (tcv_is_object(field))
        value->object = element;
    else
        memcpy(value, element, layout_of(field)->bare_bytes);
}

void tcv_store_element(const tcv_field *field, void *element, const tcv_bare *value)
{
    memcpy(element, value, layout_of(field)->bare_bytes);
}

size_t tcv_entry_bytes(const tcv_field *field)
{
    return layout_of(field)->entry_bytes;
}

const char *tcv_load_entry(const tcv_field *field, const void *entry, tcv_bare *value)
{
    const layout *shape = layout_of(field);
    const char *key;
    memcpy(&key, entry, sizeof key);
    memcpy(value, (const char *)entry + shape->entry_value_offset, shape->bare_bytes);
    return key;
}

void tcv_store_entry(const tcv_field *field, void *entry, const char *key, const tcv_bare *value)
{
    const layout *shape = layout_of(field);
    memcpy(entry, &key, sizeof key);
    memcpy((char *)entry + shape->entry_value_offset, value, shape->bare_bytes);
}
