/* SPDX-License-Identifier: MIT */
#include "access.h"
#include "fail.h"
#include "json.h"
#include "json_check.h"
#include "number.h"

#include <stdarg.h>
#include <string.h>

enum { DEEPEST = 64 };

typedef struct gatherer {
    const tcv_service *service;
    const tcvod_parameter *parameters;
    size_t count;
    bool *used;
    int depth;
    tcv_buffer name; /* on the wire, of the value at hand */
    tcv_buffer *json;
    tcvod_error *error;
} gatherer;

/* All functions below that return int give TCVOD_OK or the category that tcv_fail() gave. */

static int refuse(const gatherer *gather, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static int refuse(const gatherer *gather, const char *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int status = tcv_refuse(gather->error, name, format, arguments);
    va_end(arguments);
    return status;
}

/* What follows the name at hand in a parameter's name: "", ".rest" or NULL when it is another name.
 */
static const char *rest_of(const gatherer *gather, size_t position)
{
    const char *name = gather->parameters[position].name;
    size_t length = gather->name.size_bytes;
    if (strncmp(name, gather->name.data, length) != 0)
        return NULL;
    return name[length] == '\0' || name[length] == '.' ? name + length : NULL;
}

static bool is_given(const gatherer *gather)
{
    for (size_t i = 0; i < gather->count; i++)
        if (!gather->used[i] && rest_of(gather, i) != NULL)
            return true;
    return false;
}

/* The value given for exactly the name at hand; NULL when there is none. */
static const char *take_value(const gatherer *gather)
{
    for (size_t i = 0; i < gather->count; i++) {
        const char *rest = rest_of(gather, i);
        if (rest == NULL || *rest != '\0' || gather->used[i])
            continue;
        gather->used[i] = true;
        return gather->parameters[i].value;
    }
    return NULL;
}

static bool is_word(const char *text, const char *first, const char *second)
{
    return strcmp(text, first) == 0 || strcmp(text, second) == 0;
}

static int gather_text(const gatherer *gather, const char *value)
{
    size_t size_bytes = strlen(value);
    size_t valid_bytes = tcv_utf8_valid_prefix(value, size_bytes);
    if (valid_bytes != size_bytes)
        return refuse(gather, gather->name.data, "is not UTF-8: see its byte %zu", valid_bytes);
    tcv_buffer_json_string(gather->json, value, size_bytes);
    return TCVOD_OK;
}

static int gather_bool(const gatherer *gather, const char *value)
{
    bool is_true = is_word(value, "true", "1");
    if (!is_true && !is_word(value, "false", "0"))
        return refuse(gather, gather->name.data, "must be true or false");
    tcv_buffer_text(gather->json, is_true ? "true" : "false");
    return TCVOD_OK;
}

static int gather_number(const gatherer *gather, const tcv_field *field, const char *value)
{
    bool negative = false;
    uint64_t magnitude = 0;
    double real;
    size_t size_bytes = strlen(value);
    bool fits;
    if (size_bytes == 0)
        return refuse(gather, gather->name.data, "has no value");
    if (field->kind == TCV_DOUBLE)
        fits = tcv_double_from_text(value, size_bytes, &real);
    else
        fits = tcv_integer_from_text(value, size_bytes, &negative, &magnitude);
    if (fits && field->kind == TCV_UINT)
        fits = !negative;
    if (fits && field->kind == TCV_INT)
        fits = magnitude <= (uint64_t)INT64_MAX + negative;
    if (!fits)
        return refuse(gather, gather->name.data, "must be %s",
                      field->kind == TCV_DOUBLE ? "a number"
                      : field->kind == TCV_UINT ? "an integer of 64 bits from 0 on"
                                                : "an integer of 64 bits");
    tcv_buffer_append(gather->json, value, size_bytes);
    return TCVOD_OK;
}

static int gather_json(const gatherer *gather, const char *value)
{
    tcv_json_verdict verdict = tcv_json_check(value, strlen(value));
    if (verdict.problem != NULL)
        return refuse(gather, gather->name.data, "is not valid JSON: %s at byte %zu",
                      verdict.problem, verdict.offset);
    tcv_buffer_text(gather->json, value);
    return TCVOD_OK;
}

static int gather_scalar(const gatherer *gather, const tcv_field *field)
{
    const char *value = take_value(gather);
    if (value == NULL) {
        tcv_buffer_text(gather->json, "null");
        return TCVOD_OK;
    }
    switch (field->kind) {
    case TCV_STRING:
        return gather_text(gather, value);
    case TCV_BOOL:
        return gather_bool(gather, value);
    case TCV_JSON:
        return gather_json(gather, value);
    default:
        return gather_number(gather, field, value);
    }
}

static void cut_name(gatherer *gather, size_t size_bytes)
{
    if (gather->name.data == NULL)
        return;
    gather->name.size_bytes = size_bytes;
    gather->name.data[size_bytes] = '\0';
}

static void extend_name(gatherer *gather, const char *part, size_t part_bytes)
{
    if (gather->name.size_bytes != 0)
        tcv_buffer_char(&gather->name, '.');
    tcv_buffer_append(&gather->name, part, part_bytes);
}

static int gather_struct(gatherer *gather, uint16_t type);
static int gather_value(gatherer *gather, const tcv_field *field, size_t owner_bytes);

/* The text that chooses a variant's case: a parameter beside it. */
static const char *chooser_value(const gatherer *gather, const char *discriminator,
                                 size_t owner_bytes)
{
    size_t skipped = owner_bytes != 0 ? owner_bytes + 1 : 0;
    for (size_t i = 0; i < gather->count; i++) {
        const char *name = gather->parameters[i].name;
        if (strncmp(name, gather->name.data, skipped) == 0 &&
            strcmp(name + skipped, discriminator) == 0)
            return gather->parameters[i].value;
    }
    return "";
}

static int gather_variant(gatherer *gather, uint16_t type, size_t owner_bytes)
{
    const tcv_struct *shape = &gather->service->structs[type];
    const tcv_field *cases = gather->service->fields + shape->first_field;
    const char *discriminator = tcv_text(gather->service, shape->discriminator);
    const char *chosen = chooser_value(gather, discriminator, owner_bytes);
    for (uint16_t i = 0; i < shape->field_count; i++)
        if (strcmp(tcv_text(gather->service, cases[i].name), chosen) == 0)
            return gather_value(gather, &cases[i], owner_bytes);
    return refuse(gather, gather->name.data,
                  "has a shape that %.64s beside it chooses; \"%.64s\" is no known one",
                  discriminator, chosen);
}

static int gather_value(gatherer *gather, const tcv_field *field, size_t owner_bytes)
{
    if (!tcv_is_object(field))
        return gather_scalar(gather, field);
    if (take_value(gather) != NULL)
        return refuse(gather, gather->name.data, "is an object: name its fields, %s.field=…",
                      tcv_text(gather->service, field->name));
    if (gather->depth == DEEPEST)
        return refuse(gather, gather->name.data, "is nested more than %d levels deep", DEEPEST);
    gather->depth++;
    int status = field->kind == TCV_VARIANT ? gather_variant(gather, field->type, owner_bytes)
                                            : gather_struct(gather, field->type);
    gather->depth--;
    return status;
}

static int gather_list(gatherer *gather, const tcv_field *field, size_t owner_bytes)
{
    size_t first_index = (field->flags & TCV_FIRST_INDEX_1) != 0;
    size_t name_bytes = gather->name.size_bytes;
    tcv_buffer_char(gather->json, '[');
    for (size_t i = 0;; i++) {
        tcv_buffer_format(&gather->name, ".%zu", i + first_index);
        if (gather->name.failed || !is_given(gather))
            break;
        if (i != 0)
            tcv_buffer_char(gather->json, ',');
        int status = gather_value(gather, field, owner_bytes);
        if (status != TCVOD_OK)
            return status;
        cut_name(gather, name_bytes);
    }
    cut_name(gather, name_bytes);
    tcv_buffer_char(gather->json, ']');
    if (is_given(gather))
        return refuse(gather, gather->name.data,
                      "is a list: number its elements from %zu on without a gap", first_index);
    return TCVOD_OK;
}

static int gather_map(gatherer *gather, const tcv_field *field, size_t owner_bytes)
{
    size_t name_bytes = gather->name.size_bytes;
    char separator = '{';
    for (size_t i = 0; i < gather->count; i++) {
        const char *rest = rest_of(gather, i);
        if (gather->used[i] || rest == NULL || *rest == '\0')
            continue;
        size_t key_bytes = tcv_is_object(field) ? strcspn(rest + 1, ".") : strlen(rest + 1);
        tcv_buffer_char(gather->json, separator);
        tcv_buffer_json_string(gather->json, rest + 1, key_bytes);
        tcv_buffer_char(gather->json, ':');
        extend_name(gather, rest + 1, key_bytes);
        if (gather->name.failed)
            break;
        int status = gather_value(gather, field, owner_bytes);
        if (status != TCVOD_OK)
            return status;
        cut_name(gather, name_bytes);
        separator = ',';
    }
    tcv_buffer_text(gather->json, separator == '{' ? "{}" : "}");
    return TCVOD_OK;
}

static int gather_slot(gatherer *gather, const tcv_field *field, size_t owner_bytes)
{
    if (field->container == TCV_LIST)
        return gather_list(gather, field, owner_bytes);
    if (field->container == TCV_MAP)
        return gather_map(gather, field, owner_bytes);
    return gather_value(gather, field, owner_bytes);
}

static int gather_struct(gatherer *gather, uint16_t type)
{
    const tcv_struct *shape = &gather->service->structs[type];
    const tcv_field *fields = gather->service->fields + shape->first_field;
    size_t owner_bytes = gather->name.size_bytes;
    char separator = '{';
    for (uint16_t i = 0; i < shape->field_count && !gather->name.failed; i++) {
        const char *name = tcv_text(gather->service, fields[i].name);
        extend_name(gather, name, strlen(name));
        if (!gather->name.failed && is_given(gather)) {
            tcv_buffer_char(gather->json, separator);
            tcv_buffer_json_string(gather->json, name, strlen(name));
            tcv_buffer_char(gather->json, ':');
            int status = gather_slot(gather, &fields[i], owner_bytes);
            if (status != TCVOD_OK)
                return status;
            separator = ',';
        }
        cut_name(gather, owner_bytes);
    }
    tcv_buffer_text(gather->json, separator == '{' ? "{}" : "}");
    return TCVOD_OK;
}

static int refuse_unused(const gatherer *gather)
{
    for (size_t i = 0; i < gather->count; i++) {
        const char *name = gather->parameters[i].name;
        if (gather->used[i])
            continue;
        for (size_t j = 0; j < gather->count; j++)
            if (j != i && strcmp(gather->parameters[j].name, name) == 0)
                return refuse(gather, name, "is given twice");
        return refuse(gather, name, "is no parameter of this action");
    }
    return TCVOD_OK;
}

static int check_parameters(const gatherer *gather)
{
    if (gather->parameters == NULL && gather->count != 0)
        return tcv_fail(gather->error, TCVOD_ERROR_ARGUMENT, "encode", "",
                        "parameters must not be NULL when count is %zu", gather->count);
    for (size_t i = 0; i < gather->count; i++)
        if (gather->parameters[i].name == NULL || gather->parameters[i].value == NULL)
            return tcv_fail(gather->error, TCVOD_ERROR_ARGUMENT, "encode", "",
                            "parameters[%zu] has no name or no value", i);
    return TCVOD_OK;
}

int tcv_json_from_parameters(const tcv_service *service, uint16_t type,
                             const tcvod_parameter *parameters, size_t count, tcv_buffer *json,
                             tcvod_error *error)
{
    gatherer gather = {
        .service = service, .parameters = parameters, .count = count, .json = json, .error = error};
    int status = check_parameters(&gather);
    if (status != TCVOD_OK)
        return status;
    tcv_buffer_init(&gather.name, json->allocator);
    gather.used = tcv_allocate_zeroed(json->allocator, count);
    if (gather.used == NULL)
        return tcv_fail_memory(error, "encode");
    status = gather_struct(&gather, type);
    if (status == TCVOD_OK && (gather.name.failed || json->failed))
        status = tcv_fail_memory(error, "encode");
    if (status == TCVOD_OK)
        status = refuse_unused(&gather);
    tcv_release(json->allocator, gather.used);
    tcv_buffer_release(&gather.name);
    return status;
}
