/* SPDX-License-Identifier: MIT */
#include "copy.h"

#include "access.h"

#include <string.h>

/* As deep as the encoder goes: what lies deeper is refused there, so it may stay the caller's. */
enum { DEEPEST = 64 };

typedef struct copier {
    const tcv_service *service;
    uint16_t version;
    tcv_arena *arena;
    int depth;
    bool failed;
} copier;

static void copy_members(copier *copy, uint16_t type, void *target);

static void *taken(copier *copy, void *memory)
{
    if (memory == NULL)
        copy->failed = true;
    return memory;
}

static const char *copy_text(copier *copy, const char *text)
{
    return text != NULL ? taken(copy, tcv_arena_text(copy->arena, text, strlen(text))) : NULL;
}

/* Replaces what `value` points to. */
static void copy_value(copier *copy, const tcv_field *field, tcv_bare *value)
{
    if (field->kind == TCV_STRING || field->kind == TCV_JSON) {
        value->text = copy_text(copy, value->text);
    } else if (tcv_is_object(field) && value->object != NULL && copy->depth < DEEPEST) {
        size_t size_bytes = tcv_struct_size(copy->service, field->type, copy->version);
        void *object = taken(copy, tcv_arena_allocate(copy->arena, size_bytes));
        if (object != NULL) {
            memcpy(object, value->object, size_bytes);
            copy_members(copy, field->type, object);
        }
        value->object = object;
    }
}

static void copy_list(copier *copy, const tcv_field *field, char *items, size_t count)
{
    size_t element_bytes = tcv_element_bytes(copy->service, field, copy->version);
    for (size_t i = 0; i < count && !copy->failed; i++, items += element_bytes) {
        tcv_bare value;
        if (tcv_is_object(field)) {
            if (copy->depth < DEEPEST)
                copy_members(copy, field->type, items);
            continue;
        }
        tcv_load_element(field, items, &value);
        copy_value(copy, field, &value);
        tcv_store_element(field, items, &value);
    }
}

static void copy_map(copier *copy, const tcv_field *field, char *items, size_t count)
{
    for (size_t i = 0; i < count && !copy->failed; i++, items += tcv_entry_bytes(field)) {
        tcv_bare value;
        const char *key = copy_text(copy, tcv_load_entry(field, items, &value));
        copy_value(copy, field, &value);
        tcv_store_entry(field, items, key, &value);
    }
}

static void copy_sequence(copier *copy, const tcv_field *field, void *slot)
{
    tcv_sequence sequence = tcv_load_sequence(slot);
    if (sequence.items == NULL)
        return;
    size_t item_bytes = field->container == TCV_LIST
                            ? tcv_element_bytes(copy->service, field, copy->version)
                            : tcv_entry_bytes(field);
    char *items = taken(copy, tcv_arena_array(copy->arena, sequence.count, item_bytes));
    if (items == NULL)
        return;
    memcpy(items, sequence.items, sequence.count * item_bytes);
    if (field->container == TCV_LIST)
        copy_list(copy, field, items, sequence.count);
    else
        copy_map(copy, field, items, sequence.count);
    tcv_store_sequence(slot, items, sequence.count);
}

/* `target` is a flat copy: everything that it points to is still the caller's. */
static void copy_members(copier *copy, uint16_t type, void *target)
{
    const tcv_field *fields = copy->service->fields + copy->service->structs[type].first_field;
    uint16_t known = tcv_known_fields(copy->service, type, copy->version);
    copy->depth++;
    for (uint16_t i = 0; i < known && !copy->failed; i++) {
        void *slot = (char *)target + fields[i].offset;
        tcv_bare value;
        if (fields[i].container != TCV_SINGLE) {
            copy_sequence(copy, &fields[i], slot);
        } else if (tcv_load_single(&fields[i], slot, &value)) {
            copy_value(copy, &fields[i], &value);
            tcv_store_single(&fields[i], slot, &value);
        }
    }
    copy->depth--;
}

void *tcv_copy_struct(const tcv_service *service, uint16_t type, uint16_t version,
                      const void *source, tcv_arena *arena)
{
    copier copy = {.service = service, .version = version, .arena = arena};
    size_t size_bytes = tcv_struct_size(service, type, version);
    void *target = tcv_arena_allocate(arena, size_bytes);
    if (target == NULL || source == NULL)
        return target;
    memcpy(target, source, size_bytes);
    copy_members(&copy, type, target);
    return copy.failed ? NULL : target;
}
