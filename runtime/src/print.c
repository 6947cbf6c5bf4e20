/* SPDX-License-Identifier: MIT */
#include "access.h"
#include "json.h"
#include "json_check.h"
#include "number.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { DEEPEST = 64 };

typedef struct printer {
    const tcv_service *service;
    uint16_t version;
    bool redacts;
    int depth;
    tcv_buffer *buffer;
} printer;

static void print_text(const printer *print, const char *text)
{
    tcv_buffer_json_string(print->buffer, text, strlen(text));
}

/* A request may hold anything; what is no JSON is shown as the text that it is. */
static void print_json(const printer *print, const char *text)
{
    if (tcv_json_check(text, strlen(text)).problem == NULL)
        tcv_buffer_text(print->buffer, text);
    else
        print_text(print, text);
}

static void print_double(const printer *print, double value)
{
    char text[TCV_DOUBLE_TEXT_BYTES] = "null";
    if (isfinite(value))
        tcv_double_to_text(value, text);
    tcv_buffer_text(print->buffer, text);
}

static void print_struct(printer *print, uint16_t type, const void *source);
static void print_slot(printer *print, const tcv_field *field, const void *slot);

/* The case of a variant that is set; NULL when none is. */
static const tcv_field *chosen_case(const printer *print, uint16_t type, const void *source)
{
    const tcv_field *cases = print->service->fields + print->service->structs[type].first_field;
    uint16_t known = tcv_known_fields(print->service, type, print->version);
    tcv_bare payload;
    for (uint16_t i = 0; i < known; i++)
        if (tcv_load_single(&cases[i], (const char *)source + cases[i].offset, &payload))
            return &cases[i];
    return NULL;
}

static void print_variant(printer *print, uint16_t type, const void *source)
{
    const tcv_field *chosen = chosen_case(print, type, source);
    if (chosen == NULL)
        tcv_buffer_text(print->buffer, "null");
    else
        print_slot(print, chosen, (const char *)source + chosen->offset);
}

static void print_object(printer *print, const tcv_field *field, const void *object)
{
    if (object == NULL || print->depth == DEEPEST) {
        tcv_buffer_text(print->buffer, "null");
        return;
    }
    print->depth++;
    if (field->kind == TCV_VARIANT)
        print_variant(print, field->type, object);
    else
        print_struct(print, field->type, object);
    print->depth--;
}

static void print_value(printer *print, const tcv_field *field, const tcv_bare *value)
{
    switch (field->kind) {
    case TCV_INT:
        tcv_buffer_format(print->buffer, "%" PRId64, value->integer);
        break;
    case TCV_UINT:
        tcv_buffer_format(print->buffer, "%" PRIu64, value->natural);
        break;
    case TCV_DOUBLE:
        print_double(print, value->real);
        break;
    case TCV_BOOL:
        tcv_buffer_text(print->buffer, value->truth ? "true" : "false");
        break;
    case TCV_OBJECT:
    case TCV_VARIANT:
        print_object(print, field, value->object);
        break;
    default:
        if (value->text == NULL)
            tcv_buffer_text(print->buffer, "null");
        else if (field->kind == TCV_JSON)
            print_json(print, value->text);
        else
            print_text(print, value->text);
        break;
    }
}

static void print_list(printer *print, const tcv_field *field, const tcv_sequence *list)
{
    size_t element_bytes = tcv_element_bytes(print->service, field, print->version);
    const char *element = list->items;
    tcv_buffer_char(print->buffer, '[');
    for (size_t i = 0; i < list->count; i++, element += element_bytes) {
        tcv_bare value;
        if (i != 0)
            tcv_buffer_char(print->buffer, ',');
        tcv_load_element(field, element, &value);
        print_value(print, field, &value);
    }
    tcv_buffer_char(print->buffer, ']');
}

static void print_map(printer *print, const tcv_field *field, const tcv_sequence *map)
{
    const char *entry = map->items;
    tcv_buffer_char(print->buffer, '{');
    for (size_t i = 0; i < map->count; i++, entry += tcv_entry_bytes(field)) {
        tcv_bare value;
        const char *key = tcv_load_entry(field, entry, &value);
        if (i != 0)
            tcv_buffer_char(print->buffer, ',');
        print_text(print, key != NULL ? key : "");
        tcv_buffer_char(print->buffer, ':');
        print_value(print, field, &value);
    }
    tcv_buffer_char(print->buffer, '}');
}

static void print_slot(printer *print, const tcv_field *field, const void *slot)
{
    tcv_bare value;
    tcv_sequence sequence;
    if (print->redacts && (field->flags & TCV_SENSITIVE) != 0) {
        tcv_buffer_text(print->buffer, "\"***\"");
    } else if (field->container == TCV_SINGLE) {
        tcv_load_single(field, slot, &value);
        print_value(print, field, &value);
    } else {
        sequence = tcv_load_sequence(slot);
        if (field->container == TCV_LIST)
            print_list(print, field, &sequence);
        else
            print_map(print, field, &sequence);
    }
}

static bool is_present(const printer *print, const tcv_field *field, const void *slot)
{
    tcv_bare value;
    if (field->container != TCV_SINGLE)
        return tcv_load_sequence(slot).items != NULL;
    if (!tcv_load_single(field, slot, &value))
        return false;
    return field->kind != TCV_VARIANT || chosen_case(print, field->type, value.object) != NULL;
}

static void print_struct(printer *print, uint16_t type, const void *source)
{
    const tcv_field *fields = print->service->fields + print->service->structs[type].first_field;
    uint16_t known = tcv_known_fields(print->service, type, print->version);
    char separator = '{';
    for (uint16_t i = 0; i < known; i++) {
        const void *slot = (const char *)source + fields[i].offset;
        if (!is_present(print, &fields[i], slot))
            continue;
        tcv_buffer_char(print->buffer, separator);
        print_text(print, tcv_text(print->service, fields[i].name));
        tcv_buffer_char(print->buffer, ':');
        print_slot(print, &fields[i], slot);
        separator = ',';
    }
    tcv_buffer_text(print->buffer, separator == '{' ? "{}" : "}");
}

void tcv_json_print(const tcv_service *service, uint16_t type, uint16_t version, const void *source,
                    bool redact, tcv_buffer *buffer)
{
    printer print = {.service = service, .version = version, .redacts = redact, .buffer = buffer};
    if (source == NULL)
        tcv_buffer_text(buffer, "{}");
    else
        print_struct(&print, type, source);
}
