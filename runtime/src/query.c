/* SPDX-License-Identifier: MIT */
#include "query.h"

#include "access.h"
#include "buffer.h"
#include "fail.h"
#include "json_check.h"
#include "limit_check.h"
#include "number.h"
#include "place.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { DEEPEST = 64 };

typedef struct encoder {
    const tcv_service *service;
    uint16_t version;
    bool strict;
    int depth;
    tcv_buffer name; /* on the wire, of the parameter at hand */
    tcv_parameters *parameters;
    tcvod_error *error;
} encoder;

/* All functions below return TCVOD_OK or the category that tcv_fail() gave. */

static int refuse(const encoder *encode, const tcv_place *place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static int refuse(const encoder *encode, const tcv_place *place, const char *format, ...)
{
    char path[TCV_PLACE_TEXT_BYTES];
    va_list arguments;
    tcv_place_text(place, path);
    va_start(arguments, format);
    int status = tcv_refuse(encode->error, path, format, arguments);
    va_end(arguments);
    return status;
}

static int refuse_limit(const encoder *encode, const tcv_field *field, const tcv_place *place,
                        tcv_limit_result result, const char *finding)
{
    if (result == TCV_WITHIN)
        return TCVOD_OK;
    if (result == TCV_NO_MEMORY)
        return tcv_fail_memory(encode->error, "encode");
    return refuse(encode, place, "breaks a limit of the service: allowed is %s, got %s",
                  tcv_limits_text(encode->service, field), finding);
}

static int check_text(const encoder *encode, const tcv_place *place, const char *text)
{
    size_t size_bytes = strlen(text);
    size_t valid_bytes = tcv_utf8_valid_prefix(text, size_bytes);
    if (valid_bytes != size_bytes)
        return refuse(encode, place, "is not UTF-8: see its byte %zu", valid_bytes);
    return TCVOD_OK;
}

static int check_json(const encoder *encode, const tcv_place *place, const char *text)
{
    tcv_json_verdict verdict = tcv_json_check(text, strlen(text));
    if (verdict.problem != NULL)
        return refuse(encode, place, "is not valid JSON: %s at byte %zu", verdict.problem,
                      verdict.offset);
    return TCVOD_OK;
}

static int check_value(const encoder *encode, const tcv_field *field, const tcv_bare *value,
                       const tcv_place *place)
{
    char finding[TCV_FINDING_BYTES];
    int status = TCVOD_OK;
    if (field->kind == TCV_STRING)
        status = check_text(encode, place, value->text);
    else if (field->kind == TCV_JSON)
        status = check_json(encode, place, value->text);
    else if (field->kind == TCV_DOUBLE && !isfinite(value->real))
        status = refuse(encode, place, "is not a finite number");
    if (status != TCVOD_OK || !encode->strict)
        return status;
    tcv_limit_result result = tcv_check_scalar(encode->service, field, value, finding);
    return refuse_limit(encode, field, place, result, finding);
}

static int encode_scalar(encoder *encode, const tcv_field *field, const tcv_bare *value,
                         const tcv_place *place)
{
    char number[TCV_DOUBLE_TEXT_BYTES];
    const char *text = number;
    int status = check_value(encode, field, value, place);
    if (status != TCVOD_OK)
        return status;
    switch (field->kind) {
    case TCV_INT:
        snprintf(number, sizeof number, "%" PRId64, value->integer);
        break;
    case TCV_UINT:
        snprintf(number, sizeof number, "%" PRIu64, value->natural);
        break;
    case TCV_DOUBLE:
        tcv_double_to_text(value->real, number);
        break;
    case TCV_BOOL:
        text = value->truth ? "true" : "false";
        break;
    default:
        text = value->text;
        break;
    }
    if (!encode->name.failed)
        tcv_parameters_add(encode->parameters, encode->name.data, text);
    return TCVOD_OK;
}

static void cut_name(encoder *encode, size_t size_bytes)
{
    if (encode->name.data == NULL)
        return;
    encode->name.size_bytes = size_bytes;
    encode->name.data[size_bytes] = '\0';
}

static void extend_name(encoder *encode, const char *part)
{
    if (encode->name.size_bytes != 0)
        tcv_buffer_char(&encode->name, '.');
    tcv_buffer_text(&encode->name, part);
}

static int encode_struct(encoder *encode, uint16_t type, const void *source,
                         const tcv_place *place);
static int encode_slot(encoder *encode, const tcv_field *field, const void *slot,
                       const tcv_place *place);

static int encode_variant(encoder *encode, uint16_t type, const void *source,
                          const tcv_place *place)
{
    const tcv_field *cases = encode->service->fields + encode->service->structs[type].first_field;
    uint16_t known = tcv_known_fields(encode->service, type, encode->version);
    const tcv_field *chosen = NULL;
    tcv_bare payload;
    for (uint16_t i = 0; i < known; i++) {
        if (!tcv_load_single(&cases[i], (const char *)source + cases[i].offset, &payload))
            continue;
        if (chosen != NULL)
            return refuse(encode, place, "has two shapes set, %s and %s; set one",
                          tcv_text(encode->service, chosen->name),
                          tcv_text(encode->service, cases[i].name));
        chosen = &cases[i];
    }
    if (chosen == NULL)
        return TCVOD_OK;
    return encode_slot(encode, chosen, (const char *)source + chosen->offset, place);
}

static int encode_value(encoder *encode, const tcv_field *field, const tcv_bare *value,
                        const tcv_place *place)
{
    if (!tcv_is_object(field))
        return encode_scalar(encode, field, value, place);
    if (encode->depth == DEEPEST)
        return refuse(encode, place, "is nested more than %d levels deep", DEEPEST);
    encode->depth++;
    int status = field->kind == TCV_VARIANT
                     ? encode_variant(encode, field->type, value->object, place)
                     : encode_struct(encode, field->type, value->object, place);
    encode->depth--;
    return status;
}

static bool is_null_pointer(const tcv_field *field, const tcv_bare *value)
{
    return (tcv_is_object(field) || field->kind == TCV_STRING || field->kind == TCV_JSON) &&
           value->object == NULL;
}

static int encode_list(encoder *encode, const tcv_field *field, const tcv_sequence *list,
                       const tcv_place *place)
{
    size_t name_bytes = encode->name.size_bytes;
    size_t first_index = (field->flags & TCV_FIRST_INDEX_1) != 0;
    size_t element_bytes = tcv_element_bytes(encode->service, field, encode->version);
    const char *element = list->items;
    for (size_t i = 0; i < list->count; i++, element += element_bytes) {
        tcv_place here = {.parent = place, .index = i};
        tcv_bare value;
        tcv_load_element(field, element, &value);
        if (is_null_pointer(field, &value))
            return refuse(encode, &here, "is NULL");
        tcv_buffer_format(&encode->name, ".%zu", i + first_index);
        int status = encode_value(encode, field, &value, &here);
        if (status != TCVOD_OK)
            return status;
        cut_name(encode, name_bytes);
    }
    return TCVOD_OK;
}

/* A signer replaces `_` in names, and servers do not agree on the order that follows: so none is
 * sent. */
static int check_key(const encoder *encode, const char *key, const tcv_place *place)
{
    if (key == NULL || *key == '\0')
        return refuse(encode, place, "has an entry without a key");
    tcv_place here = {.parent = place, .name = key};
    if (strchr(key, '_') != NULL)
        return refuse(encode, &here, "cannot be sent: '_' is not allowed in a key");
    return check_text(encode, &here, key);
}

static int encode_map(encoder *encode, const tcv_field *field, const tcv_sequence *map,
                      const tcv_place *place)
{
    size_t name_bytes = encode->name.size_bytes;
    const char *entry = map->items;
    for (size_t i = 0; i < map->count; i++, entry += tcv_entry_bytes(field)) {
        tcv_bare value;
        const char *key = tcv_load_entry(field, entry, &value);
        tcv_place here = {.parent = place, .name = key};
        int status = check_key(encode, key, place);
        if (status != TCVOD_OK)
            return status;
        if (is_null_pointer(field, &value))
            return refuse(encode, &here, "is NULL");
        extend_name(encode, key);
        status = encode_value(encode, field, &value, &here);
        if (status != TCVOD_OK)
            return status;
        cut_name(encode, name_bytes);
    }
    return TCVOD_OK;
}

static const char *optional_macro(const tcv_field *field)
{
    switch (field->kind) {
    case TCV_INT:
        return "TCVOD_INT";
    case TCV_UINT:
        return "TCVOD_UINT";
    case TCV_DOUBLE:
        return "TCVOD_DOUBLE";
    default:
        return "TCVOD_BOOL";
    }
}

static int encode_absent(const encoder *encode, const tcv_field *field, const tcv_place *place)
{
    if (encode->strict && (field->flags & TCV_REQUIRED) != 0)
        return refuse(encode, place, "is required");
    return TCVOD_OK;
}

static int encode_sequence(encoder *encode, const tcv_field *field, const void *slot,
                           const tcv_place *place)
{
    char finding[TCV_FINDING_BYTES];
    tcv_sequence sequence = tcv_load_sequence(slot);
    if (sequence.items == NULL && sequence.count != 0)
        return refuse(encode, place, "has a count of %zu, but its items are NULL", sequence.count);
    if (sequence.items == NULL)
        return encode_absent(encode, field, place);
    if (encode->strict) {
        tcv_limit_result result = tcv_check_count(encode->service, field, sequence.count, finding);
        int status = refuse_limit(encode, field, place, result, finding);
        if (status != TCVOD_OK)
            return status;
    }
    return field->container == TCV_LIST ? encode_list(encode, field, &sequence, place)
                                        : encode_map(encode, field, &sequence, place);
}

static int encode_slot(encoder *encode, const tcv_field *field, const void *slot,
                       const tcv_place *place)
{
    tcv_bare value;
    if (slot == NULL)
        return encode_absent(encode, field, place);
    if (field->container != TCV_SINGLE)
        return encode_sequence(encode, field, slot, place);
    if (tcv_load_single(field, slot, &value))
        return encode_value(encode, field, &value, place);
    if (tcv_lacks_presence(field, &value))
        return refuse(encode, place, "has a value but is not marked present: write %s(value)",
                      optional_macro(field));
    return encode_absent(encode, field, place);
}

static int encode_struct(encoder *encode, uint16_t type, const void *source, const tcv_place *place)
{
    const tcv_field *fields = encode->service->fields + encode->service->structs[type].first_field;
    uint16_t known = tcv_known_fields(encode->service, type, encode->version);
    size_t name_bytes = encode->name.size_bytes;
    for (uint16_t i = 0; i < known; i++) {
        const char *name = tcv_text(encode->service, fields[i].name);
        const void *slot = source != NULL ? (const char *)source + fields[i].offset : NULL;
        tcv_place here = {.parent = place, .name = name};
        extend_name(encode, name);
        int status = encode_slot(encode, &fields[i], slot, &here);
        if (status != TCVOD_OK)
            return status;
        cut_name(encode, name_bytes);
    }
    return TCVOD_OK;
}

int tcv_encode_query(const tcv_service *service, uint16_t type, uint16_t version,
                     const void *request, bool strict, tcv_parameters *parameters,
                     tcvod_error *error)
{
    const tcv_place outermost = {0};
    encoder encode = {.service = service,
                      .version = version,
                      .strict = strict,
                      .parameters = parameters,
                      .error = error};
    tcv_buffer_init(&encode.name, parameters->arena.allocator);
    int status = encode_struct(&encode, type, request, &outermost);
    if (status == TCVOD_OK && (encode.name.failed || parameters->failed))
        status = tcv_fail_memory(error, "encode");
    tcv_buffer_release(&encode.name);
    return status;
}
